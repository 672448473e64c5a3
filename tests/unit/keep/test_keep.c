/* Backup and restore (TRUST.md 3.H; MISSION G5). QUEN_LONG=1: every byte of the header, 10,000 of
 * the rest, a cut at every 4 KB. */
#include "keep.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "domain/erase.h"
#include "jobs/backup_part.h"
#include "jobs/restore.h"
#include "store/draft.h"
#include "store/query.h"
#include "store/setting.h"

bool
is_long(void)
{
	return getenv("QUEN_LONG") != NULL;
}

struct backup_info
make(struct shop *s, const char *kind)
{
	struct backup_order o = { .kind = kind, .by = "test" };
	struct backup_info b = { 0 };
	struct err_note note = { 0 }, copy = { 0 };

	if (backup_make_as(s->st, s->admin, &o, &b, &copy, &note) != ERR_OK)
		fail_msg("backup: %s", note.text);
	assert_string_equal(copy.text, "");
	assert_int_equal(b.state, BACKUP_GOOD);
	return b;
}

/* What a file says about itself, all of it read. */
enum err
prove(struct shop *s, const char *path, char field[32])
{
	struct backup_info b;
	struct err_note note = { 0 };
	enum err e = backup_look(&s->paths, path, &b, &note);

	if (e == ERR_OK)
		e = backup_fail(&b, &note);
	if (e == ERR_OK)
		e = backup_verify(&s->paths, &b, NULL, &note);
	str_copy(field, 32, note.field);
	return e;
}

enum err
restore(struct shop *s, const struct backup_info *b, struct restore_done *d, struct err_note *note)
{
	struct restore_order r = { .p = &s->paths, .b = b, .by = "admin" };
	enum err e;

	shop_close(s);
	e = restore_run(&r, d, note);
	shop_open(s);
	return e;
}

void
must_restore(struct shop *s, const struct backup_info *b, struct restore_done *d)
{
	struct err_note note = { 0 };

	if (restore(s, b, d, &note) != ERR_OK)
		fail_msg("restore: %s", note.text);
}

static char *
ledger(struct shop *s)
{
	return shop_dump(s, "SELECT holder_id, seq, op, delta, balance_after FROM point_entry ORDER BY 1, 2");
}

/* ---- H2 */

static void
test_h2_a_version_comes_back_equal(void **state)
{
	struct shop *s = *state;
	struct backup_info b, found;
	struct restore_done d;
	char *before, *after, *sales;

	json_decref(shop_ok(s, "{'op':'sale','key':'k1','card':'" CARD "','lines':[{'product':'A','qty':3}],"
	    "'tenders':[{'method':'cash'}]}"));
	before = ledger(s);
	sales = shop_dump(s, "SELECT id, number, total, paid FROM sale ORDER BY id");
	b = make(s, "hand");
	assert_int_equal(b.sales, shop_int(s, "SELECT COUNT(*) FROM sale"));
	/* the only one there is: its beginning names it, nothing (an unset variable) does not */
	assert_int_equal(backup_find(&s->paths, "", &found, NULL), ERR_NOTFOUND);
	assert_int_equal(backup_find(&s->paths, "20", &found, NULL), ERR_OK);
	assert_string_equal(found.id, b.id);
	json_decref(shop_ok(s, "{'op':'sale','key':'k2','card':'" CARD "','lines':[{'product':'B','qty':1}],"
	    "'tenders':[{'method':'cash'}]}"));
	must_restore(s, &b, &d);
	assert_int_equal(d.generation, 2);
	after = ledger(s);
	assert_string_equal(before, after);
	free(after);
	after = shop_dump(s, "SELECT id, number, total, paid FROM sale ORDER BY id");
	assert_string_equal(sales, after);
	assert_int_equal(shop_verify(s), 0);
	/* and the one before the restore is a version too, with the second sale */
	assert_string_not_equal(d.before, "");
	assert_int_equal(backup_find(&s->paths, d.before, &b, NULL), ERR_OK);
	must_restore(s, &b, &d);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), b.sales);
	assert_int_equal(d.generation, 3);
	free(before);
	free(after);
	free(sales);
}

/* ---- H3 */

int64_t
size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

void
flip(const char *path, int64_t at)
{
	unsigned char c;
	int fd = open(path, O_RDWR);

	assert_int_equal(pread(fd, &c, 1, at), 1);
	c ^= (unsigned char)(1 << (at % 8));
	assert_int_equal(pwrite(fd, &c, 1, at), 1);
	close(fd);
}

