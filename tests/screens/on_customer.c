/* What a customer's form shows beside its fields: the summary, the related lists (A6). */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cases.h"
#include "till_keys.h"

static struct scr *
open_form(struct stage *g, const char *user, const char *code, int rows, int cols)
{
	char go[32];

	struct scr *s = stage_start(g, user, rows, cols, NULL);

	scr_expect(s, "Go to:");
	snprintf(go, sizeof go, "CU %s", code);
	scr_type(s, go);
	scr_keys(s, "Enter");
	scr_expect(s, "rows 1-1 of 1");
	scr_keys(s, "Enter");
	scr_expect(s, "[1 Main]");
	return s;
}

static void
buy_twice(struct stage *g)
{
	till_ok(g, "lan", "{\"op\":\"sale\",\"key\":\"c1\",\"till\":\"T1\",\"customer\":\"KH0002\",\"lines\":"
	    "[{\"product\":\"CF\",\"qty\":2}],\"tenders\":[{\"method\":\"cash\"}]}\n");
	till_ok(g, "lan", "{\"op\":\"sale\",\"key\":\"c2\",\"till\":\"T1\",\"customer\":\"KH0002\",\"lines\":"
	    "[{\"product\":\"CF\",\"qty\":1}],\"tenders\":[{\"method\":\"cash\"}]}\n");
	till_ok(g, "lan", "{\"op\":\"add\",\"entity\":\"contact\",\"fields\":{\"customer\":\"KH0002\","
	    "\"name\":\"Le Van Tam\"}}\n");
}

void
customer_summary(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	buy_twice(g);
	s = g->s = open_form(g, "lan", "KH0002", 0, 0);
	scr_expect(s, "Summary");
	scr_expect(s, "Points 7");
	scr_expect(s, "12 months 85,550");
	scr_expect(s, "Visits 1");		/* two receipts of one day */
	scr_expect(s, "Last purchase 21/11/2026");
	/* the days behind it, one key away */
	scr_keys(s, "^X");
	scr_expect(s, "usable 7");
	scr_keys(s, "Left");
	scr_expect(s, "Purchases");
	scr_expect(s, "21/11/2026  85,550");
	scr_keys(s, "F3");
	scr_expect(s, "Summary");
	/* the list says it of the row under the cursor */
	scr_keys(s, "F3");
	scr_expect(s, "12 months 85,550");
}

/* Who may not see receipts, cards and points sees no sum of them either (rule S1). */
void
customer_summary_by_right(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	till_ok(g, "kho", "{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{\"code\":\"KH0777\","
	    "\"kind\":\"person\",\"name\":\"Le Thi Rieng\"}}\n");
	till_ok(g, "admin", "{\"op\":\"sale\",\"key\":\"c1\",\"till\":\"T1\",\"customer\":\"KH0777\",\"lines\":"
	    "[{\"product\":\"CF\",\"qty\":2}],\"tenders\":[{\"method\":\"cash\"}]}\n");
	s = g->s = open_form(g, "kho", "KH0777", 0, 0);
	scr_expect(s, "Address");
	scr_refuse(s, "58,000");
	scr_refuse(s, "Points");
	scr_refuse(s, "Last purchase");
	scr_keys(s, "^X");
	scr_quiet(s);
	scr_refuse(s, "Purchases");
	scr_refuse(s, "usable");
}

void
customer_summary_on_a_phone(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	buy_twice(g);
	s = g->s = open_form(g, "lan", "KH0002", 20, 40);
	scr_expect(s, "Points 7");
	/* every field can be reached and seen above it */
	for (int i = 0; i < 30; i++) {
		int row, col;

		scr_quiet(s);
		if (scr_row_of(s, "[1 Main]") < 0)
			break;			/* the next page */
		scr_cursor(s, &row, &col);
		assert_true(row < scr_row_of(s, "Points 7"));
		scr_keys(s, "Down");
	}
}

/* How many rows there are, beside the title; whose they are is in the title already. */
void
customer_related(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	buy_twice(g);
	s = g->s = open_form(g, "lan", "KH0002", 0, 0);
	scr_expect(s, "3 Contacts(1)");
	scr_expect(s, "4 Cards");
	scr_refuse(s, "4 Cards(");
	scr_keys(s, "PgDn PgDn");
	scr_expect(s, "[3 Contacts(1)]");
	scr_expect(s, "Le Van Tam");
	scr_refuse(s, "Customer ");
	/* one more, one less */
	scr_keys(s, "F6");
	scr_expect(s, "New: Contact");
	scr_expect(s, "Nguyễn Văn Bình");
	scr_keys(s, "Tab");
	scr_type(s, "Vo Thi Sau");
	scr_keys(s, "F2");
	scr_expect(s, "Saved");
	scr_keys(s, "F3");
	scr_expect(s, "[3 Contacts(2)]");
}

/* A record that has its number is told nothing of how new ones get theirs. */
void
customer_number_hint(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = open_form(g, "lan", "KH0002", 0, 0);

	scr_quiet(s);
	scr_refuse(s, "the next number");
	scr_keys(s, "F6");
	scr_expect(s, "New: Customer");
	scr_expect(s, "Empty: the next number");
}
