#include "ui/browse_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/dialog.h"

/* Rows */

void
browse_rows_clear(struct browse_rows *r)
{
	size_t i;

	for (i = 0; i < r->nterms; i++)
		free(r->texts[i]);
	r->nterms = 0;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page,
    struct err_note *note)
{
	struct browse_rows *r = ctx;

	return r->spec->ops->fetch(r->spec->ctx, r->entity, r->terms, r->nterms, r->by,
	    r->parent, &r->order, rq, page, note);
}

static enum err
count(void *ctx, const char *find, int64_t cap, int64_t *n, struct err_note *note)
{
	struct browse_rows *r = ctx;

	if (r->spec->ops->count == NULL) {
		*n = -1;
		return ERR_OK;
	}
	return r->spec->ops->count(r->spec->ctx, r->entity, r->terms, r->nterms, r->by,
	    r->parent, find, cap, n, note);
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	struct browse_rows *r = ctx;

	if (r->spec->ops->preview != NULL)
		r->spec->ops->preview(r->spec->ctx, r->entity, id, out);
}

static char *
place(void *ctx, int64_t id)
{
	struct browse_rows *r = ctx;

	return r->spec->ops->place == NULL ? NULL :
	    r->spec->ops->place(r->spec->ctx, r->entity, &r->order, id);
}

const struct list_source browse_source = {
	.fetch = fetch, .count = count, .preview = preview, .place = place,
};

/* Shared with the form */

bool
browse_may(const struct browse_spec *spec, const struct entity *e, const char *verb)
{
	if (e->readonly && !str_eq(verb, "view"))
		return false;
	return spec->ops->may == NULL || spec->ops->may(spec->ctx, e, verb);
}

static void
say_denied(struct screen *s, const struct entity *e, const char *verb)
{
	app_error(s->app, _("Not allowed: this needs the right %s.%s."), e->function, verb);
}

bool
browse_scan(struct screen *s, const struct browse_spec *spec, const struct record *r,
    const struct ui_event *ev)
{
	const struct entity *e = spec->entity;
	const char *kind = ev->scan == SCAN_STRIPE ? "card" : "barcode";
	size_t i, at = 0;

	if (ev->scan == SCAN_BANK)
		return true;
	if (e->nscans == 0 || spec->ops->command == NULL)
		return false;
	for (i = 0; i < e->nscans; i++)
		if (str_eq(e->scans[i].kind, kind))
			at = i;
	spec->ops->command(spec->ctx, s->app, r, e->scans[at].command, ev->text);
	return true;
}

bool
browse_remove(struct screen *s, const struct browse_spec *spec, const struct entity *e,
    int64_t id)
{
	struct err_note note = { 0 };
	struct record *r = NULL;
	const char *name;
	char text[256], *shown;
	enum err err;

	if (spec->ops->remove == NULL || !browse_may(spec, e, "delete")) {
		say_denied(s, e, "delete");
		return false;
	}
	err = spec->ops->load(spec->ctx, e, id, &r, &note);
	if (err != ERR_OK) {
		app_error_note(s->app, &note);
		return false;
	}
	shown = field_format(e->title_field != NULL ? e->title_field : &e->fields[0],
	    app_format(s->app),
	    &r->values[e->title_field != NULL ? e->title_field->index : 0]);
	name = shown;
	snprintf(text, sizeof text, _("Delete %s \"%s\"?"), tr(e->title), name);
	if (dialog_confirm(s->app, _("Delete"), text)) {
		err = spec->ops->remove(spec->ctx, e, id, r->version, &note);
		if (err == ERR_OK)
			app_message(s->app, _("Deleted: %s"), name);
		else
			dialog_error(s->app, &note);
	} else {
		err = ERR_CANCELLED;
	}
	free(shown);
	record_free(r);
	return err == ERR_OK;
}

/* The list screen */

void
browse_list_texts(struct screen *s)
{
	struct browse_list *b = s->data;
	struct strbuf status = { 0 };

	if (b->is_query) {
		screen_set_mode(s, _("QUERY"));
		screen_set_hint(s, "%s", form_hint(b->query));
		if (b->next.nterms > 0)
			screen_set_status(s, _("example %zu"), browse_examples(&b->next) + 1);
		else
			screen_set_status(s, "%s", "");
		return;
	}
	screen_set_mode(s, _("BROWSE"));
	screen_set_hint(s, "%s", _("Just type to search. Enter opens, Space marks, F7 asks by example."));
	list_status(b->list, &status);
	screen_set_status(s, "%s", strbuf_str(&status));
	strbuf_fini(&status);
}

