#include "config.h"

#include "screens/queries.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/records.h"
#include "store/record_store.h"
#include "ui/dialog.h"
#include "ui/list.h"

enum { MORE_NEW, MORE_EDIT, MORE_RECORD, MORE_DELETE };

struct queries {
	struct session *s;
	struct query_sources all;
	struct list *list;
	struct menu_item more[4];
};

/* ---- the list: saved questions that the actor may see ---- */

static void
add_row(struct queries *x, struct list_page *page, const struct list_query *q, const struct record *r)
{
	const struct query_source *about = query_source_find(&x->all, record_text(r, "about"));
	const char *cells[4] = { record_text(r, "name"), about != NULL ? tr(about->e->plural) :
		record_text(r, "about"), record_text(r, "code"), r->owner };
	struct list_anchor at = { 0 };
	char *key;

	list_row_anchor(x->s->st, q, r, &at);
	key = records_anchor(&at.key, at.id);
	list_page_add(page, r->id, key, cells, 4, ROLE_ROW);
	free(key);
	value_fini(&at.key);
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct queries *x = ctx;
	struct list_query q = { .entity = model_entity(store_model(x->s->st), "query") };
	struct list_anchor from = { 0 };
	struct record_page rows = { 0 };
	enum err e = session_read(x->s, note);

	if (e != ERR_OK)
		return e;
	if (rq->find[0] != '\0')
		q.search = xstrdup(rq->find);
	records_anchor_read(rq->anchor, &from.key, &from.id);
	e = list_page(x->s->st, &q, &from, !rq->backward, (size_t)rq->limit, &rows, note);
	for (size_t i = 0; e == ERR_OK && i < rows.nrows; i++)
		add_row(x, page, &q, rows.rows[rq->backward ? rows.nrows - 1 - i : i]);
	record_page_fini(&rows);
	session_done(x->s);
	value_fini(&from.key);
	list_query_fini(&q);
	return e;
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	struct queries *x = ctx;
	struct record *r;
	struct err_note note;

	if (records_load(x->s, "query", id, &r, &note) != ERR_OK)
		return;
	strbuf_add(out, record_text(r, "note"));
	record_free(r);
}

/* ---- opening one ---- */

static enum err
load(struct session *s, const char *code, struct query_def *d, struct err_note *note)
{
	enum err e = session_read(s, note);

	if (e == ERR_OK) {
		e = query_kept_load(s->st, code, d, note);
		session_done(s);
	}
	return e;
}

static enum err
open_kept(struct session *s, enum go_mode mode, const char *code, bool edit, struct err_note *note)
{
	struct query_def d;
	enum err e = load(s, code, &d, note);

	if (e != ERR_OK)
		return e;
	e = edit ? query_edit_open(s, code, &d, note) : query_view_open(s, mode, code, &d, note);
	query_def_fini(&d);
	return e;
}

static enum err
open_new(struct queries *x, struct err_note *note)
{
	char about[40];
	struct query_def d;
	enum err e = session_read(x->s, note);

	if (e == ERR_OK) {
		e = query_own_need(x->s->st, note);
		session_done(x->s);
	}
	if (e != ERR_OK)
		return e;
	query_pick_entity(x->s, &x->all, about, sizeof(about));
	if (about[0] == '\0')
		return ERR_OK;
	query_def_init(&d, about);
	(void)query_tick(x->s, &x->all, &d);
	e = query_edit_open(x->s, "", &d, note);
	query_def_fini(&d);
	return e;
}

static const char *
selected_code(const struct queries *x)
{
	const struct list_row *row = list_selected_row(x->list);

	return row != NULL ? row->cells[2] : NULL;
}

/* Soft, as everywhere: the list of deleted rows brings it back. */
static enum err
delete_one(struct queries *x, const char *code, struct err_note *note)
{
	const struct entity *e = model_entity(store_model(x->s->st), "query");
	enum err err;

	if (!dialog_confirm(x->s->app, _("Delete this question?"), code))
		return ERR_OK;
	err = session_write(x->s, note);
	if (err == ERR_OK)
		err = session_end(x->s, record_delete(x->s->st, e, list_selected(x->list), 0, note), note);
	return err == ERR_OK ? list_reload(x->list, note) : err;
}

