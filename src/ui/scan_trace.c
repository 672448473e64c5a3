#include "ui/scan_trace.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/luhn.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"

#define RUN_MAX 1024
#define STRIPE_WAIT_MS 5000	/* a swipe that the line cut in two: what follows is part of it */

struct scan_trace {
	struct input *in;
	char prefix[16];
	bool (*is_ours)(void *ctx, const char *number);
	void *ctx;
	char run[RUN_MAX];
	size_t len, came;		/* kept; in all */
	size_t ntext;
	int64_t first_ms, last_ms;
	int64_t stripe_ms;		/* when half a stripe came; 0 never */
	struct trace now;		/* gaps of the run */
	struct trace kept[TRACE_KEPT];
	size_t nkept, at;
};

struct scan_trace *
scan_trace_new(struct input *in, const char *prefix,
    bool (*is_ours)(void *ctx, const char *number), void *ctx)
{
	struct scan_trace *t = xcalloc(1, sizeof *t);

	t->in = in;
	str_copy(t->prefix, sizeof t->prefix, prefix != NULL ? prefix : "");
	t->is_ours = is_ours;
	t->ctx = ctx;
	return t;
}

void
scan_trace_clear(struct scan_trace *t)
{
	secret_wipe(t->kept, sizeof t->kept);
	t->nkept = t->at = 0;
}

void
scan_trace_free(struct scan_trace *t)
{
	if (t == NULL)
		return;
	input_free(t->in);
	secret_wipe(t, sizeof *t);
	free(t);
}

const struct trace *
scan_trace_at(const struct scan_trace *t, size_t i)
{
	return i < t->nkept ? &t->kept[(t->at + TRACE_KEPT - 1 - i) % TRACE_KEPT] : NULL;
}

const char *
aim_symbology(const char *aim)
{
	static const struct { const char *id, *name; } table[] = {
		{ "]E4", "EAN-8" }, { "]E", "EAN/UPC" }, { "]C1", "GS1-128" }, { "]C", "Code 128" },
		{ "]A", "Code 39" }, { "]G", "Code 93" }, { "]F", "Codabar" }, { "]I", "ITF" },
		{ "]M", "MSI" }, { "]H", "Code 11" }, { "]e", "GS1 DataBar" },
		{ "]d2", "GS1 DataMatrix" }, { "]d", "Data Matrix" }, { "]Q3", "GS1 QR" }, { "]Q", "QR" },
		{ "]L", "PDF417" }, { "]z", "Aztec" }, { "]U", "MaxiCode" }, { "]X", "?" },
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strncmp(aim, table[i].id, strlen(table[i].id)) == 0)
			return table[i].name;
	return "";
}

/* ---- what must not be seen ---- */

static bool
is_ours(const struct scan_trace *t, const char *number)
{
	return gtin_is_valid(number) || (t->is_ours != NULL && t->is_ours(t->ctx, number));
}

/* Digits with single blanks or dashes between, from p on: how many bytes; number without them. */
static size_t
digits_at(const char *p, size_t len, char *number, size_t size, size_t *n)
{
	size_t i = 0;

	*n = 0;
	while (i < len) {
		if (isdigit((unsigned char)p[i])) {
			if (*n + 1 < size)
				number[*n] = p[i];
			(*n)++;
		} else if (i == 0 || (p[i] != ' ' && p[i] != '-') || i + 1 == len ||
		    !isdigit((unsigned char)p[i + 1]))
			break;
		i++;
	}
	number[*n < size ? *n : size - 1] = '\0';
	return i;
}

/* Numbers that could be of bank cards (ISO/IEC 7812: 13 to 19 digits and a check digit). */
static bool
hide_numbers(const struct scan_trace *t, char *p, size_t len)
{
	char number[24];
	bool did = false;
	size_t i, k, n, used;

	for (i = 0; i < len; i += used > 0 ? used : 1) {
		used = digits_at(p + i, len - i, number, sizeof number, &n);
		if (n < 13 || n > 19 || !luhn_is_valid(number) || is_ours(t, number))
			continue;
		for (k = i; k < i + used && n > 4; k++)
			if (isdigit((unsigned char)p[k])) {
				p[k] = '#';
				n--;
			}
		did = true;
	}
	secret_wipe(number, sizeof number);
	return did;
}

