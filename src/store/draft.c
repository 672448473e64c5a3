#include "store/draft.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "store/query.h"
#include "store/sealed.h"
#include "store/store_internal.h"

#define DRAFT_BODY_MAX (1024 * 1024)

/* A draft is the user's own: no right of a function guards it. */
static enum err
run_alone(struct store *st, struct actor *a, const char *query, const struct db_arg *args,
    struct err_note *note)
{
	enum err e;

	st->for_draft = true;
	e = store_begin(st, a, true, note);
	st->for_draft = false;
	if (e != ERR_OK)
		return e;
	st->asked = true;
	e = store_run(st, query, args, NULL, note);
	if (e == ERR_OK)
		return store_commit(st, note);
	store_rollback(st);
	return e;
}

enum err
draft_save(struct store *st, struct actor *a, const char *key, const char *title,
    const char *body, struct err_note *note)
{
	if (strlen(body) > DRAFT_BODY_MAX)
		return err_set(note, ERR_LIMIT, "", _("Too much text for a draft."));
	return run_alone(st, a, "draft_put", DB_ARGS(DB_INT("user", a->id),
	    DB_TEXT("key", key), DB_TEXT("title", title), DB_INT("at", clock_now_ms()),
	    DB_TEXT("body", body)), note);
}

/* A draft lies in the store as a row does: what is sealed there is sealed here. What cannot be, for
 * want of a key, is left out. */
static void
each_sealed(struct store *st, const struct entity *e, int64_t id, json_t *fields, bool seal)
{
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		const char *was = json_string_value(json_object_get(fields, f->name));
		char *text;

		if (!f->sealed || was == NULL)
			continue;
		text = seal ? sealed_text(st, e, f, id, was, NULL) : sealed_plain(st, e, f, id, was);
		if (text != NULL)
			json_object_set_new(fields, f->name, json_string(text));
		else
			json_object_del(fields, f->name);
		free(text);
	}
}

void
draft_seal(struct store *st, const struct entity *e, int64_t id, json_t *fields)
{
	each_sealed(st, e, id, fields, true);
}

void
draft_unseal(struct store *st, const struct entity *e, int64_t id, json_t *fields)
{
	each_sealed(st, e, id, fields, false);
}

enum err
draft_drop(struct store *st, struct actor *a, const char *key, struct err_note *note)
{
	return run_alone(st, a, "draft_drop",
	    DB_ARGS(DB_INT("user", a->id), DB_TEXT("key", key)), note);
}

enum err
draft_load(struct store *st, struct actor *a, const char *key, char **body,
    struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;
	enum err e = store_begin(st, a, false, note);

	*body = NULL;
	if (e != ERR_OK)
		return e;
	q = store_query(st, "draft_get", DB_ARGS(DB_INT("user", a->id), DB_TEXT("key", key)), note);
	step = q != NULL ? db_step(q, note) : DB_FAILED;
	if (step == DB_ROW)
		*body = xstrdup(db_text(q, 0));
	db_reset(q);
	store_rollback(st);
	if (step == DB_FAILED)
		return db_why(note);
	return *body != NULL ? ERR_OK : err_set(note, ERR_NOTFOUND, "", _("There is no such draft."));
}

static enum err
read_drafts(struct store *st, const char *query, const struct db_arg *args,
    struct draft **out, size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, args, note);
	enum db_step step;
	size_t cap = 0;

	*out = NULL;
	*n = 0;
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct draft *d;

		*out = xgrow(*out, &cap, *n + 1, sizeof(**out));
		d = &(*out)[(*n)++];
		str_copy(d->key, sizeof(d->key), db_text(q, 0));
		str_copy(d->title, sizeof(d->title), db_text(q, 1));
		d->at = db_int(q, 2);
		d->body = xstrdup(db_text(q, 3));
	}
	db_reset(q);
	if (step != DB_FAILED)
		return ERR_OK;
	draft_list_free(*out, *n);
	*out = NULL;
	*n = 0;
	return db_why(note);
}

enum err
draft_list(struct store *st, struct actor *a, struct draft **out, size_t *n,
    struct err_note *note)
{
	enum err e = store_begin(st, a, false, note);

	*out = NULL;
	*n = 0;
	if (e != ERR_OK)
		return e;
	e = read_drafts(st, "draft_list", DB_ARGS(DB_INT("user", a->id)), out, n, note);
	store_rollback(st);
	return e;
}

void
draft_list_free(struct draft *d, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(d[i].body);
	free(d);
}

enum err
hold_put(struct store *st, struct actor *a, const char *title, const char *body,
    int64_t *id, struct err_note *note)
{
	enum err e = store_begin(st, a, true, note);

	if (e != ERR_OK)
		return e;
	e = access_need(st, "sale", VERB_ADD, note);
	if (e == ERR_OK)
		e = store_new_id(st, id, note);
	if (e == ERR_OK)
		e = store_run(st, "hold_put", DB_ARGS(DB_INT("id", *id),
		    DB_ID("store", a->store_id), DB_INT("user", a->id),
		    DB_INT("at", clock_now_ms()), DB_TEXT("title", title),
		    DB_TEXT("body", body)), NULL, note);
	if (e == ERR_OK)
		return store_commit(st, note);
	store_rollback(st);
	return e;
}

enum err
hold_take(struct store *st, struct actor *a, int64_t id, char **body, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step = DB_FAILED;
	enum err e = store_begin(st, a, true, note);

	*body = NULL;
	if (e != ERR_OK)
		return e;
	e = access_need(st, "sale", VERB_ADD, note);
	if (e == ERR_OK) {
		q = store_query(st, "hold_take",
		    DB_ARGS(DB_INT("id", id), DB_ID("store", a->store_id)), note);
		if (q != NULL && (step = db_step(q, note)) == DB_ROW) {
			*body = xstrdup(db_text(q, 0));
			step = db_step(q, note);
		}
		db_reset(q);
		if (step == DB_FAILED)
			e = db_why(note);
		else if (*body == NULL)
			e = err_set(note, ERR_NOTFOUND, "",
			    _("Somebody else has taken this sale up."));
	}
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK) {
		store_rollback(st);
		free(*body);
		*body = NULL;
	}
	return e;
}

enum err
hold_list(struct store *st, struct actor *a, struct draft **out, size_t *n,
    struct err_note *note)
{
	enum err e = store_begin(st, a, false, note);

	*out = NULL;
	*n = 0;
	if (e != ERR_OK)
		return e;
	e = access_need(st, "sale", VERB_ADD, note);
	if (e == ERR_OK)
		e = read_drafts(st, "hold_list", DB_ARGS(DB_ID("store", a->store_id)), out, n, note);
	store_rollback(st);
	return e;
}
