/* Public keys of users: reading, whose they are, the lines for the system's own sshd. */
#include "access.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "domain/sign_in.h"

#define ADD "{'op':'add','entity':'user_key','fields':{'user':'%s','public_key':'%s'}}"

static void
keys_are_read_and_belong_to_one(void **state)
{
	struct shop *s = *state;
	char *dump;

	DO(s, ADD, "lan", "  " KEY_LINE);
	dump = shop_dump(s, "SELECT public_key, fingerprint, name FROM user_key");
	assert_non_null(strstr(dump, "|SHA256:"));
	assert_non_null(strstr(dump, "lan@till"));
	assert_null(strstr(dump, "AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g lan"));
	free(dump);
	shop_refused(s, "CONFLICT", "public_key", ADD, "lan", KEY_LINE);
	shop_refused(s, "CONFLICT", "public_key", ADD, "admin", KEY_LINE);
	shop_refused(s, "INVALID", "public_key", ADD, "lan", "ssh-ed25519 AAAA x");
	shop_refused(s, "INVALID", "public_key", ADD, "lan", "ssh-ed25519");
	shop_refused(s, "INVALID", "public_key", ADD, "lan", "ssh-dss AAAAC3NzaC1lZDI1NTE5 x");
	shop_refused(s, "INVALID", "public_key", ADD, "lan",
	    "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g x");
	shop_refused(s, "INVALID", "public_key", ADD, "lan",
	    "command=x ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g");
	shop_refused(s, "INVALID", "public_key", ADD, "lan", "-----BEGIN OPENSSH PRIVATE KEY-----");
}

static void
the_right_user_and_the_right_key(void **state)
{
	struct shop *s = *state;
	struct sign_in *si = sign_in_open(s->st);
	struct err_note note = { 0 };
	unsigned char blob[64];
	struct sign_key k;
	size_t len;
	char *lines;

	DO(s, ADD, "lan", KEY_LINE);
	assert_true(base64_read(KEY_LINE + 12, 68, blob, sizeof blob, &len));
	assert_int_equal(sign_in_key(si, "lan", blob, len, &k, &note), ERR_OK);
	assert_true(str_starts(k.fingerprint, "SHA256:"));
	assert_int_equal(sign_in_key(si, "admin", blob, len, &k, &note), ERR_DENIED);
	assert_int_equal(sign_in_key(si, "nobody", blob, len, &k, &note), ERR_DENIED);
	blob[40] ^= 1;
	assert_int_equal(sign_in_key(si, "lan", blob, len, &k, &note), ERR_DENIED);
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(sign_key_lines(s->st, "lan", NULL, "quen attach --user", &lines, &note), ERR_OK);
	store_rollback(s->st);
	assert_string_equal(lines, "command=\"quen attach --user lan\",restrict,pty ssh-ed25519 "
	    "AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g\n");
	free(lines);
	/* One account of the system for everybody: the key says who it is. */
	DO(s, ADD, "admin", KEY_OTHER);
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(sign_key_lines(s->st, NULL, k.fingerprint, "q", &lines, &note), ERR_OK);
	assert_string_equal(lines, "");
	free(lines);
	assert_int_equal(sign_key_lines(s->st, NULL, NULL, "q", &lines, &note), ERR_OK);
	assert_non_null(strstr(lines, "\"q admin\""));
	assert_non_null(strstr(lines, "\"q lan\""));
	free(lines);
	assert_int_equal(sign_key_lines(s->st, "nobody", NULL, "q", &lines, &note), ERR_OK);
	assert_string_equal(lines, "");
	free(lines);
	store_rollback(s->st);
	DO(s, "{'op':'edit','entity':'user','code':'lan','fields':{'active':false}}");
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(sign_key_lines(s->st, "lan", NULL, "quen attach --user", &lines, &note), ERR_OK);
	store_rollback(s->st);
	assert_string_equal(lines, "");
	free(lines);
	sign_in_close(si);
}

/* Who may edit users but is no administrator does not become one by a key, a code or a password. */
static void
nobody_signs_in_as_an_administrator_by_editing_users(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	unsigned char seed[32];
	json_t *v;

	DO(s, "{'op':'add','entity':'group','fields':{'code':'hr','name':'HR'}}");
	DO(s, "{'op':'add','entity':'right','fields':{'group':'hr','function':'user','verbs':['view','add','edit','delete']}}");
	DO(s, "{'op':'edit','entity':'user','code':'lan','fields':{'groups':['hr']}}");
	v = shop_post(s, s->lan, ADD, "admin", KEY_LINE);
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	v = shop_post(s, s->lan, ADD, "lan", KEY_LINE);
	assert_true(json_is_true(json_object_get(v, "ok")));
	json_decref(v);
	assert_int_equal(store_begin(s->st, s->lan, true, &note), ERR_OK);
	assert_int_equal(sign_code_make(s->st, "admin", seed, &note), ERR_DENIED);
	store_rollback(s->st);
	assert_int_equal(store_begin(s->st, s->lan, true, &note), ERR_OK);
	assert_int_equal(actor_set_password(s->st, "admin", "taken over", &note), ERR_DENIED);
	store_rollback(s->st);
}

TESTS_OF(keys,
	cmocka_unit_test_setup_teardown(keys_are_read_and_belong_to_one, cards_setup, shop_teardown),
	cmocka_unit_test_setup_teardown(the_right_user_and_the_right_key, cards_setup, shop_teardown),
	cmocka_unit_test_setup_teardown(nobody_signs_in_as_an_administrator_by_editing_users,
	    cards_setup, shop_teardown));
