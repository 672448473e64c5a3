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
#include "report/report_saved.h"
#include "screens/receipts.h"
#include "screens/records.h"
#include "screens/report_view_int.h"
#include "screens/reports.h"
#include "store/record_store.h"
#include "ui/dialog.h"
#include "ui/list.h"

enum { MORE_SAVED, MORE_KEEP, MORE_FOLD, MORE_LIST, MORE_SCHEDULED, MORE_COUNT };

/* params: pairs; else text, as saved questions keep it; else NULL both. */
struct start { const char *name; const char *const *params; const char *text; };

static enum err
set_params(struct report_view *x, const struct start *start, struct err_note *note)
{
	const char *const *params = start->params;
	enum err err = session_read(x->s, note);

	if (err != ERR_OK)
		return err;
	err = report_saved_values(x->s->st, x->r, start->text != NULL ? start->text : "", &x->values, note);
	for (; err == ERR_OK && params != NULL && params[0] != NULL; params += 2)
		for (size_t i = 0; err == ERR_OK && i < x->r->nparams; i++)
			if (strcmp(x->r->param[i].field.name, params[0]) == 0)
				err = report_set(x->s->st, x->r, i, params[1], &x->values, note);
	session_done(x->s);
	return err;
}

static void
fini_view(struct report_view *x)
{
	background_free(x->work);
	list_free(x->list);
	report_chart_free(x->chart);
	report_lines_fini(x);
	report_result_fini(&x->res);
	report_result_fini(&x->coming);
	report_values_fini(&x->values);
	reports_fini(&x->all);
	free(x);
}

void
report_leave_out(void *arg, const struct err_note *note)
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
	x->sc = sc;
	err = reports_load(store_paths(x->s->st), &x->all, report_leave_out, NULL, note);
	if (err == ERR_OK && (x->r = reports_find(&x->all, start->name)) == NULL)
		err = err_set(note, ERR_NOTFOUND, "", _("There is no report \"%s\"."), start->name);
	if (err == ERR_OK)
		err = set_params(x, start, note);
	if (err == ERR_OK)
		err = report_view_run(x, note);
	if (err != ERR_OK) {
		fini_view(x);
		return err;
	}
	x->list = report_lines_list(x);
	sc->data = x;
	if (x->chart != NULL && app_size(sc->app) == SIZE_L)
		x->show = SHOW_BOTH;
	screen_set_title(sc, "%s", tr(x->r->title));
	screen_set_mode(sc, _("VIEW"));
	return ERR_OK;
}

/* ---- drawing ---- */

/* The bar of the row under the cursor: its own, or its group's. */
static size_t
chart_place(const struct report_view *x)
{
	int64_t id = list_selected(x->list);
	size_t at = 0, row;

	if (id < 1 || (size_t)id > x->nlines)
		return 0;
	row = x->line[id - 1].from;
	if (x->r->group < 0 || x->r->group != x->r->chart_label)
		return row;
	for (size_t i = 1; i <= row; i++)
		at += !value_eq(&x->res.row[i].cell[x->r->group], &x->res.row[i - 1].cell[x->r->group]);
	return at;
}

static void
draw_chart(struct report_view *x, struct canvas *c, struct rect r)
{
	struct rect inner = { r.row, r.col + 1, r.rows, r.cols - 2 };
	size_t fits = chart_view_fits(&x->chart->view, inner.rows);
	size_t at = chart_place(x);

	/* Bars follow the row under the cursor. */
	x->chart->view.from = fits > 0 && at >= fits ? at + 1 - fits : 0;
	chart_view_draw(&x->chart->view, c, inner);
}

static void
draw_work(struct report_view *x, struct canvas *c, struct rect body)
{
	char text[300];

	snprintf(text, sizeof(text), _("%s: working for %d seconds. Esc stops it. Meanwhile F9 goes "
	    "anywhere, Ctrl-T to other tasks; you are told when it is there."), tr(x->r->title),
	    (int)(background_age_ms(x->work) / 1000));
	canvas_wrap(c, rect_inner(body), ROLE_DIM, text, 0, true);
}

void
report_view_draw(struct report_view *x, struct canvas *c, struct rect body)
{
	struct rect top = body, low = body;

	if (x->work != NULL) {
		draw_work(x, c, body);
		return;
	}
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

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	report_view_draw(sc->data, c, body);
}

/* ---- what keys do ---- */

