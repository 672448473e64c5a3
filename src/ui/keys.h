/* keys.h - keys by symbolic name, and the events made of them. */
#ifndef QUEN_UI_KEYS_H
#define QUEN_UI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/actions.h"

/* 32..126 are the printable ASCII keys themselves. */
enum {
	UKEY_NONE = 0,
	UKEY_ENTER = 256, UKEY_TAB, UKEY_BACKTAB, UKEY_ESC, UKEY_BACKSPACE,
	UKEY_INSERT, UKEY_DELETE, UKEY_HOME, UKEY_END, UKEY_PAGE_UP,
	UKEY_PAGE_DOWN, UKEY_UP, UKEY_DOWN, UKEY_LEFT, UKEY_RIGHT,
	UKEY_CTRL_UP, UKEY_CTRL_DOWN, UKEY_CTRL_LEFT, UKEY_CTRL_RIGHT,
	UKEY_CTRL_HOME, UKEY_CTRL_END,
	UKEY_F1 = 300,			/* .. F12 = 311 */
	UKEY_CTRL_SPACE = 320,		/* 320 + code: Ctrl-A = 321 .. Ctrl-_ = 351 */
	UKEY_ESC_CHAR = 400,		/* 400 + ASCII: Esc then that character, or Alt */
	UKEY_MAX = 528
};
#define UKEY_F(n) (UKEY_F1 + (n) - 1)
#define UKEY_CTRL(ch) (UKEY_CTRL_SPACE + ((ch) & 31))
#define UKEY_ALT(ch) (UKEY_ESC_CHAR + (ch))

/* "F1" "Esc-1" "Ctrl-S" "Ctrl-_" "Ctrl-Space" "Shift-Tab" "PgDn" "Alt-x" (the
 * same as "Esc-x") "+" "Space"; UKEY_NONE when unknown. */
int ukey_find(const char *name);
/* Name to show; buf of at least 16 bytes. Digits, - = ? after Esc show "Esc-1". */
const char *ukey_name(int key, char *buf, size_t size);
/* Short for the key bar: "^S" for Ctrl-S. */
const char *ukey_short_name(int key, char *buf, size_t size);

enum ui_event_kind {
	EV_NONE,
	EV_KEY,		/* key; a named key */
	EV_TEXT,	/* text: one typed character; key too when ASCII */
	EV_PASTE,	/* text, len: bracketed paste, at most PASTE_MAX bytes, valid UTF-8 */
	EV_SCAN,	/* text: what the scanner or card reader sent */
	EV_RESIZE,
	EV_HANGUP,	/* the terminal or the session ends: save drafts, leave */
	EV_TICK		/* nothing typed for IDLE_MS */
};

enum scan_kind {
	SCAN_NONE,
	SCAN_CODE,	/* barcode by timing and a known pattern, or by prefix */
	SCAN_FRAME,	/* STX .. ETX */
	SCAN_STRIPE,	/* magnetic stripe of one of our cards: the number */
	SCAN_BANK	/* a bank card: text is empty, nothing was kept (UX 8) */
};

#define PASTE_MAX 65536
#define PAUSE_MS 150		/* between keys: long enough to look */
#define IDLE_MS 2000

struct ui_event {
	enum ui_event_kind kind;
	int key;
	enum act action;	/* what the keymap of the screen's context says */
	const char *text;	/* UTF-8, never NULL, borrowed until the next event */
	size_t len;
	enum scan_kind scan;
	int echoed;		/* SCAN: characters of it that came as EV_TEXT before */
	bool burst;		/* ends a machine-fast run: dialogs ignore it (rule T3) */
	bool was_cut;		/* PASTE: more came than PASTE_MAX */
	int64_t at_ms;		/* monotonic */
};

#endif
