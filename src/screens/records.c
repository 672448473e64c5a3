#include "config.h"

#include "screens/records.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "report/query_kept.h"
#include "screens/commands.h"
#include "screens/label_screen.h"
#include "screens/list_view.h"
#include "screens/query_example.h"
#include "screens/record_form.h"
#include "screens/record_list.h"
#include "screens/summary.h"
#include "store/record_store.h"
#include "ui/lookup.h"

#define CELLS_MAX LIST_COLUMNS_MAX
#define PREVIEW_LINES 3

/* "i12:4711", "tNguyen:4711" (the id stands last: texts may hold colons), "n:4711" */
char *
records_anchor(const struct value *key, int64_t id)
{
	switch (key->kind) {
	case VALUE_INT:
		return xasprintf("i%" PRId64 ":%" PRId64, key->i, id);
	case VALUE_TEXT:
		return xasprintf("t%s:%" PRId64, key->s, id);
	default:
		return xasprintf("n:%" PRId64, id);
	}
}

bool
records_anchor_read(const char *text, struct value *key, int64_t *id)
{
	const char *colon = text ? strrchr(text, ':') : NULL;

	if (!colon)
		return false;
	*id = strtoll(colon + 1, NULL, 10);
	if (text[0] == 'i')
		value_set_int(key, strtoll(text + 1, NULL, 10));
	else if (text[0] == 't') {
		value_fini(key);	/* "" is a place of its own, not none */
		key->kind = VALUE_TEXT;
		key->s = xstrndup(text + 1, (size_t)(colon - text - 1));
	}
	return true;
}

/* A value as a list shows it: names instead of codes. */
static char *
cell_text(const struct session *s, const struct record *r, const struct field *f)
{
	const struct value *v = &r->values[f->index];

	if (v->kind == VALUE_NULL)
		return xstrdup("");
	if (f->type == FIELD_REF && r->labels && !str_empty(r->labels[f->index]))
		return xstrdup(r->labels[f->index]);
	if (f->type == FIELD_CHOICE && v->kind == VALUE_TEXT)
		return xstrdup(field_choice_label(f, v->s));
	return field_format(f, &s->format, v);
}

void
records_add_row(struct session *s, struct list_page *page, const struct list_query *q,
    const struct record *r)
{
	const struct entity *e = q->entity;
	char *cells[CELLS_MAX];
	const char *borrowed[CELLS_MAX];
	size_t n = e->ncolumns < CELLS_MAX ? e->ncolumns : CELLS_MAX;
	struct list_anchor at = { 0 };
	char *key;

	/* the store says what it sorts by: a name's sort key, a reference's id */
	list_row_anchor(s->st, q, r, &at);
	key = records_anchor(&at.key, at.id);
	for (size_t i = 0; i < n; i++)
		borrowed[i] = cells[i] = cell_text(s, r, e->columns[i].field);
	list_page_add(page, r->id, key, borrowed, n, r->deleted ? ROLE_DIM : ROLE_ROW);
	for (size_t i = 0; i < n; i++)
		free(cells[i]);
	free(key);
	value_fini(&at.key);
}

/* "@gold": what the saved question of that code finds, as a selection. */
static enum err
select_kept(struct session *s, struct list_query *q, const struct entity *e, const char *code,
    struct err_note *note)
{
	bool inside = store_actor(s->st) != NULL;
	enum err err = inside ? ERR_OK : session_read(s, note);

	if (err != ERR_OK)
		return err;
	q->only_ids = true;
	err = query_kept_ids(s->st, code, e, &q->ids, &q->nids, note);
	if (!inside)
		session_done(s);
	/* While the code is being typed there is none of that name yet. */
	return err == ERR_NOTFOUND ? ERR_OK : err;
}

enum err
records_query(struct session *s, struct list_query *q, const struct entity *e,
    const struct query_term *terms, size_t nterms, const char *by, int64_t parent,
    const char *find, struct err_note *note)
{
	struct list_query *at = q;
	enum err err = ERR_OK;

	*q = (struct list_query) { .entity = e };
	if (find != NULL && find[0] == '@' && find[1] != '\0')
		err = select_kept(s, q, e, find + 1, note);
	else if (!str_empty(find))
		q->search = xstrdup(find);
	if (parent != 0 && !str_empty(by)) {
		q->parent_id = parent;
		q->parent_field = entity_field(e, by);
	}
	for (size_t i = 0; i < nterms && err == ERR_OK; i++) {
		if (terms[i].field == NULL) {	/* one more example: OR */
			at->also = xcalloc(1, sizeof *at->also);
			at = at->also;
			at->entity = e;
			continue;
		}
		err = list_query_add(at, &s->format, clock_today(), terms[i].field,
		    terms[i].text, note);
	}
	return err;
}

void
records_order(struct list_query *q, const struct browse_order *order)
{
	if (order != NULL && order->sort != NULL) {
		q->sort = order->sort;
		q->desc = order->desc;
	}
}

