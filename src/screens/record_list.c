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
#include "report/outbox.h"
#include "screens/commands.h"
#include "screens/print.h"
#include "screens/records.h"
#include "screens/served.h"
#include "store/record_store.h"
#include "ui/dialog.h"
#include "ui/lookup.h"
#include "ui/progress.h"

/* ---- files ---- */

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

/* ---- printing and export ---- */

struct work { struct session *s; const struct list_query *q; struct export_options o; struct progress *p;
	struct print_out *out; int64_t seen; };

static bool
stop(void *arg)
{
	struct work *w = arg;

	return !progress_step(w->p, ++w->seen);
}

static enum err
write_list(void *arg, FILE *f, struct err_note *note)
{
	struct work *w = arg;
	enum err e;

	w->p = progress_begin(w->s->app, _("Exporting"), 0);
	e = list_export(w->s->st, w->s->a, w->q, &w->o, f, &w->out->rows, note);
	progress_end(w->p);
	return e;
}

/* The query of what the list shows, or of the rows that are marked in it. */
static enum err
rows_of(struct session *s, struct list_query *q, const struct entity *e, const int64_t *ids,
    size_t n, const struct query_term *terms, size_t nterms, const char *by, int64_t parent,
    const struct browse_order *order, const char *find, struct err_note *note)
{
	if (n == 0) {
		enum err err = records_query(s, q, e, terms, nterms, by, parent, find, note);

		records_order(q, order);
		return err;
	}
	*q = (struct list_query){ .entity = e, .only_ids = true, .nids = n };
	records_order(q, order);
	q->ids = xcalloc(n, sizeof *ids);
	memcpy(q->ids, ids, n * sizeof *ids);
	return ERR_OK;
}

static void
send(struct work *w, const struct print_to *to)
{
	struct session *s = w->s;
	const struct entity *e = w->q->entity;
	struct print_out o = { .write = write_list, .arg = w, .title = tr(e->plural),
		.function = e->function, .entity = e->name, .code = e->name, .what = "list" };
	struct err_note note = { 0 };
	char *text, *filter = list_filter_text(w->q);

	w->out = &o;
	o.filter = filter;
	w->o.arg = w;
	w->o.stop = stop;
	/* CSV has its own writer: whole fields, as import reads them back. */
	if (to->to_printer || !str_eq(to->format->name, "csv")) {
		w->o.format = EXPORT_PAGE;
		w->o.page = to->format;
	}
	o.verb = list_export_verb(s->a, e, &w->o);
	if (to->to_printer) {
		(void)print_send(s, &o, to);
		free(filter);
		return;
	}
	o.path = to->path;
	if (print_out(s->st, s->a, &o, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		free(filter);
		return;
	}
	text = xasprintf(ngettext("%lld row written to %s", "%lld rows written to %s",
	    (unsigned long)o.rows), (long long)o.rows,
	    s->served ? strrchr(to->path, '/') + 1 : to->path);
	records_say_written(s, text, to->path);
	free(text);
	free(filter);
}

void
record_list_export(void *ctx, struct app *app, const struct entity *e, const int64_t *ids, size_t n,
    const struct query_term *terms, size_t nterms, const char *by, int64_t parent,
    const struct browse_order *order, const char *find)
{
	struct session *s = ctx;
	struct list_query q;
	struct work w = { .s = s, .q = &q };
	struct err_note note = { 0 };
	struct print_to to;
	char name[128], day[16];

	if (!session_may(s, e->function, VERB_PRINT) && !session_may(s, e->function, VERB_EXPORT)) {
		app_error(app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a),
		    e->function, "print");
		return;
	}
	snprintf(name, sizeof name, "%s-%s", e->name, day_iso(clock_today(), day, sizeof day));
	if (!print_ask(s, n > 0 ? _("Print the marked rows") : tr(e->plural), name, false, true, &to))
		return;
	if (rows_of(s, &q, e, ids, n, terms, nterms, by, parent, order, find, &note) != ERR_OK)
		app_error_note(app, &note);
	else
		send(&w, &to);
	list_query_fini(&q);
}

/* An offer has a paper of its own; every other record is printed as its form shows it. */
void
record_print(void *ctx, struct app *app, const struct record *r)
{
	const struct entity *e = r->entity;
	struct paper p = { .kind = PAPER_RECORD, .entity = e, .id = r->id };
	struct session *s = ctx;
	char name[128];

	for (size_t i = 0; i < e->nactions; i++) {
		if (str_eq(e->actions[i].command, "offer.print")) {
			commands_run(s, app, r, e->actions[i].command, "");
			return;
		}
	}
	if (!session_may(s, e->function, VERB_PRINT)) {
		app_error(app, _("Not allowed for %s (needs %s.%s)."), actor_code(s->a),
		    e->function, "print");
		return;
	}
	if (e->key != NULL && !str_empty(record_text(r, e->key->name))) {
		p.code = record_text(r, e->key->name);
		snprintf(name, sizeof name, "%s-%s", e->name, p.code);
	} else {
		p.code = e->name;
		str_copy(name, sizeof name, e->name);
	}
	print_paper(s, &p, name);
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
