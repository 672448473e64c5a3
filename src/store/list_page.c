#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/phone.h"
#include "base/utf8.h"
#include "store/list_internal.h"

/* Rows of a list that conditions on free text may look at in one go. */
#define SCAN_MAX 200000

/* ---- sorting ---- */

static const struct field *
sort_of(const struct list_query *q)
{
	const struct entity *e = q->entity;

	if (q->sort != NULL)
		return q->sort;
	return e->sort != NULL ? e->sort : e->title_field != NULL ? e->title_field : e->key;
}

static bool
sort_desc(const struct list_query *q)
{
	return q->sort != NULL ? q->desc : q->entity->sort_desc;
}

bool
list_can_sort(const struct entity *e, const struct field *f)
{
	/* A reference would stand by the number of its row, sealed words by their cipher: no order that
	 * anybody sees. */
	if (f == NULL || f->type == FIELD_REF || f->type == FIELD_REFS || f->type == FIELD_NOTE ||
	    f->type == FIELD_VERBS || f->hidden || f->sealed)
		return false;
	return e->catalog || f == e->key || f == e->sort || str_in_list(e->sorts, f->name);
}

char *
list_sort_column(const struct list_query *q)
{
	const struct field *f = sort_of(q);
	char col[72];

	if (q->parent_field != NULL || f == NULL)
		return xstrdup("t.id");
	if (f == q->entity->title_field && entity_has_sort_key(q->entity))
		return xstrdup("t.sort_key");
	field_column(f, col, sizeof(col));
	if (f->required || f == q->entity->key)
		return xasprintf("t.%s", col);
	return xasprintf(field_is_int(f) || f->type == FIELD_REF ? "coalesce(t.%s, -1)"
								 : "coalesce(t.%s, '')", col);
}

static bool
sort_is_int(const struct list_query *q)
{
	const struct field *f = sort_of(q);

	if (q->parent_field != NULL || f == NULL)
		return true;
	if (f == q->entity->title_field)
		return false;
	return field_is_int(f) || f->type == FIELD_REF;
}

/* The sort value of a row as the engine has it: for the next anchor. */
static void
row_key(struct store *st, const struct list_query *q, const struct record *r, struct value *v)
{
	const struct field *f = sort_of(q);
	const struct value *rv;

	if (q->parent_field != NULL || f == NULL) {
		value_set_int(v, r->id);
		return;
	}
	/* As it is stored: rows that a schema brought, or another version of the program wrote, may
	 * stand under another key than would be made today. */
	if (f == q->entity->title_field && entity_has_sort_key(q->entity)) {
		value_fini(v);
		v->kind = VALUE_TEXT;
		v->s = r->sort_key != NULL ? xstrdup(r->sort_key) : search_sort_of(r);
		return;
	}
	rv = &r->values[f->index];
	if (f->type == FIELD_REF) {
		int64_t id = -1;

		if (rv->kind == VALUE_TEXT && ref_id(st, f, rv->s, &id, NULL) != ERR_OK)
			id = -1;
		value_set_int(v, id);
	} else if (field_is_int(f)) {
		value_set_int(v, rv->kind == VALUE_INT ? rv->i : -1);
	} else {
		value_fini(v);
		v->kind = VALUE_TEXT;
		v->s = xstrdup(rv->kind == VALUE_TEXT ? rv->s : "");
	}
}

void
list_row_anchor(struct store *st, const struct list_query *q, const struct record *r,
    struct list_anchor *a)
{
	row_key(st, q, r, &a->key);
	a->id = r->id;
}

/* ---- pages ---- */

static bool
row_holds(const struct list_query *q, const struct record *r)
{
	for (const struct list_query *o = q; o != NULL; o = o->also) {
		bool all = true;

		/* With an "also", SQL does not tell which example a row fits. */
		for (size_t i = 0; all && i < o->nconds; i++)
			all = (q->also == NULL && cond_in_sql(&o->conds[i])) ||
			    cond_holds(&o->conds[i], r);
		if (all)
			return true;
	}
	return false;
}

/* " AND id IN (…)": a thousand numbers are text, not parameters. */
static void
add_ids(struct list_sql *ls, const int64_t *ids, size_t n)
{
	strbuf_add(&ls->text, " AND t.id IN (");
	for (size_t i = 0; i < n; i++)
		strbuf_addf(&ls->text, "%s%lld", i > 0 ? "," : "", (long long)ids[i]);
	strbuf_add(&ls->text, ")");
}

static void
add_place(struct list_sql *ls, const struct list_query *q, const struct list_anchor *from,
    bool up)
{
	char *col = list_sort_column(q);

	if (from != NULL && from->id != 0) {
		const char *key = from->key.kind == VALUE_INT ? list_arg_int(ls, from->key.i)
		    : list_arg_text(ls, from->key.s != NULL ? from->key.s : "");

		strbuf_addf(&ls->text, " AND (%s, t.id) %s (%s, %s)", col, up ? ">" : "<", key,
		    list_arg_int(ls, from->id));
	}
	strbuf_addf(&ls->text, " ORDER BY %s %s, t.id %s", col, up ? "ASC" : "DESC", up ? "ASC" : "DESC");
	free(col);
}

