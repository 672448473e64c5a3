/* find.h - one prompt over everything that may be seen (E4). */
#ifndef QUEN_SCREENS_FIND_H
#define QUEN_SCREENS_FIND_H

#include "screens/session.h"

/* args: what to look for, may be "". */
enum err find_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
