/* Errands: what waits for its turn is done by whoever has it, each once, whoever is killed or refuses. */
#include "config.h"

#include "errand_crew.h"
#include "shim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/rng.h"

#define GROUP 16
#define CROWD_EACH 200
#define MANY 80			/* more than there are places */
#define TOO_LONG 9000		/* for a place */
/* Who is woken is told sooner than one that looks by itself. */
#define WAKE_US 2000

static struct shim *shim;

static void
hold(struct fixture *f, int i)
{
	struct db *d = fixture_open(f, false);

	(void)i;
	assert_int_equal(db_begin(d, DB_WRITE, NULL), ERR_OK);
	common->held = true;
	wait_asleep(common->last);
	common->in_clear = texts_in_clear(f);
	if (common->victim)
		kill(common->seat[common->victim].pid, SIGKILL);
	db_rollback(d);
	db_close(d);
}

static void
do_row(struct db *d, const struct ask *a, int doer)
{
	int64_t there = 0;

	assert_int_equal(db_get_int(d, "done.there", DB_ARGS(DB_INT("key", a->key)), &there, NULL),
	    ERR_OK);
	if (there != 0)
		common->found++;
	else
		assert_int_equal(db_run(d, "done.new", DB_ARGS(DB_INT("key", a->key),
		    DB_INT("owner", a->who), DB_INT("doer", doer)), NULL, NULL), ERR_OK);
}

static void
do_one(struct db *d, const struct ask *a, int doer)
{
	assert_int_equal(db_begin(d, DB_WRITE, NULL), ERR_OK);
	do_row(d, a, doer);
	assert_int_equal(db_commit(d, NULL), ERR_OK);
}

static bool
claim(struct db *d, struct ask *a)
{
	struct db_bytes text;

	if (!db_next_errand(d, &text))
		return false;
	*a = unpack(text);
	return true;
}

/* Claims what waits, at most max, and does it in a group; which is left open unless there was nothing. */
static int
do_group(struct db *d, struct ask *a, int max, int doer)
{
	int n = 0;

	if (!claim(d, &a[0]))
		return 0;
	assert_true(db_begin_group(d));
	do
		do_one(d, &a[n++], doer);
	while (n < max && claim(d, &a[n]));
	return n;
}

static bool
end(struct db *d, const struct ask *a, int doer)
{
	struct db_bytes b = pack(a->key, doer, common->text_len);
	bool more = db_end_errand(d, b.p, b.len);

	free(b.p);
	return more;
}

static bool
refuse(struct db *d)
{
	return db_end_errand(d, NULL, 0);
}

/* Some are refused, in a group and by themselves. */
static bool
do_or_refuse(struct db *d, const struct ask *a, int doer, struct rng *rng)
{
	assert_int_equal(db_begin(d, DB_WRITE, NULL), ERR_OK);
	do_row(d, a, doer);
	if (rng_below(rng, 40) == 0) {
		db_rollback(d);
		return false;
	}
	assert_int_equal(db_commit(d, NULL), ERR_OK);
	return true;
}

/* As store/errand.c does. */
static bool
serve(struct db *d, int doer, struct rng *rng)
{
	struct ask a[GROUP];
	bool good, together, more = claim(d, &a[0]);
	int n = 1;

	if (!more)
		return false;
	assert_true(db_begin_group(d));
	while ((good = do_or_refuse(d, &a[n - 1], doer, rng)) && n < GROUP && claim(d, &a[n]))
		n++;
	together = db_end_group(d);
	assert_int_equal(together, good);
	for (int i = 0; i < n && more; i++)
		more = together || do_or_refuse(d, &a[i], doer, rng) ? end(d, &a[i], doer) :
		    refuse(d);
	return more;
}

/* From asking until it is on the disk. True: another did it. */
static bool
ask(struct db *d, const struct ask *a, int i, bool serves, struct rng *rng)
{
	struct db_bytes text = pack(a->key, a->who, common->text_len), reply;
	struct seat *s = &common->seat[i];
	struct err_note note = { 0 };

	s->e = db_begin_or_leave(d, &text, &reply, &s->is_unknown, &note);
	s->told_us = clock_mono_us();
	if (s->e != ERR_OK)
		fail_msg("left: %s: %s", err_name(s->e), note.text);
	assert_int_equal(db_in_write(d), reply.p == NULL);
	free(text.p);
	s->is_replied = reply.p != NULL;
	if (s->is_replied) {
		s->reply = unpack(reply);
		assert_int_equal(s->reply.key, a->key);
	} else {
		do_row(d, a, i);
		if (serves)
			db_keep(d);
		assert_int_equal(db_commit(d, &note), ERR_OK);
		while (serves && serve(d, i, rng))
			;
		db_release(d);
	}
	assert_int_equal(db_durable(d, &note), ERR_OK);
	return s->is_replied;
}

