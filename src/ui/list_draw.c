#include "ui/list_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

#define ORDER_COLS 2		/* a blank and the arrow behind the head that the rows stand by */
#define MIN_GROW 14		/* a growing column is worth showing from here on */

struct layout {
	int width[LIST_COLUMNS_MAX];	/* 0 = not shown */
	int gap;
};

/* No wider than what is in it, or its head. */
static int
wish(const struct list *l, size_t i)
{
	const struct list_col *col = &l->cols[i];
	int head = canvas_width(col->title), w = col->width;

	if (l->order_title != NULL && i == l->order_col)
		head += ORDER_COLS;
	if (l->seen[i] < w)
		w = l->seen[i];
	if (col->grow && w > MIN_GROW)
		w = MIN_GROW;
	return w > head || (col->grow && w > 0) ? w : head;
}

/* Drops columns by priority, the highest number first, until the rest fits;
 * growing columns share what is left. */
static void
lay_out(const struct list *l, int cols, struct layout *y)
{
	int total, left, ngrow = 0, worst;
	size_t i, drop;

	y->gap = cols >= 60 ? 2 : 1;
	for (i = 0; i < l->ncols; i++)
		y->width[i] = l->cols[i].is_hidden ? 0 : wish(l, i);
	for (;;) {
		total = 0;
		worst = 1;
		drop = l->ncols;
		for (i = 0; i < l->ncols; i++) {
			if (y->width[i] == 0)
				continue;
			total += y->width[i] + (total > 0 ? y->gap : 0);
			if (l->cols[i].priority >= worst && l->cols[i].priority > 1) {
				worst = l->cols[i].priority;
				drop = i;
			}
		}
		if (total <= cols || drop == l->ncols)
			break;
		y->width[drop] = 0;
	}
	for (i = 0; i < l->ncols; i++)
		if (y->width[i] > 0 && l->cols[i].grow)
			ngrow++;
	left = cols - total;
	for (i = 0; i < l->ncols && ngrow > 0; i++) {
		int share;

		if (y->width[i] == 0 || !l->cols[i].grow)
			continue;
		share = left / ngrow--;
		left -= share;
		y->width[i] += share;
		if (y->width[i] < 4)
			y->width[i] = 4;
	}
}

static enum glyph
order_glyph(const struct list *l)
{
	return l->order_desc ? GLYPH_DOWN : GLYPH_UP;
}

/* The head of the column that the rows stand by: the arrow behind the words, or before those that end
 * with the figures below them. */
static void
draw_order(const struct list *l, struct canvas *c, int row, int col, int w)
{
	const struct list_col *head = &l->cols[l->order_col];
	int used = canvas_width(head->title);

	if (used > w - ORDER_COLS)
		used = w - ORDER_COLS;
	if (head->right) {
		canvas_text_right(c, row, col + w - used, used, ROLE_HEAD, head->title);
		canvas_glyph(c, row, col + w - used - ORDER_COLS, ROLE_HEAD, order_glyph(l));
	} else {
		canvas_text(c, row, col, used, ROLE_HEAD, head->title);
		canvas_glyph(c, row, col + used + 1, ROLE_HEAD, order_glyph(l));
	}
}

static void
draw_cells(const struct list *l, struct canvas *c, int row, struct rect r,
    const struct layout *y, char *const *cells, enum role role)
{
	int col = r.col + 2, end = r.col + r.cols;
	size_t i;

	for (i = 0; i < l->ncols; i++) {
		const char *text = cells != NULL ? cells[i] : l->cols[i].title;
		int w = y->width[i];

		if (w == 0)
			continue;
		if (col + w > end)
			w = end - col;
		if (w <= 0)
			break;
		if (cells == NULL && l->order_title != NULL && i == l->order_col && w > ORDER_COLS) {
			draw_order(l, c, row, col, w);
			col += w + y->gap;
			continue;
		}
		if (l->cols[i].right)
			canvas_text_right(c, row, col, w, role, text);
		else
			canvas_text(c, row, col, w, role, text);
		col += w + y->gap;
	}
}

static void
draw_rows(struct list *l, struct canvas *c, struct rect r, const struct layout *y,
    bool focus)
{
	int i;

	for (i = 0; i < r.rows; i++) {
		size_t n = l->top + (size_t)i;
		const struct list_row *row;
		bool sel, marked;
		enum role role;

		if (n >= l->page.n)
			break;
		row = &l->page.rows[n];
		sel = n == l->at;
		marked = list_is_marked(l, row->id);
		role = sel && focus ? ROLE_ROW_SEL : marked ? ROLE_MARK : row->role;
		canvas_fill(c, (struct rect){ r.row + i, r.col, 1, r.cols }, role);
		canvas_text(c, r.row + i, r.col, 1, role, marked ? "*" : sel ? ">" : " ");
		draw_cells(l, c, r.row + i, r, y, row->cells, role);
		if (sel && focus && (!l->searchable || edit_is_empty(&l->find)))
			canvas_cursor(c, r.row + i, r.col);
	}
	if (l->page.n == 0 && l->note.code == ERR_OK && r.rows > 0)
		canvas_text(c, r.row, r.col + 2, r.cols - 2, ROLE_DIM,
		    !edit_is_empty(&l->find) ? _("Nothing found. Esc clears the search.") :
		    l->can_new && str_empty(l->filter) ? _("Nothing here yet. F6 makes the first one.") :
		    _("Nothing here yet."));
	if (l->note.code != ERR_OK && r.rows > 0)
		canvas_wrap(c, r, ROLE_ERROR, l->note.text[0] != '\0' ? l->note.text :
		    err_text(l->note.code), 0, true);
}

