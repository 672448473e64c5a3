#include "config.h"

#include "screens/record_form.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "domain/member.h"
#include "screens/offers.h"
#include "screens/records.h"
#include "screens/summary.h"
#include "store/draft.h"
#include "store/record_store.h"

#define LOOKUP_ROWS 200
#define PREVIEW_COLS 78

void
record_form_preview(struct session *s, const struct record *r, struct strbuf *out)
{
	struct member m;
	struct strbuf items = { 0 };
	int col = 0;

	if (str_eq(r->entity->name, "quotation") || str_eq(r->entity->name, "order"))
		offers_preview(s, r, out);
	if (!str_eq(r->entity->name, "customer") ||
	    member_load(s->st, r->id, &m, NULL) != ERR_OK)
		return;
	strbuf_addf(out, "%s   %s   %s", m.name, m.code, m.level_name);
	summary_items(s, &m, &items);
	for (const char *p = strbuf_str(&items); *p != '\0'; p += *p == '\n') {
		int len = (int)strcspn(p, "\n");
		char *item = xstrndup(p, (size_t)len);
		int w = canvas_width(item) + 3;

		/* The name has a line of its own, the figures one more. */
		if (col == 0 || col + w <= PREVIEW_COLS)
			strbuf_addf(out, "%s%s", col == 0 ? "\n" : "   ", item);
		col += w;
		p += len;
		free(item);
	}
	strbuf_fini(&items);
	strbuf_add(out, "\n");
}

static enum err
resolve(void *ctx, const struct field *f, const struct record *r, const char *text,
    char **code, char **label, struct err_note *note)
{
	struct session *s = ctx;
	struct lookup_hit hit;
	enum err err = session_read(s, note);

	(void)r;
	if (err != ERR_OK)
		return err;
	err = lookup_resolve(s->st, f, text, &hit, note);
	session_done(s);
	if (err == ERR_OK) {
		*code = xstrdup(hit.code);
		*label = xstrdup(hit.name);
	}
	/* Several: the pop-up opens with what was typed. */
	return err == ERR_CONFLICT ? ERR_NOTFOUND : err;
}

static enum err
lookup(void *ctx, const struct field *f, const struct record *r,
    const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct session *s = ctx;
	struct lookup_hit *hits;
	size_t n = 0;
	enum err err;

	(void)r;
	if (rq->anchor)
		return ERR_OK;		/* all that fit were on the first page */
	err = session_read(s, note);
	if (err != ERR_OK)
		return err;
	hits = xcalloc(LOOKUP_ROWS, sizeof *hits);
	err = lookup_find(s->st, f, rq->find, hits, LOOKUP_ROWS, &n, note);
	session_done(s);
	for (size_t i = 0; err == ERR_OK && i < n; i++) {
		const char *cells[2] = { hits[i].code, hits[i].name };
		char key[24];

		snprintf(key, sizeof key, "%zu", i + 1);
		list_page_add(page, (int64_t)i + 1, key, cells, 2, ROLE_ROW);
	}
	free(hits);
	return err;
}

static bool
create(void *ctx, const struct field *f, const char *text, char **code)
{
	struct session *s = ctx;
	const struct entity *e = model_entity(store_model(s->st), f->entity);
	struct browse_spec spec = { .entity = e, .ops = &records_ops, .ctx = s };
	struct record *r;
	struct err_note note;
	int64_t id = 0;

	if (!e || !e->key || !session_may(s, e->function, VERB_ADD) || e->readonly) {
		app_error(s->app, _("Not allowed: making a new entry here."));
		return false;
	}
	spec.preset = record_new(e);
	record_preset(spec.preset, &s->format, clock_today());
	if (!str_empty(text) && e->title_field && e->title_field->type == FIELD_TEXT)
		record_set_text(spec.preset, e->title_field->name, text);
	spec.saved_id = &id;
	app_modal(s->app, &browse_form_class, &spec);
	if (id == 0 || records_load(s, e->name, id, &r, &note) != ERR_OK)
		return false;
	*code = xstrdup(record_text(r, e->key->name));
	record_free(r);
	return true;
}

static bool
may_see(void *ctx, const struct field *f)
{
	return session_may_named(ctx, f->right);
}

/* Whoever else has just this: a record of that field alone is compared. */
static enum err
find_same(struct session *s, const struct field *f, const struct record *r,
    struct record_duplicate dup[5], int *n, bool *hidden, struct err_note *note)
{
	struct record *only = record_new(r->entity);
	enum err err = session_read(s, note);

	only->id = r->id;
	value_copy(&only->values[f->index], &r->values[f->index]);
	if (f->type == FIELD_BIRTH && entity_field(r->entity, "name"))
		record_set_text(only, "name", record_text(r, "name"));
	if (err == ERR_OK) {
		err = record_duplicates(s->st, only, dup, n, hidden, note);
		session_done(s);
	}
	record_free(only);
	return err;
}

/* A phone that another visible customer has is a warning that one more Save
 * overrides; one of a hidden customer is refused without a word about whom
 * (rule S3). */
static enum err
check(void *ctx, const struct field *f, const struct record *r, bool *is_warning,
    struct err_note *note)
{
	struct session *s = ctx;
	struct record_duplicate dup[5];
	bool hidden = false;
	enum err err;
	int n = 0;

