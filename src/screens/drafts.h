/* drafts.h - half-typed forms and carts of the user, to go on with. */
#ifndef QUEN_SCREENS_DRAFTS_H
#define QUEN_SCREENS_DRAFTS_H

#include "screens/session.h"

enum err drafts_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
