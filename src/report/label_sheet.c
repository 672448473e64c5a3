/* Labels on paper, and the first sheet as text. */
#include "report/label.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"

#define MM(hundredths) ((float)(hundredths) / 100.0f)
#define TINY_PT 5.5f
#define CARD_QR 24.0f			/* side of the code on a label that has room for more */

/* Sizes of letters follow the height of the label, between what can be read and what is silly. */
static float
points(float inner, float share, float least, float most)
{
	float pt = inner * share * 72.0f / 25.4f / LABEL_LEADING;

	return pt < least ? least : pt > most ? most : pt;
}

/* Lines of one text from y on, at most max, each at most w wide; returns where the next begins. */
static float
text(struct label_paper *p, struct pdf_style st, struct label_box b, float y, enum label_side side,
    const char *s, int max)
{
	struct pdf_lines l;

	label_paper_break(p, st, s, b.w, &l);
	for (int i = 0; i < l.n && i < max; i++) {
		if (y + label_line_height(st) > b.y + b.h + 0.2f)
			break;
		label_paper_text(p, st, b.x, y, b.w, side, s + l.from[i], l.len[i]);
		y += label_line_height(st);
	}
	return y;
}

/* The name on top, price and bars at the bottom; what is between goes to a second line of name. */
static enum err
draw_product(struct label_paper *p, const struct label_set *s, const struct label *l,
    struct label_box b, struct err_note *note)
{
	struct pdf_style name = { points(b.h, 0.17f, 6, 11), true };
	struct pdf_style price = { points(b.h, 0.22f, 7.5f, 20), true };
	struct pdf_style small = { points(b.h, 0.12f, TINY_PT, 8), false };
	float digits = label_line_height(small), bars = b.h * 0.26f;
	float y_bars = b.y + b.h - digits - bars;
	float y_price = y_bars - label_line_height(price) - 0.3f, y;
	struct label_box room = { b.x, b.y, b.w, y_price - b.y }, code = { b.x, y_bars, b.w, bars };

	y = text(p, name, room, b.y, LABEL_LEFT, l->line[0], 2);
	if (l->nlines > 1)
		(void)text(p, small, room, y, LABEL_LEFT, l->line[1], 1);
	/* The white beside the bars is part of them: ten modules. */
	if (s->code == LABEL_QR) {
		float side = bars + digits + label_line_height(price);

		code = (struct label_box){ b.x, b.y + b.h - side, side, side };
		label_paper_text(p, price, b.x + side, b.y + b.h - digits - label_line_height(price),
		    b.w - side, LABEL_RIGHT, l->price, strlen(l->price));
		label_paper_text(p, small, b.x + side, b.y + b.h - digits, b.w - side, LABEL_RIGHT,
		    l->code, strlen(l->code));
		return label_paper_code(p, LABEL_QR, l->code, code, NULL, note);
	}
	label_paper_text(p, price, b.x, y_price, b.w, LABEL_RIGHT, l->price, strlen(l->price));
	label_paper_text(p, small, b.x, b.y + b.h - digits, b.w, LABEL_MIDDLE, l->code,
	    strlen(l->code));
	code.x += b.w * 0.06f;
	code.w -= b.w * 0.12f;
	/* Wider modules read no better and look like a fence. */
	if (code.w > 45) {
		code.x += (code.w - 45) / 2;
		code.w = 45;
	}
	return label_paper_code(p, LABEL_BARS, l->code, code, NULL, note);
}

static enum err
draw_card(struct label_paper *p, const struct label_set *s, const struct label *l,
    struct label_box b, struct err_note *note)
{
	struct pdf_style head = { points(b.h, 0.14f, 6.5f, 12), true };
	struct pdf_style number = { points(b.h, 0.14f, 6.5f, 12), true };
	struct pdf_style small = { points(b.h, 0.11f, TINY_PT, 9), false };
	float side = b.h < CARD_QR ? b.h : CARD_QR, y;
	struct label_box left = b;

	if (side > b.w * 0.45f)
		side = b.w * 0.45f;
	if (s->code == LABEL_QR)
		left.w -= side + 1.5f;
	y = text(p, head, left, b.y, LABEL_LEFT, l->line[0], 2);
	if (l->nlines > 2)
		y = text(p, small, left, y, LABEL_LEFT, l->line[2], 1);
	if (s->code == LABEL_QR) {
		(void)text(p, number, left, y + 0.6f, LABEL_LEFT, l->line[1], 3);
		return label_paper_code(p, LABEL_QR, l->code,
		    (struct label_box){ b.x + b.w - side, b.y, side, side }, NULL, note);
	}
	y = b.y + b.h - label_line_height(number);
	label_paper_text(p, number, b.x, y, b.w, LABEL_MIDDLE, l->line[1], strlen(l->line[1]));
	return label_paper_code(p, LABEL_BARS, l->code,
	    (struct label_box){ b.x + b.w * 0.06f, y - b.h * 0.3f, b.w * 0.88f, b.h * 0.29f },
	    NULL, note);
}

