/* Where customers stand on the ladder of levels: rules L1-L3. */
#include "domain/level_move.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/level_parts.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/record_store.h"
#include "store/setting.h"

/* A guarantee that ended long ago is walked period by period; the walk has an end. */
#define PERIODS_MAX 400

static enum err
ladder_read(struct store *st, struct ladder *l, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "level.all", DB_NO_ARGS, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW && l->n < LEVELS_MAX) {
		struct rung *r = &l->rungs[l->n++];

		r->id = db_int(q, 0);
		str_copy(r->code, sizeof(r->code), db_text(q, 1));
		str_copy(r->name, sizeof(r->name), db_text(q, 2));
		r->threshold = db_int(q, 3);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* Read once, not with every sale; changes of levels drop it, and end what is lent here. */
static enum err
ladder_look(struct store *st, const struct ladder **out, struct err_note *note)
{
	struct ladder *l = store_cached(st, "level");
	enum err e = ERR_OK;

	if (l == NULL) {
		l = xcalloc(1, sizeof(*l));
		e = ladder_read(st, l, note);
		if (e == ERR_OK)
			store_cache(st, "level", l, free);
		else
			free(l);
	}
	*out = l;
	return e;
}

enum err
ladder_load(struct store *st, struct ladder *l, struct err_note *note)
{
	const struct ladder *known;
	enum err e = ladder_look(st, &known, note);

	l->n = 0;
	if (e == ERR_OK)
		*l = *known;
	return e;
}

int
ladder_rank(const struct ladder *l, int64_t level_id)
{
	for (int i = 0; i < l->n; i++) {
		if (l->rungs[i].id == level_id)
			return i;
	}
	return -1;
}

int
ladder_by_spending(const struct ladder *l, int64_t spent)
{
	int rank = -1;

	while (rank + 1 < l->n && spent >= l->rungs[rank + 1].threshold)
		rank++;
	return rank;
}

int64_t
ladder_id(const struct ladder *l, int rank)
{
	return rank < 0 ? 0 : l->rungs[rank].id;
}

const char *
ladder_code(const struct ladder *l, int rank)
{
	return rank < 0 ? "" : l->rungs[rank].code;
}

static day_t
window_from(struct store *st, day_t day)
{
	return day_add(day, 1 - (int)setting_int(st, "level.window_days"));
}

enum err
level_spent(struct store *st, int64_t customer_id, day_t day, int64_t *spent,
    struct err_note *note)
{
	*spent = 0;
	return store_get_int(st, "level.spent", DB_ARGS(DB_INT("customer", customer_id),
	    DB_INT("from", window_from(st, day)), DB_INT("to", day)), spent, note);
}

enum err
standing_load(struct store *st, const struct ladder *l, int64_t customer_id, day_t day,
    struct standing *s, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "level.of", DB_ARGS(DB_INT("customer", customer_id),
	    DB_INT("from", window_from(st, day)), DB_INT("to", day)), note);
	enum db_step step;

	*s = (struct standing) { .customer_id = customer_id, .rank = -1, .day = day };
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		s->level_id = db_int(q, 0);
		s->rank = ladder_rank(l, s->level_id);
		s->until = (day_t)db_int(q, 1);
		s->is_locked = db_int(q, 2) != 0;
		str_copy(s->code, sizeof(s->code), db_text(q, 3));
		str_copy(s->name, sizeof(s->name), db_text(q, 4));
		s->spent = db_int(q, 5);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : ERR_NOTFOUND;
}

