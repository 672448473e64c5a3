#include "model/field.h"

#include <assert.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/luhn.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

static const struct field_kind kinds[] = {
	[FIELD_CODE] = { "code", false, 12, 32 },
	[FIELD_TEXT] = { "text", false, 40, 120 },
	[FIELD_NOTE] = { "note", false, 50, 4000 },
	[FIELD_INT] = { "int", true, 12, 20 },
	[FIELD_MONEY] = { "money", true, 16, 64 },
	[FIELD_PERCENT] = { "percent", true, 7, 12 },
	[FIELD_FACTOR] = { "factor", true, 7, 20 },
	[FIELD_POINTS] = { "points", true, 12, 20 },
	[FIELD_BOOL] = { "bool", true, 5, 12 },
	[FIELD_CHOICE] = { "choice", false, 16, 64 },
	[FIELD_DAY] = { "day", true, 10, 16 },
	[FIELD_BIRTH] = { "birth", true, 10, 16 },
	[FIELD_MINUTE] = { "minute", true, 5, 8 },
	[FIELD_INSTANT] = { "instant", true, 16, 32 },
	[FIELD_PHONE] = { "phone", false, 18, 40 },
	[FIELD_EMAIL] = { "email", false, 30, 120 },
	[FIELD_CARD] = { "card", false, 20, 32 },
	[FIELD_REF] = { "ref", false, 12, 32 },
	[FIELD_REFS] = { "refs", false, 30, 1000 },
	[FIELD_VERBS] = { "verbs", true, 40, 120 },
};

#define KIND_COUNT (sizeof kinds / sizeof *kinds)

const struct field_kind *
field_kind(enum field_type type)
{
	assert((size_t)type < KIND_COUNT);
	return &kinds[type];
}

bool
field_type_find(const char *name, enum field_type *type)
{
	size_t i;

	for (i = 0; i < KIND_COUNT; i++) {
		if (str_eq(kinds[i].name, name)) {
			*type = (enum field_type)i;
			return true;
		}
	}
	return false;
}

bool
field_is_int(const struct field *f)
{
	return field_kind(f->type)->is_int;
}

const char *
field_verb_name(int bit)
{
	static const char *const names[FIELD_VERB_COUNT] = { N_("view"),
		N_("add"), N_("edit"), N_("delete"), N_("print"), N_("export") };

	assert(bit >= 0 && bit < FIELD_VERB_COUNT);
	return names[bit];
}

const char *
field_choice_label(const struct field *f, const char *value)
{
	return tr_ctx(f->name, value);
}

/* --- values --- */

void
value_fini(struct value *v)
{
	if (v == NULL)
		return;
	free(v->s);
	*v = (struct value) { .kind = VALUE_NULL };
}

void
value_set_int(struct value *v, int64_t i)
{
	value_fini(v);
	*v = (struct value) { .kind = VALUE_INT, .i = i };
}

void
value_set_text(struct value *v, const char *s)
{
	char *copy = str_empty(s) ? NULL : xstrdup(s);	/* s may be v's own */

	value_fini(v);
	if (copy != NULL)
		*v = (struct value) { .kind = VALUE_TEXT, .s = copy };
}

void
value_copy(struct value *dst, const struct value *src)
{
	if (dst == src)
		return;
	if (src->kind == VALUE_TEXT)
		value_set_text(dst, src->s);
	else if (src->kind == VALUE_INT)
		value_set_int(dst, src->i);
	else
		value_fini(dst);
}

bool
value_eq(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == VALUE_INT)
		return a->i == b->i;
	return a->kind == VALUE_NULL || str_eq(a->s, b->s);
}

/* --- checks --- */

static size_t
count_characters(const char *s)
{
	size_t n = 0, at = 0;

	for (; s[at] != '\0'; n++)
		at = utf8_next(s, at);
	return n;
}

static bool
only(const char *s, const char *allowed)
{
	return *s != '\0' && s[strspn(s, allowed)] == '\0';
}

#define DIGITS "0123456789"
#define CODE_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" DIGITS "-_./"

