/* health.h - how the installation is, line by line: disk, store, backups, scheduled work. The
 * screen of health and quen status show the same lines. TRUST.md 2 (T13). */
#ifndef QUEN_JOBS_HEALTH_H
#define QUEN_JOBS_HEALTH_H

#include "store/store.h"

enum health_state { HEALTH_FINE, HEALTH_LOOK, HEALTH_BAD };
struct health_line {
	const char *name;		/* for scripts: "disk_free" */
	const char *title;		/* translated */
	char value[160];		/* for people, in their language */
	char plain[64];			/* for scripts */
	enum health_state state;
	char advice[200];		/* translated; "" when it is fine */
};
#define HEALTH_LINES 20

/* Opens a read transaction of its own. *n in: room, out: lines. Needs setting.view. */
enum err health_look(struct store *st, struct actor *a, struct health_line *out, size_t *n,
    struct err_note *note) MUST_CHECK;

#endif
