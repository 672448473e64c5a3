#include "cli/entity_word.h"

#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

static bool
is_plural(const char *name, const char *word)
{
	size_t n = strlen(name);

	if (n > 0 && name[n - 1] == 'y')
		return strncmp(name, word, n - 1) == 0 && strcmp(word + n - 1, "ies") == 0;
	return strncmp(name, word, n) == 0 && strcmp(word + n, "s") == 0;
}

const struct entity *
entity_word(const struct cli *c, const char *word, struct err_note *note)
{
	const struct model *m = store_model(c->store);
	const struct entity *e = model_entity(m, word);
	struct strbuf b = { 0 };
	size_t i;

	for (i = 0; e == NULL && i < model_count(m); i++)
		if (is_plural(model_at(m, i)->name, word) || str_ieq_ascii(model_at(m, i)->code, word))
			e = model_at(m, i);
	if (e != NULL)
		return e;
	for (i = 0; i < model_count(m); i++)
		strbuf_addf(&b, "%s%s", i > 0 ? " " : "", model_at(m, i)->name);
	(void)err_set(note, ERR_INVALID, "entity", _("Unknown entity \"%s\". There are: %s"), word,
	    strbuf_str(&b));
	strbuf_fini(&b);
	return NULL;
}
