#include "store/record_store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/utf8.h"
#include "store/number.h"
#include "store/query.h"
#include "store/sealed.h"
#include "store/share.h"
#include "store/store_internal.h"

const struct record_hook *
record_hook_of(struct store *st, const struct entity *e)
{
	const struct record_hook *h = st->hooks;

	if (h == NULL || str_empty(e->rules))
		return NULL;
	for (; h->rules != NULL; h++) {
		if (strcmp(h->rules, e->rules) == 0)
			return h;
	}
	return NULL;
}

static const struct value *
value_of(const struct record *r, const struct field *f)
{
	return &r->values[f->index];
}

/* ---- checks ---- */

static enum err
check_unique(struct store *st, const struct record *r, const struct field *f,
    struct err_note *note)
{
	const struct value *v = value_of(r, f);
	struct sql_args sa = { 0 };
	struct db_stmt *q;
	enum db_step step = DB_FAILED;
	char col[72], hash[SEALED_HASH], *sql;

	if (v->kind == VALUE_NULL)
		return ERR_OK;
	if (f->sealed && sealed_blind(st, r->entity, f, v->s, hash, note) != ERR_OK)
		return ERR_CONFIG;
	if (f == r->entity->key) {
		struct strbuf where = { 0 };

		key_sql(&where, &sa, r->entity, v->s);
		sql = xasprintf("SELECT t.id FROM %s t WHERE %s AND t.deleted = 0 AND t.id <> $id",
		    r->entity->table, strbuf_str(&where));
		strbuf_fini(&where);
	} else {
		sql = xasprintf("SELECT id FROM %s WHERE %s%s = $v AND deleted = 0 AND id <> $id",
		    r->entity->table, field_column(f, col, sizeof(col)), f->sealed ? "_blind" : "");
		if (v->kind == VALUE_INT)
			sql_arg_int(&sa, "v", v->i);
		else
			sql_arg_text(&sa, "v", f->sealed ? hash : v->s);
	}
	sql_arg_int(&sa, "id", r->id);
	q = db_query_text(st->db, sql, sa.a, note);
	if (q != NULL)
		step = db_step(q, note);
	db_reset(q);
	free(sql);
	sql_args_fini(&sa);
	if (step == DB_FAILED)
		return db_why(note);
	if (step == DB_ROW)
		return err_set(note, ERR_CONFLICT, f->name, _("%s \"%s\" exists already."),
		    tr(f->label), v->kind == VALUE_TEXT ? v->s : "");
	return ERR_OK;
}

static enum err
check_hidden_phone(struct store *st, const struct record *r, struct err_note *note)
{
	bool hidden;
	size_t n;
	int64_t id;
	enum err rc;

	if (!entity_has_owner(r->entity))
		return ERR_OK;
	rc = phone_twins(st, r, &id, 1, &n, &hidden, note);
	if (rc == ERR_OK && hidden)
		return err_set(note, ERR_CONFLICT, "phone",
		    _("A customer with this phone exists. Ask an administrator."));
	return rc;
}

/* References are kept as their rows spell them, and exist. */
static enum err
settle_refs(struct store *st, struct record *r, struct err_note *note)
{
	for (size_t i = 0; i < r->entity->nfields; i++) {
		const struct field *f = &r->entity->fields[i];
		const struct entity *target;
		struct strbuf all = { 0 };
		const char *rest = r->values[i].s;
		char piece[96];
		int64_t id;
		enum err rc = ERR_OK;

		if ((f->type != FIELD_REF && f->type != FIELD_REFS) || rest == NULL)
			continue;
		target = model_entity(st->model, f->entity);
		while (str_next(&rest, ',', piece, sizeof(piece))) {
			struct value exact = { 0 };

			rc = record_key(st, target, piece, &id, &exact, note);

			if (rc != ERR_OK) {
				strbuf_fini(&all);
				return rc != ERR_NOTFOUND ? rc : err_set(note, ERR_INVALID, f->name,
				    _("%s: there is no \"%s\"."), tr(f->label), piece);
			}
			strbuf_addf(&all, "%s%s", all.len > 0 ? "," : "", exact.s);
			value_fini(&exact);
		}
		/* Lists are kept sorted, each code once: parsing does it. */
		if (f->type == FIELD_REF)
			value_set_text(&r->values[i], strbuf_str(&all));
		else if (field_parse(f, &st->format, strbuf_str(&all), &r->values[i], note) != ERR_OK)
			rc = ERR_INVALID;
		strbuf_fini(&all);
		if (rc != ERR_OK)
			return rc;
	}
	return ERR_OK;
}

