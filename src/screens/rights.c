#include "config.h"

#include "screens/rights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/records.h"
#include "store/record_store.h"
#include "ui/dialog.h"

#define VERBS 6
#define FUNCTIONS_MAX 64
#define RIGHTS_PAGE 200

/* One row of the grid: a function, its bits as stored and as shown. */
struct right_row { const struct function *f; int64_t id; int stored, shown; };

struct rights {
	struct session *s;
	int64_t group_id;
	char group[64];
	struct right_row rows[FUNCTIONS_MAX];
	int n, at, col, top;
};

static const char *const verb_titles[VERBS] = { N_("View"), N_("Add"), N_("Edit"),
	N_("Delete"), N_("Print"), N_("Export") };

static const struct entity *
entity(const struct rights *r)
{
	return model_entity(store_model(r->s->st), "right");
}

static enum err
read_rights(struct rights *r, struct err_note *note)
{
	const struct entity *e = entity(r);
	struct list_query q = { .entity = e, .parent_id = r->group_id,
		.parent_field = entity_field(e, "group") };
	struct list_anchor from = { 0 };
	struct record_page page = { 0 };
	enum err err = session_read(r->s, note);

	if (err != ERR_OK)
		return err;
	err = list_page(r->s->st, &q, &from, true, RIGHTS_PAGE, &page, note);
	session_done(r->s);
	if (err != ERR_OK)
		return err;
	for (int i = 0; i < r->n; i++) {
		r->rows[i].id = 0;
		r->rows[i].stored = 0;
		for (size_t k = 0; k < page.nrows; k++) {
			const struct record *rec = page.rows[k];

			if (!str_eq(record_text(rec, "function"), r->rows[i].f->name))
				continue;
			r->rows[i].id = rec->id;
			r->rows[i].stored = (int)record_int(rec, "verbs");
		}
		r->rows[i].shown = r->rows[i].stored;
	}
	record_page_fini(&page);
	return ERR_OK;
}

static enum err
open_rights(struct screen *sc, void *arg, struct err_note *note)
{
	struct rights *r = xcalloc(1, sizeof *r);
	struct record *group = NULL;
	enum err err;

	r->s = session_of(sc->app);
	r->group_id = *(const int64_t *)arg;
	for (const struct function *f = function_table; f->name && r->n < FUNCTIONS_MAX; f++)
		r->rows[r->n++].f = f;
	err = records_load(r->s, "group", r->group_id, &group, note);
	if (err == ERR_OK) {
		str_copy(r->group, sizeof r->group, record_text(group, "code"));
		screen_set_title(sc, "%s: %s", _("Rights"), record_text(group, "name"));
		if (record_int(group, "admin"))
			screen_set_hint(sc, "%s",
			    _("Administrators may do everything, whatever stands here."));
		else
			screen_set_hint(sc, "%s",
			    _("Arrows move, Space gives or takes, F2 saves. A dot: there is no such right."));
		record_free(group);
		err = read_rights(r, note);
	}
	if (err != ERR_OK) {
		free(r);
		return err;
	}
	sc->data = r;
	screen_set_mode(sc, _("EDIT"));
	return ERR_OK;
}

static bool
is_changed(const struct rights *r)
{
	for (int i = 0; i < r->n; i++)
		if (r->rows[i].stored != r->rows[i].shown)
			return true;
	return false;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct rights *r = sc->data;
	bool small = body.cols < 70;
	int cell = small ? 3 : 8, grid = body.col + body.cols - cell * VERBS - 1;
	int rows = body.rows - 1;

	canvas_text(c, body.row, body.col + 1, grid - body.col - 2, ROLE_HEAD, _("Function"));
	for (int v = 0; v < VERBS; v++)
		canvas_text(c, body.row, grid + v * cell, cell - 1, ROLE_HEAD,
		    _(verb_titles[v]));
	if (r->at < r->top)
		r->top = r->at;
	if (r->at >= r->top + rows)
		r->top = r->at - rows + 1;
	for (int i = r->top; i < r->n && i < r->top + rows; i++) {
		const struct right_row *row = &r->rows[i];
		int y = body.row + 1 + i - r->top;

		canvas_text(c, y, body.col + 1, grid - body.col - 2,
		    i == r->at ? ROLE_MARK : ROLE_TEXT, tr(row->f->title));
		for (int v = 0; v < VERBS; v++) {
			bool here = i == r->at && v == r->col;
			const char *mark = !(row->f->verbs & 1 << v) ? " . "
			    : row->shown & 1 << v ? "[x]" : "[ ]";

			canvas_text(c, y, grid + v * cell, 3,
			    here ? ROLE_FIELD_FOCUS : ROLE_FIELD, mark);
			if (here)
				canvas_cursor(c, y, grid + v * cell + 1);
		}
	}
}

