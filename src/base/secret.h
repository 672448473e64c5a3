/* secret.h - libsodium: hashes, passwords, random numbers, wiping. */
#ifndef QUEN_BASE_SECRET_H
#define QUEN_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define HASH_SIZE 32
#define HASH_HEX_SIZE (2 * HASH_SIZE + 1)
#define PASSWORD_HASH_SIZE 128
#define SEAL_KEY 32
#define SEAL_EXTRA 40			/* bytes that sealing adds: nonce and MAC */
#define FINGERPRINT_SIZE 56		/* "SHA256:" and base64 */

enum err secret_init(void) MUST_CHECK;

/* BLAKE2b-256 (RFC 7693) over length-prefixed parts: never joined text. */
struct hash_state { unsigned char opaque[512] __attribute__((aligned(64))); };
void hash_init(struct hash_state *h);
void hash_add(struct hash_state *h, const void *p, size_t len);	/* 8-byte LE length first */
void hash_add_int(struct hash_state *h, int64_t v);
void hash_add_raw(struct hash_state *h, const void *p, size_t len);	/* the bytes alone: of a file */
void hash_add_str(struct hash_state *h, const char *s);	/* NULL: length 2^64-1 */
void hash_end(struct hash_state *h, unsigned char out[HASH_SIZE]);
char *hash_hex(const unsigned char hash[HASH_SIZE], char buf[HASH_HEX_SIZE]);

/* argon2id, libsodium "interactive". */
enum err password_hash(const char *password, char out[PASSWORD_HASH_SIZE]) MUST_CHECK;
bool password_verify(const char *password, const char *hash);

/* XChaCha20-Poly1305 with a random nonce in front. about says what it is and whose ("user_code|12"):
 * the same must be said to open it. out has room for len + SEAL_EXTRA. */
void secret_seal(const unsigned char key[SEAL_KEY], const char *about, const void *plain, size_t len,
    unsigned char *out);
/* plain has room for len - SEAL_EXTRA. false: another key, another owner or changed. */
bool secret_open(const unsigned char key[SEAL_KEY], const char *about, const void *sealed,
    size_t len, void *plain);

/* OpenSSH's name of a public key blob: SHA256:base64 without padding. */
void key_fingerprint(const void *blob, size_t len, char out[FINGERPRINT_SIZE]);
/* Base64 of one word. False when it is none or does not fit. */
bool base64_read(const char *text, size_t text_len, unsigned char *out, size_t size, size_t *len);
void base64_write(const void *p, size_t len, char *out, size_t size);

bool secret_equal(const void *a, const void *b, size_t len);	/* in constant time */
void secret_random(void *p, size_t len);
uint32_t secret_random_below(uint32_t n);
void secret_wipe(void *p, size_t len);

#endif
