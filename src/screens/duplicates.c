#include "config.h"

#include "screens/duplicates.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "domain/member.h"
#include "domain/merge.h"
#include "screens/op_form.h"
#include "screens/records.h"
#include "store/record_store.h"
#include "ui/dialog.h"

enum { LEFT, RIGHT, SIDES };

/* A field that either of them has. take: the side whose word stays. */
struct field_row { const struct field *f; char *text[SIDES]; int take; bool differs; };

struct duplicates {
	struct session *s;
	struct record *r[SIDES];
	struct member m[SIDES];
	int stays;			/* the side whose record stays */
	struct field_row *rows; size_t n, at;
	int top;
};

/* ---- the two ---- */

static bool
may_see(const struct duplicates *d, const struct field *f)
{
	return !f->hidden && session_may_named(d->s, f->right);
}

static void
make_rows(struct duplicates *d)
{
	const struct entity *e = d->r[LEFT]->entity;
	const struct format *fm = &d->s->format;

	d->rows = xcalloc(e->nfields + 1, sizeof *d->rows);
	for (size_t i = 0; i < e->nfields; i++) {
		const struct value *a = &d->r[LEFT]->values[i], *b = &d->r[RIGHT]->values[i];
		struct field_row *row = &d->rows[d->n];

		if (!may_see(d, &e->fields[i]) || (a->kind == VALUE_NULL && b->kind == VALUE_NULL))
			continue;
		*row = (struct field_row) { .f = &e->fields[i], .differs = !value_eq(a, b) };
		for (int k = 0; k < SIDES; k++) {
			const struct record *r = d->r[k];

			row->text[k] = r->labels[i] != NULL && r->labels[i][0] != '\0' ? xstrdup(r->labels[i]) :
			    field_format(&e->fields[i], fm, &r->values[i]);
		}
		d->n++;
	}
}

/* What the merge lets be chosen: both have it, and they differ. What one lacks it gets anyway. */
static bool
is_choice(const struct duplicates *d, const struct field_row *row)
{
	return row->differs && merge_may_take(row->f) &&
	    d->r[LEFT]->values[row->f->index].kind != VALUE_NULL &&
	    d->r[RIGHT]->values[row->f->index].kind != VALUE_NULL;
}

static int
word_of(const struct duplicates *d, const struct field_row *row)
{
	if (is_choice(d, row))
		return row->take;
	/* The code stays with the record; an empty field takes what there is. */
	return d->r[d->stays]->values[row->f->index].kind != VALUE_NULL ||
	    !merge_may_take(row->f) ? d->stays : 1 - d->stays;
}

static void
set_stays(struct duplicates *d, int side)
{
	d->stays = side;
	for (size_t i = 0; i < d->n; i++)
		d->rows[i].take = side;
}

static enum err
load(struct duplicates *d, const int64_t id[SIDES], struct err_note *note)
{
	const struct entity *e = model_entity(store_model(d->s->st), "customer");
	enum err err = session_read(d->s, note);

	if (err != ERR_OK)
		return err;
	for (int k = 0; err == ERR_OK && k < SIDES; k++) {
		err = record_load(d->s->st, e, id[k], &d->r[k], note);
		if (err == ERR_OK)
			err = member_load(d->s->st, id[k], &d->m[k], note);
	}
	session_done(d->s);
	return err;
}

static void
let_go(struct duplicates *d)
{
	for (size_t i = 0; i < d->n; i++)
		for (int k = 0; k < SIDES; k++)
			free(d->rows[i].text[k]);
	free(d->rows);
	record_free(d->r[LEFT]);
	record_free(d->r[RIGHT]);
	free(d);
}

static enum err
open_two(struct screen *sc, void *arg, struct err_note *note)
{
	struct duplicates *d = xcalloc(1, sizeof *d);
	enum err e;

	d->s = session_of(sc->app);
	e = load(d, arg, note);
	if (e != ERR_OK) {
		let_go(d);
		return e;
	}
	make_rows(d);
	set_stays(d, RIGHT);	/* "merge into another" */
	while (d->at + 1 < d->n && !is_choice(d, &d->rows[d->at]))
		d->at++;
	sc->data = d;
	screen_set_title(sc, "%s", _("Merge two customers"));
	screen_set_hint(sc, "%s", _("Arrows choose the word that stays (*), F5 the record that stays, F2 merges."));
	screen_set_mode(sc, _("EDIT"));
	return ERR_OK;
}

