/* Encrypted stores: nothing is readable, no byte can be changed unseen, keys, conversion. */
#include "test_crypt.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/rng.h"
#include "db/crypt.h"

#define PEOPLE 1000
#define FLIPS 50
#define KILLS 12

static int
sealed_setup(void **state)
{
	setenv("QUEN_ENCRYPT", "1", 1);
	fixture_setup(state);
	unsetenv("QUEN_ENCRYPT");
	return 0;
}

static char *
file_bytes(const char *path, size_t *size)
{
	FILE *in = fopen(path, "rb");
	struct stat s;
	char *p;

	*size = 0;
	if (in == NULL)
		return calloc(1, 1);
	assert_int_equal(fstat(fileno(in), &s), 0);
	p = calloc(1, (size_t)s.st_size + 1);
	*size = fread(p, 1, (size_t)s.st_size, in);
	fclose(in);
	return p;
}

size_t
bytes_find(const struct fixture *f, const char *end, const char *text)
{
	char path[700];
	size_t size, n = 0, len = strlen(text);
	char *p;

	snprintf(path, sizeof(path), "%s%s", f->paths.db, end);
	p = file_bytes(path, &size);
	for (char *at = p; (at = memmem(at, size - (size_t)(at - p), text, len)) != NULL; at += len)
		n++;
	free(p);
	return n;
}

static void
add_people(struct fixture *f, int n)
{
	const struct entity *e = model_entity(store_model(f->st), "customer");
	struct err_note note = { 0 };
	char name[64], phone[24];

	assert_int_equal(store_begin(f->st, f->lan, true, &note), ERR_OK);
	for (int i = 0; i < n; i++) {
		struct record *r = record_new(e);

		snprintf(name, sizeof(name), "Zquark%04d Mark", i);
		snprintf(phone, sizeof(phone), "+8490%07d", i);
		record_set_text(r, "kind", "person");
		record_set_text(r, "name", name);
		record_set_text(r, "phone", phone);
		assert_int_equal(record_insert(f->st, r, &note), ERR_OK);
		record_free(r);
	}
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
	assert_int_equal(store_durable(f->st, &note), ERR_OK);
}

static void
reopen(struct fixture *f)
{
	struct err_note note = { 0 };

	if (store_open(&f->paths, &f->st, &note) != ERR_OK)
		fail_msg("%s", note.text);
}

static size_t
names_on_disk(const struct fixture *f)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	size_t found = 0;

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		found += bytes_find(f, ends[i], "Zquark") + bytes_find(f, ends[i], "zquark") +
		    bytes_find(f, ends[i], "SQLite format 3");
	return found;
}

static void
test_no_name_stands_in_the_files(void **state)
{
	struct fixture *f = *state;

	add_people(f, PEOPLE);
	assert_int_equal(names_on_disk(f), 0);
	assert_int_equal(fx_found(f, f->lan, "customer", "Zquark0999"), 1);
}

static void
test_a_clear_store_shows_them(void **state)
{
	struct fixture *f = *state;

	add_people(f, 20);
	assert_true(names_on_disk(f) > 20);
}

/* ---- changed bytes */

static void
note_bad(void *arg, const char *line)
{
	char *first = arg;

	if (first[0] == '\0')
		snprintf(first, 256, "%s", line);
}

/* Findings, or 1 when it does not even open. first: 256 bytes. */
static int64_t
findings(const struct store_paths *p, char *first)
{
	struct db_options o = { .sql_dir = p->sql };
	struct db_scan scan = { 0 };
	struct err_note note = { 0 };
	struct db *d = NULL;
	enum err e = db_open(p->db, &o, &d, &note);

	first[0] = '\0';
	if (e == ERR_OK)
		e = db_crypt_scan(d, note_bad, first, &scan, &note);
	/* as quen verify: the bytes, then how they hang together */
	if (e == ERR_OK && scan.bad == 0)
		e = db_integrity(d, &note);
	db_close(d);
	if (e == ERR_OK && scan.mended > 0)
		snprintf(first, 256, "mended: page %ld", (long)scan.mended);
	if (e != ERR_OK)
		snprintf(first, 256, "%s", note.text);
	return e == ERR_OK ? scan.bad : 1;
}

