/* document_file.h - contents of documents as files, named by their hash, each stored once:
 * <store>/documents/ab/cd/<hash>. A file is written beside its place and synced before it gets
 * its name, and has its name before a row speaks of it. */
#ifndef QUEN_DOMAIN_DOCUMENT_FILE_H
#define QUEN_DOMAIN_DOCUMENT_FILE_H

#include <stdio.h>

#include "base/secret.h"
#include "domain/document_type.h"
#include "store/store.h"

struct document_file {
	char hash[HASH_HEX_SIZE];	/* BLAKE2b-256 of the content: what "b2sum -l 256" prints */
	int64_t size;
	struct document_type type;
	char temp[640];			/* until it is kept or dropped; "" then */
};
/* Reads in to its end into a file of its own. ERR_LIMIT beyond max bytes, ERR_FULL, ERR_IO:
 * nothing is left behind. */
enum err document_file_take(struct store *st, FILE *in, int64_t max, struct document_file *f,
    struct err_note *note) MUST_CHECK;
/* Gives it its name, on the disk when this returns; one that has the name already stays. */
enum err document_file_keep(struct store *st, struct document_file *f, struct err_note *note)
    MUST_CHECK;
void document_file_drop(struct document_file *f);	/* fine after keep */

/* ERR_NOTFOUND: the file is gone. The caller closes *out. */
enum err document_file_open(struct store *st, const char *hash, FILE **out,
    struct err_note *note) MUST_CHECK;
/* Copies to out and proves size and hash on the way: ERR_CONFLICT when it is another content. out
 * may be NULL: only proved. */
enum err document_file_copy(struct store *st, const char *hash, int64_t size, FILE *out,
    struct err_note *note) MUST_CHECK;
/* Takes the file away; one that is not there is fine. */
void document_file_remove(struct store *st, const char *hash);
/* Every file under documents/ that is a content (hash) or a half written one (hash ""). */
enum err document_file_each(struct store *st,
    void (*each)(void *arg, const char *hash, const char *path), void *arg,
    struct err_note *note) MUST_CHECK;

#endif
