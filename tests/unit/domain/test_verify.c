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
	expect_finding(s, "UPDATE number_series SET next = 9 WHERE name = 'receipt:S1:A'",
	    "UPDATE number_series SET next = 3 WHERE name = 'receipt:S1:A'", "next receipt number, S1-A-000002");
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
	expect_finding(s, "UPDATE audit SET reason = 'u' WHERE reason = 't'",
	    "UPDATE audit SET reason = 't' WHERE reason = 'u'", "audit row");
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
	SHOP_TEST(verify_is_for_who_may_read_the_trail));
