#include "report/card_sheet.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "report/label_paper.h"
#include "report/out_file.h"
#include "store/actor.h"
#include "store/setting.h"

/* In millimetres, from the upper left corner. */
#define PAGE_W 210.0f
#define PAGE_H 297.0f
#define CARD_W 85.6f
#define CARD_H 54.0f
#define COLS 2
#define MARK 4.0f			/* length of a cutting mark */
#define SIDE 6.0f
#define QR 20.0f
#define BARS_Y 29.0f
#define BARS_H 11.0f
#define NUMBER_Y 43.0f
#define QUIET 5.0f			/* white beside the bars: ten modules */

static void
cutting_marks(struct label_paper *p, struct label_box c)
{
	for (int i = 0; i < 4; i++) {
		float x = i % 2 == 0 ? c.x : c.x + c.w, y = i / 2 == 0 ? c.y : c.y + c.h;

		label_paper_line(p, x, y, i % 2 == 0 ? MARK : -MARK, 0);
		label_paper_line(p, x, y, 0, i / 2 == 0 ? MARK : -MARK);
	}
}

/* "8901 2345 6789 0128", as one reads it out. */
static const char *
in_fours(const char *number, char *buf, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; number[i] != '\0' && n + 2 < size; i++) {
		if (i > 0 && i % 4 == 0)
			buf[n++] = ' ';
		buf[n++] = number[i];
	}
	buf[n] = '\0';
	return buf;
}

static enum err
draw_card(struct label_paper *p, const char *shop, const char *number, struct label_box c,
    struct err_note *note)
{
	static const struct pdf_style shop_style = { 11, true }, number_style = { 13, true };
	char spaced[2 * CARD_NUMBER_SIZE];
	float room = c.w - QR - SIDE - 2 * QUIET;
	struct label_box qr = { c.x + c.w - QR - QUIET, c.y + QUIET, QR, QR };
	struct label_box bars = { c.x + QUIET + QUIET, c.y + BARS_Y, c.w - 4 * QUIET, BARS_H };
	struct pdf_lines l;
	enum err e;

	cutting_marks(p, c);
	/* A long name takes two lines. */
	label_paper_break(p, shop_style, shop, room, &l);
	for (int i = 0; i < l.n && i < 2; i++)
		label_paper_text(p, shop_style, c.x + SIDE,
		    c.y + QUIET + (float)i * label_line_height(shop_style), room, LABEL_LEFT,
		    shop + l.from[i], l.len[i]);
	in_fours(number, spaced, sizeof spaced);
	label_paper_text(p, number_style, bars.x, c.y + NUMBER_Y, bars.w, LABEL_LEFT, spaced,
	    strlen(spaced));
	e = label_paper_code(p, LABEL_QR, number, qr, NULL, note);
	return e == ERR_OK ? label_paper_code(p, LABEL_CODE128, number, bars, NULL, note) : e;
}

static enum err
draw_all(struct label_paper *p, const char *shop, const char (*numbers)[CARD_NUMBER_SIZE], size_t n,
    struct err_note *note)
{
	float left = (PAGE_W - COLS * CARD_W) / 2;
	float top = (PAGE_H - CARD_SHEET_PAGE / COLS * CARD_H) / 2;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		int at = (int)(i % CARD_SHEET_PAGE);

		if (at == 0)
			label_paper_page(p, PAGE_W, PAGE_H);
		e = draw_card(p, shop, numbers[i], (struct label_box){
			left + (float)(at % COLS) * CARD_W, top + (float)(at / COLS) * CARD_H,
			CARD_W, CARD_H }, note);
	}
	return e;
}

enum err
card_sheet_write(struct store *st, const char (*numbers)[CARD_NUMBER_SIZE], size_t n,
    const char *path, struct err_note *note)
{
	struct label_paper *p = NULL;
	struct out_file out = { 0 };
	enum err e = access_need(st, "card", VERB_PRINT, note);

	if (e == ERR_OK && (n == 0 || n > CARD_SHEET_MAX))
		return err_set(note, ERR_LIMIT, "count",
		    _("A batch has 1 to %d cards."), CARD_SHEET_MAX);
	if (e == ERR_OK)
		e = label_paper_open(&p, note);
	if (e == ERR_OK)
		e = draw_all(p, setting_text(st, "shop.name"), numbers, n, note);
	if (e == ERR_OK)
		e = out_open(&out, path, note);
	if (e != ERR_OK) {
		label_paper_drop(p);
		return e;
	}
	e = label_paper_close(p, out.f, note);
	if (e == ERR_OK)
		e = out_commit(&out, note);
	out_abort(&out);
	return e;
}
