/* audit.h - the trail: one row a change, chained by hashes, written in the same
 * transaction as the change (G3; TRUST.md 5). */
#ifndef QUEN_STORE_AUDIT_H
#define QUEN_STORE_AUDIT_H

#include "base/json.h"
#include "base/secret.h"
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

/* ---- shown to the outside: audit_anchor.c */

/* A state of the trail that fits on a receipt: "12345-ABCD-EFGH-JKLM-NPQR", row and hash. Who
 * holds one can tell later whether the trail up to that row is still the same. */
#define AUDIT_CODE 48
/* Of now. Inside a transaction. */
enum err audit_code(struct store *st, char code[AUDIT_CODE], struct err_note *note) MUST_CHECK;
/* Keeps that it was shown; why: "day", "backup" or "hand". Inside a write transaction that asked
 * for a right. code may be NULL. */
enum err audit_anchor(struct store *st, const char *why, char code[AUDIT_CODE],
    struct err_note *note) MUST_CHECK;
/* The code of the close of a day at that moment; "" when there is none. */
enum err audit_code_of_day(struct store *st, int64_t at, char code[AUDIT_CODE],
    struct err_note *note) MUST_CHECK;
/* ERR_OK: the trail holds it. ERR_CONFLICT: it is another trail, or its end was cut off.
 * ERR_INVALID: no such code. ERR_NOTFOUND: that row went to a file. */
enum err audit_check_code(struct store *st, const char *code, struct err_note *note) MUST_CHECK;
/* The same of a whole hash, as a backup's header has it. */
enum err audit_check_hash(struct store *st, int64_t seq, const unsigned char hash[HASH_SIZE],
    struct err_note *note) MUST_CHECK;

/* ---- read: audit_list.c. Needs audit.view; what a row said of what the actor may not see is
 * not told (rule S1). */

struct audit_filter {
	int64_t from, to;		/* moments; 0: all */
	const char *user, *action, *entity, *code;	/* NULL or "": all; action or function */
	int64_t row_id;			/* of entity; 0: all */
};
struct audit_item {
	int64_t seq, at, row_id, before, after;
	char user[32], function[32], action[32], entity[32], code[64], reason[160], request[80];
	bool hidden;			/* of a row that the actor may not see */
};
/* Up to limit rows on from the row anchor (0: from the end), newest first; up: newer than it,
 * nearest first. */
enum err audit_page(struct store *st, const struct audit_filter *f, int64_t anchor, bool up,
    int limit, struct audit_item *out, int *n, struct err_note *note) MUST_CHECK;
/* {"field":["before","after"]} or NULL; the caller decrefs. An administrator's look at what is
 * private to others is a row of the trail itself (rule S8). */
enum err audit_changes(struct store *st, const struct audit_item *it, json_t **changes,
    struct err_note *note) MUST_CHECK;

/* ---- old parts: audit_archive.c */

struct audit_segment { int64_t first, last, at; char file[160]; };
/* Moves the rows before that moment to a file of the folder, sealed; the trail goes on. Needs
 * audit.delete. *s: what went; last 0: there was nothing. Outside of a transaction. */
enum err audit_archive(struct store *st, struct actor *a, const char *dir, int64_t before,
    struct audit_segment *s, struct err_note *note) MUST_CHECK;
/* Every row of such a file against the store's checkpoints; each() may be NULL, row is JSON. */
enum err audit_segment_read(struct store *st, const char *path, struct audit_segment *s,
    void (*each)(void *arg, const char *row), void *arg, struct err_note *note) MUST_CHECK;

#endif
