/* places.h - tills: where this session sells and where its receipts go. */
#ifndef QUEN_SCREENS_PLACES_H
#define QUEN_SCREENS_PLACES_H

#include "screens/session.h"

struct place {
	char code[32], name[128], store[32], store_name[192];
	char route[16];			/* "screen" "tcp" "terminal" */
	char printer[96];		/* tcp: "host:port" */
	int paper_cols;
};
/* Tills of the actor's branch; of all branches for an actor without one.
 * Opens its own read transaction. The caller frees *out. */
enum err places_list(struct session *s, struct place **out, size_t *n,
    struct err_note *note) MUST_CHECK;
/* The till of this session: the only one there is, else the user picks.
 * ERR_CANCELLED when nothing was picked, ERR_NOTFOUND when there is none. */
enum err places_choose(struct session *s, struct err_note *note) MUST_CHECK;
/* ERR_NOTFOUND before places_choose(). */
enum err places_current(struct session *s, struct place *p, struct err_note *note) MUST_CHECK;

#endif
