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

/* What the document and those that it exchanged drew, last drawn first, and how much
 * of it has been returned since. */
static enum err
read_draws(struct store *st, int64_t holder, int64_t doc, struct back *b, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "refund.draws",
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
	if (step == DB_FAILED)
		return db_why(note);
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
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
give(struct store *st, int64_t holder, int64_t points, day_t expires,
    const struct points_source *from, int64_t *after, struct err_note *note)
{
	struct points_source src = *from;
	day_t today = clock_today();

	src.is_reversal = true;
	src.expires_day = expires;
	if (expires != 0 && expires < today)
		src.expires_day = day_add(today, (int)setting_int(st, "points.return_days"));
	return points_credit(st, holder, points, &src, after, note);
}

enum err
points_return(struct store *st, int64_t holder, int64_t points, int64_t paid_doc,
    const struct points_source *src, int64_t *after, struct err_note *note)
{
	int64_t doc = paid_doc, life = setting_int(st, "points.life_days");
	struct back b = { 0 };
	enum err e = ERR_OK;

	for (int i = 0; e == ERR_OK && doc != 0 && i < CHAIN_MAX; i++) {
		e = read_draws(st, holder, doc, &b, note);
		doc = b.parent;
	}
	for (size_t i = 0; e == ERR_OK && points > 0 && i < b.n; i++) {
		int64_t skip = b.d[i].amount < b.returned ? b.d[i].amount : b.returned;
		int64_t take = b.d[i].amount - skip < points ? b.d[i].amount - skip : points;

		b.returned -= skip;
		if (take == 0)
			continue;
		e = give(st, holder, take, b.d[i].expires, src, after, note);
		points -= take;
	}
	/* Where they came from is not known any more: nobody loses them for that. */
	if (e == ERR_OK && points > 0)
		e = give(st, holder, points,
		    life > 0 ? day_add(clock_today(), (int)life) : 0, src, after, note);
	free(b.d);
	return e;
}
