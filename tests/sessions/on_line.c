#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "cases.h"
#include "keep.h"

#define STATUS_ROW 22			/* when the draft was written stands there */

static void
nap_us(long us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&ts, NULL);
}

/* Ten in CI; SESSIONS_TRIALS=100 by hand (doc/SESSIONS.md). SESSIONS_SEED repeats a run. */
static int
trials(void)
{
	const char *n = getenv("SESSIONS_TRIALS"), *seed = getenv("SESSIONS_SEED");

	srandom(seed ? (unsigned)atoi(seed) : 20261122);
	return n ? atoi(n) : 10;
}

/* ---- a sale, stroke by stroke */

static const char *const strokes[] = { "scan " SHOP_COFFEE, "scan " SHOP_TEA, "F2", "1", "0", "0",
	"0", "0", "0", "Enter", "Esc" };
#define STROKES ((int)(sizeof strokes / sizeof strokes[0]))
#define POSTS 9				/* the Enter that pays */

static void
stroke(struct scr *s, int i)
{
	char line[64];

	if (strncmp(strokes[i], "scan ", 5) == 0) {
		snprintf(line, sizeof line, "%s\r", strokes[i] + 5);
		scr_burst(s, line, strlen(line));
	} else if (strlen(strokes[i]) == 1) {
		scr_type(s, strokes[i]);
	} else {
		/* Pop-ups take no key for a moment (rule T3). */
		scr_keys(s, "Wait Wait Wait Wait");
		scr_keys(s, strokes[i]);
		scr_keys(s, "Wait Wait Wait Wait");
	}
	scr_quiet(s);
}

static struct scr *
open_till(struct keep *k)
{
	struct scr *s = keep_attach(k, 0, "lan");

	scr_expect(s, "Cashier");
	scr_keys(s, "2");
	scr_expect(s, "TOTAL");
	scr_quiet(s);
	return s;
}

static char *
picture(struct scr *s)
{
	char *all = calloc(24, 400);

	assert_non_null(all);
	for (int row = 0; row < 24; row++)
		if (row != STATUS_ROW)
			strcat(strcat(all, scr_line(s, row)), "\n");
	return all;
}

static struct scr *
come_back(struct keep *k)
{
	struct scr *s = keep_attach(k, 0, "lan");

	scr_expect(s, "T1");
	scr_quiet(s);
	return s;
}

/* Rule T1, TRUST I2 and I3: the client dies at a random stroke of a sale; signed in again, the
 * same screen stands there, the sale goes on, and is there once. */
void
line_drops_anywhere(void **state)
{
	struct keep *k = *state;
	struct scr *s = open_till(k);
	int n = trials(), row, col, row2, col2;
	char *before, *after, receipt[32];

	for (int i = 1; i <= n; i++) {
		int at = (int)(random() % (STROKES + 1));

		for (int j = 0; j < at; j++)
			stroke(s, j);
		before = picture(s);
		scr_cursor(s, &row, &col);
		keep_drop(k, 0);
		s = come_back(k);
		after = picture(s);
		scr_cursor(s, &row2, &col2);
		if (strcmp(before, after) != 0)
			scr_dump(s);
		assert_string_equal(before, after);
		assert_int_equal(row, row2);
		assert_int_equal(col, col2);
		free(before);
		free(after);
		for (int j = at; j < STROKES; j++) {
			stroke(s, j);
			if (j == POSTS) {
				snprintf(receipt, sizeof receipt, "S1-A-%06d", i);
				scr_expect(s, receipt);
			}
		}
		scr_expect(s, "Items 0");
	}
	assert_int_equal(shop_run(&k->shop, "verify", NULL), 0);
}