static bool
hide_all(char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (isalnum((unsigned char)p[i]) || (unsigned char)p[i] >= 0x80)
			p[i] = '#';
	return true;
}

/* ---- runs ---- */

static void
add_readable(struct trace *e, const char *run, size_t len)
{
	static const struct { unsigned char byte; const char *name; } names[] = {
		{ '\r', "CR" }, { '\n', "LF" }, { '\t', "TAB" }, { 0x1b, "ESC" }, { 2, "STX" },
		{ 3, "ETX" }, { 0x1d, "GS" }, { 0x1e, "RS" }, { 4, "EOT" }, { 8, "BS" }, { 0x7f, "DEL" },
	};
	size_t at = 0, out = 0;

	while (at < len && out + 12 < sizeof e->bytes) {
		unsigned char b = (unsigned char)run[at];
		const char *name = NULL;
		uint32_t cp;
		int n;

		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			if (names[i].byte == b)
				name = names[i].name;
		n = b >= 0x80 ? utf8_decode(run + at, len - at, &cp) : 0;
		if (name != NULL)
			out += (size_t)snprintf(e->bytes + out, 12, "<%s>", name);
		else if ((b >= 0x20 && b < 0x7f) || (n > 0 && cp >= 0xa0)) {
			memcpy(e->bytes + out, run + at, n > 0 ? (size_t)n : 1);
			out += n > 0 ? (size_t)n : 1;
		} else
			out += (size_t)snprintf(e->bytes + out, 12, "<%02X>", b);
		at += n > 0 && name == NULL && cp >= 0xa0 ? (size_t)n : 1;
	}
	e->bytes[out] = '\0';
}

static bool
is_aim(const char *p, size_t len)
{
	return len > 3 && p[0] == ']' && isalpha((unsigned char)p[1]) && isdigit((unsigned char)p[2]);
}

/* A start sentinel of track 1 or 2, ISO/IEC 7813; also right behind something typed. */
static bool
has_stripe(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((p[i] == '%' || p[i] == ';') && (i == 0 || (i + 1 < len &&
		    (p[i + 1] == 'B' || isdigit((unsigned char)p[i + 1])))))
			return true;
	return false;
}

static void
begin(struct scan_trace *t)
{
	secret_wipe(t->run, sizeof t->run);
	memset(&t->now, 0, sizeof t->now);
	t->len = t->came = t->ntext = 0;
}

static void
finish(struct scan_trace *t, enum trace_class class, const char *code, int key)
{
	struct trace *e = &t->kept[t->at];
	size_t n = strlen(t->prefix), skip = n > 0 && strncmp(t->run, t->prefix, n) == 0 ? n : 0;
	size_t aim = is_aim(t->run + skip, t->len - skip) ? 3 : 0;
	bool is_half;

	if (t->came == 0)
		return;
	*e = t->now;
	e->class = class;
	e->len = t->came;
	e->total_ms = (int)(t->last_ms - t->first_ms);
	if (key != UKEY_NONE)
		ukey_name(key, e->key, sizeof e->key);
	/* A stripe of no card of ours may be a bank card that was misread. */
	is_half = (class == TRACE_STRIPE || has_stripe(t->run, t->len) ||
	    (t->stripe_ms != 0 && t->first_ms - t->stripe_ms < STRIPE_WAIT_MS)) && class != TRACE_KEY;
	if (class == TRACE_BANK)
		secret_wipe(t->run, sizeof t->run);
	else {
		if (is_half && !(class == TRACE_STRIPE && is_ours(t, code)))
			e->is_hidden = hide_all(t->run, t->len);
		else
			e->is_hidden = hide_numbers(t, t->run + skip + aim, t->len - skip - aim);
		if (aim > 0)
			str_copy(e->aim, sizeof e->aim, t->run + skip);
		add_readable(e, t->run, t->len);
		str_copy(e->code, sizeof e->code, e->is_hidden ? "" : code);
	}
	t->stripe_ms = is_half && class != TRACE_STRIPE && class != TRACE_BANK ? t->last_ms : 0;
	t->at = (t->at + 1) % TRACE_KEPT;
	t->nkept += t->nkept < TRACE_KEPT;
	begin(t);
}

