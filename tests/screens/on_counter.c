/* Goods that come back to a cashier who may not take them alone, and what is paid in other
 * ways than cash: every case ends with "verify". */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cases.h"
#include "till_keys.h"

static struct scr *
at_receipt(struct stage *g, const char *user, const char *what, int rows, int cols)
{
	struct scr *s;

	till_add_manager(g);
	assert_int_equal(shop_input(&g->shop, "torn7pack\n", "user", "passwd", "hoa", NULL), 0);
	till_ok(g, "lan", TILL_THREE_LINES);
	s = till_start_at(g, user, "RC S1-A-000001", rows, cols);
	scr_expect(s, "129,300");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Gift receipt");
	till_pick(s, what);
	return s;
}

static void
give_back(struct stage *g, int rows, int cols)
{
	struct scr *s = at_receipt(g, "lan", "Retu", rows, cols);

	scr_expect(s, "Nothing picked yet");
	scr_keys(s, "Down Space");
	scr_expect(s, "Back: bank 35,300");
	scr_keys(s, "^S");
	scr_expect(s, "Post the return?");
	scr_keys(s, TILL_PAUSE " 2");
	till_answer(s, "Reason", "stale");
	till_answer(s, "Who approves", "hoa");
	till_answer(s, "Own password", "wrong");
	scr_expect(s, "refused");
	scr_keys(s, "Wait ^S");
	scr_expect(s, "Post the return?");
	scr_keys(s, TILL_PAUSE " 2");
	till_answer(s, "Reason", "");
	till_answer(s, "Who approves", "hoa");
	till_answer(s, "Own password", "torn7pack");
	scr_expect(s, "Posted as S1-A-000002");
	assert_non_null(strstr(shop_post(&g->shop, "admin",
	    "{\"op\":\"explain\",\"receipt\":\"S1-A-000002\"}\n"), "\"approver\":\"hoa\""));
	till_verify(g);
}

/* Rules R1, D3, H5: a manager's own sign-in at the cashier's terminal. */
void
counter_return_approved_80(void **state)
{
	give_back(*state, 0, 0);
}

void
counter_return_approved_phone(void **state)
{
	give_back(*state, 20, 40);
}

/* Rules R5, H5. */
void
counter_void_approved(void **state)
{
	struct stage *g = *state;
	struct scr *s = at_receipt(g, "lan", "Void", 0, 0);

	scr_expect(s, "The whole receipt is undone");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "wrong");
	scr_keys(s, "F2");
	scr_expect(s, "Who approves");
	scr_keys(s, "Wait Esc");
	scr_expect(s, "somebody who may approve");
	scr_keys(s, "Wait F2");
	till_answer(s, "Who approves", "hoa");
	till_answer(s, "Own password", "torn7pack");
	scr_expect(s, "Posted.");
	scr_refuse(s, "torn7pack");
	assert_non_null(strstr(shop_post(&g->shop, "admin",
	    "{\"op\":\"explain\",\"receipt\":\"S1-A-000002\"}\n"), "\"approver\":\"hoa\""));
	till_verify(g);
}

/* Rule V2: what the shop takes beside cash and bank pays for a top-up too. */
void
counter_top_up_by_own_tender(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	assert_int_equal(shop_input(&g->shop, "", "set", "tenders.more", "momo,visa", NULL), 0);
	till_add_prepaid(g);
	s = till_start_at(g, "lan", "CD " TILL_PREPAID, 0, 0);
	scr_expect(s, "Value 20,000");
	scr_keys(s, "Wait F10");
	till_pick(s, "Top up");
	scr_expect(s, "What the customer pays");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "50000");
	scr_keys(s, "Tab Tab F4");
	scr_expect(s, "visa");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "momo");
	scr_keys(s, "Wait Enter");
	scr_keys(s, "F2");
	scr_expect(s, "Posted.");
	scr_expect(s, "Value 70,000");
	assert_non_null(strstr(shop_post(&g->shop, "admin",
	    "{\"op\":\"explain\",\"receipt\":\"S1-A-000002\"}\n"), "\"method\":\"momo\""));
	till_verify(g);
}

/* Coffee, bread and tea by card of the member, of which a bread comes back. */
static struct scr *
at_exchange(struct stage *g, int rows, int cols, const char *product)
{
	struct scr *s;

	till_add_manager(g);
	till_add_prepaid(g);
	till_ok(g, "lan", "{\"op\":\"sale\",\"key\":\"m1\",\"till\":\"T1\",\"card\":\"" TILL_PREPAID "\","
	    "\"lines\":[{\"product\":\"CF\",\"qty\":1},{\"product\":\"BM\",\"qty\":1}],"
	    "\"tenders\":[{\"method\":\"bank\"}]}\n");
	s = till_start_at(g, "hoa", "RC S1-A-000002", rows, cols);
	scr_expect(s, "64,300");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Gift receipt");
	till_pick(s, "Retu");
	scr_expect(s, "Nothing picked yet");
	scr_keys(s, "Down Space F6");
	scr_expect(s, "Products");
	scr_keys(s, "Wait");
	scr_type_slowly(s, product);
	scr_expect(s, "rows 1-1 of 1");
	scr_keys(s, "Wait Enter");
	return s;
}

