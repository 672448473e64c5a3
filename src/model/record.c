#include "model/record.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

struct record *
record_new(const struct entity *e)
{
	struct record *r = xcalloc(1, sizeof *r);

	r->entity = e;
	r->values = xcalloc(e->nfields, sizeof *r->values);
	r->labels = xcalloc(e->nfields, sizeof *r->labels);
	return r;
}

struct record *
record_copy(const struct record *r)
{
	struct record *c = record_new(r->entity);
	struct value *values = c->values;
	char **labels = c->labels;
	size_t i;

	*c = *r;
	c->values = values;
	c->labels = labels;
	c->sort_key = xstrdup(r->sort_key);
	for (i = 0; i < r->entity->nfields; i++) {
		value_copy(&c->values[i], &r->values[i]);
		c->labels[i] = xstrdup(r->labels[i]);
	}
	return c;
}

void
record_free(struct record *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->entity->nfields; i++) {
		value_fini(&r->values[i]);
		free(r->labels[i]);
	}
	free(r->values);
	free(r->labels);
	free(r->sort_key);
	free(r);
}

static struct value *
value_of(const struct record *r, const char *field)
{
	const struct field *f = entity_field(r->entity, field);

	assert(f != NULL);
	return &r->values[f->index];
}

struct value *
record_value(struct record *r, const char *field)
{
	return value_of(r, field);
}

const char *
record_text(const struct record *r, const char *field)
{
	const struct value *v = value_of(r, field);

	return v->kind == VALUE_TEXT ? v->s : "";
}

int64_t
record_int(const struct record *r, const char *field)
{
	const struct value *v = value_of(r, field);

	return v->kind == VALUE_INT ? v->i : 0;
}

/* The name beside a code is that of the old code. */
static void
forget_label(struct record *r, const struct value *v)
{
	size_t i = (size_t)(v - r->values);

	free(r->labels[i]);
	r->labels[i] = NULL;
}

void
record_set_text(struct record *r, const char *field, const char *s)
{
	struct value *v = value_of(r, field);

	if (v->kind == VALUE_TEXT && str_eq(v->s, s))
		return;
	value_set_text(v, s);
	forget_label(r, v);
}

void
record_set_int(struct record *r, const char *field, int64_t i)
{
	value_set_int(value_of(r, field), i);
}

static void
preset_field(struct record *r, const struct field *f, const struct format *fm,
    day_t today)
{
	struct value *v = &r->values[f->index];

	if (v->kind != VALUE_NULL || f->preset[0] == '\0' ||
	    str_starts(f->preset, "next:") || !record_when(r, f->when))
		return;
	if (str_eq(f->preset, "today") && field_is_int(f))
		value_set_int(v, f->type == FIELD_INSTANT ?
		    instant_make(today, 0) : today);
	else if (str_eq(f->preset, "now") && f->type == FIELD_INSTANT)
		value_set_int(v, clock_now_ms());
	else if (field_from_text(f, fm, f->preset, v, NULL) != ERR_OK)
		value_fini(v);	/* the loader has read it: cannot be */
}

void
record_preset(struct record *r, const struct format *fm, day_t today)
{
	const struct entity *e = r->entity;
	size_t i;

	/* First those that the conditions of others ask for. */
	for (i = 0; i < e->nfields; i++) {
		if (e->fields[i].when[0] == '\0')
			preset_field(r, &e->fields[i], fm, today);
	}
	for (i = 0; i < e->nfields; i++)
		preset_field(r, &e->fields[i], fm, today);
}

void
record_drop_inapplicable(struct record *r)
{
	size_t i;

	for (i = 0; i < r->entity->nfields; i++) {
		struct value *v = &r->values[i];

		if (v->kind == VALUE_NULL ||
		    record_when(r, r->entity->fields[i].when))
			continue;
		value_fini(v);
		forget_label(r, v);
	}
}

bool
record_differs(const struct record *a, const struct record *b, int field_index)
{
	assert(a->entity == b->entity);
	assert(field_index >= 0 && (size_t)field_index < a->entity->nfields);
	return !value_eq(&a->values[field_index], &b->values[field_index]);
}

bool
record_when(const struct record *r, const char *condition)
{
	const char *equals, *values;
	const struct field *f;
	char name[64], piece[128], *text;
	bool holds = false;

	if (str_empty(condition))
		return true;
	equals = strchr(condition, '=');
	assert(equals != NULL && (size_t)(equals - condition) < sizeof name);
	str_copy(name, (size_t)(equals - condition) + 1, condition);
	f = entity_field(r->entity, name);
	assert(f != NULL);
	text = field_to_text(f, &r->values[f->index]);
	if (f->type == FIELD_BOOL && *text == '\0') {
		free(text);
		text = xstrdup("false");	/* not entered is not set */
	}
	values = equals + 1;
	while (!holds && str_next(&values, '|', piece, sizeof piece))
		holds = str_eq(piece, text);
	free(text);
	return holds;
}

enum err
record_check(const struct record *r, struct err_note *note)
{
	size_t i;
	enum err e;

	for (i = 0; i < r->entity->nfields; i++) {
		const struct field *f = &r->entity->fields[i];
		const struct value *v = &r->values[i];
		bool applies = record_when(r, f->when);

		/* A bool is kept as 0 where nothing was entered. */
		if (!applies && v->kind != VALUE_NULL &&
		    !(f->type == FIELD_BOOL && v->i == 0))
			return err_set(note, ERR_INVALID, f->name,
			    _("%s does not belong to this record: leave it empty."),
			    tr(f->label));
		/* A number of a series comes with the save. */
		if (v->kind == VALUE_NULL && f->required && applies &&
		    !str_starts(f->preset, "next:"))
			return err_set(note, ERR_INVALID, f->name,
			    _("%s is missing."), tr(f->label));
		e = field_check(f, v, note);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}