static enum err
check_all(struct store *st, struct record *r, struct err_note *note)
{
	enum err rc = settle_refs(st, r, note);

	if (rc == ERR_OK)
		rc = record_check(r, note);

	for (size_t i = 0; rc == ERR_OK && i < r->entity->nfields; i++) {
		if (r->entity->fields[i].unique)
			rc = check_unique(st, r, &r->entity->fields[i], note);
	}
	return rc;
}

/* Rows of some entities are made by rule books alone: cards. */
enum err
check_by_hand(const struct entity *e, struct err_note *note)
{
	if (!e->readonly)
		return ERR_OK;
	return err_set(note, ERR_DENIED, "", _("%s: rows are not changed by hand."), tr(e->plural));
}

/* ---- writing ---- */

static enum err
bind_field(struct store *st, struct sql_args *sa, const struct record *r,
    const struct field *f, struct err_note *note)
{
	const struct value *v = value_of(r, f);
	char name[72];
	int64_t id;
	enum err rc;

	snprintf(name, sizeof(name), "f%d", f->index);
	if (f->sealed) {
		return sealed_bind(st, sa, r, f, note);
	} else if (v->kind == VALUE_NULL && f->type == FIELD_BOOL) {
		sql_arg_int(sa, name, 0);
	} else if (v->kind == VALUE_NULL) {
		sql_arg_null(sa, name);
	} else if (f->type == FIELD_REF) {
		rc = ref_id(st, f, v->s, &id, note);
		if (rc != ERR_OK)
			return rc;
		sql_arg_int(sa, name, id);
	} else if (v->kind == VALUE_INT) {
		sql_arg_int(sa, name, v->i);
	} else {
		sql_arg_text(sa, name, v->s);
	}
	return ERR_OK;
}

static enum err
write_links(struct store *st, const struct record *r, const struct field *f,
    struct err_note *note)
{
	const struct value *v = value_of(r, f);
	const char *rest = v->kind == VALUE_TEXT ? v->s : "";
	char link[128], piece[96], *sql;
	struct sql_args sa = { 0 };
	enum err rc;

	link_table(r->entity, f, link, sizeof(link));
	sql = xasprintf("DELETE FROM %s WHERE owner_id = $id", link);
	sql_arg_int(&sa, "id", r->id);
	rc = db_run_text(st->db, sql, sa.a, NULL, note);
	free(sql);
	sql_args_fini(&sa);
	sql = xasprintf("INSERT INTO %s (owner_id, ref_id) VALUES ($id, $ref)"
	    " ON CONFLICT (owner_id, ref_id) DO NOTHING", link);
	while (rc == ERR_OK && str_next(&rest, ',', piece, sizeof(piece))) {
		int64_t ref;

		rc = ref_id(st, f, piece, &ref, note);
		if (rc != ERR_OK)
			break;
		sql_arg_int(&sa, "id", r->id);
		sql_arg_int(&sa, "ref", ref);
		rc = db_run_text(st->db, sql, sa.a, NULL, note);
		sql_args_fini(&sa);
	}
	free(sql);
	return rc;
}

/* {"field":["before","after"]} of what differs; old may be NULL. */
static json_t *
changes_of(struct store *st, const struct record *old, const struct record *r)
{
	char mark[2][SEALED_HASH + 2];
	json_t *c = json_object();

	for (size_t i = 0; i < r->entity->nfields; i++) {
		const struct field *f = &r->entity->fields[i];
		char *before, *after;

		if (old != NULL ? !record_differs(old, r, f->index)
				: r->values[i].kind == VALUE_NULL)
			continue;
		before = old != NULL ? field_to_text(f, &old->values[i]) : xstrdup("");
		after = field_to_text(f, &r->values[i]);
		if (f->sealed) {
			sealed_mark(st, r->entity, f, before, mark[0]);
			sealed_mark(st, r->entity, f, after, mark[1]);
			json_object_set_new(c, f->name, json_pack("[s,s]", mark[0], mark[1]));
		} else {
			json_object_set_new(c, f->name, json_pack("[s,s]", before, after));
		}
		free(before);
		free(after);
	}
	return c;
}

