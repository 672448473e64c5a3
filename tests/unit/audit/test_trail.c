/* The trail (TRUST K1 to K9): every change of it is found, codes and anchors, old parts in files,
 * who may read what of it. */
#include "fixture.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/query.h"

#define ROWS 300
#define BITS 96
#define WRITERS 8
#define EACH 100
#define MANY 40000

static void
write_rows(struct store *st, struct actor *a, int n, const char *reason)
{
	struct err_note note = { 0 };

	assert_int_equal(store_begin(st, a, true, &note), ERR_OK);
	access_own(st);
	for (int i = 0; i < n; i++) {
		json_t *c = json_pack("{s:[i,i]}", "n", i, i + 1);

		assert_int_equal(audit_write(st, &(struct audit_entry){ .function = "customer",
		    .action = "edit", .entity = "customer", .row_id = 77, .row_code = "KH77",
		    .version_before = i + 1, .version_after = i + 2, .reason = reason,
		    .request = "", .changes = c }, &note), ERR_OK);
		json_decref(c);
	}
	assert_int_equal(store_commit(st, &note), ERR_OK);
}

static enum err
verify(struct fixture *f, int64_t *rows, struct err_note *note)
{
	enum err e;

	assert_int_equal(store_begin(f->st, f->admin, false, note), ERR_OK);
	e = audit_verify(f->st, rows, note);
	store_rollback(f->st);
	return e;
}

static enum err
check_code(struct fixture *f, const char *code, struct err_note *note)
{
	enum err e;

	assert_int_equal(store_begin(f->st, f->admin, false, note), ERR_OK);
	e = audit_check_code(f->st, code, note);
	store_rollback(f->st);
	return e;
}

static void
anchor(struct fixture *f, char code[AUDIT_CODE])
{
	struct err_note note = { 0 };

	assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
	access_own(f->st);
	assert_int_equal(audit_anchor(f->st, "hand", code, &note), ERR_OK);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
}

/* K1: a change in any column of random rows, found with the right number. */
static void
test_k1_every_column_of_every_row(void **state)
{
	static const char *const columns[] = { "at = at + 1", "user_id = coalesce(user_id, 0) + 1",
		"user_name = user_name || 'x'", "function = 'sale'", "action = action || ' '",
		"entity = 'card'", "row_id = row_id + 1", "row_code = 'KH78'",
		"version_before = version_before + 1", "version_after = NULL", "reason = 'other'",
		"request = 'r'", "body_hash = NULL", "prev_hash = zeroblob(32)",
		"hash = randomblob(32)", "reason_hash = NULL" };
	const size_t n = sizeof(columns) / sizeof(*columns);
	struct fixture *f = *state;
	struct rng r = { 5 };
	char sql[300], want[40];
	int64_t first, rows;

	struct err_note note = { 0 };
	assert_int_equal(verify(f, &first, &note), ERR_OK);
	write_rows(f->st, f->admin, ROWS, "why");
	for (int i = 0; i < BITS; i++) {
		int64_t seq = first + 1 + rng_below(&r, ROWS);

		snprintf(sql, sizeof(sql), "UPDATE audit SET %s WHERE seq = %" PRId64, columns[i % n], seq);
		snprintf(want, sizeof(want), "audit row %" PRId64 ":", seq);
		assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
		assert_int_equal(db_run_text(store_db(f->st), sql, DB_NO_ARGS, NULL, &note), ERR_OK);
		assert_int_equal(audit_verify(f->st, &rows, &note), ERR_CONFLICT);
		store_rollback(f->st);
		if (strstr(note.text, want) == NULL)
			fail_msg("%s: %s (wanted %s)", columns[i % n], note.text, want);
	}
	assert_int_equal(verify(f, &rows, &note), ERR_OK);
	assert_int_equal(rows, first + ROWS);
}

/* K2: rows taken out, put in, swapped, and the end cut off: without a code nobody can know, with
 * one it is told. */
