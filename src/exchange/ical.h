/* ical.h - appointments as a calendar file: RFC 5545, by libical. B2. */
#ifndef QUEN_EXCHANGE_ICAL_H
#define QUEN_EXCHANGE_ICAL_H

#include "store/store.h"

/* All appointments of a user that the actor may see, from a year ago on, as one VCALENDAR: an
 * event each with its alarm, series with their rule, the shop's zone. UIDs stay the same from file
 * to file, so that a calendar that reads it again changes its events and makes no new ones.
 * id 0: all; else this appointment alone. *text is the caller's, lines end as the RFC says; n: events.
 * In a read transaction; needs appointment.view and appointment.export. */
enum err ical_text(struct store *st, int64_t user_id, int64_t id, char **text, size_t *n,
    struct err_note *note) MUST_CHECK;

#endif
