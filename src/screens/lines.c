#include "config.h"

#include "screens/lines_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/op_arg.h"
#include "screens/cell_draft.h"
#include "screens/op_form.h"
#include "store/draft.h"
#include "ui/dialog.h"

#define FOOT 3				/* lines of sums below the grid */

struct opening { enum offer_kind kind; const char *number; enum lines_mode mode; };

/* ---- what was typed and not saved (rule T1) ---- */

static void
drop_draft(struct lines *x)
{
	struct err_note note;
	enum err err = draft_drop(x->s->st, x->s->a, x->draft, &note);

	x->has_draft = false;
	/* There was none: nothing to say. */
	if (err != ERR_OK && err != ERR_NOTFOUND)
		app_error_note(x->s->app, &note);
}

/* The lines as text, to see whether they are again what is stored. */
static char *
lines_text(const struct lines *x)
{
	json_t *j = sale_to_json(&x->o.sale);
	char *text = json_text(json_object_get(j, "lines"));

	json_decref(j);
	return text;
}

/* Taken back by hand or by Ctrl-Z: nothing is changed. */
static void
see_changes(struct lines *x)
{
	char *now;

	if (!x->is_dirty)
		return;
	now = lines_text(x);
	x->is_dirty = !str_eq(now, x->stored);
	free(now);
}

/* A cell that is open counts: what stands in it was typed. */
static bool
has_changes(const struct lines *x)
{
	return x->mode == LINES_EDIT && (x->is_dirty || grid_is_editing(x->grid));
}

static void
keep_draft(struct screen *sc)
{
	struct lines *x = sc->data;
	struct err_note note;
	char title[128], *text;
	json_t *j;

	if (x->mode != LINES_EDIT)
		return;
	see_changes(x);
	sc->has_changes = has_changes(x);
	if (!has_changes(x)) {
		if (x->has_draft)
			drop_draft(x);
		return;
	}
	snprintf(title, sizeof title, _("Lines of %s"), x->o.number);
	j = sale_to_json(&x->o.sale);
	cell_draft_put(j, x->grid);
	text = json_text(j);
	x->has_draft = true;
	if (draft_save(x->s->st, x->s->a, x->draft, title, text, &note) != ERR_OK)
		app_error_note(sc->app, &note);
	free(text);
	json_decref(j);
}

static void
take_lines(struct lines *x, const json_t *j)
{
	struct sale kept;
	struct err_note note = { 0 };

	if (sale_from_json(&kept, j, &note) == ERR_OK) {
		free(x->o.sale.lines);
		x->o.sale.lines = kept.lines;
		x->o.sale.nlines = kept.nlines;
		kept.lines = NULL;
		kept.nlines = 0;
		x->is_dirty = x->has_draft = true;
		if (lines_price(x, &note) != ERR_OK)
			app_error_note(x->s->app, &note);
		(void)cell_draft_take(x->grid, j);
	}
	sale_fini(&kept);
}

static void
offer_draft(struct lines *x)
{
	const char *const answers[] = { _("Take up"), _("Drop") };
	char *text = NULL;
	json_t *j = NULL;

	if (x->mode != LINES_EDIT || x->is_fixed ||
	    draft_load(x->s->st, x->s->a, x->draft, &text, NULL) != ERR_OK || text == NULL)
		return;
	if (json_parse_object(text, strlen(text), &j, NULL) == ERR_OK &&
	    dialog_choose(x->s->app, _("Draft"), _("Lines were typed before and not saved."),
	    answers, 2, 0) == 0)
		take_lines(x, j);
	else
		drop_draft(x);
	json_decref(j);
	free(text);
}

/* ---- open and close ---- */

static enum err
load(struct lines *x, const char *number, struct err_note *note)
{
	enum err err = session_read(x->s, note);

	if (err != ERR_OK)
		return err;
	err = offer_load(x->s->st, x->kind, number, &x->o, note);
	if (err == ERR_OK && x->mode == LINES_DELIVER)
		err = offer_need_state(&x->o, "confirmed,delivering", note);
	if (err == ERR_OK && x->mode == LINES_SELL)
		err = offer_need_state(&x->o, "confirmed,delivering,delivered", note);
	session_done(x->s);
	x->is_fixed = x->mode == LINES_EDIT && (!str_eq(x->o.state, "draft") ||
	    !session_may(x->s, offer_name(x->kind), VERB_EDIT));
	for (size_t i = 0; err == ERR_OK && x->mode != LINES_EDIT && i < x->o.sale.nlines; i++)
		x->take[i] = lines_left(x, i);
	return err;
}

