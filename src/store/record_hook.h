/* record_hook.h - where rules of an entity join its add, edit and delete. */
#ifndef QUEN_STORE_RECORD_HOOK_H
#define QUEN_STORE_RECORD_HOOK_H

#include "store/store.h"

struct record_hook {
	const char *rules;		/* entity.rules */
	/* Each may be NULL. before: may change r or refuse (old NULL: add; r NULL: delete). */
	enum err (*before)(struct store *st, const struct record *old, struct record *r,
	    struct err_note *note);
	enum err (*after)(struct store *st, const struct record *old, const struct record *r,
	    struct err_note *note);
	/* What is derived from rows is made anew: after add (old NULL), edit, delete (r NULL) and
	 * restore (old NULL), when the row stands as it will. */
	enum err (*settle)(struct store *st, const struct record *old, const struct record *r,
	    struct err_note *note);
};
/* Static table, ends with NULL rules. Call once after store_open(). */
void store_set_hooks(struct store *st, const struct record_hook *hooks);

#endif
