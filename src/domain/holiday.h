/* holiday.h - which days of the sun's calendar holidays fall on; rules of the form. F1. */
#ifndef QUEN_DOMAIN_HOLIDAY_H
#define QUEN_DOMAIN_HOLIDAY_H

#include "store/record_hook.h"

/* The first day of a holiday on or after from; 0 when none comes within two years.
 * calendar: "solar", "vietnamese", "chinese". */
day_t holiday_next(const char *calendar, int month, int mday, day_t from);

enum err holiday_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
