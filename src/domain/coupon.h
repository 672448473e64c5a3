/* coupon.h - coupons: single and n uses, for everybody or one customer. Rules D1, R6, V7. */
#ifndef QUEN_DOMAIN_COUPON_H
#define QUEN_DOMAIN_COUPON_H

#include "store/record_hook.h"

struct coupon {
	int64_t id, uses, used;
	char code[32], name[96];
	int64_t discount, discount_bp;	/* -1 none */
	int64_t cap, minimum;		/* 0 none */
	int64_t customer_id;		/* 0: for everybody */
	day_t from_day, to_day;
	bool is_active;
};
/* By code in any case. ERR_NOTFOUND, field "coupon". */
enum err coupon_find(struct store *st, const char *code, struct coupon *c,
    struct err_note *note) MUST_CHECK;
/* Takes one use: of two at once one wins. ERR_LIMIT says that nothing is left. */
enum err coupon_claim(struct store *st, int64_t coupon_id, struct err_note *note) MUST_CHECK;
/* record_hook */
enum err coupon_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
