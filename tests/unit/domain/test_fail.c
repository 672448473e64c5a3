/* Each write path with each call to the engine failing: afterwards the data is old
 * or new, never between, and the same request again gives one effect. */
#include "shop.h"

#include <stdlib.h>
#include <string.h>

#include "db/db.h"

static const char *const everything[] = {
	"SELECT * FROM sale ORDER BY id", "SELECT * FROM sale_line ORDER BY sale_id, n",
	"SELECT * FROM payment ORDER BY sale_id, n", "SELECT * FROM point_account ORDER BY holder_id",
	"SELECT * FROM point_entry ORDER BY holder_id, seq", "SELECT * FROM point_lot ORDER BY holder_id, lot",
	"SELECT * FROM point_draw ORDER BY holder_id, seq, lot", "SELECT * FROM day_sum",
	"SELECT * FROM day_tender", "SELECT * FROM day_member", "SELECT * FROM cust_sum",
	"SELECT * FROM number_series ORDER BY name", "SELECT * FROM card ORDER BY id",
	"SELECT * FROM customer ORDER BY id", "SELECT key FROM idem ORDER BY key",
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
		assert_true(n < 400);
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
		if (ok)
			assert_string_not_equal(before, after);
		free(after);
		assert_int_equal(shop_verify(s), 0);
	}
	v = shop_ok(s, "%s", request);
	assert_true(json_is_true(json_object_get(v, "again")));
	json_decref(v);
	free(before);
}

static void
a_sale_is_whole_or_not_there(void **state)
{
	fail_everywhere(*state, "{'op':'sale','key':'f','card':'" CARD "','discount':100,"
	    "'lines':[{'product':'A','qty':1},{'product':'B','qty':2}],"
	    "'tenders':[{'method':'bank','amount':10000},{'method':'cash','amount':100000}]}");
}

static void
points_by_hand_are_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	fail_everywhere(s, "{'op':'points.add','key':'f1','card':'" CARD "','points':10,'note':'t'}");
	fail_everywhere(s, "{'op':'points.add','key':'f2','card':'" CARD "','points':10,'note':'t'}");
	fail_everywhere(s, "{'op':'points.deduct','key':'f3','card':'" CARD "','points':15,'note':'t'}");
	fail_everywhere(s, "{'op':'points.deduct','key':'f4','card':'" CARD "','points':15,'note':'t','below_zero':true}");
	fail_everywhere(s, "{'op':'points.add','key':'f5','card':'" CARD "','points':15,'note':'t'}");
}

static void
records_and_cards_are_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	fail_everywhere(s, "{'op':'add','key':'r1','entity':'customer','fields':{'name':'Li','phone':'0912345678'}}");
	fail_everywhere(s, "{'op':'edit','key':'r2','entity':'customer','code':'KH000002','fields':{'name':'Lo','phone':'0912345679'}}");
	fail_everywhere(s, "{'op':'card.issue','key':'r3','customer':'KH000002','type':'M','level':'GOLD'}");
	fail_everywhere(s, "{'op':'add','key':'r4','entity':'customer','fields':{'name':'Gone'}}");
	fail_everywhere(s, "{'op':'delete','key':'r5','entity':'customer','code':'KH000003'}");
}

TESTS_OF(fail,
	SHOP_TEST(a_sale_is_whole_or_not_there),
	SHOP_TEST(points_by_hand_are_whole_or_not_there),
	SHOP_TEST(records_and_cards_are_whole_or_not_there));
