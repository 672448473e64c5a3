/* What each kind of rule finds today. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/appointment.h"
#include "domain/contract.h"
#include "domain/holiday.h"
#include "domain/reminder_parts.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

#define HOLIDAY_DAYS 7
#define POINTS_DAYS 14
#define REMIND_MINUTES 30

/* Rows of a query that names $all $own $branch: subject, customer, code, who, what, day, occasion,
 * figure, mine. make (may be NULL) puts day and occasion right; false drops the row. */
static enum err
read_rows(struct reminder_walk *w, struct db_stmt *q, const char *entity,
    bool (*make)(struct reminder_walk *w, struct reminder *r), struct err_note *note)
{
	struct reminder *found = NULL;
	bool *mine = NULL;
	size_t n = 0, room = 0, room2 = 0;
	enum db_step step = DB_DONE;
	enum err e = ERR_OK;

	if (q == NULL)
		return db_why(note);
	while (n < w->cap && (step = db_step(q, note)) == DB_ROW) {
		struct reminder r = { .subject_id = db_int(q, 0), .customer_id = db_int(q, 1),
			.day = (day_t)db_int(q, 5), .occasion = db_int(q, 6), .figure = db_int(q, 7) };

		str_copy(r.entity, sizeof r.entity, entity);
		str_copy(r.code, sizeof r.code, db_text(q, 2));
		str_copy(r.who, sizeof r.who, db_text(q, 3));
		str_copy(r.what, sizeof r.what, db_text(q, 4));
		if (make != NULL && !make(w, &r))
			continue;
		r.at = instant_make(r.day, 0);
		found = xgrow(found, &room, n + 1, sizeof *found);
		mine = xgrow(mine, &room2, n + 1, sizeof *mine);
		found[n] = r;
		mine[n++] = db_int(q, 8) != 0;
	}
	db_reset(q);
	if (step == DB_FAILED)
		e = db_why(note);
	/* Marks are read when this query is over: one statement at a time. */
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = reminder_add(w, &found[i], mine[i], note);
	free(found);
	free(mine);
	return e;
}

#define WHO_ARGS(w) DB_INT("rule", (w)->rule->id), DB_INT("all", (w)->is_all), \
	DB_INT("own", (w)->rule->who == WHO_OWNER), DB_INT("branch", (w)->rule->who == WHO_STORE), \
	DB_INT("cap", (int64_t)(w)->cap)

static int
days_of(struct reminder_walk *w, int otherwise)
{
	return w->rule->days >= 0 ? w->rule->days : otherwise;
}

/* ---- birthdays (rule P10) ---- */

static bool
make_birthday(struct reminder_walk *w, struct reminder *r)
{
	int mmdd = (int)r->day % 10000, year = day_year(day_add(w->today, -LATE_DAYS));

	for (int y = year; y <= year + 1; y++) {
		day_t day = day_make(y, mmdd / 100, mmdd % 100);

		if (day == 0 && mmdd == 229)
			day = day_make(y, 2, 28);
		if (day == 0 || day < day_add(w->today, -LATE_DAYS))
			continue;
		r->day = day;
		r->occasion = y;
		r->is_late = day < w->today;
		return true;
	}
	return false;
}

static enum err
birthdays(struct reminder_walk *w, struct err_note *note)
{
	int lead = days_of(w, (int)setting_int(w->st, "remind.birthday_days"));
	day_t from = day_add(w->today, -LATE_DAYS), to = day_add(w->today, lead);
	int a = (int)(from % 10000), b = (int)(to % 10000), wraps = day_year(from) != day_year(to);
	bool is_leap = day_make(day_year(to), 2, 29) != 0;

	/* Born on the 29th: the 28th where the year has none. */
	if (b == 228 && !is_leap)
		b = 229;
	return read_rows(w, store_query(w->st, "reminder.birthday", DB_ARGS(WHO_ARGS(w),
	    DB_INT("from", a), DB_INT("to", b), DB_INT("wraps", wraps)), note), "customer",
	    make_birthday, note);
}

/* ---- holidays ---- */

