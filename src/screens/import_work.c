/* A try of the first rows, a try of all, the work itself: the same engine each time. */
#include "config.h"

#include "screens/import_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/records.h"
#include "ui/dialog.h"
#include "ui/progress.h"

#define SAID_MAX 4000

struct import_options
import_desk_options(const struct import_desk *d)
{
	return (struct import_options) {
		.fields = d->fields, .nfields = d->look.n, .name = d->name, .fd = fileno(d->f),
		.encoding = d->encoding[0] != '\0' ? d->encoding : NULL,
		.sheet = d->sheet[0] != '\0' ? d->sheet : NULL,
		.header = d->fields != NULL ? d->look.header : d->header,
		.create_refs = d->create_refs, .on_duplicate = d->on_duplicate,
	};
}

static const char *
outcome_word(enum import_outcome o)
{
	switch (o) {
	case IMPORT_ADDED: return _("new");
	case IMPORT_UPDATED: return _("changes");
	case IMPORT_SKIPPED: return _("is here");
	case IMPORT_UNCHANGED: return _("the same");
	case IMPORT_REFUSED: case IMPORT_UNDECIDED: break;
	}
	return _("refused");
}

/* ---- the preview ---- */

struct verdict { int64_t line; enum import_outcome outcome; char *column, *reason; };
struct preview {
	struct import_desk *d;
	struct verdict v[IMPORT_SAMPLES]; size_t n;
	struct list *list;
	size_t columns[IMPORT_SHOWN], ncolumns;
};

static void
hear_row(void *arg, const struct import_verdict *v)
{
	struct preview *p = arg;

	if (p->n < IMPORT_SAMPLES)
		p->v[p->n++] = (struct verdict) { v->line, v->outcome, xstrdup(v->column), xstrdup(v->reason) };
}

static const struct import_sample *
sample_of(const struct preview *p, int64_t line)
{
	for (size_t i = 0; i < p->d->look.nrows; i++)
		if (p->d->look.rows[i].line == line)
			return &p->d->look.rows[i];
	return NULL;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct preview *p = ctx;

	(void)note;
	if (rq->anchor != NULL)
		return ERR_OK;
	for (size_t i = 0; i < p->n; i++) {
		const struct import_sample *s = sample_of(p, p->v[i].line);
		const char *cells[2 + IMPORT_SHOWN];
		char line[24], key[24];
		bool bad = p->v[i].outcome == IMPORT_REFUSED || p->v[i].outcome == IMPORT_UNDECIDED;

		snprintf(line, sizeof line, "%" PRId64, p->v[i].line);
		snprintf(key, sizeof key, "%zu", i);
		cells[0] = line;
		cells[1] = outcome_word(p->v[i].outcome);
		for (size_t k = 0; k < p->ncolumns; k++)
			cells[2 + k] = s != NULL && p->columns[k] < s->n ? s->cells[p->columns[k]] : "";
		list_page_add(page, (int64_t)i + 1, key, cells, 2 + p->ncolumns, bad ? ROLE_WARNING :
		    p->v[i].outcome == IMPORT_ADDED ? ROLE_ROW : ROLE_DIM);
	}
	return ERR_OK;
}

static void
about(void *ctx, int64_t id, struct strbuf *out)
{
	struct preview *p = ctx;
	const struct import_sample *s;

	if (id <= 0 || (size_t)id > p->n)
		return;
	if (p->v[id - 1].reason[0] != '\0')
		strbuf_addf(out, "%s%s%s\n", p->v[id - 1].column, p->v[id - 1].column[0] != '\0' ? ": " : "",
		    p->v[id - 1].reason);
	s = sample_of(p, p->v[id - 1].line);
	for (size_t i = 0; s != NULL && i < p->d->look.n && i < s->n; i++)
		if (p->d->fields[i] != NULL && s->cells[i][0] != '\0')
			strbuf_addf(out, "%s %s  ", tr(p->d->fields[i]->label), s->cells[i]);
}