static void
draw_preview(struct list *l, struct canvas *c, struct rect r)
{
	int64_t id = list_selected(l);

	canvas_hline(c, r.row, r.col, r.cols, ROLE_RULE);
	r.row++;
	r.rows--;
	canvas_fill(c, r, ROLE_TEXT);
	if (id == 0)
		return;
	/* A key held down goes past rows: what is in them is read where it stops. */
	if (l->preview_id != id && canvas_is_hurried(c)) {
		canvas_owe(c);
		return;
	}
	if (l->preview_id != id) {
		strbuf_clear(&l->preview);
		l->source->preview(l->ctx, id, &l->preview);
		l->preview_id = id;
	}
	r.col++;
	r.cols -= 2;
	canvas_wrap(c, r, ROLE_TEXT, strbuf_str(&l->preview), 0, true);
}

/* Loads until the shown part is full, and keeps the cursor in it. */
static void
scroll(struct list *l)
{
	size_t h = l->height > 0 ? (size_t)l->height : 1;

	if (l->at < l->top)
		l->top = l->at;
	if (l->at >= l->top + h)
		l->top = l->at - h + 1;
	while (l->top + h > l->page.n && !l->at_end && list_more(l, false))
		;
	/* a window that grew: rows above fill it */
	while (l->page.n > 0 && l->top + h > l->page.n && l->top > 0)
		l->top--;
	while (l->page.n > 0 && l->page.n < l->top + h && l->top == 0 && !l->at_start &&
	    list_more(l, true))
		l->top = l->page.n > h ? l->page.n - h : 0;
}

static void
note_layout(struct list *l, const struct layout *y)
{
	for (size_t i = 0; i < l->ncols; i++)
		l->cols[i].is_dropped = y->width[i] == 0 && !l->cols[i].is_hidden;
	l->order_seen = l->order_col < l->ncols && y->width[l->order_col] > ORDER_COLS;
}

void
list_draw(struct list *l, struct canvas *c, struct rect r, bool focus)
{
	struct strbuf status = { 0 };
	struct layout y;
	int w;

	canvas_fill(c, r, ROLE_TEXT);
	l->height = r.rows - 1 - (l->searchable ? 1 : 0) - (l->filter != NULL ? 1 : 0);
	if (l->has_preview && l->source->preview != NULL && r.rows >= 14)
		l->height -= 4;
	if (l->height < 1)
		l->height = 1;
	(void)list_ensure(l);
	scroll(l);
	lay_out(l, r.cols - 2, &y);
	note_layout(l, &y);
	if (l->searchable) {
		list_status(l, &status);
		w = canvas_width(strbuf_str(&status));
		if (w > r.cols / 2)
			w = 0;
		canvas_text(c, r.row, r.col + 1, r.cols - 1, ROLE_LABEL, _("Find:"));
		if (w > 0)
			canvas_text(c, r.row, r.col + r.cols - w - 1, w, ROLE_DIM,
			    strbuf_str(&status));
		strbuf_fini(&status);
		edit_draw(&l->find, c, r.row, r.col + 2 + canvas_width(_("Find:")),
		    r.cols - w - 5 - canvas_width(_("Find:")), ROLE_FIELD,
		    focus && !edit_is_empty(&l->find));
		if (focus && edit_is_empty(&l->find))
			canvas_cursor(c, r.row, r.col + 2 + canvas_width(_("Find:")));
		r.row++;
		r.rows--;
	}
	if (l->filter != NULL) {
		canvas_textf(c, r.row, r.col, r.cols, ROLE_MARK, " %s %s", _("Filter:"),
		    l->filter);
		r.row++;
		r.rows--;
	}
	canvas_fill(c, (struct rect){ r.row, r.col, 1, r.cols }, ROLE_HEAD);
	draw_cells(l, c, r.row, r, &y, NULL, ROLE_HEAD);
	r.row++;
	draw_rows(l, c, (struct rect){ r.row, r.col, l->height, r.cols }, &y, focus);
	if (l->has_preview && l->source->preview != NULL && r.rows + 2 >= 14 &&
	    l->height + 5 <= r.rows)
		draw_preview(l, c, (struct rect){ r.row + l->height, r.col, 4, r.cols });
}

void
list_status(const struct list *l, struct strbuf *out)
{
	int64_t total = l->count;
	size_t last = l->top + (size_t)(l->height > 0 ? l->height : 1);

	if (l->at_start && l->at_end)
		total = (int64_t)l->page.n;
	/* A phone has no room for the column, or the user hid it. */
	if (l->order_title != NULL && !l->order_seen)
		strbuf_addf(out, "%s %s  ", l->order_title, l->order_desc ? "v" : "^");
	if (l->mark_all)
		strbuf_addf(out, "%s", _("all marked  "));
	else if (l->nmarks > 0)
		strbuf_addf(out, _("%zu marked  "), l->nmarks);
	if (total > LIST_COUNT_CAP)
		strbuf_addf(out, _("of %d+"), LIST_COUNT_CAP);
	else if (total >= 0 && l->at_start)
		strbuf_addf(out, _("rows %zu-%zu of %lld"), l->page.n > 0 ? l->top + 1 : 0,
		    last < l->page.n ? last : l->page.n, (long long)total);
	else if (total >= 0)
		strbuf_addf(out, _("of %lld"), (long long)total);
	else if (l->page.n > 0)
		strbuf_addf(out, "%s", _("more ..."));
}
