/* One report on the screen: parameters (F7), table, totals, chart (Space), the documents behind
 * a row (Enter), files (^P). */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/report.h"
#include "report/report_write.h"
#include "screens/receipts.h"
#include "screens/records.h"
#include "screens/report_chart.h"
#include "screens/reports.h"
#include "store/record_store.h"
#include "ui/dialog.h"
#include "ui/list.h"
#include "ui/progress.h"

#define ROWS_MAX 50000			/* on a screen; files hold all */

enum show { SHOW_TABLE, SHOW_CHART, SHOW_BOTH };

struct report_view {
	struct session *s;
	struct reports all;
	const struct report *r;
	struct report_values values;
	struct report_result res;
	struct report_chart_data *chart;
	struct list *list;
	enum show show;
	int64_t took_us;
};
struct start { const char *name; const char *const *params; };

/* ---- rows ---- */

static size_t
add_row(struct report_view *x, struct list_page *page, const struct value *cells, int64_t id,
    const char *key, const char *instead, enum role role)
{
	const struct report *r = x->r;
	const char *cell[REPORT_COLUMNS_MAX];
	char *text[REPORT_COLUMNS_MAX];

	for (size_t c = 0; c < r->ncolumns; c++) {
		text[c] = cells[c].kind == VALUE_NULL && c == 0 && instead != NULL ? xstrdup(instead) :
		    report_cell(&r->column[c], &x->s->format, &cells[c]);
		cell[c] = text[c];
	}
	list_page_add(page, id, key, cell, r->ncolumns, role);
	for (size_t c = 0; c < r->ncolumns; c++)
		free(text[c]);
	return 1;
}

/* Row n (from 0) of the list: those of the result, then the totals. */
static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct report_view *x = ctx;
	size_t all = x->res.n + (report_has_totals(x->r) && x->res.n > 0);
	size_t at = 0, got = 0;
	char key[24];

	(void)note;
	if (rq->anchor != NULL)
		at = strtoul(rq->anchor, NULL, 10) + 1;
	else if (rq->backward)
		at = all + 1;
	while (got < (size_t)rq->limit) {
		if (rq->backward) {
			/* at is one past the row whose neighbour is wanted. */
			if (at < 2)
				break;
			at--;
		}
		size_t i = rq->backward ? at - 1 : at;

		if (i >= all)
			break;
		snprintf(key, sizeof(key), "%zu", i);
		got += add_row(x, page, i < x->res.n ? x->res.row[i].cell : x->res.total, (int64_t)i + 1,
		    key, i < x->res.n ? NULL : _("Total"), i < x->res.n ? ROLE_ROW : ROLE_MARK);
		if (!rq->backward)
			at++;
	}
	return ERR_OK;
}

static enum err
count(void *ctx, const char *find, int64_t cap, int64_t *n, struct err_note *note)
{
	struct report_view *x = ctx;

	(void)find;
	(void)note;
	*n = (int64_t)x->res.n < cap ? (int64_t)x->res.n : cap;
	return ERR_OK;
}

/* ---- running ---- */

static void
say_state(struct report_view *x, struct screen *sc)
{
	char summary[160] = "", *asked = report_asked(x->r, &x->values, &x->s->format);

	if (x->chart != NULL)
		report_chart_summary(x->chart, summary, sizeof(summary));
	screen_set_hint(sc, "%s", asked[0] != '\0' ? asked : tr(x->r->help));
	screen_set_status(sc, _("%zu rows%s  %lld ms  %s"), x->res.n, x->res.is_cut ? "+" : "",
	    (long long)(x->took_us / 1000), summary);
	free(asked);
}

static enum err
run(struct report_view *x, struct screen *sc, struct err_note *note)
{
	struct report_result res;
	int64_t began = clock_mono_us();
	enum err err = session_read(x->s, note);

	if (err != ERR_OK)
		return err;
	err = report_run(x->s->st, x->r, &x->values, ROWS_MAX, &res, note);
	session_done(x->s);
	if (err != ERR_OK)
		return err;
	x->took_us = clock_mono_us() - began;
	report_chart_free(x->chart);
	report_result_fini(&x->res);
	x->res = res;
	x->chart = report_chart_make(x->r, &x->res, &x->s->format);
	say_state(x, sc);
	return x->list != NULL ? list_reload(x->list, note) : ERR_OK;
}

