/* Each write path with each call to the engine failing: afterwards the data is old or
 * new, never between, and the same request again gives one effect. */
#include "cards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/db.h"

static const char *const everything[] = {
	"SELECT * FROM sale ORDER BY id", "SELECT * FROM payment ORDER BY sale_id, n",
	"SELECT * FROM value_account ORDER BY card_id", "SELECT * FROM value_entry ORDER BY card_id, seq",
	"SELECT * FROM visit_account ORDER BY card_id", "SELECT * FROM visit_entry ORDER BY card_id, seq",
	"SELECT * FROM gift ORDER BY id", "SELECT * FROM gift_move ORDER BY id",
	"SELECT * FROM point_account ORDER BY holder_id", "SELECT * FROM point_entry ORDER BY holder_id, seq",
	"SELECT * FROM point_lot ORDER BY holder_id, lot", "SELECT * FROM point_draw ORDER BY holder_id, seq, lot",
	"SELECT * FROM day_tender", "SELECT * FROM day_sum", "SELECT * FROM day_member",
	"SELECT * FROM number_series ORDER BY name", "SELECT * FROM card ORDER BY id",
	"SELECT key FROM idem ORDER BY key", "SELECT seq FROM audit ORDER BY seq", NULL
};

static char *
dump(struct shop *s)
{
	struct strbuf b = { 0 };

	for (int i = 0; everything[i] != NULL; i++) {
		char *one = shop_dump(s, everything[i]);

		strbuf_add(&b, one);
		free(one);
	}
	return strbuf_take(&b);
}

/* The answer of the time that went well. The caller frees. */
static json_t *
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
	}
	assert_int_equal(shop_verify(s), 0);
	free(before);
	v = shop_ok(s, "%s", request);
	assert_true(json_is_true(json_object_get(v, "again")));
	return v;
}

#define EVERYWHERE(s, rq) json_decref(fail_everywhere((s), (rq)))

static void
money_is_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	shop_set(s, "cash.rounding", "500");
	EVERYWHERE(s, "{'op':'topup','key':'1','card':'" V1 "','amount':500300,'tenders':"
	    "[{'method':'bank','amount':100},{'method':'cash','amount':600000}]}");
	EVERYWHERE(s, "{'op':'transfer','key':'2','card':'" V1 "','to':'" V9 "','amount':1100}");
	EVERYWHERE(s, "{'op':'topup.reverse','key':'3','receipt':'S1-A-000001','amount':700}");
	EVERYWHERE(s, "{'op':'card.close','key':'4','card':'" V1 "','reason':'t'}");
}

static void
cards_are_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	free(top_up(s, V9, 1000));
	DO(s, "{'op':'points.add','card':'" V9 "','points':9,'note':'t'}");
	EVERYWHERE(s, "{'op':'card.lost','key':'1','card':'" V9 "'}");
	EVERYWHERE(s, "{'op':'card.replace','key':'2','card':'" V9 "','number':'901'}");
	EVERYWHERE(s, "{'op':'card.replace','key':'3','card':'" N1 "','number':'801'}");
	EVERYWHERE(s, "{'op':'card.lost','key':'4','card':'801'}");
	EVERYWHERE(s, "{'op':'card.found','key':'5','card':'801'}");
	EVERYWHERE(s, "{'op':'card.pin','key':'6','card':'801','pin':'1234','reason':'t'}");
	EVERYWHERE(s, "{'op':'card.close','key':'7','card':'801'}");
	EVERYWHERE(s, "{'op':'card.issue','key':'8','type':'N','number':'802'}");
}

static void
visits_and_gifts_are_whole_or_not_there(void **state)
{
	struct shop *s = *state;
	char undo[96];
	json_t *v = fail_everywhere(s, "{'op':'visit.take','key':'1','card':'" N1 "'}");

	snprintf(undo, sizeof undo, "{'op':'visit.undo','key':'2','visit':%lld}", (long long)at(v, "visit"));
	json_decref(v);
	EVERYWHERE(s, undo);
	DO(s, "{'op':'points.add','card':'" CARD "','points':20,'note':'t'}");
	DO(s, "{'op':'points.add','card':'" CARD "','points':20,'day':'2026-11-01','note':'t'}");
	EVERYWHERE(s, "{'op':'gift.redeem','key':'3','card':'" CARD "','gift':'MUG'}");
	EVERYWHERE(s, "{'op':'gift.return','key':'4','receipt':'G000002'}");
	EVERYWHERE(s, "{'op':'add','key':'5','entity':'gift','fields':{'code':'CUP','name':'Cup','points':3,'stock':3}}");
}

TESTS_OF(card_fail,
	CARDS_TEST(money_is_whole_or_not_there),
	CARDS_TEST(cards_are_whole_or_not_there),
	CARDS_TEST(visits_and_gifts_are_whole_or_not_there));
