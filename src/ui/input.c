#include "ui/input.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "ui/input_int.h"

struct input *
input_new(const struct scan_config *scan)
{
	struct input *in = xcalloc(1, sizeof *in);

	scan_init(&in->scan, scan);
	return in;
}

void
input_flush(struct input *in)
{
	for (; in->head < in->tail; in->head++)
		item_fini(&in->items[in->head]);
	in->head = in->tail = 0;
	in->nheld = 0;
	in->utf8_len = 0;
	if (in->state != IN_PASTE)
		in->state = GROUND;
	scan_wipe(&in->scan);
}

void
input_free(struct input *in)
{
	size_t i;

	if (in == NULL)
		return;
	input_flush(in);
	item_fini(&in->current);
	for (i = 0; i < in->nown; i++)
		free((char *)in->own[i].seq);
	free(in->own);
	free(in->items);
	if (in->held != NULL)
		secret_wipe(in->held, in->cap_held * sizeof *in->held);
	free(in->held);
	strbuf_fini(&in->paste);
	free(in);
}

void
input_set_scan(struct input *in, const struct scan_config *scan)
{
	scan_init(&in->scan, scan);
}

void
input_set_hold(struct input *in, int hold_ms)
{
	in->hold_ms = hold_ms;
}

void
input_define(struct input *in, const char *seq, int key)
{
	if (seq[0] != '\033' || seq[1] == '\0' || strlen(seq) >= SEQ_MAX)
		return;
	in->own = xgrow(in->own, &in->cap_own, in->nown + 1, sizeof *in->own);
	in->own[in->nown++] = (struct sequence){ xstrdup(seq), key };
}

bool
input_saw_fkey(const struct input *in)
{
	return in->saw_fkey;
}

bool
input_saw_esc_digit(const struct input *in)
{
	return in->saw_esc_digit;
}

bool
input_has_da1(const struct input *in)
{
	return in->da1[0] != '\0';
}

bool
input_da1_has(const struct input *in, int feature)
{
	const char *p = in->da1;
	char number[8];

	while (str_next(&p, ';', number, sizeof number))
		if (atoi(number) == feature)
			return true;
	return false;
}

void
input_forget_da1(struct input *in)
{
	in->da1[0] = '\0';
}

/* Exact match: its key; a longer one is possible: *more. */
static int
match(const struct input *in, const struct sequence *t, size_t n, bool *more)
{
	size_t i;
	int key = UKEY_NONE;

	for (i = 0; i < n; i++) {
		if (strncmp(t[i].seq, in->seq, in->seq_len) != 0)
			continue;
		if (t[i].seq[in->seq_len] == '\0')
			key = t[i].key;
		else
			*more = true;
	}
	return key;
}

static void
begin_paste(struct input *in)
{
	in->state = IN_PASTE;
	strbuf_clear(&in->paste);
	in->paste_cut = false;
}

static void
end_paste(struct input *in, int64_t at_ms)
{
	struct item *it;
	struct strbuf valid = { 0 };
	const char *p = strbuf_str(&in->paste);
	size_t at = 0, len = in->paste.len;
	uint32_t cp;
	int n;

	while (at < len) {
		n = utf8_decode(p + at, len - at, &cp);
		if (n == 0 || cp == 0) {
			at++;
			continue;
		}
		if (cp == '\r')		/* terminals send CR for line ends */
			strbuf_add_char(&valid, '\n');
		else
			strbuf_add_n(&valid, p + at, (size_t)n);
		at += (size_t)n;
	}
	it = input_push(in, EV_PASTE, at_ms);
	it->big = utf8_clean(strbuf_str(&valid), valid.len, true);
	if (it->big == NULL)
		it->big = xstrdup("");
	it->ev.len = strlen(it->big);
	it->ev.was_cut = in->paste_cut;
	strbuf_fini(&valid);
	strbuf_fini(&in->paste);
	in->state = GROUND;
}

static void
paste_byte(struct input *in, unsigned char byte, int64_t at_ms)
{
	static const char end[] = "\033[201~";
	const size_t n = sizeof end - 1;

	/* the end mark is looked for in seq, so that a cut paste finds it too */
	if (in->seq_len == n) {
		memmove(in->seq, in->seq + 1, n - 1);
		in->seq_len--;
	}
	in->seq[in->seq_len++] = (char)byte;
	if (in->paste.len < PASTE_MAX + n)
		strbuf_add_char(&in->paste, (char)byte);
	else
		in->paste_cut = true;
	if (in->seq_len < n || memcmp(in->seq, end, n) != 0)
		return;
	if (!in->paste_cut && in->paste.len >= n)
		in->paste.s[in->paste.len -= n] = '\0';
	if (in->paste.len > PASTE_MAX) {
		in->paste.s[in->paste.len = PASTE_MAX] = '\0';
		in->paste_cut = true;
	}
	end_paste(in, at_ms);
}

static void feed_byte(struct input *in, unsigned char byte, int64_t at_ms);

