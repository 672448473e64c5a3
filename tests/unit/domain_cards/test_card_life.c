/* Lost, found, replaced, closed, extended, given. Rules V1, V3, V5, V7. */
#include "cards.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/luhn.h"
#include "base/mem.h"
#include "domain/card_life.h"

static void
rule_V3_lost_is_refused_and_credits_arrive(void **state)
{
	struct shop *s = *state;

	free(top_up(s, V1, 1000));
	DO(s, "{'op':'card.lost','card':' 50-00 001\\r','reason':'rang up'}");
	shop_refused(s, "CONFLICT", "card", "{'op':'card.lost','card':'" V1 "'}");
	shop_refused(s, "DENIED", "card", "{'op':'transfer','card':'" V1 "','to':'" V2 "','amount':1}");
	shop_refused(s, "DENIED", "card", "{'op':'sale','key':'k','card':'" V1 "','lines':[{'product':'A','qty':1}],'tenders':[{'method':'cash'}]}");
	free(top_up(s, V1, 500));
	has_value(s, V1, 1500, 0);
	DO(s, "{'op':'card.found','card':'" V1 "'}");
	DO(s, "{'op':'transfer','card':'" V1 "','to':'" V2 "','amount':1}");
	shop_refused(s, "CONFLICT", "card", "{'op':'card.found','card':'" V1 "'}");
	shop_refused(s, "NOTFOUND", "card", "{'op':'card.lost','card':'77'}");
	assert_int_equal(shop_verify(s), 0);
}

static size_t
history(struct shop *s, const char *card, struct value_line *l, size_t n)
{
	struct err_note note = { 0 };
	struct card c;

	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(card_find(s->st, card, &c, &note), ERR_OK);
	assert_int_equal(value_history(s->st, c.id, 0, l, &n, &note), ERR_OK);
	store_rollback(s->st);
	return n;
}

