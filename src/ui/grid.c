#include "ui/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ui/dialog.h"
#include "ui/grid_int.h"

struct grid *
grid_new(struct app *app, const struct grid_column *cols, size_t ncols, const struct grid_ops *ops,
    void *ctx)
{
	struct grid *g = xcalloc(1, sizeof *g);

	g->app = app;
	g->ncols = ncols < GRID_COLUMNS_MAX ? ncols : GRID_COLUMNS_MAX;
	memcpy(g->cols, cols, g->ncols * sizeof *cols);
	g->ops = ops;
	g->ctx = ctx;
	g->grows = ops->insert != NULL;
	edit_init(&g->edit, 0);
	while (g->col + 1 < g->ncols && !g->cols[g->col].editable)
		g->col++;
	return g;
}

void
grid_free(struct grid *g)
{
	if (g == NULL)
		return;
	edit_fini(&g->edit);
	free(g);
}

void
grid_set_growing(struct grid *g, bool on)
{
	g->grows = on;
}

bool
grid_is_editing(const struct grid *g)
{
	return g->is_editing;
}

size_t
grid_row(const struct grid *g)
{
	return g->row;
}

size_t
grid_column_at(const struct grid *g)
{
	return g->col;
}

size_t
grid_last(const struct grid *g)
{
	size_t n = g->ops->rows(g->ctx);

	return g->grows ? n : n > 0 ? n - 1 : 0;
}

void
grid_refresh(struct grid *g)
{
	size_t last = grid_last(g);

	g->row = g->row < last ? g->row : last;
}

void
grid_go(struct grid *g, size_t row, size_t col)
{
	g->row = row;
	g->col = col < g->ncols ? col : g->ncols - 1;
	grid_refresh(g);
}

/* ---- cells ---- */

static void
start_edit(struct grid *g, bool empty)
{
	char buf[GRID_CELL_MAX] = "";

	if (!g->cols[g->col].editable)
		return;
	if (!empty)
		g->ops->cell(g->ctx, g->row, g->col, buf, sizeof buf);
	edit_set(&g->edit, buf);
	g->edit.allowed = g->cols[g->col].allowed;
	g->is_editing = true;
}

const char *
grid_typed(const struct grid *g)
{
	return edit_text(&g->edit);
}

void
grid_type(struct grid *g, const char *text)
{
	start_edit(g, true);
	if (g->is_editing)
		edit_set(&g->edit, text);
}

static void
stop_edit(struct grid *g)
{
	g->is_editing = false;
	edit_set(&g->edit, "");
}

/* A text into the cell; what is not found may be looked up at once. */
static bool
put(struct grid *g, const char *text)
{
	struct err_note note = { 0 };
	char *clean = utf8_clean(text, strlen(text), false), *picked = NULL;
	enum err e = g->ops->set(g->ctx, g->row, g->col, clean != NULL ? clean : "", &note);

	if ((e == ERR_NOTFOUND || e == ERR_CONFLICT) && g->ops->pick != NULL &&
	    g->ops->pick(g->ctx, g->row, g->col, clean != NULL ? clean : "", &picked))
		e = g->ops->set(g->ctx, g->row, g->col, picked, &note);
	free(picked);
	free(clean);
	if (e != ERR_OK && e != ERR_CANCELLED) {
		note.code = e;
		app_error_note(g->app, &note);
	}
	grid_refresh(g);
	return e == ERR_OK;
}

bool
grid_commit(struct grid *g)
{
	char *text;
	bool ok;

	if (!g->is_editing)
		return true;
	text = xstrdup(edit_text(&g->edit));
	ok = put(g, text);
	free(text);
	if (ok)
		stop_edit(g);
	return ok;
}

/* ---- moving ---- */

static bool
step_col(struct grid *g, int by)
{
	for (int c = (int)g->col + by; c >= 0 && c < (int)g->ncols; c += by) {
		if (g->cols[c].editable) {
			g->col = (size_t)c;
			return true;
		}
	}
	return false;
}

static void
first_col(struct grid *g)
{
	g->col = 0;
	if (!g->cols[0].editable)
		(void)step_col(g, 1);
}

/* Right, then the first cell of the next row. */
static void
go_on(struct grid *g)
{
	if (g->row >= g->ops->rows(g->ctx) || step_col(g, 1))
		return;
	if (g->row < grid_last(g)) {
		g->row++;
		first_col(g);
	}
}

static void
go_back(struct grid *g)
{
	if (step_col(g, -1) || g->row == 0)
		return;
	g->row--;
	g->col = g->ncols - 1;
	if (!g->cols[g->col].editable)
		(void)step_col(g, -1);
}

static void
move_rows(struct grid *g, long by)
{
	long to = (long)g->row + by, last = (long)grid_last(g);

	g->row = (size_t)(to < 0 ? 0 : to > last ? last : to);
}

/* ---- keys ---- */

