/* The answer to a question: a table, a chart, what is behind a row, files; the rows as a selection of
 * their list. Lines, groups and charts are those of reports (report_view_int.h). */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/query_days.h"
#include "report/query_path.h"
#include "screens/queries.h"
#include "screens/receipts.h"
#include "screens/records.h"
#include "screens/report_view_int.h"
#include "store/record_store.h"
#include "ui/dialog.h"

#define BLINK_MS 300
#define WAIT_MS 86400000		/* as long as the user does: Esc stops it */

enum { MORE_EDIT, MORE_SELECT, MORE_FOLD };
struct opening { const char *code; const struct query_def *d; };

struct query_view {
	struct report_view v;		/* v.r and v.res are those of q */
	struct query_sources all;
	struct query_def d;
	char code[64];			/* "": not kept */
	struct query_result q, coming;
	char *answer[QUERY_CONDS_MAX];	/* by condition; NULL: as the question says */
	struct query_answer given[QUERY_CONDS_MAX + 1];
};

/* ---- running ---- */

static void
collect(struct query_view *x)
{
	size_t n = 0;

	for (size_t i = 0; i < x->d.nconds; i++)
		if (x->answer[i] != NULL)
			x->given[n++] = (struct query_answer) { x->d.cond[i].ask, x->answer[i] };
	x->given[n] = (struct query_answer) { NULL, NULL };
}

static void
say_state(struct query_view *x)
{
	char summary[160] = "", *asked = report_asked(&x->q.r, &x->q.values, &x->v.s->format);

	if (x->v.chart != NULL)
		report_chart_summary(x->v.chart, summary, sizeof(summary));
	screen_set_hint(x->v.sc, "%s", asked);
	screen_set_status(x->v.sc, _("%zu rows%s  %lld ms  %s"), x->q.rows.n, x->q.rows.is_cut ? "+" : "",
	    (long long)(x->v.took_us / 1000), summary);
	screen_set_title(x->v.sc, "%s", x->q.r.title);
	free(asked);
}

/* What came is shown from now on. */
static void
take(struct query_view *x)
{
	report_chart_free(x->v.chart);
	list_free(x->v.list);
	report_lines_fini(&x->v);
	query_result_fini(&x->q);
	x->q = x->coming;
	x->coming = (struct query_result) { 0 };
	x->v.r = &x->q.r;
	x->v.res = x->q.rows;
	report_lines_make(&x->v);
	x->v.list = report_lines_list(&x->v);
	x->v.chart = report_chart_make(&x->q.r, &x->q.rows, &x->v.s->format);
	say_state(x);
}

static bool
is_late(void *arg)
{
	return clock_mono_us() > *(const int64_t *)arg;
}

static enum err
run_here(struct query_view *x, struct err_note *note)
{
	int64_t until = clock_mono_us() + BLINK_MS * 1000;
	enum err e = session_read(x->v.s, note);

	if (e != ERR_OK)
		return e;
	store_set_stop(x->v.s->st, is_late, &until);
	e = query_run(x->v.s->st, &x->all, &x->d, x->given, REPORT_SCREEN_ROWS, &x->coming, note);
	store_set_stop(x->v.s->st, NULL, NULL);
	session_done(x->v.s);
	return e;
}

static enum err
run_there(struct background *b, struct store *st, struct actor *a, void *arg, struct err_note *note)
{
	struct query_view *x = arg;
	struct query_sources all = { 0 };
	enum err e = query_sources_load(st, &all, note);

	(void)b;
	if (e == ERR_OK && (e = store_begin(st, a, false, note)) == ERR_OK) {
		e = query_run(st, &all, &x->d, x->given, REPORT_SCREEN_ROWS, &x->coming, note);
		store_rollback(st);
	}
	query_sources_fini(&all);
	return e;
}

/* run() takes the result itself. */
static void
over(struct background *b, void *arg)
{
	(void)b;
	(void)arg;
}

