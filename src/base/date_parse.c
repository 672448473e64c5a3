/* date_parse.c - days as users type and read them. Zone and arithmetic are in
 * date.c. */
#include "base/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"

/* ASCII of what was typed: full-width digits halved, 年 and 月 as "-". */
static bool
simplify(const char *text, char *out, size_t size)
{
	size_t len = strlen(text), at = 0, n = 0;
	uint32_t cp;
	int used;

	for (; at < len; at += (size_t)used) {
		used = utf8_decode(text + at, len - at, &cp);
		if (used == 0)
			return false;
		if (cp >= 0xff01 && cp <= 0xff5e)
			cp -= 0xff01 - 0x21;
		if (cp == 0x5e74 || cp == 0x6708)
			cp = '-';
		if (cp == 0x65e5 || (cp <= ' ' && (n == 0 ||
		    text[at + strspn(text + at, " \t\r\n")] == '\0')))
			continue;
		if (cp <= ' ' || cp >= 0x7f || n + 1 >= size)
			return false;
		out[n++] = (char)cp;
	}
	out[n] = '\0';
	return n > 0;
}

struct parts {
	int v[3];
	int digits[3];		/* how many were typed */
	int n;
};

/* "4.4.26" to its numbers; one separator of / . - between them, the same
 * everywhere. */
static bool
split(const char *s, struct parts *p)
{
	char sep = '\0';

	*p = (struct parts) { .n = 0 };
	for (;;) {
		int v = 0, digits = 0;

		for (; *s >= '0' && *s <= '9' && digits < 9; digits++)
			v = v * 10 + (*s++ - '0');
		if (digits == 0 || p->n == 3)
			return false;
		p->v[p->n] = v;
		p->digits[p->n++] = digits;
		if (*s == '\0')
			return true;
		if (strchr("/.-", *s) == NULL || (sep != '\0' && *s != sep))
			return false;
		sep = *s++;
	}
}

/* Day and month of two parts, in the user's order. */
static void
day_and_month(const struct locale_rules *lr, const struct parts *p, int first,
    int *d, int *m)
{
	bool day_first = lr->order == DATE_DMY;

	*d = p->v[day_first ? first : first + 1];
	*m = p->v[day_first ? first + 1 : first];
}

/* Three parts. Returns 0 when they are no day. *short_year: two digits. */
static day_t
from_three(const struct locale_rules *lr, const struct parts *p,
    bool *short_year)
{
	int y, m, d, at;

	if (p->digits[0] == 4) {		/* ISO, in every locale */
		y = p->v[0];
		m = p->v[1];
		d = p->v[2];
		at = 0;
	} else if (lr->order == DATE_YMD) {
		if (p->digits[2] > 2)
			return 0;		/* 4-5-2026: day or month first? */
		y = p->v[0];
		m = p->v[1];
		d = p->v[2];
		at = 0;
	} else {
		day_and_month(lr, p, 0, &d, &m);
		y = p->v[2];
		at = 2;
	}
	*short_year = p->digits[at] == 2;
	if (*short_year)
		y += 2000;
	else if (p->digits[at] != 4)
		return 0;
	return day_make(y, m, d);
}

static day_t
from_eight(const char *s)
{
	int v = atoi(s);

	return day_make(v / 10000, v / 100 % 100, v % 100);
}

static day_t
parse_any(const struct locale_rules *lr, const char *s, day_t today,
    bool *short_year)
{
	struct parts p;
	int d, m;

	*short_year = false;
	if (strlen(s) == 8 && strspn(s, "0123456789") == 8)
		return from_eight(s);
	if (!split(s, &p))
		return 0;
	switch (p.n) {
	case 1:
		if (p.digits[0] > 2)
			return 0;
		return day_make(day_year(today), day_month(today), p.v[0]);
	case 2:
		if (p.digits[0] > 2 || p.digits[1] > 2)
			return 0;
		day_and_month(lr, &p, 0, &d, &m);
		return day_make(day_year(today), m, d);
	default:
		return from_three(lr, &p, short_year);
	}
}

static enum err
refuse(const struct locale_rules *lr, const char *text, day_t example,
    struct err_note *note)
{
	char buf[16];

	return err_set(note, ERR_INVALID, "",
	    _("“%s” is not a day. Type for example %s."), text,
	    day_format(lr, example, buf, sizeof buf));
}

