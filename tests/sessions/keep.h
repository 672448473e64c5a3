/* keep.h - a keeper for tests: `quen part keeper` with this program as its supervisor, listener
 * and broker. Guests come by `quen attach` on a terminal of scr.h, or as struct guest: a link
 * with whatever sign-in the test wants. */
#ifndef QUEN_TESTS_KEEP_H
#define QUEN_TESTS_KEEP_H

#include <sys/types.h>

#include "access/door.h"
#include "scr.h"
#include "shop.h"

struct keep {
	struct shop shop;
	pid_t pid;
	int control, listener, broker;	/* our ends */
	struct scr *scr[8];		/* freed at the end */
	struct guest *guest[8];
};
struct keep_start { uint32_t lock_seconds, end_seconds; };

/* Setup and teardown of a case; the first for keepers that neither lock nor end. */
int keep_setup(void **state);
int keep_setup_lock(void **state);	/* locks after a second */
int keep_setup_end(void **state);	/* ends a session a second after its guest left */
int keep_teardown(void **state);
#define CASE(f) cmocka_unit_test_setup_teardown(f, keep_setup, keep_teardown)
#define CASE_LOCK(f) cmocka_unit_test_setup_teardown(f, keep_setup_lock, keep_teardown)
#define CASE_END(f) cmocka_unit_test_setup_teardown(f, keep_setup_end, keep_teardown)

/* Says DOOR_STOP; gives the exit status. */
int keep_stop(struct keep *k);
/* A terminal on which `quen attach --user` runs, in slot i (what was there ends first). */
struct scr *keep_attach(struct keep *k, int i, const char *user);
struct scr *keep_attach_as(struct keep *k, int i, const char *user, const char *term, int rows,
    int cols);
/* kill -9 of the client; its session stays. */
void keep_drop(struct keep *k, int i);
/* Processes that are sessions of this keeper. */
size_t keep_sessions(const struct keep *k, pid_t *pids, size_t most);
/* Waits until there are n of them. */
bool keep_wait_sessions(const struct keep *k, size_t n, int timeout_ms);

/* ---- a guest by link */
struct guest {
	int link;
	enum door_open_result result;
	char message[DOOR_TEXT];
	char *out, *err;		/* all that came, NUL-ended */
	size_t nout, nerr;
	bool ended, is_deaf;
	enum door_exit_reason why;
	int status;
	char goodbye[DOOR_TEXT];
};
struct guest_start {
	const char *user, *command, *term;
	uint32_t factors;
	bool is_deaf;			/* guest_send() does not read meanwhile */
	enum door_subject_kind kind;	/* SUBJECT_NONE: the ticket is not known */
};
/* Connects, is redeemed as said, reads DOOR_OPENED. In slot i. */
struct guest *keep_guest(struct keep *k, int i, const struct guest_start *start);
void guest_send(struct guest *g, const char *bytes, size_t size);	/* size 0: the end */
/* Reads until text came on stdout, or it ended; false after timeout_ms. */
bool guest_wait(struct guest *g, const char *text, int timeout_ms);
bool guest_wait_end(struct guest *g, int timeout_ms);
void guest_free(struct guest *g);

#endif
