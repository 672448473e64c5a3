#include "config.h"

#include "report/query_run.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/query_part.h"
#include "store/query.h"

struct compiled {
	struct query_build b;
	struct query_expr x[QUERY_COLUMNS_MAX];
	const char *is[QUERY_CONDS_MAX];
	struct strbuf sql;
};

/* ---- answers ---- */

static bool
is_asked(const struct query_def *d, const char *name)
{
	for (size_t i = 0; i < d->nconds; i++)
		if (strcmp(d->cond[i].ask, name) == 0)
			return true;
	return false;
}

static enum err
take_answers(struct compiled *c, const struct query_def *d, const struct query_answer *answers)
{
	for (size_t i = 0; i < d->nconds; i++)
		c->is[i] = d->cond[i].is;
	for (; answers != NULL && answers->name != NULL; answers++) {
		if (answers->name[0] == '\0' || !is_asked(d, answers->name))
			return err_set(c->b.note, ERR_INVALID, "param", _("There is no parameter \"%s\"."),
			    answers->name);
		if (strlen(answers->is) > QUERY_TEXT_MAX)
			return err_set(c->b.note, ERR_LIMIT, "param", _("The condition is too long."));
		for (size_t i = 0; i < d->nconds; i++)
			if (strcmp(d->cond[i].ask, answers->name) == 0)
				c->is[i] = answers->is;
	}
	return ERR_OK;
}

/* ---- the statement ---- */

static void
add_select(struct compiled *c, const struct query_def *d)
{
	strbuf_add(&c->sql, "SELECT ");
	for (size_t i = 0; i < d->ncolumns; i++)
		strbuf_addf(&c->sql, "%s%s", i > 0 ? ", " : "", c->x[i].shown);
}

static void
add_group(struct compiled *c, const struct query_def *d)
{
	bool first = true;

	if (!c->b.has_figures)
		return;
	for (size_t i = 0; i < d->ncolumns; i++) {
		const struct query_expr *x = &c->x[i];

		if (query_do_is_figure(d->column[i].what))
			continue;
		strbuf_addf(&c->sql, "%s%s", first ? " GROUP BY " : ", ", x->value);
		/* Two rows of the same name are two groups. */
		if (x->group != NULL)
			strbuf_addf(&c->sql, ", %s", x->group);
		first = false;
	}
	if (c->b.having.len > 0)
		strbuf_addf(&c->sql, "%s HAVING %s", first ? " GROUP BY 1 = 1" : "", strbuf_str(&c->b.having));
}

static void
order_by(struct compiled *c, size_t i, bool down, bool *first)
{
	const struct query_expr *x = &c->x[i];
	bool text = x->type.kind == REPORT_TEXT || x->type.is_ref;

	strbuf_addf(&c->sql, "%s%s%s%s%s", *first ? " ORDER BY " : ", ", text ? "quen_fold(" : "", x->value,
	    text ? ")" : "", down ? " DESC" : "");
	*first = false;
}

/* As asked; else groups in their order, so that a table reads. */
static void
add_order(struct compiled *c, const struct query_def *d)
{
	bool first = true;

	/* What has sums between stands together. */
	if (d->group >= 0 && (size_t)d->group < d->ncolumns)
		order_by(c, (size_t)d->group, d->column[d->group].sort < 0, &first);
	for (int rank = 1; rank <= QUERY_COLUMNS_MAX; rank++)
		for (size_t i = 0; i < d->ncolumns; i++)
			if ((d->column[i].sort == rank || d->column[i].sort == -rank) && (int)i != d->group)
				order_by(c, i, d->column[i].sort < 0, &first);
	if (!c->b.has_figures) {
		strbuf_addf(&c->sql, "%sa%d.id", first ? " ORDER BY " : ", ", c->b.base.alias);
		return;
	}
	for (size_t i = 0; i < d->ncolumns; i++)
		if (!query_do_is_figure(d->column[i].what) && d->column[i].sort == 0 && (int)i != d->group)
			order_by(c, i, false, &first);
}

