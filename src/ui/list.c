#include "ui/list_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

/* Rows */

void
list_page_add(struct list_page *p, int64_t id, const char *key,
    const char *const *cells, size_t ncells, enum role role)
{
	struct list_row *r;
	size_t i;

	p->rows = xgrow(p->rows, &p->cap, p->n + 1, sizeof *p->rows);
	r = &p->rows[p->n++];
	r->id = id;
	r->key = xstrdup(key != NULL ? key : "");
	r->role = role;
	r->cells = xcalloc(p->ncols > 0 ? p->ncols : 1, sizeof *r->cells);
	for (i = 0; i < p->ncols; i++)
		r->cells[i] = xstrdup(i < ncells && cells[i] != NULL ? cells[i] : "");
}

static void
row_fini(struct list_row *r, size_t ncols)
{
	size_t i;

	for (i = 0; i < ncols; i++)
		free(r->cells[i]);
	free(r->cells);
	free(r->key);
}

void
list_page_fini(struct list_page *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		row_fini(&p->rows[i], p->ncols);
	free(p->rows);
	p->rows = NULL;
	p->n = p->cap = 0;
}

struct list *
list_new(const struct list_col *cols, size_t ncols,
    const struct list_source *source, void *ctx)
{
	struct list *l = xcalloc(1, sizeof *l);

	if (ncols > LIST_COLUMNS_MAX)
		ncols = LIST_COLUMNS_MAX;
	memcpy(l->cols, cols, ncols * sizeof *cols);
	l->ncols = l->page.ncols = ncols;
	l->source = source;
	l->ctx = ctx;
	l->searchable = l->has_marks = true;
	l->is_stale = true;
	l->height = 20;
	l->count = -1;
	edit_init(&l->find, 100);
	return l;
}

struct list *
list_new_entity(const struct entity *e, const struct list_source *source, void *ctx)
{
	struct list_col cols[LIST_COLUMNS_MAX];
	size_t n = 0;

	for (; n < e->ncolumns && n < LIST_COLUMNS_MAX; n++) {
		const struct field *f = e->columns[n].field;

		cols[n] = (struct list_col){
			.title = tr(f->label),
			.width = f->width,
			.priority = e->columns[n].priority,
			.grow = e->columns[n].grow,
			.right = f->type == FIELD_INT || f->type == FIELD_MONEY ||
			    f->type == FIELD_PERCENT || f->type == FIELD_POINTS,
		};
	}
	return list_new(cols, n, source, ctx);
}

void
list_free(struct list *l)
{
	if (l == NULL)
		return;
	list_page_fini(&l->page);
	edit_fini(&l->find);
	strbuf_fini(&l->preview);
	free(l->filter);
	free(l->marks);
	free(l);
}

void
list_set_searchable(struct list *l, bool on)
{
	l->searchable = on;
}

void
list_set_can_new(struct list *l, bool on)
{
	l->can_new = on;
}

void
list_set_marks(struct list *l, bool on)
{
	l->has_marks = on;
}

void
list_set_preview(struct list *l, bool on)
{
	l->has_preview = on;
}

void
list_set_filter(struct list *l, const char *text)
{
	free(l->filter);
	l->filter = str_empty(text) ? NULL : xstrdup(text);
}

void
list_set_find(struct list *l, const char *text)
{
	edit_set(&l->find, text);
	l->is_stale = true;
	l->at = l->top = 0;
	list_page_fini(&l->page);
}

const char *
list_find(const struct list *l)
{
	return edit_text(&l->find);
}

const struct err_note *
list_note(const struct list *l)
{
	return &l->note;
}

/* Loading */

