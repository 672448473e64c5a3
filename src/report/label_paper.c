/* Labels on libharu's pages, codes by zint. In the module of papers. */
#include "report/label_paper.h"

#include <stdlib.h>
#include <string.h>

#include <zint.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "report/papers.h"

#define POINT (72.0f / 25.4f)		/* libharu counts in points, from below */
#define DESCENT 0.30f

struct label_doc {
	HPDF_Doc doc;
	HPDF_STATUS failed;		/* the first one of libharu */
	struct pdf_fonts fonts;
	HPDF_Page page;
	float high;			/* of the page, in points */
};

static void
on_error(HPDF_STATUS error, HPDF_STATUS detail, void *arg)
{
	struct label_doc *p = arg;

	(void)detail;
	if (p->failed == HPDF_OK)
		p->failed = error;
}

static void
drop_doc(struct label_doc *p)
{
	if (p == NULL)
		return;
	if (p->doc != NULL)
		HPDF_Free(p->doc);
	pdf_fonts_fini(&p->fonts);
	free(p);
}

static enum err
open_doc(struct label_doc **out, struct err_note *note)
{
	struct label_doc *p = xcalloc(1, sizeof *p);
	enum err e;

	p->doc = HPDF_New(on_error, p);
	if (p->doc == NULL)
		e = err_set(note, ERR_LIMIT, "", _("Not enough memory."));
	else {
		HPDF_SetCompressionMode(p->doc, HPDF_COMP_ALL);
		HPDF_UseUTFEncodings(p->doc);
		e = pdf_fonts_open(&p->fonts, p->doc, note);
	}
	if (e != ERR_OK) {
		drop_doc(p);
		p = NULL;
	}
	*out = p;
	return e;
}

static void
add_page(struct label_doc *p, float width, float height)
{
	p->page = HPDF_AddPage(p->doc);
	p->high = height * POINT;
	if (p->page == NULL)
		return;			/* on_error() knows why */
	HPDF_Page_SetWidth(p->page, width * POINT);
	HPDF_Page_SetHeight(p->page, height * POINT);
	HPDF_Page_SetLineWidth(p->page, 0.4f);
}

static float
width_of(struct label_doc *p, struct pdf_style st, const char *text)
{
	return pdf_width(&p->fonts, st, text, strlen(text)) / POINT;
}

static void
split_text(struct label_doc *p, struct pdf_style st, const char *text, float width,
    struct pdf_lines *out)
{
	pdf_break(&p->fonts, st, text, width * POINT, out);
}

static void
draw_text(struct label_doc *p, struct pdf_style st, float x, float y, float w,
    enum label_side side, const char *text, size_t len)
{
	float wide = pdf_width(&p->fonts, st, text, len) / POINT;

	if (p->page == NULL)
		return;
	if (side == LABEL_RIGHT)
		x += w - wide;
	else if (side == LABEL_MIDDLE)
		x += (w - wide) / 2;
	pdf_draw(&p->fonts, p->page, st, x * POINT,
	    p->high - y * POINT - st.size * (LABEL_LEADING - DESCENT), text, len);
}

static void
draw_line(struct label_doc *p, float x, float y, float dx, float dy)
{
	if (p->page == NULL)
		return;
	HPDF_Page_MoveTo(p->page, x * POINT, p->high - y * POINT);
	HPDF_Page_LineTo(p->page, (x + dx) * POINT, p->high - (y + dy) * POINT);
	HPDF_Page_Stroke(p->page);
}

/* ---- codes ---- */

/* The last digit of a GTIN: weights 3 and 1 from the right (GS1 General Specifications 7.9). */
static bool
is_gtin(const char *s, size_t len)
{
	int sum = 0;

	if (strlen(s) != len || strspn(s, "0123456789") != len)
		return false;
	for (size_t i = 0; i < len; i++)
		sum += (s[i] - '0') * ((len - i) % 2 == 0 ? 3 : 1);
	return sum % 10 == 0;
}

static int
symbology(enum label_code kind, const char *s)
{
	if (kind == LABEL_QR)
		return BARCODE_QRCODE;
	if (kind == LABEL_CODE128)
		return BARCODE_CODE128;
	if (is_gtin(s, 13) || is_gtin(s, 8))
		return BARCODE_EANX;
	return is_gtin(s, 12) ? BARCODE_UPCA : BARCODE_CODE128;
}

static enum err
draw_code(struct label_doc *p, enum label_code kind, const char *content,
    struct label_box box, struct label_box *drawn, struct err_note *note)
{
	struct zint_symbol *z = ZBarcode_Create();
	enum err e = ERR_OK;

	if (z == NULL)
		return err_set(note, ERR_LIMIT, "", _("Not enough memory."));
	z->symbology = symbology(kind, content);
	z->show_hrt = 0;
	if (ZBarcode_Encode(z, (const unsigned char *)content, 0) >= ZINT_ERROR ||
	    ZBarcode_Buffer_Vector(z, 0) >= ZINT_ERROR || z->vector == NULL ||
	    z->vector->width <= 0 || z->vector->height <= 0)
		e = err_set(note, ERR_INVALID, "code", _("No code can be made of \"%s\"."), content);
	if (e == ERR_OK && p->page != NULL) {
		float sx = box.w / z->vector->width, sy = box.h / z->vector->height;

		if (kind == LABEL_QR)
			sx = sy = sx < sy ? sx : sy;
		for (struct zint_vector_rect *r = z->vector->rectangles; r != NULL; r = r->next)
			HPDF_Page_Rectangle(p->page, (box.x + r->x * sx) * POINT,
			    p->high - (box.y + (r->y + r->height) * sy) * POINT,
			    r->width * sx * POINT, r->height * sy * POINT);
		HPDF_Page_Fill(p->page);
		if (drawn != NULL)
			*drawn = (struct label_box){ box.x, box.y, z->vector->width * sx,
				z->vector->height * sy };
	}
	ZBarcode_Delete(z);
	return e;
}

/* ---- the file ---- */

static enum err
save(struct label_doc *p, FILE *f, struct err_note *note)
{
	HPDF_BYTE buf[8192];

	if (HPDF_SaveToStream(p->doc) != HPDF_OK)
		return err_set(note, ERR_IO, "", _("The PDF file could not be made (%lx)."),
		    (unsigned long)p->failed);
	HPDF_ResetStream(p->doc);
	for (;;) {
		HPDF_UINT32 size = sizeof buf;
		HPDF_STATUS s = HPDF_ReadFromStream(p->doc, buf, &size);

		if (size > 0 && fwrite(buf, 1, size, f) != size)
			return err_set(note, ERR_IO, "", _("The file could not be written."));
		if (s != HPDF_OK || size == 0)
			return ERR_OK;
	}
}

static enum err
close_doc(struct label_doc *p, FILE *f, struct err_note *note)
{
	enum err e;

	if (p->fonts.err != ERR_OK) {
		*note = p->fonts.note;
		e = p->fonts.err;
	} else if (p->failed != HPDF_OK)
		e = err_set(note, ERR_IO, "", _("The PDF file could not be made (%lx)."),
		    (unsigned long)p->failed);
	else
		e = save(p, f, note);
	drop_doc(p);
	return e;
}

const struct label_ops label_ops = {
	.open = open_doc, .page = add_page, .width = width_of, .split = split_text, .text = draw_text,
	.line = draw_line, .code = draw_code, .close = close_doc, .drop = drop_doc,
};