/* Rule T1: the client dies within the milliseconds of posting. */
void
line_drops_while_posting(void **state)
{
	struct keep *k = *state;
	struct scr *s = open_till(k);
	int n = trials();
	char receipt[32];

	for (int i = 1; i <= n; i++) {
		for (int j = 0; j < POSTS; j++)
			stroke(s, j);
		scr_keys(s, "Wait Wait Wait Wait Enter");
		nap_us(random() % 20000);
		keep_drop(k, 0);
		s = come_back(k);
		if (scr_has(s, "DUE")) {	/* the key died with the line */
			scr_keys(s, "Wait Wait Wait Wait Enter");
			scr_quiet(s);
		}
		snprintf(receipt, sizeof receipt, "S1-A-%06d", i);
		scr_expect(s, receipt);
		stroke(s, STROKES - 1);
		scr_expect(s, "Items 0");
	}
	assert_int_equal(shop_run(&k->shop, "verify", NULL), 0);
}

struct scr *
half_a_customer(struct keep *k, int i, const char *user)
{
	struct scr *s = keep_attach(k, i, user);

	scr_expect(s, "Customers");
	scr_type(s, "CU");
	scr_keys(s, "Enter");
	scr_expect(s, "Find:");
	scr_keys(s, "F6");
	scr_expect(s, "New: Customer");
	scr_type(s, "KHAB");
	scr_quiet(s);
	return s;
}

/* Another terminal, of another kind and size, has the same half-filled field. */
void
line_other_terminal(void **state)
{
	static const struct { const char *term; int rows, cols; } kinds[] = {
		{ "linux", 20, 40 }, { "vt100", 24, 80 }, { "xterm", 60, 200 },
		{ "putty-256color", 24, 80 }, { "no-such-terminal", 24, 80 },
		{ "../../tmp/x", 24, 80 },
	};
	struct keep *k = *state;
	struct scr *s;

	(void)half_a_customer(k, 0, "lan");
	keep_drop(k, 0);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		s = keep_attach_as(k, 1, "lan", kinds[i].term, kinds[i].rows, kinds[i].cols);
		scr_expect(s, "[KHAB");
		scr_keys(s, "BS");
		scr_expect(s, "[KHA_");
		scr_type(s, "B");
		scr_expect(s, "[KHAB");
		keep_drop(k, 1);
	}
}

/* TRUST I3: two at once: the newest has it, the old one is told and its terminal restored. */
void
line_newest_wins(void **state)
{
	struct keep *k = *state;
	struct scr *old = half_a_customer(k, 0, "lan"), *s;

	s = keep_attach(k, 1, "lan");
	scr_expect(s, "[KHAB");
	assert_int_equal(scr_wait_end(old, 5000), 0);
	assert_true(scr_raw_has(old, "where you signed in just now"));
	assert_true(scr_raw_has(old, "\033[?1049l"));
	assert_true(keep_wait_sessions(k, 1, 5000));
	/* Another user has a session of his own. */
	s = keep_attach(k, 2, "kho");
	scr_expect(s, "kho");
	scr_refuse(s, "KHAB");
	assert_true(keep_wait_sessions(k, 2, 5000));
}

/* TRUST I3: less than what the session was opened with does not open it again. */
void
line_weaker_is_refused(void **state)
{
	struct guest_start start = { .user = "lan", .kind = SUBJECT_USER,
		.factors = FACTOR_KEY | FACTOR_CODE };
	struct keep *k = *state;
	struct guest *g = keep_guest(k, 0, &start), *other;

	assert_int_equal(g->result, OPEN_NEW);
	assert_true(guest_wait(g, "Cashier", 15000));
	start.factors = FACTOR_KEY;
	other = keep_guest(k, 1, &start);
	assert_int_equal(other->result, OPEN_REFUSED);
	assert_non_null(strstr(other->message, "key + code"));
	assert_true(guest_wait_end(other, 5000));
	assert_int_equal(other->status, 77);
	start.factors = FACTOR_PASSWORD | FACTOR_CODE;
	assert_int_equal(keep_guest(k, 1, &start)->result, OPEN_REFUSED);
	start.kind = SUBJECT_NONE;		/* no such ticket */
	start.factors = FACTOR_KEY | FACTOR_CODE;
	assert_int_equal(keep_guest(k, 1, &start)->result, OPEN_REFUSED);
	assert_false(g->ended);
	start.kind = SUBJECT_USER;
	start.factors |= FACTOR_PASSWORD;
	other = keep_guest(k, 1, &start);
	assert_int_equal(other->result, OPEN_AGAIN);
	assert_true(guest_wait(other, "Cashier", 5000));
	assert_true(guest_wait_end(g, 5000));
	assert_int_equal(g->why, EXIT_TAKEN_OVER);
}