enum err
day_parse(const struct locale_rules *lr, const char *text, day_t today,
    day_t *day, struct err_note *note)
{
	char s[32], *end;
	bool short_year;
	day_t result;
	long n;

	if (!simplify(text, s, sizeof s))
		return refuse(lr, text, today, note);
	if (str_ieq_ascii(s, "t")) {
		result = today;
	} else if (s[0] == '+' || s[0] == '-') {
		n = s[1] >= '0' && s[1] <= '9' ? strtol(s, &end, 10) : 0;
		if (s[1] < '0' || s[1] > '9' || *end != '\0' || n > 99999 || n < -99999)
			return refuse(lr, text, today, note);
		result = day_add(today, (int)n);
	} else {
		result = parse_any(lr, s, today, &short_year);
	}
	if (result == 0)
		return refuse(lr, text, today, note);
	*day = result;
	return ERR_OK;
}

enum err
birth_parse(const struct locale_rules *lr, const char *text, day_t today,
    day_t *birth, struct err_note *note)
{
	char s[32];
	struct parts p;
	bool short_year;
	day_t result;
	int d, m;

	if (!simplify(text, s, sizeof s))
		return refuse(lr, text, 19900214, note);
	if (day_parse_iso(s, &result) == ERR_OK) {
		short_year = false;
	} else if (split(s, &p) && p.n == 2 && p.digits[0] <= 2 &&
	    p.digits[1] <= 2) {
		day_and_month(lr, &p, 0, &d, &m);
		result = m * 100 + d;
	} else if (strchr("+-", s[0]) == NULL && strlen(s) > 2) {
		result = parse_any(lr, s, today, &short_year);
		/* Nobody is born tomorrow: 14.2.90 is 1990. */
		if (short_year && result > today)
			result = day_make(day_year(result) - 100,
			    day_month(result), day_mday(result));
	} else {
		result = 0;
	}
	if (!birth_is_valid(result))
		return refuse(lr, text, 19900214, note);
	if (result > today)
		return err_set(note, ERR_INVALID, "",
		    _("A birth day lies in the past."));
	*birth = result;
	return ERR_OK;
}

char *
day_format(const struct locale_rules *lr, day_t day, char *buf, size_t size)
{
	int y = day_year(day), m = day_month(day), d = day_mday(day);
	const char *sep = lr->date_sep;
	int first = lr->order == DATE_DMY ? d : m;
	int second = lr->order == DATE_DMY ? m : d;

	if (day == 0)
		return str_copy(buf, size, "");
	if (y == 0)			/* a birthday without its year */
		snprintf(buf, size, "%02d%s%02d", first, sep, second);
	else if (lr->order == DATE_YMD)
		snprintf(buf, size, "%04d%s%02d%s%02d", y, sep, m, sep, d);
	else
		snprintf(buf, size, "%02d%s%02d%s%04d", first, sep, second,
		    sep, y);
	return buf;
}

char *
day_format_short(const struct locale_rules *lr, day_t day, char *buf, size_t size)
{
	return day_format(lr, day % 10000, buf, size);
}

char *
day_iso(day_t day, char *buf, size_t size)
{
	if (day == 0)
		return str_copy(buf, size, "");
	if (day_year(day) == 0)
		snprintf(buf, size, "--%02d-%02d", day_month(day), day_mday(day));
	else
		snprintf(buf, size, "%04d-%02d-%02d", day_year(day),
		    day_month(day), day_mday(day));
	return buf;
}

enum err
day_parse_iso(const char *text, day_t *day)
{
	static const char full[] = "dddd-dd-dd", short_form[] = "--dd-dd";
	const char *shape = text[0] == '-' ? short_form : full;
	day_t v = 0;
	size_t i;

	for (i = 0; shape[i] != '\0'; i++) {
		if (shape[i] == 'd' && text[i] >= '0' && text[i] <= '9')
			v = v * 10 + (text[i] - '0');
		else if (shape[i] == 'd' || text[i] != shape[i])
			return ERR_INVALID;
	}
	if (text[i] != '\0' || (shape == full && v < 10000) ||
	    !birth_is_valid(v))
		return ERR_INVALID;
	*day = v;
	return ERR_OK;
}
