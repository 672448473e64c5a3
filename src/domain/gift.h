/* gift.h - points for gifts with stock: both move or none. Rule P14. */
#ifndef QUEN_DOMAIN_GIFT_H
#define QUEN_DOMAIN_GIFT_H

#include "domain/member.h"

struct gift_result { char number[32]; int64_t points, stock; };	/* points: balance after */
enum err gift_redeem(struct store *st, struct member *m, const char *gift, int64_t qty, const char *key,
    struct gift_result *r, struct err_note *note) MUST_CHECK;	/* needs sale.add */
/* number of the redemption; once. Needs sale.delete. Points go back to their lots (P3). */
enum err gift_return(struct store *st, const char *number, struct gift_result *r, struct err_note *note) MUST_CHECK;
/* Receive or correct stock; needs product.edit. */
enum err gift_stock(struct store *st, const char *gift, int64_t qty, const char *why, int64_t *stock,
    struct err_note *note) MUST_CHECK;

#endif