static enum err
fetch(void *ctx, const struct entity *e, const struct query_term *terms, size_t nterms,
    const char *by, int64_t parent, const struct browse_order *order,
    const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct session *s = ctx;
	struct list_anchor from = { 0 };
	struct list_query q;
	struct record_page rows = { 0 };
	enum err err;

	err = records_query(s, &q, e, terms, nterms, by, parent, rq->find, note);
	records_order(&q, order);
	if (err == ERR_OK)
		err = session_read(s, note);
	if (err == ERR_OK) {
		records_anchor_read(rq->anchor, &from.key, &from.id);
		err = list_page(s->st, &q, &from, !rq->backward,
		    (size_t)rq->limit, &rows, note);
		/* The widget wants the nearest row first. */
		for (size_t i = 0; err == ERR_OK && i < rows.nrows; i++)
			records_add_row(s, page, &q, rows.rows[rq->backward ?
			    rows.nrows - 1 - i : i]);
		record_page_fini(&rows);
		session_done(s);
	}
	value_fini(&from.key);
	list_query_fini(&q);
	return err;
}

static enum err
count(void *ctx, const struct entity *e, const struct query_term *terms, size_t nterms,
    const char *by, int64_t parent, const char *find, int64_t cap, int64_t *n,
    struct err_note *note)
{
	struct session *s = ctx;
	struct list_query q;
	enum err err;

	err = records_query(s, &q, e, terms, nterms, by, parent, find, note);
	if (err == ERR_OK)
		err = session_read(s, note);
	if (err == ERR_OK) {
		err = list_count(s->st, &q, cap, n, note);
		session_done(s);
	}
	list_query_fini(&q);
	return err;
}

static bool
is_column(const struct entity *e, const struct field *f)
{
	for (size_t i = 0; i < e->ncolumns && i < 4; i++)
		if (e->columns[i].field == f)
			return true;
	return false;
}

/* Three lines of what the list does not show, in the order of the form. */
static void
preview(void *ctx, const struct entity *e, int64_t id, struct strbuf *out)
{
	struct session *s = ctx;
	struct record *r;
	int line = 0, width = 0;

	if (session_read(s, NULL) != ERR_OK)
		return;
	if (record_load(s->st, e, id, &r, NULL) != ERR_OK) {
		session_done(s);
		return;
	}
	record_form_preview(s, r, out);
	for (const char *p = strbuf_str(out); *p; p++)
		line += *p == '\n';
	for (size_t i = 0; i < e->nfields && line < PREVIEW_LINES; i++) {
		const struct field *f = &e->fields[i];
		char *text;
		int cols;

		if (f->hidden || f->type == FIELD_NOTE || is_column(e, f) ||
		    r->values[i].kind == VALUE_NULL ||
		    (f->type == FIELD_BOOL && r->values[i].i == 0))
			continue;
		text = cell_text(s, r, f);
		cols = canvas_width(tr(f->label)) + canvas_width(text) + 4;
		if (width > 0 && width + cols > 76) {
			strbuf_add(out, "\n");
			width = 0;
			line++;
		}
		if (line < PREVIEW_LINES)
			strbuf_addf(out, "%s%s %s", width ? "   " : "",
			    tr(f->label), text);
		width += cols;
		free(text);
	}
	record_free(r);
	session_done(s);
}

static enum err
load(void *ctx, const struct entity *e, int64_t id, struct record **out,
    struct err_note *note)
{
	struct session *s = ctx;
	enum err err = session_read(s, note);

	if (err != ERR_OK)
		return err;
	err = record_load(s->st, e, id, out, note);
	session_done(s);
	return err;
}

/* The field by of a related list points at its record. */
static enum err
set_parent(struct session *s, struct record *r, const struct field *f, int64_t parent,
    struct err_note *note)
{
	const struct entity *pe = model_entity(store_model(s->st), f->entity);
	struct record *p;
	enum err err;

	if (!pe || !pe->key)
		return ERR_OK;
	err = load(s, pe, parent, &p, note);
	if (err != ERR_OK)
		return err;
	record_set_text(r, f->name, record_text(p, pe->key->name));
	if (pe->title_field && pe->title_field->type == FIELD_TEXT) {
		free(r->labels[f->index]);
		r->labels[f->index] = xstrdup(record_text(p, pe->title_field->name));
	}
	record_free(p);
	return ERR_OK;
}

static enum err
fresh(void *ctx, const struct entity *e, const char *by, int64_t parent,
    struct record **out, struct err_note *note)
{
	struct session *s = ctx;
	struct record *r = record_new(e);
	const struct field *f = str_empty(by) ? NULL : entity_field(e, by);
	enum err err = ERR_OK;

	record_preset(r, &s->format, clock_today());
	if (f && parent != 0)
		err = set_parent(s, r, f, parent, note);
	if (err != ERR_OK) {
		record_free(r);
		return err;
	}
	*out = r;
	return ERR_OK;
}

static enum err
save(void *ctx, struct record *r, const struct record *base, struct record **theirs,
    struct err_note *note)
{
	struct session *s = ctx;
	enum err err = session_write(s, note);

