/* keep_watch.h - the store is about to be replaced by another version of it (jobs/notice.h): the
 * session says so, and leaves in time with everything kept as drafts. TRUST.md H6. */
#ifndef QUEN_SCREENS_KEEP_WATCH_H
#define QUEN_SCREENS_KEEP_WATCH_H

#include "screens/session.h"

/* Once a second. */
void keep_watch(struct session *s);

#endif
