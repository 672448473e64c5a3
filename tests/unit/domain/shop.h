/* shop.h - a shop in a folder of its own, at 2026-11-21 14:30 in Ho Chi Minh City
 * (a Saturday): three products, a level, a rule, a card, cashier Lan of store S1. */
#ifndef QUEN_TEST_DOMAIN_SHOP_H
#define QUEN_TEST_DOMAIN_SHOP_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/json.h"
#include "store/actor.h"
#include "store/store.h"

#define SHOP_NOW INT64_C(1795246200000)
#define DAY_MS INT64_C(86400000)
/* KH000001, gold: 10 % off, 1.5 times the points; 1 point for each 10,000.
 * A 29,000; B 35,000; C 12,000 without points and discount. Card 4000001 of KH000001;
 * card 4000002 of nobody. */
#define CARD "4000001"
#define BARE_CARD "4000002"

struct shop {
	char home[128];
	struct store_paths paths;
	struct store *st;
	struct actor *admin, *lan;
};
int shop_setup(void **state);
int shop_teardown(void **state);
void shop_open(struct shop *s);			/* also in a child, after fork */
void shop_close(struct shop *s);

/* One request; ' stands for ". The caller frees the answer. */
json_t *shop_post(struct shop *s, struct actor *a, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The same as admin, which must go well; freed with the shop's next answer. */
json_t *shop_ok(struct shop *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Must be refused so; field may be NULL. */
void shop_refused(struct shop *s, const char *error, const char *field, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* A figure of an answer by path: "points.usable", "lines.0.net". */
int64_t at(const json_t *v, const char *path);
const char *text_at(const json_t *v, const char *path);
/* "points.<what>" of a card. */
int64_t shop_points(struct shop *s, const char *card, const char *what);
/* Text of all rows of a table: to compare before and after. The caller frees. */
char *shop_dump(struct shop *s, const char *sql);
int64_t shop_int(struct shop *s, const char *sql);
void shop_sql(struct shop *s, const char *sql);	/* past the gate */
void shop_set(struct shop *s, const char *key, const char *value);
int shop_verify(struct shop *s);		/* findings; prints them */

#define GROUP(name) extern const struct CMUnitTest name##_tests[]; extern const size_t n_##name##_tests
GROUP(crowd);
GROUP(earn);
GROUP(errand);
GROUP(fail);
GROUP(hooks);
GROUP(ops);
GROUP(points);
GROUP(price);
GROUP(receipt);
GROUP(sale);
GROUP(tender);
GROUP(verify);
#define TESTS_OF(name, ...) \
	const struct CMUnitTest name##_tests[] = { __VA_ARGS__ }; \
	const size_t n_##name##_tests = sizeof(name##_tests) / sizeof(*name##_tests)
#define SHOP_TEST(f) cmocka_unit_test_setup_teardown(f, shop_setup, shop_teardown)

#endif
