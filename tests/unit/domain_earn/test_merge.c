#include "earning.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "db/db.h"

/* A second record of the same person, KH000002, with card 4000005 and a phone. */
static void
second(struct shop *s)
{
	json_decref(shop_ok(s, "{'op':'add','entity':'customer','fields':{'name':'Anh Nguyen',"
	    "'phone':'0912345678','email':'anh@example.org','birth':'1990-05-01'}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'KH000002','type':'M','number':'4000005'}"));
}

static json_t *
sell(struct shop *s, const char *card, int qty)
{
	static int n;

	return shop_ok(s, "{'op':'sale','key':'m%d','card':'%s','lines':[{'product':'B','qty':%d}],"
	    "'tenders':[{'method':'bank'}]}", n++, card, qty);
}

static void
sell_quietly(struct shop *s, const char *card, int qty)
{
	json_decref(sell(s, card, qty));
}

static void
gold_from(struct shop *s, int threshold)
{
	json_decref(shop_ok(s, "{'op':'edit','entity':'level','code':'GOLD','fields':{'threshold':%d}}",
	    threshold));
}

static json_t *
merge(struct shop *s)
{
	return shop_ok(s, "{'op':'merge','customer':'KH000002','into':'KH000001'}");
}

static const char *const everything[] = {
	"SELECT holder_id, balance, seq FROM point_account ORDER BY holder_id",
	"SELECT * FROM point_entry ORDER BY holder_id, seq", "SELECT * FROM point_lot ORDER BY holder_id, lot",
	"SELECT * FROM point_draw ORDER BY holder_id, seq, lot",
	"SELECT id, customer_id, holder_id FROM sale ORDER BY id",
	"SELECT id, customer_id FROM card ORDER BY id", "SELECT id, customer_id FROM contact ORDER BY id",
	"SELECT * FROM customer_groups ORDER BY owner_id, ref_id", "SELECT * FROM cust_sum ORDER BY customer_id",
	"SELECT * FROM cust_day ORDER BY customer_id, day", "SELECT * FROM customer_phone ORDER BY rev, id",
	"SELECT id, code, phone, phone2, email, birth, level_id, level_until, deleted, fold FROM customer ORDER BY id",
	"SELECT id, holder_id, point_seq FROM gift_move ORDER BY id",
	"SELECT * FROM birthday_bonus ORDER BY customer_id",
	"SELECT sum(points_given), sum(points_used) FROM day_member",
	"SELECT key FROM idem ORDER BY key", "SELECT seq FROM audit ORDER BY seq",
};

/* How many of them tell of the trail: only a failed write leaves those alone too. */
#define TRAIL 2

static char *
dump(struct shop *s, bool with_trail)
{
	int n = (int)(sizeof everything / sizeof *everything) - (with_trail ? 0 : TRAIL);
	char *all = xstrdup("");

	for (int i = 0; i < n; i++) {
		char *one = shop_dump(s, everything[i]), *both = xasprintf("%s%s\n", all, one);

		free(all);
		free(one);
		all = both;
	}
	return all;
}

