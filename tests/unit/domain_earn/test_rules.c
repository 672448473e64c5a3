#include "earning.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "domain/earn.h"
#include "domain/earn_rule.h"

static void
add(struct shop *s, const char *entity, const char *fields)
{
	json_decref(shop_ok(s, "{'op':'add','entity':'%s','fields':{%s}}", entity, fields));
}

static json_t *
sell(struct shop *s, const char *who, const char *lines)
{
	static int n;

	return shop_ok(s, "{'op':'sale','key':'r%d',%s'lines':[%s],"
	    "'tenders':[{'method':'bank'}]}", n++, who, lines);
}

/* What such a sale earns. who: "'card':'…'," */
static int64_t
earned(struct shop *s, const char *who, const char *lines)
{
	json_t *v = sell(s, who, lines);
	int64_t p = at(v, "earned");

	json_decref(v);
	return p;
}
#define BARE "'card':'" BARE_CARD "',"
#define MEMBER "'card':'" CARD "',"
#define ONE_B "{'product':'B','qty':1}"
#define A_AND_B "{'product':'A','qty':1},{'product':'B','qty':1}"

static void
rule_P8_stores(void **state)
{
	struct shop *s = *state;

	add(s, "earn_rule", "'code':'S2','name':'New shop','effect':'fixed','points':100,'stores':['S2']");
	assert_int_equal(earned(s, BARE "'store':'S1',", ONE_B), 3);
	assert_int_equal(earned(s, BARE "'store':'S2',", ONE_B), 103);
}

static void
rule_P8_card_types(void **state)
{
	struct shop *s = *state;

	add(s, "card_type", "'code':'V','name':'Vip','points':true");
	add(s, "earn_rule", "'code':'VV','name':'Vip cards','effect':'fixed','points':100,'card_types':['V']");
	json_decref(shop_ok(s, "{'op':'card.issue','type':'V','number':'4000003'}"));
	assert_int_equal(earned(s, BARE, ONE_B), 3);
	assert_int_equal(earned(s, "'card':'4000003',", ONE_B), 103);
	assert_int_equal(earned(s, "'customer':'KH000001',", ONE_B), 4);	/* no card in hand */
}

static void
rule_P8_levels_and_groups(void **state)
{
	struct shop *s = *state;

	add(s, "customer_group", "'code':'FRIEND','name':'Friends'");
	add(s, "earn_rule", "'code':'LG','name':'Gold','effect':'fixed','points':100,'levels':['GOLD']");
	add(s, "earn_rule", "'code':'GF','name':'Friends','effect':'fixed','points':1000,'groups':['FRIEND']");
	assert_int_equal(earned(s, BARE, ONE_B), 3);
	assert_int_equal(earned(s, MEMBER, ONE_B), 104);	/* 31,500 x 1.5 */
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'groups':['FRIEND']}}"));
	assert_int_equal(earned(s, MEMBER, ONE_B), 1104);
}

/* A filter restricts the base, by product or by category and those below it. */
static void
rule_P8_products_and_categories(void **state)
{
	struct shop *s = *state;

	add(s, "product_category", "'code':'DRINK','name':'Drinks'");
	add(s, "product_category", "'code':'HOT','name':'Hot drinks','parent':'DRINK'");
	json_decref(shop_ok(s, "{'op':'edit','entity':'product','code':'A','fields':{'category':'HOT'}}"));
	add(s, "earn_rule", "'code':'PB','name':'B','effect':'per_amount','points':1,'amount':1000,'products':['B']");
	/* 29,000 + 35,000 by 10,000 = 6.4; 35,000 by 1,000 = 35. */
	assert_int_equal(earned(s, BARE, A_AND_B), 41);
	assert_int_equal(earned(s, BARE, "{'product':'A','qty':1}"), 2);
	add(s, "earn_rule", "'code':'CD','name':'Drinks','effect':'fixed','points':500,'categories':['DRINK']");
	assert_int_equal(earned(s, BARE, ONE_B), 38);
	assert_int_equal(earned(s, BARE, A_AND_B), 541);
}

