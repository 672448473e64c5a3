#include "shop.h"

#include <stdlib.h>
#include <string.h>

#include "domain/sale.h"

static json_t *
sell(struct shop *s, const char *rest)
{
	static int n;

	return shop_ok(s, "{'op':'sale','key':'p%d','tenders':[{'method':'bank'}],%s}", n++, rest);
}

static void
rule_D1_best_single_discount(void **state)
{
	struct shop *s = *state;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'edit','entity':'card_type','code':'M','fields':{'discount_percent':4}}"));
	v = sell(s, "'card':'" CARD "','lines':[{'product':'A','qty':1}]");
	assert_int_equal(at(v, "total"), 26100);	/* level 10 %, not 14 % */
	assert_string_equal(text_at(v, "lines.0.why"), "level GOLD: 10 %");
	json_decref(v);
	shop_set(s, "discount.stack", "yes");
	v = sell(s, "'card':'" CARD "','lines':[{'product':'A','qty':1}]");
	assert_int_equal(at(v, "total"), 24940);
	json_decref(v);
	v = sell(s, "'card':'" BARE_CARD "','lines':[{'product':'A','qty':1}]");
	assert_int_equal(at(v, "total"), 27840);	/* card 4 % */
	json_decref(v);
}

static void
rule_D1_order_of_discounts(void **state)
{
	struct shop *s = *state;
	/* 29,000 - 10 % = 26,100; by hand 10 % = 2,610; of the receipt 1,490. */
	json_t *v = sell(s, "'card':'" CARD "','discount':1490,"
	    "'lines':[{'product':'A','qty':1,'discount_percent':10}]");

	assert_int_equal(at(v, "total"), 22000);
	assert_int_equal(at(v, "lines.0.discount"), 7000);
	json_decref(v);
}

static void
rule_D2_percent_half_up_fixed_stops_at_the_line(void **state)
{
	struct shop *s = *state;
	json_t *v = sell(s, "'lines':[{'product':'A','qty':0.333,'discount_percent':12.5},"
	    "{'product':'C','qty':1,'discount':99999}]");

	/* 29,000 x 0.333 = 9,657; 12.5 % = 1,207.125 */
	assert_int_equal(at(v, "lines.0.discount"), 1207);
	assert_int_equal(at(v, "lines.1.net"), 0);
	assert_int_equal(at(v, "total"), 8450);
	json_decref(v);
}

/* The shares of a receipt's discount sum to it, largest remainder first. */
static void
rule_D2_receipt_discount_is_spread_to_the_unit(void **state)
{
	struct shop *s = *state;
	json_t *v = sell(s, "'discount':1000,'lines':[{'product':'A','qty':1},{'product':'A','qty':1},"
	    "{'product':'A','qty':1}]");

	assert_int_equal(at(v, "lines.0.discount"), 334);
	assert_int_equal(at(v, "lines.1.discount"), 333);
	assert_int_equal(at(v, "lines.2.discount"), 333);
	assert_int_equal(at(v, "total"), 86000);
	json_decref(v);
}

static void
rule_D3_limit_counts_line_and_receipt_together(void **state)
{
	struct shop *s = *state;
	json_t *v = shop_post(s, s->lan, "{'op':'sale','key':'a','discount_percent':10,"
	    "'lines':[{'product':'A','qty':1}],'tenders':[{'method':'bank'}]}");

	assert_true(json_is_true(json_object_get(v, "ok")));
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'sale','key':'b','discount_percent':10,"
	    "'lines':[{'product':'A','qty':1,'discount_percent':1}],'tenders':[{'method':'bank'}]}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	assert_string_equal(text_at(v, "field"), "discount");
	json_decref(v);
	/* On one line of many it is still above the limit of that line. */
	v = shop_post(s, s->lan, "{'op':'sale','key':'c','lines':[{'product':'A','qty':1,'discount':5000},"
	    "{'product':'B','qty':9}],'tenders':[{'method':'bank'}]}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'sale','key':'d','lines':[{'product':'A','qty':1,'price':1}],"
	    "'tenders':[{'method':'bank'}]}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit WHERE action = 'denied'"), 3);
}

