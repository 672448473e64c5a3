/* entity_check.c - what one entity says about another, once all are read. */
#include "model/entity_part.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

const char *
entity_condition_problem(const struct entity *e, const char *condition)
{
	const char *equals = strchr(condition, '='), *values;
	char name[64], piece[128];
	const struct field *f;

	if (equals == NULL || (size_t)(equals - condition) >= sizeof name)
		return _("write: field=value");
	str_copy(name, (size_t)(equals - condition) + 1, condition);
	f = entity_field(e, name);
	if (f == NULL)
		return _("there is no such field");
	values = equals + 1;
	if (*values == '\0')
		return _("write: field=value");
	while (str_next(&values, '|', piece, sizeof piece)) {
		if (f->type == FIELD_CHOICE && !str_in_list(f->choices, piece))
			return _("the field has no such choice");
		if (f->type == FIELD_BOOL && !str_in_list("true,false", piece))
			return _("the field is true or false");
	}
	return NULL;
}

static enum err
check_refs(const struct model *m, const struct loaded *l, struct err_note *note)
{
	struct entity_walk w = { .l = (struct loaded *)l, .section = "entity",
		.name = "field" };
	const struct conf_node *n;

	while ((n = entity_walk_next(&w)) != NULL) {
		const struct field *f = entity_field(&l->entity, n->title);
		const struct entity *to;
		const char *why;

		if (f->entity[0] == '\0')
			continue;
		to = model_entity(m, f->entity);
		if (to == NULL)
			return entity_fail(w.from, f->line, note,
			    _("“%s” refers to “%s”: there is no such entity"),
			    f->name, f->entity);
		if (to->key == NULL)
			return entity_fail(w.from, f->line, note,
			    _("“%s” refers to “%s”, which has no code"),
			    f->name, f->entity);
		why = f->filter[0] != '\0' ?
		    entity_condition_problem(to, f->filter) : NULL;
		if (why != NULL)
			return entity_fail(w.from, f->line, note,
			    _("filter of “%s”: %s"), f->name, why);
	}
	return ERR_OK;
}

static enum err
check_related(const struct model *m, const struct loaded *l,
    struct err_note *note)
{
	struct entity_walk w = { .l = (struct loaded *)l, .section = "form",
		.name = "related" };
	const struct conf_node *n;

	while ((n = entity_walk_next(&w)) != NULL) {
		const char *name = conf_str(n, "entity", "");
		const char *by = conf_str(n, "by", "");
		const struct entity *to = model_entity(m, name);
		const struct field *f;

		if (to == NULL)
			return entity_fail(w.from, n->line, note,
			    _("related “%s”: there is no entity “%s”"), n->title,
			    name);
		f = entity_field(to, by);
		if (f == NULL || !str_eq(f->entity, l->entity.name))
			return entity_fail(w.from, n->line, note,
			    _("related “%s”: “%s” of “%s” does not refer to “%s”"),
			    n->title, by, name, l->entity.name);
	}
	return ERR_OK;
}

static enum err
check_code(const struct model *m, const struct loaded *l, struct err_note *note)
{
	const struct entity *other = model_by_code(m, l->entity.code);

	if (l->entity.code[0] == '\0' || other == &l->entity)
		return ERR_OK;
	return entity_fail(&l->src[0], entity_section(&l->src[0], "entity")->line,
	    note, _("code “%s” belongs to “%s” already"), l->entity.code,
	    other->name);
}

enum err
entity_check(const struct model *m, const struct loaded *l,
    struct err_note *note)
{
	enum err e = check_code(m, l, note);

	if (e == ERR_OK)
		e = check_refs(m, l, note);
	if (e == ERR_OK)
		e = check_related(m, l, note);
	return e;
}
