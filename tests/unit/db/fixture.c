#include "config.h"

#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "db/migrate.h"

static const char schema[] =
"-- a comment with an @int64 in it\n"
"CREATE TABLE t (id @int64 NOT NULL PRIMARY KEY, n @int64 NOT NULL CHECK (n >= 0)) @table;\n"
"INSERT INTO t (id, n) VALUES (1, 0);\n"
"CREATE TABLE code (\n"
"	id @int64 NOT NULL PRIMARY KEY, code @text NOT NULL, data @blob,\n"
"	t_id @int64 REFERENCES t (id)\n"
") @table;\n"
"CREATE UNIQUE INDEX code_code ON code (code);\n"
"CREATE TABLE pair (a @int64 NOT NULL, b @int64 NOT NULL, PRIMARY KEY (a, b)) @rowless;\n";

static const char queries[] =
"-- Queries of the tests.\n"
"\n"
"-- name: t.n\n"
"-- right: t\n"
"-- private:  no \n"
"-- Just a comment.\n"
"SELECT n FROM t WHERE id = $id;\n"
"\n"
"-- name: t.add\n"
"UPDATE t SET n = n + $by WHERE id = $id;\n"
"-- name: code.new\n"
"INSERT INTO code (id, code, data, t_id)\n"
"VALUES ($id, $code, $data, $t);\n"
"-- name: code.all\n"
"SELECT id, code, data, t_id FROM code ORDER BY id;\n";

static int
make_folders(char *path)
{
	for (char *s = strchr(path + 1, '/'); s != NULL; s = strchr(s + 1, '/')) {
		*s = '\0';
		if (mkdir(path, 0700) < 0 && errno != EEXIST)
			return -1;
		*s = '/';
	}
	return 0;
}

void
fixture_write(const struct fixture *f, const char *path, const char *text)
{
	char *full = xasprintf("%s/%s", f->dir, path);

	assert_int_equal(make_folders(full), 0);
	FILE *out = fopen(full, "w");
	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
	free(full);
}

void
fixture_remove(const struct fixture *f, const char *path)
{
	char *full = xasprintf("%s/%s", f->dir, path);

	assert_int_equal(unlink(full), 0);
	free(full);
}

int
fixture_setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	const char *tmp = getenv("TMPDIR");

	if (tmp == NULL || strlen(tmp) > 40)
		tmp = "/tmp";
	snprintf(f->dir, sizeof f->dir, "%s/quen-db-XXXXXX", tmp);
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->sql, sizeof f->sql, "%s/sql", f->dir);
	snprintf(f->db, sizeof f->db, "%s/t.db", f->dir);
	fixture_write(f, "sql/schema/0001_first.sql", schema);
	fixture_write(f, "sql/queries/test.sql", queries);
	*state = f;
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *w)
{
	(void)st;
	(void)type;
	(void)w;
	return remove(path);
}

int
fixture_teardown(void **state)
{
	struct fixture *f = *state;

	nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(f);
	return 0;
}

enum err
fixture_try(const struct fixture *f, const struct db_options *o, struct db **d,
    struct err_note *note)
{
	struct db_options with = *o;

	with.sql_dir = f->sql;
	*d = NULL;
	return db_open(f->db, &with, d, note);
}

struct db *
fixture_open(const struct fixture *f, bool create)
{
	struct db_options o = { .create = create, .sealed = getenv("QUEN_ENCRYPT") != NULL && atoi(getenv("QUEN_ENCRYPT")) == 1 };
	struct err_note note = { 0 };
	struct db *d;

	enum err e = fixture_try(f, &o, &d, &note);
	if (e == ERR_OK && create)
		e = migrate_run(d, &note);
	if (e != ERR_OK)
		fail_msg("open: %s: %s", err_name(e), note.text);
	return d;
}

void
fixture_add(struct db *d, int64_t by)
{
	struct err_note note = { 0 };
	int64_t changed = 0;

	enum err e = db_begin(d, DB_WRITE, &note);
	if (e == ERR_OK)
		e = db_run(d, "t.add", DB_ARGS(DB_INT("by", by), DB_INT("id", 1)), &changed, &note);
	if (e == ERR_OK)
		e = db_commit(d, &note);
	if (e == ERR_OK)
		e = db_durable(d, &note);
	if (e != ERR_OK)
		fail_msg("add: %s: %s", err_name(e), note.text);
	assert_int_equal(changed, 1);
}

int64_t
fixture_n(struct db *d)
{
	struct err_note note = { 0 };
	int64_t n = -1;

	if (db_get_int(d, "t.n", DB_ARGS(DB_INT("id", 1)), &n, &note) != ERR_OK)
		fail_msg("read: %s", note.text);
	return n;
}
