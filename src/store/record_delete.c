#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "store/query.h"
#include "store/record_store.h"
#include "store/store_internal.h"

static enum err
mark(struct store *st, const struct entity *e, int64_t id, bool deleted, struct err_note *note)
{
	struct sql_args sa = { 0 };
	char *sql = xasprintf("UPDATE %s SET deleted = $deleted, version = version + 1,"
	    " changed_at = $at, changed_by = $user WHERE id = $id", e->table);
	enum err rc;

	sql_arg_int(&sa, "deleted", deleted);
	sql_arg_int(&sa, "at", clock_now_ms());
	if (st->actor->id != 0)
		sql_arg_int(&sa, "user", st->actor->id);
	else
		sql_arg_null(&sa, "user");
	sql_arg_int(&sa, "id", id);
	rc = db_run_text(st->db, sql, sa.a, NULL, note);
	free(sql);
	sql_args_fini(&sa);
	return rc;
}

static enum err
count_refs(struct store *st, const char *sql, int64_t id, bool *found, struct err_note *note)
{
	struct sql_args sa = { 0 };
	struct db_stmt *q;
	enum db_step step = DB_FAILED;

	sql_arg_int(&sa, "id", id);
	q = db_query_text(st->db, sql, sa.a, note);
	if (q != NULL)
		step = db_step(q, note);
	*found = step == DB_ROW;
	db_reset(q);
	sql_args_fini(&sa);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* A row stays while a living row of any entity points at it. */
static enum err
check_needed(struct store *st, const struct entity *e, int64_t id, struct err_note *note)
{
	for (size_t i = 0; i < model_count(st->model); i++) {
		const struct entity *o = model_at(st->model, i);

		for (size_t k = 0; k < o->nfields; k++) {
			const struct field *f = &o->fields[k];
			char link[128], *sql;
			bool found;
			enum err rc;

			if ((f->type != FIELD_REF && f->type != FIELD_REFS) ||
			    !str_eq(f->entity, e->name))
				continue;
			/* A related list belongs to its parent and goes with it. */
			if (o->privacy == PRIVACY_PARENT && str_eq(o->parent, f->name) &&
			    !o->readonly)
				continue;
			sql = f->type == FIELD_REF
			    ? xasprintf("SELECT 1 FROM %s WHERE %s_id = $id AND deleted = 0 LIMIT 1",
			          o->table, f->name)
			    : xasprintf("SELECT 1 FROM %s l JOIN %s o ON o.id = l.owner_id"
			          " WHERE l.ref_id = $id AND o.deleted = 0 LIMIT 1",
			          link_table(o, f, link, sizeof(link)), o->table);
			rc = count_refs(st, sql, id, &found, note);
			free(sql);
			if (rc != ERR_OK)
				return rc;
			if (found)
				return err_set(note, ERR_CONFLICT, "",
				    _("It is in use: %s, %s. Change those first."),
				    tr(o->plural), tr(f->label));
		}
	}
	return ERR_OK;
}

enum err
record_delete(struct store *st, const struct entity *e, int64_t id, int64_t version,
    struct err_note *note)
{
	const struct record_hook *h = record_hook_of(st, e);
	struct record *r = NULL;
	char *fold;
	enum err rc = access_need(st, e->function, VERB_DELETE, note);

	if (rc == ERR_OK)
		rc = check_by_hand(e, note);
	if (rc == ERR_OK)
		rc = record_load(st, e, id, &r, note);
	if (rc != ERR_OK)
		return rc;
	if (version != 0 && version != r->version)
		rc = err_set(note, ERR_CONFLICT, "", _("%s has changed it meanwhile. Look again."),
		    r->changed_by);
	if (rc == ERR_OK && h != NULL && h->before != NULL)
		rc = h->before(st, r, NULL, note);
	if (rc == ERR_OK)
		rc = check_needed(st, e, id, note);
	if (rc == ERR_OK)
		rc = mark(st, e, id, true, note);
	if (rc == ERR_OK) {
		fold = search_stored_fold(st, e, id);
		rc = search_index(st, e, id, fold, NULL, note);
		free(fold);
	}
	if (rc == ERR_OK)
		rc = search_phones(st, r, true, note);
	if (rc == ERR_OK && h != NULL && h->settle != NULL)
		rc = h->settle(st, r, NULL, note);
	if (rc == ERR_OK)
		rc = audit_write(st, &(struct audit_entry) { .function = e->function,
		    .action = "delete", .entity = e->name, .row_id = id,
		    .row_code = e->key != NULL ? record_text(r, e->key->name) : "",
		    .version_before = r->version, .version_after = r->version + 1 }, note);
	if (rc == ERR_OK)
		rc = touch_rights(st, note);
	if (rc == ERR_OK)
		rc = cache_touch(st, e, note);
	record_free(r);
	return rc;
}

/* The row among deleted ones too: only what restoring needs. */
static enum err
find_deleted(struct store *st, const struct entity *e, int64_t id, struct err_note *note)
{
	struct strbuf b = { 0 };
	struct sql_args sa = { 0 };
	struct db_stmt *q;
	enum db_step step = DB_FAILED;

	strbuf_addf(&b, "SELECT t.id FROM %s t WHERE t.id = $id AND t.deleted = 1 AND ", e->table);
	visible_sql(&b, st->actor, e, "t", st->model);
	sql_arg_int(&sa, "id", id);
	sql_args_actor(&sa, st->actor, strbuf_str(&b));
	q = db_query_text(st->db, strbuf_str(&b), sa.a, note);
	if (q != NULL)
		step = db_step(q, note);
	db_reset(q);
	strbuf_fini(&b);
	sql_args_fini(&sa);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK
	    : err_set(note, ERR_NOTFOUND, "", _("There is nothing to restore."));
}

enum err
record_restore(struct store *st, const struct entity *e, int64_t id, struct err_note *note)
{
	const struct record_hook *h = record_hook_of(st, e);
	struct record *r = NULL;
	char *fold;
	enum err rc = access_need(st, e->function, VERB_DELETE, note);

	if (rc == ERR_OK)
		rc = find_deleted(st, e, id, note);
	if (rc == ERR_OK)
		rc = mark(st, e, id, false, note);
	if (rc == ERR_OK)
		rc = record_load(st, e, id, &r, note);
	if (rc != ERR_OK)
		return rc;
	fold = search_stored_fold(st, e, id);
	rc = search_index(st, e, id, NULL, fold, note);
	free(fold);
	if (rc == ERR_OK)
		rc = search_phones(st, r, false, note);
	if (rc == ERR_OK && h != NULL && h->settle != NULL)
		rc = h->settle(st, NULL, r, note);
	if (rc == ERR_OK)
		rc = audit_write(st, &(struct audit_entry) { .function = e->function,
		    .action = "restore", .entity = e->name, .row_id = id,
		    .row_code = e->key != NULL ? record_text(r, e->key->name) : "",
		    .version_after = r->version }, note);
	if (rc == ERR_OK)
		rc = touch_rights(st, note);
	if (rc == ERR_OK)
		rc = cache_touch(st, e, note);
	record_free(r);
	return rc;
}
