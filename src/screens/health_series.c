/* Number series: how codes and documents are numbered. The next number only goes up, or a number
 * would be given twice. */
#include "config.h"

#include "screens/health_view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/number.h"
#include "ui/dialog.h"
#include "ui/list.h"

#define SERIES_MAX 200

struct series_screen { struct session *s; struct number_series *all; size_t n; struct list *list; };

/* A series belongs to an entity; its name is for scripts. */
static const char *
series_title(const struct series_screen *x, const char *name)
{
	const struct entity *e = model_entity(store_model(x->s->st), name);

	return e != NULL ? tr(e->plural) : name;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct series_screen *x = ctx;
	char next[32], digits[16], key[24];
	enum err e;

	if (rq->anchor != NULL)
		return ERR_OK;
	e = session_read(x->s, note);
	if (e != ERR_OK)
		return e;
	x->n = SERIES_MAX;
	e = number_list(x->s->st, x->all, &x->n, note);
	session_done(x->s);
	for (size_t i = 0; e == ERR_OK && i < x->n; i++) {
		const struct number_series *r = &x->all[i];
		const char *cells[4] = { series_title(x, r->name), r->prefix, digits, next };

		snprintf(digits, sizeof digits, "%d", r->digits);
		snprintf(next, sizeof next, "%" PRId64, r->next);
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 4, ROLE_ROW);
	}
	return e;
}

static enum err
open_series(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[4] = {
		{ .title = _("Series"), .width = 20, .priority = 1, .grow = true },
		{ .title = _("Begins with"), .width = 12, .priority = 1 },
		{ .title = _("Digits"), .width = 7, .priority = 2, .right = true },
		{ .title = _("Next"), .width = 12, .priority = 1, .right = true },
	};
	struct series_screen *x = xcalloc(1, sizeof *x);

	(void)arg;
	(void)note;
	x->s = session_of(sc->app);
	x->all = xcalloc(SERIES_MAX, sizeof *x->all);
	x->list = list_new(cols, 4, &source, x);
	list_set_marks(x->list, false);
	sc->data = x;
	screen_set_hint(sc, "%s", _("Enter changes a series. Numbers already given stay as they are."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	list_draw(((struct series_screen *)sc->data)->list, c, body, true);
}

static bool
ask(struct screen *sc, const char *title, struct number_series *r)
{
	char digits[16], next[32];

	snprintf(digits, sizeof digits, "%d", r->digits);
	snprintf(next, sizeof next, "%" PRId64, r->next);
	if (!dialog_prompt(sc->app, title, _("Begins with"), false, r->prefix, sizeof r->prefix) ||
	    !dialog_prompt_figure(sc->app, title, _("Digits"), digits, sizeof digits) ||
	    !dialog_prompt_figure(sc->app, title, _("Next"), next, sizeof next))
		return false;
	r->digits = (int)strtol(digits, NULL, 10);
	r->next = strtoll(next, NULL, 10);
	return true;
}

static void
change(struct screen *sc, struct series_screen *x, size_t i)
{
	struct number_series r = x->all[i];
	struct err_note note = { 0 };
	enum err e;

	if (!session_may(x->s, "setting", VERB_EDIT)) {
		app_error(sc->app, _("Not allowed for %s (needs %s.%s)."), actor_code(x->s->a),
		    "setting", "edit");
		return;
	}
	if (!ask(sc, series_title(x, r.name), &r))
		return;
	e = session_write(x->s, &note);
	if (e == ERR_OK)
		e = session_end(x->s, number_set(x->s->st, &r, &note), &note);
	if (e == ERR_OK)
		e = list_reload(x->list, &note);
	if (e != ERR_OK)
		app_error_note(sc->app, &note);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct series_screen *x = sc->data;
	int64_t at;
	bool open, used;

	used = list_take(x->list, sc->app, ev, &open);
	if (open) {
		at = list_selected(x->list);
		if (at > 0)
			change(sc, x, (size_t)at - 1);
	}
	return used;
}

static void
fini(struct screen *sc)
{
	struct series_screen *x = sc->data;

	list_free(x->list);
	free(x->all);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_GO, ACT_MENU, ACT_TASKS, ACT_NONE };

static const struct screen_class series_class = {
	.name = "series", .code = "NS", .title = N_("Number series"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_series, .draw = draw, .event = event, .fini = fini,
};

enum err
series_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &series_class, NULL, note);
}
