/* turn.h - writers take turns: one fair lock in front of the database, commit
 * without fsync, one fsync shared by all who wait.
 *
 * Source: PERFORMANCE.md, "Many sessions". Files beside the database:
 * <db>.turn (flock: the turn), <db>.sync (flock: the sync leader), <db>.shm2
 * (one shared page of counters, and errands). All die harmlessly with their holders: the
 * kernel frees a flock, and the page only decides who goes first, never who
 * holds what. A struct turn is opened after fork and used by one thread. */
#ifndef QUEN_DB_TURN_H
#define QUEN_DB_TURN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Checkpoint at this many pages of WAL, and again after a quarter more. */
#define TURN_CKPT_PAGES 8000

struct turn;
/* db_path: the real path of the database (no links), so that all agree.
 * ERR_IO, ERR_FULL; ERR_CONFIG: open in another version of the program. */
enum err turn_open(const char *db_path, struct turn **out, struct err_note *note) MUST_CHECK;
void turn_set_limit(struct turn *t, int wal_pages);	/* TURN_CKPT_PAGES at first */
int turn_limit(const struct turn *t);
void turn_close(struct turn *t);
/* Right before closing: nobody else has it open. After a no nothing but turn_close() may follow. */
bool turn_is_last(struct turn *t);
/* Waits for the turn, at most timeout_ms (ERR_BUSY). Served in order of arrival:
 * tickets in the shared page; a dead one ahead costs some 10 ms, once.
 * timeout_ms 0: only if it is free at once, past the queue.
 * ERR_IO after a failed sync. */
enum err turn_take(struct turn *t, int timeout_ms, struct err_note *note) MUST_CHECK;
/* The same, but while it waits, text lies where whoever has the turn may do it in our place
 * (turn_errand.c). r->text NULL: the turn is ours. Else it was done, this is what came of it (free()
 * it), seq its commit, and the turn is another's. ERR_BUSY with r->is_unknown: one that hangs is at
 * it. Only for what may be asked twice: who did it may have died before saying so. */
struct turn_reply { void *text; size_t len; uint64_t seq; bool is_unknown; };
enum err turn_take_or_leave(struct turn *t, int timeout_ms, const void *text, size_t len,
    struct turn_reply *r, struct err_note *note) MUST_CHECK;
/* Holding the turn, between commits: what the next in the queue left, claimed; NULL: nothing, or there
 * was enough of it for one turn. free() it. Several may be claimed before the first is ended. */
void *turn_next_errand(struct turn *t, size_t *len);
/* What came of the oldest claimed, and its commit; text NULL: it is not done. False: its owner does it,
 * so leave; what else was claimed is then its owners' again. */
bool turn_end_errand(struct turn *t, const void *text, size_t len, uint64_t seq);

/* Right before COMMIT, holding the turn: from now on a reader may see it. */
void turn_committing(struct turn *t);
/* After a COMMIT, still holding the turn: gives the number of this commit. */
uint64_t turn_committed(struct turn *t);
void turn_leave(struct turn *t);		/* fine when not held */
bool turn_is_held(const struct turn *t);
/* Somebody has the turn or waits for it, as far as can be told in passing. */
bool turn_is_busy(const struct turn *t);

/* Number that covers every commit a reader can have seen by now: take it after
 * the read has begun. */
uint64_t turn_seen(const struct turn *t);
uint64_t turn_last(struct turn *t);	/* newest committed number */
/* Waits until everything up to seq is on the disk. sync() is called by the one
 * who leads; a failed sync stops posting for everybody (ERR_IO) until all have
 * closed and one has opened it again. Never called with the turn held. */
enum err turn_durable(struct turn *t, uint64_t seq, enum err (*sync)(void *arg),
    void *arg, struct err_note *note) MUST_CHECK;
bool turn_is_durable(const struct turn *t, uint64_t seq);	/* it is already */
/* The disk failed elsewhere (a checkpoint's fsync): stop posting. */
void turn_fail(struct turn *t);
/* Whether posting was stopped, all had closed, and we are first again: then
 * repair() must write everything to the disk anew before posting goes on. */
bool turn_needs_repair(const struct turn *t);
enum err turn_repair(struct turn *t, enum err (*repair)(void *arg), void *arg,
    struct err_note *note) MUST_CHECK;

/* Holding the turn, after a commit that left wal_pages in the WAL: true when it
 * is on the caller to checkpoint. Backs off while readers pin the WAL. */
bool turn_checkpoint_due(struct turn *t, int wal_pages);
/* Whether one of the two above and below is to be done, without taking it on. */
bool turn_checkpoint_waits(const struct turn *t, int wal_pages);
/* The bulk is done, outside of the turn; the rest falls to whoever next asks in it, so that who did
 * the bulk does not queue a second time. False when the WAL began anew meanwhile. */
void turn_checkpoint_owe(struct turn *t);
bool turn_checkpoint_owed(struct turn *t, int wal_pages);
void turn_checkpoint_done(struct turn *t);
int64_t turn_checkpoints(const struct turn *t);	/* since the first opened it */

#endif