static void
set_texts(struct screen *sc)
{
	const struct lines *x = sc->data;

	if (x->mode != LINES_EDIT) {
		screen_set_title(sc, x->mode == LINES_SELL ? _("Sell %s") : _("Deliver %s"), x->o.number);
		screen_set_hint(sc, "%s", _("Now: how much of each line; 0 leaves it out. F2 posts."));
	} else {
		screen_set_title(sc, _("Lines of %s"), x->o.number);
		screen_set_hint(sc, "%s", x->is_fixed ? offer_state_name(x->o.state) :
		    _("Code, barcode or name; Enter goes on, Del takes a row, F2 saves."));
	}
	screen_set_mode(sc, x->is_fixed ? _("VIEW") : _("EDIT"));
}

static void
free_lines(struct lines *x)
{
	lines_forget(x);
	free(x->stored);
	grid_free(x->grid);
	offer_fini(&x->o);
	free(x);
}

static enum err
open_lines(struct screen *sc, void *arg, struct err_note *note)
{
	const struct opening *how = arg;
	struct grid_column cols[GRID_COLUMNS_MAX];
	struct lines *x = xcalloc(1, sizeof *x);
	size_t n;
	enum err err;

	x->s = session_of(sc->app);
	x->kind = how->kind;
	x->mode = how->mode;
	err = load(x, how->number, note);
	if (err != ERR_OK) {
		free_lines(x);
		return err;
	}
	op_form_key(x->key);
	snprintf(x->draft, sizeof x->draft, "lines:%s:%s", offer_name(x->kind), x->o.number);
	n = lines_columns(x, cols);
	x->grid = grid_new(sc->app, cols, n, x->mode != LINES_EDIT ? &lines_take_ops :
	    x->is_fixed ? &lines_fixed_ops : &lines_edit_ops, x);
	sc->data = x;
	x->stored = lines_text(x);
	set_texts(sc);
	offer_draft(x);
	sc->has_changes = has_changes(x);
	return ERR_OK;
}

static void
fini(struct screen *sc)
{
	free_lines(sc->data);
}

/* ---- drawing ---- */

static void
draw_sum(const struct lines *x, struct canvas *c, int row, struct rect b, const char *label,
    int64_t minor, enum role role)
{
	char num[48];

	canvas_text_right(c, row, b.col, b.cols - 18, ROLE_LABEL, label);
	canvas_text_right(c, row, b.col + b.cols - 17, 16, role,
	    session_money(x->s, minor, num, sizeof num));
}

/* What gave the price and discount of the line under the cursor (H7). */
static const char *
why_here(const struct lines *x)
{
	size_t row = grid_row(x->grid);

	return row < x->o.sale.nlines ? x->o.sale.lines[row].why : "";
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct lines *x = sc->data;
	struct rect b = { body.row, body.col, body.rows - FOOT - 1, body.cols };
	int row = body.row + body.rows - FOOT;
	bool wide = body.cols >= 60;

	grid_draw(x->grid, c, b);
	canvas_hline(c, row - 1, body.col, body.cols, ROLE_RULE);
	canvas_text(c, row, body.col + 1, wide ? body.cols - 40 : body.cols - 2, ROLE_DIM, why_here(x));
	if (x->mode != LINES_EDIT) {
		canvas_text(c, row + 1, body.col + 1, body.cols - 2, ROLE_DIM,
		    x->o.sale.member.name);
		draw_sum(x, c, row + 2, body, _("Total of the order"), x->o.sale.total, ROLE_HEAD);
		return;
	}
	draw_sum(x, c, wide ? row : row + 1, body, _("Subtotal"), x->o.sale.gross, ROLE_TEXT);
	if (wide)
		draw_sum(x, c, row + 1, body, _("Discounts"), x->o.sale.off, ROLE_TEXT);
	draw_sum(x, c, row + 2, body, _("Total"), x->o.sale.total, ROLE_HEAD);
}

/* ---- saving and posting ---- */

/* Into the draft as it is there now: somebody may have changed it meanwhile. */
static enum err
write_lines(struct lines *x, struct err_note *note)
{
	struct offer now = { 0 };
	enum err err = session_write(x->s, note);

	if (err != ERR_OK)
		return err;
	err = offer_load(x->s->st, x->kind, x->o.number, &now, note);
	if (err == ERR_OK && now.version != x->o.version)
		err = err_set(note, ERR_CONFLICT, "version",
		    _("Somebody else changed %s: leave and look again."), x->o.number);
	if (err == ERR_OK)
		err = offer_keep_lines(x->s->st, &x->o, true, note);
	offer_fini(&now);
	return session_end(x->s, err, note);
}

