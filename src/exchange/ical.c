#include "exchange/ical.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libical/ical.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/appointment.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

#define BACK_DAYS 366
#define EVENTS_MAX 20000
#define ALARM_MINUTES 30	/* as the reminders do */

struct event {
	int64_t id, at, until, changed_at, series_id, series_at, version;
	int remind;			/* -1: as usual */
	bool is_private;
	char number[32], state[16], name[160], place[160], customer[200];
	char *note;
	struct recurrence rec;
};

struct writer { struct store *st; icalcomponent *cal; icaltimezone *zone; };

/* ---- reading ---- */

static void
read_event(struct db_stmt *q, struct event *e)
{
	*e = (struct event){ .id = db_int(q, 0), .at = db_int(q, 3), .until = db_int(q, 4),
		.remind = db_is_null(q, 6) ? -1 : (int)db_int(q, 6), .is_private = db_int(q, 7) != 0,
		.series_id = db_int(q, 13), .series_at = db_int(q, 14),
		.changed_at = db_int(q, 16), .version = db_int(q, 20),
		.note = xstrdup(db_text(q, 15)) };
	e->rec = (struct recurrence){ .repeat = repeat_find(db_text(q, 8)),
		.first = instant_day(e->at), .every = (int)db_int(q, 9),
		.weekdays = weekdays_read(db_text(q, 10)), .until = (day_t)db_int(q, 11),
		.count = (int)db_int(q, 12) };
	str_copy(e->number, sizeof e->number, db_text(q, 1));
	str_copy(e->name, sizeof e->name, db_text(q, 2));
	str_copy(e->place, sizeof e->place, db_text(q, 5));
	str_copy(e->state, sizeof e->state, db_text(q, 19));
	if (!db_is_null(q, 17))
		snprintf(e->customer, sizeof e->customer, "%s %s", db_text(q, 17), db_text(q, 18));
}

static enum err
load(struct store *st, int64_t user, int64_t id, struct event **out, size_t *n,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "ical.events", DB_ARGS(DB_ID("user", user),
	    DB_ID("id", id), DB_INT("since", clock_now_ms() - BACK_DAYS * 24 * HOUR_MS),
	    DB_INT("cap", EVENTS_MAX)), note);
	enum db_step step;
	size_t cap = 0;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		*out = xgrow(*out, &cap, *n + 1, sizeof **out);
		read_event(q, &(*out)[(*n)++]);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* ---- writing ---- */

