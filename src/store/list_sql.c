/* Conditions of a list as SQL: bound parameters only. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "store/list_internal.h"

const char *
list_arg_int(struct list_sql *ls, int64_t v)
{
	char name[16];

	snprintf(name, sizeof(name), "a%d", ls->nargs++);
	sql_arg_int(&ls->args, name, v);
	return arena_printf(&ls->args.arena, "$%s", name);
}

const char *
list_arg_text(struct list_sql *ls, const char *s)
{
	char name[16];

	snprintf(name, sizeof(name), "a%d", ls->nargs++);
	sql_arg_text(&ls->args, name, s);
	return arena_printf(&ls->args.arena, "$%s", name);
}

void
list_sql_fini(struct list_sql *ls)
{
	strbuf_fini(&ls->text);
	sql_args_fini(&ls->args);
}

/* Folded or stored text to a LIKE pattern: * and ? are ours, % and _ literal.
 * Without a wildcard the text may stand anywhere. */
static char *
like_pattern(const char *s)
{
	struct strbuf b = { 0 };
	bool wild = strpbrk(s, "*?") != NULL;

	if (!wild)
		strbuf_add_char(&b, '%');
	for (; *s != '\0'; s++) {
		if (*s == '*' || *s == '?')
			strbuf_add_char(&b, *s == '*' ? '%' : '_');
		else {
			if (*s == '%' || *s == '_' || *s == '\\')
				strbuf_add_char(&b, '\\');
			strbuf_add_char(&b, *s);
		}
	}
	if (!wild)
		strbuf_add_char(&b, '%');
	return strbuf_take(&b);
}

static const char *
arg_value(struct list_sql *ls, const struct value *v)
{
	return v->kind == VALUE_INT ? list_arg_int(ls, v->i) : list_arg_text(ls, v->s != NULL ? v->s : "");
}

/* Rows of the other entity whose code is, or whose text holds, what was typed. */
static void
ref_match(struct list_sql *ls, const struct entity *target, const char *typed)
{
	char *pattern = like_pattern(typed);
	char *upper = xstrdup(typed);

	for (char *p = upper; *p != '\0'; p++) {
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	}
	strbuf_addf(&ls->text, "(x.%s = %s", target->key->name, list_arg_text(ls, upper));
	strbuf_addf(&ls->text, " OR x.fold LIKE %s ESCAPE '\\')", list_arg_text(ls, pattern));
	free(pattern);
	free(upper);
}

static void
ref_cond(struct list_sql *ls, struct store *st, const struct entity *e, const struct cond *c)
{
	const struct field *f = c->field;
	const struct entity *target = model_entity(st->model, f->entity);
	const char *rest = c->a.s != NULL ? c->a.s : "";
	char link[128], piece[256];
	bool first = true;

	if (f->type == FIELD_REF)
		strbuf_addf(&ls->text, "t.%s_id IN (SELECT x.id FROM %s x WHERE ", f->name, target->table);
	else
		strbuf_addf(&ls->text, "EXISTS (SELECT 1 FROM %s l JOIN %s x ON x.id = l.ref_id"
		    " WHERE l.owner_id = t.id AND ", link_table(e, f, link, sizeof(link)), target->table);
	strbuf_add_char(&ls->text, '(');
	while (str_next(&rest, '|', piece, sizeof(piece))) {
		if (!first)
			strbuf_add(&ls->text, " OR ");
		ref_match(ls, target, piece);
		first = false;
	}
	strbuf_add(&ls->text, first ? "1 = 0))" : "))");
}

