/* number.h - document numbers and codes without gaps: taken in the same
 * transaction as the document (rule R5). */
#ifndef QUEN_STORE_NUMBER_H
#define QUEN_STORE_NUMBER_H

#include "store/store.h"

/* Next whole number of a series; makes the series at 1 when it is new. */
enum err number_next(struct store *st, const char *series, int64_t *n, struct err_note *note) MUST_CHECK;
/* As code: prefix and digits of the series, "KH000372". */
enum err number_next_code(struct store *st, const char *series, char *buf, size_t size,
    struct err_note *note) MUST_CHECK;

#endif
