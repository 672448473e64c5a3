/* Making a question: columns (F6 ticks them) and conditions in grids, the first rows below as they
 * are now. F7 changes between the two grids, F8 asks, F2 keeps. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "screens/queries.h"
#include "screens/query_edit_int.h"
#include "ui/dialog.h"
#include "ui/grid.h"

#define PREVIEW_ROWS 12
#define ROWS_NEEDED 14			/* of the body, before rows are shown below */

enum { MORE_TITLE, MORE_LIMIT, MORE_CHART, MORE_GROUP, MORE_KEEP_AS };
struct opening { const char *code; const struct query_def *d; const struct draft *draft; };

void
query_def_copy(struct query_def *to, const struct query_def *from)
{
	json_t *j = query_def_to_json(from);
	struct err_note note;

	if (query_def_from_json(to, j, &note) != ERR_OK) {
		query_def_fini(to);
		query_def_init(to, from->about);
	}
	json_decref(j);
}

/* ---- what is shown of it ---- */

static void
forget_texts(struct query_edit *x)
{
	for (size_t i = 0; i < QUERY_COLUMNS_MAX; i++) {
		free(x->col_label[i]);
		x->col_label[i] = NULL;
	}
	for (size_t i = 0; i < QUERY_CONDS_MAX; i++) {
		free(x->cond_label[i]);
		free(x->cond_text[i]);
		x->cond_label[i] = x->cond_text[i] = NULL;
	}
}

static void
read_texts(struct query_edit *x)
{
	const struct query_source *base = query_source_find(&x->all, x->d.about);
	struct arena a = { 0 };

	forget_texts(x);
	for (size_t i = 0; i < x->d.ncolumns; i++)
		x->col_label[i] = xstrdup(query_label(x->s->st, &x->all, x->d.about, x->d.column[i].field, DO_SHOW, &a));
	for (size_t i = 0; base != NULL && i < x->d.nconds; i++) {
		const struct query_cond *c = &x->d.cond[i];
		struct query_path p;
		struct query_type t;

		x->cond_label[i] = xstrdup(query_label(x->s->st, &x->all, x->d.about, c->field, DO_SHOW, &a));
		if (query_path_read(x->s->st, &x->all, base, c->field, &p, NULL) == ERR_OK &&
		    query_type_of(&p, c->what, &t, NULL) == ERR_OK)
			x->cond_text[i] = query_text_show(&t.as, &x->s->format, clock_today(), c->is);
		else
			x->cond_text[i] = xstrdup(c->is);
	}
	arena_fini(&a);
}

/* The first rows, as the question is now; what is wrong with it instead. */
void
query_edit_look(struct query_edit *x)
{
	struct err_note note = { 0 };
	int64_t began = clock_mono_us();
	enum err err = session_read(x->s, &note);

	if (x->has_rows)
		query_result_fini(&x->rows);
	x->has_rows = false;
	x->why[0] = '\0';
	if (err == ERR_OK) {
		read_texts(x);
		if (x->d.ncolumns == 0) {
			str_copy(x->why, sizeof(x->why), _("F6 ticks the columns."));
		} else {
			err = query_run(x->s->st, &x->all, &x->d, NULL, PREVIEW_ROWS, &x->rows, &note);
			x->has_rows = err == ERR_OK;
		}
		session_done(x->s);
	}
	if (err != ERR_OK)
		str_copy(x->why, sizeof(x->why), note.text);
	x->took_ms = (clock_mono_us() - began) / 1000;
	grid_refresh(x->grid[0]);
	grid_refresh(x->grid[1]);
}

static void
set_texts(struct screen *sc)
{
	struct query_edit *x = sc->data;
	const struct query_source *s = query_source_find(&x->all, x->d.about);

	screen_set_title(sc, "%s: %s", x->page == 0 ? _("Columns") : _("Conditions"),
	    x->d.title[0] != '\0' ? x->d.title : s != NULL ? tr(s->e->plural) : x->d.about);
	screen_set_hint(sc, "%s", x->page == 0 ?
	    _("F6 ticks columns, F4 picks, F7 conditions, F8 asks, F2 keeps it.") :
	    _("F4 picks a field or a period, F7 columns, F8 asks, F2 keeps it."));
	screen_set_mode(sc, _("EDIT"));
}

/* ---- drawing ---- */

