/* Where the fields stand, and drawing them.  Forms have groups and order, no
 * coordinates: the same form fits a phone and a wide screen. */
#include "ui/form_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/i18n.h"

#define TWO_COLUMNS_FROM 100
#define NAME_COLS 24		/* the name beside a code */
#define MIN_NAME 6
#define AGE_COLS 8		/* the age beside a birthday, where there is room */

/* One column of the page while fields flow into it. */
struct flow {
	int left, cols;		/* of the page */
	int label_cols;		/* labels of first fields are aligned */
	int row;		/* next free */
	bool is_phone;		/* a long field goes below its label */
};

static int
box_cols(const struct field *f)
{
	const char *rest = f->choices;
	char value[64];
	int w = 0, n;

	switch (f->type) {
	case FIELD_BOOL:
		return 1;
	case FIELD_CHOICE:
		while (str_next(&rest, ',', value, sizeof value)) {
			n = canvas_width(field_choice_label(f, value));
			if (n > w)
				w = n;
		}
		return w > 0 ? w : 8;
	case FIELD_DAY:
	case FIELD_BIRTH:
		return 10;
	case FIELD_MINUTE:
		return 5;
	case FIELD_INSTANT:
		return 16;
	default:
		return f->width > 0 ? f->width : 20;
	}
}

static int
label_width(const struct field *f)
{
	return canvas_width(tr(f->label)) + (field_is_asked(f) ? 1 : 0);
}

/* Widest label of the fields that begin a row. */
static int
first_labels(const struct form *f, const struct form_page *page, int limit)
{
	size_t r, i;
	int w = 0, n;

	for (r = 0; r < page->nrows; r++) {
		for (i = 0; i < page->rows[r].nfields; i++) {
			const struct field *d = page->rows[r].fields[i];

			if (!f->slots[d->index].is_placed)
				continue;
			n = label_width(d);
			if (n > w)
				w = n;
			break;
		}
	}
	return w < limit ? w : limit;
}

/* Places one field at column at of the flow (0 = begins a line). Returns the
 * column behind it. */
static int
flow_field(struct flow *w, struct slot *s, int at)
{
	const struct field *d = s->field;
	bool begins = at == 0;
	int label = begins ? w->label_cols : label_width(d);
	int box = box_cols(d), need, room;
	bool has_name = d->type == FIELD_REF;

	/* A label out of line is better than half a label: "Phone" and "Phone 2" are two fields. */
	if (begins && label_width(d) > label)
		label = label_width(d);
	need = label + 1 + box + 3 + (has_name ? MIN_NAME + 2 : 0);
	if (!begins && at + 2 + need > w->cols) {	/* to the next line */
		w->row++;
		return flow_field(w, s, 0);
	}
	if (!begins)
		at += 2;
	s->label_row = s->row = w->row;
	s->label_col = w->left + at;
	s->label_cols = label;
	s->col = w->left + at + label + 1;
	room = w->cols - at - label - 1 - 3;
	if (begins && w->is_phone && room < box) {
		s->label_cols = w->cols;
		s->row = ++w->row;
		s->col = w->left;
		room = w->cols - 3;
		label = -1;
	}
	s->cols = box < room ? box : room > 1 ? room : 1;
	at = s->col - w->left + s->cols + 3;
	s->name_cols = 0;
	if (has_name) {
		room = w->cols - at - 1;
		if (room > NAME_COLS)
			room = NAME_COLS;
		if (room >= MIN_NAME) {
			s->name_col = w->left + at + 1;
			s->name_cols = room;
			at += room + 1;
		}
	} else if (d->type == FIELD_BIRTH && w->cols - at - 1 >= AGE_COLS) {
		s->name_col = w->left + at + 1;
		s->name_cols = AGE_COLS;
		at += AGE_COLS + 1;
	}
	return at;
}

/* Flows rows from .. to - 1 of a page into a column; returns its rows. */
static int
flow_rows(struct form *f, const struct form_page *page, size_t from, size_t to,
    struct flow *w)
{
	size_t r, i;

	w->row = 0;
	for (r = from; r < to; r++) {
		int at = 0;
		bool any = false;

		for (i = 0; i < page->rows[r].nfields; i++) {
			struct slot *s = &f->slots[page->rows[r].fields[i]->index];

			if (!s->is_placed)
				continue;
			at = flow_field(w, s, at);
			any = true;
		}
		if (any)
			w->row++;
	}
	return w->row;
}