static void
test_h3_every_changed_byte_is_found(void **state)
{
	struct shop *s = *state;
	struct backup_info b = make(s, "hand");
	int64_t size = size_of(b.path), step = is_long() ? 1 : 37, tried = 0;
	char field[32];

	for (int64_t i = 0; i < BACKUP_HEAD; i += step, tried++) {
		flip(b.path, i);
		assert_int_not_equal(prove(s, b.path, field), ERR_OK);
		assert_string_not_equal(field, "");
		flip(b.path, i);
	}
	for (int i = 0; i < (is_long() ? 10000 : 150); i++, tried++) {
		int64_t where = BACKUP_HEAD + (int64_t)secret_random_below((uint32_t)(size - BACKUP_HEAD));

		flip(b.path, where);
		assert_int_equal(prove(s, b.path, field), ERR_CONFLICT);
		assert_string_equal(field, "tampered");
		flip(b.path, where);
	}
	assert_int_equal(prove(s, b.path, field), ERR_OK);
	print_message("# %lld bytes changed, all found\n", (long long)tried);
}

static void
test_h3_cut_longer_swapped_and_spliced_ones_are_found(void **state)
{
	struct shop *s = *state;
	struct backup_info a = make(s, "hand"), b = make(s, "hand");
	int64_t size = size_of(a.path), step = is_long() ? 4096 : 65536;
	unsigned char *whole = malloc((size_t)size), *other = malloc((size_t)size);
	char field[32], path[900];
	int fd = open(a.path, O_RDWR), fd2 = open(b.path, O_RDONLY);

	assert_int_equal(pread(fd, whole, (size_t)size, 0), size);
	assert_true(pread(fd2, other, (size_t)size, 0) > 0);
	for (int64_t n = 4096; n < size; n += step) {
		assert_int_equal(ftruncate(fd, n), 0);
		assert_int_equal(prove(s, a.path, field), ERR_SYNTAX);
		assert_string_equal(field, "truncated");
		assert_int_equal(pwrite(fd, whole, (size_t)size, 0), size);
	}
	assert_int_equal(pwrite(fd, "x", 1, size), 1);
	assert_int_equal(prove(s, a.path, field), ERR_CONFLICT);
	assert_string_equal(field, "tampered");
	assert_int_equal(ftruncate(fd, size), 0);
	/* two chunks in each other's place */
	assert_int_equal(pwrite(fd, whole + BACKUP_HEAD + 24 + 65553, 65553, BACKUP_HEAD + 24), 65553);
	assert_int_equal(pwrite(fd, whole + BACKUP_HEAD + 24, 65553, BACKUP_HEAD + 24 + 65553), 65553);
	assert_int_equal(prove(s, a.path, field), ERR_CONFLICT);
	/* the header of one, the body of another */
	assert_int_equal(pwrite(fd, whole, (size_t)size, 0), size);
	assert_int_equal(pwrite(fd, other, BACKUP_HEAD, 0), BACKUP_HEAD);
	assert_int_not_equal(prove(s, a.path, field), ERR_OK);
	assert_int_equal(pwrite(fd, whole, (size_t)size, 0), size);
	assert_int_equal(prove(s, a.path, field), ERR_OK);
	/* an old one under the name of a new one */
	snprintf(path, sizeof path, "%s", b.path);
	assert_int_equal(rename(a.path, path), 0);
	assert_int_equal(prove(s, path, field), ERR_CONFLICT);
	assert_string_equal(field, "renamed");
	close(fd);
	close(fd2);
	free(whole);
	free(other);
}

static void
test_a_refused_restore_changes_nothing(void **state)
{
	struct shop *s = *state;
	struct backup_info b = make(s, "hand");
	struct restore_done d;
	struct err_note note = { 0 };
	char link[900];
	int64_t where = BACKUP_HEAD + 1000;

	flip(b.path, where);
	assert_int_equal(restore(s, &b, &d, &note), ERR_CONFLICT);
	assert_string_equal(note.field, "tampered");
	assert_int_equal(readlink(s->paths.db, link, sizeof link), -1);
	snprintf(link, sizeof link, "%s/generations/new", s->home);
	assert_int_not_equal(access(link, F_OK), 0);
	flip(b.path, where);
	must_restore(s, &b, &d);
}

/* ---- H4 */

