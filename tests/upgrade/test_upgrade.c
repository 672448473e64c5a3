/* Stores of every earlier schema, made by the schema files of then and filled by the seeds beside
 * this file, come up to this program's version and still prove themselves (issue: G5, TRUST H2). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/db.h"
#include "db/migrate.h"
#include "domain/hooks.h"
#include "domain/verify.h"
#include "store/actor.h"
#include "store/sealed.h"
#include "store/store.h"

#define NOW INT64_C(1795246200000)

static int
remove_one(const char *path, const struct stat *sb, int type, struct FTW *w)
{
	(void)sb;
	(void)type;
	(void)w;
	return remove(path);
}

static void
must(enum err e, const struct err_note *note)
{
	if (e != ERR_OK)
		fail_msg("%s: %s", err_name(e), note->text);
}

static char *
slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = xcalloc(1, 1 << 20);

	if (f == NULL)
		fail_msg("%s is missing", path);
	text[fread(text, 1, (1 << 20) - 1, f)] = '\0';
	fclose(f);
	return text;
}

/* The schema files of a folder up to that number, as the program of then had them. */
static void
copy_schema(const char *from, const char *to, int upto)
{
	DIR *d = opendir(from);
	struct dirent *de;
	char path[600];

	assert_non_null(d);
	while ((de = readdir(d)) != NULL) {
		char *text;
		FILE *f;

		if (strstr(de->d_name, ".sql") == NULL || atoi(de->d_name) > upto)
			continue;
		snprintf(path, sizeof path, "%s/%s", from, de->d_name);
		text = slurp(path);
		snprintf(path, sizeof path, "%s/%s", to, de->d_name);
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(text, f);
		fclose(f);
		free(text);
	}
	closedir(d);
}

static void
make_folders(const char *home)
{
	static const char *const names[] = { "", "/sql", "/sql/schema", "/sql/queries", "/sql/sqlite",
	    "/sql/sqlite/schema", "/sql/sqlite/queries" };
	char path[300];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s%s", home, names[i]);
		mkdir(path, 0700);
	}
}

static void
run_seed(struct db *d, const char *path)
{
	char *text = slurp(path), *at = text, *end;
	struct err_note note = { 0 };

	must(db_begin(d, DB_WRITE, &note), &note);
	while ((end = strstr(at, ";\n")) != NULL) {
		*end = '\0';
		if (db_run_text(d, at, DB_NO_ARGS, NULL, &note) != ERR_OK)
			fail_msg("%s: %s: %s", path, note.text, at);
		at = end + 2;
	}
	must(db_commit(d, &note), &note);
	free(text);
}

/* A store of that schema in home. */
static void
make_old(const char *home, int version)
{
	char path[600], db[300], sql[300];
	struct db_options o = { .create = true };
	struct err_note note = { 0 };
	struct db *d;
	int got = 0;

	make_folders(home);
	snprintf(path, sizeof path, "%s/sql/schema", home);
	copy_schema(TEST_DATA "/sql/schema", path, version);
	snprintf(path, sizeof path, "%s/sql/sqlite/schema", home);
	copy_schema(TEST_DATA "/sql/sqlite/schema", path, version);
	snprintf(db, sizeof db, "%s/quen.db", home);
	snprintf(sql, sizeof sql, "%s/sql", home);
	o.sql_dir = sql;
	must(db_open(db, &o, &d, &note), &note);
	must(migrate_run(d, &note), &note);
	must(migrate_version(d, &got, &note), &note);
	assert_int_equal(got, version);
	for (int n = 1; n <= version; n++) {
		snprintf(path, sizeof path, "%s/tests/upgrade/%04d_seed.sql", TEST_DATA, n);
		if (access(path, R_OK) == 0)
			run_seed(d, path);
	}
	db_close(d);
}

