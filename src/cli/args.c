#include "cli/args.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

static const struct option_def *
find_long(const struct option_def *table, const char *name, size_t len)
{
	for (; table != NULL && table->name != NULL; table++)
		if (strlen(table->name) == len && strncmp(table->name, name, len) == 0)
			return table;
	return NULL;
}

static const struct option_def *
find_letter(const struct option_def *table, char letter)
{
	for (; table != NULL && table->name != NULL; table++)
		if (table->letter == letter)
			return table;
	return NULL;
}

static void
add_option(struct args *a, const struct option_def *def, const char *value)
{
	a->options[a->noptions].def = def;
	a->options[a->noptions].value = value;
	a->noptions++;
}

enum err
args_read(struct args *a, int argc, char **argv, const struct option_def *global,
    const struct option_def *own, struct err_note *note)
{
	const struct option_def *def;
	const char *s, *value;
	size_t len;
	int i;

	*a = (struct args) {
		.options = xcalloc((size_t)argc + 1, sizeof(*a->options)),
		.words = xcalloc((size_t)argc + 1, sizeof(*a->words)),
	};
	for (i = 1; i < argc; i++) {
		s = argv[i];
		if (strcmp(s, "--") == 0) {
			for (i++; i < argc; i++)
				a->words[a->nwords++] = argv[i];
			break;
		}
		/* "-" is standard input, "-5" a number. */
		if (s[0] != '-' || s[1] == '\0' || (s[1] >= '0' && s[1] <= '9')) {
			a->words[a->nwords++] = argv[i];
			continue;
		}
		value = NULL;
		if (s[1] == '-') {
			len = strcspn(s + 2, "=");
			if (s[2 + len] == '=')
				value = s + 2 + len + 1;
			def = find_long(own, s + 2, len);
			if (def == NULL)
				def = find_long(global, s + 2, len);
		} else {
			def = find_letter(own, s[1]);
			if (def == NULL)
				def = find_letter(global, s[1]);
			if (s[2] != '\0')
				value = s + 2;
		}
		/* A report's own parameters: its command reads them. */
		if (def == NULL && s[1] == '-' && find_long(own, "*", 1) != NULL) {
			a->words[a->nwords++] = argv[i];
			continue;
		}
		if (def == NULL)
			return err_set(note, ERR_INVALID, "", _("Unknown option: %s"), s);
		if (def->value == NULL) {
			if (value != NULL)
				return err_set(note, ERR_INVALID, def->name,
				    _("Option --%s takes no value."), def->name);
			if (strcmp(def->name, "help") == 0)
				a->help = true;
			add_option(a, def, "");
			continue;
		}
		if (value == NULL) {
			if (i + 1 >= argc)
				return err_set(note, ERR_INVALID, def->name,
				    _("Option --%s needs a value: %s"), def->name, def->value);
			value = argv[++i];
		}
		add_option(a, def, value);
	}
	return ERR_OK;
}

void
args_fini(struct args *a)
{
	free(a->options);
	free(a->words);
	*a = (struct args) { 0 };
}

const char *
args_get(const struct args *a, const char *name)
{
	const char *v = NULL;
	size_t i;

	for (i = 0; i < a->noptions; i++)
		if (strcmp(a->options[i].def->name, name) == 0)
			v = a->options[i].value;
	return v;
}

bool
args_has(const struct args *a, const char *name)
{
	return args_get(a, name) != NULL;
}

const char *
args_nth(const struct args *a, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < a->noptions; i++)
		if (strcmp(a->options[i].def->name, name) == 0 && n-- == 0)
			return a->options[i].value;
	return NULL;
}

enum err
args_int(const struct args *a, const char *name, long min, long max, long preset,
    long *v, struct err_note *note)
{
	const char *s = args_get(a, name);
	char *end;
	long n;

	if (s == NULL) {
		*v = preset;
		return ERR_OK;
	}
	errno = 0;
	n = strtol(s, &end, 10);
	if (end == s || *end != '\0')
		return err_set(note, ERR_INVALID, name, _("--%s takes a whole number, not \"%s\"."),
		    name, s);
	if (errno == ERANGE || n < min || n > max)
		return err_set(note, ERR_INVALID, name, _("--%s must be between %ld and %ld."),
		    name, min, max);
	*v = n;
	return ERR_OK;
}
