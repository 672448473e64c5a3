/* journal.h - what the crash tests write: a counter and a journal of numbered
 * entries that must agree after whatever happened. */
#ifndef QUEN_TESTS_JOURNAL_H
#define QUEN_TESTS_JOURNAL_H

#include "base/rng.h"
#include "../unit/db/fixture.h"

/* cmocka setup: a store with the journal in it. */
int journal_setup(void **state);
/* One transaction of several rows and pages. *n: its number, set before the commit
 * is tried (0: it did not come so far). */
enum err journal_add(struct db *d, struct rng *rng, int64_t *n);
/* Opens the store as after a restart; fails the test unless all is whole. Returns
 * the newest number. */
int64_t journal_check(const struct fixture *f);

#endif
