/* interaction.h - contacts with customers (B1, A7) and whom to contact again (B3). The last
 * interaction of a customer alone says when it is due again: a newer one answers it. */
#ifndef QUEN_DOMAIN_INTERACTION_H
#define QUEN_DOMAIN_INTERACTION_H

#include "base/date.h"
#include "store/record_hook.h"

/* Makes the row customer_touch of a customer anew: after its interactions changed, also by a
 * merge. Inside a write transaction that asked for a right. */
enum err interaction_touch(struct store *st, int64_t customer_id, struct err_note *note) MUST_CHECK;
/* How many customers are due for the actor up to that day, at most 100. */
enum err interaction_due(struct store *st, day_t day, int64_t *n, struct err_note *note) MUST_CHECK;

/* record_hook */
enum err interaction_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;
enum err interaction_settle(struct store *st, const struct record *old, const struct record *r,
    struct err_note *note) MUST_CHECK;

/* For all entities of the relation: the field user is the actor when it is empty. */
void relation_preset_user(struct store *st, struct record *r);
/* The row of the code in the field customer; 0 when it is empty or not there any more. */
enum err relation_customer_id(struct store *st, const struct record *r, int64_t *id,
    struct err_note *note) MUST_CHECK;
/* Runs make for the customer of old and of r, which may be the same; either may be NULL. */
enum err relation_settle(struct store *st, const struct record *old, const struct record *r,
    enum err (*make)(struct store *st, int64_t customer_id, struct err_note *note),
    struct err_note *note) MUST_CHECK;

#endif
