/* keyring.h - the keys of an installation. One secret of 32 random bytes, made once, lies in
 * <db>.key beside the store (0600), or is handed over by systemd as the credential "quen.key";
 * every other key is derived from it. A copy of the store alone opens nothing (TRUST.md 4).
 * doc/BACKUP.md: what happens to it in a backup. */
#ifndef QUEN_BASE_KEYRING_H
#define QUEN_BASE_KEYRING_H

#include "base/secret.h"

enum keyring_use { KEYRING_PAGES = 1, KEYRING_COLUMNS, KEYRING_BACKUP, KEYRING_AUDIT };

/* db_path: as in store_paths (the pointer, not what it points to).
 * make: when there is none, make one; two processes that do so at once end up with the same.
 * ERR_CONFIG: missing, too open or not readable; key is then zeroes. The caller wipes it. */
enum err keyring_master(const char *db_path, bool make, unsigned char key[SEAL_KEY],
    struct err_note *note) MUST_CHECK;
/* Of a use, derived by crypto_kdf (BLAKE2b); id: number of the rotation. */
enum err keyring_key(const char *db_path, enum keyring_use use, uint64_t id, bool make,
    unsigned char key[SEAL_KEY], struct err_note *note) MUST_CHECK;
/* The same from a master in hand: of a backup that is being restored. */
void keyring_derive(const unsigned char master[SEAL_KEY], enum keyring_use use, uint64_t id,
    unsigned char key[SEAL_KEY]);
/* Whether there is a master at all. */
bool keyring_exists(const char *db_path);
/* Puts the master of a backup in place, on a machine that has none: ERR_CONFLICT when there is
 * another one already. */
enum err keyring_install(const char *db_path, const unsigned char master[SEAL_KEY],
    struct err_note *note) MUST_CHECK;

#endif
