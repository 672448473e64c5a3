#include "agenda.h"

#include <stdlib.h>
#include <string.h>

#include <libical/ical.h>

#include "exchange/ical.h"

static icalcomponent *
parse(struct shop *s, struct actor *a, size_t *n)
{
	struct err_note note = { 0 };
	icalcomponent *cal;
	char *text = NULL;

	assert_int_equal(store_begin(s->st, a, false, &note), ERR_OK);
	assert_int_equal(ical_text(s->st, actor_id(a), 0, &text, n, &note), ERR_OK);
	store_rollback(s->st);
	assert_non_null(strstr(text, "\r\n"));
	cal = icalparser_parse_string(text);
	assert_non_null(cal);
	assert_int_equal(icalcomponent_count_errors(cal), 0);
	free(text);
	return cal;
}

static icalcomponent *
event_named(icalcomponent *cal, const char *summary)
{
	icalcomponent *c = icalcomponent_get_first_component(cal, ICAL_VEVENT_COMPONENT);

	while (c != NULL && strcmp(icalcomponent_get_summary(c), summary) != 0)
		c = icalcomponent_get_next_component(cal, ICAL_VEVENT_COMPONENT);
	return c;
}

static void
test_events_read_back(void **state)
{
	struct shop *s = *state;
	struct icaltriggertype trigger;
	icalcomponent *cal, *c, *alarm;
	struct icaltimetype start;
	size_t n;

	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'name':'G\u1eb7p \u5f20\u4f1f; \\\"hai\\\", ba','customer':'KH000001',"
	    "'at':'2026-11-23T09:00:00+07:00','until':'2026-11-23T10:00:00+07:00','place':'Q1, t\u1ea7ng 2','remind_minutes':45,'private':true}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'name':'Monthly','at':"
	    "'2026-12-31T08:00:00+07:00','until':'2026-12-31T08:30:00+07:00','repeat':'monthly','repeat_count':3}}"));
	cal = parse(s, s->admin, &n);
	assert_int_equal(n, 2);
	c = event_named(cal, "G\u1eb7p \u5f20\u4f1f; \"hai\", ba");
	assert_non_null(c);
	assert_string_equal(icalcomponent_get_location(c), "Q1, t\u1ea7ng 2");
	start = icalcomponent_get_dtstart(c);
	assert_int_equal(start.hour, 9);
	/* The zone comes along, under its own name: 09:00 there is 02:00 UTC. */
	assert_int_equal(icaltime_as_timet_with_zone(start, icaltime_get_timezone(start)), 1795399200);
	alarm = icalcomponent_get_first_component(c, ICAL_VALARM_COMPONENT);
	trigger = icalproperty_get_trigger(icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY));
	assert_int_equal(icaldurationtype_as_int(trigger.duration), -45 * 60);
	icalcomponent_free(cal);
}

static void
test_series_with_exceptions(void **state)
{
	static const int want[][2] = { { 12, 31 }, { 1, 31 }, { 2, 28 } };
	struct shop *s = *state;
	struct icalrecurrencetype rule;
	icalrecur_iterator *it;
	icalcomponent *cal, *c;
	struct icaltimetype at;
	char uid[64];
	size_t n;

	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'name':'Monthly','at':"
	    "'2026-12-31T08:00:00+07:00','until':'2026-12-31T08:30:00+07:00','repeat':'monthly','repeat_count':3}}"));
	cal = parse(s, s->admin, &n);
	c = event_named(cal, "Monthly");
	strcpy(uid, icalcomponent_get_uid(c));
	rule = icalproperty_get_rrule(icalcomponent_get_first_property(c, ICAL_RRULE_PROPERTY));
	it = icalrecur_iterator_new(rule, icalcomponent_get_dtstart(c));
	for (int i = 0; i < 3; i++) {
		at = icalrecur_iterator_next(it);
		assert_int_equal(at.month, want[i][0]);
		assert_int_equal(at.day, want[i][1]);
	}
	assert_true(icaltime_is_null_time(icalrecur_iterator_next(it)));
	icalrecur_iterator_free(it);
	icalcomponent_free(cal);
	/* Moved: an event of the same name that says which one it is; called off: an exception. */
	json_decref(shop_ok(s, "{'op':'appointment.move','appointment':'LH000001','occurrence':"
	    "'2027-01-31T08:00:00+07:00','at':'2027-01-30T08:00:00+07:00'}"));
	json_decref(shop_ok(s, "{'op':'appointment.mark','appointment':'LH000001','occurrence':"
	    "'2027-02-28T08:00:00+07:00','state':'cancelled'}"));
	cal = parse(s, s->admin, &n);
	assert_int_equal(n, 2);
	for (c = icalcomponent_get_first_component(cal, ICAL_VEVENT_COMPONENT); c != NULL;
	    c = icalcomponent_get_next_component(cal, ICAL_VEVENT_COMPONENT)) {
		bool is_series = icalcomponent_get_first_property(c, ICAL_RRULE_PROPERTY) != NULL;

		assert_string_equal(icalcomponent_get_uid(c), uid);
		assert_int_equal(icalcomponent_count_properties(c, ICAL_EXDATE_PROPERTY), is_series);
		assert_int_equal(icalcomponent_count_properties(c, ICAL_RECURRENCEID_PROPERTY), !is_series);
	}
	icalcomponent_free(cal);
}

static void
test_only_what_one_may_see(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };
	char *text = NULL;
	size_t n;

	json_decref(shop_ok(s, "{'op':'add','entity':'appointment','fields':{'name':'Hidden','at':"
	    "'2026-11-23T09:00:00+07:00','users':['admin'],'private':true}}"));
	assert_int_equal(store_begin(s->st, s->lan, false, &note), ERR_OK);
	assert_int_equal(ical_text(s->st, actor_id(s->admin), 0, &text, &n, &note), ERR_DENIED);
	store_rollback(s->st);
	json_decref(shop_ok(s, "{'op':'add','entity':'group','fields':{'code':'ics','name':'Export'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'right','fields':{'group':'ics','function':'appointment','verbs':'view,export'}}"));
	json_decref(shop_ok(s, "{'op':'edit','entity':'user','code':'lan','fields':{'groups':'till,ics'}}"));
	assert_int_equal(store_begin(s->st, s->lan, false, &note), ERR_OK);
	assert_int_equal(ical_text(s->st, actor_id(s->admin), 0, &text, &n, &note), ERR_OK);
	store_rollback(s->st);
	assert_int_equal(n, 0);
	free(text);
}

#define I(name, f) { name, f, agenda_setup, shop_teardown, NULL }
TESTS_OF(ical,
	I("B2: calendar files read back", test_events_read_back),
	I("rule C2: a series in a calendar file, with exceptions", test_series_with_exceptions),
	I("rule S4: calendar files need the right and hold what one may see", test_only_what_one_may_see));
