/* approval.h - a second person says yes with own sign-in. Rules D3, V4, R2. */
#ifndef QUEN_DOMAIN_APPROVAL_H
#define QUEN_DOMAIN_APPROVAL_H

#include "store/store.h"

/* Is this the user's own password, and has the user function.edit (function NULL: any active
 * user)? Opens and ends transactions of its own: call it before the one that posts. A refusal
 * goes to the trail; after pin.tries of them a user approves nothing for pin.lock_minutes.
 * ERR_DENIED, field "approver". */
enum err approval_check(struct store *st, struct actor *a, const char *user,
    const char *password, const char *function, struct err_note *note) MUST_CHECK;
/* Inside the transaction that posts: the user's rights of this moment (rule S5), after
 * approval_check() said yes. ERR_DENIED, field "approver". id may be NULL. */
enum err approval_user(struct store *st, const char *user, const char *function, int64_t *id,
    struct err_note *note) MUST_CHECK;

#endif
