/* seal.h - sealing where nonce and tag have places of their own, and keyed hashes. For pages of
 * the store and for columns that are looked up without being read; secret.h has the usual kind. */
#ifndef QUEN_BASE_SEAL_H
#define QUEN_BASE_SEAL_H

#include "base/secret.h"

#define SEAL_NONCE 24
#define SEAL_TAG 16

/* XChaCha20-Poly1305, byte for byte that of libsodium, in a fifth less time: the library makes the
 * first block of the key stream, which the tag is made with, by itself, and the last ones one by
 * one; here they come in one piece, and what the tag is over lies in one piece as well. */
#define SEAL_PAGE 4096			/* longest */
#define SEAL_ABOUT 32
struct seal_page { unsigned char in[64 + SEAL_PAGE + 32], out[64 + SEAL_PAGE]; };
/* The plain text lies at in + 64, and the sealed one afterwards. about_len: at most SEAL_ABOUT.
 * The caller sees to it that a nonce is never used twice with a key. */
void seal_lock(struct seal_page *p, const unsigned char key[SEAL_KEY],
    const unsigned char nonce[SEAL_NONCE], const void *about, size_t about_len, size_t len,
    unsigned char tag[SEAL_TAG]);
/* The sealed text lies at in + 64; the plain one at out + 64 afterwards. False: another key,
 * another about, or changed; then there is none. */
bool seal_unlock(struct seal_page *p, const unsigned char key[SEAL_KEY],
    const unsigned char nonce[SEAL_NONCE], const void *about, size_t about_len, size_t len,
    const unsigned char tag[SEAL_TAG]);
bool seal_is_zero(const void *p, size_t len);

/* BLAKE2b with a key: equal for equal texts, and nothing else can be told from it without the
 * key. what: the use, so that the same text gives another hash elsewhere. */
void seal_hash(const unsigned char key[SEAL_KEY], const char *what, const char *text,
    unsigned char hash[HASH_SIZE]);

#endif