static enum err
write_with(struct shop *s, enum err (*put)(struct store *st, const char *typed, struct err_note *note),
    const char *text, struct err_note *note)
{
	enum err e = store_begin(s->st, s->admin, true, note);

	if (e == ERR_OK)
		e = put(s->st, text, note);
	if (e == ERR_OK)
		e = store_commit(s->st, note);
	store_rollback(s->st);
	return e;
}

static void
drop_server_keys(struct shop *s)
{
	char path[900];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof path, "%s/backup-keys", s->home);
	d = opendir(path);
	while ((e = readdir(d)) != NULL)
		unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
}

static void
test_h4_keys_wrong_missing_and_right(void **state)
{
	struct shop *s = *state;
	char text[LOCKBOX_TEXT], other[LOCKBOX_TEXT];
	unsigned char right[LOCKBOX_KEY], wrong[LOCKBOX_KEY];
	struct backup_opener o = { 0 };
	struct backup_info none = make(s, "hand"), b;
	struct err_note note = { 0 };

	backup_recovery_make(text);
	backup_recovery_make(other);
	assert_int_equal(lockbox_read_text(text, right, &note), ERR_OK);
	assert_int_equal(lockbox_read_text(other, wrong, &note), ERR_OK);
	assert_int_equal(write_with(s, backup_recovery_test, text, &note), ERR_DENIED);
	assert_int_equal(write_with(s, backup_recovery_put, text, &note), ERR_OK);
	assert_int_equal(write_with(s, backup_recovery_test, text, &note), ERR_OK);
	assert_int_equal(write_with(s, backup_recovery_test, other, &note), ERR_DENIED);
	assert_int_equal(write_with(s, backup_passphrase_put, "short", &note), ERR_INVALID);
	assert_int_equal(write_with(s, backup_passphrase_put, "ba con vit vang", &note), ERR_OK);
	b = make(s, "hand");
	assert_true(b.for_recovery && b.for_passphrase && b.server_key_here);
	drop_server_keys(s);
	assert_int_equal(backup_verify(&s->paths, &b, NULL, &note), ERR_NOTFOUND);
	assert_string_equal(note.field, "nokey");
	o.recovery = wrong;
	assert_int_equal(backup_verify(&s->paths, &b, &o, &note), ERR_DENIED);
	assert_string_equal(note.field, "key");
	o.recovery = right;
	assert_int_equal(backup_verify(&s->paths, &b, &o, &note), ERR_OK);
	assert_int_equal(backup_verify(&s->paths, &none, &o, &note), ERR_NOTFOUND);
	o = (struct backup_opener) { .passphrase = "ba con vit xanh" };
	assert_int_equal(backup_verify(&s->paths, &b, &o, &note), ERR_DENIED);
	o.passphrase = "ba con vit vang";
	assert_int_equal(backup_verify(&s->paths, &b, &o, &note), ERR_OK);
}

static void
test_h4_another_shop_is_refused(void **state)
{
	struct shop *s = *state;
	struct backup_info b = make(s, "hand");
	struct restore_done d;
	struct err_note note = { 0 };
	unsigned char key[SEAL_KEY];
	char path[900], field[32];
	int fd;

	/* The same machine with another master: another shop. */
	snprintf(path, sizeof path, "%s.key", s->paths.db);
	fd = open(path, O_WRONLY);
	secret_random(key, sizeof key);
	assert_int_equal(pwrite(fd, key, sizeof key, 0), sizeof key);
	close(fd);
	assert_int_equal(prove(s, b.path, field), ERR_CONFIG);
	assert_string_equal(field, "shop");
	assert_int_equal(backup_look(&s->paths, b.path, &b, &note), ERR_OK);
	assert_int_equal(restore(s, &b, &d, &note), ERR_CONFIG);
	assert_string_equal(note.field, "shop");
}

