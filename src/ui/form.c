#include "ui/form_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"

static bool
may_see(const struct form *f, const struct field *field)
{
	if (field->hidden)
		return false;
	return f->ops == NULL || f->ops->may_see == NULL || f->ops->may_see(f->ctx, field);
}

/* The slots in the order of pages and rows. */
static void
place(struct form *f)
{
	const struct entity *e = f->entity;
	size_t p, r, i, n;

	for (p = 0; p < e->npages; p++) {
		for (r = 0; r < e->pages[p].nrows; r++) {
			n = e->pages[p].rows[r].nfields;
			for (i = 0; i < n; i++) {
				const struct field *field = e->pages[p].rows[r].fields[i];
				struct slot *s = &f->slots[field->index];

				if (s->is_placed || !may_see(f, field))
					continue;
				s->is_placed = true;
				s->page = p;
				f->order[f->norder++] = (size_t)field->index;
			}
		}
	}
}

static void
set_masks(struct edit *e, const struct field *f)
{
	switch (f->type) {
	case FIELD_INT:
	case FIELD_POINTS:
		e->allowed = "0123456789-+., ";
		break;
	case FIELD_PERCENT:
		e->allowed = "0123456789.,% ";
		break;
	case FIELD_PHONE:
		e->allowed = "0123456789+-.()/ ";
		break;
	case FIELD_CARD:
		e->allowed = "0123456789- ";
		break;
	case FIELD_MINUTE:
		e->allowed = "0123456789:.hH ";
		break;
	case FIELD_CODE:
		e->is_upper = true;
		break;
	default:
		break;
	}
}

static int
max_typed(const struct field *f)
{
	switch (f->type) {
	case FIELD_CODE:
	case FIELD_TEXT:
	case FIELD_EMAIL:
		return f->max_len > 0 ? f->max_len : 250;
	case FIELD_NOTE:
		return f->max_len > 0 ? f->max_len : 4000;
	case FIELD_REFS:
		return 400;
	default:
		return 60;		/* a name typed into a lookup, an amount */
	}
}

struct form *
form_new(struct app *app, const struct entity *e, const struct format *fm,
    const struct form_ops *ops, void *ctx)
{
	struct form *f = xcalloc(1, sizeof *f);
	size_t i;

	f->app = app;
	f->entity = e;
	f->fm = fm;
	f->ops = ops;
	f->ctx = ctx;
	f->mode = FORM_EDIT;
	f->slots = xcalloc(e->nfields > 0 ? e->nfields : 1, sizeof *f->slots);
	f->order = xcalloc(e->nfields > 0 ? e->nfields : 1, sizeof *f->order);
	for (i = 0; i < e->nfields; i++) {
		struct slot *s = &f->slots[i];

		s->field = &e->fields[i];
		edit_init(&s->edit, max_typed(s->field));
		set_masks(&s->edit, s->field);
		edit_init(&s->query, 100);
	}
	place(f);
	form_load(f, NULL);
	return f;
}

void
form_free(struct form *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->entity->nfields; i++) {
		struct slot *s = &f->slots[i];

		edit_fini(&s->edit);
		edit_fini(&s->query);
		free(s->shown);
		free(s->problem);
		free(s->passed);
	}
	for (i = 0; i < f->ntabs; i++)
		free(f->tabs[i]);
	undo_clear(f);
	free(f->slots);
	free(f->order);
	record_free(f->rec);
	record_free(f->stored);
	record_free(f->previous);
	entity_free(f->own);
	free(f);
}

struct slot *
form_slot(struct form *f, const char *name)
{
	const struct field *field = entity_field(f->entity, name);

	return field != NULL ? &f->slots[field->index] : NULL;
}

struct slot *
form_focused(const struct form *f)
{
	if (f->norder == 0 || f->tab >= f->entity->npages)
		return NULL;
	return &f->slots[f->order[f->focus]];
}

struct edit *
slot_edit(struct form *f, struct slot *s)
{
	return f->mode == FORM_QUERY ? &s->query : &s->edit;
}

