/* Rule R1: two tills at once, one wins. */
#include "counter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TILLS 6

static void
child(struct shop *s, const char *request, const char *refusal, int who)
{
	json_t *v;
	int code;

	shop_open(s);
	v = shop_post(s, s->admin, "{'key':'k%d',%s}", who, request);
	code = json_is_true(json_object_get(v, "ok")) ? 1 : strcmp(text_at(v, "error"), refusal) == 0 ? 0 : 99;
	json_decref(v);
	_exit(code);
}

/* All at once: one wins, the others are refused so. */
static void
race(struct shop *s, const char *request, const char *refusal)
{
	pid_t pid[TILLS];
	int won = 0, status;

	shop_close(s);
	for (int i = 0; i < TILLS; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			child(s, request, refusal, i);
	}
	for (int i = 0; i < TILLS; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status));
		won += WEXITSTATUS(status);
	}
	shop_open(s);
	assert_int_equal(won, 1);
}

static void
rule_R1_two_tills_at_once_one_wins(void **state)
{
	struct shop *s = *state;
	char request[128];

	snprintf(request, sizeof request, "'op':'refund','receipt':'%s','lines':[{'line':1,'qty':1}]",
	    sell(s, "1", A1, CASH, ",'card':'" CARD "'"));
	race(s, request, "LIMIT");
	assert_int_equal(shop_points(s, CARD, "usable"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_R5_an_exchange_is_voided_once(void **state)
{
	struct shop *s = *state;

	sell(s, "1", A1, CASH, ",'card':'" CARD "'");
	json_decref(shop_ok(s, "{'op':'refund','key':'x','receipt':'S1-A-000001','all':true,'out':[{'product':'C','qty':1}]}"));
	race(s, "'op':'void','receipt':'S1-A-000002','reason':'t'", "CONFLICT");
	assert_int_equal(shop_points(s, CARD, "usable"), 3);
	assert_int_equal(shop_int(s, "SELECT SUM(total) FROM sale"), 26100);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(parallel,
	SHOP_TEST(rule_R1_two_tills_at_once_one_wins),
	SHOP_TEST(rule_R5_an_exchange_is_voided_once));
