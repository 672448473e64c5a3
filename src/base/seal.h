/* seal.h - sealing where nonce and tag have places of their own, and keyed hashes. For pages of
 * the store and for columns that are looked up without being read; secret.h has the usual kind. */
#ifndef QUEN_BASE_SEAL_H
#define QUEN_BASE_SEAL_H

#include "base/secret.h"

#define SEAL_NONCE 24
#define SEAL_TAG 16

/* XChaCha20-Poly1305. The caller sees to it that a nonce is never used twice with a key.
 * in and out may be the same. */
void seal_lock(const unsigned char key[SEAL_KEY], const unsigned char nonce[SEAL_NONCE],
    const void *about, size_t about_len, const unsigned char *in, size_t len,
    unsigned char *out, unsigned char tag[SEAL_TAG]);
/* False: another key, another about, or changed; out is then of no use. */
bool seal_unlock(const unsigned char key[SEAL_KEY], const unsigned char nonce[SEAL_NONCE],
    const void *about, size_t about_len, const unsigned char *in, size_t len,
    unsigned char *out, const unsigned char tag[SEAL_TAG]);
bool seal_is_zero(const void *p, size_t len);

/* BLAKE2b with a key: equal for equal texts, and nothing else can be told from it without the
 * key. what: the use, so that the same text gives another hash elsewhere. */
void seal_hash(const unsigned char key[SEAL_KEY], const char *what, const char *text,
    unsigned char hash[HASH_SIZE]);

#endif
