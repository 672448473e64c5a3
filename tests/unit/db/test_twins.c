/* An encrypted store does as a clear one: the same work at random in both, with transactions larger
 * than the cache, statements that fail half way, rollbacks, another session that reads and writes,
 * checkpoints, and sessions that end by a kill. After every step both hold the same. */
#include "config.h"

#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/rng.h"
#include "base/str.h"

#define STEPS 60
#define IDS 3000
#define LONGEST 3000
#define CONTENTS "SELECT id || ' ' || code || ' ' || CAST(data AS TEXT) FROM code ORDER BY code"

struct twins {
	struct fixture *f[2];
	struct db *d[2][2];		/* two sessions each */
	struct rng rng;
};

/* With a cache that the larger transactions do not fit in. */
static enum err
open_one(struct fixture *f, struct db **d, struct err_note *note)
{
	enum err e = fixture_try(f, &(struct db_options){ .wal_pages = 600 }, d, note);

	if (e == ERR_OK)
		db_cache(*d, 1);
	return e;
}

static void
open_both(struct twins *t)
{
	struct err_note note = { 0 };

	for (int i = 0; i < 4; i++) {
		if (open_one(t->f[i / 2], &t->d[i / 2][i % 2], &note) != ERR_OK)
			fail_msg("%s: %s", i / 2 ? "encrypted" : "clear", note.text);
	}
}

static void
close_both(struct twins *t)
{
	for (int i = 0; i < 4; i++)
		db_close(t->d[i / 2][i % 2]);
}

static uint64_t
contents(struct db *d)
{
	struct err_note note = { 0 };
	uint64_t sum = 0;
	struct db_stmt *s = db_query_text(d, CONTENTS, DB_NO_ARGS, &note);
	enum db_step step;

	if (s == NULL)
		fail_msg("%s", note.text);
	while ((step = db_step(s, &note)) == DB_ROW)
		sum = sum * 31 + str_hash(db_text(s, 0));
	if (step == DB_FAILED)
		fail_msg("%s", note.text);
	db_reset(s);
	return sum;
}

/* One statement, drawn from r alone. */
static enum err
work(struct db *d, struct rng *r, int64_t *changed)
{
	int64_t from = rng_below(r, IDS), many = 1 + rng_below(r, rng_below(r, 3) == 0 ? 1200 : 40);
	int64_t len = rng_below(r, LONGEST / 4);
	char text[5];
	const struct db_arg *args;

	snprintf(text, sizeof text, "%04u", rng_below(r, 10000));
	args = DB_ARGS(DB_INT("from", from), DB_INT("to", from + many), DB_INT("len", len),
	    DB_TEXT("text", text));
	switch (rng_below(r, 6)) {
	case 0:
	case 1:
		return db_run_text(d, "INSERT INTO code (id, code, data) WITH RECURSIVE"
		    " c (i) AS (SELECT $from UNION ALL SELECT i + 1 FROM c WHERE i < $to)"
		    " SELECT i, i || $text, CAST(replace(hex(zeroblob($len)), '00', $text) AS BLOB) FROM c"
		    " WHERE i NOT IN (SELECT id FROM code)", args, changed, NULL);
	case 2:		/* as often as not some are there: none of it goes in */
		return db_run_text(d, "INSERT INTO code (id, code, data) WITH RECURSIVE"
		    " c (i) AS (SELECT $to UNION ALL SELECT i - 1 FROM c WHERE i > $from)"
		    " SELECT i, i || $text, CAST(replace(hex(zeroblob($len)), '00', $text) AS BLOB) FROM c",
		    args, changed, NULL);
	case 3:
		return db_run_text(d, "UPDATE code SET code = id || $text || $len"
		    " WHERE id BETWEEN $from AND $to", args, changed, NULL);
	case 4:
		return db_run_text(d, "UPDATE code SET data = CAST(replace(hex(zeroblob($len)), '00', $text) AS BLOB)"
		    " WHERE id BETWEEN $from AND $to", args, changed, NULL);
	default:
		return db_run_text(d, "DELETE FROM code WHERE id BETWEEN $from AND $to AND $len >= 0"
		    " AND $text <> ''", args, changed, NULL);
	}
}

