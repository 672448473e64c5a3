/* The ledger of the one who goes joins the other's, line by line (points_rehold). */
#include "domain/merge_parts.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "domain/points.h"
#include "store/actor.h"
#include "store/query.h"

int64_t
body_int(const json_t *o, const char *name)
{
	return json_integer_value(json_object_get(o, name));
}

struct account { int64_t balance, seq; };

static enum err
read_account(struct store *st, int64_t holder, struct account *a, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "points.account", DB_ARGS(DB_INT("holder", holder)),
	    note);
	enum db_step step;

	*a = (struct account){ 0 };
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		*a = (struct account){ db_int(q, 0), db_int(q, 1) };
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
merge_points(struct store *st, int64_t from, int64_t into, json_t *body, int64_t *points,
    struct err_note *note)
{
	struct account theirs, mine, then;
	enum err e = points_settle(st, from, note);

	*points = 0;
	if (e == ERR_OK)
		e = points_settle(st, into, note);
	if (e == ERR_OK)
		e = read_account(st, from, &theirs, note);
	if (e == ERR_OK)
		e = read_account(st, into, &mine, note);
	if (e == ERR_OK)
		e = points_rehold(st, from, into, note);
	if (e == ERR_OK)
		e = store_run(st, "merge.hold_gifts", DB_ARGS(DB_INT("from", from),
		    DB_INT("to", into), DB_INT("base", mine.seq)), NULL, note);
	if (e == ERR_OK)
		e = read_account(st, into, &then, note);
	if (e != ERR_OK)
		return e;
	*points = theirs.balance;
	json_object_set_new(body, "points", json_pack("{s:I,s:I,s:I,s:I,s:I,s:I}",
	    "base", (json_int_t)mine.seq, "balance", (json_int_t)mine.balance,
	    "lines", (json_int_t)theirs.seq, "points", (json_int_t)theirs.balance,
	    "seq", (json_int_t)then.seq, "had_account", (json_int_t)(mine.seq > 0)));
	return ERR_OK;
}

/* ---- back, line by line: nothing was written since ---- */

/* The line under which the lots of one paid the debt of the other was made by the merge alone:
 * it goes with it, and the lots have again what they had (pay_debt() of points_move.c). */
static enum err
take_join_back(struct store *st, int64_t into, const json_t *p, struct err_note *note)
{
	static const char *const steps[] = { "merge.fill_lots", "merge.drop_draws",
	    "merge.drop_join" };
	enum err e = ERR_OK;

	if (body_int(p, "seq") == body_int(p, "base") + body_int(p, "lines"))
		return ERR_OK;
	for (size_t i = 0; e == ERR_OK && i < sizeof steps / sizeof *steps; i++)
		e = store_run(st, steps[i], DB_ARGS(DB_INT("holder", into),
		    DB_INT("seq", body_int(p, "seq"))), NULL, note);
	return e;
}

static enum err
take_lines_back(struct store *st, int64_t from, int64_t into, const json_t *p,
    struct err_note *note)
{
	static const char *const moves[] = { "merge.back_lots", "merge.back_draws",
	    "merge.back_gifts" };
	int64_t base = body_int(p, "base");
	enum err e = take_join_back(st, into, p, note);

	if (e == ERR_OK)
		e = store_run(st, "merge.back_account", DB_ARGS(DB_INT("from", from),
	    DB_INT("balance", body_int(p, "points")), DB_INT("lines", body_int(p, "lines"))),
	    NULL, note);

