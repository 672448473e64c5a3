/* The PIN: rule V4. */
#include "cards.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "domain/card_life.h"

static enum err
check(struct shop *s, const char *card, const char *pin)
{
	struct err_note note = { 0 };

	return card_check_pin(s->st, s->lan, card, pin, &note);
}

static void
rule_V4_hashed_and_never_shown(void **state)
{
	struct shop *s = *state;
	char *dump = shop_dump(s, "SELECT * FROM card"), *body = shop_dump(s, "SELECT body FROM audit_body");
	char *kept;

	assert_non_null(strstr(dump, "$argon2id$"));
	assert_null(strstr(dump, "|2468|"));
	assert_null(strstr(body, "argon2id"));
	DO(s, "{'op':'card.pin','key':'k1','card':'" V1 "','old_pin':'2468','pin':'97531'}");
	kept = shop_dump(s, "SELECT result, key FROM idem");
	assert_null(strstr(kept, "97531"));
	assert_int_equal(check(s, V1, "97531"), ERR_OK);
	assert_int_equal(check(s, V1, "2468"), ERR_DENIED);
	free(dump);
	free(body);
	free(kept);
}

static void
rule_V4_five_wrong_ones_lock_at_every_till(void **state)
{
	struct shop *s = *state;
	int status;
	pid_t pid;

	for (int i = 0; i < 4; i++)
		assert_int_equal(check(s, V1, "0000"), ERR_DENIED);
	assert_int_equal(check(s, V1, "2468"), ERR_OK);		/* a right one ends the count */
	for (int i = 0; i < 5; i++)
		assert_int_equal(check(s, V1, "0000"), ERR_DENIED);
	assert_int_equal(check(s, V1, "2468"), ERR_DENIED);
	shop_close(s);
	pid = fork();
	if (pid == 0) {
		shop_open(s);
		_exit(check(s, V1, "2468") == ERR_DENIED ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	shop_open(s);
	shop_refused(s, "DENIED", "pin", "{'op':'card.pin','card':'" V1 "','old_pin':'2468','pin':'1111'}");
	clock_fix(SHOP_NOW + 14 * 60000 + 59000);
	assert_int_equal(check(s, V1, "2468"), ERR_DENIED);
	clock_fix(SHOP_NOW + 15 * 60000);
	assert_int_equal(check(s, V1, "0000"), ERR_DENIED);
	assert_int_equal(check(s, V1, "2468"), ERR_OK);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit WHERE action = 'card.pin_lock'"), 1);
	assert_int_equal(shop_verify(s), 0);
}

/* Tills that guess together have no more tries than one: the rest finds it locked. */
static void
rule_V4_tries_are_counted_before_they_are_looked_at(void **state)
{
	struct shop *s = *state;
	int status, looked = 0;
	pid_t pid[4];

	shop_set(s, "pin.tries", "3");
	shop_close(s);
	for (int i = 0; i < 4; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			int n = 0;

			shop_open(s);
			for (int k = 0; k < 3; k++) {
				struct err_note note = { 0 };

				if (card_check_pin(s->st, s->lan, V1, "0000", &note) == ERR_DENIED &&
				    strstr(note.text, "wrong.") != NULL)
					n++;
			}
			_exit(n);
		}
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		looked += WEXITSTATUS(status);
	}
	shop_open(s);
	assert_int_equal(looked, 3);
}

static void
rule_V4_a_new_pin_needs_the_old_one_or_a_manager(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_refused(s, "DENIED", "pin", "{'op':'card.pin','card':'" V1 "','old_pin':'1111','pin':'2222'}");
	assert_int_equal(shop_int(s, "SELECT pin_wrong FROM card WHERE number = '" V1 "'"), 1);
	v = shop_post(s, s->lan, "{'op':'card.pin','card':'" V1 "','pin':'2222','reason':'forgot'}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	shop_refused(s, "INVALID", "reason", "{'op':'card.pin','card':'" V1 "','pin':'2222'}");
	DO(s, "{'op':'card.pin','card':'" V1 "','pin':'2222','reason':'forgot'}");
	v = shop_post(s, s->lan, "{'op':'card.pin','key':'x','card':'" V1 "','old_pin':'2222','pin':'3333'}");
	assert_true(json_is_true(json_object_get(v, "ok")));
	json_decref(v);
	/* The same request again is answered and no try. */
	v = shop_post(s, s->lan, "{'op':'card.pin','key':'x','card':'" V1 "','old_pin':'2222','pin':'3333'}");
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT pin_wrong FROM card WHERE number = '" V1 "'"), 0);
	shop_refused(s, "INVALID", "pin", "{'op':'card.pin','card':'" V1 "','pin':'123','reason':'r'}");
	shop_refused(s, "INVALID", "pin", "{'op':'card.pin','card':'" V1 "','pin':'123456789','reason':'r'}");
	shop_refused(s, "INVALID", "pin", "{'op':'card.pin','card':'" V1 "','pin':'12a4','reason':'r'}");
	shop_refused(s, "INVALID", "pin", "{'op':'card.pin','card':'" V1 "','reason':'r'}");
	assert_int_equal(check(s, V2, "1234"), ERR_DENIED);	/* it has none */
}

TESTS_OF(pin,
	CARDS_TEST(rule_V4_hashed_and_never_shown),
	CARDS_TEST(rule_V4_five_wrong_ones_lock_at_every_till),
	CARDS_TEST(rule_V4_tries_are_counted_before_they_are_looked_at),
	CARDS_TEST(rule_V4_a_new_pin_needs_the_old_one_or_a_manager));
