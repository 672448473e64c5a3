#include "domain/quote.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/record_store.h"
#include "store/setting.h"

static enum err
has_lines(const struct offer *o, struct err_note *note)
{
	if (o->sale.nlines > 0)
		return ERR_OK;
	return err_set(note, ERR_INVALID, "lines", _("%s has no lines yet."), o->number);
}

static bool
is_expired(const struct offer *o)
{
	return o->until < clock_today();
}

enum err
quote_issue(struct store *st, struct offer *o, char hash[65], struct err_note *note)
{
	enum err e = access_need(st, "quotation", VERB_EDIT, note);

	if (e == ERR_OK)
		e = offer_need_state(o, "draft", note);
	if (e == ERR_OK)
		e = has_lines(o, note);
	if (e == ERR_OK && is_expired(o))
		e = err_set(note, ERR_INVALID, "valid_until",
		    _("It would be past its last day already: change Valid until."));
	if (e == ERR_OK)
		e = offer_keep_lines(st, o, true, note);
	if (e == ERR_OK)
		e = offer_freeze(st, o, hash, note);
	return e == ERR_OK ? offer_set_state(st, o, "issued", NULL, 0, note) : e;
}

enum err
quote_accept(struct store *st, struct offer *o, struct err_note *note)
{
	enum err e = access_need(st, "quotation", VERB_EDIT, note);

	if (e == ERR_OK)
		e = offer_need_state(o, "issued", note);
	if (e == ERR_OK && is_expired(o))
		e = err_set(note, ERR_CONFLICT, "valid_until",
		    _("%s is past its last day: copy it at the prices of today."), o->number);
	return e == ERR_OK ? offer_set_state(st, o, "accepted", NULL, 0, note) : e;
}

enum err
quote_decline(struct store *st, struct offer *o, const char *reason, struct err_note *note)
{
	enum err e = access_need(st, "quotation", VERB_EDIT, note);

	if (e == ERR_OK)
		e = offer_need_state(o, "issued,accepted", note);
	return e == ERR_OK ? offer_set_state(st, o, "declined", reason, 0, note) : e;
}

/* ---- what comes of it ---- */

/* A new document with the head of this one. skip: fields that start anew. */
static enum err
new_head(struct store *st, const struct offer *o, enum offer_kind kind, day_t until,
    struct record **out, struct err_note *note)
{
	static const char *const same[] = { "customer", "subject", "contact", "store", "discount",
		"discount_percent", "terms", "note", NULL };
	const struct entity *from = offer_entity(st, o->kind), *to = offer_entity(st, kind);
	struct record *old = NULL, *r;
	enum err e = record_load(st, from, o->id, &old, note);

	*out = NULL;
	if (e != ERR_OK)
		return e;
	r = record_new(to);
	record_preset(r, store_format(st), clock_today());
	for (size_t i = 0; same[i] != NULL; i++)
		value_copy(record_value(r, same[i]), record_value(old, same[i]));
	if (kind == o->kind)
		value_copy(record_value(r, "template"), record_value(old, "template"));
	if (until != 0)
		record_set_int(r, kind == OFFER_ORDER ? "due_day" : "valid_until", until);
	record_free(old);
	e = record_insert(st, r, note);
	if (e != ERR_OK) {
		record_free(r);
		return e;
	}
	*out = r;
	return ERR_OK;
}

/* The lines as they were offered: prices that were promised count as agreed, whoever makes
 * the order and whatever the price list says now. */
static void
take_lines(const struct offer *from, struct offer *to)
{
	for (size_t i = 0; i < from->sale.nlines; i++) {
		const struct sale_line *l = &from->sale.lines[i];
		struct sale_line *n = sale_add_line(&to->sale, l->product, l->qty_milli);

		n->price = l->price;
		n->discount = l->discount;
		n->discount_bp = l->discount_bp;
	}
}

static enum err
keep_offered(struct store *st, const struct offer *from, struct offer *to, struct err_note *note)
{
	for (size_t i = 0; i < from->sale.nlines; i++)
		to->sale.lines[i] = from->sale.lines[i];
	to->sale.gross = from->sale.gross;
	to->sale.off = from->sale.off;
	to->sale.total = from->sale.total;
	return offer_keep_agreed(st, to, note);
}

static enum err
make_order(struct store *st, struct offer *o, day_t due, bool reprice, struct offer *order,
    struct err_note *note)
{
	struct record *r = NULL;
	enum err e = new_head(st, o, OFFER_ORDER, due, &r, note);

	if (e != ERR_OK)
		return e;
	e = store_run(st, "offer.order_from", DB_ARGS(DB_INT("id", r->id),
	    DB_INT("quotation", o->id)), NULL, note);
	if (e == ERR_OK)
		e = offer_load(st, OFFER_ORDER, record_text(r, "number"), order, note);
	record_free(r);
	if (e != ERR_OK)
		return e;
	take_lines(o, order);
	return reprice ? offer_keep_lines(st, order, true, note) : keep_offered(st, o, order, note);
}

enum err
quote_order(struct store *st, struct offer *o, day_t due, bool reprice, char number[32],
    struct err_note *note)
{
	struct offer order = { 0 };
	bool late;
	enum err e = access_need(st, "quotation", VERB_EDIT, note);

	if (e == ERR_OK && str_eq(o->state, "ordered"))
		return err_set(note, ERR_CONFLICT, "state", _("%s is an order already."), o->number);
	if (e == ERR_OK)
		e = offer_need_state(o, "issued,accepted", note);
	late = is_expired(o) && str_eq(o->state, "issued");
	if (e == ERR_OK && late && !reprice)
		e = err_set(note, ERR_CONFLICT, "reprice",
		    _("%s is past its last day: order it at the prices of today?"), o->number);
	if (e != ERR_OK)
		return e;
	e = make_order(st, o, due, late, &order, note);
	if (e == ERR_OK)
		e = offer_set_state(st, o, "ordered", NULL, order.id, note);
	if (e == ERR_OK)
		str_copy(number, 32, order.number);
	offer_fini(&order);
	return e;
}

enum err
quote_copy(struct store *st, struct offer *o, char number[32], struct err_note *note)
{
	struct offer copy = { 0 };
	struct record *r = NULL;
	enum err e = access_need(st, "quotation", VERB_ADD, note);

	if (e == ERR_OK)
		e = new_head(st, o, OFFER_QUOTATION, 0, &r, note);
	if (e != ERR_OK)
		return e;
	e = store_run(st, "offer.quotation_copy_of", DB_ARGS(DB_INT("id", r->id),
	    DB_INT("quotation", o->id)), NULL, note);
	if (e == ERR_OK)
		e = offer_load(st, OFFER_QUOTATION, record_text(r, "number"), &copy, note);
	if (e == ERR_OK) {
		take_lines(o, &copy);
		e = offer_keep_lines(st, &copy, true, note);
	}
	if (e == ERR_OK)
		str_copy(number, 32, copy.number);
	offer_fini(&copy);
	record_free(r);
	return e;
}
