#include "config.h"

#include "screens/erase_view.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/erase.h"
#include "report/erase_page.h"
#include "report/out_file.h"
#include "screens/records.h"
#include "store/setting.h"
#include "ui/dialog.h"
#include "ui/list.h"
#include "ui/popups.h"

struct erase { struct session *s; struct erasure x; struct list *list; };

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct erase *x = ctx;
	char rows[32], key[24];

	(void)note;
	if (rq->anchor != NULL)
		return ERR_OK;
	for (size_t i = 0; i < x->x.nparts; i++) {
		const char *cells[2] = { _(x->x.parts[i].title), rows };

		session_int(x->s, x->x.parts[i].rows, rows, sizeof rows);
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 2, ROLE_ROW);
	}
	return ERR_OK;
}

static void
show_state(struct screen *sc, const struct erase *x)
{
	screen_set_title(sc, "%s %s", x->x.code, x->x.name);
	if (x->x.id != 0) {
		screen_set_mode(sc, _("ERASED"));
		screen_set_hint(sc, "%s", _("Erased. Ctrl-P prints the record of it."));
		return;
	}
	screen_set_mode(sc, _("PREVIEW"));
	if (x->x.open_order[0] != '\0')
		screen_set_hint(sc, _("Order %s is on its way. Nothing is erased yet: Ctrl-D erases."),
		    x->x.open_order);
	else if (x->x.points > 0)
		screen_set_hint(sc, _("%" PRId64 " points would lapse. Nothing is erased yet: Ctrl-D erases."),
		    x->x.points);
	else
		screen_set_hint(sc, "%s", _("Nothing is erased yet. Ctrl-D erases what stands here, for good."));
}

static enum err
open_erase(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[2] = {
		{ .title = _("Where"), .width = 34, .priority = 1, .grow = true },
		{ .title = _("Rows"), .width = 8, .priority = 1, .right = true },
	};
	struct erase *x = xcalloc(1, sizeof *x);
	enum err e;

	x->s = session_of(sc->app);
	e = erase_preview(x->s->st, x->s->a, arg, &x->x, note);
	if (e != ERR_OK) {
		free(x);
		return e;
	}
	x->list = list_new(cols, 2, &source, x);
	list_set_marks(x->list, false);
	sc->data = x;
	show_state(sc, x);
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct erase *x = sc->data;

	list_draw(x->list, c, body, true);
}

static enum err
erase_now(struct erase *x, const char *reason, struct err_note *note)
{
	struct erasure done;
	int64_t n;
	enum err e = session_write(x->s, note);

	if (e != ERR_OK)
		return e;
	e = session_end(x->s, erase_person(x->s->st, x->x.code, reason, &done, note), note);
	/* What is left takes a moment; the worker would do it too. */
	if (e == ERR_OK)
		e = erase_finish(x->s->st, x->s->a, &n, note);
	if (e == ERR_OK)
		e = session_read(x->s, note);
	if (e != ERR_OK)
		return e;
	e = erase_load(x->s->st, done.customer_id, &x->x, note);
	session_done(x->s);
	return e;
}

static void
post(struct screen *sc, struct erase *x)
{
	struct err_note note = { 0 };
	char reason[200] = "", text[400];
	enum err e;

	if (x->x.id != 0)
		return;
	if (!session_may(x->s, "erase", VERB_DELETE)) {
		app_error(sc->app, "%s", _("Not allowed: needs the right erase.delete."));
		return;
	}
	if (!dialog_prompt(sc->app, _("Erase"), _("Who asked, and how"), false, reason, sizeof reason))
		return;
	snprintf(text, sizeof text,
	    _("%s is erased for good, everywhere. Receipts and money stay without a name. Type %s."),
	    x->x.code, x->x.code);
	if (!dialog_confirm_word(sc->app, _("Erase this person?"), text, x->x.code))
		return;
	e = erase_now(x, reason, &note);
	if (e == ERR_OK)
		e = list_reload(x->list, &note);
	if (e != ERR_OK) {
		app_error_note(sc->app, &note);
		return;
	}
	show_state(sc, x);
	app_message(sc->app, _("%s is erased."), x->x.code);
}

/* ---- the record ---- */

static enum err
write_file(struct erase *x, const struct page_format *pf, struct err_note *note)
{
	struct out_file out = { 0 };
	char name[64], path[600], said[700];
	enum err e;

	snprintf(name, sizeof name, "erased-%s.%s", x->x.code, pf->name);
	if (!records_ask_path(x->s, name, path, sizeof path))
		return ERR_OK;
	e = out_open(&out, path, note);
	if (e == ERR_OK)
		e = erase_page_write(&x->x, &x->s->format, setting_text(x->s->st, "shop.name"), pf,
		    out.f, note);
	if (e == ERR_OK)
		e = out_commit(&out, note);
	out_abort(&out);
	if (e == ERR_OK) {
		snprintf(said, sizeof said, _("Written: %s"), path);
		records_say_written(x->s, said, path);
	}
	return e;
}

static enum err
show_text(struct erase *x, struct err_note *note)
{
	char *text = NULL;
	enum err e = erase_page_text(&x->x, &x->s->format, setting_text(x->s->st, "shop.name"),
	    &text, note);

	if (e == ERR_OK)
		(void)viewer_run(x->s->app, x->x.code, text, false, NULL);
	free(text);
	return e;
}

static void
print(struct screen *sc, struct erase *x)
{
	const char *const answers[] = { _("On the screen"), _("PDF"), _("Word") };
	struct err_note note = { 0 };
	int i;
	enum err e;

	if (!session_may(x->s, "erase", VERB_PRINT)) {
		app_error(sc->app, "%s", _("Not allowed: needs the right erase.print."));
		return;
	}
	i = dialog_choose(sc->app, x->x.code, _("How?"), answers, 3, 0);
	if (i < 0)
		return;
	e = i == 0 ? show_text(x, &note)
	    : write_file(x, page_format_find(i == 1 ? "pdf" : "docx"), &note);
	if (e != ERR_OK)
		app_error_note(sc->app, &note);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct erase *x = sc->data;

	if (ev->action == ACT_DELETE) {
		post(sc, x);
		return true;
	}
	if (ev->action == ACT_PRINT) {
		print(sc, x);
		return true;
	}
	return list_event(x->list, ev) != LIST_PASS;
}

static void
fini(struct screen *sc)
{
	struct erase *x = sc->data;

	list_free(x->list);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_DELETE, ACT_BACK, ACT_PRINT, ACT_GO, ACT_NONE };

static const struct screen_class erase_class = {
	.name = "erase", .code = "XP", .title = N_("Erase a person"), .context = CONTEXT_FORM,
	.bar = bar, .open = open_erase, .draw = draw, .event = event, .fini = fini,
};

enum err
erase_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	char code[64] = "";

	str_copy(code, sizeof code, args != NULL ? args : "");
	if (code[0] == '\0' && (!dialog_prompt(s->app, _("Erase a person"), _("Code of the customer"),
	    false, code, sizeof code) || code[0] == '\0'))
		return ERR_OK;
	return app_open(s->app, mode, &erase_class, code, note);
}
