/* approve.h - a second person says yes at this terminal, by own sign-in (H5, rule D3). */
#ifndef QUEN_SCREENS_APPROVE_H
#define QUEN_SCREENS_APPROVE_H

#include "screens/session.h"

#define APPROVE_PASSWORD_SIZE 128

struct approve { char user[32], password[APPROVE_PASSWORD_SIZE]; };
/* Asks for both; what they are worth, approval_check() or the operation says. False for Esc.
 * The caller wipes the password. */
bool approve_ask(struct session *s, struct approve *a);

#endif
