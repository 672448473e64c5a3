/* errand_crew.h - a crew for tests of errands (db/db.h, db/turn.h): seat 0 has the turn next, the
 * others come behind it one after the other, and a holder lets go when the last is in the queue.
 * To do an errand is to add a row unless its key is there. */
#ifndef QUEN_TESTS_ERRAND_CREW_H
#define QUEN_TESTS_ERRAND_CREW_H

#include <stdatomic.h>
#include <sys/types.h>

#include "fixture.h"

#define SEATS 96
#define CROWD 16
/* After a death: 100 ms (W6), and what a crowded machine adds. */
#define BACK_US 600000

/* A text, a reply (who: its doer); bytes that follow from the key come behind it. */
struct ask { int64_t key, who; };

enum death { LIVES, IN_GROUP, BEFORE_REPLIES, BETWEEN_REPLIES };

struct seat {
	_Atomic pid_t pid;
	_Atomic bool asks, back;
	bool is_unknown, is_replied;
	enum err e;
	struct ask reply;
	int64_t began_us, told_us, ended_us;
};

struct common {
	struct seat seat[SEATS];
	int last;			/* seat */
	int64_t base;			/* key of seat 0 */
	size_t text_len;		/* 0: follows from the key */
	int victim;			/* killed while it waits; 0: nobody */
	int wait_back;			/* the holder waits for it to give up; 0: nobody */
	int timeout_ms[SEATS];
	bool serves;			/* owners that do it themselves */
	bool hangs;			/* who claimed one, until SIGCONT */
	enum death death;
	_Atomic bool held, claimed;
	_Atomic int found;		/* done already when it was to be done */
	_Atomic int in_clear;		/* places in the map that show a text */
	_Atomic int64_t died_us;
	_Atomic int n[CROWD];
};

extern struct common *common;		/* of all processes of the test */

struct crew { pid_t holder, pid[SEATS]; };

/* For main(): the memory they share, and a limit for one that hangs. */
void crew_init(void);
/* cmocka: the fixture, with a table for what was done. */
int crew_setup(void **state);

/* Runs it in a process of its own, which a failure ends. */
pid_t start(struct fixture *f, void (*run)(struct fixture *f, int i), int i);
/* It ended well; or else it was killed. */
void join(pid_t pid, bool well);

/* A text or a reply, on the heap; len 0: follows from the key. */
struct db_bytes pack(int64_t key, int64_t who, size_t len);
/* Fails unless it is whole and nothing of another's is in it. Frees it. */
struct ask unpack(struct db_bytes b);

void sit(int i);		/* right before asking for the turn: waits for those before */
void stand(int i);		/* right after */
void wait_asleep(int i);	/* until that seat is in the queue */
void wait_back(int i);
int texts_in_clear(const struct fixture *f);	/* of how many seats, beside the store */

/* Seats 1 to last, a holder, and seat 0 unless it is the caller's (leader NULL). */
struct crew crew_start(struct fixture *f, int last, void (*leader)(struct fixture *f, int i),
    void (*owner)(struct fixture *f, int i), void (*holder)(struct fixture *f, int i));
void crew_join(struct crew *c);		/* those whose pid is not 0 */

/* Until the machine lets it be tried; what must hold at any time is asserted in each try. */
void until_lucky(void **state, bool (*try)(struct fixture *f, struct db *d), enum death death);

#endif
