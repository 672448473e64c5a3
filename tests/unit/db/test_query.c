/* Files of queries and schema: what reads, and the messages for what does not. */
#include "config.h"

#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/migrate.h"
#include "db/sqltext.h"

static void
test_names_and_headers(void **state)
{
	struct db *d = fixture_open(*state, true);

	assert_string_equal(db_query_header(d, "t.n", "right"), "t");
	assert_string_equal(db_query_header(d, "t.n", "private"), "no");
	assert_string_equal(db_query_header(d, "t.n", "chart"), "");
	assert_null(db_query_header(d, "t.nothing", "right"));
	assert_string_equal(db_query_sql(d, "t.n"), "SELECT n FROM t WHERE id = $id");
	assert_null(db_query_sql(d, "x"));
	assert_int_equal(fixture_n(d), 0);

	struct err_note note = { 0 };
	assert_null(db_query(d, "t.nothing", DB_NO_ARGS, &note));
	assert_int_equal(note.code, ERR_CONFIG);
	assert_string_equal(note.text, "There is no query named t.nothing.");
	db_close(d);
}

static void
test_own_file_replaces(void **state)
{
	fixture_write(*state, "sql/sqlite/queries/any.sql",
	    "-- name: t.n\n-- right: other\nSELECT n + 7 FROM t WHERE id = $id;\n"
	    "-- name: t.more\nSELECT 8;\n");
	fixture_write(*state, "sql/sqlite/schema/0001_first.sql",
	    "INSERT INTO t (id, n) VALUES (2, 5);");
	struct db *d = fixture_open(*state, true);
	int64_t n = 0;

	assert_int_equal(fixture_n(d), 7);
	assert_string_equal(db_query_header(d, "t.n", "right"), "other");
	assert_int_equal(db_get_int(d, "t.more", DB_NO_ARGS, &n, NULL), ERR_OK);
	assert_int_equal(n, 8);
	assert_int_equal(db_get_int(d, "t.n", DB_ARGS(DB_INT("id", 2)), &n, NULL), ERR_OK);
	assert_int_equal(n, 12);
	assert_int_equal(db_get_int(d, "t.n", DB_ARGS(DB_INT("id", 9)), &n, NULL), ERR_NOTFOUND);
	db_close(d);
}

static void
test_bad_files(void **state)
{
	static const struct { const char *text, *message; } bad[] = {
		{ "SELECT 1;\n", "queries/bad.sql:1: a statement begins with a line \"-- name: ...\"." },
		{ "-- x\n-- name: A b\nSELECT 1;\n", "queries/bad.sql:2: \"A b\" is no name: "
		    "small letters, digits, \"_\", \".\" and \"-\"." },
		{ "-- name: a\n-- name: b\nSELECT 1;\n", "queries/bad.sql:1: a has no statement." },
		{ "-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;\n",
		    "queries/bad.sql:3: a is in queries/bad.sql:1 already." },
		{ "-- name: t.n\nSELECT 1;\n", "queries/test.sql:3: t.n is in queries/bad.sql:1 already." },
		{ "-- name: \xff\nSELECT 1;\n", "queries/bad.sql:1: the file is not UTF-8 text." },
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct db_options o = { .create = true };
		struct err_note note = { 0 };
		struct db *d;
		fixture_write(*state, "sql/queries/bad.sql", bad[i].text);
		assert_int_equal(fixture_try(*state, &o, &d, &note), ERR_SYNTAX);
		assert_string_equal(note.text, bad[i].message);
	}
}

static void
take_line(void *arg, const char *line)
{
	struct strbuf *b = arg;

	strbuf_addf(b, "%s\n", line);
}

static char *
expand_t(void *arg, const char *sql)
{
	static const struct db_macro macros[] = { { "t", "(SELECT * FROM t)" }, { NULL, NULL } };

	(void)arg;
	char *s = sqltext_expand(sql, macros);
	if (sqltext_find_macro(s) < 0)
		return s;
	free(s);
	return NULL;
}

static void
test_check_queries(void **state)
{
	fixture_write(*state, "sql/queries/odd.sql",
	    "-- name: odd.a\n-- right: x\nSELECT id\nFROM nowhere;\n"
	    "-- name: odd.b\nSELECT 1; SELECT 2;\n"
	    "-- name: odd.c\n\nSELECT \"text\" FROM t;\n"
	    "-- name: odd.d\nSELECT n FROM @t AS x WHERE x.n = 'a@b'; -- done\n"
	    "-- name: odd.e\nSELECT n\nFROM @unknown u;\n");
	struct db *d = fixture_open(*state, true);
	struct strbuf b = { 0 };
	struct err_note note = { 0 };
	struct db_check check = { expand_t, take_line, &b };

	assert_int_equal(db_check_queries(d, &check, &note), ERR_SYNTAX);
	assert_string_equal(note.text, "4 queries do not read.");
	assert_string_equal(strbuf_str(&b),
	    "queries/odd.sql:3: odd.a: no such table: nowhere\n"
	    "queries/odd.sql:6: odd.b: more than one statement\n"
	    "queries/odd.sql:9: odd.c: no such column: text\n"
	    "queries/odd.sql:14: odd.e: unknown word after @.\n");
	assert_null(db_query(d, "odd.a", DB_NO_ARGS, &note));
	assert_string_equal(note.text, "queries/odd.sql:3: odd.a: no such table: nowhere");
	strbuf_fini(&b);
	db_close(d);
}

