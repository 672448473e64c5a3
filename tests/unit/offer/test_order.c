#include "test_offer.h"

#include <string.h>

#include "base/clock.h"
#include "domain/order.h"

static void
rule_D4_an_order_goes_forward_only(void **state)
{
	struct shop *s = *state;

	draft_order(s);
	shop_refused(s, "CONFLICT", "state", "{'op':'order.deliver','number':'DH000001','all':true}");
	done(s, "{'op':'order.confirm','number':'DH000001'}");
	shop_refused(s, "CONFLICT", "state", "{'op':'order.confirm','number':'DH000001'}");
	shop_refused(s, "CONFLICT", "state", "{'op':'order.lines','number':'DH000001','lines':[]}");
	shop_refused(s, "CONFLICT", "state", "{'op':'order.close','number':'DH000001'}");
	done(s, "{'op':'order.deliver','number':'DH000001','all':true}");
	shop_refused(s, "CONFLICT", "state", "{'op':'order.cancel','number':'DH000001','reason':'late'}");
	done(s, "{'op':'order.close','number':'DH000001'}");
	shop_refused(s, "CONFLICT", "state", "{'op':'order.deliver','number':'DH000001','all':true}");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit WHERE entity = 'order' AND row_code = 'DH000001'"), 6);
}

static void
rule_D4_deliveries_in_parts_never_exceed_the_order(void **state)
{
	struct shop *s = *state;
	json_t *v;

	draft_order(s);
	done(s, "{'op':'order.confirm','number':'DH000001'}");
	v = shop_ok(s, "{'op':'order.deliver','number':'DH000001','key':'d','lines':[{'line':1,'qty':1.5}],'note':'by bike'}");
	assert_string_equal(text_at(v, "state"), "delivering");
	json_decref(v);
	/* The same request twice is one delivery. */
	json_decref(shop_ok(s, "{'op':'order.deliver','number':'DH000001','key':'d','lines':[{'line':1,'qty':1.5}],'note':'by bike'}"));
	shop_refused(s, "LIMIT", "lines", "{'op':'order.deliver','number':'DH000001','lines':[{'line':1,'qty':1}]}");
	shop_refused(s, "LIMIT", "lines",
	    "{'op':'order.deliver','number':'DH000001','lines':[{'line':1,'qty':0.3},{'line':1,'qty':0.3}]}");
	shop_refused(s, "INVALID", "line", "{'op':'order.deliver','number':'DH000001','lines':[{'line':3,'qty':1}]}");
	shop_refused(s, "INVALID", "lines", "{'op':'order.deliver','number':'DH000001'}");
	v = shop_ok(s, "{'op':'order.show','number':'DH000001'}");
	assert_float_equal(json_number_value(json_object_get(json_array_get(
	    json_object_get(v, "lines"), 0), "delivered")), 1.5, 0.0001);
	assert_int_equal(json_array_size(json_object_get(v, "moves")), 1);
	json_decref(v);
	v = shop_ok(s, "{'op':'order.deliver','number':'DH000001','all':true}");
	assert_string_equal(text_at(v, "state"), "delivered");
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT SUM(qty) FROM order_move WHERE op = 'deliver'"), 3000);
}

