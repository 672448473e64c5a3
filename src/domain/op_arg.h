/* op_arg.h - members of a request of "quen post", taken with their types checked.
 * null means absent (CLI.md). */
#ifndef QUEN_DOMAIN_OP_ARG_H
#define QUEN_DOMAIN_OP_ARG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "base/json.h"

/* NULL when absent. Borrowed. */
enum err arg_text(const json_t *o, const char *name, const char **out,
    struct err_note *note) MUST_CHECK;
/* The same, but it must be there. */
enum err arg_need(const json_t *o, const char *name, const char **out,
    struct err_note *note) MUST_CHECK;
/* otherwise when absent; ERR_INVALID below min; ERR_LIMIT beyond 10^15. */
enum err arg_int(const json_t *o, const char *name, int64_t min, int64_t otherwise,
    int64_t *out, struct err_note *note) MUST_CHECK;
enum err arg_bool(const json_t *o, const char *name, bool *out, struct err_note *note) MUST_CHECK;
enum err arg_day(const json_t *o, const char *name, day_t *out, struct err_note *note) MUST_CHECK;
/* A JSON number with at most places decimals, scaled by 10^places; otherwise when absent. */
enum err arg_decimal(const json_t *o, const char *name, int places, int64_t otherwise,
    int64_t *out, struct err_note *note) MUST_CHECK;
/* An array of objects, at most max; NULL when absent. Borrowed. */
enum err arg_list(const json_t *o, const char *name, size_t max, const json_t **out,
    struct err_note *note) MUST_CHECK;
/* Thousandths as a JSON number: 2000 gives 2, 2500 gives 2.5. */
json_t *qty_to_json(int64_t milli);

#endif
