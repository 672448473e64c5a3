/* appointment.move, appointment.mark, agenda, contract.renew, contract.history, reminders,
 * reminder.done, reminder.snooze, reminder.hand. doc/AGENDA.md. */
#include "domain/op_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/appointment.h"
#include "domain/contract.h"
#include "domain/op_arg.h"
#include "domain/reminder.h"
#include "store/actor.h"
#include "store/record_store.h"

#define AGENDA_DAYS_MAX 100
#define LINKS_MAX 100

static enum err
arg_instant(const json_t *rq, const char *name, int64_t *at, struct err_note *note)
{
	const char *text;
	enum err e = arg_text(rq, name, &text, note);

	*at = 0;
	if (e != ERR_OK || text == NULL)
		return e;
	return instant_parse_iso(text, at) == ERR_OK ? ERR_OK : err_set(note, ERR_INVALID, name,
	    _("\"%s\" is a moment like 2026-11-21T14:30:00+07:00."), name);
}

static void
set_instant(json_t *o, const char *name, int64_t at)
{
	char iso[48];

	json_object_set_new(o, name, json_string(instant_iso(at, iso, sizeof iso)));
}

static void
set_day(json_t *o, const char *name, day_t day)
{
	char iso[24];

	json_object_set_new(o, name, day != 0 ? json_string(day_iso(day, iso, sizeof iso)) : json_null());
}

/* ---- appointments ---- */

enum err
op_appointment_move(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	int64_t occurrence, at, until;
	const char *code;
	char number[32];
	enum err e = arg_need(rq, "appointment", &code, note);

	if (e == ERR_OK)
		e = arg_instant(rq, "occurrence", &occurrence, note);
	if (e == ERR_OK)
		e = arg_instant(rq, "at", &at, note);
	if (e == ERR_OK && at == 0)
		return err_set(note, ERR_INVALID, "at", _("\"%s\" is missing."), "at");
	if (e == ERR_OK)
		e = arg_instant(rq, "until", &until, note);
	if (e == ERR_OK)
		e = appointment_move(st, code, occurrence, at, until, number, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "number", json_string(number));
	return e;
}

enum err
op_appointment_mark(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *code, *state;
	int64_t occurrence;
	char number[32];
	enum err e = arg_need(rq, "appointment", &code, note);

	if (e == ERR_OK)
		e = arg_need(rq, "state", &state, note);
	if (e == ERR_OK)
		e = arg_instant(rq, "occurrence", &occurrence, note);
	if (e == ERR_OK && !str_in_list("planned,kept,missed,cancelled", state))
		return err_set(note, ERR_INVALID, "state", _("%s takes one of: %s."), "state",
		    "planned, kept, missed, cancelled");
	if (e == ERR_OK)
		e = appointment_mark(st, code, occurrence, state, number, note);
	if (e == ERR_OK)
		json_object_set_new(reply, "number", json_string(number));
	return e;
}

/* What is hidden says whose time is taken and no more (rule C4). */
static json_t *
occurrence_json(const struct occurrence *o)
{
	json_t *j = json_pack("{s:s}", "user", o->user);

	set_instant(j, "at", o->at);
	set_instant(j, "until", o->until);
	json_object_set_new(j, "busy", json_boolean(!o->is_visible));
	if (!o->is_visible)
		return j;
	json_object_set_new(j, "appointment", json_string(o->number));
	json_object_set_new(j, "name", json_string(o->name));
	json_object_set_new(j, "customer", json_string(o->customer));
	json_object_set_new(j, "place", json_string(o->place));
	json_object_set_new(j, "state", json_string(o->state));
	json_object_set_new(j, "series", json_boolean(o->is_series));
	return j;
}

enum err
op_agenda(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct occurrence *o = NULL;
	json_t *list;
	day_t from, to;
	const char *user;
	int64_t id = 0;
	size_t n = 0;
	enum err e = access_need(st, "appointment", VERB_VIEW, note);

	if (e == ERR_OK)
		e = arg_day(rq, "from", &from, note);
	if (e == ERR_OK)
		e = arg_day(rq, "to", &to, note);
	if (e == ERR_OK)
		e = arg_text(rq, "user", &user, note);
	if (e != ERR_OK)
		return e;
	if (from == 0)
		from = clock_today();
	if (to == 0)
		to = from;
	if (to < from || day_diff(to, from) > AGENDA_DAYS_MAX)
		return err_set(note, ERR_INVALID, "to", _("At most %d days."), AGENDA_DAYS_MAX);
	if (user != NULL)
		e = record_id(st, model_entity(store_model(st), "user"), user, &id, note);
	if (e == ERR_OK)
		e = appointment_window(st, instant_make(from, 0), instant_make(day_add(to, 1), 0), id,
		    &o, &n, note);
	if (e != ERR_OK)
		return e;
	list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, occurrence_json(&o[i]));
	json_object_set_new(reply, "appointments", list);
	free(o);
	return ERR_OK;
}

