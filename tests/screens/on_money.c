/* Money and points at the till by keys: every case ends with "verify" (issue of the rule
 * books: several means in one sale, returns, exchange, void, approval, Z report). */
#include "config.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "cases.h"
#include "till_keys.h"

/* CF, BM and TR for 76,300: bank 20,000, stored 20,000, 5 points, the rest of 31,300 in cash. */
static void
split(struct stage *g, int rows, int cols)
{
	struct scr *s;

	till_add_prepaid(g);
	s = till_start_at(g, "lan", "PS", rows, cols);
	scr_expect(s, "TOTAL");
	till_enter(s, TILL_PREPAID);
	scr_expect(s, "Nguyễn Văn Bình");
	till_enter(s, "CF");
	till_enter(s, "BM");
	till_enter(s, "TR");
	scr_expect(s, "76,300");
	scr_keys(s, "^S");
	scr_expect(s, "Cash to take");
	scr_expect(s, "76,500");
	scr_keys(s, TILL_PAUSE);
	scr_type_slowly(s, "50000");
	scr_keys(s, "Tab");
	scr_type_slowly(s, "20000");
	scr_keys(s, "Tab");
	scr_type_slowly(s, "20000");
	scr_keys(s, "Tab");
	scr_type_slowly(s, "5");
	scr_expect(s, "18,500");
	scr_keys(s, "^S");
	scr_expect(s, "S1-A-000002");
	scr_keys(s, "Esc");
	scr_expect(s, "CHANGE 18,500");
	/* 10 - 5 + 7 for what was not paid by points */
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"balance\",\"card\":\"" TILL_PREPAID "\"}\n"), "\"usable\":12"));
	till_verify(g);
}

void
money_split_80(void **state)
{
	split(*state, 0, 0);
}

void
money_split_phone(void **state)
{
	split(*state, 20, 40);
}

/* Rule N2: an amount far above asks once; N3: what the shop takes beside bank. */
void
money_far_above(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	assert_int_equal(shop_input(&g->shop, "", "set", "tenders.more", "momo", NULL), 0);
	s = till_start_at(g, "lan", "PS", 0, 0);
	scr_expect(s, "TOTAL");
	till_enter(s, "TR");
	scr_expect(s, "12,000");
	scr_keys(s, "F2");
	scr_expect(s, "momo");
	scr_keys(s, TILL_PAUSE);
	scr_type_slowly(s, "1200000");
	scr_keys(s, "Enter");
	scr_expect(s, "So much cash?");
	scr_keys(s, TILL_PAUSE " Esc");
	scr_expect(s, "DUE");
	scr_keys(s, "^U Tab Tab");
	scr_type_slowly(s, "12000");
	scr_keys(s, "F2");
	scr_expect(s, "S1-A-000001");
	scr_expect(s, "momo");
	till_verify(g);
}

/* Rule D1: a coupon typed on the item line; a wrong one keeps the cart. */
void
money_coupon(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	till_ok(g, "admin", "{\"op\":\"add\",\"entity\":\"coupon\",\"fields\":{\"code\":\"C1\","
	    "\"name\":\"Once\",\"discount\":2000}}\n"
	    "{\"op\":\"add\",\"entity\":\"coupon\",\"fields\":{\"code\":\"BIG\","
	    "\"name\":\"Big ones\",\"discount\":2000,\"minimum\":500000}}\n");
	s = till_start_at(g, "lan", "PS", 0, 0);
	scr_expect(s, "TOTAL");
	till_enter(s, "CF");
	scr_expect(s, "29,000");
	till_enter(s, "BIG");
	scr_expect(s, "needs a purchase");
	scr_expect(s, "TOTAL        29,000");
	till_enter(s, "C1");
	scr_expect(s, "TOTAL        27,000");
	scr_expect(s, "coupon C1");
	scr_keys(s, "F10");
	scr_expect(s, "Salesperson");
	till_pick(s, "Sales");
	till_answer(s, "User (empty", "nobody");
	scr_expect(s, "There is no user nobody");
	scr_keys(s, "F10");
	till_pick(s, "Sales");
	till_answer(s, "User (empty", "kho");
	scr_expect(s, "coupon C1 @kho");
	scr_keys(s, "F2");
	scr_expect(s, "Cash to take");
	scr_keys(s, TILL_PAUSE " F2");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "CHANGE 0");
	assert_non_null(strstr(shop_post(&g->shop, "admin",
	    "{\"op\":\"explain\",\"receipt\":\"S1-A-000001\"}\n"), "\"salesperson\":\"kho\""));
	till_verify(g);
}