static enum err
list_open(struct screen *s, void *arg, struct err_note *note)
{
	const struct browse_spec *spec = arg;
	struct browse_list *b;

	if (!browse_may(spec, spec->entity, "view"))
		return err_set(note, ERR_DENIED, "",
		    _("%s: not allowed (needs %s.view)."), tr(spec->entity->plural),
		    spec->entity->function);
	b = xcalloc(1, sizeof *b);
	b->spec = *spec;
	b->rows = (struct browse_rows){
		.spec = &b->spec, .entity = spec->entity, .by = spec->by,
		.parent = spec->parent,
	};
	b->list = list_new_entity(spec->entity, &browse_source, &b->rows);
	list_set_preview(b->list, spec->ops->preview != NULL);
	list_set_can_new(b->list, browse_may(spec, spec->entity, "add"));
	browse_view_open(b);
	if (!str_empty(spec->find))
		list_set_find(b->list, spec->find);
	b->spec.find = NULL;		/* the caller's */
	s->data = b;
	str_copy(s->code, sizeof s->code, spec->entity->code);
	str_copy(s->title, sizeof s->title, tr(spec->entity->plural));
	browse_list_texts(s);
	return ERR_OK;
}

static void
list_fini(struct screen *s)
{
	struct browse_list *b = s->data;

	list_free(b->list);
	form_free(b->query);
	browse_drop_last(b);
	browse_rows_clear(&b->rows);
	browse_rows_clear(&b->next);
	free(b);
}

static void
list_paint(struct screen *s, struct canvas *c, struct rect body)
{
	struct browse_list *b = s->data;

	if (b->is_query) {
		form_draw(b->query, c, body, true);
		return;
	}
	list_draw(b->list, c, body, true);
	browse_list_texts(s);
}

static enum context
list_context(struct screen *s)
{
	return ((struct browse_list *)s->data)->is_query ? CONTEXT_QUERY : CONTEXT_LIST;
}

/* Events of the list */

static void
open_row(struct screen *s, int64_t id)
{
	struct browse_list *b = s->data;
	struct browse_spec spec = b->spec;
	struct err_note note = { 0 };

	spec.id = id;
	spec.list = b->list;
	if (app_push(s->app, &browse_form_class, &spec, &note) != ERR_OK)
		app_error_note(s->app, &note);
}

static void
remove_marked(struct screen *s, const int64_t *ids, size_t n)
{
	struct browse_list *b = s->data;
	const struct entity *e = b->spec.entity;
	struct err_note note = { 0 };
	char text[160], word[40];
	size_t i, done = 0;

	if (b->spec.ops->remove == NULL || !browse_may(&b->spec, e, "delete")) {
		say_denied(s, e, "delete");
		return;
	}
	snprintf(text, sizeof text, _("Delete %zu marked records of %s?"), n, tr(e->plural));
	snprintf(word, sizeof word, "DELETE %zu", n);
	if (!dialog_confirm_word(s->app, _("Delete"), text, word))
		return;
	for (i = 0; i < n; i++) {
		struct record *r = NULL;

		if (b->spec.ops->load(b->spec.ctx, e, ids[i], &r, &note) != ERR_OK)
			continue;
		if (b->spec.ops->remove(b->spec.ctx, e, ids[i], r->version, &note) == ERR_OK)
			done++;
		record_free(r);
	}
	list_clear_marks(b->list);
	if (done == n)
		app_message(s->app, _("%zu deleted"), done);
	else
		app_error(s->app, _("%zu of %zu deleted. %s"), done, n, note.text);
}

static void
remove_here(struct screen *s)
{
	struct browse_list *b = s->data;
	const int64_t *ids;
	size_t n = list_marked(b->list, &ids);

	if (list_mark_all(b->list)) {
		app_error(s->app, "%s", _("All rows at once cannot be deleted: mark them with Space."));
		return;
	}
	if (n > 0)
		remove_marked(s, ids, n);
	else if (list_selected(b->list) == 0 ||
	    !browse_remove(s, &b->spec, b->spec.entity, list_selected(b->list)))
		return;
	(void)list_reload(b->list, NULL);
}

void
browse_print(struct screen *s, const struct browse_rows *r, const struct list *l)
{
	const int64_t *ids;
	size_t n = list_marked(l, &ids);

	r->spec->ops->export_rows(r->spec->ctx, s->app, r->entity, ids, list_mark_all(l) ? 0 : n,
	    r->terms, r->nterms, r->by, r->parent, &r->order, list_find(l));
}