static void
flip(const char *path, off_t at, unsigned char by)
{
	unsigned char c;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &c, 1, at), 1);
	c ^= by;
	assert_int_equal(pwrite(fd, &c, 1, at), 1);
	close(fd);
}

/* In an encrypted store and in a clear one. */
static void
test_a_changed_byte_of_the_database_is_named(void **state)
{
	struct fixture *f = *state;
	struct rng r = { 7 };
	struct stat s;
	char first[256], mended[40];

	add_people(f, 200);
	store_close(f->st);
	f->st = NULL;
	assert_int_equal(findings(&f->paths, first), 0);
	assert_int_equal(stat(f->paths.db, &s), 0);
	assert_int_equal(s.st_size % 4096, 0);
	for (int i = 0; i < FLIPS; i++) {
		/* the clear head, page 1, then anywhere */
		off_t at = i < 16 ? i : i < 24 ? (off_t)rng_below(&r, 4096) :
		    (off_t)rng_below(&r, (uint32_t)s.st_size);

		flip(f->paths.db, at, 0x10);
		if (findings(&f->paths, first) == 0) {
			/* the log had that page whole: told, and as it was */
			snprintf(mended, sizeof(mended), "mended: page %ld", (long)at / 4096 + 1);
			if (strcmp(first, mended) != 0)
				fail_msg("byte %ld: not noticed", (long)at);
			continue;
		}
		/* or, a page of the schema of a clear one, it does not even open */
		if (i >= 24 && at >= 4096 && strstr(first, "page ") == NULL &&
		    strstr(first, "The database is damaged") == NULL)
			fail_msg("byte %ld: %s", (long)at, first);
		flip(f->paths.db, at, 0x10);
	}
	assert_int_equal(findings(&f->paths, first), 0);
}

/* What the log has whole is copied again, as after a power cut, and told once. */
static void
test_a_torn_page_is_mended_from_the_log(void **state)
{
	struct fixture *f = *state;
	char first[256];

	add_people(f, 20);
	store_close(f->st);
	f->st = NULL;
	flip(f->paths.db, 3000, 0x10);
	assert_int_equal(findings(&f->paths, first), 0);
	assert_string_equal(first, "mended: page 1");
	assert_int_equal(findings(&f->paths, first), 0);
	assert_string_equal(first, "");
}

static void
test_swapped_pages_are_named(void **state)
{
	struct fixture *f = *state;
	char first[256], page[2][4096];
	int fd;

	add_people(f, 100);
	store_close(f->st);
	f->st = NULL;
	assert_int_equal(findings(&f->paths, first), 0);
	fd = open(f->paths.db, O_RDWR | O_CLOEXEC);
	assert_int_equal(pread(fd, page[0], 4096, 40 * 4096), 4096);
	assert_int_equal(pread(fd, page[1], 4096, 41 * 4096), 4096);
	assert_int_equal(pwrite(fd, page[1], 4096, 40 * 4096), 4096);
	assert_int_equal(pwrite(fd, page[0], 4096, 41 * 4096), 4096);
	close(fd);
	assert_int_equal(findings(&f->paths, first), 2);
	assert_non_null(strstr(first, "page 41 of the database: it was changed (page 41, table "));
}

static void
copy_file(const char *from, const char *to)
{
	size_t size;
	char *p = file_bytes(from, &size);
	FILE *out = fopen(to, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(p, 1, size, out), size);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(to, 0600), 0);
	free(p);
}

/* The store as a power cut would leave it. */
static void
copy_store(const struct fixture *f, struct store_paths *copy)
{
	static const char *const ends[] = { "", "-wal", ".key" };
	char from[700], to[700];

	*copy = f->paths;
	snprintf(copy->db, sizeof(copy->db), "%s/copy.db", f->home);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		snprintf(from, sizeof(from), "%s%s", f->paths.db, ends[i]);
		snprintf(to, sizeof(to), "%s%s", copy->db, ends[i]);
		copy_file(from, to);
	}
	snprintf(to, sizeof(to), "%s-shm", copy->db);
	unlink(to);
}

