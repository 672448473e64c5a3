/* card_life.h - lost, found, replaced, closed, extended; the PIN; batches. Rules V3-V5, V7. */
#ifndef QUEN_DOMAIN_CARD_LIFE_H
#define QUEN_DOMAIN_CARD_LIFE_H

#include "domain/value.h"

/* Each inside store_begin(write); needs card.edit (lost: card.view is enough); audited with reason. */
enum err card_lost(struct store *st, const char *number, const char *reason, struct card *c, struct err_note *note) MUST_CHECK;
enum err card_found(struct store *st, const char *number, const char *reason, struct card *c, struct err_note *note) MUST_CHECK;
/* Balance, points, visits, level, expiry and history follow; new_number NULL: one is made (V3). */
enum err card_replace(struct store *st, const char *number, const char *new_number, const char *reason,
    struct card *c, struct err_note *note) MUST_CHECK;
/* Pays out principal only (V1); *paid_out in cash, a till movement. Needs card.delete. */
enum err card_close(struct store *st, const char *number, const char *reason, int64_t *paid_out,
    struct card *c, struct err_note *note) MUST_CHECK;
enum err card_extend(struct store *st, const char *number, day_t until, const char *reason,
    struct card *c, struct err_note *note) MUST_CHECK;	/* needs card.edit (V5) */
/* New PIN: old PIN, or card.edit and a reason (V4). 4 to 8 digits. */
enum err card_set_pin(struct store *st, const char *number, const char *old_pin, const char *pin,
    const char *reason, struct err_note *note) MUST_CHECK;
/* Wrong ones count and lock (V4): the count is kept although the caller rolls back, so call it in a
 * transaction of its own before the sale: opens and commits one. ERR_DENIED wrong or locked. */
enum err card_check_pin(struct store *st, struct actor *a, const char *number, const char *pin,
    struct err_note *note) MUST_CHECK;
/* n cards of a type without a customer; numbers[n] owned by the caller's array. Needs card.add. */
enum err card_batch(struct store *st, const char *type, size_t n, char (*numbers)[CARD_NUMBER_SIZE],
    struct err_note *note) MUST_CHECK;
/* Gives a bare card to a customer: points, value, visits come along. */
enum err card_assign(struct store *st, const char *number, const char *customer, struct err_note *note) MUST_CHECK;

#endif
