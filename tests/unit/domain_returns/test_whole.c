/* Each write path with each call to the engine failing: old or new, never between. */
#include "counter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/db.h"

static const char *const everything[] = {
	"SELECT * FROM sale ORDER BY id", "SELECT * FROM sale_line ORDER BY sale_id, n",
	"SELECT * FROM payment ORDER BY sale_id, n", "SELECT * FROM point_account",
	"SELECT * FROM point_entry ORDER BY holder_id, seq", "SELECT * FROM point_lot ORDER BY holder_id, lot",
	"SELECT * FROM point_draw ORDER BY holder_id, seq, lot", "SELECT * FROM value_account",
	"SELECT * FROM value_entry", "SELECT * FROM day_sum", "SELECT * FROM day_tender",
	"SELECT * FROM day_member", "SELECT * FROM day_category", "SELECT * FROM cust_sum",
	"SELECT * FROM cust_day", "SELECT * FROM number_series ORDER BY name",
	"SELECT * FROM till_session", "SELECT * FROM till_move", "SELECT key FROM idem ORDER BY key",
	"SELECT seq FROM audit ORDER BY seq", NULL
};

static char *
dump(struct shop *s)
{
	char *all = calloc(1, 1);

	for (int i = 0; everything[i] != NULL; i++) {
		char *one = shop_dump(s, everything[i]);
		size_t n = strlen(all);

		all = realloc(all, n + strlen(one) + 1);
		memcpy(all + n, one, strlen(one) + 1);
		free(one);
	}
	return all;
}

static void
fail_everywhere(struct shop *s, const char *request)
{
	char *before = dump(s), *after;
	bool ok = false;
	json_t *v;

	for (long n = 1; !ok; n++) {
		assert_true(n < 600);
		db_fail_at(store_db(s->st), n);
		v = shop_post(s, s->admin, "%s", request);
		db_fail_at(store_db(s->st), 0);
		ok = json_is_true(json_object_get(v, "ok"));
		json_decref(v);
		after = dump(s);
		if (!ok && strcmp(before, after) != 0) {
			/* The commit itself may have worked: then all of it is there. */
			v = shop_ok(s, "%s", request);
			assert_true(json_is_true(json_object_get(v, "again")));
			json_decref(v);
			ok = true;
		}
		free(after);
	}
	v = shop_ok(s, "%s", request);
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	after = dump(s);
	assert_string_not_equal(before, after);
	assert_int_equal(shop_verify(s), 0);
	free(before);
	free(after);
}

static void
returns_are_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'V','name':'Value','points':true,'value':true,'spend_order':'principal'}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'KH000001','type':'V','number':'4000003'}"));
	json_decref(shop_ok(s, "{'op':'topup','key':'t','card':'4000003','amount':100000,'bonus':0,'tenders':[" CASH "]}"));
	json_decref(shop_ok(s, "{'op':'points.add','card':'4000003','points':5,'note':'t'}"));
	json_decref(shop_ok(s, "{'op':'points.add','card':'4000003','points':5,'note':'t','day':'2026-11-01'}"));
	sell(s, "1", "{'product':'A','qty':3},{'product':'B','qty':1}", "{'method':'points','points':7},"
	    "{'method':'value','amount':20000},{'method':'bank','amount':20000},{'method':'cash'}", ",'card':'4000003'");
	sell(s, "2", "{'product':'A','qty':3}", CASH, ",'card':'4000003'");
	sell(s, "3", A1, CASH, "");
	fail_everywhere(s, "{'op':'refund','key':'r1','receipt':'S1-A-000002','lines':[{'line':1,'qty':2}]}");
	fail_everywhere(s, "{'op':'refund','key':'r2','receipt':'S1-A-000002','all':true,'out':[{'product':'B','qty':3}],'tenders':[" CASH "]}");
	sell(s, "4", "{'product':'B','qty':1}", "{'method':'value','amount':30000},{'method':'cash'}", ",'card':'4000003'");
	fail_everywhere(s, "{'op':'refund','key':'r3','receipt':'S1-A-000007','all':true,'out':[{'product':'B','qty':2}],"
	    "'tenders':[{'method':'points','points':2},{'method':'value','amount':10000}," CASH "]}");
	fail_everywhere(s, "{'op':'void','key':'w','receipt':'S1-A-000008','reason':'t'}");
	fail_everywhere(s, "{'op':'void','key':'v','receipt':'S1-A-000003','reason':'t'}");
	fail_everywhere(s, "{'op':'attach','key':'a','receipt':'S1-A-000004','card':'4000003'}");
}

static void
sessions_are_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	fail_everywhere(s, "{'op':'till.open','key':'o','till':'T1','float':100}");
	fail_everywhere(s, "{'op':'till.move','key':'m','till':'T1','amount':-50,'reason':'t'}");
	sell(s, "1", A1, CASH, ",'till':'T1'");
	fail_everywhere(s, "{'op':'till.close','key':'c','till':'T1','counted':29000}");
}

TESTS_OF(whole,
	SHOP_TEST(returns_are_whole_or_not_there),
	SHOP_TEST(sessions_are_whole_or_not_there));