static enum err
audit_record(struct store *st, const char *action, const struct record *old,
    const struct record *r, struct err_note *note)
{
	const struct entity *e = r->entity;
	json_t *c = changes_of(st, old, r);
	enum err rc = audit_write(st, &(struct audit_entry) { .function = e->function,
	    .action = action, .entity = e->name, .row_id = r->id,
	    .row_code = e->key != NULL ? record_text(r, e->key->name) : "",
	    .version_before = old != NULL ? old->version : 0,
	    .version_after = r->version, .changes = c }, note);

	json_decref(c);
	return rc;
}

static int
new_scope(struct store *st, const struct record *r)
{
	const char *s = setting_text(st, "privacy.new");
	int scope = strcmp(s, "all") == 0 ? SCOPE_ALL :
	    strcmp(s, "branch") == 0 ? SCOPE_BRANCH : SCOPE_PRIVATE;

	return r->scope > scope ? r->scope : scope;
}

static enum err
insert_row(struct store *st, struct record *r, const char *fold, struct err_note *note)
{
	const struct entity *e = r->entity;
	struct strbuf cols = { 0 }, vals = { 0 };
	struct sql_args sa = { 0 };
	char col[72], *sql, *sort;
	enum err rc = ERR_OK;

	strbuf_addf(&cols, "INSERT INTO %s (id, version, created_at, created_by,"
	    " changed_at, changed_by, deleted", e->table);
	strbuf_add(&vals, ") VALUES ($id, 1, $at, $user, $at, $user, 0");
	sql_arg_int(&sa, "id", r->id);
	sql_arg_int(&sa, "at", r->created_at);
	if (st->actor->id != 0)
		sql_arg_int(&sa, "user", st->actor->id);
	else
		sql_arg_null(&sa, "user");
	if (entity_has_fold(e)) {
		sort = search_sort_of(r);
		strbuf_add(&cols, ", fold, sort_key");
		strbuf_add(&vals, ", $fold, $sort");
		sql_arg_text(&sa, "fold", fold);
		sql_arg_text(&sa, "sort", sort);
		free(sort);
	}
	if (entity_has_owner(e)) {
		strbuf_add(&cols, ", owner_id, scope");
		strbuf_add(&vals, ", $user, $scope");
		sql_arg_int(&sa, "scope", r->scope);
	}
	for (size_t i = 0; rc == ERR_OK && i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (f->type == FIELD_REFS)
			continue;
		strbuf_addf(&cols, ", %s", field_column(f, col, sizeof(col)));
		strbuf_addf(&vals, ", $f%d", f->index);
		if (f->sealed) {
			strbuf_addf(&cols, ", %s_blind", field_column(f, col, sizeof(col)));
			strbuf_addf(&vals, ", $b%d", f->index);
		}
		rc = bind_field(st, &sa, r, f, note);
	}
	strbuf_add(&cols, strbuf_str(&vals));
	strbuf_add(&cols, ")");
	sql = strbuf_take(&cols);
	if (rc == ERR_OK)
		rc = db_run_text(st->db, sql, sa.a, NULL, note);
	free(sql);
	strbuf_fini(&vals);
	sql_args_fini(&sa);
	return rc;
}

