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

/* A code means the row that has it, however its letters are cased. */
void
key_sql(struct strbuf *b, struct sql_args *sa, const struct entity *e, const char *code)
{
	char *upper = xstrdup(code), *lower = xstrdup(code);

	for (size_t i = 0; code[i] != '\0'; i++) {
		if (code[i] >= 'a' && code[i] <= 'z')
			upper[i] = (char)(code[i] - 'a' + 'A');
		if (code[i] >= 'A' && code[i] <= 'Z')
			lower[i] = (char)(code[i] - 'A' + 'a');
	}
	strbuf_addf(b, "t.%s IN ($code, $upper, $lower)", e->key->name);
	sql_arg_text(sa, "code", code);
	sql_arg_text(sa, "upper", upper);
	sql_arg_text(sa, "lower", lower);
	free(upper);
	free(lower);
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
		strbuf_add(&b, " WHERE ");
		key_sql(&b, &sa, e, code);
	}
	strbuf_add(&b, " AND t.deleted = 0 AND ");
	visible_sql(&b, st->actor, e, "t", st->model);
	if (by == BY_KEY)
		strbuf_addf(&b, " ORDER BY t.%s = $code DESC LIMIT 1", e->key->name);
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

/* Blanks around it and, in card numbers, inside it do not matter. */
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
    int64_t *found, struct value *exact, struct err_note *note)
{
	struct strbuf b = { 0 };
	struct sql_args sa = { 0 };
	struct db_stmt *q;
	enum db_step step = DB_FAILED;

	strbuf_addf(&b, "SELECT t.id, t.%s FROM %s t WHERE t.deleted = 0 AND ",
	    e->key != NULL ? e->key->name : "id", e->table);
	if (by == BY_ID) {
		strbuf_add(&b, "t.id = $id AND ");
		sql_arg_int(&sa, "id", id);
	} else {
		key_sql(&b, &sa, e, code);
		strbuf_add(&b, " AND ");
	}
	visible_sql(&b, st->actor, e, "t", st->model);
	if (by == BY_KEY)
		strbuf_addf(&b, " ORDER BY t.%s = $code DESC LIMIT 1", e->key->name);
	sql_args_actor(&sa, st->actor, strbuf_str(&b));
	q = db_query_text(st->db, strbuf_str(&b), sa.a, note);
	if (q != NULL)
		step = db_step(q, note);
	if (step == DB_ROW)
		*found = db_int(q, 0);
	if (step == DB_ROW && exact != NULL)
		value_set_text(exact, db_text(q, 1));
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

	return find_id(st, e, BY_ID, id, NULL, &found, NULL, note);
}

enum err
record_key(struct store *st, const struct entity *e, const char *code, int64_t *id,
    struct value *exact, struct err_note *note)
{
	char *key = clean_key(e, &st->format, code);
	enum err rc;

	if (key == NULL)
		return not_found(e, code, note);
	rc = find_id(st, e, BY_KEY, 0, key, id, exact, note);
	free(key);
	return rc;
}

enum err
record_id(struct store *st, const struct entity *e, const char *code, int64_t *id,
    struct err_note *note)
{
	return record_key(st, e, code, id, NULL, note);
}
