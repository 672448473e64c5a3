/* A cell as people and programs write it, to the value of a field. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/import_part.h"
#include "report/write_csv.h"

/* Folded; beside what the user's own language reads. */
static const char yes_words[] = "1,y,yes,x,true,t,c,co,dung,是,有,对";
static const char no_words[] = "0,n,no,false,f,k,khong,sai,否,无,没有";

/* "12.50" with exactly the currency's decimals is how programs (and our own
 * export) write an amount; no language groups digits like that. Three decimals could be a group
 * where the point makes groups: there only a file that is said to be plain has them. */
static bool
plain_money(const struct format *fm, bool is_plain, const char *s, int64_t *minor)
{
	const struct currency *c = fm->currency;
	size_t whole = strspn(s, "0123456789"), cents = 0;
	int64_t v = 0;
	const char *p;

	if (whole == 0 || whole > 15)
		return false;
	if (s[whole] == '.')
		cents = strspn(s + whole + 1, "0123456789");
	if (s[whole] != '.' || cents != (size_t)c->digits || c->digits == 0 ||
	    s[whole + 1 + cents] != '\0')
		return false;
	if (cents == 3 && whole <= 3 && s[0] != '0' && fm->locale->thousands == '.' && !is_plain)
		return false;
	for (p = s; *p != '\0'; p++)
		if (*p != '.')
			v = v * 10 + (*p - '0');
	*minor = v;
	return v <= MONEY_MAX;
}

static enum err
money_cell(const struct import_column *c, const struct format *fm, const char *text, struct value *v,
    struct err_note *note)
{
	int64_t minor;
	enum err e;

	if (!plain_money(fm, c->is_plain, text, &minor) &&
	    (e = money_parse(fm->locale, fm->currency, text, &minor, note)) != ERR_OK)
		return e;
	value_set_int(v, minor);
	return field_check(c->field, v, note);
}

/* Spreadsheets write a day with the time of midnight. */
static char *
without_midnight(const char *text)
{
	static const char *const tails[] = { " 00:00:00", "T00:00:00", " 0:00:00", " 00:00", " 0:00",
	    " 12:00:00 AM" };
	char *s = xstrdup(text);
	size_t i;

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		if (str_ends(s, tails[i])) {
			s[strlen(s) - strlen(tails[i])] = '\0';
			break;
		}
	}
	return s;
}

static bool
bool_word(const char *text, bool *b)
{
	char *fold = utf8_fold(text);
	bool known = true;

	if (str_in_list(yes_words, fold))
		*b = true;
	else if (str_in_list(no_words, fold))
		*b = false;
	else
		known = false;
	free(fold);
	return known;
}

static const char *
choice_value(const struct import_column *c, const char *text)
{
	const char *value = NULL;
	char *fold = utf8_fold(text);
	size_t i;

	for (i = 0; i < c->nchoices && value == NULL; i++)
		if (strcmp(c->choices[i].fold, fold) == 0)
			value = c->choices[i].value;
	free(fold);
	return value;
}

/* A number of a workbook has a decimal point, whatever the user's language; one that the shop's
 * currency has no digits for is told, not rounded. */
static char *
number_text(const struct field *f, const struct format *fm, const char *text)
{
	char *s = xstrdup(text), *p;

	if (f->type == FIELD_MONEY || f->type == FIELD_PERCENT || f->type == FIELD_FACTOR)
		for (p = s; *p != '\0'; p++)
			if (*p == '.')
				*p = fm->locale->decimal;
	return s;
}

/* Spreadsheets take the zero off a number at home: 901234567. */
static enum err
phone_cell(const struct field *f, const struct format *fm, const char *text, enum csv_kind kind,
    struct value *v, struct err_note *note)
{
	char with_zero[32];

	if (kind != CSV_KIND_NUMBER || strlen(text) < 8 || strlen(text) > 10 || text[0] == '0')
		return field_from_text(f, fm, text, v, note);
	snprintf(with_zero, sizeof(with_zero), "0%s", text);
	return field_from_text(f, fm, with_zero, v, note);
}

enum err
import_cell(struct import_refs *refs, struct store *st, const struct import_column *c,
    const char *text, enum csv_kind kind, struct value *v, struct err_note *note)
{
	const struct field *f = c->field;
	const struct format *fm = store_format(st);
	const char *choice;
	char code[64], *s;
	bool b;
	enum err e;

	if (!c->is_plain)
		text = csv_unguard(text);
	s = utf8_clean(text, strlen(text), f->type == FIELD_NOTE || f->type == FIELD_REFS);
	if (s == NULL)
		return err_set(note, ERR_INVALID, f->name, "%s", csv_fault_text(CSV_ENCODING));
	value_fini(v);
	if (s[0] == '\0') {
		free(s);
		return ERR_OK;
	}
	if (kind == CSV_KIND_NUMBER) {
		char *plain = number_text(f, fm, s);

		free(s);
		s = plain;
	}
	switch (f->type) {
	case FIELD_PHONE:
		e = phone_cell(f, fm, s, kind, v, note);
		break;
	case FIELD_REF:
		if ((e = import_ref_code(refs, st, f, s, code, note)) == ERR_OK)
			value_set_text(v, code);
		break;
	case FIELD_REFS: {
		char *codes;

		if ((e = import_ref_codes(refs, st, f, s, &codes, note)) == ERR_OK)
			value_set_text(v, codes);
		free(codes);
		break;
	}
	case FIELD_MONEY:
		e = money_cell(c, fm, s, v, note);
		break;
	case FIELD_BOOL:
		e = ERR_OK;
		if (bool_word(s, &b))
			value_set_int(v, b);
		else
			e = field_from_text(f, fm, s, v, note);
		break;
	case FIELD_CHOICE:
		choice = choice_value(c, s);
		e = field_from_text(f, fm, choice != NULL ? choice : s, v, note);
		break;
	case FIELD_DAY:
	case FIELD_BIRTH: {
		char *day = without_midnight(s);

		e = field_from_text(f, fm, day, v, note);
		free(day);
		break;
	}
	default:
		e = field_from_text(f, fm, s, v, note);
	}
	free(s);
	if (e == ERR_OK)
		e = field_check(f, v, note);
	return e;
}