static void
rule_P15_everything_goes_to_the_one_that_stays(void **state)
{
	struct shop *s = *state;
	json_t *v;

	second(s);
	json_decref(shop_ok(s, "{'op':'add','entity':'contact','fields':{'customer':'KH000002','name':'Wife'}}"));
	sell_quietly(s, CARD, 2);			/* 63,000: 9 points */
	sell_quietly(s, "4000005", 4);			/* 140,000, no level: 14 */
	v = merge(s);
	assert_int_equal(at(v, "moved.cards"), 1);
	assert_int_equal(at(v, "moved.sales"), 1);
	assert_int_equal(at(v, "moved.points"), 14);
	assert_int_equal(at(v, "moved.contacts"), 1);
	json_decref(v);
	assert_int_equal(shop_points(s, CARD, "usable"), 23);
	assert_int_equal(shop_points(s, "4000005", "usable"), 23);
	v = shop_ok(s, "{'op':'balance','customer':'KH000002'}");	/* the old code finds it */
	assert_int_equal(at(v, "points.usable"), 23);
	assert_int_equal(at(v, "spend"), 203000);
	json_decref(v);
	v = shop_ok(s, "{'op':'get','entity':'customer','code':'KH000001'}");
	assert_string_equal(text_at(v, "fields.phone2"), "+84912345678");
	assert_string_equal(text_at(v, "fields.email"), "anh@example.org");
	json_decref(v);
	shop_refused(s, "NOTFOUND", NULL, "{'op':'get','entity':'customer','code':'KH000002'}");
	v = shop_ok(s, "{'op':'balance','customer':'0912345678'}");	/* and the old phone */
	assert_int_equal(at(v, "points.usable"), 23);
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P15_undone_at_once_nothing_has_changed(void **state)
{
	struct shop *s = *state;
	char *before, *after;
	json_t *v;

	second(s);
	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{'code':'BD','name':'Birthday',"
	    "'effect':'multiplier','times':1,'birthday':'month'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000002','fields':{'birth':'1990-11-01'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'gift','fields':{'code':'CUP','name':'Cup','points':5,'stock':9}}"));
	sell_quietly(s, CARD, 2);
	sell_quietly(s, "4000005", 4);
	json_decref(shop_ok(s, "{'op':'gift.redeem','key':'g','card':'4000005','gift':'CUP','qty':1}"));
	json_decref(shop_ok(s, "{'op':'points.deduct','key':'d','card':'4000005','points':5,'note':'t'}"));
	before = dump(s, false);
	json_decref(merge(s));
	v = shop_ok(s, "{'op':'unmerge','customer':'KH000002'}");
	assert_int_equal(at(v, "moved.points"), 4);
	assert_int_equal(at(v, "moved.sales"), 1);
	json_decref(v);
	after = dump(s, false);
	if (strcmp(before, after) != 0) {
		size_t i = 0;

		while (before[i] == after[i])
			i++;
		fail_msg("... %.60s\n*** %.60s", before + i, after + i);
	}
	free(before);
	free(after);
	assert_int_equal(shop_verify(s), 0);
	shop_refused(s, "NOTFOUND", "customer", "{'op':'unmerge','customer':'KH000002'}");
	json_decref(merge(s));				/* and once more */
	assert_int_equal(shop_verify(s), 0);
}

/* The one that stays takes the other's word where that is chosen; undone, both say what they said,
 * but not over what somebody wrote since. */
static void
rule_P15_a_merge_takes_the_word_that_is_chosen(void **state)
{
	struct shop *s = *state;
	char *before, *after;
	json_t *v;

	second(s);
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'birth':'1988-01-02','id_number':'A-1'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000002','fields':{'id_number':'B-2'}}"));
	before = dump(s, false);
	json_decref(shop_ok(s, "{'op':'merge','customer':'KH000002','into':'KH000001','take':'name,birth,id_number'}"));
	v = shop_ok(s, "{'op':'get','entity':'customer','code':'KH000001'}");
	assert_string_equal(text_at(v, "fields.name"), "Anh Nguyen");
	assert_string_equal(text_at(v, "fields.birth"), "1990-05-01");
	assert_string_equal(text_at(v, "fields.id_number"), "B-2");
	json_decref(v);
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000002'}"));
	after = dump(s, false);
	assert_string_equal(after, before);
	v = shop_ok(s, "{'op':'get','entity':'customer','code':'KH000002'}");
	assert_string_equal(text_at(v, "fields.id_number"), "B-2");
	json_decref(v);
	shop_refused(s, "INVALID", "take", "{'op':'merge','customer':'KH000002','into':'KH000001','take':'code'}");
	json_decref(shop_ok(s, "{'op':'merge','customer':'KH000002','into':'KH000001','take':'name,birth'}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'name':'New Name'}}"));
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000002'}"));
	v = shop_ok(s, "{'op':'get','entity':'customer','code':'KH000001'}");
	assert_string_equal(text_at(v, "fields.name"), "New Name");
	assert_string_equal(text_at(v, "fields.birth"), "1988-01-02");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
	free(before);
	free(after);
}

