/* A handle: opening, transactions, what a failing engine leaves behind. */
#include "config.h"

#include "fixture.h"
#include "shim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "db/migrate.h"
#include "db/turn.h"

static struct shim *shim;

static void
test_open(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct db *d;
	struct stat st;

	assert_int_equal(fixture_try(f, &(struct db_options){ 0 }, &d, &note), ERR_NOTFOUND);
	d = fixture_open(f, true);
	assert_false(db_is_readonly(d));
	static const char *const files[] = { "", "-wal", "-shm", ".turn", ".sync", ".shm2" };
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char *path = xasprintf("%s%s", f->db, files[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		free(path);
	}
	struct db_stats s;
	assert_int_equal(db_stats(d, &s, &note), ERR_OK);
	assert_int_equal(s.page_size, 4096);
	assert_true(s.pages > 4 && s.wal_bytes > 4096);
	assert_int_equal(db_integrity(d, &note), ERR_OK);
	db_close(d);
	/* The last one to close leaves the WAL (PERFORMANCE.md). */
	char *wal = xasprintf("%s-wal", f->db);
	assert_int_equal(stat(wal, &st), 0);
	assert_true(st.st_size > 4096);
	free(wal);

	/* A text, and a database of somebody else's. */
	char *other = xasprintf("%s/other.db", f->dir);
	fixture_write(f, "other.db", "this is a text, not a database of any kind at all\n");
	assert_int_equal(db_open(other, &(struct db_options){ 0 }, &d, &note), ERR_CONFIG);
	assert_string_equal(note.text, "This file is not a store of Quen.");
	sqlite3 *raw;
	unlink(other);
	assert_int_equal(sqlite3_open(other, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_exec(raw, "CREATE TABLE a (b)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(raw);
	assert_int_equal(db_open(other, &(struct db_options){ .create = true }, &d, &note), ERR_CONFIG);
	assert_int_equal(db_open(f->dir, &(struct db_options){ 0 }, &d, &note), ERR_CONFIG);
	free(other);
	db_close(NULL);
}

static void
try_readonly(struct fixture *f)
{
	struct err_note note = { 0 };
	struct db *d;

	assert_int_equal(fixture_try(f, &(struct db_options){ 0 }, &d, &note), ERR_OK);
	assert_true(db_is_readonly(d));
	assert_int_equal(fixture_n(d), 5);
	assert_int_equal(db_begin(d, DB_WRITE, &note), ERR_IO);
	assert_string_equal(note.text,
	    "The store is open for reading only; nothing can be saved.");
	assert_int_equal(db_begin(d, DB_READ, &note), ERR_OK);
	assert_int_equal(fixture_n(d), 5);
	assert_int_equal(db_commit(d, &note), ERR_OK);
	assert_int_equal(db_durable(d, &note), ERR_OK);
	db_close(d);
}

static void
test_readonly(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct db *d = fixture_open(f, true), *r;

	/* Asked for, while somebody writes. */
	fixture_add(d, 5);
	assert_int_equal(fixture_try(f, &(struct db_options){ .readonly = true }, &r, &note), ERR_OK);
	assert_true(db_is_readonly(r));
	assert_int_equal(fixture_n(r), 5);
	fixture_add(d, 1);
	assert_int_equal(fixture_n(r), 6);
	assert_int_equal(db_begin(r, DB_WRITE, &note), ERR_IO);
	db_close(r);
	fixture_add(d, -1);
	db_close(d);

	/* Forced: a folder and files that cannot be written. root can write
	 * everything, so become nobody. */
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const char *const files[] = { "", "-wal", "-shm", ".turn", ".sync", ".shm2" };
		for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
			char *path = xasprintf("%s%s", f->db, files[i]);
			if (chmod(path, 0444) < 0)
				_exit(1);
			free(path);
		}
		/* the key of an encrypted store is for its user alone */
		char *key = xasprintf("%s.key", f->db);
		if (access(key, F_OK) == 0 && chown(key, 65534, 65534) < 0)
			_exit(4);
		free(key);
		if (chmod(f->dir, 0555) < 0 || chmod(f->sql, 0755) < 0)
			_exit(2);
		char *q = xasprintf("%s/queries", f->sql), *s = xasprintf("%s/schema", f->sql);
		if (chmod(q, 0755) < 0 || chmod(s, 0755) < 0 ||
		    (geteuid() == 0 && setuid(65534) < 0))
			_exit(3);
		try_readonly(f);
		free(q);
		free(s);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(chmod(f->dir, 0700), 0);
}

static void
test_values(void **state)
{
	struct db *d = fixture_open(*state, true);
	struct err_note note = { 0 };
	int64_t changed = 0;
	size_t len;

	assert_int_equal(db_begin(d, DB_WRITE, &note), ERR_OK);
	assert_true(db_in_write(d));
	char text[] = "Đặng 张伟";
	struct db_stmt *s = db_query(d, "code.new", DB_ARGS(DB_TEXT("code", text),
	    DB_ID("t", 0), DB_BLOB("data", "a\0b", 3), DB_INT("id", INT64_MAX)), &note);
	assert_non_null(s);
	memset(text, 'x', sizeof text - 1);	/* was copied */
	assert_int_equal(db_step(s, &note), DB_DONE);
	assert_int_equal(db_run(d, "code.new", DB_ARGS(DB_TEXT("code", ""), DB_ID("t", 1),
	    DB_TEXT("data", NULL), DB_INT("id", -1)), &changed, &note), ERR_OK);
	assert_int_equal(changed, 1);
	assert_int_equal(db_run_text(d, "UPDATE code SET t_id = NULL RETURNING id", DB_NO_ARGS,
	    &changed, &note), ERR_OK);
	assert_int_equal(changed, 2);
	assert_int_equal(db_commit(d, &note), ERR_OK);
	assert_false(db_in_write(d));

	s = db_query(d, "code.all", DB_NO_ARGS, &note);
	assert_int_equal(db_step(s, &note), DB_ROW);
	assert_int_equal(db_int(s, 0), -1);
	assert_string_equal(db_text(s, 1), "");
	assert_false(db_is_null(s, 1));
	assert_true(db_is_null(s, 2));
	assert_string_equal(db_text(s, 2), "");
	db_blob(s, 2, &len);
	assert_int_equal(len, 0);
	assert_int_equal(db_int(s, 3), 0);
	assert_int_equal(db_cols(s), 4);
	assert_string_equal(db_col_name(s, 1), "code");
	assert_int_equal(db_step(s, &note), DB_ROW);
	assert_true(db_int(s, 0) == INT64_MAX);
	assert_string_equal(db_text(s, 1), "Đặng 张伟");
	assert_memory_equal(db_blob(s, 2, &len), "a\0b", 3);
	assert_int_equal(len, 3);
	assert_int_equal(db_step(s, &note), DB_DONE);
	db_close(d);
}

static void
test_texts_are_kept(void **state)
{
	struct db *d = fixture_open(*state, true);
	struct err_note note = { 0 };

	/* More texts than are kept, one of them being read all the time. */
	struct db_stmt *first = db_query_text(d, "SELECT id FROM t UNION SELECT 2", DB_NO_ARGS, &note);
	assert_int_equal(db_step(first, &note), DB_ROW);
	for (int i = 0; i < 200; i++) {
		char *sql = xasprintf("SELECT %d + $n", i);
		struct db_stmt *s = db_query_text(d, sql, DB_ARGS(DB_INT("n", i)), &note);
		assert_non_null(s);
		assert_int_equal(db_step(s, &note), DB_ROW);
		assert_int_equal(db_int(s, 0), 2 * i);
		db_reset(s);
		free(sql);
	}
	assert_int_equal(db_step(first, &note), DB_ROW);
	assert_int_equal(db_int(first, 0), 2);
	long calls = db_calls(d);
	assert_ptr_equal(db_query_text(d, "SELECT id FROM t UNION SELECT 2", DB_NO_ARGS, &note), first);
	assert_int_equal(db_calls(d), calls);
	assert_null(db_query_text(d, "SELECT nowhere", DB_NO_ARGS, &note));
	assert_string_equal(note.text, "no such column: nowhere");
	db_close(d);
}

/* What a constraint says, and that nothing but a rollback is possible then. */
static void
test_constraints(void **state)
{
	struct db *d = fixture_open(*state, true);
	static const struct { const char *sql, *field; enum err code; } bad[] = {
		{ "INSERT INTO code (id, code) VALUES (8, 'a')", "code", ERR_CONFLICT },
		{ "INSERT INTO t (id, n) VALUES (1, 0)", "id", ERR_CONFLICT },
		{ "INSERT INTO t (id, n) VALUES (2, NULL)", "n", ERR_INVALID },
		{ "INSERT INTO t (id, n) VALUES (2, 'text')", "", ERR_INVALID },
		{ "UPDATE t SET n = -1", "", ERR_INVALID },
		{ "DELETE FROM t", "", ERR_CONFLICT },
		{ "SELECT nowhere", "", ERR_DB },
		{ "ATTACH ':memory:' AS x", "", ERR_DB },
		{ "PRAGMA foreign_keys=OFF", "", ERR_DB },
		{ "DROP TABLE t", "", ERR_DB },
		{ "CREATE TABLE y (a)", "", ERR_DB },
		{ "CREATE TEMP TABLE y (a)", "", ERR_DB },
		{ "COMMIT", "", ERR_DB },
		{ "DELETE FROM sqlite_schema", "", ERR_DB },
		{ "SELECT load_extension('x')", "", ERR_DB },
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct err_note note = { 0 };
		assert_int_equal(db_begin(d, DB_WRITE, &note), ERR_OK);
		assert_int_equal(db_run_text(d, "INSERT INTO code (id, code, t_id) VALUES (7, 'a', 1)",
		    DB_NO_ARGS, NULL, &note), ERR_OK);
		assert_int_equal(db_run_text(d, bad[i].sql, DB_NO_ARGS, NULL, &note), bad[i].code);
		if (bad[i].field[0] != '\0')
			assert_string_equal(note.field, bad[i].field);
		assert_int_equal(db_run_text(d, "UPDATE t SET n = 1", DB_NO_ARGS, NULL, NULL), ERR_DB);
		assert_int_equal(db_commit(d, &note), ERR_DB);
		assert_true(db_in_write(d));
		db_rollback(d);
		db_rollback(d);
		assert_int_equal(db_get_int(d, "code.all", DB_NO_ARGS, &(int64_t){ 0 }, NULL), ERR_NOTFOUND);
	}
	/* A change must be inside of a write transaction. */
	assert_int_equal(db_run_text(d, "UPDATE t SET n = 1", DB_NO_ARGS, NULL, NULL), ERR_DB);
	assert_int_equal(db_begin(d, DB_READ, NULL), ERR_OK);
	assert_int_equal(db_run_text(d, "UPDATE t SET n = 1", DB_NO_ARGS, NULL, NULL), ERR_DB);
	db_rollback(d);
	assert_int_equal(fixture_n(d), 0);
	fixture_add(d, 3);
	assert_int_equal(fixture_n(d), 3);
	db_close(d);
}

static enum err
write_two(struct db *d, struct err_note *note)
{
	enum err e = db_begin(d, DB_WRITE, note);

	if (e == ERR_OK)
		e = db_run(d, "t.add", DB_ARGS(DB_INT("by", 1), DB_INT("id", 1)), NULL, note);
	if (e == ERR_OK)
		e = db_run(d, "t.add", DB_ARGS(DB_INT("by", 1), DB_INT("id", 1)), NULL, note);
	if (e == ERR_OK)
		e = db_commit(d, note);
	db_rollback(d);
	return e;
}

/* TRUST A4 in small: every call fails once; afterwards old or new. */
static void
test_fail_at(void **state)
{
	struct db *d = fixture_open(*state, true), *other = fixture_open(*state, false);
	long n = 1, failed = 0;
	int64_t expect = 2;

	assert_int_equal(write_two(d, NULL), ERR_OK);	/* prepares */
	for (;; n++) {
		struct err_note note = { 0 };
		db_fail_at(d, n);
		enum err e = write_two(d, &note);
		db_fail_at(d, 0);
		if (e == ERR_OK)
			break;
		failed++;
		assert_int_equal(e, ERR_DB);
		assert_int_equal(note.code, ERR_DB);
		assert_false(db_in_write(d));
		assert_int_equal(fixture_n(other), expect);
		fixture_add(other, 1);		/* the turn is free */
		expect++;
	}
	assert_int_equal(failed, 4);		/* begin, step, step, commit */
	assert_int_equal(fixture_n(other), expect + 2);
	db_close(d);
	db_close(other);
}

static void
test_disk_full(void **state)
{
	struct db *d = fixture_open(*state, true);
	struct err_note note = { 0 };

	fixture_add(d, 1);
	shim->full = true;
	assert_int_equal(write_two(d, &note), ERR_FULL);
	assert_string_equal(note.text,
	    "The disk is full; nothing was saved. Make room on it, then try again.");
	assert_int_equal(fixture_n(d), 1);	/* reading works */
	shim->full = false;
	assert_int_equal(write_two(d, &note), ERR_OK);
	assert_int_equal(fixture_n(d), 3);
	assert_int_equal(db_integrity(d, &note), ERR_OK);
	db_close(d);
}

/* A failed fsync stops everybody until all have closed. */
static void
test_failed_sync(void **state)
{
	struct db *d = fixture_open(*state, true), *other = fixture_open(*state, false);
	struct err_note note = { 0 };

	fixture_add(d, 1);
	shim->fail_sync = true;
	assert_int_equal(write_two(d, &note), ERR_OK);
	assert_int_equal(db_durable(d, &note), ERR_IO);
	shim->fail_sync = false;
	assert_int_equal(db_durable(d, &note), ERR_IO);
	assert_int_equal(db_begin(other, DB_WRITE, &note), ERR_IO);
	assert_non_null(strstr(note.text, "Saving has stopped for everybody"));
	assert_int_equal(fixture_n(other), 3);
	db_close(d);
	d = fixture_open(*state, false);	/* the other one is still there */
	assert_int_equal(db_begin(d, DB_WRITE, &note), ERR_IO);
	db_close(d);
	db_close(other);

	shim->fail_sync = true;			/* still broken: no store */
	assert_int_equal(fixture_try(*state, &(struct db_options){ 0 }, &d, &note), ERR_IO);
	shim->fail_sync = false;
	d = fixture_open(*state, false);
	fixture_add(d, 1);
	assert_int_equal(fixture_n(d), 4);
	db_close(d);
}

/* What was read must be on the disk too, before it is printed. */
static void
test_durable_reads(void **state)
{
	struct db *d = fixture_open(*state, true), *reader = fixture_open(*state, false);
	struct err_note note = { 0 };

	fixture_n(reader);
	assert_int_equal(db_durable(reader, &note), ERR_OK);
	long syncs = shim->wal_syncs;
	assert_int_equal(db_durable(reader, &note), ERR_OK);
	assert_int_equal(shim->wal_syncs, syncs);
	assert_int_equal(write_two(d, &note), ERR_OK);
	/* Not yet read: nothing to wait for. */
	assert_int_equal(db_durable(reader, &note), ERR_OK);
	assert_int_equal(shim->wal_syncs, syncs);
	assert_int_equal(fixture_n(reader), 2);
	assert_int_equal(db_durable(reader, &note), ERR_OK);
	assert_int_equal(shim->wal_syncs, syncs + 1);
	/* The reader's sync covers the writer. */
	assert_int_equal(db_durable(d, &note), ERR_OK);
	assert_int_equal(shim->wal_syncs, syncs + 1);
	db_close(d);
	db_close(reader);
}

static bool
stop_now(void *arg)
{
	++*(int *)arg;
	return true;
}

static void
test_progress(void **state)
{
	static const char slow[] = "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL"
	    " SELECT i + 1 FROM c WHERE i < 100000000) SELECT max(i) FROM c";
	struct db *d = fixture_open(*state, true);
	struct err_note note = { 0 };
	int asked = 0;

	db_set_progress(d, stop_now, &asked);
	assert_int_equal(db_run_text(d, slow, DB_NO_ARGS, NULL, &note), ERR_CANCELLED);
	assert_int_equal(asked, 1);
	db_set_progress(d, NULL, NULL);
	assert_int_equal(fixture_n(d), 0);
	db_close(d);
}

/* As many commits of a hundred pages as fill the log half again; tells: the user hears of each before the next,
 * once it is durable. */
#define FILL (TURN_CKPT_PAGES * 3 / 200)
static void
fill_log(struct db *d, bool tells, struct db_stats *st)
{
	struct err_note note = { 0 };

	for (int i = 0; i < FILL; i++) {
		assert_int_equal(db_begin(d, DB_WRITE, &note), ERR_OK);
		assert_int_equal(db_run_text(d, "INSERT INTO code (id, code, data) WITH RECURSIVE"
		    " c (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < 99)"
		    " SELECT $base + i, $base + i || '', zeroblob(4000) FROM c",
		    DB_ARGS(DB_INT("base", i * 1000)), NULL, &note), ERR_OK);
		assert_int_equal(db_commit(d, &note), ERR_OK);
		if (!tells)
			continue;
		assert_int_equal(db_durable(d, &note), ERR_OK);
		db_rest(d);
	}
	assert_int_equal(db_stats(d, st, &note), ERR_OK);
	assert_int_equal(db_integrity(d, &note), ERR_OK);
}

/* The WAL is copied at its limit and starts over, not truncated or deleted. */
static void
test_checkpoint(void **state)
{
	struct db *d = fixture_open(*state, true);
	struct db_stats st;
	long syncs = shim->wal_syncs;

	fill_log(d, true, &st);
	assert_int_equal(st.checkpoints, 1);
	/* One for each who was told, one for the log's new header: what is copied was on the disk
	 * already, and when nobody wrote meanwhile nothing is left to be copied in the turn. */
	assert_int_equal(shim->wal_syncs - syncs, FILL + 1);
	assert_in_range(st.wal_bytes, TURN_CKPT_PAGES * 4096, (TURN_CKPT_PAGES + 600) * 4096);
	db_close(d);
}

/* Nobody waits: part of a commit. Once told and then not any more: some transactions later. */
static void
test_checkpoint_in_a_commit(void **state)
{
	struct db *d = fixture_open(*state, true);
	struct db_stats st;
	long syncs = shim->wal_syncs;

	fill_log(d, false, &st);
	assert_int_equal(st.checkpoints, 1);
	/* Nobody had waited for the log: it is on the disk before it is copied. */
	assert_int_equal(shim->wal_syncs - syncs, 2);
	assert_in_range(st.wal_bytes, TURN_CKPT_PAGES * 4096, (TURN_CKPT_PAGES + 600) * 4096);
	db_close(d);
}

static void
test_checkpoint_not_put_off_for_ever(void **state)
{
	struct db *d = fixture_open(*state, true);
	struct db_stats st;

	db_rest(d);
	fill_log(d, false, &st);
	assert_int_equal(st.checkpoints, 1);
	assert_in_range(st.wal_bytes, (TURN_CKPT_PAGES + 700) * 4096, (TURN_CKPT_PAGES + 1600) * 4096);
	db_close(d);
}

/* The last one to close leaves a log that holds nothing and is as long as it was: what follows is
 * written over it, and one that is killed then finds its own commits and none of before. */
static void
test_log_stays_long(void **state)
{
	static const char none[32];
	struct fixture *f = *state;
	struct db *d = fixture_open(f, true);
	struct err_note note = { 0 };
	struct db_stats st;
	char head[sizeof none], *wal = xasprintf("%s-wal", f->db);
	int64_t codes = 0;
	FILE *in;
	pid_t pid;
	int status;

	fill_log(d, true, &st);
	db_close(d);
	in = fopen(wal, "r");
	assert_non_null(in);
	assert_int_equal(fread(head, sizeof head, 1, in), 1);
	assert_memory_equal(head, none, sizeof none);
	fseek(in, 0, SEEK_END);
	assert_int_equal(ftell(in), st.wal_bytes);
	fclose(in);
	free(wal);

	assert_int_equal(fixture_try(f, &(struct db_options){ .readonly = true }, &d, &note), ERR_OK);
	assert_int_equal(fixture_n(d), 0);
	db_close(d);

	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		d = fixture_open(f, false);
		fixture_add(d, 7);
		_exit(db_durable(d, &note) == ERR_OK ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	d = fixture_open(f, false);
	assert_int_equal(fixture_n(d), 7);
	assert_int_equal(db_begin(d, DB_WRITE, &note), ERR_OK);
	assert_int_equal(db_run_text(d, "DELETE FROM code", DB_NO_ARGS, &codes, &note), ERR_OK);
	assert_int_equal(db_commit(d, &note), ERR_OK);
	assert_int_equal(codes, FILL * 100);
	assert_int_equal(db_integrity(d, &note), ERR_OK);
	db_close(d);
}

/* More than the cache holds goes to the log before it commits, some pages twice: what was
 * encrypted there opens again, here and for others, as it does once it is copied. */
static void
test_more_than_the_cache(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct db_stats st;
	struct db *d, *other;
	int64_t changed = 0;

	setenv("QUEN_ENCRYPT", "1", 1);
	d = fixture_open(f, true);
	other = fixture_open(f, false);
	assert_int_equal(db_begin(d, DB_WRITE, &note), ERR_OK);
	assert_int_equal(db_run_text(d, "INSERT INTO code (id, code, data) WITH RECURSIVE"
	    " c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 4000)"
	    " SELECT i, i || '', zeroblob(4000) FROM c", DB_NO_ARGS, NULL, &note), ERR_OK);
	for (int i = 0; i < 2; i++)
		assert_int_equal(db_run_text(d, "UPDATE code SET data = randomblob(4000), code = id + "
		    "5000 * (1 + $i) || ''", DB_ARGS(DB_INT("i", i)), NULL, &note), ERR_OK);
	assert_int_equal(db_commit(d, &note), ERR_OK);
	assert_int_equal(db_durable(d, &note), ERR_OK);
	assert_int_equal(db_stats(d, &st, &note), ERR_OK);
	assert_true(st.wal_bytes > INT64_C(4000) * 4120);
	assert_int_equal(db_integrity(other, &note), ERR_OK);
	assert_int_equal(db_begin(other, DB_WRITE, &note), ERR_OK);
	assert_int_equal(db_run_text(other, "UPDATE code SET t_id = 1 WHERE code = id + 10000 || ''",
	    DB_NO_ARGS, &changed, &note), ERR_OK);
	assert_int_equal(db_commit(other, &note), ERR_OK);
	assert_int_equal(changed, 4000);
	db_close(other);
	assert_int_equal(db_integrity(d, &note), ERR_OK);
	db_close(d);
	d = fixture_open(f, false);
	assert_int_equal(db_integrity(d, &note), ERR_OK);
	db_close(d);
	unsetenv("QUEN_ENCRYPT");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_open),
		TEST(test_readonly),
		TEST(test_values),
		TEST(test_texts_are_kept),
		TEST(test_constraints),
		TEST(test_fail_at),
		TEST(test_disk_full),
		TEST(test_failed_sync),
		TEST(test_durable_reads),
		TEST(test_progress),
		TEST(test_checkpoint),
		TEST(test_checkpoint_in_a_commit),
		TEST(test_checkpoint_not_put_off_for_ever),
		TEST(test_log_stays_long),
		TEST(test_more_than_the_cache),
	};

	shim = shim_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
