/* Rule R4: lines back and lines out in one document, one difference. */
#include "counter.h"

#include "domain/sale.h"

static void
rule_R4_the_customer_pays_the_difference(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'A','qty':2}", CASH, ",'card':'" CARD "'");
	json_t *v;

	/* 26,100 back, 31,500 out. */
	shop_refused(s, "INVALID", "tenders", "{'op':'refund','key':'x','receipt':'%s','lines':[{'line':1,'qty':1}],"
	    "'out':[{'product':'B','qty':1}]}", r);
	v = shop_ok(s, "{'op':'refund','key':'x','receipt':'%s','lines':[{'line':1,'qty':1}],"
	    "'out':[{'product':'B','qty':1}],'tenders':[{'method':'cash','amount':10000}]}", r);
	assert_int_equal(at(v, "difference"), 5500);
	assert_int_equal(at(v, "change"), 4500);
	assert_int_equal(json_array_size(json_object_get(v, "back")), 0);
	/* 52,200 earned 7; 26,100 is worth 3; 31,500 earns 4. */
	assert_int_equal(at(v, "points_taken"), 4);
	assert_int_equal(at(v, "points"), 7);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), 2);
	assert_int_equal(shop_int(s, "SELECT SUM(amount) FROM day_tender"), 52000 + 5500);
	assert_int_equal(shop_int(s, "SELECT spent FROM cust_sum"), 52200 + 5400);
	assert_int_equal(shop_int(s, "SELECT sales FROM cust_sum"), 1);
	assert_int_equal(shop_verify(s), 0);
	/* What went out may come back, on the receipt of the exchange. */
	v = take_back(s, "y", "S1-A-000002", NULL);
	assert_int_equal(back_by(v, "cash"), 31500);
	assert_int_equal(at(v, "points"), 3);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_R4_the_rest_goes_back_to_the_tenders(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", "{'product':'B','qty':2}",
	    "{'method':'bank','amount':30000},{'method':'cash'}", "");
	json_t *v;

	shop_refused(s, "INVALID", "tenders", "{'op':'refund','key':'x','receipt':'%s','all':true,"
	    "'out':[{'product':'A','qty':1}],'tenders':[" CASH "]}", r);
	/* 70,000 back, 29,000 out: 41,000, of which 3/7 to the bank. */
	v = shop_ok(s, "{'op':'refund','key':'x','receipt':'%s','all':true,'out':[{'product':'A','qty':1}]}", r);
	assert_int_equal(back_by(v, "bank"), 17571);
	assert_int_equal(back_by(v, "cash"), 23500);
	assert_int_equal(at(v, "difference"), -41071);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
	/* The rest of both tenders lies on the exchange now. */
	v = take_back(s, "y", "S1-A-000002", NULL);
	assert_int_equal(back_by(v, "bank"), 30000 - 17571);
	assert_int_equal(back_by(v, "cash"), 16500);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE method = 'cash'"), 0);
	assert_int_equal(shop_int(s, "SELECT amount FROM day_tender WHERE method = 'bank'"), 0);
	assert_int_equal(shop_verify(s), 0);
}

/* Points that paid for what comes back pay for what goes out, and earn nothing there. */
static void
rule_R4_points_are_carried_over(void **state)
{
	struct shop *s = *state;
	const char *r;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'points.add','card':'" BARE_CARD "','points':29,'note':'t'}"));
	r = sell(s, "1", A1, "{'method':'points','points':29}", ",'card':'" BARE_CARD "'");
	v = shop_ok(s, "{'op':'refund','key':'x','receipt':'%s','all':true,'out':[{'product':'B','qty':1}],"
	    "'tenders':[" CASH "]}", r);
	assert_int_equal(at(v, "difference"), 6000);
	assert_int_equal(at(v, "points_back"), 0);
	assert_int_equal(at(v, "earned"), 0);
	assert_int_equal(at(v, "points"), 0);
	json_decref(v);
	v = take_back(s, "y", "S1-A-000002", NULL);
	assert_int_equal(back_by(v, "points"), 29);
	assert_int_equal(back_by(v, "cash"), 6000);
	assert_int_equal(at(v, "points"), 29);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT SUM(points_used) FROM day_member"), 0);
	assert_int_equal(shop_verify(s), 0);
}

