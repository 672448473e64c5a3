/* list_int.h - the inside of a list, for list*.c only. */
#ifndef QUEN_UI_LIST_INT_H
#define QUEN_UI_LIST_INT_H

#include "base/str.h"
#include "ui/list.h"

#define LIST_WINDOW 600		/* rows kept; farther ones are asked for again */
#define LIST_COUNT_CAP 10000

struct list_page {
	struct list_row *rows;
	size_t n, cap;
	size_t ncols;
};

struct list {
	struct list_col cols[LIST_COLUMNS_MAX];
	size_t ncols;
	int seen[LIST_COLUMNS_MAX];	/* widest cell that was loaded */
	const struct list_source *source;
	void *ctx;
	bool searchable, has_marks, has_preview, mark_all;
	bool has_moved;			/* to a row, after the last letter of the search */
	bool can_new;			/* F6 makes a row here */
	const char *order_title;	/* NULL: the head does not tell of an order */
	size_t order_col;		/* ncols: of none of the columns */
	bool order_desc, order_seen;	/* seen: the column was there at the last draw */
	struct list_page page;		/* the window of rows */
	bool at_start, at_end;		/* no rows before, after the window */
	bool is_stale;			/* ask again before rows are needed */
	size_t at, top;			/* in the window */
	int height;			/* rows shown at the last draw */
	struct edit find;
	char *filter;
	int64_t *marks;
	size_t nmarks, cap_marks;
	int64_t count;			/* -1 = not known yet */
	struct err_note note;
	int64_t preview_id;
	struct strbuf preview;
};

/* Asks the source; *page is the caller's after ERR_OK. */
enum err list_ask(struct list *l, const char *anchor, bool backward, int limit,
    struct list_page *page);
int list_page_size(const struct list *l);	/* rows to ask for at once */
size_t list_index_of(const struct list *l, int64_t id);	/* in the window; its length: not there */
/* Rows are there as far as they can be: loads when stale. */
enum err list_ensure(struct list *l);
/* Loads behind or before the window; false when there is no more. */
bool list_more(struct list *l, bool backward);
void list_page_fini(struct list_page *p);
bool list_is_marked(const struct list *l, int64_t id);

#endif
