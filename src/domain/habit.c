#include "domain/habit.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/query.h"

#define YEAR_DAYS 365

bool
habit_may_purchases(const struct actor *a)
{
	return access_may(a, "sale", VERB_VIEW);
}

bool
habit_may_balances(const struct actor *a)
{
	return access_may(a, "card", VERB_VIEW) || access_may(a, "points", VERB_VIEW);
}

/* A figure that is left out is no refusal for the trail. */
static enum err
need(struct store *st, bool (*may)(const struct actor *a), const char *function, struct err_note *note)
{
	const struct actor *a = store_actor(st);

	return may(a) ? ERR_OK : err_set(note, ERR_DENIED, "", _("Not allowed for %s (needs %s.%s)."),
	    actor_code(a), function, "view");
}

static day_t
year_from(void)
{
	return day_add(clock_today(), 1 - YEAR_DAYS);
}

enum err
habit_load(struct store *st, int64_t customer_id, struct habit *h, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;
	enum err e = need(st, habit_may_purchases, "sale", note);

	*h = (struct habit) { .from = year_from(), .gap_tenths = -1 };
	if (e != ERR_OK)
		return e;
	q = store_query(st, "habit.year", DB_ARGS(DB_INT("customer", customer_id),
	    DB_INT("from", h->from), DB_INT("to", clock_today())), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		h->spent = db_int(q, 0);
		h->visits = db_int(q, 1);
		h->first = (day_t)db_int(q, 2);
		h->last = (day_t)db_int(q, 3);
	}
	db_reset(q);
	if (h->visits > 1)
		h->gap_tenths = day_diff(h->last, h->first) * (int64_t)10 / (h->visits - 1);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
habit_days(struct store *st, int64_t customer_id, struct habit_day *d, size_t *n,
    struct err_note *note)
{
	struct db_stmt *q;
	size_t room = *n;
	enum db_step step = DB_FAILED;
	enum err e = need(st, habit_may_purchases, "sale", note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	q = store_query(st, "habit.days", DB_ARGS(DB_INT("customer", customer_id),
	    DB_INT("from", year_from()), DB_INT("to", clock_today()), DB_INT("limit", (int64_t)room)), note);
	/* as many as there is room for, and no more than the statement gives */
	while (q != NULL && (step = db_step(q, note)) == DB_ROW && *n < room)
		d[(*n)++] = (struct habit_day) { (day_t)db_int(q, 0), db_int(q, 1) };
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
habit_cards(struct store *st, int64_t customer_id, struct habit_card *c, size_t *n,
    int64_t *sum, bool *any, struct err_note *note)
{
	struct db_stmt *q;
	size_t room = *n;
	enum db_step step = DB_FAILED;
	enum err e = need(st, habit_may_balances, "card", note);

	*n = 0;
	*sum = 0;
	*any = false;
	if (e != ERR_OK)
		return e;
	q = store_query(st, "habit.cards", DB_ARGS(DB_INT("customer", customer_id)), note);
	while (q != NULL && (step = db_step(q, note)) == DB_ROW) {
		*any = true;
		*sum += db_int(q, 1) + db_int(q, 2);
		if (*n >= room)
			continue;
		str_copy(c[*n].number, sizeof c[*n].number, db_text(q, 0));
		c[*n].principal = db_int(q, 1);
		c[(*n)++].bonus = db_int(q, 2);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}
