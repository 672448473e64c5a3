/* field_parse.c - from what a user typed to a value. */
#include "model/field.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/luhn.h"
#include "base/mem.h"
#include "base/phone.h"
#include "base/str.h"
#include "base/utf8.h"

/* Names the field in a note that a reader of base wrote. */
static enum err
named(const struct field *f, enum err e, struct err_note *note)
{
	if (e != ERR_OK && note != NULL)
		str_copy(note->field, sizeof note->field, f->name);
	return e;
}

static enum err
parse_code(const struct field *f, char *s, struct value *v,
    struct err_note *note)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_./";

	if (s[strspn(s, allowed)] != '\0')
		return err_set(note, ERR_INVALID, f->name,
		    _("“%s” is not a code. Letters without marks, digits and - _ . / may be used."), s);
	value_set_text(v, s);
	return ERR_OK;
}

static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum err
parse_codes(const struct field *f, char *s, struct value *v,
    struct err_note *note)
{
	const char *rest = s;
	struct strbuf b = { 0 };
	char **codes = NULL, piece[128];
	size_t n = 0, cap = 0, i;
	struct value one = { 0 };
	enum err e = ERR_OK;

	while (e == ERR_OK && str_next(&rest, ',', piece, sizeof piece)) {
		e = parse_code(f, piece, &one, note);
		codes = xgrow(codes, &cap, n + 1, sizeof *codes);
		codes[n++] = xstrdup(piece);
	}
	if (n > 0)
		qsort(codes, n, sizeof *codes, compare_text);
	for (i = 0; i < n; i++) {
		if (i == 0 || !str_eq(codes[i], codes[i - 1])) {
			if (b.len > 0)
				strbuf_add_char(&b, ',');
			strbuf_add(&b, codes[i]);
		}
	}
	if (e == ERR_OK)
		value_set_text(v, strbuf_str(&b));
	for (i = 0; i < n; i++)
		free(codes[i]);
	free(codes);
	strbuf_fini(&b);
	value_fini(&one);
	return e;
}

static enum err
parse_int(const struct field *f, const struct format *fm, const char *s,
    struct value *v, struct err_note *note)
{
	char example[32];
	int64_t i;

	if (!locale_parse_int(fm->locale, s, &i))
		return err_set(note, ERR_INVALID, f->name,
		    _("“%s” is not a whole number. Type for example %s."), s,
		    locale_format_int(fm->locale, 1250, example, sizeof example));
	value_set_int(v, i);
	return ERR_OK;
}

static enum err
parse_factor(const struct field *f, const struct format *fm, const char *s,
    struct value *v, struct err_note *note)
{
	int64_t i;
	enum err e = decimal_parse(fm->locale, s, 2, &i);

	if (e != ERR_OK)
		return err_set(note, ERR_INVALID, f->name,
		    _("“%s” is not a number. Type for example 2 or 1%c5."), s,
		    fm->locale->decimal);
	value_set_int(v, i);
	return ERR_OK;
}

/* Is text one character, and that one of letters? */
static bool
is_letter_of(const char *letters, const char *text)
{
	return *text != '\0' && text[utf8_next(text, 0)] == '\0' &&
	    strstr(letters, text) != NULL;
}

static bool
folds_equal(const char *a, const char *folded)
{
	char *f = utf8_fold(a);
	bool eq = str_eq(f, folded);

	free(f);
	return eq;
}

static enum err
parse_bool(const struct field *f, const struct format *fm, const char *s,
    struct value *v, struct err_note *note)
{
	char *t = utf8_fold(s);
	int result = -1;

	if (str_in_list("1,y,yes,true", t) || is_letter_of(fm->locale->yes, t) ||
	    folds_equal(_("yes"), t))
		result = 1;
	else if (str_in_list("0,n,no,false", t) || folds_equal(_("no"), t))
		result = 0;
	free(t);
	if (result < 0)
		return err_set(note, ERR_INVALID, f->name,
		    _("“%s” is neither yes nor no. Type y or n."), s);
	value_set_int(v, result);
	return ERR_OK;
}

/* The value, its label, or the beginning of exactly one label. */
static enum err
parse_choice(const struct field *f, const char *s, struct value *v,
    struct err_note *note)
{
	char piece[128], found[128] = "", *typed = utf8_fold(s);
	const char *rest = f->choices;
	bool exact = false;
	int begins = 0;

