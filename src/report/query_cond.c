/* Conditions of a question as SQL: what was typed is read by the rules of query by example (UX.md 6,
 * record_store.h), and bound. */
#include "config.h"

#include "report/query_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "report/query_days.h"

/* ---- values ---- */

/* "$p3", or NULL when there are too many. */
static const char *
bind(struct query_build *b, enum db_arg_kind kind, int64_t i, const char *s)
{
	const char *name;

	if (b->nargs == QUERY_ARGS_MAX)
		return NULL;
	name = arena_printf(b->arena, "p%d", b->nargs);
	b->args[b->nargs++] = (struct db_arg) { name, kind, i, s != NULL ? arena_strdup(b->arena, s) : NULL };
	return arena_printf(b->arena, "$%s", name);
}

static bool
put_int(struct query_build *b, struct strbuf *out, int64_t v)
{
	const char *arg = bind(b, DB_ARG_INT, v, NULL);

	strbuf_add(out, arg != NULL ? arg : "NULL");
	return arg != NULL;
}

static bool
put_text(struct query_build *b, struct strbuf *out, const char *s)
{
	const char *arg = bind(b, DB_ARG_TEXT, 0, s);

	strbuf_add(out, arg != NULL ? arg : "NULL");
	return arg != NULL;
}

/* * and ? are ours, % and _ stand for themselves; part: it may stand anywhere. */
static char *
pattern_of(const char *s, bool part)
{
	struct strbuf p = { 0 };

	if (part)
		strbuf_add_char(&p, '%');
	for (; *s != '\0'; s++) {
		if (*s == '*' || *s == '?') {
			strbuf_add_char(&p, *s == '*' ? '%' : '_');
			continue;
		}
		if (*s == '%' || *s == '_' || *s == '\\')
			strbuf_add_char(&p, '\\');
		strbuf_add_char(&p, *s);
	}
	if (part)
		strbuf_add_char(&p, '%');
	return strbuf_take(&p);
}

static bool
put_like(struct query_build *b, struct strbuf *out, const char *value, const char *s, bool part)
{
	char *pattern = pattern_of(s, part);
	bool ok;

	strbuf_addf(out, "%s LIKE ", value);
	ok = put_text(b, out, pattern);
	strbuf_add(out, " ESCAPE '\\'");
	free(pattern);
	return ok;
}

/* ---- texts ---- */

/* Every word somewhere, or the whole by a pattern; folded on both sides. */
static bool
text_like(struct query_build *b, struct strbuf *out, const char *folded, const char *typed)
{
	char *want = utf8_fold(typed), word[256];
	const char *rest = want;
	bool ok = true, any = false;

	if (strpbrk(want, "*?") != NULL) {
		ok = put_like(b, out, folded, want, false);
		any = true;
	}
	strbuf_add(out, any ? "" : "(");
	while (!any && ok && str_next(&rest, ' ', word, sizeof(word))) {
		if (rest != want && out->s[out->len - 1] != '(')
			strbuf_add(out, " AND ");
		ok = put_like(b, out, folded, word, true);
	}
	if (!any)
		strbuf_add(out, out->s[out->len - 1] == '(' ? "1 = 1)" : ")");
	free(want);
	return ok;
}

static const char *
sign_of(enum cond_op op)
{
	switch (op) {
	case COND_NE:
		return "<>";
	case COND_LT:
		return "<";
	case COND_LE:
		return "<=";
	case COND_GT:
		return ">";
	case COND_GE:
		return ">=";
	default:
		return "=";
	}
}

static bool
put_folded(struct query_build *b, struct strbuf *out, const char *s)
{
	char *fold = utf8_fold(s != NULL ? s : "");
	bool ok = put_text(b, out, fold);

	free(fold);
	return ok;
}

/* words: free text, which "is" when it holds the words; else codes, which are whole. */
static bool
text_cond(struct query_build *b, struct strbuf *out, const struct cond *c, const char *value, bool words)
{
	const char *folded = arena_printf(b->arena, "quen_fold(%s)", value);
	const char *rest = c->a.s != NULL ? c->a.s : "";
	char piece[256];
	bool ok = true, first = true;

	switch (c->op) {
	case COND_LIKE:
		return text_like(b, out, folded, rest);
	case COND_IN:
		strbuf_add_char(out, '(');
		while (ok && str_next(&rest, '|', piece, sizeof(piece))) {
			strbuf_add(out, first ? "" : " OR ");
			first = false;
			if (words || strpbrk(piece, "*?") != NULL) {
				ok = text_like(b, out, folded, piece);
			} else {
				strbuf_addf(out, "%s = ", folded);
				ok = put_folded(b, out, piece);
			}
		}
		strbuf_add(out, first ? "1 = 0)" : ")");
		return ok;
	case COND_BETWEEN:
		strbuf_addf(out, "%s BETWEEN ", folded);
		ok = put_folded(b, out, c->a.s);
		strbuf_add(out, " AND ");
		return ok && put_folded(b, out, c->b.s);
	default:
		strbuf_addf(out, "%s %s ", folded, sign_of(c->op));
		return put_folded(b, out, c->a.s);
	}
}

