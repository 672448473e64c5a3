/* Points that change hands: a bare card gets a customer or a new number (rules V3, P1). */
#include "domain/points.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/actor.h"
#include "store/query.h"

#define HANDS_MAX 50			/* numbers in a row */

struct piece { int64_t lot, amount; };

static enum err
read_pieces(struct db_stmt *q, struct piece **out, size_t *n, struct err_note *note)
{
	struct piece *p = NULL;
	enum db_step step;
	size_t cap = 0;

	*out = NULL;
	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		p = xgrow(p, &cap, *n + 1, sizeof *p);
		p[(*n)++] = (struct piece){ .lot = db_int(q, 0), .amount = db_int(q, 1) };
	}
	db_reset(q);
	*out = p;
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
points_holder_now(struct store *st, int64_t holder, int64_t *now, struct err_note *note)
{
	enum err e = ERR_OK;

	*now = holder;
	for (int i = 0; e == ERR_OK && i < HANDS_MAX; i++)
		e = store_get_int(st, "points.holder_now", DB_ARGS(DB_INT("id", *now)), now, note);
	return e == ERR_NOTFOUND ? ERR_OK : e;
}

struct standing { int64_t balance, seq; };

static enum err
read_standing(struct store *st, int64_t holder, struct standing *s, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "points.account", DB_ARGS(DB_INT("holder", holder)),
	    note);
	enum db_step step;

	*s = (struct standing){ 0 };
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		*s = (struct standing){ db_int(q, 0), db_int(q, 1) };
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* A line of 0 points under which the lots of one pay the debt of the other. */
static enum err
pay_debt(struct store *st, int64_t holder, struct err_note *note)
{
	const struct actor *a = store_actor(st);
	struct standing s;
	struct piece *p = NULL;
	int64_t left = 0, debt;
	size_t n;
	enum err e = read_standing(st, holder, &s, note);

	if (e == ERR_OK)
		e = read_pieces(store_query(st, "points.lots_left",
		    DB_ARGS(DB_INT("holder", holder)), note), &p, &n, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		left += p[i].amount;
	debt = left - s.balance;
	if (e == ERR_OK && debt > 0 && left > 0) {
		e = store_run(st, "points.move", DB_ARGS(DB_INT("holder", holder),
		    DB_INT("delta", 0)), NULL, note);
		if (e == ERR_OK)
			e = store_run(st, "points.add_entry", DB_ARGS(DB_INT("holder", holder),
			    DB_INT("seq", s.seq + 1), DB_TEXT("op", "join"), DB_INT("delta", 0),
			    DB_INT("after", s.balance), DB_INT("at", clock_now_ms()),
			    DB_INT("day", clock_today()), DB_ID("store", actor_store_id(a)),
			    DB_ID("user", actor_id(a)), DB_ID("doc", 0), DB_TEXT("note", NULL)),
			    NULL, note);
		for (size_t i = 0; e == ERR_OK && debt > 0 && i < n; i++) {
			int64_t take = p[i].amount < debt ? p[i].amount : debt;

			debt -= take;
			e = store_run(st, "points.draw_lot", DB_ARGS(DB_INT("holder", holder),
			    DB_INT("lot", p[i].lot), DB_INT("amount", take)), NULL, note);
			if (e == ERR_OK)
				e = store_run(st, "points.add_draw", DB_ARGS(
				    DB_INT("holder", holder), DB_INT("seq", s.seq + 1),
				    DB_INT("lot", p[i].lot), DB_INT("amount", take)), NULL, note);
		}
	}
	free(p);
	return e;
}

enum err
points_rehold(struct store *st, int64_t from, int64_t to, struct err_note *note)
{
	static const char *const moves[] = { "points.rehold_lots", "points.rehold_draws" };
	struct standing theirs, mine;
	enum err e = points_settle(st, from, note);

	if (e == ERR_OK)
		e = points_settle(st, to, note);
	if (e == ERR_OK)
		e = read_standing(st, from, &theirs, note);
	if (e == ERR_OK)
		e = read_standing(st, to, &mine, note);
	if (e != ERR_OK || theirs.seq == 0)
		return e;
	e = store_run(st, "points.rehold_entries", DB_ARGS(DB_INT("from", from),
	    DB_INT("to", to), DB_INT("base", mine.seq), DB_INT("balance", mine.balance)),
	    NULL, note);
	for (size_t i = 0; e == ERR_OK && i < sizeof moves / sizeof *moves; i++)
		e = store_run(st, moves[i], DB_ARGS(DB_INT("from", from), DB_INT("to", to),
		    DB_INT("base", mine.seq)), NULL, note);
	if (e == ERR_OK)
		e = store_run(st, "points.rehold_account", DB_ARGS(DB_INT("from", from),
		    DB_INT("to", to)), NULL, note);
	if (e == ERR_OK)
		e = store_run(st, "points.drop_account", DB_ARGS(DB_INT("from", from)), NULL, note);
	return e == ERR_OK ? pay_debt(st, to, note) : e;
}
