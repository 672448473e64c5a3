#include "report/receipt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
#include "base/str.h"
#include "store/setting.h"

void
receipt_fini(struct receipt *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->lines[i].left);
		free(r->lines[i].right);
	}
	free(r->lines);
	*r = (struct receipt){ 0 };
}

static struct receipt_line *
add(struct receipt *r, enum receipt_kind kind, const char *left, const char *right)
{
	struct receipt_line *l;

	r->lines = xgrow(r->lines, &r->cap, r->n + 1, sizeof *r->lines);
	l = &r->lines[r->n++];
	*l = (struct receipt_line){ .kind = kind, .left = xstrdup(left), .right = xstrdup(right) };
	return l;
}

static void
centre(struct receipt *r, const char *text, bool is_bold)
{
	struct receipt_line *l;

	if (str_empty(text))
		return;
	l = add(r, RECEIPT_TEXT, text, NULL);
	l->is_centred = true;
	l->is_bold = is_bold;
}

static struct receipt_line *
amount(struct receipt *r, const struct format *fm, const char *left, int64_t minor)
{
	char text[48];

	return add(r, RECEIPT_PAIR, left,
	    money_format(fm->locale, fm->currency, minor, text, sizeof text));
}

/* What it is when it is no sale. */
static const char *
kind_title(const char *kind)
{
	static const struct { const char *kind, *title; } titles[] = {
		{ "refund", N_("RETURN") }, { "exchange", N_("EXCHANGE") }, { "void", N_("VOID") },
		{ "topup", N_("TOP-UP") }, { "topup_void", N_("TOP-UP TAKEN BACK") },
		{ "payout", N_("CARD PAID OUT") },
	};

	for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
		if (strcmp(titles[i].kind, kind) == 0)
			return _(titles[i].title);
	}
	return NULL;
}

static void
add_head(struct receipt *r, const struct format *fm, const struct receipt_shop *shop,
    const struct sale *s, const struct sale_head *h, bool copy)
{
	char at[48], text[192];

	centre(r, shop->name, true);
	if (!str_eq(h->store_name, shop->name))
		centre(r, h->store_name, false);
	centre(r, h->store_address[0] != '\0' ? h->store_address : shop->address, false);
	centre(r, h->store_phone[0] != '\0' ? h->store_phone : shop->phone, false);
	add(r, RECEIPT_RULE, NULL, NULL);
	if (copy)
		centre(r, _("COPY"), true);
	centre(r, kind_title(h->kind), true);
	snprintf(text, sizeof text, _("Receipt %s"), s->receipt);
	add(r, RECEIPT_PAIR, text, instant_format(fm->locale, s->at, at, sizeof at));
	if (h->user_name[0] != '\0') {
		snprintf(text, sizeof text, _("Cashier %s"), h->user_name);
		add(r, RECEIPT_PAIR, text, s->till);
	}
	add(r, RECEIPT_RULE, NULL, NULL);
}

/* Several reasons get a line each when they are known apart (rule D1). */
static bool
add_reasons(struct receipt *r, const struct format *fm, const struct sale_line *l)
{
	int64_t sum = 0;
	size_t n = 0;
	char text[160];

	for (size_t i = 0; i < l->nwhys; i++) {
		if (l->whys[i].kind != WHY_PRICE_HAND && l->whys[i].kind != WHY_PRICE_RULE) {
			sum += l->whys[i].amount;
			n++;
		}
	}
	if (n < 2 || sum != l->off)
		return false;
	for (size_t i = 0; i < l->nwhys; i++) {
		const struct sale_why *w = &l->whys[i];

		if (w->kind == WHY_PRICE_HAND || w->kind == WHY_PRICE_RULE)
			continue;
		snprintf(text, sizeof text, "  %s%s%s", sale_why_name(w->kind),
		    w->code[0] != '\0' ? " " : "", w->code);
		amount(r, fm, text, -w->amount);
	}
	return true;
}

