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

#define PREPAID "8900000000017"

/* Long enough that no pop-up takes the next key for the one that opened it. */
#define PAUSE "Wait Wait Wait Wait"

static void
ok(const struct stage *g, const char *user, const char *line)
{
	const char *answer = shop_post(&g->shop, user, line);

	if (strstr(answer, "\"ok\":false") || !strstr(answer, "\"ok\":true"))
		fail_msg("%s%s", line, answer);
}

static void
verify(const struct stage *g)
{
	assert_int_equal(shop_run(&g->shop, "verify", NULL), 0);
}

/* A manager who may approve, take back and look into the drawer. */
static void
add_manager(const struct stage *g)
{
	ok(g, "admin",
	    "{\"op\":\"add\",\"entity\":\"group\",\"fields\":{\"code\":\"manager\",\"name\":\"Managers\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"manager\",\"function\":\"sale\",\"verbs\":\"view,add,edit,delete,print\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"manager\",\"function\":\"discount\",\"verbs\":\"view,edit\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"manager\",\"function\":\"card\",\"verbs\":\"view,add,edit,print\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"manager\",\"function\":\"card_type\",\"verbs\":\"view\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"manager\",\"function\":\"level\",\"verbs\":\"view,edit\"}}\n"
	    "{\"op\":\"add\",\"entity\":\"user\",\"fields\":{\"code\":\"hoa\",\"name\":\"Hoa\","
	    "\"groups\":[\"cashier\",\"manager\"],\"store\":\"S1\",\"active\":true}}\n");
}

/* Bình with a card that holds 20,000 and 10 points. */
static void
add_prepaid(const struct stage *g)
{
	ok(g, "admin", "{\"op\":\"add\",\"entity\":\"card_type\",\"fields\":{\"code\":\"PRE\","
	    "\"name\":\"Prepaid\",\"points\":true,\"value\":true}}\n");
	ok(g, "lan",
	    "{\"op\":\"card.issue\",\"customer\":\"KH0002\",\"type\":\"PRE\",\"number\":\"" PREPAID "\"}\n"
	    "{\"op\":\"topup\",\"key\":\"m3\",\"card\":\"" PREPAID "\",\"amount\":20000,\"bonus\":0,\"till\":\"T1\","
	    "\"tenders\":[{\"method\":\"cash\"}]}\n"
	    "{\"op\":\"points.add\",\"key\":\"m2\",\"card\":\"" PREPAID "\",\"points\":10,\"note\":\"start\"}\n");
}

static struct scr *
start_at(struct stage *g, const char *user, const char *go, int rows, int cols)
{
	struct scr *s = g->s = stage_start(g, user, rows, cols, NULL);

	scr_expect(s, "Cashier");
	scr_keys(s, "F9");
	scr_type(s, go);
	scr_keys(s, "Enter");
	return s;
}

/* An item or a code on the input line. */
static void
enter(struct scr *s, const char *text)
{
	scr_type(s, text);
	scr_keys(s, "Enter");
}

/* A line of the menu that is open, by its words. */
static void
pick(struct scr *s, const char *words)
{
	scr_keys(s, "Wait");
	scr_type_slowly(s, words);
	scr_keys(s, "Wait Enter");
}

/* The answer to a question for one line. */
static void
answer(struct scr *s, const char *question, const char *text)
{
	scr_expect(s, question);
	scr_keys(s, "Wait");
	scr_type_slowly(s, text);
	scr_keys(s, "Wait Enter");
}

/* CF, BM and TR for 76,300: bank 20,000, stored 20,000, 5 points, the rest of 31,300 in cash. */
static void
split(struct stage *g, int rows, int cols)
{
	struct scr *s;

	add_prepaid(g);
	s = start_at(g, "lan", "PS", rows, cols);
	scr_expect(s, "TOTAL");
	enter(s, PREPAID);
	scr_expect(s, "Nguyễn Văn Bình");
	enter(s, "CF");
	enter(s, "BM");
	enter(s, "TR");
	scr_expect(s, "76,300");
	scr_keys(s, "^S");
	scr_expect(s, "Cash to take");
	scr_expect(s, "76,500");
	scr_keys(s, PAUSE);
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
	    "{\"op\":\"balance\",\"card\":\"" PREPAID "\"}\n"), "\"usable\":12"));
	verify(g);
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
	s = start_at(g, "lan", "PS", 0, 0);
	scr_expect(s, "TOTAL");
	enter(s, "TR");
	scr_expect(s, "12,000");
	scr_keys(s, "F2");
	scr_expect(s, "momo");
	scr_keys(s, PAUSE);
	scr_type_slowly(s, "1200000");
	scr_keys(s, "Enter");
	scr_expect(s, "So much cash?");
	scr_keys(s, PAUSE " Esc");
	scr_expect(s, "DUE");
	scr_keys(s, "^U Tab Tab");
	scr_type_slowly(s, "12000");
	scr_keys(s, "F2");
	scr_expect(s, "S1-A-000001");
	scr_expect(s, "momo");
	verify(g);
}

