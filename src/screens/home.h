/* home.h - the first screen: menu, today's figures, what needs the user. */
#ifndef QUEN_SCREENS_HOME_H
#define QUEN_SCREENS_HOME_H

#include "screens/session.h"

extern const struct screen_class home_class;	/* arg NULL */
enum err home_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
