/* report_period.h - a period cut into what the sums of months hold and the rest (PERFORMANCE.md
 * R1). A report with the days "from" and "to" may name
 *
 *	$kept_to    $rest_from	days up to here are in sum_day; from here on in day_sum alone
 *	$month_first $month_last	whole months, yyyymm, that sum_user, sum_hour, sum_category, sum_tender have
 *	$head_to    $tail_from	the days before and after those months: [from, head_to], [tail_from, to] */
#ifndef QUEN_REPORT_REPORT_PERIOD_H
#define QUEN_REPORT_REPORT_PERIOD_H

#include "db/db.h"
#include "report/report.h"

#define REPORT_PERIOD_ARGS 6

struct report_period {
	day_t kept_to, rest_from, head_to, tail_from;
	int month_first, month_last;		/* none: first is after last */
};
/* until: sums_until(). */
void report_period_cut(day_t from, day_t to, day_t until, struct report_period *p);

/* Adds them at the end of args (room for size in all); a report without from and to gets none. */
enum err report_period_args(struct store *st, const struct report *r, const struct report_values *v,
    struct db_arg *args, size_t size, struct err_note *note) MUST_CHECK;

#endif
