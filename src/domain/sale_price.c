/* Prices of a cart. Order (rule D1): price, the best of promotion, card and level discount,
 * manual discount of the line, discount of the receipt, coupon. */
#include "domain/sale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/approval.h"
#include "domain/earn.h"
#include "domain/product_book.h"
#include "domain/promotion.h"
#include "domain/sale_discount.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

/* Which automatic discounts the member brings, in basis points. */
struct member_off { int64_t level_bp, card_bp; };
/* What the lines of a sale share. */
struct line_case {
	const struct price_at *at;
	const struct member *member;
	struct member_off mo;
	bool stack;
};

static enum err
too_much(struct err_note *note)
{
	return err_set(note, ERR_LIMIT, "lines", _("The amount is beyond what can be kept."));
}

static enum err
find_product(struct store *st, struct sale_line *l, struct err_note *note)
{
	const struct product *p;
	enum err e = product_find(st, l->product, &p, note);

	if (e != ERR_OK)
		return e;
	l->product_id = p->id;
	str_copy(l->code, sizeof l->code, p->code);
	str_copy(l->name, sizeof l->name, p->name);
	str_copy(l->unit, sizeof l->unit, p->unit);
	l->list_price = p->price;
	l->category_id = p->category_id;
	l->no_points = p->no_points;
	l->no_discount = p->no_discount;
	if (!p->is_active)
		return err_set(note, ERR_INVALID, "product",
		    _("%s is not sold any more."), l->name);
	return ERR_OK;
}

/* What the member brings, in basis points. An expired card brings none (rule V5). */
static void
find_member_off(const struct member *m, struct member_off *mo)
{
	mo->level_bp = m->customer_id != 0 ? m->level_discount_bp : 0;
	mo->card_bp = m->card.id != 0 && !m->card.is_expired ? m->card.discount_bp : 0;
}

/* Words for a discount: "level GOLD: 10 %". */
static void
name_off(struct store *st, const struct sale_why *w, char *text, size_t size)
{
	char percent[32] = "";

	if (w->bp >= 0)
		percent_format(store_format(st)->locale, w->bp, percent, sizeof percent);
	if (w->kind == WHY_LEVEL)
		snprintf(text, size, _("level %s: %s %%"), w->code, percent);
	else if (w->kind == WHY_CARD)
		snprintf(text, size, _("card %s: %s %%"), w->code, percent);
	else if (w->bp >= 0)
		snprintf(text, size, _("promotion %s: %s %%"), w->code, percent);
	else
		snprintf(text, size, _("promotion %s"), w->code);
}

static void
add_off(struct store *st, struct sale_line *l, const struct sale_why *w, int64_t *off)
{
	struct sale_why part = *w;
	char text[96];

	/* Several together stop at the line's value (rule D2). */
	if (part.amount > l->gross - *off)
		part.amount = l->gross - *off;
	if (part.amount <= 0)
		return;
	*off += part.amount;
	name_off(st, &part, text, sizeof text);
	sale_add_why(l, &part, text);
}

/* Level, card and promotion: the best single one (the level, then the card on a tie), or
 * all of them when the shop says so; percentages then add up before rounding (rule D1). */
static enum err
automatic_off(struct store *st, const struct line_case *lc, struct sale_line *l, int64_t *off,
    struct err_note *note)
{
	const struct member *m = lc->member;
	struct sale_why level = { .kind = WHY_LEVEL, .bp = lc->mo.level_bp };
	struct sale_why card = { .kind = WHY_CARD, .bp = lc->mo.card_bp }, promo;
	int64_t both;
	enum err e;

	*off = 0;
	if (l->no_discount)
		return ERR_OK;
	e = promotion_best(st, lc->at, l, &promo, note);
	if (e != ERR_OK)
		return e;
	both = level.bp + card.bp < BP ? level.bp + card.bp : BP;
	if (money_mul_div(l->gross, level.bp, BP, &level.amount) != ERR_OK ||
	    money_mul_div(l->gross, card.bp, BP, &card.amount) != ERR_OK ||
	    money_mul_div(l->gross, both, BP, &both) != ERR_OK)
		return too_much(note);
	str_copy(level.code, sizeof level.code, m->level_code);
	str_copy(level.name, sizeof level.name, m->level_name);
	str_copy(card.code, sizeof card.code, m->card.type_code);
	str_copy(card.name, sizeof card.name, m->card.type_name);
	if (lc->stack) {
		card.amount = both - level.amount;
		add_off(st, l, &level, off);
		add_off(st, l, &card, off);
		add_off(st, l, &promo, off);
	} else if (promo.amount > level.amount && promo.amount > card.amount) {
		add_off(st, l, &promo, off);
	} else {
		add_off(st, l, level.bp >= card.bp ? &level : &card, off);
	}
	return ERR_OK;
}

/* A price typed by hand stays as it is (rule D4): no rule, no automatic discount. */
static enum err
unit_price(struct store *st, const struct line_case *lc, struct sale_line *l,
    struct err_note *note)
{
	struct sale_why w = { .kind = WHY_PRICE_HAND, .bp = -1, .amount = l->price };
	char text[96];
	bool hit;
	enum err e;

	if (l->price >= 0) {
		l->unit_price = l->price;
		sale_add_why(l, &w, _("price by hand"));
		return ERR_OK;
	}
	e = price_rule_best(st, lc->at, l, &l->unit_price, &w, &hit, note);
	if (e == ERR_OK && hit) {
		snprintf(text, sizeof text, _("price %s"), w.code);
		sale_add_why(l, &w, text);
	}
	return e;
}

