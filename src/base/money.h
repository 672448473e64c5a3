/* money.h - amounts as whole minor units of the shop's currency.
 * Source: ISO 4217 minor units; limits and rounding: RULES.md, N. */
#ifndef QUEN_BASE_MONEY_H
#define QUEN_BASE_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/locale.h"

#define MONEY_MAX INT64_C(1000000000000000)	/* 10^15: beyond is refused */

/* largest_note: in whole units; what is far above it was mistyped (rule N2). */
struct currency { const char *code; int digits; const char *symbol; int cash_unit, largest_note; };
/* By its ISO code; NULL when unknown. VND 0 digits, cash unit 500; all others 1. */
const struct currency *currency_find(const char *code);

/* Checked arithmetic: ERR_LIMIT beyond +-MONEY_MAX, result untouched. */
enum err money_add(int64_t a, int64_t b, int64_t *r) MUST_CHECK;
enum err money_mul(int64_t a, int64_t b, int64_t *r) MUST_CHECK;
/* a * num / den, half up in size (rules D2, N1); den > 0; 128-bit inside. */
enum err money_mul_div(int64_t a, int64_t num, int64_t den, int64_t *r) MUST_CHECK;
/* The same, floor (rule P2). */
enum err money_mul_div_floor(int64_t a, int64_t num, int64_t den, int64_t *r) MUST_CHECK;
/* To a multiple of unit, half up in size (rule N1). unit >= 1. */
int64_t money_round_to(int64_t a, int64_t unit);
/* Splits whole over n weights (>= 0), largest remainder first, ties to the
 * lower index; sums to whole exactly (rule N4). All weights 0: all on the first. */
enum err money_split(int64_t whole, const int64_t *weight, size_t n, int64_t *part) MUST_CHECK;

/* Reads an amount as a user types it: "1.234,50" "48,5k" "1.2tr" "29000*2+5000",
 * full-width digits. Rules N5, V8: what does not read for sure is refused, never guessed.
 * Negative, empty, "1e9", "NaN" are refused; 0 is left to the caller.
 *   text    UTF-8, borrowed, blanks around it allowed
 *   minor   result in minor units; untouched on failure
 * Returns ERR_OK, ERR_INVALID (note says what to type), ERR_LIMIT. */
enum err money_parse(const struct locale_rules *lr, const struct currency *cur,
    const char *text, int64_t *minor, struct err_note *note) MUST_CHECK;
/* "1.234.567" or "12,345.60": no symbol. */
char *money_format(const struct locale_rules *lr, const struct currency *cur,
    int64_t minor, char *buf, size_t size);

/* A percentage as basis points (12.5 % = 1250), 0 .. 100.00. */
enum err percent_parse(const struct locale_rules *lr, const char *text,
    int64_t *bp, struct err_note *note) MUST_CHECK;
char *percent_format(const struct locale_rules *lr, int64_t bp, char *buf, size_t size);
/* Quantities as thousandths (2.5 kg = 2500), > 0. */
enum err quantity_parse(const struct locale_rules *lr, const char *text,
    int64_t *milli, struct err_note *note) MUST_CHECK;
char *quantity_format(const struct locale_rules *lr, int64_t milli, char *buf, size_t size);

/* Any other plain number >= 0 in units of 10^-decimals, without grouping (a
 * factor: "1.5" with 2 decimals = 150). ERR_INVALID, ERR_LIMIT: v untouched. */
enum err decimal_parse(const struct locale_rules *lr, const char *text,
    int decimals, int64_t *v) MUST_CHECK;
/* Zeros at the end dropped: "1.5". */
char *decimal_format(const struct locale_rules *lr, int64_t v, int decimals,
    char *buf, size_t size);

#endif
