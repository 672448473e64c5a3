/* ops.h - the operations of "quen post" as one table: name, members, function.
 * Contract: CLI.md, "quen post". */
#ifndef QUEN_DOMAIN_OPS_H
#define QUEN_DOMAIN_OPS_H

#include "base/json.h"
#include "store/store.h"

struct op {
	const char *name;
	bool writes;
	const char *const *members;	/* allowed, NULL-terminated, beside op and key */
	/* Runs in the transaction; fills reply (an object). */
	enum err (*run)(struct store *st, const json_t *rq, json_t *reply, struct err_note *note);
	/* Or NULL: what must be kept even when run() is refused (a wrong PIN counts, rule V4), in
	 * transactions of its own before it; not for a key that has its answer already. */
	enum err (*before)(struct store *st, struct actor *a, const json_t *rq, struct err_note *note);
};
extern const struct op op_table[];	/* ends with a NULL name */

/* One request: finds the op, refuses unknown members, begins, runs, commits, keeps the
 * idempotency key, makes durable. *reply is always set: {"ok":true,...} or {"ok":false,"error",...};
 * the caller owns it. */
void op_post(struct store *st, struct actor *a, const json_t *request, json_t **reply);

#endif
