/* canvas.h - a grid of character cells that everything is drawn on.
 *
 * The canvas is plain memory: the terminal shows it by difference (term.h),
 * tests and `quen` without a terminal read it as text.  It is the encoder of
 * rule T2: control, escape, C1 and bidi characters of data become "?" here and
 * can never reach the terminal.  A wide character is never cut in half: what
 * does not fit is a blank. */
#ifndef QUEN_UI_CANVAS_H
#define QUEN_UI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "ui/theme.h"

/* Lines and marks that each glyph set draws its own way. */
enum glyph {
	GLYPH_NONE, GLYPH_HLINE, GLYPH_VLINE, GLYPH_UL, GLYPH_UR, GLYPH_LL,
	GLYPH_LR, GLYPH_LTEE, GLYPH_RTEE, GLYPH_BLOCK, GLYPH_SHADE,
	GLYPH_UP, GLYPH_DOWN,
	GLYPH_COUNT
};
enum glyph_set { GLYPHS_UTF8, GLYPHS_ACS, GLYPHS_ASCII };

#define CELL_TEXT 24
struct cell {
	char text[CELL_TEXT];	/* one base and its marks, UTF-8, "" = blank */
	uint8_t width;		/* 1, 2, or 0 = right half of the cell before */
	uint8_t role;		/* enum role */
	uint8_t glyph;		/* enum glyph; text is then empty */
};

struct rect { int row, col, rows, cols; };

/* UX 1. L is 160 x 45 and more. */
enum size_class { SIZE_XS, SIZE_S, SIZE_M, SIZE_L };
enum size_class size_class_of(int rows, int cols);

struct canvas;
struct canvas *canvas_new(int rows, int cols);
void canvas_free(struct canvas *c);
void canvas_resize(struct canvas *c, int rows, int cols);	/* blank afterwards */
int canvas_rows(const struct canvas *c);
int canvas_cols(const struct canvas *c);
struct rect canvas_rect(const struct canvas *c);
/* Keys come one right after the other: whatever costs many bytes and nobody can read at
 * that pace may be left out, if canvas_owe() says so. Everything is drawn again as soon
 * as the keys pause. */
void canvas_set_hurried(struct canvas *c, bool hurried);	/* also: nothing is owed */
bool canvas_is_hurried(const struct canvas *c);
void canvas_owe(struct canvas *c);
bool canvas_is_owing(const struct canvas *c);
/* true: letters the terminal cannot show are transliterated (no UTF-8). */
void canvas_set_plain(struct canvas *c, bool plain);

/* All drawing clips at the canvas; rows and columns count from 0.
 * canvas_text draws at most cols columns of one line and pads with blanks to
 * cols exactly (cols < 0: as long as it is, no padding). Returns columns of text. */
int canvas_text(struct canvas *c, int row, int col, int cols, enum role role, const char *text);
int canvas_text_right(struct canvas *c, int row, int col, int cols, enum role role, const char *text);
int canvas_text_centre(struct canvas *c, int row, int col, int cols, enum role role, const char *text);
int canvas_textf(struct canvas *c, int row, int col, int cols, enum role role,
    const char *fmt, ...) __attribute__((format(printf, 6, 7)));
/* Wraps at blanks into the rectangle. Returns the lines used; skip lines are
 * left out at the start (scrolling). draw false only counts. */
int canvas_wrap(struct canvas *c, struct rect r, enum role role, const char *text,
    int skip, bool draw);
void canvas_fill(struct canvas *c, struct rect r, enum role role);	/* blanks */
/* Changes the role of what is there (selection bar). */
void canvas_tint(struct canvas *c, struct rect r, enum role role);
void canvas_glyph(struct canvas *c, int row, int col, enum role role, enum glyph g);
void canvas_hline(struct canvas *c, int row, int col, int cols, enum role role);
void canvas_vline(struct canvas *c, int row, int col, int rows, enum role role);
/* Frame with a title in the upper line ("" = none); the inside is blanked. */
void canvas_box(struct canvas *c, struct rect r, enum role role, const char *title);
/* A rectangle of that size in the middle of within, cut to fit. */
struct rect rect_centre(struct rect within, int rows, int cols);
struct rect rect_inner(struct rect r);		/* without its frame */

/* Where the real cursor stands after the next refresh: the focus. */
void canvas_cursor(struct canvas *c, int row, int col);
void canvas_cursor_get(const struct canvas *c, int *row, int *col);

/* Columns that canvas_text needs: the only measure to lay text out with. */
int canvas_width(const char *text);
/* Bytes of the longest prefix that fits into cols columns. */
size_t canvas_fit(const char *text, int cols);

const struct cell *canvas_cell(const struct canvas *c, int row, int col);
/* All cells of another canvas of the same size. */
void canvas_copy(struct canvas *dst, const struct canvas *src);
/* One row as text, right blanks trimmed. The caller frees. */
char *canvas_row_text(const struct canvas *c, int row, enum glyph_set glyphs);
/* All rows to a file, without blank rows at the end. */
void canvas_dump(const struct canvas *c, FILE *to, enum glyph_set glyphs);
/* UTF-8 text of a glyph in a set other than ACS. */
const char *glyph_text(enum glyph g, enum glyph_set set);

#endif