	if (e == ERR_OK)
		e = store_run(st, "merge.back_entries", DB_ARGS(DB_INT("from", from),
		    DB_INT("to", into), DB_INT("base", base),
		    DB_INT("balance", body_int(p, "balance"))), NULL, note);
	for (size_t i = 0; e == ERR_OK && i < sizeof moves / sizeof *moves; i++)
		e = store_run(st, moves[i], DB_ARGS(DB_INT("from", from), DB_INT("to", into),
		    DB_INT("base", base)), NULL, note);
	if (e == ERR_OK && base == 0)
		return store_run(st, "points.drop_account", DB_ARGS(DB_INT("from", into)), NULL,
		    note);
	if (e == ERR_OK)
		e = store_run(st, "merge.put_account", DB_ARGS(DB_INT("holder", into),
		    DB_INT("balance", body_int(p, "balance")), DB_INT("seq", base)), NULL, note);
	return e;
}

/* ---- back, what is left ---- */

/* lot: by the one that stayed; own: as the one that goes had numbered it; made: its new number. */
struct piece { int64_t lot, own, left, usable, expires, made; };

/* The lots that came along lie behind base, or, when the ledger began anew since, are listed by
 * pairs [own number, number here]. own stays 0 for others. */
static int64_t
own_number(const json_t *p, int64_t lot)
{
	const json_t *lots = json_object_get(p, "lots"), *pair;
	int64_t base = body_int(p, "base");
	size_t i;

	if (lots == NULL)
		return lot > base && lot <= base + body_int(p, "lines") ? lot - base : 0;
	json_array_foreach((json_t *)lots, i, pair) {
		if (json_integer_value(json_array_get(pair, 1)) == lot)
			return json_integer_value(json_array_get(pair, 0));
	}
	return 0;
}

static enum err
read_left(struct store *st, int64_t into, const json_t *p, struct piece **out, size_t *n,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "merge.lots_left", DB_ARGS(DB_INT("holder", into)),
	    note);
	enum db_step step;
	size_t cap = 0;

	*out = NULL;
	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		int64_t own = own_number(p, db_int(q, 0));

		if (own == 0)
			continue;
		*out = xgrow(*out, &cap, *n + 1, sizeof **out);
		(*out)[(*n)++] = (struct piece){ db_int(q, 0), own, db_int(q, 1), db_int(q, 2),
		    db_int(q, 3), 0 };
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* A line of the ledger: points leave one record of a person for the other. */
static enum err
add_line(struct store *st, int64_t holder, int64_t delta, int64_t *seq, struct err_note *note)
{
	const struct actor *a = store_actor(st);
	struct account ac;
	enum err e = store_run(st, "points.move", DB_ARGS(DB_INT("holder", holder),
	    DB_INT("delta", delta)), NULL, note);

	if (e == ERR_OK)
		e = read_account(st, holder, &ac, note);
	if (e != ERR_OK)
		return e;
	*seq = ac.seq;
	return store_run(st, "points.add_entry", DB_ARGS(DB_INT("holder", holder),
	    DB_INT("seq", ac.seq), DB_TEXT("op", "unmerge"), DB_INT("delta", delta),
	    DB_INT("after", ac.balance), DB_INT("at", clock_now_ms()),
	    DB_INT("day", clock_today()), DB_ID("store", actor_store_id(a)),
	    DB_ID("user", actor_id(a)), DB_ID("doc", 0), DB_TEXT("note", NULL)), NULL, note);
}

static enum err
give_piece(struct store *st, int64_t from, int64_t into, int64_t seq, struct piece *l,
    struct err_note *note)
{
	enum err e = store_run(st, "points.draw_lot", DB_ARGS(DB_INT("holder", into),
	    DB_INT("lot", l->lot), DB_INT("amount", l->left)), NULL, note);

	if (e == ERR_OK)
		e = store_run(st, "points.add_draw", DB_ARGS(DB_INT("holder", into),
		    DB_INT("seq", seq), DB_INT("lot", l->lot), DB_INT("amount", l->left)),
		    NULL, note);
	if (e == ERR_OK)
		e = add_line(st, from, l->left, &l->made, note);
	if (e == ERR_OK)
		e = store_run(st, "points.add_lot", DB_ARGS(DB_INT("holder", from),
		    DB_INT("lot", l->made), DB_INT("amount", l->left),
		    DB_INT("remaining", l->left),
		    DB_INT("usable", l->usable), DB_ID("expires", l->expires)), NULL, note);
	return e;
}

