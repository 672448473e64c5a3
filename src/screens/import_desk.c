#include "config.h"

#include "screens/import_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "ui/dialog.h"

enum { MORE_FILE = 1, MORE_SHEET, MORE_ENCODING, MORE_HEADER, MORE_DUPLICATES, MORE_CATALOGS, MORE_PAST };

/* ---- the file as it is read now ---- */

/* keep: the columns stay as the user has them when they are the same ones. */
static enum err
read_again(struct import_desk *d, bool keep, struct err_note *note)
{
	struct import_options o = import_desk_options(d);
	struct import_look l;
	enum err e;

	if (!keep) {
		o.fields = NULL;
		o.header = d->header;
	}
	e = import_look(d->s->st, d->s->a, d->e, d->name, &o, &l, note);
	if (e != ERR_OK) {
		/* Which sheets there are helps to choose another. */
		if (d->look.n == 0 && l.nsheets > 0)
			d->look = l;
		else
			import_look_fini(&l);
		return e;
	}
	import_look_fini(&d->look);
	d->look = l;
	free(d->fields);
	d->fields = xcalloc(l.n + 1, sizeof(const struct field *));
	for (size_t i = 0; i < l.n; i++)
		d->fields[i] = l.fields[i];
	return ERR_OK;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct import_desk *d = ctx;

	(void)note;
	if (rq->anchor != NULL)
		return ERR_OK;
	for (size_t i = 0; i < d->look.n; i++) {
		const char *cells[3] = { d->look.heads[i], d->fields[i] != NULL ? tr(d->fields[i]->label) : "-", "" };
		char key[24];

		for (size_t k = 0; k < d->look.nrows && cells[2][0] == '\0'; k++)
			if (i < d->look.rows[k].n)
				cells[2] = d->look.rows[k].cells[i];
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 3, d->fields[i] != NULL ? ROLE_ROW : ROLE_DIM);
	}
	return ERR_OK;
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	struct import_desk *d = ctx;
	size_t shown = 0;

	for (size_t k = 0; id > 0 && k < d->look.nrows && shown < 6; k++) {
		if ((size_t)id > d->look.rows[k].n || d->look.rows[k].cells[id - 1][0] == '\0')
			continue;
		strbuf_addf(out, "%s%s", shown++ > 0 ? " | " : "", d->look.rows[k].cells[id - 1]);
	}
}

