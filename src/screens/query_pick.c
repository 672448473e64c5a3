/* Picking fields for a question: those of the entity, those behind its references, figures of the rows
 * that point at it. One pop-up list; Enter goes into what ends with ">". */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/query_path.h"
#include "screens/queries.h"
#include "ui/dialog.h"
#include "ui/list.h"
#include "ui/menu.h"

#define LEVELS_MAX 4

struct entry { const char *path, *label; bool is_open; const struct query_source *to; };
struct level { const struct query_source *s; char prefix[QUERY_TEXT_MAX + 1]; bool in_rel; };

struct picker {
	struct session *s;
	const struct query_sources *all;
	struct query_def *d;		/* ticked columns; NULL: one is picked */
	char *out;
	size_t size;
	bool plain_rel, picked, changed;
	struct level level[LEVELS_MAX];
	size_t depth;			/* index of the level that shows */
	struct arena arena;		/* of the entries */
	struct entry *entry;
	size_t n, cap;
	struct list *list;
};

static void
add(struct picker *x, const char *path, const char *label, bool is_open, const struct query_source *to)
{
	if (strlen(path) > QUERY_TEXT_MAX)
		return;
	x->entry = xgrow(x->entry, &x->cap, x->n + 1, sizeof(*x->entry));
	x->entry[x->n++] = (struct entry) { arena_strdup(&x->arena, path), arena_strdup(&x->arena, label),
		is_open, to };
}

static void
add_figures(struct picker *x, const struct level *l, const struct field *f)
{
	static const enum query_do figures[] = { DO_SUM, DO_AVERAGE, DO_MIN, DO_MAX };
	struct query_type t;

	query_type_field(l->s, f, &t);
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		char path[2 * QUERY_TEXT_MAX], label[200];

		if (!query_type_can(&t, figures[i]))
			continue;
		snprintf(path, sizeof(path), "%s%s(%s)", l->prefix, query_do_name(figures[i]), f->name);
		snprintf(label, sizeof(label), "%s, %s", tr(f->label), query_do_label(figures[i]));
		add(x, path, label, false, NULL);
	}
}

static void
add_fields(struct picker *x, const struct level *l)
{
	const struct actor *a = x->s->a;

	for (size_t i = 0; i < l->s->e->nfields; i++) {
		const struct field *f = &l->s->e->fields[i];
		const struct query_source *to;
		char path[2 * QUERY_TEXT_MAX], label[200];

		if (!query_field_may(a, f))
			continue;
		if (l->in_rel)
			add_figures(x, l, f);
		snprintf(path, sizeof(path), "%s%s", l->prefix, f->name);
		/* Lists of references are for conditions. */
		if ((!l->in_rel || x->plain_rel) && (f->type != FIELD_REFS || x->d == NULL))
			add(x, path, tr(f->label), false, NULL);
		to = f->type == FIELD_REF ? query_source_find(x->all, f->entity) : NULL;
		if (to == NULL || !query_source_may(a, to) || x->depth + 1 == LEVELS_MAX ||
		    (l->in_rel && !x->plain_rel))
			continue;
		snprintf(path, sizeof(path), "%s%s.", l->prefix, f->name);
		snprintf(label, sizeof(label), "%s >", tr(f->label));
		add(x, path, label, true, to);
	}
}

/* Rows that point here, by each field that does. */
static void
add_rels(struct picker *x, const struct level *l)
{
	const struct actor *a = x->s->a;

	for (size_t i = 0; i < x->all->n; i++) {
		const struct query_source *o = &x->all->s[i];

		for (size_t k = 0; k < o->e->nfields; k++) {
			const struct field *f = &o->e->fields[k];
			char path[2 * QUERY_TEXT_MAX], label[200];

			if (f->type != FIELD_REF || strcmp(f->entity, l->s->e->name) != 0 ||
			    !query_source_may(a, o) || !query_field_may(a, f))
				continue;
			snprintf(path, sizeof(path), "%s<%s/%s.", l->prefix, o->e->name, f->name);
			if (strcmp(f->name, l->s->e->name) == 0)
				snprintf(label, sizeof(label), "< %s >", tr(o->e->plural));
			else
				snprintf(label, sizeof(label), "< %s (%s) >", tr(o->e->plural), tr(f->label));
			add(x, path, label, true, o);
		}
	}
}

