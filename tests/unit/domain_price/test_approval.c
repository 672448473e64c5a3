#include "prices.h"

#include <string.h>

#include "base/clock.h"
#include "domain/approval.h"

#define PAY "'tenders':[{'method':'bank'}],"
#define HALF "'lines':[{'product':'A','qty':1,'discount_percent':50}]"
#define CHEAP "'lines':[{'product':'A','qty':1,'price':20000}]"
#define WRONG "'approver':'mai','approver_password':'wrong horse',"

static void
rule_D3_above_the_limit_a_manager_approves(void **state)
{
	struct shop *s = *state;
	json_t *v;

	sell_refused(s, s->lan, "DENIED", "discount", PAY HALF);
	sell_refused(s, s->lan, "DENIED", "approver", PAY WRONG HALF);
	sell_refused(s, s->lan, "DENIED", "approver", PAY "'approver':'mai'," HALF);
	sell_refused(s, s->lan, "DENIED", "approver", PAY "'approver':'nobody','approver_password':'correct horse'," HALF);
	v = shop_post(s, s->lan, "{'op':'sale','key':'ok',%s%s,'reason':'old cup',%s}", PAY, BOSS, HALF);
	assert_true(json_is_true(json_object_get(v, "ok")));
	assert_int_equal(at(v, "total"), 14500);
	json_decref(v);
	/* Both names and the reason are kept, in the sale and in the trail. */
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM sale s JOIN app_user a ON a.id = s.approver_id"
	    " JOIN app_user u ON u.id = s.user_id WHERE a.code = 'mai' AND u.code = 'lan' AND s.reason = 'old cup'"), 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit a JOIN audit_body b ON b.seq = a.seq"
	    " WHERE a.action = 'sale' AND a.user_name = 'lan' AND a.reason = 'old cup' AND b.body LIKE '%mai%'"), 1);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit WHERE action = 'approval.refused'"), 3);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM audit_body WHERE body LIKE '%horse%'"), 0);
	assert_int_equal(shop_verify(s), 0);
}

static void
rule_D3_a_price_by_hand_likewise(void **state)
{
	struct shop *s = *state;
	json_t *v;

	sell_refused(s, s->lan, "DENIED", "", PAY CHEAP);
	v = shop_post(s, s->lan, "{'op':'sale','key':'ok',%s%s,%s}", PAY, BOSS, CHEAP);
	assert_int_equal(at(v, "total"), 20000);
	json_decref(v);
}

static void
rule_S5_a_right_withdrawn_approves_nothing(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };

	assert_int_equal(approval_check(s->st, s->lan, "mai", "correct horse", "discount", &note), ERR_OK);
	assert_int_equal(approval_check(s->st, s->lan, "mai", "correct horse", "setting", &note), ERR_DENIED);
	assert_int_equal(approval_check(s->st, s->lan, "mai", "correct horse", NULL, &note), ERR_OK);
	json_decref(shop_ok(s, "{'op':'edit','entity':'user','code':'mai','fields':{'groups':''}}"));
	sell_refused(s, s->lan, "DENIED", "approver", PAY BOSS "," HALF);
	json_decref(shop_ok(s, "{'op':'edit','entity':'user','code':'mai','fields':{'groups':'lead','active':false}}"));
	sell_refused(s, s->lan, "DENIED", "approver", PAY BOSS "," HALF);
}

static void
guessing_approvals_is_stopped_for_a_while(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };

	for (int i = 0; i < 5; i++)
		assert_int_equal(approval_check(s->st, s->lan, "mai", "guess", NULL, &note), ERR_DENIED);
	assert_int_equal(approval_check(s->st, s->lan, "mai", "correct horse", NULL, &note), ERR_DENIED);
	clock_fix(SHOP_NOW + 16 * 60000);
	assert_int_equal(approval_check(s->st, s->lan, "mai", "correct horse", NULL, &note), ERR_OK);
	clock_fix(SHOP_NOW);
}

static void
a_salesperson_is_a_user(void **state)
{
	struct shop *s = *state;
	json_t *v, *x;

	sell_refused(s, NULL, "NOTFOUND", "salesperson", PAY "'salesperson':'ghost','lines':[{'product':'A','qty':1}]");
	v = sell(s, PAY "'salesperson':'LAN','lines':[{'product':'A','qty':1}]");
	x = shop_ok(s, "{'op':'explain','receipt':'%s'}", text_at(v, "receipt"));
	assert_string_equal(text_at(x, "salesperson"), "lan");
	json_decref(x);
	json_decref(v);
}

TESTS_OF(approval,
	PRICES_TEST(rule_D3_above_the_limit_a_manager_approves),
	PRICES_TEST(rule_D3_a_price_by_hand_likewise),
	PRICES_TEST(rule_S5_a_right_withdrawn_approves_nothing),
	PRICES_TEST(guessing_approvals_is_stopped_for_a_while),
	PRICES_TEST(a_salesperson_is_a_user));
