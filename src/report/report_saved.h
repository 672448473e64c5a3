/* report_saved.h - what is asked of a report as the text that saved questions and scheduled
 * reports keep: "from=last-month-start store=S1" (domain/report_plan.h). */
#ifndef QUEN_REPORT_REPORT_SAVED_H
#define QUEN_REPORT_REPORT_SAVED_H

#include "report/report.h"

/* What is as usual is left out, so that "this month" stays this month; the caller frees. */
char *report_saved_text(const struct report *r, const struct report_values *v);
/* Presets, then such a text on top. Inside store_begin(). ERR_INVALID "params". */
enum err report_saved_values(struct store *st, const struct report *r, const char *text,
    struct report_values *v, struct err_note *note) MUST_CHECK;

#endif
