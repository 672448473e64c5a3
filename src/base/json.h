/* json.h - jansson, and what we always do with it. RFC 8259. */
#ifndef QUEN_BASE_JSON_H
#define QUEN_BASE_JSON_H

#include <stdint.h>

#include <jansson.h>

#include "base/err.h"

/* Canonical text: sorted keys, compact, UTF-8. The caller frees. */
char *json_text(const json_t *v);
#define JSON_LINE_MAX (1 << 20)		/* bytes of one line; beyond: ERR_LIMIT */

/* One object from one line. Duplicate keys, trailing bytes, integers beyond
 * 64 bits and NUL in strings are refused; 5.0 and 1e9 are reals, so that who
 * asks json_is_integer() refuses them. *out is owned. */
enum err json_parse_object(const char *text, size_t len, json_t **out,
    struct err_note *note) MUST_CHECK;
/* Refuses by name a member that is not in allowed (NULL-terminated). */
enum err json_only(const json_t *obj, const char *const *allowed,
    struct err_note *note) MUST_CHECK;

/* Percentages and factors, the only reals of the program: hundredths to a JSON
 * integer when whole, else a real with at most two decimals; and back, read as
 * the number would be written. ERR_INVALID for negative ones, more decimals and
 * what is no number. Nothing is computed with the real. */
json_t *json_hundredths(int64_t v);
enum err json_hundredths_value(const json_t *j, int64_t *v) MUST_CHECK;

#endif
