/* From the canvas to curses. */
#include "ui/term_int.h"

#include <string.h>
#include <wchar.h>

#include "base/utf8.h"

static attr_t
attr_of(const struct term *t, int role)
{
	unsigned char a = t->theme->styles[role].attr;

	return (a & STYLE_BOLD ? A_BOLD : 0) | (a & STYLE_UNDERLINE ? A_UNDERLINE : 0) |
	    (a & STYLE_REVERSE ? A_REVERSE : 0) | (a & STYLE_DIM ? A_DIM : 0);
}

static short
pair_of(const struct term *t, int role)
{
	const struct style *s = &t->theme->styles[role];

	return s->fg < 0 && s->bg < 0 ? 0 : (short)(role + 1);
}

/* The narrow set: curses turns the wide one into UTF-8 in a UTF-8 locale. */
static chtype
acs_of(enum glyph g)
{
	switch (g) {
	case GLYPH_HLINE: return ACS_HLINE;
	case GLYPH_VLINE: return ACS_VLINE;
	case GLYPH_UL: return ACS_ULCORNER;
	case GLYPH_UR: return ACS_URCORNER;
	case GLYPH_LL: return ACS_LLCORNER;
	case GLYPH_LR: return ACS_LRCORNER;
	case GLYPH_LTEE: return ACS_LTEE;
	case GLYPH_RTEE: return ACS_RTEE;
	case GLYPH_UP: return ACS_UARROW;
	case GLYPH_DOWN: return ACS_DARROW;
	default: return 0;
	}
}

static void
put_cell(const struct term *t, int row, int col, const struct cell *cell)
{
	wchar_t wide[CCHARW_MAX + 1] = { L' ', 0 };
	attr_t attr = attr_of(t, cell->role);
	const char *text = cell->text;
	chtype acs = 0;
	size_t n = 0, at = 0, len;
	cchar_t cc;
	uint32_t cp;
	int used;

	if (cell->glyph != GLYPH_NONE) {
		if (t->glyphs == GLYPHS_ACS)
			acs = acs_of(cell->glyph);
		if (acs != 0) {
			(void)attr_set(attr, pair_of(t, cell->role), NULL);
			(void)mvaddch(row, col, acs);
			(void)attr_set(A_NORMAL, 0, NULL);
			return;
		}
		text = glyph_text(cell->glyph, t->glyphs);
	}
	len = strlen(text);
	while (at < len && n < CCHARW_MAX) {
		used = utf8_decode(text + at, len - at, &cp);
		if (used == 0)
			break;
		wide[n++] = (wchar_t)cp;
		at += (size_t)used;
	}
	wide[n == 0 ? 1 : n] = 0;
	/* where libc measures otherwise than we do, the row would shift */
	if (n > 0 && wcwidth(wide[0]) != cell->width) {
		wide[0] = L'?';
		wide[1] = 0;
	}
	if (setcchar(&cc, wide, attr, pair_of(t, cell->role), NULL) != OK) {
		wide[1] = 0;
		(void)setcchar(&cc, wide, attr, pair_of(t, cell->role), NULL);
	}
	(void)mvadd_wch(row, col, &cc);
	if (cell->width == 2 && wide[0] == L'?')
		(void)mvaddch(row, col + 1, ' ');
}

void
term_show(void *d, const struct canvas *c, bool repaint)
{
	struct term *t = d;
	int row, col, rows = canvas_rows(c), cols = canvas_cols(c), y, x;

	if (rows > t->rows)
		rows = t->rows;
	if (cols > t->cols)
		cols = t->cols;
	for (row = 0; row < rows; row++) {
		const struct cell *line = canvas_cell(c, row, 0);
		struct cell *old = &t->shown[(size_t)row * (size_t)t->cols];

		if (!repaint && memcmp(line, old, (size_t)cols * sizeof *line) == 0)
			continue;
		/* the whole row again: curses finds the difference, and no wide
		 * character is ever overwritten by half */
		for (col = 0; col < cols; col++)
			if (line[col].width > 0)
				put_cell(t, row, col, &line[col]);
		memcpy(old, line, (size_t)cols * sizeof *line);
	}
	if (repaint)
		(void)clearok(curscr, TRUE);
	canvas_cursor_get(c, &y, &x);
	(void)move(y < t->rows ? y : 0, x < t->cols ? x : 0);
	(void)refresh();
}
