/* seal_stream.h - a long secret as a file: libsodium's secretstream (XChaCha20-Poly1305) in chunks
 * of 64 KB. Chunks cannot be changed, swapped, dropped or added; the last one says that it is, so
 * a cut end is noticed. Source: libsodium, "Encrypted streams". */
#ifndef QUEN_BASE_SEAL_STREAM_H
#define QUEN_BASE_SEAL_STREAM_H

#include <stdint.h>

#include "base/secret.h"

#define SEAL_CHUNK 65536

/* Writes to fd from where it stands; fd stays the caller's. about: what it is ("backup|id"); the
 * same must be said to open it. key is a fresh one for every stream, or the nonce would be all
 * that keeps two apart. */
struct seal_out;
enum err seal_out_new(int fd, const unsigned char key[SEAL_KEY], const char *about,
    struct seal_out **out, struct err_note *note) MUST_CHECK;
enum err seal_out_add(struct seal_out *o, const void *p, size_t len, struct err_note *note)
    MUST_CHECK;
/* The last chunk. hash (BLAKE2b) and size: of everything written, sealed as it is. */
enum err seal_out_end(struct seal_out *o, unsigned char hash[HASH_SIZE], int64_t *size,
    struct err_note *note) MUST_CHECK;
void seal_out_free(struct seal_out *o);

/* Reads from where fd stands. ERR_CONFLICT: changed, or another key; ERR_SYNTAX: it ends before
 * its end; ERR_IO. */
struct seal_in;
enum err seal_in_new(int fd, const unsigned char key[SEAL_KEY], const char *about,
    struct seal_in **out, struct err_note *note) MUST_CHECK;
/* Exactly len bytes, or ERR_SYNTAX. */
enum err seal_in_read(struct seal_in *in, void *p, size_t len, struct err_note *note) MUST_CHECK;
/* After the last one: nothing may follow. */
enum err seal_in_end(struct seal_in *in, struct err_note *note) MUST_CHECK;
void seal_in_free(struct seal_in *in);

#endif
