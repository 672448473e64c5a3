#include "config.h"

#include "screens/documents.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/document.h"
#include "domain/document_type.h"
#include "report/out_file.h"
#include "screens/inbox.h"
#include "screens/records.h"
#include "ui/dialog.h"
#include "ui/list.h"
#include "ui/popups.h"

#define SHOWN_MAX 200
#define TEXT_MAX (1024 * 1024)

static void
size_text(const struct session *s, int64_t size, char *buf, size_t room)
{
	char n[32];

	if (size < 10000)
		snprintf(buf, room, "%s B", session_int(s, size, n, sizeof n));
	else
		snprintf(buf, room, "%s KB", session_int(s, (size + 1023) / 1024, n, sizeof n));
}

static enum err
load(struct session *s, int64_t id, struct document *d, struct err_note *note)
{
	enum err err = session_read(s, note);

	if (err != ERR_OK)
		return err;
	err = document_load(s->st, id, d, note);
	session_done(s);
	return err;
}

/* ---- one document ---- */

static void
describe(struct session *s, const struct document *d, struct strbuf *out)
{
	char size[48], at[48];

	size_text(s, d->size, size, sizeof size);
	strbuf_addf(out, "%s\n%s: %s\n%s: %s\n", d->name, _("Type"), d->type, _("Size"), size);
	if (d->width > 0)
		strbuf_addf(out, "%s: %" PRId64 " x %" PRId64 "\n", _("Pixels"), d->width, d->height);
	strbuf_addf(out, "%s: %s %s\n%s: %s %s\n", _("Attached"),
	    instant_format(s->format.locale, d->at, at, sizeof at), d->user, _("Belongs to"),
	    d->entity, d->row_code);
	if (d->note[0] != '\0')
		strbuf_addf(out, "%s: %s\n", _("Note"), d->note);
	strbuf_addf(out, "%s: %s\n", _("Hash"), d->hash);
}

/* The content in memory, cut where a screen has long had enough. */
static enum err
read_text(struct session *s, const struct document *d, struct strbuf *out,
    struct err_note *note)
{
	char *bytes = NULL, *clean;
	size_t len = 0;
	FILE *f = open_memstream(&bytes, &len);
	enum err err;

	if (f == NULL)
		return err_set(note, ERR_IO, "", "%s", err_text(ERR_IO));
	err = document_read(s->st, s->a, d->id, f, note);
	fclose(f);
	if (err == ERR_OK) {
		clean = utf8_clean_any(bytes, len < TEXT_MAX ? len : TEXT_MAX, true);
		strbuf_add(out, clean);
		free(clean);
	}
	free(bytes);
	return err;
}

enum err
documents_show(struct session *s, int64_t id, struct err_note *note)
{
	static const enum act stop[] = { ACT_PRINT, ACT_NONE };
	struct strbuf text = { 0 };
	struct document d;
	enum err err = load(s, id, &d, note);

	if (err == ERR_OK && document_type_is_text(d.type))
		err = read_text(s, &d, &text, note);
	else if (err == ERR_OK) {
		describe(s, &d, &text);
		strbuf_addf(&text, "\n%s\n", _("Ctrl-P saves it to your files."));
	}
	if (err == ERR_OK && viewer_run(s->app, d.name, strbuf_str(&text), true, stop) == ACT_PRINT)
		err = documents_save(s, id, note);
	strbuf_fini(&text);
	return err;
}

enum err
documents_save(struct session *s, int64_t id, struct err_note *note)
{
	struct out_file file = { 0 };
	struct document d;
	char path[700];
	enum err err;

	if (!session_may(s, "document", VERB_EXPORT))
		return err_set(note, ERR_DENIED, "", _("Not allowed for %s (needs %s.%s)."),
		    actor_code(s->a), "document", "export");
	err = load(s, id, &d, note);
	if (err != ERR_OK || !records_ask_path(s, d.name, path, sizeof path))
		return err;
	err = out_open(&file, path, note);
	if (err == ERR_OK)
		err = document_export(s->st, s->a, id, file.f, note);
	if (err == ERR_OK)
		err = out_commit(&file, note);
	out_abort(&file);
	if (err == ERR_OK) {
		char *text = xasprintf(_("%s is saved: %s"), d.name,
		    s->served ? strrchr(path, '/') + 1 : path);

		records_say_written(s, text, path);
		free(text);
	}
	return err;
}

enum err
documents_remove(struct session *s, int64_t id, bool *done, struct err_note *note)
{
	struct document d;
	char text[400];
	enum err err = load(s, id, &d, note);

	*done = false;
	if (err != ERR_OK)
		return err;
	snprintf(text, sizeof text, _("%s is removed for good. To do it, type %s."), d.name, "DELETE");
	if (!dialog_confirm_word(s->app, _("Remove the document?"), text, "DELETE"))
		return ERR_OK;
	err = document_remove(s->st, s->a, id, note);
	*done = err == ERR_OK;
	if (*done)
		app_message(s->app, _("%s is removed."), d.name);
	return err;
}

enum err
documents_attach(struct session *s, const char *entity, const char *code, struct err_note *note)
{
	struct document_request rq = { .entity = entity, .code = code };
	char name[256];
	struct document d;
	FILE *f = NULL;
	enum err err;

	if (!session_may(s, "document", VERB_ADD))
		return err_set(note, ERR_DENIED, "", _("Not allowed for %s (needs %s.%s)."),
		    actor_code(s->a), "document", "add");
	err = inbox_pick(s, name, sizeof name, &f, note);
	if (err != ERR_OK || f == NULL)
		return err;
	rq.name = name;
	err = document_add(s->st, s->a, &rq, f, &d, note);
	fclose(f);
	if (err != ERR_OK)
		return err;
	if (d.again)
		app_message(s->app, _("%s was attached already."), d.name);
	else
		app_message(s->app, _("%s is attached."), d.name);
	return ERR_OK;
}