static void
remove_copy(const struct store_paths *copy)
{
	static const char *const ends[] = { "", "-wal", "-shm", ".key", ".turn", ".sync", ".shm2" };
	char path[700];

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		snprintf(path, sizeof(path), "%s%s", copy->db, ends[i]);
		unlink(path);
	}
}

static void
test_a_changed_byte_of_the_log_is_named(void **state)
{
	struct fixture *f = *state;
	struct store_paths copy;
	struct rng r = { 11 };
	struct stat s;
	char first[256], wal[700];

	for (int i = 0; i < 20; i++)
		FX_ADD(f, f->lan, "customer", "name", "Zquark in the log");
	copy_store(f, &copy);
	assert_int_equal(findings(&copy, first), 0);
	for (int i = 0; i < FLIPS; i++) {
		copy_store(f, &copy);
		snprintf(wal, sizeof(wal), "%s-wal", copy.db);
		assert_int_equal(stat(wal, &s), 0);
		assert_true(s.st_size > 100 * 1024);
		/* the head of the log, heads of frames, anywhere */
		off_t at = i < 32 ? i : i < 44 ? 32 + 4120 * (i % 5) + i % 24 :
		    (off_t)rng_below(&r, (uint32_t)s.st_size);
		flip(wal, at, 0x20);
		if (findings(&copy, first) == 0)
			fail_msg("byte %ld of %ld: not noticed", (long)at, (long)s.st_size);
	}
	remove_copy(&copy);
}

/* The last one to close takes the header of the log away: what is left stands for nothing. Under
 * a session at work that would lose what it has committed. */
static void
test_a_log_without_header_is_empty_or_changed(void **state)
{
	static const unsigned char none[32];
	struct fixture *f = *state;
	struct err_note note = { 0 };
	char first[256], wal[700], *p;
	size_t size = 0;
	int fd;

	snprintf(wal, sizeof(wal), "%s-wal", f->paths.db);
	add_people(f, PEOPLE);
	store_close(f->st);
	p = file_bytes(wal, &size);
	assert_true(size > 250 * 4120);
	assert_memory_equal(p, none, sizeof(none));
	free(p);
	assert_int_equal(findings(&f->paths, first), 0);

	reopen(f);
	actor_close(f->lan);
	assert_int_equal(actor_open(f->st, "lan", &f->lan, &note), ERR_OK);
	FX_ADD(f, f->lan, "customer", "name", "A");
	fd = open(wal, O_WRONLY | O_CLOEXEC);
	assert_int_equal(pwrite(fd, none, sizeof(none), 0), (ssize_t)sizeof(none));
	close(fd);
	assert_true(findings(&f->paths, first) > 0);
	assert_non_null(strstr(first, "write-ahead log"));
}

/* ---- keys */

static void
test_a_wrong_or_missing_key_is_one_clear_error(void **state)
{
	struct fixture *f = *state;
	char key[700], away[700], first[256];
	size_t size;
	char *p;

	FX_ADD(f, f->lan, "customer", "name", "A");
	store_close(f->st);
	f->st = NULL;
	snprintf(key, sizeof(key), "%s.key", f->paths.db);
	snprintf(away, sizeof(away), "%s/away", f->home);
	assert_int_equal(rename(key, away), 0);
	assert_int_equal(findings(&f->paths, first), 1);
	assert_non_null(strstr(first, "its key is missing"));
	assert_int_not_equal(access(key, F_OK), 0);	/* none was made */
	p = file_bytes(away, &size);
	copy_file(away, key);
	flip(key, 3, 1);
	assert_int_equal(findings(&f->paths, first), 1);
	assert_non_null(strstr(first, "another key"));
	assert_int_equal(rename(away, key), 0);
	assert_int_equal(findings(&f->paths, first), 0);
	free(p);
}

static void
test_a_planted_journal_is_not_believed(void **state)
{
	struct fixture *f = *state;
	char path[700], first[256];
	FILE *out;

	store_close(f->st);
	f->st = NULL;
	snprintf(path, sizeof(path), "%s-journal", f->paths.db);
	out = fopen(path, "wb");
	for (int i = 0; i < 9000; i++)
		fputc("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"[i % 8], out);
	fclose(out);
	assert_int_equal(findings(&f->paths, first), 1);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(findings(&f->paths, first), 0);
}