/* A customer attached late re-prices the lines; a price typed by hand stays. */
static void
rule_D4_member_reprices_but_manual_prices_stay(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct sale sale;

	sale_init(&sale);
	sale_add_line(&sale, "A", 1000);
	sale_add_line(&sale, "B", 1000)->price = 30000;
	assert_int_equal(store_begin(s->st, s->admin, false, &note), ERR_OK);
	assert_int_equal(sale_price(s->st, &sale, &note), ERR_OK);
	assert_int_equal(sale.total, 59000);
	assert_int_equal(member_find(s->st, CARD, &sale.member, &note), ERR_OK);
	assert_int_equal(sale_price(s->st, &sale, &note), ERR_OK);
	assert_int_equal(sale.total, 56100);
	assert_int_equal(sale.earned, 8);		/* 5.61 x 1.5 */
	store_rollback(s->st);
	sale_fini(&sale);
}

static void
rule_D5_excluded_products_and_a_sale_of_nothing(void **state)
{
	struct shop *s = *state;
	json_t *v = sell(s, "'card':'" CARD "','lines':[{'product':'C','qty':10}]");

	assert_int_equal(at(v, "total"), 120000);
	assert_int_equal(at(v, "earned"), 0);
	json_decref(v);
	v = shop_ok(s, "{'op':'sale','key':'free','card':'" CARD "','discount_percent':100,"
	    "'lines':[{'product':'A','qty':1}]}");
	assert_int_equal(at(v, "total"), 0);
	assert_int_equal(at(v, "due"), 0);
	assert_int_equal(at(v, "earned"), 0);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
price_names_what_is_wrong(void **state)
{
	struct shop *s = *state;

	shop_refused(s, "NOTFOUND", "product", "{'op':'sale','key':'a','lines':[{'product':'ZZ','qty':1}],'tenders':[]}");
	shop_refused(s, "INVALID", "qty", "{'op':'sale','key':'a','lines':[{'product':'A','qty':0}],'tenders':[]}");
	shop_refused(s, "INVALID", "qty", "{'op':'sale','key':'a','lines':[{'product':'A','qty':-1}],'tenders':[]}");
	shop_refused(s, "INVALID", "qty", "{'op':'sale','key':'a','lines':[{'product':'A','qty':1.0005}],'tenders':[]}");
	shop_refused(s, "INVALID", "discount", "{'op':'sale','key':'a','lines':[{'product':'A','qty':1,"
	    "'discount':1,'discount_percent':1}],'tenders':[]}");
	shop_refused(s, "LIMIT", "discount_percent", "{'op':'sale','key':'a','discount_percent':1e9,"
	    "'lines':[{'product':'A','qty':1}],'tenders':[]}");
	shop_refused(s, "INVALID", "discount_percent", "{'op':'sale','key':'a','discount_percent':100.5,"
	    "'lines':[{'product':'A','qty':1}],'tenders':[]}");
	shop_refused(s, "LIMIT", NULL, "{'op':'sale','key':'a','lines':[{'product':'A','qty':900000000000}],'tenders':[]}");
	shop_refused(s, "INVALID", "lines", "{'op':'sale','key':'a','lines':[],'tenders':[]}");
	json_decref(shop_ok(s, "{'op':'edit','entity':'product','code':'A','fields':{'active':false}}"));
	shop_refused(s, "INVALID", "product", "{'op':'sale','key':'a','lines':[{'product':'A','qty':1}],'tenders':[]}");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale"), 0);
}

static void
price_finds_codes_in_any_case_and_barcodes(void **state)
{
	struct shop *s = *state;
	json_t *v = sell(s, "'lines':[{'product':'a','qty':1},{'product':'8930000000017\\r','qty':2}]");

	assert_int_equal(at(v, "total"), 99000);
	json_decref(v);
}

TESTS_OF(price,
	SHOP_TEST(rule_D1_best_single_discount),
	SHOP_TEST(rule_D1_order_of_discounts),
	SHOP_TEST(rule_D2_percent_half_up_fixed_stops_at_the_line),
	SHOP_TEST(rule_D2_receipt_discount_is_spread_to_the_unit),
	SHOP_TEST(rule_D3_limit_counts_line_and_receipt_together),
	SHOP_TEST(rule_D4_member_reprices_but_manual_prices_stay),
	SHOP_TEST(rule_D5_excluded_products_and_a_sale_of_nothing),
	SHOP_TEST(price_names_what_is_wrong),
	SHOP_TEST(price_finds_codes_in_any_case_and_barcodes));
