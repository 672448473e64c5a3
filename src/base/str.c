#include "base/str.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define FIRST 64			/* a code, a line: grown once */

static void
reserve(struct strbuf *b, size_t more)
{
	if (b->cap == 0 && more < FIRST)
		more = FIRST - 1;
	b->s = xgrow(b->s, &b->cap, b->len + more + 1, 1);
}

void
strbuf_add(struct strbuf *b, const char *s)
{
	strbuf_add_n(b, s, strlen(s));
}

void
strbuf_add_n(struct strbuf *b, const char *s, size_t len)
{
	reserve(b, len);
	if (len > 0)
		memcpy(b->s + b->len, s, len);
	b->len += len;
	b->s[b->len] = '\0';
}

void
strbuf_add_char(struct strbuf *b, char c)
{
	strbuf_add_n(b, &c, 1);
}

void
strbuf_addf(struct strbuf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	reserve(b, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(b->s + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

void
strbuf_clear(struct strbuf *b)
{
	b->len = 0;
	if (b->s != NULL)
		b->s[0] = '\0';
}

const char *
strbuf_str(const struct strbuf *b)
{
	return b->s != NULL ? b->s : "";
}

char *
strbuf_take(struct strbuf *b)
{
	char *s = b->s != NULL ? b->s : xstrdup("");

	*b = (struct strbuf) { 0 };
	return s;
}

void
strbuf_fini(struct strbuf *b)
{
	if (b == NULL)
		return;
	free(b->s);
	*b = (struct strbuf) { 0 };
}

char *
str_copy(char *dst, size_t size, const char *src)
{
	size_t n = strlen(src);

	assert(size > 0);
	if (n >= size) {
		n = size - 1;
		while (n > 0 && ((unsigned char)src[n] & 0xc0) == 0x80)
			n--;
	}
	memmove(dst, src, n);
	dst[n] = '\0';
	return dst;
}

uint32_t
str_hash(const char *s)
{
	uint32_t h = 2166136261u;

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h;
}

bool
str_empty(const char *s)
{
	return s == NULL || *s == '\0';
}

bool
str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

bool
str_ieq_ascii(const char *a, const char *b)
{
	for (;; a++, b++) {
		int x = *a >= 'A' && *a <= 'Z' ? *a + 32 : *a;
		int y = *b >= 'A' && *b <= 'Z' ? *b + 32 : *b;

		if (x != y)
			return false;
		if (x == '\0')
			return true;
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool
str_next(const char **rest, char sep, char *piece, size_t size)
{
	const char *s = *rest, *end;
	size_t n;

	assert(size > 0);
	while (s != NULL && *s != '\0') {
		end = strchr(s, sep);
		*rest = end != NULL ? end + 1 : s + strlen(s);
		if (end == NULL)
			end = *rest;
		while (s < end && is_blank(*s))
			s++;
		while (end > s && is_blank(end[-1]))
			end--;
		n = (size_t)(end - s);
		if (n > 0) {
			if (n >= size) {
				n = size - 1;
				while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
					n--;
			}
			memcpy(piece, s, n);
			piece[n] = '\0';
			return true;
		}
		s = *rest;
	}
	*rest = s;
	return false;
}

bool
str_in_list(const char *list, const char *item)
{
	size_t n = strlen(item);
	const char *s = list, *end;

	/* Without a buffer, so that no piece is cut before it is compared. */
	while (s != NULL && *s != '\0') {
		end = strchr(s, ',');
		if (end == NULL)
			end = s + strlen(s);
		while (s < end && is_blank(*s))
			s++;
		const char *last = end;
		while (last > s && is_blank(last[-1]))
			last--;
		if ((size_t)(last - s) == n && memcmp(s, item, n) == 0 && n > 0)
			return true;
		s = *end == ',' ? end + 1 : end;
	}
	return false;
}
