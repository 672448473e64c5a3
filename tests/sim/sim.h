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
#define SIM_PEOPLE 40			/* the first cards are theirs, one each; the others are bare */
#define SIM_OPS_MAX 1000000
#define SIM_DAYS 420			/* that pass meanwhile: points expire, levels end */
#define SIM_DAYS_LONG 2100		/* past 100,000 requests: nobody hoards points for a year */
#define SIM_BLOCKS 60			/* the clock stands still within one */

/* What a request is about; sim_request.c has the table. */
enum sim_kind { SIM_SALE, SIM_TOPUP, SIM_TRANSFER, SIM_TOPUP_BACK, SIM_REFUND, SIM_VOID, SIM_ATTACH,
	SIM_ADD, SIM_DEDUCT, SIM_GIFT, SIM_GIFT_BACK, SIM_VISIT, SIM_VISIT_UNDO, SIM_REPLACE,
	SIM_LOST, SIM_FOUND, SIM_MERGE, SIM_UNMERGE, SIM_KINDS };

/* What became of a request, in memory shared by all. */
enum sim_state { SIM_NEW, SIM_STARTED, SIM_DONE, SIM_REFUSED };
struct sim_result {
	_Atomic int state;
	char receipt[40];		/* of a document */
	int64_t visit;
	uint64_t hash;			/* of the answer */
};
struct sim_shared {
	_Atomic int64_t next, done;
	_Atomic int failed;
	_Atomic int64_t renumbered[SIM_CARDS];	/* request that gave the card its number; 0: none */
	char text[400];
	struct sim_result result[];
};

struct sim {
	uint64_t seed;
	int64_t ops, start;		/* start: instant of the first request */
	int processes;
	bool encrypt;
	char home[256];
	struct store_paths paths;
	struct sim_shared *shared;
};

enum err sim_open(struct sim *s, const char *user, struct store **st, struct actor **a,
    struct err_note *note) MUST_CHECK;
/* sim_shop.c: a shop with gifts, levels, kinds of card, and the cards. */
enum err sim_make_shop(struct sim *s, struct err_note *note) MUST_CHECK;

/* Request number n. Its kind and key are the same for the same seed; what it points at (a receipt,
 * the number of a card) is what others did meanwhile. The caller owns it. */
json_t *sim_request(const struct sim *s, int64_t n);
enum sim_kind sim_kind_of(const struct sim *s, int64_t n);
const char *sim_kind_name(enum sim_kind k);
bool sim_makes_receipt(enum sim_kind k);
/* Keeps the answer; false when it is none that a working shop gives. */
bool sim_keep(struct sim *s, int64_t n, const json_t *reply);
uint64_t sim_hash(const json_t *reply);
void sim_clock(const struct sim *s, int64_t n);	/* the time of request n */
char *sim_number(const struct sim *s, int card, char *buf, size_t size);

/* sim_till.c: two of three sales are posted as a till does, the rest as a request. */
bool sim_is_till(const struct sim *s, int64_t n);
json_t *sim_till(struct store *st, struct actor *a, const json_t *rq);

/* While they work: the books are right in every snapshot. Exit status, in a process of its own. */
int sim_snapshot(struct sim *s);
/* Afterwards, in a process of its own: proves everything; prints TAP lines;
 * returns how many did not hold. */
int sim_check(struct sim *s);

#endif
