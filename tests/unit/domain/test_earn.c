#include "shop.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static void
rule(struct shop *s, const char *fields)
{
	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{%s}}", fields));
}

/* What a sale of this many B (35,000 each, no level: the bare card) earns. */
static int64_t
earned(struct shop *s, int qty)
{
	static int n;
	json_t *v = shop_ok(s, "{'op':'sale','key':'e%d','card':'" BARE_CARD "','lines':"
	    "[{'product':'B','qty':%d}],'tenders':[{'method':'bank'}]}", n++, qty);
	int64_t p = at(v, "earned");

	json_decref(v);
	return p;
}

/* The floor is taken once on the whole receipt, never per line; excluded lines earn nothing. */
static void
rule_P2_base_is_what_is_paid_for_goods(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_ok(s, "{'op':'sale','key':'k','card':'" BARE_CARD "','lines':["
	    "{'product':'A','qty':1},{'product':'A','qty':1},{'product':'C','qty':9}],"
	    "'discount':8000,'tenders':[{'method':'cash','amount':200000}]}");

	/* 58,000 + 108,000 - 8,000: the two A keep 58,000 - 2,795 = 55,205. */
	assert_int_equal(at(v, "total"), 158000);
	assert_int_equal(at(v, "earned"), 5);
	json_decref(v);
}

static void
rule_P8_best_multiplier_of_level_and_rule(void **state)
{
	struct shop *s = *state;
	json_t *v;

	rule(s, "'code':'X2','name':'Double','effect':'multiplier','times':2");
	rule(s, "'code':'X12','name':'Small','effect':'multiplier','times':1.2");
	v = shop_ok(s, "{'op':'sale','key':'k','card':'" CARD "','lines':[{'product':'B','qty':2}],"
	    "'tenders':[{'method':'bank'}]}");
	/* 70,000 less 10 % = 63,000: 6.3 points, twice 12.6. */
	assert_int_equal(at(v, "earned"), 12);
	json_decref(v);
	json_decref(shop_ok(s, "{'op':'edit','entity':'earn_rule','code':'X2','fields':{'active':false}}"));
	v = shop_ok(s, "{'op':'sale','key':'k2','card':'" CARD "','lines':[{'product':'B','qty':2}],"
	    "'tenders':[{'method':'bank'}]}");
	assert_int_equal(at(v, "earned"), 9);		/* level 1.5 beats 1.2: 9.45 */
	json_decref(v);
}

static void
rule_P8_fixed_adds_up_and_exclusive_stands_alone(void **state)
{
	struct shop *s = *state;

	assert_int_equal(earned(s, 2), 7);
	rule(s, "'code':'F1','name':'Hello','effect':'fixed','points':3");
	rule(s, "'code':'F2','name':'Big','effect':'fixed','points':5,'minimum':100000");
	assert_int_equal(earned(s, 2), 10);
	assert_int_equal(earned(s, 3), 18);
	rule(s, "'code':'EX','name':'Alone','effect':'fixed','points':50,'exclusive':true,'minimum':200000");
	assert_int_equal(earned(s, 3), 18);
	assert_int_equal(earned(s, 6), 50);
	rule(s, "'code':'EM','name':'Triple','effect':'multiplier','times':3,'exclusive':true,'minimum':200000");
	assert_int_equal(earned(s, 6), 63);		/* 21 by amount, three times, no bonus */
}

static void
rule_P8_hours_are_half_open_and_cross_midnight(void **state)
{
	struct shop *s = *state;
	const int64_t minute = 60000, day = SHOP_NOW - 870 * minute;	/* 00:00 of the day */

	rule(s, "'code':'H','name':'Evening','effect':'fixed','points':1000,'from_time':'17:00','to_time':'19:00'");
	rule(s, "'code':'N','name':'Night','effect':'fixed','points':2000,'from_time':'22:00','to_time':'02:00'");
	clock_fix(day + 1020 * minute - 1);
	assert_int_equal(earned(s, 1), 3);
	clock_fix(day + 1020 * minute);
	assert_int_equal(earned(s, 1), 1003);
	clock_fix(day + 1140 * minute - 1);
	assert_int_equal(earned(s, 1), 1003);
	clock_fix(day + 1140 * minute);
	assert_int_equal(earned(s, 1), 3);
	clock_fix(day + 1320 * minute);
	assert_int_equal(earned(s, 1), 2003);
	clock_fix(day + 1440 * minute + 119 * minute);
	assert_int_equal(earned(s, 1), 2003);
	clock_fix(day + 1440 * minute + 120 * minute);
	assert_int_equal(earned(s, 1), 3);
}

static void
rule_P8_period_and_weekdays(void **state)
{
	struct shop *s = *state;

	rule(s, "'code':'W','name':'Weekend','effect':'fixed','points':100,'weekdays':'6,7'");
	rule(s, "'code':'D','name':'Days','effect':'fixed','points':1000,"
	    "'from_day':'2026-11-22','to_day':'2026-11-23'");
	assert_int_equal(earned(s, 1), 103);		/* Saturday 21 */
	clock_fix(SHOP_NOW + DAY_MS);
	assert_int_equal(earned(s, 1), 1103);		/* Sunday 22 */
	clock_fix(SHOP_NOW + 2 * DAY_MS);
	assert_int_equal(earned(s, 1), 1003);		/* Monday 23 */
	clock_fix(SHOP_NOW + 3 * DAY_MS);
	assert_int_equal(earned(s, 1), 3);
}

/* Thirds of two rules make a whole: one floor over all of them. */
static void
rule_P2_one_floor_over_several_rules(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'edit','entity':'earn_rule','code':'BASE','fields':"
	    "{'amount':105000}}"));			/* 35,000 / 105,000 = 1/3 */
	rule(s, "'code':'T2','name':'Two thirds','effect':'per_amount','points':2,'amount':105000");
	assert_int_equal(earned(s, 1), 1);
	assert_int_equal(earned(s, 2), 2);
}

static void
rule_P9_every_earning_says_why(void **state)
{
	struct shop *s = *state;
	json_t *v, *e;

	rule(s, "'code':'F1','name':'Hello','effect':'fixed','points':3");
	v = shop_ok(s, "{'op':'sale','key':'k','card':'" CARD "','lines':[{'product':'B','qty':2}],"
	    "'tenders':[{'method':'bank'}]}");
	e = shop_ok(s, "{'op':'explain','receipt':'%s'}", text_at(v, "receipt"));
	assert_int_equal(at(e, "points.base"), 63000);
	assert_int_equal(at(e, "points.earned"), 12);
	assert_string_equal(text_at(e, "points.why.0.rule"), "BASE");
	assert_int_equal(at(e, "points.why.0.points"), 6);
	assert_string_equal(text_at(e, "points.why.1.level"), "GOLD");
	assert_int_equal(at(e, "points.why.1.points"), 3);
	assert_string_equal(text_at(e, "points.why.2.rule"), "F1");
	assert_int_equal(at(e, "points.why.2.points"), 3);
	json_decref(v);
	json_decref(e);
}

TESTS_OF(earn,
	SHOP_TEST(rule_P2_base_is_what_is_paid_for_goods),
	SHOP_TEST(rule_P2_one_floor_over_several_rules),
	SHOP_TEST(rule_P8_best_multiplier_of_level_and_rule),
	SHOP_TEST(rule_P8_fixed_adds_up_and_exclusive_stands_alone),
	SHOP_TEST(rule_P8_hours_are_half_open_and_cross_midnight),
	SHOP_TEST(rule_P8_period_and_weekdays),
	SHOP_TEST(rule_P9_every_earning_says_why));
