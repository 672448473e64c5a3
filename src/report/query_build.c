#include "config.h"

#include "report/query_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

static enum err
note_right(struct query_build *b, const char *function)
{
	for (size_t i = 0; i < b->nrights; i++)
		if (strcmp(b->right[i], function) == 0)
			return ERR_OK;
	if (b->nrights == QUERY_RIGHTS_MAX)
		return err_set(b->note, ERR_LIMIT, "columns", _("Too many entities in one question."));
	b->right[b->nrights++] = arena_strdup(b->arena, function);
	return ERR_OK;
}

enum err
query_build_begin(struct query_build *b, const char *about)
{
	const struct query_source *s = query_source_find(b->all, about);
	enum err e;

	b->today = clock_today();
	b->fm = *store_format(b->st);
	b->fm.locale = locale_find("en");
	if (s == NULL)
		return err_set(b->note, ERR_INVALID, "about", _("There is no entity \"%s\"."), about);
	if ((e = access_need(b->st, s->e->function, VERB_VIEW, b->note)) != ERR_OK)
		return e;
	b->base.s = s;
	b->base.alias = b->naliases++;
	return note_right(b, s->e->function);
}

void
query_build_fini(struct query_build *b)
{
	strbuf_fini(&b->base.joins);
	for (size_t i = 0; i < b->nrels; i++) {
		strbuf_fini(&b->rel[i].in.joins);
		strbuf_fini(&b->rel[i].columns);
		strbuf_fini(&b->rel[i].where);
	}
	strbuf_fini(&b->where);
	strbuf_fini(&b->having);
}

/* ---- joins ---- */

/* The row that a reference points at, once however often it is asked for. */
static enum err
join_ref(struct query_build *b, struct query_scope *sc, int from, const struct query_step *step,
    int *alias)
{
	const char *key = arena_printf(b->arena, "%d.%s", from, step->ref->name);
	char *rows;

	for (size_t i = 0; i < sc->njoins; i++)
		if (strcmp(sc->join[i].key, key) == 0) {
			*alias = sc->join[i].alias;
			return ERR_OK;
		}
	if (sc->njoins == QUERY_JOINS_MAX)
		return err_set(b->note, ERR_LIMIT, "columns", _("Too many entities in one question."));
	*alias = b->naliases++;
	sc->join[sc->njoins].key = key;
	sc->join[sc->njoins++].alias = *alias;
	rows = query_source_rows(step->to);
	strbuf_addf(&sc->joins, " LEFT JOIN %s a%d ON a%d.id = a%d.%s_id", rows, *alias, *alias, from,
	    step->ref->name);
	free(rows);
	return ERR_OK;
}

static enum err
join_steps(struct query_build *b, struct query_scope *sc, const struct query_step *step, size_t n,
    int *alias)
{
	enum err e = ERR_OK;

	*alias = sc->alias;
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		e = note_right(b, step[i].to->e->function);
		if (e == ERR_OK)
			e = join_ref(b, sc, *alias, &step[i], alias);
	}
	return e;
}

static enum err
find_rel(struct query_build *b, const struct query_path *p, int parent, struct query_rel **out)
{
	const char *key = arena_printf(b->arena, "%d<%s/%s", parent, p->rel->e->name, p->by->name);
	struct query_rel *r;

	for (size_t i = 0; i < b->nrels; i++)
		if (strcmp(b->rel[i].key, key) == 0) {
			*out = &b->rel[i];
			return ERR_OK;
		}
	if (b->nrels == QUERY_RELS_MAX)
		return err_set(b->note, ERR_LIMIT, "columns", _("Too many entities in one question."));
	r = &b->rel[b->nrels++];
	r->key = key;
	r->parent = parent;
	r->by = p->by;
	r->alias = b->naliases++;
	r->in.s = p->rel;
	r->in.alias = b->naliases++;
	*out = r;
	return note_right(b, p->rel->e->function);
}

/* ---- expressions ---- */

/* Day number of a day, counted from a Monday: the weekday without a function of one engine. */
static const char *
weekday(struct arena *a, const char *v)
{
	const char *y = arena_printf(a, "(%s / 10000)", v), *m = arena_printf(a, "(%s / 100 %% 100)", v);
	const char *back = arena_printf(a, "((14 - %s) / 12)", m);
	const char *yy = arena_printf(a, "(%s + 4800 - %s)", y, back);

	return arena_printf(a, "((%s %% 100 + (153 * (%s + 12 * %s - 3) + 2) / 5 + 365 * %s + %s / 4"
	    " - %s / 100 + %s / 400 - 32045) %% 7 + 1)", v, m, back, yy, yy, yy, yy);
}

