#include "ui/input_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"

void
item_fini(struct item *it)
{
	if (it->big != NULL) {
		secret_wipe(it->big, strlen(it->big));
		free(it->big);
		it->big = NULL;
	}
}

struct item *
input_push(struct input *in, enum ui_event_kind kind, int64_t at_ms)
{
	struct item *it;

	if (in->head == in->tail)
		in->head = in->tail = 0;
	in->items = xgrow(in->items, &in->cap, in->tail + 1, sizeof *in->items);
	it = &in->items[in->tail++];
	memset(it, 0, sizeof *it);
	it->ev.kind = kind;
	it->ev.at_ms = at_ms;
	return it;
}

void
input_push_key(struct input *in, int key, int64_t at_ms, bool burst)
{
	struct item *it;

	if (key > 32 && key < 127) {	/* keypad: a character */
		it = input_push(in, EV_TEXT, at_ms);
		it->small[0] = (char)key;
	} else {
		it = input_push(in, EV_KEY, at_ms);
	}
	it->ev.key = key;
	it->ev.burst = burst;
	if (key >= UKEY_F(1) && key <= UKEY_F(12))
		in->saw_fkey = true;
	if (key >= UKEY_ALT('0') && key <= UKEY_ALT('9'))
		in->saw_esc_digit = true;
}

static void
push_text(struct input *in, const char *s, size_t len, int64_t at_ms, bool burst)
{
	struct item *it = input_push(in, EV_TEXT, at_ms);

	memcpy(it->small, s, len);
	it->ev.len = len;
	if (len == 1)
		it->ev.key = (unsigned char)s[0];
	it->ev.burst = burst;
}

/* What was held back turns out to be typed. */
void
input_release(struct input *in)
{
	size_t i, n = in->nheld;
	bool burst = n >= SCAN_MIN &&
	    in->held[n - 1].at_ms - in->held[0].at_ms <= (int64_t)n * SCAN_GAP_MS;

	for (i = 0; i < n; i++) {
		char c = (char)in->held[i].byte;

		if (in->held[i].byte < 0x20)
			input_push_key(in, UKEY_CTRL(c), in->held[i].at_ms, burst);
		else
			push_text(in, &c, 1, in->held[i].at_ms, burst);
	}
	in->nheld = 0;
}

static void
hold(struct input *in, unsigned char byte, int64_t at_ms)
{
	in->held = xgrow(in->held, &in->cap_held, in->nheld + 1, sizeof *in->held);
	in->held[in->nheld++] = (struct held){ byte, at_ms };
}

/* A scan is complete: what of it waits in the queue is taken back, what was
 * delivered already is told as echoed. */
void
input_finish_scan(struct input *in, int64_t at_ms)
{
	size_t run = scan_run(&in->scan), held = in->nheld, known;
	struct item *it;
	enum scan_kind kind;

	if (scan_is_frame(&in->scan))
		run++;				/* STX itself was held too */
	if (held > run) {			/* typed just before it */
		in->nheld = held - run;
		input_release(in);
		held = run;
	}
	in->nheld = 0;
	known = held;
	while (known < run && in->tail > in->head &&
	    in->items[in->tail - 1].ev.kind == EV_TEXT) {
		secret_wipe(&in->items[in->tail - 1], sizeof in->items[0]);
		in->tail--;
		known++;
	}
	kind = scan_take(&in->scan);
	it = input_push(in, EV_SCAN, at_ms);
	it->ev.scan = kind;
	it->ev.echoed = (int)(run - known);
	it->big = xstrdup(scan_text(&in->scan));
	it->ev.len = strlen(it->big);
	scan_wipe(&in->scan);
}

static int
control_key(unsigned char byte)
{
	switch (byte) {
	case '\r':
	case '\n':
		return UKEY_ENTER;
	case '\t':
		return UKEY_TAB;
	case 0x08:
	case 0x7f:
		return UKEY_BACKSPACE;
	default:
		return UKEY_CTRL(byte);
	}
}

static void
text_bytes(struct input *in, unsigned char byte, int64_t at_ms)
{
	uint32_t cp;
	int n;

	in->utf8[in->utf8_len++] = (char)byte;
	n = utf8_decode(in->utf8, in->utf8_len, &cp);
	if (n > 0) {
		if (cp >= 0xa0)		/* C1 controls are dropped */
			push_text(in, in->utf8, in->utf8_len, at_ms, false);
		in->utf8_len = 0;
		return;
	}
	/* cut so far, or never to be valid: start again at a leading byte */
	if (in->utf8_len == 4 || (in->utf8_len > 1 && (byte & 0xc0) != 0x80)) {
		in->utf8_len = 0;
		if (byte >= 0xc2 && byte <= 0xf4)
			in->utf8[in->utf8_len++] = (char)byte;
	} else if (in->utf8_len == 1 && (byte < 0xc2 || byte > 0xf4)) {
		in->utf8_len = 0;
	}
}

void
input_ground(struct input *in, unsigned char byte, int64_t at_ms)
{
	enum scan_verdict v;

	if (byte >= 0x80) {
		(void)scan_byte(&in->scan, byte, at_ms);
		input_release(in);
		text_bytes(in, byte, at_ms);
		return;
	}
	in->utf8_len = 0;		/* a character that stopped short */
	v = scan_byte(&in->scan, byte, at_ms);
	switch (v) {
	case SCAN_DONE:
		input_finish_scan(in, at_ms);
		break;
	case SCAN_HOLD:
		hold(in, byte, at_ms);
		break;
	case SCAN_TYPED:
	case SCAN_BURST:
		if (byte >= 0x20 && byte < 0x7f) {
			char c = (char)byte;

			if (in->hold_ms > 0) {
				hold(in, byte, at_ms);
				break;
			}
			input_release(in);
			push_text(in, &c, 1, at_ms, false);
			break;
		}
		input_release(in);
		input_push_key(in, control_key(byte), at_ms, v == SCAN_BURST);
		break;
	}
}

bool
input_take_key(struct input *in, int key)
{
	size_t i;

	for (i = in->head; i < in->tail; i++) {
		if (in->items[i].ev.kind != EV_KEY || in->items[i].ev.key != key)
			continue;
		in->items[i].ev.kind = EV_NONE;
		in->items[i].ev.key = UKEY_NONE;
		return true;
	}
	return false;
}
