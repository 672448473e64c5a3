/* report_plan.h - what is asked of a report, kept as text, and when a scheduled one is due (E2).
 * Reports themselves are read in report/; here is what their rows in the store must be like. */
#ifndef QUEN_DOMAIN_REPORT_PLAN_H
#define QUEN_DOMAIN_REPORT_PLAN_H

#include "base/date.h"
#include "base/str.h"
#include "model/record.h"
#include "store/store.h"

/* "from=month-start store=S1": NAME=VALUE with blanks or line ends between, a VALUE with blanks in
 * double quotes. each gets one after the other. ERR_INVALID "params": what is wrong. */
enum err plan_params(const char *text,
    enum err (*each)(void *arg, const char *name, const char *value, struct err_note *note),
    void *arg, struct err_note *note) MUST_CHECK;
/* Adds one to such a text. */
void plan_param_add(struct strbuf *text, const char *name, const char *value);

/* The first time after an instant. every: daily, weekly (on weekday), monthly (on mday, which a
 * shorter month ends before: then its last day). */
int64_t plan_next(const char *every, int weekday, int mday, int minute, int64_t after);

/* The name of the file: {report} {code} {day} {month} {time} become what they say, the end is
 * added. It never leaves its folder. The caller frees. */
char *plan_file(const char *pattern, const char *report, const char *code, int64_t at,
    const char *end);
/* A folder below the one for reports: "", "sales", "sales/daily"; never "..", "/". */
bool plan_folder_ok(const char *folder);

/* record_hooks. report_schedule: runs from now on with the rights of who saves it. */
enum err report_set_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;
enum err report_schedule_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