/* What was spent meanwhile is gone, the soonest to expire first; the rest goes back with its days. */
static void
rule_P15_undone_later_what_is_left_goes_back(void **state)
{
	struct shop *s = *state;
	json_t *v;

	second(s);
	json_decref(shop_ok(s, "{'op':'points.add','key':'a','card':'4000005','points':30,'day':'2026-11-01','note':'t'}"));
	json_decref(shop_ok(s, "{'op':'points.add','key':'b','card':'" CARD "','points':100,'note':'t'}"));
	json_decref(merge(s));
	json_decref(shop_ok(s, "{'op':'points.deduct','key':'c','card':'" CARD "','points':10,'note':'t'}"));
	sell_quietly(s, CARD, 2);			/* stays with the one that stayed */
	v = shop_ok(s, "{'op':'unmerge','customer':'KH000002'}");
	assert_int_equal(at(v, "moved.points"), 20);
	json_decref(v);
	assert_int_equal(shop_points(s, CARD, "usable"), 109);
	v = shop_ok(s, "{'op':'balance','card':'4000005'}");
	assert_int_equal(at(v, "points.usable"), 20);
	assert_string_equal(text_at(v, "lots.0.expires"), "2027-11-01");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

/* What an old receipt was paid with comes back to whom it belongs to again, with the days of then:
 * its lines stayed with the one that stayed. */
static void
rule_P15_P3_undone_later_points_come_back_with_their_days(void **state)
{
	struct shop *s = *state;
	char receipt[48];
	json_t *v;

	second(s);
	json_decref(shop_ok(s, "{'op':'points.add','key':'a','card':'4000005','points':30,'day':'2026-11-01','note':'t'}"));
	v = shop_ok(s, "{'op':'sale','key':'s','card':'4000005','lines':[{'product':'A','qty':2}],"
	    "'tenders':[{'method':'points','points':20},{'method':'cash'}]}");
	snprintf(receipt, sizeof receipt, "%s", text_at(v, "receipt"));
	json_decref(v);
	json_decref(merge(s));
	/* A piece comes back while they are one. */
	json_decref(shop_ok(s, "{'op':'refund','key':'p','receipt':'%s','lines':[{'line':1,'qty':1}]}", receipt));
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000002'}"));
	v = shop_ok(s, "{'op':'refund','key':'r','receipt':'%s','all':true}", receipt);
	assert_int_equal(at(v, "points_back"), 10);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM point_lot l JOIN customer c ON c.id = l.holder_id"
	    " JOIN point_entry e ON e.holder_id = l.holder_id AND e.seq = l.lot"
	    " WHERE c.code = 'KH000002' AND e.op = 'return' AND l.amount = 10 AND l.expires_day = 20271101"), 1);
	assert_int_equal(shop_verify(s), 0);
}

/* Two into one, and that one into a third: each gets its own back, though the ledger of the one in
 * the middle began anew. */
static void
rule_P15_chains_are_undone_last_first(void **state)
{
	struct shop *s = *state;

	second(s);
	json_decref(shop_ok(s, "{'op':'add','entity':'customer','fields':{'name':'Third'}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'KH000003','type':'M','number':'4000007'}"));
	json_decref(shop_ok(s, "{'op':'points.add','key':'a','card':'" CARD "','points':10,'note':'t'}"));
	json_decref(shop_ok(s, "{'op':'points.add','key':'b','card':'4000005','points':20,'note':'t'}"));
	json_decref(shop_ok(s, "{'op':'points.add','key':'c','card':'4000007','points':30,'note':'t'}"));
	json_decref(merge(s));				/* 2 into 1 */
	json_decref(shop_ok(s, "{'op':'merge','customer':'KH000001','into':'KH000003'}"));
	json_decref(shop_ok(s, "{'op':'points.deduct','key':'d','card':'4000007','points':5,'note':'t'}"));
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000001'}"));
	/* The new ledger of the first grows to where the old one ended. */
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000002'}"));
	assert_int_equal(shop_points(s, CARD, "usable") + shop_points(s, "4000005", "usable") +
	    shop_points(s, "4000007", "usable"), 55);
	assert_int_equal(shop_points(s, "4000005", "usable"), 20);
	assert_int_equal(shop_points(s, "4000007", "usable") + shop_points(s, CARD, "usable"), 35);
	assert_int_equal(shop_verify(s), 0);
}

/* Rules P4, P15: a debt is paid by the points of the other. Undone at once both have what they had;
 * later the debt that is left goes back. */
