#include "config.h"

#include "screens/record_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "report/list_export.h"
#include "report/out_file.h"
#include "report/outbox.h"
#include "screens/records.h"
#include "screens/served.h"
#include "store/record_store.h"
#include "ui/dialog.h"
#include "ui/lookup.h"
#include "ui/progress.h"

/* ---- export ---- */

struct work { struct progress *p; int64_t rows; };

static bool
stop(void *arg)
{
	struct work *w = arg;

	return !progress_step(w->p, ++w->rows);
}

/* The user's own folder, and only a name in it: a session may run on a server. */
bool
records_ask_path(struct session *s, const char *preset, char *path, size_t size)
{
	const char *home = getenv("HOME");
	struct app *app = s->app;
	char name[128];
	struct err_note note;

	str_copy(name, sizeof name, preset);
	if (!dialog_prompt(app, _("Export"), s->served ? _("Name of the file") :
	    _("File in your home"), false, name, sizeof name) || !name[0])
		return false;
	if (s->served) {
		if (outbox_path(s->st, s->a, name, path, size, &note) == ERR_OK)
			return true;
		app_error_note(app, &note);
		return false;
	}
	if (strchr(name, '/') || name[0] == '.') {
		app_error(app, "%s", _("Give a name without / and without a dot in front."));
		return false;
	}
	snprintf(path, size, "%s/%s", str_empty(home) ? "." : home, name);
	return true;
}

void
records_say_written(struct session *s, const char *text, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char *all;

	if (!s->served) {
		app_message(s->app, "%s", text);
		return;
	}
	all = xasprintf(_("%s\n\nTake it on your own computer with:\n\nssh -p %d %s@HOST fetch '%s' > '%s'"),
	    text, s->served->port, actor_code(s->a), name, name);
	dialog_message(s->app, _("Your file"), all);
	free(all);
}

/* Which format; the name of the file ends in it. */
static bool
ask_format(struct app *app, struct export_options *o, const char **end)
{
	const char *answers[8];
	size_t n = 0;
	int i;

	for (const struct page_format *pf = page_format_table; pf->name != NULL && n < 8; pf++)
		answers[n++] = tr(pf->title);
	i = dialog_choose(app, _("Export"), _("As what?"), answers, n, 2);
	if (i < 0)
		return false;
	*end = page_format_table[i].name;
	/* CSV has its own writer: whole fields, as import reads them back. */
	if (!str_eq(*end, "csv")) {
		o->format = EXPORT_PAGE;
		o->page = &page_format_table[i];
	}
	return true;
}

void
record_list_export(void *ctx, struct app *app, const struct entity *e,
    const struct query_term *terms, size_t nterms, const char *by, int64_t parent,
    const char *find)
{
	struct session *s = ctx;
	struct work w = { 0 };
	struct export_options o = { .format = EXPORT_CSV, .stop = stop, .arg = &w };
	struct list_query q;
	struct out_file file = { 0 };
	struct err_note note = { 0 };
	const char *end;
	char path[600], name[128], day[16];
	int64_t rows = 0;
	enum err err;

	if (!session_may(s, e->function, VERB_EXPORT)) {
		app_error(app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a),
		    e->function, "export");
		return;
	}
	if (!ask_format(app, &o, &end))
		return;
	snprintf(name, sizeof name, "%s-%s.%s", e->name, day_iso(clock_today(), day, sizeof day), end);
	if (!records_ask_path(s, name, path, sizeof path))
		return;
	err = records_query(s, &q, e, terms, nterms, by, parent, find, &note);
	if (err == ERR_OK)
		err = out_open(&file, path, &note);
	if (err == ERR_OK) {
		w.p = progress_begin(app, _("Exporting"), 0);
		err = list_export(s->st, s->a, &q, &o, file.f, &rows, &note);
		progress_end(w.p);
	}
	if (err == ERR_OK)
		err = out_commit(&file, &note);
	out_abort(&file);
	list_query_fini(&q);
	if (err != ERR_OK)
		app_error_note(app, &note);
	else {
		char *text = xasprintf(ngettext("%lld row written to %s", "%lld rows written to %s",
		    (unsigned long)rows), (long long)rows,
		    s->served ? strrchr(path, '/') + 1 : path);

		records_say_written(s, text, path);
		free(text);
	}
}

/* ---- deleted rows ---- */

struct bin { struct session *s; const struct entity *e; };

/* Deleted rows are few: pages are read until the screen is full. */
static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page,
    struct err_note *note)
{
	struct bin *b = ctx;
	struct list_query q;
	struct list_anchor from = { 0 };
	enum err err = records_query(b->s, &q, b->e, NULL, 0, NULL, 0, rq->find, note);
	int got = 0;
	bool more = true;

	if (err == ERR_OK)
		err = session_read(b->s, note);
	if (err != ERR_OK) {
		list_query_fini(&q);
		return err;
	}
	q.with_deleted = true;
	records_anchor_read(rq->anchor, &from.key, &from.id);
	while (err == ERR_OK && more && got < rq->limit) {
		struct record_page rows = { 0 };

		err = list_page(b->s->st, &q, &from, !rq->backward, 200, &rows, note);
		for (size_t i = 0; err == ERR_OK && i < rows.nrows; i++) {
			const struct record *r =
			    rows.rows[rq->backward ? rows.nrows - 1 - i : i];

			list_row_anchor(b->s->st, &q, r, &from);
			if (r->deleted && got < rq->limit) {
				records_add_row(b->s, page, &q, r);
				got++;
			}
		}
		more = err == ERR_OK && rows.more && rows.nrows > 0;
		record_page_fini(&rows);
	}
	session_done(b->s);
	value_fini(&from.key);
	list_query_fini(&q);
	return err;
}

void
record_list_deleted(void *ctx, struct app *app, const struct entity *e)
{
	static const struct list_source source = { .fetch = fetch };
	struct bin b = { ctx, e };
	struct list_col cols[LIST_COLUMNS_MAX];
	size_t n = records_columns(e, cols);
	struct err_note note;
	char *code = NULL, *name = NULL;
	int64_t id;
	enum err err;

	if (!session_may(b.s, e->function, VERB_DELETE)) {
		app_error(app, _("Not allowed for %s (needs %s.%s)."), actor_code(b.s->a),
		    e->function, "delete");
		return;
	}
	if (lookup_run(app, _("Deleted rows: Enter restores"), cols, n, &source, &b, "", false,
	    &id, &code, &name) == LOOKUP_PICKED) {
		err = session_write(b.s, &note);
		if (err == ERR_OK)
			err = session_end(b.s, record_restore(b.s->st, e, id, &note), &note);
		if (err != ERR_OK)
			app_error_note(app, &note);
		else
			app_message(app, _("%s is back."), code ? code : "");
	}
	free(code);
	free(name);
}
