#include "config.h"

#include "screens/reports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/report.h"
#include "ui/list.h"

struct report_list {
	struct session *s;
	struct reports all;
	struct list *list;
};

static bool
fits(const struct report *r, const char *find)
{
	char *title, *want;
	bool yes;

	if (find[0] == '\0')
		return true;
	title = utf8_fold(tr(r->title));
	want = utf8_fold(find);
	yes = strstr(title, want) != NULL || strstr(r->name, want) != NULL;
	free(title);
	free(want);
	return yes;
}

/* All of them fit into memory: one page. */
static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct report_list *x = ctx;
	char key[24];

	(void)note;
	if (rq->anchor != NULL)
		return ERR_OK;
	for (size_t i = 0; i < x->all.n; i++) {
		const struct report *r = &x->all.r[i];
		const char *cells[3] = { tr(r->title), tr(r->menu), r->name };

		if (!access_may(x->s->a, report_function(x->s->a, r, VERB_VIEW), VERB_VIEW) ||
		    !fits(r, rq->find))
			continue;
		snprintf(key, sizeof(key), "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 3, ROLE_ROW);
	}
	return ERR_OK;
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	struct report_list *x = ctx;

	if (id > 0 && (size_t)id <= x->all.n)
		strbuf_add(out, tr(x->all.r[id - 1].help));
}

/* A site's wrong file is left out and named; the others are there. */
static void
tell_wrong(void *arg, const struct err_note *note)
{
	struct screen *sc = arg;

	app_error(sc->app, "%s", note->text);
}

static enum err
open_list(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch, .preview = preview };
	struct list_col cols[3] = {
		{ .title = _("Report"), .width = 34, .priority = 1, .grow = true },
		{ .title = _("About"), .width = 18, .priority = 2 },
		{ .title = _("Code"), .width = 24, .priority = 3 },
	};
	struct report_list *x = xcalloc(1, sizeof(*x));
	enum err err;

	(void)arg;
	x->s = session_of(sc->app);
	err = reports_load(store_paths(x->s->st), &x->all, tell_wrong, sc, note);
	if (err != ERR_OK) {
		free(x);
		return err;
	}
	x->list = list_new(cols, 3, &source, x);
	list_set_marks(x->list, false);
	list_set_preview(x->list, true);
	sc->data = x;
	screen_set_hint(sc, "%s", _("Type to find a report; Enter opens it."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	list_draw(((struct report_list *)sc->data)->list, c, body, true);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct report_list *x = sc->data;
	struct err_note note;
	int64_t id;
	bool open, used;

	used = list_take(x->list, sc->app, ev, &open);
	if (open) {
		id = list_selected(x->list);
		if (id > 0 && report_view_open(x->s, GO_PUSH, x->all.r[id - 1].name, NULL, &note) != ERR_OK)
			app_error_note(sc->app, &note);
	}
	return used;
}

static void
fini(struct screen *sc)
{
	struct report_list *x = sc->data;

	list_free(x->list);
	reports_fini(&x->all);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_GO, ACT_MENU, ACT_TASKS, ACT_NONE };

static const struct screen_class reports_class = {
	.name = "reports", .code = "RP", .title = N_("Reports"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_list, .draw = draw, .event = event, .fini = fini,
};

enum err
reports_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	if (!str_empty(args))
		return report_view_open(s, mode, args, NULL, note);
	return app_open(s->app, mode, &reports_class, NULL, note);
}