static int
cell_width(const struct report_column *k, int left)
{
	int w = canvas_width(tr(k->label));

	w = w > k->width ? w : k->width;
	w = w > 22 ? 22 : w;
	return w > left ? left : w;
}

static void
draw_rows(const struct query_edit *x, struct canvas *c, struct rect r)
{
	const struct report *rep = &x->rows.r;
	int col = r.col + 1, end = r.col + r.cols - 1;

	if (!x->has_rows) {
		canvas_wrap(c, (struct rect) { r.row, r.col + 1, r.rows, r.cols - 2 }, ROLE_DIM, x->why, 0, true);
		return;
	}
	for (size_t k = 0; k < rep->ncolumns && end - col >= 4; k++) {
		int w = cell_width(&rep->column[k], end - col);
		bool right = report_is_number(rep->column[k].kind);

		canvas_text(c, r.row, col, w, ROLE_HEAD, tr(rep->column[k].label));
		for (size_t i = 0; i < x->rows.rows.n && (int)i + 1 < r.rows; i++) {
			char *text = report_cell(&rep->column[k], &x->s->format, &x->rows.rows.row[i].cell[k]);

			if (right)
				canvas_text_right(c, r.row + 1 + (int)i, col, w, ROLE_ROW, text);
			else
				canvas_text(c, r.row + 1 + (int)i, col, w, ROLE_ROW, text);
			free(text);
		}
		col += w + 2;
	}
	if (x->rows.rows.n == 0)
		canvas_text(c, r.row + 1, r.col + 1, r.cols - 2, ROLE_DIM, _("No rows."));
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct query_edit *x = sc->data;
	struct rect top = body, low = body;

	top.rows = body.rows >= ROWS_NEEDED ? (body.rows + 1) / 2 : body.rows - 4;
	low.row += top.rows + 1;
	low.rows -= top.rows + 1;
	grid_draw(x->grid[x->page], c, top);
	canvas_hline(c, body.row + top.rows, body.col, body.cols, ROLE_RULE);
	draw_rows(x, c, low);
	if (x->has_rows)
		screen_set_status(sc, _("%zu rows%s  %lld ms"), x->rows.rows.n, x->rows.rows.is_cut ? "+" : "",
		    (long long)x->took_ms);
	else
		screen_set_status(sc, "%s", "");
}

/* ---- keeping ---- */

