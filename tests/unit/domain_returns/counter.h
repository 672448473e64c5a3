/* counter.h - selling and taking back in few words; '"' is written as ' (shop.h). */
#ifndef QUEN_TEST_RETURNS_COUNTER_H
#define QUEN_TEST_RETURNS_COUNTER_H

#include "shop.h"

/* A sale; gives its receipt, valid until the next call. lines, tenders: insides of the lists;
 * more: further members with a comma in front, or "". */
const char *sell(struct shop *s, const char *key, const char *lines, const char *tenders,
    const char *more);
/* Lines as {'line':1,'qty':2}; all of them with NULL. The answer is the caller's. */
json_t *take_back(struct shop *s, const char *key, const char *receipt, const char *lines);
/* What of the answer went back by a method: amount, or points. */
int64_t back_by(const json_t *v, const char *method);
void days_later(int days);		/* than SHOP_NOW */
extern long n_baskets;			/* how many random ones */

GROUP(refund);
GROUP(refund_points);
GROUP(exchange);
GROUP(undo);
GROUP(till);
GROUP(parallel);
GROUP(whole);
GROUP(money);
GROUP(mixed);
GROUP(basket);

#define A1 "{'product':'A','qty':1}"
#define CASH "{'method':'cash'}"

#endif
