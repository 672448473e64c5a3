/* TRUST A1 at the level of db/: every session is killed at once, at any moment,
 * again and again. What was acknowledged is there, nothing is half there, and the
 * next start is at once. */
#include "config.h"

#include "journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define TILLS 8
#define ROUNDS 30
#define START_US 3000000		/* restart to the first sale */

struct common { _Atomic int64_t acked; };
static struct common *common;

static void
grow(_Atomic int64_t *v, int64_t to)
{
	int64_t now = *v;

	while (now < to && !atomic_compare_exchange_weak(v, &now, to))
		;
}

static void
till(const struct fixture *f, uint64_t seed)
{
	struct db_options o = { .wal_pages = 200 };
	struct rng rng = { seed };
	struct db *d;
	int64_t n;

	if (fixture_try(f, &o, &d, NULL) != ERR_OK)
		_exit(1);
	while (journal_add(d, &rng, &n) == ERR_OK && db_durable(d, NULL) == ERR_OK)
		grow(&common->acked, n);
	_exit(1);
}

static void
test_kill_all(void **state)
{
	struct rng rng = { 20261121 };
	const char *s = getenv("QUEN_CRASH_ROUNDS");
	int rounds = s != NULL && atoi(s) > 0 ? atoi(s) : ROUNDS;
	int64_t n = 0, longest = 0;

	for (int round = 0; round < rounds; round++) {
		pid_t pid[TILLS];
		for (int i = 0; i < TILLS; i++) {
			pid[i] = fork();
			assert_true(pid[i] >= 0);
			if (pid[i] == 0)
				till(*state, rng_next(&rng) + (uint64_t)i);
		}
		usleep(20000 + rng_below(&rng, 60000));
		for (int i = 0; i < TILLS; i++)
			kill(pid[i], SIGKILL);
		for (int i = 0; i < TILLS; i++) {
			int status;
			assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
			assert_true(WIFSIGNALED(status));
		}
		int64_t from = clock_mono_us();
		n = journal_check(*state);
		if (clock_mono_us() - from > longest)
			longest = clock_mono_us() - from;
		if (n < common->acked)
			fail_msg("round %d: %ld acknowledged, %ld found", round,
			    (long)common->acked, (long)n);
		common->acked = n;
	}
	print_message("kill: %d times, %ld transactions, longest start %ld us\n", rounds, (long)n,
	    (long)longest);
	assert_true(n > rounds);
	assert_true(longest < START_US);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kill_all, journal_setup, fixture_teardown),
	};

	common = mmap(NULL, sizeof *common, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
	    -1, 0);
	if (common == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
