/* sale, explain. */
#include "domain/op_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/approval.h"
#include "domain/card_life.h"
#include "domain/op_arg.h"
#include "domain/sale_parts.h"

enum err
op_copy_text(const json_t *o, const char *name, char *buf, size_t size, struct err_note *note)
{
	const char *s;
	enum err e = arg_text(o, name, &s, note);

	if (e != ERR_OK || s == NULL)
		return e;
	if (strlen(s) >= size)
		return err_set(note, ERR_LIMIT, name, _("\"%s\" is too long."), name);
	str_copy(buf, size, s);
	return ERR_OK;
}

enum err
op_copy_texts(const json_t *o, const struct op_text *t, struct err_note *note)
{
	enum err e = ERR_OK;

	for (; e == ERR_OK && t->name != NULL; t++)
		e = op_copy_text(o, t->name, t->buf, t->size, note);
	return e;
}

static enum err
read_discount(const json_t *o, int64_t *amount, int64_t *bp, struct err_note *note)
{
	enum err e = arg_int(o, "discount", 0, -1, amount, note);

	if (e == ERR_OK)
		e = arg_decimal(o, "discount_percent", 2, -1, bp, note);
	return e;
}

static enum err
read_line(struct sale *s, const json_t *o, struct err_note *note)
{
	static const char *const members[] = { "product", "qty", "price", "discount",
	    "discount_percent", NULL };
	struct sale_line *l;
	const char *product;
	int64_t qty;
	enum err e = json_only(o, members, note);

	if (e == ERR_OK)
		e = arg_need(o, "product", &product, note);
	if (e == ERR_OK)
		e = arg_decimal(o, "qty", 3, 0, &qty, note);
	if (e != ERR_OK)
		return e;
	if (qty == 0)
		return err_set(note, ERR_INVALID, "qty", _("The quantity must be above 0."));
	if (strlen(product) >= sizeof l->product)
		return err_set(note, ERR_NOTFOUND, "product",
		    _("There is no product \"%s\"."), product);
	l = sale_add_line(s, product, qty);
	e = arg_int(o, "price", 0, -1, &l->price, note);
	if (e == ERR_OK)
		e = read_discount(o, &l->discount, &l->discount_bp, note);
	return e;
}

enum err
op_read_lines(struct sale *s, const json_t *rq, const char *name, struct err_note *note)
{
	const json_t *list, *v;
	size_t i;
	enum err e = arg_list(rq, name, SALE_LINES_MAX, &list, note);

	json_array_foreach((json_t *)list, i, v) {
		if (e == ERR_OK)
			e = read_line(s, v, note);
	}
	return e;
}

/* Which methods there are, sale_tenders() knows. */
static enum err
read_tender(struct sale *s, const json_t *o, struct err_note *note)
{
	static const char *const members[] = { "method", "amount", "points", "card", "pin", NULL };
	struct sale_tender *t = &s->tenders[s->ntenders];
	const char *method, *pin;
	enum err e = arg_need(o, "method", &method, note);

	*t = (struct sale_tender){ .amount = -1 };
	if (e == ERR_OK)
		e = json_only(o, members, note);
	if (e == ERR_OK)
		e = op_copy_text(o, "method", t->method, sizeof t->method, note);
	if (e == ERR_OK)
		e = arg_int(o, "amount", 0, -1, &t->amount, note);
	if (e == ERR_OK)
		e = arg_int(o, "points", 1, 0, &t->points, note);
	if (e == ERR_OK)
		e = op_copy_text(o, "card", t->card, sizeof t->card, note);
	if (e == ERR_OK)
		e = arg_text(o, "pin", &pin, note);
	if (e != ERR_OK)
		return e;
	if (t->points > 0 && !str_eq(t->method, "points"))
		return err_set(note, ERR_INVALID, "points",
		    _("Points are given for the method \"points\" only."));
	/* op_sale_before() refused the request when one was wrong. */
	t->pin_ok = !str_empty(pin);
	s->ntenders++;
	return ERR_OK;
}

enum err
op_read_tenders(struct sale *s, const json_t *rq, struct err_note *note)
{
	const json_t *list, *v;
	size_t i;
	enum err e = arg_list(rq, "tenders", SALE_TENDERS_MAX, &list, note);

	json_array_foreach((json_t *)list, i, v) {
		if (e == ERR_OK)
			e = read_tender(s, v, note);
	}
	return e;
}