static int
newest(void)
{
	struct db_options o = { .create = true, .sql_dir = TEST_DATA "/sql" };
	char home[] = "/tmp/quen-newest-XXXXXX", db[100];
	struct err_note note = { 0 };
	struct db *d;
	int n;

	assert_non_null(mkdtemp(home));
	snprintf(db, sizeof db, "%s/quen.db", home);
	must(db_open(db, &o, &d, &note), &note);
	n = migrate_newest(d);
	db_close(d);
	nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return n;
}

static int64_t
figure(struct store *st, const char *sql)
{
	struct db_stmt *q;
	int64_t v;

	assert_int_equal(db_begin(store_db(st), DB_READ, NULL), ERR_OK);
	q = db_query_text(store_db(st), sql, DB_NO_ARGS, NULL);
	assert_non_null(q);
	assert_int_equal(db_step(q, NULL), DB_ROW);
	v = db_int(q, 0);
	db_reset(q);
	db_rollback(store_db(st));
	return v;
}

static void
report(void *arg, bool ok, const char *line)
{
	if (!ok)
		print_message("# from schema %d: %s\n", *(int *)arg, line);
}

static void
prove(const char *home, int from)
{
	struct store_paths paths = { 0 };
	struct err_note note = { 0 };
	struct store *st;
	struct actor *system;
	int64_t rows;
	int bad = 0;

	must(store_find(home, &paths, &note), &note);
	must(store_open(&paths, &st, &note), &note);
	store_set_hooks(st, domain_hooks);
	must(actor_open(st, NULL, &system, &note), &note);
	must(sealed_settle(st, system, &rows, &note), &note);
	must(verify_run(st, system, report, &from, &bad, &note), &note);
	assert_int_equal(bad, 0);
	assert_int_equal(figure(st, "SELECT COUNT(*) FROM app_user WHERE code = 'admin'"), 1);
	assert_int_equal(figure(st, "SELECT COUNT(*) FROM draft"), 1);
	if (from >= 2)
		assert_int_equal(figure(st, "SELECT COUNT(*) FROM contact WHERE customer_id = 2003"), 1);
	if (from >= 3) {
		assert_int_equal(figure(st, "SELECT balance FROM point_account"), 5);
		assert_int_equal(figure(st, "SELECT total FROM sale WHERE id = 2007"), 58000);
		assert_int_equal(figure(st, "SELECT SUM(total) FROM day_category"), 58000);
		assert_int_equal(figure(st, "SELECT SUM(spent) FROM cust_day"), 58000);
	}
	if (from >= 7)
		assert_int_equal(figure(st, "SELECT COUNT(*) FROM interaction"), 1);
	actor_close(system);
	store_close(st);
}