/* A multiplier for a product lifts only what was paid for it; of several the one that gives most. */
static void
rule_P8_multiplier_of_a_product(void **state)
{
	struct shop *s = *state;

	add(s, "earn_rule", "'code':'MB','name':'Triple B','effect':'multiplier','times':3,'products':['B']");
	/* 2.9 + 3 x 3.5 = 13.4 */
	assert_int_equal(earned(s, BARE, A_AND_B), 13);
	add(s, "earn_rule", "'code':'MA','name':'Twice','effect':'multiplier','times':2");
	/* 12.8 is less than 13.4. */
	assert_int_equal(earned(s, BARE, A_AND_B), 13);
	assert_int_equal(earned(s, BARE, "{'product':'A','qty':5},{'product':'B','qty':1}"), 36);
}

/* The returned product takes its own bonus with it, not a share of everybody's (rule P3). */
static void
rule_P3_a_filtered_rule_follows_its_lines(void **state)
{
	struct shop *s = *state;
	json_t *v, *r;

	add(s, "earn_rule", "'code':'PB','name':'B','effect':'fixed','points':500,'products':['B']");
	v = sell(s, BARE, A_AND_B);
	assert_int_equal(at(v, "earned"), 506);
	r = shop_ok(s, "{'op':'refund','key':'x1','receipt':'%s','lines':[{'line':1,'qty':1}]}",
	    text_at(v, "receipt"));
	assert_int_equal(at(r, "points_taken"), 3);		/* 6.4 to 3.5 */
	json_decref(r);
	r = shop_ok(s, "{'op':'refund','key':'x2','receipt':'%s','all':true}", text_at(v, "receipt"));
	assert_int_equal(at(r, "points_taken"), 503);
	json_decref(r);
	json_decref(v);
	assert_int_equal(shop_points(s, BARE_CARD, "balance"), 0);
}

static void
born(struct shop *s, const char *birth)
{
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'birth':%s}}",
	    birth));
}

/* One bonus in 365 days, whatever day is entered meanwhile; a voided receipt gave none. */
static void
rule_P10_one_birthday_bonus_a_year(void **state)
{
	struct shop *s = *state;
	json_t *v;

	add(s, "earn_rule", "'code':'BD','name':'Birthday','effect':'fixed','points':100,'birthday':'day'");
	assert_int_equal(earned(s, MEMBER, ONE_B), 4);
	born(s, "'--11-21'");				/* without a year */
	v = sell(s, MEMBER, ONE_B);
	assert_int_equal(at(v, "earned"), 104);
	json_decref(shop_ok(s, "{'op':'void','key':'v','receipt':'%s','reason':'test'}", text_at(v, "receipt")));
	json_decref(v);
	assert_int_equal(earned(s, MEMBER, ONE_B), 104);
	assert_int_equal(earned(s, MEMBER, ONE_B), 4);
	born(s, "'1990-11-25'");
	clock_fix(SHOP_NOW + 4 * DAY_MS);
	assert_int_equal(earned(s, MEMBER, ONE_B), 4);
	born(s, "'1990-11-20'");
	clock_fix(SHOP_NOW + 364 * DAY_MS);		/* 20 November 2027 */
	assert_int_equal(earned(s, MEMBER, ONE_B), 4);
	born(s, "'1990-11-21'");
	clock_fix(SHOP_NOW + 365 * DAY_MS);
	assert_int_equal(earned(s, MEMBER, ONE_B), 104);
}

static void
rule_P10_birthday_month(void **state)
{
	struct shop *s = *state;

	add(s, "earn_rule", "'code':'BM','name':'Birthday','effect':'multiplier','times':2,'birthday':'month'");
	born(s, "'1990-11-03'");
	assert_int_equal(earned(s, MEMBER, ONE_B), 6);	/* 3.15 x 2 beats the level's 1.5 */
	born(s, "'1990-12-03'");
	assert_int_equal(earned(s, MEMBER, ONE_B), 4);
}

static void
rule_P10_29_february(void **state)
{
	(void)state;
	assert_true(earn_is_birthday(20000229, 20260228, 'd'));
	assert_true(earn_is_birthday(229, 20260228, 'd'));
	assert_false(earn_is_birthday(20000229, 20260301, 'd'));
	assert_false(earn_is_birthday(20000229, 20280228, 'd'));
	assert_true(earn_is_birthday(20000229, 20280229, 'd'));
	assert_true(earn_is_birthday(20000229, 20260201, 'm'));
	assert_false(earn_is_birthday(0, 20260228, 'd'));
}

