#include "cli/where_word.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

/* "phone = 0901", "birth >= 1990-01-01", "level in GOLD,SILVER", "name like an":
 * into the language of query by example (UX 6). */
static char *
example_of(const char *rest)
{
	static const struct { const char *op, *example; } ops[] = {
		{ ">=", ">=" }, { "<=", "<=" }, { "!=", "<>" }, { "<>", "<>" }, { "==", "=" },
		{ "=", "=" }, { ">", ">" }, { "<", "<" }, { "in ", "" }, { "like ", "" },
	};
	const char *value, *example;
	char *text, *p;
	size_t i;

	rest += strspn(rest, " ");
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		if (!str_starts(rest, ops[i].op))
			continue;
		value = rest + strlen(ops[i].op);
		value += strspn(value, " ");
		example = ops[i].example;
		/* A pattern is asked for by its stars: "name = Ng*", "code != A*". */
		if (strpbrk(value, "*?") != NULL && (example[0] == '=' || str_eq(example, "<>")))
			example = example[0] == '=' ? "" : "!";
		text = xasprintf("%s%s", example, value);
		for (p = text; str_eq(ops[i].op, "in ") && *p != '\0'; p++)
			if (*p == ',')
				*p = '|';
		return text;
	}
	return xstrdup(rest);
}

enum err
where_word(struct cli *c, struct list_query *q, const char *where, struct err_note *note)
{
	size_t len = strcspn(where, " =!<>");
	const struct field *f;
	char name[64], *example;
	enum err e;

	if (len == 0 || len >= sizeof(name) || where[len] == '\0')
		return err_set(note, ERR_INVALID, "where",
		    _("--where '%s': write FIELD OP VALUE, for example 'phone = 0901234567'."), where);
	memcpy(name, where, len);
	name[len] = '\0';
	f = entity_field(q->entity, name);
	if (f == NULL || f->hidden)
		return err_set(note, ERR_INVALID, "where", _("%s has no field \"%s\"."),
		    tr(q->entity->title), name);
	example = example_of(where + len);
	e = list_query_add(q, store_format(c->store), clock_today(), f, example, note);
	free(example);
	return e;
}