/* quen NAME... with its messages thrown away; its exit status. */
static int
quen_with(const char *home, const char *command, const char *option, const char *more)
{
	const char *program = getenv("QUEN_PROGRAM");
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		FILE *f = freopen("/dev/null", "w", stderr);
		FILE *g = freopen("/dev/null", "w", stdout);

		if (f != NULL && g != NULL)
			execl(program, "quen", "--home", home, command, option, more, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
quen(const char *home, const char *command, const char *option)
{
	return quen_with(home, command, option, NULL);
}

static int
version_of(const char *home)
{
	struct db_options o = { .sql_dir = TEST_DATA "/sql" };
	struct err_note note = { 0 };
	char db[300];
	struct db *d;
	int v = 0;

	snprintf(db, sizeof db, "%s/quen.db", home);
	must(db_open(db, &o, &d, &note), &note);
	must(migrate_version(d, &v, &note), &note);
	db_close(d);
	return v;
}

static void
every_earlier_schema_comes_up_and_proves_itself(void **state)
{
	int last = newest();

	(void)state;
	assert_true(last >= 10);
	for (int from = 1; from < last; from++) {
		char home[] = "/tmp/quen-upgrade-XXXXXX", db[100];
		struct db_options o = { .sql_dir = TEST_DATA "/sql" };
		struct err_note note = { 0 };
		struct db *d;

		assert_non_null(mkdtemp(home));
		make_old(home, from);
		snprintf(db, sizeof db, "%s/quen.db", home);
		must(db_open(db, &o, &d, &note), &note);
		must(migrate_run(d, &note), &note);
		db_close(d);
		prove(home, from);
		nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	}
}

static void
a_dry_run_changes_nothing_and_the_upgrade_backs_up_first(void **state)
{
	char home[] = "/tmp/quen-upgrade-XXXXXX", path[100];
	int last = newest();
	struct stat sb;

	(void)state;
	assert_non_null(mkdtemp(home));
	make_old(home, 8);
	assert_int_equal(quen(home, "upgrade", "--dry-run"), 0);
	assert_int_equal(version_of(home), 8);
	snprintf(path, sizeof path, "%s/quen.db.try", home);
	assert_int_not_equal(stat(path, &sb), 0);
	assert_int_equal(quen(home, "upgrade", "--json"), 0);
	assert_int_equal(version_of(home), last);
	snprintf(path, sizeof path, "%s/backups", home);
	assert_int_equal(stat(path, &sb), 0);
	prove(home, 8);
	assert_int_equal(quen(home, "verify", "--json"), 0);
	/* The version of before is brought up too: its ID numbers were not sealed yet. */
	assert_int_equal(quen_with(home, "restore", "latest", "--yes"), 0);
	prove(home, 8);
	assert_int_equal(quen(home, "verify", "--json"), 0);
	nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void
a_dry_run_proves_the_copy(void **state)
{
	char home[] = "/tmp/quen-upgrade-XXXXXX", path[100];
	struct db_options o = { .sql_dir = TEST_DATA "/sql" };
	struct err_note note = { 0 };
	struct db *d;
	struct stat sb;

	(void)state;
	assert_non_null(mkdtemp(home));
	make_old(home, 8);
	snprintf(path, sizeof path, "%s/quen.db", home);
	must(db_open(path, &o, &d, &note), &note);
	must(db_begin(d, DB_WRITE, &note), &note);
	must(db_run_text(d, "UPDATE point_account SET balance = balance + 1", DB_NO_ARGS, NULL, &note), &note);
	must(db_commit(d, &note), &note);
	db_close(d);
	assert_int_equal(quen(home, "upgrade", "--dry-run"), 65);
	assert_int_equal(version_of(home), 8);
	snprintf(path, sizeof path, "%s/quen.db.try.key", home);
	assert_int_not_equal(stat(path, &sb), 0);
	nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void
a_newer_store_is_refused(void **state)
{
	char home[] = "/tmp/quen-upgrade-XXXXXX", path[100];
	struct db_options o = { .sql_dir = TEST_DATA "/sql" };
	struct err_note note = { 0 };
	struct db *d;

	(void)state;
	assert_non_null(mkdtemp(home));
	make_old(home, newest());
	snprintf(path, sizeof path, "%s/quen.db", home);
	must(db_open(path, &o, &d, &note), &note);
	must(db_begin(d, DB_WRITE, &note), &note);
	must(db_run_text(d, "INSERT INTO schema_version (version, name, app, at)"
	    " VALUES (999, '0999_later.sql', '9.9', 1)", DB_NO_ARGS, NULL, &note), &note);
	must(db_commit(d, &note), &note);
	db_close(d);
	assert_int_equal(quen(home, "upgrade", "--json"), 78);
	assert_int_equal(quen(home, "upgrade", "--dry-run"), 78);
	assert_int_equal(quen(home, "verify", "--json"), 78);
	nftw(home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_earlier_schema_comes_up_and_proves_itself),
		cmocka_unit_test(a_dry_run_changes_nothing_and_the_upgrade_backs_up_first),
		cmocka_unit_test(a_dry_run_proves_the_copy),
		cmocka_unit_test(a_newer_store_is_refused),
	};

	clock_fix(NOW);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