static void
reverse(struct record_page *p)
{
	for (size_t i = 0; i < p->nrows / 2; i++) {
		struct record *r = p->rows[i];

		p->rows[i] = p->rows[p->nrows - 1 - i];
		p->rows[p->nrows - 1 - i] = r;
	}
}

/* Links of a row are statements of their own: read only for who looks at them. */
static bool
wants_refs(const struct entity *e)
{
	for (size_t i = 0; i < e->ncolumns; i++) {
		if (e->columns[i].field->type == FIELD_REFS)
			return true;
	}
	return false;
}

static enum err
read_page(struct store *st, const struct list_query *q, struct list_sql *ls, size_t limit,
    bool every, struct record_page *page, struct err_note *note)
{
	struct db_stmt *stmt;
	enum db_step step = DB_FAILED;
	enum err rc = ERR_OK;
	size_t cap = 0;
	long scanned = 0;
	bool with_refs = every || ls->filter || wants_refs(q->entity);

	stmt = db_query_text(st->db, strbuf_str(&ls->text), ls->args.a, note);
	if (stmt == NULL)
		return db_why(note);
	while (rc == ERR_OK && (step = db_step(stmt, note)) == DB_ROW) {
		struct record *r;

		if (page->nrows == limit || (++scanned > SCAN_MAX && !every)) {
			page->more = true;
			page->capped = page->capped || page->nrows < limit;
			break;
		}
		rc = record_read(st, q->entity, stmt, with_refs, &r, note);
		if (rc != ERR_OK)
			break;
		if (ls->filter && !row_holds(q, r)) {
			record_free(r);
			continue;
		}
		page->rows = xgrow(page->rows, &cap, page->nrows + 1, sizeof(*page->rows));
		page->rows[page->nrows++] = r;
	}
	db_reset(stmt);
	return rc == ERR_OK && step == DB_FAILED ? db_why(note) : rc;
}

/* Rule S4: what is hidden cannot be filtered or sorted on either. */
static enum err
check_fields(struct store *st, const struct list_query *q, struct err_note *note)
{
	const struct field *hidden = NULL;

	if (q->sort != NULL && field_hidden_from(st->actor, q->sort))
		hidden = q->sort;
	for (const struct list_query *o = q; o != NULL; o = o->also) {
		for (size_t i = 0; i < o->nconds; i++) {
			if (field_hidden_from(st->actor, o->conds[i].field))
				hidden = o->conds[i].field;
		}
	}
	if (hidden != NULL)
		return err_set(note, ERR_DENIED, hidden->name, _("%s may not be used here."),
		    tr(hidden->label));
	if (q->sort != NULL && !list_can_sort(q->entity, q->sort))
		return err_set(note, ERR_INVALID, q->sort->name, _("The list cannot be sorted by %s."),
		    tr(q->sort->label));
	return ERR_OK;
}

/* The statement of a page: rows of ids (a search on the screen), or all that the search fits
 * (every: an export, which must not stop at a thousand). */
static void
page_sql(struct list_sql *ls, struct store *st, const struct list_query *q, const int64_t *ids,
    size_t n, bool every)
{
	const struct entity *e = q->entity;
	struct search s;

	record_select(&ls->text, st, e);
	strbuf_addf(&ls->text, " FROM %s t", e->table);
	record_joins(&ls->text, st, e);
	list_where(ls, st, q);
	if (str_empty(q->search))
		return;
	if (!every) {
		add_ids(ls, ids, n);
		return;
	}
	search_parse(&s, q->search, st->country);
	if (e->trigram && s.match == NULL)
		list_add_prefix(ls, &s);
	else
		list_add_verify(ls, &s, "t.fold");
	search_fini(&s);
}

/* A search without conditions: the hits are sorted by themselves, and only those that are
 * shown read what their references are called. */
static void
hits_sql(struct list_sql *ls, struct store *st, const struct list_query *q, const int64_t *ids,
    size_t n, const struct list_anchor *from, bool up, size_t limit)
{
	const struct entity *e = q->entity;

	record_select(&ls->text, st, e);
	strbuf_addf(&ls->text, " FROM (SELECT t.id FROM %s t", e->table);
	list_where(ls, st, q);
	add_ids(ls, ids, n);
	add_place(ls, q, from, up);
	strbuf_addf(&ls->text, " LIMIT %s) p JOIN %s t ON t.id = p.id",
	    list_arg_int(ls, (int64_t)limit + 1), e->table);
	record_joins(&ls->text, st, e);
	add_place(ls, q, NULL, up);
}

