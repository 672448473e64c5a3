/* The worker: what it does, and that each effect happens once however often it dies (TRUST.md A9).
 * QUEN_KILLS=200 for the long form. */
#include "shop.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/db.h"
#include "jobs/job.h"
#include "jobs/worker.h"

#define HOLDERS 60
#define LEASE 61000

static void
run_worker(struct shop *s, const char *name)
{
	struct err_note note = { 0 };
	struct worker *w;
	int64_t next;

	if (worker_new(s->st, name, &w, &note) != ERR_OK ||
	    worker_run(w, NULL, NULL, &next, &note) != ERR_OK)
		fail_msg("%s", note.text);
	worker_free(w);
}

static void
test_jobs_run_when_they_are_due(void **state)
{
	struct shop *s = *state;

	run_worker(s, "a");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM job WHERE runs = 1 AND owner IS NULL"), 9);
	run_worker(s, "a");
	assert_int_equal(shop_int(s, "SELECT MAX(runs) FROM job"), 1);
	clock_fix(SHOP_NOW + 6 * 60000);
	run_worker(s, "a");
	assert_int_equal(shop_int(s, "SELECT runs FROM job WHERE name = 'reminders'"), 2);
	assert_int_equal(shop_int(s, "SELECT runs FROM job WHERE name = 'levels'"), 1);
	/* A week off is one run, not seven. */
	clock_fix(SHOP_NOW + 7 * DAY_MS);
	run_worker(s, "a");
	assert_int_equal(shop_int(s, "SELECT runs FROM job WHERE name = 'levels'"), 2);
}

static void
test_a_lease_keeps_others_away(void **state)
{
	struct shop *s = *state;

	run_worker(s, "a");
	shop_sql(s, "UPDATE job SET next_at = 0, owner = 'dead', lease_until = 1795246230000 WHERE name = 'reminders'");
	run_worker(s, "b");
	assert_int_equal(shop_int(s, "SELECT runs FROM job WHERE name = 'reminders'"), 1);
	clock_fix(SHOP_NOW + LEASE);
	run_worker(s, "b");
	assert_int_equal(shop_int(s, "SELECT runs FROM job WHERE name = 'reminders'"), 2);
}

/* HOLDERS customers with points that expire tomorrow, and a birthday tomorrow. */
static void
fill(struct shop *s)
{
	shop_set(s, "points.life_days", "1");
	for (int i = 0; i < HOLDERS; i++) {
		json_t *v = shop_ok(s, "{'op':'add','entity':'customer','fields':{'name':'C%d','birth':'1990-11-24'}}", i);

		json_decref(shop_ok(s, "{'op':'points.add','customer':'%s','points':10,'note':'x'}", text_at(v, "code")));
		json_decref(v);
	}
}

/* A worker that is killed somewhere between "claimed" and "done". */
static void
kill_one(struct shop *s, int round, int64_t now)
{
	pid_t pid;

	shop_close(s);
	pid = fork();
	if (pid == 0) {
		struct worker *w;
		struct err_note note = { 0 };
		char name[32];
		int64_t next;

		clock_fix(now);
		shop_open(s);
		snprintf(name, sizeof name, "w%d", round);
		if (worker_new(s->st, name, &w, &note) == ERR_OK)
			(void)!worker_run(w, NULL, NULL, &next, &note);
		_exit(0);
	}
	assert_true(pid > 0);
	usleep((useconds_t)(rand() % 30000));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	shop_open(s);
}

static void
test_each_effect_once_over_kills(void **state)
{
	const char *env = getenv("QUEN_KILLS");
	int kills = env != NULL ? atoi(env) : 20;
	struct shop *s = *state;
	int64_t now = SHOP_NOW + 3 * DAY_MS;

	fill(s);
	srand(7);
	run_worker(s, "first");
	for (int i = 0; i < kills; i++) {
		clock_fix(now);
		shop_sql(s, "UPDATE job SET next_at = 0");
		kill_one(s, i, now);
		now += LEASE;
	}
	clock_fix(now);
	shop_sql(s, "UPDATE job SET next_at = 0");
	run_worker(s, "last");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM job WHERE owner IS NOT NULL"), 0);
	/* Every expiry is in the ledger, and once; every reminder was told, and once. */
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM point_entry WHERE op = 'expire'"), HOLDERS);
	assert_int_equal(shop_int(s, "SELECT COUNT(DISTINCT holder_id) FROM point_entry WHERE op = 'expire'"), HOLDERS);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM reminder_told WHERE rule_id = 924"), HOLDERS);
	assert_int_equal(shop_verify(s), 0);
}

