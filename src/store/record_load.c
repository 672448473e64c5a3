#include "store/record_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/share.h"
#include "store/store_internal.h"

/* Which column a row is asked for by. */
enum by { BY_ID, BY_KEY };

static enum err
not_found(const struct entity *e, const char *code, struct err_note *note)
{
	if (code != NULL)
		return err_set(note, ERR_NOTFOUND, "code", _("%s \"%s\" was not found."),
		    tr(e->title), code);
	return err_set(note, ERR_NOTFOUND, "", _("%s was not found."), tr(e->title));
}

/* An administrator's look at a row that is private to somebody else (rule S8). */
static void
note_private_look(struct store *st, const struct record *r)
{
	struct pending_audit *p = &st->pending;
	const struct entity *e = r->entity;

	if (!st->actor->is_admin || !entity_has_owner(e) || r->scope != SCOPE_PRIVATE ||
	    str_empty(r->owner) || str_eq(r->owner, st->actor->code) || p->is_set)
		return;
	p->is_set = true;
	str_copy(p->function, sizeof(p->function), e->function);
	str_copy(p->action, sizeof(p->action), "view-private");
	str_copy(p->entity, sizeof(p->entity), e->name);
	str_copy(p->code, sizeof(p->code), e->key != NULL ? record_text(r, e->key->name) : "");
	p->reason[0] = '\0';
	p->row_id = r->id;
}

static enum err
load(struct store *st, const struct entity *e, enum by by, int64_t id, const char *code,
    struct record **out, struct err_note *note)
{
	struct strbuf b = { 0 };
	struct sql_args sa = { 0 };
	struct db_stmt *q;
	enum db_step step = DB_FAILED;
	enum err rc = access_need(st, e->function, VERB_VIEW, note);

	*out = NULL;
	if (rc != ERR_OK)
		return rc;
	record_select(&b, st, e);
	strbuf_addf(&b, " FROM %s t", e->table);
	record_joins(&b, st, e);
	if (by == BY_ID) {
		strbuf_add(&b, " WHERE t.id = $id");
		sql_arg_int(&sa, "id", id);
	} else {
		strbuf_addf(&b, " WHERE t.%s = $code", e->key->name);
		sql_arg_text(&sa, "code", code);
	}
	strbuf_add(&b, " AND t.deleted = 0 AND ");
	visible_sql(&b, st->actor, e, "t", st->model);
	sql_args_actor(&sa, st->actor, strbuf_str(&b));
	q = db_query_text(st->db, strbuf_str(&b), sa.a, note);
	if (q != NULL)
		step = db_step(q, note);
	if (step == DB_ROW)
		rc = record_read(st, e, q, true, out, note);
	db_reset(q);
	strbuf_fini(&b);
	sql_args_fini(&sa);
	if (step == DB_FAILED)
		return db_why(note);
	if (rc == ERR_OK && *out == NULL)
		return not_found(e, by == BY_KEY ? code : NULL, note);
	if (rc == ERR_OK)
		note_private_look(st, *out);
	return rc;
}

enum err
record_load(struct store *st, const struct entity *e, int64_t id, struct record **out,
    struct err_note *note)
{
	return load(st, e, BY_ID, id, NULL, out, note);
}

/* Codes are kept in upper case, card numbers without blanks. */
static char *
clean_key(const struct entity *e, const struct format *fm, const char *code)
{
	struct value v = { 0 };
	char *s;

	if (e->key == NULL || field_parse(e->key, fm, code, &v, NULL) != ERR_OK ||
	    v.kind != VALUE_TEXT) {
		value_fini(&v);
		return NULL;
	}
	s = xstrdup(v.s);
	value_fini(&v);
	return s;
}

enum err
record_load_code(struct store *st, const struct entity *e, const char *code,
    struct record **out, struct err_note *note)
{
	char *key = clean_key(e, &st->format, code);
	enum err rc;

	*out = NULL;
	if (key == NULL)
		return not_found(e, code, note);
	rc = load(st, e, BY_KEY, 0, key, out, note);
	free(key);
	return rc;
}

static enum err
find_id(struct store *st, const struct entity *e, enum by by, int64_t id, const char *code,
    int64_t *found, struct err_note *note)
{
	struct strbuf b = { 0 };
	struct sql_args sa = { 0 };
	struct db_stmt *q;
	enum db_step step = DB_FAILED;

	strbuf_addf(&b, "SELECT t.id FROM %s t WHERE t.deleted = 0 AND ", e->table);
	if (by == BY_ID) {
		strbuf_add(&b, "t.id = $id AND ");
		sql_arg_int(&sa, "id", id);
	} else {
		strbuf_addf(&b, "t.%s = $code AND ", e->key->name);
		sql_arg_text(&sa, "code", code);
	}
	visible_sql(&b, st->actor, e, "t", st->model);
	sql_args_actor(&sa, st->actor, strbuf_str(&b));
	q = db_query_text(st->db, strbuf_str(&b), sa.a, note);
	if (q != NULL)
		step = db_step(q, note);
	if (step == DB_ROW)
		*found = db_int(q, 0);
	db_reset(q);
	strbuf_fini(&b);
	sql_args_fini(&sa);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : not_found(e, by == BY_KEY ? code : NULL, note);
}

enum err
record_see(struct store *st, const struct entity *e, int64_t id, struct err_note *note)
{
	int64_t found;

	return find_id(st, e, BY_ID, id, NULL, &found, note);
}

enum err
record_id(struct store *st, const struct entity *e, const char *code, int64_t *id,
    struct err_note *note)
{
	char *key = clean_key(e, &st->format, code);
	enum err rc;

	if (key == NULL)
		return not_found(e, code, note);
	rc = find_id(st, e, BY_KEY, 0, key, id, note);
	free(key);
	return rc;
}
