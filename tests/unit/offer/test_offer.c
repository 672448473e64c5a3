#include "test_offer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

#define LINES "'lines':[{'product':'A','qty':2},{'product':'B','qty':1}]"

void
done(struct shop *s, const char *fmt, ...)
{
	char text[2000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	json_decref(shop_ok(s, "%s", text));
}

const char *
draft_quotation(struct shop *s)
{
	done(s, "{'op':'add','entity':'quotation','fields':{'customer':'KH000001','subject':'Coffee'}}");
	done(s, "{'op':'quotation.lines','number':'BG000001'," LINES "}");
	return "BG000001";
}

const char *
draft_order(struct shop *s)
{
	done(s, "{'op':'add','entity':'order','fields':{'customer':'KH000001','due_day':'2026-11-30'}}");
	done(s, "{'op':'order.lines','number':'DH000001'," LINES "}");
	return "DH000001";
}

static void
rule_D1_a_quotation_has_the_prices_of_the_cashier(void **state)
{
	struct shop *s = *state;
	json_t *q, *sale;

	draft_quotation(s);
	q = shop_ok(s, "{'op':'quotation.show','number':'BG000001'}");
	sale = shop_ok(s, "{'op':'sale','key':'k','customer':'KH000001'," LINES ",'tenders':[{'method':'bank'}]}");
	assert_int_equal(at(q, "total"), at(sale, "total"));
	assert_int_equal(at(q, "total"), 83700);	/* gold: 10 % off 58,000 and 35,000 */
	assert_int_equal(at(q, "lines.0.net"), at(sale, "lines.0.net"));
	assert_int_equal(at(q, "gross") - at(q, "discount"), at(q, "total"));
	json_decref(q);
	json_decref(sale);
}

static void
rule_D3_a_discount_by_hand_keeps_its_limit(void **state)
{
	struct shop *s = *state;
	json_t *v;

	draft_quotation(s);
	json_decref(shop_ok(s, "{'op':'add','entity':'group','fields':{'code':'sales','name':'Sales'}}"));
	done(s, "{'op':'add','entity':'right','fields':{'group':'sales','function':'quotation','verbs':'view,add,edit'}}");
	done(s, "{'op':'add','entity':'right','fields':{'group':'sales','function':'customer','verbs':'view'}}");
	done(s, "{'op':'edit','entity':'user','code':'lan','fields':{'groups':'sales'}}");
	shop_sql(s, "UPDATE customer SET scope = 2");
	v = shop_post(s, s->lan, "{'op':'quotation.lines','number':'BG000001','lines':[{'product':'A','qty':1,'discount_percent':50}]}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	assert_string_equal(text_at(v, "field"), "discount");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'quotation.lines','number':'BG000001','lines':[{'product':'A','qty':1,'discount_percent':5}]}");
	assert_true(json_is_true(json_object_get(v, "ok")));
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'quotation.lines','number':'BG000001','lines':[{'product':'A','qty':1,'price':1000}]}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
}

static void
rule_D2_a_discount_on_the_whole_is_spread_to_the_unit(void **state)
{
	struct shop *s = *state;
	json_t *q;

	draft_quotation(s);
	done(s, "{'op':'edit','entity':'quotation','code':'BG000001','fields':{'discount':1000}}");
	q = shop_ok(s, "{'op':'quotation.show','number':'BG000001'}");
	assert_int_equal(at(q, "total"), 82700);
	assert_int_equal(at(q, "lines.0.net") + at(q, "lines.1.net"), 82700);
	json_decref(q);
	shop_refused(s, "INVALID", "discount",
	    "{'op':'edit','entity':'quotation','code':'BG000001','fields':{'discount_percent':5}}");
}

