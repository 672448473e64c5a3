/* sign_code.h - one-time codes of a user: setting them up with a telephone, taking them away. */
#ifndef QUEN_SCREENS_SIGN_CODE_H
#define QUEN_SCREENS_SIGN_CODE_H

#include "screens/session.h"

/* Asks what to do and does it. user is a code; the own one, or whom the actor may edit. */
void sign_code_run(struct session *s, const char *user);

#endif
