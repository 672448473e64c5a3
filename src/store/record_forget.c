#include <stdlib.h>

#include "base/clock.h"
#include "store/query.h"
#include "store/record_store.h"
#include "store/store_internal.h"

/* Where a text has to stand. */
#define NOTHING "—"

static bool
is_kept(const struct field *f, const char *const *keep)
{
	for (; *keep != NULL; keep++) {
		if (str_eq(f->name, *keep))
			return true;
	}
	return false;
}

/* The indexes that hold words of a row: those of a deleted one are gone already. */
static enum err
leave_indexes(struct store *st, const struct entity *e, int64_t id, struct err_note *note)
{
	struct record *r = NULL;
	char *fold;
	enum err rc = record_load(st, e, id, &r, note);

	if (rc == ERR_NOTFOUND)
		return ERR_OK;
	if (rc != ERR_OK)
		return rc;
	fold = search_stored_fold(st, e, id);
	rc = search_index(st, e, id, fold, NULL, note);
	free(fold);
	if (rc == ERR_OK)
		rc = search_phones(st, r, true, note);
	record_free(r);
	return rc;
}

static enum err
drop_links(struct store *st, const struct entity *e, const struct field *f, int64_t id,
    struct err_note *note)
{
	struct sql_args sa = { 0 };
	char link[128];
	char *sql = xasprintf("DELETE FROM %s WHERE owner_id = $id",
	    link_table(e, f, link, sizeof link));
	enum err rc;

	sql_arg_int(&sa, "id", id);
	rc = db_run_text(st->db, sql, sa.a, NULL, note);
	free(sql);
	sql_args_fini(&sa);
	return rc;
}

static void
add_empty(struct strbuf *b, const struct field *f)
{
	char column[80];

	field_column(f, column, sizeof column);
	if (f->type == FIELD_BOOL)
		strbuf_addf(b, "%s = 0, ", column);
	else if (!f->required)
		strbuf_addf(b, "%s = NULL, ", column);
	else if (!field_is_int(f) && f->type != FIELD_REF && f->type != FIELD_CHOICE)
		strbuf_addf(b, "%s = '" NOTHING "', ", column);
}

static enum err
empty_row(struct store *st, const struct entity *e, int64_t id, const char *const *keep,
    struct err_note *note)
{
	struct strbuf b = { 0 };
	struct sql_args sa = { 0 };
	enum err rc;

	strbuf_addf(&b, "UPDATE %s SET ", e->table);
	for (size_t i = 0; i < e->nfields; i++) {
		if (e->fields[i].type != FIELD_REFS && !is_kept(&e->fields[i], keep))
			add_empty(&b, &e->fields[i]);
	}
	if (entity_has_fold(e))
		strbuf_add(&b, "fold = '', sort_key = '', ");
	strbuf_add(&b, "deleted = 1, version = version + 1, changed_at = $at, changed_by = $user"
	    " WHERE id = $id");
	sql_arg_int(&sa, "at", clock_now_ms());
	if (st->actor->id != 0)
		sql_arg_int(&sa, "user", st->actor->id);
	else
		sql_arg_null(&sa, "user");
	sql_arg_int(&sa, "id", id);
	rc = db_run_text(st->db, strbuf_str(&b), sa.a, NULL, note);
	strbuf_fini(&b);
	sql_args_fini(&sa);
	return rc;
}

enum err
record_forget(struct store *st, const struct entity *e, int64_t id, const char *const *keep,
    struct err_note *note)
{
	enum err rc = access_need(st, "erase", VERB_DELETE, note);

	if (rc == ERR_OK)
		rc = leave_indexes(st, e, id, note);
	for (size_t i = 0; rc == ERR_OK && i < e->nfields; i++) {
		if (e->fields[i].type == FIELD_REFS && !is_kept(&e->fields[i], keep))
			rc = drop_links(st, e, &e->fields[i], id, note);
	}
	if (rc == ERR_OK)
		rc = empty_row(st, e, id, keep, note);
	if (rc == ERR_OK)
		rc = touch_rights(st, note);
	return rc == ERR_OK ? cache_touch(st, e, note) : rc;
}