static enum err
load_page(struct store *st, const struct list_query *q, const struct list_anchor *from,
    bool forward, size_t limit, bool every, struct record_page *page, struct err_note *note)
{
	struct list_sql ls = { 0 };
	bool searched = !str_empty(q->search) && !every, up = forward != sort_desc(q);
	int64_t *ids = NULL;
	size_t n = 0;
	enum err rc = access_need(st, q->entity->function, VERB_VIEW, note);

	memset(page, 0, sizeof(*page));
	page->hits = -1;
	if (rc == ERR_OK)
		rc = check_fields(st, q, note);
	if (rc == ERR_OK && searched) {
		rc = list_search_ids(st, q, &ids, &n, &page->capped, note);
		page->hits = (int64_t)n;
	}
	if (rc != ERR_OK || (searched && n == 0)) {
		free(ids);
		return rc;
	}
	assert(from == NULL || from->id == 0 || sort_is_int(q) == (from->key.kind == VALUE_INT));
	if (searched && q->nconds == 0 && q->also == NULL && !q->only_ids) {
		hits_sql(&ls, st, q, ids, n, from, up, limit);
	} else {
		page_sql(&ls, st, q, ids, n, every);
		add_place(&ls, q, from, up);
		if (!ls.filter)
			strbuf_addf(&ls.text, " LIMIT %s", list_arg_int(&ls, (int64_t)limit + 1));
	}
	sql_args_actor(&ls.args, st->actor, strbuf_str(&ls.text));
	rc = read_page(st, q, &ls, limit, every, page, note);
	list_sql_fini(&ls);
	free(ids);
	if (rc != ERR_OK) {
		record_page_fini(page);
		return rc;
	}
	if (!forward)
		reverse(page);
	return ERR_OK;
}

enum err
list_page(struct store *st, const struct list_query *q, const struct list_anchor *from,
    bool forward, size_t limit, struct record_page *page, struct err_note *note)
{
	return load_page(st, q, from, forward, limit, false, page, note);
}

void
record_page_fini(struct record_page *p)
{
	for (size_t i = 0; i < p->nrows; i++)
		record_free(p->rows[i]);
	free(p->rows);
	memset(p, 0, sizeof(*p));
}

enum err
list_count(struct store *st, const struct list_query *q, int64_t cap, int64_t *n,
    struct err_note *note)
{
	struct record_page page;
	struct list_sql ls = { 0 };
	struct db_stmt *stmt;
	enum db_step step = DB_FAILED;
	enum err rc = access_need(st, q->entity->function, VERB_VIEW, note);

	if (rc == ERR_OK)
		rc = check_fields(st, q, note);
	if (rc != ERR_OK)
		return rc;
	strbuf_addf(&ls.text, "SELECT count(*) FROM (SELECT 1 FROM %s t", q->entity->table);
	list_where(&ls, st, q);
	strbuf_addf(&ls.text, " LIMIT %s) z", list_arg_int(&ls, cap));
	if (!str_empty(q->search) || ls.filter) {
		list_sql_fini(&ls);
		rc = list_page(st, q, NULL, true, (size_t)cap, &page, note);
		if (rc == ERR_OK)
			*n = (int64_t)page.nrows;
		record_page_fini(&page);
		return rc;
	}
	sql_args_actor(&ls.args, st->actor, strbuf_str(&ls.text));
	stmt = db_query_text(st->db, strbuf_str(&ls.text), ls.args.a, note);
	if (stmt != NULL)
		step = db_step(stmt, note);
	if (step == DB_ROW)
		*n = db_int(stmt, 0);
	db_reset(stmt);
	list_sql_fini(&ls);
	return step == DB_ROW ? ERR_OK : db_why(note);
}

static enum err
is_capped(struct store *st, const struct list_query *q, bool *capped, struct err_note *note)
{
	int64_t *ids;
	size_t n;
	enum err rc = list_search_ids(st, q, &ids, &n, capped, note);

	if (rc == ERR_OK)
		free(ids);
	return rc;
}

enum err
list_each(struct store *st, const struct list_query *q, enum verb verb,
    bool (*each)(void *arg, const struct record *r), void *arg, struct err_note *note)
{
	struct list_anchor at = { 0 };
	bool more = true, every = true;
	enum err rc = access_need(st, q->entity->function, verb, note);

	/* What the index finds whole need not be looked for row by row. */
	if (rc == ERR_OK && !str_empty(q->search))
		rc = is_capped(st, q, &every, note);
	while (rc == ERR_OK && more) {
		struct record_page page;

		rc = load_page(st, q, at.id != 0 ? &at : NULL, true, 500, every, &page, note);
		if (rc != ERR_OK)
			break;
		more = page.more && page.nrows > 0;
		if (page.nrows > 0)
			list_row_anchor(st, q, page.rows[page.nrows - 1], &at);
		for (size_t i = 0; i < page.nrows; i++) {
			if (!each(arg, page.rows[i])) {
				more = false;
				break;
			}
		}
		record_page_fini(&page);
	}
	value_fini(&at.key);
	return rc;
}
