#include "prices.h"

#include <string.h>

#include "base/clock.h"
#include "domain/sale.h"

#define PAY "'tenders':[{'method':'bank'}],"
#define A1 "'lines':[{'product':'A','qty':1}]"
#define TWO "'lines':[{'product':'A','qty':1},{'product':'B','qty':1}]"

static void
rule_D1_a_coupon_comes_last(void **state)
{
	struct shop *s = *state;
	json_t *v, *x;

	add(s, "coupon", "'code':'TEN','name':'Ten percent','discount_percent':10,'uses':5");
	v = sell(s, PAY "'coupon':'ten','lines':[{'product':'A','qty':1,'discount':1000},{'product':'B','qty':1}],'discount':3000");
	/* 29,000 - 1,000 + 35,000 - 3,000 = 60,000, less 10 %. */
	assert_int_equal(at(v, "total"), 54000);
	assert_int_equal(at(v, "lines.0.net") + at(v, "lines.1.net"), 54000);
	assert_non_null(strstr(text_at(v, "lines.0.why"), "TEN"));
	assert_int_equal(shop_int(s, "SELECT used FROM coupon"), 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale s JOIN coupon c ON c.id = s.coupon_id"), 1);
	x = shop_ok(s, "{'op':'explain','receipt':'%s'}", text_at(v, "receipt"));
	assert_string_equal(text_at(x, "coupon"), "TEN");
	assert_int_equal(at(x, "coupon_discount"), 6000);
	assert_int_equal(at(x, "receipt_discount"), 3000);
	json_decref(x);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_D2_coupons_stop_at_cap_and_receipt(void **state)
{
	struct shop *s = *state;

	add(s, "coupon", "'code':'CAP','name':'Capped','discount_percent':50,'cap':10000,'uses':9");
	assert_int_equal(total_of(s, "'coupon':'CAP'," TWO), 54000);
	add(s, "coupon", "'code':'BIG','name':'Big','discount':100000,'uses':9");
	assert_int_equal(total_of(s, "'coupon':'BIG'," A1), 0);
	/* Excluded products keep their price (rule D5): no gift card for nothing. */
	assert_int_equal(total_of(s, "'coupon':'BIG','lines':[{'product':'A','qty':1},{'product':'C','qty':1}]"), 12000);
}

static void
coupons_hold_for_whom_when_and_from_what(void **state)
{
	struct shop *s = *state;

	add(s, "coupon", "'code':'MIN','name':'Minimum','discount':5000,'minimum':30000,'uses':9");
	sell_refused(s, NULL, "LIMIT", "coupon", PAY "'coupon':'MIN'," A1);
	assert_int_equal(total_of(s, "'coupon':'MIN'," TWO), 59000);
	add(s, "coupon", "'code':'ANH','name':'For Anh','discount':5000,'customer':'KH000001','uses':9");
	sell_refused(s, NULL, "INVALID", "coupon", PAY "'coupon':'ANH'," A1);
	sell_refused(s, NULL, "INVALID", "coupon", PAY "'coupon':'ANH','card':'" BARE_CARD "'," A1);
	assert_int_equal(total_of(s, "'coupon':'ANH','customer':'KH000001'," A1), 24000);
	add(s, "coupon", "'code':'DAY','name':'A day','discount':5000,'from_day':'2026-11-22','to_day':'2026-11-22','uses':9");
	sell_refused(s, NULL, "INVALID", "coupon", PAY "'coupon':'DAY'," A1);
	clock_fix(SHOP_NOW + DAY_MS);
	assert_int_equal(total_of(s, "'coupon':'DAY'," A1), 24000);
	clock_fix(SHOP_NOW + 2 * DAY_MS);
	sell_refused(s, NULL, "INVALID", "coupon", PAY "'coupon':'DAY'," A1);
	clock_fix(SHOP_NOW);
	sell_refused(s, NULL, "NOTFOUND", "coupon", PAY "'coupon':'NONE'," A1);
	json_decref(shop_ok(s, "{'op':'edit','entity':'coupon','code':'MIN','fields':{'active':false}}"));
	sell_refused(s, NULL, "INVALID", "coupon", PAY "'coupon':'MIN'," TWO);
}

static void
a_coupon_is_used_so_often_and_no_more(void **state)
{
	struct shop *s = *state;
	json_t *v;

	add(s, "coupon", "'code':'ONE','name':'Once','discount':5000");
	add(s, "coupon", "'code':'TWICE','name':'Twice','discount':5000,'uses':2");
	assert_int_equal(total_of(s, "'coupon':'ONE'," A1), 24000);
	sell_refused(s, NULL, "LIMIT", "coupon", PAY "'coupon':'ONE'," A1);
	assert_int_equal(total_of(s, "'coupon':'TWICE'," A1), 24000);
	/* A change of its text does not give uses back, nor may they be typed. */
	json_decref(shop_ok(s, "{'op':'edit','entity':'coupon','code':'TWICE','fields':{'name':'Two'}}"));
	assert_int_equal(shop_int(s, "SELECT used FROM coupon WHERE code = 'TWICE'"), 1);
	assert_int_equal(total_of(s, "'coupon':'TWICE'," A1), 24000);
	sell_refused(s, NULL, "LIMIT", "coupon", PAY "'coupon':'TWICE'," A1);
	/* The same request again is the same sale. */
	v = shop_ok(s, "{'op':'sale','key':'t0',%s%s}", PAY, A1);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT used FROM coupon WHERE code = 'ONE'"), 1);
}

static void
rule_V7_coupons_and_cards_have_different_numbers(void **state)
{
	struct shop *s = *state;

	shop_refused(s, "CONFLICT", "code", "{'op':'add','entity':'coupon','fields':{'code':'" CARD "','name':'X','discount':1}}");
	shop_refused(s, "CONFLICT", "code", "{'op':'add','entity':'coupon','fields':{'code':'400-0001','name':'X','discount':1}}");
	add(s, "coupon", "'code':'77-88-99','name':'X','discount':1");
	shop_refused(s, "CONFLICT", "number", "{'op':'card.issue','type':'M','number':'778899'}");
	json_decref(shop_ok(s, "{'op':'card.issue','type':'M','number':'778890'}"));
}

static void
coupons_say_what_they_need(void **state)
{
	struct shop *s = *state;

	shop_refused(s, "INVALID", "discount", "{'op':'add','entity':'coupon','fields':{'code':'X','name':'X'}}");
	shop_refused(s, "INVALID", "uses", "{'op':'add','entity':'coupon','fields':{'code':'X','name':'X','discount':1,'uses':0}}");
	shop_refused(s, "INVALID", "minimum", "{'op':'add','entity':'coupon','fields':{'code':'X','name':'X','discount':1,'minimum':-1}}");
}

static void
rule_P7_a_held_cart_keeps_its_coupon_and_uses_none(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale sale, again;
	json_t *j;

	add(s, "coupon", "'code':'ONE','name':'Once','discount':5000");
	sale_init(&sale);
	sale_add_line(&sale, "A", 1000);
	strcpy(sale.coupon, "ONE");
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(sale_price(s->st, &sale, &note), ERR_OK);
	assert_int_equal(sale.total, 24000);
	store_rollback(s->st);
	j = sale_to_json(&sale);
	assert_int_equal(sale_from_json(&again, j, &note), ERR_OK);
	json_decref(j);
	assert_int_equal(shop_int(s, "SELECT used FROM coupon"), 0);
	assert_int_equal(total_of(s, "'coupon':'ONE'," A1), 24000);
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(sale_price(s->st, &again, &note), ERR_LIMIT);
	assert_string_equal(note.field, "coupon");
	store_rollback(s->st);
	sale_fini(&sale);
	sale_fini(&again);
}

TESTS_OF(coupon,
	PRICES_TEST(rule_D1_a_coupon_comes_last),
	PRICES_TEST(rule_D2_coupons_stop_at_cap_and_receipt),
	PRICES_TEST(coupons_hold_for_whom_when_and_from_what),
	PRICES_TEST(a_coupon_is_used_so_often_and_no_more),
	PRICES_TEST(rule_V7_coupons_and_cards_have_different_numbers),
	PRICES_TEST(coupons_say_what_they_need),
	PRICES_TEST(rule_P7_a_held_cart_keeps_its_coupon_and_uses_none));