static long
memory_kb(pid_t pid)
{
	char path[64], line[128];
	long kb = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	if ((f = fopen(path, "r")) == NULL)
		return 0;
	while (fgets(line, sizeof line, f) != NULL)
		(void)sscanf(line, "VmRSS: %ld", &kb);
	fclose(f);
	return kb;
}

/* TRUST I5: one client reads nothing while its session paints and paints; the others work, the
 * keeper stays small, and when it reads again the screen is right. */
void
line_slow_reader(void **state)
{
	const struct guest_start start = { .user = "lan", .kind = SUBJECT_USER,
		.factors = FACTOR_PASSWORD, .is_deaf = true };
	struct keep *k = *state;
	struct guest *g = keep_guest(k, 0, &start);
	struct scr *s;
	long before;

	assert_true(guest_wait(g, "Cashier", 15000));
	before = memory_kb(k->pid);
	for (int i = 0; i < 1500; i++)
		guest_send(g, "\f", 1);		/* ^L: repaint everything */
	s = half_a_customer(k, 1, "admin");
	scr_expect(s, "[KHAB");
	nap_us(3000000);			/* longer than the keeper waits */
	guest_send(g, "CU\r", 3);
	assert_true(memory_kb(k->pid) - before < 8192);
	assert_true(guest_wait(g, "Find:", 20000));
	assert_true(guest_wait(g, "Trần Thị Mai", 20000));
}

/* Nobody connected for the configured time: the session ends, its draft is kept. */
void
line_ends_idle(void **state)
{
	struct keep *k = *state;
	struct scr *s;

	(void)half_a_customer(k, 0, "lan");
	keep_drop(k, 0);
	assert_true(keep_wait_sessions(k, 0, 15000));
	s = keep_attach(k, 0, "lan");
	scr_expect(s, "Draft: Customer");
}

/* TRUST I4: the server stops: everybody is told, everybody's draft is kept. */
void
line_server_stops(void **state)
{
	struct keep *k = *state;
	struct scr *lan = half_a_customer(k, 0, "lan"), *s;
	struct scr_start st = { .home = k->shop.home, .user = "lan" };

	(void)half_a_customer(k, 1, "admin");
	keep_drop(k, 1);			/* nobody looks at this one */
	assert_int_equal(keep_stop(k), 0);
	assert_int_equal(scr_wait_end(lan, 10000), 0);
	assert_true(scr_raw_has(lan, "Quen is stopping"));
	for (int i = 0; i < 2; i++) {
		st.user = i == 0 ? "lan" : "admin";
		scr_free(k->scr[3]);
		s = k->scr[3] = scr_new(&st);
		scr_expect(s, "Draft: Customer");
	}
}

/* A session that dies takes nobody along. */
void
line_session_killed(void **state)
{
	struct keep *k = *state;
	struct scr *lan = half_a_customer(k, 0, "lan"), *boss;
	pid_t pids[4];

	assert_int_equal(keep_sessions(k, pids, 4), 1);
	boss = half_a_customer(k, 1, "admin");
	kill(pids[0], SIGKILL);
	assert_int_equal(scr_wait_end(lan, 10000), 137);
	assert_true(scr_raw_has(lan, "ended unexpectedly"));
	scr_type(boss, "X");
	scr_expect(boss, "[KHABX");
	lan = keep_attach(k, 0, "lan");
	scr_expect(lan, "Cashier");
	assert_int_equal(shop_run(&k->shop, "verify", NULL), 0);
}
