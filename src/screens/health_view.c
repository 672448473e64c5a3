#include "config.h"

#include "screens/health_view.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "jobs/health.h"
#include "ui/list.h"

struct health { struct session *s; struct health_line lines[HEALTH_LINES]; size_t n; struct list *list; };

static const char *
state_name(enum health_state st)
{
	return st == HEALTH_BAD ? _("bad") : st == HEALTH_LOOK ? _("look") : _("ok");
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	static const enum role roles[] = { ROLE_ROW, ROLE_WARNING, ROLE_ERROR };
	struct health *x = ctx;
	char key[24];
	enum err e;

	if (rq->anchor != NULL)
		return ERR_OK;
	x->n = HEALTH_LINES;
	e = health_look(x->s->st, x->s->a, x->lines, &x->n, note);
	for (size_t i = 0; e == ERR_OK && i < x->n; i++) {
		const struct health_line *h = &x->lines[i];
		const char *cells[4] = { h->title, state_name(h->state), h->value, h->advice };

		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 4, roles[h->state]);
	}
	return e;
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	const struct health *x = ctx;
	const struct health_line *h = &x->lines[id - 1];

	strbuf_addf(out, "%s: %s\n%s", h->title, h->value, h->advice);
}

static enum err
open_health(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch, .preview = preview };
	struct list_col cols[4] = {
		{ .title = _("What"), .width = 20, .priority = 1 },
		{ .title = _("State"), .width = 6, .priority = 1 },
		{ .title = _("Value"), .width = 18, .priority = 1 },
		{ .title = _("What to do"), .width = 30, .priority = 3, .grow = true },
	};
	struct health *x = xcalloc(1, sizeof *x);

	(void)arg;
	(void)note;
	x->s = session_of(sc->app);
	x->list = list_new(cols, 4, &source, x);
	list_set_marks(x->list, false);
	list_set_preview(x->list, true);
	sc->data = x;
	screen_set_hint(sc, "%s", _("F5 looks again."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	list_draw(((struct health *)sc->data)->list, c, body, true);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct health *x = sc->data;
	enum list_result r = list_event(x->list, ev);

	if (r == LIST_FAILED)
		app_error_note(sc->app, list_note(x->list));
	return r != LIST_PASS;
}

static void
fini(struct screen *sc)
{
	struct health *x = sc->data;

	list_free(x->list);
	free(x);
}

static enum err
copy(struct screen *sc, enum clip_what what, struct clip *out, struct err_note *note)
{
	return list_copy(((struct health *)sc->data)->list, sc->app, what, out, note);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_GO, ACT_MENU, ACT_NONE };

static const struct screen_class health_class = {
	.name = "health", .code = "HE", .title = N_("System health"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_health, .draw = draw, .event = event, .copy = copy, .fini = fini,
};

enum err
health_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &health_class, NULL, note);
}