static void
rule_P15_debts(void **state)
{
	struct shop *s = *state;
	char *before, *after;

	second(s);
	json_decref(shop_ok(s, "{'op':'points.deduct','key':'a','card':'4000005','points':30,'note':'t','below_zero':true}"));
	json_decref(shop_ok(s, "{'op':'points.add','key':'b','card':'" CARD "','points':20,'note':'t'}"));
	before = dump(s, false);
	json_decref(merge(s));
	assert_int_equal(shop_points(s, CARD, "debt"), 10);
	assert_int_equal(shop_verify(s), 0);
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000002'}"));
	after = dump(s, false);
	assert_string_equal(before, after);
	free(before);
	free(after);
	assert_int_equal(shop_points(s, CARD, "usable"), 20);
	assert_int_equal(shop_points(s, "4000005", "debt"), 30);
	assert_int_equal(shop_verify(s), 0);
	json_decref(merge(s));
	json_decref(shop_ok(s, "{'op':'points.add','key':'c','card':'" CARD "','points':1,'note':'t'}"));
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000002'}"));
	assert_int_equal(shop_points(s, CARD, "balance"), 0);
	assert_int_equal(shop_points(s, "4000005", "debt"), 9);
	assert_int_equal(shop_verify(s), 0);
}

/* A receipt of before is returned after: points come back to and are taken from the one. */
static void
rule_P15_returns_of_old_receipts(void **state)
{
	struct shop *s = *state;
	json_t *v, *r;

	second(s);
	v = sell(s, "4000005", 4);
	json_decref(merge(s));
	r = shop_ok(s, "{'op':'refund','key':'r','receipt':'%s','all':true}", text_at(v, "receipt"));
	assert_int_equal(at(r, "points_taken"), 14);
	assert_int_equal(shop_points(s, CARD, "balance"), 0);
	assert_int_equal(shop_verify(s), 0);
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000002'}"));
	assert_int_equal(shop_verify(s), 0);
	json_decref(r);
	json_decref(v);
}

/* By a part of the number of any of its cards, also one that came along. */
static void
a_customer_is_found_by_the_numbers_of_its_cards(void **state)
{
	struct shop *s = *state;

	second(s);
	json_decref(shop_ok(s, "{'op':'card.replace','key':'r','card':'" CARD "','number':'4000009'}"));
	json_decref(merge(s));
	assert_int_equal(shop_int(s, "SELECT count(*) FROM customer WHERE code = 'KH000001'"
	    " AND fold LIKE '%4000005%' AND fold LIKE '%4000009%'"), 1);
}

/* A card that got a new number meanwhile goes back with it. */
static void
rule_P15_replaced_cards_go_back(void **state)
{
	struct shop *s = *state;
	json_t *v;

	second(s);
	json_decref(merge(s));
	json_decref(shop_ok(s, "{'op':'card.replace','key':'r','card':'4000005','number':'4000006'}"));
	v = shop_ok(s, "{'op':'unmerge','customer':'KH000002'}");
	assert_int_equal(at(v, "moved.cards"), 2);
	json_decref(v);
	v = shop_ok(s, "{'op':'get','entity':'card','code':'4000006'}");
	assert_string_equal(text_at(v, "fields.customer"), "KH000002");
	json_decref(v);
}

static void
rule_P15_the_level_is_that_of_both(void **state)
{
	struct shop *s = *state;
	json_t *v;

	second(s);
	gold_from(s, 1000000);
	json_decref(shop_ok(s, "{'op':'add','entity':'level','fields':{'code':'SILVER','name':'Silver',"
	    "'threshold':200000,'points_multiplier':1}}"));
	shop_sql(s, "UPDATE customer SET level_id = NULL");
	sell_quietly(s, CARD, 3);
	sell_quietly(s, "4000005", 3);			/* 105,000 each */
	json_decref(merge(s));
	v = shop_ok(s, "{'op':'balance','customer':'KH000001'}");
	assert_string_equal(text_at(v, "level.code"), "SILVER");
	json_decref(v);
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000002'}"));
	v = shop_ok(s, "{'op':'balance','customer':'KH000001'}");
	assert_true(json_is_null(json_object_get(v, "level")));
	json_decref(v);
}

