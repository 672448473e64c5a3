/* ical_part.h - the module of calendars (base/module.h): libical, which brings ICU and the C++ library. */
#ifndef QUEN_EXCHANGE_ICAL_PART_H
#define QUEN_EXCHANGE_ICAL_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/module.h"

/* An event as it goes into the file. Times in seconds since 1970, UTC; texts UTF-8. */
struct ical_event {
	char *uid, *summary, *about, *place;	/* place "": none */
	char *rule;			/* RRULE of RFC 5545; "": no series */
	int64_t changed_at, at, until;
	bool is_instead;		/* takes the place of one of a series, */
	int64_t instead_of;		/* that of this time */
	int64_t *skips; size_t nskips;	/* of a series: these are not */
	int sequence;			/* 0 at first, one more with each change */
	bool is_private, is_off;
	int alarm_minutes;		/* before; -1: none */
};
struct ical_module {
	/* A VCALENDAR, in a zone of the tz database (UTC where libical does not know it). The caller
	 * frees. */
	char *(*write)(const char *zone, const struct ical_event *events, size_t n);
};

#endif
