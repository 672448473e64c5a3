#include "agenda.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"

int
agenda_setup(void **state)
{
	static const char *const more[] = {
		"{'op':'add','entity':'right','fields':{'group':'till','function':'appointment','verbs':'view,add,edit'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'contract','verbs':'view'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'catalog','verbs':'view'}}",
		"{'op':'add','entity':'right','fields':{'group':'till','function':'user','verbs':'view'}}",
	};
	struct shop *s;

	if (shop_setup(state) != 0)
		return -1;
	s = *state;
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		json_decref(shop_ok(s, "%s", more[i]));
	return 0;
}

static json_t *
plan(struct shop *s, const char *name, const char *from, const char *until, const char *more)
{
	return shop_ok(s, "{'op':'add','entity':'appointment','fields':{'name':'%s',"
	    "'at':'2026-11-%s:00+07:00','until':'2026-11-%s:00+07:00'%s}}", name, from, until, more);
}

static void
test_clash_is_refused_and_says_with_whom(void **state)
{
	struct shop *s = *state;
	json_t *v;

	json_decref(plan(s, "Talk", "23T09:00", "23T10:00", ",'users':['lan'],'customer':'KH000001'"));
	/* Half-open: one may follow at once, or come right before. */
	json_decref(plan(s, "After", "23T10:00", "23T11:00", ",'users':['lan']"));
	json_decref(plan(s, "Before", "23T08:30", "23T09:00", ",'users':['lan']"));
	/* Another person's time is another matter. */
	json_decref(plan(s, "Other", "23T09:00", "23T10:00", ",'users':['admin']"));
	v = shop_post(s, s->admin, "{'op':'add','entity':'appointment','fields':{'at':"
	    "'2026-11-23T09:59:00+07:00','until':'2026-11-23T10:01:00+07:00','users':['lan']}}");
	assert_string_equal(text_at(v, "error"), "CONFLICT");
	assert_string_equal(text_at(v, "message"),
	    "lan is with Nguy\u1ec5n V\u0103n \u00c1nh from 23/11/2026 09:00 to 10:00.");
	json_decref(v);
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM appointment"), 4);
	/* What does not take place takes no time. */
	json_decref(shop_ok(s, "{'op':'appointment.mark','appointment':'LH000001','state':'cancelled'}"));
	json_decref(plan(s, "Instead", "23T09:15", "23T09:45", ",'users':['lan']"));
	shop_refused(s, "CONFLICT", "at", "{'op':'appointment.mark','appointment':'LH000001','state':'planned'}");
}

static void
test_private_ones_show_as_busy(void **state)
{
	struct shop *s = *state;
	json_t *v;

	/* Of admin, private; lan sees that admin is busy, and nothing else. */
	json_decref(plan(s, "Secret", "24T14:00", "24T15:00", ",'users':['admin'],'private':true"));
	v = shop_post(s, s->lan, "{'op':'agenda','from':'2026-11-24','user':'admin'}");
	assert_true(json_is_true(json_object_get(v, "ok")));
	assert_int_equal(json_array_size(json_object_get(v, "appointments")), 1);
	assert_true(json_is_true(json_object_get(json_array_get(json_object_get(v, "appointments"), 0), "busy")));
	assert_string_equal(text_at(v, "appointments.0.user"), "admin");
	assert_null(json_object_get(json_array_get(json_object_get(v, "appointments"), 0), "name"));
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'get','entity':'appointment','code':'LH000001'}");
	assert_string_equal(text_at(v, "error"), "NOTFOUND");
	json_decref(v);
	v = shop_post(s, s->lan, "{'op':'add','entity':'appointment','fields':{'at':"
	    "'2026-11-24T14:30:00+07:00','users':['admin']}}");
	assert_string_equal(text_at(v, "message"), "admin is busy from 24/11/2026 14:00 to 15:00.");
	json_decref(v);
	/* Taking part is seeing it. */
	json_decref(shop_ok(s, "{'op':'edit','entity':'appointment','code':'LH000001','fields':{'users':['admin','lan']}}"));
	v = shop_post(s, s->lan, "{'op':'get','entity':'appointment','code':'LH000001'}");
	assert_string_equal(text_at(v, "fields.name"), "Secret");
	json_decref(v);
	/* But not with a customer who is not for lan's eyes (rule S1). */
	json_decref(shop_ok(s, "{'op':'edit','entity':'appointment','code':'LH000001','fields':{'customer':'KH000001'}}"));
	v = shop_post(s, s->lan, "{'op':'agenda','from':'2026-11-24','user':'lan'}");
	assert_true(json_is_true(json_object_get(json_array_get(json_object_get(v, "appointments"), 0), "busy")));
	json_decref(v);
}

