/* cards.h - the shop of tests/unit/domain with cards that carry money and visits. */
#ifndef QUEN_TEST_CARDS_H
#define QUEN_TEST_CARDS_H

#include "shop.h"

/* Types V (proportion), P (principal first), B (bonus first), N (ten visits for A, 250,000).
 * V1, V2 of type V and P1, B1, N1 hang on KH000001; V9 and N9 on nobody; 10 % bonus from 500,000. */
#define V1 "5000001"
#define V2 "5000002"
#define V9 "5000009"
#define P1 "6000001"
#define B1 "7000001"
#define N1 "8000001"
#define N9 "8000009"

int cards_setup(void **state);
/* Principal and bonus of a card. */
void has_value(struct shop *s, const char *card, int64_t principal, int64_t bonus);
/* Tops up in cash; the receipt. The caller frees. */
char *top_up(struct shop *s, const char *card, int64_t amount);
/* Takes stored value as a payment would: through value_debit(). */
void spend(struct shop *s, const char *card, int64_t amount);
/* "number" of an answer that must go well. The caller frees. */
char *number_of(struct shop *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Must go well, and the answer goes away. */
#define DO(s, ...) json_decref(shop_ok((s), __VA_ARGS__))

GROUP(card_fail);
GROUP(card_life);
GROUP(card_sheet);
GROUP(card_storm);
GROUP(gift);
GROUP(own_card);
GROUP(pin);
GROUP(value);
GROUP(visit);
#define CARDS_TEST(f) cmocka_unit_test_setup_teardown(f, cards_setup, shop_teardown)

#endif
