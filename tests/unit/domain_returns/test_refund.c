/* Rules R1, R2, R3, R5, N1, D2, V1, R6, L1: goods come back, money goes back. */
#include "counter.h"

#include <stdio.h>
#include <stdlib.h>

#include "domain/refund.h"

#define LINES "{'product':'A','qty':3},{'product':'B','qty':1}"

static void
rule_R1_never_more_than_was_sold(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", LINES, CASH, "");
	struct refund_left left[4];
	struct err_note note = { 0 };
	size_t n = 4;
	json_t *v = take_back(s, "r1", r, "{'line':1,'qty':2}");

	assert_int_equal(back_by(v, "cash"), 58000);
	assert_string_equal(text_at(v, "receipt"), "S1-A-000002");
	json_decref(v);
	shop_refused(s, "LIMIT", "lines", "{'op':'refund','key':'r2','receipt':'%s','lines':[{'line':1,'qty':2}]}", r);
	shop_refused(s, "LIMIT", "lines", "{'op':'refund','key':'r2','receipt':'%s','lines':[{'line':1,'qty':1.001}]}", r);
	shop_refused(s, "LIMIT", "lines", "{'op':'refund','key':'r2','receipt':'%s','lines':[{'line':2,'qty':1},{'line':2,'qty':1}]}", r);
	shop_refused(s, "NOTFOUND", "line", "{'op':'refund','key':'r2','receipt':'%s','lines':[{'line':3,'qty':1}]}", r);
	shop_refused(s, "INVALID", "qty", "{'op':'refund','key':'r2','receipt':'%s','lines':[{'line':1,'qty':0}]}", r);
	shop_refused(s, "INVALID", "lines", "{'op':'refund','key':'r2','receipt':'%s'}", r);
	shop_refused(s, "INVALID", "lines", "{'op':'refund','key':'r2','receipt':'%s','all':true,'lines':[{'line':1,'qty':1}]}", r);
	shop_refused(s, "NOTFOUND", "receipt", "{'op':'refund','key':'r2','receipt':'S1-A-000099','all':true}");
	shop_refused(s, "CONFLICT", "receipt", "{'op':'refund','key':'r2','receipt':'S1-A-000002','all':true}");
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(refund_left(s->st, r, left, &n, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(n, 2);
	assert_int_equal(left[0].left_milli, 1000);
	assert_int_equal(left[0].left_net, 29000);
	assert_int_equal(left[1].left_milli, 1000);
	v = take_back(s, "r3", r, NULL);
	assert_int_equal(back_by(v, "cash"), 29000 + 35000);
	json_decref(v);
	shop_refused(s, "CONFLICT", "receipt", "{'op':'refund','key':'r4','receipt':'%s','all':true}", r);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_R1_the_price_paid_then_counts(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'A','qty':2}", CASH, "");
	json_t *v;

	json_decref(shop_ok(s, "{'op':'edit','entity':'product','code':'A','fields':{'price':99000}}"));
	v = take_back(s, "r", r, "{'line':1,'qty':1}");
	assert_int_equal(back_by(v, "cash"), 29000);
	json_decref(v);
}

static void
a_return_needs_its_right_and_happens_once(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", A1, CASH, "");
	json_t *v = shop_post(s, s->lan, "{'op':'refund','key':'l','receipt':'%s','all':true}", r);

	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	json_decref(take_back(s, "r", r, NULL));
	v = take_back(s, "r", r, NULL);
	assert_true(json_is_true(json_object_get(v, "again")));
	assert_int_equal(back_by(v, "cash"), 29000);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), 2);
	shop_refused(s, "INVALID", "key", "{'op':'refund','receipt':'%s','all':true}", r);
}

