/* idem.h - idempotency keys: a request that arrives twice is done once and
 * answered with the first result. Same transaction as the effect. */
#ifndef QUEN_STORE_IDEM_H
#define QUEN_STORE_IDEM_H

#include "store/store.h"

#define IDEM_KEY_MAX 64
/* *result: the JSON of the first time (owned), or NULL when the key is new.
 * ERR_CONFLICT when the key belongs to another operation or user. */
enum err idem_find(struct store *st, const char *key, const char *op, char **result,
    struct err_note *note) MUST_CHECK;
enum err idem_keep(struct store *st, const char *key, const char *op, const char *result,
    struct err_note *note) MUST_CHECK;

#endif
