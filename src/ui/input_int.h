/* input_int.h - what input.c (sequences, pastes) and input_text.c (text, scans,
 * the queue) share. Nobody else includes it. */
#ifndef QUEN_UI_INPUT_INT_H
#define QUEN_UI_INPUT_INT_H

#include "base/str.h"
#include "ui/input.h"
#include "ui/sequences.h"

#define SEQ_MAX 96		/* the answer to DA1 of some terminals is long */
#define PASTE_WAIT_MS 2000	/* an end that never comes does not hang us */

enum state {
	GROUND,
	IN_ESC,		/* ESC, and what followed in seq */
	IN_ESC_ESC,	/* two of them: a cancel, or Alt + arrow */
	IN_STRING,	/* an answer of the terminal (OSC, DCS): dropped */
	IN_PASTE
};

/* An event that waits to be taken. */
struct item {
	struct ui_event ev;
	char small[8];		/* EV_TEXT */
	char *big;		/* EV_PASTE, EV_SCAN */
};

struct held { unsigned char byte; int64_t at_ms; };

struct input {
	struct scan scan;
	struct sequence *own;		/* from terminfo */
	size_t nown, cap_own;
	enum state state;
	char seq[SEQ_MAX];
	size_t seq_len;
	int64_t esc_ms, last_ms;
	char utf8[4];
	size_t utf8_len;
	struct strbuf paste;
	bool paste_cut;
	struct item *items;		/* queue: head .. tail */
	size_t head, tail, cap;
	struct item current;		/* what the last event borrows from */
	struct held *held;
	size_t nheld, cap_held;
	int hold_ms;
	char da1[SEQ_MAX];		/* "62;52", "" none yet */
	bool saw_fkey, saw_esc_digit;
};

/* The queue. */
struct item *input_push(struct input *in, enum ui_event_kind kind, int64_t at_ms);
void input_push_key(struct input *in, int key, int64_t at_ms, bool burst);
void item_fini(struct item *it);

/* One byte outside escape sequences and pastes. */
void input_ground(struct input *in, unsigned char byte, int64_t at_ms);
/* What was held back turns out to be typed. */
void input_release(struct input *in);
void input_finish_scan(struct input *in, int64_t at_ms);

#endif
