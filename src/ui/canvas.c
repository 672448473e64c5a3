#include "ui/canvas.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/piece.h"

struct canvas {
	int rows, cols;
	struct cell *cells;
	int cursor_row, cursor_col;
	bool is_plain, is_hurried, is_owing;
};

static const char *const glyph_texts[GLYPH_COUNT][2] = {
	[GLYPH_NONE] = { " ", " " },
	[GLYPH_HLINE] = { "\xe2\x94\x80", "-" },
	[GLYPH_VLINE] = { "\xe2\x94\x82", "|" },
	[GLYPH_UL] = { "\xe2\x94\x8c", "+" },
	[GLYPH_UR] = { "\xe2\x94\x90", "+" },
	[GLYPH_LL] = { "\xe2\x94\x94", "+" },
	[GLYPH_LR] = { "\xe2\x94\x98", "+" },
	[GLYPH_LTEE] = { "\xe2\x94\x9c", "+" },
	[GLYPH_RTEE] = { "\xe2\x94\xa4", "+" },
	[GLYPH_BLOCK] = { "\xe2\x96\x88", "#" },
	[GLYPH_SHADE] = { "\xe2\x96\x91", "." },
	[GLYPH_UP] = { "\xe2\x86\x91", "^" },
	[GLYPH_DOWN] = { "\xe2\x86\x93", "v" },
};

const char *
glyph_text(enum glyph g, enum glyph_set set)
{
	return glyph_texts[g][set == GLYPHS_UTF8 ? 0 : 1];
}

enum size_class
size_class_of(int rows, int cols)
{
	if (cols < 60 || rows < 20)
		return SIZE_XS;
	if (cols < 100)
		return SIZE_S;
	if (cols < 160 || rows < 45)
		return SIZE_M;
	return SIZE_L;
}

struct canvas *
canvas_new(int rows, int cols)
{
	struct canvas *c = xcalloc(1, sizeof *c);

	canvas_resize(c, rows, cols);
	return c;
}

void
canvas_free(struct canvas *c)
{
	if (c == NULL)
		return;
	free(c->cells);
	free(c);
}

void
canvas_resize(struct canvas *c, int rows, int cols)
{
	if (rows < 1)
		rows = 1;
	if (cols < 1)
		cols = 1;
	free(c->cells);
	c->cells = xcalloc((size_t)rows * (size_t)cols, sizeof *c->cells);
	c->rows = rows;
	c->cols = cols;
	c->cursor_row = c->cursor_col = 0;
	canvas_fill(c, canvas_rect(c), ROLE_TEXT);
}

int
canvas_rows(const struct canvas *c)
{
	return c->rows;
}

int
canvas_cols(const struct canvas *c)
{
	return c->cols;
}

struct rect
canvas_rect(const struct canvas *c)
{
	return (struct rect){ 0, 0, c->rows, c->cols };
}

void
canvas_set_plain(struct canvas *c, bool plain)
{
	c->is_plain = plain;
}

void
canvas_set_hurried(struct canvas *c, bool hurried)
{
	c->is_hurried = hurried;
	c->is_owing = false;
}

bool
canvas_is_hurried(const struct canvas *c)
{
	return c->is_hurried;
}

void
canvas_owe(struct canvas *c)
{
	c->is_owing = true;
}

bool
canvas_is_owing(const struct canvas *c)
{
	return c->is_owing;
}

static struct cell *
cell_at(const struct canvas *c, int row, int col)
{
	return &c->cells[(size_t)row * (size_t)c->cols + (size_t)col];
}

static void
blank(struct cell *cell, enum role role)
{
	cell->text[0] = '\0';
	cell->width = 1;
	cell->role = (uint8_t)role;
	cell->glyph = GLYPH_NONE;
}

/* Before a cell is overwritten: the other half of a wide character goes too. */
static void
split_wide(struct canvas *c, int row, int col)
{
	struct cell *cell = cell_at(c, row, col);

	if (cell->width == 0 && col > 0)
		blank(cell_at(c, row, col - 1), cell_at(c, row, col - 1)->role);
	if (cell->width == 2 && col + 1 < c->cols)
		blank(cell_at(c, row, col + 1), cell_at(c, row, col + 1)->role);
}

static void
put_piece(struct canvas *c, int row, int col, enum role role, const struct piece *p)
{
	struct cell *cell;

	split_wide(c, row, col);
	if (p->width == 2)
		split_wide(c, row, col + 1);
	cell = cell_at(c, row, col);
	blank(cell, role);
	if (p->width == 2 && c->is_plain) {	/* two letters of its own */
		cell->text[0] = p->text[0];
		cell->text[1] = '\0';
		cell = cell_at(c, row, col + 1);
		blank(cell, role);
		cell->text[0] = p->text[1];
		cell->text[1] = '\0';
		return;
	}
	memcpy(cell->text, p->text, sizeof cell->text);
	cell->width = (uint8_t)p->width;
	if (p->width == 2) {
		cell = cell_at(c, row, col + 1);
		blank(cell, role);
		cell->width = 0;
	}
}