/* A command of forms on the row under the cursor. */
static bool
command_here(struct screen *s, const char *command)
{
	struct browse_list *b = s->data;
	int64_t id = list_selected(b->list);
	struct err_note note;
	struct record *r;

	if (b->spec.ops->command == NULL || id == 0)
		return false;
	if (b->spec.ops->load(b->spec.ctx, b->spec.entity, id, &r, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return true;
	}
	b->spec.ops->command(b->spec.ctx, s->app, r, command, "");
	record_free(r);
	return true;
}

static bool
list_handle(struct screen *s, const struct ui_event *ev)
{
	struct browse_list *b = s->data;
	const struct entity *e = b->spec.entity;
	bool open;

	if (b->is_query)
		return browse_query_event(s, ev);
	if (list_take(b->list, s->app, ev, &open)) {
		if (open)
			open_row(s, list_selected(b->list));
		return true;
	}
	if (ev->kind == EV_SCAN) {
		if (!browse_scan(s, &b->spec, NULL, ev))
			list_set_find(b->list, ev->text);
		return true;
	}
	switch (ev->action) {
	case ACT_NEW:
		if (browse_may(&b->spec, e, "add"))
			open_row(s, 0);
		else
			say_denied(s, e, "add");
		return true;
	case ACT_QUERY:
		browse_query_begin(b, s->app);
		browse_list_texts(s);
		return true;
	case ACT_REFRESH:
		(void)list_reload(b->list, NULL);
		return true;
	case ACT_COLUMNS:
		browse_columns(s);
		return true;
	case ACT_SORT:
		browse_sort(s);
		return true;
	case ACT_DELETE:
		remove_here(s);
		return true;
	case ACT_PRINT:
		if (b->spec.ops->export_rows == NULL)
			return false;
		browse_print(s, &b->rows, b->list);
		return true;
	case ACT_CONTACT:
	case ACT_STORY:
		return command_here(s, ev->action == ACT_STORY ? "customer.story" : "customer.contact");
	default:
		return false;
	}
}

static void
list_tick(struct screen *s)
{
	struct browse_list *b = s->data;
	struct ui_event ev = { .kind = EV_TICK, .text = "" };

	(void)list_event(b->list, &ev);
}

static void
list_resume(struct screen *s)
{
	(void)list_reload(((struct browse_list *)s->data)->list, NULL);
}

static void
list_help(struct screen *s, struct strbuf *out)
{
	struct browse_list *b = s->data;

	if (b->is_query) {
		form_help(b->query, out);
		return;
	}
	strbuf_addf(out, "%s (%s)\n\n", tr(b->spec.entity->plural), b->spec.entity->code);
	strbuf_add(out, _("Type any part of a name, number or phone; accents are optional. Enter opens the row, "
	    "Space marks it, Esc clears the search.\n"));
	strbuf_add(out, _("F7 turns the form into an example: fill in what you look for, F8 runs it. "
	    "F6 asks for one more example: found is what fits any of them.\n"));
	if (b->spec.ops->keep_example != NULL)
		strbuf_add(out, _("F10, Save query, keeps an example under a name and a code.\n"));
	strbuf_add(out, _("F4 hides columns and shows them again, Ctrl-R chooses the order. Both are kept for you.\n"));
}

enum { MORE_DELETED = 1, MORE_LABELS, MORE_ALSO, MORE_CHANGE, MORE_RESET, MORE_KEEP };

static size_t
list_extra(struct screen *s, const struct menu_item **items)
{
	struct browse_list *b = s->data;

	const struct browse_ops *ops = b->spec.ops;
	const struct menu_item keep = {
		.code = "", .label = _("Save query: a name and a code for it"), .note = "", .value = MORE_KEEP,
	};
	size_t n = 0;

	*items = b->more;
	if (b->is_query) {
		b->more[0] = (struct menu_item){
			.code = "", .label = _("Also: one more example (or)"), .note = "F6", .value = MORE_ALSO,
		};
		b->more[1] = keep;
		return ops->keep_example != NULL ? 2 : 1;
	}
	if (ops->keep_example != NULL && b->rows.nterms > 0)
		b->more[n++] = keep;
	if (browse_may(&b->spec, b->spec.entity, "edit"))
		b->more[n++] = (struct menu_item){
			.code = "", .label = _("Change the marked rows"), .note = "", .value = MORE_CHANGE,
		};
	if (ops->deleted != NULL)
		b->more[n++] = (struct menu_item){
			.code = "", .label = _("Deleted rows: look and restore"), .note = "",
			.value = MORE_DELETED,
		};
	if (ops->has_labels != NULL && ops->has_labels(b->spec.ctx, b->spec.entity))
		b->more[n++] = (struct menu_item){
			.code = "", .label = _("Labels of these"), .note = "", .value = MORE_LABELS,
		};
	if (browse_view_is_own(b))
		b->more[n++] = (struct menu_item){
			.code = "", .label = _("Columns and order as they were"), .note = "", .value = MORE_RESET,
		};
	return n;
}

static void
labels_here(struct screen *s)
{
	struct browse_list *b = s->data;
	const int64_t *ids;
	size_t n = list_marked(b->list, &ids);

	b->spec.ops->labels(b->spec.ctx, s->app, b->spec.entity, ids,
	    list_mark_all(b->list) ? 0 : n, b->rows.terms, b->rows.nterms, b->rows.by,
	    b->rows.parent, &b->rows.order, list_find(b->list));
}

/* What is on the form is asked first, so that one sees what is kept. */
static void
keep_example(struct screen *s)
{
	struct browse_list *b = s->data;

	if (b->is_query)
		browse_query_run(b);
	browse_list_texts(s);
	if (b->rows.nterms == 0)
		app_error(s->app, "%s", _("Fill an example in first."));
	else
		b->spec.ops->keep_example(b->spec.ctx, s->app, b->spec.entity, b->rows.terms,
		    b->rows.nterms);
}

static void
list_run_extra(struct screen *s, int value)
{
	struct browse_list *b = s->data;

	if (value == MORE_ALSO) {
		browse_query_also(b, s->app);
		browse_list_texts(s);
		return;
	}
	if (value == MORE_KEEP) {
		keep_example(s);
		return;
	}
	if (value == MORE_RESET) {
		browse_view_reset(s);
		return;
	}
	if (value == MORE_CHANGE)
		browse_change_marked(s);
	if (value == MORE_DELETED)
		b->spec.ops->deleted(b->spec.ctx, s->app, b->spec.entity);
	if (value == MORE_LABELS)
		labels_here(s);
	(void)list_reload(b->list, NULL);
}

static const enum act list_bar[] = {
	ACT_HELP, ACT_BACK, ACT_COLUMNS, ACT_REFRESH, ACT_NEW, ACT_QUERY, ACT_GO,
	ACT_MENU, ACT_PRINT, ACT_SORT, ACT_DELETE, ACT_TASKS, ACT_NONE
};

/* Of people whom one talks to. */
static const enum act people_bar[] = {
	ACT_HELP, ACT_BACK, ACT_COLUMNS, ACT_REFRESH, ACT_NEW, ACT_QUERY, ACT_GO,
	ACT_MENU, ACT_PRINT, ACT_CONTACT, ACT_STORY, ACT_SORT, ACT_DELETE, ACT_TASKS, ACT_NONE
};

/* An example is filled in: nothing here is new, deleted or printed. */
static const enum act query_bar[] = {
	ACT_HELP, ACT_BACK, ACT_LOOKUP, ACT_QUERY, ACT_RUN, ACT_CANCEL, ACT_GO, ACT_MENU, ACT_TASKS,
	ACT_NONE
};

static const enum act *
bar_now(struct screen *s)
{
	const struct browse_list *b = s->data;
	const struct entity *e = b->spec.entity;

	if (b->is_query)
		return query_bar;
	for (size_t i = 0; i < e->nactions; i++)
		if (str_eq(e->actions[i].command, "customer.contact"))
			return people_bar;
	return list_bar;
}

static enum err
list_copy_out(struct screen *s, enum clip_what what, struct clip *out, struct err_note *note)
{
	struct browse_list *b = s->data;

	if (b->is_query)
		return form_copy(b->query, what, out, note);
	out->function = b->spec.entity->function;
	out->entity = b->spec.entity->name;
	return list_copy(b->list, s->app, what, out, note);
}

const struct screen_class browse_list_class = {
	.name = "browse_list", .code = "", .title = "", .context = CONTEXT_LIST,
	.bar = list_bar, .open = list_open, .draw = list_paint, .event = list_handle,
	.tick = list_tick, .resume = list_resume, .help = list_help,
	.more = list_extra, .run_more = list_run_extra, .context_now = list_context, .bar_now = bar_now,
	.copy = list_copy_out, .fini = list_fini,
};

enum err
browse_open_list(struct app *app, enum go_mode mode, const struct browse_spec *spec,
    struct err_note *note)
{
	struct browse_spec copy = *spec;

	return app_open(app, mode, &browse_list_class, &copy, note);
}