/* Rules D3, H5: above the limit somebody else says yes with an own password. */
void
money_approval(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	till_add_manager(g);
	assert_int_equal(shop_input(&g->shop, "torn7pack\n", "user", "passwd", "hoa", NULL), 0);
	s = till_start_at(g, "lan", "PS", 0, 0);
	scr_expect(s, "TOTAL");
	till_enter(s, "CF");
	scr_expect(s, "29,000");
	scr_keys(s, "F7");
	scr_expect(s, "This line");
	scr_keys(s, TILL_PAUSE " 1");
	till_answer(s, "10% or amount", "50%");
	till_answer(s, "Who approves", "hoa");
	till_answer(s, "Own password", "torn7pack");
	till_answer(s, "Reason", "torn");
	scr_expect(s, "TOTAL        14,500");
	scr_refuse(s, "torn7pack");
	/* what was approved is 50 %, not 60 */
	scr_keys(s, "F7");
	scr_keys(s, TILL_PAUSE " 1");
	till_answer(s, "10% or amount", "60%");
	scr_expect(s, "Who approves");
	scr_keys(s, "Wait Esc");
	scr_expect(s, "TOTAL        14,500");
	scr_keys(s, "F2");
	scr_expect(s, "Cash to take");
	scr_keys(s, TILL_PAUSE " F2");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "CHANGE 0");
	assert_non_null(strstr(shop_post(&g->shop, "admin",
	    "{\"op\":\"explain\",\"receipt\":\"S1-A-000001\"}\n"), "\"approver\":\"hoa\""));
	till_verify(g);
}

/* The receipt on the screen of the manager, and a line of its F10. */
static struct scr *
at_receipt(struct stage *g, const char *what, int rows, int cols)
{
	struct scr *s;

	till_add_manager(g);
	till_ok(g, "lan", TILL_THREE_LINES);
	s = till_start_at(g, "hoa", "RC S1-A-000001", rows, cols);
	scr_expect(s, "129,300");
	scr_expect(s, "COPY");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Gift receipt");
	till_pick(s, what);
	return s;
}

/* Rules R1, R2: one of three lines comes back, to where the money came from. */
static void
give_back(struct stage *g, int rows, int cols)
{
	struct scr *s = at_receipt(g, "Retu", rows, cols);

	scr_expect(s, "Nothing picked yet");
	scr_keys(s, "Down Space");
	scr_expect(s, "Back: bank 35,300");
	scr_keys(s, "^S");
	scr_expect(s, "Post the return?");
	scr_keys(s, TILL_PAUSE " 2");
	till_answer(s, "Reason", "stale");
	scr_expect(s, "Posted as S1-A-000002");
	assert_non_null(strstr(shop_post(&g->shop, "hoa", "{\"op\":\"refund\",\"key\":\"m4\",\"receipt\":"
	    "\"S1-A-000001\",\"lines\":[{\"n\":2,\"qty\":1}]}\n"), "\"ok\":false"));
	till_verify(g);
}

void
money_return_80(void **state)
{
	give_back(*state, 0, 0);
}

void
money_return_phone(void **state)
{
	give_back(*state, 20, 40);
}

/* Rule R4: one document, one difference: 12,000 back, 29,000 out. */
void
money_exchange(void **state)
{
	struct stage *g = *state;
	struct scr *s = at_receipt(g, "Retu", 0, 0);

	scr_expect(s, "Nothing picked yet");
	scr_keys(s, "Down Down");
	scr_type_slowly(s, "1");
	scr_keys(s, "Enter");
	scr_expect(s, "12,000");
	scr_keys(s, "F6");
	scr_expect(s, "Products");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "sua");
	scr_expect(s, "rows 1-1 of 1");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "to pay 17,000");
	scr_keys(s, "F2");
	scr_expect(s, "Post the return?");
	scr_keys(s, TILL_PAUSE " 2");
	till_answer(s, "Reason", "other");
	scr_expect(s, "Cash to take");
	scr_keys(s, TILL_PAUSE " F2");
	scr_expect(s, "Posted as S1-A-000002");
	till_verify(g);
}

/* Rule R5: a void keeps its number; a gift receipt has no prices. */
void
money_void_and_gift(void **state)
{
	struct stage *g = *state;
	struct scr *s = at_receipt(g, "Gift", 0, 0);

	scr_expect(s, "GIFT RECEIPT");
	scr_refuse(s, "29,000");
	scr_refuse(s, "Total");
	scr_keys(s, "Esc");
	scr_expect(s, "129,300");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Gift receipt");
	till_pick(s, "Void");
	scr_expect(s, "The whole receipt is undone");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "wrong");
	scr_keys(s, "F2");
	scr_expect(s, "Posted.");
	assert_non_null(strstr(shop_post(&g->shop, "hoa",
	    "{\"op\":\"void\",\"key\":\"m5\",\"receipt\":\"S1-A-000001\",\"reason\":\"x\"}\n"), "\"ok\":false"));
	till_verify(g);
}

