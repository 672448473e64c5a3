#include "config.h"

#include "screens/levels.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/level_move.h"
#include "ui/dialog.h"
#include "ui/list.h"
#include "ui/popups.h"

struct levels {
	struct session *s;
	struct level_change *rows;
	size_t n;
	int64_t batch;			/* just posted here: can be undone */
	struct list *list;
};

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct levels *x = ctx;
	char spent[40], key[24];

	(void)note;
	if (rq->anchor)
		return ERR_OK;
	for (size_t i = 0; i < x->n; i++) {
		const struct level_change *r = &x->rows[i];
		const char *cells[5] = { r->customer, r->name, r->from[0] ? r->from : "-",
			r->to[0] ? r->to : "-", spent };

		session_money(x->s, r->spent, spent, sizeof spent);
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 5, ROLE_ROW);
	}
	return ERR_OK;
}

static enum err
preview(struct levels *x, struct err_note *note)
{
	enum err err = session_read(x->s, note);

	free(x->rows);
	x->rows = NULL;
	x->n = 0;
	if (err != ERR_OK)
		return err;
	err = level_preview(x->s->st, clock_today(), true, &x->rows, &x->n, note);
	session_done(x->s);
	return err;
}

static enum err
open_levels(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[5] = {
		{ .title = _("Code"), .width = 10, .priority = 1 },
		{ .title = _("Full name"), .width = 20, .priority = 1, .grow = true },
		{ .title = _("From"), .width = 9, .priority = 1 },
		{ .title = _("To"), .width = 9, .priority = 1 },
		{ .title = _("Spent"), .width = 14, .priority = 3, .right = true },
	};
	struct levels *x = xcalloc(1, sizeof *x);
	enum err err;

	(void)arg;
	x->s = session_of(sc->app);
	err = preview(x, note);
	if (err != ERR_OK) {
		free(x);
		return err;
	}
	x->list = list_new(cols, 5, &source, x);
	list_set_marks(x->list, false);
	sc->data = x;
	screen_set_mode(sc, _("PREVIEW"));
	screen_set_hint(sc, "%s",
	    _("Nothing has moved yet. F2 moves them all in one batch; Ctrl-Z takes the batch back."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct levels *x = sc->data;

	if (x->n == 0)
		canvas_wrap(c, rect_inner(body), ROLE_DIM,
		    _("Everybody has the level that spending and guarantee give."), 0, true);
	else
		list_draw(x->list, c, body, true);
}

static void
post(struct screen *sc, bool undo)
{
	struct levels *x = sc->data;
	struct err_note note;
	size_t moved = 0;
	char text[160];
	enum err err;

	if (undo ? x->batch == 0 : x->n == 0)
		return;
	snprintf(text, sizeof text, _("Customers whose level changes: %zu"), x->n);
	if (!undo && !dialog_confirm(sc->app, _("Move them?"), text))
		return;
	err = session_write(x->s, &note);
	if (err == ERR_OK) {
		err = undo ? level_undo(x->s->st, x->batch, &moved, &note)
			   : level_run(x->s->st, clock_today(), true, "screen", &x->batch, &moved, &note);
		err = session_end(x->s, err, &note);
	}
	if (err == ERR_OK && undo)
		x->batch = 0;
	if (err == ERR_OK)
		err = preview(x, &note);
	if (err == ERR_OK)
		err = list_reload(x->list, &note);
	if (err != ERR_OK) {
		app_error_note(sc->app, &note);
		return;
	}
	app_message(sc->app, _("Customers moved: %zu"), moved);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct levels *x = sc->data;

	if (ev->action == ACT_SAVE || ev->action == ACT_UNDO) {
		post(sc, ev->action == ACT_UNDO);
		return true;
	}
	return x->n > 0 && list_event(x->list, ev) != LIST_PASS;
}

static void
fini(struct screen *sc)
{
	struct levels *x = sc->data;

	list_free(x->list);
	free(x->rows);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_UNDO, ACT_GO, ACT_NONE };

static const struct screen_class levels_class = {
	.name = "levels", .code = "LS", .title = N_("Levels by spending"), .context = CONTEXT_FORM,
	.bar = bar, .open = open_levels, .draw = draw, .event = event, .fini = fini,
};

enum err
levels_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &levels_class, NULL, note);
}

void
levels_history(struct session *s, int64_t customer_id, const char *name)
{
	struct level_line lines[100];
	struct strbuf out = { 0 };
	struct err_note note;
	size_t n = 100;
	char at[48], spent[40];
	enum err err = session_read(s, &note);

	if (err == ERR_OK) {
		err = level_history(s->st, customer_id, lines, &n, &note);
		session_done(s);
	}
	if (err != ERR_OK) {
		app_error_note(s->app, &note);
		return;
	}
	for (size_t i = 0; i < n; i++)
		strbuf_addf(&out, "%s  %s > %s  %s  %s %s\n",
		    instant_format(s->format.locale, lines[i].at, at, sizeof at),
		    lines[i].from[0] ? lines[i].from : "-", lines[i].to[0] ? lines[i].to : "-",
		    lines[i].why, _("spent"), session_money(s, lines[i].spent, spent, sizeof spent));
	if (n == 0)
		strbuf_add(&out, _("The level has not changed yet."));
	viewer_run(s->app, name, strbuf_str(&out), true, NULL);
	strbuf_fini(&out);
}
