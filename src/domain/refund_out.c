/* The lines out of an exchange: whose they are, who pays the difference, what they earn
 * (rules R4, P2, P11). */
#include "domain/refund_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/points.h"
#include "domain/sale_parts.h"
#include "store/query.h"

/* They go to the member of the receipt: points of one document have one holder. */
static enum err
find_member(struct store *st, const struct refund_case *c, struct sale *out,
    struct err_note *note)
{
	char number[CARD_NUMBER_SIZE] = "";
	struct db_stmt *q;
	enum db_step step;

	if (out->member.holder_id != 0 && out->member.holder_id != c->holder_now)
		return err_set(note, ERR_CONFLICT, "card",
		    _("An exchange belongs to the member of its receipt."));
	if (c->holder_now == 0 || out->member.holder_id != 0)
		return ERR_OK;
	if (c->card_id != 0) {
		q = store_query(st, "refund.card", DB_ARGS(DB_INT("card", c->card_id)), note);
		if (q == NULL)
			return db_why(note);
		step = db_step(q, note);
		if (step == DB_ROW)
			str_copy(number, sizeof number, db_text(q, 3));
		db_reset(q);
		if (step == DB_FAILED)
			return db_why(note);
	}
	if (number[0] != '\0')
		return member_identify(st, number, NULL, &out->member, note);
	return c->customer_id == 0 ? ERR_OK : member_load(st, c->customer_id, &out->member, note);
}

enum err
refund_out_price(struct store *st, struct refund *r, const struct refund_case *c,
    struct err_note *note)
{
	enum err e = find_member(st, c, &r->out, note);

	return e == ERR_OK ? sale_price_lines(st, &r->out, note) : e;
}

/* What was carried over from points is no money that earns (rule P2). */
static int64_t
carried_by_points(const struct refund_case *c)
{
	int64_t sum = 0;

	for (size_t i = 0; i < c->ntenders; i++) {
		if (str_eq(c->tenders[i].method, "points"))
			sum += c->tenders[i].kept.amount;
	}
	return sum;
}

enum err
refund_out_pay(struct store *st, struct refund *r, const struct refund_case *c,
    int64_t difference, bool must_fit, struct err_note *note)
{
	struct sale *out = &r->out, pay;
	int64_t base = out->points_base - carried_by_points(c);
	enum err e = ERR_OK;

	sale_init(&pay);
	pay.gross = pay.total = difference;
	pay.member = out->member;
	pay.points_base = base < 0 ? 0 : base < difference ? base : difference;
	pay.ntenders = out->ntenders;
	memcpy(pay.tenders, out->tenders, sizeof pay.tenders);
	if (pay.member.holder_id != 0)
		e = member_points(st, &pay.member, note);
	if (e == ERR_OK)
		e = sale_tenders(st, &pay, must_fit, note);
	memcpy(out->tenders, pay.tenders, sizeof pay.tenders);
	r->rounding = out->rounding = pay.rounding;
	out->due = pay.due;
	out->paid = pay.paid;
	out->change = pay.change;
	out->by_points = pay.by_points;
	out->points_usable = pay.points_usable;
	sale_fini(&pay);
	return e;
}

enum err
refund_out_earn(struct store *st, struct refund *r, const struct refund_case *c,
    struct err_note *note)
{
	int64_t paid = r->out.by_points;
	enum err e;

	r->out.by_points += carried_by_points(c);
	e = sale_earn(st, &r->out, note);
	r->out.by_points = paid;
	return e;
}

enum err
refund_out_move(struct store *st, struct refund *r, struct sale *doc, int64_t store_id,
    struct err_note *note)
{
	struct points_source src = { .op = "sale", .doc_id = doc->id,
	    .day = instant_day(doc->at), .store_id = store_id, .is_pending = true };
	struct sale *out = &r->out;
	enum err e;

	out->id = doc->id;
	out->at = doc->at;
	out->member.holder_id = doc->member.holder_id;
	out->points_after = doc->points_after;
	e = sale_take_payments(st, out, store_id, note);
	doc->points_after = out->points_after;
	if (e != ERR_OK || out->earned == 0)
		return e;
	return points_credit(st, doc->member.holder_id, out->earned, &src, &doc->points_after,
	    note);
}

void
refund_out_rows(const struct refund *r, struct sale_payment *pay, size_t *n)
{
	for (size_t i = 0; i < r->out.ntenders; i++) {
		const struct sale_tender *t = &r->out.tenders[i];
		struct sale_payment *p = &pay[(*n)++];

		*p = (struct sale_payment){ .amount = t->amount, .points = t->points,
		    .card_id = t->card_id, .principal = t->principal, .bonus = t->bonus };
		str_copy(p->method, sizeof p->method, t->method);
	}
}