/* ---- the list of a row ---- */

struct documents {
	struct session *s;
	char entity[32], code[72];
	struct document *rows;
	size_t n;
	struct list *list;
};
struct documents_arg { const char *entity, *code, *title; };

static enum err
read_rows(struct documents *x, struct err_note *note)
{
	enum err err = session_read(x->s, note);

	x->n = SHOWN_MAX;
	if (err == ERR_OK) {
		err = document_list(x->s->st, x->entity, x->code, x->rows, &x->n, note);
		session_done(x->s);
	}
	if (err != ERR_OK)
		x->n = 0;
	return err;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct documents *x = ctx;
	char at[48], size[48], pixels[48];
	enum err err;

	if (rq->anchor)
		return ERR_OK;
	err = read_rows(x, note);
	for (size_t i = 0; err == ERR_OK && i < x->n; i++) {
		const struct document *d = &x->rows[i];
		const char *cells[6] = { d->name, size, d->type, at, d->user, pixels };
		char key[24];

		size_text(x->s, d->size, size, sizeof size);
		instant_format(x->s->format.locale, d->at, at, sizeof at);
		snprintf(pixels, sizeof pixels, d->width > 0 ? "%" PRId64 " x %" PRId64 : "",
		    d->width, d->height);
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, d->id, key, cells, 6, ROLE_ROW);
	}
	return err;
}

static enum err
open_documents(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	const struct documents_arg *a = arg;
	struct list_col cols[6] = {
		{ .title = _("Name"), .width = 24, .priority = 1, .grow = true },
		{ .title = _("Size"), .width = 10, .priority = 1, .right = true },
		{ .title = _("Type"), .width = 20, .priority = 3 },
		{ .title = _("Time"), .width = 16, .priority = 2 },
		{ .title = _("By"), .width = 8, .priority = 4 },
		{ .title = _("Pixels"), .width = 12, .priority = 5 },
	};
	struct documents *x = xcalloc(1, sizeof *x);
	enum err err;

	x->s = session_of(sc->app);
	x->rows = xcalloc(SHOWN_MAX, sizeof *x->rows);
	str_copy(x->entity, sizeof x->entity, a->entity);
	str_copy(x->code, sizeof x->code, a->code);
	err = read_rows(x, note);
	if (err != ERR_OK) {
		free(x->rows);
		free(x);
		return err;
	}
	x->list = list_new(cols, 6, &source, x);
	list_set_searchable(x->list, false);
	list_set_marks(x->list, false);
	sc->data = x;
	screen_set_title(sc, "%s: %s", _("Documents"), a->title);
	screen_set_hint(sc, "%s", _("Enter opens, F6 attaches a file, Ctrl-P saves to your files."));
	screen_set_mode(sc, _("BROWSE"));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct documents *x = sc->data;

	if (x->n == 0)
		canvas_wrap(c, rect_inner(body), ROLE_DIM, _("Nothing is attached yet."), 0, true);
	else
		list_draw(x->list, c, body, true);
}

static enum err
do_act(struct documents *x, enum act act, bool *used, struct err_note *note)
{
	int64_t id = x->n > 0 ? list_selected(x->list) : 0;
	bool done;

	switch (act) {
	case ACT_NEW:
		return documents_attach(x->s, x->entity, x->code, note);
	case ACT_PRINT:
		return id != 0 ? documents_save(x->s, id, note) : ERR_OK;
	case ACT_DELETE:
		return id != 0 ? documents_remove(x->s, id, &done, note) : ERR_OK;
	case ACT_REFRESH:
		return ERR_OK;
	default:
		*used = false;
		return ERR_OK;
	}
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct documents *x = sc->data;
	enum list_result r = x->n > 0 ? list_event(x->list, ev) : LIST_PASS;
	struct err_note note;
	bool used = true;
	enum err err = ERR_OK;

	if (r == LIST_USED)
		return true;
	if (r == LIST_FAILED) {
		app_error_note(sc->app, list_note(x->list));
		return true;
	}
	if (r == LIST_OPEN)
		err = documents_show(x->s, list_selected(x->list), &note);
	else {
		err = do_act(x, ev->action, &used, &note);
		if (used && err == ERR_OK)
			err = read_rows(x, &note);
		if (used && err == ERR_OK)
			err = list_reload(x->list, &note);
	}
	if (err != ERR_OK)
		app_error_note(sc->app, &note);
	return used;
}

static void
fini(struct screen *sc)
{
	struct documents *x = sc->data;

	list_free(x->list);
	free(x->rows);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_NEW, ACT_PRINT, ACT_DELETE,
	ACT_GO, ACT_MENU, ACT_TASKS, ACT_NONE };

static const struct screen_class documents_class = {
	.name = "documents", .code = "DC", .title = N_("Documents"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_documents, .draw = draw, .event = event, .fini = fini,
};

enum err
documents_of(struct session *s, const char *entity, const char *code, const char *title,
    struct err_note *note)
{
	struct documents_arg arg = { entity, code, title };

	return app_push(s->app, &documents_class, &arg, note);
}
