/* sqlite_sums.h - pages of a clear store carry a sum in the bytes that SQLite leaves alone, so that
 * one that was changed on the disk is found (doc/CRYPTO.md, "A clear store"). Put when a page goes
 * to the database file, which is when the log is emptied; compared by db_crypt_scan(), never while
 * something is sold. The log has sums of its own. Inside src/db/sqlite*.c. */
#ifndef QUEN_DB_SQLITE_SUMS_H
#define QUEN_DB_SQLITE_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#define SUMS_HEAD 24			/* bytes of the file that say whether there is room */

enum sums_found { SUMS_GOOD, SUMS_NONE, SUMS_BAD };

/* Whether a database that begins so leaves room in its pages. */
bool sums_have_room(const unsigned char head[SUMS_HEAD]);
/* The page of that number with its sum, in out, which comes back. */
unsigned char *sums_put(uint32_t page, const unsigned char *plain, unsigned char *out);
/* NONE: it was written before there were sums, or never. */
enum sums_found sums_check(uint32_t page, const unsigned char *data);

#endif
