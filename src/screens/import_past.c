/* What was imported, and the way back. */
#include "config.h"

#include "screens/import_parts.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/dialog.h"
#include "ui/popups.h"
#include "ui/progress.h"

#define PAST_MAX 200
#define SAID_MAX 4000

struct past { struct session *s; struct import_past p[PAST_MAX]; size_t n; struct list *list; };

static const char *
state_text(const struct import_past *p)
{
	static const struct { const char *state, *text; } words[] = {
		{ "running", N_("unfinished") }, { "done", N_("done") }, { "stopped", N_("stopped") },
		{ "failed", N_("failed") }, { "reverting", N_("half back") }, { "reverted", N_("taken back") },
		{ "partly", N_("partly back") },
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eq(words[i].state, p->state))
			return _(words[i].text);
	return p->state;
}

static const char *
entity_text(const struct past *x, const struct import_past *p)
{
	const struct entity *e = model_entity(store_model(x->s->st), p->entity);

	return e != NULL ? tr(e->plural) : p->entity;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct past *x = ctx;
	char at[48], key[24], counts[4][32];
	enum err e;

	if (rq->anchor != NULL)
		return ERR_OK;
	e = session_read(x->s, note);
	if (e != ERR_OK)
		return e;
	x->n = PAST_MAX;
	e = import_list(x->s->st, 0, x->p, &x->n, note);
	session_done(x->s);
	for (size_t i = 0; e == ERR_OK && i < x->n; i++) {
		const struct import_past *p = &x->p[i];
		const int64_t n[4] = { p->added, p->updated, p->skipped, p->refused };
		const char *cells[9] = { at, entity_text(x, p), p->file, state_text(p), counts[0], counts[1],
			counts[2], counts[3], p->user };

		instant_format(x->s->format.locale, p->at, at, sizeof at);
		for (int k = 0; k < 4; k++)
			session_int(x->s, n[k], counts[k], sizeof counts[k]);
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 9, str_eq(p->state, "reverted") ? ROLE_DIM :
		    str_eq(p->state, "done") ? ROLE_ROW : ROLE_WARNING);
	}
	if (e != ERR_OK)
		x->n = 0;
	return e;
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	struct past *x = ctx;
	const struct import_past *p;
	char at[48], n[5][32];

	if (id <= 0 || (size_t)id > x->n)
		return;
	p = &x->p[id - 1];
	strbuf_addf(out, "%s  %s  %s\n", entity_text(x, p), p->file, p->sheet);
	strbuf_addf(out, _("New %s, changed %s, skipped %s, refused %s; taken back %s"),
	    session_int(x->s, p->added, n[0], sizeof n[0]), session_int(x->s, p->updated, n[1], sizeof n[1]),
	    session_int(x->s, p->skipped, n[2], sizeof n[2]), session_int(x->s, p->refused, n[3], sizeof n[3]),
	    session_int(x->s, p->undone, n[4], sizeof n[4]));
	if (p->reverted_at != 0)
		strbuf_addf(out, "  %s", instant_format(x->s->format.locale, p->reverted_at, at, sizeof at));
}

