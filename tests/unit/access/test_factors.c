/* One-time codes and expired passwords through the door: TRUST.md D4, D6, D7. */
#include "rig.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/totp.h"
#include "domain/sign_in.h"

/* Codes of lan, confirmed with a code of long ago; and the broker knows of it. */
static void
make_codes(struct rig *r, unsigned char seed[TOTP_SEED])
{
	struct err_note note = { 0 };
	char code[8];

	clock_fix(INT64_C(1700000000000));
	snprintf(code, sizeof code, "%06u", 0u);
	assert_int_equal(store_begin(r->shop->st, r->shop->admin, true, &note), ERR_OK);
	assert_int_equal(sign_code_make(r->shop->st, "lan", seed, &note), ERR_OK);
	snprintf(code, sizeof code, "%06u", totp_code(seed, TOTP_SEED, totp_step(clock_now_ms())));
	assert_int_equal(sign_code_confirm(r->shop->st, "lan", code, &note), ERR_OK);
	assert_int_equal(store_commit(r->shop->st, &note), ERR_OK);
	clock_fix(0);
	rig_stop_broker(r, SIGTERM);
	rig_start_broker(r);
	usleep(200000);
}

/* The code of now; waits when the step is about to end. */
static const char *
code_now(const unsigned char *seed, char code[8])
{
	int64_t left = 30000 - clock_now_ms() % 30000;

	if (left < 3000)
		usleep((useconds_t)(left + 10) * 1000);
	snprintf(code, 8, "%06u", totp_code(seed, TOTP_SEED, totp_step(clock_now_ms())));
	return code;
}

static void
D6_a_code_lets_one_in_once(void **state)
{
	struct rig *r = *state;
	unsigned char seed[TOTP_SEED];
	struct door_answer a, b;
	struct line l, m;
	char code[8];

	make_codes(r, seed);
	/* Everybody is asked, the method "password" is gone for everybody. */
	line_open(r, &l, "nobody", "192.0.2.1");
	a = line_kind(&l, AUTH_NONE, NULL);
	assert_int_equal(a.methods, METHOD_KEY | METHOD_TALK);
	assert_int_equal(line_password(&l, PASSWORD, NULL).kind, ANSWER_FAIL);
	assert_int_equal(line_kind(&l, AUTH_TALK, NULL).kind, ANSWER_PROMPT);
	a = line_reply(&l, "wrong", NULL, NULL);
	assert_int_equal(a.kind, ANSWER_PROMPT);
	line_open(r, &m, "lan", "192.0.2.2");
	assert_int_equal(line_kind(&m, AUTH_TALK, NULL).kind, ANSWER_PROMPT);
	b = line_reply(&m, "wrong", NULL, NULL);
	assert_memory_equal(&a, &b, sizeof a);
	assert_int_equal(line_reply(&l, "000000", NULL, NULL).kind, ANSWER_FAIL);
	/* A wrong password and a right code: the code is not used up. */
	assert_int_equal(line_reply(&m, code_now(seed, code), NULL, NULL).kind, ANSWER_FAIL);
	assert_int_equal(line_talk(&m, PASSWORD, "").kind, ANSWER_FAIL);
	line_close(&l);
	line_close(&m);
	/* Two at the same moment with the same code: one. */
	line_open(r, &l, "lan", "192.0.2.3");
	line_open(r, &m, "lan", "192.0.2.4");
	for (int i = 0; i < 2; i++) {
		struct line *one = i == 0 ? &l : &m;

		assert_int_equal(line_kind(one, AUTH_TALK, NULL).kind, ANSWER_PROMPT);
		assert_int_equal(line_reply(one, PASSWORD, NULL, NULL).kind, ANSWER_PROMPT);
	}
	code_now(seed, code);
	a = line_reply(&l, code, NULL, NULL);
	b = line_reply(&m, code, NULL, NULL);
	assert_int_equal(a.kind, ANSWER_SUCCESS);
	assert_int_equal(rig_redeem(r, a.ticket, l.id).factors, FACTOR_PASSWORD | FACTOR_CODE);
	assert_int_equal(b.kind, ANSWER_FAIL);
	line_close(&l);
	line_close(&m);
	/* Nor after the broker was killed. */
	rig_stop_broker(r, SIGKILL);
	rig_start_broker(r);
	usleep(200000);
	line_open(r, &l, "lan", "192.0.2.5");
	assert_int_equal(line_talk(&l, PASSWORD, code).kind, ANSWER_FAIL);
	line_close(&l);
}

