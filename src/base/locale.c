#include "base/locale.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

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