/* Everything was lost but the file and the paper. */
static void
test_a_bare_machine_with_the_recovery_key(void **state)
{
	struct shop *s = *state;
	char text[LOCKBOX_TEXT], home[400], *before, *after;
	unsigned char key[LOCKBOX_KEY];
	struct backup_opener o = { .recovery = key };
	struct restore_order r = { .by = "admin", .o = &o };
	struct restore_done d;
	struct store_paths p;
	struct backup_info b;
	struct err_note note = { 0 };
	struct shop bare;

	backup_recovery_make(text);
	assert_int_equal(write_with(s, backup_recovery_put, text, &note), ERR_OK);
	before = ledger(s);
	b = make(s, "hand");
	snprintf(home, sizeof home, "%s/bare", s->home);
	mkdir(home, 0700);
	p = s->paths;
	snprintf(p.db, sizeof p.db, "%s/quen.db", home);
	r.p = &p;
	r.b = &b;
	assert_int_equal(lockbox_read_text(text, key, &note), ERR_OK);
	key[5] ^= 1;
	assert_int_equal(restore_run(&r, &d, &note), ERR_DENIED);
	assert_int_not_equal(access(p.db, F_OK), 0);
	key[5] ^= 1;
	if (restore_run(&r, &d, &note) != ERR_OK)
		fail_msg("%s", note.text);
	bare = *s;
	bare.paths = p;
	shop_open(&bare);
	after = ledger(&bare);
	assert_string_equal(before, after);
	assert_int_equal(shop_verify(&bare), 0);
	/* its next backup is of the same shop */
	b = make(&bare, "hand");
	assert_int_equal(b.state, BACKUP_GOOD);
	shop_close(&bare);
	free(before);
	free(after);
}

/* ---- H5 */

/* The program of a version ago: the same files but the last one of the schema. */
static void
older_program(struct shop *s, struct store_paths *p)
{
	char dir[900], from[1200], to[1200], last[300] = "";
	struct dirent *e;
	DIR *d;

	*p = s->paths;
	snprintf(p->sql, sizeof p->sql, "%s/sql", s->home);
	snprintf(dir, sizeof dir, "%s/sql/schema", s->home);
	mkdir(p->sql, 0700);
	mkdir(dir, 0700);
	snprintf(to, sizeof to, "%s/queries", p->sql);
	snprintf(from, sizeof from, "%s/queries", s->paths.sql);
	assert_int_equal(symlink(from, to), 0);
	snprintf(to, sizeof to, "%s/sqlite", p->sql);
	snprintf(from, sizeof from, "%s/sqlite", s->paths.sql);
	assert_int_equal(symlink(from, to), 0);
	snprintf(from, sizeof from, "%s/schema", s->paths.sql);
	d = opendir(from);
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, last) > 0 && e->d_name[0] == '0')
			str_copy(last, sizeof last, e->d_name);
		if (e->d_name[0] != '0')
			continue;
		snprintf(from, sizeof from, "%s/schema/%s", s->paths.sql, e->d_name);
		snprintf(to, sizeof to, "%s/%s", dir, e->d_name);
		assert_int_equal(symlink(from, to), 0);
	}
	closedir(d);
	snprintf(to, sizeof to, "%s/%s", dir, last);
	unlink(to);
}

static void
test_h5_a_newer_schema_is_refused(void **state)
{
	struct shop *s = *state;
	struct backup_info b = make(s, "hand");
	struct restore_order r = { .b = &b, .by = "admin" };
	struct restore_done d;
	struct err_note note = { 0 };
	struct store_paths p;
	char field[32], link[900];

	older_program(s, &p);
	r.p = &p;
	shop_close(s);
	assert_int_equal(restore_run(&r, &d, &note), ERR_CONFIG);
	assert_string_equal(note.field, "newer");
	assert_int_equal(readlink(s->paths.db, link, sizeof link), -1);
	shop_open(s);
	/* A format of the future says what it needs too. */
	flip(b.path, 7);
	assert_int_equal(prove(s, b.path, field), ERR_CONFIG);
	assert_string_equal(field, "newer");
}

/* ---- H7, S7 */

static void
test_h7_what_is_not_rolled_back(void **state)
{
	struct shop *s = *state;
	struct backup_info b = make(s, "hand");
	struct restore_check c[20];
	struct restore_done d;
	struct err_note note = { 0 };
	size_t n = 20;
	char *body = NULL;

	assert_int_equal(draft_save(s->st, s->lan, "form:customer:9", "half", "{\"a\":1}", &note), ERR_OK);
	shop_sql(s, "UPDATE app_user SET active = 0 WHERE code = 'hoa'");
	shop_sql(s, "UPDATE app_user SET active = 0 WHERE code = 'lan'");
	must_restore(s, &b, &d);
	assert_true(d.carried);
	assert_int_equal(d.drafts, 1);
	assert_int_equal(draft_load(s->st, s->lan, "form:customer:9", &body, &note), ERR_OK);
	assert_string_equal(body, "{\"a\":1}");
	free(body);
	assert_true(d.checks >= 2);
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(restore_checks(s->st, c, &n, &note), ERR_OK);
	assert_int_equal(n, d.checks);
	assert_string_equal(c[0].kind, "user");
	assert_true(setting_bool(s->st, "hold.jobs"));
	assert_true(setting_bool(s->st, "hold.gateways"));
	assert_int_equal(restore_release(s->st, &note), ERR_CONFLICT);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(restore_check_done(s->st, c[i].id, &note), ERR_OK);
	assert_int_equal(restore_release(s->st, &note), ERR_OK);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	/* the trail says who, what, from which head to which */
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit WHERE action = 'restore'"), 1);
	assert_string_not_equal(d.old_head, d.new_head);
	assert_int_equal(shop_verify(s), 0);
}

