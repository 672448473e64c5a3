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

enum err secret_init(void) MUST_CHECK;

/* BLAKE2b-256 (RFC 7693) over length-prefixed parts: never joined text. */
struct hash_state { unsigned char opaque[512] __attribute__((aligned(64))); };
void hash_init(struct hash_state *h);
void hash_add(struct hash_state *h, const void *p, size_t len);	/* 8-byte LE length first */
void hash_add_int(struct hash_state *h, int64_t v);
void hash_add_str(struct hash_state *h, const char *s);	/* NULL: length 2^64-1 */
void hash_end(struct hash_state *h, unsigned char out[HASH_SIZE]);
char *hash_hex(const unsigned char hash[HASH_SIZE], char buf[HASH_HEX_SIZE]);

/* argon2id, libsodium "interactive". */
enum err password_hash(const char *password, char out[PASSWORD_HASH_SIZE]) MUST_CHECK;
bool password_verify(const char *password, const char *hash);

void secret_random(void *p, size_t len);
uint32_t secret_random_below(uint32_t n);
void secret_wipe(void *p, size_t len);

#endif