/* Rule D1: a coupon typed on the item line; a wrong one keeps the cart. */
void
money_coupon(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	ok(g, "admin", "{\"op\":\"add\",\"entity\":\"coupon\",\"fields\":{\"code\":\"C1\","
	    "\"name\":\"Once\",\"discount\":2000}}\n"
	    "{\"op\":\"add\",\"entity\":\"coupon\",\"fields\":{\"code\":\"BIG\","
	    "\"name\":\"Big ones\",\"discount\":2000,\"minimum\":500000}}\n");
	s = start_at(g, "lan", "PS", 0, 0);
	scr_expect(s, "TOTAL");
	enter(s, "CF");
	scr_expect(s, "29,000");
	enter(s, "BIG");
	scr_expect(s, "needs a purchase");
	scr_expect(s, "TOTAL        29,000");
	enter(s, "C1");
	scr_expect(s, "TOTAL        27,000");
	scr_expect(s, "coupon C1");
	scr_keys(s, "F10");
	scr_expect(s, "Salesperson");
	pick(s, "Sales");
	answer(s, "User (empty", "nobody");
	scr_expect(s, "There is no user nobody");
	scr_keys(s, "F10");
	pick(s, "Sales");
	answer(s, "User (empty", "kho");
	scr_expect(s, "coupon C1 @kho");
	scr_keys(s, "F2");
	scr_expect(s, "Cash to take");
	scr_keys(s, PAUSE " F2");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "CHANGE 0");
	assert_non_null(strstr(shop_post(&g->shop, "admin",
	    "{\"op\":\"explain\",\"receipt\":\"S1-A-000001\"}\n"), "\"salesperson\":\"kho\""));
	verify(g);
}

/* Rules D3, H5: above the limit somebody else says yes with an own password. */
void
money_approval(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	add_manager(g);
	assert_int_equal(shop_input(&g->shop, "torn7pack\n", "user", "passwd", "hoa", NULL), 0);
	s = start_at(g, "lan", "PS", 0, 0);
	scr_expect(s, "TOTAL");
	enter(s, "CF");
	scr_expect(s, "29,000");
	scr_keys(s, "F7");
	scr_expect(s, "This line");
	scr_keys(s, PAUSE " 1");
	answer(s, "10% or amount", "50%");
	answer(s, "Who approves", "hoa");
	answer(s, "Own password", "torn7pack");
	answer(s, "Reason", "torn");
	scr_expect(s, "TOTAL        14,500");
	scr_refuse(s, "torn7pack");
	/* what was approved is 50 %, not 60 */
	scr_keys(s, "F7");
	scr_keys(s, PAUSE " 1");
	answer(s, "10% or amount", "60%");
	scr_expect(s, "Who approves");
	scr_keys(s, "Wait Esc");
	scr_expect(s, "TOTAL        14,500");
	scr_keys(s, "F2");
	scr_expect(s, "Cash to take");
	scr_keys(s, PAUSE " F2");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "CHANGE 0");
	assert_non_null(strstr(shop_post(&g->shop, "admin",
	    "{\"op\":\"explain\",\"receipt\":\"S1-A-000001\"}\n"), "\"approver\":\"hoa\""));
	verify(g);
}

static const char three_lines[] =
    "{\"op\":\"sale\",\"key\":\"m1\",\"till\":\"T1\",\"lines\":[{\"product\":\"CF\",\"qty\":2},"
    "{\"product\":\"BM\",\"qty\":1},{\"product\":\"TR\",\"qty\":3}],"
    "\"tenders\":[{\"method\":\"bank\"}]}\n";