static void
D4_a_key_and_a_code(void **state)
{
	struct rig *r = *state;
	unsigned char seed[TOTP_SEED];
	struct door_answer a;
	struct line l;
	char code[8];

	DO(r->shop, "{'op':'add','entity':'user_key','fields':{'user':'lan','public_key':'%s'}}", KEY_LINE);
	make_codes(r, seed);
	line_open(r, &l, "lan", "192.0.2.1");
	a = line_key(&l, AUTH_KEY, KEY_LINE);
	assert_int_equal(a.kind, ANSWER_PARTIAL);
	assert_int_equal(a.methods, METHOD_TALK);
	/* Half a sign-in is none: not by the key again, not by another method. */
	assert_int_equal(line_key(&l, AUTH_KEY, KEY_LINE).kind, ANSWER_FAIL);
	assert_int_equal(line_key(&l, AUTH_KEY, KEY_LINE).kind, ANSWER_PARTIAL);
	a = line_kind(&l, AUTH_TALK, NULL);
	assert_int_equal(a.kind, ANSWER_PROMPT);
	assert_string_equal(a.prompt[0], "One-time code: ");
	assert_int_equal(line_reply(&l, "000000", NULL, NULL).kind, ANSWER_FAIL);
	line_close(&l);
	line_open(r, &l, "lan", "192.0.2.1");
	assert_int_equal(line_key(&l, AUTH_KEY, KEY_LINE).kind, ANSWER_PARTIAL);
	assert_int_equal(line_kind(&l, AUTH_TALK, NULL).kind, ANSWER_PROMPT);
	a = line_reply(&l, code_now(seed, code), NULL, NULL);
	assert_int_equal(a.kind, ANSWER_SUCCESS);
	assert_int_equal(rig_redeem(r, a.ticket, l.id).factors, FACTOR_KEY | FACTOR_CODE);
	line_close(&l);
	/* The half of a sign-in belongs to its connection. */
	line_open(r, &l, "lan", "192.0.2.1");
	assert_int_equal(line_key(&l, AUTH_KEY, KEY_LINE).kind, ANSWER_PARTIAL);
	line_close(&l);
	line_open(r, &l, "lan", "192.0.2.1");
	a = line_kind(&l, AUTH_TALK, NULL);
	assert_string_equal(a.prompt[0], "Password: ");
	line_close(&l);
}

/* Changes the password in the dialogue that PAM leads. */
static struct door_answer
change(struct line *l, const char *old, const char *fresh)
{
	struct door_answer a = line_reply(l, old, NULL, NULL);

	if (a.kind == ANSWER_PROMPT)
		a = line_reply(l, fresh, NULL, NULL);
	return a.kind == ANSWER_PROMPT ? line_reply(l, fresh, NULL, NULL) : a;
}

static void
D7_an_expired_password_is_changed_never_skipped(void **state)
{
	struct rig *r = *state;
	struct door_answer a;
	struct line l;

	DO(r->shop, "{'op':'add','entity':'user_key','fields':{'user':'lan','public_key':'%s'}}", KEY_LINE);
	DO(r->shop, "{'op':'edit','entity':'user','code':'lan','fields':{'new_password':true}}");
	/* By password: partial, then a dialogue. Another request instead: refused. */
	line_open(r, &l, "lan", "192.0.2.1");
	assert_int_equal(line_password(&l, PASSWORD, NULL).kind, ANSWER_PARTIAL);
	assert_int_equal(line_key(&l, AUTH_KEY_OFFER, KEY_OTHER).kind, ANSWER_FAIL);
	assert_int_equal(line_reply(&l, PASSWORD, NULL, NULL).kind, ANSWER_FAIL);
	line_close(&l);
	/* By key too, with the old password in between. */
	line_open(r, &l, "lan", "192.0.2.1");
	a = line_key(&l, AUTH_KEY, KEY_LINE);
	assert_int_equal(a.kind, ANSWER_PARTIAL);
	a = line_kind(&l, AUTH_TALK, NULL);
	assert_int_equal(a.kind, ANSWER_PROMPT);
	assert_string_equal(a.prompt[0], "Password until now: ");
	assert_int_not_equal(change(&l, "wrong", "another one").kind, ANSWER_SUCCESS);
	line_close(&l);
	line_open(r, &l, "lan", "192.0.2.1");
	assert_int_equal(line_password(&l, PASSWORD, NULL).kind, ANSWER_PARTIAL);
	a = line_kind(&l, AUTH_TALK, NULL);
	assert_non_null(strstr(a.instruction, "expired"));
	a = change(&l, PASSWORD, "another one");
	assert_int_equal(a.kind, ANSWER_SUCCESS);
	line_close(&l);
	line_open(r, &l, "lan", "192.0.2.2");
	assert_int_equal(line_password(&l, PASSWORD, NULL).kind, ANSWER_FAIL);
	assert_int_equal(line_password(&l, "another one", NULL).kind, ANSWER_SUCCESS);
	line_close(&l);
}

static void
D7_accounts_that_may_not_by_password_and_by_key(void **state)
{
	static const char *const edits[] = { "'active':false", "'active':true,'until':'2020-01-01'" };
	struct rig *r = *state;
	struct door_answer a;
	struct line l;

	DO(r->shop, "{'op':'add','entity':'user_key','fields':{'user':'lan','public_key':'%s'}}", KEY_LINE);
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		DO(r->shop, "{'op':'edit','entity':'user','code':'lan','fields':{%s}}", edits[i]);
		line_open(r, &l, "lan", i == 0 ? "192.0.2.1" : "192.0.2.2");
		assert_int_equal(line_password(&l, PASSWORD, NULL).kind, ANSWER_FAIL);
		assert_int_equal(line_key(&l, AUTH_KEY, KEY_LINE).kind, ANSWER_FAIL);
		/* Only who proved to be the user hears why. */
		assert_int_equal(line_kind(&l, AUTH_TALK, NULL).kind, ANSWER_PROMPT);
		a = line_reply(&l, PASSWORD, NULL, NULL);
		assert_int_equal(a.kind, ANSWER_PROMPT);
		assert_int_equal(a.prompts, 0);
		assert_non_null(strstr(a.instruction, i == 0 ? "locked" : "expired"));
		assert_int_equal(line_reply(&l, NULL, NULL, NULL).kind, ANSWER_FAIL);
		line_close(&l);
	}
}

TESTS_OF(factors,
	RIG_TEST(D4_a_key_and_a_code),
	RIG_TEST(D6_a_code_lets_one_in_once),
	RIG_TEST(D7_an_expired_password_is_changed_never_skipped),
	RIG_TEST(D7_accounts_that_may_not_by_password_and_by_key));