static enum err
open_preview(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch, .preview = about };
	struct preview *p = arg;
	struct list_col cols[2 + IMPORT_SHOWN] = {
		{ .title = _("Line"), .width = 6, .priority = 1, .right = true },
		{ .title = _("Outcome"), .width = 9, .priority = 1 },
	};

	(void)note;
	for (size_t i = 0; i < p->d->look.n && p->ncolumns < IMPORT_SHOWN; i++) {
		if (p->d->fields[i] == NULL)
			continue;
		cols[2 + p->ncolumns] = (struct list_col) { .title = tr(p->d->fields[i]->label),
			.width = 16, .priority = (int)p->ncolumns + 1,
			.grow = p->d->fields[i] == p->d->e->title_field };
		p->columns[p->ncolumns++] = i;
	}
	p->list = list_new(cols, 2 + p->ncolumns, &source, p);
	list_set_marks(p->list, false);
	list_set_searchable(p->list, false);
	list_set_preview(p->list, true);
	sc->data = p;
	screen_set_title(sc, "%s: %s", _("Preview"), p->d->name);
	screen_set_hint(sc, "%s", _("The first rows and what would become of them. Nothing was kept. F3 goes back."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct preview *p = sc->data;

	list_draw(p->list, c, body, true);
	if (p->n == 0)
		canvas_wrap(c, (struct rect){ body.row + 3, body.col + 2, 3, body.cols - 4 }, ROLE_DIM,
		    _("No rows below the names of the columns."), 0, true);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct preview *p = sc->data;
	bool open;

	return list_take(p->list, sc->app, ev, &open);
}

static void
fini(struct screen *sc)
{
	struct preview *p = sc->data;

	list_free(p->list);
	for (size_t i = 0; i < p->n; i++) {
		free(p->v[i].column);
		free(p->v[i].reason);
	}
	free(p);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_GO, ACT_MENU, ACT_NONE };

static const struct screen_class preview_class = {
	.name = "import-preview", .code = "IM", .title = N_("Preview"), .context = CONTEXT_LIST,
	.bar = bar, .open = open_preview, .draw = draw, .event = event, .fini = fini,
};

void
import_preview_run(struct import_desk *d)
{
	struct import_options o = import_desk_options(d);
	struct preview *p = xcalloc(1, sizeof *p);
	struct import_result r;
	struct err_note note = { 0 };
	enum err e;

	p->d = d;
	o.dry_run = true;
	o.most_rows = IMPORT_SAMPLES;
	o.row = hear_row;
	o.arg = p;
	e = import_file(d->s->st, d->s->a, d->e, d->name, &o, &r, &note);
	if (e == ERR_OK)
		e = app_push(d->s->app, &preview_class, p, &note);
	if (e == ERR_OK)
		return;
	app_error_note(d->s->app, &note);
	for (size_t i = 0; i < p->n; i++) {
		free(p->v[i].column);
		free(p->v[i].reason);
	}
	free(p);
}

/* ---- all of it ---- */

struct work { struct progress *p; struct strbuf said; bool stopped; int64_t rows; };

static bool
stop(void *arg)
{
	struct work *w = arg;

	if (!w->stopped && !progress_step(w->p, w->rows))
		w->stopped = true;
	return w->stopped;
}

static void
progress(void *arg, const struct import_result *r)
{
	((struct work *)arg)->rows = r->rows;
}

static void
hear(void *arg, const char *text)
{
	struct work *w = arg;

	if (w->said.len < SAID_MAX)
		strbuf_addf(&w->said, "%s\n", text);
}

static void
add_counts(const struct import_desk *d, struct strbuf *b, const struct import_result *r)
{
	const struct { const char *label; int64_t n; } lines[] = {
		{ _("Rows"), r->rows }, { _("New"), r->added }, { _("Changed"), r->updated },
		{ _("Skipped"), r->skipped }, { _("Refused"), r->refused },
		{ _("Added to catalogs"), r->refs_added },
	};
	char n[32];

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (i < 5 || lines[i].n > 0)
			strbuf_addf(b, "%s: %s\n", lines[i].label, session_int(d->s, lines[i].n, n, sizeof n));
}

static enum err
work(struct import_desk *d, bool dry, const char *rejects, int64_t rows, struct work *w,
    struct import_result *r, struct err_note *note)
{
	struct import_options o = import_desk_options(d);
	enum err e;

	o.dry_run = dry;
	o.rejects = rejects;
	o.stop = stop;
	o.progress = progress;
	o.say = hear;
	o.arg = w;
	strbuf_clear(&w->said);
	w->stopped = false;
	w->rows = 0;
	w->p = progress_begin(d->s->app, dry ? _("Trying") : _("Importing"), rows);
	e = import_file(d->s->st, d->s->a, d->e, d->name, &o, r, note);
	progress_end(w->p);
	return e;
}

/* Refused rows go to a file of their own: asked before, so that the work is one piece. */
static bool
ask_rejects(struct import_desk *d, int64_t refused, char *path, size_t size)
{
	char name[160];
	const char *dot = strrchr(d->name, '.');

	path[0] = '\0';
	if (refused == 0)
		return true;
	snprintf(name, sizeof name, "refused-%.*s.csv", dot != NULL ? (int)(dot - d->name) : 120, d->name);
	return records_ask_path(d->s, name, path, size);
}

static void
tell(struct import_desk *d, enum err e, const struct import_result *r, const struct work *w,
    const char *rejects, const struct err_note *note)
{
	struct strbuf b = { 0 };

	if (e != ERR_OK)
		strbuf_addf(&b, "%s\n\n", note->text[0] != '\0' ? note->text : err_text(e));
	add_counts(d, &b, r);
	strbuf_addf(&b, "\n%s", strbuf_str(&w->said));
	if (r->added + r->updated > 0)
		strbuf_add(&b, _("It can be taken back: past imports, F9 IH."));
	dialog_message(d->s->app, e == ERR_OK ? _("Imported") : _("Not all was imported"), strbuf_str(&b));
	if (e == ERR_OK && rejects[0] != '\0' && r->refused > 0)
		records_say_written(d->s, _("The refused rows and why are in the file."), rejects);
	strbuf_fini(&b);
}

bool
import_work_run(struct import_desk *d)
{
	const char *const answers[] = { _("Import them"), _("Not now") };
	struct work w = { 0 };
	struct import_result r = { 0 };
	struct err_note note = { 0 };
	struct strbuf b = { 0 };
	char rejects[1100] = "";
	bool done = false;
	enum err e = work(d, true, NULL, 0, &w, &r, &note);

	if (e != ERR_OK) {
		dialog_error(d->s->app, &note);
		goto out;
	}
	add_counts(d, &b, &r);
	strbuf_addf(&b, "\n%s", strbuf_str(&w.said));
	if (r.added + r.updated == 0) {
		strbuf_add(&b, _("There is nothing to import."));
		dialog_message(d->s->app, _("Tried; nothing was kept"), strbuf_str(&b));
	} else if (dialog_choose(d->s->app, _("Tried; nothing was kept"), strbuf_str(&b), answers, 2, 1) == 0 &&
	    ask_rejects(d, r.refused, rejects, sizeof rejects)) {
		e = work(d, false, rejects[0] != '\0' ? rejects : NULL, r.rows, &w, &r, &note);
		tell(d, e, &r, &w, rejects, &note);
		done = e == ERR_OK;
	}
out:
	strbuf_fini(&b);
	strbuf_fini(&w.said);
	return done;
}
