/* Keys, boxes, streams: what backups are locked with (TRUST.md 4). */
#include "keep.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/keyring.h"
#include "base/lockbox.h"
#include "base/seal_stream.h"

static void
test_the_master_is_made_once(void **state)
{
	struct shop *s = *state;
	unsigned char a[SEAL_KEY], b[SEAL_KEY], other[SEAL_KEY] = { 1 };
	struct keyring ring = { .n = 1 };
	struct err_note note = { 0 };
	char path[400];
	struct stat st;

	snprintf(path, sizeof path, "%s/k/", s->home);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/k/x.db", s->home);
	assert_false(keyring_exists(path));
	assert_int_equal(keyring_master(path, false, a, &note), ERR_CONFIG);
	assert_int_equal(keyring_master(path, true, a, &note), ERR_OK);
	assert_int_equal(keyring_master(path, true, b, &note), ERR_OK);
	assert_memory_equal(a, b, SEAL_KEY);
	memcpy(ring.master[0], a, SEAL_KEY);
	assert_int_equal(keyring_install(path, &ring, &note), ERR_OK);
	memcpy(ring.master[0], other, SEAL_KEY);
	assert_int_equal(keyring_install(path, &ring, &note), ERR_CONFLICT);
	strcat(path, ".key");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	chmod(path, 0640);
	path[strlen(path) - 4] = '\0';
	assert_int_equal(keyring_master(path, false, a, &note), ERR_CONFIG);
}

static void
test_masters_are_added_and_none_goes(void **state)
{
	struct shop *s = *state;
	struct keyring two, three;
	struct err_note note = { 0 };
	unsigned char key[2][SEAL_KEY];
	char path[400], other[400];
	unsigned n = 0;

	snprintf(path, sizeof path, "%s/ring.db", s->home);
	snprintf(other, sizeof other, "%s/other.db", s->home);
	assert_int_equal(keyring_key(path, KEYRING_PAGES, 7, true, key[0], &note), ERR_OK);
	assert_int_equal(keyring_add(path, &n, &note), ERR_OK);
	assert_int_equal(n, 2);
	assert_int_equal(keyring_read(path, false, &two, &note), ERR_OK);
	assert_int_equal(two.n, 2);
	assert_memory_not_equal(two.master[0], two.master[1], SEAL_KEY);
	/* numbers from before mean what they meant */
	assert_int_equal(keyring_key(path, KEYRING_PAGES, 7, false, key[1], &note), ERR_OK);
	assert_memory_equal(key[0], key[1], SEAL_KEY);
	assert_int_equal(keyring_key(path, KEYRING_PAGES, KEYRING_ID(2, 7), false, key[1], &note), ERR_OK);
	assert_memory_not_equal(key[0], key[1], SEAL_KEY);
	assert_int_equal(keyring_key(path, KEYRING_PAGES, KEYRING_ID(3, 1), false, key[1], &note), ERR_CONFIG);
	assert_int_equal(KEYRING_MASTER(KEYRING_ID(3, 1)), 3);
	/* of a backup: an older one is there already, a later one goes behind, another is refused */
	assert_int_equal(keyring_install(other, &two, &note), ERR_OK);
	assert_int_equal(keyring_add(path, &n, &note), ERR_OK);
	assert_int_equal(keyring_read(path, false, &three, &note), ERR_OK);
	assert_int_equal(keyring_install(other, &three, &note), ERR_OK);
	assert_int_equal(keyring_install(other, &two, &note), ERR_OK);
	assert_int_equal(keyring_count(other, false, &n, &note), ERR_OK);
	assert_int_equal(n, 3);
	three.master[1][0] ^= 1;
	assert_int_equal(keyring_install(other, &three, &note), ERR_CONFLICT);
	for (n = 3; n < KEYRING_MOST;)
		assert_int_equal(keyring_add(path, &n, &note), ERR_OK);
	assert_int_equal(keyring_add(path, &n, &note), ERR_CONFLICT);
}

static void
test_uses_and_rotations_have_keys_of_their_own(void **state)
{
	unsigned char master[SEAL_KEY] = { 7 }, k[6][SEAL_KEY];
	int n = 0;

	(void)state;
	for (int use = KEYRING_PAGES; use <= KEYRING_AUDIT; use++)
		keyring_derive(master, (enum keyring_use)use, 1, k[n++]);
	keyring_derive(master, KEYRING_PAGES, 2, k[n++]);
	keyring_derive(master, KEYRING_PAGES, 2, k[n]);
	assert_memory_equal(k[4], k[5], SEAL_KEY);
	for (int i = 0; i < 5; i++)
		for (int j = 0; j < i; j++)
			assert_memory_not_equal(k[i], k[j], SEAL_KEY);
}