enum err
standing_at(struct store *st, const struct ladder *l, const struct standing *now, day_t day,
    bool rise, struct standing *then, int64_t *spent, struct err_note *note)
{
	int hold = (int)setting_int(st, "level.hold_days");
	bool by_step = strcmp(setting_text(st, "level.fall"), "step") == 0;
	enum err e;

	*then = *now;
	/* A level given before there were guarantees holds until it is looked at first. */
	for (int i = 0; !now->is_locked && then->rank >= 0 && then->until != 0 &&
	    then->until < day && i < PERIODS_MAX; i++) {
		int deserved;

		e = level_spent(st, now->customer_id, then->until, spent, note);
		if (e != ERR_OK)
			return e;
		deserved = ladder_by_spending(l, *spent);
		if (deserved < then->rank)
			then->rank = by_step ? then->rank - 1 : deserved;
		then->until = then->rank < 0 ? 0 : day_add(then->until, hold);
	}
	*spent = now->spent;
	e = day == now->day ? ERR_OK : level_spent(st, now->customer_id, day, spent, note);
	if (e != ERR_OK)
		return e;
	if (rise && !now->is_locked && ladder_by_spending(l, *spent) > then->rank) {
		then->rank = ladder_by_spending(l, *spent);
		then->until = day_add(day, hold - 1);
	} else if (then->rank >= 0 && then->until == 0 && !now->is_locked) {
		then->until = day_add(day, hold - 1);
	}
	if (then->rank != now->rank)
		then->level_id = ladder_id(l, then->rank);
	return ERR_OK;
}

enum err
standing_write(struct store *st, const struct ladder *l, const struct standing *now,
    const struct standing *then, const struct level_cause *c, bool *moved,
    struct err_note *note)
{
	int64_t id;
	enum err e;

	*moved = then->rank != now->rank;
	if (!*moved && then->until == now->until)
		return ERR_OK;
	if (!*moved)
		return store_run(st, "level.put_until", DB_ARGS(DB_INT("customer", now->customer_id),
		    DB_ID("until", then->until)), NULL, note);
	e = store_run(st, "level.put", DB_ARGS(DB_INT("customer", now->customer_id),
	    DB_ID("level", ladder_id(l, then->rank)), DB_ID("until", then->until),
	    DB_INT("at", clock_now_ms())), NULL, note);
	if (e == ERR_OK)
		e = store_new_id(st, &id, note);
	if (e != ERR_OK)
		return e;
	return store_run(st, "level.add_move", DB_ARGS(DB_INT("id", id),
	    DB_INT("customer", now->customer_id), DB_INT("at", clock_now_ms()),
	    DB_INT("day", c->day), DB_ID("from", now->level_id),
	    DB_ID("to", ladder_id(l, then->rank)), DB_ID("until", then->until),
	    DB_ID("old_until", now->until), DB_TEXT("why", c->why), DB_INT("spent", c->spent),
	    DB_ID("doc", c->doc_id), DB_ID("batch", c->batch_id),
	    DB_ID("user", actor_id(store_actor(st)))), NULL, note);
}

/* One customer, brought to the day. */
static enum err
bring(struct store *st, int64_t customer_id, day_t day, bool rise, const char *why,
    int64_t doc_id, bool *moved, struct err_note *note)
{
	const struct ladder *l;
	struct standing now, then;
	struct level_cause c = { .why = why, .day = day, .doc_id = doc_id };
	enum err e = ladder_look(st, &l, note);

	*moved = false;
	if (e != ERR_OK || l->n == 0)
		return e;
	e = standing_load(st, l, customer_id, day, &now, note);
	if (e == ERR_OK)
		e = standing_at(st, l, &now, day, rise, &then, &c.spent, note);
	if (e == ERR_OK)
		e = standing_write(st, l, &now, &then, &c, moved, note);
	return e;
}

enum err
level_settle(struct store *st, int64_t customer_id, day_t day, bool *changed,
    struct err_note *note)
{
	int64_t is_due;
	enum err e = store_get_int(st, "level.is_due", DB_ARGS(DB_INT("customer", customer_id),
	    DB_INT("day", day)), &is_due, note);

	*changed = false;
	if (e != ERR_OK)
		return e == ERR_NOTFOUND ? ERR_OK : e;
	return bring(st, customer_id, day, false, "guarantee", 0, changed, note);
}

enum err
level_on(struct store *st, int64_t customer_id, day_t day, int64_t *level_id, struct err_note *note)
{
	const struct ladder *l;
	struct standing now, then;
	int64_t spent;
	enum err e = ladder_look(st, &l, note);

	if (e == ERR_OK)
		e = standing_load(st, l, customer_id, day, &now, note);
	if (e == ERR_OK && l->n > 0)
		e = standing_at(st, l, &now, day, false, &then, &spent, note);
	if (e == ERR_OK)
		*level_id = l->n > 0 ? then.level_id : now.level_id;
	return e;
}