enum err
list_ask(struct list *l, const char *anchor, bool backward, int limit, struct list_page *page)
{
	struct list_request rq = {
		.find = edit_text(&l->find), .anchor = anchor,
		.backward = backward, .limit = limit,
	};
	enum err err;
	size_t r, i;
	int w;

	memset(page, 0, sizeof *page);
	page->ncols = l->ncols;
	l->note = (struct err_note){ 0 };
	err = l->source->fetch(l->ctx, &rq, page, &l->note);
	for (r = 0; err == ERR_OK && r < page->n; r++) {
		for (i = 0; i < l->ncols; i++) {
			w = canvas_width(page->rows[r].cells[i]);
			if (w > l->seen[i])
				l->seen[i] = w;
		}
	}
	/* A source that found its way may have left a note on the path. */
	if (err == ERR_OK) {
		l->note = (struct err_note){ 0 };
	} else {
		l->note.code = err;
		list_page_fini(page);
	}
	return err;
}

int
list_page_size(const struct list *l)
{
	return l->height > 5 ? l->height + 1 : 6;
}

size_t
list_index_of(const struct list *l, int64_t id)
{
	size_t i;

	for (i = 0; i < l->page.n && l->page.rows[i].id != id; i++)
		;
	return i;
}

enum err
list_reload(struct list *l, struct err_note *note)
{
	int64_t id = list_selected(l);
	size_t was_at = l->at, was_top = l->top;
	bool from_start = l->page.n == 0 || l->at_start;
	int limit = list_page_size(l);
	struct list_page page;
	char *anchor;
	enum err err;

	if ((int)l->page.n > limit)
		limit = l->page.n > LIST_WINDOW ? LIST_WINDOW : (int)l->page.n;
	anchor = from_start ? NULL : xstrdup(l->page.rows[0].key);
	err = list_ask(l, anchor, false, limit, &page);
	free(anchor);
	l->is_stale = false;
	l->count = -1;
	l->preview_id = 0;
	if (err != ERR_OK) {
		if (note != NULL)
			*note = l->note;
		return err;
	}
	list_page_fini(&l->page);
	l->page = page;
	l->at_start = from_start;
	l->at_end = (int)page.n < limit;
	l->at = list_index_of(l, id);
	if (id == 0 || l->at == l->page.n)
		l->at = was_at < l->page.n ? was_at : l->page.n > 0 ? l->page.n - 1 : 0;
	l->top = was_top <= l->at ? was_top : l->at;
	if (l->page.n == 0 && !l->at_start) {	/* all behind the anchor are gone */
		l->at_start = true;
		return list_reload(l, note);
	}
	return ERR_OK;
}

enum err
list_ensure(struct list *l)
{
	return l->is_stale ? list_reload(l, NULL) : ERR_OK;
}

static void
trim_front(struct list *l, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		row_fini(&l->page.rows[i], l->ncols);
	memmove(l->page.rows, l->page.rows + n, (l->page.n - n) * sizeof *l->page.rows);
	l->page.n -= n;
	l->at -= n < l->at ? n : l->at;
	l->top -= n < l->top ? n : l->top;
	l->at_start = false;
}

static void
trim_back(struct list *l, size_t keep)
{
	while (l->page.n > keep)
		row_fini(&l->page.rows[--l->page.n], l->ncols);
	l->at_end = false;
}

bool
list_more(struct list *l, bool backward)
{
	struct list_page page;
	size_t i, n;
	int limit = list_page_size(l);

	if (l->page.n == 0 || (backward ? l->at_start : l->at_end))
		return false;
	if (list_ask(l, l->page.rows[backward ? 0 : l->page.n - 1].key, backward, limit,
	    &page) != ERR_OK)
		return false;
	n = page.n;
	if (backward)
		l->at_start = (int)n < limit;
	else
		l->at_end = (int)n < limit;
	l->page.rows = xgrow(l->page.rows, &l->page.cap, l->page.n + n, sizeof *l->page.rows);
	if (backward) {
		memmove(l->page.rows + n, l->page.rows, l->page.n * sizeof *l->page.rows);
		for (i = 0; i < n; i++)		/* nearest first: turned round */
			l->page.rows[n - 1 - i] = page.rows[i];
		l->at += n;
		l->top += n;
	} else {
		memcpy(l->page.rows + l->page.n, page.rows, n * sizeof *page.rows);
	}
	l->page.n += n;
	free(page.rows);
	if (l->page.n > LIST_WINDOW) {
		if (backward)
			trim_back(l, LIST_WINDOW / 2 + n);
		else
			trim_front(l, LIST_WINDOW / 2);
	}
	return n > 0;
}