static const char *
average(struct arena *a, const char *v, int times)
{
	const char *sum = times == 1 ? arena_printf(a, "SUM(%s)", v) : arena_printf(a, "SUM(%s * %d)", v, times);

	/* Half away from zero (rule N1), on whole numbers. */
	return arena_printf(a, "((%s + CASE WHEN %s < 0 THEN -(COUNT(%s) / 2) ELSE COUNT(%s) / 2 END)"
	    " / COUNT(%s))", sum, sum, v, v, v);
}

/* What is done to value, whose type was t. */
static const char *
apply(const struct query_build *b, const struct query_type *t, enum query_do what, const char *value)
{
	struct arena *a = b->arena;

	switch (what) {
	case DO_SHOW:
		break;
	case DO_MONTH:
		return t->kind == REPORT_DAY ? arena_printf(a, "(%s / 100)", value) :
		    arena_printf(a, "(%s / 100 %% 100)", value);
	case DO_YEAR:
		return t->kind == REPORT_DAY ? arena_printf(a, "(%s / 10000)", value) :
		    arena_printf(a, "(CASE WHEN %s > 9999 THEN %s / 10000 END)", value, value);
	case DO_WEEKDAY:
		return weekday(a, value);
	case DO_AGE:
		return arena_printf(a, "(CASE WHEN %s > 9999 THEN (%d - %s) / 10000 END)", value,
		    (int)b->today, value);
	case DO_COUNT:
		return arena_printf(a, "COUNT(%s)", value);
	case DO_DIFFERENT:
		return arena_printf(a, "COUNT(DISTINCT %s)", value);
	case DO_SUM:
		return arena_printf(a, "SUM(%s)", value);
	case DO_MIN:
		return arena_printf(a, "MIN(%s)", value);
	case DO_MAX:
		return arena_printf(a, "MAX(%s)", value);
	case DO_AVERAGE:
		return average(a, value, t->kind == REPORT_INT ? 1000 : 1);
	}
	return value;
}

static const char *
shown(const struct query_build *b, const struct query_type *t, enum query_do what, enum field_type as,
    const char *value)
{
	struct arena *a = b->arena;

	if (what == DO_YEAR)
		return arena_printf(a, "CAST(%s AS TEXT)", value);
	if (t->kind == REPORT_WORD && as == FIELD_BOOL)
		return arena_printf(a, "CASE WHEN %s = 1 THEN 'yes' WHEN %s = 0 THEN 'no' END", value, value);
	if (t->kind == REPORT_CODE && as == FIELD_MINUTE)
		return arena_printf(a, "CASE WHEN %s / 60 < 10 THEN '0' ELSE '' END || (%s / 60) || ':' ||"
		    " CASE WHEN %s %% 60 < 10 THEN '0' ELSE '' END || (%s %% 60)", value, value, value, value);
	return value;
}

/* A field of the row alias. The name of a reference is that of a row which may be seen. */
static enum err
field_expr(struct query_build *b, struct query_scope *sc, int alias, const struct query_path *p,
    struct query_expr *x)
{
	const struct field *f = p->field;
	const struct query_source *to;
	struct query_step step;
	char col[72];
	int at;
	enum err e;

	x->ref = -1;
	if (f->type == FIELD_REFS) {
		x->ref = alias;
		x->value = x->shown = "NULL";
		return ERR_OK;
	}
	if (f->type == FIELD_REF) {
		to = query_source_find(b->all, f->entity);
		if (to == NULL || to->e->key == NULL)
			return err_set(b->note, ERR_INVALID, "field", _("%s points at nothing."), tr(f->label));
		step = (struct query_step) { f, to };
		if ((e = join_ref(b, sc, alias, &step, &at)) != ERR_OK)
			return e;
		x->ref = at;
		f = query_field_may(store_actor(b->st), to->e->title_field) ? to->e->title_field : to->e->key;
		if (f->type == FIELD_REF)	/* named after what it points at: by its code, then */
			f = to->e->key;
		x->group = arena_printf(b->arena, "a%d.id", at);
		alias = at;
	}
	if (!str_empty(f->column))
		str_copy(col, sizeof(col), f->column);
	else
		str_copy(col, sizeof(col), f->name);
	x->value = arena_printf(b->arena, f->type == FIELD_FACTOR &&
	    (p->of->quantity == NULL || !p->of->quantity[f->index]) ? "(a%d.%s * 10)" : "a%d.%s", alias, col);
	return ERR_OK;
}

