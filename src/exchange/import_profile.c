/* The same file comes again next month: as this user last had the columns of such a file. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "exchange/import_part.h"
#include "store/actor.h"
#include "store/query.h"

/* The names of the columns in their order, as a short text. */
static char *
shape(const struct import_map *m)
{
	uint64_t h = 14695981039346656037u;
	char *fold;

	for (size_t i = 0; i < m->n; i++) {
		fold = import_head_fold(m->columns[i].head);
		for (const char *p = fold; *p != '\0'; p++)
			h = (h ^ (unsigned char)*p) * 1099511628211u;
		h = (h ^ '\n') * 1099511628211u;
		free(fold);
	}
	return xasprintf("%zu-%016llx", m->n, (unsigned long long)h);
}

static enum err
read_fields(const json_t *body, const struct entity *e, const struct import_map *m,
    const struct store *st, const struct field ***fields)
{
	const struct field **list = xcalloc(m->n + 1, sizeof(const struct field *));
	const char *name;
	size_t i, mapped = 0;

	for (i = 0; i < m->n; i++) {
		name = json_string_value(json_array_get(body, i));
		if (str_empty(name))
			continue;
		list[i] = entity_field(e, name);
		/* A field that went, or a right: then it is guessed anew. */
		if (list[i] == NULL || !import_may_fill(store_actor(st), list[i]))
			break;
		mapped++;
	}
	if (i == m->n && mapped > 0) {
		*fields = list;
		return ERR_OK;
	}
	free(list);
	return ERR_OK;
}

enum err
import_profile_get(struct store *st, const struct entity *e, const struct import_map *m,
    const struct field ***fields, struct err_note *note)
{
	char *key = shape(m);
	struct db_stmt *q = store_query(st, "import_profile_get", DB_ARGS(
	    DB_INT("user", actor_id(store_actor(st))), DB_TEXT("entity", e->name),
	    DB_TEXT("shape", key)), note);
	json_t *body = NULL;
	enum db_step step;
	enum err err = ERR_OK;

	*fields = NULL;
	free(key);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		body = json_loads(db_text(q, 0), 0, NULL);
	db_reset(q);
	if (step == DB_FAILED)
		err = db_why(note);
	else if (body != NULL && json_is_array(body) && json_array_size(body) == m->n)
		err = read_fields(body, e, m, st, fields);
	json_decref(body);
	return err;
}

enum err
import_profile_put(struct store *st, const struct entity *e, const struct import_map *m,
    struct err_note *note)
{
	json_t *body = json_array();
	char *key = shape(m), *text;
	enum err err;

	for (size_t i = 0; i < m->n; i++)
		json_array_append_new(body, json_string(m->columns[i].field != NULL ?
		    m->columns[i].field->name : ""));
	text = json_dumps(body, JSON_COMPACT);
	err = store_run(st, "import_profile_put", DB_ARGS(DB_INT("user", actor_id(store_actor(st))),
	    DB_TEXT("entity", e->name), DB_TEXT("shape", key), DB_TEXT("body", text),
	    DB_INT("at", clock_now_ms())), NULL, note);
	free(text);
	free(key);
	json_decref(body);
	return err;
}
