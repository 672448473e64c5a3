/* work_list.h - the scheduled work: last run, next run, errors, run now. */
#ifndef QUEN_SCREENS_WORK_LIST_H
#define QUEN_SCREENS_WORK_LIST_H

#include "screens/session.h"

enum err work_list_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

#endif