/* Three numbers in a row: all of it is on the last one, and the first two say so for ever. */
static void
rule_V3_a_chain_of_replacements(void **state)
{
	struct shop *s = *state;
	char *receipt = top_up(s, V9, 500000), *second;
	struct value_line l[20];
	json_t *v;

	DO(s, "{'op':'points.add','card':'" V9 "','points':40,'note':'t'}");
	DO(s, "{'op':'card.lost','card':'" V9 "'}");
	second = number_of(s, "{'op':'card.replace','card':'" V9 "'}");
	assert_int_equal(strlen(second), 16);
	assert_true(luhn_is_valid(second));
	DO(s, "{'op':'points.add','card':'%s','points':2,'note':'t'}", second);
	spend(s, second, 11000);
	DO(s, "{'op':'card.replace','card':'%s','number':'0555'}", second);
	has_value(s, "0555", 490000, 49000);
	assert_int_equal(shop_points(s, "0555", "usable"), 42);
	assert_int_equal(shop_points(s, V9, "usable"), 0);
	has_value(s, V9, 0, 0);
	v = shop_post(s, s->admin, "{'op':'topup','card':'" V9 "','amount':1,'tenders':[{'method':'cash'}]}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	assert_non_null(strstr(text_at(v, "message"), "0555"));
	json_decref(v);
	shop_refused(s, "DENIED", "card", "{'op':'card.replace','card':'" V9 "'}");
	shop_refused(s, "DENIED", "card", "{'op':'card.found','card':'" V9 "'}");
	shop_refused(s, "DENIED", "card", "{'op':'card.close','card':'%s'}", second);
	/* The history is one, newest first; the top-up can still be reversed. */
	assert_int_equal(history(s, "0555", l, 20), 6);
	assert_string_equal(l[0].op, "replace_in");
	assert_string_equal(l[2].op, "pay");
	assert_string_equal(l[5].op, "topup");
	assert_string_equal(l[5].doc, receipt);
	DO(s, "{'op':'topup.reverse','receipt':'%s','amount':100000}", receipt);
	has_value(s, "0555", 390000, 39000);
	DO(s, "{'op':'points.deduct','card':'0555','points':42,'note':'t'}");
	assert_int_equal(shop_verify(s), 0);
	free(receipt);
	free(second);
}

static void
rule_V3_visits_and_expiry_follow(void **state)
{
	struct shop *s = *state;
	json_t *v;
	int64_t visit;

	DO(s, "{'op':'add','entity':'card_type','fields':{'code':'Y','name':'Year','visits':true,"
	    "'visits_count':5,'life_days':30}}");
	DO(s, "{'op':'card.issue','type':'Y','number':'900','pin':'1357'}");
	v = shop_ok(s, "{'op':'visit.take','card':'900'}");
	visit = at(v, "visit");
	json_decref(v);
	clock_fix(SHOP_NOW + 3 * DAY_MS);
	v = shop_ok(s, "{'op':'card.replace','card':'900','number':'901'}");
	assert_string_equal(text_at(v, "until"), "2026-12-21");
	assert_string_equal(text_at(v, "status"), "active");
	json_decref(v);
	v = shop_ok(s, "{'op':'balance','card':'901'}");
	assert_int_equal(at(v, "visits"), 4);
	json_decref(v);
	shop_refused(s, "DENIED", "card", "{'op':'visit.take','card':'900'}");
	v = shop_ok(s, "{'op':'visit.undo','visit':%lld}", (long long)visit);
	assert_int_equal(at(v, "left"), 5);
	json_decref(v);
	DO(s, "{'op':'card.replace','card':'901','number':'902'}");
	shop_refused(s, "CONFLICT", "visit", "{'op':'visit.undo','visit':%lld}", (long long)visit);
	/* The PIN too is the customer's. */
	DO(s, "{'op':'card.pin','card':'902','old_pin':'1357','pin':'9753'}");
	assert_int_equal(shop_verify(s), 0);
}

/* A printed card from the drawer, and numbers that are taken. */
static void
rule_V3_replaced_by_a_printed_card(void **state)
{
	struct shop *s = *state;

	free(top_up(s, V1, 1000));
	DO(s, "{'op':'points.add','customer':'KH000001','points':5,'note':'t'}");
	shop_refused(s, "CONFLICT", "number", "{'op':'card.replace','card':'" V1 "','number':'" V2 "'}");
	shop_refused(s, "INVALID", "number", "{'op':'card.replace','card':'" V1 "','number':'" V1 "'}");
	shop_refused(s, "INVALID", "number", "{'op':'card.replace','card':'" V1 "','number':'12a'}");
	DO(s, "{'op':'card.replace','card':'" V1 "','number':'" V9 "'}");
	has_value(s, V9, 1000, 0);
	assert_int_equal(shop_points(s, V9, "usable"), 5);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM card WHERE number = '" V9 "' AND customer_id IS NOT NULL"), 1);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V1_closing_pays_out_principal_only(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_set(s, "cash.rounding", "500");
	free(top_up(s, V1, 500000));
	spend(s, V1, 330);
	v = shop_ok(s, "{'op':'card.close','key':'c','card':'" V1 "','reason':'moves away'}");
	assert_string_equal(text_at(v, "status"), "closed");
	assert_int_equal(at(v, "paid_out"), 499500);	/* 499,700 in coins of 500 */
	json_decref(v);
	has_value(s, V1, 0, 0);
	assert_int_equal(shop_int(s, "SELECT topup FROM sale WHERE kind = 'payout'"), -499700);
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE method = 'cash'"), 500);
	assert_int_equal(shop_int(s, "SELECT SUM(rounding) FROM day_sum"), 200);
	shop_refused(s, "DENIED", "card", "{'op':'card.close','card':'" V1 "'}");
	shop_refused(s, "DENIED", "card", "{'op':'topup','card':'" V1 "','amount':1,'tenders':[{'method':'cash'}]}");
	/* Nothing on it: no document. */
	v = shop_ok(s, "{'op':'card.close','card':'" V2 "'}");
	assert_int_equal(at(v, "paid_out"), 0);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), 2);
	v = shop_post(s, s->lan, "{'op':'card.close','card':'" P1 "'}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V5_expired_keeps_its_balance_and_is_extended(void **state)
{
	struct shop *s = *state;
	json_t *v;

	DO(s, "{'op':'add','entity':'card_type','fields':{'code':'Y','name':'Year','value':true,'life_days':10}}");
	DO(s, "{'op':'card.issue','type':'Y','number':'900'}");
	free(top_up(s, "900", 1000));
	clock_fix(SHOP_NOW + 10 * DAY_MS);
	DO(s, "{'op':'transfer','card':'900','to':'" V1 "','amount':1}");
	clock_fix(SHOP_NOW + 11 * DAY_MS);
	shop_refused(s, "DENIED", "card", "{'op':'transfer','card':'900','to':'" V1 "','amount':1}");
	has_value(s, "900", 999, 0);
	shop_refused(s, "INVALID", "until", "{'op':'card.extend','card':'900'}");
	shop_refused(s, "INVALID", "until", "{'op':'card.extend','card':'900','until':'2026-12-01'}");
	shop_refused(s, "INVALID", "until", "{'op':'card.extend','card':'" V1 "','until':'2027-12-01'}");
	v = shop_ok(s, "{'op':'card.extend','card':'900','until':'2026-12-31'}");
	assert_string_equal(text_at(v, "until"), "2026-12-31");
	json_decref(v);
	shop_refused(s, "INVALID", "until", "{'op':'card.extend','card':'900','until':'2026-12-31'}");
	DO(s, "{'op':'transfer','card':'900','to':'" V1 "','amount':1}");
	v = shop_post(s, s->lan, "{'op':'card.extend','card':'900','until':'2028-12-31'}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* ---- cards in stock ---- */

static enum err
assign(struct shop *s, struct actor *a, const char *card, const char *customer)
{
	struct err_note note = { 0 };
	enum err e = store_begin(s->st, a, true, &note);

	if (e == ERR_OK)
		e = card_assign(s->st, card, customer, &note);
	if (e == ERR_OK)
		e = store_commit(s->st, &note);
	store_rollback(s->st);
	return e;
}

static void
rule_V7_a_batch_and_who_gets_them(void **state)
{
	struct shop *s = *state;
	char (*numbers)[CARD_NUMBER_SIZE] = xcalloc(20, sizeof *numbers);
	struct err_note note = { 0 };

	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(card_batch(s->st, "V", 20, numbers, &note), ERR_OK);
	assert_int_equal(card_batch(s->st, "V", 0, numbers, &note), ERR_LIMIT);
	assert_int_equal(card_batch(s->st, "V", 1001, numbers, &note), ERR_LIMIT);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	for (int i = 0; i < 20; i++) {
		assert_true(luhn_is_valid(numbers[i]));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(numbers[i], numbers[j]);
	}
	free(top_up(s, numbers[0], 1000));
	DO(s, "{'op':'points.add','card':'%s','points':7,'note':'t'}", numbers[0]);
	DO(s, "{'op':'points.add','customer':'KH000001','points':5,'day':'2026-11-01','note':'t'}");
	assert_int_equal(assign(s, s->admin, numbers[0], "KH000001"), ERR_OK);
	assert_int_equal(shop_points(s, numbers[0], "usable"), 12);
	has_value(s, numbers[0], 1000, 0);
	assert_int_equal(assign(s, s->admin, numbers[0], "KH000001"), ERR_CONFLICT);
	assert_int_equal(assign(s, s->admin, numbers[1], "KH999"), ERR_NOTFOUND);
	assert_int_equal(assign(s, s->lan, numbers[1], "KH000001"), ERR_DENIED);
	assert_int_equal(shop_verify(s), 0);
	DO(s, "{'op':'points.deduct','card':'%s','points':12,'note':'t'}", numbers[0]);
	assert_int_equal(shop_verify(s), 0);
	free(numbers);
}

/* Printed long ago, handed out today: its life starts today. */
static void
rule_V5_a_printed_card_lives_from_the_day_it_is_handed_out(void **state)
{
	struct shop *s = *state;
	json_t *v;

	DO(s, "{'op':'add','entity':'card_type','fields':{'code':'Y','name':'Year','visits':true,"
	    "'visits_count':5,'life_days':30}}");
	DO(s, "{'op':'card.issue','type':'Y','number':'900'}");
	clock_fix(SHOP_NOW + 40 * DAY_MS);
	shop_refused(s, "DENIED", "card", "{'op':'visit.take','card':'900'}");
	shop_refused(s, "CONFLICT", "number", "{'op':'card.issue','customer':'KH000001','type':'V','number':'900'}");
	shop_refused(s, "CONFLICT", "number", "{'op':'card.issue','type':'Y','number':'900'}");
	DO(s, "{'op':'card.issue','customer':'KH000001','type':'Y','number':'900','pin':'1234'}");
	shop_refused(s, "CONFLICT", "number", "{'op':'card.issue','customer':'KH000001','type':'Y','number':'900'}");
	DO(s, "{'op':'visit.take','card':'900'}");
	v = shop_ok(s, "{'op':'card.pin','card':'900','old_pin':'1234','pin':'4321'}");
	assert_string_equal(text_at(v, "until"), "2027-01-30");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* A debt of one is paid by the points of the other (rule P4), and what has expired is gone. */
static void
rule_P4_a_debt_comes_along(void **state)
{
	struct shop *s = *state;

	DO(s, "{'op':'points.deduct','card':'" V9 "','points':10,'note':'t','below_zero':true}");
	DO(s, "{'op':'points.add','customer':'KH000001','points':25,'note':'t'}");
	assert_int_equal(assign(s, s->admin, V9, "KH000001"), ERR_OK);
	assert_int_equal(shop_points(s, V9, "usable"), 15);
	assert_int_equal(shop_points(s, V9, "debt"), 0);
	assert_int_equal(shop_verify(s), 0);
	DO(s, "{'op':'points.deduct','card':'" V9 "','points':45,'note':'t','below_zero':true}");
	DO(s, "{'op':'points.add','card':'" BARE_CARD "','points':20,'day':'2025-11-25','note':'old'}");
	DO(s, "{'op':'points.add','card':'" BARE_CARD "','points':12,'note':'t'}");
	clock_fix(SHOP_NOW + 10 * DAY_MS);
	assert_int_equal(assign(s, s->admin, BARE_CARD, "KH000001"), ERR_OK);
	assert_int_equal(shop_points(s, V9, "usable"), 0);
	assert_int_equal(shop_points(s, V9, "debt"), 18);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(card_life,
	CARDS_TEST(rule_V3_lost_is_refused_and_credits_arrive),
	CARDS_TEST(rule_V3_a_chain_of_replacements),
	CARDS_TEST(rule_V3_visits_and_expiry_follow),
	CARDS_TEST(rule_V3_replaced_by_a_printed_card),
	CARDS_TEST(rule_V1_closing_pays_out_principal_only),
	CARDS_TEST(rule_V5_expired_keeps_its_balance_and_is_extended),
	CARDS_TEST(rule_V7_a_batch_and_who_gets_them),
	CARDS_TEST(rule_V5_a_printed_card_lives_from_the_day_it_is_handed_out),
	CARDS_TEST(rule_P4_a_debt_comes_along));
