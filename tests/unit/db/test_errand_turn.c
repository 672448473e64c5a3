/* Errands below the database: one that hangs, gives up, is stopped or overtaken at a bad moment. */
#include "config.h"

#include "errand_crew.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "db/turn.h"

static struct turn *
open_turn(const struct fixture *f)
{
	struct err_note note = { 0 };
	struct turn *t;

	if (turn_open(f->db, &t, &note) != ERR_OK)
		fail_msg("turn: %s", note.text);
	return t;
}

static void
hold_turn(struct fixture *f, int i)
{
	struct turn *t = open_turn(f);

	(void)i;
	assert_int_equal(turn_take(t, 1000, NULL), ERR_OK);
	common->held = true;
	wait_asleep(common->last);
	if (common->wait_back)
		wait_back(common->wait_back);
	turn_leave(t);
	turn_close(t);
}

static void
own_turn(struct fixture *f, int i)
{
	struct db_bytes text = pack(common->base + i, i, 0);
	struct seat *s = &common->seat[i];
	struct turn *t = open_turn(f);
	struct turn_reply r;

	sit(i);
	s->e = turn_take_or_leave(t, common->timeout_ms[i], text.p, text.len, &r, NULL);
	stand(i);
	s->is_unknown = r.is_unknown;
	s->is_replied = r.text != NULL;
	assert_int_equal(turn_is_held(t), s->e == ERR_OK && !s->is_replied);
	if (s->is_replied)
		s->reply = unpack((struct db_bytes){ r.text, r.len });
	free(text.p);
	turn_leave(t);
	turn_close(t);
}

static void
lead_turn(struct fixture *f, int i)
{
	struct turn *t = open_turn(f);
	struct db_bytes text, reply;

	sit(i);
	assert_int_equal(turn_take(t, 5000, NULL), ERR_OK);
	text.p = turn_next_errand(t, &text.len);
	common->claimed = text.p != NULL;
	if (common->claimed) {
		struct ask a = unpack(text);

		assert_int_equal(a.key, common->base + i + 1);
		if (common->hangs)
			raise(SIGSTOP);
		reply = pack(a.key, 0, 0);
		assert_true(turn_end_errand(t, reply.p, reply.len, turn_last(t)));
		free(reply.p);
	}
	turn_leave(t);
	turn_close(t);
}

static bool
try_hanging(struct fixture *f, struct db *d)
{
	struct seat *s = common->seat;
	struct crew c;
	int status;

	(void)d;
	common->hangs = true;
	common->timeout_ms[1] = 300;
	common->timeout_ms[2] = 5000;
	c = crew_start(f, 2, lead_turn, own_turn, hold_turn);
	assert_int_equal(waitpid(c.pid[0], &status, WUNTRACED), c.pid[0]);
	if (!WIFSTOPPED(status)) {
		assert_int_equal(status, 0);
		c.pid[0] = 0;
		crew_join(&c);
		return false;
	}
	join(c.pid[1], true);
	c.pid[1] = 0;
	assert_int_equal(s[1].e, ERR_BUSY);
	assert_true(s[1].is_unknown && !s[1].is_replied);
	assert_in_range(s[1].ended_us - s[1].began_us, 300000, 300000 + BACK_US);
	assert_false(s[2].back);
	kill(c.pid[0], SIGCONT);
	crew_join(&c);
	assert_int_equal(s[2].e, ERR_OK);
	assert_true(!s[2].is_unknown && !s[2].is_replied);
	return true;
}

static void
test_who_does_it_hangs_its_owner_hears_that_nobody_knows(void **state)
{
	until_lucky(state, try_hanging, LIVES);
}

static bool
try_withdrawn(struct fixture *f, struct db *d)
{
	struct seat *s = common->seat;
	struct crew c;

	(void)d;
	common->timeout_ms[1] = 50;
	common->timeout_ms[2] = 5000;
	common->wait_back = 1;
	c = crew_start(f, 2, lead_turn, own_turn, hold_turn);
	crew_join(&c);
	assert_int_equal(s[1].e, ERR_BUSY);
	assert_false(s[1].is_unknown || s[1].is_replied || common->claimed);
	assert_int_equal(s[2].e, ERR_OK);
	assert_true(!s[2].is_unknown && !s[2].is_replied);
	assert_true(s[2].ended_us - s[1].ended_us < BACK_US);
	return true;
}

static void
test_who_gave_up_waiting_took_it_back(void **state)
{
	until_lucky(state, try_withdrawn, LIVES);
}

/* Of the places that errands lie in. */
#define PLACES 64
/* So many others later a reply that nobody fetched gives its place away. */
#define LATE (17 * PLACES)

/* A queue of our own making: seats start one by one, and tickets are spent in between. */
static struct turn *
hold_here(struct fixture *f)
{
	struct turn *t = open_turn(f);

	assert_int_equal(turn_take(t, 1000, NULL), ERR_OK);
	common->held = true;
	return t;
}