/* ---- drawing ---- */

static void
draw_head(const struct duplicates *d, struct canvas *c, struct rect body, int label, int side)
{
	char text[200], points[32], day[24];

	for (int k = 0; k < SIDES; k++) {
		int col = body.col + label + k * side;

		snprintf(text, sizeof text, "%s%s", d->m[k].code, d->stays == k ? _(" stays") : "");
		canvas_text(c, body.row, col + 2, side - 3, d->stays == k ? ROLE_MARK : ROLE_HEAD, text);
		snprintf(text, sizeof text, "%s %s  %s", _("Points"),
		    session_int(d->s, d->m[k].balance, points, sizeof points), d->m[k].last_day != 0 ?
		    day_format(d->s->format.locale, d->m[k].last_day, day, sizeof day) : "");
		canvas_text(c, body.row + 1, col + 2, side - 3, ROLE_DIM, text);
	}
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct duplicates *d = sc->data;
	int label = body.cols < 60 ? 10 : 20, side = (body.cols - label) / 2, rows = body.rows - 2;

	if (side < 6 || rows < 1)
		return;
	draw_head(d, c, body, label, side);
	if ((int)d->at < d->top)
		d->top = (int)d->at;
	if ((int)d->at >= d->top + rows)
		d->top = (int)d->at - rows + 1;
	for (int i = 0; i < rows && (size_t)(d->top + i) < d->n; i++) {
		const struct field_row *row = &d->rows[d->top + i];
		bool here = d->top + i == (int)d->at;
		int y = body.row + 2 + i, word = word_of(d, row);

		canvas_text(c, y, body.col, 1, ROLE_WARNING, row->differs ? "!" : " ");
		canvas_text(c, y, body.col + 1, label - 2, here ? ROLE_MARK : ROLE_LABEL, tr(row->f->label));
		for (int k = 0; k < SIDES; k++) {
			int col = body.col + label + k * side;
			bool stays = word == k || !row->differs;

			canvas_text(c, y, col, 2, ROLE_MARK, row->differs && word == k ? "* " : "  ");
			canvas_text(c, y, col + 2, side - 3, here && word == k ? ROLE_ROW_SEL :
			    stays ? ROLE_TEXT : ROLE_DIM, row->text[k]);
		}
		if (here)
			canvas_cursor(c, y, body.col + label + word * side);
	}
	screen_set_status(sc, "%zu/%zu", d->at + 1, d->n);
}

/* ---- merging ---- */

static void
merge(struct screen *sc)
{
	struct duplicates *d = sc->data;
	const char *stays = d->m[d->stays].code, *goes = d->m[1 - d->stays].code;
	struct strbuf take = { 0 };
	struct err_note note = { 0 };
	json_t *rq, *reply = NULL;
	char key[48], *text;
	bool yes;

	for (size_t i = 0; i < d->n; i++)
		if (is_choice(d, &d->rows[i]) && d->rows[i].take != d->stays)
			strbuf_addf(&take, "%s%s", take.len > 0 ? "," : "", d->rows[i].f->name);
	text = xasprintf(_("%s goes into %s with its cards, points, receipts and history. It can be undone."),
	    goes, stays);
	yes = dialog_confirm(sc->app, _("Merge them?"), text);
	free(text);
	if (yes) {
		op_form_key(key);
		rq = json_pack("{s:s,s:s,s:s,s:s}", "op", "merge", "key", key, "customer", goes, "into", stays);
		if (take.len > 0)
			json_object_set_new(rq, "take", json_string(strbuf_str(&take)));
		if (op_form_post(d->s, rq, &reply, &note) != ERR_OK) {
			app_error_note(sc->app, &note);
		} else {
			/* The form below may be the one that went: a line would not stand. */
			text = xasprintf(_("%s is merged into %s. To undo: open %s, F10, Take a merge back."),
			    goes, stays, stays);
			dialog_message(sc->app, _("Merged"), text);
			free(text);
			json_decref(reply);
			screen_close(sc);
		}
	}
	strbuf_fini(&take);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct duplicates *d = sc->data;
	struct field_row *row = d->n > 0 ? &d->rows[d->at] : NULL;

	if (row == NULL)
		return false;
	switch (ev->action) {
	case ACT_UP:
	case ACT_PREV:
		d->at = d->at > 0 ? d->at - 1 : d->n - 1;
		return true;
	case ACT_DOWN:
	case ACT_NEXT:
	case ACT_ENTER:
		d->at = d->at + 1 < d->n ? d->at + 1 : 0;
		return true;
	case ACT_LEFT:
	case ACT_RIGHT:
		if (is_choice(d, row))
			row->take = ev->action == ACT_LEFT ? LEFT : RIGHT;
		else
			app_message(sc->app, "%s", row->differs ? _("What one lacks it gets from the other; the code stays.") :
			    _("Both say the same."));
		return true;
	case ACT_REFRESH:
	case ACT_RESET:
		set_stays(d, 1 - d->stays);
		return true;
	case ACT_SAVE:
		merge(sc);
		return true;
	default:
		return false;
	}
}

