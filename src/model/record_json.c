/* record_json.c - records as JSON objects, by the table in field.h. */
#include "model/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

static json_t *
list_to_json(const char *codes)
{
	json_t *list = json_array();
	char piece[128];

	while (str_next(&codes, ',', piece, sizeof piece))
		json_array_append_new(list, json_string(piece));
	return list;
}

static json_t *
value_to_json(const struct field *f, const struct value *v)
{
	json_t *result;
	char *text;

	if (v->kind == VALUE_NULL)
		return json_null();
	switch (f->type) {
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_POINTS:
		return json_integer(v->i);
	case FIELD_PERCENT:
	case FIELD_FACTOR:
		return json_hundredths(v->i);
	case FIELD_BOOL:
		return json_boolean(v->i != 0);
	case FIELD_REFS:
		return list_to_json(v->s);
	default:
		text = field_to_text(f, v);
		result = json_string(text);
		free(text);
		return result;
	}
}

json_t *
record_to_json(const struct record *r, bool with_empty)
{
	json_t *obj = json_object();
	size_t i;

	for (i = 0; i < r->entity->nfields; i++) {
		const struct field *f = &r->entity->fields[i];
		const struct value *v = &r->values[i];

		if (f->hidden || (v->kind == VALUE_NULL && !with_empty))
			continue;
		json_object_set_new(obj, f->name, value_to_json(f, v));
	}
	return obj;
}

static enum err
wrong_type(const struct field *f, const char *wanted, struct err_note *note)
{
	return err_set(note, ERR_INVALID, f->name, _("“%s” must be %s."), f->name,
	    wanted);
}

static enum err
number_to_value(const struct field *f, const json_t *j, struct value *v,
    struct err_note *note)
{
	struct value result = { 0 };
	int64_t i = json_integer_value(j);
	enum err e;

	if ((f->type == FIELD_PERCENT || f->type == FIELD_FACTOR) &&
	    json_hundredths_value(j, &i) != ERR_OK)
		return wrong_type(f, _("a number from 0 with at most 2 decimals"), note);
	value_set_int(&result, i);
	e = field_check(f, &result, note);
	if (e == ERR_OK)
		value_set_int(v, i);
	return e;
}

/* Codes of an array, joined as a user would type them. */
static enum err
array_to_value(const struct field *f, const struct format *fm,
    const json_t *list, struct value *v, struct err_note *note)
{
	struct strbuf b = { 0 };
	enum err e = ERR_OK;
	size_t i;

	for (i = 0; i < json_array_size(list) && e == ERR_OK; i++) {
		const char *s = json_string_value(json_array_get(list, i));

		if (s == NULL || strchr(s, ',') != NULL)
			e = wrong_type(f, _("a list of texts"), note);
		else
			strbuf_addf(&b, "%s%s", b.len > 0 ? "," : "", s);
	}
	if (e == ERR_OK)
		e = field_from_text(f, fm, strbuf_str(&b), v, note);
	strbuf_fini(&b);
	return e;
}

static bool
takes_integers(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_MONEY ||
	    f->type == FIELD_POINTS || f->type == FIELD_PERCENT ||
	    f->type == FIELD_FACTOR;
}

static enum err
value_from_json(const struct field *f, const struct format *fm,
    const json_t *j, struct value *v, struct err_note *note)
{
	bool hundredths = f->type == FIELD_PERCENT || f->type == FIELD_FACTOR;

	if (json_is_null(j)) {
		value_fini(v);
		return ERR_OK;
	}
	if ((takes_integers(f) && json_is_integer(j)) ||
	    (hundredths && json_is_real(j)))
		return number_to_value(f, j, v, note);
	if (f->type == FIELD_BOOL && json_is_boolean(j)) {
		value_set_int(v, json_is_true(j));
		return ERR_OK;
	}
	if ((f->type == FIELD_REFS || f->type == FIELD_VERBS) && json_is_array(j))
		return array_to_value(f, fm, j, v, note);
	/* Amounts are integers in minor units; a text could mean either. */
	if (takes_integers(f) && !hundredths)
		return wrong_type(f, _("an integer"), note);
	if (f->type == FIELD_BOOL)
		return wrong_type(f, _("true or false"), note);
	if (!json_is_string(j))
		return wrong_type(f, _("a text"), note);
	return field_from_text(f, fm, json_string_value(j), v, note);
}

enum err
record_from_json(struct record *r, const struct format *fm, const json_t *obj,
    struct err_note *note)
{
	const char *name;
	json_t *j;

	json_object_foreach((json_t *)obj, name, j) {
		const struct field *f = entity_field(r->entity, name);
		struct value *v;
		enum err e;

		if (f == NULL)
			return err_set(note, ERR_INVALID, name,
			    _("“%s” has no field “%s”."), r->entity->name, name);
		v = &r->values[f->index];
		free(r->labels[f->index]);
		r->labels[f->index] = NULL;
		e = value_from_json(f, fm, j, v, note);
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}