/* Rules R4, P11, N2: 35,300 back, 55,100 out, the difference by value, points and cash. */
static void
exchange(struct stage *g, int rows, int cols)
{
	struct scr *s = at_exchange(g, rows, cols, "sua");

	scr_keys(s, "F6");
	scr_expect(s, "Products");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "sua");
	scr_expect(s, "rows 1-1 of 1");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "to pay 20,000");
	scr_keys(s, "^S");
	scr_expect(s, "Post the return?");
	scr_keys(s, TILL_PAUSE " 2");
	till_answer(s, "Reason", "other");
	scr_expect(s, "Cash to take");
	scr_expect(s, "20,000");
	scr_keys(s, TILL_PAUSE " Tab Tab");
	scr_type_slowly(s, "10000");
	scr_keys(s, "Tab");
	scr_type_slowly(s, "5");
	scr_expect(s, "5,000");
	scr_keys(s, "^S");
	scr_expect(s, "Posted as S1-A-000003");
	assert_non_null(strstr(shop_post(&g->shop, "lan",
	    "{\"op\":\"balance\",\"card\":\"" TILL_PREPAID "\"}\n"), "\"principal\":10000"));
	till_verify(g);
}

void
counter_exchange_split_80(void **state)
{
	exchange(*state, 0, 0);
}

void
counter_exchange_split_phone(void **state)
{
	exchange(*state, 20, 40);
}

/* Rules R4, R5: what is left over goes back; the exchange is voided as a whole. */
void
counter_exchange_voided(void **state)
{
	struct stage *g = *state;
	struct scr *s = at_exchange(g, 0, 0, "sua");

	scr_expect(s, "paid out 7,750");
	scr_keys(s, "^S");
	scr_expect(s, "Post the return?");
	scr_keys(s, TILL_PAUSE " 2");
	till_answer(s, "Reason", "other");
	scr_expect(s, "Posted as S1-A-000003");
	scr_keys(s, "Wait F9");
	scr_type(s, "RC S1-A-000003");
	scr_keys(s, "Enter");
	scr_expect(s, "EXCHANGE");
	scr_keys(s, "Wait F10");
	scr_expect(s, "Gift receipt");
	till_pick(s, "Void");
	scr_expect(s, "The whole receipt is undone");
	scr_keys(s, "Wait");
	scr_type_slowly(s, "wrong");
	scr_keys(s, "F2");
	scr_expect(s, "Posted.");
	assert_non_null(strstr(shop_post(&g->shop, "hoa", "{\"op\":\"refund\",\"key\":\"m9\",\"receipt\":"
	    "\"S1-A-000002\",\"all\":true}\n"), "\"amount\":64300"));
	till_verify(g);
}

/* Rule D3: a percentage was approved for what was there; what comes later is asked again. */
void
counter_approval_covers_what_was_there(void **state)
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
	scr_expect(s, "The whole receipt");
	scr_keys(s, TILL_PAUSE " 2");
	till_answer(s, "10% or amount", "50%");
	till_answer(s, "Who approves", "hoa");
	till_answer(s, "Own password", "torn7pack");
	till_answer(s, "Reason", "torn");
	scr_expect(s, "TOTAL        14,500");
	/* without a word the next item does not come in */
	till_enter(s, "TR");
	scr_expect(s, "Who approves");
	scr_keys(s, "Wait Esc");
	scr_expect(s, "TOTAL        14,500");
	till_enter(s, "TR");
	till_answer(s, "Who approves", "hoa");
	till_answer(s, "Own password", "torn7pack");
	till_answer(s, "Reason", "both");
	scr_expect(s, "TOTAL        20,500");
	scr_keys(s, "F2");
	scr_expect(s, "Cash to take");
	scr_keys(s, TILL_PAUSE " F2");
	scr_expect(s, "S1-A-000001");
	scr_keys(s, "Esc");
	scr_expect(s, "CHANGE 0");
	assert_non_null(strstr(shop_post(&g->shop, "admin",
	    "{\"op\":\"explain\",\"receipt\":\"S1-A-000001\"}\n"), "both"));
	till_verify(g);
}

/* H7: the line under the cursor first, the other figures beside it, all of them by the key again. */
static void
why(struct stage *g, int rows, int cols)
{
	struct scr *s;

	till_add_prepaid(g);
	s = till_start_at(g, "lan", "PS", rows, cols);
	scr_expect(s, "TOTAL");
	till_enter(s, TILL_PREPAID);
	till_enter(s, "CF");
	till_enter(s, "TR");
	scr_expect(s, "41,000");
	scr_keys(s, "Wait ^X");
	scr_expect(s, "Why? 2/4");
	scr_expect(s, "= 12,000");
	scr_refuse(s, "29,000");
	scr_keys(s, "Left");
	scr_expect(s, "Why? 1/4");
	scr_expect(s, "29,000");
	scr_keys(s, "Left");
	scr_expect(s, "Why? 4/4");
	scr_expect(s, "Counts for points");
	scr_keys(s, "^X Wait");
	scr_expect(s, "29,000");
	scr_expect(s, "12,000");
	scr_keys(s, "F3");
	scr_expect(s, "TOTAL");
}

void
counter_why_80(void **state)
{
	why(*state, 0, 0);
}

void
counter_why_phone(void **state)
{
	why(*state, 20, 40);
}