static void
own(struct fixture *f, int i)
{
	struct db *d = fixture_open(f, false);
	struct rng rng = { (uint64_t)(common->base + i) };

	sit(i);
	ask(d, &(struct ask){ common->base + i, i }, i, common->serves, &rng);
	stand(i);
	db_close(d);
}

/* The turn, with everybody behind; what it was taken for is done. */
static void
lead(struct db *d)
{
	sit(0);
	assert_int_equal(db_begin(d, DB_WRITE, NULL), ERR_OK);
	do_row(d, &(struct ask){ common->base, 0 }, 0);
	db_keep(d);
	assert_int_equal(db_commit(d, NULL), ERR_OK);
}

static int64_t
count(struct db *d, const char *query)
{
	int64_t n = -1;

	assert_int_equal(db_get_int(d, query, DB_ARGS(DB_INT("base", common->base)), &n, NULL),
	    ERR_OK);
	return n;
}

/* Whose work seat i's was; -1: nobody's. */
static int64_t
doer_of(struct db *d, int i)
{
	int64_t doer = -1;
	enum err e = db_get_int(d, "done.doer", DB_ARGS(DB_INT("key", common->base + i)), &doer, NULL);

	assert_true(e == ERR_OK || e == ERR_NOTFOUND);
	return doer;
}

static void
assert_each_once(struct db *d, int n)
{
	assert_int_equal(count(d, "done.rows"), n);
	assert_int_equal(count(d, "done.keys"), n);
}

static void
assert_replied(struct db *d, int i)
{
	assert_true(common->seat[i].is_replied);
	assert_int_equal(common->seat[i].reply.key, common->base + i);
	assert_int_equal(common->seat[i].reply.who, 0);
	assert_int_equal(doer_of(d, i), 0);
}

static void
assert_own_work(struct db *d, int i)
{
	assert_false(common->seat[i].is_replied);
	assert_int_equal(doer_of(d, i), i);
}

static void
assert_turn_works(struct db *d)
{
	int64_t from = clock_mono_us();

	fixture_add(d, 1);
	assert_true(clock_mono_us() - from < BACK_US);
}

static bool
try_done(struct fixture *f, struct db *d)
{
	struct crew c = crew_start(f, 2, NULL, own, hold);
	struct ask a[3];
	long syncs;
	int n;

	assert_int_equal(db_durable(d, NULL), ERR_OK);
	lead(d);
	n = do_group(d, a, 3, 0);
	assert_true(n <= 2);
	assert_true(n == 0 || db_end_group(d));
	for (int i = 0; i < n; i++) {
		assert_int_equal(a[i].key, common->base + 1 + i);
		syncs = shim->wal_syncs;
		assert_true(end(d, &a[i], 0));
		/* Nobody else has brought it to the disk. */
		wait_back(1 + i);
		assert_true(i > 0 || shim->wal_syncs > syncs);
	}
	assert_false(claim(d, a));
	db_release(d);
	crew_join(&c);
	assert_each_once(d, 3);
	for (int i = 1; i <= n; i++)
		assert_replied(d, i);
	assert_int_equal(common->found, 0);
	assert_turn_works(d);
	return n == 2 && common->in_clear == 2;
}

static void
test_what_waits_is_done_by_who_has_the_turn(void **state)
{
	until_lucky(state, try_done, LIVES);
}