static enum err
holidays(struct reminder_walk *w, struct err_note *note)
{
	struct reminder found[100];
	day_t from = day_add(w->today, -LATE_DAYS), to = day_add(w->today, days_of(w, HOLIDAY_DAYS));
	struct db_stmt *q = store_query(w->st, "reminder.holidays", DB_NO_ARGS, note);
	enum db_step step = DB_DONE;
	size_t n = 0;
	enum err e = ERR_OK;

	if (q == NULL)
		return db_why(note);
	while (n < 100 && (step = db_step(q, note)) == DB_ROW) {
		day_t day = holiday_next(db_text(q, 3), (int)db_int(q, 4), (int)db_int(q, 5), from);
		struct reminder *r = &found[n];

		if (day == 0 || day > to)
			continue;
		*r = (struct reminder){ .subject_id = db_int(q, 0), .day = day, .occasion = day,
			.at = instant_make(day, 0), .is_late = day < w->today };
		str_copy(r->entity, sizeof r->entity, "holiday");
		str_copy(r->code, sizeof r->code, db_text(q, 1));
		str_copy(r->what, sizeof r->what, db_text(q, 2));
		n++;
	}
	db_reset(q);
	if (step == DB_FAILED)
		e = db_why(note);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = reminder_add(w, &found[i], w->rule->who != WHO_GROUP || w->is_all, note);
	return e;
}

/* ---- appointments (rule C4) ---- */

static bool
is_mine(struct reminder_walk *w, const struct occurrence *o)
{
	return w->is_all || w->rule->who == WHO_STORE ||
	    (w->rule->who == WHO_OWNER && o->user_id == actor_id(store_actor(w->st)));
}

static enum err
add_appointment(struct reminder_walk *w, const struct occurrence *o, struct err_note *note)
{
	struct reminder r = { .subject_id = o->id, .occasion = o->at, .customer_id = o->customer_id,
		.day = instant_day(o->at), .at = o->at, .is_late = o->until <= w->now };
	int minutes = o->remind_minutes;

	if (minutes < 0)
		minutes = w->rule->days >= 0 ? w->rule->days * 24 * 60 : REMIND_MINUTES;
	if (!o->is_visible || strcmp(o->state, "planned") != 0 || o->at - minutes * MINUTE_MS > w->now)
		return ERR_OK;
	/* Several people in one: it is one reminder. */
	for (size_t i = w->n; i-- > 0 && w->r[i].rule_id == w->rule->id; )
		if (w->r[i].subject_id == o->id && w->r[i].occasion == o->at)
			return ERR_OK;
	str_copy(r.entity, sizeof r.entity, "appointment");
	str_copy(r.code, sizeof r.code, o->number);
	str_copy(r.who, sizeof r.who, o->customer_name);
	str_copy(r.what, sizeof r.what, o->name[0] != '\0' ? o->name : o->place);
	return reminder_add(w, &r, is_mine(w, o), note);
}

static enum err
appointments(struct reminder_walk *w, struct err_note *note)
{
	struct occurrence *o = NULL;
	size_t n = 0;
	enum err e = appointment_window(w->st, w->now - LATE_APPOINTMENT_DAYS * 24 * HOUR_MS,
	    w->now + APPOINTMENT_DAYS_MAX * 24 * HOUR_MS, 0, &o, &n, note);

	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = add_appointment(w, &o[i], note);
	free(o);
	return e;
}

/* ---- contracts (rule C1) ---- */

static bool
make_contract(struct reminder_walk *w, struct reminder *r)
{
	const char *days = setting_text(w->st, "contract.alert_days");

	if (w->rule->days >= 0)
		r->figure = r->day <= day_add(w->today, w->rule->days) ? w->rule->days + 1 : 0;
	else
		r->figure = contract_alert(days, r->day, w->today);
	r->occasion = (int64_t)r->day * 1000 + r->figure;
	r->is_late = r->day < w->today;
	return r->figure != 0;
}

