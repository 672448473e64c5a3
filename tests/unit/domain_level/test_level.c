#include "shop.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/secret.h"
#include "db/db.h"
#include "domain/level_move.h"
#include "domain/sale.h"
#include "store/record_store.h"

/* The ladder of these tests: SILVER 100,000, GOLD 300,000, DIAMOND 1,000,000 in 365 days,
 * guaranteed for 365. The customer starts without a level. */
static int
setup(void **state)
{
	struct shop *s;

	if (shop_setup(state) != 0)
		return -1;
	s = *state;
	shop_sql(s, "UPDATE level SET threshold = 300000, discount_percent = 1000 WHERE code = 'GOLD'");
	json_decref(shop_ok(s, "{'op':'add','entity':'level','fields':{'code':'SILVER','name':'Silver',"
	    "'threshold':100000,'discount_percent':5,'points_multiplier':1}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'level','fields':{'code':'DIAMOND','name':'Diamond',"
	    "'threshold':1000000,'discount_percent':15,'points_multiplier':2}}"));
	shop_sql(s, "UPDATE customer SET level_id = NULL WHERE code = 'KH000001'");
	return 0;
}

static const char *
level(struct shop *s)
{
	static char code[32];
	struct err_note note = { 0 };
	struct record *r;

	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(record_load_code(s->st, model_entity(store_model(s->st), "customer"),
	    "KH000001", &r, &note), ERR_OK);
	strcpy(code, record_text(r, "level"));
	record_free(r);
	store_rollback(s->st);
	return code;
}

static void
on_day(int days_later)
{
	clock_fix(SHOP_NOW + days_later * DAY_MS);
}

/* Sells qty of B (35,000 less the discount of the level). */
static json_t *
sell(struct shop *s, int qty)
{
	static int n;

	return shop_ok(s, "{'op':'sale','key':'l%d','card':'" CARD "','lines':[{'product':'B','qty':%d}],"
	    "'tenders':[{'method':'bank'}]}", n++, qty);
}

static void
sell_quietly(struct shop *s, int qty)
{
	json_decref(sell(s, qty));
}

