/* levels.h - who would move to which level, the batch, and its undoing. Rules L3, L4. */
#ifndef QUEN_SCREENS_LEVELS_H
#define QUEN_SCREENS_LEVELS_H

#include "screens/session.h"

enum err levels_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note) MUST_CHECK;
/* History of one customer, as a text. */
void levels_history(struct session *s, int64_t customer_id, const char *name);

#endif