/* A receipt that gets its member later counts on its own day; with what was bought since it may
 * reach more than it did then. One move says it (rules L1, L2). */
static enum err
deciding_day(struct store *st, int64_t customer_id, day_t *day, struct err_note *note)
{
	const struct ladder *l;
	day_t today = clock_today();
	int64_t then, now;
	enum err e;

	if (*day >= today)
		return ERR_OK;
	e = ladder_look(st, &l, note);
	if (e == ERR_OK)
		e = level_spent(st, customer_id, *day, &then, note);
	if (e == ERR_OK)
		e = level_spent(st, customer_id, today, &now, note);
	if (e == ERR_OK && ladder_by_spending(l, now) > ladder_by_spending(l, then))
		*day = today;
	return e;
}

enum err
level_after_sale(struct store *st, int64_t customer_id, day_t day, int64_t delta,
    int64_t doc_id, struct err_note *note)
{
	bool moved;
	enum err e = store_run(st, "level.add_day", DB_ARGS(DB_INT("customer", customer_id),
	    DB_INT("day", day), DB_INT("spent", delta)), NULL, note);

	/* Money that went back lowers the counter; the level waits for its guarantee (L3). */
	if (e != ERR_OK || delta <= 0)
		return e;
	e = deciding_day(st, customer_id, &day, note);
	return e == ERR_OK ? bring(st, customer_id, day, true, "sale", doc_id, &moved, note) : e;
}

enum err
level_outlook(struct store *st, int64_t customer_id, struct level_outlook *o,
    struct err_note *note)
{
	const struct ladder *l;
	struct standing now, then;
	day_t day = clock_today();
	enum err e = ladder_look(st, &l, note);

	*o = (struct level_outlook) { 0 };
	if (e == ERR_OK)
		e = standing_load(st, l, customer_id, day, &now, note);
	if (e == ERR_OK)
		e = standing_at(st, l, &now, day, false, &then, &o->spent, note);
	if (e != ERR_OK)
		return e;
	str_copy(o->code, sizeof(o->code), ladder_code(l, then.rank));
	if (then.rank >= 0)
		str_copy(o->name, sizeof(o->name), l->rungs[then.rank].name);
	if (then.rank >= 0 && then.until != 0 && !then.is_locked) {
		int64_t kept;		/* of the window that decides, so far */

		e = level_spent(st, customer_id, then.until, &kept, note);
		if (e != ERR_OK)
			return e;
		o->to_keep = l->rungs[then.rank].threshold > kept ?
		    l->rungs[then.rank].threshold - kept : 0;
	}
	o->until = then.until;
	o->is_locked = now.is_locked;
	if (then.rank + 1 < l->n) {
		const struct rung *next = &l->rungs[then.rank + 1];

		str_copy(o->next, sizeof(o->next), next->code);
		str_copy(o->next_name, sizeof(o->next_name), next->name);
		o->missing = next->threshold > o->spent ? next->threshold - o->spent : 0;
	}
	return ERR_OK;
}

enum err
level_history(struct store *st, int64_t customer_id, struct level_line *lines, size_t *n,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "level.history",
	    DB_ARGS(DB_INT("customer", customer_id), DB_INT("limit", (int64_t)*n)), note);
	enum db_step step;
	size_t got = 0;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW && got < *n) {
		struct level_line *x = &lines[got++];

		x->at = db_int(q, 0);
		str_copy(x->from, sizeof(x->from), db_text(q, 1));
		str_copy(x->to, sizeof(x->to), db_text(q, 2));
		str_copy(x->why, sizeof(x->why), db_text(q, 3));
		str_copy(x->user, sizeof(x->user), db_text(q, 4));
		x->until = (day_t)db_int(q, 5);
		x->spent = db_int(q, 6);
	}
	db_reset(q);
	*n = got;
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}