static void
test_the_recovery_key_as_text(void **state)
{
	unsigned char a[LOCKBOX_KEY], b[LOCKBOX_KEY];
	char text[LOCKBOX_TEXT], other[128];
	struct err_note note;

	(void)state;
	for (int i = 0; i < 200; i++) {
		secret_random(a, sizeof a);
		lockbox_text(a, text);
		assert_int_equal(strlen(text), 65);
		assert_int_equal(lockbox_read_text(text, b, &note), ERR_OK);
		assert_memory_equal(a, b, sizeof a);
	}
	/* As people type. */
	snprintf(other, sizeof other, "  %s\n", text);
	for (char *c = other; *c != '\0'; c++)
		*c = *c == '-' ? ' ' : *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c == '0' ? 'o' : *c == '1' ? 'L' : *c;
	assert_int_equal(lockbox_read_text(other, b, &note), ERR_OK);
	assert_memory_equal(a, b, sizeof a);
	text[3] = text[3] == 'X' ? 'Y' : 'X';
	assert_int_equal(lockbox_read_text(text, b, &note), ERR_INVALID);
	assert_int_equal(lockbox_read_text("", b, &note), ERR_INVALID);
	assert_int_equal(lockbox_read_text("U-U-U", b, &note), ERR_INVALID);
}

static void
test_boxes_open_for_their_secret_alone(void **state)
{
	unsigned char a[LOCKBOX_KEY] = { 16 }, b[LOCKBOX_KEY] = { 32 }, pub[LOCKBOX_KEY], box[5 + LOCKBOX_EXTRA],
	    out[5], sig[SIGNATURE_SIZE];

	(void)state;
	lockbox_public(a, pub);
	lockbox_seal(pub, "hello", 5, box);
	assert_true(lockbox_open(a, box, sizeof box, out));
	assert_memory_equal(out, "hello", 5);
	assert_false(lockbox_open(b, box, sizeof box, out));
	box[9] ^= 1;
	assert_false(lockbox_open(a, box, sizeof box, out));
	sign_public(a, pub);
	sign_bytes(a, "hello", 5, sig);
	assert_true(sign_check(pub, "hello", 5, sig));
	assert_false(sign_check(pub, "hellO", 5, sig));
}

static int
temp(struct shop *s)
{
	char path[400];
	int fd;

	snprintf(path, sizeof path, "%s/stream", s->home);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	return fd;
}

static void
test_a_stream_comes_back_or_says_why(void **state)
{
	static const size_t sizes[] = { 0, 1, SEAL_CHUNK - 1, SEAL_CHUNK, SEAL_CHUNK + 1, 3 * SEAL_CHUNK + 7 };
	unsigned char key[SEAL_KEY] = { 3 }, wrong[SEAL_KEY] = { 4 }, hash[HASH_SIZE];
	unsigned char *data = malloc(4 * SEAL_CHUNK), *back = malloc(4 * SEAL_CHUNK);
	struct err_note note = { 0 };
	struct seal_out *o;
	struct seal_in *in;
	int64_t size;

	secret_random(data, 4 * SEAL_CHUNK);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		int fd = temp(*state);

		assert_int_equal(seal_out_new(fd, key, "x|1", &o, &note), ERR_OK);
		for (size_t at = 0; at < sizes[i]; at += 1000)
			assert_int_equal(seal_out_add(o, data + at, sizes[i] - at < 1000 ? sizes[i] - at : 1000,
			    &note), ERR_OK);
		assert_int_equal(seal_out_end(o, hash, &size, &note), ERR_OK);
		seal_out_free(o);
		lseek(fd, 0, SEEK_SET);
		assert_int_equal(seal_in_new(fd, key, "x|1", &in, &note), ERR_OK);
		assert_int_equal(seal_in_read(in, back, sizes[i], &note), ERR_OK);
		assert_memory_equal(data, back, sizes[i]);
		assert_int_equal(seal_in_end(in, &note), ERR_OK);
		seal_in_free(in);
		/* another key, another name */
		lseek(fd, 0, SEEK_SET);
		if (seal_in_new(fd, wrong, "x|1", &in, &note) == ERR_OK)
			assert_int_equal(seal_in_end(in, &note), ERR_CONFLICT);
		seal_in_free(in);
		lseek(fd, 0, SEEK_SET);
		assert_int_equal(seal_in_new(fd, key, "x|2", &in, &note), ERR_OK);
		assert_int_equal(seal_in_end(in, &note), ERR_CONFLICT);
		seal_in_free(in);
		/* cut at a chunk: nothing but the last one's mark tells */
		assert_int_equal(ftruncate(fd, size > SEAL_CHUNK + 41 ? SEAL_CHUNK + 41 : 24), 0);
		lseek(fd, 0, SEEK_SET);
		assert_int_equal(seal_in_new(fd, key, "x|1", &in, &note), ERR_OK);
		assert_int_equal(seal_in_read(in, back, sizes[i] + 1, &note), ERR_SYNTAX);
		seal_in_free(in);
		close(fd);
	}
	free(data);
	free(back);
}

const struct CMUnitTest keys_tests[] = {
	cmocka_unit_test(test_the_master_is_made_once),
	cmocka_unit_test(test_masters_are_added_and_none_goes),
	cmocka_unit_test(test_uses_and_rotations_have_keys_of_their_own),
	cmocka_unit_test(test_the_recovery_key_as_text),
	cmocka_unit_test(test_boxes_open_for_their_secret_alone),
	cmocka_unit_test(test_a_stream_comes_back_or_says_why),
};
const size_t n_keys_tests = sizeof keys_tests / sizeof keys_tests[0];
