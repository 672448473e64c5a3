#include "domain/appointment.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "store/actor.h"
#include "store/query.h"

#define CLASH_DAYS 370		/* how far a series is compared with what others have */
#define CLASH_MAX 400

static bool
is_null(struct record *r, const char *field)
{
	return record_value(r, field)->kind == VALUE_NULL;
}

bool
appointment_series(const struct record *r, struct recurrence *rec)
{
	*rec = (struct recurrence){ .repeat = repeat_find(record_text(r, "repeat")),
		.first = instant_day(record_int(r, "at")), .every = (int)record_int(r, "every"),
		.weekdays = weekdays_read(record_text(r, "weekdays")),
		.until = (day_t)record_int(r, "repeat_until"),
		.count = (int)record_int(r, "repeat_count") };
	return rec->repeat != REPEAT_NONE;
}

/* ---- what may be entered ---- */

static enum err
in_range(struct record *r, const char *field, int64_t min, int64_t max, const char *text,
    struct err_note *note)
{
	int64_t v = record_int(r, field);

	if (is_null(r, field) || (v >= min && v <= max))
		return ERR_OK;
	return err_set(note, ERR_INVALID, field, "%s", text);
}

static enum err
times_ok(struct record *r, struct err_note *note)
{
	int64_t at = record_int(r, "at"), until;

	/* Seconds would make two that follow each other clash. */
	at -= ((at % MINUTE_MS) + MINUTE_MS) % MINUTE_MS;
	record_set_int(r, "at", at);
	if (is_null(r, "until"))
		record_set_int(r, "until", at + HOUR_MS);
	until = record_int(r, "until");
	until -= ((until % MINUTE_MS) + MINUTE_MS) % MINUTE_MS;
	record_set_int(r, "until", until);
	if (until <= at)
		return err_set(note, ERR_INVALID, "until", _("It ends before it starts."));
	if (until - at > APPOINTMENT_DAYS_MAX * 24 * HOUR_MS)
		return err_set(note, ERR_INVALID, "until",
		    _("One appointment lasts %d days at most."), APPOINTMENT_DAYS_MAX);
	return ERR_OK;
}

static enum err
series_ok(struct record *r, struct err_note *note)
{
	static const char *const parts[] = { "every", "weekdays", "repeat_until", "repeat_count" };
	struct recurrence rec;
	enum err e;

	if (!appointment_series(r, &rec)) {
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
			value_fini(record_value(r, parts[i]));
		return ERR_OK;
	}
	e = in_range(r, "every", 1, RECURRENCE_EVERY_MAX, _("Every 1 to 99."), note);
	if (e == ERR_OK)
		e = in_range(r, "repeat_count", 1, RECURRENCE_COUNT_MAX, _("1 to 1,000 times."), note);
	if (e != ERR_OK)
		return e;
	if (rec.until != 0 && rec.until < rec.first)
		return err_set(note, ERR_INVALID, "repeat_until", _("The last day lies before the first."));
	if (record_int(r, "until") - record_int(r, "at") > 24 * HOUR_MS)
		return err_set(note, ERR_INVALID, "until",
		    _("What repeats lasts one day at most."));
	return ERR_OK;
}

enum err
appointment_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	const struct actor *a = store_actor(st);
	enum err e;

	(void)old;
	if (r == NULL || is_null(r, "at"))
		return ERR_OK;
	if (is_null(r, "state"))
		record_set_text(r, "state", "planned");
	if (is_null(r, "users") && actor_id(a) != 0)
		record_set_text(r, "users", actor_code(a));
	e = times_ok(r, note);
	if (e == ERR_OK)
		e = in_range(r, "remind_minutes", 0, 30 * 24 * 60,
		    _("Reminders come at most 30 days before."), note);
	return e == ERR_OK ? series_ok(r, note) : e;
}

/* ---- series ---- */

static enum err
load_skips(struct store *st, int64_t id, int64_t **skips, size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "agenda.skips", DB_ARGS(DB_INT("id", id)), note);
	enum db_step step;
	size_t cap = 0;

	*skips = NULL;
	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		*skips = xgrow(*skips, &cap, *n + 1, sizeof **skips);
		(*skips)[(*n)++] = db_int(q, 0);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
