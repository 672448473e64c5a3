/* site_keys.h - the keymap of a session: the shop's own file or ours. A wrong one of the shop leaves
 * in force what was right last (store/site.h). */
#ifndef QUEN_SCREENS_SITE_KEYS_H
#define QUEN_SCREENS_SITE_KEYS_H

#include "screens/session.h"
#include "ui/keymap.h"

enum err site_keys_load(const struct store_paths *p, const char *name, struct keymap **out,
    struct err_note *note) MUST_CHECK;

/* That of who works, as s->keymap. */
enum err site_keys_start(struct session *s, struct err_note *note) MUST_CHECK;
/* After SIGHUP other keys hold at once. */
void site_keys_watch(struct session *s);
void site_keys_end(struct session *s);

#endif
