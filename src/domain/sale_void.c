/* A receipt of today undone as a whole: money, points, stored value, coupon, sums. Its number
 * stays and the void has one of its own (rule R5). */
#include "domain/refund.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "domain/refund_parts.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"

static enum err
check(struct store *st, const struct refund_case *c, struct err_note *note)
{
	for (size_t i = 0; i < c->nlines; i++) {
		if (c->lines[i].back.milli != 0)
			return err_set(note, ERR_CONFLICT, "receipt",
			    _("Something of %s came back already: take the rest back instead."),
			    c->receipt);
	}
	/* An approver has that right. */
	if (c->day != clock_today() && c->approver_id == 0 && access_need(st, "sale", VERB_EDIT, note) != ERR_OK)
		return err_set(note, ERR_DENIED, "receipt",
		    _("%s is not of today: take it back as a return."), c->receipt);
	return ERR_OK;
}

static void
compose(const struct refund_case *c, struct sale *doc)
{
	doc->rounding = -c->rounding;
	doc->earn_base = -c->base_taken;
	doc->earned = -c->points_taken;
	doc->member.customer_id = c->customer_id;
	doc->member.holder_id = c->holder_now;
	doc->member.card.id = c->card_id;
	doc->member.level_id = c->level_id;
	sale_set_time(doc, clock_now_ms());
}

static enum err
post(struct store *st, struct refund_case *c, struct sale *doc, struct sale_doc *d,
    struct err_note *note)
{
	struct refund_moves m = { .op = "void", .store_id = d->place->store_id };
	struct sale_payment pay[BACK_ROWS_MAX];
	enum err e = refund_choose(c, NULL, 0, true, note);

	if (e == ERR_OK)
		e = refund_split(c, 0, false, 1, note);
	if (e == ERR_OK)
		e = refund_add_lines(c, doc, note);
	if (e == ERR_OK)
		e = store_new_id(st, &doc->id, note);
	if (e == ERR_OK)
		e = place_number(st, d->place, &d->number, note);
	if (e != ERR_OK)
		return e;
	c->cash_now = c->cash_paid;	/* as it was counted, whatever is rounded today */
	compose(c, doc);
	m.doc_id = doc->id;
	e = refund_move(st, c, &m, &doc->points_after, note);
	if (e == ERR_OK)
		e = refund_write(st, c, doc, d, pay, refund_rows(c, pay), note);
	if (e == ERR_OK && c->customer_id != 0)
		e = store_run(st, "refund.last_day",
		    DB_ARGS(DB_INT("customer", c->customer_id)), NULL, note);
	return e;
}

/* Both names and the reason stay with the document (H5). */
static enum err
trail(struct store *st, const struct refund_case *c, const struct sale_void *v,
    struct err_note *note)
{
	json_t *changes = c->approver_id != 0
	    ? json_pack("{s:[n,s]}", "approver", v->approver) : NULL;
	enum err e = audit_write(st, &(struct audit_entry){ .function = "sale",
	    .action = "void", .entity = "sale", .row_id = c->id, .row_code = c->receipt,
	    .version_after = 1, .reason = v->reason, .request = v->key, .changes = changes },
	    note);

	json_decref(changes);
	return e;
}

enum err
sale_void_apply(struct store *st, struct sale_void *v, struct err_note *note)
{
	struct refund_case c = { 0 };
	struct place place;
	struct sale_doc d = { .kind = "void", .tickets = -1, .reason = v->reason,
	    .place = &place };
	struct sale doc;
	enum err e = refund_may(st, v->approver, &d.approver_id, note);

	if (e == ERR_OK && str_empty(v->reason))
		return err_set(note, ERR_INVALID, "reason", _("Say why."));
	sale_init(&doc);
	if (e == ERR_OK)
		e = refund_case_load(st, v->receipt, &c, note);
	c.approver_id = d.approver_id;
	if (e == ERR_OK)
		e = check(st, &c, note);
	if (e == ERR_OK)
		e = refund_place(st, &c, "", "", &place, note);
	if (e == ERR_OK) {
		d.reverses_id = c.id;
		d.salesperson_id = c.salesperson_id;
		place.till_id = place.store_id == c.store_id ? c.till_id : 0;
		e = refund_session(st, &place, note);
	}
	if (e == ERR_OK)
		e = str_eq(c.kind, "exchange") ? sale_void_exchange(st, &c, &doc, &d, note)
		    : post(st, &c, &doc, &d, note);
	if (e == ERR_OK) {
		receipt_code(place.store, RECEIPT_SERIES, d.number, v->number,
		    sizeof v->number);
		e = trail(st, &c, v, note);
	}
	sale_fini(&doc);
	refund_case_fini(&c);
	return e;
}