static void
act(struct screen *sc, int value)
{
	struct queries *x = sc->data;
	const char *code = selected_code(x);
	struct err_note note = { 0 };
	enum err e = ERR_OK;

	if (value == MORE_NEW)
		e = open_new(x, &note);
	else if (code == NULL)
		return;
	else if (value == MORE_EDIT)
		e = open_kept(x->s, GO_PUSH, code, true, &note);
	else if (value == MORE_RECORD)
		e = records_open_form(x->s, "query", list_selected(x->list), &note);
	else
		e = delete_one(x, code, &note);
	if (e != ERR_OK)
		app_error_note(sc->app, &note);
}

/* ---- the screen ---- */

static enum err
open_list(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch, .preview = preview };
	struct list_col cols[4] = {
		{ .title = _("Question"), .width = 30, .priority = 1, .grow = true },
		{ .title = _("About"), .width = 20, .priority = 2 },
		{ .title = _("Code"), .width = 20, .priority = 3 },
		{ .title = _("Owner"), .width = 10, .priority = 4 },
	};
	struct queries *x = xcalloc(1, sizeof(*x));
	enum err e;

	(void)arg;
	x->s = session_of(sc->app);
	e = query_sources_load(x->s->st, &x->all, note);
	if (e == ERR_OK && (e = session_read(x->s, note)) == ERR_OK) {
		e = access_need(x->s->st, "query", VERB_VIEW, note);
		session_done(x->s);
	}
	if (e != ERR_OK) {
		query_sources_fini(&x->all);
		free(x);
		return e;
	}
	x->list = list_new(cols, 4, &source, x);
	list_set_marks(x->list, false);
	list_set_preview(x->list, true);
	sc->data = x;
	screen_set_hint(sc, "%s", session_may(x->s, "query", VERB_ADD) ?
	    _("Enter asks, F6 makes a new question, F7 changes this one.") : _("Enter asks."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	list_draw(((struct queries *)sc->data)->list, c, body, true);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct queries *x = sc->data;
	struct err_note note = { 0 };
	const char *code;
	bool open, used;

	if (ev->kind == EV_KEY && (ev->action == ACT_NEW || ev->action == ACT_QUERY || ev->action == ACT_DELETE)) {
		act(sc, ev->action == ACT_NEW ? MORE_NEW : ev->action == ACT_QUERY ? MORE_EDIT : MORE_DELETE);
		return true;
	}
	used = list_take(x->list, sc->app, ev, &open);
	if (open) {
		code = selected_code(x);
		if (code != NULL && open_kept(x->s, GO_PUSH, code, false, &note) != ERR_OK)
			app_error_note(sc->app, &note);
	}
	return used;
}

static void
resume(struct screen *sc)
{
	struct queries *x = sc->data;
	struct err_note note;

	if (list_reload(x->list, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

static size_t
more(struct screen *sc, const struct menu_item **items)
{
	struct queries *x = sc->data;
	size_t n = 0;

	if (session_may(x->s, "query", VERB_ADD)) {
		x->more[n++] = (struct menu_item) { "", _("New question"), "F6", MORE_NEW };
		x->more[n++] = (struct menu_item) { "", _("Change the question"), "F7", MORE_EDIT };
	}
	x->more[n++] = (struct menu_item) { "", _("Name, note, sharing"), "", MORE_RECORD };
	if (session_may(x->s, "query", VERB_DELETE))
		x->more[n++] = (struct menu_item) { "", _("Delete"), "", MORE_DELETE };
	*items = x->more;
	return n;
}

static void
fini(struct screen *sc)
{
	struct queries *x = sc->data;

	list_free(x->list);
	query_sources_fini(&x->all);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_NEW, ACT_QUERY, ACT_GO, ACT_MENU, ACT_DELETE, ACT_NONE };

static const struct screen_class queries_class = {
	.name = "queries", .code = "UQ", .title = N_("Universal query"), .context = CONTEXT_LIST, .bar = bar,
	.open = open_list, .draw = draw, .event = event, .resume = resume, .more = more, .run_more = act,
	.fini = fini,
};

enum err
queries_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	if (!str_empty(args))
		return open_kept(s, mode, args, false, note);
	return app_open(s->app, mode, &queries_class, NULL, note);
}
