/* recurrence.h - the days on which a series takes place. Rule C2 for months. */
#ifndef QUEN_DOMAIN_RECURRENCE_H
#define QUEN_DOMAIN_RECURRENCE_H

#include "base/date.h"

#define RECURRENCE_EVERY_MAX 99
#define RECURRENCE_COUNT_MAX 1000

enum repeat { REPEAT_NONE, REPEAT_DAILY, REPEAT_WEEKLY, REPEAT_MONTHLY };

struct recurrence {
	enum repeat repeat;
	day_t first;
	int every;			/* 1: each; 0 counts as 1 */
	unsigned weekdays;		/* bits 1 (Monday) .. 7; 0: that of first */
	day_t until;			/* last day; 0: none */
	int count;			/* times in all; 0: no limit */
};

/* "daily" "weekly" "monthly"; anything else: REPEAT_NONE. */
enum repeat repeat_find(const char *name);
/* "1,3,5" to bits. */
unsigned weekdays_read(const char *list);
/* The days of the series between from and to, both among them, in order; at most cap. A month
 * that is too short has it on its last day and the next one on the anchor day again (rule C2).
 * Weeks start on Monday. */
size_t recurrence_days(const struct recurrence *r, day_t from, day_t to, day_t *days, size_t cap);

#endif