/* Lays the page out; returns the rows it needs. */
static int
lay_out(struct form *f, size_t p, int cols)
{
	const struct form_page *page = &f->entity->pages[p];
	struct flow w = { .left = 1, .cols = cols - 2, .is_phone = cols < 60 };
	size_t half;
	int a, b;

	if (cols < TWO_COLUMNS_FROM || page->nrows < 6) {
		w.label_cols = first_labels(f, page, w.cols / 3);
		return flow_rows(f, page, 0, page->nrows, &w);
	}
	half = (page->nrows + 1) / 2;
	w.cols = (cols - 4) / 2;
	w.label_cols = first_labels(f, page, w.cols / 3);
	a = flow_rows(f, page, 0, half, &w);
	w.left += w.cols + 2;
	b = flow_rows(f, page, half, page->nrows, &w);
	return a > b ? a : b;
}

static void
draw_tabs(const struct form *f, struct canvas *c, struct rect r)
{
	size_t n = f->entity->npages + f->ntabs, i, from = 0;
	bool cut = false;
	int col, w;

	/* the current tab is always to be seen */
	for (;; from++) {
		col = 1;
		for (i = from; i <= f->tab; i++)
			col += 5 + canvas_width(i < f->entity->npages ?
			    tr(f->entity->pages[i].title) : f->tabs[i - f->entity->npages]);
		if (col < r.cols || from == f->tab)
			break;
	}
	canvas_fill(c, (struct rect){ r.row, r.col, 1, r.cols }, ROLE_TAB);
	col = r.col + 1;
	for (i = from; i < n && col < r.col + r.cols; i++) {
		const char *title = i < f->entity->npages ? tr(f->entity->pages[i].title) :
		    f->tabs[i - f->entity->npages];
		char text[120];
		bool on = i == f->tab;

		snprintf(text, sizeof text, on ? "[%zu %s]" : " %zu %s ", i + 1, title);
		w = canvas_width(text);
		if (col + w > r.col + r.cols)
			w = r.col + r.cols - col;
		canvas_text(c, r.row, col, w, on ? ROLE_TAB_ON : ROLE_TAB, text);
		col += w;
		cut = w < canvas_width(text);
	}
	/* as in the key bar: there is more than fits */
	if (cut || i < n)
		canvas_text(c, r.row, r.col + r.cols - 1, 1, ROLE_KEY, "+");
	canvas_hline(c, r.row + 1, r.col, r.cols, ROLE_RULE);
}

/* The rest of a box as underscores, so that its length can be seen. */
static void
fill_box(struct canvas *c, int row, int col, int cols, int used, enum role role)
{
	for (; used < cols; used++)
		canvas_text(c, row, col + used, 1, role, "_");
}

/* The age beside a birthday whose year is known (A1). */
static void
draw_age(const struct form *f, const struct slot *s, struct canvas *c, int row, int left)
{
	const struct value *v = &f->rec->values[s->field->index];
	int age = v->kind == VALUE_INT ? day_age((day_t)v->i, clock_today()) : -1;

	if (age >= 0)
		canvas_textf(c, row, left + s->name_col, s->name_cols, ROLE_DIM, _("age %d"), age);
}