/* The card of a tender, else that of the sale. */
static const char *
tender_card(const json_t *rq, const json_t *tender)
{
	const char *card = json_string_value(json_object_get(tender, "card"));

	return !str_empty(card) ? card : json_string_value(json_object_get(rq, "card"));
}

/* PINs and approvals: what is wrong must count although the sale is refused (rules V4, D3). */
enum err
op_sale_before(struct store *st, struct actor *a, const json_t *rq, struct err_note *note)
{
	const json_t *list, *v;
	const char *pin, *user, *password;
	size_t i;
	enum err e = arg_list(rq, "tenders", SALE_TENDERS_MAX, &list, note);

	json_array_foreach((json_t *)list, i, v) {
		if (e == ERR_OK)
			e = arg_text(v, "pin", &pin, note);
		if (e != ERR_OK || str_empty(pin))
			continue;
		if (!str_eq(json_string_value(json_object_get(v, "method")), "value"))
			return err_set(note, ERR_INVALID, "pin",
			    _("A PIN is given for the method \"value\" only."));
		if (str_empty(tender_card(rq, v)))
			return err_set(note, ERR_INVALID, "card", _("Say which card pays."));
		e = card_check_pin(st, a, tender_card(rq, v), pin, note);
	}
	if (e == ERR_OK)
		e = arg_text(rq, "approver", &user, note);
	if (e == ERR_OK)
		e = arg_text(rq, "approver_password", &password, note);
	if (e != ERR_OK || str_empty(user))
		return e;
	return approval_check(st, a, user, password, NULL, note);
}

/* Who pays by points is the member, also when only the tender names the card. */
static const char *
points_card(const struct sale *s)
{
	for (size_t i = 0; i < s->ntenders; i++) {
		if (str_eq(s->tenders[i].method, "points") && s->tenders[i].card[0] != '\0')
			return s->tenders[i].card;
	}
	return NULL;
}

static enum err
read_member(struct store *st, const json_t *rq, struct sale *s, struct err_note *note)
{
	const char *card, *customer, *points = points_card(s);
	struct card c;
	enum err e = arg_text(rq, "card", &card, note);

	if (e == ERR_OK)
		e = arg_text(rq, "customer", &customer, note);
	if (e == ERR_OK && str_empty(card) && str_empty(customer))
		card = points;
	if (e != ERR_OK || (str_empty(card) && str_empty(customer)))
		return e;
	e = member_identify(st, card, customer, &s->member, note);
	if (e != ERR_OK || points == NULL)
		return e;
	e = card_find(st, points, &c, note);
	if (e == ERR_OK && c.holder_id != s->member.holder_id)
		return err_set(note, ERR_INVALID, "card",
		    _("The points are those of the sale's member."));
	return e;
}

static enum err
read_sale(struct store *st, const json_t *rq, struct sale *s, struct err_note *note)
{
	const struct op_text texts[] = {
		{ "key", s->key, sizeof s->key }, { "store", s->store, sizeof s->store },
		{ "till", s->till, sizeof s->till }, { "coupon", s->coupon, sizeof s->coupon },
		{ "approver", s->approver, sizeof s->approver },
		{ "reason", s->reason, sizeof s->reason },
		{ "salesperson", s->salesperson, sizeof s->salesperson }, { NULL, NULL, 0 },
	};
	enum err e = op_copy_texts(rq, texts, note);

	if (e == ERR_OK)
		e = read_discount(rq, &s->discount, &s->discount_bp, note);
	if (e == ERR_OK)
		e = op_read_lines(s, rq, "lines", note);
	if (e == ERR_OK)
		e = op_read_tenders(s, rq, note);
	return e == ERR_OK ? read_member(st, rq, s, note) : e;
}

enum err
op_sale(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *key;
	struct sale s;
	enum err e;

	sale_init(&s);
	e = arg_need(rq, "key", &key, note);
	if (e == ERR_OK)
		e = read_sale(st, rq, &s, note);
	if (e == ERR_OK)
		e = sale_apply(st, &s, note);
	if (e == ERR_OK)
		reply_take(reply, sale_reply(&s));
	sale_fini(&s);
	return e;
}

enum err
op_explain(struct store *st, const json_t *rq, json_t *reply, struct err_note *note)
{
	const char *receipt;
	json_t *out = NULL;
	enum err e = arg_need(rq, "receipt", &receipt, note);

	if (e == ERR_OK)
		e = sale_explain(st, receipt, &out, note);
	if (e == ERR_OK)
		reply_take(reply, out);
	return e;
}