static enum err
compile(struct compiled *c, const struct query_def *d, const struct query_answer *answers)
{
	struct query_build *b = &c->b;
	enum err e = access_need(b->st, "query", VERB_VIEW, b->note);

	if (e == ERR_OK)
		e = query_build_begin(b, d->about);
	if (e == ERR_OK && d->ncolumns == 0)
		e = err_set(b->note, ERR_INVALID, "columns", _("A question needs a column."));
	if (e == ERR_OK)
		e = take_answers(c, d, answers);
	for (size_t i = 0; e == ERR_OK && i < d->ncolumns; i++)
		e = query_build_expr(b, d->column[i].field, d->column[i].what, false, &c->x[i]);
	if (e == ERR_OK)
		e = query_build_conds(b, d, c->is);
	if (e == ERR_OK && b->having.len > 0 && !b->has_figures)
		e = err_set(b->note, ERR_INVALID, "where", _("A condition on a figure of groups needs a column with a figure."));
	return e;
}

static void
compiled_fini(struct compiled *c)
{
	query_build_fini(&c->b);
	strbuf_fini(&c->sql);
}

/* ---- the question as a report ---- */

/* "region.name" and a figure to "region_name_sum", never twice the same. */
static const char *
column_name(struct arena *a, const struct report *r, const char *field, enum query_do what)
{
	char *s = xasprintf("%s%s%s", field, what != DO_SHOW ? "_" : "", what != DO_SHOW ? query_do_name(what) : "");
	const char *name;
	size_t k = 0;

	for (char *p = s; *p != '\0'; p++)
		if (isalnum((unsigned char)*p))
			s[k++] = *p;
		else if (k > 0 && s[k - 1] != '_')
			s[k++] = '_';
	while (k > 0 && s[k - 1] == '_')
		k--;
	s[k] = '\0';
	name = arena_strdup(a, s);
	for (size_t i = 0, n = 2; i < r->ncolumns; i++)
		if (strcmp(r->column[i].name, name) == 0) {
			name = arena_printf(a, "%s_%zu", s, n++);
			i = (size_t)-1;
		}
	free(s);
	return name;
}

static enum report_total
total_of(const struct query_expr *x, enum query_do what)
{
	enum query_do d = what != DO_SHOW ? what : x->path.what;

	switch (d) {
	case DO_SUM:
	case DO_COUNT:
		return TOTAL_SUM;
	case DO_MIN:
		return TOTAL_MIN;
	case DO_MAX:
		return TOTAL_MAX;
	case DO_SHOW:
		return x->type.kind == REPORT_MONEY || x->type.kind == REPORT_POINTS ? TOTAL_SUM : TOTAL_NONE;
	default:
		return TOTAL_NONE;
	}
}

static void
set_chart(struct report *r, const struct query_def *d)
{
	static const struct { const char *name; enum report_chart chart; } charts[] = {
		{ "bar", CHART_BAR }, { "stacked", CHART_STACKED }, { "line", CHART_LINE }, { "share", CHART_SHARE },
	};

	for (size_t i = 0; i < sizeof(charts) / sizeof(charts[0]); i++)
		if (strcmp(charts[i].name, d->chart) == 0)
			r->chart = charts[i].chart;
	for (size_t i = 0; r->chart != CHART_NONE && i < r->ncolumns; i++) {
		if (!report_is_number(r->column[i].kind)) {
			if (r->chart_label < 0)
				r->chart_label = (int)i;
		} else if (r->nseries < REPORT_SERIES_MAX && r->column[i].kind != REPORT_PERCENT &&
		    /* one scale for all bars */
		    (r->nseries == 0 || (r->column[i].kind == r->column[r->chart_series[0]].kind &&
		    d->column[i].what == d->column[r->chart_series[0]].what))) {
			r->chart_series[r->nseries++] = (int)i;
		}
	}
	if (r->chart_label < 0 || r->nseries == 0)
		r->chart = CHART_NONE;
	if (r->chart == CHART_SHARE && r->nseries > 1)
		r->nseries = 1;
}

/* Enter opens the form of the row that a column's code names. */
static void
set_drill(struct report *r, const struct compiled *c, const struct query_def *d)
{
	const struct query_source *s = c->b.base.s;

	if (c->b.has_figures || s->e->key == NULL ||
	    (s->sql != NULL && strcmp(s->e->name, "sale") != 0))
		return;
	for (size_t i = 0; i < d->ncolumns; i++)
		if (d->column[i].what == DO_SHOW && strcmp(d->column[i].field, s->e->key->name) == 0) {
			r->has_drill = true;
			r->drill.open = s->sql != NULL ? "receipt" : s->e->name;
			r->drill.n = 1;
			r->drill.param[0] = "code";
			r->drill.from[0] = r->column[i].name;
		}
}

