/* Count cards: rule V6. */
#include "cards.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "domain/visit.h"

static int64_t
take(struct shop *s, const char *card)
{
	json_t *v = shop_ok(s, "{'op':'visit.take','card':'%s'}", card);
	int64_t id = at(v, "visit");

	json_decref(v);
	return id;
}

static int64_t
left(struct shop *s, const char *card)
{
	json_t *v = shop_ok(s, "{'op':'balance','card':'%s'}", card);
	int64_t n = at(v, "visits");

	json_decref(v);
	return n;
}

static void
rule_V6_visits_for_a_category(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'add','entity':'product_category','fields':{'code':'DRINK','name':'Drinks'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'product_category','fields':"
	    "{'code':'TEA','name':'Teas','parent':'DRINK'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'product','code':'B','version':1,"
	    "'fields':{'category':'TEA'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'G','name':'Five drinks',"
	    "'points':false,'visits':true,'visits_count':5,'visits_category':'DRINK','price':100000}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','type':'G','number':'7700077'}"));
	json_decref(shop_ok(s, "{'op':'visit.take','card':'7700077','product':'B'}"));
	assert_int_equal(left(s, "7700077"), 4);
	shop_refused(s, "INVALID", "product", "{'op':'visit.take','card':'7700077','product':'A'}");
	shop_refused(s, "INVALID", "product", "{'op':'visit.take','card':'7700077'}");
	assert_int_equal(left(s, "7700077"), 4);
}

static void
rule_V6_visits_are_bound_and_end(void **state)
{
	struct shop *s = *state;
	json_t *v;

	assert_int_equal(left(s, N1), 10);
	v = shop_ok(s, "{'op':'visit.take','key':'v','card':'" N1 "','product':'a'}");
	assert_int_equal(at(v, "left"), 9);
	json_decref(v);
	v = shop_ok(s, "{'op':'visit.take','key':'v','card':'" N1 "','product':'a'}");
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	shop_refused(s, "INVALID", "product", "{'op':'visit.take','card':'" N1 "','product':'B'}");
	shop_refused(s, "NOTFOUND", "product", "{'op':'visit.take','card':'" N1 "','product':'Q'}");
	shop_refused(s, "INVALID", "card", "{'op':'visit.take','card':'" CARD "'}");
	for (int i = 0; i < 9; i++)
		take(s, N1);
	shop_refused(s, "LIMIT", "card", "{'op':'visit.take','card':'" N1 "'}");
	assert_int_equal(left(s, N1), 0);
	assert_int_equal(left(s, N9), 10);
	DO(s, "{'op':'card.lost','card':'" N9 "'}");
	shop_refused(s, "DENIED", "card", "{'op':'visit.take','card':'" N9 "'}");
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V6_undone_the_same_day_or_by_right(void **state)
{
	struct shop *s = *state;
	long long a = take(s, N1), b = take(s, N1);
	json_t *v = shop_post(s, s->lan, "{'op':'visit.undo','visit':%lld}", a);

	assert_int_equal(at(v, "left"), 9);
	json_decref(v);
	shop_refused(s, "CONFLICT", "visit", "{'op':'visit.undo','visit':%lld}", a);
	shop_refused(s, "NOTFOUND", "visit", "{'op':'visit.undo','visit':12345678}");
	shop_refused(s, "INVALID", "visit", "{'op':'visit.undo'}");
	clock_fix(SHOP_NOW + DAY_MS);
	v = shop_post(s, s->lan, "{'op':'visit.undo','visit':%lld}", b);
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	v = shop_ok(s, "{'op':'visit.undo','visit':%lld}", b);
	assert_int_equal(at(v, "left"), 10);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static int64_t
refund(struct shop *s, const char *card)
{
	struct err_note note = { 0 };
	int64_t amount;

	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(visit_refund_value(s->st, card, &amount, &note), ERR_OK);
	store_rollback(s->st);
	return amount;
}

/* 250,000 for ten of 29,000. */
static void
rule_V6_what_a_half_used_card_pays(void **state)
{
	struct shop *s = *state;

	assert_int_equal(refund(s, N1), 250000);
	take(s, N1);
	take(s, N1);
	assert_int_equal(refund(s, N1), 192000);
	shop_set(s, "visits.refund", "proportion");
	assert_int_equal(refund(s, N1), 200000);
	shop_set(s, "visits.refund", "price");
	DO(s, "{'op':'card.replace','card':'" N1 "','number':'881'}");
	assert_int_equal(refund(s, "881"), 192000);
	assert_int_equal(refund(s, N1), 0);
	for (int i = 0; i < 7; i++)
		take(s, "881");
	assert_int_equal(refund(s, "881"), 0);
	{
		json_t *v = shop_ok(s, "{'op':'card.close','card':'" N9 "'}");

		assert_int_equal(at(v, "paid_out"), 250000);
		json_decref(v);
	}
	assert_int_equal(left(s, N9), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V6_the_last_visit_is_taken_once(void **state)
{
	struct shop *s = *state;
	int status, won = 0;
	pid_t pid[3];

	shop_close(s);
	for (int i = 0; i < 3; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			int n = 0;

			shop_open(s);
			for (int k = 0; k < 8; k++) {
				json_t *v = shop_post(s, s->lan, "{'op':'visit.take','card':'" N1 "'}");

				if (json_is_true(json_object_get(v, "ok")))
					n++;
				else if (strcmp(text_at(v, "error"), "LIMIT") != 0)
					_exit(100);
				json_decref(v);
			}
			_exit(n);
		}
	}
	for (int i = 0; i < 3; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		won += WEXITSTATUS(status);
	}
	shop_open(s);
	assert_int_equal(won, 10);
	assert_int_equal(left(s, N1), 0);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(visit,
	CARDS_TEST(rule_V6_visits_for_a_category),
	CARDS_TEST(rule_V6_visits_are_bound_and_end),
	CARDS_TEST(rule_V6_undone_the_same_day_or_by_right),
	CARDS_TEST(rule_V6_what_a_half_used_card_pays),
	CARDS_TEST(rule_V6_the_last_visit_is_taken_once));