static enum err
insert(struct store *st, struct record *r, struct err_note *note)
{
	const struct entity *e = r->entity;
	const struct record_hook *h = record_hook_of(st, e);
	const struct field *branch = entity_field(e, "store");
	char code[64], *fold = NULL;
	enum err rc = ERR_OK;

	for (size_t i = 0; i < e->nfields; i++) {
		if (field_hidden_from(st->actor, &e->fields[i]))
			value_fini(&r->values[i]);
	}
	/* A row belongs to the branch where it was made. */
	if (entity_has_owner(e) && branch != NULL &&
	    value_of(r, branch)->kind == VALUE_NULL && st->actor->store_id != 0)
		value_set_text(&r->values[branch->index], st->actor->store_code);
	if (h != NULL && h->before != NULL)
		rc = h->before(st, NULL, r, note);
	if (rc == ERR_OK && e->key != NULL && value_of(r, e->key)->kind == VALUE_NULL &&
	    str_starts(e->key->preset, "next:")) {
		rc = number_next_code(st, e->key->preset + 5, code, sizeof(code), note);
		if (rc == ERR_OK)
			value_set_text(&r->values[e->key->index], code);
	}
	if (rc == ERR_OK)
		rc = check_all(st, r, note);
	if (rc == ERR_OK)
		rc = check_hidden_phone(st, r, note);
	if (rc == ERR_OK)
		rc = store_new_id(st, &r->id, note);
	if (rc != ERR_OK)
		return rc;
	r->version = 1;
	r->scope = new_scope(st, r);
	r->created_at = r->changed_at = clock_now_ms();
	str_copy(r->created_by, sizeof(r->created_by), st->actor->code);
	str_copy(r->changed_by, sizeof(r->changed_by), st->actor->code);
	if (entity_has_owner(e))
		str_copy(r->owner, sizeof(r->owner), st->actor->code);
	fold = search_fold_of(st, r);
	rc = insert_row(st, r, fold, note);
	for (size_t i = 0; rc == ERR_OK && i < e->nfields; i++) {
		if (e->fields[i].type == FIELD_REFS && r->values[i].kind != VALUE_NULL)
			rc = write_links(st, r, &e->fields[i], note);
	}
	if (rc == ERR_OK)
		rc = search_index(st, e, r->id, NULL, fold, note);
	if (rc == ERR_OK)
		rc = search_phones(st, r, false, note);
	if (rc == ERR_OK && h != NULL && h->after != NULL)
		rc = h->after(st, NULL, r, note);
	if (rc == ERR_OK && h != NULL && h->settle != NULL)
		rc = h->settle(st, NULL, r, note);
	if (rc == ERR_OK)
		rc = audit_record(st, "add", NULL, r, note);
	if (rc == ERR_OK)
		rc = cache_touch(st, e, note);
	free(fold);
	if (rc != ERR_OK)
		r->id = r->version = 0;
	return rc;
}

enum err
record_insert(struct store *st, struct record *r, struct err_note *note)
{
	enum err rc = access_need(st, r->entity->function, VERB_ADD, note);

	assert(r->id == 0 && st->in_write);
	if (rc == ERR_OK)
		rc = check_by_hand(r->entity, note);
	if (rc == ERR_OK)
		rc = own_card_enter(st, r, note);
	if (rc == ERR_OK)
		rc = insert(st, r, note);
	st->own_inside = false;
	return rc;
}

/* ---- changing ---- */

/* Rule S6: what only one side changed merges into edited; a field that both
 * changed differently is a conflict. */
static enum err
merge(struct record *edited, const struct record *base, const struct record *now,
    struct err_note *note)
{
	for (size_t i = 0; i < base->entity->nfields; i++) {
		const struct field *f = &base->entity->fields[i];

		if (!record_differs(base, now, f->index))
			continue;
		if (record_differs(base, edited, f->index) &&
		    record_differs(now, edited, f->index))
			return err_set(note, ERR_CONFLICT, f->name,
			    _("%s changed %s meanwhile."), now->changed_by, tr(f->label));
		value_copy(&edited->values[i], &now->values[i]);
	}
	return ERR_OK;
}

static enum err
update_row(struct store *st, const struct record *now, struct record *r, const char *fold,
    struct err_note *note)
{
	const struct entity *e = r->entity;
	struct strbuf b = { 0 };
	struct sql_args sa = { 0 };
	char col[72], *sort;
	int64_t changed = 0;
	enum err rc = ERR_OK;

	strbuf_addf(&b, "UPDATE %s SET version = version + 1, changed_at = $at, changed_by = $user",
	    e->table);
	sql_arg_int(&sa, "at", r->changed_at);
	if (st->actor->id != 0)
		sql_arg_int(&sa, "user", st->actor->id);
	else
		sql_arg_null(&sa, "user");
	if (entity_has_fold(e)) {
		sort = search_sort_of(r);
		strbuf_add(&b, ", fold = $fold, sort_key = $sort");
		sql_arg_text(&sa, "fold", fold);
		sql_arg_text(&sa, "sort", sort);
		free(sort);
	}
	for (size_t i = 0; rc == ERR_OK && i < e->nfields; i++) {
		const struct field *f = &e->fields[i];

		if (f->type == FIELD_REFS || !record_differs(now, r, f->index))
			continue;
		strbuf_addf(&b, ", %s = $f%d", field_column(f, col, sizeof(col)), f->index);
		if (f->sealed)
			strbuf_addf(&b, ", %s_blind = $b%d", field_column(f, col, sizeof(col)), f->index);
		rc = bind_field(st, &sa, r, f, note);
	}
	strbuf_add(&b, " WHERE id = $id AND version = $version");
	sql_arg_int(&sa, "id", r->id);
	sql_arg_int(&sa, "version", now->version);
	if (rc == ERR_OK)
		rc = db_run_text(st->db, strbuf_str(&b), sa.a, &changed, note);
	if (rc == ERR_OK && changed != 1)
		rc = err_set(note, ERR_CONFLICT, "", _("Somebody else has changed it. Load it again."));
	strbuf_fini(&b);
	sql_args_fini(&sa);
	return rc;
}

