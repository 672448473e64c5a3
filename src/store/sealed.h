/* sealed.h - fields whose text is sealed in the store, encrypted or not (doc/CRYPTO.md): ID
 * numbers. Forms say "sealed = true"; beside the column of such a field stands <column>_blind, a
 * keyed hash by which the text is found without being read. */
#ifndef QUEN_STORE_SEALED_H
#define QUEN_STORE_SEALED_H

#include "store/store.h"

#define SEALED_HASH 33			/* of a text, in hex */

/* What goes into the column: sealed to table, row and column. NULL: no key, note says so. The
 * caller frees. */
char *sealed_text(struct store *st, const struct entity *e, const struct field *f, int64_t id,
    const char *plain, struct err_note *note);
/* What stood in the column; text that was kept before fields were sealed is as it is. NULL: it
 * does not open. The caller frees. */
char *sealed_plain(struct store *st, const struct entity *e, const struct field *f, int64_t id,
    const char *kept);
/* The same for texts that differ in case, marks and blanks alone. */
enum err sealed_blind(struct store *st, const struct entity *e, const struct field *f,
    const char *plain, char out[SEALED_HASH], struct err_note *note) MUST_CHECK;
/* What the trail says instead of the text: that it was, and whether it is the same again. */
void sealed_mark(struct store *st, const struct entity *e, const struct field *f,
    const char *plain, char out[SEALED_HASH + 2]);

/* Seals what was kept in clear before this version, in small transactions of its own; nothing to
 * do the second time. *rows: how many. As the system, outside of a transaction. */
enum err sealed_settle(struct store *st, struct actor *system, int64_t *rows,
    struct err_note *note) MUST_CHECK;
/* By which master key of the installation (keyring.h) they are sealed and looked up. */
enum err sealed_master(struct store *st, unsigned *master, struct err_note *note) MUST_CHECK;
/* Seals all of them anew by that one, hashes too. Inside a write transaction of the system. */
enum err sealed_rekey(struct store *st, unsigned master, int64_t *rows, struct err_note *note)
    MUST_CHECK;
/* Values that do not open; named as "customer KH000012: id_number". Inside a transaction. */
enum err sealed_verify(struct store *st, void (*bad)(void *arg, const char *line), void *arg,
    int64_t *rows, struct err_note *note) MUST_CHECK;

#endif