static void
insert_row(struct grid *g)
{
	if (g->ops->insert == NULL)
		return;
	if (g->row < g->ops->rows(g->ctx))
		g->ops->insert(g->ctx, g->row);
	first_col(g);
}

static void
remove_row(struct grid *g)
{
	if (g->ops->remove == NULL || g->row >= g->ops->rows(g->ctx))
		return;
	g->ops->remove(g->ctx, g->row);
	grid_refresh(g);
	app_message(g->app, "%s", _("The row is gone; Ctrl-Z brings it back."));
}

static void
copy_above(struct grid *g)
{
	char buf[GRID_CELL_MAX] = "";

	if (g->row == 0 || !g->cols[g->col].editable)
		return;
	g->ops->cell(g->ctx, g->row - 1, g->col, buf, sizeof buf);
	(void)put(g, buf);
}

static void
pick(struct grid *g)
{
	char *text = NULL, *typed;

	if (g->ops->pick == NULL || !g->cols[g->col].editable)
		return;
	typed = xstrdup(g->is_editing ? edit_text(&g->edit) : "");
	if (g->ops->pick(g->ctx, g->row, g->col, typed, &text)) {
		stop_edit(g);
		if (put(g, text))
			go_on(g);
	}
	free(typed);
	free(text);
}

static bool
move(struct grid *g, enum act act)
{
	switch (act) {
	case ACT_UP:
		move_rows(g, -1);
		return true;
	case ACT_DOWN:
		move_rows(g, 1);
		return true;
	case ACT_PAGE_UP:
		move_rows(g, -(long)g->shown);
		return true;
	case ACT_PAGE_DOWN:
		move_rows(g, (long)g->shown);
		return true;
	case ACT_TOP:
		g->row = 0;
		return true;
	case ACT_BOTTOM:
		g->row = grid_last(g);
		return true;
	case ACT_LEFT:
		(void)step_col(g, -1);
		return true;
	case ACT_RIGHT:
		(void)step_col(g, 1);
		return true;
	case ACT_HOME:
		first_col(g);
		return true;
	case ACT_END:
		while (step_col(g, 1))
			continue;
		return true;
	case ACT_NEXT:
	case ACT_ENTER:
		go_on(g);
		return true;
	case ACT_PREV:
		go_back(g);
		return true;
	default:
		return false;
	}
}

/* Keys while a cell is open. Moving up and down puts it in first; left and right stay inside. */
static bool
edit_key(struct grid *g, const struct ui_event *ev)
{
	if (ev->kind == EV_KEY) {
		switch (ev->action) {
		case ACT_CANCEL:
			stop_edit(g);
			return true;
		case ACT_ENTER:
		case ACT_NEXT:
		case ACT_PREV:
		case ACT_UP:
		case ACT_DOWN:
		case ACT_PAGE_UP:
		case ACT_PAGE_DOWN:
			return !grid_commit(g) || move(g, ev->action);
		case ACT_LOOKUP:
			pick(g);
			return true;
		default:
			break;
		}
	}
	switch (edit_event(&g->edit, ev)) {
	case EDIT_REFUSED:
		app_bell(g->app);
		return true;
	case EDIT_USED:
	case EDIT_CHANGED:
		return true;
	case EDIT_PASS:
		break;
	}
	return false;
}

static bool
cell_key(struct grid *g, const struct ui_event *ev)
{
	switch (ev->action) {
	case ACT_RESET:
		start_edit(g, false);
		return true;
	case ACT_NEW:
		insert_row(g);
		return true;
	case ACT_DELETE:
	case ACT_DELETE_CHAR:
		remove_row(g);
		return true;
	case ACT_BACKSPACE:
		if (g->row < g->ops->rows(g->ctx) && g->cols[g->col].editable)
			(void)put(g, "");
		return true;
	case ACT_REPEAT:
		copy_above(g);
		return true;
	case ACT_UNDO:
		if (g->ops->undo != NULL)
			g->ops->undo(g->ctx);
		grid_refresh(g);
		return true;
	case ACT_LOOKUP:
		pick(g);
		return true;
	default:
		return move(g, ev->action);
	}
}

bool
grid_event(struct grid *g, const struct ui_event *ev)
{
	if (ev->kind == EV_PASTE && !g->is_editing && strpbrk(ev->text, "\t\n") != NULL) {
		grid_paste(g, ev->text);
		return true;
	}
	if (ev->kind == EV_SCAN) {
		if (g->is_editing)
			(void)edit_event(&g->edit, ev);		/* takes back what it echoed */
		stop_edit(g);
		g->row = grid_last(g);
		first_col(g);
		if (ev->text[0] != '\0' && put(g, ev->text))
			move_rows(g, 1);
		return true;
	}
	if (!g->is_editing && (ev->kind == EV_TEXT || ev->kind == EV_PASTE) &&
	    g->cols[g->col].editable)
		start_edit(g, true);
	if (g->is_editing)
		return edit_key(g, ev);
	return ev->kind == EV_KEY && cell_key(g, ev);
}