static enum err
accept(void *ctx, const struct record *rec, struct err_note *note)
{
	struct report_view *x = ctx;
	enum err err;

	/* What a running report was asked is its own until it is over. */
	background_free(x->work);
	x->work = NULL;
	err = session_read(x->s, note);
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
		if (report_view_run(x, &note) != ERR_OK)
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
	size_t at = report_lines_row(x, list_selected(x->list));
	struct err_note note = { 0 };
	enum err err;

	if (report_lines_fold(x, list_selected(x->list))) {
		if (list_reload(x->list, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		return;
	}
	if (!x->r->has_drill || at >= x->res.n)
		return;
	for (size_t i = 0; i < d->n; i++) {
		text[i] = drill_text(x, &x->res.row[at], d->from[i]);
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

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct report_view *x = sc->data;
	struct err_note note;
	bool open, used;

	switch (ev->action) {
	case ACT_CANCEL:
		if (x->work == NULL)
			break;
		background_stop(x->work);
		(void)background_wait(x->work, 0);
		return true;
	case ACT_QUERY:
		ask(x, sc);
		return true;
	case ACT_LOOKUP:
		report_view_choose(x);
		return true;
	case ACT_SAVE:
		report_view_save(x);
		return true;
	case ACT_REFRESH:
		if (report_view_run(x, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		return true;
	case ACT_CHART:
		if (x->chart == NULL)
			app_message(sc->app, "%s", _("This report has no chart."));
		else
			x->show = x->show == SHOW_BOTH ? SHOW_TABLE : x->show + 1;
		return true;
	case ACT_PRINT:
		report_view_print(x);
		return true;
	default:
		break;
	}
	if (x->res.n == 0 || x->work != NULL)
		return false;
	used = list_take(x->list, sc->app, ev, &open);
	if (open)
		drill(x, sc);
	return used;
}

static void
help(struct screen *sc, struct strbuf *out)
{
	struct report_view *x = sc->data;

	strbuf_addf(out, "%s\n\n%s\n", tr(x->r->help),
	    _("F7 changes what is asked, Space shows table, chart or both, Enter opens what is "
	    "behind a row, and folds a group under its heading; Ctrl-P writes a file. F2 keeps what is "
	    "asked under a name, or makes the report by itself on a schedule; F4 shows what was kept."));
}

static size_t
more(struct screen *sc, const struct menu_item **items)
{
	struct report_view *x = sc->data;

	x->more[MORE_SAVED] = (struct menu_item){ "", _("Saved questions to this report"), "F4", MORE_SAVED };
	x->more[MORE_KEEP] = (struct menu_item){ "", _("Keep what is asked"), "F2", MORE_KEEP };
	x->more[MORE_FOLD] = (struct menu_item){ "", _("Fold or unfold all groups"), "", MORE_FOLD };
	x->more[MORE_LIST] = (struct menu_item){ "RQ", _("All saved questions"), "", MORE_LIST };
	x->more[MORE_SCHEDULED] = (struct menu_item){ "RJ", _("Scheduled reports"), "", MORE_SCHEDULED };
	*items = x->more;
	return MORE_COUNT;
}

static void
run_more(struct screen *sc, int value)
{
	struct report_view *x = sc->data;
	struct err_note note = { 0 };
	enum err e = ERR_OK;

	switch (value) {
	case MORE_SAVED:
		report_view_choose(x);
		break;
	case MORE_KEEP:
		report_view_save(x);
		break;
	case MORE_FOLD:
		report_lines_fold_all(x);
		e = list_reload(x->list, &note);
		break;
	case MORE_LIST:
		e = records_open_list(x->s, GO_PUSH, "report_set", NULL, &note);
		break;
	case MORE_SCHEDULED:
		e = records_open_list(x->s, GO_PUSH, "report_schedule", NULL, &note);
		break;
	}
	if (e != ERR_OK)
		app_error_note(sc->app, &note);
}

static void
fini(struct screen *sc)
{
	fini_view(sc->data);
}

static enum err
copy(struct screen *sc, enum clip_what what, struct clip *out, struct err_note *note)
{
	struct report_view *x = sc->data;

	if (x->res.n == 0 || x->work != NULL)
		return err_set(note, ERR_NOTFOUND, "", _("There is nothing to copy."));
	out->function = report_function(x->s->a, x->r, VERB_EXPORT);
	out->entity = "report";
	return list_copy(x->list, sc->app, what, out, note);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_SAVE, ACT_LOOKUP, ACT_REFRESH, ACT_QUERY, ACT_GO,
	ACT_PRINT, ACT_CHART, ACT_NONE };

static const struct screen_class report_class = {
	.name = "report", .code = "RP", .title = N_("Report"), .context = CONTEXT_VIEW,
	.bar = bar, .open = open_view, .draw = draw, .event = event, .help = help, .fini = fini,
	.more = more, .run_more = run_more, .copy = copy,
};

enum err
report_view_open(struct session *s, enum go_mode mode, const char *name,
    const char *const *params, struct err_note *note)
{
	struct start start = { name, params, NULL };

	return app_open(s->app, mode, &report_class, &start, note);
}

enum err
report_view_open_saved(struct session *s, enum go_mode mode, const char *name, const char *text,
    struct err_note *note)
{
	struct start start = { name, NULL, text };

	return app_open(s->app, mode, &report_class, &start, note);
}