static enum err
set_params(struct report_view *x, const char *const *params, struct err_note *note)
{
	enum err err = session_read(x->s, note);

	if (err != ERR_OK)
		return err;
	err = report_presets(x->r, &x->values, note);
	for (; err == ERR_OK && params != NULL && params[0] != NULL; params += 2)
		for (size_t i = 0; err == ERR_OK && i < x->r->nparams; i++)
			if (strcmp(x->r->param[i].field.name, params[0]) == 0)
				err = report_set(x->s->st, x->r, i, params[1], &x->values, note);
	session_done(x->s);
	return err;
}

static struct list *
new_list(struct report_view *x)
{
	static const struct list_source source = { .fetch = fetch, .count = count };
	struct list_col cols[REPORT_COLUMNS_MAX] = { 0 };
	struct list *l;
	bool grown = false;

	for (size_t c = 0; c < x->r->ncolumns; c++) {
		const struct report_column *k = &x->r->column[c];

		cols[c] = (struct list_col) { .title = tr(k->label), .width = k->width,
			/* The first columns and the first figure stay on a phone. */
			.priority = c == 0 || (x->r->nseries > 0 && (int)c == x->r->chart_series[0]) ? 1 :
			    2 + (c < 7 ? (int)c : 7),
			.right = report_is_number(k->kind) };
		if (!grown && k->kind == REPORT_TEXT)
			cols[c].grow = grown = true;
	}
	l = list_new(cols, x->r->ncolumns, &source, x);
	list_set_marks(l, false);
	list_set_searchable(l, false);
	return l;
}

static void
fini_view(struct report_view *x)
{
	list_free(x->list);
	report_chart_free(x->chart);
	report_result_fini(&x->res);
	report_values_fini(&x->values);
	reports_fini(&x->all);
	free(x);
}

/* The list of reports names a site's wrong file; the others go on working. */
static void
leave_out(void *arg, const struct err_note *note)
{
	(void)arg;
	(void)note;
}

static enum err
open_view(struct screen *sc, void *arg, struct err_note *note)
{
	const struct start *start = arg;
	struct report_view *x = xcalloc(1, sizeof(*x));
	enum err err;

	x->s = session_of(sc->app);
	err = reports_load(store_paths(x->s->st), &x->all, leave_out, NULL, note);
	if (err == ERR_OK && (x->r = reports_find(&x->all, start->name)) == NULL)
		err = err_set(note, ERR_NOTFOUND, "", _("There is no report \"%s\"."), start->name);
	if (err == ERR_OK)
		err = set_params(x, start->params, note);
	if (err == ERR_OK)
		err = run(x, sc, note);
	if (err != ERR_OK) {
		fini_view(x);
		return err;
	}
	x->list = new_list(x);
	sc->data = x;
	if (x->chart != NULL && app_size(sc->app) == SIZE_L)
		x->show = SHOW_BOTH;
	screen_set_title(sc, "%s", tr(x->r->title));
	screen_set_mode(sc, _("VIEW"));
	return ERR_OK;
}

/* ---- drawing ---- */

static void
draw_chart(struct report_view *x, struct canvas *c, struct rect r)
{
	struct rect inner = { r.row, r.col + 1, r.rows, r.cols - 2 };
	size_t fits = chart_view_fits(&x->chart->view, inner.rows);
	int64_t at = list_selected(x->list);

	/* Bars follow the row under the cursor. */
	x->chart->view.from = at > 0 && fits > 0 && (size_t)at > fits ? (size_t)at - fits : 0;
	chart_view_draw(&x->chart->view, c, inner);
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct report_view *x = sc->data;
	struct rect top = body, low = body;

	if (x->res.n == 0) {
		canvas_wrap(c, rect_inner(body), ROLE_DIM, _("Nothing in this period. F7 changes what is asked."),
		    0, true);
		return;
	}
	if (x->chart == NULL || x->show == SHOW_TABLE) {
		list_draw(x->list, c, body, true);
	} else if (x->show == SHOW_CHART) {
		draw_chart(x, c, body);
	} else if (body.cols >= 120) {
		top.cols = body.cols / 2;
		low.col += top.cols + 1;
		low.cols -= top.cols + 1;
		list_draw(x->list, c, top, true);
		canvas_vline(c, body.row, body.col + top.cols, body.rows, ROLE_RULE);
		draw_chart(x, c, low);
	} else {
		top.rows = body.rows / 2;
		low.row += top.rows + 1;
		low.rows -= top.rows + 1;
		draw_chart(x, c, top);
		canvas_hline(c, body.row + top.rows, body.col, body.cols, ROLE_RULE);
		list_draw(x->list, c, low, true);
	}
}

