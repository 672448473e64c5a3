/* lockbox.h - locking for somebody who is not here: sealed boxes for a public key (X25519,
 * XSalsa20-Poly1305), signatures (Ed25519), keys out of words that people remember (argon2id).
 * Source: libsodium. All keys are 32 bytes. */
#ifndef QUEN_BASE_LOCKBOX_H
#define QUEN_BASE_LOCKBOX_H

#include <stdint.h>

#include "base/secret.h"

#define LOCKBOX_KEY 32
#define LOCKBOX_EXTRA 48		/* bytes that a box adds */
#define LOCKBOX_SALT 16
#define SIGNATURE_SIZE 64

void lockbox_public(const unsigned char secret[LOCKBOX_KEY], unsigned char pub[LOCKBOX_KEY]);
/* out has room for len + LOCKBOX_EXTRA. Anybody can lock, only the secret opens. */
void lockbox_seal(const unsigned char pub[LOCKBOX_KEY], const void *p, size_t len,
    unsigned char *out);
/* p has room for len - LOCKBOX_EXTRA. false: not for this secret, or changed. */
bool lockbox_open(const unsigned char secret[LOCKBOX_KEY], const void *sealed, size_t len, void *p);

/* The secret of a passphrase. passes and memory (bytes) 0: today's, given back. ERR_BUSY: no such
 * memory free. */
enum err lockbox_stretch(const char *words, const unsigned char salt[LOCKBOX_SALT], int64_t *passes,
    int64_t *memory, unsigned char secret[LOCKBOX_KEY], struct err_note *note) MUST_CHECK;

/* A secret as text for paper: eleven groups of five, without letters that look alike, with a
 * check. text has room for LOCKBOX_TEXT. */
#define LOCKBOX_TEXT 72
void lockbox_text(const unsigned char secret[LOCKBOX_KEY], char text[LOCKBOX_TEXT]);
/* As people type it back: small letters, blanks, dashes, O for 0, I and L for 1. ERR_INVALID. */
enum err lockbox_read_text(const char *text, unsigned char secret[LOCKBOX_KEY],
    struct err_note *note) MUST_CHECK;

/* seed: 32 bytes, secret. */
void sign_public(const unsigned char seed[LOCKBOX_KEY], unsigned char pub[LOCKBOX_KEY]);
void sign_bytes(const unsigned char seed[LOCKBOX_KEY], const void *p, size_t len,
    unsigned char signature[SIGNATURE_SIZE]);
bool sign_check(const unsigned char pub[LOCKBOX_KEY], const void *p, size_t len,
    const unsigned char signature[SIGNATURE_SIZE]);

/* "0a1b..." to bytes; false when it is not exactly len bytes. */
bool hex_read(const char *text, unsigned char *p, size_t len);
/* buf has room for 2 * len + 1. */
char *hex_write(const void *p, size_t len, char *buf);

#endif
