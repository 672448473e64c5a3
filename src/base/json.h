/* json.h - jansson, and what we always do with it. RFC 8259. */
#ifndef QUEN_BASE_JSON_H
#define QUEN_BASE_JSON_H

#include <jansson.h>

#include "base/err.h"

/* Canonical text: sorted keys, compact, UTF-8. The caller frees. */
char *json_text(const json_t *v);
/* One object from one line. Duplicate keys, trailing bytes, reals where
 * integers are meant and NUL in strings are refused. *out is owned. */
enum err json_parse_object(const char *text, size_t len, json_t **out,
    struct err_note *note) MUST_CHECK;
/* Refuses by name a member that is not in allowed (NULL-terminated). */
enum err json_only(const json_t *obj, const char *const *allowed,
    struct err_note *note) MUST_CHECK;

#endif
