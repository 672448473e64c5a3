/* turn_page.h - what turn.c and turn_errand.c share: the page that many processes map. */
#ifndef QUEN_DB_TURN_PAGE_H
#define QUEN_DB_TURN_PAGE_H

#include <stdatomic.h>

#include "db/turn.h"

#define PAGE_MAGIC UINT32_C(0x51540002)		/* "QT", layout 2 */
#define PAGE_SIZE_BYTES 4096
#define SLOTS 256
#define ERRANDS 64
/* Behind the page: the errands themselves. */
#define ERRAND_ROOM 8192
#define MAP_BYTES (PAGE_SIZE_BYTES + ERRANDS * ERRAND_ROOM)

/* Lives in a file that many processes map. The flocks are the truth; whoever
 * is killed between two stores leaves the others late, never wrong. */
struct page {
	_Atomic uint32_t magic;		/* written last by the first opener */
	_Atomic uint32_t failed;	/* a sync failed: no posting */
	_Atomic uint64_t next;		/* next ticket to give out */
	_Atomic uint64_t serving;	/* this and all before may try the flock */
	_Atomic uint64_t begun;		/* COMMIT has been called */
	_Atomic uint64_t committed;	/* COMMIT has returned */
	_Atomic uint64_t synced;	/* on the disk */
	_Atomic uint64_t checkpoints;
	_Atomic uint32_t ckpt_after;	/* pages of WAL before the next try */
	_Atomic uint32_t sync_word;	/* futex: moves when synced moves */
	_Atomic uint32_t slot[SLOTS];	/* futex of ticket % SLOTS */
	_Atomic uint32_t ckpt_rest;	/* the bulk of a checkpoint is done */
	_Atomic uint64_t errand[ERRANDS];	/* of ticket % ERRANDS: ticket and state, turn_errand.c */
};
_Static_assert(sizeof(struct page) <= PAGE_SIZE_BYTES, "one page");

struct turn {
	int turn_fd, sync_fd, page_fd;
	struct page *page;
	bool has_errands;		/* there was room for them */
	uint64_t ticket;
	int64_t since;			/* when this ticket got the turn; us */
	unsigned claimed;		/* errands of the tickets right after it */
	bool held;
	bool queued;			/* held by ticket, not in passing */
	bool first;			/* nobody else had it open */
	int limit;			/* pages of WAL */
};

/* turn.c */
void turn_futex_wait(_Atomic uint32_t *word, uint32_t seen, int64_t us);
void turn_futex_wake(_Atomic uint32_t *word);
void turn_serve(struct turn *t, uint64_t ticket);	/* this and all before may try the flock */

/* turn_errand.c: leaves text with whoever has the turn, for our ticket; false: there is no room. */
bool errand_leave(struct turn *t, const void *text, size_t len);
/* What became of ours: DONE fills the reply; OPEN: somebody is at it, or may begin. */
enum errand_state { ERRAND_MINE, ERRAND_OPEN, ERRAND_DONE };
enum errand_state errand_look(struct turn *t, struct turn_reply *r);
/* True: nobody has begun, or whoever did is dead (we hold the turn), and nobody will. */
bool errand_withdraw(struct turn *t);
/* Those claimed and not ended are their owners' again, untouched. */
void errand_drop(struct turn *t);

#endif