/* Stored value that is carried over stays where it is, in its parts, until that comes back. */
static void
rule_V1_stored_value_is_carried_over(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale_head head;
	struct sale doc;
	const char *r;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'V','name':'Value','points':true,'value':true,'spend_order':'bonus'}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','type':'V','number':'4000003'}"));
	json_decref(shop_ok(s, "{'op':'topup','key':'t','card':'4000003','amount':50000,'bonus':10000,'tenders':[" CASH "]}"));
	r = sell(s, "1", "{'product':'B','qty':1}", "{'method':'value'}", ",'card':'4000003'");
	v = shop_ok(s, "{'op':'refund','key':'x','receipt':'%s','all':true,'out':[{'product':'A','qty':1}]}", r);
	assert_int_equal(back_by(v, "value"), 6000);
	json_decref(v);
	/* 25,000 and 10,000 were taken; 6,000 of 35,000 of each came back. */
	assert_int_equal(shop_int(s, "SELECT principal FROM value_account"), 25000 + 4286);
	assert_int_equal(shop_int(s, "SELECT bonus FROM value_account"), 1714);
	/* One difference to read, too. */
	sale_init(&doc);
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(sale_load(s->st, "S1-A-000003", &doc, &head, &note), ERR_OK);
	store_rollback(s->st);
	assert_string_equal(head.kind, "exchange");
	assert_int_equal(doc.ntenders, 1);
	assert_int_equal(doc.tenders[0].amount, -6000);
	sale_fini(&doc);
	v = shop_ok(s, "{'op':'explain','receipt':'S1-A-000003'}");
	json_decref(v);
	json_decref(take_back(s, "y", "S1-A-000003", NULL));
	assert_int_equal(shop_int(s, "SELECT principal FROM value_account"), 50000);
	assert_int_equal(shop_int(s, "SELECT bonus FROM value_account"), 10000);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_R4_the_member_is_the_receipts(void **state)
{
	struct shop *s = *state;
	const char *r = sell(s, "1", A1, CASH, ",'card':'" CARD "'");
	json_t *v = shop_ok(s, "{'op':'refund','key':'x','receipt':'%s','all':true,'out':[{'product':'A','qty':1}]}", r);

	assert_int_equal(at(v, "difference"), 0);
	assert_int_equal(at(v, "points"), 3);
	json_decref(v);
	shop_refused(s, "INVALID", "cash_instead", "{'op':'refund','key':'z','receipt':'S1-A-000002','all':true,"
	    "'out':[{'product':'C','qty':1}],'cash_instead':true}");
	assert_int_equal(shop_verify(s), 0);
}

#define VALUE_CARD "4000003"

static void
add_value_card(struct shop *s)
{
	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'V','name':'Value','points':true,'value':true,'spend_order':'bonus'}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','type':'V','number':'" VALUE_CARD "'}"));
	json_decref(shop_ok(s, "{'op':'topup','key':'t','card':'" VALUE_CARD "','amount':50000,'bonus':10000,'tenders':[" CASH "]}"));
	json_decref(shop_ok(s, "{'op':'points.add','card':'" VALUE_CARD "','points':9,'note':'t'}"));
}

