#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/money.h"
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

json_t *
json_hundredths(int64_t v)
{
	if (v % 100 == 0)
		return json_integer(v / 100);
	return json_real((double)v / 100.0);
}

enum err
json_hundredths_value(const json_t *j, int64_t *v)
{
	char text[64];
	size_t n;

	if (json_is_integer(j)) {
		if (json_integer_value(j) < 0)
			return ERR_INVALID;
		return money_mul(json_integer_value(j), 100, v) == ERR_OK ?
		    ERR_OK : ERR_INVALID;
	}
	if (!json_is_real(j) || json_real_value(j) < 0 || json_real_value(j) > 1e12)
		return ERR_INVALID;
	snprintf(text, sizeof text, "%.6f", json_real_value(j));
	for (n = strlen(text); text[n - 1] == '0'; n--)
		text[n - 1] = '\0';
	if (text[n - 1] == '.')
		text[n - 1] = '\0';
	return decimal_parse(locale_find("en"), text, 2, v) == ERR_OK ?
	    ERR_OK : ERR_INVALID;
}