static bool
try_replies(struct fixture *f, struct db *d)
{
	struct crew c = crew_start(f, 4, NULL, own, hold);
	struct ask a[4];
	bool at_once = true;
	int n;

	lead(d);
	n = do_group(d, a, 4, 0);
	assert_true(n == 0 || db_end_group(d));
	for (int i = 0; i < n; i++) {
		int64_t from;

		assert_int_equal(a[i].key, common->base + 1 + i);
		usleep(1000);
		for (int k = i; k < n; k++)
			assert_false(common->seat[1 + k].back);
		from = clock_mono_us();
		assert_true(end(d, &a[i], 0));
		/* It is on its way while the turn is still ours. */
		wait_back(1 + i);
		at_once = at_once && common->seat[1 + i].told_us - from < WAKE_US;
	}
	db_release(d);
	crew_join(&c);
	assert_each_once(d, 5);
	for (int i = 1; i <= n; i++)
		assert_replied(d, i);
	assert_int_equal(common->found, 0);
	return n == 4 && at_once && count(d, "done.out_of_order") == 0;
}

static void
test_each_owner_gets_its_own_reply_the_oldest_first(void **state)
{
	until_lucky(state, try_replies, LIVES);
}

static bool
try_refusal(struct fixture *f, struct db *d)
{
	struct crew c;
	struct ask a[4];
	int n;

	common->serves = common->base / 1000 % 2 == 0;
	c = crew_start(f, 4, NULL, own, hold);
	lead(d);
	n = do_group(d, a, 4, 0);
	if (n > 0) {
		assert_true(n < 4 || count(d, "done.rows") == 5);
		assert_int_equal(db_begin(d, DB_WRITE, NULL), ERR_OK);
		db_rollback(d);
		assert_false(db_end_group(d));
	}
	assert_true(n < 4 || count(d, "done.rows") == 1);
	for (int i = 0; i < n && i < 2; i++) {
		do_one(d, &a[i], 0);
		assert_true(end(d, &a[i], 0));
	}
	assert_true(n < 3 || !refuse(d));
	db_release(d);
	crew_join(&c);
	assert_each_once(d, 5);
	assert_int_equal(common->found, 0);
	for (int i = 1; i <= n && i < 3; i++)
		assert_replied(d, i);
	if (n < 4)
		return false;
	assert_own_work(d, 3);
	/* Whoever has the turn before it may still do the last. */
	assert_int_equal(doer_of(d, 4), common->seat[4].is_replied ? 3 : 4);
	return common->serves && common->seat[4].is_replied;
}

static void
test_a_group_undone_leaves_nothing_and_loses_nobody(void **state)
{
	until_lucky(state, try_refusal, LIVES);
}

static void
die(void)
{
	common->died_us = clock_mono_us();
	kill(getpid(), SIGKILL);
}

static void
lead_and_die(struct fixture *f, int i)
{
	struct db *d = fixture_open(f, false);
	struct ask a[3];
	int n;

	(void)i;
	lead(d);
	n = do_group(d, a, 3, 0);
	if (n == 3 && common->death == IN_GROUP)
		die();
	assert_true(n == 0 || db_end_group(d));
	if (n == 3 && common->death == BEFORE_REPLIES)
		die();
	for (int k = 0; k < n; k++) {
		assert_true(end(d, &a[k], 0));
		if (n == 3 && common->death == BETWEEN_REPLIES)
			die();
	}
	db_release(d);
	db_close(d);
}

static bool
try_death(struct fixture *f, struct db *d)
{
	int status, replied = common->death == BETWEEN_REPLIES ? 1 : 0;
	struct crew c = crew_start(f, 3, lead_and_die, own, hold);

	assert_int_equal(waitpid(c.pid[0], &status, 0), c.pid[0]);
	c.pid[0] = 0;
	crew_join(&c);
	assert_each_once(d, 4);
	assert_turn_works(d);
	if (common->died_us == 0) {
		assert_int_equal(status, 0);
		return false;
	}
	assert_int_equal(status, SIGKILL);
	for (int i = 1; i <= 3; i++) {
		assert_true(common->seat[i].ended_us - common->died_us < BACK_US);
		if (common->death == IN_GROUP) {
			assert_own_work(d, i);
			continue;
		}
		assert_int_equal(doer_of(d, i), 0);
		assert_int_equal(common->seat[i].is_replied, i <= replied);
	}
	assert_int_equal(common->found, common->death == IN_GROUP ? 0 : 3 - replied);
	return true;
}

static void
test_killed_before_the_commit_owners_do_it(void **state)
{
	until_lucky(state, try_death, IN_GROUP);
}

static void
test_killed_after_the_commit_owners_find_it_done(void **state)
{
	until_lucky(state, try_death, BEFORE_REPLIES);
}