/* Points, stored value, bank and cash in one difference; all of it comes back. */
static void
rule_R4_P11_the_difference_is_paid_like_a_sale(void **state)
{
	struct shop *s = *state;
	const char *r;
	json_t *v;

	add_value_card(s);
	r = sell(s, "1", A1, CASH, ",'card':'" VALUE_CARD "'");
	/* Two of B are 70,000: 41,000 more than A. */
	shop_refused(s, "LIMIT", "points", "{'op':'refund','key':'x','receipt':'%s','all':true,'out':[{'product':'B','qty':2}],"
	    "'tenders':[{'method':'points','points':30}," CASH "]}", r);
	shop_refused(s, "LIMIT", "amount", "{'op':'refund','key':'x','receipt':'%s','all':true,'out':[{'product':'B','qty':4}],"
	    "'tenders':[{'method':'value','amount':60001}," CASH "]}", r);
	v = shop_ok(s, "{'op':'refund','key':'x','receipt':'%s','all':true,'out':[{'product':'B','qty':2}],"
	    "'tenders':[{'method':'points','points':8},{'method':'value','amount':12000},{'method':'bank','amount':1000},"
	    "{'method':'cash','amount':50000}]}", r);
	assert_int_equal(at(v, "difference"), 41000);
	assert_int_equal(at(v, "change"), 30000);
	/* 70,000 less 8,000 by points */
	assert_int_equal(at(v, "earned"), 6);
	assert_int_equal(at(v, "points"), 9 + 6 - 8);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT principal * 100000 + bonus FROM value_account"), 48000LL * 100000);
	assert_int_equal(shop_verify(s), 0);
	v = take_back(s, "y", "S1-A-000003", NULL);
	assert_int_equal(back_by(v, "points"), 8);
	assert_int_equal(back_by(v, "value"), 12000);
	assert_int_equal(back_by(v, "bank"), 1000);
	assert_int_equal(back_by(v, "cash"), 29000 + 20000);
	assert_int_equal(at(v, "points"), 9);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT principal * 100000 + bonus FROM value_account"), 50000LL * 100000 + 10000);
	assert_int_equal(shop_int(s, "SELECT SUM(spent) FROM cust_sum") + shop_int(s, "SELECT SUM(points_used) FROM day_member"), 0);
	assert_int_equal(shop_verify(s), 0);
}

