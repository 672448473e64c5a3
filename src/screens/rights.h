/* rights.h - what the groups may do, as a grid of functions and verbs (G1). */
#ifndef QUEN_SCREENS_RIGHTS_H
#define QUEN_SCREENS_RIGHTS_H

#include "screens/session.h"

/* args: code of a group, else it is asked for. */
enum err rights_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
