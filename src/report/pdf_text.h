/* pdf_text.h - lines of text for write_pdf.c: split over fonts, measured, broken. Not for others. */
#ifndef QUEN_REPORT_PDF_TEXT_H
#define QUEN_REPORT_PDF_TEXT_H

#include <hpdf.h>

#include "report/font_set.h"

#define PDF_LINES_MAX 60		/* of one cell or paragraph on one page */

/* The fonts of one document, loaded into it when they are first drawn. */
struct pdf_fonts {
	HPDF_Doc doc;
	struct font_set *set;
	HPDF_Font font[FONT_FACES];
	struct err_note note;		/* ERR_CONFIG: Han letters without a font */
	enum err err;
};
enum err pdf_fonts_open(struct pdf_fonts *pf, HPDF_Doc doc, struct err_note *note) MUST_CHECK;
void pdf_fonts_fini(struct pdf_fonts *pf);

struct pdf_style { float size; bool bold; };
float pdf_width(struct pdf_fonts *pf, struct pdf_style st, const char *text, size_t len);
/* Breaks at blanks and beside Han letters, else anywhere; LF always. from[i], len[i] of at most
 * max lines; how many. */
struct pdf_lines { size_t from[PDF_LINES_MAX], len[PDF_LINES_MAX]; int n; };
void pdf_break(struct pdf_fonts *pf, struct pdf_style st, const char *text, float width,
    struct pdf_lines *out);
/* Draws one line with its base line at x, y. */
void pdf_draw(struct pdf_fonts *pf, HPDF_Page page, struct pdf_style st, float x, float y,
    const char *text, size_t len);

#endif