/* Both parts: what came back is sold again, what went out is back. */
static void
rule_R5_an_exchange_is_voided_as_a_whole(void **state)
{
	struct shop *s = *state;
	const char *r;
	json_t *v;

	add_value_card(s);
	json_decref(shop_ok(s, "{'op':'add','entity':'coupon','fields':{'code':'C1','name':'Once','discount':2000}}"));
	r = sell(s, "1", "{'product':'A','qty':2}", "{'method':'points','points':5},{'method':'value','amount':20000}," CASH,
	    ",'coupon':'C1','card':'" VALUE_CARD "'");
	assert_int_equal(shop_points(s, VALUE_CARD, "usable"), 9 - 5 + 5);
	v = shop_ok(s, "{'op':'refund','key':'x','receipt':'%s','all':true,'out':[{'product':'C','qty':1}]}", r);
	assert_int_equal(shop_int(s, "SELECT used FROM coupon"), 0);
	json_decref(v);
	shop_refused(s, "INVALID", "reason", "{'op':'void','key':'v','receipt':'S1-A-000003'}");
	json_decref(shop_ok(s, "{'op':'void','key':'v','receipt':'S1-A-000003','reason':'wrong'}"));
	assert_int_equal(shop_int(s, "SELECT used FROM coupon"), 1);
	assert_int_equal(shop_points(s, VALUE_CARD, "usable"), 9 - 5 + 5);
	assert_int_equal(shop_int(s, "SELECT SUM(total) FROM sale"), 56000);
	assert_int_equal(shop_int(s, "SELECT principal + bonus FROM value_account"), 40000);
	assert_int_equal(shop_int(s, "SELECT SUM(points_used) FROM day_member"), 5);
	assert_int_equal(shop_verify(s), 0);
	/* Once, and its lines do not come back any more; those of the receipt do. */
	shop_refused(s, "CONFLICT", "receipt", "{'op':'void','key':'w','receipt':'S1-A-000003','reason':'t'}");
	shop_refused(s, "CONFLICT", "receipt", "{'op':'refund','key':'w','receipt':'S1-A-000003','all':true}");
	v = take_back(s, "y", "S1-A-000002", NULL);
	assert_int_equal(back_by(v, "points"), 5);
	assert_int_equal(back_by(v, "value"), 20000);
	json_decref(v);
	assert_int_equal(shop_points(s, VALUE_CARD, "usable"), 9);
	assert_int_equal(shop_int(s, "SELECT SUM(total) + SUM(earned) + SUM(rounding) FROM sale"), 0);
	assert_int_equal(shop_int(s, "SELECT used FROM coupon"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_R5_exchanges_are_voided_last_in_first_out(void **state)
{
	struct shop *s = *state;

	add_value_card(s);
	sell(s, "1", "{'product':'A','qty':3}", "{'method':'value','amount':60000}," CASH, ",'card':'" VALUE_CARD "'");
	json_decref(shop_ok(s, "{'op':'refund','key':'x','receipt':'S1-A-000002','lines':[{'line':1,'qty':1}],'out':[{'product':'C','qty':1}]}"));
	json_decref(take_back(s, "y", "S1-A-000002", "{'line':1,'qty':1}"));
	shop_refused(s, "CONFLICT", "receipt", "{'op':'void','key':'v','receipt':'S1-A-000003','reason':'t'}");
	json_decref(shop_ok(s, "{'op':'refund','key':'z','receipt':'S1-A-000002','all':true,'out':[{'product':'C','qty':1}]}"));
	json_decref(take_back(s, "c", "S1-A-000005", NULL));
	/* Something of the exchange itself came back. */
	shop_refused(s, "CONFLICT", "receipt", "{'op':'void','key':'v','receipt':'S1-A-000005','reason':'t'}");
	sell(s, "2", "{'product':'B','qty':1}", "{'method':'bank','amount':1000}," CASH, "");
	json_decref(shop_ok(s, "{'op':'refund','key':'q','receipt':'S1-A-000007','all':true,'out':[{'product':'B','qty':1}]}"));
	days_later(1);
	json_decref(shop_ok(s, "{'op':'void','key':'v','receipt':'S1-A-000008','reason':'t'}"));
	assert_int_equal(shop_int(s, "SELECT SUM(tickets * 1000000 + total) FROM day_sum WHERE day = 20261122"), 0);
	assert_int_equal(shop_verify(s), 0);
}

/* What the card got back was spent: never below zero (rule V1), never silently. */
static void
rule_V1_a_void_takes_no_value_that_is_gone(void **state)
{
	struct shop *s = *state;

	add_value_card(s);
	sell(s, "1", "{'product':'B','qty':1}", "{'method':'value'}", ",'card':'" VALUE_CARD "'");
	json_decref(shop_ok(s, "{'op':'refund','key':'x','receipt':'S1-A-000002','all':true,'out':[{'product':'A','qty':1}]}"));
	sell(s, "2", "{'product':'B','qty':1}", "{'method':'value','amount':31000}," CASH, ",'card':'" VALUE_CARD "'");
	shop_refused(s, "CONFLICT", "card", "{'op':'void','key':'v','receipt':'S1-A-000003','reason':'t'}");
	json_decref(shop_ok(s, "{'op':'void','key':'w','receipt':'S1-A-000004','reason':'t'}"));
	json_decref(shop_ok(s, "{'op':'void','key':'v','receipt':'S1-A-000003','reason':'t'}"));
	assert_int_equal(shop_int(s, "SELECT principal * 100000 + bonus FROM value_account"), 25000LL * 100000);
	assert_int_equal(shop_verify(s), 0);
}

static int64_t
swap(struct shop *s, const char *key, const char *receipt, const char *lines, int price)
{
	json_t *v = shop_ok(s, "{'op':'refund','key':'%s','receipt':'%s',%s,'out':[{'product':'A','qty':1,'price':%d}]}",
	    key, receipt, lines, price);
	int64_t cash = back_by(v, "cash");

	json_decref(v);
	return cash;
}

/* Differences that round to nothing, one after the other: the cash of the beginning comes back. */
static void
rule_N1_R4_a_chain_of_exchanges_pays_back_what_came_in(void **state)
{
	struct shop *s = *state;
	json_t *v;

	sell(s, "1", "{'product':'A','qty':1,'price':10200}", CASH, "");
	assert_int_equal(shop_int(s, "SELECT SUM(amount) FROM day_tender"), 10000);
	for (int i = 0; i < 3; i++) {
		char key[8] = { 'x', (char)('1' + i), '\0' };
		char receipt[] = { 'S', '1', '-', 'A', '-', '0', '0', '0', '0', '0', (char)('1' + i), '\0' };

		v = shop_ok(s, "{'op':'refund','key':'%s','receipt':'%s','all':true,"
		    "'out':[{'product':'A','qty':1,'price':%d}],'tenders':[" CASH "]}", key, receipt, 10400 + i * 200);
		assert_int_equal(at(v, "difference"), 0);
		assert_int_equal(at(v, "rounding"), -200);
		json_decref(v);
	}
	assert_int_equal(shop_verify(s), 0);
	v = take_back(s, "y", "S1-A-000004", NULL);
	assert_int_equal(back_by(v, "cash"), 10000);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT SUM(amount) FROM day_tender"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(total + rounding) FROM sale"), 0);
	assert_int_equal(shop_verify(s), 0);
}

/* The same when an exchange takes but a line along, and when it pays out: half a unit up each time
 * never makes a whole one. */
static void
rule_N1_R4_a_part_exchanged_takes_its_counted_cash_along(void **state)
{
	struct shop *s = *state;
	int64_t out;
	json_t *v;

	sell(s, "1", "{'product':'A','qty':1,'price':5100},{'product':'A','qty':1,'price':4900}", CASH, "");
	out = swap(s, "x", "S1-A-000001", "'lines':[{'line':1,'qty':1}]", 4800);
	assert_int_equal(out, 500);
	v = take_back(s, "y", "S1-A-000001", NULL);
	out += back_by(v, "cash");
	json_decref(v);
	v = take_back(s, "z", "S1-A-000002", NULL);
	out += back_by(v, "cash");
	json_decref(v);
	assert_int_equal(out, 10000);
	/* 740 were paid with 500: two differences of about 300 are not 500 each. */
	sell(s, "2", "{'product':'A','qty':1,'price':740}", CASH, "");
	out = swap(s, "u", "S1-A-000005", "'all':true", 450);
	out += swap(s, "v", "S1-A-000006", "'all':true", 100);
	v = take_back(s, "w", "S1-A-000007", NULL);
	out += back_by(v, "cash");
	json_decref(v);
	assert_int_equal(out, 500);
	assert_int_equal(shop_int(s, "SELECT SUM(amount) FROM day_tender"), 0);
	assert_int_equal(shop_verify(s), 0);
}

TESTS_OF(exchange,
	SHOP_TEST(rule_N1_R4_a_chain_of_exchanges_pays_back_what_came_in),
	SHOP_TEST(rule_N1_R4_a_part_exchanged_takes_its_counted_cash_along),
	SHOP_TEST(rule_R4_the_customer_pays_the_difference),
	SHOP_TEST(rule_R4_the_rest_goes_back_to_the_tenders),
	SHOP_TEST(rule_R4_points_are_carried_over),
	SHOP_TEST(rule_V1_stored_value_is_carried_over),
	SHOP_TEST(rule_R4_the_member_is_the_receipts),
	SHOP_TEST(rule_R4_P11_the_difference_is_paid_like_a_sale),
	SHOP_TEST(rule_R5_an_exchange_is_voided_as_a_whole),
	SHOP_TEST(rule_R5_exchanges_are_voided_last_in_first_out),
	SHOP_TEST(rule_V1_a_void_takes_no_value_that_is_gone));