	while (!exact && str_next(&rest, ',', piece, sizeof piece)) {
		char *label = utf8_fold(field_choice_label(f, piece));

		exact = str_eq(piece, s) || str_ieq_ascii(piece, s) ||
		    str_eq(label, typed);
		if (exact || str_starts(label, typed)) {
			str_copy(found, sizeof found, piece);
			begins++;
		}
		free(label);
	}
	free(typed);
	if (!exact && begins != 1) {
		struct strbuf b = { 0 };

		rest = f->choices;
		while (str_next(&rest, ',', piece, sizeof piece))
			strbuf_addf(&b, "%s%s", b.len > 0 ? ", " : "",
			    field_choice_label(f, piece));
		err_set(note, ERR_INVALID, f->name,
		    _("“%s” is none of: %s."), s, strbuf_str(&b));
		strbuf_fini(&b);
		return ERR_INVALID;
	}
	value_set_text(v, found);
	return ERR_OK;
}

static enum err
parse_day(const struct field *f, const struct format *fm, const char *s,
    struct value *v, struct err_note *note)
{
	day_t day;
	enum err e = f->type == FIELD_BIRTH ?
	    birth_parse(fm->locale, s, clock_today(), &day, note) :
	    day_parse(fm->locale, s, clock_today(), &day, note);

	if (e == ERR_OK)
		value_set_int(v, day);
	return named(f, e, note);
}

static bool
take_digits(const char **s, int *n)
{
	int count = 0;

	for (*n = 0; **s >= '0' && **s <= '9' && count < 3; count++)
		*n = *n * 10 + (*(*s)++ - '0');
	return count == 1 || count == 2;
}

/* 17:30  17h30  17h  17  1730 */
static bool
read_minute(const char *text, int *minute)
{
	char *folded = utf8_fold(text);
	const char *s = folded;
	int h = 0, m = 0;
	bool ok;

	if (strlen(s) == 4 && strspn(s, "0123456789") == 4) {
		h = atoi(s) / 100;
		m = atoi(s) % 100;
		ok = true;
	} else {
		ok = take_digits(&s, &h);
		if (ok && (*s == ':' || *s == 'h' || *s == '.')) {
			bool may_end = *s++ == 'h';

			ok = (may_end && *s == '\0') || take_digits(&s, &m);
		}
		ok = ok && *s == '\0';
	}
	free(folded);
	*minute = h * 60 + m;
	return ok && h < 24 && m < 60;
}

static enum err
parse_minute(const struct field *f, const char *s, struct value *v,
    struct err_note *note)
{
	int minute;

	if (!read_minute(s, &minute))
		return err_set(note, ERR_INVALID, f->name,
		    _("“%s” is not a time of day. Type for example 17:30."), s);
	value_set_int(v, minute);
	return ERR_OK;
}

static enum err
parse_instant(const struct field *f, const struct format *fm, const char *s,
    struct value *v, struct err_note *note)
{
	const char *blank = strrchr(s, ' ');
	day_t today = clock_today(), day = today;
	char example[40], *date;
	int minute;
	bool ok = read_minute(blank != NULL ? blank + 1 : s, &minute);

	if (ok && blank != NULL) {
		date = xstrndup(s, (size_t)(blank - s));
		ok = day_parse(fm->locale, date, today, &day, NULL) == ERR_OK;
		free(date);
	} else if (ok) {
		ok = strchr(s, ':') != NULL;	/* a time of today */
	}
	if (!ok)
		return err_set(note, ERR_INVALID, f->name,
		    _("“%s” is not a day and time. Type for example %s."), s,
		    instant_format(fm->locale, instant_make(today, 870), example,
		    sizeof example));
	value_set_int(v, instant_make(day, minute));
	return ERR_OK;
}

static enum err
parse_phone(const struct field *f, const struct format *fm, const char *s,
    struct value *v, struct err_note *note)
{
	char e164[PHONE_SIZE];
	enum err e = phone_normalise(s, fm->country, e164, sizeof e164, note);

	if (e == ERR_OK)
		value_set_text(v, e164);
	return named(f, e, note);
}

static enum err
parse_email(const struct field *f, char *s, struct value *v,
    struct err_note *note)
{
	struct value mail = { 0 };
	char *at = strrchr(s, '@');

