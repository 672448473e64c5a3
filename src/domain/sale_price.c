/* Prices of a cart. Order (rule D1): price, the best of card and level discount,
 * manual discount of the line, discount of the receipt. */
#include "domain/sale.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "domain/code_case.h"
#include "domain/earn.h"
#include "domain/sale_parts.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

#define BP 10000			/* basis points of the whole */

/* Which automatic discount the member brings: basis points and its name. */
struct member_off { int64_t bp; char why[96]; };

static enum err
too_much(struct err_note *note)
{
	return err_set(note, ERR_LIMIT, "lines", _("The amount is beyond what can be kept."));
}

static enum db_step
read_product(struct db_stmt *q, struct sale_line *l, bool *is_active, struct err_note *note)
{
	enum db_step step = q != NULL ? db_step(q, note) : DB_FAILED;

	if (step == DB_ROW) {
		l->product_id = db_int(q, 0);
		str_copy(l->code, sizeof l->code, db_text(q, 1));
		str_copy(l->name, sizeof l->name, db_text(q, 2));
		str_copy(l->unit, sizeof l->unit, db_text(q, 3));
		l->list_price = db_int(q, 4);
		l->category_id = db_int(q, 5);
		l->no_points = db_int(q, 6) != 0;
		l->no_discount = db_int(q, 7) != 0;
		*is_active = db_int(q, 8) != 0;
	}
	db_reset(q);
	return step;
}

static enum err
find_product(struct store *st, struct sale_line *l, struct err_note *note)
{
	struct code_case cc;
	enum db_step step;
	bool is_active = false;

	code_case(&cc, l->product);	/* without the scanner's CR or Tab */
	step = read_product(store_query(st, "price.product_code",
	    DB_ARGS(DB_TEXT("code", cc.code)), note), l, &is_active, note);
	if (step == DB_DONE)
		step = read_product(store_query(st, "price.product_barcode",
		    DB_ARGS(DB_TEXT("code", cc.code)), note), l, &is_active, note);
	if (step == DB_DONE)
		step = read_product(store_query(st, "price.product",
		    DB_ARGS(DB_TEXT("upper", cc.upper), DB_TEXT("lower", cc.lower)), note),
		    l, &is_active, note);
	if (step == DB_FAILED)
		return db_why(note);
	if (step != DB_ROW)
		return err_set(note, ERR_NOTFOUND, "product",
		    _("There is no product \"%s\"."), l->product);
	if (!is_active)
		return err_set(note, ERR_INVALID, "product",
		    _("%s is not sold any more."), l->name);
	return ERR_OK;
}

/* Best single one, or both when the shop says so (rule D1). An expired card
 * brings no discount (rule V5). */
static void
find_member_off(struct store *st, const struct member *m, struct member_off *mo)
{
	const struct locale_rules *lr = store_format(st)->locale;
	int64_t level = m->customer_id != 0 ? m->level_discount_bp : 0;
	int64_t card = m->card.id != 0 && !m->card.is_expired ? m->card.discount_bp : 0;
	char percent[32];

	*mo = (struct member_off){ 0 };
	if (level == 0 && card == 0)
		return;
	if (setting_bool(st, "discount.stack") && level > 0 && card > 0) {
		mo->bp = level + card < BP ? level + card : BP;
		percent_format(lr, mo->bp, percent, sizeof percent);
		snprintf(mo->why, sizeof mo->why, _("level and card: %s %%"), percent);
	} else if (level >= card) {
		mo->bp = level;
		percent_format(lr, level, percent, sizeof percent);
		snprintf(mo->why, sizeof mo->why, _("level %s: %s %%"), m->level_code, percent);
	} else {
		mo->bp = card;
		percent_format(lr, card, percent, sizeof percent);
		snprintf(mo->why, sizeof mo->why, _("card %s: %s %%"), m->card.type_code, percent);
	}
}