static size_t
run_job(struct shop *s, int days_later)
{
	struct err_note note = { 0 };
	int64_t batch;
	size_t moved = 0;

	on_day(days_later);
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	if (level_run(s->st, clock_today(), false, "daily", &batch, &moved, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	return moved;
}

/* The threshold itself is enough; a dong less is not. */
static void
rule_L1_threshold_is_included(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'edit','entity':'level','code':'SILVER','fields':{'threshold':70001}}"));
	sell_quietly(s, 2);
	assert_string_equal(level(s), "");
	json_decref(shop_ok(s, "{'op':'edit','entity':'level','code':'SILVER','fields':{'threshold':105000}}"));
	sell_quietly(s, 1);
	assert_string_equal(level(s), "SILVER");
}

static void
rule_L1_what_is_older_than_the_window_does_not_count(void **state)
{
	struct shop *s = *state;

	sell_quietly(s, 2);
	on_day(365);			/* the 366th day: the first sale has left */
	sell_quietly(s, 2);
	assert_string_equal(level(s), "");
	on_day(366);
	sell_quietly(s, 1);
	assert_string_equal(level(s), "SILVER");
}

/* One sale, three steps: priced without a level, one row of history. */
static void
rule_L2_the_sale_that_lifts_is_priced_at_the_old_level(void **state)
{
	struct shop *s = *state;
	json_t *v = sell(s, 30);

	assert_int_equal(at(v, "total"), 1050000);
	json_decref(v);
	assert_string_equal(level(s), "DIAMOND");
	assert_int_equal(shop_int(s, "SELECT count(*) FROM level_move"), 1);
	v = sell(s, 1);
	assert_int_equal(at(v, "total"), 29750);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM level_move"), 1);
}

static void
rule_L3_guaranteed_for_its_period_then_one_step_down(void **state)
{
	struct shop *s = *state;

	sell_quietly(s, 10);			/* 350,000: GOLD, guaranteed to day 364 */
	assert_string_equal(level(s), "GOLD");
	assert_int_equal(run_job(s, 364), 0);
	assert_int_equal(run_job(s, 365), 0);	/* still 350,000 in the window that ends on day 364 */
	assert_string_equal(level(s), "GOLD");	/* renewed for a year */
	assert_int_equal(run_job(s, 729), 0);
	assert_int_equal(run_job(s, 730), 1);
	assert_string_equal(level(s), "SILVER");
	assert_int_equal(run_job(s, 730), 0);
	assert_int_equal(run_job(s, 1095), 1);
	assert_string_equal(level(s), "");
}

static void
rule_L3_or_by_spending(void **state)
{
	struct shop *s = *state;

	shop_set(s, "level.fall", "spend");
	sell_quietly(s, 30);
	assert_string_equal(level(s), "DIAMOND");
	run_job(s, 730);
	assert_string_equal(level(s), "");
}

/* After days off, and twice: the same as once a day. */
static void
rule_L3_a_job_that_did_not_run_changes_nothing(void **state)
{
	struct shop *s = *state;
	int64_t until;

	sell_quietly(s, 30);
	for (int d = 1; d < 1200; d += 7)
		run_job(s, d);
	run_job(s, 1200);
	until = shop_int(s, "SELECT level_until FROM customer WHERE code = 'KH000001'");
	assert_string_equal(level(s), "SILVER");
	shop_sql(s, "DELETE FROM level_move");
	shop_sql(s, "UPDATE customer SET level_id = (SELECT id FROM level WHERE code = 'DIAMOND'),"
	    " level_until = 20271120 WHERE code = 'KH000001'");
	assert_int_equal(run_job(s, 1200), 1);
	assert_string_equal(level(s), "SILVER");
	assert_int_equal(run_job(s, 1200), 0);
	assert_int_equal(shop_int(s, "SELECT level_until FROM customer WHERE code = 'KH000001'"), until);
}

/* The till shows what posting will ask, and the member as they stand today. */
static void
rule_L3_a_price_is_shown_at_the_level_of_today(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale sale;

	sell_quietly(s, 10);			/* GOLD: 10 % */
	on_day(800);				/* SILVER since day 730: 5 %; no job ran */
	sale_init(&sale);
	strcpy(sale.member.card.number, CARD);
	sale_add_line(&sale, "B", 1000);
	assert_int_equal(store_begin(s->st, s->lan, false, &note), ERR_OK);
	if (sale_price(s->st, &sale, &note) != ERR_OK)
		fail_msg("%s", note.text);
	store_rollback(s->st);
	assert_int_equal(sale.total, 33250);
	assert_string_equal(sale.member.level_code, "SILVER");
	sale_fini(&sale);
	assert_string_equal(level(s), "GOLD");	/* shown only */
	json_t *v = shop_ok(s, "{'op':'sale','key':'shown','card':'" CARD "','lines':[{'product':'B','qty':1}],"
	    "'tenders':[{'method':'bank','amount':33250}]}");
	assert_int_equal(at(v, "total"), 33250);
	json_decref(v);
	assert_string_equal(level(s), "SILVER");
}

static void
rule_L4_a_locked_level_is_left_alone(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };

	sell_quietly(s, 3);
	assert_string_equal(level(s), "SILVER");
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(level_lock(s->st, "KH000001", true, &note), ERR_OK);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	sell_quietly(s, 30);
	assert_string_equal(level(s), "SILVER");
	run_job(s, 1500);
	assert_string_equal(level(s), "SILVER");
}

static void
rule_L4_a_change_of_thresholds_is_previewed_and_undone(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct level_change *rows;
	int64_t batch;
	size_t n, moved;

	sell_quietly(s, 2);
	assert_string_equal(level(s), "");
	json_decref(shop_ok(s, "{'op':'edit','entity':'level','code':'SILVER','fields':{'threshold':50000}}"));
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(level_preview(s->st, clock_today(), true, &rows, &n, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].customer, "KH000001");
	assert_string_equal(rows[0].to, "SILVER");
	free(rows);
	assert_string_equal(level(s), "");
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(level_run(s->st, clock_today(), true, "thresholds", &batch, &moved, &note), ERR_OK);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	assert_int_equal(moved, 1);
	assert_string_equal(level(s), "SILVER");
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(level_undo(s->st, batch, &moved, &note), ERR_OK);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	assert_int_equal(moved, 1);
	assert_string_equal(level(s), "");
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(level_undo(s->st, batch, &moved, &note), ERR_CONFLICT);
	store_rollback(s->st);
}