	for (; at != NULL && *at != '\0'; at++) {	/* RFC 1035 2.3.3 */
		if (*at >= 'A' && *at <= 'Z')
			*at += 32;
	}
	value_set_text(&mail, s);
	if (field_check(f, &mail, NULL) == ERR_INVALID) {
		value_fini(&mail);
		return err_set(note, ERR_INVALID, f->name,
		    _("“%s” is not an e-mail address. Type for example lan@example.com."), s);
	}
	value_fini(v);
	*v = mail;
	return ERR_OK;
}

static enum err
parse_card(const struct field *f, const char *s, struct value *v,
    struct err_note *note)
{
	char *half = utf8_fold(s), number[65];
	bool ok = card_number_clean(half, number, sizeof number);

	free(half);
	if (!ok)
		return err_set(note, ERR_INVALID, f->name,
		    _("“%s” is not a card number: digits only."), s);
	value_set_text(v, number);
	return ERR_OK;
}

static enum err
parse_verbs(const struct field *f, const char *s, struct value *v,
    struct err_note *note)
{
	char piece[64];
	int64_t bits = 0;
	int i;

	while (str_next(&s, ',', piece, sizeof piece)) {
		char *typed = utf8_fold(piece);
		int64_t bit = str_eq(typed, "all") ||
		    folds_equal(_("all"), typed) ? (1 << FIELD_VERB_COUNT) - 1 : 0;

		for (i = 0; bit == 0 && i < FIELD_VERB_COUNT; i++) {
			if (str_eq(field_verb_name(i), typed) ||
			    folds_equal(tr(field_verb_name(i)), typed))
				bit = 1 << i;
		}
		free(typed);
		if (bit == 0)
			return err_set(note, ERR_INVALID, f->name,
			    _("“%s” is none of: view, add, edit, delete, print, export, all."),
			    piece);
		bits |= bit;
	}
	value_set_int(v, bits);
	return ERR_OK;
}

static enum err
parse_money(const struct field *f, const struct format *fm, const char *s,
    struct value *v, struct err_note *note)
{
	int64_t i;
	enum err e = f->type == FIELD_MONEY ?
	    money_parse(fm->locale, fm->currency, s, &i, note) :
	    percent_parse(fm->locale, s, &i, note);

	if (e == ERR_OK)
		value_set_int(v, i);
	return named(f, e, note);
}

static enum err
parse_clean(const struct field *f, const struct format *fm, char *s,
    struct value *v, struct err_note *note)
{
	switch (f->type) {
	case FIELD_CODE:
	case FIELD_REF:
		return parse_code(f, s, v, note);
	case FIELD_REFS:
		return parse_codes(f, s, v, note);
	case FIELD_INT:
	case FIELD_POINTS:
		return parse_int(f, fm, s, v, note);
	case FIELD_MONEY:
	case FIELD_PERCENT:
		return parse_money(f, fm, s, v, note);
	case FIELD_FACTOR:
		return parse_factor(f, fm, s, v, note);
	case FIELD_BOOL:
		return parse_bool(f, fm, s, v, note);
	case FIELD_CHOICE:
		return parse_choice(f, s, v, note);
	case FIELD_DAY:
	case FIELD_BIRTH:
		return parse_day(f, fm, s, v, note);
	case FIELD_MINUTE:
		return parse_minute(f, s, v, note);
	case FIELD_INSTANT:
		return parse_instant(f, fm, s, v, note);
	case FIELD_PHONE:
		return parse_phone(f, fm, s, v, note);
	case FIELD_EMAIL:
		return parse_email(f, s, v, note);
	case FIELD_CARD:
		return parse_card(f, s, v, note);
	case FIELD_VERBS:
		return parse_verbs(f, s, v, note);
	default:
		value_set_text(v, s);
		return ERR_OK;
	}
}

enum err
field_parse(const struct field *f, const struct format *fm, const char *text,
    struct value *v, struct err_note *note)
{
	char *s = utf8_clean(text, strlen(text), f->type == FIELD_NOTE);
	struct value result = { 0 };
	enum err e = ERR_OK;

	if (s == NULL)
		return err_set(note, ERR_INVALID, f->name,
		    _("%s: the text is not valid UTF-8."), tr(f->label));
	if (*s != '\0')
		e = parse_clean(f, fm, s, &result, note);
	free(s);
	if (e == ERR_OK)
		e = field_check(f, &result, note);
	if (e != ERR_OK) {
		value_fini(&result);
		return e;
	}
	value_fini(v);
	*v = result;
	return ERR_OK;
}
