/* A return or an exchange, from the request to the books (rules R1-R4, P3, V1). */
#include "domain/refund.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/approval.h"
#include "domain/earn.h"
#include "domain/points.h"
#include "domain/refund_parts.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/setting.h"

void
refund_init(struct refund *r)
{
	memset(r, 0, sizeof *r);
	sale_init(&r->out);
	str_copy(r->key, sizeof r->key, r->out.key);
}

void
refund_fini(struct refund *r)
{
	sale_fini(&r->out);
}

/* ---- what it comes to ---- */

static void
list_back(struct refund *r, const struct refund_case *c)
{
	r->nback = 0;
	for (size_t i = 0; i < c->ntenders && r->nback < SALE_TENDERS_MAX; i++) {
		const struct back_tender *t = &c->tenders[i];
		struct refund_back *b = &r->back[r->nback];
		int64_t amount = t->now.amount - t->kept.amount;

		*b = (struct refund_back){ .amount = str_eq(t->method, "points") ? t->worth : amount,
		    .points = t->now.points - t->kept.points };
		str_copy(b->method, sizeof b->method, t->method);
		str_copy(b->card, sizeof b->card, t->card);
		if (str_eq(t->method, "cash") ||
		    (c->cash_instead > 0 && refund_can_be_cash(t)))
			continue;	/* below, in one */
		if (amount != 0 || b->points != 0)
			r->nback++;
	}
	if (c->cash_now != 0 && r->nback < SALE_TENDERS_MAX) {
		struct refund_back *b = &r->back[r->nback++];

		*b = (struct refund_back){ .amount = c->cash_now };
		str_copy(b->method, sizeof b->method, "cash");
	}
}

enum err
refund_may(struct store *st, const char *approver, int64_t *approver_id, struct err_note *note)
{
	enum err e = access_need(st, "sale", VERB_ADD, note);

	*approver_id = 0;
	if (e != ERR_OK)
		return e;
	if (str_empty(approver))
		return access_need(st, "sale", VERB_DELETE, note);
	return approval_user(st, approver,
	    access_may(store_actor(st), "sale", VERB_DELETE) ? NULL : "sale", approver_id, note);
}

static enum err
price(struct store *st, struct refund *r, struct refund_case *c, bool must_fit,
    struct err_note *note)
{
	int64_t unit = setting_int(st, "cash.rounding"), back = 0, keep = 0;
	bool is_exchange = r->out.nlines > 0;
	int64_t approver = 0;
	enum err e = must_fit ? refund_may(st, r->approver, &approver, note)
	    : access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK)
		e = refund_case_load(st, r->receipt, c, note);
	c->approver_id = approver;
	if (e == ERR_OK && is_exchange && r->cash_instead)
		e = err_set(note, ERR_INVALID, "cash_instead",
		    _("What an exchange leaves over goes back to the tenders of the receipt."));
	if (e == ERR_OK)
		e = refund_choose(c, r->lines, r->nlines, r->all, note);
	for (size_t i = 0; e == ERR_OK && i < c->nlines; i++)
		back += c->lines[i].now.net;
	if (e == ERR_OK && is_exchange) {
		e = refund_out_price(st, r, c, note);
		keep = r->out.total < back ? r->out.total : back;
	}
	if (e == ERR_OK)
		e = refund_split(c, keep, r->cash_instead, unit > 0 ? unit : 1, note);
	if (e != ERR_OK)
		return e;
	r->total = c->amount;
	r->points_taken = c->points_taken;
	r->points_back = c->points_back;
	list_back(r, c);
	r->rounding = r->out.by_points = 0;
	if (r->out.total > back)
		e = refund_out_pay(st, r, c, r->out.total - back, must_fit, note);
	else if (r->out.ntenders > 0)
		e = err_set(note, ERR_INVALID, "tenders", _("Nothing is left to be paid."));
	return e == ERR_OK && is_exchange ? refund_out_earn(st, r, c, note) : e;
}

enum err
refund_price(struct store *st, struct refund *r, struct err_note *note)
{
	struct refund_case c = { 0 };
	enum err e = price(st, r, &c, false, note);

	if (e == ERR_OK)
		r->difference = r->out.total > r->total ?
		    r->out.total - r->total + r->rounding : 0;
	for (size_t i = 0; e == ERR_OK && r->out.total <= r->total && i < r->nback; i++)
		r->difference -= r->back[i].amount;
	refund_case_fini(&c);
	return e;
}

/* ---- into the books ---- */

