#include "prices.h"

#include "base/clock.h"
#include "store/query.h"

#define A1 "'lines':[{'product':'A','qty':1}]"
#define MEMBER "'customer':'KH000001',"

static void
rule_D1_the_best_price_of_group_level_store_and_period(void **state)
{
	struct shop *s = *state;

	add(s, "price_rule", "'code':'GRP','name':'Group','product':'A','groups':'VIP','price':27000");
	assert_int_equal(total_of(s, A1), 29000);
	assert_int_equal(total_of(s, MEMBER A1), 27000);
	add(s, "price_rule", "'code':'LVL','name':'Level','levels':'GOLD','discount_percent':20");
	assert_int_equal(total_of(s, MEMBER A1), 23200);
	assert_int_equal(total_of(s, MEMBER "'lines':[{'product':'B','qty':2}]"), 56000);
	add(s, "price_rule", "'code':'ST2','name':'Second store','product':'A','stores':'S2','price':20000");
	assert_int_equal(total_of(s, "'store':'S1'," A1), 29000);
	assert_int_equal(total_of(s, "'store':'S2'," A1), 20000);
	add(s, "price_rule", "'code':'DAY','name':'Today','product':'A','from_day':'2026-11-21','to_day':'2026-11-21','price':15000");
	assert_int_equal(total_of(s, "'store':'S1'," A1), 15000);
	clock_fix(SHOP_NOW + DAY_MS);
	assert_int_equal(total_of(s, "'store':'S1'," A1), 29000);
	clock_fix(SHOP_NOW);
}

static void
rule_D1_a_member_never_pays_more_for_being_one(void **state)
{
	struct shop *s = *state;

	add(s, "price_rule", "'code':'OLD','name':'Forgotten','product':'A','groups':'VIP','price':31000");
	assert_int_equal(total_of(s, MEMBER A1), 29000);
	/* A store may be dearer than the list: that is what its rule is for. */
	add(s, "price_rule", "'code':'AIR','name':'Airport','product':'A','stores':'S2','price':40000");
	assert_int_equal(total_of(s, "'store':'S2'," A1), 40000);
	assert_int_equal(total_of(s, "'store':'S2'," MEMBER A1), 31000);
}

static void
rule_D1_categories_hold_those_below_them(void **state)
{
	struct shop *s = *state;

	add(s, "product_category", "'code':'DRINK','name':'Drinks'");
	add(s, "product_category", "'code':'HOT','name':'Hot drinks','parent':'DRINK'");
	json_decref(shop_ok(s, "{'op':'edit','entity':'product','code':'A','fields':{'category':'HOT'}}"));
	add(s, "price_rule", "'code':'DR','name':'Drinks','category':'DRINK','discount_percent':50");
	assert_int_equal(total_of(s, A1), 14500);
	assert_int_equal(total_of(s, "'lines':[{'product':'B','qty':1}]"), 35000);
	/* The tree changes for a process that has it in memory. */
	json_decref(shop_ok(s, "{'op':'edit','entity':'product_category','code':'HOT','fields':{'parent':null}}"));
	assert_int_equal(total_of(s, A1), 29000);
}

static void
rule_D4_a_price_by_hand_knows_no_rule(void **state)
{
	struct shop *s = *state;

	add(s, "price_rule", "'code':'ALL','name':'Everything','discount_percent':10");
	assert_int_equal(total_of(s, A1), 26100);
	assert_int_equal(total_of(s, "'lines':[{'product':'A','qty':1,'price':28000}]"), 28000);
}

static void
rule_D5_an_excluded_product_must_be_named(void **state)
{
	struct shop *s = *state;

	add(s, "price_rule", "'code':'ALL','name':'Everything','discount_percent':10");
	assert_int_equal(total_of(s, "'lines':[{'product':'C','qty':1}]"), 12000);
	add(s, "price_rule", "'code':'CC','name':'Just this','product':'C','price':11000");
	assert_int_equal(total_of(s, "'lines':[{'product':'C','qty':1}]"), 11000);
}

static void
rules_changed_or_deleted_hold_at_once(void **state)
{
	struct shop *s = *state, other = *s;

	shop_open(&other);
	assert_int_equal(total_of(&other, A1), 29000);
	add(s, "price_rule", "'code':'R','name':'Rule','product':'A','price':20000");
	assert_int_equal(total_of(&other, A1), 20000);
	json_decref(shop_ok(s, "{'op':'edit','entity':'price_rule','code':'R','fields':{'active':false}}"));
	assert_int_equal(total_of(&other, A1), 29000);
	json_decref(shop_ok(s, "{'op':'edit','entity':'price_rule','code':'R','fields':{'active':true}}"));
	assert_int_equal(total_of(&other, A1), 20000);
	json_decref(shop_ok(s, "{'op':'delete','entity':'price_rule','code':'R'}"));
	assert_int_equal(total_of(&other, A1), 29000);
	assert_int_equal(total_of(s, A1), 29000);
	shop_close(&other);
}

static void
price_rules_say_what_they_need(void **state)
{
	struct shop *s = *state;

	shop_refused(s, "INVALID", "price", "{'op':'add','entity':'price_rule','fields':{'code':'X','name':'X'}}");
	shop_refused(s, "INVALID", "discount_percent", "{'op':'add','entity':'price_rule','fields':{'code':'X','name':'X','price':1,'discount_percent':5}}");
	shop_refused(s, "INVALID", "discount_percent", "{'op':'add','entity':'price_rule','fields':{'code':'X','name':'X','discount_percent':101}}");
	shop_refused(s, "INVALID", "to_day", "{'op':'add','entity':'price_rule','fields':{'code':'X','name':'X','price':5,'from_day':'2026-11-22','to_day':'2026-11-21'}}");
}

static void
rule_D1_explain_names_the_rule(void **state)
{
	struct shop *s = *state;
	json_t *v, *x;

	add(s, "price_rule", "'code':'GRP','name':'Group','product':'A','groups':'VIP','price':27000");
	v = sell(s, "'tenders':[{'method':'bank'}],'lines':[{'product':'A','qty':1,'discount':700}],'discount':300,'customer':'KH000001'");
	assert_int_equal(at(v, "total"), 26000);
	x = shop_ok(s, "{'op':'explain','receipt':'%s'}", text_at(v, "receipt"));
	assert_string_equal(text_at(x, "lines.0.rules.0.kind"), "price_rule");
	assert_string_equal(text_at(x, "lines.0.rules.0.rule"), "GRP");
	assert_int_equal(at(x, "lines.0.rules.0.amount"), 27000);
	assert_string_equal(text_at(x, "lines.0.rules.1.kind"), "line");
	assert_int_equal(at(x, "lines.0.rules.1.amount"), 700);
	assert_string_equal(text_at(x, "lines.0.rules.2.kind"), "receipt");
	assert_int_equal(at(x, "lines.0.rules.2.amount"), 300);
	json_decref(x);
	json_decref(v);
}

TESTS_OF(price_rule,
	PRICES_TEST(rule_D1_the_best_price_of_group_level_store_and_period),
	PRICES_TEST(rule_D1_a_member_never_pays_more_for_being_one),
	PRICES_TEST(rule_D1_categories_hold_those_below_them),
	PRICES_TEST(rule_D4_a_price_by_hand_knows_no_rule),
	PRICES_TEST(rule_D5_an_excluded_product_must_be_named),
	PRICES_TEST(rules_changed_or_deleted_hold_at_once),
	PRICES_TEST(price_rules_say_what_they_need),
	PRICES_TEST(rule_D1_explain_names_the_rule));
