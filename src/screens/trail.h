/* trail.h - the trail: who did what and when, before and after, by document, user and day. */
#ifndef QUEN_SCREENS_TRAIL_H
#define QUEN_SCREENS_TRAIL_H

#include "screens/session.h"

/* args: a document's or customer's code, or a user's. */
enum err audit_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;
/* What was done with one record. */
enum err audit_open_record(struct session *s, const struct record *r, struct err_note *note)
    MUST_CHECK;

#endif
