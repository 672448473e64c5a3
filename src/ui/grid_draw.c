#include "ui/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/dialog.h"
#include "ui/grid_int.h"

#define MARK_COLS 2			/* in front of every row */

/* Where the columns stand: all in one line, or, when they are too wide for the screen, the
 * growing one in a line of its own above the others. */
struct layout { int at[GRID_COLUMNS_MAX], width[GRID_COLUMNS_MAX], line[GRID_COLUMNS_MAX], lines; };

static bool
is_shown(const struct grid *g, size_t i, bool narrow)
{
	return !narrow || !g->cols[i].is_wide_only;
}

static void
lay_out(const struct grid *g, int cols, struct layout *l)
{
	int sum = MARK_COLS, at[2] = { MARK_COLS, MARK_COLS };
	bool narrow;

	for (size_t i = 0; i < g->ncols; i++)
		sum += g->cols[i].width + 1;
	narrow = sum > cols;
	*l = (struct layout){ .lines = narrow ? 2 : 1 };
	for (size_t i = 0; i < g->ncols; i++) {
		int line = narrow && !g->cols[i].grow && i > 0 ? 1 : 0;

		if (!is_shown(g, i, narrow))
			continue;
		l->line[i] = line;
		l->width[i] = g->cols[i].width;
		if (g->cols[i].grow)
			l->width[i] += narrow ? cols - at[line] - g->cols[i].width : cols - sum;
		l->at[i] = at[line];
		/* What is too narrow even for two lines ends at the edge. */
		if (l->at[i] + l->width[i] > cols)
			l->width[i] = cols > l->at[i] ? cols - l->at[i] : 0;
		at[line] += l->width[i] + 1;
	}
}

static void
draw_heads(const struct grid *g, struct canvas *c, struct rect r, const struct layout *l)
{
	for (int line = 0; line < l->lines; line++)
		canvas_text(c, r.row + line, r.col, r.cols, ROLE_HEAD, "");
	for (size_t i = 0; i < g->ncols; i++) {
		int row = r.row + l->line[i], col = r.col + l->at[i];

		if (l->width[i] <= 0)
			continue;
		if (g->cols[i].right)
			canvas_text_right(c, row, col, l->width[i], ROLE_HEAD, g->cols[i].title);
		else
			canvas_text(c, row, col, l->width[i], ROLE_HEAD, g->cols[i].title);
	}
}

static void
draw_cell(struct grid *g, struct canvas *c, int row, int col, int width, size_t at, size_t i)
{
	bool here = at == g->row && i == g->col;
	enum role role = here ? ROLE_FIELD_FOCUS : at == g->row ? ROLE_ROW_SEL : ROLE_ROW;
	char buf[GRID_CELL_MAX] = "";

	if (here && g->is_editing) {
		edit_draw(&g->edit, c, row, col, width, ROLE_FIELD_FOCUS, true);
		return;
	}
	if (at < g->ops->rows(g->ctx))
		g->ops->cell(g->ctx, at, i, buf, sizeof buf);
	if (g->cols[i].right)
		canvas_text_right(c, row, col, width, role, buf);
	else
		canvas_text(c, row, col, width, role, buf);
	if (here)
		canvas_cursor(c, row, g->cols[i].right ? col + width - 1 : col);
}

static void
draw_row(struct grid *g, struct canvas *c, struct rect r, int row, const struct layout *l, size_t at)
{
	enum role role = at == g->row ? ROLE_ROW_SEL : ROLE_ROW;
	bool wrong = at < g->ops->rows(g->ctx) && g->ops->is_wrong != NULL &&
	    g->ops->is_wrong(g->ctx, at);

	for (int line = 0; line < l->lines; line++)
		canvas_text(c, row + line, r.col, r.cols, role, "");
	canvas_text(c, row, r.col, 1, wrong ? ROLE_ERROR : role, wrong ? "!" :
	    at == g->row ? ">" : "");
	for (size_t i = 0; i < g->ncols; i++)
		if (l->width[i] > 0)
			draw_cell(g, c, row + l->line[i], r.col + l->at[i], l->width[i], at, i);
}

void
grid_draw(struct grid *g, struct canvas *c, struct rect r)
{
	struct layout l;
	size_t n = grid_last(g) + (g->grows || g->ops->rows(g->ctx) > 0);
	int room;

	lay_out(g, r.cols, &l);
	room = (r.rows - l.lines) / l.lines;
	g->shown = room > 0 ? (size_t)room : 1;
	if (g->row < g->top)
		g->top = g->row;
	if (g->row >= g->top + g->shown)
		g->top = g->row - g->shown + 1;
	draw_heads(g, c, r, &l);
	for (size_t k = 0; k < g->shown && g->top + k < n; k++)
		draw_row(g, c, r, r.row + l.lines * ((int)k + 1), &l, g->top + k);
}

/* ---- a table from the clipboard ---- */

static size_t
count_cells(const char *text, size_t *rows)
{
	size_t cells = text[0] != '\0';

	*rows = cells;
	for (; *text != '\0'; text++) {
		if (*text == '\t' || (*text == '\n' && text[1] != '\0'))
			cells++;
		*rows += *text == '\n' && text[1] != '\0';
	}
	return cells;
}

/* The next column that may be typed into, from this one on. */
static size_t
open_column(const struct grid *g, size_t col)
{
	while (col < g->ncols && !g->cols[col].editable)
		col++;
	return col;
}

static bool
paste_row(struct grid *g, size_t row, size_t col, char *line, struct err_note *note)
{
	char *rest = line, *cell;

	while ((cell = rest) != NULL) {
		rest = strchr(cell, '\t');
		if (rest != NULL)
			*rest++ = '\0';
		col = open_column(g, col);
		if (col == g->ncols)
			return true;
		if (g->ops->set(g->ctx, row, col++, cell, note) != ERR_OK)
			return false;
	}
	return true;
}

void
grid_paste(struct grid *g, const char *text)
{
	size_t rows, cells = count_cells(text, &rows), done = 0;
	struct err_note note = { 0 };
	char question[128], first[81], *copy, *line, *rest;
	bool ok = true;

	if (cells > GRID_PASTE_MAX) {
		app_error(g->app, _("That is more than %d cells."), GRID_PASTE_MAX);
		return;
	}
	str_copy(first, sizeof first, text);
	for (char *s = first; *s != '\0'; s++)
		if (*s == '\t' || *s == '\n')
			*s = *s == '\t' ? '|' : ' ';
	snprintf(question, sizeof question, ngettext("Paste %zu row from here?", "Paste %zu rows from here?",
	    (unsigned long)rows), rows);
	if (!dialog_confirm(g->app, question, first))
		return;
	rest = copy = xstrdup(text);
	while (ok && (line = rest) != NULL && *line != '\0') {
		size_t len;

		rest = strchr(line, '\n');
		if (rest != NULL)
			*rest++ = '\0';
		len = strlen(line);
		if (len > 0 && line[len - 1] == '\r')
			line[len - 1] = '\0';
		if (!g->grows && g->row + done >= g->ops->rows(g->ctx))
			break;
		ok = paste_row(g, g->row + done, g->col, line, &note);
		done += ok;
	}
	free(copy);
	if (!ok)
		app_error(g->app, _("Stopped at row %zu: %s"), done + 1, note.text);
	grid_go(g, g->row + done, g->col);
}