static void
simple_cond(struct list_sql *ls, const struct cond *c, const char *col)
{
	static const char *const signs[] = { [COND_EQ] = "=", [COND_NE] = "<>", [COND_LT] = "<",
		[COND_LE] = "<=", [COND_GT] = ">", [COND_GE] = ">=" };
	const char *rest = c->a.s != NULL ? c->a.s : "";
	char piece[256], *pattern;
	bool first = true;

	switch (c->op) {
	case COND_LIKE:
		if (c->a.kind == VALUE_INT) {
			strbuf_addf(&ls->text, "t.%s = %s", col, list_arg_int(ls, c->a.i));
			return;
		}
		pattern = like_pattern(rest);
		strbuf_addf(&ls->text, "t.%s LIKE %s ESCAPE '\\'", col, list_arg_text(ls, pattern));
		free(pattern);
		return;
	case COND_BETWEEN:
		strbuf_addf(&ls->text, "t.%s BETWEEN %s", col, arg_value(ls, &c->a));
		strbuf_addf(&ls->text, " AND %s", arg_value(ls, &c->b));
		return;
	case COND_IN:
		strbuf_addf(&ls->text, "t.%s IN (", col);
		while (str_next(&rest, '|', piece, sizeof(piece))) {
			strbuf_addf(&ls->text, "%s%s", first ? "" : ", ", field_is_int(c->field)
			    ? list_arg_int(ls, strtoll(piece, NULL, 10)) : list_arg_text(ls, piece));
			first = false;
		}
		strbuf_add(&ls->text, ")");
		return;
	case COND_EMPTY:
	case COND_FILLED:
		break;
	default:
		strbuf_addf(&ls->text, "t.%s %s %s", col, signs[c->op], arg_value(ls, &c->a));
		return;
	}
}

static void
one_cond(struct list_sql *ls, struct store *st, const struct entity *e, const struct cond *c)
{
	const struct field *f = c->field;
	char col[72], link[128];
	bool empty = c->op == COND_EMPTY;

	field_column(f, col, sizeof(col));
	if (c->op == COND_EMPTY || c->op == COND_FILLED) {
		if (f->type == FIELD_REFS)
			strbuf_addf(&ls->text, "%s EXISTS (SELECT 1 FROM %s l WHERE l.owner_id = t.id)",
			    empty ? "NOT" : "", link_table(e, f, link, sizeof(link)));
		else
			strbuf_addf(&ls->text, "t.%s IS %s", col, empty ? "NULL" : "NOT NULL");
		return;
	}
	/* NULL neither is nor is not: "not x" shows rows without a value too. */
	if (c->negate)
		strbuf_add(&ls->text, "NOT coalesce(");
	if (f->type == FIELD_REF || f->type == FIELD_REFS)
		ref_cond(ls, st, e, c);
	else
		simple_cond(ls, c, col);
	if (c->negate)
		strbuf_add(&ls->text, ", 0)");
}

static void
all_conds(struct list_sql *ls, struct store *st, const struct list_query *q,
    const struct entity *e)
{
	bool first = true;

	for (size_t i = 0; i < q->nconds; i++) {
		if (!cond_in_sql(&q->conds[i])) {
			ls->filter = true;
			continue;
		}
		if (!first)
			strbuf_add(&ls->text, " AND ");
		one_cond(ls, st, e, &q->conds[i]);
		first = false;
	}
	if (first)
		strbuf_add(&ls->text, "1 = 1");
}

void
list_where(struct list_sql *ls, struct store *st, const struct list_query *q)
{
	const struct entity *e = q->entity;

	strbuf_add(&ls->text, q->with_deleted ? " WHERE t.deleted = 1 AND " : " WHERE t.deleted = 0 AND ");
	visible_sql(&ls->text, st->actor, e, "t", st->model);
	if (q->parent_field != NULL)
		strbuf_addf(&ls->text, " AND t.%s_id = %s", q->parent_field->name,
		    list_arg_int(ls, q->parent_id));
	if (q->only_ids) {
		strbuf_add(&ls->text, " AND t.id IN (");
		for (size_t i = 0; i < q->nids; i++)
			strbuf_addf(&ls->text, "%s%lld", i > 0 ? "," : "", (long long)q->ids[i]);
		strbuf_add(&ls->text, ")");
	}
	if (q->nconds > 0 || q->also != NULL) {
		strbuf_add(&ls->text, " AND ((");
		all_conds(ls, st, q, e);
		strbuf_add(&ls->text, ")");
		for (const struct list_query *o = q->also; o != NULL; o = o->also) {
			strbuf_add(&ls->text, " OR (");
			all_conds(ls, st, o, e);
			strbuf_add(&ls->text, ")");
		}
		strbuf_add(&ls->text, ")");
	}
}
