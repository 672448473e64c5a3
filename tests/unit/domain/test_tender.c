#include "shop.h"

#include <stdlib.h>
#include <string.h>

#include "domain/sale.h"

/* C costs 12,000; 0.777 of it 9,324. */
#define ODD "'lines':[{'product':'C','qty':0.777}]"

static json_t *
pay(struct shop *s, const char *lines, const char *tenders)
{
	static int n;

	return shop_ok(s, "{'op':'sale','key':'t%d',%s,'tenders':[%s]}", n++, lines, tenders);
}

static void
rule_N1_only_the_cash_part_is_rounded(void **state)
{
	struct shop *s = *state;
	json_t *v = pay(s, ODD, "{'method':'cash','amount':10000}");

	assert_int_equal(at(v, "total"), 9324);
	assert_int_equal(at(v, "rounding"), 176);
	assert_int_equal(at(v, "due"), 9500);
	assert_int_equal(at(v, "change"), 500);
	json_decref(v);
	v = pay(s, ODD, "{'method':'bank','amount':9324}");
	assert_int_equal(at(v, "rounding"), 0);
	assert_int_equal(at(v, "due"), 9324);
	json_decref(v);
	/* 9,324 - 5,000 by bank leaves 4,324: 4,500 in cash. */
	v = pay(s, ODD, "{'method':'bank','amount':5000},{'method':'cash','amount':5000}");
	assert_int_equal(at(v, "rounding"), 176);
	assert_int_equal(at(v, "change"), 500);
	json_decref(v);
	/* Half up in size: 250 of 500 goes up. */
	v = pay(s, "'lines':[{'product':'C','qty':0.688}]", "{'method':'bank','amount':8000},{'method':'cash'}");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* Also beside other tenders: what is left is too little for a coin, and the sale is paid. */
static void
rule_N1_cash_beside_others_rounds_to_nothing(void **state)
{
	static const char *const cash[] = { "{'method':'cash'}", "{'method':'cash','amount':0}" };
	struct shop *s = *state;

	for (int i = 0; i < 2; i++) {
		json_t *v = shop_ok(s, "{'op':'sale','key':'z%d',%s,'tenders':[{'method':'bank','amount':9124},%s]}",
		    i, ODD, cash[i]);

		assert_int_equal(at(v, "rounding"), -200);
		assert_int_equal(at(v, "due"), 9124);
		assert_int_equal(at(v, "change"), 0);
		json_decref(v);
	}
	shop_refused(s, "INVALID", "amount",
	    "{'op':'sale','key':'z',%s,'tenders':[{'method':'bank','amount':9324},{'method':'cash'}]}", ODD);
	shop_refused(s, "INVALID", "amount",
	    "{'op':'sale','key':'z',%s,'tenders':[{'method':'bank','amount':0},{'method':'cash'}]}", ODD);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_N2_change_comes_from_cash_only(void **state)
{
	struct shop *s = *state;

	shop_refused(s, "INVALID", "amount", "{'op':'sale','key':'a',%s,'tenders':[{'method':'bank','amount':9325}]}", ODD);
	shop_refused(s, "INVALID", "amount", "{'op':'sale','key':'a',%s,'tenders':[{'method':'bank','amount':9324},"
	    "{'method':'cash','amount':500}]}", ODD);
	shop_refused(s, "INVALID", "tenders", "{'op':'sale','key':'a',%s,'tenders':[{'method':'bank','amount':9323}]}", ODD);
	shop_refused(s, "INVALID", "tenders", "{'op':'sale','key':'a',%s,'tenders':[{'method':'cash','amount':9400}]}", ODD);
	shop_refused(s, "INVALID", "tenders", "{'op':'sale','key':'a',%s}", ODD);
	shop_refused(s, "INVALID", "amount", "{'op':'sale','key':'a',%s,'tenders':[{'method':'cash','amount':-1}]}", ODD);
	shop_refused(s, "INVALID", "amount", "{'op':'sale','key':'a',%s,'tenders':[{'method':'cash'},{'method':'bank'}]}", ODD);
	shop_refused(s, "INVALID", "method", "{'op':'sale','key':'a',%s,'tenders':[{'method':'points','points':5}]}", ODD);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), 0);
}

static void
a_tender_without_amount_takes_what_is_left(void **state)
{
	struct shop *s = *state;
	json_t *v = pay(s, ODD, "{'method':'cash','amount':5000},{'method':'bank'}");

	assert_int_equal(at(v, "due"), 9324);
	assert_int_equal(shop_int(s, "SELECT amount FROM payment WHERE method = 'bank'"), 4324);
	json_decref(v);
	v = pay(s, ODD, "{'method':'cash'}");
	assert_int_equal(at(v, "due"), 9500);
	assert_int_equal(at(v, "change"), 0);
	json_decref(v);
}

/* Sales + rounding = tenders - change, in the sums of the day. */
static void
rule_N3_sums_agree(void **state)
{
	struct shop *s = *state;

	json_decref(pay(s, ODD, "{'method':'cash','amount':10000}"));
	json_decref(pay(s, ODD, "{'method':'bank','amount':5000},{'method':'cash','amount':50000}"));
	json_decref(pay(s, ODD, "{'method':'bank'}"));
	assert_int_equal(shop_int(s, "SELECT SUM(total + rounding) FROM day_sum"),
	    shop_int(s, "SELECT SUM(amount) FROM day_tender"));
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE method = 'cash'"), 9500 + 4500);
	assert_int_equal(shop_verify(s), 0);
}

/* An amount that rounds to nothing is paid by no cash at all. */
static void
cash_that_rounds_to_nothing(void **state)
{
	struct shop *s = *state;
	json_t *v = pay(s, "'lines':[{'product':'C','qty':0.017}]", "{'method':'cash','amount':0}");

	assert_int_equal(at(v, "total"), 204);
	assert_int_equal(at(v, "rounding"), -204);
	assert_int_equal(at(v, "due"), 0);
	json_decref(v);
	shop_refused(s, "INVALID", "amount", "{'op':'sale','key':'z',%s,'tenders':[{'method':'cash','amount':10000},"
	    "{'method':'bank','amount':0}]}", ODD);
}

/* Looking at the price keeps an open tender open while the cart grows. */
static void
pricing_leaves_tenders_alone(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale sale;

	sale_init(&sale);
	sale_add_line(&sale, "A", 1000);
	sale.tenders[0] = (struct sale_tender){ .method = "cash", .amount = -1 };
	sale.ntenders = 1;
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(sale_price(s->st, &sale, &note), ERR_OK);
	assert_int_equal(sale.due, 29000);
	sale_add_line(&sale, "A", 1000);
	assert_int_equal(sale_price(s->st, &sale, &note), ERR_OK);
	assert_int_equal(sale.due, 58000);
	assert_int_equal(sale.tenders[0].amount, -1);
	store_rollback(s->st);
	sale_fini(&sale);
}

TESTS_OF(tender,
	SHOP_TEST(rule_N1_only_the_cash_part_is_rounded),
	SHOP_TEST(rule_N1_cash_beside_others_rounds_to_nothing),
	SHOP_TEST(rule_N2_change_comes_from_cash_only),
	SHOP_TEST(a_tender_without_amount_takes_what_is_left),
	SHOP_TEST(rule_N3_sums_agree),
	SHOP_TEST(cash_that_rounds_to_nothing),
	SHOP_TEST(pricing_leaves_tenders_alone));
