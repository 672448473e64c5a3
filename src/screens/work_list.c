#include "config.h"

#include "screens/work_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "jobs/job.h"
#include "ui/dialog.h"
#include "ui/list.h"

#define JOBS_MAX 40
#define SOON_MS 60000		/* a worker hears of it within a few seconds */

struct work_list { struct session *s; struct job_state job[JOBS_MAX]; size_t n; struct list *list; };

static char *
moment(const struct session *s, int64_t at, char *buf, size_t size)
{
	return at == 0 ? snprintf(buf, size, "-"), buf : instant_format(s->format.locale, at, buf, size);
}

static const char *
state_of(const struct job_state *j)
{
	if (j->is_running)
		return _("running");
	if (j->fails > 0)
		return _("failed");
	return j->next_at <= clock_now_ms() - SOON_MS ? _("waiting") : _("ok");
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct work_list *x = ctx;
	char last[48], next[48], done[24], key[24];
	enum err e;

	if (rq->anchor != NULL)
		return ERR_OK;
	e = session_read(x->s, note);
	if (e != ERR_OK)
		return e;
	x->n = JOBS_MAX;
	e = job_states(x->s->st, x->job, &x->n, note);
	session_done(x->s);
	for (size_t i = 0; e == ERR_OK && i < x->n; i++) {
		const struct job_state *j = &x->job[i];
		const char *cells[5] = { tr(job_find(j->name)->title), state_of(j), last, next, done };

		moment(x->s, j->last_at, last, sizeof last);
		moment(x->s, j->next_at, next, sizeof next);
		snprintf(done, sizeof done, "%" PRId64, j->last_count);
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 5, j->fails > 0 ? ROLE_WARNING : ROLE_ROW);
	}
	return e;
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	struct work_list *x = ctx;
	const struct job_state *j = (size_t)id <= x->n ? &x->job[id - 1] : NULL;
	char at[48];

	if (j == NULL)
		return;
	strbuf_addf(out, ngettext("%s: run %lld time, at last in %lld ms",
	    "%s: run %lld times, at last in %lld ms", (unsigned long)j->runs), j->name,
	    (long long)j->runs, (long long)j->last_ms);
	if (j->failed_at != 0)
		strbuf_addf(out, "\n%s %s: %s", _("Failed"), moment(x->s, j->failed_at, at, sizeof at),
		    j->error);
}

static enum err
open_list(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch, .preview = preview };
	struct list_col cols[5] = {
		{ .title = _("Work"), .width = 26, .priority = 1, .grow = true },
		{ .title = _("State"), .width = 10, .priority = 1 },
		{ .title = _("Last"), .width = 16, .priority = 2 },
		{ .title = _("Next"), .width = 16, .priority = 3 },
		{ .title = _("Done"), .width = 7, .priority = 4, .right = true },
	};
	struct work_list *x = xcalloc(1, sizeof *x);

	(void)arg;
	(void)note;
	x->s = session_of(sc->app);
	x->list = list_new(cols, 5, &source, x);
	list_set_marks(x->list, false);
	list_set_searchable(x->list, false);
	list_set_preview(x->list, true);
	sc->data = x;
	screen_set_hint(sc, "%s", _("Enter: run it now. The worker does it: quen serve, or quen worker."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct work_list *x = sc->data;

	list_draw(x->list, c, body, true);
}

static void
run_now(struct screen *sc, const struct job_state *j)
{
	struct work_list *x = sc->data;
	struct err_note note = { 0 };
	enum err e;

	if (!dialog_confirm(sc->app, _("Run it now?"), tr(job_find(j->name)->title)))
		return;
	e = session_write(x->s, &note);
	if (e == ERR_OK)
		e = session_end(x->s, job_run_now(x->s->st, j->name, &note), &note);
	if (e == ERR_OK)
		e = list_reload(x->list, &note);
	if (e != ERR_OK)
		app_error_note(sc->app, &note);
	else
		app_message(sc->app, _("It runs as soon as a worker is free."));
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct work_list *x = sc->data;
	struct err_note note = { 0 };
	int64_t id;
	bool open, used;

	if (ev->action == ACT_REFRESH) {
		if (list_reload(x->list, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		return true;
	}
	used = list_take(x->list, sc->app, ev, &open);
	if (open) {
		id = list_selected(x->list);
		if (id > 0 && (size_t)id <= x->n)
			run_now(sc, &x->job[id - 1]);
	}
	return used;
}

static void
fini(struct screen *sc)
{
	struct work_list *x = sc->data;

	list_free(x->list);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_GO, ACT_MENU, ACT_NONE };

static const struct screen_class work_list_class = {
	.name = "jobs", .code = "JB", .title = N_("Scheduled work"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_list, .draw = draw, .event = event, .fini = fini,
};

enum err
work_list_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &work_list_class, NULL, note);
}
