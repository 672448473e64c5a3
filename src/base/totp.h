/* totp.h - one-time codes: RFC 6238 with SHA-1, 6 digits, 30 seconds, as every authenticator
 * knows them; RFC 4648 base32 for the seed. */
#ifndef QUEN_BASE_TOTP_H
#define QUEN_BASE_TOTP_H

#include <stddef.h>
#include <stdint.h>

#define TOTP_SEED 20			/* bytes: the length of a SHA-1 */
#define TOTP_DIGITS 6
#define TOTP_SECONDS 30
#define TOTP_BASE32_SIZE (TOTP_SEED * 8 / 5 + 1)

/* The step that an instant (UTC, milliseconds) lies in. */
int64_t totp_step(int64_t at_ms);
/* 0 .. 999999 */
uint32_t totp_code(const unsigned char *seed, size_t len, int64_t step);
/* The step among now-1, now, now+1 that the typed code fits and that is newer than last_step; 0
 * none. All three are always worked out. Blanks in the code do not count. */
int64_t totp_find(const unsigned char *seed, size_t len, const char *typed, int64_t now_step,
    int64_t last_step);
void totp_base32(const unsigned char seed[TOTP_SEED], char out[TOTP_BASE32_SIZE]);

#endif
