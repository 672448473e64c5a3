/* sqlite_crypt.h - pages of an encrypted store, as they lie on the disk (doc/CRYPTO.md).
 *
 * Every page of the database and of the write-ahead log is sealed by itself with
 * XChaCha20-Poly1305; nonce and tag stand in its last 40 bytes, which SQLite leaves alone. What
 * a page is sealed to: its number, or its frame's place and header, so that none can stand for
 * another. The first 16 bytes of the file are clear: they say that it is sealed, by which key,
 * and stand for the 16 bytes that begin every database of SQLite. Inside src/db/sqlite*.c. */
#ifndef QUEN_DB_SQLITE_CRYPT_H
#define QUEN_DB_SQLITE_CRYPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define CRYPT_PAGE 4096
#define CRYPT_RESERVED 40		/* nonce and tag */
#define CRYPT_HEAD 16
/* "The WAL File Format" of SQLite. */
#define WAL_HEADER 32
#define WAL_FRAME_HEADER 24
#define WAL_FRAME (WAL_FRAME_HEADER + CRYPT_PAGE)
/* What opening says when there is no key, or not the right one. */
#define CRYPT_NO_KEY (SQLITE_AUTH | 77 << 8)
#define CRYPT_WRONG_KEY (SQLITE_AUTH | 78 << 8)

struct crypt;
/* Whether a file that begins so is sealed, and the number of its key. */
bool crypt_is_sealed(const unsigned char head[CRYPT_HEAD], uint32_t *id);
/* The key's number id of the installation keyring (keyring.h). make: for a new file. */
enum err crypt_new(const char *keyring, uint32_t id, bool make, struct crypt **out,
    struct err_note *note) MUST_CHECK;
void crypt_free(struct crypt *c);	/* wipes it; NULL is fine */
uint32_t crypt_id(const struct crypt *c);
/* Is it the key of a file that begins so. */
bool crypt_fits(const struct crypt *c, const unsigned char head[CRYPT_HEAD]);

/* Pages from 1. plain: as SQLite has it. */
void crypt_seal_page(struct crypt *c, uint32_t page, const unsigned char *plain,
    unsigned char *out);
/* In place. False: not what was sealed as this page. One that was never written, all zeroes,
 * stays so. */
bool crypt_open_page(const struct crypt *c, uint32_t page, unsigned char *data);
/* at: where the frame begins in the log. */
void crypt_seal_frame(struct crypt *c, int64_t at, const unsigned char header[WAL_FRAME_HEADER],
    const unsigned char *plain, unsigned char *out);
bool crypt_open_frame(const struct crypt *c, int64_t at,
    const unsigned char header[WAL_FRAME_HEADER], unsigned char *data);

#endif