/* The lines of the document: those back, then those out; and who it is for. */
static enum err
compose(struct refund *r, const struct refund_case *c, struct sale *doc, struct err_note *note)
{
	const struct sale *out = &r->out;
	enum err e = refund_add_lines(c, doc, note);

	for (size_t i = 0; e == ERR_OK && i < out->nlines; i++) {
		struct sale_line *l = sale_add_line(doc, out->lines[i].product, 0);

		if (l == NULL)
			return err_set(note, ERR_LIMIT, "lines",
			    _("A sale has at most %d lines."), SALE_LINES_MAX);
		*l = out->lines[i];
	}
	if (e != ERR_OK)
		return e;
	doc->gross += out->gross;
	doc->total += out->total;
	doc->earn_base = out->nlines > 0 ? out->earn_base : -c->base_taken;
	doc->earned = (out->nlines > 0 ? out->earned : 0) - c->points_taken;
	doc->earn_why = out->nlines > 0 ? json_incref(out->earn_why) : NULL;
	doc->member.customer_id = c->customer_id;
	doc->member.holder_id = c->holder_now;
	doc->member.card.id = c->card_id;
	doc->member.level_id = out->nlines > 0 ? out->member.level_id : c->level_id;
	return ERR_OK;
}

/* What every tender gives and gets, and what is left of that as difference and rounding. */
static void
settle(struct refund *r, const struct refund_case *c, struct sale *doc,
    struct sale_payment *pay, size_t *npay)
{
	int64_t sum = 0;

	*npay = refund_rows(c, pay);
	if (r->out.total > c->amount)
		refund_out_rows(r, pay, npay);
	for (size_t i = 0; i < *npay; i++)
		sum += pay[i].amount;
	doc->change = r->out.nlines > 0 ? r->out.change : 0;
	r->rounding = doc->rounding = sum - doc->change - doc->total;
	r->difference = doc->total + doc->rounding;
	/* The part of a point that nobody gets now comes with a later return. */
	for (size_t i = 0; i < c->ntenders; i++) {
		const struct back_tender *t = &c->tenders[i];

		if (str_eq(t->method, "points"))
			r->difference += t->now.amount - t->kept.amount - t->worth;
	}
	doc->by_points = r->out.by_points;
}

static enum err
trail(struct store *st, const struct refund *r, const struct refund_case *c,
    const char *kind, struct err_note *note)
{
	json_t *changes = json_pack("{s:[n,s]}", "of", c->receipt);
	enum err e;

	if (c->approver_id != 0)
		json_object_set_new(changes, "approver", json_pack("[n,s]", r->approver));
	e = audit_write(st, &(struct audit_entry){ .function = "sale", .action = kind,
	    .entity = "sale", .row_id = r->id, .row_code = r->number, .version_after = 1,
	    .reason = r->reason, .request = r->key, .changes = changes }, note);
	json_decref(changes);
	return e;
}

static enum err
post(struct store *st, struct refund *r, struct refund_case *c, struct sale *doc,
    struct err_note *note)
{
	struct place place;
	struct sale_doc d = { .kind = r->out.nlines > 0 ? "exchange" : "refund",
	    .reason = r->reason, .place = &place };
	struct sale_payment pay[BACK_ROWS_MAX + SALE_TENDERS_MAX];
	struct refund_moves m = { .op = d.kind };
	size_t npay = 0;
	enum err e = price(st, r, c, true, note);

	if (e == ERR_OK)
		e = refund_place(st, c, r->store, r->till, &place, note);
	if (e == ERR_OK)
		e = compose(r, c, doc, note);
	if (e == ERR_OK)
		e = store_new_id(st, &doc->id, note);
	if (e == ERR_OK)
		e = place_number(st, &place, &d.number, note);
	if (e != ERR_OK)
		return e;
	d.reverses_id = c->id;
	d.approver_id = c->approver_id;
	d.salesperson_id = c->salesperson_id;	/* the commission of then, negative (R3) */
	sale_set_time(doc, clock_now_ms());
	str_copy(r->store, sizeof r->store, place.store);
	m.doc_id = doc->id;
	m.store_id = place.store_id;
	e = refund_move(st, c, &m, &doc->points_after, note);
	if (e == ERR_OK && r->out.nlines > 0)
		e = refund_out_move(st, r, doc, place.store_id, note);
	if (e == ERR_OK) {
		settle(r, c, doc, pay, &npay);
		e = refund_write(st, c, doc, &d, pay, npay, note);
	}
	if (e == ERR_OK && r->out.nlines > 0)
		e = earn_posted(st, doc->member.customer_id, doc->at, doc->id, doc->earn_why,
		    note);
	receipt_code(place.store, RECEIPT_SERIES, d.number, r->number, sizeof r->number);
	r->id = doc->id;
	r->at = doc->at;
	r->points_after = doc->points_after;
	r->again = false;
	return e == ERR_OK ? trail(st, r, c, d.kind, note) : e;
}

enum err
refund_apply(struct store *st, struct refund *r, struct err_note *note)
{
	struct refund_case c = { 0 };
	struct sale doc;
	enum err e;

	sale_init(&doc);
	e = post(st, r, &c, &doc, note);
	sale_fini(&doc);
	refund_case_fini(&c);
	return e;
}
