/* TRUST A3 to A5: the power fails, the disk fails, the disk is full. Whatever was
 * acknowledged is there afterwards, and every transaction is whole. */
#include "config.h"

#include "disk.h"
#include "journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "db/crypt.h"

#define SESSIONS 4
#define ROUNDS 500
#define SEALED_ROUNDS 120
#define WAL_PAGES 24		/* so that checkpoints are frequent */

struct world {
	struct fixture *f;
	struct rng rng;
	struct db *d[SESSIONS];
	int64_t seen[SESSIONS];		/* newest that this session wrote or read */
	int64_t begun, acked;		/* greatest numbers */
};

static enum err
open_all(struct world *w)
{
	struct db_options o = { .wal_pages = WAL_PAGES };
	enum err e = ERR_OK;

	for (int i = 0; i < SESSIONS; i++)
		w->d[i] = NULL;
	for (int i = 0; i < SESSIONS && e == ERR_OK; i++) {
		w->seen[i] = 0;
		e = fixture_try(w->f, &o, &w->d[i], NULL);
	}
	return e;
}

static void
close_all(struct world *w)
{
	for (int i = 0; i < SESSIONS; i++)
		db_close(w->d[i]);
}

static enum err
write_one(struct world *w, int i)
{
	int64_t n;
	enum err e = journal_add(w->d[i], &w->rng, &n);

	if (n > w->begun)
		w->begun = n;
	if (e == ERR_OK)
		w->seen[i] = n;
	return e;
}

static enum err
acknowledge(struct world *w, int i, bool sync)
{
	enum err e = sync ? db_durable(w->d[i], NULL) : ERR_OK;

	if (e == ERR_OK && w->seen[i] > w->acked)
		w->acked = w->seen[i];
	return e;
}

static enum err
act(struct world *w, bool sync)
{
	int i = (int)rng_below(&w->rng, SESSIONS);
	enum err e = ERR_OK;

	if (rng_below(&w->rng, 10) > 0)
		e = write_one(w, i);
	else
		e = db_get_int(w->d[i], "t.n", DB_ARGS(DB_INT("id", 1)), &w->seen[i], NULL);
	if (e == ERR_OK && rng_below(&w->rng, 3) > 0)
		e = acknowledge(w, i, sync);
	/* Most call it; who does not pays later. */
	if (e == ERR_OK && rng_below(&w->rng, 4) > 0)
		db_rest(w->d[i]);
	return e;
}

/* The small files beside the database may be gone too, or as they were. */
static void
lose_files(struct world *w)
{
	static const char *const file[] = { "-shm", ".turn", ".sync", ".shm2" };

	for (size_t i = 0; i < sizeof file / sizeof file[0]; i++) {
		char *path = xasprintf("%s%s", w->f->db, file[i]);
		if (i == 0 || rng_below(&w->rng, 2))
			unlink(path);
		free(path);
	}
}

static void
note_page(void *arg, const char *line)
{
	if (strstr(line, "of the database") != NULL)
		snprintf(arg, 200, "%s", line);
}

/* No page was changed, though some were torn; that a log ends where it was torn may be told. */
static void
pages_are_whole(struct world *w)
{
	struct db_scan scan;
	struct err_note note = { 0 };
	char bad[200] = "";
	struct db *d = fixture_open(w->f, false);

	assert_int_equal(db_crypt_scan(d, note_page, bad, &scan, &note), ERR_OK);
	assert_true(scan.pages > 0);
	assert_string_equal(bad, "");
	db_close(d);
}

/* Rounds of work, each ended by a power cut, each beginning with what the one
 * before left; cuts during recovery are among them. Returns how often something
 * acknowledged was lost. */
