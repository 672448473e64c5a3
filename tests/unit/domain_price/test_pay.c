#include "prices.h"

#include <string.h>

#include "base/clock.h"
#include "domain/sale.h"

/* 29,000 + 35,000 = 64,000. */
#define TWO "'lines':[{'product':'A','qty':1},{'product':'B','qty':1}]"
#define A1 "'lines':[{'product':'A','qty':1}]"
#define ON_CARD "'card':'" MONEY_CARD "',"

static void
give(struct shop *s, int64_t points)
{
	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':%d,'note':'t'}", (int)points));
}

static int64_t
principal(struct shop *s)
{
	return shop_int(s, "SELECT principal FROM value_account");
}

static int64_t
bonus(struct shop *s)
{
	return shop_int(s, "SELECT bonus FROM value_account");
}

static void
rule_N2_one_payment_of_card_cash_bank_and_points(void **state)
{
	struct shop *s = *state;
	json_t *v;

	add_money_card(s);
	give(s, 100);
	v = sell(s, ON_CARD TWO ",'tenders':[{'method':'points','points':10},{'method':'value','amount':24000},"
	    "{'method':'bank','amount':10000},{'method':'cash','amount':50000}]");
	assert_int_equal(at(v, "due"), 64000);
	assert_int_equal(at(v, "change"), 30000);
	/* Stored value earns, points do not (rule P2): 54,000 at 1.5 points a 10,000. */
	assert_int_equal(at(v, "earned"), 8);
	assert_int_equal(at(v, "points"), 98);
	json_decref(v);
	/* In proportion (rule V1): 24,000 of 100,000 + 20,000. */
	assert_int_equal(principal(s), 80000);
	assert_int_equal(bonus(s), 16000);
	assert_int_equal(shop_int(s, "SELECT principal FROM payment WHERE method = 'value'"), 20000);
	assert_int_equal(shop_int(s, "SELECT points FROM payment WHERE method = 'points'"), 10);
	assert_int_equal(shop_int(s, "SELECT SUM(total + rounding) FROM day_sum"),
	    shop_int(s, "SELECT SUM(amount) FROM day_tender WHERE method <> 'cash'") +
	    shop_int(s, "SELECT SUM(amount) FROM day_tender WHERE method = 'cash'") - 100000);
	assert_int_equal(shop_int(s, "SELECT spent FROM cust_day"), 54000);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_N2_nothing_but_cash_is_overpaid(void **state)
{
	struct shop *s = *state;

	add_money_card(s);
	give(s, 100);
	sell_refused(s, NULL, "INVALID", "amount", ON_CARD A1 ",'tenders':[{'method':'value','amount':29001}]");
	sell_refused(s, NULL, "LIMIT", "points", ON_CARD A1 ",'tenders':[{'method':'points','points':30}]");
	sell_refused(s, NULL, "INVALID", "amount", ON_CARD A1 ",'tenders':[{'method':'points','points':20},{'method':'value','amount':10000}]");
	sell_refused(s, NULL, "INVALID", "tenders", ON_CARD A1 ",'tenders':[{'method':'points','points':20}]");
	assert_int_equal(principal(s), 100000);
}

static void
rule_V1_what_is_not_there_is_refused_and_says_what_is_left(void **state)
{
	struct shop *s = *state;
	json_t *v;

	add_money_card(s);
	v = shop_post(s, s->admin, "{'op':'sale','key':'x',%s'lines':[{'product':'B','qty':4}],'tenders':[{'method':'value','pin':'" PIN "'}]}", ON_CARD);
	assert_string_equal(text_at(v, "error"), "LIMIT");
	assert_non_null(strstr(text_at(v, "message"), "120,000"));
	json_decref(v);
	v = shop_post(s, s->admin, "{'op':'sale','key':'x',%s%s,'tenders':[{'method':'points','points':1},{'method':'cash'}]}", ON_CARD, A1);
	assert_string_equal(text_at(v, "error"), "LIMIT");
	assert_non_null(strstr(text_at(v, "message"), "Only 0"));
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale WHERE kind = 'sale'"), 0);
}

static void
rule_V4_above_the_limit_the_pin_is_asked(void **state)
{
	struct shop *s = *state;

	add_money_card(s);
	json_decref(sell(s, ON_CARD A1 ",'tenders':[{'method':'value'}]"));
	/* All payments of the receipt together: 30,000 + 30,000. */
	sell_refused(s, NULL, "DENIED", "pin", ON_CARD TWO ",'tenders':[{'method':'value','amount':30000},"
	    "{'method':'value','amount':30000},{'method':'cash'}]");
	sell_refused(s, NULL, "DENIED", "pin", ON_CARD TWO ",'tenders':[{'method':'value','pin':'1111'}]");
	assert_int_equal(shop_int(s, "SELECT pin_wrong FROM card WHERE number = '" MONEY_CARD "'"), 1);
	json_decref(sell(s, ON_CARD TWO ",'tenders':[{'method':'value','pin':'" PIN "'}]"));
	assert_int_equal(principal(s) + bonus(s), 120000 - 29000 - 64000);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit_body WHERE body LIKE '%" PIN "%'"), 0);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM idem WHERE result LIKE '%" PIN "%'"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V5_expired_and_lost_cards_do_not_pay(void **state)
{
	struct shop *s = *state;

	add_money_card(s);
	shop_sql(s, "UPDATE card SET expires_day = 20261120 WHERE number = '" MONEY_CARD "'");
	sell_refused(s, NULL, "DENIED", "card", A1 ",'tenders':[{'method':'value','card':'" MONEY_CARD "'}]");
	shop_sql(s, "UPDATE card SET expires_day = NULL, status = 'lost' WHERE number = '" MONEY_CARD "'");
	sell_refused(s, NULL, "DENIED", "card", A1 ",'tenders':[{'method':'value','card':'" MONEY_CARD "'}]");
	sell_refused(s, NULL, "INVALID", "card", A1 ",'tenders':[{'method':'value'}]");
	sell_refused(s, NULL, "NOTFOUND", "card", A1 ",'tenders':[{'method':'value','card':'999'}]");
}

static void
rule_P11_points_come_in_steps_and_the_rest_is_paid_otherwise(void **state)
{
	struct shop *s = *state;
	json_t *v;

	give(s, 100);
	/* 29,315: 29 points and 315 left. */
	v = sell(s, "'card':'" CARD "','lines':[{'product':'A','qty':1},{'product':'B','qty':0.009}],"
	    "'tenders':[{'method':'points'},{'method':'bank','amount':315}]");
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT points FROM payment WHERE method = 'points'"), 29);
	/* An amount is as many points as fit in it. */
	v = sell(s, "'card':'" CARD "'," A1 ",'tenders':[{'method':'points','amount':5999},{'method':'cash'}]");
	assert_int_equal(at(v, "earned"), 3);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT amount FROM payment WHERE method = 'cash'"), 24000);
	sell_refused(s, NULL, "INVALID", "amount", "'card':'" CARD "'," A1 ",'tenders':[{'method':'points','amount':999},{'method':'cash'}]");
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P11_shares_of_a_receipt(void **state)
{
	struct shop *s = *state;

	give(s, 100);
	shop_set(s, "points.max_share_percent", "50");
	sell_refused(s, NULL, "LIMIT", "points", "'card':'" CARD "'," A1 ",'tenders':[{'method':'points','points':15},{'method':'cash'}]");
	json_decref(sell(s, "'card':'" CARD "'," A1 ",'tenders':[{'method':'points','points':14},{'method':'cash'}]"));
	shop_set(s, "points.max_share_percent", "100");
	shop_set(s, "points.min_share_percent", "50");
	sell_refused(s, NULL, "LIMIT", "points", "'card':'" CARD "'," A1 ",'tenders':[{'method':'points','points':13},{'method':'cash'}]");
	json_decref(sell(s, "'card':'" CARD "'," A1 ",'tenders':[{'method':'points','points':14},{'method':'cash'}]"));
}

static void
rule_P11_points_pay_for_no_gift_card(void **state)
{
	struct shop *s = *state;
	json_t *v;

	give(s, 100);
	sell_refused(s, NULL, "LIMIT", "points", "'card':'" CARD "','lines':[{'product':'C','qty':1}],'tenders':[{'method':'points'}]");
	v = sell(s, "'card':'" CARD "','lines':[{'product':'A','qty':1},{'product':'C','qty':1}],"
	    "'tenders':[{'method':'cash'},{'method':'points','points':29}]");
	assert_int_equal(at(v, "earned"), 0);
	json_decref(v);
	sell_refused(s, NULL, "LIMIT", "points", "'card':'" CARD "','lines':[{'product':'A','qty':1},{'product':'C','qty':1}],"
	    "'tenders':[{'method':'cash'},{'method':'points','points':30}]");
}

static void
rule_P11_whose_points(void **state)
{
	struct shop *s = *state;

	give(s, 100);
	sell_refused(s, NULL, "INVALID", "method", A1 ",'tenders':[{'method':'points','points':5},{'method':'cash'}]");
	sell_refused(s, NULL, "INVALID", "card", "'card':'" BARE_CARD "'," A1 ",'tenders':[{'method':'points','points':5,'card':'" CARD "'},{'method':'cash'}]");
	json_decref(sell(s, A1 ",'tenders':[{'method':'points','points':5,'card':'" CARD "'},{'method':'cash'}]"));
	assert_int_equal(shop_points(s, CARD, "usable"), 95 + 3);
}

static void
rule_P4_a_debt_pays_nothing(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'points.deduct','card':'" CARD "','points':5,'note':'t','below_zero':true}"));
	sell_refused(s, NULL, "LIMIT", "points", "'card':'" CARD "'," A1 ",'tenders':[{'method':'points','points':5},{'method':'cash'}]");
}

static void
tenders_of_the_shop_count_like_bank(void **state)
{
	struct shop *s = *state;
	json_t *v;

	sell_refused(s, NULL, "INVALID", "method", A1 ",'tenders':[{'method':'momo'}]");
	shop_set(s, "tenders.more", "momo,voucher");
	v = sell(s, A1 ",'tenders':[{'method':'momo','amount':20000},{'method':'voucher','amount':5000},{'method':'cash'}]");
	assert_int_equal(at(v, "due"), 29000);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE method = 'momo'"), 20000);
	sell_refused(s, NULL, "INVALID", "amount", A1 ",'tenders':[{'method':'momo','amount':29001}]");
	assert_int_equal(shop_verify(s), 0);
}

/* Looking at it says how many points can pay, and moves none (rule P7). */
static void
rule_P7_the_preview_shows_and_moves_nothing(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale sale;

	give(s, 20);
	sale_init(&sale);
	sale_add_line(&sale, "A", 1000);
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(member_find(s->st, CARD, &sale.member, &note), ERR_OK);
	sale.tenders[0] = (struct sale_tender){ .method = "points", .amount = -1 };
	sale.ntenders = 1;
	assert_int_equal(sale_price(s->st, &sale, &note), ERR_OK);
	assert_int_equal(sale.points_usable, 20);
	assert_int_equal(sale.by_points, 20000);
	assert_int_equal(sale.earn_base, 9000);
	assert_int_equal(sale.tenders[0].points, 0);
	store_rollback(s->st);
	sale_fini(&sale);
	assert_int_equal(shop_points(s, CARD, "usable"), 20);
}

TESTS_OF(pay,
	PRICES_TEST(rule_N2_one_payment_of_card_cash_bank_and_points),
	PRICES_TEST(rule_N2_nothing_but_cash_is_overpaid),
	PRICES_TEST(rule_V1_what_is_not_there_is_refused_and_says_what_is_left),
	PRICES_TEST(rule_V4_above_the_limit_the_pin_is_asked),
	PRICES_TEST(rule_V5_expired_and_lost_cards_do_not_pay),
	PRICES_TEST(rule_P11_points_come_in_steps_and_the_rest_is_paid_otherwise),
	PRICES_TEST(rule_P11_shares_of_a_receipt),
	PRICES_TEST(rule_P11_points_pay_for_no_gift_card),
	PRICES_TEST(rule_P11_whose_points),
	PRICES_TEST(rule_P4_a_debt_pays_nothing),
	PRICES_TEST(tenders_of_the_shop_count_like_bank),
	PRICES_TEST(rule_P7_the_preview_shows_and_moves_nothing));