/* Selection */

const struct list_row *
list_selected_row(const struct list *l)
{
	return l->at < l->page.n ? &l->page.rows[l->at] : NULL;
}

int64_t
list_selected(const struct list *l)
{
	return l->at < l->page.n ? l->page.rows[l->at].id : 0;
}

bool
list_select(struct list *l, int64_t id)
{
	size_t i;

	(void)list_ensure(l);
	i = list_index_of(l, id);
	if (i == l->page.n)
		return false;
	l->at = i;
	return true;
}

static void
move_by(struct list *l, int by)
{
	for (; by > 0; by--) {
		if (l->at + 1 >= l->page.n && !list_more(l, false))
			return;
		if (l->at + 1 < l->page.n)
			l->at++;
	}
	for (; by < 0; by++) {
		if (l->at == 0 && !list_more(l, true))
			return;
		if (l->at > 0)
			l->at--;
	}
}

int64_t
list_step(struct list *l, int by)
{
	int64_t before;

	(void)list_ensure(l);
	before = list_selected(l);
	move_by(l, by);
	return list_selected(l) != before ? list_selected(l) : 0;
}

static void
to_edge(struct list *l, bool end)
{
	struct list_page page;
	size_t i;
	int limit = list_page_size(l);

	if (end ? l->at_end : l->at_start) {
		l->at = end && l->page.n > 0 ? l->page.n - 1 : 0;
		return;
	}
	if (list_ask(l, NULL, end, limit, &page) != ERR_OK)
		return;
	list_page_fini(&l->page);
	l->page = page;
	for (i = 0; end && i < page.n / 2; i++) {
		struct list_row r = page.rows[i];

		page.rows[i] = page.rows[page.n - 1 - i];
		page.rows[page.n - 1 - i] = r;
	}
	l->at_start = !end || (int)page.n < limit;
	l->at_end = end || (int)page.n < limit;
	l->at = end && page.n > 0 ? page.n - 1 : 0;
	l->top = 0;
}

/* Marks */

bool
list_is_marked(const struct list *l, int64_t id)
{
	size_t i;

	if (l->mark_all)
		return true;
	for (i = 0; i < l->nmarks; i++)
		if (l->marks[i] == id)
			return true;
	return false;
}

static void
toggle_mark(struct list *l)
{
	int64_t id = list_selected(l);
	size_t i;

	if (id == 0)
		return;
	l->mark_all = false;
	for (i = 0; i < l->nmarks; i++) {
		if (l->marks[i] == id) {
			l->marks[i] = l->marks[--l->nmarks];
			return;
		}
	}
	l->marks = xgrow(l->marks, &l->cap_marks, l->nmarks + 1, sizeof *l->marks);
	l->marks[l->nmarks++] = id;
}

size_t
list_marked(const struct list *l, const int64_t **ids)
{
	*ids = l->marks;
	return l->nmarks;
}

bool
list_mark_all(const struct list *l)
{
	return l->mark_all;
}

void
list_clear_marks(struct list *l)
{
	l->nmarks = 0;
	l->mark_all = false;
}

/* Events */

static enum list_result
found(struct list *l, enum edit_result r)
{
	if (r == EDIT_CHANGED) {
		list_page_fini(&l->page);
		l->at = l->top = 0;
		l->has_moved = l->mark_all = false;	/* "all" was said of other rows */
		l->is_stale = true;
		l->at_start = l->at_end = false;
	}
	return r == EDIT_PASS ? LIST_PASS : LIST_USED;
}

