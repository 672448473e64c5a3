#include "store/query.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "store/store_internal.h"

/* What is known of a named statement, found once. */
enum variant { FOR_ALL, FOR_OPEN, FOR_CLOSED, FOR_HOLDER, VARIANTS };
struct named {
	char *name;
	struct named *next;
	bool is_write, has_private;
	struct names { bool actor, store, customer; } names;	/* $actor, $actor_store, $actor_customer */
	struct { char *text; struct names names; } as[VARIANTS];	/* expanded, when has_private */
};
#define NAMED_BUCKETS 256

static unsigned
bucket_of(const char *s)
{
	return str_hash(s) % NAMED_BUCKETS;
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool
names_parameter(const char *sql, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = strchr(sql, '$'); p != NULL; p = strchr(p + 1, '$')) {
		if (strncmp(p + 1, name, len) == 0 && !is_word(p[1 + len]))
			return true;
	}
	return false;
}

/* First word of a statement, past comments. */
static bool
is_write_sql(const char *s)
{
	for (;;) {
		while (isspace((unsigned char)*s))
			s++;
		if (s[0] != '-' || s[1] != '-')
			break;
		s = strchr(s, '\n');
		if (s == NULL)
			return false;
	}
	return strncmp(s, "INSERT", 6) == 0 || strncmp(s, "UPDATE", 6) == 0 ||
	    strncmp(s, "DELETE", 6) == 0;
}

static struct names
names_of(const char *sql)
{
	return (struct names){ names_parameter(sql, "actor"), names_parameter(sql, "actor_store"),
		names_parameter(sql, "actor_customer") };
}

static struct named *
named_find(struct store *st, const char *name)
{
	unsigned b = bucket_of(name);
	struct named *n;
	const char *sql;

	if (st->named == NULL)
		st->named = xcalloc(NAMED_BUCKETS, sizeof(*st->named));
	for (n = st->named[b]; n != NULL; n = n->next) {
		if (strcmp(n->name, name) == 0)
			return n;
	}
	sql = db_query_sql(st->db, name);
	assert(sql != NULL);		/* quen check and the tests know all names */
	n = xcalloc(1, sizeof(*n));
	n->name = xstrdup(name);
	n->is_write = is_write_sql(sql);
	n->has_private = strchr(sql, '@') != NULL;
	n->names = names_of(sql);
	n->next = st->named[b];
	st->named[b] = n;
	return n;
}

void
named_fini(struct store *st)
{
	for (int b = 0; st->named != NULL && b < NAMED_BUCKETS; b++) {
		struct named *n, *next;

		for (n = st->named[b]; n != NULL; n = next) {
			next = n->next;
			for (int v = 0; v < VARIANTS; v++)
				free(n->as[v].text);
			free(n->name);
			free(n);
		}
	}
	free(st->named);
	st->named = NULL;
}

static void
visible_owner(struct strbuf *b, const struct actor *a, const struct entity *e,
    const char *t)
{
	strbuf_addf(b, "(%s.owner_id = $actor", t);
	strbuf_addf(b, " OR (%s.scope = 1 AND %s.store_id = $actor_store)", t, t);
	if (a->store_closed)
		strbuf_addf(b, " OR (%s.scope = 2 AND (%s.store_id IS NULL"
		    " OR %s.store_id = $actor_store))", t, t, t);
	else
		strbuf_addf(b, " OR (%s.scope = 2 AND (%s.store_id IS NULL"
		    " OR %s.store_id = $actor_store OR NOT EXISTS (SELECT 1 FROM store sc"
		    " WHERE sc.id = %s.store_id AND sc.closed = 1)))", t, t, t, t);
	strbuf_addf(b, " OR EXISTS (SELECT 1 FROM share sh WHERE sh.entity = '%s'"
	    " AND sh.row_id = %s.id AND ((sh.kind = 'u' AND sh.target_id = $actor)"
	    " OR (sh.kind = 's' AND sh.target_id = $actor_store)"
	    " OR (sh.kind = 'g' AND sh.target_id IN"
	    " (SELECT ref_id FROM user_groups WHERE owner_id = $actor)))))",
	    e->name, t);
}

