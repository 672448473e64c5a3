#include "config.h"

#include "report/query_kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "store/record_store.h"

static const struct entity *
entity_of(struct store *st)
{
	return model_entity(store_model(st), "query");
}

enum err
query_kept_load(struct store *st, const char *code, struct query_def *d, struct err_note *note)
{
	struct record *r = NULL;
	enum err e = access_need(st, "query", VERB_VIEW, note);

	if (e == ERR_OK)
		e = record_load_code(st, entity_of(st), code, &r, note);
	if (e == ERR_NOTFOUND)
		return err_set(note, ERR_NOTFOUND, "query", _("There is no saved query \"%s\"."), code);
	if (e != ERR_OK)
		return e;
	e = query_def_read(d, record_text(r, "definition"), note);
	if (e == ERR_OK && d->title[0] == '\0')
		d->title = arena_strdup(&d->arena, record_text(r, "name"));
	if (e != ERR_OK)
		query_def_fini(d);
	record_free(r);
	return e;
}

static void
fill(struct record *r, const char *name, const struct query_def *d)
{
	json_t *j = query_def_to_json(d);
	char *text = json_text(j);

	record_set_text(r, "name", name);
	record_set_text(r, "about", d->about);
	record_set_text(r, "definition", text);
	free(text);
	json_decref(j);
}

enum err
query_kept_save(struct store *st, const char *code, const char *name, const struct query_def *d,
    struct err_note *note)
{
	struct record *old = NULL, *r;
	enum err e = record_load_code(st, entity_of(st), code, &old, note);

	if (e != ERR_OK && e != ERR_NOTFOUND)
		return e;
	r = e == ERR_OK ? record_copy(old) : record_new(entity_of(st));
	if (e == ERR_NOTFOUND)
		record_set_text(r, "code", code);
	fill(r, name, d);
	e = old != NULL ? record_update(st, old, r, NULL, note) : record_insert(st, r, note);
	record_free(r);
	record_free(old);
	return e;
}

enum err
query_own_need(struct store *st, struct err_note *note)
{
	return access_need(st, "query", VERB_ADD, note);
}

enum err
query_kept_ids(struct store *st, const char *code, const struct entity *e, int64_t **ids, size_t *n,
    struct err_note *note)
{
	struct query_sources all;
	struct query_def d;
	bool more;
	enum err err = query_kept_load(st, code, &d, note);

	*ids = NULL;
	*n = 0;
	if (err != ERR_OK)
		return err;
	if (strcmp(d.about, e->name) != 0)
		err = err_set(note, ERR_INVALID, "query", _("\"%s\" is about something else: %s."), code, d.about);
	if (err == ERR_OK)
		err = query_sources_load(st, &all, note);
	if (err == ERR_OK) {
		err = query_ids(st, &all, &d, NULL, QUERY_SELECTION_MAX, ids, n, &more, note);
		query_sources_fini(&all);
	}
	if (err == ERR_OK && more)
		err = err_set(note, ERR_LIMIT, "query", _("\"%s\" finds more than %d: a selection holds no more."),
		    code, QUERY_SELECTION_MAX);
	if (err != ERR_OK) {
		free(*ids);
		*ids = NULL;
		*n = 0;
	}
	query_def_fini(&d);
	return err;
}
