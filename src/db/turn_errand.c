/* Errands: what waits in the queue is done by whoever has the turn.
 *
 * Thirty processes that save in turn each find their page cache emptied by the one before and their
 * statements pushed out of the processor; one that saves for the others finds both warm (doc/BENCH.md).
 * An errand lies in the map under its owner's ticket. Its word holds that ticket and a state; only
 * who holds the turn claims one, only the first of the queue, so errands keep the order of arrival. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "db/turn_page.h"

/* Who serves others keeps its own user waiting. */
#define SERVE_US 15000

/* So many others after it, who has not fetched its reply is dead. */
#define LATE (16 * ERRANDS)

enum state { EMPTY, FILLING, POSTED, CLAIMED, DONE };	/* FILLING: or its reply is being fetched */

/* Request, then reply. */
struct body {
	uint32_t len;
	uint64_t seq;
	char text[];
};

static struct body *
body_of(const struct turn *t, uint64_t ticket)
{
	return (struct body *)((char *)t->page + PAGE_SIZE_BYTES + ticket % ERRANDS * ERRAND_ROOM);
}

static _Atomic uint64_t *
word_of(const struct turn *t, uint64_t ticket)
{
	return &t->page->errand[ticket % ERRANDS];
}

static uint64_t
word(uint64_t ticket, enum state s)
{
	return ticket << 3 | s;
}

static bool
fits(const struct turn *t, size_t len)
{
	return t->has_errands && len > 0 && len <= ERRAND_ROOM - sizeof(struct body);
}

/* May the place be had: nobody's, or of one that is dead or was overtaken. One that lives and comes too
 * late for its reply all the same asks again: its key says that it was done. Never while its owner is
 * at the bytes: it may be stopped just there, and would go on in the middle of another's. */
static bool
is_free(const struct turn *t, uint64_t w)
{
	int64_t ago = (int64_t)(atomic_load(&t->page->serving) - (w >> 3));
	enum state s = w & 7;

	return s == EMPTY || (s != FILLING && ago > (s == DONE ? LATE : 0));
}

bool
errand_leave(struct turn *t, const void *text, size_t len)
{
	_Atomic uint64_t *w = word_of(t, t->ticket);
	struct body *b = body_of(t, t->ticket);
	uint64_t now = atomic_load(w);

	if (!fits(t, len) || !is_free(t, now) ||
	    !atomic_compare_exchange_strong(w, &now, word(t->ticket, FILLING)))
		return false;
	b->len = (uint32_t)len;
	memcpy(b->text, text, len);
	now = word(t->ticket, FILLING);
	return atomic_compare_exchange_strong(w, &now, word(t->ticket, POSTED));
}

static void *
copy_out(const struct turn *t, const struct body *b, size_t *len)
{
	*len = b->len;
	return fits(t, *len) ? memcpy(xmalloc(*len), b->text, *len) : NULL;
}

enum errand_state
errand_look(struct turn *t, struct turn_reply *r)
{
	_Atomic uint64_t *w = word_of(t, t->ticket);
	struct body *b = body_of(t, t->ticket);
	uint64_t now = atomic_load(w);

	if (now == word(t->ticket, POSTED) || now == word(t->ticket, CLAIMED))
		return ERRAND_OPEN;
	if (now != word(t->ticket, DONE) ||
	    !atomic_compare_exchange_strong(w, &now, word(t->ticket, FILLING)))
		return ERRAND_MINE;
	r->seq = b->seq;
	r->text = copy_out(t, b, &r->len);
	if (r->text != NULL)
		memset(b->text, 0, r->len);
	atomic_store(w, 0);
	return r->text != NULL ? ERRAND_DONE : ERRAND_MINE;
}

bool
errand_withdraw(struct turn *t)
{
	_Atomic uint64_t *w = word_of(t, t->ticket);
	uint64_t posted = word(t->ticket, POSTED);

	/* Nobody is at it while the turn is ours. */
	return atomic_compare_exchange_strong(w, &posted, 0) || t->held;
}

void *
turn_next_errand(struct turn *t, size_t *len)
{
	uint64_t next = t->ticket + 1 + t->claimed, posted = word(next, POSTED);
	void *text;

	/* Places of overtaken tickets may be had by others while we are at them. */
	if (!t->has_errands || !t->queued || atomic_load(&t->page->serving) != t->ticket ||
	    t->claimed == ERRANDS - 1 ||
	    atomic_load(word_of(t, next)) != posted || atomic_load(&t->page->failed) ||
	    clock_mono_us() - t->since > SERVE_US ||
	    !atomic_compare_exchange_strong(word_of(t, next), &posted, word(next, CLAIMED)))
		return NULL;
	text = copy_out(t, body_of(t, next), len);
	if (text == NULL)
		atomic_store(word_of(t, next), 0);
	else
		t->claimed++;
	return text;
}

bool
turn_end_errand(struct turn *t, const void *text, size_t len, uint64_t seq)
{
	uint64_t next = t->ticket + 1;
	struct body *b = body_of(t, next);

	/* A reply that does not fit: its owner asks again, by its key. */
	if (text == NULL || !fits(t, len)) {
		atomic_store(word_of(t, next), 0);
		return false;
	}
	b->len = (uint32_t)len;
	b->seq = seq;
	memcpy(b->text, text, len);
	atomic_store(word_of(t, next), word(next, DONE));
	/* The turn is now its, kept by us. */
	t->ticket = next;
	t->claimed--;
	turn_serve(t, next);
	turn_futex_wake(&t->page->slot[next % SLOTS]);
	return true;
}

void
errand_drop(struct turn *t)
{
	for (; t->claimed > 0; t->claimed--) {
		uint64_t ticket = t->ticket + t->claimed, claimed = word(ticket, CLAIMED);

		atomic_compare_exchange_strong(word_of(t, ticket), &claimed, word(ticket, POSTED));
	}
}
