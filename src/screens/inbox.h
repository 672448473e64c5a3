/* inbox.h - files that were laid down on the host for the staff: the folder inbox beside the
 * store. Plain files only, no links, no dot files. */
#ifndef QUEN_SCREENS_INBOX_H
#define QUEN_SCREENS_INBOX_H

#include <stdio.h>

#include "screens/session.h"

/* A pop-up list of them. *f: the one that was picked, open, to be closed by the caller, and its
 * name; NULL when none was. ERR_NOTFOUND: there are none, and where they would lie. */
enum err inbox_pick(struct session *s, char *name, size_t size, FILE **f,
    struct err_note *note) MUST_CHECK;

#endif
