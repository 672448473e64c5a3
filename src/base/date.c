#include "base/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"

#define YEAR_MIN 1900
#define YEAR_MAX 2999

static bool
is_leap(int y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int
month_length(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };

	return m == 2 && is_leap(y) ? 29 : days[m - 1];
}

int
day_year(day_t day)
{
	return day / 10000;
}

int
day_month(day_t day)
{
	return day / 100 % 100;
}

int
day_mday(day_t day)
{
	return day % 100;
}

day_t
day_make(int y, int m, int d)
{
	if (y < YEAR_MIN || y > YEAR_MAX || m < 1 || m > 12 || d < 1 ||
	    d > month_length(y, m))
		return 0;
	return y * 10000 + m * 100 + d;
}

bool
day_is_valid(day_t day)
{
	return day > 0 &&
	    day_make(day_year(day), day_month(day), day_mday(day)) == day;
}

bool
birth_is_valid(day_t birth)
{
	/* Without a year any year may be meant: 2000 has a 29 February. */
	return day_is_valid(birth > 0 && birth < 10000 ?
	    birth + 20000000 : birth);
}

/* Days since 1970-01-01 of the Gregorian calendar, years counted from March
 * (Howard Hinnant, chrono-compatible low-level date algorithms). */
static int32_t
number_of(int y, int m, int d)
{
	int era, yoe, doy;

	y -= m <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int32_t
day_number(day_t day)
{
	return number_of(day_year(day), day_month(day), day_mday(day));
}

day_t
day_from_number(int32_t n)
{
	int era, doe, yoe, doy, mp, m;

	if (n < number_of(YEAR_MIN, 1, 1) || n > number_of(YEAR_MAX, 12, 31))
		return 0;
	n += 719468;
	era = n / 146097;
	doe = n - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	m = mp < 10 ? mp + 3 : mp - 9;
	return day_make(yoe + era * 400 + (m <= 2), m,
	    doy - (153 * mp + 2) / 5 + 1);
}

int
day_weekday(day_t day)
{
	/* 1970-01-01 was a Thursday. */
	int w = (day_number(day) + 3) % 7;

	return (w < 0 ? w + 7 : w) + 1;
}

day_t
day_add(day_t day, int days)
{
	int32_t n;

	if (__builtin_add_overflow(day_number(day), days, &n))
		return 0;
	return day_from_number(n);
}

day_t
day_add_months(day_t day, int months)
{
	int64_t all = (int64_t)day_year(day) * 12 + day_month(day) - 1 + months;
	int y, m, d = day_mday(day);

	if (all < YEAR_MIN * 12 || all >= (YEAR_MAX + 1) * 12)
		return 0;
	y = (int)(all / 12);
	m = (int)(all % 12) + 1;
	if (d > month_length(y, m))
		d = month_length(y, m);
	return day_make(y, m, d);
}

int
day_diff(day_t a, day_t b)
{
	return day_number(a) - day_number(b);
}

int
day_age(day_t birth, day_t today)
{
	int day = birth % 10000, y = day_year(today);

	if (day_year(birth) == 0)
		return -1;
	if (day == 229 && !is_leap(y))
		day = 228;
	return y - day_year(birth) - (today % 10000 < day);
}

const char *
day_weekday_name(int weekday, bool is_short)
{
	static const char *const names[] = { N_("Monday"), N_("Tuesday"),
		N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
		N_("Sunday") };
	static const char *const shorts[] = { N_("Mon"), N_("Tue"), N_("Wed"),
		N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun") };

	if (weekday < 1 || weekday > 7)
		return "";
	return tr(is_short ? shorts[weekday - 1] : names[weekday - 1]);
}

/* --- instants: only here the C library's zone is asked --- */

/* The second that was asked for last, of which a sale asks ten times. */
static _Thread_local struct { bool is_known; time_t t; struct tm tm; } last;

enum err
zone_set(const char *name)
{
	char path[256];

	/* An unknown name would silently be UTC. */
	if (str_empty(name) || name[0] == '/' || strstr(name, "..") != NULL ||
	    name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789_+-/")] != '\0')
		return ERR_INVALID;
	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	if (!str_eq(name, "UTC") && access(path, R_OK) != 0)
		return ERR_INVALID;
	setenv("TZ", name, 1);
	tzset();
	last.is_known = false;
	return ERR_OK;
}

static const struct tm *
local_time(int64_t at_ms)
{
	time_t t = (time_t)(at_ms / 1000 - (at_ms % 1000 < 0));

	if (!last.is_known || last.t != t) {
		localtime_r(&t, &last.tm);
		last.t = t;
		last.is_known = true;
	}
	return &last.tm;
}

day_t
instant_day(int64_t at_ms)
{
	const struct tm *tm = local_time(at_ms);

	return day_make(tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday);
}

int
instant_minute(int64_t at_ms)
{
	const struct tm *tm = local_time(at_ms);

	return tm->tm_hour * 60 + tm->tm_min;
}

int64_t
instant_make(day_t day, int minute)
{
	struct tm tm = { .tm_year = day_year(day) - 1900,
		.tm_mon = day_month(day) - 1, .tm_mday = day_mday(day),
		.tm_hour = minute / 60, .tm_min = minute % 60, .tm_isdst = -1 };

	return (int64_t)mktime(&tm) * 1000;
}

static bool
take_number(const char **s, int digits, int *v)
{
	*v = 0;
	while (digits-- > 0) {
		if (**s < '0' || **s > '9')
			return false;
		*v = *v * 10 + (*(*s)++ - '0');
	}
	return true;
}

enum err
instant_parse_iso(const char *s, int64_t *at_ms)
{
	int y, mo, d, h, mi, sec = 0, ms = 0, oh = 0, om = 0, sign = 0;
	day_t day;

	if (!take_number(&s, 4, &y) || *s++ != '-' || !take_number(&s, 2, &mo) ||
	    *s++ != '-' || !take_number(&s, 2, &d) || (*s != 'T' && *s != ' '))
		return ERR_INVALID;
	s++;
	if (!take_number(&s, 2, &h) || *s++ != ':' || !take_number(&s, 2, &mi))
		return ERR_INVALID;
	if (*s == ':') {
		s++;
		if (!take_number(&s, 2, &sec))
			return ERR_INVALID;
		if (*s == '.') {
			s++;
			if (!take_number(&s, 3, &ms))
				return ERR_INVALID;
		}
	}
	if (*s == 'Z') {
		s++;
	} else if (*s == '+' || *s == '-') {
		sign = *s++ == '-' ? -1 : 1;
		if (!take_number(&s, 2, &oh))
			return ERR_INVALID;
		if (*s == ':')
			s++;
		if (!take_number(&s, 2, &om))
			return ERR_INVALID;
	} else {
		return ERR_INVALID;	/* without a zone it is no instant */
	}
	day = day_make(y, mo, d);
	if (*s != '\0' || day == 0 || h > 23 || mi > 59 || sec > 59 ||
	    oh > 14 || om > 59)
		return ERR_INVALID;
	*at_ms = (((int64_t)day_number(day) * 1440 + h * 60 + mi -
	    sign * (oh * 60 + om)) * 60 + sec) * 1000 + ms;
	return ERR_OK;
}

char *
instant_iso(int64_t at_ms, char *buf, size_t size)
{
	const struct tm *tm = local_time(at_ms);
	long off = tm->tm_gmtoff / 60, a = off < 0 ? -off : off;

	snprintf(buf, size, "%04d-%02d-%02dT%02d:%02d:%02d%c%02ld:%02ld",
	    tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday, tm->tm_hour, tm->tm_min,
	    tm->tm_sec, off < 0 ? '-' : '+', a / 60, a % 60);
	return buf;
}

char *
instant_format(const struct locale_rules *lr, int64_t at_ms, char *buf,
    size_t size)
{
	int minute = instant_minute(at_ms);
	char day[16];

	snprintf(buf, size, "%s %02d:%02d", day_format(lr, instant_day(at_ms),
	    day, sizeof day), minute / 60, minute % 60);
	return buf;
}
