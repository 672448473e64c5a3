/* notice.h - word to everybody who has the store open: it is about to be replaced. Good only as
 * long as whoever gave it lives. Looked for once a second by sessions, the worker and the part that
 * signs people in; doc/BACKUP.md. */
#ifndef QUEN_JOBS_NOTICE_H
#define QUEN_JOBS_NOTICE_H

#include "store/store.h"

struct notice { int64_t until_ms; char by[64], what[128]; };
/* Given until notice_end(). ERR_BUSY: somebody has given one already. */
struct notice_given;
enum err notice_give(const struct store_paths *p, const struct notice *n, struct notice_given **out,
    struct err_note *note) MUST_CHECK;
void notice_end(struct notice_given *g);	/* NULL is fine */
/* Is there one. A few system calls. */
bool notice_read(const struct store_paths *p, struct notice *n);

#endif
