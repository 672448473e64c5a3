/* Every figure of a receipt with what gave it (rule P9). */
#include "domain/sale.h"

#include <stdio.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/op_arg.h"
#include "domain/sale_parts.h"
#include "store/setting.h"

/* What gave price and discounts, in the order in which they came (rule D1). */
static json_t *
explain_whys(const struct sale_line *l)
{
	json_t *list = json_array();

	for (size_t i = 0; i < l->nwhys; i++) {
		const struct sale_why *w = &l->whys[i];
		json_t *o = json_pack("{s:s,s:s,s:I}", "kind", sale_why_code(w->kind),
		    "what", sale_why_name(w->kind), "amount", (json_int_t)w->amount);

		if (w->code[0] != '\0')
			json_object_set_new(o, "rule", json_string(w->code));
		if (w->name[0] != '\0')
			json_object_set_new(o, "name", json_string(w->name));
		if (w->bp >= 0)
			json_object_set_new(o, "percent", json_hundredths(w->bp));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
explain_tender(const struct sale_tender *t)
{
	json_t *o = json_pack("{s:s,s:I}", "method", t->method, "amount", (json_int_t)t->amount);

	if (t->points != 0)
		json_object_set_new(o, "points", json_integer(t->points));
	if (t->card[0] != '\0')
		json_object_set_new(o, "card", json_string(t->card));
	if (t->principal != 0 || t->bonus != 0) {
		json_object_set_new(o, "principal", json_integer(t->principal));
		json_object_set_new(o, "bonus", json_integer(t->bonus));
	}
	return o;
}

static void
put_text(json_t *o, const char *name, const char *s)
{
	json_object_set_new(o, name, s[0] != '\0' ? json_string(s) : json_null());
}

static json_t *
explain_line(const struct sale_line *l, size_t n)
{
	json_t *o = json_pack("{s:I,s:s,s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:b}",
	    "line", (json_int_t)(n + 1), "product", l->code, "name", l->name,
	    "list_price", (json_int_t)l->list_price, "price", (json_int_t)l->unit_price,
	    "gross", (json_int_t)l->gross, "discount", (json_int_t)l->off,
	    "receipt_discount", (json_int_t)l->receipt_off, "net", (json_int_t)l->net,
	    "no_points", (int)l->no_points);

	json_object_set_new(o, "qty", qty_to_json(l->qty_milli));
	json_object_set_new(o, "coupon_discount", json_integer(l->coupon_off));
	json_object_set_new(o, "rules", explain_whys(l));
	json_object_set_new(o, "why", l->why[0] != '\0' ? json_string(l->why) : json_null());
	return o;
}

static json_t *
explain_member(const struct sale *s)
{
	const struct member *m = &s->member;
	json_t *o;

	if (m->holder_id == 0)
		return json_null();
	o = json_object();
	if (m->code[0] != '\0')
		json_object_set_new(o, "customer", json_string(m->code));
	if (m->name[0] != '\0')
		json_object_set_new(o, "name", json_string(m->name));
	if (m->card.number[0] != '\0')
		json_object_set_new(o, "card", json_string(m->card.number));
	return o;
}

static json_t *
explain_rounding(struct store *st, const struct sale *s)
{
	return json_pack("{s:I,s:I,s:s}", "amount", (json_int_t)s->rounding,
	    "unit", (json_int_t)setting_int(st, "cash.rounding"), "rule",
	    s->rounding != 0 ? _("cash part, half up") : _("nothing to round"));
}

enum err
sale_explain(struct store *st, const char *receipt, json_t **out, struct err_note *note)
{
	json_t *o, *lines, *tenders;
	struct sale_head head;
	struct sale s;
	char at[40];
	enum err e;

	*out = NULL;
	sale_init(&s);
	e = sale_load(st, receipt, &s, &head, note);
	if (e != ERR_OK) {
		sale_fini(&s);
		return e;
	}
	lines = json_array();
	for (size_t i = 0; i < s.nlines; i++)
		json_array_append_new(lines, explain_line(&s.lines[i], i));
	tenders = json_array();
	for (size_t i = 0; i < s.ntenders; i++)
		json_array_append_new(tenders, explain_tender(&s.tenders[i]));
	o = json_pack("{s:s,s:s,s:s,s:s}", "receipt", s.receipt, "kind", head.kind,
	    "at", instant_iso(s.at, at, sizeof at), "store", s.store);
	json_object_set_new(o, "member", explain_member(&s));
	json_object_set_new(o, "level", s.level[0] != '\0' ? json_string(s.level) : json_null());
	json_object_set_new(o, "lines", lines);
	json_object_set_new(o, "gross", json_integer(s.gross));
	json_object_set_new(o, "discount", json_integer(s.off));
	json_object_set_new(o, "receipt_discount", json_integer(s.discount));
	put_text(o, "coupon", s.coupon);
	json_object_set_new(o, "coupon_discount", json_integer(s.coupon_off));
	put_text(o, "approver", s.approver);
	put_text(o, "reason", s.reason);
	put_text(o, "salesperson", s.salesperson);
	json_object_set_new(o, "total", json_integer(s.total));
	json_object_set_new(o, "rounding", explain_rounding(st, &s));
	json_object_set_new(o, "due", json_integer(s.due));
	json_object_set_new(o, "tenders", tenders);
	json_object_set_new(o, "change", json_integer(s.change));
	json_object_set_new(o, "points", json_pack("{s:I,s:I,s:I,s:O}", "base",
	    (json_int_t)s.earn_base, "paid_by_points", (json_int_t)s.by_points, "earned", (json_int_t)s.earned, "why", s.earn_why));
	sale_fini(&s);
	*out = o;
	return ERR_OK;
}
