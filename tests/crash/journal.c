#include "config.h"

#include "journal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define KEPT 40			/* rows of the journal */

static const char schema[] =
"CREATE TABLE entry (n @int64 NOT NULL PRIMARY KEY, pad @blob NOT NULL) @table;\n"
"CREATE INDEX entry_pad ON entry (pad);\n";

static const char queries[] =
"-- name: entry.new\n"
"INSERT INTO entry (n, pad) VALUES ($n, randomblob($size));\n"
"-- name: entry.forget\n"
"DELETE FROM entry WHERE n <= $n;\n"
"-- name: entry.check\n"
"SELECT (SELECT n FROM t WHERE id = 1) = coalesce(max(n), 0)\n"
"  AND count(*) = coalesce(max(n) - min(n) + 1, 0) FROM entry;\n";

int
journal_setup(void **state)
{
	int r = fixture_setup(state);

	fixture_write(*state, "sql/schema/0002_entry.sql", schema);
	fixture_write(*state, "sql/queries/entry.sql", queries);
	db_close(fixture_open(*state, true));
	return r;
}

enum err
journal_add(struct db *d, struct rng *rng, int64_t *n)
{
	int64_t last = 0;
	enum err e = db_begin(d, DB_WRITE, NULL);

	*n = 0;
	if (e != ERR_OK)
		return e;
	e = db_get_int(d, "t.n", DB_ARGS(DB_INT("id", 1)), &last, NULL);
	if (e == ERR_OK)
		e = db_run(d, "entry.new", DB_ARGS(DB_INT("n", last + 1),
		    DB_INT("size", 10 + rng_below(rng, 3000))), NULL, NULL);
	if (e == ERR_OK)
		e = db_run(d, "t.add", DB_ARGS(DB_INT("id", 1), DB_INT("by", 1)), NULL, NULL);
	if (e == ERR_OK)
		e = db_run(d, "entry.forget", DB_ARGS(DB_INT("n", last + 1 - KEPT)), NULL, NULL);
	if (e == ERR_OK) {
		*n = last + 1;
		e = db_commit(d, NULL);
	}
	db_rollback(d);
	return e;
}

int64_t
journal_check(const struct fixture *f)
{
	struct db *d = fixture_open(f, false);
	struct err_note note = { 0 };
	int64_t whole = 0, n = fixture_n(d);

	assert_int_equal(db_get_int(d, "entry.check", DB_NO_ARGS, &whole, &note), ERR_OK);
	assert_int_equal(whole, 1);
	if (db_integrity(d, &note) != ERR_OK)
		fail_msg("%s", note.text);
	db_close(d);
	return n;
}
