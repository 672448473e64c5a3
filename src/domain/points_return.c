/* What was spent lies in point_draw: lot and amount. Draws are never taken back, for the
 * ledger only grows (rule P1): points come back as new lots with the days of the old ones. */
#include "domain/points.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "store/query.h"
#include "store/setting.h"

#define CHAIN_MAX 16			/* an exchange of an exchange of a sale */

struct drawn { int64_t amount; day_t expires; };
struct back { struct drawn *d; size_t n, cap; int64_t returned, parent; };

static enum err
add_draws(struct store *st, const char *query, int64_t holder, int64_t doc, struct back *b,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, query,
	    DB_ARGS(DB_INT("holder", holder), DB_INT("doc", doc)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		b->d = xgrow(b->d, &b->cap, b->n + 1, sizeof *b->d);
		b->d[b->n++] = (struct drawn){ .amount = db_int(q, 0),
		    .expires = (day_t)db_int(q, 1) };
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* What the document and those that it exchanged drew, last drawn first, less what has been
 * returned of it since. What of an exchange came back beyond its own draws was of its receipt. */
static enum err
read_draws(struct store *st, int64_t holder, int64_t doc, struct back *b, struct err_note *note)
{
	size_t first = b->n;
	enum err e = add_draws(st, "refund.draws", holder, doc, b, note);
	struct db_stmt *q;
	enum db_step step;

	if (e != ERR_OK)
		return e;
	q = store_query(st, "refund.returned",
	    DB_ARGS(DB_INT("holder", holder), DB_INT("doc", doc)), note);
	if (q == NULL)
		return db_why(note);
	b->parent = 0;
	step = db_step(q, note);
	if (step == DB_ROW) {
		b->returned += db_int(q, 0);
		b->parent = db_int(q, 1);
	}
	db_reset(q);
	for (size_t i = first; i < b->n; i++) {
		int64_t skip = b->d[i].amount < b->returned ? b->d[i].amount : b->returned;

		b->d[i].amount -= skip;
		b->returned -= skip;
	}
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
give(struct store *st, int64_t holder, int64_t points, day_t expires,
    const struct points_source *from, int64_t *after, struct err_note *note)
{
	struct points_source src = *from;
	day_t today = clock_today();

	src.expires_day = expires;
	if (expires != 0 && expires < today)
		src.expires_day = day_add(today, (int)setting_int(st, "points.return_days"));
	return points_credit(st, holder, points, &src, after, note);
}

enum err
points_return(struct store *st, int64_t holder, int64_t points, int64_t paid_doc,
    const struct points_source *from, int64_t *after, struct err_note *note)
{
	int64_t doc = paid_doc, life = setting_int(st, "points.life_days");
	struct points_source src = *from;
	struct back b = { 0 };
	enum err e = ERR_OK;

	src.is_reversal = true;

	for (int i = 0; e == ERR_OK && doc != 0 && i < CHAIN_MAX; i++) {
		e = read_draws(st, holder, doc, &b, note);
		doc = b.parent;
	}
	for (size_t i = 0; e == ERR_OK && points > 0 && i < b.n; i++) {
		int64_t take = b.d[i].amount < points ? b.d[i].amount : points;

		if (take == 0)
			continue;
		e = give(st, holder, take, b.d[i].expires, &src, after, note);
		points -= take;
	}
	/* Where they came from is not known any more: nobody loses them for that. */
	if (e == ERR_OK && points > 0)
		e = give(st, holder, points,
		    life > 0 ? day_add(clock_today(), (int)life) : 0, &src, after, note);
	free(b.d);
	return e;
}

enum err
points_untake(struct store *st, int64_t holder, int64_t taking_doc, int64_t earned_doc,
    const struct points_source *from, int64_t *points, int64_t *after, struct err_note *note)
{
	struct points_source src = *from;
	struct back b = { 0 };
	int64_t rest = 0, expires = 0;
	enum err e = store_get_int(st, "void.taken", DB_ARGS(DB_INT("holder", holder),
	    DB_INT("doc", taking_doc)), &rest, note);

	*points = rest;
	src.keeps_days = true;
	if (e == ERR_OK)
		e = add_draws(st, "void.taken_from", holder, taking_doc, &b, note);
	for (size_t i = 0; e == ERR_OK && i < b.n; i++) {
		e = give(st, holder, b.d[i].amount, b.d[i].expires, &src, after, note);
		rest -= b.d[i].amount;
	}
	if (e == ERR_OK && rest > 0)
		e = store_get_int(st, "void.lot_day", DB_ARGS(DB_INT("holder", holder),
		    DB_INT("doc", earned_doc)), &expires, note);
	if (e == ERR_NOTFOUND)
		e = ERR_OK;
	if (e == ERR_OK && rest > 0)
		e = give(st, holder, rest, (day_t)expires, &src, after, note);
	free(b.d);
	return e;
}
