/* Appointments as RFC 5545 has them, by libical. The module of calendars. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include <libical/ical.h>

#include "base/mem.h"
#include "exchange/ical_part.h"

struct writer { icalcomponent *cal; icaltimezone *zone; const char *zone_name; };

/* In the shop's zone; UTC where libical does not know it. */
static struct icaltimetype
time_of(const struct writer *w, int64_t at)
{
	struct icaltimetype t = icaltime_from_timet_with_zone((time_t)at, 0,
	    w->zone != NULL ? w->zone : icaltimezone_get_utc_timezone());

	/* Else it writes a Z behind local time. */
	if (w->zone != NULL)
		t.zone = w->zone;
	return t;
}

static void
add_time(const struct writer *w, icalcomponent *c, icalproperty *p)
{
	if (w->zone != NULL)
		icalproperty_add_parameter(p, icalparameter_new_tzid(w->zone_name));
	icalcomponent_add_property(c, p);
}

static void
add_alarm(icalcomponent *c, const struct ical_event *e)
{
	icalcomponent *alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
	struct icaltriggertype trigger = { .time = icaltime_null_time(),
		.duration = icaldurationtype_from_int(-e->alarm_minutes * 60) };

	icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
	icalcomponent_add_property(alarm, icalproperty_new_trigger(trigger));
	icalcomponent_add_property(alarm, icalproperty_new_description(e->summary));
	icalcomponent_add_component(c, alarm);
}

static void
add_event(const struct writer *w, const struct ical_event *e)
{
	icalcomponent *c = icalcomponent_new(ICAL_VEVENT_COMPONENT);

	icalcomponent_add_property(c, icalproperty_new_uid(e->uid));
	icalcomponent_add_property(c, icalproperty_new_dtstamp(icaltime_from_timet_with_zone(
	    (time_t)e->changed_at, 0, icaltimezone_get_utc_timezone())));
	icalcomponent_add_property(c, icalproperty_new_sequence(e->sequence));
	if (e->is_instead)
		add_time(w, c, icalproperty_new_recurrenceid(time_of(w, e->instead_of)));
	add_time(w, c, icalproperty_new_dtstart(time_of(w, e->at)));
	add_time(w, c, icalproperty_new_dtend(time_of(w, e->until)));
	icalcomponent_add_property(c, icalproperty_new_summary(e->summary));
	if (e->place[0] != '\0')
		icalcomponent_add_property(c, icalproperty_new_location(e->place));
	icalcomponent_add_property(c, icalproperty_new_description(e->about));
	icalcomponent_add_property(c, icalproperty_new_class(e->is_private ? ICAL_CLASS_PRIVATE
	    : ICAL_CLASS_PUBLIC));
	icalcomponent_add_property(c, icalproperty_new_status(e->is_off ? ICAL_STATUS_CANCELLED
	    : ICAL_STATUS_CONFIRMED));
	if (e->rule[0] != '\0')
		icalcomponent_add_property(c, icalproperty_new_rrule(icalrecurrencetype_from_string(e->rule)));
	for (size_t i = 0; i < e->nskips; i++)
		add_time(w, c, icalproperty_new_exdate(time_of(w, e->skips[i])));
	if (e->alarm_minutes >= 0)
		add_alarm(c, e);
	icalcomponent_add_component(w->cal, c);
}

static void
start(struct writer *w)
{
	icalcomponent *zone;

	w->cal = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
	    icalproperty_new_prodid("-//Quen//appointments//EN"),
	    icalproperty_new_method(ICAL_METHOD_PUBLISH), (void *)0);
	w->zone = icaltimezone_get_builtin_timezone(w->zone_name);
	zone = w->zone != NULL ? icaltimezone_get_component(w->zone) : NULL;
	if (zone == NULL) {
		w->zone = NULL;
		return;
	}
	/* By its own name, without libical's prefix: other calendars know that one. */
	zone = icalcomponent_new_clone(zone);
	icalproperty_set_tzid(icalcomponent_get_first_property(zone, ICAL_TZID_PROPERTY),
	    w->zone_name);
	icalcomponent_add_component(w->cal, zone);
}

static char *
write_calendar(const char *zone, const struct ical_event *events, size_t n)
{
	struct writer w = { .zone_name = zone };
	char *made, *text;

	start(&w);
	for (size_t i = 0; i < n; i++)
		add_event(&w, &events[i]);
	made = icalcomponent_as_ical_string_r(w.cal);
	text = xstrdup(made);
	icalmemory_free_buffer(made);
	icalcomponent_free(w.cal);
	return text;
}

static const struct ical_module table = { write_calendar };
extern const struct module quen_calendar;
const struct module quen_calendar MODULE_SEEN = { PACKAGE_VERSION, &table, mem_set_hook };