static void
test_series_clash_and_occurrences_move(void **state)
{
	struct shop *s = *state;
	json_t *v;

	json_decref(plan(s, "Team", "23T08:00", "23T08:30",
	    ",'users':['lan'],'repeat':'weekly','weekdays':'1,3','repeat_count':6"));
	shop_refused(s, "CONFLICT", "at", "{'op':'add','entity':'appointment','fields':{'at':"
	    "'2026-12-02T08:15:00+07:00','users':['lan']}}");
	/* Mondays and Wednesdays, six times: until 9 December. */
	v = shop_ok(s, "{'op':'agenda','from':'2026-11-21','to':'2026-12-31','user':'lan'}");
	assert_int_equal(json_array_size(json_object_get(v, "appointments")), 6);
	assert_string_equal(text_at(v, "appointments.5.at"), "2026-12-09T08:00:00+07:00");
	json_decref(v);
	/* One of them an hour later; its old time is free, the others stay. */
	v = shop_ok(s, "{'op':'appointment.move','appointment':'LH000001','occurrence':"
	    "'2026-12-02T08:00:00+07:00','at':'2026-12-02T09:00:00+07:00'}");
	assert_string_equal(text_at(v, "number"), "LH000002");
	json_decref(v);
	shop_refused(s, "NOTFOUND", "occurrence", "{'op':'appointment.move','appointment':'LH000001',"
	    "'occurrence':'2026-12-02T08:00:00+07:00','at':'2026-12-02T10:00:00+07:00'}");
	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'at':"
	    "'2026-12-02T08:15:00+07:00','until':'2026-12-02T08:45:00+07:00','users':['lan']}}"));
	/* Another one is called off. */
	json_decref(shop_ok(s, "{'op':'appointment.mark','appointment':'LH000001','occurrence':"
	    "'2026-11-25T08:00:00+07:00','state':'cancelled'}"));
	v = shop_ok(s, "{'op':'agenda','from':'2026-11-21','to':'2026-12-31','user':'lan'}");
	assert_int_equal(json_array_size(json_object_get(v, "appointments")), 6);
	assert_string_equal(text_at(v, "appointments.1.at"), "2026-11-30T08:00:00+07:00");
	json_decref(v);
	/* Moving it onto something else is refused, and nothing of it stays. */
	shop_refused(s, "CONFLICT", "at", "{'op':'appointment.move','appointment':'LH000001',"
	    "'occurrence':'2026-12-09T08:00:00+07:00','at':'2026-12-02T08:00:00+07:00'}");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM appointment_skip"), 2);
}

static void
test_what_may_be_entered(void **state)
{
	struct shop *s = *state;
	json_t *v;

	shop_refused(s, "INVALID", "until", "{'op':'add','entity':'appointment','fields':{'at':"
	    "'2026-11-23T09:00:00+07:00','until':'2026-11-23T09:00:00+07:00'}}");
	shop_refused(s, "INVALID", "until", "{'op':'add','entity':'appointment','fields':{'at':"
	    "'2026-11-23T09:00:00+07:00','until':'2027-02-23T09:00:00+07:00'}}");
	shop_refused(s, "INVALID", "repeat_until", "{'op':'add','entity':'appointment','fields':{'at':"
	    "'2026-11-23T09:00:00+07:00','repeat':'daily','repeat_until':'2026-11-22'}}");
	v = shop_ok(s, "{'op':'add','entity':'appointment','fields':{'at':'2026-11-23T09:00:30+07:00'}}");
	assert_string_equal(text_at(v, "fields.at"), "2026-11-23T09:00:00+07:00");
	assert_string_equal(text_at(v, "fields.until"), "2026-11-23T10:00:00+07:00");
	assert_string_equal(text_at(v, "fields.users.0"), "admin");
	assert_string_equal(text_at(v, "fields.state"), "planned");
	json_decref(v);
}

#define T(f) cmocka_unit_test_setup_teardown(f, agenda_setup, shop_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		{ "rule C4: a clash is refused and says with whom", test_clash_is_refused_and_says_with_whom,
		    agenda_setup, shop_teardown, NULL },
		{ "rule C4: private ones show as busy", test_private_ones_show_as_busy,
		    agenda_setup, shop_teardown, NULL },
		{ "rule C4: a series clashes as a whole, one of it moves alone",
		    test_series_clash_and_occurrences_move, agenda_setup, shop_teardown, NULL },
		T(test_what_may_be_entered),
	};
	int failed = cmocka_run_group_tests_name("agenda", tests, NULL, NULL);

	failed += _cmocka_run_group_tests("days", days_tests, n_days_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("contract", contract_tests, n_contract_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("reminder", reminder_tests, n_reminder_tests, NULL, NULL);
	failed += _cmocka_run_group_tests("ical", ical_tests, n_ical_tests, NULL, NULL);
	return failed;
}