bool
slot_is_open(const struct form *f, const struct slot *s)
{
	if (!s->is_placed || f->mode == FORM_VIEW)
		return false;
	if (f->mode == FORM_QUERY)
		return true;
	if (s->field->readonly || f->entity->readonly)
		return false;
	return str_empty(s->field->when) || record_when(f->rec, s->field->when);
}

size_t
form_order_of(const struct form *f, const struct slot *s)
{
	size_t i;

	for (i = 0; i < f->norder; i++)
		if (&f->slots[f->order[i]] == s)
			return i;
	return 0;
}

void
form_move_focus(struct form *f, size_t at)
{
	struct slot *s;

	if (f->norder == 0)
		return;
	f->focus = at;
	f->resets = 0;
	s = &f->slots[f->order[at]];
	f->tab = s->page;
	s->edit.clear_on_type = s->field->clear_on_type;
}

/* The first field that can be typed into. */
static void
focus_first(struct form *f)
{
	size_t i;

	f->tab = 0;
	f->scroll = 0;
	for (i = 0; i < f->norder; i++) {
		if (slot_is_open(f, &f->slots[f->order[i]])) {
			form_move_focus(f, i);
			return;
		}
	}
	f->focus = 0;
}

static void
load(struct form *f, struct record *stored, struct record *rec)
{
	size_t i;

	record_free(f->stored);
	record_free(f->rec);
	f->stored = stored;
	f->rec = rec;
	for (i = 0; i < f->entity->nfields; i++) {
		slot_set_problem(&f->slots[i], NULL, false);
		free(f->slots[i].passed);
		f->slots[i].passed = NULL;
		slot_sync(f, &f->slots[i]);
	}
	undo_clear(f);
	focus_first(f);
}

void
form_load(struct form *f, const struct record *r)
{
	struct record *rec;

	if (r != NULL) {
		rec = record_copy(r);
	} else {
		rec = record_new(f->entity);
		record_preset(rec, f->fm, clock_today());
	}
	load(f, record_copy(rec), rec);
}

void
form_load_draft(struct form *f, const struct record *base, const struct record *draft)
{
	struct record *rec = record_copy(draft);

	rec->id = base->id;
	rec->version = base->version;
	load(f, record_copy(base), rec);
}

void
form_set_previous(struct form *f, const struct record *r)
{
	record_free(f->previous);
	f->previous = r != NULL ? record_copy(r) : NULL;
}

void
form_set_mode(struct form *f, enum form_mode mode)
{
	f->mode = mode;
	focus_first(f);
}

enum form_mode
form_mode(const struct form *f)
{
	return f->mode;
}

void
form_set_tabs(struct form *f, const char *const *titles, size_t n)
{
	size_t i;

	for (i = 0; i < f->ntabs; i++)
		free(f->tabs[i]);
	f->ntabs = n < FORM_TABS_MAX ? n : FORM_TABS_MAX;
	for (i = 0; i < f->ntabs; i++)
		f->tabs[i] = xstrdup(titles[i]);
	if (f->tab >= f->entity->npages + f->ntabs)
		f->tab = 0;
}

size_t
form_tab(const struct form *f)
{
	return f->tab;
}

size_t
form_page_count(const struct form *f)
{
	return f->entity->npages;
}

const struct record *
form_record(struct form *f)
{
	size_t i;

	for (i = 0; i < f->norder; i++) {
		struct slot *s = &f->slots[f->order[i]];

		/* Typed back by hand it reads as before, while the record has what stood there in a pause. */
		if (slot_is_changed(f, s) || (slot_is_open(f, s) &&
		    record_differs(f->stored, f->rec, s->field->index)))
			(void)slot_commit(f, s, NULL);
	}
	return f->rec;
}

size_t
form_unread(struct form *f, struct query_term *texts, size_t max)
{
	size_t i, n = 0;

	for (i = 0; i < f->norder && n < max; i++) {
		struct slot *s = &f->slots[f->order[i]];

		if (slot_is_changed(f, s) && slot_commit(f, s, NULL) != ERR_OK)
			texts[n++] = (struct query_term) { s->field, edit_text(&s->edit) };
	}
	return n;
}

