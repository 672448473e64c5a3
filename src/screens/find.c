#include "config.h"

#include "screens/find.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/find_all.h"
#include "screens/receipts.h"
#include "screens/records.h"
#include "ui/list.h"

#define HITS 200

struct find {
	struct session *s;
	struct find_hit hit[HITS];
	size_t n;
	bool more;
	struct list *list;
};

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct find *x = ctx;
	enum err err;

	if (rq->anchor != NULL)
		return ERR_OK;
	if ((err = session_read(x->s, note)) != ERR_OK)
		return err;
	err = find_everywhere(x->s->st, rq->find, x->hit, HITS, &x->n, &x->more, note);
	session_done(x->s);
	for (size_t i = 0; err == ERR_OK && i < x->n; i++) {
		const struct find_hit *h = &x->hit[i];
		char text[330], key[24];
		const char *cells[3] = { h->entity != NULL ? tr(h->entity->title) : _("Receipt"), h->code, text };

		snprintf(text, sizeof(text), "%s%s%s", h->text, h->more[0] != '\0' ? "  ~ " : "", h->more);
		snprintf(key, sizeof(key), "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 3, ROLE_ROW);
	}
	return err;
}

static enum err
open_find(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[3] = {
		{ .title = _("What"), .width = 14, .priority = 1 },
		{ .title = _("Code"), .width = 18, .priority = 2 },
		{ .title = _("Name"), .width = 30, .priority = 1, .grow = true },
	};
	struct find *x = xcalloc(1, sizeof(*x));

	(void)note;
	x->s = session_of(sc->app);
	x->list = list_new(cols, 3, &source, x);
	list_set_marks(x->list, false);
	if (!str_empty(arg))
		list_set_find(x->list, arg);
	sc->data = x;
	screen_set_hint(sc, "%s", _("Type any part of a name, number, phone or text; accents are optional."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct find *x = sc->data;

	list_draw(x->list, c, body, true);
	screen_set_status(sc, "%zu%s", x->n, x->more ? "+" : "");
}

static void
open_hit(struct find *x, struct screen *sc)
{
	int64_t at = list_selected(x->list);
	const struct find_hit *h;
	struct err_note note;

	if (at < 1 || (size_t)at > x->n)
		return;
	h = &x->hit[at - 1];
	if (h->entity == NULL)
		receipts_show(x->s, h->code, true);
	else if (records_open_form(x->s, h->entity->name, h->id, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct find *x = sc->data;
	bool open, used;

	used = list_take(x->list, sc->app, ev, &open);
	if (open)
		open_hit(x, sc);
	return used;
}

static void
fini(struct screen *sc)
{
	struct find *x = sc->data;

	list_free(x->list);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_GO, ACT_MENU, ACT_TASKS, ACT_NONE };

static const struct screen_class find_class = {
	.name = "find", .code = "FI", .title = N_("Search everywhere"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_find, .draw = draw, .event = event, .fini = fini,
};

enum err
find_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	char *text = xstrdup(args);
	enum err err = app_open(s->app, mode, &find_class, text, note);

	free(text);
	return err;
}
