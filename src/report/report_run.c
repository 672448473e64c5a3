/* Running a report: rows into memory, sums, checks of the statement. */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/money.h"
#include "base/str.h"
#include "report/report.h"
#include "report/report_period.h"
#include "store/actor.h"
#include "store/query.h"

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

bool
report_has_totals(const struct report *r)
{
	for (size_t c = 0; c < r->ncolumns; c++)
		if (r->column[c].total != TOTAL_NONE)
			return true;
	return false;
}

void
report_sum(const struct report *r, const struct report_result *res, size_t col,
    size_t from, size_t to, struct value *out)
{
	enum report_total t = r->column[col].total;
	int64_t sum = 0;
	bool any = false;

	*out = (struct value) { 0 };
	if (t == TOTAL_NONE)
		return;
	for (size_t i = from; i < to; i++) {
		const struct value *v = &res->row[i].cell[col];

		if (v->kind == VALUE_NULL)
			continue;
		if (t == TOTAL_COUNT)
			sum++;
		else if (v->kind != VALUE_INT)
			continue;
		else if (t == TOTAL_SUM) {
			if (money_add(sum, v->i, &sum) != ERR_OK)
				return;		/* no figure rather than a wrong one */
		} else if (!any || (t == TOTAL_MIN ? v->i < sum : v->i > sum)) {
			sum = v->i;
		}
		any = true;
	}
	if (any || t == TOTAL_COUNT || t == TOTAL_SUM)
		value_set_int(out, sum);
}

/* The bounds of a day as instants: $NAME_at its start, $NAME_end the start of the next. */
static void
add_bounds(const struct report *r, size_t i, const struct value *x, struct arena *a,
    struct db_arg *args, int *n)
{
	const char *name = r->param[i].field.name;
	bool given = x->kind == VALUE_INT;

	if (r->param[i].field.type != FIELD_DAY)
		return;
	args[(*n)++] = (struct db_arg) { arena_printf(a, "%s_at", name), given ? DB_ARG_INT : DB_ARG_NULL,
		given ? instant_make((day_t)x->i, 0) : 0, NULL };
	args[(*n)++] = (struct db_arg) { arena_printf(a, "%s_end", name), given ? DB_ARG_INT : DB_ARG_NULL,
		given ? instant_make(day_add((day_t)x->i, 1), 0) : 0, NULL };
}

static int
add_args(const struct report *r, const struct report_values *v, struct arena *a, struct db_arg *args)
{
	int n = 0;

	for (size_t i = 0; i < r->nparams; i++) {
		const struct value *x = &v->v[i];
		const char *name = r->param[i].field.name;

		if (x->kind == VALUE_NULL)
			args[n++] = (struct db_arg)DB_NULL(name);
		else if (x->kind == VALUE_INT)
			args[n++] = (struct db_arg)DB_INT(name, x->i);
		else
			args[n++] = (struct db_arg)DB_TEXT(name, x->s);
		add_bounds(r, i, x, a, args, &n);
	}
	args[n++] = (struct db_arg)DB_INT("today", clock_today());
	args[n] = (struct db_arg) { 0 };
	return n;
}

const char *
report_function(const struct actor *a, const struct report *r, enum verb v)
{
	return access_may(a, "report", v) ? "report" : r->right;
}

enum err
report_run(struct store *st, const struct report *r, const struct report_values *v,
    size_t limit, struct report_result *out, struct err_note *note)
{
	struct db_arg args[3 * REPORT_PARAMS_MAX + 2 + REPORT_PERIOD_ARGS];
	enum db_step step = DB_DONE;
	struct err_note why = { 0 };
	struct db_stmt *q;
	enum err e;

	*out = (struct report_result) { 0 };
	e = access_need(st, report_function(store_actor(st), r, VERB_VIEW), VERB_VIEW, note);
	if (e != ERR_OK)
		return e;
	add_args(r, v, &out->arena, args);
	e = report_period_args(st, r, v, args, sizeof(args) / sizeof(args[0]), note);
	if (e != ERR_OK) {
		report_result_fini(out);
		return e;
	}
	q = store_select(st, r->sql, args, &why);
	if (q == NULL) {
		report_result_fini(out);
		/* Of the file, not of the question. */
		if (db_why(&why) == ERR_SYNTAX)
			return err_set(note, ERR_SYNTAX, "", "%s:%d: %s", r->file, r->sql_line, why.text);
		if (note != NULL)
			*note = why;
		return db_why(&why);
	}
	if (db_cols(q) != (int)r->ncolumns) {
		e = err_set(note, ERR_CONFIG, "", _("%s:%d: the head names %d columns, the statement gives %d."),
		    r->file, r->sql_line, (int)r->ncolumns, db_cols(q));
		db_reset(q);
		report_result_fini(out);
		return e;
	}
	while (!out->is_cut && (step = db_step(q, note)) == DB_ROW) {
		if (limit > 0 && out->n == limit)
			out->is_cut = true;
		else
			read_row(r, q, out);
	}
	db_reset(q);
	if (step == DB_FAILED) {
		e = db_why(note);
		report_result_fini(out);
		return e;
	}
	for (size_t c = 0; c < r->ncolumns; c++)
		report_sum(r, out, c, 0, out->n, &out->total[c]);
	return ERR_OK;
}