static enum err
open_list(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch, .preview = preview };
	struct list_col cols[9] = {
		{ .title = _("Time"), .width = 16, .priority = 1 },
		{ .title = _("What"), .width = 12, .priority = 3 },
		{ .title = _("File"), .width = 20, .priority = 1, .grow = true },
		{ .title = _("State"), .width = 11, .priority = 2 },
		{ .title = _("New"), .width = 7, .priority = 2, .right = true },
		{ .title = _("Changed"), .width = 7, .priority = 4, .right = true },
		{ .title = _("Skipped"), .width = 7, .priority = 5, .right = true },
		{ .title = _("Refused"), .width = 7, .priority = 4, .right = true },
		{ .title = _("By"), .width = 8, .priority = 6 },
	};
	struct past *x = xcalloc(1, sizeof *x);

	(void)arg;
	(void)note;
	x->s = session_of(sc->app);
	x->list = list_new(cols, 9, &source, x);
	list_set_marks(x->list, false);
	list_set_searchable(x->list, false);
	list_set_preview(x->list, true);
	sc->data = x;
	screen_set_hint(sc, "%s", _("Enter: take it back. F6: a new import."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct past *x = sc->data;

	list_draw(x->list, c, body, true);
	if (x->n == 0)
		canvas_wrap(c, (struct rect){ body.row + 3, body.col + 2, 3, body.cols - 4 }, ROLE_DIM,
		    _("Nothing was imported yet."), 0, true);
}

static void
reload(struct screen *sc)
{
	struct past *x = sc->data;
	struct err_note note = { 0 };

	if (list_reload(x->list, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

/* ---- the way back ---- */

struct way { struct progress *p; struct strbuf kept; bool stopped; int64_t done; };

static bool
stop(void *arg)
{
	struct way *w = arg;

	if (!w->stopped && !progress_step(w->p, w->done))
		w->stopped = true;
	return w->stopped;
}

static void
progress(void *arg, int64_t done, int64_t all)
{
	(void)all;
	((struct way *)arg)->done = done;
}

static void
hear_kept(void *arg, int64_t line, const char *code, const char *reason)
{
	struct way *w = arg;

	if (w->kept.len < SAID_MAX)
		strbuf_addf(&w->kept, _("line %lld, %s: %s"), (long long)line, code, reason);
	if (w->kept.len < SAID_MAX)
		strbuf_add(&w->kept, "\n");
}

static enum err
go_back(struct past *x, const struct import_past *p, bool rest, struct way *w,
    struct import_reverted *r, struct err_note *note)
{
	const struct import_revert_options o = { .rest = rest, .stop = stop, .progress = progress,
		.kept = hear_kept, .arg = w };
	enum err e;

	strbuf_clear(&w->kept);
	w->done = 0;
	w->stopped = false;
	w->p = progress_begin(x->s->app, _("Taking back"), 2 * (p->added + p->updated - p->undone));
	e = import_revert(x->s->st, x->s->a, p->id, &o, r, note);
	progress_end(w->p);
	return e;
}

static void
take_back(struct screen *sc)
{
	struct past *x = sc->data;
	int64_t id = list_selected(x->list);
	const struct import_past *p;
	struct import_reverted r;
	struct err_note note = { 0 };
	struct way w = { 0 };
	char *text;
	enum err e;

	if (id <= 0 || (size_t)id > x->n)
		return;
	p = &x->p[id - 1];
	text = xasprintf(_("%s: what it added is deleted, what it changed is as it was."), p->file);
	if (dialog_confirm(sc->app, _("Take this import back?"), text)) {
		e = go_back(x, p, false, &w, &r, &note);
		if (e == ERR_CONFLICT && r.kept > 0) {
			viewer_run(sc->app, _("These stay as they are"), strbuf_str(&w.kept), true, NULL);
			if (dialog_confirm(sc->app, _("Take back the others?"), note.text))
				e = go_back(x, p, true, &w, &r, &note);
			else
				e = ERR_CANCELLED;
		}
		if (e == ERR_OK)
			app_message(sc->app, _("Removed %lld, restored %lld, kept %lld."), (long long)r.removed,
			    (long long)r.restored, (long long)r.kept);
		else if (e != ERR_CANCELLED || w.stopped)
			app_error_note(sc->app, &note);
		reload(sc);
	}
	strbuf_fini(&w.kept);
	free(text);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct past *x = sc->data;
	struct err_note note = { 0 };
	bool open, used;

	if (ev->action == ACT_REFRESH) {
		reload(sc);
		return true;
	}
	if (ev->action == ACT_NEW) {
		if (imports_open(x->s, GO_PUSH, "", &note) != ERR_OK)
			app_error_note(sc->app, &note);
		return true;
	}
	used = list_take(x->list, sc->app, ev, &open);
	if (open)
		take_back(sc);
	return used;
}

static void
fini(struct screen *sc)
{
	struct past *x = sc->data;

	list_free(x->list);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_NEW, ACT_GO, ACT_MENU, ACT_NONE };

static const struct screen_class past_class = {
	.name = "imports", .code = "IH", .title = N_("Past imports"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_list, .draw = draw, .event = event, .resume = reload, .fini = fini,
};

enum err
imports_past(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &past_class, NULL, note);
}
