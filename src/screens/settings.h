/* settings.h - the system parameters: list and change (G4). */
#ifndef QUEN_SCREENS_SETTINGS_H
#define QUEN_SCREENS_SETTINGS_H

#include "screens/session.h"

enum err settings_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
