/* test_find.c - search everywhere (E4): ranks, accents, Han, receipts, and what may not be seen (rule S1). */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/secret.h"
#include "base/str.h"
#include "cli/demo.h"
#include "domain/find_all.h"
#include "domain/hooks.h"
#include "domain/ops.h"
#include "store/actor.h"

static struct shop { char home[128]; struct store *st; struct actor *admin, *mai; } shop;
static struct find_hit hit[200];

static void
must(enum err e, const struct err_note *note)
{
	if (e != ERR_OK)
		fail_msg("%s: %s (%s)", err_name(e), note->text, note->field);
}

static json_t *
post(struct actor *a, const char *text)
{
	struct err_note note = { 0 };
	json_t *rq = NULL, *reply = NULL;

	must(json_parse_object(text, strlen(text), &rq, &note), &note);
	op_post(shop.st, a, rq, &reply);
	json_decref(rq);
	if (!json_is_true(json_object_get(reply, "ok")))
		fail_msg("%s: %s", text, json_string_value(json_object_get(reply, "message")));
	return reply;
}

static int
open_shop(void **state)
{
	struct store_init in = { "VND", "Asia/Ho_Chi_Minh", "en", "Quen", false };
	struct err_note note = { 0 };
	const char *tmp = getenv("TMPDIR");
	struct store_paths p;

	(void)state;
	setenv("QUEN_NOW", "2026-11-21T15:00:00+07:00", 1);
	must(clock_init(&note), &note);
	must(secret_init(), &note);
	snprintf(shop.home, sizeof(shop.home), "%s/quen-find-XXXXXX", tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(shop.home));
	must(store_find(shop.home, &p, &note), &note);
	must(store_create(&p, &in, &note), &note);
	must(store_open(&p, &shop.st, &note), &note);
	store_set_hooks(shop.st, domain_hooks);
	must(demo_fill_shop(shop.st, &note), &note);
	must(actor_open(shop.st, "admin", &shop.admin, &note), &note);
	must(actor_open(shop.st, "mai", &shop.mai, &note), &note);
	json_decref(post(shop.admin, "{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{\"code\":\"F1\","
	    "\"kind\":\"person\",\"name\":\"Trương Đình Zởn\",\"phone\":\"0903555777\"}}"));
	json_decref(post(shop.admin, "{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{\"code\":\"F2\","
	    "\"kind\":\"organisation\",\"name\":\"Zơn truong dinh\"}}"));
	json_decref(post(shop.admin, "{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{\"code\":\"F3\","
	    "\"kind\":\"person\",\"name\":\"欧阳娜娜\"}}"));
	json_decref(post(shop.admin, "{\"op\":\"add\",\"entity\":\"contact\",\"fields\":{\"customer\":\"F2\","
	    "\"name\":\"Zởn Nhỏ\"}}"));
	return 0;
}

static int
close_shop(void **state)
{
	static const char *const file[] = { "", "-wal", "-shm", ".turn", ".sync", ".shm2" };
	char path[200];

	(void)state;
	actor_close(shop.mai);
	actor_close(shop.admin);
	store_close(shop.st);
	for (size_t i = 0; i < sizeof(file) / sizeof(file[0]); i++) {
		snprintf(path, sizeof(path), "%s/quen.db%s", shop.home, file[i]);
		unlink(path);
	}
	rmdir(shop.home);
	return 0;
}

static size_t
find(struct actor *a, const char *text)
{
	struct err_note note = { 0 };
	size_t n = 0;
	bool more;

	must(store_begin(shop.st, a, false, &note), &note);
	must(find_everywhere(shop.st, text, hit, 200, &n, &more, &note), &note);
	store_rollback(shop.st);
	return n;
}

static void
accents_are_optional_and_the_best_comes_first(void **state)
{
	(void)state;
	assert_true(find(shop.admin, "truong dinh zon") >= 2);
	assert_string_equal(hit[0].code, "F1");
	assert_true(find(shop.admin, "zon") >= 3);
	/* A name that starts with it stands before one that has it later; customers before contacts. */
	assert_string_equal(hit[0].code, "F2");
	assert_string_equal(hit[1].entity->name, "contact");
	assert_string_equal(hit[2].code, "F1");
	assert_true(find(shop.admin, "F2") >= 1);
	assert_string_equal(hit[0].code, "F2");
}

static void
any_fragment_phone_and_han(void **state)
{
	(void)state;
	assert_int_equal(find(shop.admin, "555777"), 1);
	assert_string_equal(hit[0].code, "F1");
	assert_int_equal(find(shop.admin, "阳娜"), 1);
	assert_string_equal(hit[0].code, "F3");
	assert_int_equal(find(shop.admin, "z"), 0);
	assert_int_equal(find(shop.admin, ""), 0);
	assert_int_equal(find(shop.admin, "' OR 1=1 --"), 0);
}

static void
receipts_by_number(void **state)
{
	json_t *r;
	char number[64];

	(void)state;
	r = post(shop.admin, "{\"op\":\"sale\",\"key\":\"f\",\"store\":\"S1\",\"till\":\"T1\","
	    "\"lines\":[{\"product\":\"CF02\",\"qty\":1}],\"tenders\":[{\"method\":\"cash\",\"amount\":100000}]}");
	str_copy(number, sizeof(number), json_string_value(json_object_get(r, "receipt")));
	json_decref(r);
	assert_true(find(shop.admin, number) >= 1);
	assert_null(hit[0].entity);
	assert_string_equal(hit[0].code, number);
}

static void
hidden_customers_do_not_exist_rule_S1(void **state)
{
	(void)state;
	/* mai is a cashier: admin's customers are private to admin. */
	assert_int_equal(find(shop.mai, "zon"), 0);
	assert_int_equal(find(shop.mai, "555777"), 0);
	assert_int_equal(find(shop.mai, "F1"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accents_are_optional_and_the_best_comes_first),
		cmocka_unit_test(any_fragment_phone_and_han),
		cmocka_unit_test(receipts_by_number),
		cmocka_unit_test(hidden_customers_do_not_exist_rule_S1),
	};

	return cmocka_run_group_tests(tests, open_shop, close_shop);
}