static void
add_line(struct receipt *r, const struct format *fm, const struct sale_line *l)
{
	char qty[48], price[48], text[256];

	amount(r, fm, l->name, l->gross);
	if (l->qty_milli != 1000) {
		snprintf(text, sizeof text, "  %s%s%s x %s",
		    quantity_format(fm->locale, l->qty_milli, qty, sizeof qty),
		    l->unit[0] != '\0' ? " " : "", l->unit,
		    money_format(fm->locale, fm->currency, l->unit_price, price, sizeof price));
		add(r, RECEIPT_TEXT, text, NULL);
	}
	if (l->off != 0 && !add_reasons(r, fm, l)) {
		snprintf(text, sizeof text, "  %s", l->why[0] != '\0' ? l->why : _("discount"));
		amount(r, fm, text, -l->off);
	}
}

/* Of a card only the last digits are printed. */
static void
add_tender(struct receipt *r, const struct format *fm, const struct sale_tender *t)
{
	size_t n = strlen(t->card);
	char text[96], number[40];

	if (strcmp(t->method, "cash") == 0)
		snprintf(text, sizeof text, "%s", _("Cash"));
	else if (strcmp(t->method, "bank") == 0)
		snprintf(text, sizeof text, "%s", _("Bank"));
	else if (strcmp(t->method, "value") == 0)
		snprintf(text, sizeof text, "%s %s%s", _("Stored value"), n > 4 ? "*" : "",
		    n > 4 ? t->card + n - 4 : t->card);
	else if (strcmp(t->method, "points") == 0)
		snprintf(text, sizeof text, "%s: %s", _("Points"),
		    locale_format_int(fm->locale, t->points, number, sizeof number));
	else
		snprintf(text, sizeof text, "%s", t->method);
	amount(r, fm, text, t->amount);
}

static void
add_total(struct receipt *r, const struct format *fm, const struct sale *s)
{
	add(r, RECEIPT_RULE, NULL, NULL);
	amount(r, fm, _("Total"), s->due - s->rounding)->is_bold = true;
	if (s->rounding != 0) {
		/* A line of its own (rule N1). */
		amount(r, fm, _("Cash rounding"), s->rounding);
		amount(r, fm, _("To pay"), s->due)->is_bold = true;
	}
	for (size_t i = 0; i < s->ntenders; i++)
		add_tender(r, fm, &s->tenders[i]);
	if (s->change != 0)
		amount(r, fm, _("Change"), s->change);
}

/* Money on a card: in or out, the bonus with it, and what the card holds (rule V2). */
static void
add_value(struct receipt *r, const struct format *fm, const struct sale *s,
    const struct sale_head *h)
{
	const char *number = s->member.card.number;
	size_t n = strlen(number);
	char text[64];

	if (h->topup == 0)
		return;
	snprintf(text, sizeof text, "%s %s%s", _("Card"), n > 4 ? "*" : "",
	    n > 4 ? number + n - 4 : number);
	amount(r, fm, text, h->topup);
	if (h->bonus != 0)
		amount(r, fm, _("Bonus"), h->bonus);
	amount(r, fm, _("On the card now"), h->value_after);
}

static void
points_line(struct receipt *r, const struct format *fm, const char *left, int64_t points,
    bool with_sign)
{
	char text[48], number[40];

	snprintf(text, sizeof text, "%s%s", with_sign && points >= 0 ? "+" : "",
	    locale_format_int(fm->locale, points, number, sizeof number));
	add(r, RECEIPT_PAIR, left, text);
}

/* Rule P9: the receipt explains its points. Of a card only the last digits are printed. */
static void
add_points(struct receipt *r, const struct format *fm, const struct sale *s)
{
	const struct member *m = &s->member;
	const char *number = m->card.number;
	size_t n = strlen(number), i;
	char text[224];
	json_t *v;

	if (m->holder_id == 0)
		return;
	add(r, RECEIPT_RULE, NULL, NULL);
	snprintf(text, sizeof text, "%s%s", n > 4 ? "*" : "", n > 4 ? number + n - 4 : number);
	add(r, RECEIPT_PAIR, m->name[0] != '\0' ? m->name : _("Card"), text);
	points_line(r, fm, _("Points earned"), s->earned, true);
	json_array_foreach(s->earn_why, i, v) {
		const char *name = json_string_value(json_object_get(v, "name"));

		if (json_array_size(s->earn_why) < 2)
			break;
		snprintf(text, sizeof text, "  %s", name != NULL ? name : "");
		points_line(r, fm, text,
		    json_integer_value(json_object_get(v, "points")), true);
	}
	points_line(r, fm, _("Points now"), s->points_after, false);
}

