/* The order and the columns of a list as its user wants them (UX 5), kept from one sign-in to the next. */
#include "ui/browse_int.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

/* Two lines a column, upward and downward. */
#define ORDERS_MAX (2 * (LIST_COLUMNS_MAX + 1))

/* Related rows stand as they came. */
bool
browse_can_order(const struct browse_list *b)
{
	return b->spec.ops->can_sort != NULL && str_empty(b->spec.by) &&
	    b->spec.entity->sort != NULL;
}

/* What the rows stand by now. */
static struct browse_order
order_now(const struct browse_list *b)
{
	const struct entity *e = b->spec.entity;

	if (b->rows.order.sort != NULL)
		return b->rows.order;
	return (struct browse_order){ e->sort, e->sort_desc };
}

static bool
is_first_order(const struct entity *e, const struct browse_order *o)
{
	return o->sort == e->sort && o->desc == e->sort_desc;
}

static void
show_order(struct browse_list *b)
{
	const struct entity *e = b->spec.entity;
	struct browse_order o = order_now(b);
	size_t i;

	if (!browse_can_order(b))
		return;
	for (i = 0; i < e->ncolumns && e->columns[i].field != o.sort; i++)
		;
	list_set_order(b->list, i, tr(o.sort->label), o.desc);
}

/* What is kept of the list as it is now. */
static void
view_of(const struct browse_list *b, struct browse_view *v)
{
	const struct entity *e = b->spec.entity;

	memset(v, 0, sizeof *v);
	v->order = b->rows.order;
	for (size_t i = 0; i < e->ncolumns && i < list_column_count(b->list); i++)
		if (list_column(b->list, i)->is_hidden)
			v->hidden[v->nhidden++] = e->columns[i].field;
}

bool
browse_view_is_own(const struct browse_list *b)
{
	struct browse_view v;

	view_of(b, &v);
	return v.order.sort != NULL || v.nhidden > 0;
}

static void
keep_view(struct screen *s)
{
	struct browse_list *b = s->data;
	struct browse_view v;
	struct err_note note = { 0 };

	view_of(b, &v);
	if (b->spec.ops->view_save != NULL &&
	    b->spec.ops->view_save(b->spec.ctx, b->spec.entity, &v, &note) != ERR_OK)
		app_error_note(s->app, &note);
}

void
browse_view_open(struct browse_list *b)
{
	const struct entity *e = b->spec.entity;
	struct browse_view v = { 0 };

	if (b->spec.ops->view_load != NULL)
		b->spec.ops->view_load(b->spec.ctx, e, &v);
	/* What a form or a right has taken away meanwhile is no order any more. */
	if (v.order.sort != NULL && browse_can_order(b) && !is_first_order(e, &v.order) &&
	    b->spec.ops->can_sort(b->spec.ctx, e, v.order.sort))
		b->rows.order = v.order;
	for (size_t i = 1; i < e->ncolumns && i < list_column_count(b->list); i++)
		for (size_t k = 0; k < v.nhidden; k++)
			if (v.hidden[k] == e->columns[i].field)
				list_column(b->list, i)->is_hidden = true;
	show_order(b);
}

static void
set_order(struct screen *s, const struct browse_order *o)
{
	struct browse_list *b = s->data;
	struct browse_order was = b->rows.order;
	struct err_note note = { 0 };

	b->rows.order = is_first_order(b->spec.entity, o) ? (struct browse_order){ 0 } : *o;
	if (list_reorder(b->list, &note) != ERR_OK) {
		b->rows.order = was;
		app_error_note(s->app, &note);
		return;
	}
	show_order(b);
}

static void
add_orders(const struct browse_list *b, const struct field *f, struct browse_order *orders,
    struct menu_item *items, size_t *n)
{
	struct browse_order now = order_now(b);

	for (int desc = 0; desc < 2; desc++) {
		bool is_now = now.sort == f && now.desc == (desc != 0);

		orders[*n] = (struct browse_order){ f, desc != 0 };
		items[*n] = (struct menu_item){
			.code = is_now ? "*" : "", .label = tr(f->label),
			.note = desc ? _("down") : _("up"), .value = (int)*n,
		};
		(*n)++;
	}
}

void
browse_sort(struct screen *s)
{
	struct browse_list *b = s->data;
	const struct entity *e = b->spec.entity;
	struct menu_item items[ORDERS_MAX];
	struct browse_order orders[ORDERS_MAX];
	bool has_first = false;
	size_t n = 0;
	int picked;

	if (!browse_can_order(b)) {
		app_error(s->app, "%s", _("This list has one order."));
		return;
	}
	for (size_t i = 0; i < e->ncolumns && i < LIST_COLUMNS_MAX; i++) {
		const struct field *f = e->columns[i].field;

		if (!b->spec.ops->can_sort(b->spec.ctx, e, f))
			continue;
		has_first = has_first || f == e->sort;
		add_orders(b, f, orders, items, &n);
	}
	if (!has_first)
		add_orders(b, e->sort, orders, items, &n);
	picked = menu_run(s->app, _("Sort"), items, n);
	if (picked < 0)
		return;
	set_order(s, &orders[picked]);
	keep_view(s);
}

void
browse_columns(struct screen *s)
{
	struct browse_list *b = s->data;
	struct menu_item items[LIST_COLUMNS_MAX];
	size_t n = list_column_count(b->list), i;
	bool changed = false;
	int picked;

	do {
		for (i = 0; i < n; i++) {
			const struct list_col *col = list_column(b->list, i);

			items[i] = (struct menu_item){
				.code = "", .label = col->title, .value = (int)i,
				.note = col->is_hidden ? _("hidden") :
				    col->is_dropped ? _("no room") : _("shown"),
			};
		}
		picked = menu_run(s->app, _("Columns"), items, n);
		if (picked > 0) {	/* the first one always stays */
			list_column(b->list, (size_t)picked)->is_hidden =
			    !list_column(b->list, (size_t)picked)->is_hidden;
			changed = true;
		}
	} while (picked >= 0);
	if (changed)
		keep_view(s);
}

void
browse_view_reset(struct screen *s)
{
	struct browse_list *b = s->data;
	const struct entity *e = b->spec.entity;

	for (size_t i = 0; i < list_column_count(b->list); i++)
		list_column(b->list, i)->is_hidden = false;
	if (b->rows.order.sort != NULL)
		set_order(s, &(struct browse_order){ e->sort, e->sort_desc });
	keep_view(s);
	app_message(s->app, "%s", _("The list is as it was."));
}
