/* Several processes on one store: rule P6, R5, and kill -9 in the middle. */
#include "shop.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CROWD 32
#define EACH 12

static json_t *
sell_one(struct shop *s, int who, int n)
{
	return shop_post(s, s->lan, "{'op':'sale','key':'c%d-%d','card':'" CARD "','lines':"
	    "[{'product':'A','qty':1}],'tenders':[{'method':'cash','amount':30000}]}", who, n);
}

static void
child_sells(struct shop *s, int who)
{
	int bad = 0;

	shop_open(s);
	for (int i = 0; i < EACH; i++) {
		json_t *v = sell_one(s, who, i);

		if (!json_is_true(json_object_get(v, "ok")))
			bad++;
		json_decref(v);
	}
	_exit(bad);
}

/* Spends 5 points a time until told that there is not enough. */
static void
child_spends(struct shop *s)
{
	int won = 0;

	shop_open(s);
	for (int i = 0; i < 40; i++) {
		json_t *v = shop_post(s, s->lan, "{'op':'points.deduct','card':'" CARD "',"
		    "'points':5,'note':'t'}");

		if (json_is_true(json_object_get(v, "ok")))
			won++;
		else if (strcmp(text_at(v, "error"), "LIMIT") != 0)
			_exit(200);
		json_decref(v);
	}
	_exit(won);
}

static int
wait_for(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
rule_R5_parallel_tills_leave_no_gap(void **state)
{
	struct shop *s = *state;
	pid_t pid[CROWD];

	shop_close(s);
	for (int i = 0; i < CROWD; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			child_sells(s, i);
	}
	for (int i = 0; i < CROWD; i++)
		assert_int_equal(wait_for(pid[i]), 0);
	shop_open(s);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), CROWD * EACH);
	assert_int_equal(shop_int(s, "SELECT MAX(number) FROM sale"), CROWD * EACH);
	assert_int_equal(shop_points(s, CARD, "usable"), CROWD * EACH * 3);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P6_the_same_points_are_spent_once(void **state)
{
	struct shop *s = *state;
	pid_t pid[CROWD];
	int won = 0;

	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':103,'note':'t'}"));
	shop_close(s);
	for (int i = 0; i < CROWD; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			child_spends(s);
	}
	for (int i = 0; i < CROWD; i++)
		won += wait_for(pid[i]);
	shop_open(s);
	assert_int_equal(won, 20);
	assert_int_equal(shop_points(s, CARD, "usable"), 3);
	assert_int_equal(shop_verify(s), 0);
}

/* Killed at any moment: no half sale, no gap, and what was acknowledged is there. */
static void
rule_R5_kill_9_leaves_no_half_sale(void **state)
{
	struct shop *s = *state;

	shop_close(s);
	for (int round = 0; round < 6; round++) {
		struct timespec wait = { 0, 15000000L + round * 7000000L };
		int pipes[2], acknowledged = 0;
		char byte;
		pid_t pid;

		assert_int_equal(pipe(pipes), 0);
		pid = fork();
		if (pid == 0) {
			shop_open(s);
			for (int i = 0;; i++) {
				json_t *v = sell_one(s, round, i);

				if (!json_is_true(json_object_get(v, "ok")) ||
				    write(pipes[1], "x", 1) != 1)
					_exit(1);
				json_decref(v);
			}
		}
		close(pipes[1]);
		assert_int_equal(read(pipes[0], &byte, 1), 1);
		acknowledged++;
		nanosleep(&wait, NULL);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		while (read(pipes[0], &byte, 1) == 1)
			acknowledged++;
		close(pipes[0]);
		shop_open(s);
		{
			char sql[96];
			int64_t n;

			snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM idem WHERE key LIKE 'c%d-%%'", round);
			n = shop_int(s, sql);
			assert_true(n == acknowledged || n == acknowledged + 1);
		}
		assert_int_equal(shop_verify(s), 0);
		shop_close(s);
	}
	shop_open(s);
}

TESTS_OF(crowd,
	SHOP_TEST(rule_R5_parallel_tills_leave_no_gap),
	SHOP_TEST(rule_P6_the_same_points_are_spent_once),
	SHOP_TEST(rule_R5_kill_9_leaves_no_half_sale));
