/* reminders.h - what the user is reminded of: done, later, or somebody else's. F1. */
#ifndef QUEN_SCREENS_REMINDERS_H
#define QUEN_SCREENS_REMINDERS_H

#include "domain/reminder.h"
#include "screens/session.h"

enum err reminders_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note) MUST_CHECK;

/* For the home screen: the first lines, and how many there are in all. *n in: room, out: got. */
struct reminder_line { char when[16], text[300]; bool is_late; };
size_t reminders_first(struct session *s, struct reminder_line *l, size_t *n);

/* For the status line: "3 due", counted at most once a minute and never while something else is
 * read or written; a reminder shows there and takes no key (rule C5). */
void reminders_status(struct session *s, struct strbuf *out);

#endif
