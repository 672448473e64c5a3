/* Posting: everything of a sale in one transaction. */
#include "domain/sale.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/coupon.h"
#include "domain/level_move.h"
#include "domain/earn.h"
#include "domain/place.h"
#include "domain/points.h"
#include "domain/sale_parts.h"
#include "domain/sale_write.h"
#include "domain/value.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/idem.h"
#include "store/query.h"

/* Payments as they go into the books. */
static enum err
write_payments(struct store *st, const struct sale *s, const struct place *p,
    struct err_note *note)
{
	struct sale_payment pay[SALE_TENDERS_MAX] = { 0 };

	for (size_t i = 0; i < s->ntenders; i++) {
		str_copy(pay[i].method, sizeof pay[i].method, s->tenders[i].method);
		pay[i].amount = s->tenders[i].amount;
		pay[i].points = s->tenders[i].points;
		pay[i].card_id = s->tenders[i].card_id;
		pay[i].principal = s->tenders[i].principal;
		pay[i].bonus = s->tenders[i].bonus;
	}
	return sale_write_payments(st, s, p, pay, s->ntenders, note);
}

/* Stored value and points leave before what this sale earns arrives: nobody pays with
 * points of the same receipt. Guarded where they are kept: of two tills one wins (P6). */
enum err
sale_take_payments(struct store *st, struct sale *s, int64_t store_id, struct err_note *note)
{
	struct points_source by_points = { .op = "pay", .doc_id = s->id,
	    .day = s->day, .store_id = store_id };
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < s->ntenders; i++) {
		struct sale_tender *t = &s->tenders[i];
		struct value_state taken, after;
		struct card c;

		if (t->card_id != 0) {
			e = card_find(st, t->card, &c, note);
			if (e == ERR_OK)
				e = value_debit(st, &c, t->amount, &(struct value_source){
				    .op = "pay", .doc_id = s->id }, &taken, &after, note);
			if (e == ERR_OK) {
				t->principal = taken.principal;
				t->bonus = taken.bonus;
			}
		} else if (str_eq(t->method, "points") && t->points > 0) {
			e = points_debit(st, s->member.holder_id, t->points, false, &by_points,
			    &s->points_after, note);
		}
	}
	return e;
}

static enum err
give_points(struct store *st, struct sale *s, const struct place *p, struct err_note *note)
{
	struct points_source src = { .op = "sale", .doc_id = s->id,
	    .day = s->day, .store_id = p->store_id, .is_pending = true };
	struct points_state ps;
	enum err e;

	if (s->member.holder_id == 0)
		return ERR_OK;
	if (s->earned > 0)
		return points_credit(st, s->member.holder_id, s->earned, &src,
		    &s->points_after, note);
	if (s->by_points > 0)
		return ERR_OK;
	e = points_state(st, s->member.holder_id, src.day, &ps, note);
	if (e == ERR_OK)
		s->points_after = ps.balance;
	return e;
}

/* The card still does (rule V3: from the very next use on a lost one is refused).
 * An expired card collects, but brings no discount and pays nothing (rule V5). */
static enum err
check_card(const struct member *m, struct err_note *note)
{
	if (m->card.id == 0)
		return ERR_OK;
	return card_usable(&m->card, m->card.status == CARD_ACTIVE, note);
}

static enum err
find_salesperson(struct store *st, struct sale *s, struct err_note *note)
{
	struct code_case cc;
	enum err e;

	s->salesperson_id = 0;
	if (s->salesperson[0] == '\0')
		return ERR_OK;
	code_case(&cc, s->salesperson);
	e = store_get_int(st, "price.user", DB_ARGS(CODE_ARGS(&cc)), &s->salesperson_id, note);
	if (e == ERR_NOTFOUND)
		return err_set(note, e, "salesperson",
		    _("There is no active user \"%s\"."), s->salesperson);
	return e;
}

/* Falls that are due come before the price (rule L3): this sale is priced at the level that
 * holds today. */
static enum err
settle_level(struct store *st, struct sale *s, struct err_note *note)
{
	bool changed = false;
	enum err e;

	if (s->member.level_until == 0 || s->member.level_until >= clock_today())
		return ERR_OK;
	e = level_settle(st, s->member.customer_id, clock_today(), &changed, note);
	return e == ERR_OK && changed ? sale_resolve(st, s, false, note) : e;
}

/* Both names and the reason stay with the sale (rule D3). */
static enum err
audit_sale(struct store *st, const struct sale *s, struct err_note *note)
{
	json_t *changes = s->approver_id != 0
	    ? json_pack("{s:[n,s]}", "approver", s->approver) : NULL;
	enum err e = audit_write(st, &(struct audit_entry){
	    .function = "sale", .action = "sale", .entity = "sale", .row_id = s->id,
	    .row_code = s->receipt, .version_after = 1, .reason = s->reason,
	    .request = s->key, .changes = changes }, note);

	json_decref(changes);
	return e;
}

