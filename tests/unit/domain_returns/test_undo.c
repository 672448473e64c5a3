/* Void (rule R5) and the member found afterwards (rule P13). */
#include "counter.h"

#include <stdlib.h>

static void
rule_R5_a_void_undoes_everything_and_keeps_the_number(void **state)
{
	struct shop *s = *state;
	const char *r;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':10,'note':'t'}"));
	r = sell(s, "1", "{'product':'A','qty':2},{'product':'C','qty':1}",
	    "{'method':'points','points':10},{'method':'bank','amount':5000},{'method':'cash','amount':100000}",
	    ",'card':'" CARD "','discount':137");
	shop_refused(s, "INVALID", "reason", "{'op':'void','key':'v','receipt':'%s'}", r);
	v = shop_post(s, s->lan, "{'op':'void','key':'v','receipt':'%s','reason':'wrong'}", r);
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	v = shop_ok(s, "{'op':'void','key':'v','receipt':'%s','reason':'wrong'}", r);
	assert_string_equal(text_at(v, "receipt"), "S1-A-000002");
	json_decref(v);
	assert_int_equal(shop_points(s, CARD, "usable"), 10);
	assert_int_equal(shop_int(s, "SELECT SUM(tickets) + SUM(total) + SUM(gross) + SUM(rounding) + SUM(earned) FROM day_sum"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(amount * amount) FROM day_tender"), 0);
	assert_int_equal(shop_int(s, "SELECT spent + sales FROM cust_sum"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(spent) FROM cust_day"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(points_given) - 10 + SUM(points_used) FROM day_member"), 0);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale WHERE number = 1"), 1);
	shop_refused(s, "CONFLICT", "receipt", "{'op':'void','key':'w','receipt':'%s','reason':'t'}", r);
	shop_refused(s, "CONFLICT", "receipt", "{'op':'refund','key':'w','receipt':'%s','all':true}", r);
	v = shop_ok(s, "{'op':'void','key':'v','receipt':'%s','reason':'wrong'}", r);
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_R5_only_whole_receipts_of_today_are_voided(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'A','qty':2}", CASH, "");

	json_decref(take_back(s, "r", r, "{'line':1,'qty':1}"));
	shop_refused(s, "CONFLICT", "receipt", "{'op':'void','key':'v','receipt':'%s','reason':'t'}", r);
	shop_sql(s, "UPDATE group_right SET verbs = 63 - 4 WHERE function = 'sale'");
	shop_sql(s, "UPDATE epoch SET rights = rights + 1");
	sell(s, "2", A1, CASH, "");
	days_later(1);
	{
		json_t *v = shop_post(s, s->lan, "{'op':'void','key':'v','receipt':'S1-A-000003','reason':'t'}");

		assert_string_equal(text_at(v, "error"), "DENIED");
		json_decref(v);
	}
	/* Who may change sales may: the undoing is today's. */
	json_decref(shop_ok(s, "{'op':'void','key':'v','receipt':'S1-A-000003','reason':'t'}"));
	assert_int_equal(shop_int(s, "SELECT SUM(total) FROM day_sum WHERE day = 20261122"), -29000);
	assert_int_equal(shop_verify(s), 0);
}

/* 192 are no coin of 500: nothing was paid, and nothing goes back. */
static void
rule_R5_N1_a_void_of_cash_that_rounded_to_nothing(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'C','qty':0.016}", "{'method':'cash'}", "");
	json_t *v;

	json_decref(shop_ok(s, "{'op':'void','key':'v','receipt':'%s','reason':'t'}", r));
	assert_int_equal(shop_int(s, "SELECT SUM(amount * amount) + COUNT(*) FROM payment WHERE amount <> 0"), 0);
	r = sell(s, "2", "{'product':'C','qty':0.016}", "{'method':'cash'}", "");
	shop_set(s, "cash.rounding", "1");	/* smaller coins since */
	v = take_back(s, "r", r, NULL);
	assert_int_equal(back_by(v, "cash"), 0);
	assert_int_equal(at(v, "rounding"), 192);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P13_a_member_is_attached_once_within_7_days(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'A','qty':4},{'product':'C','qty':1}", CASH, "");
	json_t *v;

	days_later(7);
	v = shop_ok(s, "{'op':'attach','receipt':'%s','card':'" CARD "'}", r);
	/* 116,000 at 1.5; C collects nothing. */
	assert_int_equal(at(v, "earned"), 17);
	json_decref(v);
	assert_int_equal(shop_points(s, CARD, "usable"), 17);
	assert_int_equal(shop_int(s, "SELECT expires_day FROM point_lot"), 20271121);
	assert_int_equal(shop_int(s, "SELECT member_tickets FROM day_sum"), 1);
	assert_int_equal(shop_int(s, "SELECT spent FROM cust_sum"), 128000);
	assert_int_equal(shop_int(s, "SELECT day FROM cust_day"), 20261121);
	shop_refused(s, "CONFLICT", "receipt", "{'op':'attach','receipt':'%s','card':'" CARD "'}", r);
	assert_int_equal(shop_verify(s), 0);
	v = take_back(s, "r", r, NULL);
	assert_int_equal(at(v, "points"), 0);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P13_not_later_and_not_for_what_came_back(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'A','qty':2}", CASH, "");

	json_decref(take_back(s, "r", r, "{'line':1,'qty':1}"));
	shop_refused(s, "CONFLICT", "receipt", "{'op':'attach','receipt':'%s','card':'" CARD "'}", r);
	r = sell(s, "2", A1, CASH, "");
	shop_refused(s, "NOTFOUND", "card", "{'op':'attach','receipt':'%s','card':'4009999'}", r);
	shop_refused(s, "INVALID", "card", "{'op':'attach','receipt':'%s'}", r);
	days_later(8);
	shop_refused(s, "LIMIT", "receipt", "{'op':'attach','receipt':'%s','card':'" CARD "'}", r);
}

/* The level of that moment counts, not the one reached since. */
static void
rule_P13_points_as_of_the_time_of_sale(void **state)
{
	struct shop *s = *state;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'level','fields':{'code':'TOP','name':'Top','threshold':100000,'discount_percent':0,'points_multiplier':3}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'customer','fields':{'name':'Li','phone':'0912345678'}}"));
	sell(s, "1", A1, CASH, "");
	days_later(1);
	sell(s, "2", "{'product':'A','qty':9}", CASH, ",'customer':'KH000002'");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM level_move"), 1);
	v = shop_ok(s, "{'op':'attach','receipt':'S1-A-000001','customer':'KH000002'}");
	assert_int_equal(at(v, "earned"), 2);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* What was bought since counts with it: the level does not wait for the next sale. */
static void
rule_L1_P13_a_receipt_attached_late_lifts_with_what_came_since(void **state)
{
	struct shop *s = *state;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'level','fields':{'code':'TOP','name':'Top','threshold':100000,'discount_percent':0,'points_multiplier':3}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'customer','fields':{'name':'Li','phone':'0912345678'}}"));
	sell(s, "1", "{'product':'A','qty':2}", CASH, "");
	days_later(1);
	sell(s, "2", "{'product':'A','qty':2}", CASH, ",'customer':'KH000002'");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM level_move"), 1);	/* gold */
	json_decref(shop_ok(s, "{'op':'attach','receipt':'S1-A-000001','customer':'KH000002'}"));
	v = shop_ok(s, "{'op':'balance','customer':'KH000002'}");
	assert_string_equal(text_at(v, "level.code"), "TOP");
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM level_move"), 2);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(undo,
	SHOP_TEST(rule_R5_a_void_undoes_everything_and_keeps_the_number),
	SHOP_TEST(rule_R5_only_whole_receipts_of_today_are_voided),
	SHOP_TEST(rule_R5_N1_a_void_of_cash_that_rounded_to_nothing),
	SHOP_TEST(rule_P13_a_member_is_attached_once_within_7_days),
	SHOP_TEST(rule_P13_not_later_and_not_for_what_came_back),
	SHOP_TEST(rule_P13_points_as_of_the_time_of_sale),
	SHOP_TEST(rule_L1_P13_a_receipt_attached_late_lifts_with_what_came_since));
