/* What a list is sorted by: said in its head, and changed under the cursor. */
#include "ui/list_int.h"

#include <stdlib.h>

#include "base/mem.h"

void
list_set_order(struct list *l, size_t column, const char *title, bool desc)
{
	l->order_col = column < l->ncols ? column : l->ncols;
	l->order_title = title;
	l->order_desc = desc;
}

/* The row right before an anchor, where the rows from it on begin: NULL, it is the first. */
static enum err
key_before(struct list *l, const char *anchor, char **key)
{
	struct list_page page;
	enum err err = list_ask(l, anchor, true, 1, &page);

	*key = NULL;
	if (err != ERR_OK)
		return err;
	if (page.n > 0)
		*key = xstrdup(page.rows[0].key);
	list_page_fini(&page);
	return ERR_OK;
}

/* Above the row under the cursor stand as many rows as before, as far as there are. */
static void
keep_line(struct list *l, size_t line)
{
	if (!l->at_start && line > 0)
		(void)list_more(l, true);
	l->top = l->at > line ? l->at - line : 0;
}

enum err
list_reorder(struct list *l, struct err_note *note)
{
	int64_t id = list_selected(l);
	size_t line = l->at > l->top ? l->at - l->top : 0;
	int limit = list_page_size(l);
	char *anchor = id != 0 && l->source->place != NULL ? l->source->place(l->ctx, id) : NULL;
	char *before = NULL;
	struct list_page page;
	enum err err = anchor != NULL ? key_before(l, anchor, &before) : ERR_OK;

	free(anchor);
	if (err == ERR_OK)
		err = list_ask(l, before, false, limit, &page);
	if (err != ERR_OK) {
		free(before);
		if (note != NULL)
			*note = l->note;
		return err;
	}
	list_page_fini(&l->page);
	l->page = page;
	l->is_stale = false;
	l->preview_id = 0;
	l->at_start = before == NULL;
	l->at_end = (int)page.n < limit;
	l->at = list_index_of(l, id);
	if (l->at == l->page.n)
		l->at = 0;
	l->top = 0;
	free(before);
	keep_line(l, line);
	return ERR_OK;
}
