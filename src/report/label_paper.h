/* label_paper.h - PDF pages of any size, drawn in millimetres from the upper left corner: texts
 * in the fonts of pdf_text.h, lines, codes (zint). For labels and receipts; documents and lists
 * go through page.h. */
#ifndef QUEN_REPORT_LABEL_PAPER_H
#define QUEN_REPORT_LABEL_PAPER_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "report/pdf_text.h"

struct label_paper;
struct label_box { float x, y, w, h; };		/* x, y: the upper left corner */
enum label_side { LABEL_LEFT, LABEL_MIDDLE, LABEL_RIGHT };

/* ERR_CONFIG: the fonts are missing (the text names the packages). */
enum err label_paper_open(struct label_paper **out, struct err_note *note) MUST_CHECK;
/* Failures in between are kept and told by label_paper_close(). */
void label_paper_page(struct label_paper *p, float width, float height);
/* Lines of a text in a width, in the letter size (points) of st; its height is
 * label_line_height() a line. */
void label_paper_break(struct label_paper *p, struct pdf_style st, const char *text, float width,
    struct pdf_lines *out);
#define LABEL_LEADING 1.42f		/* capitals with two marks need it */
static inline float
label_line_height(struct pdf_style st)
{
	return st.size * LABEL_LEADING * 25.4f / 72.0f;
}
float label_paper_width(struct label_paper *p, struct pdf_style st, const char *text);
/* One line, its upper edge at y. */
void label_paper_text(struct label_paper *p, struct pdf_style st, float x, float y, float w,
    enum label_side side, const char *text, size_t len);
void label_paper_line(struct label_paper *p, float x, float y, float dx, float dy);

enum label_code {
	LABEL_BARS,	/* EAN-13, EAN-8 and UPC-A when the digits are one with its check digit, else Code 128 */
	LABEL_CODE128, LABEL_QR
};
/* Stretched over the box; a QR code stays square, at the upper left. *drawn: its real box, may be
 * NULL. ERR_INVALID when no code can be made of it. */
enum err label_paper_code(struct label_paper *p, enum label_code kind, const char *content,
    struct label_box box, struct label_box *drawn, struct err_note *note) MUST_CHECK;

/* Writes the file; frees either way. */
enum err label_paper_close(struct label_paper *p, FILE *f, struct err_note *note) MUST_CHECK;
void label_paper_drop(struct label_paper *p);	/* NULL is fine */

#endif
