/* job.h - the scheduled work: what a job is. Each file of this folder that
 * adds one also adds a row to job_table. Leases are rows of the database, so
 * that any number of workers do each effect exactly once. */
#ifndef QUEN_JOBS_JOB_H
#define QUEN_JOBS_JOB_H

#endif