static void
add_why(struct sale_line *l, const char *text)
{
	size_t n = strlen(l->why);

	if (n > 0 && n + 2 < sizeof l->why) {
		str_copy(l->why + n, sizeof l->why - n, "; ");
		n += 2;
	}
	str_copy(l->why + n, sizeof l->why - n, text);
}

static enum err
check_asked(int64_t discount, int64_t discount_bp, struct err_note *note)
{
	if (discount >= 0 && discount_bp >= 0)
		return err_set(note, ERR_INVALID, "discount",
		    _("Give the discount as an amount or in percent, not both."));
	if (discount < -1 || discount > MONEY_MAX)
		return err_set(note, ERR_INVALID, "discount",
		    _("A discount is an amount of 0 or more."));
	if (discount_bp < -1 || discount_bp > BP)
		return err_set(note, ERR_INVALID, "discount_percent",
		    _("A discount is 0 to 100 percent."));
	return ERR_OK;
}

/* A manual discount on what is left of an amount; fixed ones stop at it (rule D2). */
static enum err
manual_off(int64_t rest, int64_t discount, int64_t discount_bp, int64_t *off)
{
	*off = 0;
	if (discount >= 0)
		*off = discount < rest ? discount : rest;
	else if (discount_bp >= 0)
		return money_mul_div(rest, discount_bp, BP, off);
	return ERR_OK;
}

static enum err
price_line(struct store *st, const struct member_off *mo, struct sale_line *l,
    int64_t *by_hand, struct err_note *note)
{
	int64_t off = 0;
	enum err e;

	l->why[0] = '\0';
	l->receipt_off = *by_hand = 0;
	if (l->qty_milli <= 0)
		return err_set(note, ERR_INVALID, "qty", _("The quantity must be above 0."));
	if (l->qty_milli > MONEY_MAX)
		return too_much(note);
	e = find_product(st, l, note);
	if (e == ERR_OK)
		e = check_asked(l->discount, l->discount_bp, note);
	if (e == ERR_OK && l->price >= 0)
		e = access_need(st, "price", VERB_EDIT, note);
	if (e != ERR_OK)
		return e;
	if (l->price < -1 || l->price > MONEY_MAX)
		return err_set(note, ERR_INVALID, "price", _("A price is an amount of 0 or more."));
	l->unit_price = l->price >= 0 ? l->price : l->list_price;
	if (money_mul_div(l->unit_price, l->qty_milli, 1000, &l->gross) != ERR_OK)
		return too_much(note);
	if (l->price >= 0) {
		/* A price typed by hand stays as it is (rule D4). */
		add_why(l, _("price by hand"));
	} else if (mo->bp > 0 && !l->no_discount) {
		if (money_mul_div(l->gross, mo->bp, BP, &off) != ERR_OK)
			return too_much(note);
		add_why(l, mo->why);
	}
	if (manual_off(l->gross - off, l->discount, l->discount_bp, by_hand) != ERR_OK)
		return too_much(note);
	if (*by_hand > 0)
		add_why(l, _("discount by hand"));
	l->off = off + *by_hand;
	l->net = l->gross - l->off;
	return ERR_OK;
}

/* Spreads the receipt's discount by what the lines cost (rules D2, N4). */
static enum err
spread(struct sale *s, int64_t *amount, struct err_note *note)
{
	int64_t *weight, *part, sum = 0;
	enum err e = check_asked(s->discount, s->discount_bp, note);

	*amount = 0;
	for (size_t i = 0; e == ERR_OK && i < s->nlines; i++) {
		if (money_add(sum, s->lines[i].net, &sum) != ERR_OK)
			e = too_much(note);
	}
	if (e == ERR_OK && manual_off(sum, s->discount, s->discount_bp, amount) != ERR_OK)
		e = too_much(note);
	if (e != ERR_OK || *amount == 0)
		return e;
	weight = xcalloc(2 * s->nlines, sizeof *weight);
	part = weight + s->nlines;
	for (size_t i = 0; i < s->nlines; i++)
		weight[i] = s->lines[i].net;
	if (money_split(*amount, weight, s->nlines, part) != ERR_OK)
		e = too_much(note);
	for (size_t i = 0; e == ERR_OK && i < s->nlines; i++) {
		s->lines[i].receipt_off = part[i];
		s->lines[i].off += part[i];
		s->lines[i].net -= part[i];
		if (part[i] > 0)
			add_why(&s->lines[i], _("discount of the receipt"));
	}
	free(weight);
	return e;
}

