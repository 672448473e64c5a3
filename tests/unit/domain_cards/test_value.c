/* Stored value: rules V1, V2, V8, N1, N2, N3, P11. */
#include "cards.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "domain/value.h"
#include "report/receipt.h"

static void
rule_V2_a_topup_is_a_document_and_no_revenue(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_ok(s, "{'op':'topup','key':'t1','card':'" V1 "','amount':500000,"
	    "'tenders':[{'method':'bank','amount':300000},{'method':'cash','amount':250000}]}");

	assert_string_equal(text_at(v, "receipt"), "S1-A-000001");
	assert_int_equal(at(v, "principal"), 500000);
	assert_int_equal(at(v, "bonus"), 50000);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT total FROM sale"), 0);
	assert_int_equal(shop_int(s, "SELECT topup FROM sale"), 500000);
	assert_int_equal(shop_int(s, "SELECT change FROM sale"), 50000);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM day_sum"), 0);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM cust_sum"), 0);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM point_entry"), 0);
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE method = 'cash'"), 200000);
	/* The same series as the sales (rule R5). */
	v = shop_ok(s, "{'op':'sale','key':'s1','lines':[{'product':'A','qty':1}],"
	    "'tenders':[{'method':'cash'}]}");
	assert_string_equal(text_at(v, "receipt"), "S1-A-000002");
	json_decref(v);
	/* Twice is once. */
	v = shop_ok(s, "{'op':'topup','key':'t1','card':'" V1 "','amount':500000,"
	    "'tenders':[{'method':'cash'}]}");
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	has_value(s, V1, 500000, 50000);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V8_amounts_and_tenders_that_do_not_fit(void **state)
{
	struct shop *s = *state;

	shop_refused(s, "INVALID", "amount", "{'op':'topup','card':'" V1 "','amount':0,'tenders':[{'method':'cash'}]}");
	shop_refused(s, "INVALID", "amount", "{'op':'topup','card':'" V1 "','amount':-5,'tenders':[{'method':'cash'}]}");
	shop_refused(s, "INVALID", "amount", "{'op':'topup','card':'" V1 "','amount':1e9,'tenders':[{'method':'cash'}]}");
	shop_refused(s, "LIMIT", "amount", "{'op':'topup','card':'" V1 "','amount':1000000000000001,'tenders':[{'method':'cash'}]}");
	shop_refused(s, "INVALID", "tenders", "{'op':'topup','card':'" V1 "','amount':1000}");
	shop_refused(s, "INVALID", NULL, "{'op':'topup','card':'" V1 "','amount':1000,'tenders':[{'method':'cash','amount':500}]}");
	shop_refused(s, "INVALID", NULL, "{'op':'topup','card':'" V1 "','amount':1000,'tenders':[{'method':'bank','amount':1500}]}");
	/* Rule P11: neither points nor cards pay for prepaid money. */
	shop_refused(s, "INVALID", "method", "{'op':'topup','card':'" V1 "','amount':1000,'tenders':[{'method':'points','amount':1000}]}");
	shop_refused(s, "INVALID", "method", "{'op':'topup','card':'" V1 "','amount':1000,'tenders':[{'method':'value','amount':1000}]}");
	shop_refused(s, "INVALID", "amount", "{'op':'topup','card':'" V1 "','amount':249,'tenders':[{'method':'cash'}]}");
	shop_refused(s, "INVALID", "card", "{'op':'topup','card':'" CARD "','amount':1000,'tenders':[{'method':'cash'}]}");
	shop_refused(s, "NOTFOUND", "card", "{'op':'topup','card':'123','amount':1000,'tenders':[{'method':'cash'}]}");
	shop_refused(s, "INVALID", "bonuss", "{'op':'topup','card':'" V1 "','amount':1000,'bonuss':1,'tenders':[{'method':'cash'}]}");
	/* A pile on a pile is no way past the limit. */
	free(top_up(s, P1, INT64_C(900000000000000)));
	shop_refused(s, "LIMIT", "amount", "{'op':'topup','card':'" P1 "','amount':900000000000000,'bonus':0,'tenders':[{'method':'cash'}]}");
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_N1_cash_of_a_topup_is_rounded(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_set(s, "cash.rounding", "500");
	v = shop_ok(s, "{'op':'topup','card':'" V1 "','amount':10300,'tenders':[{'method':'cash','amount':20000}]}");
	assert_int_equal(at(v, "principal"), 10300);
	assert_int_equal(shop_int(s, "SELECT rounding FROM sale"), 200);
	assert_int_equal(shop_int(s, "SELECT change FROM sale"), 9500);
	assert_int_equal(shop_verify(s), 0);
	DO(s, "{'op':'topup.reverse','receipt':'%s'}", text_at(v, "receipt"));
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT SUM(rounding) FROM sale"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(amount) FROM day_tender"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V2_the_best_rule_gives_the_bonus(void **state)
{
	struct shop *s = *state;

	DO(s, "{'op':'add','entity':'topup_rule','fields':{'code':'F','name':'Fixed','amount':100000,'bonus':20000}}");
	DO(s, "{'op':'add','entity':'topup_rule','fields':{'code':'X','name':'Over','amount':1,'bonus':999999,'to_day':'2026-11-20'}}");
	DO(s, "{'op':'add','entity':'topup_rule','fields':{'code':'O','name':'Off','amount':1,'bonus':999999,'active':false}}");
	DO(s, "{'op':'add','entity':'topup_rule','fields':{'code':'B','name':'Others','amount':1,'bonus':999999,'card_types':['B']}}");
	free(top_up(s, V1, 99500));
	has_value(s, V1, 99500, 0);
	free(top_up(s, V1, 100500));
	has_value(s, V1, 200000, 20000);
	free(top_up(s, V1, 500000));
	has_value(s, V1, 700000, 70000);
	free(top_up(s, B1, 500));
	has_value(s, B1, 500, 999999);
	shop_refused(s, "INVALID", "bonus", "{'op':'add','entity':'topup_rule','fields':{'code':'Z','name':'Z','amount':1}}");
	/* By hand: less is free, more needs a right of its own. */
	{
		json_t *v = shop_post(s, s->lan, "{'op':'topup','card':'" V2 "','amount':500000,'bonus':60000,'tenders':[{'method':'cash'}]}");

		assert_string_equal(text_at(v, "error"), "DENIED");
		json_decref(v);
		v = shop_post(s, s->lan, "{'op':'topup','card':'" V2 "','amount':500000,'bonus':0,'tenders':[{'method':'cash'}]}");
		assert_int_equal(at(v, "bonus"), 0);
		json_decref(v);
	}
	DO(s, "{'op':'topup','card':'" V2 "','amount':1000,'bonus':7,'tenders':[{'method':'cash'}]}");
	has_value(s, V2, 501000, 7);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V1_spending_orders(void **state)
{
	struct shop *s = *state;

	free(top_up(s, V1, 500000));
	free(top_up(s, P1, 500000));
	free(top_up(s, B1, 500000));
	spend(s, V1, 110000);
	has_value(s, V1, 400000, 40000);
	spend(s, P1, 110000);
	has_value(s, P1, 390000, 50000);
	spend(s, P1, 400000);
	has_value(s, P1, 0, 40000);
	spend(s, B1, 20000);
	has_value(s, B1, 500000, 30000);
	spend(s, B1, 110000);
	has_value(s, B1, 420000, 0);
	/* To the unit, whatever the figures: nothing appears and nothing is lost. */
	for (int i = 1; i < 40; i++)
		spend(s, V1, i * 37);
	spend(s, V1, 440000 - 37 * 780);
	has_value(s, V1, 0, 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V1_never_negative_and_says_what_is_left(void **state)
{
	struct shop *s = *state;
	struct value_source src = { .op = "pay" };
	struct value_state taken, after;
	struct err_note note = { 0 };
	struct card c;

	free(top_up(s, V1, 1000));
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(card_find(s->st, V1, &c, &note), ERR_OK);
	assert_int_equal(value_debit(s->st, &c, 1001, &src, &taken, &after, &note), ERR_LIMIT);
	assert_non_null(strstr(note.text, "1,000"));
	store_rollback(s->st);
	has_value(s, V1, 1000, 0);
}

static void
rule_V2_reversed_as_far_as_it_is_unspent(void **state)
{
	struct shop *s = *state;
	char *r = top_up(s, V1, 500000);
	json_t *v;

	spend(s, V1, 110000);
	shop_refused(s, "LIMIT", "amount", "{'op':'topup.reverse','receipt':'%s','amount':400001}", r);
	v = shop_ok(s, "{'op':'topup.reverse','key':'k','receipt':'%s','amount':100000}", r);
	assert_int_equal(at(v, "principal"), 300000);
	assert_int_equal(at(v, "bonus"), 30000);
	assert_string_equal(text_at(v, "receipt"), "S1-A-000002");
	json_decref(v);
	v = shop_ok(s, "{'op':'topup.reverse','key':'k','receipt':'%s','amount':100000}", r);
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	v = shop_ok(s, "{'op':'topup.reverse','receipt':'%s'}", r);
	assert_int_equal(at(v, "amount"), 300000);
	json_decref(v);
	has_value(s, V1, 0, 0);
	shop_refused(s, "LIMIT", "amount", "{'op':'topup.reverse','receipt':'%s'}", r);
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender"), 100000);
	shop_refused(s, "NOTFOUND", "receipt", "{'op':'topup.reverse','receipt':'S1-A-000002'}");
	shop_refused(s, "NOTFOUND", "receipt", "{'op':'topup.reverse','receipt':'nonsense'}");
	v = shop_post(s, s->lan, "{'op':'topup.reverse','receipt':'%s'}", r);
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
	free(r);
}

/* Whichever part is spent first, the gift goes with the money it came with. */
static void
rule_V2_a_spent_bonus_is_no_present(void **state)
{
	struct shop *s = *state;
	char *b = top_up(s, B1, 500000), *p = top_up(s, P1, 500000);
	json_t *v;

	spend(s, B1, 110000);
	has_value(s, B1, 440000, 0);
	v = shop_ok(s, "{'op':'topup.reverse','receipt':'%s'}", b);
	assert_int_equal(at(v, "amount"), 400000);
	json_decref(v);
	has_value(s, B1, 0, 0);
	spend(s, P1, 110000);
	v = shop_ok(s, "{'op':'topup.reverse','receipt':'%s'}", p);
	assert_int_equal(at(v, "amount"), 390000);
	json_decref(v);
	has_value(s, P1, 0, 11000);
	assert_int_equal(shop_verify(s), 0);
	free(b);
	free(p);
}

static void
rule_V2_goes_back_to_its_tenders(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_ok(s, "{'op':'topup','card':'" V1 "','amount':400000,'tenders':"
	    "[{'method':'bank','amount':300000},{'method':'cash','amount':500000}]}");

	DO(s, "{'op':'topup.reverse','receipt':'%s','amount':100000}", text_at(v, "receipt"));
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE method = 'bank'"), 225000);
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE method = 'cash'"), 75000);
	DO(s, "{'op':'topup.reverse','receipt':'%s'}", text_at(v, "receipt"));
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE method = 'bank'"), 0);
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE method = 'cash'"), 0);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* Points for the second top-up, and none for the money itself (rule P2). */
static void
rule_P8_points_for_the_nth_topup(void **state)
{
	struct shop *s = *state;
	char *first, *second;

	DO(s, "{'op':'add','entity':'earn_rule','fields':{'code':'N2','name':'Second','effect':'fixed',"
	    "'points':15,'nth_topup':2}}");
	first = top_up(s, V1, 100000);
	assert_int_equal(shop_points(s, V1, "usable"), 0);
	second = top_up(s, V1, 100000);
	assert_int_equal(shop_points(s, V1, "usable"), 15);
	DO(s, "{'op':'topup.reverse','receipt':'%s','amount':1000}", second);
	assert_int_equal(shop_points(s, V1, "usable"), 15);
	DO(s, "{'op':'topup.reverse','receipt':'%s'}", second);
	assert_int_equal(shop_points(s, V1, "usable"), 0);
	assert_int_equal(shop_verify(s), 0);
	free(first);
	free(second);
}

/* Money for cards passes the drawer: float, top-up, reversal and payout are in its count. */
static void
rule_N3_topups_and_payouts_are_in_the_drawer(void **state)
{
	struct shop *s = *state;
	char *r;
	json_t *v;

	DO(s, "{'op':'till.open','till':'T1','float':100000}");
	free(top_up(s, V1, 50000));
	r = top_up(s, V2, 30000);
	DO(s, "{'op':'topup','till':'T1','card':'" P1 "','amount':20000,'tenders':[{'method':'bank'}]}");
	DO(s, "{'op':'topup.reverse','receipt':'%s','amount':10000}", r);
	DO(s, "{'op':'card.close','card':'" V1 "'}");
	v = shop_ok(s, "{'op':'till.close','till':'T1','counted':120000}");
	assert_int_equal(at(v, "expected"), 120000);
	assert_int_equal(at(v, "difference"), 0);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale WHERE session_id IS NULL"), 0);
	assert_int_equal(shop_verify(s), 0);
	free(r);
}

static void
a_receipt_says_what_is_on_the_card(void **state)
{
	struct shop *s = *state;
	struct receipt r = { 0 };
	struct err_note note = { 0 };
	char *text;

	free(top_up(s, V1, 500000));
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(receipt_build(s->st, "S1-A-000001", false, &r, &note), ERR_OK);
	store_rollback(s->st);
	text = receipt_text(&r, 32);
	assert_non_null(strstr(text, "\n             TOP-UP\n"));
	assert_non_null(strstr(text, "\nCard *0001               500,000\n"
	    "Bonus                     50,000\n"
	    "On the card now          550,000\n"
	    "--------------------------------\n"
	    "Total                    500,000\n"
	    "Cash                     500,000\n"));
	free(text);
	receipt_fini(&r);
}

static void
rule_V1_a_transfer_keeps_the_parts(void **state)
{
	struct shop *s = *state;
	json_t *v;

	free(top_up(s, V1, 500000));
	v = shop_ok(s, "{'op':'transfer','card':'" V1 "','to':'" V9 "','amount':110000}");
	assert_int_equal(at(v, "principal"), 400000);
	assert_int_equal(at(v, "bonus"), 40000);
	json_decref(v);
	has_value(s, V9, 100000, 10000);
	shop_refused(s, "LIMIT", "amount", "{'op':'transfer','card':'" V1 "','to':'" V9 "','amount':440001}");
	shop_refused(s, "INVALID", "to", "{'op':'transfer','card':'" V1 "','to':'" V1 "','amount':1}");
	shop_refused(s, "INVALID", "to", "{'op':'transfer','card':'" V1 "','to':'" CARD "','amount':1}");
	shop_refused(s, "NOTFOUND", "to", "{'op':'transfer','card':'" V1 "','to':'99','amount':1}");
	shop_refused(s, "INVALID", "amount", "{'op':'transfer','card':'" V1 "','to':'" V9 "'}");
	/* Lost: nothing goes out, and what comes in still arrives (rule V3). */
	DO(s, "{'op':'card.lost','card':'" V9 "'}");
	shop_refused(s, "DENIED", "card", "{'op':'transfer','card':'" V9 "','to':'" V1 "','amount':1}");
	DO(s, "{'op':'transfer','card':'" V1 "','to':'" V9 "','amount':11}");
	has_value(s, V9, 100010, 10001);
	v = shop_post(s, s->lan, "{'op':'transfer','card':'" V1 "','to':'" V9 "','amount':1}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* Takes 7,000 a time until told that there is not enough. */
static void
child_spends(struct shop *s)
{
	int won = 0;

	shop_open(s);
	for (int i = 0; i < 40; i++) {
		json_t *v = shop_post(s, s->admin, "{'op':'transfer','card':'" V1 "','to':'" V2
		    "','amount':7000}");

		if (json_is_true(json_object_get(v, "ok")))
			won++;
		else if (strcmp(text_at(v, "error"), "LIMIT") != 0)
			_exit(200);
		json_decref(v);
	}
	_exit(won);
}

static void
rule_V1_two_tills_on_one_card_exactly_one_wins(void **state)
{
	struct shop *s = *state;
	pid_t pid[4];
	int won = 0, status;

	free(top_up(s, V1, 100000));
	shop_close(s);
	for (int i = 0; i < 4; i++) {
		pid[i] = fork();
		if (pid[i] == 0)
			child_spends(s);
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(waitpid(pid[i], &status, 0), pid[i]);
		assert_true(WIFEXITED(status));
		won += WEXITSTATUS(status);
	}
	shop_open(s);
	assert_int_equal(won, 14);
	has_value(s, V1, 2000, 0);
	has_value(s, V2, 98000, 0);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(value,
	CARDS_TEST(rule_V2_a_topup_is_a_document_and_no_revenue),
	CARDS_TEST(rule_V8_amounts_and_tenders_that_do_not_fit),
	CARDS_TEST(rule_N1_cash_of_a_topup_is_rounded),
	CARDS_TEST(rule_V2_the_best_rule_gives_the_bonus),
	CARDS_TEST(rule_V1_spending_orders),
	CARDS_TEST(rule_V1_never_negative_and_says_what_is_left),
	CARDS_TEST(rule_V2_reversed_as_far_as_it_is_unspent),
	CARDS_TEST(rule_V2_a_spent_bonus_is_no_present),
	CARDS_TEST(rule_V2_goes_back_to_its_tenders),
	CARDS_TEST(rule_P8_points_for_the_nth_topup),
	CARDS_TEST(rule_N3_topups_and_payouts_are_in_the_drawer),
	CARDS_TEST(a_receipt_says_what_is_on_the_card),
	CARDS_TEST(rule_V1_a_transfer_keeps_the_parts),
	CARDS_TEST(rule_V1_two_tills_on_one_card_exactly_one_wins));
