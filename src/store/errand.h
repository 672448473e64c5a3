/* errand.h - a write that waits for its turn may be done by the session that has it (db.h), as the
 * actor who asked: rights are checked as theirs, the trail names them. */
#ifndef QUEN_STORE_ERRAND_H
#define QUEN_STORE_ERRAND_H

#include "base/str.h"
#include "store/store.h"

/* Others are writing: there is a point in leaving an errand. */
bool store_is_busy(const struct store *st);
/* What became of store_begin_errand(). */
struct errand_end {
	char *reply; size_t len;	/* NULL: nobody has done it; else owned */
	bool is_unknown;		/* after ERR_BUSY: perhaps it will still be done */
};
/* As store_begin(st, a, true), leaving text meanwhile: bytes that say everything, with an idempotency
 * key, for the run() below in a session in the same language. With end->reply set another session has
 * done and committed it, there is no transaction, and store_durable() covers it. */
enum err store_begin_errand(struct store *st, struct actor *a, const struct strbuf *text,
    struct errand_end *end, struct err_note *note) MUST_CHECK;
/* Does what another left, as a: from store_begin() to store_commit(), so that it is done once and
 * whole, with what its owner is told in reply; or rolls back and returns false: the owner does it
 * itself, and hears itself why it cannot. */
struct errand_does {
	bool (*run)(struct store *st, struct actor *a, const char *text, size_t len,
	    struct strbuf *reply);
};
/* store_commit(), then what others left, for some milliseconds. Never fails because of them. */
enum err store_commit_serving(struct store *st, const struct errand_does *does,
    struct err_note *note) MUST_CHECK;

#endif