/* A transaction of some statements; true: it is committed. */
static bool
transact(struct db *d, struct rng *r, int64_t *changed)
{
	struct err_note note = { 0 };
	int many = 1 + (int)rng_below(r, 6);

	*changed = 0;
	if (db_begin(d, DB_WRITE, &note) != ERR_OK)
		fail_msg("%s", note.text);
	for (int i = 0; i < many; i++) {
		int64_t n = 0;
		enum err e = work(d, r, &n);

		*changed = *changed * 7 + (e == ERR_OK ? n : -(int64_t)e);
	}
	if (rng_below(r, 5) == 0) {
		db_rollback(d);
		return false;
	}
	if (db_commit(d, &note) != ERR_OK) {
		db_rollback(d);
		return false;
	}
	if (rng_below(r, 2) && db_durable(d, &note) != ERR_OK)
		fail_msg("%s", note.text);
	if (rng_below(r, 2))
		db_rest(d);
	return true;
}

/* In a process of its own, which does not close. */
static void
transact_and_die(struct fixture *f, struct rng *r)
{
	struct err_note note = { 0 };
	int64_t changed;
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct db *d;

		if (open_one(f, &d, &note) != ERR_OK)
			_exit(1);
		transact(d, r, &changed);
		if (db_begin(d, DB_WRITE, &note) == ERR_OK)
			(void)!work(d, r, &changed);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* What lies on the disk, read by SQLite alone. */
static uint64_t
plain_contents(const struct fixture *f)
{
	uint64_t sum = 0;
	sqlite3_stmt *st = NULL;
	sqlite3 *raw = NULL;

	assert_int_equal(sqlite3_open_v2(f->db, &raw, SQLITE_OPEN_READWRITE, "unix"), SQLITE_OK);
	sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	assert_int_equal(sqlite3_prepare_v2(raw, CONTENTS, -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW)
		sum = sum * 31 + str_hash((const char *)sqlite3_column_text(st, 0));
	assert_int_equal(sqlite3_finalize(st), SQLITE_OK);
	sqlite3_close(raw);
	return sum;
}

static void
same(struct twins *t, int step)
{
	for (int k = 0; k < 2; k++) {
		struct err_note note = { 0 };
		uint64_t is = contents(t->d[0][k]);

		if (contents(t->d[1][k]) != is)
			fail_msg("step %d, session %d: the encrypted one holds something else", step, k);
		if (k == 0 && step % 5 == 0 && plain_contents(t->f[0]) != is)
			fail_msg("step %d: another thing lies on the disk", step);
		if (step % 10 == 0 && db_integrity(t->d[1][k], &note) != ERR_OK)
			fail_msg("step %d: %s", step, note.text);
	}
}

static void
test_twins(void **state)
{
	const char *often = getenv("QUEN_TWIN_STEPS");
	struct twins t = { .rng = { 20261123 } };
	int steps = often != NULL ? atoi(often) : STEPS, kept = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct db *d;

		fixture_setup((void **)&t.f[i]);
		if (i == 1)
			setenv("QUEN_ENCRYPT", "1", 1);
		d = fixture_open(t.f[i], true);
		unsetenv("QUEN_ENCRYPT");
		db_close(d);
	}
	open_both(&t);
	for (int step = 0; step < steps; step++) {
		int who = (int)rng_below(&t.rng, 2), how = (int)rng_below(&t.rng, 12);
		struct rng seed = { rng_below(&t.rng, 1 << 30) };
		struct rng twin = seed;
		int64_t changed[2] = { 0 };

		if (how < 2) {
			close_both(&t);
			if (how == 1) {
				transact_and_die(t.f[0], &seed);
				transact_and_die(t.f[1], &twin);
			}
			open_both(&t);
		} else {
			bool first = transact(t.d[0][who], &seed, &changed[0]);

			assert_int_equal(transact(t.d[1][who], &twin, &changed[1]), first);
			assert_int_equal(changed[0], changed[1]);
			kept += first;
		}
		same(&t, step);
	}
	close_both(&t);
	assert_true(kept > steps / 3);
	for (int i = 0; i < 2; i++)
		fixture_teardown((void **)&t.f[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_twins) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