void
report_result_fini(struct report_result *res)
{
	arena_fini(&res->arena);
	free(res->row);
	*res = (struct report_result) { 0 };
}

/* ---- quen check ---- */

static bool
is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Past a text or a comment that begins at p, else p. One that nothing ends goes to the end. */
static const char *
past_no_name(const char *p)
{
	const char *end;

	if (p[0] == '-' && p[1] == '-')
		return p + strcspn(p, "\n");
	if (p[0] == '/' && p[1] == '*')
		end = strstr(p + 2, "*/");
	else if (p[0] == '\'')
		end = strchr(p + 1, '\'');
	else
		return p;
	return end == NULL ? p + strlen(p) : end + (p[0] == '/' ? 2 : 1);
}

static const char *
private_table(struct store *st, const char *word, size_t len)
{
	const struct model *m = store_model(st);

	for (size_t i = 0; i < model_count(m); i++) {
		const struct entity *e = model_at(m, i);

		if (e->privacy != PRIVACY_NONE && strlen(e->table) == len &&
		    strncasecmp(e->table, word, len) == 0)
			return e->table;
	}
	return NULL;
}

static bool
is_keyword(const char *word, size_t len, const char *keyword)
{
	return strlen(keyword) == len && strncasecmp(word, keyword, len) == 0;
}

/* However it is written: the engine minds neither case nor quotes around a name nor comments
 * before it. */
const char *
report_bare_private(struct store *st, const char *sql)
{
	const char *p = sql, *end, *dot, *bare;
	bool after = false;

	while (*p != '\0') {
		size_t quote = *p == '"' || *p == '`' || *p == '[', n = 0;

		if ((end = past_no_name(p)) != p) {
			after = after && *p != '\'';
			p = end;
			continue;
		}
		while (is_word_char(p[quote + n]))
			n++;
		if (n == 0) {
			after = *p == ',' || (after && (isspace((unsigned char)*p) || *p == '('));
			p++;
			continue;
		}
		end = p + quote + n;
		end += quote != 0 && *end != '\0';
		dot = end + strspn(end, " \t\r\n");
		if (after && *dot == '.' && is_keyword(p + quote, n, "main")) {
			p = dot + 1;		/* the schema: the table follows */
			continue;
		}
		bare = after && *dot != '.' ? private_table(st, p + quote, n) : NULL;
		if (bare != NULL)
			return bare;
		after = quote == 0 && (is_keyword(p, n, "FROM") || is_keyword(p, n, "JOIN"));
		p = end;
	}
	return NULL;
}

static enum err
check_names(struct store *st, const struct reports *all, const struct report *r,
    struct err_note *note)
{
	const char *bare = report_bare_private(st, r->sql);
	const struct report_drill *d = &r->drill;
	const struct report *to;

	if (function_find(r->right) == NULL)
		return err_set(note, ERR_SYNTAX, "", _("%s:%d: there is no right \"%s\""), r->file,
		    r->right_line, r->right);
	if (bare != NULL)
		return err_set(note, ERR_SYNTAX, "", _("%s:%d: \"%s\" is private: write @%s"), r->file,
		    r->sql_line, bare, bare);
	for (size_t i = 0; i < r->nparams; i++)
		if (r->param[i].field.type == FIELD_REF &&
		    model_entity(store_model(st), r->param[i].field.entity) == NULL)
			return err_set(note, ERR_SYNTAX, "", _("%s:%d: there is no entity \"%s\""),
			    r->file, r->param[i].field.line, r->param[i].field.entity);
	if (!r->has_drill || d->open[0] != '\0')
		return ERR_OK;
	to = reports_find(all, d->target);
	if (to == NULL)
		return err_set(note, ERR_SYNTAX, "", _("%s:%d: there is no report \"%s\""), r->file,
		    d->line, d->target);
	for (size_t i = 0; i < d->n; i++) {
		size_t k = 0;

		while (k < to->nparams && strcmp(to->param[k].field.name, d->param[i]) != 0)
			k++;
		if (k == to->nparams)
			return err_set(note, ERR_SYNTAX, "", _("%s:%d: the report \"%s\" has no parameter \"%s\""),
			    r->file, d->line, d->target, d->param[i]);
	}
	return ERR_OK;
}

enum err
report_check(struct store *st, const struct reports *all, const struct report *r,
    struct err_note *note)
{
	struct report_values v;
	struct report_result res;
	enum err e = check_names(st, all, r, note);

	if (e != ERR_OK || (e = report_presets(r, &v, note)) != ERR_OK)
		return e;
	e = report_run(st, r, &v, 1, &res, note);
	report_values_fini(&v);
	if (e == ERR_OK)
		report_result_fini(&res);
	else if (e == ERR_DB)
		return err_set(note, ERR_SYNTAX, "", _("%s:%d: the engine refuses the statement"),
		    r->file, r->sql_line);
	return e;
}
