#include "store/share.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "store/query.h"
#include "store/store_internal.h"

static enum err
may_share(struct store *st, const struct entity *e, int64_t row_id, struct err_note *note)
{
	struct record *r;
	bool own;
	enum err rc = record_load(st, e, row_id, &r, note);

	if (rc != ERR_OK)
		return rc;
	own = str_eq(r->owner, st->actor->code);
	record_free(r);
	st->asked = true;
	if (own || st->actor->is_admin || st->actor->is_system)
		return ERR_OK;
	return err_set(note, ERR_DENIED, "",
	    _("Only the owner or an administrator changes who sees this."));
}

enum err
share_list(struct store *st, const struct entity *e, int64_t row_id,
    struct share **out, size_t *n, struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;
	size_t cap = 0;
	enum err rc = record_see(st, e, row_id, note);

	*out = NULL;
	*n = 0;
	if (rc != ERR_OK)
		return rc;
	q = store_query(st, "share_list",
	    DB_ARGS(DB_TEXT("entity", e->name), DB_INT("row", row_id)), note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		struct share *s;

		*out = xgrow(*out, &cap, *n + 1, sizeof(**out));
		s = &(*out)[(*n)++];
		s->kind = db_text(q, 0)[0];
		str_copy(s->code, sizeof(s->code), db_text(q, 1));
		str_copy(s->name, sizeof(s->name), db_text(q, 2));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
change_share(struct store *st, const struct entity *e, int64_t row_id, char kind,
    const char *code, bool add, struct err_note *note)
{
	char kind_text[2] = { kind, '\0' };
	int64_t target;
	enum err rc = may_share(st, e, row_id, note);

	if (rc != ERR_OK)
		return rc;
	rc = store_get_int(st, "share_target",
	    DB_ARGS(DB_TEXT("kind", kind_text), DB_TEXT("code", code)), &target, note);
	if (rc == ERR_NOTFOUND)
		return err_set(note, ERR_NOTFOUND, "", _("There is no \"%s\" to share with."), code);
	if (rc != ERR_OK)
		return rc;
	rc = store_run(st, add ? "share_add" : "share_remove",
	    DB_ARGS(DB_TEXT("entity", e->name), DB_INT("row", row_id),
	    DB_TEXT("kind", kind_text), DB_INT("target", target)), NULL, note);
	if (rc != ERR_OK)
		return rc;
	return audit_write(st, &(struct audit_entry) { .function = e->function,
	    .action = add ? "share" : "unshare", .entity = e->name, .row_id = row_id,
	    .row_code = code }, note);
}

enum err
share_add(struct store *st, const struct entity *e, int64_t row_id, char kind,
    const char *code, struct err_note *note)
{
	return change_share(st, e, row_id, kind, code, true, note);
}

enum err
share_remove(struct store *st, const struct entity *e, int64_t row_id, char kind,
    const char *code, struct err_note *note)
{
	return change_share(st, e, row_id, kind, code, false, note);
}

enum err
share_set_scope(struct store *st, const struct entity *e, int64_t row_id,
    enum scope scope, struct err_note *note)
{
	static const char *const names[] = { "private", "branch", "all" };
	struct sql_args sa = { 0 };
	char *sql;
	enum err rc = may_share(st, e, row_id, note);

	if (rc != ERR_OK)
		return rc;
	sql = xasprintf("UPDATE %s SET scope = $scope, version = version + 1 WHERE id = $id",
	    e->table);
	sql_arg_int(&sa, "scope", scope);
	sql_arg_int(&sa, "id", row_id);
	rc = db_run_text(st->db, sql, sa.a, NULL, note);
	sql_args_fini(&sa);
	free(sql);
	if (rc != ERR_OK)
		return rc;
	return audit_write(st, &(struct audit_entry) { .function = e->function,
	    .action = "scope", .entity = e->name, .row_id = row_id,
	    .row_code = names[scope] }, note);
}