static enum err
contracts(struct reminder_walk *w, struct err_note *note)
{
	return read_rows(w, store_query(w->st, "reminder.contract", DB_ARGS(WHO_ARGS(w),
	    DB_INT("from", day_add(w->today, -LATE_MONTH)), DB_INT("to", day_add(w->today, 366))),
	    note), "contract", make_contract, note);
}

/* ---- days that are reached ---- */

static bool
make_late(struct reminder_walk *w, struct reminder *r)
{
	r->is_late = r->day < w->today;
	return true;
}

static enum err
contact_again(struct reminder_walk *w, struct err_note *note)
{
	return read_rows(w, store_query(w->st, "reminder.contact_again", DB_ARGS(WHO_ARGS(w),
	    DB_INT("from", day_add(w->today, -LATE_MONTH)),
	    DB_INT("to", day_add(w->today, days_of(w, 0)))), note), "customer", make_late, note);
}

static enum err
orders(struct reminder_walk *w, struct err_note *note)
{
	return read_rows(w, store_query(w->st, "reminder.order", DB_ARGS(WHO_ARGS(w),
	    DB_INT("from", day_add(w->today, -LATE_MONTH)),
	    DB_INT("to", day_add(w->today, days_of(w, 0) - 1))), note), "order", make_late, note);
}

static enum err
points(struct reminder_walk *w, struct err_note *note)
{
	return read_rows(w, store_query(w->st, "reminder.points", DB_ARGS(WHO_ARGS(w),
	    DB_INT("from", w->today), DB_INT("to", day_add(w->today, days_of(w, POINTS_DAYS)))),
	    note), "customer", NULL, note);
}

static bool
make_idle(struct reminder_walk *w, struct reminder *r)
{
	int n = days_of(w, (int)setting_int(w->st, "remind.idle_days"));

	r->figure = day_diff(w->today, r->day);
	r->day = day_add(r->day, n);
	return true;
}

static enum err
idle(struct reminder_walk *w, struct err_note *note)
{
	day_t to = day_add(w->today, -days_of(w, (int)setting_int(w->st, "remind.idle_days")));

	return read_rows(w, store_query(w->st, "reminder.idle", DB_ARGS(WHO_ARGS(w),
	    DB_INT("from", day_add(to, -LATE_MONTH)), DB_INT("to", to)), note), "customer",
	    make_idle, note);
}

static bool
make_gift(struct reminder_walk *w, struct reminder *r)
{
	r->day = w->today;
	return true;
}

static enum err
gifts(struct reminder_walk *w, struct err_note *note)
{
	int64_t mine = w->is_all || w->rule->who != WHO_GROUP;

	return read_rows(w, store_query(w->st, "reminder.gift", DB_ARGS(DB_INT("mine", mine),
	    DB_INT("cap", (int64_t)w->cap)), note), "gift", make_gift, note);
}

enum err
reminder_gather(struct reminder_walk *w, struct err_note *note)
{
	static enum err (*const gather[REMIND_KINDS])(struct reminder_walk *, struct err_note *) = {
		[REMIND_BIRTHDAY] = birthdays, [REMIND_HOLIDAY] = holidays,
		[REMIND_APPOINTMENT] = appointments, [REMIND_CONTRACT] = contracts,
		[REMIND_CONTACT_AGAIN] = contact_again, [REMIND_IDLE] = idle,
		[REMIND_POINTS] = points, [REMIND_GIFT] = gifts, [REMIND_ORDER] = orders,
	};
	/* A kind is seen by who may see what it speaks of. */
	static const char *const needs[REMIND_KINDS] = {
		[REMIND_BIRTHDAY] = "customer", [REMIND_HOLIDAY] = "", [REMIND_APPOINTMENT] = "appointment",
		[REMIND_CONTRACT] = "contract", [REMIND_CONTACT_AGAIN] = "customer",
		[REMIND_IDLE] = "customer", [REMIND_POINTS] = "customer", [REMIND_GIFT] = "product",
		[REMIND_ORDER] = "order",
	};
	const char *need = needs[w->rule->kind];

	if (need[0] != '\0' && !access_may(store_actor(w->st), need, VERB_VIEW))
		return ERR_OK;
	return gather[w->rule->kind](w, note);
}
