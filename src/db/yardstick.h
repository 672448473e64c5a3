/* yardstick.h - what the bare engine does on this disk, and a disk of known
 * speed: for benches. Source: PERFORMANCE.md, "Speed". */
#ifndef QUEN_DB_YARDSTICK_H
#define QUEN_DB_YARDSTICK_H

#include <stdint.h>

#include "base/err.h"

/* From now on every sync of a database file in this process and its children
 * takes delay_us longer, the store's and the yardstick's alike. On tmpfs that
 * makes a disk of known speed: 100 = a good SSD, 2000 = a cloud volume.
 * Before the first db_open(); once. */
enum err slow_disk(int delay_us, struct err_note *note) MUST_CHECK;

/* Bare durable commits for that long: one-row INSERT, WAL, synchronous=FULL, in
 * a new file at path, which is removed again. *commits in *us microseconds. */
enum err yardstick_commits(const char *path, int duration_ms, int64_t *commits,
    int64_t *us, struct err_note *note) MUST_CHECK;

#endif
