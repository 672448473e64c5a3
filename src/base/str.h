/* str.h - growing strings and small helpers on bytes. */
#ifndef QUEN_BASE_STR_H
#define QUEN_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A growing string, always NUL-terminated once something was added.
 * Zero bytes are a valid empty one. */
struct strbuf { char *s; size_t len, cap; };
void strbuf_add(struct strbuf *b, const char *s);
void strbuf_add_n(struct strbuf *b, const char *s, size_t len);
void strbuf_add_char(struct strbuf *b, char c);
void strbuf_addf(struct strbuf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void strbuf_clear(struct strbuf *b);		/* keeps the memory */
const char *strbuf_str(const struct strbuf *b);	/* "" when empty, borrowed */
char *strbuf_take(struct strbuf *b);		/* hands over, never NULL */
void strbuf_fini(struct strbuf *b);

/* Copies with a terminating NUL, cut at a character; returns dst. */
char *str_copy(char *dst, size_t size, const char *src);
uint32_t str_hash(const char *s);		/* FNV-1a, 32 bits */
/* NULL equals NULL. Inline: names are looked for in lists, and nearly all differ in the first letter. */
static inline bool
str_eq(const char *a, const char *b)
{
	if (a == NULL || b == NULL || a == b)
		return a == b;
	return *a == *b && strcmp(a, b) == 0;
}
bool str_empty(const char *s);			/* NULL or "" */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
bool str_ieq_ascii(const char *a, const char *b);
/* Next piece of a list separated by sep, blanks trimmed, copied to piece.
 * *rest moves on; returns false at the end. Empty pieces are skipped. */
bool str_next(const char **rest, char sep, char *piece, size_t size);
/* true when item is a piece of the comma list. */
bool str_in_list(const char *list, const char *item);

#endif
