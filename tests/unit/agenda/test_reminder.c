#include "agenda.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static json_t *
list(struct shop *s, struct actor *a)
{
	json_t *v = shop_post(s, a, "{'op':'reminders'}");

	assert_true(json_is_true(json_object_get(v, "ok")));
	return v;
}

/* How many of a rule stand in the inbox; *text (may be NULL) is that of the last. */
static int
count(struct shop *s, struct actor *a, const char *rule, char *text, char *key)
{
	json_t *v = list(s, a), *r;
	size_t i;
	int n = 0;

	json_array_foreach(json_object_get(v, "reminders"), i, r) {
		if (strcmp(json_string_value(json_object_get(r, "rule")), rule) != 0)
			continue;
		n++;
		if (text != NULL)
			snprintf(text, 200, "%s", json_string_value(json_object_get(r, "text")));
		if (key != NULL)
			snprintf(key, 64, "%s", json_string_value(json_object_get(r, "reminder")));
	}
	json_decref(v);
	return n;
}

static void
on_day(int days)
{
	clock_fix(SHOP_NOW + days * DAY_MS);
}

static void
test_contract_alerts_once_each(void **state)
{
	struct shop *s = *state;
	char text[200], key[64], first[64];

	json_decref(shop_ok(s, "{'op':'add','entity':'contract','fields':{'customer':'KH000001',"
	    "'name':'Machine','start_day':'2026-01-01','end_day':'2027-01-20'}}"));
	assert_int_equal(count(s, s->admin, "CONTRACT", NULL, NULL), 0);
	on_day(30);		/* 21 December: 30 days before */
	assert_int_equal(count(s, s->admin, "CONTRACT", text, first), 1);
	assert_string_equal(text, "Contract HD000001 ends 20/01/2027, in 30 days");
	json_decref(shop_ok(s, "{'op':'reminder.done','reminder':'%s'}", first));
	on_day(40);
	assert_int_equal(count(s, s->admin, "CONTRACT", NULL, NULL), 0);
	/* Nobody looked for a month: one alert, the nearest. */
	on_day(59);
	assert_int_equal(count(s, s->admin, "CONTRACT", text, key), 1);
	assert_string_equal(text, "Contract HD000001 ends 20/01/2027, in 1 day");
	assert_string_not_equal(key, first);
	json_decref(shop_ok(s, "{'op':'reminder.done','reminder':'%s'}", key));
	assert_int_equal(count(s, s->admin, "CONTRACT", NULL, NULL), 0);
	shop_refused(s, "NOTFOUND", "reminder", "{'op':'reminder.done','reminder':'%s'}", key);
	/* Another end starts them again. */
	json_decref(shop_ok(s, "{'op':'edit','entity':'contract','code':'HD000001','fields':{'end_day':'2027-01-25'}}"));
	assert_int_equal(count(s, s->admin, "CONTRACT", text, NULL), 1);
	assert_string_equal(text, "Contract HD000001 ends 25/01/2027, in 6 days");
	/* What is renewed needs nobody. */
	json_decref(shop_ok(s, "{'op':'contract.renew','contract':'HD000001'}"));
	assert_int_equal(count(s, s->admin, "CONTRACT", NULL, NULL), 0);
}

static void
test_running_all_of_its_last_day(void **state)
{
	struct shop *s = *state;
	char text[200];

	json_decref(shop_ok(s, "{'op':'add','entity':'contract','fields':{'customer':'KH000001',"
	    "'name':'Machine','start_day':'2026-01-01','end_day':'2026-11-21'}}"));
	assert_int_equal(count(s, s->admin, "CONTRACT", text, NULL), 1);
	assert_string_equal(text, "Contract HD000001 ends 21/11/2026, today");
	on_day(1);
	assert_int_equal(count(s, s->admin, "CONTRACT", text, NULL), 1);
	assert_string_equal(text, "Contract HD000001 ended 21/11/2026, 1 day ago");
}

