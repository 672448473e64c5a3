/* tills.h - the till of this session: open, cash in and out, blind count, X and Z. Rules N3, D6. */
#ifndef QUEN_SCREENS_TILLS_H
#define QUEN_SCREENS_TILLS_H

#include "screens/session.h"

enum err tills_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note) MUST_CHECK;

#endif