static void
draw_slot(struct form *f, struct slot *s, struct canvas *c, struct rect r, bool focus)
{
	const struct field *d = s->field;
	bool open = slot_is_open(f, s);
	struct edit *e = slot_edit(f, s);
	enum role role = focus ? ROLE_FIELD_FOCUS : f->mode == FORM_QUERY ? ROLE_FIELD_QUERY :
	    open ? ROLE_FIELD : ROLE_FIELD_FIXED;
	int row = r.row + s->row - f->scroll, lrow = r.row + s->label_row - f->scroll;
	int col = r.col + s->col, w, lcol = r.col + s->label_col;
	const char *mark = " ", *name;
	bool fills;

	if (lrow >= r.row && lrow < r.row + r.rows) {
		w = canvas_width(tr(d->label));
		if (w > s->label_cols - (field_is_asked(d) ? 1 : 0))
			w = s->label_cols - (field_is_asked(d) ? 1 : 0);
		canvas_text(c, lrow, lcol, w, ROLE_LABEL, tr(d->label));
		if (field_is_asked(d) && f->mode != FORM_QUERY)
			canvas_text(c, lrow, lcol + w, 1, ROLE_REQUIRED, "*");
	}
	if (row < r.row || row >= r.row + r.rows)
		return;
	if (open || focus) {
		canvas_text(c, row, col, 1, role == ROLE_FIELD_FOCUS ? ROLE_FIELD : role, "[");
		/* What just fills its box is shown whole, with the cursor on the bracket behind it: a
		 * day that moved to the left would read as another one. */
		fills = canvas_width(edit_text(e)) == s->cols;
		if (fills)
			e->scroll = 0;
		edit_draw(e, c, row, col + 1, s->cols + fills, role, focus);
		w = canvas_width(edit_text(e)) - e->scroll;
		if (d->type == FIELD_NOTE && strchr(edit_text(e), '\n') != NULL)
			w = canvas_textf(c, row, col + 1, s->cols, role, "%.*s ...",
			    (int)strcspn(edit_text(e), "\n"), edit_text(e));
		else if (d->type != FIELD_BOOL || f->mode == FORM_QUERY)
			fill_box(c, row, col + 1, s->cols, w > 0 ? w : 0, role);
		canvas_text(c, row, col + 1 + s->cols, 1,
		    role == ROLE_FIELD_FOCUS ? ROLE_FIELD : role, "]");
	} else {
		name = edit_text(e);
		if (d->type == FIELD_BOOL)
			name = name[0] == 'x' ? "[x]" : "[ ]";
		canvas_text(c, row, col + (d->type == FIELD_BOOL ? 0 : 1),
		    s->cols + (d->type == FIELD_BOOL ? 2 : 0), role, name);
	}
	if (f->mode == FORM_QUERY)
		return;
	name = f->rec->labels != NULL ? f->rec->labels[d->index] : NULL;
	if (s->problem != NULL)
		mark = s->is_warning ? "?" : "!";
	else if (d->type == FIELD_REF && !str_empty(name) && open)
		mark = "+";
	canvas_text(c, row, col + 2 + s->cols, 1,
	    s->problem == NULL ? ROLE_GOOD : s->is_warning ? ROLE_WARNING : ROLE_ERROR, mark);
	if (s->name_cols > 0 && !str_empty(name) && !slot_is_changed(f, s))
		canvas_text(c, row, r.col + s->name_col, s->name_cols, ROLE_DIM, name);
	if (s->name_cols > 0 && d->type == FIELD_BIRTH && s->problem == NULL)
		draw_age(f, s, c, row, r.col);
}

int
form_draw(struct form *f, struct canvas *c, struct rect r, bool focus)
{
	bool tabs = f->entity->npages + f->ntabs > 1;
	struct slot *at = form_focused(f);
	int need = 0;
	size_t i;

	canvas_fill(c, r, ROLE_TEXT);
	if (tabs && r.rows > 2) {
		draw_tabs(f, c, r);
		r.row += 2;
		r.rows -= 2;
	}
	if (f->tab >= f->entity->npages)
		return tabs ? 2 : 0;
	need = lay_out(f, f->tab, r.cols);
	f->page_rows = r.rows;
	if (at != NULL) {
		if (at->label_row < f->scroll)
			f->scroll = at->label_row;
		if (r.rows > 0 && at->row >= f->scroll + r.rows)
			f->scroll = at->row - r.rows + 1;
	}
	if (f->scroll > 0 && f->scroll > need - r.rows)
		f->scroll = need > r.rows ? need - r.rows : 0;
	for (i = 0; i < f->norder; i++) {
		struct slot *s = &f->slots[f->order[i]];

		if (s->page == f->tab)
			draw_slot(f, s, c, r, focus && s == at);
	}
	if (need > f->scroll + r.rows && r.rows > 0)
		canvas_text(c, r.row + r.rows - 1, r.col + r.cols - 1, 1, ROLE_DIM, "v");
	if (f->scroll > 0 && r.rows > 0)
		canvas_text(c, r.row, r.col + r.cols - 1, 1, ROLE_DIM, "^");
	return need + (tabs ? 2 : 0);
}
