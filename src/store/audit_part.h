/* audit_part.h - between the files of the trail. Not for others. */
#ifndef QUEN_STORE_AUDIT_PART_H
#define QUEN_STORE_AUDIT_PART_H

#include "base/secret.h"
#include "store/audit.h"
#include "store/query.h"

/* One row as it is hashed: the stored fields, length-prefixed, then the hash before. */
struct audit_row {
	int64_t seq, at, user, row, before, after;
	const char *user_name, *function, *action, *entity, *row_code, *reason, *request;
	const void *body_hash;		/* or NULL */
	size_t body_len;		/* HASH_SIZE, unless somebody changed it */
	const void *reason_hash;	/* or NULL: the reason stands in the chain itself */
	size_t reason_len;
	const void *prev;
};
/* Columns of audit_all and audit.upto: those of struct audit_row, prev and hash, the body. */
enum { AUDIT_COL_BODY_HASH = 13, AUDIT_COL_PREV, AUDIT_COL_HASH, AUDIT_COL_BODY,
    AUDIT_COL_REASON };
void audit_row_read(const struct db_stmt *q, struct audit_row *r);
void audit_row_hash(const struct audit_row *r, unsigned char hash[HASH_SIZE]);
/* One row that follows the hash prev as number seq + 1; moves both on. ERR_CONFLICT names it. */
enum err audit_row_check(const struct db_stmt *q, int64_t *seq, unsigned char prev[HASH_SIZE],
    struct err_note *note) MUST_CHECK;
/* Where the trail in the store begins: 0 and zeroes, or the end of what went to files. */
enum err audit_start(struct store *st, int64_t *seq, unsigned char hash[HASH_SIZE],
    struct err_note *note) MUST_CHECK;
/* The end of it. */
enum err audit_head(struct store *st, int64_t *seq, unsigned char hash[HASH_SIZE],
    struct err_note *note) MUST_CHECK;
/* Every anchor against its row and its own sum. */
enum err audit_anchors_verify(struct store *st, int64_t *n, struct err_note *note) MUST_CHECK;

#endif