/* In the shop's zone; UTC where libical does not know it. */
static struct icaltimetype
time_of(const struct writer *w, int64_t at)
{
	struct icaltimetype t = icaltime_from_timet_with_zone((time_t)(at / 1000), 0,
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
		icalproperty_add_parameter(p, icalparameter_new_tzid(setting_text(w->st, "shop.zone")));
	icalcomponent_add_property(c, p);
}

/* A month too short has it on its last day: of the days up to the anchor, the last (rule C2). */
static void
add_month_days(struct strbuf *b, int mday)
{
	strbuf_add(b, ";BYMONTHDAY=");
	for (int d = mday > 28 ? 28 : mday; d <= mday; d++)
		strbuf_addf(b, "%s%d", d > 28 ? "," : "", d);
	if (mday > 28)
		strbuf_add(b, ";BYSETPOS=-1");
}

static void
add_rule(const struct writer *w, icalcomponent *c, const struct event *e)
{
	static const char *const days[] = { "", "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
	static const char *const freq[] = { "", "DAILY", "WEEKLY", "MONTHLY" };
	struct strbuf b = { 0 };
	bool any = false;

	if (e->rec.repeat == REPEAT_NONE)
		return;
	strbuf_addf(&b, "FREQ=%s", freq[e->rec.repeat]);
	if (e->rec.every > 1)
		strbuf_addf(&b, ";INTERVAL=%d", e->rec.every);
	if (e->rec.count > 0) {
		strbuf_addf(&b, ";COUNT=%d", e->rec.count);
	} else if (e->rec.until != 0) {
		struct icaltimetype end = icaltime_from_timet_with_zone((time_t)((instant_make(
		    day_add(e->rec.until, 1), 0) - 1000) / 1000), 0, icaltimezone_get_utc_timezone());

		strbuf_addf(&b, ";UNTIL=%s", icaltime_as_ical_string(end));
	}
	for (int d = 1; e->rec.repeat == REPEAT_WEEKLY && d <= 7; d++) {
		if ((e->rec.weekdays & (1u << d)) == 0)
			continue;
		strbuf_addf(&b, "%s%s", any ? "," : ";BYDAY=", days[d]);
		any = true;
	}
	if (e->rec.repeat == REPEAT_MONTHLY)
		add_month_days(&b, day_mday(e->rec.first));
	if (e->rec.repeat == REPEAT_WEEKLY)
		strbuf_add(&b, ";WKST=MO");
	icalcomponent_add_property(c, icalproperty_new_rrule(
	    icalrecurrencetype_from_string(strbuf_str(&b))));
	strbuf_fini(&b);
	(void)w;
}

static enum err
add_exceptions(const struct writer *w, icalcomponent *c, const struct event *e,
    struct err_note *note)
{
	struct db_stmt *q = store_query(w->st, "ical.skips", DB_ARGS(DB_INT("id", e->id)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		add_time(w, c, icalproperty_new_exdate(time_of(w, db_int(q, 0))));
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static void
add_alarm(icalcomponent *c, const struct event *e, const char *summary)
{
	int minutes = e->remind >= 0 ? e->remind : ALARM_MINUTES;
	icalcomponent *alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
	struct icaltriggertype trigger = { .time = icaltime_null_time(),
		.duration = icaldurationtype_from_int(-minutes * 60) };

	icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
	icalcomponent_add_property(alarm, icalproperty_new_trigger(trigger));
	icalcomponent_add_property(alarm, icalproperty_new_description(summary));
	icalcomponent_add_component(c, alarm);
}

static enum err
add_event(const struct writer *w, const struct event *e, struct err_note *note)
{
	icalcomponent *c = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	const char *summary = e->name[0] != '\0' ? e->name
	    : e->customer[0] != '\0' ? e->customer : e->number;
	char uid[64], *about;
	bool is_off = strcmp(e->state, "cancelled") == 0;
	enum err err = ERR_OK;

	/* The one that takes another's place in a series has that one's name. */
	snprintf(uid, sizeof uid, "appointment-%" PRId64 "@quen", e->series_id != 0 ? e->series_id : e->id);
	icalcomponent_add_property(c, icalproperty_new_uid(uid));
	icalcomponent_add_property(c, icalproperty_new_dtstamp(icaltime_from_timet_with_zone(
	    (time_t)(e->changed_at / 1000), 0, icaltimezone_get_utc_timezone())));
	icalcomponent_add_property(c, icalproperty_new_sequence((int)e->version - 1));
	if (e->series_id != 0)
		add_time(w, c, icalproperty_new_recurrenceid(time_of(w, e->series_at)));
	add_time(w, c, icalproperty_new_dtstart(time_of(w, e->at)));
	add_time(w, c, icalproperty_new_dtend(time_of(w, e->until)));
	icalcomponent_add_property(c, icalproperty_new_summary(summary));
	if (e->place[0] != '\0')
		icalcomponent_add_property(c, icalproperty_new_location(e->place));
	about = xasprintf("%s%s%s%s%s", e->number, e->customer[0] != '\0' ? "\n" : "", e->customer,
	    str_empty(e->note) ? "" : "\n", e->note != NULL ? e->note : "");
	icalcomponent_add_property(c, icalproperty_new_description(about));
	free(about);
	icalcomponent_add_property(c, icalproperty_new_class(e->is_private ? ICAL_CLASS_PRIVATE
	    : ICAL_CLASS_PUBLIC));
	icalcomponent_add_property(c, icalproperty_new_status(is_off ? ICAL_STATUS_CANCELLED
	    : ICAL_STATUS_CONFIRMED));
	add_rule(w, c, e);
	if (e->rec.repeat != REPEAT_NONE)
		err = add_exceptions(w, c, e, note);
	if (!is_off)
		add_alarm(c, e, summary);
	icalcomponent_add_component(w->cal, c);
	return err;
}

static void
start(struct writer *w)
{
	icalcomponent *zone;

	w->cal = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
	    icalproperty_new_prodid("-//Quen//appointments//EN"),
	    icalproperty_new_method(ICAL_METHOD_PUBLISH), (void *)0);
	w->zone = icaltimezone_get_builtin_timezone(setting_text(w->st, "shop.zone"));
	zone = w->zone != NULL ? icaltimezone_get_component(w->zone) : NULL;
	if (zone == NULL) {
		w->zone = NULL;
		return;
	}
	/* By its own name, without libical's prefix: other calendars know that one. */
	zone = icalcomponent_new_clone(zone);
	icalproperty_set_tzid(icalcomponent_get_first_property(zone, ICAL_TZID_PROPERTY),
	    setting_text(w->st, "shop.zone"));
	icalcomponent_add_component(w->cal, zone);
}

enum err
ical_text(struct store *st, int64_t user_id, int64_t id, char **text, size_t *n,
    struct err_note *note)
{
	struct writer w = { .st = st };
	struct event *events = NULL;
	char *made;
	enum err e = access_need(st, "appointment", VERB_VIEW, note);

	*text = NULL;
	*n = 0;
	if (e == ERR_OK)
		e = access_need(st, "appointment", VERB_EXPORT, note);
	if (e == ERR_OK)
		e = load(st, user_id, id, &events, n, note);
	if (e == ERR_OK)
		start(&w);
	for (size_t i = 0; e == ERR_OK && i < *n; i++)
		e = add_event(&w, &events[i], note);
	if (e == ERR_OK) {
		made = icalcomponent_as_ical_string_r(w.cal);
		*text = xstrdup(made);
		icalmemory_free_buffer(made);
	}
	if (w.cal != NULL)
		icalcomponent_free(w.cal);
	for (size_t i = 0; i < *n; i++)
		free(events[i].note);
	free(events);
	return e;
}