int
canvas_text(struct canvas *c, int row, int col, int cols, enum role role,
    const char *text)
{
	bool pad = cols >= 0;
	int used = 0, at;

	if (!pad)
		cols = canvas_width(text);
	while (*text != '\0' && used < cols) {
		struct piece p = piece_next(text, c->is_plain);

		if (used + p.width > cols)
			break;
		at = col + used;
		if (p.width > 0 && row >= 0 && row < c->rows && at >= 0) {
			if (at + p.width <= c->cols) {
				put_piece(c, row, at, role, &p);
			} else if (at < c->cols) {
				split_wide(c, row, at);
				blank(cell_at(c, row, at), role);
			}
		}
		used += p.width;
		text += p.used;
	}
	if (pad && used < cols)
		canvas_fill(c, (struct rect){ row, col + used, 1, cols - used }, role);
	return used;
}

int
canvas_text_right(struct canvas *c, int row, int col, int cols, enum role role,
    const char *text)
{
	int w = canvas_width(text);

	if (w >= cols)
		return canvas_text(c, row, col, cols, role, text);
	canvas_fill(c, (struct rect){ row, col, 1, cols - w }, role);
	return canvas_text(c, row, col + cols - w, w, role, text);
}

int
canvas_text_centre(struct canvas *c, int row, int col, int cols, enum role role,
    const char *text)
{
	int w = canvas_width(text), left;

	if (w >= cols)
		return canvas_text(c, row, col, cols, role, text);
	left = (cols - w) / 2;
	canvas_fill(c, (struct rect){ row, col, 1, left }, role);
	return canvas_text(c, row, col + left, cols - left, role, text);
}

int
canvas_textf(struct canvas *c, int row, int col, int cols, enum role role,
    const char *fmt, ...)
{
	char buf[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof buf, fmt, ap);
	va_end(ap);
	return canvas_text(c, row, col, cols, role, buf);
}

int
canvas_wrap(struct canvas *c, struct rect r, enum role role, const char *text,
    int skip, bool draw)
{
	int lines = 0;
	struct strbuf line = { 0 };

	if (r.cols < 1)
		return 0;
	while (*text != '\0') {
		size_t end = strcspn(text, "\n"), take, cut;

		strbuf_clear(&line);
		strbuf_add_n(&line, text, end);
		take = canvas_fit(strbuf_str(&line), r.cols);
		if (take < end) {
			for (cut = take; cut > 0 && text[cut] != ' '; cut--)
				;
			if (cut > 0)
				take = cut;
			else if (take == 0)	/* wider than the whole rectangle */
				take = piece_next(text, false).used;
			strbuf_clear(&line);
			strbuf_add_n(&line, text, take);
		}
		if (draw && lines >= skip && lines - skip < r.rows)
			canvas_text(c, r.row + lines - skip, r.col, r.cols, role,
			    strbuf_str(&line));
		lines++;
		text += take;
		if (take < end)
			while (*text == ' ')
				text++;
		else if (*text == '\n')
			text++;
	}
	strbuf_fini(&line);
	return lines;
}

/* The part of r that is on the canvas. */
static struct rect
clip(const struct canvas *c, struct rect r)
{
	if (r.row < 0) {
		r.rows += r.row;
		r.row = 0;
	}
	if (r.col < 0) {
		r.cols += r.col;
		r.col = 0;
	}
	if (r.row + r.rows > c->rows)
		r.rows = c->rows - r.row;
	if (r.col + r.cols > c->cols)
		r.cols = c->cols - r.col;
	return r;
}

void
canvas_fill(struct canvas *c, struct rect r, enum role role)
{
	int row, col;

	r = clip(c, r);
	for (row = r.row; row < r.row + r.rows; row++) {
		for (col = r.col; col < r.col + r.cols; col++) {
			if (col == r.col || col == r.col + r.cols - 1)
				split_wide(c, row, col);
			blank(cell_at(c, row, col), role);
		}
	}
}

void
canvas_tint(struct canvas *c, struct rect r, enum role role)
{
	int row, col;

	r = clip(c, r);
	for (row = r.row; row < r.row + r.rows; row++)
		for (col = r.col; col < r.col + r.cols; col++)
			cell_at(c, row, col)->role = (uint8_t)role;
}

void
canvas_glyph(struct canvas *c, int row, int col, enum role role, enum glyph g)
{
	if (row < 0 || row >= c->rows || col < 0 || col >= c->cols)
		return;
	split_wide(c, row, col);
	blank(cell_at(c, row, col), role);
	cell_at(c, row, col)->glyph = (uint8_t)g;
}