/* Until the turn is ours with the n-th ticket from now. */
static void
spend(struct turn *t, int n)
{
	turn_leave(t);
	while (n-- > 0) {
		turn_leave(t);
		assert_int_equal(turn_take(t, 1000, NULL), ERR_OK);
	}
}

static void
stop(pid_t pid)
{
	int status;

	kill(pid, SIGSTOP);
	assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
	assert_true(WIFSTOPPED(status));
}

static pid_t
start_asleep(struct fixture *f, void (*run)(struct fixture *f, int i), int i)
{
	pid_t pid;

	if (common->timeout_ms[i] == 0)
		common->timeout_ms[i] = 5000;
	pid = start(f, run, i);
	wait_asleep(i);
	return pid;
}

static bool
try_overtaken(struct fixture *f, struct db *d)
{
	struct turn *t = hold_here(f);
	pid_t leader = start_asleep(f, lead_turn, 0), owner = start_asleep(f, own_turn, 1);

	(void)d;
	stop(leader);
	stop(owner);
	spend(t, 1);
	kill(leader, SIGCONT);
	turn_leave(t);
	join(leader, true);
	kill(owner, SIGCONT);
	join(owner, true);
	turn_close(t);
	assert_false(common->claimed || common->seat[1].is_replied);
	assert_int_equal(common->seat[1].e, ERR_OK);
	return true;
}

/* What lies under an overtaken ticket may be another's any time. */
static void
test_who_was_overtaken_serves_nobody(void **state)
{
	until_lucky(state, try_overtaken, LIVES);
}

static bool
try_lost_reply(struct fixture *f, struct db *d)
{
	struct turn *t = hold_here(f);
	struct seat *s = common->seat;
	pid_t leader, owner, next;

	(void)d;
	common->timeout_ms[1] = 100;
	leader = start_asleep(f, lead_turn, 0);
	owner = start_asleep(f, own_turn, 1);
	stop(owner);
	turn_leave(t);
	join(leader, true);
	spend(t, LATE - 1);
	next = start_asleep(f, own_turn, 2);
	kill(owner, SIGCONT);
	join(owner, true);
	turn_leave(t);
	join(next, true);
	turn_close(t);
	assert_int_equal(s[2].e, ERR_OK);
	assert_false(s[2].is_replied || s[2].is_unknown);
	if (!common->claimed)
		return false;
	assert_int_equal(s[1].e, ERR_BUSY);
	assert_true(s[1].is_unknown && !s[1].is_replied);
	return true;
}

static void
test_whose_reply_was_lost_never_hears_that_it_was_not_done(void **state)
{
	until_lucky(state, try_lost_reply, LIVES);
}

static void *stuck_text;

/* In the middle of being copied. */
static void
on_fault(int sig)
{
	(void)sig;
	raise(SIGSTOP);
	mprotect(stuck_text, 2 * 4096, PROT_READ);
}

static void
own_stuck(struct fixture *f, int i)
{
	struct turn *t = open_turn(f);
	struct db_bytes text = pack(common->base + i, i, 5000);
	struct turn_reply r;

	stuck_text = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(stuck_text != MAP_FAILED);
	memcpy(stuck_text, text.p, text.len);
	free(text.p);
	assert_int_equal(mprotect(stuck_text, 2 * 4096, PROT_NONE), 0);
	signal(SIGSEGV, on_fault);
	sit(i);
	assert_int_equal(turn_take_or_leave(t, 5000, stuck_text, 5000, &r, NULL), ERR_OK);
	assert_null(r.text);
	turn_leave(t);
	stand(i);
	turn_close(t);
}

static bool
try_stuck(struct fixture *f, struct db *d)
{
	struct turn *t = hold_here(f);
	struct seat *s = common->seat;
	pid_t stuck = start(f, own_stuck, 0), leader, owner;
	int status;

	(void)d;
	assert_int_equal(waitpid(stuck, &status, WUNTRACED), stuck);
	assert_true(WIFSTOPPED(status));
	/* The next owner comes to lie in the same place. */
	spend(t, PLACES - 2);
	leader = start_asleep(f, lead_turn, 1);
	owner = start_asleep(f, own_turn, 2);
	kill(stuck, SIGCONT);
	wait_asleep(0);
	turn_leave(t);
	join(stuck, true);
	join(leader, true);
	join(owner, true);
	turn_close(t);
	assert_int_equal(s[2].e, ERR_OK);
	assert_true(!s[2].is_replied || s[2].reply.key == common->base + 2);
	return true;
}

static void
test_one_stopped_while_it_leaves_its_own_spoils_nobody_s(void **state)
{
	until_lucky(state, try_stuck, LIVES);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, crew_setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_who_does_it_hangs_its_owner_hears_that_nobody_knows),
		TEST(test_who_gave_up_waiting_took_it_back),
		TEST(test_who_was_overtaken_serves_nobody),
		TEST(test_whose_reply_was_lost_never_hears_that_it_was_not_done),
		TEST(test_one_stopped_while_it_leaves_its_own_spoils_nobody_s),
	};

	crew_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