static void
test_moving_an_appointment_moves_its_reminder(void **state)
{
	struct shop *s = *state;
	char text[200], key[64], other[64];

	/* 14:30 now; at 15:00, an hour before. */
	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'name':'Visit','at':"
	    "'2026-11-21T15:00:00+07:00','users':['admin'],'remind_minutes':60}}"));
	assert_int_equal(count(s, s->admin, "APPOINTMENT", text, key), 1);
	assert_string_equal(text, "21/11/2026 15:00 Visit");
	json_decref(shop_ok(s, "{'op':'appointment.move','appointment':'LH000001','at':'2026-11-21T16:30:00+07:00'}"));
	assert_int_equal(count(s, s->admin, "APPOINTMENT", NULL, NULL), 0);
	clock_fix(SHOP_NOW + 61 * 60000);
	assert_int_equal(count(s, s->admin, "APPOINTMENT", text, other), 1);
	assert_string_equal(text, "21/11/2026 16:30 Visit");
	assert_string_not_equal(key, other);
	/* Nobody said what became of it. */
	on_day(2);
	assert_int_equal(count(s, s->admin, "APPOINTMENT", text, NULL), 1);
	assert_string_equal(text, "21/11/2026 16:30 missed? Visit");
	json_decref(shop_ok(s, "{'op':'appointment.mark','appointment':'LH000001','state':'kept'}"));
	assert_int_equal(count(s, s->admin, "APPOINTMENT", NULL, NULL), 0);
}

static void
test_birthday_of_29_february(void **state)
{
	struct shop *s = *state;
	char text[200];

	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'birth':'2000-02-29'}}"));
	clock_fix(instant_make(20270225, 600));
	assert_int_equal(count(s, s->admin, "BIRTHDAY", text, NULL), 1);
	assert_string_equal(text, "Birthday 28/02/2027, in 3 days");
	clock_fix(instant_make(20280225, 600));
	assert_int_equal(count(s, s->admin, "BIRTHDAY", text, NULL), 1);
	assert_string_equal(text, "Birthday 29/02/2028, in 4 days");
	/* Without a year, over the turn of the year, and after days off. */
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'birth':'--01-02'}}"));
	clock_fix(instant_make(20281228, 600));
	assert_int_equal(count(s, s->admin, "BIRTHDAY", text, NULL), 1);
	assert_string_equal(text, "Birthday 02/01/2029, in 5 days");
	clock_fix(instant_make(20290105, 600));
	assert_int_equal(count(s, s->admin, "BIRTHDAY", text, NULL), 1);
	assert_string_equal(text, "Birthday 02/01/2029, 3 days ago");
	clock_fix(instant_make(20290112, 600));
	assert_int_equal(count(s, s->admin, "BIRTHDAY", NULL, NULL), 0);
}

static void
test_only_who_may_see_the_customer(void **state)
{
	struct shop *s = *state;
	char key[64];
	json_t *v;

	/* The branch's rule; the customer is admin's own. */
	json_decref(shop_ok(s, "{'op':'edit','entity':'reminder_rule','code':'BIRTHDAY','fields':{'who':'store'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'birth':'1990-11-23'}}"));
	assert_int_equal(count(s, s->admin, "BIRTHDAY", NULL, key), 1);
	assert_int_equal(count(s, s->lan, "BIRTHDAY", NULL, NULL), 0);
	/* Nor can it be handed to lan, or be touched by name. */
	shop_refused(s, "DENIED", "user", "{'op':'reminder.hand','reminder':'%s','user':'lan'}", key);
	v = shop_post(s, s->lan, "{'op':'reminder.done','reminder':'%s'}", key);
	assert_string_equal(text_at(v, "error"), "NOTFOUND");
	json_decref(v);
	shop_sql(s, "UPDATE customer SET scope = 2, store_id = NULL WHERE code = 'KH000001'");
	assert_int_equal(count(s, s->lan, "BIRTHDAY", NULL, NULL), 1);
	/* A share withdrawn takes effect at once (rule S5). */
	shop_sql(s, "UPDATE customer SET scope = 0 WHERE code = 'KH000001'");
	assert_int_equal(count(s, s->lan, "BIRTHDAY", NULL, NULL), 0);
}