void
visible_sql(struct strbuf *b, const struct actor *a, const struct entity *e,
    const char *t, const struct model *m)
{
	const struct field *f;
	const struct entity *p;
	char alias[64];

	if (a->is_holder) {
		if (strcmp(e->name, "customer") == 0)
			strbuf_addf(b, "%s.id = $actor_customer", t);
		else
			strbuf_add(b, strcmp(e->name, "suggestion_kind") == 0 ? "1 = 1" : "1 = 0");
		return;
	}
	if (a->is_admin || a->is_system ||
	    (e->privacy == PRIVACY_NONE && str_empty(e->people))) {
		strbuf_add(b, "1 = 1");
		return;
	}
	if (!str_empty(e->people))
		strbuf_addf(b, "(%s.private = 0 OR %s.created_by = $actor OR EXISTS (SELECT 1 FROM"
		    " %s_%s pl WHERE pl.owner_id = %s.id AND pl.ref_id = $actor)) AND ",
		    t, t, e->name, e->people, t);
	if (e->privacy == PRIVACY_NONE) {
		strbuf_add(b, "1 = 1");
		return;
	}
	if (e->privacy == PRIVACY_OWNER) {
		visible_owner(b, a, e, t);
		return;
	}
	f = entity_field(e, e->parent);
	p = model_entity(m, f->entity);
	snprintf(alias, sizeof(alias), "%s_p", t);
	strbuf_addf(b, "(%s.%s_id IS NULL OR EXISTS (SELECT 1 FROM %s %s WHERE"
	    " %s.id = %s.%s_id AND %s.deleted = 0 AND ",
	    t, f->name, p->table, alias, alias, t, f->name, alias);
	visible_sql(b, a, p, alias, m);
	strbuf_add(b, "))");
	/* asked of the rights as they are now, not of those in memory: the text is kept */
	if (e->guard[0] != '\0')
		strbuf_addf(b, " AND EXISTS (SELECT 1 FROM user_groups gl"
		    " JOIN user_group gg ON gg.id = gl.ref_id AND gg.deleted = 0"
		    " JOIN group_right gr ON gr.group_id = gg.id AND gr.deleted = 0"
		    " WHERE gl.owner_id = $actor AND gr.function = %s.%s AND gr.verbs %% 2 = 1)",
		    t, e->guard);
}

static bool
is_macro_char(char c)
{
	return (c >= 'a' && c <= 'z') || c == '_';
}

/* @visible_stores: branches closed to others show their figures to their own people (A11). */
static void
visible_stores(struct strbuf *b, const struct actor *a)
{
	strbuf_add(b, "(SELECT v.id FROM store v WHERE ");
	if (a->is_admin || a->is_system)
		strbuf_add(b, "1 = 1)");
	else if (a->is_holder)
		strbuf_add(b, "1 = 0)");
	else if (a->store_closed)
		strbuf_add(b, "v.id = $actor_store)");
	else
		strbuf_add(b, "v.closed = 0 OR v.id = $actor_store)");
}

char *
store_expand(struct store *st, const struct actor *a, const char *sql,
    struct err_note *note)
{
	struct strbuf b = { 0 };
	char name[64];

	while (*sql != '\0') {
		const struct entity *e;
		size_t n = 0;

		if (*sql != '@') {
			strbuf_add_char(&b, *sql++);
			continue;
		}
		sql++;
		while (is_macro_char(sql[n]) && n < sizeof(name) - 1)
			n++;
		memcpy(name, sql, n);
		name[n] = '\0';
		sql += n;
		if (strcmp(name, "visible_stores") == 0) {
			visible_stores(&b, a);
			continue;
		}
		e = model_entity(st->model, name);
		if (e == NULL) {
			strbuf_fini(&b);
			err_set(note, ERR_SYNTAX, "",
			    _("@%s: there is no such entity"), name);
			return NULL;
		}
		strbuf_addf(&b, "(SELECT v.* FROM %s v WHERE v.deleted = 0 AND ", e->table);
		visible_sql(&b, a, e, "v", st->model);
		strbuf_add_char(&b, ')');
	}
	return strbuf_take(&b);
}

static enum variant
variant_of(const struct actor *a)
{
	if (a->is_admin || a->is_system)
		return FOR_ALL;
	if (a->is_holder)
		return FOR_HOLDER;
	return a->store_closed ? FOR_CLOSED : FOR_OPEN;
}

/* The statement as its name stands for it now: text that depends on who asks in *sql, else NULL;
 * its arguments are args or all. NULL on failure. */