/* The receipt on the screen of the manager, and a line of its F10. */
static struct scr *
at_receipt(struct stage *g, const char *what, int rows, int cols)
{
	struct scr *s;

	add_manager(g);
	ok(g, "lan", three_lines);
	s = start_at(g, "hoa", "RC S1-A-000001", rows, cols);
	scr_expect(s, "129,300");
	scr_expect(s, "COPY");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Gift receipt");
	pick(s, what);
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
	scr_keys(s, PAUSE " 2");
	answer(s, "Reason", "stale");
	scr_expect(s, "Posted as S1-A-000002");
	assert_non_null(strstr(shop_post(&g->shop, "hoa", "{\"op\":\"refund\",\"key\":\"m4\",\"receipt\":"
	    "\"S1-A-000001\",\"lines\":[{\"n\":2,\"qty\":1}]}\n"), "\"ok\":false"));
	verify(g);
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
	scr_keys(s, PAUSE " 2");
	answer(s, "Reason", "other");
	scr_expect(s, "Posted as S1-A-000002");
	verify(g);
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
	pick(s, "Void");
	scr_expect(s, "The whole receipt is undone");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "wrong");
	scr_keys(s, "F2");
	scr_expect(s, "Posted.");
	assert_non_null(strstr(shop_post(&g->shop, "hoa",
	    "{\"op\":\"void\",\"key\":\"m5\",\"receipt\":\"S1-A-000001\",\"reason\":\"x\"}\n"), "\"ok\":false"));
	verify(g);
}

/* Rule N3: float, sale, blind count, and a Z report that adds up. */
static void
drawer(struct stage *g, int rows, int cols)
{
	struct scr *s = start_at(g, "lan", "TS", rows, cols);

	scr_expect(s, "Open the till");
	pick(s, "Open");
	scr_expect(s, "Float");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "100000");
	scr_keys(s, "^S");
	scr_expect(s, "Posted.");
	ok(g, "lan", "{\"op\":\"sale\",\"key\":\"m1\",\"till\":\"T1\",\"lines\":[{\"product\":\"CF\",\"qty\":1}],"
	    "\"tenders\":[{\"method\":\"cash\",\"amount\":50000}]}\n");
	scr_keys(s, "F9");
	scr_type(s, "TS");
	scr_keys(s, "Enter");
	scr_expect(s, "Close the till");
	scr_refuse(s, "X report");		/* a manager's eye */
	pick(s, "Close");
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
	verify(g);
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

	add_prepaid(g);
	s = start_at(g, "lan", "CD " PREPAID, 0, 0);
	scr_expect(s, "Value 20,000");
	scr_keys(s, "4");
	scr_expect(s, "What the customer pays");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "50000");
	scr_keys(s, "F2");
	scr_expect(s, "Posted.");
	scr_expect(s, "Value 70,000");
	verify(g);
}

/* Rule P15: the double entry of a customer goes into the other, from its form. */
void
money_merge(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	ok(g, "lan", "{\"op\":\"points.add\",\"key\":\"m2\",\"customer\":\"KH0004\",\"points\":9,\"note\":\"n\"}\n");
	s = start_at(g, "lan", "CU KH0004", 0, 0);
	scr_expect(s, "Trần Thị Mai");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "Code");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Merge into another");
	pick(s, "into");
	scr_expect(s, "This one stays");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "KH0003");
	scr_keys(s, "F2");
	scr_expect(s, "Posted.");
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"balance\",\"customer\":\"KH0003\"}\n"), "\"usable\":9"));
	verify(g);
}

/* Rules L3, L4: seen first, moved in one batch, taken back. */
void
money_levels(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	ok(g, "lan", "{\"op\":\"sale\",\"key\":\"m1\",\"till\":\"T1\",\"customer\":\"KH0002\",\"lines\":"
	    "[{\"product\":\"CF\",\"qty\":2}],\"tenders\":[{\"method\":\"cash\"}]}\n");
	ok(g, "admin", "{\"op\":\"add\",\"entity\":\"level\",\"fields\":{\"code\":\"SILVER\","
	    "\"name\":\"Silver\",\"threshold\":50000}}\n");
	s = start_at(g, "admin", "LS", 0, 0);
	scr_expect(s, "KH0002");
	scr_expect(s, "SILVER");
	scr_keys(s, "F2");
	scr_expect(s, "Move them?");
	scr_keys(s, PAUSE " 2");
	scr_expect(s, "Customers moved: 1");
	scr_expect(s, "Everybody has the level");
	scr_keys(s, "^Z");
	scr_expect(s, "KH0002");
	verify(g);
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

	s = start_at(g, "admin", "CY MEM", 0, 0);
	scr_expect(s, "Member");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "Collects points");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Issue a batch");
	pick(s, "Issue a b");
	scr_expect(s, "How many");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "12");
	scr_keys(s, "F2");
	scr_expect(s, "12 cards issued");
	assert_true(find_sheet(g, &st));
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(st.st_size > 2000);
	verify(g);
}
