/* agenda.h - day and week: one's own time and that of the team; free and busy where details are
 * not for the user's eyes. B2, rule C4. */
#ifndef QUEN_SCREENS_AGENDA_H
#define QUEN_SCREENS_AGENDA_H

#include "screens/session.h"

/* args: a day as a user types it, "" for today. */
enum err agenda_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