	if ((!f->warn_duplicate && f->type != FIELD_BIRTH) ||
	    r->values[f->index].kind == VALUE_NULL)
		return ERR_OK;
	err = find_same(s, f, r, dup, &n, &hidden, note);
	if (err != ERR_OK)
		return err;
	if (n > 0) {
		*is_warning = true;
		return err_set(note, ERR_CONFLICT, f->name, _("%s %s: %s. F10 shows."), dup[0].code,
		    dup[0].name, dup[0].why);
	}
	if (hidden && f->type == FIELD_PHONE)
		return err_set(note, ERR_CONFLICT, f->name,
		    _("A customer with this phone exists, ask an administrator."));
	return ERR_OK;
}

const struct form_ops records_form_ops = {
	.resolve = resolve, .lookup = lookup, .create = create, .may_see = may_see,
	.check = check,
};

/* ---- drafts ---- */

static void
draft_key(char *buf, size_t size, const struct entity *e, int64_t id)
{
	snprintf(buf, size, "form:%s:%" PRId64, e->name, id);
}

static void
draft_title(struct strbuf *t, const struct record *r)
{
	const struct entity *e = r->entity;
	const struct field *f = e->title_field ? e->title_field : e->key;

	strbuf_add(t, tr(e->title));
	if (f && r->values[f->index].kind == VALUE_TEXT)
		strbuf_addf(t, " %s", r->values[f->index].s);
	else if (r->id == 0)
		strbuf_addf(t, " (%s)", _("new"));
}

/* Half a day or amount, as text: only the user knows what it will be. */
static json_t *
unread_of(struct form *f, const struct entity *e)
{
	struct query_term *texts = xcalloc(e->nfields + 1, sizeof *texts);
	size_t n = form_unread(f, texts, e->nfields);
	json_t *out = json_object();

	for (size_t i = 0; i < n; i++)
		json_object_set_new(out, texts[i].field->name, json_string(texts[i].text));
	free(texts);
	return out;
}

void
record_form_draft_save(void *ctx, const struct entity *e, int64_t id, struct form *f)
{
	struct session *s = ctx;
	const struct record *r = f ? form_record(f) : NULL;
	struct record *base = NULL;
	struct strbuf title = { 0 };
	json_t *body, *all, *fields, *unread;
	const char *name;
	char key[96], *text;
	json_t *v;

	draft_key(key, sizeof key, e, id);
	if (!r) {
		/* A draft that stays by a failure is offered again: no loss. */
		if (draft_drop(s->st, s->a, key, NULL) != ERR_OK)
			return;
		return;
	}
	if (id != 0 && records_load(s, e->name, id, &base, NULL) != ERR_OK)
		base = NULL;
	all = record_to_json(r, true);
	fields = json_object();
	json_object_foreach(all, name, v) {
		const struct field *fd = entity_field(e, name);

		if (fd && base ? record_differs(base, r, fd->index) : !json_is_null(v))
			json_object_set(fields, name, v);
	}
	draft_seal(s->st, e, id, fields);
	unread = unread_of(f, e);
	draft_seal(s->st, e, id, unread);
	body = json_pack("{s:I, s:o, s:o}", "version", (json_int_t)r->version,
	    "fields", fields, "unread", unread);
	text = json_text(body);
	draft_title(&title, r);
	if (draft_save(s->st, s->a, key, strbuf_str(&title), text, NULL) != ERR_OK)
		app_error(s->app, _("The draft could not be kept."));
	strbuf_fini(&title);
	free(text);
	json_decref(body);
	json_decref(all);
	record_free(base);
}

/* The draft as it was written; NULL: there is none. */
static json_t *
draft_body(struct session *s, const struct entity *e, int64_t id)
{
	json_t *body = NULL;
	char key[96], *text = NULL;

	draft_key(key, sizeof key, e, id);
	if (draft_load(s->st, s->a, key, &text, NULL) != ERR_OK || !text)
		return NULL;
	if (json_parse_object(text, strlen(text), &body, NULL) != ERR_OK)
		body = NULL;
	free(text);
	return body;
}

struct record *
record_form_draft_load(void *ctx, const struct entity *e, int64_t id)
{
	struct session *s = ctx;
	struct record *r = NULL;
	json_t *body = draft_body(s, e, id);

	if (!body)
		return NULL;
	if (id == 0)
		r = record_new(e);
	else if (records_load(s, e->name, id, &r, NULL) != ERR_OK) {
		r = NULL;
		goto out;
	}
	draft_unseal(s->st, e, id, json_object_get(body, "fields"));
	if (record_from_json(r, &s->format, json_object_get(body, "fields"), NULL)
	    != ERR_OK) {
		record_free(r);
		r = NULL;
	}
out:
	json_decref(body);
	return r;
}

void
record_form_draft_unread(void *ctx, const struct entity *e, int64_t id, struct form *f)
{
	struct session *s = ctx;
	json_t *body = draft_body(s, e, id), *unread = json_object_get(body, "unread"), *v;
	const char *name;

	draft_unseal(s->st, e, id, unread);
	json_object_foreach(unread, name, v)
		if (entity_field(e, name) && json_is_string(v))
			form_set_text(f, name, json_string_value(v));
	json_decref(body);
}
