/* audit.h - the trail: one row a change, chained by hashes, written in the same
 * transaction as the change (G3; TRUST.md 5). */
#ifndef QUEN_STORE_AUDIT_H
#define QUEN_STORE_AUDIT_H

#include "base/json.h"
#include "store/store.h"

struct audit_entry {
	const char *function;		/* right's function */
	const char *action;		/* add edit delete restore sale points.add denied setting ... */
	const char *entity;		/* or "" */
	int64_t row_id;
	const char *row_code;		/* or "" */
	int64_t version_before, version_after;
	const char *reason;		/* or "" */
	const char *request;		/* idempotency key or "" */
	json_t *changes;		/* {"field":["before","after"]}; borrowed; may be NULL */
};
enum err audit_write(struct store *st, const struct audit_entry *e, struct err_note *note) MUST_CHECK;
/* Recomputes the whole chain; ERR_CONFLICT names the first wrong row ("audit row 17: ..."). */
enum err audit_verify(struct store *st, int64_t *rows, struct err_note *note) MUST_CHECK;

#endif