/* A debt that one brought and that is still there goes back with it (rule P4). */
static enum err
give_debt(struct store *st, int64_t from, int64_t into, int64_t brought, int64_t *points,
    struct err_note *note)
{
	struct account ac;
	int64_t debt, seq;
	enum err e = read_account(st, into, &ac, note);

	debt = ac.balance < 0 ? -ac.balance : 0;
	if (debt > -brought)
		debt = -brought;
	if (e != ERR_OK || debt <= 0)
		return e;
	*points = -debt;
	e = add_line(st, into, debt, &seq, note);
	return e == ERR_OK ? add_line(st, from, -debt, &seq, note) : e;
}

/* Who was merged into the one that goes away: its lots have other numbers from now on. */
static enum err
renumber(struct store *st, int64_t id, const char *text, const struct piece *l, size_t n,
    struct err_note *note)
{
	json_t *body = json_loads(text, 0, NULL), *p = json_object_get(body, "points");
	json_t *lots = json_array();
	enum err e;
	char *now;

	for (size_t i = 0; i < n; i++) {
		int64_t theirs = own_number(p, l[i].own);

		if (theirs != 0)
			json_array_append_new(lots, json_pack("[I,I]", (json_int_t)theirs,
			    (json_int_t)l[i].made));
	}
	json_object_set_new(p, "lots", lots);
	now = json_text(body);
	e = store_run(st, "merge.put_body", DB_ARGS(DB_INT("id", id), DB_TEXT("body", now)), NULL,
	    note);
	free(now);
	json_decref(body);
	return e;
}

static enum err
renumber_others(struct store *st, int64_t from, const struct piece *l, size_t n,
    struct err_note *note)
{
	int64_t after = 0;
	enum err e = ERR_OK;

	while (e == ERR_OK) {
		struct db_stmt *q = store_query(st, "merge.next_into",
		    DB_ARGS(DB_INT("into", from), DB_INT("after", after)), note);
		enum db_step step = q != NULL ? db_step(q, note) : DB_FAILED;
		char *text = NULL;

		if (step == DB_ROW) {
			after = db_int(q, 0);
			text = xstrdup(db_text(q, 1));
		}
		db_reset(q);
		if (step == DB_FAILED)
			return db_why(note);
		if (step != DB_ROW)
			break;
		e = renumber(st, after, text, l, n, note);
		free(text);
	}
	return e;
}

static enum err
give_left(struct store *st, int64_t from, int64_t into, const json_t *p, int64_t *points,
    struct err_note *note)
{
	struct piece *l = NULL;
	int64_t sum = 0, seq;
	size_t n = 0;
	enum err e = points_settle(st, into, note);

	if (e == ERR_OK)
		e = read_left(st, into, p, &l, &n, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		sum += l[i].left;
	if (e == ERR_OK && sum > 0)
		e = add_line(st, into, -sum, &seq, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = give_piece(st, from, into, seq, &l[i], note);
	if (e == ERR_OK)
		e = renumber_others(st, from, l, n, note);
	*points = sum;
	if (e == ERR_OK && body_int(p, "points") < 0)
		e = give_debt(st, from, into, body_int(p, "points"), points, note);
	free(l);
	return e;
}

enum err
unmerge_points(struct store *st, int64_t from, int64_t into, const json_t *body,
    int64_t *points, struct err_note *note)
{
	const json_t *p = json_object_get(body, "points");
	struct account ac;
	enum err e = read_account(st, into, &ac, note);

	*points = body_int(p, "points");
	if (e != ERR_OK || body_int(p, "lines") == 0)
		return e;
	if (json_object_get(p, "lots") == NULL && ac.seq == body_int(p, "seq"))
		return take_lines_back(st, from, into, p, note);
	return give_left(st, from, into, p, points, note);
}
