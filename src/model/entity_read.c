/* entity_read.c - one entity out of its form file and the site's overlay. */
#include "model/entity_part.h"

#include <regex.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

#define NAME_MAX_LEN 31		/* note.field holds it */

static bool
is_name(const char *s)
{
	return s[0] >= 'a' && s[0] <= 'z' && strlen(s) <= NAME_MAX_LEN &&
	    s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* Every file describes one entity, the one it is named after. */
static enum err
check_sections(const struct loaded *l, const struct entity_source *s,
    struct err_note *note)
{
	const struct conf_node *root = conf_root(s->conf), *n, *seen = NULL;
	size_t i;

	for (i = 0; i < root->nchildren; i++) {
		n = &root->children[i];
		if (!str_eq(n->title, l->entity.name))
			return entity_fail(s, n->line, note,
			    _("“%s”: this file is for “%s”"), n->title,
			    l->entity.name);
		seen = conf_get(root, n->name);
		if (seen != n)
			return entity_fail(s, seen->line, note,
			    _("“%s” is given twice"), n->name);
	}
	if (entity_section(s, "entity") == NULL && !s->is_overlay)
		return entity_fail(s, 1, note, _("“entity %s { ... }” is missing"),
		    l->entity.name);
	return ERR_OK;
}

/* --- fields --- */

static const char *
join_values(struct arena *a, const struct conf_node *n)
{
	struct strbuf b = { 0 };
	const char *s;
	size_t i;

	for (i = 0; n != NULL && i < n->nvalues; i++) {
		if (i > 0)
			strbuf_add_char(&b, ',');
		strbuf_add(&b, n->values[i]);
	}
	s = arena_strdup(a, strbuf_str(&b));
	strbuf_fini(&b);
	return s;
}

/* The default must be a value of the field, or a word that is filled later. */
static enum err
check_preset(const struct entity_source *s, const struct field *f,
    struct err_note *note)
{
	const struct format fm = { locale_find("en"), currency_find("VND"), "84" };
	struct value v = { 0 };
	struct err_note why = { 0 };
	enum err e;

	if (f->preset[0] == '\0' || str_starts(f->preset, "next:") ||
	    str_eq(f->preset, "today") || str_eq(f->preset, "now"))
		return ERR_OK;
	e = field_from_text(f, &fm, f->preset, &v, &why);
	value_fini(&v);
	return e == ERR_OK ? ERR_OK :
	    entity_fail(s, f->line, note, _("default of “%s”: %s"), f->name, why.text);
}

static enum err
check_field(const struct entity_source *s, const struct field *f,
    struct err_note *note)
{
	bool is_ref = f->type == FIELD_REF || f->type == FIELD_REFS;
	regex_t re;

	if (is_ref && f->entity[0] == '\0')
		return entity_fail(s, f->line, note,
		    _("“%s” needs entity = 'name'"), f->name);
	if (!is_ref && (f->entity[0] != '\0' || f->filter[0] != '\0'))
		return entity_fail(s, f->line, note,
		    _("“%s” is no reference: entity and filter do not belong here"), f->name);
	if (f->column[0] != '\0' && (is_ref || !is_name(f->column)))
		return entity_fail(s, f->line, note,
		    _("column of “%s” cannot be the name of one"), f->name);
	if (f->type == FIELD_CHOICE && f->choices[0] == '\0')
		return entity_fail(s, f->line, note,
		    _("“%s” needs choices = {'a', 'b'}"), f->name);
	if (f->type != FIELD_CHOICE && f->choices[0] != '\0')
		return entity_fail(s, f->line, note,
		    _("“%s” is no choice: choices do not belong here"), f->name);
	if (f->width < 1 || f->width > 200 || f->max_len < 1 || f->max_len > 100000)
		return entity_fail(s, f->line, note,
		    _("width or max of “%s” is out of range"), f->name);
	if (f->valid[0] != '\0') {
		if (regcomp(&re, f->valid, REG_EXTENDED | REG_NOSUB) != 0)
			return entity_fail(s, f->line, note,
			    _("valid of “%s” is not a regular expression"), f->name);
		regfree(&re);
	}
	return check_preset(s, f, note);
}

static enum err
read_field(const struct entity_source *s, const struct conf_node *n,
    struct arena *a, struct field *f, struct err_note *note)
{
	const char *type = conf_str(n, "type", ""), *warn = conf_str(n, "warn", "");
	int width;

	if (!is_name(n->title) || str_eq(n->title, "id") ||
	    str_eq(n->title, "version"))
		return entity_fail(s, n->line, note,
		    _("“%s” cannot be the name of a field"), n->title);
	if (!field_type_find(type, &f->type))
		return entity_fail(s, n->line, note,
		    _("type of “%s”: “%s” is not known"), n->title, type);
	if (warn[0] != '\0' && !str_eq(warn, "duplicate"))
		return entity_fail(s, n->line, note,
		    _("warn of “%s”: only 'duplicate' is known"), n->title);
	f->name = n->title;
	f->line = n->line;
	f->label = conf_str(n, "label", n->title);
	f->hint = conf_str(n, "hint", "");
	f->help = conf_str(n, "help", "");
	width = field_kind(f->type)->width;
	f->width = (int)conf_int(n, "width", width);
	f->max_len = field_kind(f->type)->max_len;
	if (f->type == FIELD_TEXT && f->width > f->max_len)
		f->max_len = f->width;
	f->max_len = (int)conf_int(n, "max", f->max_len);
	f->required = conf_bool(n, "required", false);
	f->unique = conf_bool(n, "unique", false);
	f->readonly = conf_bool(n, "readonly", false);
	f->search = conf_bool(n, "search", false);
	f->hidden = conf_bool(n, "hidden", false);
	f->sealed = conf_bool(n, "sealed", false);
	if (f->sealed && f->type != FIELD_TEXT && f->type != FIELD_NOTE)
		return entity_fail(s, n->line, note, _("sealed: “%s” must be a text or a note"), n->title);
	f->clear_on_type = conf_bool(n, "clear_on_type", false);
	f->repeat = conf_bool(n, "repeat", false);
	f->warn_duplicate = warn[0] != '\0';
	f->column = conf_str(n, "column", "");
	f->entity = conf_str(n, "entity", "");
	f->filter = conf_str(n, "filter", "");
	f->choices = join_values(a, conf_get(n, "choices"));
	f->preset = conf_str(n, "default", "");
	f->valid = conf_str(n, "valid", "");
	f->when = conf_str(n, "when", "");
	f->right = conf_str(n, "right", "");
	return check_field(s, f, note);
}

static enum err
read_fields(struct loaded *l, struct arena *a, struct err_note *note)
{
	struct entity_walk w = { .l = l, .section = "entity", .name = "field" };
	struct entity *e = &l->entity;
	size_t count = entity_walk_count(l, "entity", "field");
	const struct conf_node *n;
	enum err code;

	if (count == 0)
		return entity_fail(&l->src[0], entity_section(&l->src[0], "entity")->line,
		    note, _("“%s” has no fields"), e->name);
	e->fields = arena_alloc(a, count * sizeof *e->fields);
	while ((n = entity_walk_next(&w)) != NULL) {
		struct field *f = &e->fields[e->nfields];

		if (entity_field(e, n->title) != NULL)
			return entity_fail(w.from, n->line, note,
			    _("there is a field “%s” already"), n->title);
		f->index = (int)e->nfields;
		code = read_field(w.from, n, a, f, note);
		if (code != ERR_OK)
			return code;
		e->nfields++;
		if (e->key == NULL && f->unique &&
		    (f->type == FIELD_CODE || f->type == FIELD_CARD))
			e->key = f;
	}
	e->title_field = entity_field(e, "name");
	if (e->title_field == NULL)
		e->title_field = e->key != NULL ? e->key : &e->fields[0];
	return ERR_OK;
}

static enum err
check_conditions(struct loaded *l, struct err_note *note)
{
	struct entity_walk w = { .l = l, .section = "entity", .name = "field" };
	const struct conf_node *n;

	while ((n = entity_walk_next(&w)) != NULL) {
		const struct field *f = entity_field(&l->entity, n->title);
		const char *why = f->when[0] != '\0' ?
		    entity_condition_problem(&l->entity, f->when) : NULL;

		if (why != NULL)
			return entity_fail(w.from, n->line, note,
			    _("when of “%s”: %s"), f->name, why);
	}
	return ERR_OK;
}

/* --- the entity's own keys --- */

static enum err
read_privacy(struct loaded *l, const struct conf_node *n, struct err_note *note)
{
	const char *privacy = conf_str(n, "privacy", "none");
	const char *parent = conf_str(n, "parent", "");
	const char *people = conf_str(n, "people", "");
	struct entity *e = &l->entity;
	const struct field *f;

	if (str_eq(privacy, "none"))
		e->privacy = PRIVACY_NONE;
	else if (str_eq(privacy, "owner"))
		e->privacy = PRIVACY_OWNER;
	else if (str_eq(privacy, "parent"))
		e->privacy = PRIVACY_PARENT;
	else
		return entity_fail(&l->src[0], n->line, note,
		    _("privacy is 'none', 'owner' or 'parent', not “%s”"), privacy);
	f = entity_field(e, parent);
	if (e->privacy == PRIVACY_PARENT && (f == NULL || f->type != FIELD_REF))
		return entity_fail(&l->src[0], n->line, note,
		    _("parent = '...' must name a field of type ref"));
	if (e->privacy != PRIVACY_PARENT && parent[0] != '\0')
		return entity_fail(&l->src[0], n->line, note,
		    _("parent belongs to privacy = 'parent' only"));
	f = entity_field(e, people);
	if (people[0] != '\0' && (f == NULL || f->type != FIELD_REFS ||
	    !str_eq(f->entity, "user") || entity_field(e, "private") == NULL))
		return entity_fail(&l->src[0], n->line, note,
		    _("people = '...' must name a field of type refs to users, beside a field “private”"));
	e->parent = parent;
	e->guard = conf_str(n, "guard", "");
	if (e->guard[0] != '\0' && (e->privacy != PRIVACY_PARENT || !is_name(e->guard)))
		return entity_fail(&l->src[0], n->line, note,
		    _("guard names a column and belongs to privacy = 'parent' only"));
	e->people = people;
	return ERR_OK;
}

static enum err
read_keys(struct loaded *l, struct err_note *note)
{
	const struct conf_node *n = entity_section(&l->src[0], "entity");
	struct entity *e = &l->entity;
	const char *search = conf_str(n, "search", "scan");

	e->title = conf_str(n, "title", "");
	e->plural = conf_str(n, "plural", e->title);
	e->code = conf_str(n, "code", "");
	e->function = conf_str(n, "function", e->name);
	e->table = conf_str(n, "table", e->name);
	e->series = conf_str(n, "series", "");
	e->rules = conf_str(n, "rules", "");
	e->catalog = conf_bool(n, "catalog", false);
	e->readonly = conf_bool(n, "readonly", false);
	e->trigram = str_eq(search, "trigram");
	if (e->title[0] == '\0')
		return entity_fail(&l->src[0], n->line, note,
		    _("“%s” needs title = '...'"), e->name);
	if (!is_name(e->table))
		return entity_fail(&l->src[0], n->line, note,
		    _("“%s” cannot be the name of a table"), e->table);
	if (e->code[strspn(e->code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] != '\0')
		return entity_fail(&l->src[0], n->line, note,
		    _("code: capital letters and digits only"));
	if (!e->trigram && !str_eq(search, "scan"))
		return entity_fail(&l->src[0], n->line, note,
		    _("search is 'scan' or 'trigram', not “%s”"), search);
	return ERR_OK;
}

enum err
entity_read(struct loaded *l, struct arena *a, struct err_note *note)
{
	static enum err (*const steps[])(struct loaded *, struct arena *,
	    struct err_note *) = { read_fields,
		entity_read_list, entity_read_pages, entity_complete_pages,
		entity_read_related, entity_read_actions };
	enum err e = ERR_OK;
	size_t i;

	for (i = 0; i < l->nsrc && e == ERR_OK; i++)
		e = check_sections(l, &l->src[i], note);
	if (e == ERR_OK && !is_name(l->entity.name))
		e = entity_fail(&l->src[0], 1, note,
		    _("“%s” cannot be the name of an entity"), l->entity.name);
	if (e == ERR_OK)
		e = read_keys(l, note);
	for (i = 0; i < sizeof steps / sizeof *steps && e == ERR_OK; i++)
		e = steps[i](l, a, note);
	if (e == ERR_OK)
		e = check_conditions(l, note);
	if (e == ERR_OK)
		e = read_privacy(l, entity_section(&l->src[0], "entity"), note);
	return e;
}