static int
power_cuts(struct world *w, int rounds, bool sync)
{
	int lost = 0;

	for (int round = 0; round < rounds; round++) {
		disk_start(w->f->db);
		disk_cut_after(1 + rng_below(&w->rng, round % 4 == 0 ? 20 : 250));
		enum err e = open_all(w);
		while (e == ERR_OK)
			e = act(w, sync);
		close_all(w);
		assert_true(disk_is_cut());
		disk_power_on(&w->rng);
		lose_files(w);
		if (round % 3 == 0)
			pages_are_whole(w);

		int64_t n = journal_check(w->f);
		assert_true(n <= w->begun);
		if (n < w->acked) {
			lost++;
			if (sync)
				fail_msg("round %d: %ld acknowledged, %ld found", round,
				    (long)w->acked, (long)n);
		}
		w->acked = w->begun = n;
	}
	return lost;
}

static int
rounds_wanted(int otherwise)
{
	const char *s = getenv("QUEN_CRASH_ROUNDS");

	return s != NULL && atoi(s) > 0 ? atoi(s) : otherwise;
}

static void
cut_often(struct fixture *f, int rounds)
{
	struct world w = { .f = f, .rng = { 20261121 } };

	assert_int_equal(power_cuts(&w, rounds, true), 0);
	print_message("power: %d cuts, %ld transactions survived\n", rounds, (long)w.begun);
	assert_true(w.begun > rounds);
}

static void
test_power_cuts(void **state)
{
	cut_often(*state, rounds_wanted(ROUNDS));
}

/* Pages are sealed whole: one that a cut has torn does not open, and the log has it. */
static void
test_power_cuts_of_an_encrypted_store(void **state)
{
	cut_often(*state, rounds_wanted(SEALED_ROUNDS));
}

/* Without the wait for the disk, the same must lose something. */
static void
test_control(void **state)
{
	struct world w = { .f = *state, .rng = { 7 } };
	int lost = power_cuts(&w, 40, false);

	print_message("control: %d of 40 cuts lost something acknowledged\n", lost);
	assert_true(lost > 0);
}

/* Twelve transactions while the n-th call of the disk fails; true when it did. */
static bool
fail_once(struct world *w, long n, enum disk_failure how, bool for_ever)
{
	if (open_all(w) != ERR_OK)
		fail_msg("the store does not open");
	disk_fail_at(n, how, for_ever);
	for (int i = 0; i < 12; i++) {
		if (write_one(w, i % SESSIONS) == ERR_OK) {
			(void)!acknowledge(w, i % SESSIONS, true);
			db_rest(w->d[i % SESSIONS]);
		}
	}
	bool failed = disk_has_failed();
	disk_fail_at(0, DISK_WORKS, false);

	/* With room again, selling goes on in the same sessions. */
	if (how == DISK_FULL) {
		assert_int_equal(write_one(w, 0), ERR_OK);
		assert_int_equal(acknowledge(w, 0, true), ERR_OK);
	}
	close_all(w);
	int64_t found = journal_check(w->f);
	assert_true(found <= w->begun);
	if (found < w->acked)
		fail_msg("call %ld, failure %d: %ld acknowledged, %ld found", n, (int)how,
		    (long)w->acked, (long)found);
	/* All have closed: the next one repairs and sells. */
	struct db *d = fixture_open(w->f, false);
	w->d[0] = d;
	assert_int_equal(write_one(w, 0), ERR_OK);
	assert_int_equal(acknowledge(w, 0, true), ERR_OK);
	w->acked = w->begun = fixture_n(d);
	db_close(d);
	return failed;
}

static void
test_disk_fails(void **state)
{
	struct world w = { .f = *state, .rng = { 11 } };

	for (int how = DISK_FULL; how <= DISK_SYNC_FAILS; how++)
		for (int for_ever = 0; for_ever < 2; for_ever++) {
			long n = 1;
			while (fail_once(&w, n, (enum disk_failure)how, for_ever != 0))
				n += n < 40 ? 1 : 3;
			assert_true(n > 30);
		}
}

static int
sealed_setup(void **state)
{
	setenv("QUEN_ENCRYPT", "1", 1);
	int bad = journal_setup(state);
	unsetenv("QUEN_ENCRYPT");
	return bad;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, journal_setup, fixture_teardown)
#define SEALED(f) cmocka_unit_test_setup_teardown(f, sealed_setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_power_cuts),
		TEST(test_control),
		TEST(test_disk_fails),
		SEALED(test_power_cuts_of_an_encrypted_store),
	};

	disk_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
