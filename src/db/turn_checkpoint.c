/* Whose a checkpoint is: decided in the turn, done mostly outside (sqlite_wal.c). */
#include "config.h"

#include <assert.h>

#include "db/turn_page.h"

void
turn_set_limit(struct turn *t, int wal_pages)
{
	t->limit = wal_pages;
}

int
turn_limit(const struct turn *t)
{
	return t->limit;
}

bool
turn_checkpoint_due(struct turn *t, int wal_pages)
{
	uint32_t after = atomic_load(&t->page->ckpt_after);

	assert(t->held);
	if (wal_pages < t->limit) {
		if (after != 0)		/* the WAL began anew */
			atomic_store(&t->page->ckpt_after, 0);
		return false;
	}
	if ((uint32_t)wal_pages < after)
		return false;
	atomic_store(&t->page->ckpt_after, (uint32_t)(wal_pages + t->limit / 4));
	return true;
}

bool
turn_checkpoint_waits(const struct turn *t, int wal_pages)
{
	return wal_pages >= t->limit && (atomic_load(&t->page->ckpt_rest) != 0 ||
	    (uint32_t)wal_pages >= atomic_load(&t->page->ckpt_after));
}

void
turn_checkpoint_owe(struct turn *t)
{
	atomic_store(&t->page->ckpt_rest, 1);
}

bool
turn_checkpoint_owed(struct turn *t, int wal_pages)
{
	assert(t->held);
	return atomic_load(&t->page->ckpt_rest) != 0 &&
	    atomic_exchange(&t->page->ckpt_rest, 0) != 0 && wal_pages >= t->limit;
}

void
turn_checkpoint_done(struct turn *t)
{
	atomic_fetch_add(&t->page->checkpoints, 1);
}

int64_t
turn_checkpoints(const struct turn *t)
{
	return (int64_t)atomic_load(&t->page->checkpoints);
}
