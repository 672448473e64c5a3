/* TRUST A2: SQLite before 3.51.3 loses committed rows when a writer starts the
 * WAL over in the moment in which another has just begun a checkpoint. Forced
 * here by code that runs in that moment: through db/ nothing is lost; the
 * control, a plain checkpoint beside a writer, must lose rows, or this test
 * would prove nothing. */
#include "config.h"

#include "fixture.h"
#include "shim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "db/migrate.h"
#include "db/turn.h"

#define FIXED_IN 3051003
#define ROWS 4000

struct race {
	sqlite3 *writer;		/* the control */
	struct db *other;		/* ours */
	struct turn *probe;
	int64_t next;			/* id of the next row */
	int windows, refused;
};

static void
exec(sqlite3 *db, const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
}

static sqlite3 *
open_raw(const struct fixture *f)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(f->db, &db), SQLITE_OK);
	exec(db, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA synchronous=NORMAL");
	return db;
}

static void
insert_raw(struct race *r, int rows)
{
	char sql[200];

	while (rows-- > 0) {
		snprintf(sql, sizeof sql, "INSERT INTO r VALUES (%lld, randomblob(200))",
		    (long long)r->next++);
		exec(r->writer, sql);
	}
}

static void
checkpoint_raw(sqlite3 *db)
{
	int rc = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	assert_int_equal(rc, SQLITE_OK);
}

static void
raw_window(void *arg)
{
	struct race *r = arg;

	r->windows++;
	insert_raw(r, 4);
}

static int64_t
get_raw(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st;
	int64_t v = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return -1;
	if (sqlite3_step(st) == SQLITE_ROW)
		v = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return v;
}

static void
test_control(void **state)
{
	struct fixture *f = *state;
	struct race r = { .next = 1 };
	sqlite3 *plain = open_raw(f);

	r.writer = open_raw(f);
	exec(r.writer, "CREATE TABLE r (id INTEGER PRIMARY KEY, pad BLOB) STRICT");
	exec(r.writer, "CREATE INDEX r_pad ON r (pad)");
	get_raw(plain, "SELECT count(*) FROM r");
	exec(r.writer, "BEGIN");
	insert_raw(&r, ROWS);
	exec(r.writer, "COMMIT");
	checkpoint_raw(r.writer);	/* all is copied: the next writer starts over */

	shim_on_checkpoint(NULL, raw_window, &r);
	checkpoint_raw(plain);
	shim_on_checkpoint(NULL, NULL, NULL);
	assert_int_equal(r.windows, 1);
	insert_raw(&r, 4);
	checkpoint_raw(r.writer);
	insert_raw(&r, 1);		/* starts over what was not copied */
	sqlite3_close(r.writer);
	sqlite3_close(plain);

	/* What is left may even be damaged: then nothing is found (-1). */
	assert_int_equal(sqlite3_open(f->db, &r.writer), SQLITE_OK);
	int64_t found = get_raw(r.writer, "SELECT count(*) FROM r NOT INDEXED");
	print_message("control: %ld rows committed, %ld found\n", (long)r.next - 1, (long)found);
	sqlite3_close(r.writer);
	if (sqlite3_libversion_number() >= FIXED_IN)
		skip();
	assert_true(found < r.next - 1);
}

static void
insert(struct race *r, struct db *d, int rows)
{
	struct err_note note = { 0 };

	enum err e = db_begin(d, DB_WRITE, &note);
	for (int i = 0; e == ERR_OK && i < rows; i++)
		e = db_run(d, "r.new", DB_ARGS(DB_INT("id", r->next++)), NULL, &note);
	if (e == ERR_OK)
		e = db_commit(d, &note);
	if (e != ERR_OK)
		fail_msg("insert: %s", note.text);
}

/* Another session commits, if it gets its turn: in the part of the checkpoint
 * that is inside the turn it must not. */
static void
try_commit(void *arg)
{
	struct race *r = arg;

	r->windows++;
	if (turn_take(r->probe, 0, NULL) != ERR_OK) {
		r->refused++;
		return;
	}
	turn_leave(r->probe);
	insert(r, r->other, 1);
}

/* Nobody writes meanwhile. */
static int
frames_held(const struct fixture *f)
{
	sqlite3 *raw = open_raw(f);
	int held = -1, copied;

	assert_int_equal(sqlite3_wal_checkpoint_v2(raw, NULL, SQLITE_CHECKPOINT_PASSIVE, &held,
	    &copied), SQLITE_OK);
	sqlite3_close(raw);
	return held;
}

static void
test_through_db(void **state)
{
	struct fixture *f = *state;
	struct race r = { .next = 1 };
	struct err_note note = { 0 };
	struct db_stats st = { 0 };

	fixture_write(f, "sql/schema/0002_race.sql",
	    "CREATE TABLE r (id @int64 NOT NULL PRIMARY KEY, pad @blob) @table;\n"
	    "CREATE INDEX r_pad ON r (pad);\n");
	fixture_write(f, "sql/queries/race.sql",
	    "-- name: r.new\nINSERT INTO r (id, pad) VALUES ($id, randomblob(200));\n"
	    "-- name: r.count\nSELECT count(*) FROM r NOT INDEXED;\n");
	struct db *d = fixture_open(f, true);
	r.other = fixture_open(f, false);
	assert_int_equal(turn_open(f->db, &r.probe, &note), ERR_OK);

	shim_on_checkpoint(try_commit, try_commit, &r);
	/* The rest of the fifth is still owed when it ends. */
	while (st.checkpoints < 5) {
		insert(&r, d, 40);
		assert_int_equal(db_stats(d, &st, &note), ERR_OK);
		assert_true(r.next < 100 * ROWS);
	}
	shim_on_checkpoint(NULL, NULL, NULL);
	insert(&r, d, 1);
	insert(&r, r.other, 1);
	print_message("through db: %d hooks ran, %d in the turn\n", r.windows, r.refused);
	/* Each checkpoint: twice while pinned (others commit), twice inside. */
	assert_true(r.refused >= 4 && r.windows - r.refused >= 8);
	turn_close(r.probe);
	db_close(r.other);
	db_close(d);

	int64_t found = 0;
	d = fixture_open(f, false);
	assert_int_equal(db_get_int(d, "r.count", DB_NO_ARGS, &found, &note), ERR_OK);
	assert_int_equal(found, r.next - 1);
	assert_int_equal(db_integrity(d, &note), ERR_OK);
	/* The WAL began anew each time: what it holds, and how long its file has become. */
	assert_int_equal(db_stats(d, &st, &note), ERR_OK);
	assert_in_range(st.wal_bytes, 0, (TURN_CKPT_PAGES + 1000) * 4120);
	assert_in_range(frames_held(f), 0, 4999);
	db_close(d);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_control),
		TEST(test_through_db),
	};

	shim_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
