/* sale_discount.h - discounts by hand and their limit. Rules D2, D3. Not for others than sale_price.c. */
#ifndef QUEN_DOMAIN_SALE_DISCOUNT_H
#define QUEN_DOMAIN_SALE_DISCOUNT_H

#include "domain/sale.h"

#define BP 10000			/* basis points of the whole */

/* Amount or percent, each in its range. */
enum err discount_asked_ok(int64_t discount, int64_t discount_bp, struct err_note *note) MUST_CHECK;
/* A manual discount on what is left of an amount; fixed ones stop at it. ERR_LIMIT. */
enum err discount_by_hand(int64_t rest, int64_t discount, int64_t discount_bp, int64_t *off) MUST_CHECK;
/* Takes the receipt's discount off the lines. */
enum err discount_spread(struct sale *s, struct err_note *note) MUST_CHECK;
/* by_hand: off each line, without the receipt's share. Sets approver_id when an approver was
 * needed. ERR_DENIED, field "discount". */
enum err discount_limit(struct store *st, struct sale *s, const int64_t *by_hand,
    struct err_note *note) MUST_CHECK;
/* The actor has function.edit, or the sale's approver has. */
enum err sale_may(struct store *st, struct sale *s, const char *function, struct err_note *note) MUST_CHECK;

#endif
