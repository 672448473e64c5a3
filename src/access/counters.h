/* counters.h - failed tries to sign in: by user and address together, by address, by user.
 * They slow guessing down and shut it out for a while, and lock nobody out elsewhere
 * (TRUST.md T4, D2, D11):
 *
 *   user from an address  third failure on: 1, 2, 4 .. 60 s until the next try may start;
 *                         ten failures: locked for 15 minutes
 *   an address            the same from the 20th on, locked at 100; not for tills' networks
 *   a user                50 failures: 1 s, except from tills' networks
 *
 * Failures are forgotten 15 minutes after the last one. Bounded: 1024 sets of 8, the oldest of a
 * full set goes. Times: any clock in ms that the caller sticks to. */
#ifndef QUEN_ACCESS_COUNTERS_H
#define QUEN_ACCESS_COUNTERS_H

#include "access/door.h"

#define COUNTER_LOCK_MS (15 * 60 * 1000)
#define COUNTER_PAIR_MOST 10

struct counters;
struct counters *counters_new(void);
void counters_free(struct counters *c);

/* One try begins: it counts as failed until counters_good(). */
struct counter_verdict {
	int64_t start_ms;		/* when it may be looked at */
	bool locked;			/* must fail whatever it says */
	bool locks;			/* this failure, should it be one, locks */
};
void counters_try(struct counters *c, const char *user, const char *source, bool exempt,
    int64_t now_ms, struct counter_verdict *v);
/* It was right: user and address start anew, the address keeps its other failures. */
void counters_good(struct counters *c, const char *user, const char *source);
/* Nothing was guessed: who left at the first prompt is no failure. */
void counters_untry(struct counters *c, const char *user, const char *source);
/* For the trail. */
void counters_failed(struct counters *c, const char *user, const char *source, int64_t now_ms);

/* A row for the trail, at most one a pair and minute; false: none is due. The texts are
 * borrowed until the next call. */
struct counter_report { const char *user, *source; uint32_t count; };
bool counters_report(struct counters *c, int64_t now_ms, struct counter_report *r);

/* The file: text, replaced whole. shift is added to every time. What does not read is left out;
 * ERR_NOTFOUND there is none. */
enum err counters_save(const struct counters *c, const char *path, int64_t shift) MUST_CHECK;
enum err counters_load(struct counters *c, const char *path, int64_t shift) MUST_CHECK;

/* Does one of the networks ("192.168.1.0/24,10.0.0.7 ::1", blanks or commas) hold the address. */
bool networks_hold(const char *networks, const char *address);

#endif
