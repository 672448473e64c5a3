/* Rule R1: two tills at once, one wins. */
#include "counter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TILLS 6

static void
child(struct shop *s, const char *receipt, int who)
{
	json_t *v;
	int code;

	shop_open(s);
	v = shop_post(s, s->admin, "{'op':'refund','key':'k%d','receipt':'%s','lines':[{'line':1,'qty':1}]}", who, receipt);
	code = json_is_true(json_object_get(v, "ok")) ? 1 : strcmp(text_at(v, "error"), "LIMIT") == 0 ? 0 : 99;
	json_decref(v);
	_exit(code);
}

static void
rule_R1_two_tills_at_once_one_wins(void **state)
{
	struct shop *s = *state;
	char receipt[48];
	pid_t pid[TILLS];
	int won = 0, status;

	snprintf(receipt, sizeof receipt, "%s", sell(s, "1", A1, CASH, ",'card':'" CARD "'"));
	shop_close(s);
	for (int i = 0; i < TILLS; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			child(s, receipt, i);
	}
	for (int i = 0; i < TILLS; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status));
		won += WEXITSTATUS(status);
	}
	shop_open(s);
	assert_int_equal(won, 1);
	assert_int_equal(shop_points(s, CARD, "usable"), 0);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(parallel, SHOP_TEST(rule_R1_two_tills_at_once_one_wins));
