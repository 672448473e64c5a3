/* Text of the statements that read rows of any entity, and rows into records. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/sealed.h"
#include "store/store_internal.h"

bool
entity_has_owner(const struct entity *e)
{
	return e->privacy == PRIVACY_OWNER;
}

/* Rights are the only rows without a name to search by. */
bool
entity_has_fold(const struct entity *e)
{
	return e->title_field != NULL || e->key != NULL;
}

const char *
field_column(const struct field *f, char *buf, size_t size)
{
	if (!str_empty(f->column))
		str_copy(buf, size, f->column);
	else
		snprintf(buf, size, f->type == FIELD_REF ? "%s_id" : "%s", f->name);
	return buf;
}

const char *
link_table(const struct entity *e, const struct field *f, char *buf, size_t size)
{
	snprintf(buf, size, "%s_%s", e->name, f->name);
	return buf;
}

/* Order of columns: see record_read(). */
bool
entity_has_sort_key(const struct entity *e)
{
	const struct field *f = e->title_field;

	return f != NULL && f->type != FIELD_CODE && f->type != FIELD_CARD;
}

void
record_select(struct strbuf *b, struct store *st, const struct entity *e)
{
	char col[72];

	strbuf_add(b, "SELECT t.id, t.version, t.created_at, t.changed_at, uc.code, uh.code, t.deleted");
	if (entity_has_owner(e))
		strbuf_add(b, ", uo.code, t.scope");
	else
		strbuf_add(b, ", NULL, 0");
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (f->type == FIELD_REFS)
			continue;
		if (f->type == FIELD_REF) {
			const struct entity *r = model_entity(st->model, f->entity);

			strbuf_addf(b, ", r%d.%s, r%d.%s", f->index, r->key->name, f->index,
			    r->title_field->name);
		} else {
			strbuf_addf(b, ", t.%s", field_column(f, col, sizeof(col)));
		}
	}
	if (entity_has_sort_key(e))
		strbuf_add(b, ", t.sort_key");
}

void
record_joins(struct strbuf *b, struct store *st, const struct entity *e)
{
	strbuf_add(b, " LEFT JOIN app_user uc ON uc.id = t.created_by"
	    " LEFT JOIN app_user uh ON uh.id = t.changed_by");
	if (entity_has_owner(e))
		strbuf_add(b, " LEFT JOIN app_user uo ON uo.id = t.owner_id");
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (f->type == FIELD_REF)
			strbuf_addf(b, " LEFT JOIN %s r%d ON r%d.id = t.%s_id",
			    model_entity(st->model, f->entity)->table, f->index, f->index, f->name);
	}
}

static enum err
read_links(struct store *st, struct record *r, const struct field *f, struct err_note *note)
{
	const struct entity *target = model_entity(st->model, f->entity);
	struct sql_args sa = { 0 };
	struct strbuf codes = { 0 };
	struct db_stmt *q;
	enum db_step step = DB_FAILED;
	char link[128], *sql;

	sql = xasprintf("SELECT x.%s FROM %s l JOIN %s x ON x.id = l.ref_id"
	    " WHERE l.owner_id = $id AND x.deleted = 0 ORDER BY x.%s", target->key->name,
	    link_table(r->entity, f, link, sizeof(link)), target->table, target->key->name);
	sql_arg_int(&sa, "id", r->id);
	q = db_query_text(st->db, sql, sa.a, note);
	while (q != NULL && (step = db_step(q, note)) == DB_ROW) {
		if (codes.len > 0)
			strbuf_add_char(&codes, ',');
		strbuf_add(&codes, db_text(q, 0));
	}
	db_reset(q);
	value_set_text(&r->values[f->index], strbuf_str(&codes));
	strbuf_fini(&codes);
	sql_args_fini(&sa);
	free(sql);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static void
read_sealed(struct store *st, struct record *r, const struct field *f, const char *kept)
{
	char *plain = sealed_plain(st, r->entity, f, r->id, kept);

	value_set_text(&r->values[f->index], plain);
	free(plain);
}

enum err
record_read(struct store *st, const struct entity *e, struct db_stmt *q, bool with_refs,
    struct record **out, struct err_note *note)
{
	struct record *r = record_new(e);
	enum err rc = ERR_OK;
	int col = 9;

	r->id = db_int(q, 0);
	r->version = db_int(q, 1);
	r->created_at = db_int(q, 2);
	r->changed_at = db_int(q, 3);
	str_copy(r->created_by, sizeof(r->created_by), db_text(q, 4));
	str_copy(r->changed_by, sizeof(r->changed_by), db_text(q, 5));
	r->deleted = db_int(q, 6) != 0;
	str_copy(r->owner, sizeof(r->owner), db_text(q, 7));
	r->scope = (int)db_int(q, 8);
	for (size_t i = 0; i < e->nfields; i++) {
		const struct field *f = &e->fields[i];
		bool hide = field_hidden_from(st->actor, f);

		if (f->type == FIELD_REFS)
			continue;
		if (!hide && !db_is_null(q, col)) {
			if (field_is_int(f))
				value_set_int(&r->values[i], db_int(q, col));
			else if (f->sealed)
				read_sealed(st, r, f, db_text(q, col));
			else
				value_set_text(&r->values[i], db_text(q, col));
		}
		if (f->type == FIELD_REF) {
			if (!hide && !db_is_null(q, col + 1)) {
				free(r->labels[i]);
				r->labels[i] = xstrdup(db_text(q, col + 1));
			}
			col++;
		}
		col++;
	}
	if (entity_has_sort_key(e))
		r->sort_key = xstrdup(db_text(q, col));
	for (size_t i = 0; with_refs && rc == ERR_OK && i < e->nfields; i++) {
		if (e->fields[i].type == FIELD_REFS && !field_hidden_from(st->actor, &e->fields[i]))
			rc = read_links(st, r, &e->fields[i], note);
	}
	if (rc != ERR_OK) {
		record_free(r);
		return rc;
	}
	*out = r;
	return ERR_OK;
}

enum err
ref_id(struct store *st, const struct field *f, const char *code, int64_t *id,
    struct err_note *note)
{
	enum err rc = record_id(st, model_entity(st->model, f->entity), code, id, note);

	if (rc == ERR_NOTFOUND)
		return err_set(note, ERR_INVALID, f->name, _("%s: there is no \"%s\"."),
		    tr(f->label), code);
	return rc;
}