static void
test_k2_cut_and_swapped(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	char code[AUDIT_CODE];
	int64_t rows, all;

	write_rows(f->st, f->admin, 40, "");
	assert_int_equal(verify(f, &all, &note), ERR_OK);
	anchor(f, code);
	assert_int_equal(check_code(f, code, &note), ERR_OK);

	fx_sql(f, "UPDATE audit SET seq = -1 WHERE seq = 30");
	fx_sql(f, "UPDATE audit SET seq = 30 WHERE seq = 31");
	fx_sql(f, "UPDATE audit SET seq = 31 WHERE seq = -1");
	assert_int_equal(verify(f, &rows, &note), ERR_CONFLICT);
	assert_non_null(strstr(note.text, "audit row 30"));
	fx_sql(f, "UPDATE audit SET seq = -1 WHERE seq = 30");
	fx_sql(f, "UPDATE audit SET seq = 30 WHERE seq = 31");
	fx_sql(f, "UPDATE audit SET seq = 31 WHERE seq = -1");
	assert_int_equal(verify(f, &rows, &note), ERR_OK);

	fx_sql(f, "DELETE FROM audit_body WHERE seq > 20");
	fx_sql(f, "DELETE FROM audit WHERE seq > 20");
	/* the anchor in the store itself tells it first */
	assert_int_equal(verify(f, &rows, &note), ERR_CONFLICT);
	fx_sql(f, "DELETE FROM audit_anchor");
	assert_int_equal(verify(f, &rows, &note), ERR_OK);	/* a chain alone cannot know */
	assert_int_equal(check_code(f, code, &note), ERR_CONFLICT);
	assert_non_null(strstr(note.text, "the trail ends at row 20"));
	/* written on as if nothing had been */
	write_rows(f->st, f->admin, (int)all, "");
	assert_int_equal(check_code(f, code, &note), ERR_CONFLICT);
	assert_non_null(strstr(note.text, "is not the one that was shown"));
	assert_int_equal(check_code(f, "hello", &note), ERR_INVALID);
}

static void
test_an_anchor_cannot_be_made_up(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	char code[AUDIT_CODE];
	int64_t rows;

	write_rows(f->st, f->admin, 3, "");
	anchor(f, code);
	fx_sql(f, "UPDATE audit_anchor SET at = at + 1");
	assert_int_equal(verify(f, &rows, &note), ERR_CONFLICT);
	assert_non_null(strstr(note.text, "anchor of audit row"));
}

static void
writer(const struct fixture *f, int n)
{
	struct err_note note = { 0 };
	struct store *st;
	struct actor *a;

	if (store_open(&f->paths, &st, &note) != ERR_OK || actor_open(st, "lan", &a, &note) != ERR_OK)
		_exit(1);
	for (int i = 0; i < n; i++)
		write_rows(st, a, 1, "");
	_exit(0);
}

/* K3: writers side by side make one chain without gaps; K4: killed, chain and data agree. */
static void
test_k3_k4_writers_and_kills(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	int64_t before, rows;
	pid_t pid[WRITERS];
	int status;

	assert_int_equal(verify(f, &before, &note), ERR_OK);
	store_close(f->st);
	f->st = NULL;
	for (int i = 0; i < WRITERS; i++)
		if ((pid[i] = fork()) == 0)
			writer(f, i == 0 ? 1000000 : EACH);
	for (int i = 1; i < WRITERS; i++) {
		waitpid(pid[i], &status, 0);
		assert_int_equal(status, 0);
	}
	kill(pid[0], SIGKILL);
	waitpid(pid[0], NULL, 0);
	assert_int_equal(store_open(&f->paths, &f->st, &note), ERR_OK);
	assert_int_equal(verify(f, &rows, &note), ERR_OK);
	assert_true(rows >= before + (WRITERS - 1) * EACH);
}

/* K5: how long it takes, for the figure in doc/AUDIT.md; QUEN_LONG=1: a million rows. */
static void
test_k5_verify_is_fast(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	int64_t rows, start;
	int many = getenv("QUEN_LONG") != NULL ? 1000000 : MANY;
	clock_t worked;

	write_rows(f->st, f->admin, many, "");
	start = clock_mono_us();
	worked = clock();
	assert_int_equal(verify(f, &rows, &note), ERR_OK);
	worked = (clock() - worked) / (CLOCKS_PER_SEC / 1000);
	print_message("%" PRId64 " rows in %" PRId64 " ms, %ld ms of processor\n", rows,
	    (clock_mono_us() - start) / 1000, (long)worked);
	assert_true(rows > many);
	assert_true(worked < 10000);
}

static int
page(struct fixture *f, struct actor *a, const struct audit_filter *filter, int64_t anchor_row,
    bool up, struct audit_item *out, int limit)
{
	struct err_note note = { 0 };
	int n;

	assert_int_equal(store_begin(f->st, a, false, &note), ERR_OK);
	assert_int_equal(audit_page(f->st, filter, anchor_row, up, limit, out, &n, &note), ERR_OK);
	store_rollback(f->st);
	return n;
}

