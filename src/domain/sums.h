/* sums.h - sums of whole months that are over (PERFORMANCE.md R1). The worker makes them out of
 * the sums of the days; reports read them where the period covers whole months. */
#ifndef QUEN_DOMAIN_SUMS_H
#define QUEN_DOMAIN_SUMS_H

#include "base/date.h"
#include "store/store.h"

/* One more month that is over; *month yyyymm, 0 when all are there. Inside a write transaction
 * of the system. */
enum err sums_roll(struct store *st, day_t today, int64_t *month, struct err_note *note) MUST_CHECK;
/* A day's sums changed: when it is in a month that was summed, that one and those after it are
 * summed anew. Costs nothing in the current month. Inside a write transaction. */
enum err sums_touch(struct store *st, day_t day, struct err_note *note) MUST_CHECK;
/* The first day that is in no month's sum; 0: none is. */
enum err sums_until(struct store *st, day_t *day, struct err_note *note) MUST_CHECK;

#endif