/* Fixed points for the second top-up; the money itself earns nothing (rule P2). */
static void
rule_P8_nth_topup(void **state)
{
	struct shop *s = *state;
	json_t *v;

	add(s, "card_type", "'code':'W','name':'Wallet','points':true,'value':true");
	add(s, "earn_rule", "'code':'T2','name':'Second','effect':'fixed','points':50,'nth_topup':2");
	shop_refused(s, "INVALID", "nth_topup", "{'op':'add','entity':'earn_rule','fields':{'code':'T3',"
	    "'name':'x','effect':'per_amount','points':1,'amount':1000,'nth_topup':2}}");
	json_decref(shop_ok(s, "{'op':'card.issue','type':'W','number':'4000003'}"));
	json_decref(shop_ok(s, "{'op':'topup','key':'t1','card':'4000003','amount':100000,'tenders':[{'method':'bank'}]}"));
	assert_int_equal(shop_points(s, "4000003", "balance"), 0);
	v = shop_ok(s, "{'op':'topup','key':'t2','card':'4000003','amount':100000,'tenders':[{'method':'bank'}]}");
	assert_int_equal(shop_points(s, "4000003", "balance"), 50);
	json_decref(shop_ok(s, "{'op':'topup.reverse','key':'t3','receipt':'%s'}", text_at(v, "receipt")));
	json_decref(v);
	assert_int_equal(shop_points(s, "4000003", "balance"), 0);
	assert_int_equal(earned(s, "'card':'4000003',", ONE_B), 3);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P9_why_names_every_rule_and_its_lines(void **state)
{
	struct shop *s = *state;
	json_t *v, *e;

	add(s, "earn_rule", "'code':'MB','name':'Triple B','effect':'multiplier','times':3,'products':['B']");
	v = sell(s, BARE, A_AND_B);
	e = shop_ok(s, "{'op':'explain','receipt':'%s'}", text_at(v, "receipt"));
	assert_string_equal(text_at(e, "points.why.0.rule"), "BASE");
	assert_int_equal(at(e, "points.why.0.points"), 6);
	assert_string_equal(text_at(e, "points.why.1.rule"), "MB");
	assert_int_equal(at(e, "points.why.1.points"), 7);
	assert_int_equal(at(e, "points.why.1.lines.0"), 2);
	json_decref(v);
	json_decref(e);
}

/* A changed rule counts from the next sale on, in every process. */
static void
rules_are_read_again_when_one_changes(void **state)
{
	struct shop *s = *state;
	struct shop other = *s;

	shop_open(&other);
	assert_int_equal(earned(s, BARE, ONE_B), 3);
	assert_int_equal(earned(&other, BARE, ONE_B), 3);
	json_decref(shop_ok(&other, "{'op':'edit','entity':'earn_rule','code':'BASE','fields':{'points':2}}"));
	assert_int_equal(earned(s, BARE, ONE_B), 7);
	json_decref(shop_ok(s, "{'op':'delete','entity':'earn_rule','code':'BASE'}"));
	assert_int_equal(earned(&other, BARE, ONE_B), 0);
	shop_close(&other);
}

static void
gold_from(struct shop *s, int threshold)
{
	json_decref(shop_ok(s, "{'op':'edit','entity':'level','code':'GOLD','fields':{'threshold':%d}}",
	    threshold));
}

/* The level of today, its guarantee and what is missing for the next one (CLI.md, balance). */
static void
rule_L3_balance_tells_the_level_of_today(void **state)
{
	struct shop *s = *state;
	json_t *v;

	gold_from(s, 50000);
	add(s, "level", "'code':'DIA','name':'Diamond','threshold':200000");
	json_decref(sell(s, MEMBER, "{'product':'B','qty':2}"));	/* 63,000 */
	v = shop_ok(s, "{'op':'balance','card':'" CARD "'}");
	assert_string_equal(text_at(v, "level.code"), "GOLD");
	assert_string_equal(text_at(v, "level.until"), "2027-11-20");
	assert_true(json_is_false(json_object_get(json_object_get(v, "level"), "locked")));
	assert_int_equal(at(v, "level.to_keep"), 0);
	assert_string_equal(text_at(v, "next_level.code"), "DIA");
	assert_int_equal(at(v, "next_level.missing"), 137000);
	json_decref(v);
	gold_from(s, 70000);
	v = shop_ok(s, "{'op':'balance','card':'" CARD "'}");
	assert_int_equal(at(v, "level.to_keep"), 7000);
	json_decref(v);
	clock_fix(SHOP_NOW + 365 * DAY_MS);		/* no job ran */
	v = shop_ok(s, "{'op':'balance','card':'" CARD "'}");
	assert_true(json_is_null(json_object_get(v, "level")));
	json_decref(v);
	/* And the sale is priced so: 35,000, no discount. */
	v = sell(s, MEMBER, ONE_B);
	assert_int_equal(at(v, "total"), 35000);
	json_decref(v);
}

static int64_t
try(struct shop *s, const struct earn_trial *t, const char *rule)
{
	struct err_note note = { 0 };
	json_t *why;
	int64_t points;
	bool named = rule == NULL;
	enum err e;

	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	e = earn_try(s->st, t, &points, &why, &note);
	store_rollback(s->st);
	if (e != ERR_OK)
		fail_msg("%s %s", note.field, note.text);
	for (size_t i = 0; i < json_array_size(why); i++) {
		const char *code = json_string_value(json_object_get(json_array_get(why, i), "rule"));

		named = named || (code != NULL && strcmp(code, rule) == 0);
	}
	assert_true(named);
	json_decref(why);
	return points;
}

static void
rule_P8_a_made_up_sale_can_be_tried(void **state)
{
	struct shop *s = *state;
	struct earn_trial_line lines[] = { { "A", 1000, -1 }, { "B", 2000, 50000 }, { "C", 1000, -1 } };
	struct earn_trial t = { .lines = lines, .nlines = 3 };
	struct err_note note = { 0 };
	json_t *why;
	int64_t points;

	assert_int_equal(try(s, &t, "BASE"), 7);		/* 79,000; C collects nothing */
	t.level = "gold";
	assert_int_equal(try(s, &t, "BASE"), 11);
	add(s, "earn_rule", "'code':'BD','name':'Birthday','effect':'fixed','points':100,'birthday':'day'");
	t.birth = 1121;
	assert_int_equal(try(s, &t, "BD"), 111);
	t = (struct earn_trial){ .amount = 40000, .customer = "KH000001" };
	assert_int_equal(try(s, &t, "BASE"), 6);
	add(s, "earn_rule", "'code':'T2','name':'Second','effect':'fixed','points':50,'nth_topup':2");
	t.nth_topup = 2;
	assert_int_equal(try(s, &t, "T2"), 50);
	t = (struct earn_trial){ .amount = 40000, .level = "NONE" };
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(earn_try(s->st, &t, &points, &why, &note), ERR_NOTFOUND);
	assert_string_equal(note.field, "level");
	store_rollback(s->st);
	json_decref(why);
	assert_int_equal(store_begin(s->st, s->lan, false, &note), ERR_OK);
	assert_int_equal(earn_try(s->st, &t, &points, &why, &note), ERR_DENIED);
	store_rollback(s->st);
	json_decref(why);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM sale"), 0);
}

TESTS_OF(rules,
	SHOP_TEST(rule_P8_stores),
	SHOP_TEST(rule_P8_card_types),
	SHOP_TEST(rule_P8_levels_and_groups),
	SHOP_TEST(rule_P8_products_and_categories),
	SHOP_TEST(rule_P8_multiplier_of_a_product),
	SHOP_TEST(rule_P3_a_filtered_rule_follows_its_lines),
	SHOP_TEST(rule_P10_one_birthday_bonus_a_year),
	SHOP_TEST(rule_P10_birthday_month),
	cmocka_unit_test(rule_P10_29_february),
	SHOP_TEST(rule_P8_nth_topup),
	SHOP_TEST(rule_P9_why_names_every_rule_and_its_lines),
	SHOP_TEST(rules_are_read_again_when_one_changes),
	SHOP_TEST(rule_L3_balance_tells_the_level_of_today),
	SHOP_TEST(rule_P8_a_made_up_sale_can_be_tried));
