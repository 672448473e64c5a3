#include "domain/coupon.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/luhn.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/card.h"
#include "domain/code_case.h"
#include "domain/price_rule_parts.h"
#include "domain/sale_discount.h"
#include "domain/sale_parts.h"
#include "store/query.h"

static int64_t
or_none(const struct db_stmt *q, int col)
{
	return db_is_null(q, col) ? -1 : db_int(q, col);
}

enum err
coupon_find(struct store *st, const char *code, struct coupon *c, struct err_note *note)
{
	struct code_case cc;
	struct db_stmt *q;
	enum db_step step;

	code_case(&cc, code);
	q = store_query(st, "coupon.by_code", DB_ARGS(CODE_ARGS(&cc)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*c = (struct coupon){ .id = db_int(q, 0), .uses = db_int(q, 3),
		    .used = db_int(q, 4), .discount = or_none(q, 5),
		    .discount_bp = or_none(q, 6), .cap = db_int(q, 7),
		    .minimum = db_int(q, 8), .from_day = (day_t)db_int(q, 9),
		    .to_day = (day_t)db_int(q, 10), .customer_id = db_int(q, 11),
		    .is_active = db_int(q, 12) != 0 };
		str_copy(c->code, sizeof c->code, db_text(q, 1));
		str_copy(c->name, sizeof c->name, db_text(q, 2));
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : err_set(note, ERR_NOTFOUND, "coupon",
	    _("There is no coupon \"%s\"."), cc.code);
}

static enum err
used_up(struct err_note *note)
{
	return err_set(note, ERR_LIMIT, "coupon",
	    _("This coupon is used up: 0 uses are left."));
}

enum err
coupon_claim(struct store *st, int64_t coupon_id, struct err_note *note)
{
	int64_t changed = 0;
	enum err e = store_run(st, "coupon.claim", DB_ARGS(DB_INT("id", coupon_id)),
	    &changed, note);

	return e == ERR_OK && changed == 0 ? used_up(note) : e;
}

static enum err
usable(struct store *st, const struct coupon *c, const struct sale *s, struct err_note *note)
{
	day_t today = clock_today();
	char text[48];

	if (!c->is_active)
		return err_set(note, ERR_INVALID, "coupon", _("Coupon %s is not valid."), c->code);
	if (c->from_day != 0 && today < c->from_day)
		return err_set(note, ERR_INVALID, "coupon", _("Coupon %s is valid from %s on."),
		    c->code, day_iso(c->from_day, text, sizeof text));
	if (c->to_day != 0 && today > c->to_day)
		return err_set(note, ERR_INVALID, "coupon", _("Coupon %s expired on %s."),
		    c->code, day_iso(c->to_day, text, sizeof text));
	if (c->customer_id != 0 && c->customer_id != s->member.customer_id)
		return err_set(note, ERR_INVALID, "coupon",
		    _("Coupon %s belongs to another customer."), c->code);
	if (c->used >= c->uses)
		return used_up(note);
	if (s->total < c->minimum)
		return err_set(note, ERR_LIMIT, "coupon", _("Coupon %s needs a purchase of %s."),
		    c->code, money_format(store_format(st)->locale, store_format(st)->currency,
		    c->minimum, text, sizeof text));
	return ERR_OK;
}

static int64_t
coupon_off(const struct coupon *c, int64_t sum)
{
	int64_t off = 0;

	if (c->discount >= 0)
		off = c->discount;
	else if (money_mul_div(sum, c->discount_bp, BP, &off) != ERR_OK)
		off = 0;
	if (c->cap > 0 && off > c->cap)
		off = c->cap;
	return off < sum ? off : sum;
}

static void
take_off(struct sale_line *l, const struct coupon *c, int64_t part)
{
	struct sale_why w = { .kind = WHY_COUPON, .amount = part,
	    .bp = c->discount >= 0 ? -1 : c->discount_bp };
	char text[80];

	l->coupon_off = part;
	l->off += part;
	l->net -= part;
	if (part == 0)
		return;
	str_copy(w.code, sizeof w.code, c->code);
	str_copy(w.name, sizeof w.name, c->name);
	snprintf(text, sizeof text, _("coupon %s"), c->code);
	sale_add_why(l, &w, text);
}

/* What is excluded from discounts stays out (rule D5): gift cards above all. */
enum err
coupon_spread(struct store *st, struct sale *s, struct err_note *note)
{
	int64_t *weight, *part, sum = 0;
	struct coupon c;
	enum err e;

	s->coupon_id = s->coupon_off = 0;
	for (size_t i = 0; i < s->nlines; i++)
		s->lines[i].coupon_off = 0;
	if (s->coupon[0] == '\0')
		return ERR_OK;
	e = coupon_find(st, s->coupon, &c, note);
	if (e == ERR_OK)
		e = usable(st, &c, s, note);
	if (e != ERR_OK)
		return e;
	str_copy(s->coupon, sizeof s->coupon, c.code);
	s->coupon_id = c.id;
	weight = xcalloc(2 * s->nlines + 1, sizeof *weight);
	part = weight + s->nlines;
	for (size_t i = 0; i < s->nlines; i++) {
		weight[i] = s->lines[i].no_discount ? 0 : s->lines[i].net;
		sum += weight[i];
	}
	s->coupon_off = coupon_off(&c, sum);
	if (s->coupon_off > 0)
		e = sale_spread(s, s->coupon_off, weight, part, note);
	for (size_t i = 0; e == ERR_OK && s->coupon_off > 0 && i < s->nlines; i++)
		take_off(&s->lines[i], &c, part[i]);
	s->total -= s->coupon_off;
	free(weight);
	return e;
}

/* Rule V7: a scan must tell which it is. */
static enum err
not_a_card(struct store *st, const char *code, struct err_note *note)
{
	char number[CARD_NUMBER_SIZE];
	int64_t id;
	enum err e;

	if (!card_number_clean(code, number, sizeof number))
		return ERR_OK;
	e = store_get_int(st, "coupon.card", DB_ARGS(DB_TEXT("number", number)), &id, note);
	if (e == ERR_OK)
		return err_set(note, ERR_CONFLICT, "code",
		    _("There is a card with this number."));
	return e == ERR_NOTFOUND ? ERR_OK : e;
}

enum err
coupon_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	enum err e;

	if (r == NULL)
		return ERR_OK;
	/* Uses are counted by sales alone. */
	record_set_int(r, "used", old != NULL ? record_int(old, "used") : 0);
	if (record_value(r, "uses")->kind == VALUE_NULL)
		record_set_int(r, "uses", 1);
	if (record_int(r, "uses") < 1 || record_int(r, "uses") > 1000000000)
		return err_set(note, ERR_INVALID, "uses",
		    _("A coupon has 1 use or more."));
	if (record_int(r, "cap") < 0 || record_int(r, "minimum") < 0)
		return err_set(note, ERR_INVALID, record_int(r, "cap") < 0 ? "cap" : "minimum",
		    _("An amount of 0 or more is needed."));
	e = rule_effect_ok(r, "discount", note);
	if (e == ERR_OK)
		e = rule_days_ok(r, "from_day", "to_day", note);
	if (e == ERR_OK && (old == NULL || !str_eq(record_text(old, "code"), record_text(r, "code"))))
		e = not_a_card(st, record_text(r, "code"), note);
	return e;
}