static void
fini(struct screen *sc)
{
	let_go(sc->data);
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_REFRESH, ACT_GO, ACT_MENU, ACT_NONE };

static const struct screen_class duplicates_class = {
	.name = "duplicates", .code = "CU", .title = N_("Merge two customers"), .context = CONTEXT_VIEW,
	.bar = bar, .open = open_two, .draw = draw, .event = event, .fini = fini,
};

/* ---- which two ---- */

/* One of those found, more (may be NULL) as the last answer: its place, n for more, -1 for none. */
static int
choose(struct session *s, const char *title, const struct record_duplicate *dup, int n, const char *more)
{
	char *answers[6] = { NULL };
	int i;

	for (i = 0; i < n; i++)
		answers[i] = xasprintf("%s %s: %s", dup[i].code, dup[i].name, dup[i].why);
	if (more != NULL)
		answers[n] = xstrdup(more);
	i = dialog_choose(s->app, title, "", (const char *const *)answers, (size_t)n + (more != NULL), 0);
	for (int k = 0; k < 6; k++)
		free(answers[k]);
	return i;
}

static enum err
find(struct session *s, const struct record *r, struct record_duplicate dup[5], int *n,
    struct err_note *note)
{
	bool hidden;
	enum err e = session_read(s, note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	e = record_duplicates(s->st, r, dup, n, &hidden, note);
	session_done(s);
	return e;
}

static enum err
offer(struct session *s, int64_t id, int64_t *other, struct err_note *note)
{
	struct record_duplicate dup[5];
	struct record *r = NULL;
	int n = 0, i;
	enum err e = records_load(s, "customer", id, &r, note);

	*other = 0;
	if (e == ERR_OK)
		e = find(s, r, dup, &n, note);
	record_free(r);
	if (e != ERR_OK || n == 0)
		return e;
	i = choose(s, _("Merge with whom?"), dup, n, _("Another one"));
	*other = i < 0 ? -1 : i < n ? dup[i].id : 0;
	return ERR_OK;
}

enum err
duplicates_show(struct session *s, const struct record *r, struct err_note *note)
{
	struct record_duplicate dup[5];
	int n = 0, i;
	enum err e;

	if (r == NULL)
		return ERR_OK;
	e = find(s, r, dup, &n, note);
	if (e != ERR_OK)
		return e;
	if (n == 0) {
		app_message(s->app, "%s", _("Nobody has this phone, ID number, or name and birthday."));
		return ERR_OK;
	}
	i = choose(s, _("Who looks like this one"), dup, n, NULL);
	return i < 0 ? ERR_OK : records_open_form(s, "customer", dup[i].id, note);
}

enum err
duplicates_merge(struct session *s, int64_t customer, struct err_note *note)
{
	int64_t ids[SIDES] = { customer, 0 };
	enum err e;

	if (!session_may(s, "customer", VERB_DELETE))
		return err_set(note, ERR_DENIED, "", _("Not allowed for %s (needs %s.%s)."),
		    actor_code(s->a), "customer", "delete");
	e = offer(s, customer, &ids[RIGHT], note);
	if (e != ERR_OK || ids[RIGHT] < 0)
		return e;
	if (ids[RIGHT] == 0)
		ids[RIGHT] = records_pick(s, "customer", _("Merge with whom?"), "");
	if (ids[RIGHT] == 0)
		return ERR_OK;
	if (ids[RIGHT] == customer)
		return err_set(note, ERR_INVALID, "", _("Both are the same customer."));
	return app_push(s->app, &duplicates_class, ids, note);
}
