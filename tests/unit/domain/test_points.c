#include "shop.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static void
add(struct shop *s, int64_t points)
{
	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':%lld,'note':'t'}",
	    (long long)points));
}

static void
deduct(struct shop *s, int64_t points)
{
	json_decref(shop_ok(s, "{'op':'points.deduct','card':'" CARD "','points':%lld,'note':'t'}",
	    (long long)points));
}

/* Spending takes what expires soonest, then the oldest, those without expiry last. */
static void
rule_P1_lots_are_spent_soonest_expiry_first(void **state)
{
	struct shop *s = *state;
	char *lots;

	shop_set(s, "points.life_days", "0");
	add(s, 10);				/* lot 1: never */
	shop_set(s, "points.life_days", "100");
	add(s, 20);				/* lot 2 */
	shop_set(s, "points.life_days", "50");
	add(s, 30);				/* lot 3: soonest */
	add(s, 40);				/* lot 4: same day, younger */
	deduct(s, 35);
	lots = shop_dump(s, "SELECT lot, remaining FROM point_lot ORDER BY lot");
	assert_string_equal(lots, "1|10|\n2|20|\n3|0|\n4|35|\n");
	free(lots);
	deduct(s, 60);
	lots = shop_dump(s, "SELECT lot, remaining FROM point_lot ORDER BY lot");
	assert_string_equal(lots, "1|5|\n2|0|\n3|0|\n4|0|\n");
	free(lots);
	assert_int_equal(shop_points(s, CARD, "usable"), 5);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P1_pending_points_wait(void **state)
{
	struct shop *s = *state;

	shop_set(s, "points.pending_days", "3");
	json_decref(shop_ok(s, "{'op':'sale','key':'k','card':'" CARD "','lines':[{'product':'B','qty':2}],"
	    "'tenders':[{'method':'bank'}]}"));
	assert_int_equal(shop_points(s, CARD, "pending"), 9);
	assert_int_equal(shop_points(s, CARD, "usable"), 0);
	shop_refused(s, "LIMIT", "points",
	    "{'op':'points.deduct','card':'" CARD "','points':1,'note':'t'}");
	clock_fix(SHOP_NOW + 3 * DAY_MS);
	assert_int_equal(shop_points(s, CARD, "usable"), 9);
	deduct(s, 9);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P4_a_debt_is_paid_by_the_next_earning(void **state)
{
	struct shop *s = *state;

	add(s, 10);
	json_decref(shop_ok(s, "{'op':'points.deduct','card':'" CARD "','points':25,"
	    "'note':'t','below_zero':true}"));
	assert_int_equal(shop_points(s, CARD, "balance"), -15);
	assert_int_equal(shop_points(s, CARD, "debt"), 15);
	shop_refused(s, "LIMIT", "points",
	    "{'op':'points.deduct','card':'" CARD "','points':1,'note':'t'}");
	add(s, 5);
	assert_int_equal(shop_points(s, CARD, "debt"), 10);
	assert_int_equal(shop_points(s, CARD, "usable"), 0);
	add(s, 30);
	assert_int_equal(shop_points(s, CARD, "debt"), 0);
	assert_int_equal(shop_points(s, CARD, "usable"), 20);
	assert_int_equal(shop_verify(s), 0);
}

/* Usable until the end of the day, gone at the start of the next, without any job. */
static void
rule_P5_expiry_needs_no_job(void **state)
{
	struct shop *s = *state;
	char *ledger;

	shop_set(s, "points.life_days", "10");
	add(s, 50);
	clock_fix(SHOP_NOW + 10 * DAY_MS);
	assert_int_equal(shop_points(s, CARD, "usable"), 50);
	/* 1 December, 00:00 in the shop's zone is 30 November, 17:00 UTC. */
	clock_fix(SHOP_NOW + 10 * DAY_MS + 34200000 - 1);
	assert_int_equal(shop_points(s, CARD, "usable"), 50);
	clock_fix(SHOP_NOW + 10 * DAY_MS + 34200000);
	assert_int_equal(shop_points(s, CARD, "usable"), 0);
	assert_int_equal(shop_points(s, CARD, "balance"), 0);
	shop_refused(s, "LIMIT", "points",
	    "{'op':'points.deduct','card':'" CARD "','points':1,'note':'t'}");
	add(s, 7);				/* writes the expiry down first */
	ledger = shop_dump(s, "SELECT seq, op, delta, balance_after FROM point_entry ORDER BY seq");
	assert_string_equal(ledger, "1|add|50|50|\n2|expire|-50|0|\n3|add|7|7|\n");
	free(ledger);
	assert_int_equal(shop_verify(s), 0);
}

/* Changing the life of points never re-dates existing lots. */
static void
rule_P5_lots_keep_their_day(void **state)
{
	struct shop *s = *state;
	char *lots;

	shop_set(s, "points.life_days", "10");
	add(s, 1);
	shop_set(s, "points.life_days", "20");
	add(s, 2);
	lots = shop_dump(s, "SELECT amount, expires_day FROM point_lot ORDER BY lot");
	assert_string_equal(lots, "1|20261201|\n2|20261211|\n");
	free(lots);
}

static void
rule_P12_by_hand_needs_right_and_reason(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_refused(s, "INVALID", "note", "{'op':'points.add','card':'" CARD "','points':5}");
	shop_refused(s, "INVALID", "points", "{'op':'points.add','card':'" CARD "','points':0,'note':'t'}");
	shop_refused(s, "INVALID", "points", "{'op':'points.add','card':'" CARD "','points':-5,'note':'t'}");
	v = shop_ok(s, "{'op':'points.add','card':'" CARD "','points':5,'note':'t'}");
	assert_int_equal(at(v, "before"), 0);
	assert_int_equal(at(v, "after"), 5);
	json_decref(v);
	/* Lan may deduct, but not below zero. */
	v = shop_post(s, s->lan, "{'op':'points.deduct','card':'" CARD "','points':9,'note':'t'}");
	assert_string_equal(text_at(v, "error"), "LIMIT");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'points.deduct','card':'" CARD "','points':9,'note':'t',"
	    "'below_zero':true}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	shop_sql(s, "UPDATE group_right SET verbs = 1 WHERE function = 'points'");
	shop_sql(s, "UPDATE epoch SET rights = rights + 1");
	v = shop_post(s, s->lan, "{'op':'points.add','card':'" CARD "','points':9,'note':'t'}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	assert_int_equal(shop_points(s, CARD, "balance"), 5);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit WHERE action = 'points.add' AND reason = 't'"), 1);
}

/* Points of a day so long ago that they are over: after tells what is there, not what was added. */
static void
rule_P12_P5_added_for_a_day_long_gone(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_set(s, "points.life_days", "30");
	add(s, 7);
	v = shop_ok(s, "{'op':'points.add','card':'" CARD "','points':5,'day':'2026-09-01','note':'t'}");
	assert_int_equal(at(v, "before"), 7);
	assert_int_equal(at(v, "after"), 7);
	json_decref(v);
	assert_int_equal(shop_points(s, CARD, "usable"), 7);
	/* What is owed is paid by them all the same (rule P4). */
	json_decref(shop_ok(s, "{'op':'points.deduct','card':'" CARD "','points':10,'note':'t','below_zero':true}"));
	v = shop_ok(s, "{'op':'points.add','card':'" CARD "','points':5,'day':'2026-09-01','note':'t'}");
	assert_int_equal(at(v, "before"), -3);
	assert_int_equal(at(v, "after"), 0);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P12_by_amount(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_ok(s, "{'op':'points.add','card':'" CARD "','amount':100000,'note':'t'}");

	assert_int_equal(at(v, "points"), 15);		/* 10 by amount, half as many by level */
	json_decref(v);
	v = shop_ok(s, "{'op':'points.deduct','card':'" CARD "','amount':2999,'note':'t'}");
	assert_int_equal(at(v, "points"), 2);		/* never more than the amount is worth */
	json_decref(v);
	shop_refused(s, "INVALID", "amount",
	    "{'op':'points.deduct','card':'" CARD "','amount':999,'note':'t'}");
	shop_refused(s, "INVALID", "points",
	    "{'op':'points.deduct','card':'" CARD "','note':'t'}");
}

static void
points_of_a_card_without_customer(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'points.add','card':'" BARE_CARD "','points':5,'note':'t'}"));
	assert_int_equal(shop_points(s, BARE_CARD, "usable"), 5);
	assert_int_equal(shop_points(s, CARD, "usable"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
points_have_a_limit(void **state)
{
	struct shop *s = *state;

	add(s, INT64_C(1000000000000000));
	shop_refused(s, "LIMIT", "points", "{'op':'points.add','card':'" CARD "','points':1,'note':'t'}");
	shop_refused(s, "LIMIT", "points",
	    "{'op':'points.add','card':'" CARD "','points':1000000000000001,'note':'t'}");
}

TESTS_OF(points,
	SHOP_TEST(rule_P1_lots_are_spent_soonest_expiry_first),
	SHOP_TEST(rule_P1_pending_points_wait),
	SHOP_TEST(rule_P4_a_debt_is_paid_by_the_next_earning),
	SHOP_TEST(rule_P5_expiry_needs_no_job),
	SHOP_TEST(rule_P5_lots_keep_their_day),
	SHOP_TEST(rule_P12_by_hand_needs_right_and_reason),
	SHOP_TEST(rule_P12_P5_added_for_a_day_long_gone),
	SHOP_TEST(rule_P12_by_amount),
	SHOP_TEST(points_of_a_card_without_customer),
	SHOP_TEST(points_have_a_limit));
