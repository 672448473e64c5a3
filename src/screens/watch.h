/* watch.h - looking over a shoulder: the screen of another session as it is
 * at the moment, read-only. Cells travel, not terminal bytes: it fits any
 * terminal of any size, and what is drawn passes the canvas again (rule T2).
 * Who looks asks for one picture after the other; when the asking ends, the
 * banner of the other side goes. */
#ifndef QUEN_SCREENS_WATCH_H
#define QUEN_SCREENS_WATCH_H

#include "screens/served.h"

/* Audited; needs the right session.edit. */
enum err watch_open(struct session *s, const struct live *l, struct err_note *note) MUST_CHECK;
/* Asks for the next picture. */
void watch_beat(struct session *s);
/* Forgets what was seen. */
void watch_end(struct session *s);

#endif
