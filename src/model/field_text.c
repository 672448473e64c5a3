/* field_text.c - from a value to text, for people and for files, and back from
 * files. */
#include "model/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/phone.h"
#include "base/str.h"

static char *
verbs_text(int64_t bits, bool translated)
{
	struct strbuf b = { 0 };
	int i;

	for (i = 0; i < FIELD_VERB_COUNT; i++) {
		if ((bits & (1 << i)) == 0)
			continue;
		if (b.len > 0)
			strbuf_add(&b, translated ? ", " : ",");
		strbuf_add(&b, translated ? tr(field_verb_name(i)) :
		    field_verb_name(i));
	}
	return strbuf_take(&b);
}

static char *
minute_text(int64_t minute)
{
	return xasprintf("%02d:%02d", (int)(minute / 60), (int)(minute % 60));
}

static char *
format_int(const struct field *f, const struct format *fm, int64_t i)
{
	const struct locale_rules *lr = fm->locale;
	char buf[64];

	switch (f->type) {
	case FIELD_MONEY:
		return xstrdup(money_format(lr, fm->currency, i, buf, sizeof buf));
	case FIELD_PERCENT:
		return xstrdup(percent_format(lr, i, buf, sizeof buf));
	case FIELD_FACTOR:
		return xstrdup(decimal_format(lr, i, 2, buf, sizeof buf));
	case FIELD_BOOL:
		return xstrdup(i != 0 ? _("yes") : _("no"));
	case FIELD_DAY:
	case FIELD_BIRTH:
		return xstrdup(day_format(lr, (day_t)i, buf, sizeof buf));
	case FIELD_MINUTE:
		return minute_text(i);
	case FIELD_INSTANT:
		return xstrdup(instant_format(lr, i, buf, sizeof buf));
	case FIELD_VERBS:
		return verbs_text(i, true);
	default:
		return xstrdup(locale_format_int(lr, i, buf, sizeof buf));
	}
}

char *
field_format(const struct field *f, const struct format *fm,
    const struct value *v)
{
	char buf[64];

	if (v->kind == VALUE_NULL)
		return xstrdup("");
	if (v->kind == VALUE_INT)
		return format_int(f, fm, v->i);
	if (f->type == FIELD_CHOICE)
		return xstrdup(field_choice_label(f, v->s));
	if (f->type == FIELD_PHONE)
		return xstrdup(phone_format(v->s, fm->country, buf, sizeof buf));
	return xstrdup(v->s);
}

char *
field_to_text(const struct field *f, const struct value *v)
{
	const struct locale_rules *lr = locale_find("en");
	char buf[64];

	if (v->kind == VALUE_NULL)
		return xstrdup("");
	if (v->kind == VALUE_TEXT)
		return xstrdup(v->s);
	switch (f->type) {
	case FIELD_PERCENT:
	case FIELD_FACTOR:
		return xstrdup(decimal_format(lr, v->i, 2, buf, sizeof buf));
	case FIELD_BOOL:
		return xstrdup(v->i != 0 ? "true" : "false");
	case FIELD_DAY:
	case FIELD_BIRTH:
		return xstrdup(day_iso((day_t)v->i, buf, sizeof buf));
	case FIELD_MINUTE:
		return minute_text(v->i);
	case FIELD_INSTANT:
		return xstrdup(instant_iso(v->i, buf, sizeof buf));
	case FIELD_VERBS:
		return verbs_text(v->i, false);
	default:
		return xasprintf("%lld", (long long)v->i);
	}
}

/* The forms of files that are certain in every locale. */
static bool
read_machine(const struct field *f, const char *s, int64_t *i)
{
	char *end;
	day_t day;

	switch (f->type) {
	case FIELD_INT:
	case FIELD_POINTS:
	case FIELD_MONEY:
		if (s[0] == '\0' || strlen(s) > 17 ||
		    s[s[0] == '-'] == '\0' ||
		    strspn(s + (s[0] == '-'), "0123456789") !=
		    strlen(s) - (s[0] == '-'))
			return false;
		*i = strtoll(s, &end, 10);
		return true;
	case FIELD_PERCENT:
	case FIELD_FACTOR:
		return decimal_parse(locale_find("en"), s, 2, i) == ERR_OK;
	case FIELD_DAY:
	case FIELD_BIRTH:
		if (day_parse_iso(s, &day) != ERR_OK)
			return false;
		*i = day;
		return true;
	case FIELD_INSTANT:
		return instant_parse_iso(s, i) == ERR_OK;
	default:
		return false;
	}
}

enum err
field_from_text(const struct field *f, const struct format *fm,
    const char *text, struct value *v, struct err_note *note)
{
	struct value result = { 0 };
	int64_t i;
	enum err e;

	if (!read_machine(f, text, &i))
		return field_parse(f, fm, text, v, note);
	value_set_int(&result, i);
	e = field_check(f, &result, note);
	if (e == ERR_OK)
		value_set_int(v, i);
	return e;
}
