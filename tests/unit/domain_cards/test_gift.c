/* Gifts: rules P14, P3. */
#include "cards.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "domain/gift.h"

static int64_t
stock(struct shop *s)
{
	return shop_int(s, "SELECT stock FROM gift WHERE code = 'MUG'");
}

static void
rule_P14_points_and_stock_move_together(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_refused(s, "LIMIT", "points", "{'op':'gift.redeem','card':'" CARD "','gift':'MUG'}");
	assert_int_equal(stock(s), 3);
	DO(s, "{'op':'points.add','card':'" CARD "','points':100,'note':'t'}");
	v = shop_ok(s, "{'op':'gift.redeem','key':'g','card':'" CARD "','gift':'mug','qty':2}");
	assert_string_equal(text_at(v, "receipt"), "G000002");
	assert_int_equal(at(v, "points"), 40);
	assert_int_equal(at(v, "stock"), 1);
	json_decref(v);
	v = shop_ok(s, "{'op':'gift.redeem','key':'g','card':'" CARD "','gift':'mug','qty':2}");
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	shop_refused(s, "LIMIT", "qty", "{'op':'gift.redeem','card':'" CARD "','gift':'MUG','qty':2}");
	shop_refused(s, "NOTFOUND", "gift", "{'op':'gift.redeem','card':'" CARD "','gift':'CAR'}");
	shop_refused(s, "INVALID", "qty", "{'op':'gift.redeem','card':'" CARD "','gift':'MUG','qty':0}");
	shop_refused(s, "INVALID", "card", "{'op':'gift.redeem','gift':'MUG'}");
	DO(s, "{'op':'gift.redeem','customer':'KH000001','gift':'MUG'}");
	assert_int_equal(stock(s), 0);
	DO(s, "{'op':'card.lost','card':'" CARD "'}");
	shop_refused(s, "DENIED", "card", "{'op':'gift.redeem','card':'" CARD "','gift':'MUG'}");
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P14_a_returned_gift_gives_both_back(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_set(s, "points.life_days", "20");
	DO(s, "{'op':'points.add','card':'" CARD "','points':10,'day':'2026-11-10','note':'ends 30 November'}");
	DO(s, "{'op':'points.add','card':'" CARD "','points':50,'note':'ends 11 December'}");
	DO(s, "{'op':'gift.redeem','card':'" CARD "','gift':'MUG'}");
	v = shop_post(s, s->lan, "{'op':'gift.return','receipt':'G000002'}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	/* 1 December: the 10 have ended and live 30 more days; the others as they were (rule P3). */
	clock_fix(SHOP_NOW + 10 * DAY_MS);
	v = shop_ok(s, "{'op':'gift.return','key':'r','receipt':'G000002'}");
	assert_int_equal(at(v, "points"), 60);
	assert_int_equal(at(v, "stock"), 3);
	json_decref(v);
	shop_refused(s, "CONFLICT", "receipt", "{'op':'gift.return','receipt':'G000002'}");
	shop_refused(s, "NOTFOUND", "receipt", "{'op':'gift.return','receipt':'G000001'}");
	shop_refused(s, "NOTFOUND", "receipt", "{'op':'gift.return','receipt':'G1'}");
	assert_int_equal(shop_verify(s), 0);
	clock_fix(SHOP_NOW + 21 * DAY_MS);
	assert_int_equal(shop_points(s, CARD, "usable"), 10);
	clock_fix(SHOP_NOW + 41 * DAY_MS);
	assert_int_equal(shop_points(s, CARD, "usable"), 0);
}

/* The bare card has got a new number and then a customer meanwhile. */
static void
rule_P14_given_back_to_whom_it_belongs_today(void **state)
{
	struct shop *s = *state;
	json_t *v;

	DO(s, "{'op':'points.add','card':'" BARE_CARD "','points':35,'note':'t'}");
	DO(s, "{'op':'gift.redeem','card':'" BARE_CARD "','gift':'MUG'}");
	DO(s, "{'op':'card.replace','card':'" BARE_CARD "','number':'4444'}");
	v = shop_ok(s, "{'op':'gift.return','receipt':'G000002'}");
	assert_int_equal(at(v, "points"), 35);
	json_decref(v);
	assert_int_equal(shop_points(s, "4444", "usable"), 35);
	assert_int_equal(shop_verify(s), 0);
}

static enum err
change_stock(struct shop *s, int64_t qty, const char *why)
{
	struct err_note note = { 0 };
	int64_t after;
	enum err e = store_begin(s->st, s->admin, true, &note);

	if (e == ERR_OK)
		e = gift_stock(s->st, "MUG", qty, why, &after, &note);
	if (e == ERR_OK)
		e = store_commit(s->st, &note);
	store_rollback(s->st);
	return e;
}

static void
rule_P14_stock_is_the_sum_of_its_movements(void **state)
{
	struct shop *s = *state;

	assert_int_equal(change_stock(s, 10, "delivery"), ERR_OK);
	assert_int_equal(change_stock(s, -13, "broken"), ERR_OK);
	assert_int_equal(change_stock(s, -1, "broken"), ERR_LIMIT);
	assert_int_equal(change_stock(s, 1, ""), ERR_INVALID);
	assert_int_equal(change_stock(s, 0, "x"), ERR_INVALID);
	DO(s, "{'op':'edit','entity':'gift','code':'MUG','fields':{'stock':7,'name':'Big mug'}}");
	DO(s, "{'op':'edit','entity':'gift','code':'MUG','fields':{'name':'Mug'}}");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM gift_move"), 4);
	shop_refused(s, "INVALID", "stock", "{'op':'edit','entity':'gift','code':'MUG','fields':{'stock':-1}}");
	shop_refused(s, "INVALID", "points", "{'op':'add','entity':'gift','fields':{'code':'Z','name':'Z','points':0}}");
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P14_the_last_gift_goes_once(void **state)
{
	struct shop *s = *state;
	int status, won = 0;
	pid_t pid[3];

	DO(s, "{'op':'points.add','card':'" CARD "','points':1000,'note':'t'}");
	shop_close(s);
	for (int i = 0; i < 3; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			int n = 0;

			shop_open(s);
			for (int k = 0; k < 3; k++) {
				json_t *v = shop_post(s, s->lan, "{'op':'gift.redeem','card':'" CARD "','gift':'MUG'}");

				n += json_is_true(json_object_get(v, "ok")) ? 1 : 0;
				json_decref(v);
			}
			_exit(n);
		}
	}
	for (int i = 0; i < 3; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		won += WEXITSTATUS(status);
	}
	shop_open(s);
	assert_int_equal(won, 3);
	assert_int_equal(stock(s), 0);
	assert_int_equal(shop_points(s, CARD, "usable"), 910);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(gift,
	CARDS_TEST(rule_P14_points_and_stock_move_together),
	CARDS_TEST(rule_P14_a_returned_gift_gives_both_back),
	CARDS_TEST(rule_P14_given_back_to_whom_it_belongs_today),
	CARDS_TEST(rule_P14_stock_is_the_sum_of_its_movements),
	CARDS_TEST(rule_P14_the_last_gift_goes_once));
