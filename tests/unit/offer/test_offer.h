/* test_offer.h - quotations and orders in the shop of tests/unit/domain/shop.h. */
#ifndef QUEN_TEST_OFFER_H
#define QUEN_TEST_OFFER_H

#include "shop.h"

/* A draft for KH000001 with two A and one B; its number. */
const char *draft_quotation(struct shop *s);
const char *draft_order(struct shop *s);
/* Must go well; the answer is dropped. */
void done(struct shop *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

extern const struct CMUnitTest order_tests[], template_tests[], issue_tests[];
extern const size_t n_order_tests, n_template_tests, n_issue_tests;

#endif