static void
rule_C3_an_issued_quotation_stays_as_it_is(void **state)
{
	struct shop *s = *state;
	json_t *v;

	draft_quotation(s);
	v = shop_ok(s, "{'op':'quotation.issue','number':'BG000001','key':'i'}");
	assert_int_equal(strlen(text_at(v, "hash")), 64);
	json_decref(v);
	shop_refused(s, "CONFLICT", "state", "{'op':'quotation.lines','number':'BG000001','lines':[{'product':'A','qty':9}]}");
	shop_refused(s, "CONFLICT", "state", "{'op':'edit','entity':'quotation','code':'BG000001','fields':{'subject':'Tea'}}");
	shop_refused(s, "CONFLICT", NULL, "{'op':'delete','entity':'quotation','code':'BG000001'}");
	shop_refused(s, "CONFLICT", "state", "{'op':'quotation.issue','number':'BG000001'}");
	/* The same request once more is the same answer. */
	v = shop_ok(s, "{'op':'quotation.issue','number':'BG000001','key':'i'}");
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM doc_issue"), 1);
}

static void
rule_C3_a_draft_goes_with_its_lines(void **state)
{
	struct shop *s = *state;

	draft_quotation(s);
	done(s, "{'op':'delete','entity':'quotation','code':'BG000001'}");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM quotation_line"), 0);
	shop_refused(s, "NOTFOUND", NULL, "{'op':'quotation.show','number':'BG000001'}");
}

static void
rule_C3_it_becomes_an_order_once(void **state)
{
	struct shop *s = *state;
	json_t *v, *again, *o;

	draft_quotation(s);
	shop_refused(s, "CONFLICT", "state", "{'op':'quotation.order','number':'BG000001'}");
	done(s, "{'op':'quotation.issue','number':'BG000001'}");
	/* The list price moves: what was promised holds. */
	done(s, "{'op':'edit','entity':'product','code':'A','fields':{'price':99000}}");
	v = shop_ok(s, "{'op':'quotation.order','number':'BG000001','key':'o','due_day':'2026-12-01'}");
	assert_string_equal(text_at(v, "order"), "DH000001");
	/* Twice Enter: by the same key, and by another. */
	again = shop_ok(s, "{'op':'quotation.order','number':'BG000001','key':'o','due_day':'2026-12-01'}");
	assert_string_equal(text_at(again, "order"), "DH000001");
	shop_refused(s, "CONFLICT", "state", "{'op':'quotation.order','number':'BG000001','key':'p'}");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sales_order"), 1);
	o = shop_ok(s, "{'op':'order.show','number':'DH000001'}");
	assert_int_equal(at(o, "total"), 83700);
	assert_string_equal(text_at(o, "due_day"), "2026-12-01");
	json_decref(o);
	json_decref(v);
	json_decref(again);
	/* Confirmed as agreed, not as the list says now. */
	o = shop_ok(s, "{'op':'order.confirm','number':'DH000001'}");
	assert_int_equal(at(o, "total"), 83700);
	json_decref(o);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_C3_past_its_validity_it_asks_to_be_repriced(void **state)
{
	struct shop *s = *state;
	json_t *v;

	draft_quotation(s);
	done(s, "{'op':'edit','entity':'quotation','code':'BG000001','fields':{'valid_until':'2026-11-22'}}");
	done(s, "{'op':'quotation.issue','number':'BG000001'}");
	done(s, "{'op':'edit','entity':'product','code':'A','fields':{'price':30000}}");
	clock_fix(SHOP_NOW + DAY_MS);		/* its last day, all of it */
	v = shop_ok(s, "{'op':'quotation.show','number':'BG000001'}");
	assert_string_equal(text_at(v, "state"), "issued");
	json_decref(v);
	clock_fix(SHOP_NOW + 2 * DAY_MS);
	v = shop_ok(s, "{'op':'quotation.show','number':'BG000001'}");
	assert_string_equal(text_at(v, "state"), "expired");
	json_decref(v);
	shop_refused(s, "CONFLICT", "valid_until", "{'op':'quotation.accept','number':'BG000001'}");
	shop_refused(s, "CONFLICT", "reprice", "{'op':'quotation.order','number':'BG000001'}");
	v = shop_ok(s, "{'op':'quotation.copy','number':'BG000001'}");
	assert_string_equal(text_at(v, "number"), "BG000002");
	json_decref(v);
	v = shop_ok(s, "{'op':'quotation.show','number':'BG000002'}");
	assert_int_equal(at(v, "total"), 85500);
	json_decref(v);
	json_decref(shop_ok(s, "{'op':'quotation.order','number':'BG000001','reprice':true}"));
	v = shop_ok(s, "{'op':'order.show','number':'DH000001'}");
	assert_int_equal(at(v, "total"), 85500);	/* 60,000 and 35,000 less 10 % */
	json_decref(v);
	clock_fix(SHOP_NOW);
}

static void
rule_C3_accepted_in_time_keeps_its_prices(void **state)
{
	struct shop *s = *state;
	json_t *v;

	draft_quotation(s);
	done(s, "{'op':'edit','entity':'quotation','code':'BG000001','fields':{'valid_until':'2026-11-22'}}");
	done(s, "{'op':'quotation.issue','number':'BG000001'}");
	done(s, "{'op':'quotation.accept','number':'BG000001'}");
	done(s, "{'op':'edit','entity':'product','code':'A','fields':{'price':30000}}");
	clock_fix(SHOP_NOW + 9 * DAY_MS);
	json_decref(shop_ok(s, "{'op':'quotation.order','number':'BG000001'}"));
	v = shop_ok(s, "{'op':'order.show','number':'DH000001'}");
	assert_int_equal(at(v, "total"), 83700);
	json_decref(v);
	clock_fix(SHOP_NOW);
}

/* Of a customer that the actor may not see there is no quotation. */
static void
rule_S1_a_hidden_customer_has_no_quotations(void **state)
{
	struct shop *s = *state;
	json_t *v;

	draft_quotation(s);
	json_decref(shop_ok(s, "{'op':'add','entity':'group','fields':{'code':'sales','name':'Sales'}}"));
	done(s, "{'op':'add','entity':'right','fields':{'group':'sales','function':'quotation','verbs':'view,add,edit,print,export'}}");
	done(s, "{'op':'add','entity':'right','fields':{'group':'sales','function':'customer','verbs':'view'}}");
	done(s, "{'op':'edit','entity':'user','code':'lan','fields':{'groups':'sales'}}");
	shop_sql(s, "UPDATE customer SET scope = 0, owner_id = NULL");
	v = shop_post(s, s->lan, "{'op':'quotation.show','number':'BG000001'}");
	assert_string_equal(text_at(v, "error"), "NOTFOUND");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'quotation.issue','number':'BG000001'}");
	assert_string_equal(text_at(v, "error"), "NOTFOUND");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'get','entity':'quotation','code':'BG000001'}");
	assert_string_equal(text_at(v, "error"), "NOTFOUND");
	json_decref(v);
}