static enum err
store_row(struct rights *r, const struct right_row *row, struct err_note *note)
{
	const struct entity *e = entity(r);
	struct record *rec, *base = NULL;
	enum err err;

	if (row->id != 0 && row->shown == 0)
		return record_delete(r->s->st, e, row->id, 0, note);
	if (row->id == 0) {
		rec = record_new(e);
		record_set_text(rec, "group", r->group);
		record_set_text(rec, "function", row->f->name);
		record_set_int(rec, "verbs", row->shown);
		err = record_insert(r->s->st, rec, note);
	} else {
		err = record_load(r->s->st, e, row->id, &base, note);
		if (err != ERR_OK)
			return err;
		rec = record_copy(base);
		record_set_int(rec, "verbs", row->shown);
		err = record_update(r->s->st, base, rec, NULL, note);
	}
	record_free(rec);
	record_free(base);
	return err;
}

/* All changes in one transaction: a group never has half of its new rights. */
static bool
save(struct screen *sc)
{
	struct rights *r = sc->data;
	struct err_note note;
	enum err err;

	if (!is_changed(r))
		return true;
	err = session_write(r->s, &note);
	if (err == ERR_OK) {
		for (int i = 0; i < r->n && err == ERR_OK; i++)
			if (r->rows[i].stored != r->rows[i].shown)
				err = store_row(r, &r->rows[i], &note);
		err = session_end(r->s, err, &note);
	}
	if (err == ERR_OK)
		err = read_rights(r, &note);
	if (err != ERR_OK) {
		app_error_note(sc->app, &note);
		return false;
	}
	sc->has_changes = false;
	app_message(sc->app, _("The rights of %s are saved; they work with the next action."),
	    r->group);
	return true;
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct rights *r = sc->data;
	struct right_row *row = &r->rows[r->at];
	struct err_note note;

	if (ev->kind == EV_TEXT && ev->key == ' ') {
		if (row->f->verbs & 1 << r->col)
			row->shown ^= 1 << r->col;
		sc->has_changes = is_changed(r);
		return true;
	}
	switch (ev->action) {
	case ACT_UP:
		r->at -= r->at > 0;
		return true;
	case ACT_DOWN:
		r->at += r->at + 1 < r->n;
		return true;
	case ACT_PAGE_UP:
		r->at = r->at > 10 ? r->at - 10 : 0;
		return true;
	case ACT_PAGE_DOWN:
		r->at = r->at + 10 < r->n ? r->at + 10 : r->n - 1;
		return true;
	case ACT_LEFT:
	case ACT_PREV:
		r->col = (r->col + VERBS - 1) % VERBS;
		return true;
	case ACT_RIGHT:
	case ACT_NEXT:
		r->col = (r->col + 1) % VERBS;
		return true;
	case ACT_SAVE:
		save(sc);
		return true;
	case ACT_REFRESH:
		if (read_rights(r, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		sc->has_changes = false;
		return true;
	default:
		return false;
	}
}

static bool
may_close(struct screen *sc)
{
	struct rights *r = sc->data;

	if (!is_changed(r))
		return true;
	switch (dialog_unsaved(sc->app, sc->title)) {
	case ANSWER_SAVE:
		return save(sc);
	case ANSWER_DISCARD:
		return true;
	default:
		return false;
	}
}

static void
fini(struct screen *sc)
{
	free(sc->data);
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_REFRESH, ACT_GO, ACT_MENU,
	ACT_NONE };

static const struct screen_class rights_class = {
	.name = "rights", .code = "RT", .title = N_("Rights"), .context = CONTEXT_VIEW,
	.bar = bar, .open = open_rights, .draw = draw, .event = event,
	.may_close = may_close, .fini = fini,
};

enum err
rights_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	const struct entity *e = model_entity(store_model(s->st), "group");
	int64_t id = 0;
	enum err err;

	if (str_empty(args)) {
		id = records_pick(s, "group", _("Rights of which group?"), "");
		if (id == 0)
			return ERR_OK;
	} else {
		err = session_read(s, note);
		if (err != ERR_OK)
			return err;
		err = record_id(s->st, e, args, &id, note);
		session_done(s);
		if (err != ERR_OK)
			return err;
	}
	return app_open(s->app, mode, &rights_class, &id, note);
}
