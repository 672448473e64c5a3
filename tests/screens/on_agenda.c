#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cases.h"

static void
add(struct stage *g, const char *line)
{
	assert_non_null(strstr(shop_post(&g->shop, "admin", line), "\"ok\":true"));
}

/* Teachers' day was yesterday: no reminder of it here. */
static void
no_holidays(struct stage *g)
{
	add(g, "{\"op\":\"edit\",\"entity\":\"reminder_rule\",\"code\":\"HOLIDAY\",\"fields\":"
	    "{\"active\":false}}\n");
}

/* It is 14:32: the cursor stands at 14:30. */
void
agenda_by_keys(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	add(g, "{\"op\":\"add\",\"entity\":\"appointment\",\"fields\":{\"name\":\"Board\",\"at\":"
	    "\"2026-11-21T15:30:00+07:00\",\"users\":[\"admin\"]}}\n");
	s = g->s = stage_start(g, "admin", 0, 0, NULL);
	scr_expect(s, "Go to:");
	scr_type(s, "DY");
	scr_keys(s, "Enter");
	scr_expect(s, "Agenda Saturday 21/11/2026");
	scr_expect(s, "14:30: free");
	/* F6 plans at the cursor; the hour that it takes would run into the board. */
	scr_keys(s, "F6");
	scr_expect(s, "New: Appointment");
	scr_type(s, "Visit");
	scr_expect(s, "21/11/2026 14:30");
	scr_keys(s, "F2 Wait F3");
	scr_expect(s, "14:30 Visit");
	scr_keys(s, "^R");
	scr_expect(s, "admin has \"Board\" from 21/11/2026 15:30 to 16:30.");
	scr_expect(s, "14:30 Visit");
	scr_keys(s, "^Y");
	scr_expect(s, "Moved to 14:00");
	scr_keys(s, "F2");
	scr_expect(s, "+ Visit");
	scr_keys(s, "F4");
	scr_expect(s, "16/11/2026 - 22/11/2026");
	scr_expect(s, "Sat 21/11");
	scr_keys(s, "PgDn");
	scr_expect(s, "23/11/2026 - 29/11/2026");
	scr_refuse(s, "Board");
}

void
agenda_on_a_phone(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	add(g, "{\"op\":\"add\",\"entity\":\"appointment\",\"fields\":{\"name\":\"Board\",\"at\":"
	    "\"2026-11-20T15:30:00+07:00\",\"users\":[\"admin\"]}}\n");
	s = g->s = stage_start(g, "admin", 20, 40, NULL);
	scr_expect(s, "Go to:");
	scr_type(s, "DY");
	scr_keys(s, "Enter");
	scr_expect(s, "14:30: free");
	scr_keys(s, "F4");
	scr_expect(s, "Fri 20 15:30 Board");
	scr_keys(s, "Up");
	scr_expect(s, "20/11/2026 15:30-16:30");
	scr_keys(s, "F8");
	scr_expect(s, "! Board");
}

/* Rule C2: from the notice, and Enter twice makes one. */
void
agenda_renew_from_the_inbox(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	no_holidays(g);
	add(g, "{\"op\":\"add\",\"entity\":\"contract\",\"fields\":{\"customer\":\"KH0001\",\"name\":\"Machine\","
	    "\"start_day\":\"2025-11-29\",\"end_day\":\"2026-11-28\",\"user\":\"admin\"}}\n");
	s = g->s = stage_start(g, "admin", 0, 0, NULL);
	scr_expect(s, "1 due");
	scr_expect(s, "28/11 ");
	scr_type(s, "IB");
	scr_keys(s, "Enter");
	scr_expect(s, "Contract HD000001 ends 28/11/2026, in 7 days");
	scr_keys(s, "F10");
	scr_expect(s, "Renew the contract");
	scr_keys(s, "1 Wait");
	scr_expect(s, "Renew the contract?");
	scr_keys(s, "2");
	scr_expect(s, "HD000001 is renewed by HD000002.");
	scr_expect(s, "28/11/2027");
	scr_keys(s, "F3");
	scr_expect(s, "Nothing to remind you of.");
	/* On the form of the old one, once more: the new one opens. */
	scr_keys(s, "F9");
	scr_type(s, "CT HD000001");
	scr_keys(s, "Enter Wait Enter");
	scr_expect(s, "29/11/2025");
	scr_keys(s, "F10");
	scr_expect(s, "History");
	scr_type(s, "Renew");
	scr_keys(s, "Wait Enter");
	scr_expect(s, "HD000001 is renewed by HD000002.");
	assert_null(strstr(shop_post(&g->shop, "admin",
	    "{\"op\":\"get\",\"entity\":\"contract\",\"code\":\"HD000003\"}\n"), "\"ok\":true"));
}

void
agenda_inbox_on_a_phone(void **state)
{
	struct stage *g = *state;
	struct scr *s;

	add(g, "{\"op\":\"add\",\"entity\":\"appointment\",\"fields\":{\"name\":\"Board\",\"at\":"
	    "\"2026-11-21T14:45:00+07:00\",\"users\":[\"admin\"]}}\n");
	no_holidays(g);
	s = g->s = stage_start(g, "admin", 20, 40, NULL);
	scr_expect(s, "IB: 1 reminder");
	scr_type(s, "IB");
	scr_keys(s, "Enter");
	scr_expect(s, "Board");
	scr_keys(s, "F7");
	scr_expect(s, "Remind me again");
	scr_keys(s, "Wait 1");
	scr_expect(s, "Snoozed");
	scr_refuse(s, "14:45");
}

/* Rule C5: a reminder that comes up takes no key from the field in hand. */
void
agenda_takes_no_key(void **state)
{
	struct stage *g = *state;
	struct scr *s = g->s = stage_start(g, "admin", 0, 0, NULL);

	scr_expect(s, "Go to:");
	scr_type(s, "CU");
	scr_keys(s, "Enter F6");
	scr_expect(s, "New: Customer");
	scr_type(s, "KH9");
	add(g, "{\"op\":\"add\",\"entity\":\"appointment\",\"fields\":{\"name\":\"Board\",\"at\":"
	    "\"2026-11-21T14:35:00+07:00\",\"users\":[\"admin\"]}}\n");
	scr_type(s, "99");
	scr_expect(s, "[KH999");
	scr_expect(s, "New: Customer");
}