static void
test_rule_S7_who_was_erased_stays_erased(void **state)
{
	struct shop *s = *state;
	struct backup_info b = make(s, "hand");
	struct restore_done d;
	struct erasure x;
	struct err_note note = { 0 };
	int64_t n;

	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	if (erase_person(s->st, "KH000001", "asked by letter", &x, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	assert_int_equal(erase_finish(s->st, s->admin, &n, &note), ERR_OK);
	must_restore(s, &b, &d);
	assert_int_equal(d.erased, 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM customer WHERE code = 'KH000001' AND phone IS NOT NULL"), 0);
	assert_int_equal(shop_verify(s), 0);
}

/* ---- H9 */

static void
test_h9_no_name_is_in_the_file(void **state)
{
	struct shop *s = *state;
	struct backup_info b;
	unsigned char *whole;
	char name[64];
	int64_t size;
	int fd, hits = 0;

	for (int i = 0; i < 1000; i++)
		json_decref(shop_post(s, s->admin,
		    "{'op':'add','entity':'customer','fields':{'name':'Zquxmarker%04d Ngo'}}", i));
	b = make(s, "hand");
	assert_int_equal(b.customers, shop_int(s, "SELECT COUNT(*) FROM customer WHERE deleted = 0"));
	size = size_of(b.path);
	whole = malloc((size_t)size + 1);
	fd = open(b.path, O_RDONLY);
	assert_int_equal(read(fd, whole, (size_t)size), size);
	close(fd);
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "Zquxmarker%04d", i);
		hits += memmem(whole, (size_t)size, name, strlen(name)) != NULL;
	}
	assert_null(memmem(whole, (size_t)size, "xmarker", 7));
	assert_null(memmem(whole, (size_t)size, "SQLite format", 13));
	assert_int_equal(hits, 0);
	free(whole);
}

/* ---- H8, keeping */

static void
test_h8_the_second_folder_and_its_failure(void **state)
{
	struct shop *s = *state;
	struct backup_order o = { .kind = "hand", .by = "test" };
	struct backup_info b, copy_b;
	struct err_note note = { 0 }, copy = { 0 };
	char dir[400], path[1400];

	snprintf(dir, sizeof dir, "%s/disk2", s->home);
	shop_set(s, "backup.folder2", dir);
	b = make(s, "hand");
	snprintf(path, sizeof path, "%s%s", dir, strrchr(b.path, '/'));
	assert_int_equal(backup_look(&s->paths, path, &copy_b, &note), ERR_OK);
	assert_int_equal(copy_b.state, BACKUP_GOOD);
	assert_int_equal(backup_verify(&s->paths, &copy_b, NULL, &note), ERR_OK);
	/* the medium was pulled: the backup counts, and it is said that the copy failed */
	shop_set(s, "backup.folder2", "/proc/nowhere");
	assert_int_equal(backup_make_as(s->st, s->admin, &o, &b, &copy, &note), ERR_OK);
	assert_int_equal(b.state, BACKUP_GOOD);
	assert_string_not_equal(copy.text, "");
	snprintf(path, sizeof path, "%s.part", b.path);
	assert_int_not_equal(access(path, F_OK), 0);
}

/* A4 on the backup: every call of the engine fails once. */
static void
test_a4_a_failing_call_leaves_no_file(void **state)
{
	struct shop *s = *state;
	struct backup_order o = { .kind = "hand", .by = "test" };
	struct backup_info b, *all = NULL;
	struct err_note note = { 0 };
	size_t n;
	long i;

	for (i = 1; i < 100; i++) {
		enum err e;

		db_fail_at(store_db(s->st), i);
		e = backup_make(&s->paths, store_db(s->st), &o, &b, NULL, &note);
		db_fail_at(store_db(s->st), 0);
		assert_int_equal(backup_list(&s->paths, NULL, &all, &n, &note), ERR_OK);
		assert_int_equal(n, e == ERR_OK ? 1 : 0);
		free(all);
		if (e == ERR_OK)
			break;
	}
	assert_true(i > 1 && i < 100);
}

static void
test_versions_are_kept_as_long_as_the_parameters_say(void **state)
{
	struct shop *s = *state;
	struct backup_keep k = { .daily = 2, .weekly = 1, .other = 1 };
	struct backup_info *all = NULL;
	struct err_note note = { 0 };
	size_t n = 0, gone = 0;

	for (int i = 0; i < 4; i++) {
		clock_fix(SHOP_NOW + i * DAY_MS);
		make(s, "daily");
	}
	make(s, "weekly");
	make(s, "hand");
	make(s, "hand");
	assert_int_equal(backup_rotate(&s->paths, &k, &gone, &note), ERR_OK);
	assert_int_equal(gone, 3);
	assert_int_equal(backup_list(&s->paths, NULL, &all, &n, &note), ERR_OK);
	assert_int_equal(n, 4);
	free(all);
	/* The server forgets its keys after 30 days. */
	clock_fix(SHOP_NOW + 40 * DAY_MS);
	assert_int_equal(backup_rotate(&s->paths, &k, &gone, &note), ERR_OK);
	assert_int_equal(backup_list(&s->paths, NULL, &all, &n, &note), ERR_OK);
	for (size_t i = 0; i < n; i++)
		assert_false(all[i].server_key_here);
	free(all);
}

static void
test_the_alarm(void **state)
{
	struct shop *s = *state;
	struct backup_health h;
	struct err_note note = { 0 };

	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(backup_health(s->st, &h, &note), ERR_OK);
	store_rollback(s->st);
	assert_true(h.is_late && !h.has_any && h.no_recovery_key);
	make(s, "daily");
	clock_fix(SHOP_NOW + 23 * 3600000);
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(backup_health(s->st, &h, &note), ERR_OK);
	assert_false(h.is_late);
	clock_fix(SHOP_NOW + 25 * 3600000);
	assert_int_equal(backup_health(s->st, &h, &note), ERR_OK);
	assert_true(h.is_late);
	store_rollback(s->st);
}

/* A store that does not add up is kept, but it is no backup. */
static void
test_a_wrong_balance_is_not_a_backup(void **state)
{
	struct shop *s = *state;
	struct backup_order o = { .kind = "daily", .by = "test" };
	struct backup_info b = { 0 };
	struct backup_health h;
	struct err_note note = { 0 };

	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':5,'note':'x'}"));
	shop_sql(s, "UPDATE point_account SET balance = balance + 1");
	assert_int_equal(backup_make_as(s->st, s->admin, &o, &b, NULL, &note), ERR_CONFLICT);
	assert_string_equal(note.field, "unverified");
	assert_int_equal(b.state, BACKUP_UNVERIFIED);
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(backup_health(s->st, &h, &note), ERR_OK);
	store_rollback(s->st);
	assert_false(h.has_any);
}

static void
test_rights_to_backups(void **state)
{
	struct shop *s = *state;
	struct backup_order o = { .kind = "hand", .by = "lan" };
	struct backup_info b;
	struct err_note note = { 0 };

	assert_int_equal(backup_make_as(s->st, s->lan, &o, &b, NULL, &note), ERR_DENIED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, shop_setup, shop_teardown)
		T(test_h2_a_version_comes_back_equal), T(test_h3_every_changed_byte_is_found),
		T(test_h3_cut_longer_swapped_and_spliced_ones_are_found),
		T(test_a_refused_restore_changes_nothing), T(test_h4_keys_wrong_missing_and_right),
		T(test_h4_another_shop_is_refused), T(test_a_bare_machine_with_the_recovery_key),
		T(test_h5_a_newer_schema_is_refused), T(test_h7_what_is_not_rolled_back),
		T(test_rule_S7_who_was_erased_stays_erased), T(test_h9_no_name_is_in_the_file),
		T(test_h8_the_second_folder_and_its_failure), T(test_a4_a_failing_call_leaves_no_file),
		T(test_versions_are_kept_as_long_as_the_parameters_say), T(test_the_alarm),
		T(test_a_wrong_balance_is_not_a_backup), T(test_rights_to_backups),
#undef T
	};
	int bad = _cmocka_run_group_tests("keys", keys_tests, n_keys_tests, shop_setup, shop_teardown);

	bad += _cmocka_run_group_tests("drills", drills_tests, n_drills_tests, NULL, NULL);
	return bad + cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}
