#include "config.h"

#include "screens/drafts.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/cashier.h"
#include "screens/lines.h"
#include "screens/op_form.h"
#include "screens/queries.h"
#include "screens/records.h"
#include "store/draft.h"
#include "ui/list.h"

struct drafts {
	struct draft *all;
	size_t n;
	struct list *list;
	struct session *s;
};

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page,
    struct err_note *note)
{
	struct drafts *d = ctx;
	char at[48], key[24];

	(void)note;
	if (rq->anchor)
		return ERR_OK;
	for (size_t i = 0; i < d->n; i++) {
		const char *cells[2] = { d->all[i].title, at };

		instant_format(d->s->format.locale, d->all[i].at, at, sizeof at);
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 2, ROLE_ROW);
	}
	return ERR_OK;
}

static void
reload(struct screen *s)
{
	struct drafts *d = s->data;
	struct err_note note;

	draft_list_free(d->all, d->n);
	d->all = NULL;
	d->n = 0;
	if (draft_list(d->s->st, d->s->a, &d->all, &d->n, &note) != ERR_OK ||
	    list_reload(d->list, &note) != ERR_OK)
		app_error_note(s->app, &note);
}

static enum err
open_drafts(struct screen *s, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[2] = {
		{ .title = _("Draft"), .width = 40, .priority = 1, .grow = true },
		{ .title = _("Typed at"), .width = 16, .priority = 2 },
	};
	struct drafts *d = xcalloc(1, sizeof *d);

	(void)arg;
	(void)note;
	d->s = session_of(s->app);
	d->list = list_new(cols, 2, &source, d);
	list_set_searchable(d->list, false);
	list_set_marks(d->list, false);
	s->data = d;
	reload(s);
	screen_set_hint(s, "%s", _("Enter goes on with a draft. Ctrl-D throws it away."));
	return ERR_OK;
}

static void
draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct drafts *d = s->data;

	list_draw(d->list, c, body, true);
}

/* "lines:order:DH000001" */
static enum err
open_lines_of(struct session *s, const char *rest, struct err_note *note)
{
	char kind[64];

	str_next(&rest, ':', kind, sizeof kind);
	return lines_open(s, str_eq(kind, offer_name(OFFER_ORDER)) ? OFFER_ORDER : OFFER_QUOTATION,
	    rest, LINES_EDIT, note);
}

/* "form:customer:12", "cart:T1", "lines:order:DH000001", "query:CODE", "op:topup:NUMBER" */
static void
go_on(struct screen *s, const struct draft *dr)
{
	struct drafts *d = s->data;
	char entity[64];
	const char *rest = dr->key;
	struct err_note note;
	enum err err = ERR_OK;

	str_next(&rest, ':', entity, sizeof entity);
	if (str_eq(entity, "cart"))
		err = cashier_open(d->s, GO_PUSH, "", &note);
	else if (str_eq(entity, "lines"))
		err = open_lines_of(d->s, rest, &note);
	else if (str_eq(entity, "query"))
		err = query_edit_draft(d->s, dr, &note);
	else if (str_eq(entity, "op"))
		op_form_draft(d->s, dr);
	else {
		str_next(&rest, ':', entity, sizeof entity);
		err = records_open_form(d->s, entity, strtoll(rest, NULL, 10), &note);
	}
	if (err != ERR_OK)
		app_error_note(s->app, &note);
}

static bool
event(struct screen *s, const struct ui_event *ev)
{
	struct drafts *d = s->data;
	int64_t at = list_selected(d->list);
	struct err_note note;
	bool open, used;

	if (ev->action == ACT_DELETE && at > 0) {
		if (draft_drop(d->s->st, d->s->a, d->all[at - 1].key, &note) != ERR_OK)
			app_error_note(s->app, &note);
		reload(s);
		return true;
	}
	if (ev->action == ACT_REFRESH) {
		reload(s);
		return true;
	}
	used = list_take(d->list, s->app, ev, &open);
	if (open && at > 0) {
		struct draft dr = d->all[at - 1];

		/* A pop-up runs above this list, which then is another. */
		dr.body = xstrdup(dr.body);
		go_on(s, &dr);
		free(dr.body);
		if (str_starts(dr.key, "op:"))
			reload(s);
	}
	return used;
}

static void
fini(struct screen *s)
{
	struct drafts *d = s->data;

	draft_list_free(d->all, d->n);
	list_free(d->list);
	free(d);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_DELETE, ACT_GO,
	ACT_MENU, ACT_NONE };

static const struct screen_class drafts_class = {
	.name = "drafts", .code = "DR", .title = N_("Drafts"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_drafts, .draw = draw, .event = event, .resume = reload,
	.fini = fini,
};

enum err
drafts_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &drafts_class, NULL, note);
}