static void
esc_byte(struct input *in, unsigned char byte, int64_t at_ms)
{
	bool more = false;
	const struct sequence *t;
	size_t n;
	int key;

	if (byte == 0x1b) {
		if (in->seq_len == 1) {
			in->state = IN_ESC_ESC;
			return;
		}
		in->seq_len = 1;		/* a sequence that stopped short */
		in->esc_ms = at_ms;
		return;
	}
	if (in->seq_len + 1 >= SEQ_MAX) {
		in->state = GROUND;
		return;
	}
	in->seq[in->seq_len++] = (char)byte;
	in->seq[in->seq_len] = '\0';
	key = match(in, in->own, in->nown, &more);
	t = sequences(&n);
	if (key == UKEY_NONE)
		key = match(in, t, n, &more);
	else
		(void)match(in, t, n, &more);
	if (key == UKEY_PASTE_BEGIN) {
		begin_paste(in);
		in->seq_len = 0;
		return;
	}
	if (key != UKEY_NONE && !more) {
		in->state = GROUND;
		if (key != UKEY_PASTE_END)
			input_push_key(in, key, at_ms, false);
		return;
	}
	if (more)
		return;
	if (in->seq_len == 2) {
		if (byte == '[' || byte == 'O')
			return;
		if ((byte == ']' || byte == 'P' || byte == '_' || byte == '^') &&
		    at_ms - in->esc_ms <= SEQ_WAIT_MS) {
			in->state = IN_STRING;
			return;
		}
		in->state = GROUND;
		if (byte < 0x20 || byte >= 0x7f ||
		    (at_ms - in->esc_ms > SEQ_WAIT_MS && strchr("0123456789-=?", byte) == NULL)) {
			/* Esc by hand, and then something else */
			input_push_key(in, UKEY_ESC, in->esc_ms, false);
			feed_byte(in, byte, at_ms);
			return;
		}
		input_push_key(in, UKEY_ALT(byte), at_ms, false);
		return;
	}
	if (byte == 'c' && strncmp(in->seq, "\033[?", 3) == 0) {
		in->seq[in->seq_len - 1] = '\0';
		str_copy(in->da1, sizeof in->da1, in->seq + 3);
		in->state = GROUND;
		return;
	}
	/* an unknown CSI or SS3: dropped up to its final byte */
	if (in->seq[1] == 'O' || (byte >= 0x40 && byte < 0x7f && byte != '['))
		in->state = GROUND;
}

static void
feed_byte(struct input *in, unsigned char byte, int64_t at_ms)
{
	switch (in->state) {
	case IN_PASTE:
		paste_byte(in, byte, at_ms);
		break;
	case IN_STRING:
		/* ST or BEL ends it; so does ESC, whose backslash is then harmless */
		if (byte == 0x07)
			in->state = GROUND;
		else if (byte == 0x1b)
			in->seq_len = 0;
		else if (byte == '\\' && in->seq_len == 0)
			in->state = GROUND;
		else
			in->seq_len = 2;
		break;
	case IN_ESC_ESC:
		if (byte == '[' || byte == 'O') {
			in->state = IN_ESC;
			esc_byte(in, byte, at_ms);
			break;
		}
		in->state = GROUND;
		input_push_key(in, UKEY_ESC, in->esc_ms, false);
		feed_byte(in, byte, at_ms);
		break;
	case IN_ESC:
		esc_byte(in, byte, at_ms);
		break;
	case GROUND:
		if (byte == 0x1b) {
			scan_break(&in->scan);
			input_release(in);
			in->utf8_len = 0;
			in->state = IN_ESC;
			in->seq[0] = '\033';
			in->seq[1] = '\0';
			in->seq_len = 1;
			in->esc_ms = at_ms;
			break;
		}
		input_ground(in, byte, at_ms);
		break;
	}
	in->last_ms = at_ms;
}

/* The time by which something that waits is decided; -1 = nothing waits. */
int64_t
input_deadline(const struct input *in)
{
	int wait;

	switch (in->state) {
	case IN_ESC:
		return (in->seq_len == 1 ? in->esc_ms : in->last_ms) + ESC_WAIT_MS;
	case IN_ESC_ESC:
		return in->last_ms + SEQ_WAIT_MS;
	case IN_STRING:
		return in->last_ms + ESC_WAIT_MS;
	case IN_PASTE:
		return in->last_ms + PASTE_WAIT_MS;
	case GROUND:
		break;
	}
	if (in->nheld == 0)
		return -1;
	wait = in->hold_ms > SCAN_GAP_MS ? in->hold_ms : SCAN_GAP_MS;
	return in->held[in->nheld - 1].at_ms + wait + 1;
}

static void
expire(struct input *in, int64_t now_ms)
{
	int64_t at = input_deadline(in);

	if (at < 0 || now_ms < at)
		return;
	switch (in->state) {
	case IN_ESC:
		if (in->seq_len == 1)
			input_push_key(in, UKEY_ESC, in->esc_ms, false);
		else if (in->seq_len == 2)
			input_push_key(in, UKEY_ALT(in->seq[1]), in->esc_ms, false);
		in->state = GROUND;
		break;
	case IN_ESC_ESC:
		input_push_key(in, UKEY_ESC, in->esc_ms, false);
		in->state = GROUND;
		break;
	case IN_STRING:
		in->state = GROUND;
		break;
	case IN_PASTE:
		end_paste(in, now_ms);
		break;
	case GROUND:
		/* a card reader without CR: its end is the question mark */
		if (scan_is_stripe(&in->scan))
			input_finish_scan(in, now_ms);
		else
			input_release(in);
		break;
	}
}

void
input_feed(struct input *in, const char *bytes, size_t len, int64_t at_ms)
{
	size_t i;

	expire(in, at_ms);
	for (i = 0; i < len; i++)
		feed_byte(in, (unsigned char)bytes[i], at_ms);
}

bool
input_next(struct input *in, int64_t now_ms, struct ui_event *ev)
{
	expire(in, now_ms);
	if (in->head == in->tail)
		return false;
	item_fini(&in->current);
	in->current = in->items[in->head++];
	*ev = in->current.ev;
	ev->text = in->current.big != NULL ? in->current.big : in->current.small;
	if (ev->kind == EV_TEXT)
		ev->len = strlen(ev->text);
	return true;
}
