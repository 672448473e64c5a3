/* number.h - document numbers and codes without gaps: taken in the same
 * transaction as the document (rule R5). */
#ifndef QUEN_STORE_NUMBER_H
#define QUEN_STORE_NUMBER_H

#include "db/db.h"
#include "store/store.h"

/* Next whole number of a series; makes the series at 1 when it is new. */
enum err number_next(struct store *st, const char *series, int64_t *n, struct err_note *note) MUST_CHECK;
/* As code: prefix and digits of the series, "KH000372". */
enum err number_next_code(struct store *st, const char *series, char *buf, size_t size,
    struct err_note *note) MUST_CHECK;
/* Next number of documents that count themselves: one more than the largest, which the query gives
 * as its one figure. It is asked only when somebody else may have written (series: what is kept
 * under). The document is written in the same transaction. */
enum err number_after(struct store *st, const char *series, const char *query,
    const struct db_arg *args, int64_t *n, struct err_note *note) MUST_CHECK;

/* For administrators. In a transaction; *n in: room, out: got. Needs setting.view. */
struct number_series { char name[64], prefix[16]; int digits; int64_t next; };
enum err number_list(struct store *st, struct number_series *s, size_t *n,
    struct err_note *note) MUST_CHECK;
/* Prefix, digits and next number, which only goes up. Needs setting.edit; on the trail.
 * ERR_INVALID names the field. */
enum err number_set(struct store *st, const struct number_series *s, struct err_note *note) MUST_CHECK;

#endif
