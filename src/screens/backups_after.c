/* After a restore: what is otherwise than it was in who may come in and do what, line by line, and
 * letting scheduled work and gateways go on (TRUST.md H7). */
#include "config.h"

#include "screens/backups.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "jobs/restore.h"
#include "store/setting.h"
#include "ui/dialog.h"
#include "ui/list.h"

#define CHECKS_MAX 500

struct after { struct session *s; struct restore_check *c; size_t n; bool held; struct list *list; };

static const char *
kind_name(const char *kind)
{
	static const struct { const char *kind, *name; } names[] = {
		{ "user", N_("user") }, { "password", N_("password of") }, { "group", N_("groups of") },
		{ "key", N_("key of") }, { "codes", N_("one-time codes of") },
		{ "admin", N_("administrators") }, { "right", N_("rights of") },
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(names[i].kind, kind))
			return _(names[i].name);
	return kind;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct after *x = ctx;
	char key[24];
	enum err e;

	if (rq->anchor != NULL)
		return ERR_OK;
	e = session_read(x->s, note);
	if (e != ERR_OK)
		return e;
	x->n = CHECKS_MAX;
	e = restore_checks(x->s->st, x->c, &x->n, note);
	x->held = setting_bool(x->s->st, "hold.jobs") || setting_bool(x->s->st, "hold.gateways");
	session_done(x->s);
	for (size_t i = 0; e == ERR_OK && i < x->n; i++) {
		const struct restore_check *k = &x->c[i];
		const char *cells[4] = { kind_name(k->kind), k->who, k->before[0] != '\0' ? k->before : "-",
			k->now[0] != '\0' ? k->now : "-" };

		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 4, ROLE_WARNING);
	}
	return e;
}

static enum err
open_list(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[4] = {
		{ .title = _("What"), .width = 18, .priority = 1 },
		{ .title = _("User or group"), .width = 12, .priority = 1 },
		{ .title = _("Before the restore"), .width = 20, .priority = 2, .grow = true },
		{ .title = _("Now"), .width = 20, .priority = 1 },
	};
	struct after *x = xcalloc(1, sizeof *x);

	(void)arg;
	(void)note;
	x->s = session_of(sc->app);
	x->c = xcalloc(CHECKS_MAX, sizeof *x->c);
	x->list = list_new(cols, 4, &source, x);
	list_set_marks(x->list, false);
	list_set_searchable(x->list, false);
	sc->data = x;
	screen_set_hint(sc, "%s", _("Enter: looked at. F2: all is well, scheduled work and messages go on."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct after *x = sc->data;

	list_draw(x->list, c, body, true);
	if (x->n == 0)
		canvas_text(c, body.row + body.rows / 2, body.col + 2, body.cols - 4, ROLE_DIM,
		    x->held ? _("Nothing to look at. Scheduled work still waits: F2 lets it go on.") :
		    _("Nothing to look at."));
}

static void
change(struct screen *sc, const struct restore_check *k)
{
	struct after *x = sc->data;
	struct err_note note = { 0 };
	enum err e = session_write(x->s, &note);

	if (e == ERR_OK)
		e = session_end(x->s, k != NULL ? restore_check_done(x->s->st, k->id, &note) :
		    restore_release(x->s->st, &note), &note);
	if (e == ERR_OK)
		e = list_reload(x->list, &note);
	if (e != ERR_OK)
		app_error_note(sc->app, &note);
	else if (k == NULL)
		app_message(sc->app, "%s", _("Scheduled work and messages go on."));
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct after *x = sc->data;
	int64_t id;
	bool open, used;

	if (ev->action == ACT_SAVE) {
		change(sc, NULL);
		return true;
	}
	used = list_take(x->list, sc->app, ev, &open);
	if (open) {
		id = list_selected(x->list);
		if (id > 0 && (size_t)id <= x->n) {
			struct restore_check k = x->c[id - 1];

			change(sc, &k);
		}
	}
	return used;
}

static void
fini(struct screen *sc)
{
	struct after *x = sc->data;

	list_free(x->list);
	free(x->c);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_GO, ACT_NONE };

static const struct screen_class after_class = {
	.name = "after_restore", .code = "BR", .title = N_("After a restore"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_list, .draw = draw, .event = event, .fini = fini,
};

enum err
backups_after_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &after_class, NULL, note);
}