	if (err != ERR_OK)
		return err;
	if (r->id == 0)
		err = record_insert(s->st, r, note);
	else
		err = record_update(s->st, base, r, theirs, note);
	return session_end(s, err, note);
}

static enum err
remove_record(void *ctx, const struct entity *e, int64_t id, int64_t version,
    struct err_note *note)
{
	struct session *s = ctx;
	enum err err = session_write(s, note);

	if (err != ERR_OK)
		return err;
	return session_end(s, record_delete(s->st, e, id, version, note), note);
}

static bool
may(void *ctx, const struct entity *e, const char *verb)
{
	struct session *s = ctx;
	static const struct { const char *name; enum verb v; } verbs[] = {
		{ "view", VERB_VIEW }, { "add", VERB_ADD }, { "edit", VERB_EDIT },
		{ "delete", VERB_DELETE }, { "print", VERB_PRINT },
		{ "export", VERB_EXPORT },
	};

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (!str_eq(verbs[i].name, verb))
			continue;
		if (e->readonly && (verbs[i].v & (VERB_ADD | VERB_EDIT | VERB_DELETE)))
			return false;
		return session_may(s, e->function, verbs[i].v);
	}
	return false;
}

static const struct entity *
entity_named(void *ctx, const char *name)
{
	struct session *s = ctx;

	return model_entity(store_model(s->st), name);
}

const struct browse_ops records_ops = {
	.fetch = fetch, .count = count, .preview = preview, .load = load,
	.fresh = fresh, .save = save, .remove = remove_record,
	.draft_save = record_form_draft_save, .draft_load = record_form_draft_load,
	.draft_unread = record_form_draft_unread,
	.may = may, .command = commands_run, .entity = entity_named,
	.summary = summary_of, .form = &records_form_ops, .export_rows = record_list_export, .print_record = record_print,
	.deleted = record_list_deleted,
	.keep_example = query_example_keep, .place = list_view_place, .can_sort = list_view_can_sort,
	.view_load = list_view_load, .view_save = list_view_save,
	.has_labels = label_screen_has, .labels = label_screen_list,
};

static enum err
find_entity(struct session *s, const char *name, const struct entity **e,
    struct err_note *note)
{
	*e = model_entity(store_model(s->st), name);
	if (!*e)
		return err_set(note, ERR_NOTFOUND, "", _("There is no \"%s\" here."), name);
	if (!session_may(s, (*e)->function, VERB_VIEW))
		return err_set(note, ERR_DENIED, "", _("%s: not allowed for %s (needs %s.view)."),
		    (*e)->code, actor_code(s->a), (*e)->function);
	return ERR_OK;
}

enum err
records_open_list(struct session *s, enum go_mode mode, const char *entity,
    const char *find, struct err_note *note)
{
	struct browse_spec spec = { .ops = &records_ops, .ctx = s, .find = find };
	enum err err = find_entity(s, entity, &spec.entity, note);

	return err != ERR_OK ? err : browse_open_list(s->app, mode, &spec, note);
}

enum err
records_open_form(struct session *s, const char *entity, int64_t id,
    struct err_note *note)
{
	struct browse_spec spec = { .ops = &records_ops, .ctx = s, .id = id };
	enum err err = find_entity(s, entity, &spec.entity, note);

	return err != ERR_OK ? err : browse_open_form(s->app, GO_PUSH, &spec, note);
}

enum err
records_load(struct session *s, const char *entity, int64_t id, struct record **out,
    struct err_note *note)
{
	const struct entity *e;
	enum err err = find_entity(s, entity, &e, note);

	return err != ERR_OK ? err : load(s, e, id, out, note);
}

struct pick { struct session *s; const struct entity *e; };

static enum err
pick_fetch(void *ctx, const struct list_request *rq, struct list_page *page,
    struct err_note *note)
{
	struct pick *p = ctx;

	return fetch(p->s, p->e, NULL, 0, NULL, 0, NULL, rq, page, note);
}

size_t
records_columns(const struct entity *e, struct list_col cols[LIST_COLUMNS_MAX])
{
	size_t n = e->ncolumns < CELLS_MAX ? e->ncolumns : CELLS_MAX;

	for (size_t i = 0; i < n; i++) {
		const struct field *f = e->columns[i].field;

		cols[i] = (struct list_col) { .title = tr(f->label), .width = f->width,
			.priority = e->columns[i].priority,
			.right = f->type == FIELD_MONEY, .grow = e->columns[i].grow };
	}
	return n;
}

int64_t
records_pick(struct session *s, const char *entity, const char *title, const char *find)
{
	static const struct list_source source = { .fetch = pick_fetch };
	struct pick p = { .s = s };
	struct list_col cols[LIST_COLUMNS_MAX];
	struct err_note note;
	char *code = NULL, *name = NULL;
	int64_t id = 0;
	size_t n;

	if (find_entity(s, entity, &p.e, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return 0;
	}
	n = records_columns(p.e, cols);
	if (lookup_run(s->app, title, cols, n, &source, &p, find, false, &id,
	    &code, &name) != LOOKUP_PICKED)
		id = 0;
	free(code);
	free(name);
	return id;
}
