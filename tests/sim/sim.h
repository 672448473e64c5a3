/* sim.h - the simulator: many processes on few cards, some of them killed. */
#ifndef QUEN_TESTS_SIM_H
#define QUEN_TESTS_SIM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json.h"
#include "store/actor.h"
#include "store/store.h"

#define SIM_CARDS 50
#define SIM_PEOPLE 70
#define SIM_OPS_MAX 1000000
#define SIM_USER "sim"

/* What became of a request, in memory shared by all. */
enum sim_state { SIM_NEW, SIM_STARTED, SIM_DONE, SIM_REFUSED };
struct sim_result {
	_Atomic int state;
	char kind;			/* (s)ale (a)dd (d)educt */
	char receipt[32];		/* of a sale */
	int64_t points;			/* what the card gained or lost */
};
struct sim_shared {
	_Atomic int64_t next, done;
	_Atomic int failed;
	char text[256];
	struct sim_result result[];
};

struct sim {
	uint64_t seed;
	int64_t ops;
	int processes;
	char home[256];
	struct store_paths paths;
	char card[SIM_CARDS][20];
	struct sim_shared *shared;
};

enum err sim_open(struct sim *s, const char *user, struct store **st, struct actor **a,
    struct err_note *note) MUST_CHECK;
/* Request number n: the same for the same seed. The caller owns it. */
json_t *sim_request(const struct sim *s, int64_t n);
/* Keeps the answer; false when it is none that a working shop gives. */
bool sim_keep(struct sim *s, int64_t n, const json_t *reply);

/* Afterwards, in a process of its own: proves everything; prints TAP lines;
 * returns how many did not hold. */
int sim_check(struct sim *s);

#endif
