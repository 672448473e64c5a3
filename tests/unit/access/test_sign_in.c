/* The store side: codes (RFC 6238, D6), passwords, accounts, groups of other systems, cards. */
#include "access.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/keyring.h"
#include "base/str.h"
#include "base/totp.h"
#include "domain/sign_in.h"
#include "store/sealed.h"

static void
rfc6238_vectors(void **state)
{
	static const struct { int64_t s; uint32_t code; } want[] = { { 59, 287082 },
		{ 1111111109, 81804 }, { 1111111111, 50471 }, { 1234567890, 5924 },
		{ 2000000000, 279037 }, { INT64_C(20000000000), 353130 } };
	const unsigned char *seed = (const unsigned char *)"12345678901234567890";
	char base32[TOTP_BASE32_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		assert_int_equal(totp_code(seed, 20, totp_step(want[i].s * 1000)), want[i].code);
	totp_base32(seed, base32);
	assert_string_equal(base32, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_int_equal(totp_find(seed, 20, "287 082", 1, 0), 1);
	assert_int_equal(totp_find(seed, 20, "287082", 1, 1), 0);
	assert_int_equal(totp_find(seed, 20, "28708", 1, 0), 0);
	assert_int_equal(totp_find(seed, 20, "2870820", 1, 0), 0);
	assert_int_equal(totp_find(seed, 20, "", 1, 0), 0);
	assert_int_equal(totp_find(seed, 20, "28708x", 1, 0), 0);
}

static void
seals_open_only_with_key_and_owner(void **state)
{
	unsigned char key[SEAL_KEY] = { 1 }, out[20 + SEAL_EXTRA];
	char plain[20];

	(void)state;
	secret_seal(key, "user_code|7", "12345678901234567890", 20, out);
	assert_true(secret_open(key, "user_code|7", out, sizeof out, plain));
	assert_memory_equal(plain, "12345678901234567890", 20);
	assert_false(secret_open(key, "user_code|8", out, sizeof out, plain));
	out[30] ^= 1;
	assert_false(secret_open(key, "user_code|7", out, sizeof out, plain));
	out[30] ^= 1;
	key[0] = 2;
	assert_false(secret_open(key, "user_code|7", out, sizeof out, plain));
	assert_false(secret_open(key, "user_code|7", out, 10, plain));
}

static void
must(enum err e, const struct err_note *note)
{
	if (e != ERR_OK)
		fail_msg("%s: %s", err_name(e), note->text);
}

static void
set_password(struct shop *s, const char *user)
{
	struct err_note note = { 0 };

	must(store_begin(s->st, s->admin, true, &note), &note);
	must(actor_set_password(s->st, user, PASSWORD, &note), &note);
	must(store_commit(s->st, &note), &note);
}

/* Lan's codes, set up and confirmed. */
static void
make_codes(struct shop *s, unsigned char seed[TOTP_SEED])
{
	struct err_note note = { 0 };
	char code[8];

	must(store_begin(s->st, s->admin, true, &note), &note);
	must(sign_code_make(s->st, "lan", seed, &note), &note);
	must(store_commit(s->st, &note), &note);
	snprintf(code, sizeof code, "%06u", totp_code(seed, TOTP_SEED, totp_step(clock_now_ms()) - 1));
	must(store_begin(s->st, s->lan, true, &note), &note);
	must(sign_code_confirm(s->st, "lan", code, &note), &note);
	must(store_commit(s->st, &note), &note);
}

static enum err
attempt(struct sign_in *si, const char *password, const char *code, enum sign_codes codes)
{
	struct err_note note = { 0 };
	struct sign_try t = { "lan", password, code, codes, false };

	return sign_in_try(si, &t, &note);
}

static enum err
by_code(struct sign_in *si, const unsigned char *seed, int64_t step)
{
	char code[8];

	snprintf(code, sizeof code, "%06u", totp_code(seed, TOTP_SEED, step));
	return attempt(si, PASSWORD, code, SIGN_CODE_IF_SET);
}

static void
passwords(void **state)
{
	struct shop *s = *state;
	struct sign_in *si = sign_in_open(s->st);
	struct err_note note = { 0 };
	struct sign_try upper = { "LAN", PASSWORD, "", SIGN_CODE_IF_SET, false };

	assert_int_equal(attempt(si, PASSWORD, "", SIGN_CODE_IF_SET), ERR_DENIED);	/* none yet */
	assert_int_equal(attempt(si, "", "", SIGN_CODE_IF_SET), ERR_DENIED);
	set_password(s, "lan");
	assert_int_equal(attempt(si, PASSWORD, "", SIGN_CODE_IF_SET), ERR_OK);
	assert_int_equal(attempt(si, "wrong", "", SIGN_CODE_IF_SET), ERR_DENIED);
	assert_int_equal(attempt(si, PASSWORD, "", SIGN_CODE_ALWAYS), ERR_DENIED);
	assert_int_equal(attempt(si, PASSWORD, "", SIGN_CODE_ONLY), ERR_DENIED);
	assert_int_equal(sign_in_try(si, &upper, &note), ERR_OK);
	assert_int_equal(sign_in_change(si, "lan", "wrong", "another one", &note), ERR_DENIED);
	assert_int_equal(sign_in_change(si, "lan", PASSWORD, "short", &note), ERR_INVALID);
	assert_int_equal(sign_in_change(si, "lan", PASSWORD, PASSWORD, &note), ERR_INVALID);
	assert_int_equal(sign_in_change(si, "lan", PASSWORD, "another one", &note), ERR_OK);
	assert_int_equal(attempt(si, PASSWORD, "", SIGN_CODE_IF_SET), ERR_DENIED);
	assert_int_equal(attempt(si, "another one", "", SIGN_CODE_IF_SET), ERR_OK);
	assert_int_equal(shop_verify(s), 0);
	sign_in_close(si);
}

static void
D6_codes_of_three_steps_each_once(void **state)
{
	struct shop *s = *state;
	struct sign_in *si = sign_in_open(s->st);
	unsigned char seed[TOTP_SEED];
	int64_t now;
	char *dump;

	set_password(s, "lan");
	make_codes(s, seed);
	clock_fix(SHOP_NOW + 300000);
	now = totp_step(clock_now_ms());
	assert_int_equal(by_code(si, seed, now - 2), ERR_DENIED);
	assert_int_equal(by_code(si, seed, now + 2), ERR_DENIED);
	assert_int_equal(attempt(si, "wrong", "", SIGN_CODE_IF_SET), ERR_DENIED);
	assert_int_equal(attempt(si, PASSWORD, "", SIGN_CODE_IF_SET), ERR_DENIED);
	assert_int_equal(by_code(si, seed, now - 1), ERR_OK);
	assert_int_equal(by_code(si, seed, now - 1), ERR_DENIED);
	assert_int_equal(by_code(si, seed, now + 1), ERR_OK);
	assert_int_equal(by_code(si, seed, now), ERR_DENIED);		/* older than a used one */
	assert_int_equal(by_code(si, seed, now + 1), ERR_DENIED);
	assert_int_equal(attempt(si, NULL, "", SIGN_CODE_NEVER), ERR_DENIED);
	/* A copy of the store has no seed in it. */
	dump = shop_dump(s, "SELECT hex(seed) FROM user_code");
	assert_int_equal(strlen(dump) >= 2 * (TOTP_SEED + SEAL_EXTRA), true);
	free(dump);
	sign_in_close(si);
}

static void
D6_the_eleventh_wrong_code_finds_it_locked(void **state)
{
	struct shop *s = *state;
	struct sign_in *si = sign_in_open(s->st);
	unsigned char seed[TOTP_SEED];
	int64_t now;

	set_password(s, "lan");
	make_codes(s, seed);
	clock_fix(SHOP_NOW + 300000);
	now = totp_step(clock_now_ms());
	/* Without the password nobody locks anything. */
	for (int i = 0; i < 12; i++)
		assert_int_equal(attempt(si, "wrong", "000000", SIGN_CODE_IF_SET), ERR_DENIED);
	assert_int_equal(by_code(si, seed, now), ERR_OK);
	for (int i = 0; i < 10; i++)
		assert_int_equal(by_code(si, seed, now - 9), ERR_DENIED);
	assert_int_equal(by_code(si, seed, now + 1), ERR_DENIED);
	clock_fix(SHOP_NOW + 300000 + 59 * 60000);
	assert_int_equal(by_code(si, seed, totp_step(clock_now_ms())), ERR_DENIED);
	clock_fix(SHOP_NOW + 300000 + 61 * 60000);
	assert_int_equal(by_code(si, seed, totp_step(clock_now_ms())), ERR_OK);
	sign_in_close(si);
}

/* However many processes try one code at the same moment; QUEN_LONG=1: a thousand tries. */
static void
D6_parallel_tries_of_one_code_let_one_in(void **state)
{
	struct shop *s = *state;
	unsigned char seed[TOTP_SEED];
	const int each = str_eq(getenv("QUEN_LONG"), "1") ? 250 : 10;
	int status, in = 0;
	pid_t pid[4];

	set_password(s, "lan");
	make_codes(s, seed);
	clock_fix(SHOP_NOW + 300000);
	shop_close(s);
	for (int i = 0; i < 4; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			struct sign_in *si;
			char code[8];
			int n = 0;

			shop_open(s);
			si = sign_in_open(s->st);
			snprintf(code, sizeof code, "%06u", totp_code(seed, TOTP_SEED,
			    totp_step(clock_now_ms())));
			for (int k = 0; k < each; k++)
				n += attempt(si, NULL, code, SIGN_CODE_ONLY) == ERR_OK;
			_exit(n);
		}
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		in += WEXITSTATUS(status);
	}
	shop_open(s);
	assert_int_equal(in, 1);
}

static void
codes_are_set_up_by_the_user_and_taken_by_who_may(void **state)
{
	struct shop *s = *state;
	unsigned char seed[TOTP_SEED], again[TOTP_SEED];
	struct err_note note = { 0 };
	char key[600], *uri;
	struct stat st;

	make_codes(s, seed);
	snprintf(key, sizeof key, "%s.key", s->paths.db);
	assert_int_equal(stat(key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	must(store_begin(s->st, s->lan, true, &note), &note);
	assert_int_equal(sign_code_make(s->st, "lan", again, &note), ERR_CONFLICT);
	store_rollback(s->st);
	must(store_begin(s->st, s->lan, true, &note), &note);
	assert_int_equal(sign_code_drop(s->st, "lan", &note), ERR_DENIED);
	store_rollback(s->st);
	must(store_begin(s->st, s->lan, true, &note), &note);
	assert_int_equal(sign_code_make(s->st, "admin", again, &note), ERR_DENIED);
	store_rollback(s->st);
	must(store_begin(s->st, s->admin, true, &note), &note);
	must(sign_code_drop(s->st, "lan", &note), &note);
	uri = sign_code_uri(s->st, "lan", seed);
	assert_true(str_starts(uri, "otpauth://totp/"));
	assert_non_null(strstr(uri, "lan?secret="));
	free(uri);
	must(store_commit(s->st, &note), &note);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit WHERE action LIKE 'codes.%'"), 3);
}

/* Whoever took the old key file away has nothing any more: here it is struck out. */
static void
codes_and_sealed_fields_go_on_with_another_master_key(void **state)
{
	struct shop *s = *state;
	unsigned char seed[TOTP_SEED], none[SEAL_KEY] = { 0 };
	struct err_note note = { 0 };
	struct sign_in *si;
	int64_t codes = 0, rows = 0, now;
	unsigned masters = 0;
	char key[600];
	FILE *f;

	make_codes(s, seed);
	must(store_begin(s->st, s->admin, true, &note), &note);
	assert_int_equal(keyring_add(s->paths.db, &masters, &note), ERR_OK);
	assert_int_equal(masters, 2);
	must(sealed_rekey(s->st, masters, &rows, &note), &note);
	must(sign_codes_rekey(s->st, &codes, &note), &note);
	assert_int_equal(codes, 1);
	must(store_commit(s->st, &note), &note);
	snprintf(key, sizeof key, "%s.key", s->paths.db);
	f = fopen(key, "r+b");
	assert_int_equal(fwrite(none, 1, sizeof none, f), sizeof none);
	fclose(f);
	si = sign_in_open(s->st);
	set_password(s, "lan");
	clock_fix(SHOP_NOW + 300000);
	now = totp_step(clock_now_ms());
	assert_int_equal(by_code(si, seed, now), ERR_OK);
	assert_int_equal(by_code(si, seed, now), ERR_DENIED);
	sign_in_close(si);
	/* who may not */
	must(store_begin(s->st, s->lan, true, &note), &note);
	assert_int_equal(sealed_rekey(s->st, masters, &rows, &note), ERR_DENIED);
	assert_int_equal(sign_codes_rekey(s->st, &codes, &note), ERR_DENIED);
	store_rollback(s->st);
}

static enum sign_account
account(struct sign_in *si, const char *user)
{
	struct err_note note = { 0 };
	enum sign_account a;

	must(sign_in_account(si, user, &a, &note), &note);
	return a;
}

static void
D7_accounts(void **state)
{
	struct shop *s = *state;
	struct sign_in *si = sign_in_open(s->st);
	struct err_note note = { 0 };
	char code[64];

	set_password(s, "lan");
	assert_int_equal(account(si, "lan"), SIGN_ACCOUNT_OK);
	assert_int_equal(account(si, "nobody"), SIGN_UNKNOWN);
	DO(s, "{'op':'edit','entity':'user','code':'lan','fields':{'until':'2026-11-21'}}");
	assert_int_equal(account(si, "lan"), SIGN_ACCOUNT_OK);
	DO(s, "{'op':'edit','entity':'user','code':'lan','fields':{'until':'2026-11-20'}}");
	assert_int_equal(account(si, "lan"), SIGN_EXPIRED);
	assert_int_equal(sign_in_enter(si, "lan", "", true, code, sizeof code, &note), ERR_DENIED);
	shop_sql(s, "UPDATE app_user SET until_day = NULL, from_minute = 480, to_minute = 870 WHERE code = 'lan'");
	assert_int_equal(account(si, "lan"), SIGN_HOURS);		/* it is 14:30 */
	shop_sql(s, "UPDATE app_user SET to_minute = 871 WHERE code = 'lan'");
	assert_int_equal(account(si, "lan"), SIGN_ACCOUNT_OK);
	shop_sql(s, "UPDATE app_user SET from_minute = 1320, to_minute = 360 WHERE code = 'lan'");
	assert_int_equal(account(si, "lan"), SIGN_HOURS);
	shop_sql(s, "UPDATE app_user SET from_minute = NULL, to_minute = NULL WHERE code = 'lan'");
	shop_set(s, "signin.password_days", "30");
	clock_fix(SHOP_NOW + 29 * DAY_MS);
	assert_int_equal(account(si, "lan"), SIGN_ACCOUNT_OK);
	clock_fix(SHOP_NOW + 31 * DAY_MS);
	assert_int_equal(account(si, "lan"), SIGN_NEW_PASSWORD);
	must(sign_in_change(si, "lan", PASSWORD, "another one", &note), &note);
	assert_int_equal(account(si, "lan"), SIGN_ACCOUNT_OK);
	DO(s, "{'op':'edit','entity':'user','code':'lan','fields':{'new_password':true}}");
	assert_int_equal(account(si, "lan"), SIGN_NEW_PASSWORD);
	DO(s, "{'op':'edit','entity':'user','code':'lan','fields':{'active':false}}");
	assert_int_equal(account(si, "lan"), SIGN_LOCKED);
	assert_int_equal(sign_in_enter(si, "lan", "", true, code, sizeof code, &note), ERR_DENIED);
	sign_in_close(si);
}

static void
groups_of_other_systems(void **state)
{
	struct shop *s = *state;
	struct sign_in *si = sign_in_open(s->st);
	struct err_note note = { 0 };
	char code[64], *dump;

	DO(s, "{'op':'add','entity':'group','fields':{'code':'night','name':'Night'}}");
	DO(s, "{'op':'add','entity':'group','fields':{'code':'day','name':'Day'}}");
	/* Without a map nobody is made and nothing changes. */
	assert_int_equal(sign_in_enter(si, "unix", "staff", false, code, sizeof code, &note), ERR_DENIED);
	shop_set(s, "signin.group_map", "staff=night, late=day");
	assert_int_equal(sign_in_enter(si, "unix", "staff", false, code, sizeof code, &note), ERR_DENIED);
	shop_set(s, "signin.create_users", "yes");
	assert_int_equal(sign_in_enter(si, "unix", "other", false, code, sizeof code, &note), ERR_DENIED);
	must(sign_in_enter(si, "unix", "staff", false, code, sizeof code, &note), &note);
	assert_string_equal(code, "unix");
	must(sign_in_enter(si, "unix", "late,other", false, code, sizeof code, &note), &note);
	dump = shop_dump(s, "SELECT g.code FROM user_groups l JOIN user_group g ON g.id = l.ref_id "
	    "JOIN app_user u ON u.id = l.owner_id WHERE u.code = 'unix'");
	assert_non_null(strstr(dump, "day"));
	assert_null(strstr(dump, "night"));
	free(dump);
	/* Groups that the map does not name stay; Quen's own users keep theirs. */
	must(sign_in_enter(si, "lan", "staff", true, code, sizeof code, &note), &note);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM user_groups l JOIN app_user u ON u.id = l.owner_id "
	    "JOIN user_group g ON g.id = l.ref_id WHERE u.code = 'lan' AND g.code = 'night'"), 0);
	assert_int_equal(shop_verify(s), 0);
	sign_in_close(si);
}

static void
rule_V4_cards_at_the_door(void **state)
{
	struct shop *s = *state;
	struct sign_in *si = sign_in_open(s->st);
	struct err_note note = { 0 };
	char number[64] = "";

	must(sign_in_card(si, "500 0001", "2468", number, sizeof number, &note), &note);
	assert_string_equal(number, V1);
	assert_int_equal(sign_in_card(si, V2, "2468", number, sizeof number, &note), ERR_DENIED);
	assert_int_equal(sign_in_card(si, "9999", "2468", number, sizeof number, &note), ERR_DENIED);
	for (int i = 0; i < 5; i++)
		assert_int_equal(sign_in_card(si, V1, "0000", number, sizeof number, &note), ERR_DENIED);
	assert_int_equal(sign_in_card(si, V1, "2468", number, sizeof number, &note), ERR_DENIED);
	clock_fix(SHOP_NOW + 16 * 60000);
	must(sign_in_card(si, V1, "2468", number, sizeof number, &note), &note);
	DO(s, "{'op':'card.lost','card':'" V1 "','reason':'t'}");
	assert_int_equal(sign_in_card(si, V1, "2468", number, sizeof number, &note), ERR_DENIED);
	sign_in_close(si);
}

static void
the_trail_says_who_came(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	char *dump;

	must(sign_in_note(s->st, &(struct sign_note) { .event = SIGN_EVENT_IN, .user = "lan",
	    .source = "192.0.2.1", .how = "key,code", .key = "SHA256:x" }, &note), &note);
	must(sign_in_note(s->st, &(struct sign_note) { .event = SIGN_EVENT_FAILED, .user = "no\x1b[31m",
	    .source = "192.0.2.1", .count = 7 }, &note), &note);
	must(sign_in_note(s->st, &(struct sign_note) { .event = SIGN_EVENT_IN, .user = V1,
	    .is_card = true, .source = "", .how = "pin" }, &note), &note);
	dump = shop_dump(s, "SELECT a.user_name, a.action, a.row_code, b.body FROM audit a LEFT JOIN "
	    "audit_body b ON b.seq = a.seq WHERE a.action LIKE 'sign-in%' ORDER BY a.seq");
	assert_non_null(strstr(dump, "lan|sign-in|lan|"));
	assert_non_null(strstr(dump, "192.0.2.1"));
	assert_non_null(strstr(dump, "[null,7]"));
	assert_non_null(strstr(dump, "...0001"));
	assert_null(strstr(dump, V1));
	assert_null(strchr(dump, '\x1b'));
	free(dump);
	assert_int_equal(shop_verify(s), 0);
}

#define SIGN_TEST(f) cmocka_unit_test_setup_teardown(f, cards_setup, shop_teardown)
TESTS_OF(sign_in,
	cmocka_unit_test(rfc6238_vectors),
	cmocka_unit_test(seals_open_only_with_key_and_owner),
	SIGN_TEST(passwords),
	SIGN_TEST(D6_codes_of_three_steps_each_once),
	SIGN_TEST(D6_the_eleventh_wrong_code_finds_it_locked),
	SIGN_TEST(D6_parallel_tries_of_one_code_let_one_in),
	SIGN_TEST(codes_are_set_up_by_the_user_and_taken_by_who_may),
	SIGN_TEST(codes_and_sealed_fields_go_on_with_another_master_key),
	SIGN_TEST(D7_accounts),
	SIGN_TEST(groups_of_other_systems),
	SIGN_TEST(rule_V4_cards_at_the_door),
	SIGN_TEST(the_trail_says_who_came));