/* Rule D3: line and receipt together. The share of the receipt's discount may be
 * one unit above its exact part, which is nobody's doing. */
static enum err
check_limit(struct store *st, const struct sale *s, const int64_t *by_hand,
    struct err_note *note)
{
	int64_t percent = setting_int(st, "discount.cashier_percent"), limit;
	int64_t all = 0, base = 0;
	bool over = false;
	enum err e;

	for (size_t i = 0; i < s->nlines; i++) {
		const struct sale_line *l = &s->lines[i];
		int64_t mine = by_hand[i] + l->receipt_off;

		if (money_mul_div(l->net + mine, percent, 100, &limit) != ERR_OK)
			return too_much(note);
		if (mine > limit + (l->receipt_off > 0 ? 1 : 0))
			over = true;
		all += mine;
		base += l->net + mine;
	}
	if (money_mul_div(base, percent, 100, &limit) != ERR_OK)
		return too_much(note);
	if (!over && all <= limit)
		return ERR_OK;
	e = access_need(st, "discount", VERB_EDIT, note);
	if (e == ERR_DENIED)
		return err_set(note, ERR_DENIED, "discount",
		    _("A discount above %" PRId64 " %% needs the right discount.edit."), percent);
	return e;
}

static enum err
resolve_member(struct store *st, struct sale *s, struct err_note *note)
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
	return member_of(st, card, card[0] != '\0' ? NULL : code, m, note);
}

static enum err
add_lines(struct store *st, struct sale *s, struct err_note *note)
{
	int64_t *by_hand = xcalloc(s->nlines + 1, sizeof *by_hand), amount;
	struct member_off mo;
	enum err e = ERR_OK;

	find_member_off(st, &s->member, &mo);
	for (size_t i = 0; e == ERR_OK && i < s->nlines; i++)
		e = price_line(st, &mo, &s->lines[i], &by_hand[i], note);
	if (e == ERR_OK)
		e = spread(s, &amount, note);
	if (e == ERR_OK)
		e = check_limit(st, s, by_hand, note);
	free(by_hand);
	if (e != ERR_OK)
		return e;
	s->gross = s->off = s->total = s->earn_base = 0;
	for (size_t i = 0; i < s->nlines; i++) {
		const struct sale_line *l = &s->lines[i];

		if (money_add(s->gross, l->gross, &s->gross) != ERR_OK)
			return too_much(note);
		s->off += l->off;
		s->total += l->net;
		if (!l->no_points)
			s->earn_base += l->net;
	}
	return ERR_OK;
}

enum err
sale_price(struct store *st, struct sale *s, struct err_note *note)
{
	enum err e;

	if (s->nlines > SALE_LINES_MAX)
		return err_set(note, ERR_LIMIT, "lines",
		    _("A sale has at most %d lines."), SALE_LINES_MAX);
	e = resolve_member(st, s, note);
	if (e == ERR_OK)
		e = add_lines(st, s, note);
	if (e != ERR_OK)
		return e;
	str_copy(s->level, sizeof s->level, s->member.level_code);
	json_decref(s->earn_why);
	s->earn_why = NULL;
	e = earn_compute(st, &s->member, s->earn_base, clock_now_ms(), &s->earned,
	    &s->earn_why, note);
	return e == ERR_OK ? sale_tenders(st, s, false, note) : e;
}
