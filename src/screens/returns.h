/* returns.h - lines of a receipt come back, others may go out for them. Rules R1-R4. */
#ifndef QUEN_SCREENS_RETURNS_H
#define QUEN_SCREENS_RETURNS_H

#include "screens/session.h"

enum err returns_open(struct session *s, const char *receipt, struct err_note *note) MUST_CHECK;

#endif