/* A gold card that goes is no reason to lose gold. */
static void
rule_P15_nobody_loses_a_level(void **state)
{
	struct shop *s = *state;
	json_t *v;

	second(s);
	gold_from(s, 1000000);
	json_decref(shop_ok(s, "{'op':'merge','customer':'KH000001','into':'KH000002'}"));
	v = shop_ok(s, "{'op':'balance','customer':'KH000001'}");
	assert_string_equal(text_at(v, "level.code"), "GOLD");
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM level_move WHERE why = 'merge'"), 1);
}

/* A guarantee that ended before is judged by what its own customer had spent, as a job of that day
 * would have done: not by the returns of the one that comes along. */
static void
rule_L3_P15_a_merge_does_not_reach_back(void **state)
{
	struct shop *s = *state;
	json_t *v;

	second(s);
	gold_from(s, 100000);
	shop_sql(s, "UPDATE customer SET level_id = NULL");
	shop_set(s, "level.window_days", "30");
	shop_set(s, "level.hold_days", "10");
	v = sell(s, "4000005", 3);			/* 105,000 */
	clock_fix(SHOP_NOW + 25 * DAY_MS);
	json_decref(shop_ok(s, "{'op':'refund','key':'r','receipt':'%s','all':true}", text_at(v, "receipt")));
	json_decref(v);
	clock_fix(SHOP_NOW + 30 * DAY_MS);
	sell_quietly(s, CARD, 3);			/* gold to the 39th day, then to the 49th */
	clock_fix(SHOP_NOW + 45 * DAY_MS);
	json_decref(merge(s));
	v = shop_ok(s, "{'op':'balance','customer':'KH000001'}");
	assert_string_equal(text_at(v, "level.code"), "GOLD");
	json_decref(v);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_P10_two_records_are_no_second_birthday(void **state)
{
	struct shop *s = *state;
	json_t *v;

	second(s);
	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{'code':'BD','name':'Birthday',"
	    "'effect':'fixed','points':100,'birthday':'day'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'birth':'1990-11-21'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000002','fields':{'birth':'1990-11-21'}}"));
	v = sell(s, "4000005", 1);
	assert_int_equal(at(v, "earned"), 103);
	json_decref(v);
	json_decref(merge(s));
	v = sell(s, CARD, 1);
	assert_int_equal(at(v, "earned"), 4);
	json_decref(v);
}

