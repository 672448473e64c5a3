/* date.h - business days as integers yyyymmdd, instants as UTC milliseconds.
 * Calendar: proleptic Gregorian, 1900-01-01 .. 2999-12-31. */
#ifndef QUEN_BASE_DATE_H
#define QUEN_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/locale.h"

typedef int32_t day_t;			/* yyyymmdd; 0 = none */

bool day_is_valid(day_t day);
day_t day_make(int y, int m, int d);	/* 0 when invalid */
int day_year(day_t day), day_month(day_t day), day_mday(day_t day);
int day_weekday(day_t day);		/* 1 Monday .. 7 Sunday */
int32_t day_number(day_t day);		/* days since 1970-01-01 */
day_t day_from_number(int32_t n);
day_t day_add(day_t day, int days);
/* Keeps the anchor day: 31 Jan + 1 = 28 Feb, + 2 = 31 Mar (rule C2). */
day_t day_add_months(day_t day, int months);
int day_diff(day_t a, day_t b);		/* a - b in days */
int day_age(day_t birth, day_t today);	/* whole years; 29 Feb as rule P10; -1 without a year */

/* As a user types it: 4  4/4  4.4.26  20260404  2026-04-04  +5  -10  t.
 * Missing parts are filled from today. note says what to type. */
enum err day_parse(const struct locale_rules *lr, const char *text,
    day_t today, day_t *day, struct err_note *note) MUST_CHECK;
/* A birth day: as above, and day and month alone ("14/2") give a day without
 * a year, 0000mmdd (rule P10), as does "--02-14". Two-digit years lie in the past. */
enum err birth_parse(const struct locale_rules *lr, const char *text,
    day_t today, day_t *birth, struct err_note *note) MUST_CHECK;
bool birth_is_valid(day_t birth);
char *day_format(const struct locale_rules *lr, day_t day, char *buf, size_t size);
/* Day and month alone, five columns in every language: 21/11, 11-21. */
char *day_format_short(const struct locale_rules *lr, day_t day, char *buf, size_t size);
char *day_iso(day_t day, char *buf, size_t size);	/* 2026-11-21; --02-14 */
enum err day_parse_iso(const char *text, day_t *day) MUST_CHECK;
const char *day_weekday_name(int weekday, bool is_short);	/* translated */

/* The shop's zone ("Asia/Ho_Chi_Minh"); process-wide. ERR_INVALID if unknown. */
enum err zone_set(const char *name) MUST_CHECK;
day_t instant_day(int64_t at_ms);		/* in the shop's zone */
int instant_minute(int64_t at_ms);		/* minute of that day, 0..1439 */
int64_t instant_make(day_t day, int minute);	/* shop's zone to UTC ms */
/* ISO 8601 with zone: 2026-11-21T14:30:00+07:00. */
enum err instant_parse_iso(const char *text, int64_t *at_ms) MUST_CHECK;
char *instant_iso(int64_t at_ms, char *buf, size_t size);
char *instant_format(const struct locale_rules *lr, int64_t at_ms, char *buf,
    size_t size);				/* 21/11/2026 14:30 */

#endif