/* ---- contracts ---- */

enum err
op_contract_renew(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct contract_renewal in = { 0 };
	struct contract_link l = { 0 };
	int64_t months, id;
	const char *code;
	char number[32];
	enum err e = arg_need(rq, "contract", &code, note);

	if (e == ERR_OK)
		e = arg_int(rq, "months", 1, 0, &months, note);
	if (e == ERR_OK)
		e = arg_day(rq, "start", &in.start, note);
	if (e == ERR_OK)
		e = arg_day(rq, "end", &in.end, note);
	if (e == ERR_OK)
		e = arg_int(rq, "value", 0, -1, &in.value, note);
	if (e != ERR_OK)
		return e;
	in.months = months > CONTRACT_MONTHS_MAX ? CONTRACT_MONTHS_MAX + 1 : (int)months;
	e = contract_renew(st, code, &in, &id, number, note);
	if (e == ERR_OK)
		e = contract_link(st, id, &l, note);
	if (e != ERR_OK)
		return e;
	json_object_set_new(reply, "number", json_string(number));
	set_day(reply, "start", l.start);
	set_day(reply, "end", l.end);
	return ERR_OK;
}

enum err
op_contract_history(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct contract_link l[LINKS_MAX];
	size_t n = LINKS_MAX;
	const char *code;
	json_t *list;
	int64_t id = 0;
	enum err e = arg_need(rq, "contract", &code, note);

	if (e == ERR_OK)
		e = record_id(st, model_entity(store_model(st), "contract"), code, &id, note);
	if (e == ERR_OK)
		e = contract_history(st, id, l, &n, note);
	if (e != ERR_OK)
		return e;
	list = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *j = json_pack("{s:s,s:s,s:I}", "number", l[i].number, "status", l[i].status,
		    "value", (json_int_t)l[i].value);

		set_day(j, "start", l[i].start);
		set_day(j, "end", l[i].end);
		json_array_append_new(list, j);
	}
	json_object_set_new(reply, "contracts", list);
	return ERR_OK;
}

/* ---- reminders ---- */

enum err
op_reminders(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct reminder *r = NULL;
	char key[REMINDER_KEY], text[400];
	json_t *list;
	size_t n = 0;
	enum err e = reminder_list(st, &r, &n, note);

	(void)rq;
	if (e != ERR_OK)
		return e;
	list = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *j = json_pack("{s:s,s:s,s:s,s:s,s:s,s:b}", "reminder", reminder_key(&r[i], key),
		    "rule", r[i].rule, "code", r[i].code, "who", r[i].who, "text",
		    reminder_text(store_format(st)->locale, &r[i], text, sizeof text),
		    "late", r[i].is_late);

		set_day(j, "day", r[i].day);
		if (r[i].by[0] != '\0')
			json_object_set_new(j, "by", json_string(r[i].by));
		json_array_append_new(list, j);
	}
	json_object_set_new(reply, "reminders", list);
	free(r);
	return ERR_OK;
}

static enum err
named(struct store *st, const json_t *rq, struct reminder *r, struct err_note *note)
{
	const char *key;
	enum err e = arg_need(rq, "reminder", &key, note);

	return e == ERR_OK ? reminder_find(st, key, r, note) : e;
}

enum err
op_reminder_done(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct reminder r;
	enum err e = named(st, rq, &r, note);

	(void)reply;
	return e == ERR_OK ? reminder_done(st, &r, note) : e;
}

enum err
op_reminder_snooze(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct reminder r;
	int64_t until;
	enum err e = named(st, rq, &r, note);

	(void)reply;
	if (e == ERR_OK)
		e = arg_instant(rq, "until", &until, note);
	return e == ERR_OK ? reminder_snooze(st, &r, until, note) : e;
}

/* Whoever gets it must be able to see what it is about: asked as that user (rule S1). */
enum err
op_reminder_hand_before(struct store *st, struct actor *a, const json_t *rq, struct err_note *note)
{
	struct actor *other = NULL;
	struct reminder r;
	const char *user;
	enum err e = arg_need(rq, "user", &user, note);

	if (e == ERR_OK)
		e = store_begin(st, a, false, note);
	if (e != ERR_OK)
		return e;
	e = named(st, rq, &r, note);
	store_rollback(st);
	if (e == ERR_OK)
		e = actor_open(st, user, &other, note);
	if (e == ERR_OK)
		e = store_begin(st, other, false, note);
	if (e == ERR_OK) {
		e = reminder_can_see(st, &r, note);
		store_rollback(st);
	}
	actor_close(other);
	return e;
}

enum err
op_reminder_hand(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	struct reminder r;
	const char *user;
	enum err e = named(st, rq, &r, note);

	(void)reply;
	if (e == ERR_OK)
		e = arg_need(rq, "user", &user, note);
	return e == ERR_OK ? reminder_hand(st, &r, user, note) : e;
}
