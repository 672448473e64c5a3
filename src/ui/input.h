/* input.h - bytes of a terminal to events: escape sequences of every common
 * terminal, UTF-8 with resync, bracketed paste, Esc + digit, scanner bursts.
 *
 * No terminal in here: bytes and times go in, events come out, so that byte
 * streams of PuTTY, xterm, the Linux console, rxvt, vt100 and vt220 are unit
 * tests.  The sequences of all of them are known under every TERM (UX 3:
 * PuTTY calls itself xterm and sends ESC[11~); those of terminfo are added. */
#ifndef QUEN_UI_INPUT_H
#define QUEN_UI_INPUT_H

#include "ui/keys.h"
#include "ui/scan.h"

#define ESC_WAIT_MS 400		/* Esc, then a digit: F1 .. F12 */
#define SEQ_WAIT_MS 50		/* within an escape sequence */

struct input;
struct input *input_new(const struct scan_config *scan);	/* NULL allowed */
void input_free(struct input *in);
/* A sequence of this terminal (terminfo); seq starts with ESC. */
void input_define(struct input *in, const char *seq, int key);
/* Holds typed ASCII that long to see whether a scan follows: 0 in fields,
 * 80 where a digit or letter acts at once (menus, dialogs). */
void input_set_hold(struct input *in, int hold_ms);
void input_set_scan(struct input *in, const struct scan_config *scan);

void input_feed(struct input *in, const char *bytes, size_t len, int64_t at_ms);
/* The next event, or false when nothing is ready at now_ms. */
bool input_next(struct input *in, int64_t now_ms, struct ui_event *ev);
/* When input_next should be asked again without new bytes; -1 = never. */
int64_t input_deadline(const struct input *in);
/* Forgets what was typed ahead (before a dialog that destroys). */
void input_flush(struct input *in);
/* Takes a key out of what was typed ahead; false when it is not there (^C
 * during long work). */
bool input_take_key(struct input *in, int key);
/* The terminal's last answer to DA1 (ESC[c): ESC[?62;52c has 62 and 52. */
bool input_has_da1(const struct input *in);
bool input_da1_has(const struct input *in, int feature);
void input_forget_da1(struct input *in);
/* Seen so far: F-keys, and Esc + digit instead of them. */
bool input_saw_fkey(const struct input *in);
bool input_saw_esc_digit(const struct input *in);

#endif
