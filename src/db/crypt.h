/* crypt.h - encrypted stores: turning a clear one into an encrypted one and back, another key,
 * and a look at every byte (doc/CRYPTO.md). */
#ifndef QUEN_DB_CRYPT_H
#define QUEN_DB_CRYPT_H

#include "db/db.h"

/* The number of the key that the store is encrypted with; 0: it is clear. */
uint32_t db_crypt_key(struct db *d);
/* Makes the store anew with the key of that number, or in clear with 0, while nobody else has it
 * open (ERR_BUSY): into a new file that takes the place of the old one in one step. Whatever
 * happens on the way, the old or the new one is there whole. url: as for db_open. */
enum err db_crypt_convert(const char *url, uint32_t key, struct err_note *note) MUST_CHECK;

/* Every page of the database and every frame of its log, as they lie on the disk: what was
 * changed is told as a line that names page and table. summed: a clear store whose pages carry sums,
 * all but unsummed; of one from before there were any the log alone has, and db_integrity() looks
 * at the rest. mended: the first page, if any, that was torn or changed while the log had it whole, as
 * after a power cut; it was copied again. Others may go on working. */
struct db_scan { bool sealed, summed; int64_t pages, frames, bad, unsummed, mended; };
enum err db_crypt_scan(struct db *d, void (*bad)(void *arg, const char *line), void *arg,
    struct db_scan *out, struct err_note *note) MUST_CHECK;

#endif
