/* disk.h - a disk under SQLite that can lose power or fail, for tests.
 *
 * Like a real one behind a page cache: what was written is read back by
 * everybody, but only what was synced is sure to be there after a power cut; the
 * rest is there, or not, or in part, in any order, by sectors of 512 bytes.
 * One process, one database with its WAL. */
#ifndef QUEN_TESTS_DISK_H
#define QUEN_TESTS_DISK_H

#include <stdbool.h>

#include "base/rng.h"

/* Becomes SQLite's default layer; once. */
void disk_install(void);

/* From now on watches the database at path: all that is there now is safe. */
void disk_start(const char *path);
/* After n more writes and syncs the power is gone: everything fails. */
void disk_cut_after(long n);
bool disk_is_cut(void);
/* With all handles closed: leaves in the files what survived. */
void disk_power_on(struct rng *rng);
void disk_stop(void);

enum disk_failure { DISK_WORKS, DISK_FULL, DISK_WRITE_FAILS, DISK_SYNC_FAILS };
/* The n-th write, truncation or sync from now (1 = next) fails, then all later
 * ones if for_ever. Syncs do not mind a full disk. 0: none. */
void disk_fail_at(long n, enum disk_failure how, bool for_ever);
bool disk_has_failed(void);

#endif