static const struct db_arg *
complete(struct store *st, const char *name, const struct db_arg *args, struct db_arg *all,
    const char **sql, struct err_note *note)
{
	struct actor *a = st->actor;
	struct named *n;
	struct names names;
	int count = 0;

	assert(st->in_tx);
	if (own_card_query(st, name, args, note) != ERR_OK)
		return NULL;
	n = named_find(st, name);
	assert(!n->is_write || (st->in_write && st->asked));
	*sql = NULL;
	names = n->names;
	if (n->has_private) {
		enum variant v = variant_of(a);

		if (n->as[v].text == NULL) {
			n->as[v].text = store_expand(st, a, db_query_sql(st->db, name), note);
			if (n->as[v].text == NULL)
				return NULL;
			n->as[v].names = names_of(n->as[v].text);
		}
		*sql = n->as[v].text;
		names = n->as[v].names;
	}
	if (!names.actor && !names.store && !names.customer)
		return args;
	while (args[count].kind != DB_ARG_END) {
		all[count] = args[count];
		count++;
		assert(count < SQL_ARGS_MAX);
	}
	if (names.actor)
		all[count++] = (struct db_arg)DB_INT("actor", a->id);
	if (names.store)
		all[count++] = (struct db_arg)DB_ID("actor_store", a->store_id);
	if (names.customer)
		all[count++] = (struct db_arg)DB_INT("actor_customer", a->own.customer);
	all[count] = (struct db_arg) { 0 };
	return all;
}

struct db_stmt *
store_query(struct store *st, const char *name, const struct db_arg *args,
    struct err_note *note)
{
	struct db_arg all[SQL_ARGS_MAX + 3];
	const char *sql;
	const struct db_arg *use = complete(st, name, args, all, &sql, note);

	if (use == NULL)
		return NULL;
	return sql != NULL ? db_query_text(st->db, sql, use, note) :
	    db_query(st->db, name, use, note);
}

struct db_stmt *
store_select(struct store *st, const char *sql, const struct db_arg *args,
    struct err_note *note)
{
	struct db_arg all[SQL_ARGS_MAX + 3];
	struct db_stmt *q;
	int count = 0;
	char *text;

	assert(st->in_tx && !is_write_sql(sql));
	if (own_card_only(st, note) != ERR_OK)
		return NULL;
	text = store_expand(st, st->actor, sql, note);
	if (text == NULL)
		return NULL;
	/* A statement binds what it names: a report need not use every parameter. */
	for (const struct db_arg *a = args; a->kind != DB_ARG_END; a++) {
		assert(count < SQL_ARGS_MAX);
		if (names_parameter(text, a->name))
			all[count++] = *a;
	}
	if (names_parameter(text, "actor"))
		all[count++] = (struct db_arg)DB_INT("actor", st->actor->id);
	if (names_parameter(text, "actor_store"))
		all[count++] = (struct db_arg)DB_ID("actor_store", st->actor->store_id);
	all[count] = (struct db_arg) { 0 };
	q = db_query_text(st->db, text, all, note);
	free(text);
	return q;
}

enum err
store_run(struct store *st, const char *name, const struct db_arg *args,
    int64_t *changed, struct err_note *note)
{
	struct db_arg all[SQL_ARGS_MAX + 3];
	const char *sql;
	const struct db_arg *use = complete(st, name, args, all, &sql, note);

	if (use == NULL)
		return db_why(note);
	return sql != NULL ? db_run_text(st->db, sql, use, changed, note) :
	    db_run(st->db, name, use, changed, note);
}

enum err
store_get_int(struct store *st, const char *name, const struct db_arg *args,
    int64_t *v, struct err_note *note)
{
	struct db_stmt *q = store_query(st, name, args, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW)
		*v = db_int(q, 0);
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : ERR_NOTFOUND;
}

/* ---- arguments for text made here ---- */

void
sql_arg_int(struct sql_args *sa, const char *name, int64_t v)
{
	assert(sa->n < SQL_ARGS_MAX);
	sa->a[sa->n++] = (struct db_arg) { arena_strdup(&sa->arena, name), DB_ARG_INT, v, NULL };
}

void
sql_arg_text(struct sql_args *sa, const char *name, const char *s)
{
	assert(sa->n < SQL_ARGS_MAX);
	sa->a[sa->n++] = (struct db_arg) { arena_strdup(&sa->arena, name), DB_ARG_TEXT, 0,
		arena_strdup(&sa->arena, s) };
}

void
sql_arg_null(struct sql_args *sa, const char *name)
{
	assert(sa->n < SQL_ARGS_MAX);
	sa->a[sa->n++] = (struct db_arg) { arena_strdup(&sa->arena, name), DB_ARG_NULL, 0, NULL };
}

void
sql_args_actor(struct sql_args *sa, const struct actor *a, const char *sql)
{
	if (names_parameter(sql, "actor"))
		sql_arg_int(sa, "actor", a->id);
	if (names_parameter(sql, "actor_store")) {
		if (a->store_id != 0)
			sql_arg_int(sa, "actor_store", a->store_id);
		else
			sql_arg_null(sa, "actor_store");
	}
	if (names_parameter(sql, "actor_customer"))
		sql_arg_int(sa, "actor_customer", a->own.customer);
}

void
sql_args_fini(struct sql_args *sa)
{
	arena_fini(&sa->arena);
	sa->n = 0;
}