/* Rule N3: float, sale, blind count, and a Z report that adds up. */
static void
drawer(struct stage *g, int rows, int cols)
{
	struct scr *s = till_start_at(g, "lan", "TS", rows, cols);

	scr_expect(s, "Open the till");
	till_pick(s, "Open");
	scr_expect(s, "Float");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "100000");
	scr_keys(s, "^S");
	scr_expect(s, "Posted.");
	till_ok(g, "lan", "{\"op\":\"sale\",\"key\":\"m1\",\"till\":\"T1\",\"lines\":[{\"product\":\"CF\",\"qty\":1}],"
	    "\"tenders\":[{\"method\":\"cash\",\"amount\":50000}]}\n");
	scr_keys(s, "F9");
	scr_type(s, "TS");
	scr_keys(s, "Enter");
	scr_expect(s, "Close the till");
	scr_refuse(s, "X report");		/* a manager's eye */
	till_pick(s, "Close");
	scr_expect(s, "Count first");
	scr_refuse(s, "129,000");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "128000");
	scr_keys(s, "^S");
	scr_expect(s, "Z report");
	scr_keys(s, "End");
	scr_expect(s, "129,000");
	scr_expect(s, "-1,000");
	scr_keys(s, "PgDn PgDn PgDn");
	scr_expect(s, "tenders agree to");
	till_verify(g);
}

void
money_z_report_80(void **state)
{
	drawer(*state, 0, 0);
}

void
money_z_report_phone(void **state)
{
	drawer(*state, 20, 40);
}

/* Rule V2: money onto the card, at the desk by digit. */
void
money_top_up(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	till_add_prepaid(g);
	s = till_start_at(g, "lan", "CD " TILL_PREPAID, 0, 0);
	scr_expect(s, "Value 20,000");
	scr_keys(s, "4");
	scr_expect(s, "What the customer pays");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "50000");
	scr_keys(s, "F2");
	scr_expect(s, "Posted.");
	scr_expect(s, "Value 70,000");
	till_verify(g);
}

/* Rule P15: the double entry of a customer goes into the other, from its form. */
void
money_merge(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	till_ok(g, "lan", "{\"op\":\"points.add\",\"key\":\"m2\",\"customer\":\"KH0004\",\"points\":9,\"note\":\"n\"}\n");
	s = till_start_at(g, "lan", "CU KH0004", 0, 0);
	scr_expect(s, "Trần Thị Mai");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "Code");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Actions");
	till_pick(s, "into");
	scr_expect(s, "Merge with whom?");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "KH0003");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "KH0003 stays");
	scr_expect(s, "* KH0003");
	scr_keys(s, "Wait F2");
	scr_expect(s, "KH0004 goes into KH0003");
	scr_keys(s, TILL_PAUSE " 2");
	scr_expect(s, "KH0004 is merged into KH0003");
	scr_keys(s, TILL_PAUSE " Enter");
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"balance\",\"customer\":\"KH0003\"}\n"), "\"usable\":9"));
	till_verify(g);
}

/* Rules L3, L4: seen first, moved in one batch, taken back. */
void
money_levels(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	till_ok(g, "lan", "{\"op\":\"sale\",\"key\":\"m1\",\"till\":\"T1\",\"customer\":\"KH0002\",\"lines\":"
	    "[{\"product\":\"CF\",\"qty\":2}],\"tenders\":[{\"method\":\"cash\"}]}\n");
	till_ok(g, "admin", "{\"op\":\"add\",\"entity\":\"level\",\"fields\":{\"code\":\"SILVER\","
	    "\"name\":\"Silver\",\"threshold\":50000}}\n");
	s = till_start_at(g, "admin", "LS", 0, 0);
	scr_expect(s, "KH0002");
	scr_expect(s, "SILVER");
	scr_keys(s, "F2");
	scr_expect(s, "Move them?");
	scr_keys(s, TILL_PAUSE " 2");
	scr_expect(s, "Customers moved: 1");
	scr_expect(s, "Everybody has the level");
	scr_keys(s, "^Z");
	scr_expect(s, "KH0002");
	till_verify(g);
}

/* The only file in the folder for files of the store. */
static bool
find_sheet(const struct stage *g, struct stat *st)
{
	char path[600];
	struct dirent *e;
	DIR *d;
	bool found = false;

	snprintf(path, sizeof path, "%s/out", g->shop.home);
	d = opendir(path);
	while (d && (e = readdir(d)))
		if (strstr(e->d_name, ".pdf")) {
			snprintf(path, sizeof path, "%s/out/%s", g->shop.home, e->d_name);
			found = stat(path, st) == 0;
		}
	if (d)
		closedir(d);
	return found;
}

/* C2: a batch of cards from the form of their type, with the sheet to print. */
void
money_card_batch(void **state)
{
	struct stage *g = *state;
	struct stat st;
	struct scr *s;

	s = till_start_at(g, "admin", "CY MEM", 0, 0);
	scr_expect(s, "Member");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "Collects points");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Issue a batch");
	till_pick(s, "Issue a b");
	scr_expect(s, "How many");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "12");
	scr_keys(s, "F2");
	scr_expect(s, "12 cards issued");
	assert_true(find_sheet(g, &st));
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(st.st_size > 2000);
	till_verify(g);
}
