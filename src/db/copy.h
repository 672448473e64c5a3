/* copy.h - whole stores: a copy of one that others go on writing to, its bytes, and being alone
 * with one. What backups and restores are made of (doc/BACKUP.md). */
#ifndef QUEN_DB_COPY_H
#define QUEN_DB_COPY_H

#include "db/db.h"

/* Copies everything committed so far to the new file `to`, in one step: one state of the store,
 * whatever is sold meanwhile. Readers and writers do not wait. Outside of transactions. On the
 * disk when it returns; after a failure there is no such file. ERR_FULL, ERR_IO, ERR_DB. */
enum err db_copy(struct db *d, const char *to, struct err_note *note) MUST_CHECK;

/* The bytes of the database file as SQLite knows them, page after page, whatever way they lie on
 * the disk. Only of a copy that nobody writes to. */
enum err db_image_size(struct db *d, int64_t *bytes, struct err_note *note) MUST_CHECK;
enum err db_image_read(struct db *d, int64_t at, void *p, size_t len, struct err_note *note)
    MUST_CHECK;

/* Makes a database file of such bytes, sealed when that is asked for (doc/CRYPTO.md) and the
 * bytes leave room for it in their pages; else the file is as clear as they are, and
 * db_image_is_sealed() says so after the first write. keyring: the store whose key it is. Whole
 * pages of 4096 bytes, from the first one on. */
struct db_image;
enum err db_image_make(const char *path, const char *keyring, bool sealed, struct db_image **out,
    struct err_note *note) MUST_CHECK;
enum err db_image_write(struct db_image *im, const void *p, size_t len, struct err_note *note)
    MUST_CHECK;
bool db_image_is_sealed(const struct db_image *im);
enum err db_image_sync(struct db_image *im, struct err_note *note) MUST_CHECK;
void db_image_free(struct db_image *im);	/* NULL is fine */
/* Whether the pages of the file at path are sealed. */
bool db_is_sealed(const char *path);

/* Being alone: nobody has the store open, and whoever wants to open it waits. A process that did
 * wait looks again where the store is. path: as in store_paths; what it points to now is held.
 * ERR_BUSY: somebody was there all the time. ERR_NOTFOUND. */
struct db_alone;
enum err db_alone_begin(const char *path, int timeout_ms, struct db_alone **out,
    struct err_note *note) MUST_CHECK;
/* Where it really is. Borrowed. */
const char *db_alone_path(const struct db_alone *a);
/* Everything into the one file; no log beside it any more. */
enum err db_alone_settle(struct db_alone *a, struct err_note *note) MUST_CHECK;
void db_alone_end(struct db_alone *a);		/* NULL is fine */

#endif