/* The conditions, as heads of files and the screen's foot say what was asked. */
static void
set_asked(struct query_result *res, const struct compiled *c, const struct query_def *d)
{
	struct report *r = &res->r;

	for (size_t i = 0; i < d->nconds && r->nparams < REPORT_PARAMS_MAX; i++) {
		struct query_path p;
		struct report_param *q = &r->param[r->nparams];

		if (str_empty(c->is[i]) || query_path_read(c->b.st, c->b.all, c->b.base.s, d->cond[i].field, &p,
		    NULL) != ERR_OK)
			continue;
		*q = (struct report_param) { .field = { .name = "is", .type = FIELD_TEXT, .hint = "", .help = "",
			.entity = "", .filter = "", .choices = "", .preset = "", .valid = "", .when = "",
			.right = "", .column = "", .width = 20, .max_len = QUERY_TEXT_MAX }, .preset = "-" };
		q->field.label = query_path_label(&res->arena, &p, d->cond[i].what);
		value_set_text(&res->values.v[r->nparams++], c->is[i]);
	}
}

static void
make_report(struct query_result *res, const struct compiled *c, const struct query_def *d)
{
	struct report *r = &res->r;
	struct arena *a = &res->arena;
	const struct entity *e = c->b.base.s->e;

	*r = (struct report) { .name = arena_strdup(a, e->name), .help = "", .menu = "", .right = "query",
		.chart_label = -1, .chart_across = -1, .group = -1, .drill = { .target = "", .open = "" },
		.file = "", .sql = "" };
	r->title = arena_strdup(a, d->title[0] != '\0' ? d->title : tr(e->plural));
	for (size_t i = 0; i < d->ncolumns; i++) {
		const struct query_column *q = &d->column[i];
		const struct query_expr *x = &c->x[i];
		struct report_column *k = &r->column[r->ncolumns];

		k->name = column_name(a, r, q->field, q->what);
		k->label = q->label[0] != '\0' ? arena_strdup(a, q->label) :
		    query_path_label(a, &x->path, q->what);
		k->kind = x->type.kind;
		k->context = x->type.context;
		k->width = x->type.width;
		k->total = total_of(x, q->what);
		r->ncolumns++;
	}
	if (d->group >= 0 && (size_t)d->group < r->ncolumns)
		r->group = d->group;
	set_chart(r, d);
	set_drill(r, c, d);
	set_asked(res, c, d);
	res->rights = arena_alloc(a, (c->b.nrights + 1) * sizeof(*res->rights));
	for (size_t i = 0; i < c->b.nrights; i++)
		res->rights[res->nrights++] = c->b.right[i];
}

/* ---- running ---- */

static bool
is_text(enum report_kind k)
{
	return k == REPORT_TEXT || k == REPORT_CODE || k == REPORT_PHONE || k == REPORT_WORD;
}

static void
read_row(const struct report *r, struct db_stmt *q, struct report_result *out)
{
	struct value *cell = arena_alloc(&out->arena, r->ncolumns * sizeof(*cell));

	for (size_t c = 0; c < r->ncolumns; c++) {
		if (db_is_null(q, (int)c))
			continue;
		if (is_text(r->column[c].kind)) {
			cell[c].kind = VALUE_TEXT;
			cell[c].s = arena_strdup(&out->arena, db_text(q, (int)c));
		} else {
			cell[c].kind = VALUE_INT;
			cell[c].i = db_int(q, (int)c);
		}
	}
	out->row = xgrow(out->row, &out->cap, out->n + 1, sizeof(*out->row));
	out->row[out->n++].cell = cell;
}

