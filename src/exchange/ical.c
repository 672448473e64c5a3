#include "exchange/ical.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/appointment.h"
#include "exchange/ical_part.h"
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

extern const struct module quen_calendar MODULE_WEAK;

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

/* ---- for the module ---- */

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

/* RFC 5545, 3.3.10. "": no series. The caller frees. */
static char *
rule_of(const struct recurrence *rec)
{
	static const char *const days[] = { "", "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
	static const char *const freq[] = { "", "DAILY", "WEEKLY", "MONTHLY" };
	struct strbuf b = { 0 };
	bool any = false;

	if (rec->repeat == REPEAT_NONE)
		return xstrdup("");
	strbuf_addf(&b, "FREQ=%s", freq[rec->repeat]);
	if (rec->every > 1)
		strbuf_addf(&b, ";INTERVAL=%d", rec->every);
	if (rec->count > 0) {
		strbuf_addf(&b, ";COUNT=%d", rec->count);
	} else if (rec->until != 0) {
		time_t end = (time_t)((instant_make(day_add(rec->until, 1), 0) - 1000) / 1000);
		char text[24] = "";
		struct tm tm;

		if (gmtime_r(&end, &tm) != NULL)
			strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &tm);
		strbuf_addf(&b, ";UNTIL=%s", text);
	}
	for (int d = 1; rec->repeat == REPEAT_WEEKLY && d <= 7; d++) {
		if ((rec->weekdays & (1u << d)) == 0)
			continue;
		strbuf_addf(&b, "%s%s", any ? "," : ";BYDAY=", days[d]);
		any = true;
	}
	if (rec->repeat == REPEAT_MONTHLY)
		add_month_days(&b, day_mday(rec->first));
	if (rec->repeat == REPEAT_WEEKLY)
		strbuf_add(&b, ";WKST=MO");
	return strbuf_take(&b);
}

static enum err
load_skips(struct store *st, int64_t id, struct ical_event *out, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "ical.skips", DB_ARGS(DB_INT("id", id)), note);
	enum db_step step;
	size_t cap = 0;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		out->skips = xgrow(out->skips, &cap, out->nskips + 1, sizeof *out->skips);
		out->skips[out->nskips++] = db_int(q, 0) / 1000;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

static enum err
event_of(struct store *st, const struct event *e, struct ical_event *out, struct err_note *note)
{
	bool is_off = strcmp(e->state, "cancelled") == 0;

	*out = (struct ical_event){
		/* The one that takes another's place in a series has that one's name. */
		.uid = xasprintf("appointment-%" PRId64 "@quen", e->series_id != 0 ? e->series_id : e->id),
		.summary = xstrdup(e->name[0] != '\0' ? e->name
		    : e->customer[0] != '\0' ? e->customer : e->number),
		.about = xasprintf("%s%s%s%s%s", e->number, e->customer[0] != '\0' ? "\n" : "", e->customer,
		    str_empty(e->note) ? "" : "\n", e->note != NULL ? e->note : ""),
		.place = xstrdup(e->place), .rule = rule_of(&e->rec),
		.changed_at = e->changed_at / 1000, .at = e->at / 1000, .until = e->until / 1000,
		.is_instead = e->series_id != 0, .instead_of = e->series_at / 1000,
		.sequence = (int)e->version - 1, .is_private = e->is_private, .is_off = is_off,
		.alarm_minutes = is_off ? -1 : e->remind >= 0 ? e->remind : ALARM_MINUTES,
	};
	return e->rec.repeat != REPEAT_NONE ? load_skips(st, e->id, out, note) : ERR_OK;
}

static void
events_free(struct ical_event *events, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(events[i].uid);
		free(events[i].summary);
		free(events[i].about);
		free(events[i].place);
		free(events[i].rule);
		free(events[i].skips);
	}
	free(events);
}

static enum err
write_all(struct store *st, const struct event *events, size_t n, char **text, struct err_note *note)
{
	const struct ical_module *m = module_table("calendar", &quen_calendar, note);
	struct ical_event *out = xcalloc(n + 1, sizeof *out);
	enum err e = m != NULL ? ERR_OK : ERR_CONFIG;

	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = event_of(st, &events[i], &out[i], note);
	if (e == ERR_OK)
		*text = m->write(setting_text(st, "shop.zone"), out, n);
	events_free(out, n);
	return e;
}

enum err
ical_text(struct store *st, int64_t user_id, int64_t id, char **text, size_t *n,
    struct err_note *note)
{
	struct event *events = NULL;
	enum err e = access_need(st, "appointment", VERB_VIEW, note);

	*text = NULL;
	*n = 0;
	if (e == ERR_OK)
		e = access_need(st, "appointment", VERB_EXPORT, note);
	if (e == ERR_OK)
		e = load(st, user_id, id, &events, n, note);
	if (e == ERR_OK)
		e = write_all(st, events, *n, text, note);
	for (size_t i = 0; i < *n; i++)
		free(events[i].note);
	free(events);
	return e;
}