void
queries_code_of(const char *name, char *code, size_t size)
{
	char *fold = utf8_fold(name);
	size_t n = 0;

	for (const char *p = fold; *p != '\0' && n + 1 < size; p++) {
		if ((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9'))
			code[n++] = *p;
		else if (n > 0 && code[n - 1] != '-')
			code[n++] = '-';
	}
	while (n > 0 && code[n - 1] == '-')
		n--;
	code[n] = '\0';
	free(fold);
}

static bool
ask_name(struct query_edit *x, char *name, size_t nsize, char *code, size_t csize)
{
	str_copy(name, nsize, x->d.title);
	if (!dialog_prompt(x->s->app, _("Keep this question"), _("Name"), false, name, nsize) || name[0] == '\0')
		return false;
	queries_code_of(name, code, csize);
	return dialog_prompt(x->s->app, _("Keep this question"), _("Code, for Go: UQ CODE"), false, code, csize) &&
	    code[0] != '\0';
}

static bool
keep(struct screen *sc, bool is_new)
{
	struct query_edit *x = sc->data;
	char name[128], code[24];
	struct err_note note = { 0 };
	enum err err;

	if (!grid_commit(x->grid[x->page]))
		return false;
	if (!x->has_rows) {
		app_error(sc->app, "%s", x->why);
		return false;
	}
	str_copy(code, sizeof(code), x->code);
	str_copy(name, sizeof(name), x->d.title);
	if ((is_new || code[0] == '\0') && !ask_name(x, name, sizeof(name), code, sizeof(code)))
		return false;
	if (name[0] == '\0')
		str_copy(name, sizeof(name), code);
	x->d.title = arena_strdup(&x->d.arena, name);
	err = session_write(x->s, &note);
	if (err == ERR_OK)
		err = session_end(x->s, query_kept_save(x->s->st, code, name, &x->d, &note), &note);
	if (err != ERR_OK) {
		app_error_note(sc->app, &note);
		return false;
	}
	str_copy(x->code, sizeof(x->code), code);
	x->is_dirty = sc->has_changes = false;
	query_draft_drop(x);
	query_draft_name(x);
	set_texts(sc);
	app_message(sc->app, _("Kept. Go (F9) opens it by: UQ %s"), code);
	return true;
}

static bool
may_close(struct screen *sc)
{
	struct query_edit *x = sc->data;

	if (sc->is_closing || !query_edit_has_changes(x)) {
		if (!sc->is_closing)
			query_draft_drop(x);
		return true;
	}
	if (app_is_leaving(sc->app)) {
		query_draft_keep(sc);
		return true;
	}
	switch (dialog_unsaved(sc->app, sc->title)) {
	case ANSWER_SAVE:
		return keep(sc, false);
	case ANSWER_DISCARD:
		query_draft_drop(x);
		return true;
	case ANSWER_STAY:
		break;
	}
	return false;
}

/* ---- keys ---- */

static void
set_limit(struct query_edit *x)
{
	char buf[24] = "";
	int64_t n;

	if (x->d.limit > 0)
		snprintf(buf, sizeof(buf), "%lld", (long long)x->d.limit);
	if (!dialog_prompt_figure(x->s->app, _("At most"), _("Rows (empty: all)"), buf, sizeof(buf)))
		return;
	if (buf[0] == '\0')
		x->d.limit = 0;
	else if (locale_parse_int(x->s->format.locale, buf, &n) && n > 0 && n <= QUERY_ROWS_MAX)
		x->d.limit = n;
	else
		app_error(x->s->app, "%s", _("A whole number, please."));
}

static void
set_chart(struct query_edit *x)
{
	static const char *const names[] = { "", "bar", "stacked", "line", "share" };
	const char *const answers[] = { _("None"), _("Bars"), _("Stacked bars"), _("Line"), _("Shares") };
	int at = dialog_choose(x->s->app, _("Chart"), _("Of the first text and the figures."), answers, 5, 0);

	if (at >= 0)
		x->d.chart = names[at];
}

/* Files show a sum when the column under the cursor changes. */
static void
set_group(struct query_edit *x)
{
	int row = (int)grid_row(x->grid[0]);

	if (x->page != 0 || row >= (int)x->d.ncolumns) {
		app_error(x->s->app, "%s", _("Put the cursor on a column first."));
		return;
	}
	x->d.group = x->d.group == row ? -1 : row;
	app_message(x->s->app, "%s", x->d.group < 0 ? _("No sums between.") :
	    _("Files show a sum where this column changes."));
}

static size_t
more(struct screen *sc, const struct menu_item **items)
{
	struct query_edit *x = sc->data;
	size_t n = 0;

	x->more[n++] = (struct menu_item) { "", _("Title"), x->d.title, MORE_TITLE };
	x->more[n++] = (struct menu_item) { "", _("At most"), "", MORE_LIMIT };
	x->more[n++] = (struct menu_item) { "", _("Chart"), x->d.chart, MORE_CHART };
	x->more[n++] = (struct menu_item) { "", _("Sums between"), "", MORE_GROUP };
	if (x->code[0] != '\0')
		x->more[n++] = (struct menu_item) { "", _("Keep as another"), "", MORE_KEEP_AS };
	*items = x->more;
	return n;
}

static void
run_more(struct screen *sc, int value)
{
	struct query_edit *x = sc->data;
	char title[128];

	if (!grid_commit(x->grid[x->page]))
		return;
	switch (value) {
	case MORE_TITLE:
		str_copy(title, sizeof(title), x->d.title);
		if (!dialog_prompt(sc->app, _("Title"), _("Title"), false, title, sizeof(title)))
			return;
		x->d.title = arena_strdup(&x->d.arena, title);
		break;
	case MORE_LIMIT:
		set_limit(x);
		break;
	case MORE_CHART:
		set_chart(x);
		break;
	case MORE_GROUP:
		set_group(x);
		break;
	default:
		(void)keep(sc, true);
		return;
	}
	x->is_dirty = sc->has_changes = true;
	query_edit_look(x);
	set_texts(sc);
}

static void
act(struct screen *sc, enum act what)
{
	struct query_edit *x = sc->data;
	struct err_note note;

	if (!grid_commit(x->grid[x->page]))
		return;
	switch (what) {
	case ACT_SAVE:
		(void)keep(sc, false);
		return;
	case ACT_QUERY:
		x->page = !x->page;
		set_texts(sc);
		return;
	case ACT_NEW:
		if (x->page == 1) {
			grid_go(x->grid[1], x->d.nconds, COND_FIELD);
			return;
		}
		if (query_tick(x->s, &x->all, &x->d)) {
			x->is_dirty = sc->has_changes = true;
			query_edit_look(x);
		}
		return;
	default:
		if (!x->has_rows)
			app_error(sc->app, "%s", x->why);
		else if (query_view_open(x->s, GO_PUSH, "", &x->d, &note) != ERR_OK)
			app_error_note(sc->app, &note);
	}
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct query_edit *x = sc->data;
	bool used;

	if (ev->kind == EV_KEY && (ev->action == ACT_SAVE || ev->action == ACT_QUERY || ev->action == ACT_NEW ||
	    ev->action == ACT_RUN)) {
		act(sc, ev->action);
		return true;
	}
	used = grid_event(x->grid[x->page], ev);
	sc->has_changes = query_edit_has_changes(x);
	return used;
}

static void
help(struct screen *sc, struct strbuf *out)
{
	(void)sc;
	strbuf_add(out, _("A question has columns and conditions. A column shows a field, or a figure of it: sum, number, "
	    "different, least, most, average; the columns without a figure are then what rows are grouped by. "
	    "Sort: 1 is the first, 2 the next; -1 falls.\n\n"
	    "Conditions: a value, >10, 10..20, a|b|c, !x is not, = is empty, <> is filled, * and ? stand for letters. "
	    "Days: t today, w this week, m this month, m-1 last month, q quarter, y year, -30..t the last 30 days. "
	    "A mark under Or begins another set. A name under Ask makes the condition a parameter.\n\n"
	    "Fields behind < belong to rows that point here: the receipts of a customer. A condition on them chooses which "
	    "of them count."));
}

/* ---- open and close ---- */

static void
free_edit(struct query_edit *x)
{
	if (x->has_rows)
		query_result_fini(&x->rows);
	forget_texts(x);
	grid_free(x->grid[0]);
	grid_free(x->grid[1]);
	query_def_fini(&x->d);
	query_sources_fini(&x->all);
	free(x);
}

static enum err
open_edit(struct screen *sc, void *arg, struct err_note *note)
{
	const struct opening *how = arg;
	struct query_edit *x = xcalloc(1, sizeof(*x));
	enum err err;

	x->s = session_of(sc->app);
	str_copy(x->code, sizeof(x->code), how->code);
	query_def_copy(&x->d, how->d);
	err = query_sources_load(x->s->st, &x->all, note);
	if (err == ERR_OK && (err = session_read(x->s, note)) == ERR_OK) {
		err = query_own_need(x->s->st, note);
		session_done(x->s);
	}
	if (err != ERR_OK) {
		free_edit(x);
		return err;
	}
	query_edit_grids(x);
	sc->data = x;
	/* Columns that were just ticked are work, too. */
	x->is_dirty = x->code[0] == '\0' && x->d.ncolumns > 0;
	query_edit_look(x);
	query_draft_name(x);
	if (how->draft != NULL)
		query_draft_take(x, how->draft);
	else
		query_draft_offer(x);
	sc->has_changes = query_edit_has_changes(x);
	set_texts(sc);
	return ERR_OK;
}

static void
fini(struct screen *sc)
{
	free_edit(sc->data);
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_LOOKUP, ACT_RESET, ACT_NEW, ACT_QUERY, ACT_RUN,
	ACT_GO, ACT_MENU, ACT_DELETE, ACT_NONE };

static const struct screen_class edit_class = {
	.name = "query-edit", .code = "", .title = N_("Question"), .context = CONTEXT_QUERY, .bar = bar,
	.open = open_edit, .draw = draw, .event = event, .tick = query_draft_keep, .may_close = may_close,
	.help = help, .more = more, .run_more = run_more, .fini = fini,
};

enum err
query_edit_open(struct session *s, const char *code, const struct query_def *d, struct err_note *note)
{
	struct opening how = { code, d, NULL };

	return app_push(s->app, &edit_class, &how, note);
}

enum err
query_edit_draft(struct session *s, const struct draft *draft, struct err_note *note)
{
	struct opening how = { "", NULL, draft };
	struct query_def d;
	char code[24];
	enum err e;

	if (!query_draft_read(draft, code, sizeof(code), &d))
		return err_set(note, ERR_NOTFOUND, "", _("There is no such draft."));
	how.code = code;
	how.d = &d;
	e = app_push(s->app, &edit_class, &how, note);
	query_def_fini(&d);
	return e;
}
