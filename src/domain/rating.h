/* rating.h - prospects: each rating is history, the newest one stands on the customer (A10). */
#ifndef QUEN_DOMAIN_RATING_H
#define QUEN_DOMAIN_RATING_H

#include "store/record_hook.h"

/* Puts the newest rating on the customer, or none. Inside a write transaction that asked for a
 * right. */
enum err rating_put(struct store *st, int64_t customer_id, struct err_note *note) MUST_CHECK;
/* ERR_DENIED when an edit of a customer would change its rating: that is done by a new one. */
enum err rating_untouched(const struct record *old, const struct record *r,
    struct err_note *note) MUST_CHECK;

/* record_hook */
enum err rating_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;
enum err rating_settle(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
