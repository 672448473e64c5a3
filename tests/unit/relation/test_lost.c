/* Lost customers (A8), and merging (rule P15). */
#include "relation.h"

#include <stdio.h>

#include "base/clock.h"

static void
buy(struct shop *s, const char *key)
{
	json_decref(shop_ok(s, "{'op':'sale','key':'%s','card':'" CARD "','lines':"
	    "[{'product':'B','qty':1}],'tenders':[{'method':'cash','amount':100000}]}", key));
}

static void
A8_found_by_rule_recorded_and_won_back(void **state)
{
	struct shop *s = *state;
	struct people_row row;

	buy(s, "one");
	assert_int_equal(people(s, s->admin, PEOPLE_IDLE, 0, NULL), 0);
	clock_fix(SHOP_NOW + 179 * DAY_MS);
	assert_int_equal(people(s, s->admin, PEOPLE_IDLE, 0, NULL), 0);
	clock_fix(SHOP_NOW + 180 * DAY_MS);
	assert_int_equal(people(s, s->admin, PEOPLE_IDLE, 0, &row), 1);
	assert_string_equal(row.code, "KH000001");
	assert_int_equal(row.day, 20261121);
	json_decref(shop_ok(s, "{'op':'add','entity':'churn','fields':{'customer':'KH000001',"
	    "'kind':'STOPPED','reason':'PRICE'}}"));
	assert_int_equal(people(s, s->admin, PEOPLE_IDLE, 0, NULL), 0);
	assert_int_equal(people(s, s->admin, PEOPLE_LOST, 0, &row), 1);
	assert_int_equal(row.value, 0);
	clock_fix(SHOP_NOW + 200 * DAY_MS);
	buy(s, "two");
	people(s, s->admin, PEOPLE_LOST, 0, &row);
	assert_int_equal(row.value, 20270609);		/* bought again: says so */
	json_decref(shop_ok(s, "{'op':'churn.won_back','number':'MK000001'}"));
	shop_refused(s, "CONFLICT", NULL, "{'op':'churn.won_back','number':'MK000001'}");
	assert_int_equal(people(s, s->admin, PEOPLE_LOST, 0, NULL), 0);
	assert_int_equal(shop_int(s, "SELECT won_back_day FROM churn"), 20270609);
}

static void
A8_the_setting_says_how_long(void **state)
{
	struct shop *s = *state;

	buy(s, "one");
	shop_set(s, "churn.idle_days", "30");
	clock_fix(SHOP_NOW + 30 * DAY_MS);
	assert_int_equal(people(s, s->admin, PEOPLE_IDLE, 0, NULL), 1);
}

static void
A8_one_loss_at_a_time(void **state)
{
	struct shop *s = *state;
	const char *add = "{'op':'add','entity':'churn','fields':{'customer':'KH000001','kind':'MOVED'}}";

	json_decref(shop_ok(s, "%s", add));
	shop_refused(s, "CONFLICT", "customer", "%s", add);
	shop_refused(s, "INVALID", "won_back_day", "{'op':'edit','entity':'churn','code':'MK000001',"
	    "'fields':{'won_back':true,'won_back_day':'2026-11-01'}}");
	json_decref(shop_ok(s, "{'op':'churn.won_back','number':'MK000001'}"));
	json_decref(shop_ok(s, "%s", add));
}

/* Everything goes along, and comes back. */
static void
rule_P15_a_merge_takes_the_relation_along(void **state)
{
	static const char *const tables[] = { "interaction", "rating", "suggestion", "churn", "document" };
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'add','entity':'interaction','fields':{'customer':'KH000001',"
	    "'channel':'CALL','contact_again':'2026-11-21'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'rating','fields':{'customer':'KH000001','score':40}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'suggestion','fields':{'customer':'KH000001',"
	    "'kind':'PRAISE','subject':'Good'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'churn','fields':{'customer':'KH000001','kind':'MOVED'}}"));
	attach(s, s->admin, "customer", "KH000001", "a.txt", "paper", ERR_OK, NULL);
	json_decref(shop_ok(s, "{'op':'merge','customer':'KH000001','into':'KH000002'}"));
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		char sql[160];

		snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM %s x JOIN customer c ON "
		    "c.id = x.customer_id WHERE c.code = 'KH000002'", tables[i]);
		assert_int_equal(shop_int(s, sql), 1);
	}
	assert_int_equal(shop_int(s, "SELECT score FROM customer WHERE code = 'KH000002'"), 40);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM document WHERE row_code = 'KH000002'"), 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM customer_touch"), 1);
	assert_int_equal(people(s, s->admin, PEOPLE_AGAIN, 0, NULL), 1);
	assert_int_equal(shop_verify(s), 0);
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000001'}"));
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM document WHERE row_code = 'KH000001'"), 1);
	assert_int_equal(shop_int(s, "SELECT coalesce(score, -1) FROM customer WHERE code = 'KH000002'"), -1);
	assert_int_equal(shop_int(s, "SELECT score FROM customer WHERE code = 'KH000001'"), 40);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(lost, RELATION_TEST(A8_found_by_rule_recorded_and_won_back),
    RELATION_TEST(A8_the_setting_says_how_long), RELATION_TEST(A8_one_loss_at_a_time),
    RELATION_TEST(rule_P15_a_merge_takes_the_relation_along));