static bool
is_email(const char *s)
{
	static const char atext[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "!#$%&'*+-/=?^_`{|}~.";
	const char *at = strchr(s, '@'), *dot;
	size_t local;

	if (at == NULL || strchr(at + 1, '@') != NULL)
		return false;
	local = (size_t)(at - s);
	dot = strrchr(at, '.');
	return local > 0 && local <= 64 && strspn(s, atext) == local &&
	    s[0] != '.' && at[-1] != '.' && strstr(s, "..") == NULL &&
	    dot != NULL && dot > at + 1 && dot[1] != '\0' && at[1] != '-' &&
	    only(at + 1, "abcdefghijklmnopqrstuvwxyz" DIGITS "-.");
}

/* A list of codes, sorted, none twice. */
static bool
is_code_list(const char *s)
{
	char piece[64], before[64] = "";

	if (!only(s, CODE_CHARS ","))
		return false;
	while (str_next(&s, ',', piece, sizeof piece)) {
		if (strcmp(before, piece) >= 0)
			return false;
		str_copy(before, sizeof before, piece);
	}
	return true;
}

static bool
has_text_shape(const struct field *f, const char *s)
{
	switch (f->type) {
	case FIELD_CODE:
	case FIELD_REF:
		return only(s, CODE_CHARS);
	case FIELD_REFS:
		return is_code_list(s);
	case FIELD_CHOICE:
		return str_in_list(f->choices, s);
	case FIELD_PHONE:
		return s[0] == '+' && only(s + 1, DIGITS) &&
		    strlen(s) >= 7 && strlen(s) <= 16;
	case FIELD_EMAIL:
		return is_email(s);
	case FIELD_CARD:
		return only(s, DIGITS);
	default:
		return utf8_is_valid(s, strlen(s));
	}
}

static bool
has_int_shape(const struct field *f, int64_t i)
{
	switch (f->type) {
	case FIELD_PERCENT:
		return i >= 0 && i <= 10000;
	case FIELD_FACTOR:
		return i >= 0 && i <= MONEY_MAX;
	case FIELD_BOOL:
		return i == 0 || i == 1;
	case FIELD_DAY:
		return i <= 29991231 && day_is_valid((day_t)i);
	case FIELD_BIRTH:
		return i <= 29991231 && birth_is_valid((day_t)i);
	case FIELD_MINUTE:
		return i >= 0 && i < 1440;
	case FIELD_VERBS:
		return i >= 0 && i < 1 << FIELD_VERB_COUNT;
	case FIELD_INSTANT:
		return true;
	default:
		return i >= -MONEY_MAX && i <= MONEY_MAX;
	}
}

static bool
matches(const char *pattern, const char *s)
{
	regex_t re;
	int r;

	/* The loader has compiled it once; here it can only lack memory. */
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	r = regexec(&re, s, 0, NULL, 0);
	regfree(&re);
	return r == 0;
}

static enum err
check_text(const struct field *f, const struct value *v, struct err_note *note)
{
	if (v->kind != VALUE_TEXT || !has_text_shape(f, v->s))
		return err_set(note, ERR_INVALID, f->name,
		    _("%s: “%s” is not a value for this field."), tr(f->label),
		    v->kind == VALUE_TEXT ? v->s : "");
	if (count_characters(v->s) > (size_t)f->max_len)
		return err_set(note, ERR_LIMIT, f->name,
		    _("%s: at most %d characters."), tr(f->label), f->max_len);
	if (f->valid[0] != '\0' && !matches(f->valid, v->s))
		return err_set(note, ERR_INVALID, f->name, _("%s: “%s” is not right. %s"),
		    tr(f->label), v->s, tr(f->hint));
	return ERR_OK;
}

enum err
field_check(const struct field *f, const struct value *v, struct err_note *note)
{
	if (v->kind == VALUE_NULL)
		return ERR_OK;
	if (!field_is_int(f))
		return check_text(f, v, note);
	if (v->kind != VALUE_INT || !has_int_shape(f, v->i))
		return err_set(note, ERR_INVALID, f->name,
		    _("%s: this is not a value for this field."), tr(f->label));
	return ERR_OK;
}
