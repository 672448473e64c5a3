#include "domain/points.h"

#include "base/clock.h"
#include "base/str.h"
#include "domain/sale_parts.h"
#include "store/query.h"

enum err
points_history(struct store *st, int64_t holder, int64_t before_seq,
    struct points_entry *e, size_t *n, struct err_note *note)
{
	size_t room = *n;
	struct db_stmt *q = store_query(st, "points.history",
	    DB_ARGS(DB_INT("holder", holder),
	    DB_INT("before", before_seq > 0 ? before_seq : INT64_MAX),
	    DB_INT("limit", (int64_t)room)), note);
	enum db_step step = DB_DONE;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while (*n < room && (step = db_step(q, note)) == DB_ROW) {
		struct points_entry *p = &e[(*n)++];

		*p = (struct points_entry){ .seq = db_int(q, 0), .delta = db_int(q, 1),
		    .after = db_int(q, 2), .at = db_int(q, 3), .doc_id = db_int(q, 4) };
		str_copy(p->op, sizeof p->op, db_text(q, 5));
		if (!db_is_null(q, 7))
			receipt_code(db_text(q, 11), db_text(q, 6), db_int(q, 7),
			    p->doc, sizeof p->doc);
		str_copy(p->store, sizeof p->store, db_text(q, 8));
		str_copy(p->user, sizeof p->user, db_text(q, 9));
		str_copy(p->note, sizeof p->note, db_text(q, 10));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
points_lots(struct store *st, int64_t holder, struct points_lot *l, size_t *n,
    struct err_note *note)
{
	size_t room = *n;
	struct db_stmt *q = store_query(st, "points.lots",
	    DB_ARGS(DB_INT("holder", holder), DB_INT("today", clock_today()),
	    DB_INT("limit", (int64_t)room)), note);
	enum db_step step = DB_DONE;

	*n = 0;
	if (q == NULL)
		return db_why(note);
	while (*n < room && (step = db_step(q, note)) == DB_ROW)
		l[(*n)++] = (struct points_lot){ .lot = db_int(q, 0),
		    .amount = db_int(q, 1), .left = db_int(q, 2),
		    .expires_day = (day_t)db_int(q, 3), .usable_day = (day_t)db_int(q, 4) };
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}