/* ---- numbers, days, instants ---- */

/* The last instant of the day that an instant begins; others stand for themselves. */
static int64_t
end_of(int64_t at)
{
	day_t day = instant_day(at);

	return instant_make(day, 0) == at ? instant_make(day_add(day, 1), 0) - 1 : at;
}

static bool
instant_cond(struct query_build *b, struct strbuf *out, const struct cond *c, const char *value)
{
	int64_t from = c->a.i, to = c->op == COND_BETWEEN ? end_of(c->b.i) : end_of(c->a.i);
	bool ok;

	switch (c->op) {
	case COND_LT:
	case COND_GE:
		strbuf_addf(out, "%s %s ", value, sign_of(c->op));
		return put_int(b, out, from);
	case COND_GT:
	case COND_LE:
		strbuf_addf(out, "%s %s ", value, sign_of(c->op));
		return put_int(b, out, to);
	default:
		strbuf_addf(out, "%s BETWEEN ", value);
		ok = put_int(b, out, from);
		strbuf_add(out, " AND ");
		return ok && put_int(b, out, to);
	}
}

static bool
int_cond(struct query_build *b, struct strbuf *out, const struct cond *c, const struct query_type *t,
    const char *value)
{
	int64_t times = t->is_milli ? 10 : 1;
	const char *rest = c->a.s != NULL ? c->a.s : "";
	char piece[64];
	bool ok = true, first = true;

	switch (c->op) {
	case COND_IN:
		strbuf_addf(out, "%s IN (", value);
		while (ok && str_next(&rest, '|', piece, sizeof(piece))) {
			strbuf_add(out, first ? "" : ", ");
			ok = put_int(b, out, strtoll(piece, NULL, 10) * times);
			first = false;
		}
		strbuf_add(out, first ? "NULL)" : ")");
		return ok;
	case COND_BETWEEN:
		strbuf_addf(out, "%s BETWEEN ", value);
		ok = put_int(b, out, c->a.i * times);
		strbuf_add(out, " AND ");
		return ok && put_int(b, out, c->b.i * times);
	default:
		/* A birthday without a year is before nothing. */
		if (t->as.type == FIELD_BIRTH && (c->op == COND_LT || c->op == COND_LE))
			strbuf_addf(out, "%s > 9999 AND ", value);
		strbuf_addf(out, "%s %s ", value, sign_of(c->op));
		return put_int(b, out, c->a.i * times);
	}
}

/* "21/11|22/11" of instants: days, one by one. */
static bool
instants_in(struct query_build *b, struct strbuf *out, const struct cond *c, const char *value)
{
	const char *rest = c->a.s != NULL ? c->a.s : "";
	struct cond one = { .op = COND_EQ, .a = { .kind = VALUE_INT } };
	char piece[64];
	bool ok = true, first = true;

	strbuf_add_char(out, '(');
	while (ok && str_next(&rest, '|', piece, sizeof(piece))) {
		strbuf_add(out, first ? "" : " OR ");
		one.a.i = strtoll(piece, NULL, 10);
		ok = instant_cond(b, out, &one, value);
		first = false;
	}
	strbuf_add(out, first ? "1 = 0)" : ")");
	return ok;
}

/* ---- references: by code or by name, among the rows that may be seen ---- */

static bool
ref_cond(struct query_build *b, struct strbuf *out, const struct cond *c, const struct query_source *to,
    const char *alias)
{
	const struct field *key = to->e->key, *name = to->e->title_field;
	const char *rest = c->a.s != NULL ? c->a.s : "";
	struct cond one = *c, code = *c;
	char piece[256];
	bool ok = true, first = true;

	if (!query_field_may(store_actor(b->st), name) || name->type == FIELD_REF)
		name = key;
	if (c->op != COND_LIKE && c->op != COND_IN && c->op != COND_EQ && c->op != COND_NE)
		return text_cond(b, out, c, arena_printf(b->arena, "%s.%s", alias, name->name), true);
	strbuf_add_char(out, '(');
	while (ok && str_next(&rest, '|', piece, sizeof(piece))) {
		strbuf_add(out, first ? "" : " OR ");
		first = false;
		one.a.s = code.a.s = piece;
		if (c->op == COND_IN)
			one.op = COND_LIKE;
		code.op = strpbrk(piece, "*?") != NULL ? COND_LIKE : COND_EQ;
		ok = text_cond(b, out, &code, arena_printf(b->arena, "%s.%s", alias, key->name), false);
		if (ok && name != key) {
			strbuf_add(out, " OR ");
			ok = text_cond(b, out, &one, arena_printf(b->arena, "%s.%s", alias, name->name), true);
		}
	}
	strbuf_add(out, first ? "1 = 0)" : ")");
	return ok;
}

