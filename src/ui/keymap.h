/* keymap.h - keymaps/ *.keys: which key does what in which context.
 *
 * map list { parent = 'global'   bind('new', 'F6', 'Esc-6', 'Ctrl-N') }
 * The first key is the one shown.  A child map's key wins over its parent's. */
#ifndef QUEN_UI_KEYMAP_H
#define QUEN_UI_KEYMAP_H

#include <stdio.h>

#include "base/err.h"
#include "base/str.h"
#include "ui/actions.h"
#include "ui/keys.h"

struct keymap;
/* Refuses with file:line: unknown map, action or key, a key bound twice in one
 * map, Enter Tab Esc Ctrl-C outside their meaning, Ctrl-M Ctrl-I Ctrl-H Ctrl-J,
 * letters outside 'menu', a parent that loops, a context without a map. */
enum err keymap_load(const char *path, struct keymap **out, struct err_note *note) MUST_CHECK;
enum err keymap_load_text(const char *path, const char *text, size_t len,
    struct keymap **out, struct err_note *note) MUST_CHECK;
void keymap_free(struct keymap *km);

/* ACT_NONE when the key means nothing there. */
enum act keymap_action(const struct keymap *km, enum context ctx, int key);
/* The key to show for an action, 0 when none leads to it. by_esc prefers a
 * key that terminals without F-keys have. */
int keymap_key(const struct keymap *km, enum context ctx, enum act act, bool by_esc);
/* All keys of an action, "F2, Esc-2, Ctrl-S". */
void keymap_keys(const struct keymap *km, enum context ctx, enum act act, struct strbuf *out);
/* The cheat sheet of a context: one line an action. */
void keymap_sheet(const struct keymap *km, enum context ctx, struct strbuf *out);

#endif