/* ---- what keys do ---- */

static enum err
accept(void *ctx, const struct record *rec, struct err_note *note)
{
	struct report_view *x = ctx;
	enum err err = session_read(x->s, note);

	for (size_t i = 0; err == ERR_OK && i < x->r->nparams; i++) {
		char *text = field_to_text(&x->r->param[i].field, &rec->values[i]);

		err = report_set(x->s->st, x->r, i, text, &x->values, note);
		free(text);
	}
	session_done(x->s);
	return err;
}

static enum err
resolve(void *ctx, const struct field *f, const struct record *r, const char *text, char **code,
    char **label, struct err_note *note)
{
	return records_form_ops.resolve(((struct report_view *)ctx)->s, f, r, text, code, label, note);
}

static enum err
lookup(void *ctx, const struct field *f, const struct record *r, const struct list_request *rq,
    struct list_page *page, struct err_note *note)
{
	return records_form_ops.lookup(((struct report_view *)ctx)->s, f, r, rq, page, note);
}

static void
ask(struct report_view *x, struct screen *sc)
{
	static const struct form_ops ops = { .resolve = resolve, .lookup = lookup };
	struct field fields[REPORT_PARAMS_MAX];
	const char *values[2 * REPORT_PARAMS_MAX + 1] = { NULL };
	char *text[REPORT_PARAMS_MAX] = { NULL };
	struct record *rec;
	struct err_note note;
	struct dialog_form d = { .title = tr(x->r->title), .text = tr(x->r->help), .fields = fields,
		.nfields = x->r->nparams, .fm = &x->s->format, .ops = &ops, .ctx = x, .accept = accept };

	if (x->r->nparams == 0) {
		app_message(sc->app, "%s", _("This report asks for nothing."));
		return;
	}
	for (size_t i = 0, n = 0; i < x->r->nparams; i++) {
		fields[i] = x->r->param[i].field;
		text[i] = fields[i].type == FIELD_REF ? xstrdup(x->values.text[i]) :
		    field_to_text(&fields[i], &x->values.v[i]);
		if (str_empty(text[i]))
			continue;
		values[n++] = fields[i].name;
		values[n++] = text[i];
	}
	if (dialog_form_run(sc->app, &d, values, &rec)) {
		record_free(rec);
		if (run(x, sc, &note) != ERR_OK)
			app_error_note(sc->app, &note);
	}
	for (size_t i = 0; i < x->r->nparams; i++)
		free(text[i]);
}

static size_t
column_named(const struct report *r, const char *name)
{
	size_t c = 0;

	while (c < r->ncolumns && strcmp(r->column[c].name, name) != 0)
		c++;
	return c;
}

/* The text of one source of a drill: a column of the row, or $param of this report. */
static char *
drill_text(struct report_view *x, const struct report_row *row, const char *from)
{
	if (from[0] == '$') {
		for (size_t i = 0; i < x->r->nparams; i++)
			if (strcmp(x->r->param[i].field.name, from + 1) == 0)
				return x->values.text[i] != NULL ? xstrdup(x->values.text[i]) :
				    field_to_text(&x->r->param[i].field, &x->values.v[i]);
		return xstrdup("");
	}
	size_t c = column_named(x->r, from);

	return report_cell_plain(&x->r->column[c], &x->s->format, &row->cell[c]);
}

static enum err
open_document(struct report_view *x, const char *code, struct err_note *note)
{
	const struct report_drill *d = &x->r->drill;
	const struct entity *e;
	int64_t id = 0;
	enum err err;

	if (strcmp(d->open, "receipt") == 0) {
		receipts_show(x->s, code, true);
		return ERR_OK;
	}
	e = model_entity(store_model(x->s->st), d->open);
	if (e == NULL || str_empty(code))
		return err_set(note, ERR_NOTFOUND, "", _("There is nothing behind this row."));
	if ((err = session_read(x->s, note)) != ERR_OK)
		return err;
	err = record_id(x->s->st, e, code, &id, note);
	session_done(x->s);
	return err == ERR_OK ? records_open_form(x->s, d->open, id, note) : err;
}