static void
rule_D4_it_is_sold_once_at_the_agreed_prices(void **state)
{
	struct shop *s = *state;
	json_t *v;

	draft_order(s);
	done(s, "{'op':'order.confirm','number':'DH000001'}");
	done(s, "{'op':'edit','entity':'product','code':'A','fields':{'price':99000}}");
	v = shop_ok(s, "{'op':'order.sale','number':'DH000001','key':'s1','lines':[{'line':1,'qty':1}],'tenders':[{'method':'bank'}]}");
	assert_int_equal(at(v, "total"), 26100);
	assert_int_equal(at(v, "sold"), 26100);
	json_decref(v);
	v = shop_ok(s, "{'op':'order.sale','number':'DH000001','key':'s1','lines':[{'line':1,'qty':1}],'tenders':[{'method':'bank'}]}");
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	shop_refused(s, "LIMIT", "lines",
	    "{'op':'order.sale','number':'DH000001','key':'s2','lines':[{'line':1,'qty':2}],'tenders':[{'method':'bank'}]}");
	v = shop_ok(s, "{'op':'order.sale','number':'DH000001','key':'s3','all':true,'tenders':[{'method':'bank'}]}");
	assert_int_equal(at(v, "total"), 57600);
	assert_int_equal(at(v, "sold"), 83700);		/* all of it, to the unit */
	json_decref(v);
	shop_refused(s, "CONFLICT", "lines",
	    "{'op':'order.sale','number':'DH000001','key':'s4','all':true,'tenders':[{'method':'bank'}]}");
	assert_int_equal(shop_int(s, "SELECT SUM(total) FROM sale"), 83700);
	/* Delivered as a whole and sold as a whole: closed. */
	v = shop_ok(s, "{'op':'order.deliver','number':'DH000001','all':true}");
	assert_string_equal(text_at(v, "state"), "closed");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* Who made the promise had the right; who sells it needs no other. */
static void
rule_D3_an_agreed_discount_needs_no_second_right(void **state)
{
	struct shop *s = *state;
	json_t *v;

	done(s, "{'op':'add','entity':'order','fields':{'customer':'KH000001'}}");
	done(s, "{'op':'order.lines','number':'DH000001','lines':[{'product':'A','qty':3,'price':10000,'discount_percent':33.33}]}");
	done(s, "{'op':'order.confirm','number':'DH000001'}");
	json_decref(shop_ok(s, "{'op':'add','entity':'group','fields':{'code':'sellers','name':'Sellers'}}"));
	done(s, "{'op':'add','entity':'right','fields':{'group':'sellers','function':'sale','verbs':'view,add'}}");
	done(s, "{'op':'add','entity':'right','fields':{'group':'sellers','function':'order','verbs':'view'}}");
	done(s, "{'op':'add','entity':'right','fields':{'group':'sellers','function':'customer','verbs':'view'}}");
	done(s, "{'op':'edit','entity':'user','code':'lan','fields':{'groups':'sellers'}}");
	shop_sql(s, "UPDATE customer SET scope = 2");
	v = shop_post(s, s->lan, "{'op':'order.sale','number':'DH000001','key':'a','lines':[{'line':1,'qty':1}],'tenders':[{'method':'bank'}]}");
	assert_true(json_is_true(json_object_get(v, "ok")));
	assert_int_equal(at(v, "total"), 6667);
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'order.sale','number':'DH000001','key':'b','all':true,'tenders':[{'method':'bank'}]}");
	assert_int_equal(at(v, "total"), 13334);
	assert_int_equal(at(v, "sold"), 20001);
	json_decref(v);
	/* A sale of their own at that price is refused as ever. */
	v = shop_post(s, s->lan, "{'op':'sale','key':'c','lines':[{'product':'A','qty':1,'price':10000}],'tenders':[{'method':'bank'}]}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_C3_what_has_deliveries_is_cancelled_not_deleted(void **state)
{
	struct shop *s = *state;
	json_t *v;

	draft_order(s);
	done(s, "{'op':'order.confirm','number':'DH000001'}");
	done(s, "{'op':'order.deliver','number':'DH000001','lines':[{'line':2,'qty':1}]}");
	shop_refused(s, "CONFLICT", NULL, "{'op':'delete','entity':'order','code':'DH000001'}");
	shop_refused(s, "INVALID", "reason", "{'op':'order.cancel','number':'DH000001'}");
	v = shop_ok(s, "{'op':'order.cancel','number':'DH000001','reason':'moved away'}");
	assert_string_equal(text_at(v, "state"), "cancelled");
	json_decref(v);
	shop_refused(s, "CONFLICT", "state", "{'op':'order.deliver','number':'DH000001','all':true}");
	shop_refused(s, "CONFLICT", "state",
	    "{'op':'order.sale','number':'DH000001','key':'x','all':true,'tenders':[{'method':'cash'}]}");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM order_move"), 1);
}

static void
rule_D4_overdue_orders_longest_first(void **state)
{
	struct shop *s = *state;
	struct order_late rows[8];
	struct err_note note;
	size_t n = 8;

	draft_order(s);
	done(s, "{'op':'order.confirm','number':'DH000001'}");
	done(s, "{'op':'add','entity':'order','fields':{'customer':'KH000001','due_day':'2026-11-25'}}");
	done(s, "{'op':'order.lines','number':'DH000002','lines':[{'product':'B','qty':1}]}");
	done(s, "{'op':'order.confirm','number':'DH000002'}");
	done(s, "{'op':'add','entity':'order','fields':{'customer':'KH000001','due_day':'2026-11-25'}}");
	clock_fix(SHOP_NOW + 9 * DAY_MS);	/* 30 November: the first one is due that day */
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(order_overdue(s->st, &(struct order_late){ 0 }, rows, &n, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].number, "DH000002");
	clock_fix(SHOP_NOW + 10 * DAY_MS);
	n = 8;
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(order_overdue(s->st, &(struct order_late){ 0 }, rows, &n, &note), ERR_OK);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].number, "DH000002");
	n = 8;
	assert_int_equal(order_overdue(s->st, &rows[0], rows, &n, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].number, "DH000001");
	clock_fix(SHOP_NOW);
}

const struct CMUnitTest order_tests[] = {
	SHOP_TEST(rule_D4_an_order_goes_forward_only),
	SHOP_TEST(rule_D4_deliveries_in_parts_never_exceed_the_order),
	SHOP_TEST(rule_D4_it_is_sold_once_at_the_agreed_prices),
	SHOP_TEST(rule_D3_an_agreed_discount_needs_no_second_right),
	SHOP_TEST(rule_C3_what_has_deliveries_is_cancelled_not_deleted),
	SHOP_TEST(rule_D4_overdue_orders_longest_first),
};
const size_t n_order_tests = sizeof order_tests / sizeof *order_tests;
