#include "config.h"

#include "screens/cashier_draw.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "screens/cashier_work.h"

static void
draw_customer(const struct session *s, const struct sale *sale, struct canvas *c,
    struct rect r)
{
	const struct member *m = &sale->member;
	char points[32];

	if (m->holder_id == 0) {
		canvas_text(c, r.row, r.col, r.cols, ROLE_DIM, r.cols < 60
		    ? _("no customer (scan a card)")
		    : _("Customer: none   (scan a card, or Ctrl-N)"));
		return;
	}
	canvas_textf(c, r.row, r.col, r.cols, ROLE_HEAD, "%s%s%s  %s  %s %s",
	    r.cols < 60 ? "" : m->code, r.cols < 60 || !m->code[0] ? "" : " ", m->name,
	    m->level_name, session_int(s, m->balance, points, sizeof points), _("pts"));
}

/* Columns of a line from the right: amount, price, quantity; then code, name. */
struct widths { int n, code, qty, price, amount; };

static struct widths
widths_for(int cols)
{
	if (cols < 60)
		return (struct widths) { 0, 0, 4, 0, 11 };
	return (struct widths) { 4, cols < 100 ? 14 : 18, 7, 12, 13 };
}

static void
draw_head(struct canvas *c, struct rect r, const struct widths *w)
{
	int right = r.col + r.cols;

	canvas_fill(c, (struct rect) { r.row, r.col, 1, r.cols }, ROLE_HEAD);
	canvas_text(c, r.row, r.col, w->n, ROLE_HEAD, "#");
	canvas_text(c, r.row, r.col + w->n, w->code, ROLE_HEAD, _("Code"));
	canvas_text(c, r.row, r.col + w->n + w->code, 12, ROLE_HEAD, _("Item"));
	canvas_text_right(c, r.row, right - w->amount - w->price - w->qty, w->qty,
	    ROLE_HEAD, _("Qty"));
	canvas_text_right(c, r.row, right - w->amount - w->price, w->price, ROLE_HEAD,
	    _("Price"));
	canvas_text_right(c, r.row, right - w->amount, w->amount, ROLE_HEAD, _("Amount"));
}

static void
draw_line(const struct session *s, struct canvas *c, int row, struct rect r,
    const struct widths *w, const struct sale_line *l, size_t i, bool at)
{
	enum role role = at ? ROLE_ROW_SEL : ROLE_ROW;
	int right = r.col + r.cols, name = r.col + w->n + w->code;
	char buf[48];

	canvas_fill(c, (struct rect) { row, r.col, 1, r.cols }, role);
	if (w->n > 0)
		canvas_textf(c, row, r.col, w->n, role, "%zu%s", i + 1, at ? ">" : "");
	canvas_text(c, row, r.col + w->n, w->code > 0 ? w->code - 1 : 0, role, l->code);
	canvas_text(c, row, name, right - w->amount - w->price - w->qty - name, role,
	    l->name);
	canvas_text_right(c, row, right - w->amount - w->price - w->qty, w->qty, role,
	    quantity_format(s->format.locale, l->qty_milli, buf, sizeof buf));
	if (w->price > 0)
		canvas_text_right(c, row, right - w->amount - w->price, w->price, role,
		    session_money(s, l->unit_price, buf, sizeof buf));
	canvas_text_right(c, row, right - w->amount, w->amount, role,
	    session_money(s, l->gross, buf, sizeof buf));
}

static void
draw_off(const struct session *s, struct canvas *c, int row, struct rect r,
    const struct widths *w, const struct sale_line *l)
{
	char buf[48];

	canvas_textf(c, row, r.col + w->n + w->code, r.cols - w->n - w->code - w->amount,
	    ROLE_DIM, "  %s", l->why);
	canvas_text_right(c, row, r.col + r.cols - w->amount, w->amount, ROLE_NEGATIVE,
	    session_money(s, -l->off, buf, sizeof buf));
}

static int
rows_of(const struct sale_line *l)
{
	return l->off > 0 ? 2 : 1;
}

/* The line under the cursor is always seen; scrolls by whole lines. */
static void
draw_lines(const struct session *s, struct canvas *c, struct rect r,
    const struct cart *cart)
{
	struct widths w = widths_for(r.cols);
	const struct sale *sale = &cart->sale;
	size_t first = cart->at < sale->nlines ? cart->at : 0;
	int used, row, end;

	draw_head(c, r, &w);
	row = r.row + 1;
	end = r.row + r.rows;
	if (sale->nlines == 0)
		return;
	used = rows_of(&sale->lines[first]);
	while (first > 0 && used + rows_of(&sale->lines[first - 1]) <= r.rows - 1)
		used += rows_of(&sale->lines[--first]);
	for (size_t i = first; i < sale->nlines && row < end; i++) {
		const struct sale_line *l = &sale->lines[i];

		draw_line(s, c, row++, r, &w, l, i, i == cart->at);
		if (l->off > 0 && row < end)
			draw_off(s, c, row++, r, &w, l);
	}
}

static void
draw_totals(const struct session *s, struct canvas *c, struct rect r,
    const struct cart *cart)
{
	const struct sale *sale = &cart->sale;
	char items[32], off[48], earned[32], total[48];

	quantity_format(s->format.locale, cart_items(cart) ? cart_items(cart) : 0, items,
	    sizeof items);
	session_money(s, sale->off, off, sizeof off);
	session_int(s, sale->earned, earned, sizeof earned);
	session_money(s, sale->total, total, sizeof total);
	if (r.cols < 60)
		canvas_textf(c, r.row, r.col, r.cols - 24, ROLE_TEXT, "%s x  %s%s",
		    items, sale->off ? "-" : "", sale->off ? off : "");
	else if (sale->member.holder_id != 0)
		canvas_textf(c, r.row, r.col, r.cols - 24, ROLE_TEXT,
		    _("Items %s   Discount %s   Points to earn +%s"), items, off, earned);
	else
		canvas_textf(c, r.row, r.col, r.cols - 24, ROLE_TEXT,
		    _("Items %s   Discount %s"), items, off);
	canvas_text_right(c, r.row, r.col + r.cols - 24, 10, ROLE_HEAD, _("TOTAL"));
	canvas_text_right(c, r.row, r.col + r.cols - 14, 14, ROLE_HEAD, total);
}

void
cashier_draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct cashier *t = sc->data;
	const struct session *s = t->cart.s;
	bool small = body.cols < 60;
	const char *label = small ? _("Item:") : _("Item / qty* / card:");
	struct rect r = { body.row, body.col + 1, body.rows, body.cols - 2 };
	int w = canvas_width(label), last = body.row + body.rows - 1, lines;

	draw_customer(s, &t->cart.sale, c, (struct rect) { r.row, r.col, 1, r.cols });
	lines = body.rows - 3;		/* customer, totals, input */
	if (lines > 12) {
		canvas_hline(c, last - 2, body.col, body.cols, ROLE_RULE);
		lines--;
		draw_totals(s, c, (struct rect) { last - 1, r.col, 1, r.cols }, &t->cart);
	} else if (lines > 0)
		draw_totals(s, c, (struct rect) { last - 1, r.col, 1, r.cols }, &t->cart);
	if (lines > 1)
		draw_lines(s, c, (struct rect) { r.row + 1, r.col, lines, r.cols }, &t->cart);
	canvas_text(c, last, r.col, w, ROLE_LABEL, label);
	edit_draw(&t->input, c, last, r.col + w + 1, r.cols - w - 1, ROLE_FIELD_FOCUS, true);
}
