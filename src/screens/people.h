/* people.h - lists of whom to work on, one screen for all (domain/people_list.h). */
#ifndef QUEN_SCREENS_PEOPLE_H
#define QUEN_SCREENS_PEOPLE_H

#include "screens/session.h"

/* Lines of the menu Relations; args are not used. */
enum err people_open_again(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
enum err people_open_untouched(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
enum err people_open_prospects(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
enum err people_open_idle(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
enum err people_open_lost(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
enum err people_open_suggestions(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
