#include "base/locale.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

/* vi_VN and zh_CN as in glibc; English with the day first, as in the shops
 * that we know. */
static const struct locale_rules rules[] = {
	{ "en", DATE_DMY, "/", '.', ',', "y", 1, "k", "m,tr" },
	{ "vi", DATE_DMY, "/", ',', '.', "yc", 1, "k,ngàn,nghìn", "tr,triệu,m" },
	{ "zh_CN", DATE_YMD, "-", '.', ',', "y是", 1, "k,千", "m,tr,百万" },
};

const struct locale_rules *
locale_find(const char *lang)
{
	size_t i;

	for (i = 0; lang != NULL && i < sizeof rules / sizeof *rules; i++) {
		if (strncmp(lang, rules[i].lang, 2) == 0)
			return &rules[i];
	}
	return &rules[0];
}

char *
locale_format_int(const struct locale_rules *lr, int64_t v, char *buf,
    size_t size)
{
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	char text[32];
	size_t at = sizeof text;
	int n = 0;

	text[--at] = '\0';
	do {
		if (n > 0 && n % 3 == 0)
			text[--at] = lr->thousands;
		text[--at] = (char)('0' + u % 10);
		n++;
	} while ((u /= 10) > 0);
	if (v < 0)
		text[--at] = '-';
	return str_copy(buf, size, text + at);
}

#define INT_MAX_SIZE INT64_C(1000000000000000)	/* RULES.md: beyond is refused */

/* s: digits, perhaps in groups, and nothing else. */
static bool
parse_digits(char sep, const char *s, int64_t *v)
{
	size_t first = strspn(s, "0123456789"), run = first;
	bool grouped = s[first] == sep;
	int64_t r = 0;

	if (first == 0 || (grouped && (first > 3 || s[0] == '0')))
		return false;
	for (;;) {
		for (; run > 0; run--, s++) {
			r = r * 10 + (*s - '0');
			if (r > INT_MAX_SIZE)
				return false;
		}
		if (*s == '\0')
			break;
		run = strspn(s + 1, "0123456789");
		if (*s++ != sep || run != 3)
			return false;
	}
	*v = r;
	return true;
}

bool
locale_parse_int(const struct locale_rules *lr, const char *text, int64_t *v)
{
	char *s = utf8_fold(text);		/* full width to half */
	bool minus = s[0] == '-', ok;
	int64_t r = 0;

	ok = parse_digits(lr->thousands, s + minus, &r);
	if (ok)
		*v = minus ? -r : r;
	free(s);
	return ok;
}
