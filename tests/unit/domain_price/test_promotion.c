#include "prices.h"

#include <string.h>

#include "base/clock.h"

#define A1 "'lines':[{'product':'A','qty':1}]"
#define HOUR_MS INT64_C(3600000)

static void
rule_D1_the_best_single_of_level_card_and_promotion(void **state)
{
	struct shop *s = *state;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'edit','entity':'level','code':'GOLD','fields':{'discount_percent':10}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'card_type','code':'M','fields':{'discount_percent':4}}"));
	add(s, "promotion", "'code':'P8','name':'Eight','discount_percent':8");
	assert_int_equal(total_of(s, A1), 26680);
	v = sell(s, "'tenders':[{'method':'bank'}],'card':'" CARD "'," A1);
	assert_int_equal(at(v, "total"), 26100);
	assert_non_null(strstr(text_at(v, "lines.0.why"), "GOLD"));
	json_decref(v);
	add(s, "promotion", "'code':'P20','name':'Twenty','products':'A','discount_percent':20");
	v = sell(s, "'tenders':[{'method':'bank'}],'card':'" CARD "'," A1);
	assert_int_equal(at(v, "total"), 23200);
	assert_non_null(strstr(text_at(v, "lines.0.why"), "P20"));
	json_decref(v);
	shop_set(s, "discount.stack", "yes");
	v = sell(s, "'tenders':[{'method':'bank'}],'card':'" CARD "'," A1);
	/* 10 + 4 % of 29,000 = 4,060, and 20 % = 5,800. */
	assert_int_equal(at(v, "total"), 29000 - 4060 - 5800);
	json_decref(v);
}

static void
rule_D2_promotions_stop_at_cap_and_line(void **state)
{
	struct shop *s = *state;

	add(s, "promotion", "'code':'PA','name':'Amount','products':'A','discount':40000");
	assert_int_equal(total_of(s, A1), 0);
	add(s, "promotion", "'code':'PB','name':'Percent','products':'B','discount_percent':50,'cap':10000");
	assert_int_equal(total_of(s, "'lines':[{'product':'B','qty':1}]"), 25000);
	assert_int_equal(total_of(s, "'lines':[{'product':'B','qty':0.333}]"), 11655 - 5828);
	assert_int_equal(total_of(s, "'lines':[{'product':'C','qty':1}]"), 12000);
}

static void
rule_P8_promotions_hold_within_days_and_half_open_hours(void **state)
{
	struct shop *s = *state;

	/* A Saturday, 14:30. */
	add(s, "promotion", "'code':'HH','name':'Happy hour','from_time':'14:30','to_time':'16:30','discount_percent':50");
	assert_int_equal(total_of(s, A1), 14500);
	clock_fix(SHOP_NOW + 2 * HOUR_MS - 1);
	assert_int_equal(total_of(s, A1), 14500);
	clock_fix(SHOP_NOW + 2 * HOUR_MS);
	assert_int_equal(total_of(s, A1), 29000);
	json_decref(shop_ok(s, "{'op':'edit','entity':'promotion','code':'HH','fields':{'from_time':'16:00','to_time':'02:00','weekdays':'6','from':'2026-11-21','to':'2026-11-21'}}"));
	assert_int_equal(total_of(s, A1), 14500);
	clock_fix(SHOP_NOW + DAY_MS + 2 * HOUR_MS);
	assert_int_equal(total_of(s, A1), 29000);
	clock_fix(SHOP_NOW);
	assert_int_equal(total_of(s, A1), 29000);
}

static void
rule_D5_excluded_products_get_no_promotion(void **state)
{
	struct shop *s = *state;

	add(s, "promotion", "'code':'ALL','name':'All','discount_percent':10");
	assert_int_equal(total_of(s, "'lines':[{'product':'C','qty':1},{'product':'A','qty':1}]"), 12000 + 26100);
}

static void
promotions_keep_their_names_in_files(void **state)
{
	struct shop *s = *state;
	json_t *v;

	add(s, "product_category", "'code':'DRINK','name':'Drinks'");
	add(s, "promotion", "'code':'P','name':'P','products':'A,B','categories':'DRINK','from':'2026-11-01','to':'2026-11-30','discount':5000,'cap':7000");
	v = shop_ok(s, "{'op':'get','entity':'promotion','code':'P'}");
	assert_string_equal(text_at(v, "fields.from"), "2026-11-01");
	assert_string_equal(text_at(v, "fields.to"), "2026-11-30");
	assert_int_equal(at(v, "fields.discount"), 5000);
	json_decref(v);
	shop_refused(s, "INVALID", "to", "{'op':'add','entity':'promotion','fields':{'code':'X','name':'X','discount':5,'from':'2026-11-22','to':'2026-11-21'}}");
	shop_refused(s, "INVALID", "discount", "{'op':'add','entity':'promotion','fields':{'code':'X','name':'X'}}");
	shop_refused(s, "INVALID", "cap", "{'op':'add','entity':'promotion','fields':{'code':'X','name':'X','discount':1,'cap':-1}}");
}

TESTS_OF(promotion,
	PRICES_TEST(rule_D1_the_best_single_of_level_card_and_promotion),
	PRICES_TEST(rule_D2_promotions_stop_at_cap_and_line),
	PRICES_TEST(rule_P8_promotions_hold_within_days_and_half_open_hours),
	PRICES_TEST(rule_D5_excluded_products_get_no_promotion),
	PRICES_TEST(promotions_keep_their_names_in_files));
