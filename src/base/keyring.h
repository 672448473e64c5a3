/* keyring.h - the keys of an installation. A secret of 32 random bytes lies in <db>.key beside
 * the store (0600), or is handed over by systemd as the credential "quen.key"; every other key is
 * derived from it. A copy of the store alone opens nothing (TRUST.md 4). Who fears that it was
 * seen adds another one, behind it in the same file: whatever is sealed says by which one, and the
 * older ones stay for what still needs them (doc/CRYPTO.md, doc/BACKUP.md). */
#ifndef QUEN_BASE_KEYRING_H
#define QUEN_BASE_KEYRING_H

#include "base/secret.h"

enum keyring_use { KEYRING_PAGES = 1, KEYRING_COLUMNS, KEYRING_BACKUP, KEYRING_AUDIT };

#define KEYRING_MOST 64
/* Oldest first. The first one is what the shop is known by: its backups and its trail. */
struct keyring { size_t n; unsigned char master[KEYRING_MOST][SEAL_KEY]; };
/* The number of a derived key says which master it comes from, counted from 1. */
#define KEYRING_ID(master, number) ((uint64_t)((master) - 1) << 24 | (number))
#define KEYRING_MASTER(id) ((unsigned)((id) >> 24) + 1)

/* db_path: as in store_paths (the pointer, not what it points to).
 * make: when there is none, make one; two processes that do so at once end up with the same.
 * ERR_CONFIG: missing, too open or not readable; k is then zeroes. The caller wipes it. */
enum err keyring_read(const char *db_path, bool make, struct keyring *k, struct err_note *note)
    MUST_CHECK;
/* How many there are. */
enum err keyring_count(const char *db_path, bool make, unsigned *n, struct err_note *note)
    MUST_CHECK;
/* The first one. */
enum err keyring_master(const char *db_path, bool make, unsigned char key[SEAL_KEY],
    struct err_note *note) MUST_CHECK;
/* Another one, in one step: from then on it is the newest. ERR_CONFIG also when systemd hands the
 * keys over. *n: how many there are now. */
enum err keyring_add(const char *db_path, unsigned *n, struct err_note *note) MUST_CHECK;
/* Of a use, derived by crypto_kdf (BLAKE2b); id: which master, and number of the rotation. */
enum err keyring_key(const char *db_path, enum keyring_use use, uint64_t id, bool make,
    unsigned char key[SEAL_KEY], struct err_note *note) MUST_CHECK;
/* The same from a master in hand: of a backup that is being restored. */
void keyring_derive(const unsigned char master[SEAL_KEY], enum keyring_use use, uint64_t id,
    unsigned char key[SEAL_KEY]);
/* Can so many bytes be masters. */
static inline bool
keyring_fits(size_t len)
{
	return len > 0 && len <= KEYRING_MOST * SEAL_KEY && len % SEAL_KEY == 0;
}
/* Whether there is a master at all. */
bool keyring_exists(const char *db_path);
/* Puts the masters of a backup in place where there are none, and those that were added later
 * behind what there is: ERR_CONFLICT when there are others already. */
enum err keyring_install(const char *db_path, const struct keyring *k, struct err_note *note)
    MUST_CHECK;

#endif
