/* today.h - figures of the home screen, from the summaries. */
#ifndef QUEN_DOMAIN_TODAY_H
#define QUEN_DOMAIN_TODAY_H

#include "store/store.h"

struct today {
	day_t day, compare_day;		/* same weekday of the week before */
	bool has_sales, has_people;	/* what the actor may see: rights sale.view, customer.view */
	int64_t sales, tickets, members, points_given, points_used;
	int64_t cmp_sales, cmp_tickets, cmp_members;
	int64_t by_hour[24];		/* tickets */
	int drafts, birthdays;		/* birthdays today and the next 6 days */
};
/* Of the actor's branch; all branches for an administrator without one. Figures that the actor
 * has no right to stay 0. */
enum err today_load(struct store *st, struct today *t, struct err_note *note) MUST_CHECK;

#endif
