/* idle.h - the lock: after a while without a key a session hides everything
 * and asks for the password; the screens behind it stay as they are, also a
 * payment that is half entered. Only sessions of quen serve lock themselves. */
#ifndef QUEN_SCREENS_IDLE_H
#define QUEN_SCREENS_IDLE_H

#include "screens/session.h"

/* Seconds without a key; 0: never. */
int64_t idle_limit(const struct session *s);
/* Locks until the password was given or the session ends; returns then. */
void idle_lock(struct session *s);
/* Takes a lock off: the user has just signed in anew. */
void idle_unlock(struct session *s);

#endif
