/* worker.h - does the jobs that are due, under leases. TRUST.md A9. */
#ifndef QUEN_JOBS_WORKER_H
#define QUEN_JOBS_WORKER_H

#include "store/store.h"

struct worker;
/* name: who holds the leases ("shop1:4711"), unique among living workers. */
enum err worker_new(struct store *st, const char *name, struct worker **out, struct err_note *note)
    MUST_CHECK;
void worker_free(struct worker *w);

/* Everything that is due, job by job, until nothing is or stop (may be NULL) says so between two
 * steps. A job that fails is noted in its row and in the log and tried again later; an error of
 * this function is one of the store itself. *next: the instant of the job that is due next. */
enum err worker_run(struct worker *w, bool (*stop)(void *), void *arg, int64_t *next,
    struct err_note *note) MUST_CHECK;

#endif