/* In the middle of the height, as on an envelope. */
static void
draw_address(struct label_paper *p, const struct label *l, struct label_box b)
{
	struct pdf_style st[LABEL_LINES];
	float high = 0, y;
	struct pdf_lines lines;

	for (size_t i = 0; i < l->nlines; i++) {
		st[i] = (struct pdf_style){ points(b.h, 0.155f, 6.5f, 12), i == 0 };
		label_paper_break(p, st[i], l->line[i], b.w, &lines);
		high += (float)lines.n * label_line_height(st[i]);
	}
	y = high < b.h ? b.y + (b.h - high) / 2 : b.y;
	for (size_t i = 0; i < l->nlines; i++)
		y = text(p, st[i], b, y, LABEL_LEFT, l->line[i], i == 1 ? 3 : 2);
}

static enum err
draw(struct label_paper *p, const struct label_set *s, const struct label *l, struct label_box b,
    struct err_note *note)
{
	float pad = b.h < 26 ? 1.5f : 2.5f;

	b = (struct label_box){ b.x + pad + 0.5f, b.y + pad, b.w - 2 * pad - 1, b.h - 2 * pad };
	if (s->kind == LABEL_OF_PRODUCT)
		return draw_product(p, s, l, b, note);
	if (s->kind == LABEL_OF_CARD)
		return draw_card(p, s, l, b, note);
	draw_address(p, l, b);
	return ERR_OK;
}

static struct label_box
place(const struct label_format *f, int64_t at)
{
	int64_t row = at / f->across, col = at % f->across;

	return (struct label_box){ MM(f->left + col * (f->width + f->gap_across)),
		MM(f->top + row * (f->height + f->gap_down)), MM(f->width), MM(f->height) };
}

enum err
label_write(const struct label_set *s, const struct label_order *o, FILE *out, int64_t *pages,
    struct err_note *note)
{
	const struct label_format *f = o->format;
	int64_t per = label_format_page(f), at = o->first - 1, made = 0;
	struct label_paper *p = NULL;
	enum err e = label_check(s, o, note);

	if (e == ERR_OK)
		e = label_paper_open(&p, note);
	for (size_t i = 0; e == ERR_OK && i < s->n; i++) {
		for (int64_t c = 0; e == ERR_OK && c < o->copies; c++, at++) {
			if (made == 0 || at % per == 0) {
				label_paper_page(p, MM(f->page_width), MM(f->page_height));
				made++;
			}
			e = draw(p, s, &s->labels[i], place(f, at % per), note);
		}
	}
	if (e == ERR_OK)
		e = label_paper_close(p, out, note);
	else
		label_paper_drop(p);
	if (pages != NULL)
		*pages = made;
	return e;
}

/* ---- as text ---- */

#define BOX_LINES 4
#define BOX_MIN 12

/* What line k of the label in that place says. */
static const char *
preview_line(const struct label_set *s, const struct label_order *o, int64_t at, int k, char *buf,
    size_t size)
{
	int64_t nth = at - (o->first - 1);
	const struct label *l;

	if (nth < 0)
		return k == 0 ? _("(used)") : "";
	if (nth / o->copies >= (int64_t)s->n)
		return "";
	l = &s->labels[nth / o->copies];
	if (k < (int)l->nlines)
		return l->line[k];
	if (k == BOX_LINES - 1 && s->kind != LABEL_OF_CUSTOMER && s->kind != LABEL_OF_CARD) {
		snprintf(buf, size, "%s  %s", l->price, l->code);
		return buf;
	}
	return "";
}

static void
put_cell(struct strbuf *b, const char *text, int wide)
{
	size_t n = utf8_fit(text, wide);

	strbuf_add_n(b, text, n);
	for (int i = utf8_width_n(text, n); i < wide; i++)
		strbuf_add_char(b, ' ');
}

static void
put_rule(struct strbuf *b, int64_t across, int wide)
{
	for (int64_t c = 0; c < across; c++) {
		strbuf_add_char(b, '+');
		for (int i = 0; i < wide; i++)
			strbuf_add_char(b, '-');
	}
	strbuf_add(b, "+\n");
}

char *
label_preview(const struct label_set *s, const struct label_order *o, int cols)
{
	const struct label_format *f = o->format;
	int64_t across = f->across, fits = (cols - 1) / (BOX_MIN + 1);
	int64_t all = (int64_t)s->n * o->copies + o->first - 1, rows;
	struct strbuf b = { 0 };
	char buf[160];
	int wide;

	/* A narrow screen shows the left ones. */
	if (across > fits)
		across = fits > 0 ? fits : 1;
	wide = (cols - 1) / (int)across - 1;
	if (wide > 34)
		wide = 34;
	rows = (all + f->across - 1) / f->across;
	if (rows > f->down)
		rows = f->down;
	for (int64_t r = 0; r < rows; r++) {
		put_rule(&b, across, wide);
		for (int k = 0; k < BOX_LINES; k++) {
			for (int64_t c = 0; c < across; c++) {
				strbuf_add_char(&b, '|');
				put_cell(&b, preview_line(s, o, r * f->across + c, k, buf, sizeof buf),
				    wide);
			}
			strbuf_add(&b, "|\n");
		}
	}
	put_rule(&b, across, wide);
	return strbuf_take(&b);
}