static void
test_killed_between_two_replies(void **state)
{
	until_lucky(state, try_death, BETWEEN_REPLIES);
}

static bool
try_dead_owners(struct fixture *f, struct db *d)
{
	struct ask a[4];
	struct crew c;
	int n;

	common->victim = 2;
	c = crew_start(f, 4, NULL, own, hold);
	lead(d);
	n = do_group(d, a, 4, 0);
	kill(c.pid[3], SIGKILL);
	join(c.pid[2], false);
	if (n == 4)
		join(c.pid[3], false);
	else
		waitpid(c.pid[3], NULL, 0);
	c.pid[2] = c.pid[3] = 0;
	assert_true(n == 0 || db_end_group(d));
	for (int i = 0; i < n; i++)
		assert_true(end(d, &a[i], 0));
	db_release(d);
	crew_join(&c);
	assert_turn_works(d);
	assert_int_equal(count(d, "done.rows"), count(d, "done.keys"));
	assert_true(doer_of(d, 1) >= 0 && doer_of(d, 4) >= 0);
	if (n < 4)
		return false;
	assert_each_once(d, 5);
	assert_replied(d, 1);
	assert_replied(d, 4);
	return true;
}

static void
test_owners_killed_while_it_waits_and_while_it_is_done(void **state)
{
	until_lucky(state, try_dead_owners, LIVES);
}

static bool
try_dead_refused(struct fixture *f, struct db *d)
{
	struct ask a;
	struct crew c;
	bool claimed;
	int64_t from;

	common->victim = 1;
	c = crew_start(f, 3, NULL, own, hold);
	lead(d);
	claimed = claim(d, &a);
	assert_true(!claimed || !refuse(d));
	from = clock_mono_us();
	db_release(d);
	join(c.pid[1], false);
	c.pid[1] = 0;
	crew_join(&c);
	assert_each_once(d, 3);
	assert_int_equal(doer_of(d, 1), -1);
	for (int i = 2; i <= 3; i++) {
		assert_own_work(d, i);
		assert_true(common->seat[i].ended_us - from < BACK_US);
	}
	return claimed;
}

static void
test_refused_and_its_owner_dead_nobody_hangs(void **state)
{
	until_lucky(state, try_dead_refused, LIVES);
}

/* Texts of one length: they are left, or never. */
static bool
try_length(struct fixture *f, struct db *d, size_t len, bool leaves)
{
	struct crew c;
	struct ask a[2];
	int n;

	common->text_len = len;
	c = crew_start(f, 2, NULL, own, hold);
	lead(d);
	n = do_group(d, a, 2, 0);
	assert_true(n == 0 || (db_end_group(d) && end(d, &a[0], 0)));
	if (n == 2)
		assert_true(end(d, &a[1], 0));
	db_release(d);
	crew_join(&c);
	assert_each_once(d, 3);
	assert_int_equal(common->found, 0);
	if (leaves)
		return n == 2 && common->in_clear == 2;
	assert_int_equal(n, 0);
	assert_int_equal(common->in_clear, 0);
	assert_own_work(d, 1);
	assert_own_work(d, 2);
	return true;
}

static bool
try_fitting(struct fixture *f, struct db *d)
{
	return try_length(f, d, 8000, true);
}

static bool
try_too_long(struct fixture *f, struct db *d)
{
	return try_length(f, d, TOO_LONG, false);
}

static bool
try_sealed(struct fixture *f, struct db *d)
{
	return try_length(f, d, 100, false);
}

static void
test_a_text_too_long_for_its_place_is_never_left(void **state)
{
	until_lucky(state, try_too_long, LIVES);
}

static void
test_a_text_that_just_fits_is_left(void **state)
{
	until_lucky(state, try_fitting, LIVES);
}

static void
test_nothing_of_an_encrypted_store_is_left(void **state)
{
	setenv("QUEN_ENCRYPT", "1", 1);
	until_lucky(state, try_sealed, LIVES);
}

/* What does not fit is asked for again. */
static bool
try_long_reply(struct fixture *f, struct db *d)
{
	struct crew c = crew_start(f, 2, NULL, own, hold);
	static const char big[TOO_LONG];
	struct ask a[2];
	int n;

	lead(d);
	n = do_group(d, a, 2, 0);
	assert_true(n == 0 || db_end_group(d));
	assert_true(n == 0 || !db_end_errand(d, big, sizeof big));
	db_release(d);
	crew_join(&c);
	assert_each_once(d, 3);
	assert_int_equal(common->found, n);
	for (int i = 1; i <= 2; i++)
		assert_false(common->seat[i].is_replied);
	return n == 2;
}

