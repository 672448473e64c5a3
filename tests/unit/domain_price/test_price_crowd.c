/* Two tills at the same instant: one wins, the other keeps its sale and is told what is left. */
#include "prices.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TILLS 2
#define ROUNDS 8

/* Exit status of a till. */
enum outcome { WON, TOLD, WRONG };

static void
till(struct shop *s, int who, int go, const char *request, const char *field)
{
	enum outcome o = WRONG;
	char byte;
	json_t *v;

	shop_open(s);
	if (read(go, &byte, 1) < 0)
		_exit(WRONG);
	v = shop_post(s, s->lan, "{'op':'sale','key':'till%d-%d',%s}", who, (int)getpid(), request);
	if (json_is_true(json_object_get(v, "ok")))
		o = WON;
	else if (strcmp(text_at(v, "error"), "LIMIT") == 0 &&
	    strcmp(text_at(v, "field"), field) == 0 && text_at(v, "message")[0] != '\0')
		o = TOLD;
	json_decref(v);
	_exit(o);
}

/* Both start when the pipe closes; exactly one may win. */
static void
race(struct shop *s, const char *request, const char *field)
{
	pid_t pid[TILLS];
	int go[2], won = 0;

	shop_close(s);
	assert_int_equal(pipe(go), 0);
	for (int i = 0; i < TILLS; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			close(go[1]);
			till(s, i, go[0], request, field);
		}
	}
	close(go[0]);
	close(go[1]);
	for (int i = 0; i < TILLS; i++) {
		int status;

		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status));
		assert_int_not_equal(WEXITSTATUS(status), WRONG);
		won += WEXITSTATUS(status) == WON;
	}
	assert_int_equal(won, 1);
	shop_open(s);
}

static void
rule_R6_the_last_use_of_a_coupon_is_had_by_one(void **state)
{
	struct shop *s = *state;

	for (int i = 0; i < ROUNDS; i++) {
		char fields[128], request[256];

		snprintf(fields, sizeof fields, "'code':'C%d','name':'Once','discount':5000", i);
		add(s, "coupon", fields);
		snprintf(request, sizeof request, "'coupon':'C%d','lines':[{'product':'A','qty':1}],"
		    "'tenders':[{'method':'bank'}]", i);
		race(s, request, "coupon");
	}
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), ROUNDS);
	assert_int_equal(shop_int(s, "SELECT SUM(used) FROM coupon"), ROUNDS);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P6_the_same_points_pay_once(void **state)
{
	struct shop *s = *state;

	for (int i = 0; i < ROUNDS; i++) {
		int64_t left = shop_points(s, CARD, "usable");

		json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':%d,'note':'t'}",
		    (int)(29 - left)));
		race(s, "'card':'" CARD "','lines':[{'product':'A','qty':1}],"
		    "'tenders':[{'method':'points','points':29}]", "points");
	}
	assert_int_equal(shop_points(s, CARD, "usable"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V1_the_same_money_pays_once(void **state)
{
	struct shop *s = *state;

	add_money_card(s);
	shop_sql(s, "UPDATE card_type SET pin_limit = NULL");
	/* 120,000: three times 35,000, then one of two. */
	for (int i = 0; i < 2; i++)
		json_decref(sell(s, "'lines':[{'product':'B','qty':1}],'tenders':[{'method':'value','card':'" MONEY_CARD "'}]"));
	race(s, "'lines':[{'product':'B','qty':1}],'tenders':[{'method':'value','card':'" MONEY_CARD "'}]", "amount");
	assert_int_equal(shop_int(s, "SELECT principal + bonus FROM value_account"), 15000);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(price_crowd,
	PRICES_TEST(rule_R6_the_last_use_of_a_coupon_is_had_by_one),
	PRICES_TEST(rule_P6_the_same_points_pay_once),
	PRICES_TEST(rule_V1_the_same_money_pays_once));
