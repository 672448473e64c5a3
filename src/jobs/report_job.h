/* report_job.h - reports that are made by themselves (E2): rows of report_schedule, run by the
 * worker with the rights of the user who saved them last, into the folder for reports. */
#ifndef QUEN_JOBS_REPORT_JOB_H
#define QUEN_JOBS_REPORT_JOB_H

#include "store/store.h"

/* Where files go: the parameter report.folder, else "reports" beside the database. */
void schedule_folder(struct store *st, char *buf, size_t size);

/* How they stand: those the actor may see. *n in: room, out: got. Needs report_schedule.view. */
struct schedule_state {
	int64_t id, next_at, last_at, last_ms, last_rows, fails;
	char code[40], name[128], report[64], failure[256], file[512];
	bool is_active;
};
enum err schedule_states(struct store *st, struct schedule_state *s, size_t *n,
    struct err_note *note) MUST_CHECK;
/* The same, of those whose last run failed, the latest first. */
enum err schedule_failed(struct store *st, struct schedule_state *s, size_t *n,
    struct err_note *note) MUST_CHECK;
/* Due at once. Inside a write transaction; needs report_schedule.edit. */
enum err schedule_run_now(struct store *st, int64_t id, struct err_note *note) MUST_CHECK;

#endif
