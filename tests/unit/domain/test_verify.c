#include "shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/verify.h"

struct found { int bad; char lines[4096]; };

static void
collect(void *arg, bool ok, const char *line)
{
	struct found *f = arg;
	size_t n = strlen(f->lines);

	if (ok)
		return;
	f->bad++;
	snprintf(f->lines + n, sizeof f->lines - n, "%s\n", line);
}

/* A thief changes one figure: the check names where. */
static void
expect_finding(struct shop *s, const char *change, const char *undo, const char *named)
{
	struct err_note note = { 0 };
	struct found f = { 0 };
	int bad;

	shop_sql(s, change);
	assert_int_equal(verify_run(s->st, s->admin, collect, &f, &bad, &note), ERR_OK);
	if (bad == 0 || strstr(f.lines, named) == NULL)
		fail_msg("%s: wanted \"%s\", found %d: %s", change, named, bad, f.lines);
	assert_int_equal(bad, f.bad);
	shop_sql(s, undo);
	assert_int_equal(shop_verify(s), 0);
}

static void
verify_names_what_was_changed(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'sale','key':'1','card':'" CARD "','lines':[{'product':'A','qty':1}],"
	    "'tenders':[{'method':'cash','amount':30000}]}"));
	json_decref(shop_ok(s, "{'op':'sale','key':'2','lines':[{'product':'B','qty':2}],'tenders':[{'method':'bank'}]}"));
	json_decref(shop_ok(s, "{'op':'points.deduct','card':'" CARD "','points':1,'note':'t'}"));
	assert_int_equal(shop_verify(s), 0);
	expect_finding(s, "UPDATE point_account SET balance = balance + 1",
	    "UPDATE point_account SET balance = balance - 1", "KH000001: balance 3, ledger 2");
	expect_finding(s, "UPDATE point_entry SET balance_after = 9 WHERE seq = 2",
	    "UPDATE point_entry SET balance_after = 2 WHERE seq = 2", "KH000001");
	expect_finding(s, "UPDATE point_lot SET remaining = 3",
	    "UPDATE point_lot SET remaining = 2", "lots of points, KH000001: left 3");
	expect_finding(s, "UPDATE sale_line SET net = net + 1, gross = gross + 1 WHERE code = 'B'",
	    "UPDATE sale_line SET net = net - 1, gross = gross - 1 WHERE code = 'B'", "S1-A-000002");
	expect_finding(s, "UPDATE sale_line SET qty = 3000 WHERE code = 'B'",
	    "UPDATE sale_line SET qty = 2000 WHERE code = 'B'", "S1-A-000002");
	expect_finding(s, "UPDATE payment SET amount = amount + 1 WHERE method = 'bank'",
	    "UPDATE payment SET amount = amount - 1 WHERE method = 'bank'", "S1-A-000002: due 70000");
	expect_finding(s, "UPDATE sale SET earned = 9 WHERE number = 1",
	    "UPDATE sale SET earned = 3 WHERE number = 1", "S1-A-000001: receipt 9, ledger 3");
	expect_finding(s, "UPDATE sale SET number = 7 WHERE number = 2",
	    "UPDATE sale SET number = 2 WHERE number = 7", "S1-A-000007: number 7, expected 2");
	expect_finding(s, "UPDATE day_sum SET total = total + 1",
	    "UPDATE day_sum SET total = total - 1", "2026-11-21 S1: sum 96101, receipts 96100");
	expect_finding(s, "UPDATE day_sum SET tickets = tickets + 1",
	    "UPDATE day_sum SET tickets = tickets - 1", "2026-11-21 S1");
	expect_finding(s, "UPDATE day_tender SET amount = amount + 1 WHERE method = 'cash'",
	    "UPDATE day_tender SET amount = amount - 1 WHERE method = 'cash'", "sums of tenders");
	expect_finding(s, "UPDATE day_member SET points_used = 2",
	    "UPDATE day_member SET points_used = 1", "sums of points, 2026-11-21 S1");
	expect_finding(s, "UPDATE cust_sum SET spent = spent + 1",
	    "UPDATE cust_sum SET spent = spent - 1", "KH000001: sum 26101, receipts 26100");
	expect_finding(s, "UPDATE day_tender SET count = count + 1 WHERE method = 'cash'",
	    "UPDATE day_tender SET count = count - 1 WHERE method = 'cash'", "sums of tenders");
	expect_finding(s, "UPDATE cust_sum SET last_day = 20261101",
	    "UPDATE cust_sum SET last_day = 20261121", "last purchase of customers, KH000001");
	expect_finding(s, "UPDATE audit SET reason = 'u' WHERE reason = 't'",
	    "UPDATE audit SET reason = 't' WHERE reason = 'u'", "audit row");
}

