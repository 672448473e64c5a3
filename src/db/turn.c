#include "config.h"

#include "db/turn.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "db/turn_page.h"

/* How long the queue may stand still before the first waiter looks whether its
 * head is dead, and how much later each one behind does. */
#define STALL_US 10000
#define STALL_STEP_US 1000
#define STALL_MAX_US 40000
#define SYNC_WAIT_US 50000		/* a leader may die: look again */
#define COMMIT_WAIT_US 1000
#define COMMIT_WAITS 5
#define TAKE_TIMEOUT_MS 10000

void
turn_futex_wait(_Atomic uint32_t *word, uint32_t seen, int64_t us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	syscall(SYS_futex, word, FUTEX_WAIT, seen, &ts, NULL, 0);
}

void
turn_futex_wake(_Atomic uint32_t *word)
{
	atomic_fetch_add(word, 1);
	syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static int
lock(int fd, int how)
{
	int r;

	while ((r = flock(fd, how)) < 0 && errno == EINTR)
		;
	return r;
}

static enum err
fail_io(struct err_note *note)
{
	if (errno == ENOSPC || errno == EDQUOT)
		return err_set(note, ERR_FULL, "", _("The disk is full; the store cannot be opened."));
	return err_set(note, ERR_IO, "",
	    _("The files beside the database cannot be opened or created."));
}

static enum err
fail_stopped(struct err_note *note)
{
	return err_set(note, ERR_IO, "",
	    _("The disk failed while saving. Saving has stopped for everybody: "
	    "end all sessions, check the disk, then start again."));
}

static int
open_beside(const char *db_path, const char *suffix)
{
	char *path = xasprintf("%s%s", db_path, suffix);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	free(path);
	return fd;
}

/* Only with page_fd locked exclusively: nobody uses the page. The mark of a
 * failed sync outlives everybody, see turn_repair(). */
static int
page_reset(int fd)
{
	static const char zero[PAGE_SIZE_BYTES];
	struct page old = { 0 }, fresh = { 0 };
	ssize_t n = pread(fd, &old, sizeof old, 0);

	/* A whole page of bytes: a hole could end in SIGBUS on a full disk. */
	if (pwrite(fd, zero, sizeof zero, 0) != (ssize_t)sizeof zero)
		return -1;
	if (n == (ssize_t)sizeof old && old.magic == PAGE_MAGIC && old.failed)
		fresh.failed = 1;
	/* What recovery finds in the WAL may not be on the disk: number 1. */
	fresh.begun = fresh.committed = 1;
	fresh.magic = PAGE_MAGIC;
	if (pwrite(fd, &fresh, sizeof fresh, 0) != (ssize_t)sizeof fresh)
		return -1;
	/* Nothing stays of what a crowd that was killed had left to be done. On a disk without
	 * room for errands everybody saves for itself. */
	if (ftruncate(fd, PAGE_SIZE_BYTES) < 0)
		return -1;
	(void)posix_fallocate(fd, 0, MAP_BYTES);
	return 0;
}

static size_t
map_bytes(const struct turn *t)
{
	return t->has_errands ? MAP_BYTES : PAGE_SIZE_BYTES;
}

/* A shared lock for as long as we live says that somebody uses the page. Who
 * gets it exclusively is alone and starts afresh: a page from before a power
 * cut or from a crowd that was killed is never trusted. */
static enum err
page_open(struct turn *t, struct err_note *note)
{
	for (int tries = 0; tries < 100; tries++) {
		t->first = lock(t->page_fd, LOCK_EX | LOCK_NB) == 0;
		if (t->first && page_reset(t->page_fd) < 0)
			return fail_io(note);
		/* Not atomic: another may slip in between and reset once more,
		 * before we have looked at anything. */
		if (lock(t->page_fd, LOCK_SH) < 0)
			return fail_io(note);

		struct page seen = { 0 };
		if (pread(t->page_fd, &seen, sizeof seen, 0) == (ssize_t)sizeof seen) {
			if (seen.magic == PAGE_MAGIC)
				break;
			if (seen.magic != 0)
				return err_set(note, ERR_CONFIG, "",
				    _("The store is open in another version of Quen; "
				    "end those sessions first."));
		}
		/* The one before us died half way. */
		lock(t->page_fd, LOCK_UN);
	}

	struct stat sb;
	if (fstat(t->page_fd, &sb) < 0)
		return fail_io(note);
	t->has_errands = sb.st_size >= MAP_BYTES;
	void *p = mmap(NULL, map_bytes(t), PROT_READ | PROT_WRITE, MAP_SHARED, t->page_fd, 0);
	if (p == MAP_FAILED)
		return fail_io(note);
	t->page = p;
	return ERR_OK;
}

enum err
turn_open(const char *db_path, struct turn **out, struct err_note *note)
{
	struct turn *t = xcalloc(1, sizeof *t);
	enum err e = ERR_OK;

	t->limit = TURN_CKPT_PAGES;
	t->turn_fd = open_beside(db_path, ".turn");
	t->sync_fd = open_beside(db_path, ".sync");
	t->page_fd = open_beside(db_path, ".shm2");
	if (t->turn_fd < 0 || t->sync_fd < 0 || t->page_fd < 0)
		e = fail_io(note);
	if (e == ERR_OK)
		e = page_open(t, note);
	if (e != ERR_OK) {
		turn_close(t);
		return e;
	}
	*out = t;
	return ERR_OK;
}

void
turn_close(struct turn *t)
{
	if (t == NULL)
		return;
	turn_leave(t);
	if (t->page != NULL)
		munmap(t->page, map_bytes(t));
	if (t->turn_fd >= 0)
		close(t->turn_fd);
	if (t->sync_fd >= 0)
		close(t->sync_fd);
	if (t->page_fd >= 0)
		close(t->page_fd);
	free(t);
}

/* A lock that cannot be raised is lost (flock(2)). */
bool
turn_is_last(struct turn *t)
{
	return lock(t->page_fd, LOCK_EX | LOCK_NB) == 0;
}

bool
turn_is_held(const struct turn *t)
{
	return t->held;
}

bool
turn_is_busy(const struct turn *t)
{
	return atomic_load(&t->page->next) != atomic_load(&t->page->serving);
}

static bool
is_served(const struct turn *t)
{
	return (int64_t)(atomic_load(&t->page->serving) - t->ticket) >= 0;
}

void
turn_serve(struct turn *t, uint64_t ticket)
{
	uint64_t now = atomic_load(&t->page->serving);

	while ((int64_t)(ticket - now) > 0 &&
	    !atomic_compare_exchange_weak(&t->page->serving, &now, ticket))
		;
}

/* The queue has stood still for long: perhaps its head is dead. Whoever gets
 * the flock goes on, unless the queue has moved in that moment. */
static bool
take_stalled(struct turn *t, uint64_t serving)
{
	if (lock(t->turn_fd, LOCK_EX | LOCK_NB) < 0)
		return false;
	if (atomic_load(&t->page->serving) == serving) {
		turn_serve(t, t->ticket);
		/* Those overtaken are served too, if they live. */
		for (uint64_t i = serving + 1; i < t->ticket && i < serving + SLOTS; i++)
			turn_futex_wake(&t->page->slot[i % SLOTS]);
		return true;
	}
	if (is_served(t))
		return true;
	lock(t->turn_fd, LOCK_UN);
	return false;
}

/* Until it is our turn in the queue; true when the flock is ours already. */
static bool
wait_queue(struct turn *t, int64_t deadline)
{
	_Atomic uint32_t *slot = &t->page->slot[t->ticket % SLOTS];
	uint64_t last = atomic_load(&t->page->serving);
	int64_t since = clock_mono_us();

	for (;;) {
		uint32_t word = atomic_load(slot);
		uint64_t serving = atomic_load(&t->page->serving);
		int64_t now = clock_mono_us();

		if (is_served(t) || now >= deadline)
			return false;
		if (serving != last) {
			last = serving;
			since = now;
		}
		uint64_t ahead = t->ticket - serving;
		int64_t stall = STALL_MAX_US;
		if (ahead < (STALL_MAX_US - STALL_US) / STALL_STEP_US)
			stall = STALL_US + (int64_t)ahead * STALL_STEP_US;
		if (now - since >= stall) {
			if (take_stalled(t, serving))
				return true;
			since = now;
		}
		int64_t us = since + stall - now;
		turn_futex_wait(slot, word, us < deadline - now ? us : deadline - now);
	}
}

/* Our turn: the flock is free but for latecomers and those who overtook a
 * queue that seemed dead. */
static bool
wait_flock(struct turn *t, int64_t deadline)
{
	long ns = 20000;

	while (lock(t->turn_fd, LOCK_EX | LOCK_NB) < 0) {
		if (clock_mono_us() >= deadline)
			return false;
		nanosleep(&(struct timespec){ 0, ns }, NULL);
		if (ns < 1000000)
			ns *= 2;
	}
	return true;
}

/* One killed between COMMIT and its number may have committed: count it. */
static void
count_unfinished(struct turn *t)
{
	uint64_t begun = atomic_load(&t->page->begun);

	if (atomic_load(&t->page->committed) < begun)
		atomic_store(&t->page->committed, begun);
}

/* After a wait: whose the turn is. */
static bool
settle(struct turn *t)
{
	if (!t->held)
		return false;
	t->since = clock_mono_us();
	count_unfinished(t);
	return true;
}

static void
queue_up(struct turn *t)
{
	assert(!t->held);
	t->queued = true;
	t->ticket = atomic_fetch_add(&t->page->next, 1);
}

static bool
take(struct turn *t, int timeout_ms)
{
	int64_t deadline = clock_mono_us() + (int64_t)timeout_ms * 1000;

	assert(!t->held);
	t->queued = timeout_ms > 0;
	if (!t->queued) {
		t->held = lock(t->turn_fd, LOCK_EX | LOCK_NB) == 0;
		return settle(t);
	}
	queue_up(t);
	t->held = (!is_served(t) && wait_queue(t, deadline)) ||
	    (is_served(t) && wait_flock(t, deadline));
	return settle(t);
}

static enum err
taken(struct turn *t, struct err_note *note)
{
	if (!t->held)
		return err_set(note, ERR_BUSY, "",
		    _("Others are saving at this moment; please try again."));
	if (!atomic_load(&t->page->failed))
		return ERR_OK;
	turn_leave(t);
	return fail_stopped(note);
}

enum err
turn_take(struct turn *t, int timeout_ms, struct err_note *note)
{
	if (atomic_load(&t->page->failed))
		return fail_stopped(note);
	take(t, timeout_ms);
	return taken(t, note);
}

enum err
turn_take_or_leave(struct turn *t, int timeout_ms, const void *text, size_t len,
    struct turn_reply *r, struct err_note *note)
{
	int64_t deadline = clock_mono_us() + (int64_t)timeout_ms * 1000;
	enum errand_state end = ERRAND_MINE;
	bool left = false;

	*r = (struct turn_reply){ 0 };
	if (atomic_load(&t->page->failed))
		return fail_stopped(note);
	queue_up(t);
	if (!is_served(t)) {
		left = errand_leave(t, text, len);
		t->held = wait_queue(t, deadline);
		end = left ? errand_look(t, r) : ERRAND_MINE;
		/* Done, and its reply is lost: that is asked of the store, in the queue. */
		if (left && end == ERRAND_MINE && !t->held &&
		    (int64_t)(atomic_load(&t->page->serving) - t->ticket) > 0) {
			r->is_unknown = !take(t, timeout_ms);
			return taken(t, note);
		}
	}
	if (end != ERRAND_DONE && !t->held && is_served(t))
		t->held = wait_flock(t, deadline);
	/* Who was at it may have ended it, or be dead, before the turn became ours. */
	if (end == ERRAND_OPEN)
		end = errand_look(t, r);
	r->is_unknown = left && end != ERRAND_DONE && !errand_withdraw(t);
	settle(t);
	if (end != ERRAND_DONE)
		return taken(t, note);
	turn_leave(t);
	return ERR_OK;
}

void
turn_committing(struct turn *t)
{
	assert(t->held);
	atomic_store(&t->page->begun, atomic_load(&t->page->committed) + 1);
}

uint64_t
turn_committed(struct turn *t)
{
	assert(t->held);
	count_unfinished(t);
	return atomic_load(&t->page->committed);
}

void
turn_leave(struct turn *t)
{
	if (!t->held)
		return;
	count_unfinished(t);
	errand_drop(t);
	t->held = false;
	/* Freed before the next is called, so that it need not wait twice. */
	lock(t->turn_fd, LOCK_UN);
	if (!t->queued)
		return;
	turn_serve(t, t->ticket + 1);
	if (atomic_load(&t->page->next) != t->ticket + 1)
		turn_futex_wake(&t->page->slot[(t->ticket + 1) % SLOTS]);
}

uint64_t
turn_seen(const struct turn *t)
{
	return atomic_load(&t->page->begun);
}

uint64_t
turn_last(struct turn *t)
{
	return atomic_load(&t->page->committed);
}

/* A reader saw a commit whose maker has not come back from COMMIT: it will in
 * a moment, or it is dead and taking the turn counts it. */
static enum err
wait_committed(struct turn *t, uint64_t seq, struct err_note *note)
{
	for (int i = 0; i < COMMIT_WAITS; i++) {
		if (atomic_load(&t->page->committed) >= seq)
			return ERR_OK;
		turn_futex_wait(&t->page->sync_word,
		    atomic_load(&t->page->sync_word), COMMIT_WAIT_US);
	}
	enum err e = turn_take(t, TAKE_TIMEOUT_MS, note);
	if (e == ERR_OK)
		turn_leave(t);
	return e;
}

static enum err
lead_sync(struct turn *t, enum err (*sync)(void *arg), void *arg)
{
	uint64_t upto = atomic_load(&t->page->committed);
	enum err e = sync(arg);

	/* After a failed fsync the kernel forgets the pages: a second one would
	 * lie. So it is final for all. */
	if (e != ERR_OK)
		atomic_store(&t->page->failed, 1);
	else if (atomic_load(&t->page->synced) < upto)
		atomic_store(&t->page->synced, upto);
	return e;
}

bool
turn_is_durable(const struct turn *t, uint64_t seq)
{
	return atomic_load(&t->page->synced) >= seq;
}

enum err
turn_durable(struct turn *t, uint64_t seq, enum err (*sync)(void *arg),
    void *arg, struct err_note *note)
{
	assert(!t->held);
	for (;;) {
		uint32_t word = atomic_load(&t->page->sync_word);

		if (turn_is_durable(t, seq))
			return ERR_OK;
		if (atomic_load(&t->page->failed))
			return fail_stopped(note);
		if (atomic_load(&t->page->committed) < seq) {
			enum err e = wait_committed(t, seq, note);
			if (e != ERR_OK)
				return e;
			continue;
		}
		if (lock(t->sync_fd, LOCK_EX | LOCK_NB) == 0) {
			/* The leader before us may have covered us. */
			if (!turn_is_durable(t, seq) &&
			    !atomic_load(&t->page->failed))
				lead_sync(t, sync, arg);
			lock(t->sync_fd, LOCK_UN);
			turn_futex_wake(&t->page->sync_word);
		} else {
			turn_futex_wait(&t->page->sync_word, word, SYNC_WAIT_US);
		}
	}
}

void
turn_fail(struct turn *t)
{
	atomic_store(&t->page->failed, 1);
	turn_futex_wake(&t->page->sync_word);
}

bool
turn_needs_repair(const struct turn *t)
{
	return t->first && atomic_load(&t->page->failed);
}

enum err
turn_repair(struct turn *t, enum err (*repair)(void *arg), void *arg,
    struct err_note *note)
{
	assert(turn_needs_repair(t));
	if (!take(t, TAKE_TIMEOUT_MS))
		return fail_stopped(note);
	enum err e = repair(arg);
	if (e == ERR_OK)
		atomic_store(&t->page->failed, 0);
	turn_leave(t);
	return e == ERR_OK ? ERR_OK : fail_stopped(note);
}
