#include "report/card_sheet.h"

#include <stdlib.h>
#include <string.h>

#include <hpdf.h>
#include <zint.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/out_file.h"
#include "store/actor.h"
#include "store/setting.h"

/* In millimetres, from the lower left corner; libharu counts in points. */
#define POINT (72.0f / 25.4f)
#define PAGE_W 210.0f
#define PAGE_H 297.0f
#define CARD_W 85.6f
#define CARD_H 54.0f
#define COLS 2
#define MARK 4.0f			/* length of a cutting mark */
#define NUMBER_PT 13.0f
#define SHOP_PT 11.0f
#define SHOP_MAX 26			/* letters beside the QR code */
#define QUIET 5.0f			/* white beside the bars: ten modules */

struct box { float x, y, w, h; };

/* Keeps the first failure; libharu goes on returning errors after it. */
static void
on_error(HPDF_STATUS error, HPDF_STATUS detail, void *arg)
{
	HPDF_STATUS *first = arg;

	(void)detail;
	if (*first == HPDF_OK)
		*first = error;
}

/* ---- codes ---- */

/* The modules of a code, stretched over a box. */
static enum err
draw_code(HPDF_Page page, int symbology, const char *number, struct box at, bool is_square,
    struct err_note *note)
{
	struct zint_symbol *z = ZBarcode_Create();
	enum err e = ERR_OK;

	if (z == NULL)
		return err_set(note, ERR_LIMIT, "", _("Not enough memory."));
	z->symbology = symbology;
	z->show_hrt = 0;
	if (ZBarcode_Encode(z, (const unsigned char *)number, 0) >= ZINT_ERROR ||
	    ZBarcode_Buffer_Vector(z, 0) >= ZINT_ERROR || z->vector == NULL ||
	    z->vector->width <= 0 || z->vector->height <= 0)
		e = err_set(note, ERR_INVALID, "number",
		    _("No code can be made of \"%s\"."), number);
	if (e == ERR_OK) {
		float sx = at.w / z->vector->width, sy = at.h / z->vector->height;

		if (is_square)
			sx = sy = sx < sy ? sx : sy;
		for (struct zint_vector_rect *r = z->vector->rectangles; r != NULL; r = r->next)
			HPDF_Page_Rectangle(page, (at.x + r->x * sx) * POINT,
			    (at.y + at.h - (r->y + r->height) * sy) * POINT,
			    r->width * sx * POINT, r->height * sy * POINT);
		HPDF_Page_Fill(page);
	}
	ZBarcode_Delete(z);
	return e;
}

/* ---- a card ---- */

static void
line(HPDF_Page page, float x, float y, float dx, float dy)
{
	HPDF_Page_MoveTo(page, x * POINT, y * POINT);
	HPDF_Page_LineTo(page, (x + dx) * POINT, (y + dy) * POINT);
	HPDF_Page_Stroke(page);
}