static void
drill(struct report_view *x, struct screen *sc)
{
	const struct report_drill *d = &x->r->drill;
	const char *params[2 * REPORT_DRILL_MAX + 1] = { NULL };
	char *text[REPORT_DRILL_MAX] = { NULL };
	int64_t at = list_selected(x->list);
	struct err_note note = { 0 };
	enum err err;

	if (!x->r->has_drill || at < 1 || (size_t)at > x->res.n)
		return;
	for (size_t i = 0; i < d->n; i++) {
		text[i] = drill_text(x, &x->res.row[at - 1], d->from[i]);
		params[2 * i] = d->param[i];
		params[2 * i + 1] = text[i];
	}
	err = d->open[0] != '\0' ? open_document(x, text[0], &note) :
	    report_view_open(x->s, GO_PUSH, d->target, params, &note);
	if (err != ERR_OK)
		app_error_note(sc->app, &note);
	for (size_t i = 0; i < d->n; i++)
		free(text[i]);
}

static void
print(struct report_view *x, struct screen *sc)
{
	const char *answers[16];
	const struct report_format *f;
	struct report_result res;
	struct err_note note = { 0 };
	char name[128], day[16], path[700], said[800];
	size_t n = 0;
	int which;
	enum err err;

	for (f = report_format_table; f->name != NULL && n < 16; f++)
		answers[n++] = f->name;
	which = dialog_choose(sc->app, _("Write a file"), tr(x->r->title), answers, n, 0);
	if (which < 0)
		return;
	f = &report_format_table[which];
	snprintf(name, sizeof(name), "%s-%s.%s", x->r->name, day_iso(clock_today(), day, sizeof(day)),
	    strcmp(f->name, "text") == 0 ? "txt" : f->name);
	if (!records_ask_path(x->s, name, path, sizeof(path)))
		return;
	err = session_read(x->s, &note);
	if (err == ERR_OK) {
		/* All rows, whatever the screen holds. */
		err = report_run(x->s->st, x->r, &x->values, 0, &res, &note);
		if (err == ERR_OK) {
			err = report_write(x->s->st, x->r, &x->values, &res, f, path, &note);
			report_result_fini(&res);
		}
		session_done(x->s);
	}
	if (err != ERR_OK)
		app_error_note(sc->app, &note);
	else {
		snprintf(said, sizeof(said), _("Written: %s"),
		    x->s->served ? strrchr(path, '/') + 1 : path);
		records_say_written(x->s, said, path);
	}
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct report_view *x = sc->data;
	struct err_note note;

	switch (ev->action) {
	case ACT_QUERY:
	case ACT_LOOKUP:
		ask(x, sc);
		return true;
	case ACT_REFRESH:
		if (run(x, sc, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		return true;
	case ACT_CHART:
		if (x->chart == NULL)
			app_message(sc->app, "%s", _("This report has no chart."));
		else
			x->show = x->show == SHOW_BOTH ? SHOW_TABLE : x->show + 1;
		return true;
	case ACT_PRINT:
		print(x, sc);
		return true;
	default:
		break;
	}
	if (x->res.n == 0)
		return false;
	switch (list_event(x->list, ev)) {
	case LIST_OPEN:
		drill(x, sc);
		return true;
	case LIST_PASS:
		return false;
	case LIST_FAILED:
		app_error_note(sc->app, list_note(x->list));
		return true;
	case LIST_USED:
		break;
	}
	return true;
}

static void
help(struct screen *sc, struct strbuf *out)
{
	struct report_view *x = sc->data;

	strbuf_addf(out, "%s\n\n%s\n", tr(x->r->help),
	    _("F7 changes what is asked, Space shows table, chart or both, Enter opens what is "
	    "behind a row, Ctrl-P writes a file."));
}

static void
fini(struct screen *sc)
{
	fini_view(sc->data);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_QUERY, ACT_GO, ACT_PRINT,
	ACT_CHART, ACT_NONE };

static const struct screen_class report_class = {
	.name = "report", .code = "RP", .title = N_("Report"), .context = CONTEXT_VIEW,
	.bar = bar, .open = open_view, .draw = draw, .event = event, .help = help, .fini = fini,
};

enum err
report_view_open(struct session *s, enum go_mode mode, const char *name,
    const char *const *params, struct err_note *note)
{
	struct start start = { name, params };

	return app_open(s->app, mode, &report_class, &start, note);
}