void
receipt_from_sale(const struct format *fm, const struct receipt_shop *shop,
    const struct sale *s, const struct sale_head *h, bool copy, struct receipt *r)
{
	add_head(r, fm, shop, s, h, copy);
	for (size_t i = 0; i < s->nlines; i++)
		add_line(r, fm, &s->lines[i]);
	add_value(r, fm, s, h);
	add_total(r, fm, s);
	add_points(r, fm, s);
	add(r, RECEIPT_RULE, NULL, NULL);
	centre(r, str_empty(shop->footer) ? _("Thank you") : shop->footer, false);
	add(r, RECEIPT_CUT, NULL, NULL);
}

static void
gift_from_sale(const struct format *fm, const struct receipt_shop *shop, const struct sale *s,
    const struct sale_head *h, struct receipt *r)
{
	char qty[48], text[96];

	add_head(r, fm, shop, s, h, false);
	centre(r, _("GIFT RECEIPT"), true);
	for (size_t i = 0; i < s->nlines; i++) {
		const struct sale_line *l = &s->lines[i];

		/* What came back by an exchange is no present. */
		if (l->qty_milli <= 0 || l->gross < 0)
			continue;
		snprintf(text, sizeof text, "%s%s%s",
		    quantity_format(fm->locale, l->qty_milli, qty, sizeof qty),
		    l->unit[0] != '\0' ? " " : "", l->unit);
		add(r, RECEIPT_PAIR, l->name, text);
	}
	add(r, RECEIPT_RULE, NULL, NULL);
	centre(r, _("To exchange, bring this receipt."), false);
	add(r, RECEIPT_CUT, NULL, NULL);
}

enum paper { PAPER_FIRST, PAPER_COPY, PAPER_GIFT };

static enum err
build(struct store *st, const char *number, enum paper paper, struct receipt *r,
    struct err_note *note)
{
	char was[16], lang[16];
	struct format fm = *store_format(st);
	struct sale_head head;
	struct sale s;
	enum err e;

	sale_init(&s);
	e = sale_load(st, number, &s, &head, note);
	if (e == ERR_OK && paper == PAPER_GIFT && (s.nlines == 0 ||
	    (!str_eq(head.kind, "sale") && !str_eq(head.kind, "exchange"))))
		e = err_set(note, ERR_INVALID, "receipt", _("Nothing was sold on %s."), s.receipt);
	if (e == ERR_OK) {
		const struct receipt_shop shop = {
			.name = setting_text(st, "shop.name"),
			.address = setting_text(st, "shop.address"),
			.phone = setting_text(st, "shop.phone"),
			.footer = setting_text(st, "receipt.footer"),
		};

		/* The customer's language, not the cashier's (UX 13). */
		str_copy(was, sizeof was, i18n_lang());
		str_copy(lang, sizeof lang, setting_text(st, "receipt.lang"));
		if (!str_eq(was, lang))
			i18n_set(store_paths(st)->locale, lang);
		fm.locale = locale_find(lang);
		if (paper == PAPER_GIFT)
			gift_from_sale(&fm, &shop, &s, &head, r);
		else
			receipt_from_sale(&fm, &shop, &s, &head, paper == PAPER_COPY, r);
		if (!str_eq(was, lang))
			i18n_set(store_paths(st)->locale, was);
	}
	sale_fini(&s);
	return e;
}

enum err
receipt_build(struct store *st, const char *number, bool copy, struct receipt *r,
    struct err_note *note)
{
	return build(st, number, copy ? PAPER_COPY : PAPER_FIRST, r, note);
}

enum err
receipt_build_gift(struct store *st, const char *number, struct receipt *r,
    struct err_note *note)
{
	return build(st, number, PAPER_GIFT, r, note);
}