/* What a receipt was paid with against what left the ledgers; uses of coupons (rule R6); voids. */
static void
verify_names_what_was_changed_of_tenders_coupons_and_voids(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'add','entity':'coupon','fields':{'code':'C1','name':'C','uses':5,'discount':1000}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'card_type','fields':{'code':'V','name':'V','points':true,'value':true}}"));
	json_decref(shop_ok(s, "{'op':'card.issue','customer':'KH000001','type':'V','number':'4000003'}"));
	json_decref(shop_ok(s, "{'op':'topup','key':'t','card':'4000003','amount':50000,'tenders':[{'method':'bank'}]}"));
	json_decref(shop_ok(s, "{'op':'points.add','card':'4000003','points':9,'note':'t'}"));
	for (int i = 2; i < 6; i++)
		json_decref(shop_ok(s, "{'op':'sale','key':'%d','card':'4000003','coupon':'C1','lines':[{'product':'A','qty':2}],"
		    "'tenders':[{'method':'points','points':2},{'method':'value','amount':5000},{'method':'cash'}]}", i));
	json_decref(shop_ok(s, "{'op':'void','key':'v','receipt':'S1-A-000002','reason':'t'}"));
	json_decref(shop_ok(s, "{'op':'refund','key':'r','receipt':'S1-A-000003','all':true}"));
	json_decref(shop_ok(s, "{'op':'refund','key':'p','receipt':'S1-A-000004','lines':[{'line':1,'qty':1}]}"));
	assert_int_equal(shop_int(s, "SELECT used FROM coupon"), 2);
	assert_int_equal(shop_verify(s), 0);
	expect_finding(s, "UPDATE coupon SET used = 3", "UPDATE coupon SET used = 2",
	    "uses of coupons, C1: used 3, receipts 2");
	expect_finding(s, "UPDATE payment SET points = 3 WHERE points = 2 AND sale_id = (SELECT id FROM sale WHERE number = 5)",
	    "UPDATE payment SET points = 2 WHERE points = 3", "points that paid, S1-A-000005: receipt 3, ledger 2");
	expect_finding(s, "UPDATE payment SET principal = 4999 WHERE principal = 5000 AND sale_id = (SELECT id FROM sale WHERE number = 5)",
	    "UPDATE payment SET principal = 5000 WHERE principal = 4999", "stored value that paid, S1-A-000005");
	expect_finding(s, "UPDATE sale SET kind = 'refund' WHERE kind = 'void'",
	    "UPDATE sale SET kind = 'void' WHERE reverses_id = (SELECT id FROM sale WHERE number = 2)", "2026-11-21");
	expect_finding(s, "UPDATE sale_line SET qty = 1000 WHERE qty = 2000 AND sale_id = (SELECT id FROM sale WHERE number = 2)",
	    "UPDATE sale_line SET qty = 2000 WHERE qty = 1000 AND sale_id = (SELECT id FROM sale WHERE number = 2)",
	    "voids and what they undid, S1-A-000002");
}

static void
verify_is_for_who_may_read_the_trail(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	struct found f = { 0 };
	int bad;

	assert_int_equal(verify_run(s->st, s->lan, collect, &f, &bad, &note), ERR_DENIED);
}

TESTS_OF(verify,
	SHOP_TEST(verify_names_what_was_changed),
	SHOP_TEST(verify_names_what_was_changed_of_tenders_coupons_and_voids),
	SHOP_TEST(verify_is_for_who_may_read_the_trail));