/* K6, K7: every write has its row, and what the rows say after one another is what the table
 * says now. */
static void
test_k6_k7_rows_tell_the_table(void **state)
{
	struct fixture *f = *state;
	struct audit_item it[8];
	struct err_note note = { 0 };
	struct record *r = NULL, *base;
	char name[64] = "";
	int n;

	FX_ADD(f, f->lan, "customer", "code", "KH7", "name", "One");
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "Name %d", i);
		assert_int_equal(fx_load(f, f->lan, "customer", "KH7", &base), ERR_OK);
		r = record_copy(base);
		record_set_text(r, "name", name);
		assert_int_equal(store_begin(f->st, f->lan, true, &note), ERR_OK);
		assert_int_equal(record_update(f->st, base, r, NULL, &note), ERR_OK);
		assert_int_equal(store_commit(f->st, &note), ERR_OK);
		record_free(r);
		record_free(base);
	}
	n = page(f, f->admin, &(struct audit_filter){ .code = "KH7" }, 0, false, it, 8);
	assert_int_equal(n, 4);
	name[0] = '\0';
	for (int i = n - 1; i >= 0; i--) {
		json_t *changes = NULL, *pair;

		assert_int_equal(it[i].before, i == n - 1 ? 0 : n - 1 - i);
		assert_int_equal(store_begin(f->st, f->admin, false, &note), ERR_OK);
		assert_int_equal(audit_changes(f->st, &it[i], &changes, &note), ERR_OK);
		store_rollback(f->st);
		pair = json_object_get(changes, "name");
		assert_string_equal(json_string_value(json_array_get(pair, 0)), name);
		str_copy(name, sizeof(name), json_string_value(json_array_get(pair, 1)));
		json_decref(changes);
	}
	assert_string_equal(name, "Name 2");
}

/* K8: what erasing a person blanks leaves the chain whole. */
static void
test_k8_erased_bodies(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	int64_t rows;

	write_rows(f->st, f->admin, 5, "a name in it");
	fx_sql(f, "DELETE FROM audit_body WHERE seq % 2 = 0");
	fx_sql(f, "UPDATE audit SET reason = '' WHERE reason_hash IS NOT NULL");
	assert_int_equal(verify(f, &rows, &note), ERR_OK);
}

/* Rule S1 holds in the trail: what is private to Lan says nothing to Mai. */
static void
test_private_rows_say_nothing(void **state)
{
	struct fixture *f = *state;
	struct audit_item it[8];
	struct err_note note = { 0 };
	json_t *changes = NULL;
	int n;

	FX_ADD(f, f->admin, "right", "group", "sales", "function", "audit", "verbs", "view");
	FX_ADD(f, f->lan, "customer", "code", "KH7", "name", "Private to Lan");
	n = page(f, f->mai, &(struct audit_filter){ .entity = "customer" }, 0, false, it, 8);
	assert_int_equal(n, 1);
	assert_true(it[0].hidden);
	assert_string_equal(it[0].code, "");
	assert_int_equal(store_begin(f->st, f->mai, false, &note), ERR_OK);
	assert_int_equal(audit_changes(f->st, &it[0], &changes, &note), ERR_OK);
	store_rollback(f->st);
	assert_null(changes);
	n = page(f, f->lan, &(struct audit_filter){ .entity = "customer" }, 0, false, it, 8);
	assert_false(it[0].hidden);
	assert_string_equal(it[0].code, "KH7");
}

static void
test_pages_by_moment_and_both_ways(void **state)
{
	struct fixture *f = *state;
	struct audit_item it[8];
	struct audit_filter day = { 0 };
	int64_t newest;

	write_rows(f->st, f->admin, 10, "");
	clock_fix(clock_now_ms() + 86400000);
	day.from = clock_now_ms() - 1000;
	write_rows(f->st, f->lan, 5, "");
	assert_int_equal(page(f, f->admin, &day, 0, false, it, 8), 5);
	newest = it[0].seq;
	assert_string_equal(it[4].user, "lan");
	assert_int_equal(page(f, f->admin, &day, it[1].seq, false, it, 8), 3);
	assert_int_equal(it[0].seq, newest - 2);
	assert_int_equal(page(f, f->admin, &day, newest - 2, true, it, 8), 2);
	assert_int_equal(it[0].seq, newest - 1);
	day = (struct audit_filter){ .to = day.from, .action = "edit" };
	assert_int_equal(page(f, f->admin, &day, 0, false, it, 8), 8);
	assert_int_equal(it[0].seq, newest - 5);
	assert_int_equal(page(f, f->admin, &(struct audit_filter){ .entity = "customer", .row_id = 77,
	    .user = "" }, 0, false, it, 8), 8);
}

