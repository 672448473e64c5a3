/* grid_int.h - what grid.c and grid_draw.c share. Not for others. */
#ifndef QUEN_UI_GRID_INT_H
#define QUEN_UI_GRID_INT_H

#include "ui/grid.h"

#define GRID_CELL_MAX 256

struct grid {
	struct app *app;
	struct grid_column cols[GRID_COLUMNS_MAX];
	size_t ncols;
	const struct grid_ops *ops;
	void *ctx;
	size_t row, col, top;
	size_t shown;			/* rows that fitted when it was drawn last */
	bool grows, is_editing;
	struct edit edit;
};

/* The last row there is a cursor for. */
size_t grid_last(const struct grid *g);
/* A table from the clipboard: tabs between cells, line ends between rows; asks first. */
void grid_paste(struct grid *g, const char *text);

#endif