/* The row to open: the one whose code is what was typed wins. */
static enum list_result
open_row(struct list *l)
{
	size_t i;

	if (list_ensure(l) != ERR_OK)
		return LIST_FAILED;
	for (i = 0; !edit_is_empty(&l->find) && i < l->page.n; i++)
		if (str_ieq_ascii(l->page.rows[i].cells[0], edit_text(&l->find)))
			l->at = i;
	return list_selected(l) != 0 ? LIST_OPEN : LIST_USED;
}

static enum list_result
list_text(struct list *l, const struct ui_event *ev)
{
	bool empty = edit_is_empty(&l->find);

	/* A blank goes on with the words until the cursor is moved to a row; no search holds a star. */
	if (l->has_marks && (empty || (l->has_moved && !ev->burst)) && ev->action == ACT_MARK) {
		toggle_mark(l);
		move_by(l, 1);
		return LIST_USED;
	}
	if (l->has_marks && (empty || !ev->burst) && ev->action == ACT_MARK_ALL) {
		l->mark_all = !l->mark_all;
		l->nmarks = 0;
		return LIST_USED;
	}
	if (!l->searchable)
		return LIST_PASS;
	if (empty && ev->text[0] == ' ')
		return LIST_USED;
	return found(l, edit_event(&l->find, ev));
}

enum list_result
list_event(struct list *l, const struct ui_event *ev)
{
	int page = l->height > 1 ? l->height - 1 : 1;

	if (ev->kind == EV_TEXT)
		return list_text(l, ev);
	if (ev->kind == EV_PASTE)
		return l->searchable ? found(l, edit_event(&l->find, ev)) : LIST_PASS;
	if (ev->kind == EV_SCAN) {
		if (ev->echoed > 0 && l->searchable) {
			(void)edit_event(&l->find, ev);
			(void)found(l, EDIT_CHANGED);
		}
		return LIST_PASS;
	}
	if (ev->kind == EV_TICK) {
		if (l->count < 0 && !l->is_stale && l->source->count != NULL &&
		    l->source->count(l->ctx, edit_text(&l->find), LIST_COUNT_CAP + 1,
		    &l->count, &l->note) != ERR_OK)
			l->count = -1;
		return LIST_PASS;
	}
	if (ev->kind != EV_KEY)
		return LIST_PASS;
	if (list_ensure(l) != ERR_OK)
		return LIST_FAILED;
	switch (ev->action) {
	case ACT_UP:
		move_by(l, -1);
		break;
	case ACT_DOWN:
		move_by(l, 1);
		break;
	case ACT_PAGE_UP:
		move_by(l, -page);
		break;
	case ACT_PAGE_DOWN:
		move_by(l, page);
		break;
	case ACT_TOP:
	case ACT_HOME:
		to_edge(l, false);
		break;
	case ACT_BOTTOM:
	case ACT_END:
		to_edge(l, true);
		break;
	case ACT_ENTER:
		return open_row(l);
	case ACT_CANCEL:
		if (!l->searchable || edit_is_empty(&l->find))
			return LIST_PASS;
		edit_set(&l->find, "");
		return found(l, EDIT_CHANGED);
	case ACT_BACKSPACE:
	case ACT_CLEAR:
	case ACT_DELETE_WORD:
		if (!l->searchable)
			return LIST_PASS;
		return found(l, edit_event(&l->find, ev));
	default:
		return LIST_PASS;
	}
	l->has_moved = true;
	return l->note.code != ERR_OK ? LIST_FAILED : LIST_USED;
}

size_t
list_column_count(const struct list *l)
{
	return l->ncols;
}

struct list_col *
list_column(struct list *l, size_t i)
{
	return i < l->ncols ? &l->cols[i] : NULL;
}
