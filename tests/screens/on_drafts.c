/* Nothing typed is lost (rule T1, UX 7), and what was taken back leaves nothing behind. */
#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cases.h"
#include "till_keys.h"

static struct scr *
go_to(struct stage *g, const char *user, const char *words)
{
	struct scr *s = stage_start(g, user, 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, words);
	scr_keys(s, "Enter");
	return s;
}

/* The session is killed; the next one begins at home. */
static struct scr *
killed(struct stage *g, struct scr *s, const char *user)
{
	kill(scr_pid(s), SIGKILL);
	assert_int_not_equal(scr_wait_end(s, 10000), -1);
	s = g->t = stage_start(g, user, 0, 0, NULL);
	scr_expect(s, "Go to:");
	scr_quiet(s);
	return s;
}

void
drafts_undone_by_hand(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = go_to(g, "lan", "CU mai");

	scr_expect(s, "KH000");
	scr_keys(s, "Enter");
	scr_expect(s, "[1 Main]");
	scr_keys(s, "Down Down End");
	scr_type(s, "x");
	scr_expect(s, "draft 14:");
	scr_keys(s, "BS");
	if (!scr_wait_gone(s, "draft 14:", 8000))
		scr_dump(s);
	assert_false(scr_has(s, "draft 14:"));
	s = killed(g, s, "lan");
	scr_refuse(s, "Draft: ");
}

/* F12 keeps what it drops: a form that is clean because of it does not take that away. */
void
drafts_cancelled_stay(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = go_to(g, "lan", "CU mai");

	scr_expect(s, "KH000");
	scr_keys(s, "Enter");
	scr_expect(s, "[1 Main]");
	scr_keys(s, "Down Down End");
	scr_type(s, "x");
	scr_keys(s, "F12");
	scr_expect(s, "Changes dropped");
	scr_keys(s, "Down");
	for (int i = 0; i < 40; i++)
		scr_keys(s, "Wait");
	scr_keys(s, "F3 F3");
	scr_expect(s, "Draft: Customer");
}

/* F3 at home signs out, says so, and asks once when something is open. */
void
drafts_and_signing_out(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "lan", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_expect(s, "F3 Sign out");
	scr_type(s, "+CU");
	scr_keys(s, "Enter");
	scr_expect(s, "F3 Back");
	scr_keys(s, "F9");
	scr_type(s, "MM");
	scr_keys(s, "Enter");
	scr_expect(s, "TODAY");
	scr_expect(s, "F3 Back");		/* there is something below it */
	scr_keys(s, "^T");
	scr_expect(s, "Tasks");
	scr_keys(s, "Wait Wait Wait Wait");
	scr_type(s, "1");
	scr_expect(s, "F3 Sign out");
	scr_keys(s, "F3");
	scr_expect(s, "Log off?");
	scr_keys(s, "Wait Wait Wait Wait Esc");
	scr_expect(s, "TODAY");
	scr_keys(s, "Wait Wait F3");
	scr_expect(s, "Log off?");
	scr_keys(s, "Wait Wait Wait Wait");
	scr_type(s, "2");
	assert_int_equal(scr_wait_end(s, 10000), 0);
	/* nothing is open: nothing is asked */
	s = g->t = stage_start(g, "lan", 0, 0, NULL);
	scr_expect(s, "F3 Sign out");
	scr_keys(s, "F3");
	assert_int_equal(scr_wait_end(s, 10000), 0);
}

/* Takes up the only draft there is, from the list of them. */
static void
take_up(struct scr *s, const char *title)
{
	scr_expect(s, title);
	scr_type(s, "DR");
	scr_keys(s, "Enter");
	scr_expect(s, "Typed at");
	scr_keys(s, "Enter");
}

/* Drafts are written in a pause: long enough for it. */
static void
pause_here(struct scr *s)
{
	for (int i = 0; i < 40; i++)
		scr_keys(s, "Wait");
}

/* A pop-up that posts, half typed. */
void
drafts_of_a_popup(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	till_ok(g, "admin", "{\"op\":\"add\",\"entity\":\"suggestion_kind\",\"fields\":{\"code\":\"TASTE\","
	    "\"name\":\"Taste\"}}\n");
	till_ok(g, "admin", "{\"op\":\"add\",\"entity\":\"suggestion\",\"fields\":{\"customer\":\"KH0002\","
	    "\"kind\":\"TASTE\",\"subject\":\"Cold coffee\"}}\n");
	s = g->s = go_to(g, "admin", "SG");
	scr_expect(s, "Cold coffee");
	scr_keys(s, "Enter");
	scr_expect(s, "[1 ");
	scr_keys(s, "F10");
	scr_type_slowly(s, "close with");
	scr_keys(s, "Enter");
	scr_expect(s, "Satisfaction");
	scr_type(s, "A new cup");
	pause_here(s);
	s = killed(g, s, "admin");
	take_up(s, "Draft: Close with");
	scr_expect(s, "typed before and not posted");
	scr_keys(s, "Wait Wait Wait Wait Enter");
	scr_expect(s, "A new cup");
	scr_keys(s, "F2");
	scr_wait_gone(s, "Satisfaction", 8000);
	/* posted: nothing is left of it */
	scr_expect(s, "Nothing here yet.");
	scr_keys(s, "F9");
	scr_type(s, "SG cold");
	scr_keys(s, "Enter");
	scr_expect(s, "closed");
}

/* Lines of an order: a cell that is open is kept as it stands. */
void
drafts_of_a_cell(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	till_ok(g, "admin", "{\"op\":\"add\",\"entity\":\"order\",\"fields\":{\"customer\":\"KH0002\"}}\n");
	s = g->s = go_to(g, "admin", "OR");
	scr_expect(s, "DH0");
	scr_keys(s, "Enter");
	scr_expect(s, "[1 ");
	scr_keys(s, "F10");
	scr_type_slowly(s, "lines");
	scr_keys(s, "Enter");
	scr_expect(s, "Lines of");
	scr_type(s, "bre");
	scr_expect(s, "bre");
	pause_here(s);
	s = killed(g, s, "admin");
	take_up(s, "Draft: Lines of");
	scr_expect(s, "Lines were typed before");
	scr_keys(s, "Wait Wait Wait Wait Enter");
	scr_expect(s, "bre");
	/* dropped by hand: it is gone */
	scr_keys(s, "Esc");
	pause_here(s);
	scr_keys(s, "F3");
	scr_expect(s, "Nothing here yet.");
}

/* A question that was not kept, with a condition half typed. */
void
drafts_of_a_question(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = go_to(g, "admin", "UQ");

	scr_expect(s, "Nothing here yet.");
	scr_keys(s, "F6");
	scr_expect(s, "A question about");
	scr_keys(s, "Wait Wait 1");
	scr_expect(s, "Space ticks a column");
	scr_keys(s, "Space Down Space F2");
	scr_expect(s, "Columns: Customers");
	scr_keys(s, "F7");
	scr_expect(s, "Conditions: Customers");
	scr_type(s, "birthd");
	pause_here(s);
	s = killed(g, s, "admin");
	take_up(s, "Draft: Conditions: Cu");
	scr_expect(s, "Conditions: Customers");
	scr_expect(s, "birthd");
	scr_expect(s, "Nguyễn Văn Bình");
	scr_keys(s, "Esc F3");
	scr_expect(s, "Discard");
}
