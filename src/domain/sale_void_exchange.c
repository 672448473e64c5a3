/* An exchange undone: its document written the other way round, line by line and tender by
 * tender, so that the receipt and what came back of it stand as before (rules R4, R5). */
#include "domain/refund_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/coupon.h"
#include "domain/points.h"
#include "domain/sale_parts.h"
#include "domain/value_doc.h"
#include "store/query.h"

/* A tender of the exchange, cash with its change taken off. */
struct moved { struct sale_payment row; char card[CARD_NUMBER_SIZE]; };
struct undo {
	struct refund_case *c;		/* the exchange */
	struct refund_case receipt;	/* what was exchanged, the exchange still counted */
	int64_t lines_of[SALE_LINES_MAX];
	struct moved moved[BACK_ROWS_MAX + SALE_TENDERS_MAX]; size_t nmoved;
	int64_t points_back;		/* of tenders by points */
};

static enum err
read_receipt(struct store *st, struct undo *u, struct err_note *note)
{
	int64_t later = 0;
	struct db_stmt *q;
	enum db_step step;
	char receipt[48] = "";
	enum err e = store_get_int(st, "void.later", DB_ARGS(DB_INT("sale", u->c->id)), &later,
	    note);

	if (e == ERR_OK && later > 0)
		return err_set(note, ERR_CONFLICT, "receipt",
		    _("Something came back after %s: last in, first out."), u->c->receipt);
	if (e != ERR_OK)
		return e;
	q = store_query(st, "void.receipt", DB_ARGS(DB_INT("sale", u->c->id)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		receipt_code(db_text(q, 0), db_text(q, 1), db_int(q, 2), receipt,
		    sizeof receipt);
	db_reset(q);
	return step == DB_FAILED ? db_why(note)
	    : refund_case_load(st, receipt, &u->receipt, note);
}

static enum err
read_lines(struct store *st, struct undo *u, struct sale *doc, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "void.lines", DB_ARGS(DB_INT("sale", u->c->id)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct sale_line *l = sale_add_line(doc, db_text(q, 3), 0);

		if (l == NULL)
			break;		/* the exchange itself has no more */
		u->lines_of[doc->nlines - 1] = db_int(q, 0);
		l->product_id = db_int(q, 1);
		l->category_id = db_int(q, 2);
		str_copy(l->code, sizeof l->code, db_text(q, 3));
		str_copy(l->name, sizeof l->name, db_text(q, 4));
		str_copy(l->unit, sizeof l->unit, db_text(q, 5));
		l->qty_milli = -db_int(q, 6);
		l->list_price = db_int(q, 7);
		l->unit_price = db_int(q, 8);
		l->gross = -db_int(q, 9);
		l->receipt_off = -db_int(q, 10);
		l->net = -db_int(q, 11);
		l->off = l->gross - l->net;
		l->no_points = db_int(q, 12) != 0;
		doc->gross += l->gross;
		doc->total += l->net;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
read_tenders(struct store *st, struct undo *u, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "void.tenders", DB_ARGS(DB_INT("sale", u->c->id)),
	    note);
	enum db_step step = DB_DONE;

	if (q == NULL)
		return db_why(note);
	while (u->nmoved < sizeof u->moved / sizeof *u->moved &&
	    (step = db_step(q, note)) == DB_ROW) {
		struct moved *m = &u->moved[u->nmoved++];

		*m = (struct moved){ .row = { .card_id = db_int(q, 1), .amount = -db_int(q, 3),
		    .points = -db_int(q, 4), .principal = -db_int(q, 5),
		    .bonus = -db_int(q, 6) } };
		str_copy(m->row.method, sizeof m->row.method, db_text(q, 0));
		str_copy(m->card, sizeof m->card, db_text(q, 2));
		if (str_eq(m->row.method, "cash"))
			m->row.amount += u->c->change;
		if (str_eq(m->row.method, "points"))
			u->points_back -= m->row.points;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* ---- points: what the exchange gave goes, what it took and was paid comes back ---- */

static enum err
take_given(struct store *st, const struct refund_case *c, const char *query,
    struct points_source *src, int64_t points, int64_t *after, struct err_note *note)
{
	enum err e;

	if (points <= 0)
		return ERR_OK;
	e = store_get_int(st, query, DB_ARGS(DB_INT("holder", c->holder_now),
	    DB_INT("doc", c->id)), &src->first_lot, note);
	if (e != ERR_OK && e != ERR_NOTFOUND)
		return e;
	/* Spent already: a debt (rule P4). */
	return points_debit(st, c->holder_now, points, true, src, after, note);
}

static enum err
move_points(struct store *st, struct undo *u, const struct sale *doc, int64_t store_id,
    int64_t *after, struct err_note *note)
{
	const struct refund_case *c = u->c;
	struct points_source src = { .op = "refund", .doc_id = doc->id, .store_id = store_id };
	struct points_source paid = { .op = "return", .doc_id = doc->id, .store_id = store_id };
	struct points_source back = { .op = "pay", .doc_id = doc->id, .store_id = store_id };
	int64_t taken = 0, given = 0;
	struct points_state ps;
	enum err e;

	*after = 0;
	if (c->holder_now == 0)
		return ERR_OK;
	e = points_untake(st, c->holder_now, c->id, u->receipt.id, &src, &taken, after, note);
	if (e == ERR_OK && u->points_back > 0)
		e = points_return(st, c->holder_now, u->points_back, c->id, &paid, after, note);
	src.is_reversal = true;
	if (e == ERR_OK)
		e = take_given(st, c, "refund.earned_lot", &src, c->earned + taken, after, note);
	if (e == ERR_OK)
		e = store_get_int(st, "void.given", DB_ARGS(DB_INT("holder", c->holder_now),
		    DB_INT("doc", c->id)), &given, note);
	if (e == ERR_OK)
		e = take_given(st, c, "void.given_lot", &back, given, after, note);
	if (e == ERR_OK)
		e = points_state(st, c->holder_now, clock_today(), &ps, note);
	if (e == ERR_OK)
		*after = ps.balance;
	return e;
}

/* ---- stored value, coupon ---- */

static enum err
move_value(struct store *st, const struct moved *m, int64_t doc_id, struct err_note *note)
{
	struct value_source src = { .op = "void", .doc_id = doc_id };
	struct value_state after, in = { 0 }, out = { 0 };
	int64_t id = m->row.card_id;
	enum err e = ERR_OK;

	*(m->row.principal < 0 ? &in.principal : &out.principal) = llabs(m->row.principal);
	*(m->row.bonus < 0 ? &in.bonus : &out.bonus) = llabs(m->row.bonus);
	if (m->row.principal != 0 || m->row.bonus != 0)
		e = refund_card_now(st, m->row.card_id, m->card, &id, note);
	if (e == ERR_OK && (in.principal != 0 || in.bonus != 0))
		e = value_credit(st, id, in, &src, &after, note);
	if (e == ERR_OK && (out.principal != 0 || out.bonus != 0))
		e = value_take(st, id, out, &src, &after, note);
	return e == ERR_LIMIT ? err_set(note, ERR_CONFLICT, "card",
	    _("What %s got back was spent meanwhile."), m->card) : e;
}

/* Was the exchange the last of its receipt to come back, then coupon and birthday had been
 * given back, too (rule R6). */
static enum err
hold_again(struct store *st, const struct refund_case *receipt, struct err_note *note)
{
	const json_t *line;
	size_t i;
	enum err e = ERR_OK;

	for (i = 0; i < receipt->nlines; i++) {
		if (receipt->lines[i].back.milli < receipt->lines[i].sold.qty_milli)
			return ERR_OK;
	}
	if (receipt->coupon_id != 0)
		e = coupon_claim(st, receipt->coupon_id, note);
	json_array_foreach(receipt->why, i, line) {
		if (e == ERR_OK && receipt->customer_id != 0 &&
		    json_is_true(json_object_get(line, "birthday")))
			e = store_run(st, "void.birthday", DB_ARGS(
			    DB_INT("customer", receipt->customer_id),
			    DB_INT("day", receipt->day), DB_INT("doc", receipt->id)), NULL, note);
	}
	return e;
}

/* ---- the document ---- */

static void
compose(const struct undo *u, struct sale *doc, struct sale_payment *pay)
{
	const struct refund_case *c = u->c;

	doc->rounding = -c->rounding;
	doc->earn_base = -c->earn_base;
	doc->earned = -c->earned;
	doc->member.customer_id = c->customer_id;
	doc->member.holder_id = c->holder_now;
	doc->member.card.id = c->card_id;
	doc->member.level_id = c->level_id;
	doc->paid = 0;
	doc->ntenders = 1;
	doc->tenders[0] = (struct sale_tender){ .method = "points" };
	for (size_t i = 0; i < u->nmoved; i++) {
		pay[i] = u->moved[i].row;
		doc->paid += pay[i].amount;
		if (str_eq(pay[i].method, "points"))
			doc->tenders[0].amount += pay[i].amount;
	}
}

static enum err
write(struct store *st, const struct undo *u, struct sale *doc, const struct sale_doc *d,
    const struct sale_payment *pay, struct err_note *note)
{
	enum err e = sale_write_head(st, doc, d, note);

	for (size_t i = 0; e == ERR_OK && i < doc->nlines; i++)
		e = sale_write_line(st, doc, i, u->lines_of[i], note);
	if (e == ERR_OK)
		e = sale_write_payments(st, doc, d->place, pay, u->nmoved, note);
	return e == ERR_OK ? sale_write_sums(st, doc, d, note) : e;
}

static enum err
undo(struct store *st, struct undo *u, struct sale *doc, struct sale_doc *d,
    struct err_note *note)
{
	struct sale_payment pay[sizeof u->moved / sizeof *u->moved];
	enum err e = read_receipt(st, u, note);

	if (e == ERR_OK)
		e = read_lines(st, u, doc, note);
	if (e == ERR_OK)
		e = read_tenders(st, u, note);
	if (e == ERR_OK)
		e = store_new_id(st, &doc->id, note);
	if (e == ERR_OK)
		e = place_number(st, d->place, &d->number, note);
	if (e != ERR_OK)
		return e;
	sale_set_time(doc, clock_now_ms());
	compose(u, doc, pay);
	e = move_points(st, u, doc, d->place->store_id, &doc->points_after, note);
	for (size_t i = 0; e == ERR_OK && i < u->nmoved; i++)
		e = move_value(st, &u->moved[i], doc->id, note);
	if (e == ERR_OK)
		e = hold_again(st, &u->receipt, note);
	if (e == ERR_OK && u->c->customer_id != 0)
		e = store_run(st, "refund.birthday", DB_ARGS(
		    DB_INT("customer", u->c->customer_id), DB_INT("doc", u->c->id)), NULL, note);
	return e == ERR_OK ? write(st, u, doc, d, pay, note) : e;
}

enum err
sale_void_exchange(struct store *st, struct refund_case *c, struct sale *doc,
    struct sale_doc *d, struct err_note *note)
{
	struct undo *u = xcalloc(1, sizeof *u);
	enum err e;

	u->c = c;
	d->tickets = 0;
	e = undo(st, u, doc, d, note);
	refund_case_fini(&u->receipt);
	free(u);
	return e;
}
