/* grid.h - rows and columns that are typed into (UX 5): order lines, price lists. A cell cursor;
 * typing replaces, F5 edits; Enter goes right, then to the next row; Ins and Del are rows;
 * Ctrl-R takes the cell above; a pasted table fills cells. What the cells hold and what a value
 * means is the owner's: the grid knows texts only. */
#ifndef QUEN_UI_GRID_H
#define QUEN_UI_GRID_H

#include "ui/app.h"
#include "ui/edit.h"

#define GRID_COLUMNS_MAX 16
#define GRID_PASTE_MAX 5000		/* cells of one paste */

struct grid_column {
	const char *title;		/* translated */
	int width;
	bool grow;			/* takes what is left; stands alone in the first line of a narrow screen */
	bool right;			/* figures */
	bool editable;
	bool is_wide_only;		/* left out on narrow screens */
	const char *allowed;		/* ASCII that may be typed, NULL: all */
};
struct grid_ops {
	size_t (*rows)(void *ctx);
	/* What stands there: buf is emptied before. */
	void (*cell)(void *ctx, size_t row, size_t col, char *buf, size_t size);
	/* As typed, cleaned; row may be rows(): a new one. An error: the cell stays open and says why. */
	enum err (*set)(void *ctx, size_t row, size_t col, const char *text, struct err_note *note);
	/* May be NULL: rows are fixed. insert: an empty one before row. */
	void (*insert)(void *ctx, size_t row);
	void (*remove)(void *ctx, size_t row);
	/* F4, and text that was not found: true with *text (owned) to put there. May be NULL. */
	bool (*pick)(void *ctx, size_t row, size_t col, const char *typed, char **text);
	/* Something is wrong with the row: shown by a mark in front. May be NULL. */
	bool (*is_wrong)(void *ctx, size_t row);
	void (*undo)(void *ctx);	/* Ctrl-Z; may be NULL */
};

struct grid;
struct grid *grid_new(struct app *app, const struct grid_column *cols, size_t ncols,
    const struct grid_ops *ops, void *ctx);
void grid_free(struct grid *g);
/* A row to type into below the last one. Default true when ops->insert is there. */
void grid_set_growing(struct grid *g, bool on);
void grid_draw(struct grid *g, struct canvas *c, struct rect r);
/* False: not for a grid, the screen's turn. */
bool grid_event(struct grid *g, const struct ui_event *ev);
/* Puts an open cell in; false: it was refused and said so. Before saving and leaving. */
bool grid_commit(struct grid *g);
bool grid_is_editing(const struct grid *g);
const char *grid_typed(const struct grid *g);	/* what stands in the open cell; borrowed */
/* Opens the cell under the cursor with that text in it, as if it had been typed. */
void grid_type(struct grid *g, const char *text);
size_t grid_row(const struct grid *g);
size_t grid_column_at(const struct grid *g);
void grid_go(struct grid *g, size_t row, size_t col);
/* Rows were changed from outside. */
void grid_refresh(struct grid *g);

#endif