/* H5: a cashier takes back with a manager's own sign-in; both names are kept. */
static void
rule_D3_a_manager_approves_a_return_and_a_void(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'A','qty':2}", CASH, "");
	struct err_note note = { 0 };
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'group','fields':{'code':'boss','name':'Boss'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'right','fields':{'group':'boss','function':'sale','verbs':'view,add,edit,delete'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'user','fields':{'code':'hoa','name':'Hoa','groups':'boss','active':true}}"));
	assert_int_equal(store_begin(s->st, s->admin, true, &note), ERR_OK);
	assert_int_equal(actor_set_password(s->st, "hoa", "long and secret", &note), ERR_OK);
	assert_int_equal(actor_set_password(s->st, "lan", "short and secret", &note), ERR_OK);
	assert_int_equal(store_commit(s->st, &note), ERR_OK);
	v = shop_post(s, s->lan, "{'op':'refund','key':'r','receipt':'%s','all':true,'approver':'hoa','approver_password':'wrong'}", r);
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'refund','key':'r','receipt':'%s','all':true,'approver':'lan','approver_password':'short and secret'}", r);
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'refund','key':'r','receipt':'%s','all':true,'approver':'hoa','approver_password':'long and secret'}", r);
	assert_true(json_is_true(json_object_get(v, "ok")));
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale r JOIN app_user u ON u.id = r.approver_id WHERE u.code = 'hoa' AND r.kind = 'refund'"), 1);
	r = sell(s, "2", A1, CASH, "");
	v = shop_post(s, s->lan, "{'op':'void','key':'v','receipt':'%s','reason':'t','approver':'hoa','approver_password':'wrong'}", r);
	assert_string_equal(text_at(v, "field"), "approver");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'void','key':'v','receipt':'%s','reason':'t','approver':'lan','approver_password':'short and secret'}", r);
	assert_string_equal(text_at(v, "field"), "approver");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'void','key':'v','receipt':'%s','reason':'t','approver':'hoa','approver_password':'long and secret'}", r);
	assert_true(json_is_true(json_object_get(v, "ok")));
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale r JOIN app_user u ON u.id = r.approver_id WHERE u.code = 'hoa' AND r.kind = 'void'"), 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit a JOIN audit_body b ON b.seq = a.seq"
	    " WHERE a.action = 'void' AND a.user_name = 'lan' AND b.body LIKE '%hoa%'"), 1);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_R2_back_to_the_tenders_in_proportion(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'A','qty':2},{'product':'B','qty':1}",
	    "{'method':'bank','amount':40000},{'method':'cash','amount':60000}", "");
	json_t *v = take_back(s, "r1", r, "{'line':2,'qty':1}");

	/* 35000 of 93000: 15053.8 and 19946.2, the cash rounded to 500. */
	assert_int_equal(back_by(v, "bank"), 15054);
	assert_int_equal(back_by(v, "cash"), 20000);
	json_decref(v);
	v = take_back(s, "r2", r, NULL);
	assert_int_equal(back_by(v, "bank"), 40000 - 15054);
	assert_int_equal(back_by(v, "cash"), 53000 - 20000);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT SUM(amount) FROM day_tender"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_R2_card_money_as_cash_is_asked_for(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'A','qty':2}", "{'method':'bank'}", "");
	json_t *v = shop_ok(s, "{'op':'refund','key':'r1','receipt':'%s','lines':[{'line':1,'qty':1}],'cash_instead':true}", r);

	assert_int_equal(back_by(v, "bank"), 0);
	assert_int_equal(back_by(v, "cash"), 29000);
	json_decref(v);
	v = take_back(s, "r2", r, NULL);
	assert_int_equal(back_by(v, "bank"), 29000);
	assert_int_equal(back_by(v, "cash"), 0);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT SUM(amount) FROM day_tender WHERE method = 'cash'"), -29000);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_R3_a_return_belongs_to_today(void **state)
{
	struct shop *s = *state;
	char *before, *after;
	const char *r = sell(s, "1", LINES, CASH, ",'card':'" CARD "'");

	before = shop_dump(s, "SELECT * FROM day_sum WHERE day = 20261121");
	days_later(3);
	json_decref(take_back(s, "r", r, "{'line':1,'qty':3}"));
	after = shop_dump(s, "SELECT * FROM day_sum WHERE day = 20261121");
	assert_string_equal(before, after);
	free(before);
	free(after);
	assert_int_equal(shop_int(s, "SELECT SUM(total) FROM day_sum WHERE day = 20261124"), -78300);
	assert_int_equal(shop_int(s, "SELECT SUM(tickets) FROM day_sum WHERE day = 20261124"), 0);
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE day = 20261124"), -78500);
	assert_int_equal(shop_int(s, "SELECT SUM(qty) FROM day_category WHERE day = 20261124"), -3000);
	assert_int_equal(shop_int(s, "SELECT spent FROM cust_sum"), 31500);
	/* Rule L1: the counter falls at once. */
	assert_int_equal(shop_int(s, "SELECT SUM(spent) FROM cust_day"), 31500);
	assert_int_equal(shop_int(s, "SELECT last_day FROM cust_sum"), 20261121);
	assert_int_equal(shop_verify(s), 0);
}