/* ---- conversion */

static uint32_t
key_of(struct fixture *f)
{
	return db_crypt_key(store_db(f->st));
}

static void
convert(struct fixture *f, uint32_t key)
{
	struct err_note note = { 0 };

	store_close(f->st);
	if (db_crypt_convert(f->paths.db, key, &note) != ERR_OK)
		fail_msg("%s", note.text);
	reopen(f);
	assert_int_equal(key_of(f), key);
}

static void
test_both_ways_and_another_key(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };

	add_people(f, 90);
	assert_int_equal(key_of(f), 0);
	/* somebody works: nothing happens */
	assert_int_equal(db_crypt_convert(f->paths.db, 1, &note), ERR_BUSY);
	convert(f, 1);
	assert_int_equal(names_on_disk(f), 0);
	assert_int_equal(fx_found(f, f->lan, "customer", "Zquark0089"), 1);
	convert(f, 2);
	FX_ADD(f, f->lan, "customer", "name", "Zquark later");
	assert_int_equal(names_on_disk(f), 0);
	convert(f, 0);
	assert_true(names_on_disk(f) > 90);
	assert_int_equal(fx_found(f, f->lan, "customer", "Zquark"), 91);
	convert(f, 3);
	assert_int_equal(fx_found(f, f->lan, "customer", "Zquark"), 91);
}

/* Old or new, never mixed, whenever it is killed. */
static void
test_killed_on_the_way(void **state)
{
	struct fixture *f = *state;
	struct rng r = { 3 };
	struct err_note note = { 0 };
	char first[256], path[700];
	int done = 0;

	add_people(f, 90);
	for (int i = 0; i < KILLS; i++) {
		uint32_t before = key_of(f), after = before == 0 ? 5 : 0;
		pid_t pid;

		store_close(f->st);
		pid = fork();
		if (pid == 0)
			_exit(db_crypt_convert(f->paths.db, after, &note) == ERR_OK ? 0 : 1);
		usleep(1000 + rng_below(&r, 250000));
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		assert_int_equal(findings(&f->paths, first), 0);
		reopen(f);
		assert_true(key_of(f) == before || key_of(f) == after);
		done += key_of(f) == after;
		assert_int_equal(fx_found(f, f->lan, "customer", "Zquark"), 90);
		assert_int_equal(db_integrity(store_db(f->st), &note), ERR_OK);
	}
	print_message("%d of %d conversions were done when they were killed\n", done, KILLS);
	snprintf(path, sizeof(path), "%s.anew", f->paths.db);
	unlink(path);
}

#define T(t, setup) cmocka_unit_test_setup_teardown(t, setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_no_name_stands_in_the_files, sealed_setup),
		T(test_a_clear_store_shows_them, fixture_setup),
		T(test_a_changed_byte_of_the_database_is_named, sealed_setup),
		T(test_a_changed_byte_of_the_database_is_named, fixture_setup),
		T(test_a_torn_page_is_mended_from_the_log, sealed_setup),
		T(test_a_torn_page_is_mended_from_the_log, fixture_setup),
		T(test_swapped_pages_are_named, sealed_setup),
		T(test_swapped_pages_are_named, fixture_setup),
		T(test_a_changed_byte_of_the_log_is_named, sealed_setup),
		T(test_a_changed_byte_of_the_log_is_named, fixture_setup),
		T(test_a_log_without_header_is_empty_or_changed, sealed_setup),
		T(test_a_log_without_header_is_empty_or_changed, fixture_setup),
		T(test_a_wrong_or_missing_key_is_one_clear_error, sealed_setup),
		T(test_a_planted_journal_is_not_believed, sealed_setup),
		T(test_both_ways_and_another_key, fixture_setup),
		T(test_killed_on_the_way, fixture_setup),
	};
	int bad = cmocka_run_group_tests_name("crypt", tests, NULL, NULL);

	bad += _cmocka_run_group_tests("sealed", sealed_tests, n_sealed_tests, NULL, NULL);
	return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
