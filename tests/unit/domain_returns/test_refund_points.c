/* Rules P2, P3, P4: points earned go, points spent come back. */
#include "counter.h"

#include "base/str.h"
#include "domain/refund.h"

#include <stdio.h>
#include <stdlib.h>

/* One receipt taken back piece by piece, its twin at once: the same points in the end,
 * and after each piece what one return of so much would have left. */
static void
rule_P3_many_small_refunds_equal_one_large(void **state)
{
	struct shop *s = *state;
	char many[48], one[48], key[16];
	int64_t taken = 0;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{'code':'MORE','name':'From 50,000','effect':'fixed','points':5,'minimum':50000}}"));
	snprintf(many, sizeof many, "%s", sell(s, "1", "{'product':'A','qty':5}", CASH, ",'card':'" CARD "'"));
	snprintf(one, sizeof one, "%s", sell(s, "2", "{'product':'A','qty':5}", CASH, ",'card':'" CARD "'"));
	/* 130,500 at 1.5 for each 10,000: 19, and 5 more. */
	assert_int_equal(shop_points(s, CARD, "usable"), 48);
	/* Rules of later days change nothing. */
	json_decref(shop_ok(s, "{'op':'edit','entity':'earn_rule','code':'BASE','fields':{'points':7}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'earn_rule','code':'MORE','fields':{'active':false}}"));
	for (int i = 0; i < 10; i++) {
		snprintf(key, sizeof key, "m%d", i);
		v = take_back(s, key, many, "{'line':1,'qty':0.5}");
		taken += at(v, "points_taken");
		json_decref(v);
	}
	assert_int_equal(taken, 24);
	v = take_back(s, "o", one, NULL);
	assert_int_equal(at(v, "points_taken"), 24);
	assert_int_equal(at(v, "points"), 0);
	json_decref(v);
	assert_int_equal(shop_points(s, CARD, "debt"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(earned) FROM sale"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(points_given) FROM day_member"), 0);
	assert_int_equal(shop_verify(s), 0);
}