static bool
refs_cond(struct query_build *b, struct strbuf *out, const struct cond *c, const struct query_expr *x)
{
	const struct field *f = x->path.field;
	const struct query_source *to = query_source_find(b->all, f->entity);
	char *rows = query_source_rows(to);
	bool ok = true;

	strbuf_addf(out, "EXISTS (SELECT 1 FROM %s_%s l JOIN %s x ON x.id = l.ref_id WHERE l.owner_id = a%d.id",
	    x->path.of->e->name, f->name, rows, x->ref);
	if (c->op != COND_EMPTY && c->op != COND_FILLED) {
		strbuf_add(out, " AND ");
		ok = ref_cond(b, out, c, to, "x");
	}
	strbuf_add_char(out, ')');
	free(rows);
	return ok;
}

/* ---- one condition ---- */

static bool
put_cond(struct query_build *b, struct strbuf *out, const struct cond *c, const struct query_expr *x)
{
	const struct query_type *t = &x->type;
	bool null = c->op == COND_EMPTY || c->op == COND_FILLED;

	if (t->is_refs)
		return refs_cond(b, out, c, x);
	if (null) {
		strbuf_addf(out, "%s IS NULL", t->is_ref ? x->group : x->value);
		return true;
	}
	if (t->is_ref)
		return ref_cond(b, out, c, query_source_find(b->all, x->path.field->entity),
		    arena_printf(b->arena, "a%d", x->ref));
	if (t->as.type == FIELD_INSTANT)
		return c->op == COND_IN ? instants_in(b, out, c, x->value) : instant_cond(b, out, c, x->value);
	if (field_is_int(&t->as))
		return int_cond(b, out, c, t, x->value);
	/* Numbers of telephones and cards are kept whole; a pattern looks into them. */
	return text_cond(b, out, c, x->value, t->as.type == FIELD_TEXT || t->as.type == FIELD_NOTE ||
	    t->as.type == FIELD_EMAIL);
}

/* NULL neither is nor is not: "not x" holds for rows without a value too. */
static enum err
add_conds(struct query_build *b, struct strbuf *out, const struct list_query *q,
    const struct query_expr *x)
{
	bool ok = true;

	for (size_t i = 0; ok && i < q->nconds; i++) {
		const struct cond *c = &q->conds[i];
		/* put_cond() says "empty" of values and "there are some" of lists. */
		bool turned = c->op == (x->type.is_refs ? COND_EMPTY : COND_FILLED);
		bool not = c->negate != turned;

		strbuf_add(out, i > 0 ? " AND " : "");
		strbuf_add(out, not ? "NOT coalesce((" : "(");
		ok = put_cond(b, out, c, x);
		strbuf_add(out, not ? "), 1 = 0)" : ")");
	}
	return ok ? ERR_OK : err_set(b->note, ERR_LIMIT, "where", _("Too many values are compared."));
}

static bool
is_blank(const char *s)
{
	return s[strspn(s, " ")] == '\0';
}

/* Where a condition belongs: to rows, to groups of rows, or to rows of a relation. */
static enum err
one_cond(struct query_build *b, const struct query_cond *c, const char *is, bool later_set,
    struct strbuf *set)
{
	struct list_query q = { 0 };
	struct query_expr x;
	struct strbuf *out = set;
	bool had_figures = b->has_figures;
	char *text;
	enum err e = query_build_expr(b, c->field, c->what, true, &x);

	if (e != ERR_OK)
		return e;
	if (query_do_is_figure(c->what)) {
		out = &b->having;
		b->has_figures = had_figures;		/* it groups nothing by itself */
	} else if (x.path.rel != NULL && x.path.what == DO_SHOW) {
		out = &x.rel->where;
		x.rel->is_narrowed = true;
	} else if (x.path.rel != NULL) {
		x.rel->is_judged = true;
	}
	if (later_set && out != set)
		return err_set(b->note, ERR_INVALID, "or",
		    _("%s: figures of groups and fields of related rows stand before the first \"or\"."), c->field);
	text = query_days_words(&x.type.as, b->today, is);
	e = list_query_add(&q, &b->fm, b->today, &x.type.as, text, b->note);
	free(text);
	if (e == ERR_OK && q.nconds > 0) {
		if (out->len > 0 && (out != set || out->s[out->len - 1] != '('))
			strbuf_add(out, " AND ");
		e = add_conds(b, out, &q, &x);
	}
	list_query_fini(&q);
	return e;
}

enum err
query_build_conds(struct query_build *b, const struct query_def *d, const char *const *is)
{
	struct strbuf set = { 0 };
	bool later = false;
	enum err e = ERR_OK;

	strbuf_add_char(&set, '(');
	for (size_t i = 0; e == ERR_OK && i < d->nconds; i++) {
		if (is_blank(is[i]))
			continue;
		if (d->cond[i].is_or && set.len > 1) {
			strbuf_add(&set, ") OR (");
			later = true;
		}
		e = one_cond(b, &d->cond[i], is[i], later, &set);
	}
	/* A set whose conditions went elsewhere holds for every row. */
	if (set.s[set.len - 1] == '(')
		strbuf_add(&set, "1 = 1");
	strbuf_addf(&b->where, "(%s))", strbuf_str(&set));
	strbuf_fini(&set);
	return e;
}