/* A figure of the related rows: a column of the relation. */
static enum err
rel_expr(struct query_build *b, struct query_rel *r, struct query_expr *x)
{
	const struct query_path *p = &x->path;
	struct query_expr in = { .path = *p };
	struct query_type t;
	const char *sql;
	int at;
	enum err e;

	if (p->field == NULL) {
		sql = "COUNT(*)";
	} else {
		query_type_field(p->of, p->field, &t);
		if ((e = join_steps(b, &r->in, p->rel_step, p->nrel_steps, &at)) != ERR_OK ||
		    (e = field_expr(b, &r->in, at, p, &in)) != ERR_OK)
			return e;
		sql = apply(b, &t, p->what, p->field->type == FIELD_REF ? in.group : in.value);
	}
	strbuf_addf(&r->columns, ", %s AS c%d", sql, r->ncolumns);
	sql = arena_printf(b->arena, "a%d.c%d", r->alias, r->ncolumns++);
	/* No row: none, and no sum; but there is no least or average of nothing. */
	if (p->what == DO_COUNT || p->what == DO_DIFFERENT || p->what == DO_SUM)
		sql = arena_printf(b->arena, "coalesce(%s, 0)", sql);
	x->value = sql;
	x->ref = -1;
	x->group = NULL;
	return ERR_OK;
}

/* The type before the last thing is done: of the field, or of its figure. */
static enum err
type_before(struct query_build *b, const struct query_path *p, struct query_type *t)
{
	return query_type_of(p, DO_SHOW, t, b->note);
}

enum err
query_build_expr(struct query_build *b, const char *field, enum query_do what, bool plain_rel,
    struct query_expr *x)
{
	struct query_path *p = &x->path;
	struct query_type before;
	enum field_type as;
	int at;
	enum err e;

	*x = (struct query_expr) { .ref = -1 };
	if ((e = query_path_read(b->st, b->all, b->base.s, field, p, b->note)) != ERR_OK ||
	    (e = query_type_of(p, what, &x->type, b->note)) != ERR_OK ||
	    (e = type_before(b, p, &before)) != ERR_OK ||
	    (e = join_steps(b, &b->base, p->step, p->nsteps, &at)) != ERR_OK)
		return e;
	as = p->field != NULL ? p->field->type : FIELD_INT;
	if (x->type.is_refs && !plain_rel)
		return err_set(b->note, ERR_INVALID, "field", _("%s: there is no %s of it."), tr(p->field->label),
		    query_do_label(DO_SHOW));
	if (p->rel != NULL) {
		if ((e = find_rel(b, p, at, &x->rel)) != ERR_OK)
			return e;
		if (p->what != DO_SHOW) {
			e = rel_expr(b, x->rel, x);
		} else if (plain_rel && !query_do_is_figure(what)) {
			if ((e = join_steps(b, &x->rel->in, p->rel_step, p->nrel_steps, &at)) == ERR_OK)
				e = field_expr(b, &x->rel->in, at, p, x);
		} else {
			e = err_set(b->note, ERR_INVALID, "field",
			    _("%s: a figure is needed, as \"count\" or \"sum(total)\"."), field);
		}
	} else {
		e = field_expr(b, &b->base, at, p, x);
	}
	if (e != ERR_OK)
		return e;
	if (p->field != NULL && p->field->type == FIELD_REF && p->what == DO_SHOW && query_do_is_figure(what))
		x->value = x->group;		/* rows are counted, not their names */
	x->value = apply(b, &before, what, x->value);
	x->shown = shown(b, &x->type, what, as, x->value);
	if (query_do_is_figure(what)) {
		b->has_figures = true;
		x->group = NULL;
	}
	return ERR_OK;
}

static void
add_rel(struct strbuf *out, struct query_rel *r)
{
	char *rows = query_source_rows(r->in.s);
	int in = r->in.alias;

	strbuf_addf(out, " LEFT JOIN (SELECT a%d.%s_id AS k%s FROM %s a%d%s WHERE a%d.%s_id IS NOT NULL",
	    in, r->by->name, strbuf_str(&r->columns), rows, in, strbuf_str(&r->in.joins), in, r->by->name);
	if (r->where.len > 0)
		strbuf_addf(out, " AND %s", strbuf_str(&r->where));
	strbuf_addf(out, " GROUP BY a%d.%s_id) a%d ON a%d.k = a%d.id", in, r->by->name, r->alias, r->alias,
	    r->parent);
	free(rows);
}

void
query_build_from(struct query_build *b, struct strbuf *out)
{
	char *rows = query_source_rows(b->base.s);

	strbuf_addf(out, " FROM %s a%d%s", rows, b->base.alias, strbuf_str(&b->base.joins));
	for (size_t i = 0; i < b->nrels; i++)
		add_rel(out, &b->rel[i]);
	strbuf_addf(out, " WHERE %s", b->where.len > 0 ? strbuf_str(&b->where) : "1 = 1");
	for (size_t i = 0; i < b->nrels; i++)
		if (b->rel[i].is_narrowed && !b->rel[i].is_judged)
			strbuf_addf(out, " AND a%d.k IS NOT NULL", b->rel[i].alias);
	free(rows);
}