static void
rule_L4_a_level_in_use_is_retired_with_a_successor(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	int64_t batch;
	size_t moved;

	sell_quietly(s, 3);
	shop_refused(s, "CONFLICT", NULL, "{'op':'delete','entity':'level','code':'SILVER'}");
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(level_retire(s->st, "SILVER", "GOLD", &batch, &moved, &note), ERR_OK);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	assert_int_equal(moved, 1);
	assert_string_equal(level(s), "GOLD");
}

static void
rule_L4_a_warning_comes_once(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct level_change *rows;
	size_t n;

	sell_quietly(s, 10);
	run_job(s, 400);				/* renewed to day 729 */
	on_day(710);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
		assert_int_equal(level_warnings(s->st, clock_today(), 30, true, &rows, &n, &note), ERR_OK);
		assert_int_equal(store_commit(s->st, &note), ERR_OK);
		assert_int_equal(n, i == 0 ? 1 : 0);
		if (n == 1)
			assert_string_equal(rows[0].to, "SILVER");
		free(rows);
	}
}

static void
levels_need_their_right(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	int64_t batch;
	size_t moved;

	assert_int_equal(store_begin(s->st, s->lan, true, &note), ERR_OK);
	assert_int_equal(level_run(s->st, clock_today(), false, "x", &batch, &moved, &note), ERR_DENIED);
	store_rollback(s->st);
	assert_int_equal(store_begin(s->st, s->lan, true, &note), ERR_OK);
	assert_int_equal(level_lock(s->st, "KH000001", true, &note), ERR_DENIED);
	store_rollback(s->st);
}

/* Two tills at once: together they reach the level. One of them lifts it, once, and both
 * were priced at the old level. */
static void
rule_L2_two_tills_cross_the_threshold_once(void **state)
{
	struct shop *s = *state;
	pid_t child[4];
	int status;

	shop_close(s);
	for (int i = 0; i < 4; i++) {
		child[i] = fork();
		assert_true(child[i] >= 0);
		if (child[i] == 0) {
			json_t *v;

			shop_open(s);
			v = shop_post(s, s->admin, "{'op':'sale','key':'c%d','card':'" CARD "','lines':"
			    "[{'product':'B','qty':1}],'tenders':[{'method':'bank'}]}", i);
			_exit(json_is_true(json_object_get(v, "ok")) ? 0 : 1);
		}
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	shop_open(s);
	assert_string_equal(level(s), "SILVER");
	assert_int_equal(shop_int(s, "SELECT count(*) FROM level_move"), 1);
	/* 35,000 each: the third reaches 100,000; only the fourth has the 5 %. */
	assert_int_equal(shop_int(s, "SELECT sum(total) FROM sale"), 3 * 35000 + 33250);
}

#define LEVEL_TEST(f) cmocka_unit_test_setup_teardown(f, setup, shop_teardown)
int
main(void)
{
	const struct CMUnitTest tests[] = {
		LEVEL_TEST(rule_L1_threshold_is_included),
		LEVEL_TEST(rule_L1_what_is_older_than_the_window_does_not_count),
		LEVEL_TEST(rule_L2_the_sale_that_lifts_is_priced_at_the_old_level),
		LEVEL_TEST(rule_L3_guaranteed_for_its_period_then_one_step_down),
		LEVEL_TEST(rule_L3_or_by_spending),
		LEVEL_TEST(rule_L3_a_job_that_did_not_run_changes_nothing),
		LEVEL_TEST(rule_L3_a_price_is_shown_at_the_level_of_today),
		LEVEL_TEST(rule_L4_a_locked_level_is_left_alone),
		LEVEL_TEST(rule_L4_a_change_of_thresholds_is_previewed_and_undone),
		LEVEL_TEST(rule_L4_a_level_in_use_is_retired_with_a_successor),
		LEVEL_TEST(rule_L4_a_warning_comes_once),
		LEVEL_TEST(rule_L2_two_tills_cross_the_threshold_once),
		LEVEL_TEST(levels_need_their_right),
	};

	if (secret_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests_name("levels", tests, NULL, NULL);
}