appointment_starts(struct store *st, int64_t id, const struct recurrence *rec, int minute,
    int64_t from, int64_t to, int64_t *starts, size_t cap, size_t *n, struct err_note *note)
{
	day_t *days = xcalloc(cap, sizeof *days);
	int64_t *skips = NULL;
	size_t ndays = recurrence_days(rec, instant_day(from), instant_day(to), days, cap);
	size_t nskips = 0;
	enum err e = id != 0 ? load_skips(st, id, &skips, &nskips, note) : ERR_OK;

	*n = 0;
	for (size_t i = 0; e == ERR_OK && i < ndays; i++) {
		int64_t at = instant_make(days[i], minute);
		bool is_skipped = at < from || at >= to;

		for (size_t k = 0; k < nskips && !is_skipped; k++)
			is_skipped = skips[k] == at;
		if (!is_skipped)
			starts[(*n)++] = at;
	}
	free(skips);
	free(days);
	return e;
}

/* ---- clashes (rule C4) ---- */

static enum err
say_clash(struct store *st, const struct occurrence *o, struct err_note *note)
{
	const struct locale_rules *lr = store_format(st)->locale;
	char from[48], until[16];
	int end = instant_minute(o->until);

	instant_format(lr, o->at, from, sizeof from);
	snprintf(until, sizeof until, "%02d:%02d", end / 60, end % 60);
	if (!o->is_visible)
		return err_set(note, ERR_CONFLICT, "at", _("%s is busy from %s to %s."),
		    o->user, from, until);
	if (o->customer_name[0] != '\0')
		return err_set(note, ERR_CONFLICT, "at", _("%s is with %s from %s to %s."),
		    o->user, o->customer_name, from, until);
	return err_set(note, ERR_CONFLICT, "at", _("%s has \"%s\" from %s to %s."), o->user,
	    o->name[0] != '\0' ? o->name : o->number, from, until);
}

static bool
takes_time(const struct occurrence *o)
{
	return strcmp(o->state, "planned") == 0 || strcmp(o->state, "kept") == 0;
}

static enum err
user_id(struct store *st, const char *code, int64_t *id, struct err_note *note)
{
	struct code_case cc;
	enum err e;

	code_case(&cc, code);
	e = store_get_int(st, "agenda.user", DB_ARGS(CODE_ARGS(&cc)), id, note);
	return e == ERR_NOTFOUND ? err_set(note, ERR_NOTFOUND, "users",
	    _("There is no user \"%s\"."), code) : e;
}

static enum err
compare(struct store *st, const struct record *r, const int64_t *starts, size_t nstarts,
    const char *user, struct err_note *note)
{
	int64_t length = record_int(r, "until") - record_int(r, "at"), id = 0;
	struct occurrence *o = NULL;
	size_t n = 0;
	enum err e = user_id(st, user, &id, note);

	if (e == ERR_OK)
		e = appointment_window(st, starts[0], starts[nstarts - 1] + length, id, &o, &n, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (o[i].id == r->id || !takes_time(&o[i]))
			continue;
		for (size_t k = 0; e == ERR_OK && k < nstarts; k++)
			if (starts[k] < o[i].until && o[i].at < starts[k] + length)
				e = say_clash(st, &o[i], note);
	}
	free(o);
	return e;
}

enum err
appointment_after(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note)
{
	int64_t starts[CLASH_MAX] = { 0 };
	struct recurrence rec;
	const char *rest;
	char user[64];
	size_t n = 1;
	enum err e = ERR_OK;

	(void)old;
	if (r == NULL || strcmp(record_text(r, "state"), "planned") != 0)
		return ERR_OK;
	starts[0] = record_int(r, "at");
	if (appointment_series(r, &rec))
		e = appointment_starts(st, r->id, &rec, instant_minute(starts[0]), starts[0],
		    starts[0] + CLASH_DAYS * 24 * HOUR_MS, starts, CLASH_MAX, &n, note);
	if (e == ERR_OK && n == 0)
		return err_set(note, ERR_INVALID, "repeat", _("It never takes place."));
	rest = record_text(r, "users");
	while (e == ERR_OK && str_next(&rest, ',', user, sizeof user))
		e = compare(st, r, starts, n, user, note);
	return e;
}
