/* Till sessions: D6, rules N3, R3. */
#include "counter.h"

#include <string.h>

#include "domain/till_session.h"

static void
x_of(struct shop *s, struct till_report *r)
{
	struct err_note note = { 0 };

	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(till_x(s->st, "T1", r, &note), ERR_OK);
	store_rollback(s->st);
}

static void
rule_N3_a_session_adds_up_to_the_unit(void **state)
{
	struct shop *s = *state;
	struct till_report x;
	const char *r;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'till.open','key':'o','till':'T1','float':500000}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'product','fields':{'code':'D','name':'Pin','price':333}}"));
	sell(s, "1", "{'product':'A','qty':2}", "{'method':'cash','amount':100000}", ",'till':'T1'");
	r = sell(s, "2", "{'product':'B','qty':1},{'product':'D','qty':3}",
	    "{'method':'bank','amount':20000},{'method':'cash','amount':50000}", ",'till':'T1'");
	json_decref(shop_ok(s, "{'op':'refund','key':'r','receipt':'%s','lines':[{'line':2,'qty':2}],'till':'T1'}", r));
	sell(s, "3", A1, CASH, ",'till':'T1'");
	json_decref(shop_ok(s, "{'op':'void','key':'v','receipt':'S1-A-000004','reason':'t'}"));
	sell(s, "4", A1, CASH, "");	/* no till: not of this session */
	json_decref(shop_ok(s, "{'op':'till.move','key':'m1','till':'T1','amount':-200000,'reason':'bank'}"));
	json_decref(shop_ok(s, "{'op':'till.move','key':'m2','till':'T1','amount':30000,'reason':'coins'}"));
	x_of(s, &x);
	assert_true(x.adds_up);
	assert_true(x.is_open);
	assert_int_equal(x.number, 1);
	assert_int_equal(x.tickets, 3);
	assert_int_equal(x.voids, 1);
	assert_int_equal(x.sales, 58000 + 35999 + 29000);
	assert_int_equal(x.refunds, -666 - 29000);
	assert_int_equal(x.moves_in, 30000);
	assert_int_equal(x.moves_out, 200000);
	assert_string_equal(x.tenders[0].method, "cash");
	/* 35,999 less 20,000 is 16,000 in cash; 666 of 35,999 goes back: 370 and 296, rounded 500. */
	assert_int_equal(x.tenders[0].amount, 58000 + 16000 - 500);
	assert_int_equal(x.tenders[1].amount, 20000 - 370);
	assert_int_equal(x.expected, 500000 + 58000 + 16000 - 500 - 200000 + 30000);
	shop_refused(s, "INVALID", "counted", "{'op':'till.close','till':'T1'}");
	v = shop_ok(s, "{'op':'till.close','key':'c','till':'T1','counted':403000}");
	assert_int_equal(at(v, "expected"), x.expected);
	assert_int_equal(at(v, "difference"), 403000 - x.expected);
	json_decref(v);
	shop_refused(s, "CONFLICT", "till", "{'op':'till.close','till':'T1','counted':1}");
	assert_int_equal(shop_int(s, "SELECT difference FROM till_session"), 403000 - x.expected);
	assert_int_equal(shop_verify(s), 0);
}

static void
D6_one_open_session_a_till(void **state)
{
	struct shop *s = *state;
	struct till_report z;
	struct err_note note = { 0 };
	int64_t first, none = -1;
	json_t *v = shop_ok(s, "{'op':'till.open','key':'o','till':'T1','float':0}");

	first = at(v, "session");
	json_decref(v);
	v = shop_ok(s, "{'op':'till.open','key':'o','till':'T1','float':0}");
	assert_int_equal(at(v, "session"), first);
	json_decref(v);
	shop_refused(s, "CONFLICT", "till", "{'op':'till.open','till':'t1','float':0}");
	shop_refused(s, "NOTFOUND", "till", "{'op':'till.open','till':'T9','float':0}");
	shop_refused(s, "INVALID", "reason", "{'op':'till.move','till':'T1','amount':5}");
	shop_refused(s, "INVALID", "amount", "{'op':'till.move','till':'T1','amount':0,'reason':'t'}");
	shop_refused(s, "INVALID", "float", "{'op':'till.open','till':'T1','float':-1}");
	/* The count is blind: a cashier learns nothing before it, the figures after. */
	assert_int_equal(store_begin(s->st, s->lan, false, &note), ERR_OK);
	assert_int_equal(till_x(s->st, "T1", &z, &note), ERR_DENIED);
	store_rollback(s->st);
	v = shop_post(s, s->lan, "{'op':'till.close','till':'T1','counted':700}");
	assert_int_equal(at(v, "difference"), 700);
	json_decref(v);
	assert_int_equal(store_begin(s->st, s->lan, false, &note), ERR_OK);
	assert_int_equal(till_z(s->st, first, &z, &note), ERR_OK);
	assert_int_equal(till_current(s->st, "T1", &none, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(none, 0);
	assert_false(z.is_open);
	assert_string_equal(z.closed_by, "lan");
	assert_int_equal(z.difference, 700);
	v = shop_ok(s, "{'op':'till.open','till':'T1','float':0}");
	assert_int_not_equal(at(v, "session"), first);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT MAX(number) FROM till_session"), 2);
	json_decref(shop_ok(s, "{'op':'add','entity':'till','fields':{'code':'T2','name':'Two','store':'S1'}}"));
	shop_refused(s, "CONFLICT", "till", "{'op':'till.move','till':'T2','amount':5,'reason':'t'}");
}

/* Verify sees a session whose figures were touched. */
static void
verify_proves_sessions_and_returns(void **state)
{
	struct shop *s = *state;
	const char *r;

	json_decref(shop_ok(s, "{'op':'till.open','till':'T1','float':1000}"));
	r = sell(s, "1", A1, CASH, ",'till':'T1'");
	json_decref(take_back(s, "r", r, NULL));
	json_decref(shop_ok(s, "{'op':'till.close','till':'T1','counted':1000}"));
	assert_int_equal(shop_verify(s), 0);
	shop_sql(s, "UPDATE till_session SET expected = expected + 1");
	assert_int_equal(shop_verify(s), 1);
	shop_sql(s, "UPDATE till_session SET expected = expected - 1");
	shop_sql(s, "UPDATE day_tender SET amount = amount + 1");
	assert_true(shop_verify(s) >= 2);
	shop_sql(s, "UPDATE day_tender SET amount = amount - 1");
	shop_sql(s, "UPDATE sale_line SET qty = qty - 1000 WHERE of_line IS NOT NULL");
	assert_true(shop_verify(s) >= 1);
}

TESTS_OF(till,
	SHOP_TEST(rule_N3_a_session_adds_up_to_the_unit),
	SHOP_TEST(D6_one_open_session_a_till),
	SHOP_TEST(verify_proves_sessions_and_returns));
