/* job.h - the scheduled work: what a job is. Each file of this folder that adds one also adds a
 * row to job_table. Leases are rows of the database, so that any number of workers do each effect
 * exactly once (TRUST.md A9): a step, the proof that the lease still holds and the place reached
 * are one transaction. doc/AGENDA.md. */
#ifndef QUEN_JOBS_JOB_H
#define QUEN_JOBS_JOB_H

#include "store/store.h"

struct actor;

#define JOB_STEP_ROWS 1000		/* rows a step walks over */

/* What a step is given and gives back. */
struct job_step {
	struct store *st;		/* in a write transaction of the system */
	int64_t walk;			/* where the last step stopped, 0 at first; where this one did */
	int64_t done;			/* effects of this step */
	bool is_over;			/* nothing is left until the next time */
};

struct job {
	const char *name, *title;	/* title: msgid */
	int every_minutes;		/* 0: once a day, at minute of the shop's day */
	int minute;
	/* On failure nothing of the step stays; the job is tried again later. */
	enum err (*step)(struct job_step *s, struct err_note *note);
	/* Instead of steps: one long work outside of transactions, that others do not wait for. */
	enum err (*work)(struct store *st, struct actor *a, int64_t *done, struct err_note *note);
};
extern const struct job job_table[];	/* ends with a NULL name */
const struct job *job_find(const char *name);
/* The next time of a job after now. */
int64_t job_next(const struct job *j, int64_t now);

/* jobs.c */
enum err job_reminders(struct job_step *s, struct err_note *note) MUST_CHECK;
enum err job_levels(struct job_step *s, struct err_note *note) MUST_CHECK;
enum err job_points(struct job_step *s, struct err_note *note) MUST_CHECK;
enum err job_idle(struct job_step *s, struct err_note *note) MUST_CHECK;
enum err job_sums(struct job_step *s, struct err_note *note) MUST_CHECK;
enum err job_tidy(struct job_step *s, struct err_note *note) MUST_CHECK;
enum err job_search(struct job_step *s, struct err_note *note) MUST_CHECK;

/* backup_job.c */
enum err job_backup(struct store *st, struct actor *a, int64_t *done, struct err_note *note)
    MUST_CHECK;

/* report_job.c */
enum err job_reports(struct store *st, struct actor *a, int64_t *done, struct err_note *note)
    MUST_CHECK;

/* ---- how it stands, for the screen of jobs. Needs setting.view. */
struct job_state {
	char name[32], error[256], owner[64];
	int64_t next_at, last_at, last_ms, last_count, runs, failed_at, fails;
	bool is_running;
};
/* One a row of job_table; *n in: room, out: got. */
enum err job_states(struct store *st, struct job_state *s, size_t *n, struct err_note *note) MUST_CHECK;
/* Due at once, for whatever worker comes first. Needs setting.edit. */
enum err job_run_now(struct store *st, const char *name, struct err_note *note) MUST_CHECK;

#endif
