#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

char *
json_text(const json_t *v)
{
	/* Six digits are enough for a percentage, and 12.34 stays 12.34. */
	char *s = json_dumps(v, JSON_SORT_KEYS | JSON_COMPACT |
	    JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));

	return s != NULL ? s : xstrdup("null");
}

enum err
json_parse_object(const char *text, size_t len, json_t **out,
    struct err_note *note)
{
	json_error_t e;
	json_t *v;

	if (len > JSON_LINE_MAX)
		return err_set(note, ERR_LIMIT, "",
		    _("The line is longer than %d bytes."), JSON_LINE_MAX);
	v = json_loadb(text, len, JSON_REJECT_DUPLICATES, &e);
	if (v == NULL)
		return err_set(note, ERR_INVALID, "",
		    _("This is not JSON: %s (column %d)."), e.text, e.column);
	if (!json_is_object(v)) {
		json_decref(v);
		return err_set(note, ERR_INVALID, "",
		    _("A JSON object is needed: {\"name\": value, ...}."));
	}
	*out = v;
	return ERR_OK;
}

enum err
json_only(const json_t *obj, const char *const *allowed, struct err_note *note)
{
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)obj, key, value) {
		for (i = 0; allowed[i] != NULL && !str_eq(allowed[i], key); i++)
			;
		if (allowed[i] == NULL)
			return err_set(note, ERR_INVALID, key,
			    _("The name “%s” is not known here."), key);
	}
	return ERR_OK;
}
