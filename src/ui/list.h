/* list.h - rows from a keyset source: pages forward and backward, search as
 * you type, columns by priority, marks. Knows nothing of where rows are from. */
#ifndef QUEN_UI_LIST_H
#define QUEN_UI_LIST_H

#include "base/err.h"
#include "model/entity.h"
#include "ui/canvas.h"
#include "ui/edit.h"
#include "ui/keys.h"

#define LIST_COLUMNS_MAX 32

struct list_col {
	const char *title;	/* translated, borrowed for the list's life */
	int width;		/* wished columns */
	int priority;		/* 1 = always .. 9 = first to go */
	bool right;		/* align right (amounts) */
	bool grow;		/* takes what is left */
	bool is_hidden;		/* chosen by the user (F4) */
	bool is_dropped;	/* no room for it at the last draw */
};

struct list_row {
	int64_t id;		/* the row for the owner; > 0 */
	char *key;		/* opaque anchor of the source: sort value and id */
	char **cells;		/* one a column, formatted for showing */
	enum role role;		/* ROLE_ROW, or ROLE_DIM, ROLE_WARNING ... */
};

/* What a source is asked for. */
struct list_request {
	const char *find;	/* typed search text, "" = all */
	const char *anchor;	/* key of a row, NULL = from the very start/end */
	bool backward;		/* rows before the anchor, nearest first */
	int limit;
};
/* The source adds the rows here; all strings are copied. */
struct list_page;
void list_page_add(struct list_page *p, int64_t id, const char *key,
    const char *const *cells, size_t ncells, enum role role);

/* ctx belongs to the owner. Columns are those of the list, in order. */
struct list_source {
	enum err (*fetch)(void *ctx, const struct list_request *rq,
	    struct list_page *page, struct err_note *note);
	/* Rows in all for find, counted up to cap; NULL: no count is shown. */
	enum err (*count)(void *ctx, const char *find, int64_t cap, int64_t *n,
	    struct err_note *note);
	/* Up to 3 lines about the row under the cursor, at most cols wide; LF
	 * between them; NULL: no preview. */
	void (*preview)(void *ctx, int64_t id, struct strbuf *out);
	/* The anchor of a row as the rows stand now, for list_reorder(); the caller frees. NULL: the
	 * row is gone, or there is only one order. */
	char *(*place)(void *ctx, int64_t id);
};

enum list_result {
	LIST_PASS,		/* not for a list: the screen's turn */
	LIST_USED,
	LIST_OPEN,		/* Enter on a row, or the one row that is left */
	LIST_FAILED		/* the source failed: list_note */
};

struct list;
struct list *list_new(const struct list_col *cols, size_t ncols,
    const struct list_source *source, void *ctx);
/* Columns of the entity's list clause. */
struct list *list_new_entity(const struct entity *e,
    const struct list_source *source, void *ctx);
void list_free(struct list *l);
/* false: letters typed are not a search (till lines). Default true. */
void list_set_searchable(struct list *l, bool on);
/* An empty list says that F6 makes the first row. */
void list_set_can_new(struct list *l, bool on);
void list_set_marks(struct list *l, bool on);		/* default true */
void list_set_preview(struct list *l, bool on);
/* Shown in the filter line ("Tier=Gold"); "" = none. Reload afterwards. */
void list_set_filter(struct list *l, const char *text);
void list_set_find(struct list *l, const char *text);
const char *list_find(const struct list *l);
/* Drops the rows and asks again; stays on the same row when it is still there. */
enum err list_reload(struct list *l, struct err_note *note);
/* What the head says that the rows stand by: a column, and its name where the column is not seen
 * (borrowed for the list's life). Nothing is said before. */
void list_set_order(struct list *l, size_t column, const char *title, bool desc);
/* The source has another order now: asks again, with the row under the cursor where it was on the
 * screen. Marks, search and filter stay. */
enum err list_reorder(struct list *l, struct err_note *note);
/* Loads lazily at the first draw otherwise. */
void list_draw(struct list *l, struct canvas *c, struct rect r, bool focus);
enum list_result list_event(struct list *l, const struct ui_event *ev);
const struct err_note *list_note(const struct list *l);
struct app;
/* For a screen: what failed is shown. *open: a row was chosen. true: the event was for the list. */
bool list_take(struct list *l, struct app *app, const struct ui_event *ev, bool *open);
int64_t list_selected(const struct list *l);		/* row id, 0 = no rows */
const struct list_row *list_selected_row(const struct list *l);	/* NULL */
/* Moves the cursor to a row that is loaded; false when it is not. */
bool list_select(struct list *l, int64_t id);
/* Moves to the neighbour (+1 / -1), loading as needed; its id or 0. */
int64_t list_step(struct list *l, int by);
size_t list_marked(const struct list *l, const int64_t **ids);	/* borrowed */
void list_clear_marks(struct list *l);
bool list_mark_all(const struct list *l);	/* "*": all rows of the filter */
/* What is marked as ids, "*" too: read from the source; the caller frees. ERR_LIMIT beyond cap rows. */
enum err list_marked_ids(struct list *l, size_t cap, int64_t **ids, size_t *n,
    struct err_note *note) MUST_CHECK;
/* "rows 1-3 of 3", "3 of 10.000+" for the status line. */
void list_status(const struct list *l, struct strbuf *out);
size_t list_column_count(const struct list *l);
struct list_col *list_column(struct list *l, size_t i);	/* to hide, F4 */

#endif
