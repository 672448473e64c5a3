/* renewals.h - contracts: renewed from the notice and from their form, and the chain of them.
 * Rule C2. */
#ifndef QUEN_SCREENS_RENEWALS_H
#define QUEN_SCREENS_RENEWALS_H

#include "screens/session.h"

/* Asks, renews once, opens the new one. When it was renewed already it opens that one: Enter twice
 * makes one. */
enum err renewals_renew(struct session *s, int64_t id, const char *number, struct err_note *note)
    MUST_CHECK;
/* The chain of renewals of a contract. */
enum err renewals_history(struct session *s, int64_t id, const char *number, struct err_note *note)
    MUST_CHECK;

#endif
