#include "base/utf8.h"

#include <string.h>

#include <utf8proc.h>

#include "base/mem.h"
#include "base/str.h"

/* Code points, graphemes and columns; what is searched, sorted and stored is
 * made in utf8_fold.c. */

int
utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t c;
	int n, i;

	if (len == 0)
		return 0;
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	if (p[0] < 0xc2 || p[0] > 0xf4 || (size_t)n > len)
		return 0;
	c = p[0] & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3fu);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*cp = c;
	return n;
}

int
utf8_encode(uint32_t cp, char out[4])
{
	return (int)utf8proc_encode_char((utf8proc_int32_t)cp,
	    (utf8proc_uint8_t *)out);
}

/* Eight bytes of ASCII, none of them NUL: most of what is read at a start. */
static bool
is_ascii8(const char *s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t w;

	memcpy(&w, s, sizeof w);
	return ((w | (w - ones)) & high) == 0;
}

bool
utf8_is_valid(const char *s, size_t len)
{
	uint32_t cp;
	size_t at = 0;
	int n;

	while (at < len) {
		if (len - at >= 8 && is_ascii8(s + at)) {
			at += 8;
			continue;
		}
		n = utf8_decode(s + at, len - at, &cp);
		if (n == 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

/* One code point; an invalid byte stands for itself as U+FFFD. */
static size_t
decode_any(const char *s, uint32_t *cp)
{
	int n = utf8_decode(s, strnlen(s, 4), cp);

	if (n > 0)
		return (size_t)n;
	*cp = 0xfffd;
	return 1;
}

size_t
utf8_next(const char *s, size_t at)
{
	utf8proc_int32_t state = 0;
	uint32_t cp, next;

	if (s[at] == '\0')
		return at;
	at += decode_any(s + at, &cp);
	while (s[at] != '\0') {
		size_t n = decode_any(s + at, &next);

		if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)cp,
		    (utf8proc_int32_t)next, &state))
			break;
		at += n;
		cp = next;
	}
	return at;
}

size_t
utf8_prev(const char *s, size_t at)
{
	size_t from = at, next;

	if (at == 0)
		return 0;
	/* Flags and families are only known from their beginning; between two
	 * ASCII characters there is always a boundary. */
	for (from--; from > 0; from--) {
		unsigned char a = (unsigned char)s[from - 1];
		unsigned char b = (unsigned char)s[from];

		if (a < 0x80 && b < 0x80 && !(a == '\r' && b == '\n'))
			break;
	}
	while ((next = utf8_next(s, from)) < at)
		from = next;
	return from;
}

struct range { uint32_t first, last; };

static bool
in_ranges(const struct range *r, size_t n, uint32_t cp)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (cp >= r[i].first && cp <= r[i].last)
			return true;
	}
	return false;
}

int
utf8_cp_width(uint32_t cp)
{
	/* UX.md 0: ambiguous ones are narrow; where the terminal draws them
	 * wide the ASCII set of glyphs is used instead. */
	static const struct range narrow[] = {
		{ 0x00ad, 0x00ad }, { 0x2010, 0x2027 }, { 0x2190, 0x21ff },
		{ 0x2500, 0x25fc }, { 0x2800, 0x28ff }, { 0xe000, 0xf8ff },
	};
	static const struct range none[] = {
		{ 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x206f },
		{ 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }, { 0xe0000, 0xe0fff },
	};

	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		return 1;
	if (cp < 0x300)
		return 1;
	if (in_ranges(none, sizeof none / sizeof *none, cp))
		return 0;
	if (in_ranges(narrow, sizeof narrow / sizeof *narrow, cp))
		return 1;
	return utf8proc_charwidth((utf8proc_int32_t)cp);
}

int
utf8_width_n(const char *s, size_t len)
{
	size_t at = 0;
	uint32_t cp;
	int w = 0, n;

	while (at < len && s[at] != '\0') {
		n = utf8_decode(s + at, len - at, &cp);
		w += n > 0 ? utf8_cp_width(cp) : 1;
		at += n > 0 ? (size_t)n : 1;
	}
	return w;
}

int
utf8_width(const char *s)
{
	return utf8_width_n(s, strlen(s));
}

int
utf8_pad(const char *s, int cols)
{
	return cols + (int)strlen(s) - utf8_width(s);
}

size_t
utf8_fit(const char *s, int cols)
{
	size_t at = 0, next;
	int w;

	while (s[at] != '\0') {
		next = utf8_next(s, at);
		w = utf8_width_n(s + at, next - at);
		if (w > cols)
			break;
		cols -= w;
		at = next;
	}
	return at;
}

bool
utf8_is_han(uint32_t cp)
{
	return cp == 0x3007 || (cp >= 0x3400 && cp <= 0x4dbf) ||
	    (cp >= 0x4e00 && cp <= 0x9fff) || (cp >= 0xf900 && cp <= 0xfaff) ||
	    (cp >= 0x20000 && cp <= 0x3ffff);
}