static void
count_row(void *arg, const char *row)
{
	(void)row;
	++*(int64_t *)arg;
}

/* Old rows go to a file; the chain is not broken, the file proves itself, and is no clear text. */
static void
test_old_parts_go_to_files(void **state)
{
	struct fixture *f = *state;
	struct audit_segment s, again;
	struct err_note note = { 0 };
	char dir[300], path[600], code[AUDIT_CODE], line[400];
	int64_t all, rows, n = 0, cut;
	char *left[2];
	FILE *in;
	int byte;

	write_rows(f->st, f->admin, 50, "Zquark was here");
	anchor(f, code);
	assert_int_equal(verify(f, &all, &note), ERR_OK);
	clock_fix(clock_now_ms() + 86400000);
	cut = clock_now_ms() - 1000;
	write_rows(f->st, f->admin, 20, "");
	snprintf(dir, sizeof(dir), "%s/audit", f->home);
	assert_int_equal(audit_archive(f->st, f->lan, dir, cut, &s, &note), ERR_DENIED);
	/* what one left behind that was killed before its rows went, or on the way */
	for (size_t i = 0; i < 2; i++) {
		if (i == 0)
			snprintf(path, sizeof(path), "%s/audit.part", dir);
		else
			snprintf(path, sizeof(path), "%s/audit-%010d-%010d.quen", dir, 1, (int)all);
		left[i] = xstrdup(path);
		in = fopen(path, "w");
		assert_non_null(in);
		fputs("left behind", in);
		fclose(in);
	}
	if (audit_archive(f->st, f->admin, dir, cut, &s, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_int_not_equal(access(left[0], F_OK), 0);
	assert_int_equal(unlink(left[1]), 0);
	free(left[0]);
	free(left[1]);
	assert_int_equal(s.first, 1);
	assert_int_equal(s.last, all);
	/* 20, the denial and the archive itself */
	assert_int_equal(verify(f, &rows, &note), ERR_OK);
	assert_int_equal(rows, 22);
	assert_int_equal(check_code(f, code, &note), ERR_OK);
	write_rows(f->st, f->admin, 5, "");
	assert_int_equal(verify(f, &rows, &note), ERR_OK);
	assert_int_equal(audit_archive(f->st, f->admin, dir, cut, &again, &note), ERR_OK);
	assert_int_equal(again.last, 0);

	snprintf(path, sizeof(path), "%s/%s", dir, s.file);
	assert_int_equal(store_begin(f->st, f->admin, false, &note), ERR_OK);
	if (audit_segment_read(f->st, path, &again, count_row, &n, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_int_equal(n, all);
	in = fopen(path, "r+b");
	assert_non_null(in);
	while (fgets(line, sizeof(line), in) != NULL)
		assert_null(strstr(line, "Zquark"));
	/* sealed: one of its letters in sixty-four is an x already */
	fseek(in, -200, SEEK_END);
	byte = fgetc(in);
	fseek(in, -200, SEEK_END);
	fputc(byte == 'x' ? 'y' : 'x', in);
	fclose(in);
	assert_int_not_equal(audit_segment_read(f->st, path, &again, NULL, NULL, &note), ERR_OK);
	store_rollback(f->st);
	unlink(path);
	rmdir(dir);
	/* a checkpoint that was moved is noticed */
	fx_sql(f, "UPDATE audit_archive SET last_hash = zeroblob(32)");
	assert_int_equal(verify(f, &rows, &note), ERR_CONFLICT);
}

#define T(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_k1_every_column_of_every_row),
		T(test_k2_cut_and_swapped),
		T(test_an_anchor_cannot_be_made_up),
		T(test_k3_k4_writers_and_kills),
		T(test_k5_verify_is_fast),
		T(test_k6_k7_rows_tell_the_table),
		T(test_k8_erased_bodies),
		T(test_private_rows_say_nothing),
		T(test_pages_by_moment_and_both_ways),
		T(test_old_parts_go_to_files),
	};

	return cmocka_run_group_tests_name("trail", tests, NULL, NULL) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