static enum err
read_rows(struct compiled *c, struct query_result *res, size_t limit)
{
	struct report_result *out = &res->rows;
	struct db_stmt *q = store_select(c->b.st, strbuf_str(&c->sql), c->b.args, c->b.note);
	enum db_step step = DB_DONE;

	if (q == NULL)
		return db_why(c->b.note);
	while (!out->is_cut && (step = db_step(q, c->b.note)) == DB_ROW) {
		if (out->n == limit)
			out->is_cut = true;
		else
			read_row(&res->r, q, out);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(c->b.note);
	for (size_t i = 0; i < res->r.ncolumns; i++)
		report_sum(&res->r, out, i, 0, out->n, &out->total[i]);
	return ERR_OK;
}

enum err
query_run(struct store *st, const struct query_sources *all, const struct query_def *d,
    const struct query_answer *answers, size_t limit, struct query_result *res, struct err_note *note)
{
	struct compiled *c = xcalloc(1, sizeof(*c));
	size_t most = d->limit > 0 && (limit == 0 || (size_t)d->limit < limit) ? (size_t)d->limit :
	    limit > 0 ? limit : QUERY_ROWS_MAX;
	enum err e;

	*res = (struct query_result) { 0 };
	c->b = (struct query_build) { .st = st, .all = all, .note = note, .arena = &res->arena };
	e = compile(c, d, answers);
	if (e == ERR_OK) {
		add_select(c, d);
		query_build_from(&c->b, &c->sql);
		add_group(c, d);
		add_order(c, d);
		/* One more tells whether there are others; the question's own limit cuts nothing off. */
		strbuf_addf(&c->sql, " LIMIT %zu", most + (most != (size_t)d->limit));
		make_report(res, c, d);
		e = read_rows(c, res, most);
	}
	compiled_fini(c);
	free(c);
	if (e != ERR_OK)
		query_result_fini(res);
	return e;
}

void
query_result_fini(struct query_result *res)
{
	report_result_fini(&res->rows);
	report_values_fini(&res->values);
	arena_fini(&res->arena);
	*res = (struct query_result) { 0 };
}

enum err
query_may_write(struct store *st, const struct query_result *res, const struct report_format *fmt,
    const char *path, struct err_note *note)
{
	enum verb need = report_write_verb(fmt, path);
	enum err e = access_need(st, "query", need, note);

	for (size_t i = 0; e == ERR_OK && i < res->nrights; i++) {
		const struct function *f = function_find(res->rights[i]);

		/* What no right can be given for is not asked: seeing was all there is. */
		if (f != NULL && (f->verbs & (int)need) != 0)
			e = access_need(st, f->name, need, note);
	}
	return e;
}

enum err
query_write(struct store *st, const struct query_result *res, const struct report_format *fmt,
    const char *path, struct err_note *note)
{
	enum err e = query_may_write(st, res, fmt, path, note);

	return e == ERR_OK ? report_write_as(st, "query", &res->r, &res->values, &res->rows, fmt, path,
	    note) : e;
}

static int
by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

enum err
query_ids(struct store *st, const struct query_sources *all, const struct query_def *d,
    const struct query_answer *answers, size_t cap, int64_t **ids, size_t *n, bool *more,
    struct err_note *note)
{
	struct compiled *c = xcalloc(1, sizeof(*c));
	struct arena arena = { 0 };
	struct db_stmt *q = NULL;
	enum db_step step = DB_DONE;
	size_t room = 0;
	enum err e;

	*ids = NULL;
	*n = 0;
	*more = false;
	c->b = (struct query_build) { .st = st, .all = all, .note = note, .arena = &arena };
	e = compile(c, d, answers);
	if (e == ERR_OK && c->b.having.len > 0)
		e = err_set(note, ERR_INVALID, "where", _("Rows behind chosen groups cannot be a selection."));
	if (e == ERR_OK) {
		strbuf_addf(&c->sql, "SELECT a%d.id", c->b.base.alias);
		query_build_from(&c->b, &c->sql);
		/* "The 100 best" are a selection, too. */
		if (!c->b.has_figures)
			add_order(c, d);
		strbuf_addf(&c->sql, " LIMIT %zu", d->limit > 0 && !c->b.has_figures &&
		    (size_t)d->limit <= cap ? (size_t)d->limit : cap + 1);
		q = store_select(st, strbuf_str(&c->sql), c->b.args, note);
		if (q == NULL)
			e = db_why(note);
	}
	while (e == ERR_OK && !*more && (step = db_step(q, note)) == DB_ROW) {
		if (*n == cap) {
			*more = true;
			break;
		}
		*ids = xgrow(*ids, &room, *n + 1, sizeof(**ids));
		(*ids)[(*n)++] = db_int(q, 0);
	}
	db_reset(q);
	if (e == ERR_OK && step == DB_FAILED)
		e = db_why(note);
	if (*n > 0)
		qsort(*ids, *n, sizeof(**ids), by_id);
	compiled_fini(c);
	free(c);
	arena_fini(&arena);
	return e;
}

const char *
query_label(struct store *st, const struct query_sources *all, const char *about, const char *field,
    enum query_do what, struct arena *a)
{
	const struct query_source *s = query_source_find(all, about);
	struct query_path p;

	if (s == NULL || query_path_read(st, all, s, field, &p, NULL) != ERR_OK)
		return "";
	return query_path_label(a, &p, what);
}