/* The bonus from 50,000 goes with the piece that leaves less. */
static void
rule_P3_a_minimum_counts_again(void **state)
{
	struct shop *s = *state;
	const char *r;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{'code':'MORE','name':'From 50,000','effect':'fixed','points':5,'minimum':50000}}"));
	r = sell(s, "1", "{'product':'A','qty':1},{'product':'B','qty':1}", CASH, ",'card':'" CARD "'");
	assert_int_equal(shop_points(s, CARD, "usable"), 8 + 5);	/* 57,600 */
	v = take_back(s, "r", r, "{'line':1,'qty':1}");
	assert_int_equal(at(v, "points"), 4);				/* 31,500 */
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* A rule for one product leaves with that product, not with another. */
static void
rule_P3_a_rule_for_a_product_goes_with_it(void **state)
{
	struct shop *s = *state;
	const char *r;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{'code':'BB','name':'B','effect':'per_amount','points':10,'amount':10000,'products':['B']}}"));
	r = sell(s, "1", "{'product':'A','qty':1},{'product':'B','qty':1}", CASH, ",'card':'" BARE_CARD "'");
	assert_int_equal(shop_points(s, BARE_CARD, "usable"), 6 + 35);
	v = take_back(s, "r", r, "{'line':1,'qty':1}");
	assert_int_equal(at(v, "points"), 3 + 35);
	json_decref(v);
	v = take_back(s, "r2", r, "{'line':2,'qty':1}");
	assert_int_equal(at(v, "points"), 0);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P4_points_already_spent_become_a_debt(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'A','qty':4}", CASH, ",'card':'" CARD "'");
	json_t *v;

	assert_int_equal(shop_points(s, CARD, "usable"), 15);
	json_decref(shop_ok(s, "{'op':'points.deduct','card':'" CARD "','points':12,'note':'t'}"));
	v = take_back(s, "r", r, NULL);
	assert_int_equal(at(v, "points"), -12);
	json_decref(v);
	assert_int_equal(shop_points(s, CARD, "debt"), 12);
	shop_refused(s, "LIMIT", "points", "{'op':'points.deduct','card':'" CARD "','points':1,'note':'t'}");
	sell(s, "2", "{'product':'A','qty':4}", CASH, ",'card':'" CARD "'");
	assert_int_equal(shop_points(s, CARD, "debt"), 0);
	assert_int_equal(shop_points(s, CARD, "usable"), 3);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P3_points_spent_come_back_with_their_days(void **state)
{
	struct shop *s = *state;
	const char *r;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':10,'note':'old','day':'2026-05-01'}"));
	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':20,'note':'new'}"));
	r = sell(s, "1", "{'product':'B','qty':2}", "{'method':'points','points':20},{'method':'cash'}",
	    ",'card':'" CARD "'");
	/* 63,000: 20,000 by points, 43,000 earn 6. */
	assert_int_equal(shop_points(s, CARD, "usable"), 10 + 6);
	v = take_back(s, "r1", r, "{'line':1,'qty':1}");
	assert_int_equal(back_by(v, "points"), 10);
	assert_int_equal(back_by(v, "cash"), 21500);
	json_decref(v);
	/* Last drawn first: those of the new lot. */
	assert_int_equal(shop_int(s, "SELECT SUM(remaining) FROM point_lot WHERE expires_day = 20270501"), 0);
	v = take_back(s, "r2", r, NULL);
	assert_int_equal(back_by(v, "points"), 10);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT SUM(remaining) FROM point_lot WHERE expires_day = 20270501"), 10);
	assert_int_equal(shop_points(s, CARD, "usable"), 30);
	assert_int_equal(shop_int(s, "SELECT SUM(points_used) FROM day_member"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P3_expired_meanwhile_lives_30_more_days(void **state)
{
	struct shop *s = *state;
	const char *r;

	json_decref(shop_ok(s, "{'op':'points.add','card':'" BARE_CARD "','points':10,'note':'old','day':'2025-11-25'}"));
	r = sell(s, "1", A1, "{'method':'points','points':10},{'method':'cash'}", ",'card':'" BARE_CARD "'");
	days_later(20);
	json_decref(take_back(s, "r", r, NULL));
	assert_int_equal(shop_points(s, BARE_CARD, "usable"), 10);
	assert_int_equal(shop_int(s, "SELECT expires_day FROM point_lot WHERE remaining = 10"), 20270110);
	days_later(51);
	assert_int_equal(shop_points(s, BARE_CARD, "usable"), 0);
	assert_int_equal(shop_verify(s), 0);
}

/* A bare card that got a customer: points follow. */
static void
rule_P3_points_follow_the_card(void **state)
{
	struct shop *s = *state;
	const char *r;

	json_decref(shop_ok(s, "{'op':'points.add','card':'" BARE_CARD "','points':10,'note':'t'}"));
	r = sell(s, "1", "{'product':'A','qty':2}", "{'method':'points','points':10},{'method':'cash'}", ",'card':'" BARE_CARD "'");
	assert_int_equal(shop_points(s, BARE_CARD, "usable"), 4);
	json_decref(shop_ok(s, "{'op':'card.replace','card':'" BARE_CARD "','number':'4000009','reason':'t'}"));
	json_decref(take_back(s, "r", r, NULL));
	assert_int_equal(shop_points(s, "4000009", "usable"), 10);
	assert_int_equal(shop_verify(s), 0);
}

/* With the multiplier gone the level's factor holds: that of the sale, whatever the level gives today. */
static void
rule_P3_the_factor_of_the_level_is_that_of_the_sale(void **state)
{
	struct shop *s = *state;
	const char *r;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{'code':'X3','name':'Triple','effect':'multiplier','times':3,'minimum':50000}}"));
	r = sell(s, "1", "{'product':'A','qty':1},{'product':'B','qty':1}", CASH, ",'card':'" CARD "'");
	assert_int_equal(shop_points(s, CARD, "usable"), 17);		/* 57,600: 5.76 times 3 */
	json_decref(shop_ok(s, "{'op':'edit','entity':'level','code':'GOLD','fields':{'points_multiplier':2.5}}"));
	v = take_back(s, "r", r, "{'line':1,'qty':1}");
	assert_int_equal(at(v, "points"), 4);				/* 31,500: 3.15 times 1.5 */
	json_decref(v);
	v = take_back(s, "r2", r, NULL);
	assert_int_equal(at(v, "points"), 0);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* All by points, half by half: what is told is what goes, whole points. */
static void
rule_P11_R2_no_part_of_a_point_is_told(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct refund pre;
	const char *r;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'points.add','card':'" BARE_CARD "','points':29,'note':'t'}"));
	r = sell(s, "1", A1, "{'method':'points','points':29}", ",'card':'" BARE_CARD "'");
	refund_init(&pre);
	str_copy(pre.receipt, sizeof pre.receipt, r);
	pre.lines[0].n = 1;
	pre.lines[0].qty_milli = 500;
	pre.nlines = 1;
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(refund_price(s->st, &pre, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(pre.difference, -14000);
	refund_fini(&pre);
	v = take_back(s, "r", r, "{'line':1,'qty':0.5}");
	assert_int_equal(back_by(v, "points"), 14);
	assert_int_equal(at(v, "difference"), -14000);
	json_decref(v);
	v = take_back(s, "r2", r, NULL);
	assert_int_equal(back_by(v, "points"), 15);
	assert_int_equal(at(v, "difference"), -15000);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* Two tenders: what is told before is what is told after. */
static void
rule_R2_the_difference_before_is_the_one_after(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct refund pre;
	const char *r = sell(s, "1", "{'product':'B','qty':2}", "{'method':'bank','amount':30000}," CASH, "");
	json_t *v;

	refund_init(&pre);
	str_copy(pre.receipt, sizeof pre.receipt, r);
	pre.all = true;
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(refund_price(s->st, &pre, &note), ERR_OK);
	store_rollback(s->st);
	v = take_back(s, "r", r, NULL);
	assert_int_equal(at(v, "difference"), -70000);
	assert_int_equal(pre.difference, -70000);
	json_decref(v);
	refund_fini(&pre);
}

TESTS_OF(refund_points,
	SHOP_TEST(rule_P3_the_factor_of_the_level_is_that_of_the_sale),
	SHOP_TEST(rule_P11_R2_no_part_of_a_point_is_told),
	SHOP_TEST(rule_R2_the_difference_before_is_the_one_after),
	SHOP_TEST(rule_P3_many_small_refunds_equal_one_large),
	SHOP_TEST(rule_P3_a_minimum_counts_again),
	SHOP_TEST(rule_P3_a_rule_for_a_product_goes_with_it),
	SHOP_TEST(rule_P4_points_already_spent_become_a_debt),
	SHOP_TEST(rule_P3_points_spent_come_back_with_their_days),
	SHOP_TEST(rule_P3_expired_meanwhile_lives_30_more_days),
	SHOP_TEST(rule_P3_points_follow_the_card));