/* Slow ones go on in a thread, under the eyes of who asked: Esc stops them. */
static enum err
run(struct query_view *x, struct err_note *note)
{
	int64_t began = clock_mono_us();
	struct background *b;
	enum err e;

	collect(x);
	e = run_here(x, note);
	if (e == ERR_CANCELLED) {
		b = background_start(x->v.s, &(struct background_work) { .title = _("Query"), .run = run_there,
		    .over = over, .arg = x });
		(void)background_wait(b, WAIT_MS);
		e = background_is_over(b) ? background_result(b, note) :
		    err_set(note, ERR_CANCELLED, "", "%s", err_text(ERR_CANCELLED));
		background_free(b);
	}
	x->v.took_us = clock_mono_us() - began;
	if (e == ERR_OK)
		take(x);
	return e;
}

/* ---- what is asked ---- */

static size_t
count_asks(const struct query_view *x)
{
	size_t n = 0;

	for (size_t i = 0; i < x->d.nconds; i++)
		n += x->d.cond[i].ask[0] != '\0';
	return n;
}

/* A condition as the user's language writes it, kept for the run. */
static enum err
keep_answer(struct query_view *x, size_t i, const char *typed, struct err_note *note)
{
	const struct query_source *base = query_source_find(&x->all, x->d.about);
	struct query_path p;
	struct query_type t;
	char *kept = NULL;
	enum err e = session_read(x->v.s, note);

	if (e != ERR_OK)
		return e;
	e = query_path_read(x->v.s->st, &x->all, base, x->d.cond[i].field, &p, note);
	if (e == ERR_OK)
		e = query_type_of(&p, x->d.cond[i].what, &t, note);
	session_done(x->v.s);
	if (e == ERR_OK)
		e = query_text_keep(&t.as, &x->v.s->format, clock_today(), typed, &kept, note);
	if (e == ERR_OK) {
		free(x->answer[i]);
		x->answer[i] = kept;
	}
	return e;
}

static enum err
accept(void *ctx, const struct record *rec, struct err_note *note)
{
	struct query_view *x = ctx;
	enum err e = ERR_OK;

	for (size_t i = 0, n = 0; e == ERR_OK && i < x->d.nconds; i++) {
		if (x->d.cond[i].ask[0] == '\0')
			continue;
		e = keep_answer(x, i, rec->values[n].kind == VALUE_TEXT ? rec->values[n].s : "", note);
		n++;
	}
	return e;
}

static bool
ask(struct query_view *x)
{
	struct field fields[QUERY_CONDS_MAX];
	const char *values[2 * QUERY_CONDS_MAX + 1] = { NULL };
	struct arena a = { 0 };
	struct record *rec;
	struct dialog_form d = { .title = _("Query"), .text = _("Conditions as F1 describes them; empty: none."),
		.fields = fields, .fm = &x->v.s->format, .ctx = x, .accept = accept };
	struct err_note note;
	size_t nvalues = 0;
	bool yes;

	if (count_asks(x) == 0) {
		app_message(x->v.s->app, "%s", _("This question asks for nothing. F10 changes it."));
		return false;
	}
	if (session_read(x->v.s, &note) != ERR_OK)
		return false;
	for (size_t i = 0; i < x->d.nconds; i++) {
		const struct query_cond *c = &x->d.cond[i];
		struct field *f = &fields[d.nfields];

		if (c->ask[0] == '\0')
			continue;
		*f = (struct field) { .name = c->ask, .type = FIELD_TEXT, .hint = "", .help = "", .width = 30,
			.max_len = QUERY_TEXT_MAX, .entity = "", .filter = "", .choices = "", .preset = "",
			.valid = "", .when = "", .right = "", .column = "", .index = (int)d.nfields };
		f->label = query_label(x->v.s->st, &x->all, x->d.about, c->field, c->what, &a);
		d.nfields++;
		values[nvalues++] = c->ask;
		values[nvalues++] = x->answer[i] != NULL ? x->answer[i] : c->is;
	}
	session_done(x->v.s);
	yes = dialog_form_run(x->v.s->app, &d, values, &rec);
	if (yes)
		record_free(rec);
	arena_fini(&a);
	return yes;
}

/* ---- files, rows, selections ---- */

static enum err
may_write(void *ctx, const struct report_format *f, struct err_note *note)
{
	struct query_view *x = ctx;

	return query_may_write(x->v.s->st, &x->q, f, "file", note);
}

