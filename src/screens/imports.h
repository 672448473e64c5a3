/* imports.h - the import screen: a file, how it is read, which column is which field, a try, the
 * work, and the list of past imports with the way back (A12; doc/IMPORT.md). */
#ifndef QUEN_SCREENS_IMPORTS_H
#define QUEN_SCREENS_IMPORTS_H

#include "screens/session.h"

/* args: an entity's name or Go code, else it is asked for. */
enum err imports_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
/* Past imports. */
enum err imports_past(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
