/* locale.h - how days, amounts and numbers look and are typed, by our own
 * tables (UX.md 13: no locale-gen). */
#ifndef QUEN_BASE_LOCALE_H
#define QUEN_BASE_LOCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum date_order { DATE_DMY, DATE_MDY, DATE_YMD };

struct locale_rules {
	const char *lang;		/* "en" "vi" "zh_CN" */
	enum date_order order;
	const char *date_sep;		/* "/" or "-" */
	char decimal, thousands;	/* ',' '.' for vi */
	const char *yes;		/* letters that mean yes: "y" "yc" "y是" */
	int first_weekday;		/* 1 Monday .. 7 Sunday */
	const char *thousand_words;	/* "k" ... factor 1000, comma list */
	const char *million_words;	/* "m,tr" */
};

/* Never NULL: unknown languages get English (day/month/year). */
const struct locale_rules *locale_find(const char *lang);

/* Whole number with grouping, "-1.234.567". Returns buf. */
char *locale_format_int(const struct locale_rules *lr, int64_t v, char *buf,
    size_t size);
/* The other way: plain digits or right groups of three, a leading "-", blanks
 * around, full-width digits. False, *v untouched, for anything else and beyond
 * 10^15. */
bool locale_parse_int(const struct locale_rules *lr, const char *text, int64_t *v);

#endif