enum err
sale_apply(struct store *st, struct sale *s, struct err_note *note)
{
	struct place place;
	struct sale_doc doc = { .kind = "sale", .tickets = 1, .place = &place };
	enum err e = access_need(st, "sale", VERB_ADD, note);

	if (e == ERR_OK && s->nlines == 0)
		return err_set(note, ERR_INVALID, "lines",
		    _("A sale needs at least one line."));
	if (e == ERR_OK)
		e = sale_resolve(st, s, false, note);
	if (e == ERR_OK)
		e = settle_level(st, s, note);
	if (e == ERR_OK)
		e = sale_price_lines(st, s, note);
	if (e == ERR_OK)
		e = check_card(&s->member, note);
	if (e == ERR_OK)
		e = sale_tenders(st, s, true, note);
	if (e == ERR_OK)
		e = sale_earn(st, s, note);
	if (e == ERR_OK)
		e = find_salesperson(st, s, note);
	if (e == ERR_OK)
		e = place_find(st, s->store, s->till, &place, note);
	if (e == ERR_OK)
		e = store_new_id(st, &s->id, note);
	if (e != ERR_OK)
		return e;
	sale_set_time(s, clock_now_ms());
	str_copy(s->store, sizeof s->store, place.store);
	s->points_after = 0;
	doc.salesperson_id = s->salesperson_id;
	doc.coupon_id = s->coupon_id;
	doc.approver_id = s->approver_id;
	doc.reason = s->reason;
	e = place_number(st, &place, &doc.number, note);
	if (e == ERR_OK && s->coupon_id != 0)
		e = coupon_claim(st, s->coupon_id, note);
	if (e == ERR_OK)
		e = sale_take_payments(st, s, place.store_id, note);
	if (e == ERR_OK)
		e = give_points(st, s, &place, note);
	if (e == ERR_OK)
		e = sale_write_head(st, s, &doc, note);
	if (e == ERR_OK)
		e = earn_posted(st, s->member.customer_id, s->at, s->id, s->earn_why, note);
	for (size_t i = 0; e == ERR_OK && i < s->nlines; i++)
		e = sale_write_line(st, s, i, 0, note);
	if (e == ERR_OK)
		e = write_payments(st, s, &place, note);
	if (e == ERR_OK)
		e = sale_write_sums(st, s, &doc, note);
	receipt_code(place.store, RECEIPT_SERIES, doc.number, s->receipt, sizeof s->receipt);
	s->again = false;
	return e == ERR_OK ? audit_sale(st, s, note) : e;
}

static void
set_text(json_t *o, const char *name, const char *s)
{
	json_object_set_new(o, name, s[0] != '\0' ? json_string(s) : json_null());
}

json_t *
sale_reply(const struct sale *s)
{
	json_t *o = json_object(), *lines = json_array();

	json_object_set_new(o, "ok", json_true());
	json_object_set_new(o, "receipt", json_string(s->receipt));
	for (size_t i = 0; i < s->nlines; i++) {
		json_t *l = json_pack("{s:I,s:I,s:I}", "net", (json_int_t)s->lines[i].net,
		    "price", (json_int_t)s->lines[i].unit_price,
		    "discount", (json_int_t)s->lines[i].off);

		set_text(l, "why", s->lines[i].why);
		json_array_append_new(lines, l);
	}
	json_object_set_new(o, "lines", lines);
	json_object_set_new(o, "total", json_integer(s->total));
	json_object_set_new(o, "rounding", json_integer(s->rounding));
	json_object_set_new(o, "due", json_integer(s->due));
	json_object_set_new(o, "change", json_integer(s->change));
	json_object_set_new(o, "earned", json_integer(s->earned));
	set_text(o, "level", s->level);
	json_object_set_new(o, "points", s->member.holder_id != 0
	    ? json_integer(s->points_after) : json_null());
	return o;
}

/* The receipt of the first time, whole. */
static enum err
load_first(struct store *st, struct sale *s, const char *result, struct err_note *note)
{
	json_t *v = json_loads(result, 0, NULL);
	const char *receipt = json_string_value(json_object_get(v, "receipt"));
	struct sale_head head;
	struct sale first;
	enum err e = ERR_CONFLICT;

	if (receipt != NULL) {
		sale_init(&first);
		e = sale_load(st, receipt, &first, &head, note);
		if (e == ERR_OK) {
			str_copy(first.key, sizeof first.key, s->key);
			first.again = true;
			sale_fini(s);
			*s = first;
		} else {
			sale_fini(&first);
		}
	} else {
		e = err_set(note, e, "key", _("The kept answer does not read."));
	}
	json_decref(v);
	return e;
}

enum err
sale_post(struct store *st, struct sale *s, struct err_note *note)
{
	char *first = NULL, *text;
	json_t *reply;
	enum err e;

	if (str_empty(s->key))
		return err_set(note, ERR_INVALID, "key", _("A sale needs a key."));
	e = idem_find(st, s->key, "sale", &first, note);
	if (e != ERR_OK)
		return e;
	if (first != NULL) {
		e = access_need(st, "sale", VERB_ADD, note);
		if (e == ERR_OK)
			e = load_first(st, s, first, note);
		free(first);
		return e;
	}
	e = sale_apply(st, s, note);
	if (e != ERR_OK)
		return e;
	/* The receipt says all the rest (load_first): a short row keeps the page full of keys. */
	reply = json_pack("{s:b,s:s}", "ok", 1, "receipt", s->receipt);
	text = json_text(reply);
	e = idem_keep(st, s->key, "sale", text, note);
	free(text);
	json_decref(reply);
	return e;
}
