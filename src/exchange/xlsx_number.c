/* Days and percentages are numbers in a workbook; only the cell's number format tells.
 * Source: ECMA-376-1 18.8.30 (numFmt), 18.17.4.1 (serial days). */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "exchange/xlsx_part.h"

#define SERIAL_MAX 2958466	/* the day after 9999-12-31 */
#define DAYS_1904 1462

enum xlsx_style
xlsx_style_builtin(long id)
{
	if (id == 9 || id == 10)
		return STYLE_PERCENT;
	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
	    id == 57 || id == 58)
		return STYLE_DAY;
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) ||
	    id == 55 || id == 56)
		return STYLE_TIME;
	return id == 22 ? STYLE_BOTH : STYLE_PLAIN;
}

/* Past what stands for itself: "text", \x, _x, *x, [colour]. An elapsed time ([h]) counts. */
static const char *
skip(const char *p, bool *time)
{
	const char *end;

	if (*p == '"') {
		end = strchr(p + 1, '"');
		return end != NULL ? end + 1 : p + strlen(p);
	}
	if (*p == '\\' || *p == '_' || *p == '*')
		return p[1] != '\0' ? p + 2 : p + 1;
	if (*p == '[') {
		if ((end = strchr(p, ']')) == NULL)
			return p + strlen(p);
		if (strchr("hHsS", p[1]) != NULL && strspn(p + 1, "hHsS") == (size_t)(end - p - 1))
			*time = true;
		return end + 1;
	}
	return NULL;
}

enum xlsx_style
xlsx_style_code(const char *code)
{
	bool day = false, time = false, month = false, percent = false;
	const char *p = code, *next;

	if (strcasecmp(code, "General") == 0)
		return STYLE_PLAIN;
	while (*p != '\0' && *p != ';') {
		if ((next = skip(p, &time)) != NULL) {
			p = next;
			continue;
		}
		if (strncasecmp(p, "AM/PM", 5) == 0) {
			time = true;
			p += 5;
			continue;
		}
		day = day || strchr("yYdD", *p) != NULL;
		time = time || strchr("hHsS", *p) != NULL;
		month = month || *p == 'm' || *p == 'M';
		percent = percent || *p == '%';
		p++;
	}
	if (percent)
		return STYLE_PERCENT;
	if (month && !time)
		day = true;
	return day && time ? STYLE_BOTH : day ? STYLE_DAY : time ? STYLE_TIME : STYLE_PLAIN;
}

/* Fifteen digits are what a spreadsheet itself keeps of a number. */
static void
put_number(double d, char *out, size_t size)
{
	char *e;

	if (fabs(d) < 1e-15)		/* what a sum leaves of nothing, 5.55E-17; and no "-0" */
		d = 0;
	if (fabs(d) < 1e18 && d == floor(d)) {
		snprintf(out, size, "%.0f", d);
		return;
	}
	snprintf(out, size, "%.15g", d);
	if (strchr(out, 'e') == NULL || fabs(d) >= 1e18)
		return;
	snprintf(out, size, "%.15f", d);		/* 1e-05 */
	for (e = out + strlen(out); e > out && e[-1] == '0'; e--)
		;
	*e = '\0';
}

/* Years beyond those that date.h knows as well: 9999-12-31 stands for "for ever" in many a file,
 * and whoever is refused it must read what the cell shows. The calendar repeats every 400 years. */
static int
put_date(long days, char *out, size_t size)
{
	int years = 0;
	day_t day;

	/* 1900 had no 29 February; spreadsheets count it. */
	days += days < 60;
	for (; (day = day_add(18991230, (int)days)) == 0; days -= 146097)
		years += 400;
	return snprintf(out, size, "%04d-%02d-%02d", day_year(day) + years, day_month(day),
	    day_mday(day));
}

static bool
put_day(double d, enum xlsx_style style, bool from_1904, char *out, size_t size)
{
	long days, seconds;
	int n = 0;

	if (!(d >= 0) || d >= SERIAL_MAX)
		return false;
	days = (long)floor(d);
	seconds = lround((d - (double)days) * 86400);
	if (seconds == 86400) {
		seconds = 0;
		days++;
	}
	if (style == STYLE_TIME && days > 0)
		return false;				/* 30 hours: a number */
	if (style != STYLE_TIME) {
		if (from_1904)
			days += DAYS_1904;
		if (days <= 0 || days >= SERIAL_MAX)
			return false;
		n = put_date(days, out, size);
		if (seconds == 0)
			return true;
	}
	n += snprintf(out + n, size - (size_t)n, "%s%02ld:%02ld", n > 0 ? " " : "", seconds / 3600,
	    seconds / 60 % 60);
	if (seconds % 60 != 0)
		snprintf(out + n, size - (size_t)n, ":%02ld", seconds % 60);
	return true;
}

enum csv_kind
xlsx_number(const char *v, enum xlsx_style style, bool from_1904, char *out, size_t size)
{
	size_t digits = strspn(v, "0123456789"), len = strlen(v);
	char *end;
	double d;

	/* Digits as they are: a card number has more than a double keeps. */
	if (digits == len && digits > 0 && digits < 20 && style == STYLE_PLAIN) {
		str_copy(out, size, v);
		return CSV_KIND_NUMBER;
	}
	d = strtod(v, &end);
	if (end == v || *end != '\0' || !isfinite(d)) {
		str_copy(out, size, v);
		return CSV_KIND_TEXT;
	}
	if (style >= STYLE_DAY && put_day(d, style, from_1904, out, size))
		return style == STYLE_TIME ? CSV_KIND_TIME : CSV_KIND_DAY;
	put_number(style == STYLE_PERCENT ? d * 100 : d, out, size);
	return CSV_KIND_NUMBER;
}