/* 3 times 333 paid with 1000: however it comes back, 1000 comes back. */
static void
rule_N1_rounding_comes_back_with_the_last_piece(void **state)
{
	struct shop *s = *state;
	int64_t sum = 0;
	const char *r;

	json_decref(shop_ok(s, "{'op':'add','entity':'product','fields':{'code':'D','name':'Pin','price':333}}"));
	r = sell(s, "1", "{'product':'D','qty':3}", CASH, "");
	for (int i = 0; i < 3; i++) {
		char key[24];
		json_t *v;

		snprintf(key, sizeof key, "r%d", i);
		v = take_back(s, key, r, "{'line':1,'qty':1}");
		assert_int_equal(back_by(v, "cash") % 500, 0);
		sum += back_by(v, "cash");
		json_decref(v);
	}
	assert_int_equal(sum, 1000);
	assert_int_equal(shop_int(s, "SELECT SUM(rounding) FROM sale"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_D2_a_receipt_discount_comes_back_exactly(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'A','qty':1},{'product':'B','qty':1},{'product':'C','qty':1}",
	    "{'method':'bank'}", ",'discount':1000");
	int64_t total = shop_int(s, "SELECT total FROM sale"), sum = 0;
	static const char *const lines[] = { "{'line':3,'qty':1}", "{'line':1,'qty':0.333}",
		"{'line':1,'qty':0.667}", "{'line':2,'qty':1}" };

	for (size_t i = 0; i < 4; i++) {
		char key[24];
		json_t *v;

		snprintf(key, sizeof key, "r%zu", i);
		v = take_back(s, key, r, lines[i]);
		sum += back_by(v, "bank");
		json_decref(v);
	}
	assert_int_equal(sum, total);
	assert_int_equal(shop_int(s, "SELECT SUM(gross) FROM sale"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(discount) FROM sale"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_V1_stored_value_comes_back_in_its_parts(void **state)
{
	struct shop *s = *state;
	const char *r;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'V','name':'Value','points':true,'value':true,'spend_order':'proportion'}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'KH000001','type':'V','number':'4000003'}"));
	json_decref(shop_ok(s, "{'op':'topup','key':'t','card':'4000003','amount':100000,'bonus':20000,'tenders':[" CASH "]}"));
	r = sell(s, "1", "{'product':'B','qty':2}", "{'method':'value','amount':60000},{'method':'cash'}",
	    ",'card':'4000003'");
	assert_int_equal(shop_int(s, "SELECT principal FROM value_account"), 50000);
	assert_int_equal(shop_int(s, "SELECT bonus FROM value_account"), 10000);
	v = take_back(s, "r1", r, "{'line':1,'qty':1}");
	assert_int_equal(back_by(v, "value"), 30000);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT principal FROM value_account"), 75000);
	assert_int_equal(shop_int(s, "SELECT bonus FROM value_account"), 15000);
	/* The card that it became. */
	json_decref(shop_ok(s, "{'op':'card.replace','card':'4000003','number':'4000004','reason':'t'}"));
	json_decref(take_back(s, "r2", r, NULL));
	assert_int_equal(shop_int(s, "SELECT a.principal FROM value_account a JOIN card k ON k.id = a.card_id WHERE k.number = '4000004'"), 100000);
	assert_int_equal(shop_int(s, "SELECT a.bonus FROM value_account a JOIN card k ON k.id = a.card_id WHERE k.number = '4000004'"), 20000);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_R6_a_coupon_revives_with_its_whole_receipt(void **state)
{
	struct shop *s = *state;
	const char *r;

	json_decref(shop_ok(s, "{'op':'add','entity':'coupon','fields':{'code':'TEN','name':'Ten','uses':1,'discount':10000,'active':true}}"));
	r = sell(s, "1", "{'product':'A','qty':2}", CASH, ",'coupon':'TEN'");
	assert_int_equal(shop_int(s, "SELECT used FROM coupon"), 1);
	json_decref(take_back(s, "r1", r, "{'line':1,'qty':1}"));
	assert_int_equal(shop_int(s, "SELECT used FROM coupon"), 1);
	json_decref(take_back(s, "r2", r, "{'line':1,'qty':1}"));
	assert_int_equal(shop_int(s, "SELECT used FROM coupon"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(total) FROM sale"), 0);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(refund,
	SHOP_TEST(rule_R1_never_more_than_was_sold),
	SHOP_TEST(rule_R1_the_price_paid_then_counts),
	SHOP_TEST(a_return_needs_its_right_and_happens_once),
	SHOP_TEST(rule_D3_a_manager_approves_a_return_and_a_void),
	SHOP_TEST(rule_R2_back_to_the_tenders_in_proportion),
	SHOP_TEST(rule_R2_card_money_as_cash_is_asked_for),
	SHOP_TEST(rule_R3_a_return_belongs_to_today),
	SHOP_TEST(rule_N1_rounding_comes_back_with_the_last_piece),
	SHOP_TEST(rule_D2_a_receipt_discount_comes_back_exactly),
	SHOP_TEST(rule_V1_stored_value_comes_back_in_its_parts),
	SHOP_TEST(rule_R6_a_coupon_revives_with_its_whole_receipt));