static void
reload(struct screen *sc)
{
	struct import_desk *d = sc->data;
	struct err_note note = { 0 };

	if (list_reload(d->list, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

static void
again(struct screen *sc)
{
	struct import_desk *d = sc->data;
	struct err_note note = { 0 };

	if (read_again(d, false, &note) != ERR_OK)
		dialog_error(sc->app, &note);
	else if (d->look.is_remembered)
		app_message(sc->app, "%s", _("The columns are as you had them last time."));
	reload(sc);
}

/* ---- opening ---- */

static void
let_go(struct import_desk *d)
{
	import_look_fini(&d->look);
	free(d->fields);
	if (d->f != NULL)
		fclose(d->f);
	free(d);
}

struct opening { const struct entity *e; FILE *f; const char *name; };

static enum err
open_desk(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch, .preview = preview };
	struct opening *o = arg;
	struct list_col cols[3] = {
		{ .title = _("Column of the file"), .width = 24, .priority = 1 },
		{ .title = _("Field"), .width = 22, .priority = 1 },
		{ .title = _("First value"), .width = 26, .priority = 3, .grow = true },
	};
	struct import_desk *d = xcalloc(1, sizeof *d);
	enum err e;

	d->s = session_of(sc->app);
	d->e = o->e;
	d->f = o->f;
	str_copy(d->name, sizeof d->name, o->name);
	e = read_again(d, false, note);
	/* An encoding or a sheet that does not do can be chosen anew on the screen. */
	if (e != ERR_OK && e != ERR_SYNTAX && e != ERR_NOTFOUND) {
		d->f = NULL;
		let_go(d);
		return e;
	}
	d->list = list_new(cols, 3, &source, d);
	list_set_searchable(d->list, false);
	list_set_marks(d->list, false);
	list_set_preview(d->list, true);
	sc->data = d;
	screen_set_title(sc, "%s: %s", _("Import"), tr(d->e->plural));
	screen_set_hint(sc, "%s", _("Enter chooses the field, F8 tries the first rows, F2 imports, F10 more."));
	if (e != ERR_OK)
		app_error_note(sc->app, note);
	else if (d->look.is_remembered)
		app_message(sc->app, "%s", _("The columns are as you had them last time."));
	return ERR_OK;
}

/* ---- what is shown above the columns ---- */

static const char *
duplicate_text(enum import_duplicate x)
{
	return x == IMPORT_UPDATE ? _("update") : x == IMPORT_CREATE ? _("create") : _("skip");
}

static void
head_text(const struct import_desk *d, struct strbuf *b)
{
	strbuf_addf(b, "%s: %s   ", _("File"), d->name);
	if (d->look.is_workbook)
		strbuf_addf(b, "%s: %s   ", _("Sheet"), d->sheet[0] != '\0' ? d->sheet :
		    d->look.nsheets > 0 ? d->look.sheets[0] : "");
	else
		strbuf_addf(b, "%s: %s   ", _("Encoding"), d->look.encoding);
	strbuf_addf(b, "%s: %" PRId64 "   ", _("Names in line"), d->look.header);
	strbuf_addf(b, "%s: %s", _("Here already"), duplicate_text(d->on_duplicate));
	if (d->create_refs)
		strbuf_addf(b, "   %s", _("adds to catalogs"));
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct import_desk *d = sc->data;
	struct strbuf b = { 0 };
	int rows = body.cols < 60 ? 4 : 2;

	head_text(d, &b);
	canvas_wrap(c, (struct rect){ body.row, body.col + 1, rows, body.cols - 2 }, ROLE_TEXT,
	    strbuf_str(&b), 0, true);
	strbuf_clear(&b);
	list_draw(d->list, c, (struct rect){ body.row + rows, body.col, body.rows - rows, body.cols }, true);
	list_status(d->list, &b);
	screen_set_status(sc, "%s", strbuf_str(&b));
	strbuf_fini(&b);
}

/* ---- what is done ---- */

static void
choose_field(struct screen *sc)
{
	struct import_desk *d = sc->data;
	int64_t id = list_selected(d->list);
	const struct field *f;

	if (id <= 0 || (size_t)id > d->look.n || !import_pick_field(d, (size_t)id - 1, &f))
		return;
	for (size_t i = 0; f != NULL && i < d->look.n; i++)
		if (d->fields[i] == f)
			d->fields[i] = NULL;	/* one column a field: the newer choice */
	d->fields[id - 1] = f;
	reload(sc);
}

static void
leave_out(struct screen *sc)
{
	struct import_desk *d = sc->data;
	int64_t id = list_selected(d->list);

	if (id <= 0 || (size_t)id > d->look.n)
		return;
	d->fields[id - 1] = NULL;
	reload(sc);
}

static void
other_file(struct screen *sc)
{
	struct import_desk *d = sc->data;
	struct err_note note = { 0 };
	char name[256];
	FILE *f;

	if (import_pick_file(d->s, name, sizeof name, &f, &note) != ERR_OK) {
		app_error_note(sc->app, &note);
		return;
	}
	if (f == NULL)
		return;
	fclose(d->f);
	d->f = f;
	str_copy(d->name, sizeof d->name, name);
	d->encoding[0] = d->sheet[0] = '\0';
	d->header = 0;
	again(sc);
}

static void
choose_sheet(struct screen *sc)
{
	struct import_desk *d = sc->data;
	const char *answers[64];
	size_t n = d->look.nsheets < 64 ? d->look.nsheets : 64;
	int i;

	if (!d->look.is_workbook) {
		app_message(sc->app, "%s", _("Only workbooks have sheets."));
		return;
	}
	for (size_t k = 0; k < n; k++)
		answers[k] = d->look.sheets[k];
	i = dialog_choose(sc->app, _("Which sheet?"), "", answers, n, 0);
	if (i < 0)
		return;
	str_copy(d->sheet, sizeof d->sheet, answers[i]);
	d->header = 0;
	again(sc);
}

static void
choose_encoding(struct screen *sc)
{
	static const char *const names[] = { "", "UTF-8", "UTF-16", "windows-1258", "TCVN", "GB18030", "windows-1252" };
	const char *const answers[] = { _("As found"), "UTF-8", "UTF-16", _("windows-1258 (Vietnamese)"),
		_("TCVN 5712 (Vietnamese)"), _("GB18030, GBK (Chinese)"), _("windows-1252 (Western)") };
	struct import_desk *d = sc->data;
	int i;

	if (d->look.is_workbook) {
		app_message(sc->app, "%s", _("Workbooks need no encoding."));
		return;
	}
	i = dialog_choose(sc->app, _("Encoding of the file"), "", answers, 7, 0);
	if (i < 0)
		return;
	str_copy(d->encoding, sizeof d->encoding, names[i]);
	again(sc);
}

static void
choose_header(struct screen *sc)
{
	struct import_desk *d = sc->data;
	char line[24];
	int64_t n;

	snprintf(line, sizeof line, "%" PRId64, d->look.header);
	if (!dialog_prompt_figure(sc->app, _("Import"), _("Line that names the columns"), line, sizeof line))
		return;
	n = strtoll(line, NULL, 10);
	if (n < 1 || n > 1048576) {
		app_error(sc->app, "%s", _("Type the number of a line."));
		return;
	}
	d->header = n;
	again(sc);
}

static void
choose_duplicates(struct screen *sc)
{
	const char *const answers[] = { _("Skip the row"), _("Update the record: what the row says goes over it"),
		_("Create another, unless the code is the same") };
	struct import_desk *d = sc->data;
	int i = dialog_choose(sc->app, _("When a record is here already"), "", answers, 3, (size_t)d->on_duplicate);

	if (i >= 0)
		d->on_duplicate = (enum import_duplicate)i;
}

/* Two columns of one field cannot be; what every record needs must be. */
static bool
is_ready(struct screen *sc)
{
	struct import_desk *d = sc->data;

	for (size_t i = 0; i < d->look.n; i++)
		if (d->fields[i] != NULL)
			return true;
	app_error(sc->app, "%s", _("Choose a field for a column first: Enter."));
	return false;
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct import_desk *d = sc->data;
	bool open, used;

	switch (ev->action) {
	case ACT_LOOKUP:
		choose_field(sc);
		return true;
	case ACT_DELETE_CHAR:
	case ACT_DELETE:
		leave_out(sc);
		return true;
	case ACT_NEW:
		other_file(sc);
		return true;
	case ACT_RUN:
		if (is_ready(sc))
			import_preview_run(d);
		return true;
	case ACT_SAVE:
		if (is_ready(sc) && import_work_run(d))
			screen_close(sc);
		return true;
	default:
		break;
	}
	used = list_take(d->list, sc->app, ev, &open);
	if (open)
		choose_field(sc);
	return used;
}

static size_t
more(struct screen *sc, const struct menu_item **items)
{
	struct import_desk *d = sc->data;
	const struct { const char *label; int value; } lines[] = {
		{ _("Another file"), MORE_FILE }, { _("Sheet of the workbook"), MORE_SHEET },
		{ _("Encoding of the file"), MORE_ENCODING }, { _("Line that names the columns"), MORE_HEADER },
		{ _("When a record is here already"), MORE_DUPLICATES },
		{ d->create_refs ? _("Add nothing to catalogs") : _("Add to catalogs what they lack"), MORE_CATALOGS },
		{ _("Past imports"), MORE_PAST },
	};
	size_t n = sizeof lines / sizeof lines[0];

	for (size_t i = 0; i < n; i++)
		d->more[i] = (struct menu_item){ "", lines[i].label, "", lines[i].value };
	*items = d->more;
	return n;
}

static void
run_more(struct screen *sc, int value)
{
	struct import_desk *d = sc->data;
	struct err_note note = { 0 };

	switch (value) {
	case MORE_FILE:
		other_file(sc);
		break;
	case MORE_SHEET:
		choose_sheet(sc);
		break;
	case MORE_ENCODING:
		choose_encoding(sc);
		break;
	case MORE_HEADER:
		choose_header(sc);
		break;
	case MORE_DUPLICATES:
		choose_duplicates(sc);
		break;
	case MORE_CATALOGS:
		d->create_refs = !d->create_refs;
		break;
	case MORE_PAST:
		if (imports_past(d->s, GO_PUSH, "", &note) != ERR_OK)
			app_error_note(sc->app, &note);
		break;
	}
}

static void
fini(struct screen *sc)
{
	struct import_desk *d = sc->data;

	list_free(d->list);
	let_go(d);
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_LOOKUP, ACT_NEW, ACT_RUN, ACT_MENU, ACT_NONE };

static const struct screen_class import_class = {
	.name = "import", .code = "IM", .title = N_("Import"), .context = CONTEXT_QUERY,
	.bar = bar, .open = open_desk, .draw = draw, .event = event, .more = more,
	.run_more = run_more, .fini = fini,
};

enum err
imports_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	struct opening o = { 0 };
	char name[256];
	enum err e;

	o.e = import_pick_entity(s, args, note);
	if (o.e == NULL)
		return note->code;
	e = import_pick_file(s, name, sizeof name, &o.f, note);
	if (e != ERR_OK || o.f == NULL)
		return e;
	o.name = name;
	e = app_open(s->app, mode, &import_class, &o, note);
	if (e != ERR_OK)
		fclose(o.f);
	return e;
}
