/* entity_source.c - what a form file may hold, and walks over its parts. */
#include "model/entity_part.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/str.h"

static const struct conf_spec field_spec[] = {
	{ .name = "label", .kind = CONF_STR },
	{ .name = "hint", .kind = CONF_STR },
	{ .name = "help", .kind = CONF_STR },
	{ .name = "type", .kind = CONF_STR },
	{ .name = "width", .kind = CONF_INT },
	{ .name = "max", .kind = CONF_INT },
	{ .name = "required", .kind = CONF_BOOL },
	{ .name = "unique", .kind = CONF_BOOL },
	{ .name = "readonly", .kind = CONF_BOOL },
	{ .name = "search", .kind = CONF_BOOL },
	{ .name = "hidden", .kind = CONF_BOOL },
	{ .name = "sealed", .kind = CONF_BOOL },
	{ .name = "clear_on_type", .kind = CONF_BOOL },
	{ .name = "repeat", .kind = CONF_BOOL },
	{ .name = "warn", .kind = CONF_STR },
	{ .name = "column", .kind = CONF_STR },
	{ .name = "entity", .kind = CONF_STR },
	{ .name = "filter", .kind = CONF_STR },
	{ .name = "choices", .kind = CONF_LIST },
	{ .name = "default", .kind = CONF_STR },
	{ .name = "valid", .kind = CONF_STR },
	{ .name = "when", .kind = CONF_STR },
	{ .name = "right", .kind = CONF_STR },
	{ .kind = CONF_END },
};

static const struct conf_spec entity_keys[] = {
	{ .name = "title", .kind = CONF_STR },
	{ .name = "plural", .kind = CONF_STR },
	{ .name = "code", .kind = CONF_STR },
	{ .name = "function", .kind = CONF_STR },
	{ .name = "table", .kind = CONF_STR },
	{ .name = "series", .kind = CONF_STR },
	{ .name = "rules", .kind = CONF_STR },
	{ .name = "privacy", .kind = CONF_STR },
	{ .name = "parent", .kind = CONF_STR },
	{ .name = "guard", .kind = CONF_STR },
	{ .name = "people", .kind = CONF_STR },
	{ .name = "search", .kind = CONF_STR },
	{ .name = "catalog", .kind = CONF_BOOL },
	{ .name = "readonly", .kind = CONF_BOOL },
	{ .name = "field", .kind = CONF_SECTION, .sub = field_spec, .needs_title = true },
	{ .kind = CONF_END },
};

static const struct conf_spec overlay_keys[] = {
	{ .name = "field", .kind = CONF_SECTION, .sub = field_spec, .needs_title = true },
	{ .kind = CONF_END },
};

static const struct conf_spec column_spec[] = {
	{ .name = "priority", .kind = CONF_INT },
	{ .name = "grow", .kind = CONF_BOOL },
	{ .kind = CONF_END },
};

static const struct conf_spec list_spec[] = {
	{ .name = "sort", .kind = CONF_STR },
	{ .name = "sorts", .kind = CONF_STR },
	{ .name = "column", .kind = CONF_SECTION, .sub = column_spec, .needs_title = true },
	{ .kind = CONF_END },
};

static const struct conf_spec page_spec[] = {
	{ .name = "title", .kind = CONF_STR },
	{ .name = "row", .kind = CONF_CALL },
	{ .kind = CONF_END },
};

static const struct conf_spec related_spec[] = {
	{ .name = "title", .kind = CONF_STR },
	{ .name = "entity", .kind = CONF_STR },
	{ .name = "by", .kind = CONF_STR },
	{ .name = "lines", .kind = CONF_INT },
	{ .kind = CONF_END },
};

static const struct conf_spec action_spec[] = {
	{ .name = "title", .kind = CONF_STR },
	{ .name = "command", .kind = CONF_STR },
	{ .name = "new", .kind = CONF_BOOL },
	{ .kind = CONF_END },
};

static const struct conf_spec scan_spec[] = {
	{ .name = "command", .kind = CONF_STR },
	{ .kind = CONF_END },
};

static const struct conf_spec form_spec[] = {
	{ .name = "page", .kind = CONF_SECTION, .sub = page_spec, .needs_title = true },
	{ .name = "related", .kind = CONF_SECTION, .sub = related_spec, .needs_title = true },
	{ .name = "action", .kind = CONF_SECTION, .sub = action_spec, .needs_title = true },
	{ .name = "scan", .kind = CONF_SECTION, .sub = scan_spec, .needs_title = true },
	{ .kind = CONF_END },
};

static const struct conf_spec file_spec[] = {
	{ .name = "entity", .kind = CONF_SECTION, .sub = entity_keys, .needs_title = true },
	{ .name = "list", .kind = CONF_SECTION, .sub = list_spec, .needs_title = true },
	{ .name = "form", .kind = CONF_SECTION, .sub = form_spec, .needs_title = true },
	{ .kind = CONF_END },
};

static const struct conf_spec overlay_spec[] = {
	{ .name = "entity", .kind = CONF_SECTION, .sub = overlay_keys, .needs_title = true },
	{ .name = "list", .kind = CONF_SECTION, .sub = list_spec, .needs_title = true },
	{ .name = "form", .kind = CONF_SECTION, .sub = form_spec, .needs_title = true },
	{ .kind = CONF_END },
};

const struct conf_spec *
entity_spec(bool is_overlay)
{
	return is_overlay ? overlay_spec : file_spec;
}

enum err
entity_fail(const struct entity_source *s, int line, struct err_note *note,
    const char *fmt, ...)
{
	char text[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return err_set(note, ERR_SYNTAX, "", "%s:%d: %s", s->shown, line, text);
}

const struct conf_node *
entity_section(const struct entity_source *s, const char *name)
{
	return conf_get(conf_root(s->conf), name);
}

const struct conf_node *
entity_walk_next(struct entity_walk *w)
{
	for (; w->src < w->l->nsrc; w->src++, w->child = 0) {
		const struct conf_node *in;

		w->from = &w->l->src[w->src];
		in = entity_section(w->from, w->section);
		while (in != NULL && w->child < in->nchildren) {
			const struct conf_node *n = &in->children[w->child++];

			if (str_eq(n->name, w->name))
				return n;
		}
	}
	return NULL;
}

size_t
entity_walk_count(struct loaded *l, const char *in, const char *name)
{
	struct entity_walk w = { .l = l, .section = in, .name = name };
	size_t n = 0;

	while (entity_walk_next(&w) != NULL)
		n++;
	return n;
}
