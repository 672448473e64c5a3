/* place.h - where a document stands: store, till, open till session, receipt series. Rule R5. */
#ifndef QUEN_DOMAIN_PLACE_H
#define QUEN_DOMAIN_PLACE_H

#include "store/store.h"

struct place {
	int64_t store_id, till_id, session_id;	/* 0: no till, no open session of it */
	char store[32];
	bool is_closed;
};
/* The till's store, else the one named, else the actor's, else the only shop. store, till: codes,
 * "" or NULL for none. ERR_NOTFOUND no such; ERR_INVALID they do not fit, or say which;
 * ERR_DENIED a closed branch. */
enum err place_find(struct store *st, const char *store, const char *till, struct place *p,
    struct err_note *note) MUST_CHECK;
/* No till was named and cash moves all the same: the drawer that the actor has open in the store,
 * else the only one that is open. Without either the place stays as it is. */
enum err place_drawer(struct store *st, struct place *p, struct err_note *note) MUST_CHECK;
/* Next number of the receipt series RECEIPT_SERIES of the store, in the caller's transaction. */
enum err place_number(struct store *st, const struct place *p, int64_t *number,
    struct err_note *note) MUST_CHECK;

#endif
