/* sale, explain. */
#include "domain/op_parts.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/op_arg.h"
#include "domain/sale_parts.h"
#include "store/idem.h"

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

/* What other versions of the contract take and this one does not is refused in
 * words, never ignored: money must not vanish. */
static enum err
read_tender(struct sale *s, const json_t *o, struct err_note *note)
{
	static const char *const members[] = { "method", "amount", NULL };
	struct sale_tender *t = &s->tenders[s->ntenders];
	const char *method;
	enum err e = arg_need(o, "method", &method, note);

	if (e != ERR_OK)
		return e;
	if (!str_eq(method, "cash") && !str_eq(method, "bank"))
		return err_set(note, ERR_INVALID, "method",
		    _("\"%s\" is not accepted here: pay by cash or bank."), method);
	e = json_only(o, members, note);
	*t = (struct sale_tender){ .amount = -1 };
	str_copy(t->method, sizeof t->method, method);
	if (e == ERR_OK)
		e = arg_int(o, "amount", 0, -1, &t->amount, note);
	s->ntenders++;
	return e;
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

static enum err
read_sale(struct store *st, const json_t *rq, struct sale *s, struct err_note *note)
{
	const char *card, *customer;
	enum err e = op_copy_text(rq, "key", s->key, sizeof s->key, note);

	if (e == ERR_OK)
		e = op_copy_text(rq, "store", s->store, sizeof s->store, note);
	if (e == ERR_OK)
		e = op_copy_text(rq, "till", s->till, sizeof s->till, note);
	if (e == ERR_OK)
		e = read_discount(rq, &s->discount, &s->discount_bp, note);
	if (e == ERR_OK)
		e = op_read_lines(s, rq, "lines", note);
	if (e == ERR_OK)
		e = op_read_tenders(s, rq, note);
	if (e == ERR_OK)
		e = arg_text(rq, "card", &card, note);
	if (e == ERR_OK)
		e = arg_text(rq, "customer", &customer, note);
	if (e != ERR_OK || (str_empty(card) && str_empty(customer)))
		return e;
	return member_identify(st, card, customer, &s->member, note);
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
