/* promotion.h - discounts of a line for everybody, within days, weekdays and hours.
 * Rules D1, D2, P8. */
#ifndef QUEN_DOMAIN_PROMOTION_H
#define QUEN_DOMAIN_PROMOTION_H

#include "domain/price_rule.h"

/* The promotion that takes most off the line, whose gross is known; the lower id on a tie.
 * w->amount 0: none. */
enum err promotion_best(struct store *st, const struct price_at *at, const struct sale_line *l,
    struct sale_why *w, struct err_note *note) MUST_CHECK;

/* record_hook */
enum err promotion_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