static bool
is_fast(const struct scan_trace *t)
{
	return t->came >= SCAN_MIN && t->now.gap_max <= SCAN_GAP_MS;
}

static enum trace_class
class_of(const struct scan_trace *t, enum scan_kind kind)
{
	size_t n = strlen(t->prefix);

	if (kind == SCAN_BANK)
		return TRACE_BANK;
	if (kind == SCAN_FRAME)
		return TRACE_FRAME;
	if (kind == SCAN_STRIPE)
		return TRACE_STRIPE;
	if (n > 0 && strncmp(t->run, t->prefix, n) == 0)
		return TRACE_PREFIX;
	return is_aim(t->run, t->len) ? TRACE_AIM : TRACE_TIMING;
}

static void
take(struct scan_trace *t, const struct ui_event *ev)
{
	switch (ev->kind) {
	case EV_SCAN:
		t->now.has_end = t->len > 0 && (unsigned char)t->run[t->len - 1] < 0x20;
		finish(t, class_of(t, ev->scan), ev->text, UKEY_NONE);
		break;
	case EV_PASTE:
		finish(t, TRACE_PASTE, "", UKEY_NONE);
		break;
	case EV_TEXT:
		t->ntext++;
		break;
	case EV_KEY:
		if (ev->key == UKEY_BACKSPACE && t->ntext > 0)
			break;		/* UniKey deletes and writes again */
		t->now.has_end = ev->key == UKEY_ENTER || ev->key == UKEY_TAB;
		finish(t, t->ntext == 0 ? TRACE_KEY : ev->burst && t->now.has_end ? TRACE_BURST
		    : TRACE_TYPED, "", ev->key);
		break;
	default:
		break;
	}
}

static void
drain(struct scan_trace *t, int64_t now_ms)
{
	struct ui_event ev;

	while (input_next(t->in, now_ms, &ev))
		take(t, &ev);
}

void
scan_trace_pause(struct scan_trace *t, int64_t now_ms)
{
	drain(t, now_ms);
	finish(t, t->ntext == 0 && t->run[0] == 0x1b ? TRACE_KEY : is_fast(t) ? TRACE_NO_END
	    : TRACE_TYPED, "", UKEY_NONE);
}

static void
keep(struct scan_trace *t, char byte, int64_t at_ms)
{
	int gap = (int)(at_ms - t->last_ms);

	if (t->came == 0) {
		t->first_ms = at_ms;
	} else {
		if (t->now.ngaps < TRACE_GAPS)
			t->now.gaps[t->now.ngaps++] = gap;
		if (t->came == 1 || gap < t->now.gap_min)
			t->now.gap_min = gap;
		if (gap > t->now.gap_max)
			t->now.gap_max = gap;
	}
	t->last_ms = at_ms;
	if (t->len + 1 < RUN_MAX)
		t->run[t->len++] = byte;
	t->came++;
}

void
scan_trace_feed(struct scan_trace *t, const char *bytes, size_t len, int64_t at_ms)
{
	if (t->came > 0 && at_ms - t->last_ms >= IDLE_MS)
		scan_trace_pause(t, at_ms);
	for (size_t i = 0; i < len; i++) {
		drain(t, at_ms);	/* a stripe without CR ended by the pause before this byte */
		keep(t, bytes[i], at_ms);
		input_feed(t->in, bytes + i, 1, at_ms);
		drain(t, at_ms);
	}
}
