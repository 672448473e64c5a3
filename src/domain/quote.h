/* quote.h - quotations: issued, answered, turned into an order once. MISSION B4, rule C3.
 * All inside a write transaction of store_begin(). */
#ifndef QUEN_DOMAIN_QUOTE_H
#define QUEN_DOMAIN_QUOTE_H

#include "domain/offer.h"
#include "store/record_hook.h"

/* Prices the draft as of now and freezes its text; o is loaded. ERR_INVALID without lines, past
 * its last day, or when the template needs what is empty. */
enum err quote_issue(struct store *st, struct offer *o, char hash[65], struct err_note *note) MUST_CHECK;
/* By the customer. ERR_CONFLICT "valid_until" when it has expired: it asks to be re-priced. */
enum err quote_accept(struct store *st, struct offer *o, struct err_note *note) MUST_CHECK;
enum err quote_decline(struct store *st, struct offer *o, const char *reason,
    struct err_note *note) MUST_CHECK;
/* Makes the order, once. An issued one past its last day: ERR_CONFLICT "reprice" unless
 * reprice, which takes the prices of today; accepted in time it keeps its prices. due 0: none. */
enum err quote_order(struct store *st, struct offer *o, day_t due, bool reprice,
    char number[32], struct err_note *note) MUST_CHECK;
/* A new draft with the same lines at the prices of today. */
enum err quote_copy(struct store *st, struct offer *o, char number[32], struct err_note *note) MUST_CHECK;

/* record_hook, of quotations and orders */
enum err quote_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;
enum err offer_after(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note) MUST_CHECK;
enum err order_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