const struct record *
form_stored(const struct form *f)
{
	return f->stored;
}

bool
form_is_dirty(const struct form *f)
{
	size_t i;

	for (i = 0; i < f->entity->nfields; i++) {
		if (f->slots[i].is_placed && slot_is_changed(f, &f->slots[i]))
			return true;
		if (record_differs(f->stored, f->rec, (int)i))
			return true;
	}
	return false;
}

int
form_problems(const struct form *f)
{
	size_t i;
	int n = 0;

	for (i = 0; i < f->norder; i++)
		if (f->slots[f->order[i]].problem != NULL)
			n++;
	return n;
}

bool
field_is_asked(const struct field *f)
{
	return f->required && !str_starts(f->preset, "next:");
}

static enum err
check_required(const struct form *f, const struct slot *s, struct err_note *note)
{
	const struct field *field = s->field;

	if (!field_is_asked(field) || !slot_is_open(f, s) ||
	    f->rec->values[field->index].kind != VALUE_NULL)
		return ERR_OK;
	return err_set(note, ERR_INVALID, field->name, _("%s is needed."), tr(field->label));
}

enum err
form_validate(struct form *f, struct err_note *note)
{
	struct slot *first = NULL;
	size_t i;

	f->message[0] = '\0';
	for (i = 0; i < f->norder; i++) {
		struct slot *s = &f->slots[f->order[i]];
		struct err_note n = { 0 };
		enum err err;

		if (!slot_is_open(f, s))
			continue;
		err = slot_leave(f, s, &n);
		if (err == ERR_OK)
			err = check_required(f, s, &n);
		if (err != ERR_OK) {
			slot_set_problem(s, n.text[0] != '\0' ? n.text : err_text(err), false);
		} else if (s->problem != NULL && s->is_warning) {
			/* shown once: the next Save passes */
			if (str_eq(s->passed, edit_text(&s->edit))) {
				slot_set_problem(s, NULL, false);
				continue;
			}
			free(s->passed);
			s->passed = xstrdup(edit_text(&s->edit));
		} else {
			continue;
		}
		if (first == NULL)
			first = s;
	}
	if (first == NULL)
		return ERR_OK;
	form_move_focus(f, form_order_of(f, first));
	return err_set(note, ERR_INVALID, first->field->name, "%s", first->problem);
}

void
form_show_problem(struct form *f, const struct err_note *note)
{
	struct slot *s = form_slot(f, note->field);

	if (s == NULL || !s->is_placed)
		return;
	f->message[0] = '\0';
	slot_set_problem(s, note->text[0] != '\0' ? note->text : err_text(note->code), false);
	form_move_focus(f, form_order_of(f, s));
}

const struct field *
form_focus(const struct form *f)
{
	struct slot *s = form_focused(f);

	return s != NULL ? s->field : NULL;
}

void
form_focus_name(struct form *f, const char *name)
{
	struct slot *s = form_slot(f, name);

	if (s != NULL && s->is_placed)
		form_move_focus(f, form_order_of(f, s));
}

void
form_set_text(struct form *f, const char *name, const char *text)
{
	struct slot *s = form_slot(f, name);

	assert(s != NULL);
	edit_set(slot_edit(f, s), text);
	if (f->mode != FORM_QUERY)
		(void)slot_leave(f, s, NULL);
}

const char *
form_text(struct form *f, const char *name)
{
	struct slot *s = form_slot(f, name);

	assert(s != NULL);
	return edit_text(slot_edit(f, s));
}

size_t
form_query(struct form *f, struct query_term *terms, size_t max)
{
	size_t i, n = 0;

	for (i = 0; i < f->norder && n < max; i++) {
		struct slot *s = &f->slots[f->order[i]];
		const char *text = edit_text(&s->query);

		if (text[strspn(text, " ")] != '\0')
			terms[n++] = (struct query_term){ s->field, text };
	}
	return n;
}

void
form_query_clear(struct form *f)
{
	size_t i;

	for (i = 0; i < f->entity->nfields; i++)
		edit_set(&f->slots[i].query, "");
}