static bool
save(struct screen *sc)
{
	struct lines *x = sc->data;
	struct err_note note;

	if (x->is_fixed) {
		app_error(sc->app, _("%s has gone out: it stays as it is."), x->o.number);
		return false;
	}
	if (!grid_commit(x->grid))
		return false;
	if (write_lines(x, &note) != ERR_OK) {
		app_error_note(sc->app, &note);
		keep_draft(sc);
		return false;
	}
	x->is_dirty = false;
	free(x->stored);
	x->stored = lines_text(x);
	lines_forget(x);
	drop_draft(x);
	app_message(sc->app, "%s", _("Saved"));
	return true;
}

static json_t *
parts(const struct lines *x)
{
	json_t *list = json_array();

	for (size_t i = 0; i < x->o.sale.nlines; i++)
		if (x->take[i] > 0)
			json_array_append_new(list, json_pack("{s:i, s:o}", "line", (int)i + 1,
			    "qty", qty_to_json(x->take[i])));
	return list;
}

/* How the customer pays: the whole of it by one way; more ways at the cashier. */
static bool
ask_method(struct lines *x, json_t *rq)
{
	static const char *const methods[] = { "cash", "bank" };
	const char *const answers[] = { _("Cash"), _("Bank") };
	int i = dialog_choose(x->s->app, _("Sell"), _("How is it paid?"), answers, 2, 0);

	if (i < 0)
		return false;
	json_object_set_new(rq, "tenders", json_pack("[{s:s}]", "method", methods[i]));
	if (x->s->till[0] != '\0')
		json_object_set_new(rq, "till", json_string(x->s->till));
	return true;
}

static void
tell(struct lines *x, const json_t *reply)
{
	struct strbuf text = { 0 };

	op_form_figures(x->s, reply, &text);
	app_message(x->s->app, _("Posted. %s"), strbuf_str(&text));
	strbuf_fini(&text);
}

static bool
post(struct screen *sc)
{
	struct lines *x = sc->data;
	struct err_note note;
	json_t *rq, *reply = NULL;
	bool sell = x->mode == LINES_SELL;

	if (!grid_commit(x->grid))
		return false;
	rq = json_pack("{s:s, s:s, s:s, s:o}", "op", sell ? "order.sale" : "order.deliver",
	    "key", x->key, "number", x->o.number, "lines", parts(x));
	if (sell && !ask_method(x, rq)) {
		json_decref(rq);
		return false;
	}
	if (op_form_post(x->s, rq, &reply, &note) != ERR_OK) {
		app_error_note(sc->app, &note);
		return false;
	}
	tell(x, reply);
	json_decref(reply);
	x->is_dirty = false;
	screen_close(sc);
	return true;
}

static bool
may_close(struct screen *sc)
{
	struct lines *x = sc->data;

	see_changes(x);
	if (!has_changes(x) || sc->is_closing) {
		if (x->has_draft && !sc->is_closing)
			drop_draft(x);
		return true;
	}
	if (app_is_leaving(sc->app)) {
		keep_draft(sc);
		return true;
	}
	switch (dialog_unsaved(sc->app, sc->title)) {
	case ANSWER_SAVE:
		return save(sc);
	case ANSWER_DISCARD:
		drop_draft(x);
		return true;
	case ANSWER_STAY:
		break;
	}
	return false;
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct lines *x = sc->data;
	bool used = grid_event(x->grid, ev);

	sc->has_changes = has_changes(x);
	if (used)
		return true;
	if (ev->kind == EV_KEY && ev->action == ACT_SAVE) {
		(void)(x->mode == LINES_EDIT ? save(sc) : post(sc));
		sc->has_changes = has_changes(x);
		return true;
	}
	return false;
}

static void
help(struct screen *sc, struct strbuf *out)
{
	(void)sc;
	strbuf_add(out, _("The cell under the cursor is typed over; F5 opens it as it is. Enter goes to the right, then "
	    "to the next row. A product is found by code, barcode or part of its name; F4 looks it up. A discount is "
	    "an amount or, with %, a percentage; an empty price is the one of the list and its rules. Ctrl-R takes the "
	    "cell above, Ctrl-Z takes back, a table from a spreadsheet can be pasted."));
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_LOOKUP, ACT_RESET, ACT_NEW,
	ACT_GO, ACT_MENU, ACT_DELETE, ACT_REPEAT, ACT_UNDO, ACT_NONE };

static const struct screen_class lines_class = {
	.name = "lines", .code = "", .title = N_("Lines"), .context = CONTEXT_GRID, .bar = bar,
	.open = open_lines, .draw = draw, .event = event, .tick = keep_draft,
	.may_close = may_close, .help = help, .fini = fini,
};

enum err
lines_open(struct session *s, enum offer_kind k, const char *number, enum lines_mode mode,
    struct err_note *note)
{
	struct opening how = { k, number, mode };

	return app_push(s->app, &lines_class, &how, note);
}