static void
rule_P15_twice_enter_and_refusals(void **state)
{
	struct shop *s = *state;
	json_t *v;

	second(s);
	sell_quietly(s, "4000005", 4);
	shop_refused(s, "INVALID", "into", "{'op':'merge','customer':'KH000001','into':'KH000001'}");
	shop_refused(s, "NOTFOUND", "customer", "{'op':'merge','customer':'NOBODY','into':'KH000001'}");
	shop_refused(s, "NOTFOUND", "into", "{'op':'merge','customer':'KH000001','into':'NOBODY'}");
	v = shop_post(s, s->lan, "{'op':'merge','customer':'KH000002','into':'KH000001'}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	json_decref(merge(s));
	v = merge(s);
	assert_int_equal(at(v, "moved.points"), 14);
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT count(*) FROM customer_merge"), 1);
	json_decref(shop_ok(s, "{'op':'add','entity':'customer','fields':{'name':'Third'}}"));
	json_decref(shop_ok(s, "{'op':'merge','customer':'KH000001','into':'KH000003'}"));
	shop_refused(s, "CONFLICT", "customer", "{'op':'unmerge','customer':'KH000002'}");
	v = shop_ok(s, "{'op':'balance','customer':'KH000002'}");	/* through both */
	assert_int_equal(at(v, "points.usable"), 14);
	json_decref(v);
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000001'}"));
	json_decref(shop_ok(s, "{'op':'unmerge','customer':'KH000002'}"));
	assert_int_equal(shop_points(s, "4000005", "usable"), 14);
	assert_int_equal(shop_verify(s), 0);
}

/* What the actor may not see is no one to merge (rule S1). */
static void
rule_P15_hidden_customers_are_not_merged(void **state)
{
	struct shop *s = *state;
	json_t *v;

	second(s);
	json_decref(shop_ok(s, "{'op':'edit','entity':'right','id':%d,'fields':{'verbs':'view,add,edit,delete'}}",
	    (int)shop_int(s, "SELECT id FROM group_right WHERE function = 'customer' ORDER BY id DESC LIMIT 1")));
	shop_sql(s, "UPDATE customer SET scope = 0 WHERE code = 'KH000002'");
	v = shop_post(s, s->lan, "{'op':'merge','customer':'KH000002','into':'KH000001'}");
	assert_string_equal(text_at(v, "error"), "NOTFOUND");
	json_decref(v);
}

static void
fail_everywhere(struct shop *s, const char *request)
{
	char *before = dump(s, true), *after;
	bool ok = false;
	json_t *v;

	for (long n = 1; !ok; n++) {
		assert_true(n < 1500);
		db_fail_at(store_db(s->st), n);
		v = shop_post(s, s->admin, "%s", request);
		db_fail_at(store_db(s->st), 0);
		ok = json_is_true(json_object_get(v, "ok"));
		json_decref(v);
		after = dump(s, true);
		if (!ok && strcmp(before, after) != 0) {
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
}

static void
merging_is_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	second(s);
	sell_quietly(s, CARD, 2);
	sell_quietly(s, "4000005", 4);
	fail_everywhere(s, "{'op':'merge','key':'f1','customer':'KH000002','into':'KH000001'}");
	fail_everywhere(s, "{'op':'unmerge','key':'f2','customer':'KH000002'}");
	fail_everywhere(s, "{'op':'merge','key':'f3','customer':'KH000002','into':'KH000001'}");
	sell_quietly(s, CARD, 1);
	fail_everywhere(s, "{'op':'unmerge','key':'f4','customer':'KH000002'}");
}

static void
a_birthday_sale_is_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	second(s);
	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{'code':'BD','name':'Birthday',"
	    "'effect':'fixed','points':100,'birthday':'month','products':['B']}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'birth':'1990-11-01'}}"));
	fail_everywhere(s, "{'op':'sale','key':'f','card':'" CARD "','lines':[{'product':'B','qty':2}],"
	    "'tenders':[{'method':'bank'}]}");
	assert_int_equal(shop_int(s, "SELECT count(*) FROM birthday_bonus"), 1);
}

static void
a_topup_with_points_is_whole_or_not_there(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'W','name':'Wallet','points':true,"
	    "'value':true,'spend_order':'proportion'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'earn_rule','fields':{'code':'T1','name':'First',"
	    "'effect':'fixed','points':50,'nth_topup':1}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','type':'W','number':'4000003'}"));
	fail_everywhere(s, "{'op':'topup','key':'f','card':'4000003','amount':100000,'tenders':[{'method':'bank'}]}");
	assert_int_equal(shop_points(s, "4000003", "balance"), 50);
}

TESTS_OF(merge,
	SHOP_TEST(rule_P15_everything_goes_to_the_one_that_stays),
	SHOP_TEST(rule_P15_undone_at_once_nothing_has_changed),
	SHOP_TEST(rule_P15_a_merge_takes_the_word_that_is_chosen),
	SHOP_TEST(rule_P15_undone_later_what_is_left_goes_back),
	SHOP_TEST(rule_P15_P3_undone_later_points_come_back_with_their_days),
	SHOP_TEST(rule_P15_chains_are_undone_last_first),
	SHOP_TEST(rule_P15_debts),
	SHOP_TEST(rule_P15_returns_of_old_receipts),
	SHOP_TEST(a_customer_is_found_by_the_numbers_of_its_cards),
	SHOP_TEST(rule_P15_replaced_cards_go_back),
	SHOP_TEST(rule_P15_the_level_is_that_of_both),
	SHOP_TEST(rule_P15_nobody_loses_a_level),
	SHOP_TEST(rule_L3_P15_a_merge_does_not_reach_back),
	SHOP_TEST(rule_P10_two_records_are_no_second_birthday),
	SHOP_TEST(rule_P15_twice_enter_and_refusals),
	SHOP_TEST(rule_P15_hidden_customers_are_not_merged),
	SHOP_TEST(merging_is_whole_or_not_there),
	SHOP_TEST(a_birthday_sale_is_whole_or_not_there),
	SHOP_TEST(a_topup_with_points_is_whole_or_not_there));
