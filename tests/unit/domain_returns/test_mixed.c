/* Sales, returns, exchanges, voids and late members in random order, over days: verify finds
 * nothing, and when all goods are back, so are points, stored value and card money. */
#include "counter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

#define STEPS 160

static json_t *
step_sale(struct shop *s, struct rng *g, int n)
{
	static const char *const tenders[] = { CASH, "{'method':'bank'}",
		"{'method':'bank','amount':777}," CASH, "{'method':'points','points':3}," CASH,
		"{'method':'value','amount':901}," CASH,
		"{'method':'points','points':2},{'method':'value','amount':1234},{'method':'bank'}" };
	bool has_member = rng_below(g, 4) != 0;

	return shop_post(s, s->admin, "{'op':'sale','key':'m%d','till':'T1','lines':[{'product':'%c','qty':%u},"
	    "{'product':'%c','qty':0.%03u}],'tenders':[%s]%s%s}", n, "ABCD"[rng_below(g, 4)],
	    1 + rng_below(g, 4), "ABCD"[rng_below(g, 4)], 1 + rng_below(g, 999),
	    tenders[rng_below(g, has_member ? 6 : 3)], has_member ? ",'card':'4000003'" : "",
	    rng_below(g, 3) ? "" : ",'discount':57");
}

static json_t *
step(struct shop *s, struct rng *g, int n)
{
	int64_t docs = shop_int(s, "SELECT COALESCE(MAX(number), 0) FROM sale");
	unsigned r = docs == 0 ? 0 : 1 + rng_below(g, (uint32_t)docs);

	switch (docs == 0 ? 0 : rng_below(g, 10)) {
	case 0: case 1: case 2: case 3:
		return step_sale(s, g, n);
	case 4: case 5: case 6:
		return shop_post(s, s->admin, "{'op':'refund','key':'m%d','receipt':'S1-A-%06u',"
		    "'lines':[{'line':%u,'qty':%s%u}],'till':'T1'%s}", n, r, 1 + rng_below(g, 2),
		    rng_below(g, 2) ? "" : "0.", 1 + rng_below(g, 3),
		    rng_below(g, 4) ? "" : ",'cash_instead':true");
	case 7: case 8:
		return shop_post(s, s->admin, "{'op':'refund','key':'m%d','receipt':'S1-A-%06u','all':true,"
		    "'out':[{'product':'%c','qty':%u}]%s}", n, r, "ABCD"[rng_below(g, 4)],
		    1 + rng_below(g, 3), rng_below(g, 2) ? ",'tenders':[" CASH "]" : "");
	default:
		if (rng_below(g, 2))
			return shop_post(s, s->admin, "{'op':'attach','key':'m%d','receipt':'S1-A-%06u','card':'4000003'}", n, r);
		return shop_post(s, s->admin, "{'op':'void','key':'m%d','receipt':'S1-A-%06u','reason':'t'}", n, r);
	}
}

static bool
is_refusal(const json_t *v)
{
	static const char *const fine[] = { "CONFLICT", "LIMIT", "INVALID", "NOTFOUND" };

	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
		if (strcmp(text_at(v, "error"), fine[i]) == 0)
			return true;
	}
	return json_is_true(json_object_get(v, "ok"));
}

static void
everything_in_random_order_adds_up(void **state)
{
	struct shop *s = *state;
	struct rng g = { (uint64_t)n_baskets };
	int64_t docs, done = 0;

	json_decref(shop_ok(s, "{'op':'add','entity':'product','fields':{'code':'D','name':'Pin','price':333}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{'code':'DD','name':'D','effect':'fixed','points':4,'minimum':20000}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'V','name':'Value','points':true,'value':true,'spend_order':'proportion'}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'KH000001','type':'V','number':'4000003'}"));
	json_decref(shop_ok(s, "{'op':'topup','key':'t','card':'4000003','amount':100000,'bonus':33333,'tenders':[{'method':'bank'}]}"));
	json_decref(shop_ok(s, "{'op':'points.add','card':'4000003','points':1000,'note':'t'}"));
	for (int n = 0; n < STEPS; n++) {
		json_t *v;

		if (n % 40 == 0)
			days_later(n / 40);
		if (n % 50 == 0)
			json_decref(shop_post(s, s->admin, "{'op':'till.open','till':'T1','float':1000}"));
		if (n % 50 == 45)
			json_decref(shop_ok(s, "{'op':'till.close','till':'T1','counted':1000}"));
		v = step(s, &g, n);
		if (!is_refusal(v))
			fail_msg("step %d: %s %s", n, text_at(v, "error"), text_at(v, "message"));
		done += json_is_true(json_object_get(v, "ok"));
		json_decref(v);
		if (n % 20 == 19)
			assert_int_equal(shop_verify(s), 0);
	}
	assert_true(done > STEPS / 3);
	docs = shop_int(s, "SELECT MAX(number) FROM sale");
	for (int64_t i = 1; i <= docs; i++)
		json_decref(shop_post(s, s->admin, "{'op':'refund','key':'e%" PRId64 "','receipt':'S1-A-%06" PRId64 "','all':true}", i, i));
	assert_int_equal(shop_verify(s), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(total) FROM sale"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(earned) FROM sale"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(spent) FROM cust_sum"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(spent) FROM cust_day"), 0);
	assert_int_equal(shop_int(s, "SELECT SUM(balance) FROM point_account"), 1000);
	assert_int_equal(shop_int(s, "SELECT principal FROM value_account"), 100000);
	assert_int_equal(shop_int(s, "SELECT bonus FROM value_account"), 33333);
	assert_int_equal(shop_int(s, "SELECT SUM(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END) FROM payment p"
	    " JOIN sale s ON s.id = p.sale_id WHERE p.method = 'bank' AND s.kind = 'refund'"),
	    shop_int(s, "SELECT SUM(amount) - 100000 FROM day_tender WHERE method = 'bank'"));
}

TESTS_OF(mixed, SHOP_TEST(everything_in_random_order_adds_up));