static bool
phones_differ(const struct record *a, const struct record *b)
{
	for (size_t i = 0; i < a->entity->nfields; i++) {
		if (a->entity->fields[i].type == FIELD_PHONE && record_differs(a, b, (int)i))
			return true;
	}
	return false;
}

static bool
any_differs(const struct record *a, const struct record *b)
{
	for (size_t i = 0; i < a->entity->nfields; i++) {
		if (record_differs(a, b, (int)i))
			return true;
	}
	return false;
}

static enum err
save_changes(struct store *st, const struct record *now, struct record *edited,
    struct err_note *note)
{
	const struct entity *e = edited->entity;
	const struct record_hook *h = record_hook_of(st, e);
	char *old_fold = NULL, *fold = NULL;
	enum err rc = ERR_OK;

	/* A person's fields do not stand in the way of becoming an organisation. */
	for (size_t i = 0; i < e->nfields; i++) {
		if (!str_empty(e->fields[i].when) && !record_differs(now, edited, (int)i) &&
		    !record_when(edited, e->fields[i].when))
			value_fini(&edited->values[i]);
	}
	if (h != NULL && h->before != NULL)
		rc = h->before(st, now, edited, note);
	if (rc == ERR_OK)
		rc = check_all(st, edited, note);
	if (rc == ERR_OK && phones_differ(now, edited))
		rc = check_hidden_phone(st, edited, note);
	if (rc != ERR_OK)
		return rc;
	old_fold = search_stored_fold(st, e, now->id);
	fold = search_fold_of(st, edited);
	edited->changed_at = clock_now_ms();
	str_copy(edited->changed_by, sizeof(edited->changed_by), st->actor->code);
	rc = update_row(st, now, edited, fold, note);
	edited->version = now->version + 1;
	for (size_t i = 0; rc == ERR_OK && i < e->nfields; i++) {
		if (e->fields[i].type == FIELD_REFS && record_differs(now, edited, (int)i))
			rc = write_links(st, edited, &e->fields[i], note);
	}
	if (rc == ERR_OK)
		rc = search_index(st, e, edited->id, old_fold, fold, note);
	if (rc == ERR_OK && phones_differ(now, edited)) {
		rc = search_phones(st, now, true, note);
		if (rc == ERR_OK)
			rc = search_phones(st, edited, false, note);
	}
	if (rc == ERR_OK && h != NULL && h->after != NULL)
		rc = h->after(st, now, edited, note);
	if (rc == ERR_OK && h != NULL && h->settle != NULL)
		rc = h->settle(st, now, edited, note);
	if (rc == ERR_OK)
		rc = audit_record(st, "edit", now, edited, note);
	if (rc == ERR_OK)
		rc = cache_touch(st, e, note);
	free(old_fold);
	free(fold);
	return rc;
}

enum err
record_update(struct store *st, const struct record *base, struct record *edited,
    struct record **theirs, struct err_note *note)
{
	const struct entity *e = edited->entity;
	struct record *now = NULL;
	enum err rc = access_need(st, e->function, VERB_EDIT, note);

	assert(edited->id != 0 && st->in_write);
	if (theirs != NULL)
		*theirs = NULL;
	if (rc == ERR_OK)
		rc = check_by_hand(e, note);
	if (rc == ERR_OK)
		rc = record_load(st, e, edited->id, &now, note);
	if (rc != ERR_OK)
		return rc;
	/* What the actor may not see it may not change either (TRUST.md G4). */
	for (size_t i = 0; i < e->nfields; i++) {
		if (field_hidden_from(st->actor, &e->fields[i]))
			value_copy(&edited->values[i], &base->values[i]);
	}
	if (now->version != base->version)
		rc = merge(edited, base, now, note);
	if (rc == ERR_OK && any_differs(now, edited))
		rc = save_changes(st, now, edited, note);
	else if (rc == ERR_OK)
		edited->version = now->version;
	if (rc == ERR_CONFLICT && theirs != NULL && now->version != base->version)
		*theirs = now;
	else
		record_free(now);
	return rc;
}