static void
fill(struct picker *x)
{
	const struct level *l = &x->level[x->depth];
	char path[2 * QUERY_TEXT_MAX];

	arena_fini(&x->arena);
	x->n = 0;
	if (l->in_rel) {
		snprintf(path, sizeof(path), "%scount", l->prefix);
		add(x, path, _("how many"), false, NULL);
	}
	add_fields(x, l);
	if (!l->in_rel && x->depth + 1 < LEVELS_MAX)
		add_rels(x, l);
}

static int
ticked(const struct picker *x, const char *path)
{
	for (size_t i = 0; x->d != NULL && i < x->d->ncolumns; i++)
		if (strcmp(x->d->column[i].field, path) == 0)
			return (int)i;
	return -1;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct picker *x = ctx;
	char *want = utf8_fold(rq->find);

	(void)note;
	for (size_t i = 0; rq->anchor == NULL && i < x->n; i++) {
		const struct entry *e = &x->entry[i];
		const char *cells[3] = { ticked(x, e->path) >= 0 ? "x" : "", e->label, e->path };
		char *fold = utf8_fold(e->label), key[24];

		snprintf(key, sizeof(key), "%zu", i);
		if (strstr(fold, want) != NULL || strstr(e->path, want) != NULL)
			list_page_add(page, (int64_t)i + 1, key, cells, 3, e->is_open ? ROLE_DIM : ROLE_ROW);
		free(fold);
	}
	free(want);
	return ERR_OK;
}

static void
show(struct picker *x, struct screen *sc)
{
	struct err_note note;
	const struct level *l = &x->level[x->depth];

	fill(x);
	list_set_find(x->list, "");
	if (list_reload(x->list, &note) != ERR_OK)
		app_error_note(x->s->app, &note);
	screen_set_title(sc, "%s", tr(l->s->e->plural));
}

static void
toggle(struct picker *x, const struct entry *e)
{
	struct query_def *d = x->d;
	int at = ticked(x, e->path);

	if (at >= 0) {
		memmove(&d->column[at], &d->column[at + 1], (d->ncolumns - (size_t)at - 1) * sizeof(d->column[0]));
		d->ncolumns--;
	} else if (d->ncolumns == QUERY_COLUMNS_MAX) {
		app_error(x->s->app, _("At most %d columns."), QUERY_COLUMNS_MAX);
		return;
	} else {
		d->column[d->ncolumns++] = (struct query_column) { .label = "",
			.field = arena_strdup(&d->arena, e->path) };
	}
	x->changed = true;
}

static void
enter(struct picker *x, struct screen *sc, bool mark)
{
	int64_t at = list_selected(x->list);
	const struct entry *e;
	struct level *l;
	struct err_note note;

	if (at < 1 || (size_t)at > x->n)
		return;
	e = &x->entry[at - 1];
	if (e->is_open) {
		l = &x->level[x->depth + 1];
		l->s = e->to;
		str_copy(l->prefix, sizeof(l->prefix), e->path);
		l->in_rel = x->level[x->depth].in_rel || strchr(e->path, '<') != NULL;
		x->depth++;
		show(x, sc);
	} else if (x->d != NULL) {
		toggle(x, e);
		if (list_reload(x->list, &note) != ERR_OK)
			app_error_note(x->s->app, &note);
		if (mark)
			list_step(x->list, 1);
	} else {
		str_copy(x->out, x->size, e->path);
		x->picked = true;
		screen_close(sc);
	}
}

