/* document.h - files that hang on a customer, a contract, a suggestion... (A5). Seen by whoever
 * sees the customer, may view the kind of row it hangs on, and has document.view. */
#ifndef QUEN_DOMAIN_DOCUMENT_H
#define QUEN_DOMAIN_DOCUMENT_H

#include <stdio.h>

#include "base/secret.h"
#include "store/store.h"

struct document {
	int64_t id, row_id, size, width, height, at;
	char entity[32], row_code[72];
	char name[201], type[96], hash[HASH_HEX_SIZE], user[32], note[256];
	bool again;			/* of document_add: it was there already */
};
/* What it is to hang on. name: NULL or "" makes one; only its last part counts. */
struct document_request { const char *entity, *code, *name, *note; };

/* Reads in to its end. Opens transactions of its own; durable when it returns. The same content
 * on the same row gives the one that is there. Needs document.add and the view of the row.
 * ERR_LIMIT beyond document.max_mb; ERR_FULL; ERR_INVALID an empty file. */
enum err document_add(struct store *st, struct actor *a, const struct document_request *rq,
    FILE *in, struct document *out, struct err_note *note) MUST_CHECK;
/* In a transaction: one, and those of a row (the newest first, at most *n; gives how many). */
enum err document_load(struct store *st, int64_t id, struct document *out,
    struct err_note *note) MUST_CHECK;
enum err document_list(struct store *st, const char *entity, const char *code,
    struct document *out, size_t *n, struct err_note *note) MUST_CHECK;
/* The content of one, proved by its hash. Opens a transaction of its own. */
enum err document_read(struct store *st, struct actor *a, int64_t id, FILE *out,
    struct err_note *note) MUST_CHECK;
/* The same for a file of one's own: takes the right to export, document.export (rule S4). */
enum err document_export(struct store *st, struct actor *a, int64_t id, FILE *out,
    struct err_note *note) MUST_CHECK;
/* The row goes; the content when no other row holds it. Opens transactions of its own. Needs
 * document.delete. */
enum err document_remove(struct store *st, struct actor *a, int64_t id,
    struct err_note *note) MUST_CHECK;

/* The file of a content that no row holds any more; *gone: it was taken away. */
enum err document_drop_content(struct store *st, struct actor *a, const char *hash, bool *gone,
    struct err_note *note) MUST_CHECK;

/* quen verify, in a transaction: files that are missing or changed are findings; files that no row
 * holds (a crash between file and row) are counted. */
struct document_check { int64_t files, bad, left_over; };
enum err document_verify(struct store *st, void (*bad)(void *arg, const char *name), void *arg,
    struct document_check *c, struct err_note *note) MUST_CHECK;
/* Takes away what no row holds and is older than an hour. Needs document.delete. */
enum err document_tidy(struct store *st, struct actor *a, int64_t *removed,
    struct err_note *note) MUST_CHECK;

#endif
