#include "domain/today.h"

#include "base/clock.h"
#include "store/actor.h"
#include "store/query.h"

static enum err
load_sales(struct store *st, day_t day, int64_t branch, int64_t *sales, int64_t *tickets,
    int64_t by_hour[24], struct err_note *note)
{
	struct db_stmt *q = store_query(st, "today.sales",
	    DB_ARGS(DB_INT("day", day), DB_ID("store", branch)), note);
	enum db_step step;

	*sales = *tickets = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		int64_t hour = db_int(q, 0);

		*tickets += db_int(q, 1);
		*sales += db_int(q, 2);
		if (by_hour != NULL && hour >= 0 && hour < 24)
			by_hour[hour] = db_int(q, 1);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
load_members(struct store *st, day_t day, int64_t branch, int64_t *members,
    int64_t *given, int64_t *used, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "today.members",
	    DB_ARGS(DB_INT("day", day), DB_ID("store", branch)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*members = db_int(q, 0);
		*given = db_int(q, 1);
		*used = db_int(q, 2);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* Today and the six days after it, as 0000mmdd. */
static enum err
load_birthdays(struct store *st, day_t today, int *n, struct err_note *note)
{
	int64_t d[7], leap = -1, count = 0;
	enum err e;

	for (int i = 0; i < 7; i++) {
		day_t day = day_add(today, i);

		d[i] = day % 10000;
		if (d[i] == 228 && day_make(day_year(day), 2, 29) == 0)
			leap = 229;
	}
	e = store_get_int(st, "today.birthdays", DB_ARGS(DB_INT("d0", d[0]),
	    DB_INT("d1", d[1]), DB_INT("d2", d[2]), DB_INT("d3", d[3]), DB_INT("d4", d[4]),
	    DB_INT("d5", d[5]), DB_INT("d6", d[6]), DB_INT("leap", leap)), &count, note);
	*n = (int)count;
	return e;
}

enum err
today_load(struct store *st, struct today *t, struct err_note *note)
{
	const struct actor *a = store_actor(st);
	int64_t branch = actor_store_id(a), count = 0, unused;
	enum err e;

	*t = (struct today){ .day = clock_today(), .has_sales = access_may(a, "sale", VERB_VIEW),
		.has_people = access_may(a, "customer", VERB_VIEW) };
	t->compare_day = day_add(t->day, -7);
	/* Somebody without a branch and without all rights sees no branch's figures. */
	if (branch == 0 && !actor_is_admin(a))
		branch = -1;
	e = t->has_sales ? load_sales(st, t->day, branch, &t->sales, &t->tickets, t->by_hour, note)
	    : ERR_OK;
	if (e == ERR_OK && t->has_sales)
		e = load_sales(st, t->compare_day, branch, &t->cmp_sales, &t->cmp_tickets,
		    NULL, note);
	if (e == ERR_OK && t->has_people)
		e = load_members(st, t->day, branch, &t->members, &t->points_given,
		    &t->points_used, note);
	if (e == ERR_OK && t->has_people)
		e = load_members(st, t->compare_day, branch, &t->cmp_members, &unused,
		    &unused, note);
	if (e == ERR_OK)
		e = store_get_int(st, "today.drafts", DB_ARGS(DB_ID("store", branch)),
		    &count, note);
	t->drafts = (int)count;
	return e == ERR_OK && t->has_people ? load_birthdays(st, t->day, &t->birthdays, note) : e;
}
