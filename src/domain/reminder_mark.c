/* What people do with a reminder, and how it is said. */
#include "domain/reminder.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/record_store.h"

#define SNOOZE_DAYS_MAX 366

char *
reminder_key(const struct reminder *r, char buf[REMINDER_KEY])
{
	snprintf(buf, REMINDER_KEY, "%" PRId64 ":%" PRId64 ":%" PRId64, r->rule_id, r->subject_id,
	    r->occasion);
	return buf;
}

enum err
reminder_find(struct store *st, const char *key, struct reminder *r, struct err_note *note)
{
	struct reminder *all = NULL;
	char buf[REMINDER_KEY];
	size_t n = 0, i = 0;
	enum err e = reminder_list(st, &all, &n, note);

	while (i < n && strcmp(reminder_key(&all[i], buf), key) != 0)
		i++;
	if (e == ERR_OK && i < n)
		*r = all[i];
	else if (e == ERR_OK)
		e = err_set(note, ERR_NOTFOUND, "reminder", _("There is no such reminder any more."));
	free(all);
	return e;
}

static enum err
mark(struct store *st, const struct reminder *r, int64_t user, const char *state, int64_t until,
    int64_t to, const char *to_code, struct err_note *note)
{
	char key[REMINDER_KEY];
	json_t *changes;
	enum err e;

	access_own(st);
	e = store_run(st, "reminder.mark", DB_ARGS(DB_INT("rule", r->rule_id),
	    DB_INT("subject", r->subject_id), DB_INT("occasion", r->occasion), DB_INT("user", user),
	    DB_TEXT("state", state), DB_ID("until", until), DB_ID("to", to),
	    DB_INT("at", clock_now_ms()), DB_ID("by", actor_id(store_actor(st)))), NULL, note);
	if (e != ERR_OK)
		return e;
	changes = json_pack("{s:[s,s]}", state, "", to_code);
	e = audit_write(st, &(struct audit_entry){ .function = "reminder", .action = state,
	    .entity = "reminder_rule", .row_id = r->rule_id,
	    .row_code = reminder_key(r, key), .reason = "", .request = "", .changes = changes }, note);
	json_decref(changes);
	return e;
}

enum err
reminder_done(struct store *st, const struct reminder *r, struct err_note *note)
{
	return mark(st, r, 0, "done", 0, 0, "", note);
}

enum err
reminder_snooze(struct store *st, const struct reminder *r, int64_t until, struct err_note *note)
{
	int64_t now = clock_now_ms();
	char iso[48];

	if (until <= now || until > now + SNOOZE_DAYS_MAX * INT64_C(86400000))
		return err_set(note, ERR_INVALID, "until", _("Until a moment of the coming year."));
	return mark(st, r, actor_id(store_actor(st)), "snoozed", until, 0,
	    instant_iso(until, iso, sizeof iso), note);
}

enum err
reminder_hand(struct store *st, const struct reminder *r, const char *user, struct err_note *note)
{
	struct code_case cc;
	int64_t id = 0;
	enum err e;

	code_case(&cc, user);
	e = store_get_int(st, "agenda.user", DB_ARGS(CODE_ARGS(&cc)), &id, note);
	if (e == ERR_NOTFOUND)
		return err_set(note, ERR_NOTFOUND, "user", _("There is no user \"%s\"."), user);
	return e == ERR_OK ? mark(st, r, 0, "handed", 0, id, user, note) : e;
}

enum err
reminder_can_see(struct store *st, const struct reminder *r, struct err_note *note)
{
	const struct entity *e = model_entity(store_model(st), r->entity);

	if (e != NULL && access_may(store_actor(st), e->function, VERB_VIEW) &&
	    record_see(st, e, r->subject_id, NULL) == ERR_OK)
		return ERR_OK;
	return err_set(note, ERR_DENIED, "user", _("%s may not see this."), actor_code(store_actor(st)));
}

/* ---- in words ---- */

static char *
in_days(const struct reminder *r, char *buf, size_t size)
{
	int left = day_diff(r->day, clock_today());

	if (left == 0)
		str_copy(buf, size, _("today"));
	else if (left > 0)
		snprintf(buf, size, ngettext("in %d day", "in %d days", (unsigned long)left), left);
	else
		snprintf(buf, size, ngettext("%d day ago", "%d days ago", (unsigned long)-left), -left);
	return buf;
}

static void
say_appointment(const struct reminder *r, const char *when, char *buf, size_t size)
{
	if (r->is_late)
		snprintf(buf, size, _("%s missed? %s"), when, r->what);
	else
		snprintf(buf, size, "%s %s", when, r->what);
}

char *
reminder_text(const struct locale_rules *lr, const struct reminder *r, char *buf, size_t size)
{
	char day[24], days[48], when[48];

	day_format(lr, r->day, day, sizeof day);
	in_days(r, days, sizeof days);
	instant_format(lr, r->occasion, when, sizeof when);
	switch (r->kind) {
	case REMIND_BIRTHDAY:
		snprintf(buf, size, _("Birthday %s, %s"), day, days);
		break;
	case REMIND_HOLIDAY:
		snprintf(buf, size, _("%s is %s, %s"), r->what, day, days);
		break;
	case REMIND_APPOINTMENT:
		say_appointment(r, when, buf, size);
		break;
	case REMIND_CONTRACT:
		snprintf(buf, size, r->is_late ? _("Contract %s ended %s, %s") : _("Contract %s ends %s, %s"),
		    r->code, day, days);
		break;
	case REMIND_CONTACT_AGAIN:
		snprintf(buf, size, _("Contact again: %s, %s"), day, days);
		break;
	case REMIND_IDLE:
		snprintf(buf, size, ngettext("No purchase for %" PRId64 " day",
		    "No purchase for %" PRId64 " days", (unsigned long)r->figure), r->figure);
		break;
	case REMIND_POINTS:
		snprintf(buf, size, ngettext("%" PRId64 " point expires %s, %s",
		    "%" PRId64 " points expire %s, %s", (unsigned long)r->figure), r->figure, day, days);
		break;
	case REMIND_GIFT:
		snprintf(buf, size, _("%s: only %" PRId64 " left"), r->what, r->figure);
		break;
	case REMIND_ORDER:
		snprintf(buf, size, _("Order %s was due %s, %s"), r->code, day, days);
		break;
	case REMIND_KINDS:
		str_copy(buf, size, "");
	}
	return buf;
}
