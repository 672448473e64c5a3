/* agenda_file.h - appointments as a calendar file, from the screens. */
#ifndef QUEN_SCREENS_AGENDA_FILE_H
#define QUEN_SCREENS_AGENDA_FILE_H

#include "screens/session.h"

/* Asks for a file name and writes all of a user's appointments; 0: those of the session's. */
void agenda_file_save(struct session *s, int64_t user_id);
/* One appointment. */
void agenda_file_one(struct session *s, int64_t id, const char *number);

#endif