static void
test_schema_messages(void **state)
{
	static const struct { const char *file, *text, *message; } bad[] = {
		{ "0002_x.sql", "CREATE TABLE a (\n	id @int64\n) @table;\n\nCREATE TABL b (id @int64);",
		    "schema/0002_x.sql:5: near \"TABL\": syntax error" },
		{ "0002_x.sql", "\nCREATE TABLE a (id @int46) @table;", "schema/0002_x.sql:2: unknown word after @." },
		{ "0002_x.sql", "\n\nINSERT INTO t (id, n) VALUES (1, 1);",
		    "schema/0002_x.sql:3: UNIQUE constraint failed: t.id" },
		{ "0002_x.sql", "INSERT INTO code (id, code, t_id) VALUES (1, 'a', 99);",
		    "Something it belongs to is missing, or something still belongs to it." },
		{ "0002_x.sql", "ATTACH 'x' AS x;", "schema/0002_x.sql:1: not authorized" },
		{ "0002_x.sql", "COMMIT;", "schema/0002_x.sql:1: not authorized" },
		{ "0002_x.sql", "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END;",
		    "schema/0002_x.sql:1: not authorized" },
		{ "0004_x.sql", "SELECT 1;", "schema/0004_x.sql:1: the number must be 0002." },
		{ "two.sql", "SELECT 1;", "schema/two.sql:1: the name must be like 0012_name.sql." },
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct err_note note = { 0 };
		int version = 0;
		struct db *d = fixture_open(*state, true);
		char file[64] = "sql/schema/";
		strcat(file, bad[i].file);
		fixture_write(*state, file, bad[i].text);
		assert_int_not_equal(migrate_run(d, &note), ERR_OK);
		assert_string_equal(note.text, bad[i].message);
		assert_int_equal(migrate_version(d, &version, &note), ERR_OK);
		assert_int_equal(version, 1);
		fixture_remove(*state, file);
		db_close(d);
	}
}

static void
test_next_version(void **state)
{
	struct db *d = fixture_open(*state, true), *other = fixture_open(*state, false);
	struct err_note note = { 0 };
	int64_t v = 0;
	int version = 0;

	/* A rebuilt table that others refer to. */
	fixture_write(*state, "sql/schema/0002_more.sql",
	    "CREATE TABLE t2 (id @int64 NOT NULL PRIMARY KEY, n @int64 NOT NULL, x @text) @table;\n"
	    "INSERT INTO t2 (id, n) SELECT id, n FROM t;\n"
	    "DROP TABLE t;\nALTER TABLE t2 RENAME TO t;\n");
	assert_int_equal(fixture_n(other), 0);
	assert_int_equal(migrate_newest(d), 2);
	assert_int_equal(migrate_run(d, &note), ERR_OK);
	assert_int_equal(migrate_run(other, &note), ERR_OK);
	assert_int_equal(migrate_version(other, &version, &note), ERR_OK);
	assert_int_equal(version, 2);
	assert_int_equal(fixture_n(other), 0);
	assert_int_equal(db_integrity(d, &note), ERR_OK);

	struct db_stmt *s = db_query_text(d, "SELECT count(*), max(app) FROM schema_version",
	    DB_NO_ARGS, &note);
	assert_int_equal(db_step(s, &note), DB_ROW);
	v = db_int(s, 0);
	assert_int_equal(v, 2);
	assert_string_equal(db_text(s, 1), PACKAGE_VERSION);
	db_close(d);
	db_close(other);

	/* An older program. */
	fixture_remove(*state, "sql/schema/0002_more.sql");
	assert_int_equal(fixture_try(*state, &(struct db_options){ 0 }, &d, &note), ERR_CONFIG);
	assert_string_equal(note.text, "This store was made by a newer Quen: its version is 2, "
	    "this program knows 1. Install the newer program.");
}

static void
test_macros(void **state)
{
	static const struct db_macro m[] = { { "a", "AA" }, { "ab", "BB" }, { NULL, NULL } };

	(void)state;
	char *s = sqltext_expand("@a @ab @abc '@a' -- @a\n/* @a */ \"@a\" @a", m);
	assert_string_equal(s, "AA BB @abc '@a' -- @a\n/* @a */ \"@a\" AA");
	assert_int_equal(sqltext_find_macro(s), 6);
	assert_int_equal(sqltext_line("a\nb\nc", 3), 2);
	free(s);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_names_and_headers),
		TEST(test_own_file_replaces),
		TEST(test_bad_files),
		TEST(test_check_queries),
		TEST(test_schema_messages),
		TEST(test_next_version),
		TEST(test_macros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
