/* A sale with everything in it, and the records it stands on, with each call to the engine
 * failing: afterwards the data is old or new, never between. */
#include "prices.h"

#include <stdlib.h>
#include <string.h>

#include "db/db.h"

static const char everything[] =
    "SELECT 'sale', id, total, coupon_id, approver_id, 0 FROM sale"
    " UNION ALL SELECT 'line', sale_id, n, net, off, 0 FROM sale_line"
    " UNION ALL SELECT 'pay', sale_id, n, amount, points, principal FROM payment"
    " UNION ALL SELECT 'points', holder_id, balance, seq, 0, 0 FROM point_account"
    " UNION ALL SELECT 'entry', holder_id, seq, delta, 0, 0 FROM point_entry"
    " UNION ALL SELECT 'lot', holder_id, lot, remaining, 0, 0 FROM point_lot"
    " UNION ALL SELECT 'value', card_id, principal, bonus, seq, 0 FROM value_account"
    " UNION ALL SELECT 'ventry', card_id, seq, principal, bonus, 0 FROM value_entry"
    " UNION ALL SELECT 'coupon', id, used, version, deleted, 0 FROM coupon"
    " UNION ALL SELECT 'rule', id, price, version, deleted, 0 FROM price_rule"
    " UNION ALL SELECT 'promo', id, discount, version, deleted, 0 FROM promotion"
    " UNION ALL SELECT 'links', owner_id, ref_id, 0, 0, 0 FROM promotion_products"
    " UNION ALL SELECT 'group', owner_id, ref_id, 0, 0, 0 FROM price_rule_groups"
    " UNION ALL SELECT 'tender', day, amount, count, 0, 0 FROM day_tender"
    " UNION ALL SELECT 'days', day, tickets, total, earned, 0 FROM day_sum"
    " UNION ALL SELECT 'cust', customer_id, spent, sales, 0, 0 FROM cust_sum"
    " UNION ALL SELECT 'level', customer_id, day, spent, 0, 0 FROM cust_day"
    " UNION ALL SELECT 'number', next, 0, 0, 0, 0 FROM number_series"
    " UNION ALL SELECT 'idem', COUNT(*), 0, 0, 0, 0 FROM idem ORDER BY 1, 2, 3, 4, 5, 6";

static void
fail_everywhere(struct shop *s, const char *request)
{
	char *before = shop_dump(s, everything), *after;
	bool ok = false;
	json_t *v;

	for (long n = 1; !ok; n++) {
		assert_true(n < 500);
		db_fail_at(store_db(s->st), n);
		v = shop_post(s, s->admin, "%s", request);
		db_fail_at(store_db(s->st), 0);
		ok = json_is_true(json_object_get(v, "ok"));
		json_decref(v);
		after = shop_dump(s, everything);
		if (!ok && strcmp(before, after) != 0) {
			/* The commit itself may have worked: then all of it is there. */
			v = shop_ok(s, "%s", request);
			assert_true(json_is_true(json_object_get(v, "again")));
			json_decref(v);
			ok = true;
		}
		if (ok)
			assert_string_not_equal(before, after);
		free(after);
	}
	assert_int_equal(shop_verify(s), 0);
	v = shop_ok(s, "%s", request);
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	free(before);
}

static void
a_sale_with_everything_is_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	add_money_card(s);
	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':50,'note':'t'}"));
	add(s, "price_rule", "'code':'R','name':'R','product':'A','groups':'VIP','stores':'S1','price':28000");
	add(s, "promotion", "'code':'P','name':'P','products':'B','discount_percent':10");
	add(s, "coupon", "'code':'C','name':'C','discount':2000,'customer':'KH000001'");
	/* 28,000 + 31,500 - 1,000 - 2,000 = 56,500. */
	fail_everywhere(s, "{'op':'sale','key':'f','store':'S1','card':'" MONEY_CARD "','coupon':'C','salesperson':'lan','discount':1000,"
	    "'lines':[{'product':'A','qty':1},{'product':'B','qty':1}],'tenders':[{'method':'points','points':10},"
	    "{'method':'value','amount':20000},{'method':'bank','amount':10000},{'method':'cash','amount':20000}]}");
}

static void
rules_are_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	fail_everywhere(s, "{'op':'add','key':'r1','entity':'price_rule','fields':{'code':'R','name':'R','groups':'VIP','price':5}}");
	fail_everywhere(s, "{'op':'edit','key':'r2','entity':'price_rule','code':'R','fields':{'price':6}}");
	fail_everywhere(s, "{'op':'add','key':'r3','entity':'promotion','fields':{'code':'P','name':'P','products':'A,B','discount':5}}");
	fail_everywhere(s, "{'op':'delete','key':'r4','entity':'promotion','code':'P'}");
	fail_everywhere(s, "{'op':'add','key':'r5','entity':'coupon','fields':{'code':'C','name':'C','discount':5}}");
}

TESTS_OF(price_fail,
	PRICES_TEST(a_sale_with_everything_is_whole_or_not_there),
	PRICES_TEST(rules_are_whole_or_not_there));
