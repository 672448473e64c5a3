/* who.h - who is on: the live sessions of quen serve. From here one is ended
 * or looked at. */
#ifndef QUEN_SCREENS_WHO_H
#define QUEN_SCREENS_WHO_H

#include "screens/session.h"

enum err who_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
