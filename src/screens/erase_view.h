/* erase_view.h - a person is erased on request: what would go, the typed word, the record (rule S7). */
#ifndef QUEN_SCREENS_ERASE_VIEW_H
#define QUEN_SCREENS_ERASE_VIEW_H

#include "screens/session.h"

enum err erase_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