static void
test_snooze_done_hand_over(void **state)
{
	struct shop *s = *state;
	char key[64];

	shop_sql(s, "UPDATE customer SET scope = 2, store_id = NULL WHERE code = 'KH000001'");
	json_decref(shop_ok(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'birth':'1990-11-23'}}"));
	assert_int_equal(count(s, s->admin, "BIRTHDAY", NULL, key), 1);
	json_decref(shop_ok(s, "{'op':'reminder.snooze','reminder':'%s','until':'2026-11-22T09:00:00+07:00'}", key));
	assert_int_equal(count(s, s->admin, "BIRTHDAY", NULL, NULL), 0);
	on_day(1);
	assert_int_equal(count(s, s->admin, "BIRTHDAY", NULL, NULL), 1);
	assert_int_equal(count(s, s->lan, "BIRTHDAY", NULL, NULL), 0);
	json_decref(shop_ok(s, "{'op':'reminder.hand','reminder':'%s','user':'lan'}", key));
	assert_int_equal(count(s, s->lan, "BIRTHDAY", NULL, NULL), 1);
	json_decref(shop_post(s, s->lan, "{'op':'reminder.done','reminder':'%s'}", key));
	assert_int_equal(count(s, s->lan, "BIRTHDAY", NULL, NULL), 0);
	assert_int_equal(count(s, s->admin, "BIRTHDAY", NULL, NULL), 0);
}

static void
test_gift_running_out(void **state)
{
	struct shop *s = *state;
	char text[200], key[64];

	json_decref(shop_ok(s, "{'op':'add','entity':'gift','fields':{'code':'CUP','name':'Cup','points':10,'stock':3,'low':5,'active':true}}"));
	assert_int_equal(count(s, s->admin, "GIFT", text, key), 1);
	assert_string_equal(text, "Cup: only 3 left");
	json_decref(shop_ok(s, "{'op':'reminder.done','reminder':'%s'}", key));
	assert_int_equal(count(s, s->admin, "GIFT", NULL, NULL), 0);
	/* Filled up and running out again: news. */
	json_decref(shop_ok(s, "{'op':'edit','entity':'gift','code':'CUP','fields':{'stock':50}}"));
	assert_int_equal(count(s, s->admin, "GIFT", NULL, NULL), 0);
	json_decref(shop_ok(s, "{'op':'edit','entity':'gift','code':'CUP','fields':{'stock':2}}"));
	assert_int_equal(count(s, s->admin, "GIFT", NULL, NULL), 1);
}

static void
test_lunar_holiday(void **state)
{
	struct shop *s = *state;
	char text[200];

	clock_fix(instant_make(20270203, 600));
	assert_int_equal(count(s, s->admin, "HOLIDAY", text, NULL), 1);
	assert_string_equal(text, "T\u1ebft Nguy\u00ean \u0110\u00e1n is 06/02/2027, in 3 days");
	shop_refused(s, "INVALID", "mday", "{'op':'add','entity':'holiday','fields':{'code':'X','name':'x','calendar':'solar','month':4,'mday':31}}");
	json_decref(shop_ok(s, "{'op':'edit','entity':'holiday','code':'TET','fields':{'active':false}}"));
	assert_int_equal(count(s, s->admin, "HOLIDAY", NULL, NULL), 0);
}

#define R(name, f) { name, f, agenda_setup, shop_teardown, NULL }
TESTS_OF(reminder,
	R("rule C1: alerts of a contract, each once; a new end starts them again", test_contract_alerts_once_each),
	R("rule C1: a contract runs all of its last day", test_running_all_of_its_last_day),
	R("rule C4: moving an appointment moves its reminder; a missed one shows as missed",
	    test_moving_an_appointment_moves_its_reminder),
	R("rule P10: born on 29 February", test_birthday_of_29_february),
	R("rule S1: only who may see the customer is reminded", test_only_who_may_see_the_customer),
	R("F1: snooze, done, hand over", test_snooze_done_hand_over),
	R("F1: a gift that runs out", test_gift_running_out),
	R("F1: lunar holidays", test_lunar_holiday));