void
canvas_hline(struct canvas *c, int row, int col, int cols, enum role role)
{
	int i;

	for (i = 0; i < cols; i++)
		canvas_glyph(c, row, col + i, role, GLYPH_HLINE);
}

void
canvas_vline(struct canvas *c, int row, int col, int rows, enum role role)
{
	int i;

	for (i = 0; i < rows; i++)
		canvas_glyph(c, row + i, col, role, GLYPH_VLINE);
}

void
canvas_box(struct canvas *c, struct rect r, enum role role, const char *title)
{
	int right = r.col + r.cols - 1, low = r.row + r.rows - 1, w;

	if (r.rows < 2 || r.cols < 2)
		return;
	canvas_fill(c, r, ROLE_POPUP);
	canvas_hline(c, r.row, r.col + 1, r.cols - 2, role);
	canvas_hline(c, low, r.col + 1, r.cols - 2, role);
	canvas_vline(c, r.row + 1, r.col, r.rows - 2, role);
	canvas_vline(c, r.row + 1, right, r.rows - 2, role);
	canvas_glyph(c, r.row, r.col, role, GLYPH_UL);
	canvas_glyph(c, r.row, right, role, GLYPH_UR);
	canvas_glyph(c, low, r.col, role, GLYPH_LL);
	canvas_glyph(c, low, right, role, GLYPH_LR);
	if (str_empty(title) || r.cols < 6)
		return;
	w = canvas_width(title);
	if (w > r.cols - 4)
		w = r.cols - 4;
	canvas_text(c, r.row, r.col + 1, 1, role, " ");
	canvas_text(c, r.row, r.col + 2, w, ROLE_HEAD, title);
	canvas_text(c, r.row, r.col + 2 + w, 1, role, " ");
}

struct rect
rect_centre(struct rect within, int rows, int cols)
{
	struct rect r;

	r.rows = rows < within.rows ? rows : within.rows;
	r.cols = cols < within.cols ? cols : within.cols;
	r.row = within.row + (within.rows - r.rows) / 2;
	r.col = within.col + (within.cols - r.cols) / 2;
	return r;
}

struct rect
rect_inner(struct rect r)
{
	r.row++;
	r.col++;
	r.rows = r.rows > 2 ? r.rows - 2 : 0;
	r.cols = r.cols > 2 ? r.cols - 2 : 0;
	return r;
}

void
canvas_cursor(struct canvas *c, int row, int col)
{
	c->cursor_row = row < 0 ? 0 : row >= c->rows ? c->rows - 1 : row;
	c->cursor_col = col < 0 ? 0 : col >= c->cols ? c->cols - 1 : col;
}

void
canvas_cursor_get(const struct canvas *c, int *row, int *col)
{
	*row = c->cursor_row;
	*col = c->cursor_col;
}

const struct cell *
canvas_cell(const struct canvas *c, int row, int col)
{
	assert(row >= 0 && row < c->rows && col >= 0 && col < c->cols);
	return cell_at(c, row, col);
}

void
canvas_copy(struct canvas *dst, const struct canvas *src)
{
	assert(dst->rows == src->rows && dst->cols == src->cols);
	memcpy(dst->cells, src->cells,
	    (size_t)src->rows * (size_t)src->cols * sizeof *src->cells);
}

char *
canvas_row_text(const struct canvas *c, int row, enum glyph_set glyphs)
{
	struct strbuf b = { 0 };
	size_t end = 0;
	int col;

	for (col = 0; col < c->cols; col++) {
		const struct cell *cell = cell_at(c, row, col);

		if (cell->width == 0)
			continue;
		if (cell->glyph != GLYPH_NONE)
			strbuf_add(&b, glyph_text(cell->glyph, glyphs));
		else if (cell->text[0] == '\0' || str_eq(cell->text, " "))
			strbuf_add_char(&b, ' ');
		else
			strbuf_add(&b, cell->text);
		if (cell->glyph != GLYPH_NONE ||
		    (cell->text[0] != '\0' && !str_eq(cell->text, " ")))
			end = b.len;
	}
	if (b.s != NULL)
		b.s[end] = '\0';
	return strbuf_take(&b);
}

void
canvas_dump(const struct canvas *c, FILE *to, enum glyph_set glyphs)
{
	int row, last = c->rows - 1;
	char *line;

	for (; last >= 0; last--) {
		line = canvas_row_text(c, last, glyphs);
		if (line[0] != '\0') {
			free(line);
			break;
		}
		free(line);
	}
	for (row = 0; row <= last; row++) {
		line = canvas_row_text(c, row, glyphs);
		fprintf(to, "%s\n", line);
		free(line);
	}
}
