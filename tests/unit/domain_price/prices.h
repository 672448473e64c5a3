/* prices.h - the shop of the tests with a manager and a card that keeps money. */
#ifndef QUEN_TEST_PRICES_H
#define QUEN_TEST_PRICES_H

#include "shop.h"

/* Card of KH000001 that keeps money: 100,000 paid, 20,000 given; its PIN is asked above 50,000. */
#define MONEY_CARD "4000010"
#define PIN "2580"
/* May approve prices and discounts. */
#define BOSS "'approver':'mai','approver_password':'correct horse'"

/* shop_setup() and: manager mai, group VIP of KH000001, no discount by level. */
int prices_setup(void **state);
void add_money_card(struct shop *s);
/* A sale by the administrator with a fresh key; rest begins with 'lines' or the like. */
json_t *sell(struct shop *s, const char *rest);
/* The same as refused; actor NULL: the administrator. */
void sell_refused(struct shop *s, struct actor *a, const char *error, const char *field,
    const char *rest);
/* The total of a sale paid by bank. */
int64_t total_of(struct shop *s, const char *rest);
void add(struct shop *s, const char *entity, const char *fields);

#define PRICES_TEST(f) cmocka_unit_test_setup_teardown(f, prices_setup, shop_teardown)
GROUP(approval);
GROUP(baskets);
GROUP(coupon);
GROUP(pay);
GROUP(price_crowd);
GROUP(price_fail);
GROUP(price_rule);
GROUP(product);
GROUP(promotion);
extern long baskets_wanted;

#endif