static enum err
open_picker(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[3] = {
		{ .title = " ", .width = 1, .priority = 1 },
		{ .title = _("Field"), .width = 34, .priority = 1, .grow = true },
		{ .title = _("Name"), .width = 30, .priority = 3 },
	};
	struct picker *x = arg;

	(void)note;
	sc->data = x;
	x->list = list_new(cols, 3, &source, x);
	list_set_marks(x->list, false);
	screen_set_hint(sc, "%s", x->d != NULL ?
	    _("Space ticks a column, Enter opens what ends with >, F3 goes back.") :
	    _("Type to find a field, Enter takes it or opens what ends with >."));
	show(x, sc);
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct picker *x = sc->data;

	/* It stands over the whole body. */
	for (int i = 0; i < body.rows; i++)
		canvas_fill(c, (struct rect) { body.row + i, body.col, 1, body.cols }, ROLE_TEXT);
	canvas_text(c, body.row, body.col + 1, body.cols - 2, ROLE_HEAD, sc->title);
	body.row++;
	body.rows--;
	list_draw(x->list, c, body, true);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct picker *x = sc->data;
	bool open, used;

	if (ev->kind == EV_KEY && (ev->action == ACT_BACK || ev->action == ACT_CANCEL)) {
		if (x->depth > 0) {
			x->depth--;
			show(x, sc);
		} else {
			screen_close(sc);
		}
		return true;
	}
	if (ev->kind == EV_KEY && ev->action == ACT_SAVE) {
		screen_close(sc);
		return true;
	}
	if (ev->action == ACT_MARK && list_find(x->list)[0] == '\0') {
		enter(x, sc, true);
		return true;
	}
	used = list_take(x->list, sc->app, ev, &open);
	if (open)
		enter(x, sc, false);
	return used;
}

static void
fini(struct screen *sc)
{
	struct picker *x = sc->data;

	list_free(x->list);
	x->list = NULL;
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_MARK, ACT_NONE };

static const struct screen_class picker_class = {
	.name = "query-fields", .code = "", .title = N_("Fields"), .context = CONTEXT_LIST, .bar = bar,
	.open = open_picker, .draw = draw, .event = event, .fini = fini,
};

static void
run(struct picker *x, const char *about)
{
	x->level[0].s = query_source_find(x->all, about);
	if (x->level[0].s == NULL)
		return;
	app_modal(x->s->app, &picker_class, x);
	arena_fini(&x->arena);
	free(x->entry);
}

bool
query_pick(struct session *s, const struct query_sources *all, const char *about, bool plain_rel,
    char *path, size_t size)
{
	struct picker x = { .s = s, .all = all, .plain_rel = plain_rel, .out = path, .size = size };

	run(&x, about);
	return x.picked;
}

bool
query_tick(struct session *s, const struct query_sources *all, struct query_def *d)
{
	struct picker x = { .s = s, .all = all, .d = d };

	run(&x, d->about);
	return x.changed;
}

void
query_pick_entity(struct session *s, const struct query_sources *all, char *name, size_t size)
{
	/* What is asked about most stands first. */
	static const char *const first[] = { "customer", "sale", "sale_line", "card", "appointment",
		"contract", "order", "interaction", "product", NULL };
	struct menu_item *items = xcalloc(all->n, sizeof(*items));
	size_t n = 0;
	int picked;

	name[0] = '\0';
	for (size_t k = 0; first[k] != NULL; k++)
		for (size_t i = 0; i < all->n; i++)
			if (strcmp(all->s[i].e->name, first[k]) == 0 && query_source_may(s->a, &all->s[i]))
				items[n++] = (struct menu_item) { "", tr(all->s[i].e->plural), "", (int)i };
	for (size_t i = 0; i < all->n; i++) {
		bool seen = !query_source_may(s->a, &all->s[i]);

		for (size_t k = 0; !seen && first[k] != NULL; k++)
			seen = strcmp(all->s[i].e->name, first[k]) == 0;
		if (!seen)
			items[n++] = (struct menu_item) { "", tr(all->s[i].e->plural), "", (int)i };
	}
	picked = n > 0 ? menu_run(s->app, _("A question about"), items, n) : -1;
	if (picked >= 0)
		str_copy(name, size, all->s[picked].e->name);
	free(items);
}
