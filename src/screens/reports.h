/* reports.h - the list of reports, and a report with its parameters, table, totals and chart
 * (E2, E6). */
#ifndef QUEN_SCREENS_REPORTS_H
#define QUEN_SCREENS_REPORTS_H

#include "screens/session.h"

/* args: the code of a report, else the list of those the actor may see. */
enum err reports_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

/* A report with these parameters ("name", "text" pairs ending with NULL; NULL: as preset). */
enum err report_view_open(struct session *s, enum go_mode mode, const char *name,
    const char *const *params, struct err_note *note) MUST_CHECK;

/* With what a saved question keeps: "from=month-start store=S1" (domain/report_plan.h). */
enum err report_view_open_saved(struct session *s, enum go_mode mode, const char *name,
    const char *text, struct err_note *note) MUST_CHECK;

#endif
