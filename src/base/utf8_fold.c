/* utf8_fold.c - text as it is stored, searched, sorted and shown in ASCII. */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/mem.h"
#include "base/str.h"

#define MARKS_MAX 4		/* combining marks on one letter */

static void
add_cp(struct strbuf *b, uint32_t cp)
{
	char out[4];

	strbuf_add_n(b, out, (size_t)utf8_encode(cp, out));
}

static bool
is_mark(uint32_t cp)
{
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);

	return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME;
}

static bool
is_letter(uint32_t cp)
{
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)cp);

	return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
	    c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_MC;
}

/* Characters that are never stored (rule T2, TRUST.md T10). */
static bool
is_dropped(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x061c ||
	    (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) ||
	    (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff ||
	    (cp >= 0xe0000 && cp <= 0xe007f);
}

static bool
is_joiner_needed(const char *s, size_t len, size_t after, uint32_t before)
{
	uint32_t next;

	return is_letter(before) &&
	    utf8_decode(s + after, len - after, &next) > 0 && is_letter(next);
}

static char *
map(const char *s, int options)
{
	utf8proc_uint8_t *out = NULL;

	if (utf8proc_map((const utf8proc_uint8_t *)s, 0, &out,
	    (utf8proc_option_t)(options | UTF8PROC_NULLTERM | UTF8PROC_STABLE)) < 0)
		return NULL;
	return (char *)out;
}

/* Drops what exceeds MARKS_MAX on one letter, and blanks at both ends. */
static char *
cap_and_trim(const char *s)
{
	static const char blanks[][4] = { " ", "\n", "\xc2\xa0", "\xe3\x80\x80" };
	struct strbuf b = { 0 };
	size_t len = strlen(s), at = 0, i;
	int marks = 0, n;
	uint32_t cp;

	for (; at < len; at += (size_t)n) {
		n = utf8_decode(s + at, len - at, &cp);
		marks = is_mark(cp) ? marks + 1 : 0;
		if (marks > MARKS_MAX)
			continue;
		if (b.len == 0 && (cp == ' ' || cp == '\n' || cp == 0xa0 ||
		    cp == 0x3000))
			continue;
		strbuf_add_n(&b, s + at, (size_t)n);
	}
	for (i = 0; i < 4 && b.len > 0;) {
		if (str_ends(b.s, blanks[i])) {
			b.len -= strlen(blanks[i]);
			b.s[b.len] = '\0';
			i = 0;
		} else {
			i++;
		}
	}
	return strbuf_take(&b);
}

char *
utf8_clean(const char *s, size_t len, bool multiline)
{
	struct strbuf b = { 0 };
	uint32_t cp, before = 0;
	char *nfc, *result;
	size_t at = 0;
	int n;

	for (; at < len; at += (size_t)n) {
		n = utf8_decode(s + at, len - at, &cp);
		if (n == 0) {
			strbuf_fini(&b);
			return NULL;
		}
		if (cp == '\r' && at + 1 < len && s[at + 1] == '\n')
			continue;
		if (cp == '\r' || cp == '\n' || cp == 0x2028 || cp == 0x2029)
			cp = multiline ? '\n' : ' ';
		else if (cp == '\t')
			cp = ' ';
		else if (cp == 0x200c || cp == 0x200d) {
			if (!is_joiner_needed(s, len, at + (size_t)n, before))
				continue;
		} else if (is_dropped(cp))
			continue;
		add_cp(&b, cp);
		before = cp;
	}
	nfc = map(strbuf_str(&b), UTF8PROC_COMPOSE);
	strbuf_fini(&b);
	if (nfc == NULL)
		return NULL;
	result = cap_and_trim(nfc);
	free(nfc);
	return result;
}

char *
utf8_clean_any(const char *s, size_t len, bool multiline)
{
	char *clean = utf8_clean(s, len, multiline);
	struct strbuf b = { 0 };
	uint32_t cp;
	int n;

	if (clean != NULL)
		return clean;
	for (size_t at = 0; at < len; at += n > 0 ? (size_t)n : 1) {
		n = utf8_decode(s + at, len - at, &cp);
		strbuf_add_n(&b, n > 0 ? s + at : "_", n > 0 ? (size_t)n : 1);
	}
	clean = utf8_clean(strbuf_str(&b), b.len, multiline);
	strbuf_fini(&b);
	return clean;
}

/* Letters that Unicode does not take apart. */
static const char *
plain_letter(uint32_t cp)
{
	switch (cp) {
	case 0x0111: return "d";
	case 0x0110: return "D";
	case 0x00f8: return "o";
	case 0x00d8: return "O";
	case 0x0142: return "l";
	case 0x0141: return "L";
	case 0x0131: return "i";
	case 0x00e6: return "ae";
	case 0x00c6: return "AE";
	case 0x0153: return "oe";
	case 0x0152: return "OE";
	default: return NULL;
	}
}

/* Decomposed text of anything; invalid bytes as "?". The caller frees. */
static char *
decompose(const char *s, int options)
{
	struct strbuf b = { 0 };
	char *out = map(s, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | options);
	size_t len, at;
	uint32_t cp;
	int n;

	if (out != NULL)
		return out;
	len = strlen(s);
	for (at = 0; at < len; at += n > 0 ? (size_t)n : 1) {
		n = utf8_decode(s + at, len - at, &cp);
		if (n > 0)
			strbuf_add_n(&b, s + at, (size_t)n);
		else
			strbuf_add_char(&b, '?');
	}
	out = map(strbuf_str(&b), UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | options);
	strbuf_fini(&b);
	return out != NULL ? out : xstrdup("");
}

char *
utf8_fold(const char *s)
{
	char *plain = decompose(s, UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
	    UTF8PROC_IGNORE);
	struct strbuf b = { 0 };
	size_t len = strlen(plain), at = 0;
	const char *letter;
	uint32_t cp;
	int n;

	for (; at < len; at += (size_t)n) {
		n = utf8_decode(plain + at, len - at, &cp);
		letter = plain_letter(cp);
		if (cp <= ' ' || cp == 0x7f) {
			if (b.len > 0 && b.s[b.len - 1] != ' ')
				strbuf_add_char(&b, ' ');
		} else if (letter != NULL) {
			strbuf_add(&b, letter);
		} else {
			strbuf_add_n(&b, plain + at, (size_t)n);
		}
	}
	if (b.len > 0 && b.s[b.len - 1] == ' ')
		b.s[--b.len] = '\0';
	free(plain);
	return strbuf_take(&b);
}

/* Order of the Vietnamese tones, as in TCVN dictionaries: none, huyền, hỏi,
 * ngã, sắc, nặng; marks of other languages after them. */
static char
tone_rank(uint32_t mark)
{
	switch (mark) {
	case 0x0300: return '1';
	case 0x0309: return '2';
	case 0x0303: return '3';
	case 0x0301: return '4';
	case 0x0323: return '5';
	default: return '6';
	}
}

/* ă â ê ô ơ ư are letters of their own, after all words in a, e, o, u: they
 * become the letter and one of the two signs behind z. */
static char
letter_sign(char base, uint32_t mark)
{
	if (mark == 0x0306 && base == 'a')
		return '{';
	if (mark == 0x0302 && (base == 'e' || base == 'o'))
		return '{';
	if (mark == 0x0302 && base == 'a')
		return '|';
	if (mark == 0x031b && base == 'o')
		return '|';
	if (mark == 0x031b && base == 'u')
		return '{';
	return '\0';
}

static void
trim_zeros(struct strbuf *b)
{
	while (b->len > 0 && b->s[b->len - 1] == '0')
		b->s[--b->len] = '\0';
}

char *
utf8_sort_key(const char *s)
{
	char *plain = decompose(s, UTF8PROC_IGNORE);
	struct strbuf key = { 0 }, tones = { 0 }, cases = { 0 };
	size_t len = strlen(plain), at = 0;
	char base = '\0', sign;
	uint32_t cp, lower;
	int n;

	for (; at < len; at += (size_t)n) {
		n = utf8_decode(plain + at, len - at, &cp);
		if (is_mark(cp)) {
			sign = letter_sign(base, cp);
			if (sign != '\0')
				strbuf_add_char(&key, sign);
			else if (tones.len > 0)
				tones.s[tones.len - 1] = tone_rank(cp);
			continue;
		}
		lower = (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
		base = lower < 0x80 ? (char)lower : '\0';
		if (lower == 0x0111)
			strbuf_add(&key, "d{");
		else if (lower < ' ' || (lower > 'z' && lower < 0xa0))
			strbuf_add_char(&key, ' ');
		else
			add_cp(&key, lower);
		strbuf_add_char(&tones, '0');
		strbuf_add_char(&cases, lower != cp ? '1' : '0');
	}
	free(plain);
	trim_zeros(&tones);
	trim_zeros(&cases);
	/* U+0001 is below every character that a level can hold. */
	if (tones.len > 0 || cases.len > 0) {
		strbuf_add_char(&key, '\001');
		strbuf_add(&key, strbuf_str(&tones));
		strbuf_add_char(&key, '\001');
		strbuf_add(&key, strbuf_str(&cases));
	}
	strbuf_fini(&tones);
	strbuf_fini(&cases);
	return strbuf_take(&key);
}

char *
utf8_index_text(const char *fold)
{
	static const char mark[] = "\xee\x80\x80";	/* U+E000 */
	struct strbuf b = { 0 };
	size_t len = strlen(fold), at = 0;
	uint32_t cp, next;
	int n, m;

	strbuf_add(&b, fold);
	for (; at < len; at += (size_t)n) {
		n = utf8_decode(fold + at, len - at, &cp);
		if (n == 0) {
			n = 1;
			continue;
		}
		if (!utf8_is_han(cp))
			continue;
		strbuf_addf(&b, " %s%.*s%s", mark, n, fold + at, mark);
		m = utf8_decode(fold + at + n, len - at - (size_t)n, &next);
		if (m > 0 && utf8_is_han(next))
			strbuf_addf(&b, " %s%.*s", mark, n + m, fold + at);
	}
	return strbuf_take(&b);
}

/* The ASCII character that stands for one grapheme, or '?'. */
static char
ascii_of(const char *s, size_t len)
{
	char one[64], *plain, c = '?';
	const char *letter = NULL;
	uint32_t cp = 0;

	utf8_decode(s, len, &cp);
	if (cp == 0x2018 || cp == 0x2019)
		return '\'';
	if (cp == 0x201c || cp == 0x201d)
		return '"';
	if (cp >= 0x2010 && cp <= 0x2015)
		return '-';
	if (cp == 0x2026 || cp == 0xb7)
		return '.';
	if (cp == 0xd7)
		return 'x';
	if (len >= sizeof one)
		return '?';
	str_copy(one, len + 1, s);
	plain = decompose(one, UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
	if (utf8_decode(plain, strlen(plain), &cp) > 0)
		letter = plain_letter(cp);
	if (letter != NULL)
		c = letter[0];
	else if (cp >= ' ' && cp < 0x7f && plain[0] != '\0')
		c = plain[0];
	free(plain);
	return c;
}

char *
utf8_to_ascii(const char *s)
{
	struct strbuf b = { 0 };
	size_t at = 0, next;

	for (; s[at] != '\0'; at = next) {
		int w;
		char c;

		next = utf8_next(s, at);
		w = utf8_width_n(s + at, next - at);
		if ((unsigned char)s[at] < 0x80 && next == at + 1)
			c = s[at];
		else
			c = ascii_of(s + at, next - at);
		/* Columns stay as they are. */
		while (w-- > 0) {
			strbuf_add_char(&b, c);
			c = c == '?' ? '?' : ' ';
		}
	}
	return strbuf_take(&b);
}