static enum err
check_line(struct store *st, struct sale *s, struct sale_line *l, struct err_note *note)
{
	enum err e;

	if (l->qty_milli <= 0)
		return err_set(note, ERR_INVALID, "qty", _("The quantity must be above 0."));
	if (l->qty_milli > MONEY_MAX)
		return too_much(note);
	e = find_product(st, l, note);
	if (e == ERR_OK)
		e = discount_asked_ok(l->discount, l->discount_bp, note);
	if (e == ERR_OK && l->price >= 0 && !s->is_agreed)
		e = sale_may(st, s, "price", note);
	if (e == ERR_OK && (l->price < -1 || l->price > MONEY_MAX))
		return err_set(note, ERR_INVALID, "price", _("A price is an amount of 0 or more."));
	return e;
}

static enum err
price_line(struct store *st, struct sale *s, const struct line_case *lc, struct sale_line *l,
    int64_t *by_hand, struct err_note *note)
{
	struct sale_why w = { .kind = WHY_LINE_HAND };
	int64_t off = 0;
	enum err e;

	l->why[0] = '\0';
	l->nwhys = 0;
	l->receipt_off = l->coupon_off = *by_hand = 0;
	e = check_line(st, s, l, note);
	if (e == ERR_OK)
		e = unit_price(st, lc, l, note);
	if (e != ERR_OK)
		return e;
	if (money_mul_div(l->unit_price, l->qty_milli, 1000, &l->gross) != ERR_OK)
		return too_much(note);
	if (l->price < 0)
		e = automatic_off(st, lc, l, &off, note);
	if (e != ERR_OK)
		return e;
	if (discount_by_hand(l->gross - off, l->discount, l->discount_bp, by_hand) != ERR_OK)
		return too_much(note);
	if (*by_hand > 0) {
		w.bp = l->discount_bp;
		w.amount = *by_hand;
		sale_add_why(l, &w, _("discount by hand"));
	}
	l->off = off + *by_hand;
	l->net = l->gross - l->off;
	return ERR_OK;
}

enum err
sale_resolve(struct store *st, struct sale *s, bool with_points, struct err_note *note)
{
	struct member *m = &s->member;
	char card[CARD_NUMBER_SIZE], code[32];

	if (m->holder_id != 0)
		return member_refresh(st, m, note);
	if (m->card.number[0] == '\0' && m->code[0] == '\0')
		return ERR_OK;
	/* A held cart taken up again: by what its member is called. */
	str_copy(card, sizeof card, m->card.number);
	str_copy(code, sizeof code, m->code);
	if (!with_points)
		return member_identify(st, card, card[0] != '\0' ? NULL : code, m, note);
	return member_of(st, card, card[0] != '\0' ? NULL : code, m, note);
}

static enum err
add_lines(struct store *st, struct sale *s, const struct price_at *at, struct err_note *note)
{
	struct line_case lc = { .at = at, .member = &s->member,
	    .stack = setting_bool(st, "discount.stack") };
	int64_t *by_hand = xcalloc(s->nlines + 1, sizeof *by_hand);
	enum err e = ERR_OK;

	find_member_off(&s->member, &lc.mo);
	for (size_t i = 0; e == ERR_OK && i < s->nlines; i++)
		e = price_line(st, s, &lc, &s->lines[i], &by_hand[i], note);
	if (e == ERR_OK)
		e = discount_spread(s, note);
	if (e == ERR_OK)
		e = discount_limit(st, s, by_hand, note);
	free(by_hand);
	return e;
}

static enum err
add_up(struct sale *s, struct err_note *note)
{
	s->gross = s->off = s->total = s->points_base = 0;
	for (size_t i = 0; i < s->nlines; i++) {
		const struct sale_line *l = &s->lines[i];

		if (money_add(s->gross, l->gross, &s->gross) != ERR_OK)
			return too_much(note);
		s->off += l->off;
		s->total += l->net;
		if (!l->no_points)
			s->points_base += l->net;
	}
	return ERR_OK;
}

/* An approver is named for the trail also where the limit was kept. */
static enum err
check_approver(struct store *st, struct sale *s, struct err_note *note)
{
	if (s->approver[0] == '\0' || s->approver_id != 0)
		return ERR_OK;
	return approval_user(st, s->approver, NULL, &s->approver_id, note);
}

enum err
sale_price_lines(struct store *st, struct sale *s, struct err_note *note)
{
	struct price_at at;
	enum err e;

	if (s->nlines > SALE_LINES_MAX)
		return err_set(note, ERR_LIMIT, "lines",
		    _("A sale has at most %d lines."), SALE_LINES_MAX);
	s->approver_id = 0;
	str_copy(s->level, sizeof s->level, s->member.level_code);
	e = price_at_find(st, s, &at, note);
	if (e == ERR_OK)
		e = add_lines(st, s, &at, note);
	price_at_fini(&at);
	if (e == ERR_OK)
		e = check_approver(st, s, note);
	if (e == ERR_OK)
		e = add_up(s, note);
	if (e == ERR_OK)
		e = coupon_spread(st, s, note);
	return e == ERR_OK && s->coupon_id != 0 ? add_up(s, note) : e;
}

enum err
sale_earn(struct store *st, struct sale *s, struct err_note *note)
{
	/* Points pay only for what collects points, so the rest of that earns (rule P2). */
	s->earn_base = s->points_base - s->by_points;
	if (s->earn_base < 0)
		s->earn_base = 0;
	return earn_sale(st, s, clock_now_ms(), note);
}

enum err
sale_price(struct store *st, struct sale *s, struct err_note *note)
{
	enum err e = sale_resolve(st, s, true, note);

	if (e == ERR_OK)
		e = sale_price_lines(st, s, note);
	if (e == ERR_OK)
		e = sale_tenders(st, s, false, note);
	return e == ERR_OK ? sale_earn(st, s, note) : e;
}
