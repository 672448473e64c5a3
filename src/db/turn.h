/* turn.h - writers take turns: one fair lock in front of the database, commit
 * without fsync, one fsync shared by all who wait.
 *
 * Source: PERFORMANCE.md, "Many sessions". Files beside the database:
 * <db>.turn (flock: the turn), <db>.sync (flock: the sync leader), <db>.shm2
 * (one shared page of counters). All die harmlessly with their holders. */
#ifndef QUEN_DB_TURN_H
#define QUEN_DB_TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct turn;
enum err turn_open(const char *db_path, struct turn **out, struct err_note *note) MUST_CHECK;
void turn_close(struct turn *t);
/* Waits for the turn, at most timeout_ms (ERR_BUSY). Served in order of arrival
 * as far as flock allows: a ticket counter in the shared page keeps it fair. */
enum err turn_take(struct turn *t, int timeout_ms, struct err_note *note) MUST_CHECK;
/* After a COMMIT, still holding the turn: gives the number of this commit. */
uint64_t turn_committed(struct turn *t);
void turn_leave(struct turn *t);
/* Waits until everything up to seq is on the disk. sync() is called by the one
 * who leads; a failed sync stops posting for everybody (ERR_IO) until reopened. */
enum err turn_durable(struct turn *t, uint64_t seq, enum err (*sync)(void *arg),
    void *arg, struct err_note *note) MUST_CHECK;
uint64_t turn_last(struct turn *t);	/* newest committed number */

#endif