static void
test_points_that_expire_are_found(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_set(s, "points.life_days", "5");
	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':40,'note':'x'}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'reminder_rule','code':'POINTS','fields':{'active':true}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'reminder_rule','code':'HOLIDAY','fields':{'active':false}}"));
	run_worker(s, "a");
	v = shop_ok(s, "{'op':'reminders'}");
	assert_string_equal(text_at(v, "reminders.0.rule"), "POINTS");
	assert_int_equal(strncmp(text_at(v, "reminders.0.text"), "40 points expire 26/11/2026", 27), 0);
	json_decref(v);
	/* Spent meanwhile: nothing to say, without any job. */
	json_decref(shop_ok(s, "{'op':'points.deduct','card':'" CARD "','points':40,'note':'x'}"));
	v = shop_ok(s, "{'op':'reminders'}");
	assert_int_equal(json_array_size(json_object_get(v, "reminders")), 0);
	json_decref(v);
}

static void
test_idle_customers_are_found(void **state)
{
	struct shop *s = *state;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'edit','entity':'reminder_rule','code':'IDLE','fields':{'active':true,'days':30}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'reminder_rule','code':'HOLIDAY','fields':{'active':false}}"));
	json_decref(shop_ok(s, "{'op':'sale','key':'s','card':'" CARD "','lines':[{'product':'A','qty':1}],'tenders':[{'method':'bank'}]}"));
	clock_fix(SHOP_NOW + 29 * DAY_MS);
	run_worker(s, "a");
	v = shop_ok(s, "{'op':'reminders'}");
	assert_int_equal(json_array_size(json_object_get(v, "reminders")), 0);
	json_decref(v);
	/* Found ahead of time: the day comes without a worker. */
	clock_fix(SHOP_NOW + 31 * DAY_MS);
	v = shop_ok(s, "{'op':'reminders'}");
	assert_string_equal(text_at(v, "reminders.0.text"), "No purchase for 31 days");
	json_decref(v);
}

static void
test_a_failure_is_noted_and_tried_again(void **state)
{
	struct shop *s = *state;

	fill(s);
	run_worker(s, "a");
	clock_fix(SHOP_NOW + 3 * DAY_MS);
	/* Every call of the database fails once: what a job does is done or not, and it comes again. */
	for (long n = 1; n <= 1600; n += 31) {
		struct err_note note = { 0 };
		struct worker *w = NULL;
		int64_t next;

		shop_sql(s, "UPDATE job SET next_at = 0, owner = NULL, lease_until = NULL");
		assert_int_equal(worker_new(s->st, "a", &w, &note), ERR_OK);
		db_fail_at(store_db(s->st), n);
		(void)!worker_run(w, NULL, NULL, &next, &note);
		db_fail_at(store_db(s->st), 0);
		worker_free(w);
	}
	assert_true(shop_int(s, "SELECT COUNT(*) FROM job WHERE failed_at IS NOT NULL") > 1);
	shop_sql(s, "UPDATE job SET next_at = 0, owner = NULL, lease_until = NULL");
	run_worker(s, "a");
	assert_int_equal(shop_int(s, "SELECT SUM(fails) FROM job"), 0);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM point_entry WHERE op = 'expire'"), HOLDERS);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM reminder_told WHERE rule_id = 924"), HOLDERS);
	assert_int_equal(shop_verify(s), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SHOP_TEST(test_jobs_run_when_they_are_due),
		SHOP_TEST(test_a_lease_keeps_others_away),
		SHOP_TEST(test_a_failure_is_noted_and_tried_again),
		{ "A9: each effect once over kills", test_each_effect_once_over_kills, shop_setup, shop_teardown, NULL },
		{ "F1: points that expire", test_points_that_expire_are_found, shop_setup, shop_teardown, NULL },
		{ "F1: no purchase for long", test_idle_customers_are_found, shop_setup, shop_teardown, NULL },
	};

	return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