static void
print(struct query_view *x)
{
	struct query_result all;
	struct err_note note = { 0 };
	char path[700], said[800];
	const struct report_format *f = report_ask_file(x->v.s, x->q.r.title,
	    x->code[0] != '\0' ? x->code : x->d.about, may_write, x, path, sizeof(path));
	enum err e;

	if (f == NULL)
		return;
	e = session_read(x->v.s, &note);
	if (e == ERR_OK) {
		/* All rows, whatever the screen holds. */
		e = query_run(x->v.s->st, &x->all, &x->d, x->given, 0, &all, &note);
		if (e == ERR_OK) {
			e = query_write(x->v.s->st, &all, f, path, &note);
			query_result_fini(&all);
		}
		session_done(x->v.s);
	}
	if (e != ERR_OK) {
		app_error_note(x->v.s->app, &note);
		return;
	}
	snprintf(said, sizeof(said), _("Written: %s"), x->v.s->served ? strrchr(path, '/') + 1 : path);
	records_say_written(x->v.s, said, path);
}

static void
open_row(struct query_view *x)
{
	const struct report *r = &x->q.r;
	size_t at = report_lines_row(&x->v, list_selected(x->v.list)), c = 0;
	const struct entity *e;
	struct err_note note = { 0 };
	const char *code;
	int64_t id = 0;
	enum err err;

	if (report_lines_fold(&x->v, list_selected(x->v.list))) {
		if (list_reload(x->v.list, &note) != ERR_OK)
			app_error_note(x->v.s->app, &note);
		return;
	}
	if (at >= x->v.res.n)
		return;
	if (!r->has_drill) {
		app_message(x->v.s->app, "%s", _("With the code or number as a column, Enter opens the row."));
		return;
	}
	while (strcmp(r->column[c].name, r->drill.from[0]) != 0)
		c++;
	code = x->v.res.row[at].cell[c].s;
	if (strcmp(r->drill.open, "receipt") == 0) {
		receipts_show(x->v.s, code, true);
		return;
	}
	e = model_entity(store_model(x->v.s->st), r->drill.open);
	err = session_read(x->v.s, &note);
	if (err == ERR_OK) {
		err = record_id(x->v.s->st, e, code, &id, &note);
		session_done(x->v.s);
	}
	if (err == ERR_OK)
		err = records_open_form(x->v.s, e->name, id, &note);
	if (err != ERR_OK)
		app_error_note(x->v.s->app, &note);
}

/* The rows in their own list, with all that it can: export, labels, forms. */
static void
select_rows(struct query_view *x)
{
	char find[80];
	struct err_note note = { 0 };

	if (model_entity(store_model(x->v.s->st), x->d.about) == NULL) {
		app_error(x->v.s->app, "%s", _("There is no list of these."));
		return;
	}
	if (x->code[0] == '\0') {
		app_error(x->v.s->app, "%s", _("Keep the question first (F2 where it is made): the list finds it by its code."));
		return;
	}
	snprintf(find, sizeof(find), "@%s", x->code);
	if (records_open_list(x->v.s, GO_PUSH, x->d.about, find, &note) != ERR_OK)
		app_error_note(x->v.s->app, &note);
}

/* ---- the screen ---- */

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct query_view *x = sc->data;

	report_view_draw(&x->v, c, body);
}