static const struct CMUnitTest quote_tests[] = {
	SHOP_TEST(rule_D1_a_quotation_has_the_prices_of_the_cashier),
	SHOP_TEST(rule_D2_a_discount_on_the_whole_is_spread_to_the_unit),
	SHOP_TEST(rule_D3_a_discount_by_hand_keeps_its_limit),
	SHOP_TEST(rule_C3_an_issued_quotation_stays_as_it_is),
	SHOP_TEST(rule_C3_a_draft_goes_with_its_lines),
	SHOP_TEST(rule_C3_it_becomes_an_order_once),
	SHOP_TEST(rule_C3_past_its_validity_it_asks_to_be_repriced),
	SHOP_TEST(rule_C3_accepted_in_time_keeps_its_prices),
	SHOP_TEST(rule_S1_a_hidden_customer_has_no_quotations),
};

static void
add(struct CMUnitTest *all, size_t *n, const struct CMUnitTest *t, size_t count)
{
	for (size_t i = 0; i < count; i++)
		all[(*n)++] = t[i];
}

int
main(void)
{
	size_t nquote = sizeof quote_tests / sizeof *quote_tests, n = 0;
	size_t count = nquote + n_order_tests + n_template_tests + n_issue_tests;
	struct CMUnitTest *all = xcalloc(count, sizeof *all);
	int failed;

	add(all, &n, quote_tests, nquote);
	add(all, &n, order_tests, n_order_tests);
	add(all, &n, template_tests, n_template_tests);
	add(all, &n, issue_tests, n_issue_tests);
	failed = _cmocka_run_group_tests("offer", all, n, NULL, NULL);
	free(all);
	return failed;
}
