/* utf8.h - text: validity, NFC, graphemes, width, folding.
 * Sources: Unicode 15 by utf8proc; width: UX.md 0 (own table on top). */
#ifndef QUEN_BASE_UTF8_H
#define QUEN_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads one code point at s (len bytes left). Returns the bytes used, or 0
 * for an invalid or cut sequence (overlong, surrogate, > U+10FFFF). */
int utf8_decode(const char *s, size_t len, uint32_t *cp);
int utf8_encode(uint32_t cp, char out[4]);	/* bytes written */
bool utf8_is_valid(const char *s, size_t len);

/* Text as the store keeps it (rule T2, DESIGN 10): NFC; C0, C1, bidi controls,
 * U+200B..200F (but ZWJ/ZWNJ between letters), U+FEFF removed; TAB and line
 * ends become a blank unless multiline (then LF stays); at most 4 combining
 * marks a base; ends trimmed. Invalid bytes: returns NULL.
 * The caller frees. */
char *utf8_clean(const char *s, size_t len, bool multiline);
/* The same of any bytes: "_" stands for each that is no UTF-8. Never NULL. */
char *utf8_clean_any(const char *s, size_t len, bool multiline);

/* For searching: lower case, no marks, d for đ, full-width to half-width,
 * runs of blanks to one. Latin, Vietnamese; Han stays as it is.
 * The caller frees. */
char *utf8_fold(const char *s);

/* Valid UTF-8 without NUL, for sorting with memcmp on both engines: a < ă < â < b,
 * d < đ, tones weaker than letters, case weakest; Han by code point.
 * The caller frees. */
char *utf8_sort_key(const char *s);

/* The text that a trigram index sees: the fold, then for every Han letter a word
 * " U+E000 letter U+E000" and for every pair of neighbours " U+E000 pair": three
 * characters each, so that one and two Han letters are found by one trigram.
 * Takes folded text. The caller frees. */
char *utf8_index_text(const char *fold);
bool utf8_is_han(uint32_t cp);

/* Graphemes: offset of the next/previous boundary from byte offset at. */
size_t utf8_next(const char *s, size_t at);
size_t utf8_prev(const char *s, size_t at);
/* Columns on a terminal. Control characters count as 1 (they are shown). */
int utf8_width(const char *s);
int utf8_width_n(const char *s, size_t len);
int utf8_cp_width(uint32_t cp);
/* What to give printf's "%-*s" so that s takes cols columns: it counts bytes,
 * and a column of names would stand crooked (rule T4). */
int utf8_pad(const char *s, int cols);
/* Bytes of the longest prefix of whole graphemes that fits in cols. */
size_t utf8_fit(const char *s, int cols);

/* Without UTF-8 on the terminal: plain letters, "?" for the rest, each grapheme
 * as many characters as it had columns.
 * The caller frees. */
char *utf8_to_ascii(const char *s);

#endif