static void
test_a_reply_too_long_for_its_place_is_asked_for_again(void **state)
{
	until_lucky(state, try_long_reply, LIVES);
}

static void
test_a_commit_that_failed_keeps_no_turn(void **state)
{
	struct db *d = fixture_open(*state, true), *other = fixture_open(*state, false);

	*common = (struct common){ .base = 1000 };
	assert_int_equal(db_begin(d, DB_WRITE, NULL), ERR_OK);
	do_row(d, &(struct ask){ common->base, 0 }, 0);
	db_keep(d);
	db_fail_at(d, 1);
	assert_int_equal(db_commit(d, NULL), ERR_DB);
	db_rollback(d);
	db_release(d);
	assert_turn_works(other);
	assert_each_once(other, 0);
	assert_turn_works(d);
	db_close(other);
	db_close(d);
}

static void
crowd(struct fixture *f, int i)
{
	struct db *d = fixture_open(f, false);
	struct rng rng = { (uint64_t)getpid() };

	while (common->n[i] < CROWD_EACH) {
		ask(d, &(struct ask){ common->base + i * 1000 + common->n[i], i }, i, true, &rng);
		common->n[i]++;
	}
	db_close(d);
}

/* Killed, or gone by itself when it was through. */
static void
kill_one(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(status == 0 || status == SIGKILL);
}

static void
test_a_crowd_of_which_some_are_killed(void **state)
{
	struct db *d = fixture_open(*state, true);
	struct rng rng = { 20261122 };
	struct err_note note = { 0 };
	pid_t pid[CROWD];
	int kills = 0;

	*common = (struct common){ .base = 1000 };
	for (int i = 0; i < CROWD; i++)
		pid[i] = start(*state, crowd, i);
	for (int left = 1; left > 0; kills++) {
		int i = (int)rng_below(&rng, CROWD);

		usleep(15000);
		kill_one(pid[i]);
		pid[i] = start(*state, crowd, i);
		left = 0;
		for (i = 0; i < CROWD; i++)
			left += common->n[i] < CROWD_EACH;
	}
	for (int i = 0; i < CROWD; i++)
		join(pid[i], true);
	print_message("crowd: %d killed, %ld of %d done by another, %d found done\n", kills,
	    (long)count(d, "done.by_others"), CROWD * CROWD_EACH, common->found);
	assert_each_once(d, CROWD * CROWD_EACH);
	assert_true(count(d, "done.by_others") > 0);
	assert_int_equal(db_integrity(d, &note), ERR_OK);
	db_close(d);
}

static bool
try_many(struct fixture *f, struct db *d)
{
	struct rng rng = { 1 };
	struct crew c;

	common->serves = true;
	c = crew_start(f, MANY, NULL, own, hold);
	lead(d);
	while (serve(d, 0, &rng))
		;
	db_release(d);
	crew_join(&c);
	assert_each_once(d, 1 + MANY);
	return count(d, "done.by_others") > 0;
}

static void
test_more_owners_than_places(void **state)
{
	until_lucky(state, try_many, LIVES);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, crew_setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_what_waits_is_done_by_who_has_the_turn),
		TEST(test_each_owner_gets_its_own_reply_the_oldest_first),
		TEST(test_a_group_undone_leaves_nothing_and_loses_nobody),
		TEST(test_killed_before_the_commit_owners_do_it),
		TEST(test_killed_after_the_commit_owners_find_it_done),
		TEST(test_killed_between_two_replies),
		TEST(test_owners_killed_while_it_waits_and_while_it_is_done),
		TEST(test_refused_and_its_owner_dead_nobody_hangs),
		TEST(test_a_text_too_long_for_its_place_is_never_left),
		TEST(test_a_text_that_just_fits_is_left),
		TEST(test_nothing_of_an_encrypted_store_is_left),
		TEST(test_a_reply_too_long_for_its_place_is_asked_for_again),
		TEST(test_a_commit_that_failed_keeps_no_turn),
		TEST(test_a_crowd_of_which_some_are_killed),
		TEST(test_more_owners_than_places),
	};

	shim = shim_install();
	crew_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