static void
change(struct query_view *x)
{
	struct err_note note = { 0 };

	if (query_edit_open(x->v.s, x->code, &x->d, &note) != ERR_OK)
		app_error_note(x->v.s->app, &note);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct query_view *x = sc->data;
	struct err_note note = { 0 };
	bool open, used;

	switch (ev->action) {
	case ACT_QUERY:
	case ACT_REFRESH:
		if ((ev->action == ACT_REFRESH || ask(x)) && run(x, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		return true;
	case ACT_CHART:
		if (x->v.chart == NULL)
			app_message(sc->app, "%s", _("This question has no chart. F10 changes it."));
		else
			x->v.show = x->v.show == SHOW_BOTH ? SHOW_TABLE : x->v.show + 1;
		return true;
	case ACT_PRINT:
		print(x);
		return true;
	default:
		break;
	}
	if (x->v.res.n == 0)
		return false;
	used = list_take(x->v.list, sc->app, ev, &open);
	if (open)
		open_row(x);
	return used;
}

static size_t
more(struct screen *sc, const struct menu_item **items)
{
	struct query_view *x = sc->data;
	size_t n = 0;

	if (session_may(x->v.s, "query", VERB_ADD))
		x->v.more[n++] = (struct menu_item) { "", _("Change the question"), "", MORE_EDIT };
	x->v.more[n++] = (struct menu_item) { "", _("Show as a list of their own"), "", MORE_SELECT };
	x->v.more[n++] = (struct menu_item) { "", _("Fold or unfold all groups"), "", MORE_FOLD };
	*items = x->v.more;
	return n;
}

static void
run_more(struct screen *sc, int value)
{
	struct query_view *x = sc->data;
	struct err_note note = { 0 };

	switch (value) {
	case MORE_EDIT:
		change(x);
		break;
	case MORE_SELECT:
		select_rows(x);
		break;
	default:
		if (x->q.r.group < 0)
			break;
		report_lines_fold_all(&x->v);
		if (list_reload(x->v.list, &note) != ERR_OK)
			app_error_note(sc->app, &note);
	}
}

static void
help(struct screen *sc, struct strbuf *out)
{
	(void)sc;
	strbuf_add(out, _("F7 changes the conditions that the question asks for, Space shows table, chart or both, Enter "
	    "opens what is behind a row, Ctrl-P writes a file. F10 changes the question, or shows its rows in their "
	    "own list, to be exported, printed or worked through there."));
}

static void
free_view(struct query_view *x)
{
	list_free(x->v.list);
	report_chart_free(x->v.chart);
	report_lines_fini(&x->v);
	query_result_fini(&x->q);
	for (size_t i = 0; i < QUERY_CONDS_MAX; i++)
		free(x->answer[i]);
	query_def_fini(&x->d);
	query_sources_fini(&x->all);
	free(x);
}

static enum err
open_view(struct screen *sc, void *arg, struct err_note *note)
{
	const struct opening *how = arg;
	struct query_view *x = xcalloc(1, sizeof(*x));
	enum err e;

	x->v.s = session_of(sc->app);
	x->v.sc = sc;
	str_copy(x->code, sizeof(x->code), how->code);
	query_def_copy(&x->d, how->d);
	e = query_sources_load(x->v.s->st, &x->all, note);
	if (e == ERR_OK)
		e = run(x, note);
	if (e != ERR_OK) {
		free_view(x);
		return e;
	}
	sc->data = x;
	if (x->v.chart != NULL && app_size(sc->app) == SIZE_L)
		x->v.show = SHOW_BOTH;
	screen_set_mode(sc, _("VIEW"));
	return ERR_OK;
}

static void
fini(struct screen *sc)
{
	free_view(sc->data);
}

/* A table that leaves needs the rights of every table that is in it, as a file does. */
static enum err
copy(struct screen *sc, enum clip_what what, struct clip *out, struct err_note *note)
{
	struct query_view *x = sc->data;
	const struct report_format *csv = report_format_find("csv", NULL);
	enum err e = ERR_OK;

	if (x->v.list == NULL)
		return err_set(note, ERR_NOTFOUND, "", _("There is nothing to copy."));
	if (what == CLIP_TABLE && (e = session_read(x->v.s, note)) == ERR_OK) {
		e = query_may_write(x->v.s->st, &x->q, csv, "clipboard", note);
		session_done(x->v.s);
	}
	if (e != ERR_OK)
		return e;
	out->function = out->entity = "query";
	return list_copy(x->v.list, sc->app, what, out, note);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_QUERY, ACT_GO, ACT_MENU, ACT_PRINT,
	ACT_CHART, ACT_NONE };

static const struct screen_class view_class = {
	.name = "query", .code = "UQ", .title = N_("Query"), .context = CONTEXT_VIEW, .bar = bar,
	.open = open_view, .draw = draw, .event = event, .help = help, .more = more, .run_more = run_more,
	.copy = copy, .fini = fini,
};

enum err
query_view_open(struct session *s, enum go_mode mode, const char *code, const struct query_def *d,
    struct err_note *note)
{
	struct opening how = { code, d };

	return app_open(s->app, mode, &view_class, &how, note);
}
