/* lines_int.h - what lines.c and lines_rows.c share. Not for others. */
#ifndef QUEN_SCREENS_LINES_INT_H
#define QUEN_SCREENS_LINES_INT_H

#include "screens/lines.h"
#include "ui/grid.h"

#define LINES_UNDO_MAX 20

/* How the lines were before a change. */
struct lines_step { struct sale_line *lines; size_t n; };

struct lines {
	struct session *s;
	enum offer_kind kind;
	enum lines_mode mode;
	bool is_fixed;			/* no draft: shown only */
	bool is_dirty;
	struct offer o;
	int64_t take[SALE_LINES_MAX];	/* thousandths to deliver or sell now */
	struct lines_step steps[LINES_UNDO_MAX];
	size_t nsteps;
	char *stored;			/* the lines as text, as they are in the store */
	bool has_draft;			/* of what is typed here */
	char draft[96];			/* key of what was typed and not saved */
	char key[48];			/* of the request: a second Enter posts nothing more */
	struct grid *grid;
};

/* Columns and what they do for the mode. */
size_t lines_columns(const struct lines *x, struct grid_column cols[GRID_COLUMNS_MAX]);
extern const struct grid_ops lines_edit_ops, lines_fixed_ops, lines_take_ops;

/* Prices what is there now. */
enum err lines_price(struct lines *x, struct err_note *note) MUST_CHECK;
void lines_forget(struct lines *x);	/* the steps back */
/* What is left of a line to deliver or sell. */
int64_t lines_left(const struct lines *x, size_t row);

#endif