static void
cutting_marks(HPDF_Page page, struct box c)
{
	for (int i = 0; i < 4; i++) {
		float x = i % 2 == 0 ? c.x : c.x + c.w, y = i / 2 == 0 ? c.y : c.y + c.h;

		line(page, x, y, i % 2 == 0 ? MARK : -MARK, 0);
		line(page, x, y, 0, i / 2 == 0 ? MARK : -MARK);
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

static void
text(HPDF_Page page, HPDF_Font font, float size, float x, float y, const char *s)
{
	HPDF_Page_BeginText(page);
	HPDF_Page_SetFontAndSize(page, font, size);
	HPDF_Page_TextOut(page, x * POINT, y * POINT, s);
	HPDF_Page_EndText(page);
}

struct fonts { HPDF_Font number, shop; };

static enum err
draw_card(HPDF_Page page, const struct fonts *f, const char *shop, const char *number,
    struct box c, struct err_note *note)
{
	char spaced[2 * CARD_NUMBER_SIZE];
	struct box qr = { c.x + c.w - 25, c.y + c.h - 25, 20, 20 };
	struct box bars = { c.x + 5 + QUIET, c.y + 14, c.w - 10 - 2 * QUIET, 11 };
	enum err e;

	cutting_marks(page, c);
	text(page, f->shop, SHOP_PT, c.x + 6, c.y + c.h - 10, shop);
	text(page, f->number, NUMBER_PT, c.x + 6 + QUIET, c.y + 7,
	    in_fours(number, spaced, sizeof spaced));
	e = draw_code(page, BARCODE_QRCODE, number, qr, true, note);
	return e == ERR_OK ? draw_code(page, BARCODE_CODE128, number, bars, false, note) : e;
}

/* ---- the file ---- */

static enum err
draw_all(HPDF_Doc pdf, const char *shop, const char (*numbers)[CARD_NUMBER_SIZE], size_t n,
    struct err_note *note)
{
	struct fonts f = { HPDF_GetFont(pdf, "Courier-Bold", NULL),
	    HPDF_GetFont(pdf, "Helvetica-Bold", NULL) };
	float left = (PAGE_W - COLS * CARD_W) / 2;
	float top = (PAGE_H + CARD_SHEET_PAGE / COLS * CARD_H) / 2;
	HPDF_Page page = NULL;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		int at = (int)(i % CARD_SHEET_PAGE);
		struct box c = { left + (float)(at % COLS) * CARD_W,
		    top - (float)(at / COLS + 1) * CARD_H, CARD_W, CARD_H };

		if (at == 0) {
			page = HPDF_AddPage(pdf);
			if (page == NULL)
				break;		/* on_error() knows why */
			HPDF_Page_SetWidth(page, PAGE_W * POINT);
			HPDF_Page_SetHeight(page, PAGE_H * POINT);
			HPDF_Page_SetLineWidth(page, 0.3f);
		}
		e = draw_card(page, &f, shop, numbers[i], c, note);
	}
	return e;
}

static enum err
write_out(HPDF_Doc pdf, const char *path, struct err_note *note)
{
	struct out_file out = { 0 };
	HPDF_BYTE buf[8192];
	enum err e = out_open(&out, path, note);

	if (e != ERR_OK)
		return e;
	HPDF_ResetStream(pdf);
	for (;;) {
		HPDF_UINT32 size = sizeof buf;
		HPDF_STATUS s = HPDF_ReadFromStream(pdf, buf, &size);

		if (size > 0 && fwrite(buf, 1, size, out.f) != size) {
			e = err_set(note, ERR_IO, "", _("The file could not be written."));
			break;
		}
		if (s != HPDF_OK || size == 0)
			break;
	}
	if (e == ERR_OK)
		e = out_commit(&out, note);
	out_abort(&out);
	return e;
}

enum err
card_sheet_write(struct store *st, const char (*numbers)[CARD_NUMBER_SIZE], size_t n,
    const char *path, struct err_note *note)
{
	HPDF_STATUS failed = HPDF_OK;
	char shop[SHOP_MAX + 1], *ascii;
	HPDF_Doc pdf;
	enum err e = access_need(st, "card", VERB_PRINT, note);

	if (e == ERR_OK && (n == 0 || n > CARD_SHEET_MAX))
		return err_set(note, ERR_LIMIT, "count",
		    _("A batch has 1 to %d cards."), CARD_SHEET_MAX);
	if (e != ERR_OK)
		return e;
	pdf = HPDF_New(on_error, &failed);
	if (pdf == NULL)
		return err_set(note, ERR_LIMIT, "", _("Not enough memory."));
	HPDF_SetCompressionMode(pdf, HPDF_COMP_ALL);
	/* The built-in fonts know no accents; the card has room for its number anyway. */
	ascii = utf8_to_ascii(setting_text(st, "shop.name"));
	str_copy(shop, sizeof shop, ascii);
	free(ascii);
	e = draw_all(pdf, shop, numbers, n, note);
	if (e == ERR_OK && failed == HPDF_OK)
		HPDF_SaveToStream(pdf);
	if (e == ERR_OK && failed != HPDF_OK)
		e = err_set(note, ERR_IO, "", _("The sheet of cards could not be made."));
	if (e == ERR_OK)
		e = write_out(pdf, path, note);
	HPDF_Free(pdf);
	return e;
}
