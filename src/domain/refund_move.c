/* Points, stored value and coupons of a document that takes back (rules P3, P4, V1, R6). */
#include "domain/refund_parts.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/points.h"
#include "domain/value.h"
#include "store/query.h"

#define CHAIN_MAX 64

static enum err
take_earned(struct store *st, const struct refund_case *c, struct points_source *src,
    int64_t *after, struct err_note *note)
{
	enum err e;

	if (c->points_taken == 0)
		return ERR_OK;
	e = store_get_int(st, "refund.earned_lot", DB_ARGS(DB_INT("holder", c->holder_now),
	    DB_INT("doc", c->id)), &src->first_lot, note);
	if (e != ERR_OK && e != ERR_NOTFOUND)
		return e;
	src->op = "refund";
	/* Spent already: a debt (rule P4). */
	return points_debit(st, c->holder_now, c->points_taken, true, src, after, note);
}

static enum err
move_points(struct store *st, const struct refund_case *c, const struct refund_moves *m,
    int64_t *after, struct err_note *note)
{
	struct points_source src = { .op = "return", .doc_id = m->doc_id,
	    .store_id = m->store_id, .is_reversal = true };
	struct points_state ps;
	enum err e = ERR_OK;

	*after = 0;
	if (c->holder_now == 0)
		return ERR_OK;
	if (c->points_back > 0)
		e = points_return(st, c->holder_now, c->points_back, c->id, &src, after, note);
	if (e == ERR_OK)
		e = take_earned(st, c, &src, after, note);
	if (e == ERR_OK && c->points_back == 0 && c->points_taken == 0) {
		e = points_state(st, c->holder_now, clock_today(), &ps, note);
		*after = ps.balance;
	}
	return e;
}

/* Stored value goes to the card that the card has become. */
enum err
refund_card_now(struct store *st, int64_t card_id, const char *number, int64_t *id,
    struct err_note *note)
{
	bool is_closed = false;
	int64_t next = card_id;

	for (int i = 0; next != 0 && i < CHAIN_MAX; i++) {
		struct db_stmt *q = store_query(st, "refund.card",
		    DB_ARGS(DB_INT("card", next)), note);
		enum db_step step;

		if (q == NULL)
			return db_why(note);
		*id = next;
		step = db_step(q, note);
		if (step == DB_ROW) {
			is_closed = str_eq(db_text(q, 1), "closed");
			next = db_int(q, 2);
		} else {
			next = 0;
		}
		db_reset(q);
		if (step == DB_FAILED)
			return db_why(note);
	}
	if (is_closed)
		return err_set(note, ERR_CONFLICT, "card",
		    _("Card %s was closed and paid out: its part cannot go back."), number);
	return ERR_OK;
}

static enum err
move_value(struct store *st, const struct back_tender *t, const struct refund_moves *m,
    struct err_note *note)
{
	struct value_state after, parts = {
		.principal = t->now.principal - t->kept.principal,
		.bonus = t->now.bonus - t->kept.bonus };
	struct value_source src = { .op = m->op, .doc_id = m->doc_id };
	int64_t id = t->card_id;
	enum err e;

	if (parts.principal == 0 && parts.bonus == 0)
		return ERR_OK;
	e = refund_card_now(st, t->card_id, t->card, &id, note);
	return e == ERR_OK ? value_credit(st, id, parts, &src, &after, note) : e;
}

enum err
refund_move(struct store *st, struct refund_case *c, const struct refund_moves *m,
    int64_t *after, struct err_note *note)
{
	enum err e = move_points(st, c, m, after, note);

	for (size_t i = 0; e == ERR_OK && i < c->ntenders; i++)
		e = move_value(st, &c->tenders[i], m, note);
	if (e != ERR_OK || !c->is_last)
		return e;
	if (c->coupon_id != 0)		/* rule R6 */
		e = store_run(st, "refund.coupon", DB_ARGS(DB_INT("coupon", c->coupon_id)),
		    NULL, note);
	if (e == ERR_OK && c->customer_id != 0)
		e = store_run(st, "refund.birthday", DB_ARGS(DB_INT("customer", c->customer_id),
		    DB_INT("doc", c->id)), NULL, note);
	return e;
}
