#include "domain/op_arg.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/money.h"

/* A member that is there and not null. */
static const json_t *
member_of_object(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return json_is_null(v) ? NULL : v;
}

enum err
arg_text(const json_t *o, const char *name, const char **out, struct err_note *note)
{
	const json_t *v = member_of_object(o, name);

	*out = NULL;
	if (v == NULL)
		return ERR_OK;
	if (!json_is_string(v))
		return err_set(note, ERR_INVALID, name, _("\"%s\" must be a text."), name);
	if (strlen(json_string_value(v)) != json_string_length(v))
		return err_set(note, ERR_INVALID, name, _("\"%s\" holds a NUL."), name);
	*out = json_string_value(v);
	return ERR_OK;
}

enum err
arg_need(const json_t *o, const char *name, const char **out, struct err_note *note)
{
	enum err e = arg_text(o, name, out, note);

	if (e == ERR_OK && (*out == NULL || **out == '\0'))
		return err_set(note, ERR_INVALID, name, _("\"%s\" is missing."), name);
	return e;
}

enum err
arg_int(const json_t *o, const char *name, int64_t min, int64_t otherwise, int64_t *out,
    struct err_note *note)
{
	const json_t *v = member_of_object(o, name);
	int64_t n;

	*out = otherwise;
	if (v == NULL)
		return ERR_OK;
	if (!json_is_integer(v))
		return err_set(note, ERR_INVALID, name,
		    _("\"%s\" must be a whole number."), name);
	n = json_integer_value(v);
	if (n > MONEY_MAX)
		return err_set(note, ERR_LIMIT, name, _("\"%s\" is too large."), name);
	if (n < min)
		return err_set(note, ERR_INVALID, name,
		    _("\"%s\" must be at least %" PRId64 "."), name, min);
	*out = n;
	return ERR_OK;
}

enum err
arg_bool(const json_t *o, const char *name, bool *out, struct err_note *note)
{
	const json_t *v = member_of_object(o, name);

	*out = false;
	if (v == NULL)
		return ERR_OK;
	if (!json_is_boolean(v))
		return err_set(note, ERR_INVALID, name,
		    _("\"%s\" must be true or false."), name);
	*out = json_is_true(v);
	return ERR_OK;
}

enum err
arg_day(const json_t *o, const char *name, day_t *out, struct err_note *note)
{
	const char *s;
	enum err e = arg_text(o, name, &s, note);

	*out = 0;
	if (e != ERR_OK || s == NULL)
		return e;
	if (day_parse_iso(s, out) != ERR_OK || !day_is_valid(*out))
		return err_set(note, ERR_INVALID, name,
		    _("\"%s\" must be a day like 2026-11-21."), name);
	return ERR_OK;
}

/* jansson keeps decimals as doubles: they are written out as text at once and
 * read back digit by digit, so that no arithmetic is ever done on them. */
static bool
read_decimal(const char *text, int places, int64_t *out)
{
	int64_t n = 0;
	int left = places;
	bool is_fraction = false;

	for (; *text != '\0'; text++) {
		if (*text == '.') {
			is_fraction = true;
			continue;
		}
		if (*text < '0' || *text > '9' || n > MONEY_MAX)
			return false;
		if (is_fraction && left-- <= 0) {
			if (*text != '0')
				return false;
			continue;
		}
		n = n * 10 + (*text - '0');
	}
	for (; left > 0; left--)
		n *= 10;
	*out = n;
	return true;
}

enum err
arg_decimal(const json_t *o, const char *name, int places, int64_t otherwise, int64_t *out,
    struct err_note *note)
{
	const json_t *v = member_of_object(o, name);
	int64_t scale = 1, n;
	char text[64];

	*out = otherwise;
	if (v == NULL)
		return ERR_OK;
	for (int i = 0; i < places; i++)
		scale *= 10;
	if (json_is_integer(v)) {
		n = json_integer_value(v);
		if (n < 0)
			return err_set(note, ERR_INVALID, name,
			    _("\"%s\" must not be negative."), name);
		if (n > MONEY_MAX / scale)
			return err_set(note, ERR_LIMIT, name, _("\"%s\" is too large."), name);
		*out = n * scale;
		return ERR_OK;
	}
	if (!json_is_real(v))
		return err_set(note, ERR_INVALID, name, _("\"%s\" must be a number."), name);
	/* Nine decimals of a number below a million are exact in a double. */
	snprintf(text, sizeof text, "%.9f", json_real_value(v));
	if (strlen(text) > 16)
		return err_set(note, ERR_LIMIT, name, _("\"%s\" is too large."), name);
	if (!read_decimal(text, places, &n))
		return err_set(note, ERR_INVALID, name,
		    _("\"%s\" takes a number with at most %d decimals."), name, places);
	*out = n;
	return ERR_OK;
}

enum err
arg_list(const json_t *o, const char *name, size_t max, const json_t **out,
    struct err_note *note)
{
	const json_t *v = member_of_object(o, name);

	*out = v;
	if (v == NULL)
		return ERR_OK;
	if (!json_is_array(v))
		return err_set(note, ERR_INVALID, name, _("\"%s\" must be a list."), name);
	if (json_array_size(v) > max)
		return err_set(note, ERR_LIMIT, name,
		    _("\"%s\" has at most %zu entries."), name, max);
	for (size_t i = 0; i < json_array_size(v); i++) {
		if (!json_is_object(json_array_get(v, i)))
			return err_set(note, ERR_INVALID, name,
			    _("\"%s\" must be a list of objects."), name);
	}
	return ERR_OK;
}

json_t *
qty_to_json(int64_t milli)
{
	char text[32];

	if (milli % 1000 == 0)
		return json_integer(milli / 1000);
	snprintf(text, sizeof text, "%" PRId64 ".%03d", milli / 1000, (int)(milli % 1000));
	return json_real(strtod(text, NULL));
}
