#include "ui/scan.h"

#include <ctype.h>
#include <string.h>

#include "base/luhn.h"
#include "base/secret.h"
#include "base/str.h"

enum { STX = 2, ETX = 3 };

void
scan_init(struct scan *s, const struct scan_config *config)
{
	memset(s, 0, sizeof *s);
	if (config != NULL)
		s->config = *config;
}

void
scan_wipe(struct scan *s)
{
	secret_wipe(s->buf, sizeof s->buf);
	s->len = 0;
	s->in_frame = false;
}

void
scan_break(struct scan *s)
{
	scan_wipe(s);
	s->is_broken = true;
}

static bool
starts_known(const struct scan *s)
{
	const char *p = s->config.prefix;
	size_t n;

	if (s->in_frame || s->buf[0] == '%' || s->buf[0] == ';' || s->buf[0] == ']')
		return true;
	if (str_empty(p))
		return false;
	n = strlen(p) < s->len ? strlen(p) : s->len;
	return memcmp(s->buf, p, n) == 0;
}

static bool
all_digits(const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isdigit((unsigned char)p[i]))
			return false;
	return true;
}

/* A bank card on either track: a number of 13 to 19 digits with a right check
 * digit, then "=YYMM" or "^NAME^YYMM". ISO/IEC 7813. */
static bool
is_bank_card(const char *t)
{
	size_t i, n;
	const char *end;
	char pan[20];
	bool is_bank = false;

	for (i = 0; t[i] != '\0' && !is_bank; i += n > 0 ? n : 1) {
		n = strspn(t + i, "0123456789");
		if (n < 13 || n > 19)
			continue;
		memcpy(pan, t + i, n);
		pan[n] = '\0';
		if (!luhn_is_valid(pan))
			continue;
		end = t + i + n;
		if (*end == '=')
			is_bank = all_digits(end + 1, 4);
		else if (*end == '^' && (end = strchr(end + 1, '^')) != NULL)
			is_bank = all_digits(end + 1, 4);
	}
	secret_wipe(pan, sizeof pan);
	return is_bank;
}

static bool
is_stripe(const char *t)
{
	size_t len = strlen(t);

	return len >= 4 && (t[0] == '%' || t[0] == ';') && t[len - 1] == '?';
}

/* GS1 element string as scanners print it: "(01)" and a GTIN-14, or "]C1". */
static bool
is_gs1(const char *t)
{
	char gtin[14];

	if (strncmp(t, "(01)", 4) != 0 || strlen(t) < 18 || !all_digits(t + 4, 14) ||
	    t[4] != '0')
		return false;
	memcpy(gtin, t + 5, 13);
	gtin[13] = '\0';
	return gtin_is_valid(gtin);
}

static bool
is_known_code(const struct scan *s)
{
	if (gtin_is_valid(s->buf) || is_gs1(s->buf))
		return true;
	return s->config.is_code != NULL && s->config.is_code(s->config.ctx, s->buf);
}

/* What a scanner sent before its terminator, if it was one. */
static enum scan_kind
classify(const struct scan *s, size_t *from, size_t *len)
{
	const char *t = s->buf, *p = s->config.prefix;
	size_t n = str_empty(p) ? 0 : strlen(p);

	*from = 0;
	*len = s->len;
	if (is_stripe(t)) {
		if (is_bank_card(t))
			return SCAN_BANK;
		*from = t[1] == 'B' && isdigit((unsigned char)t[2]) ? 2 : 1;
		*len = strcspn(t + *from, "?^=");
		return SCAN_STRIPE;
	}
	if (n > 0 && s->len > n && memcmp(t, p, n) == 0) {
		*from = n;
		*len = s->len - n;
		return SCAN_CODE;
	}
	if (s->len > 3 && t[0] == ']' && isalpha((unsigned char)t[1]) &&
	    isdigit((unsigned char)t[2])) {	/* AIM identifier, ISO/IEC 15424 */
		*from = 3;
		*len = s->len - 3;
		return SCAN_CODE;
	}
	if (s->len >= SCAN_MIN && !s->is_broken && is_known_code(s))
		return SCAN_CODE;
	return SCAN_NONE;
}

static enum scan_kind
kind_of(const struct scan *s)
{
	size_t from, len;

	return s->in_frame ? SCAN_FRAME : classify(s, &from, &len);
}

const char *
scan_text(const struct scan *s)
{
	return s->buf;
}

size_t
scan_run(const struct scan *s)
{
	return s->len;
}

static enum scan_verdict
end_of_run(struct scan *s, int64_t at_ms)
{
	size_t from, len;

	if (s->len == 0 || at_ms - s->last_ms > SCAN_END_MS) {
		scan_wipe(s);
		s->is_broken = false;
		return SCAN_TYPED;
	}
	if (!s->is_broken && kind_of(s) != SCAN_NONE)
		return SCAN_DONE;
	from = s->len;
	len = s->is_broken ? 0 : from;
	s->is_broken = false;
	scan_wipe(s);
	return len >= SCAN_MIN ? SCAN_BURST : SCAN_TYPED;
}

/* A pause ends the run before; what came in it was typed. */
static void
check_pace(struct scan *s, int64_t at_ms)
{
	if (at_ms - s->last_ms > SCAN_GAP_MS) {
		scan_wipe(s);
		s->is_broken = false;
	} else if (s->len > 0 && at_ms - s->first_ms > SCAN_TOTAL_MS) {
		scan_break(s);
	}
}

enum scan_verdict
scan_byte(struct scan *s, unsigned char byte, int64_t at_ms)
{
	if (byte == STX) {
		scan_wipe(s);
		s->is_broken = false;
		s->in_frame = true;
		s->first_ms = s->last_ms = at_ms;
		return SCAN_HOLD;
	}
	if (s->in_frame && byte == ETX && s->len > 0 &&
	    at_ms - s->last_ms <= SCAN_END_MS)
		return SCAN_DONE;
	if (byte == '\r' || byte == '\n' || byte == '\t')
		return end_of_run(s, at_ms);
	check_pace(s, at_ms);
	s->last_ms = at_ms;
	if (byte < 0x20 || byte >= 0x7f) {
		scan_break(s);
		return SCAN_TYPED;
	}
	if (s->is_broken)
		return SCAN_TYPED;
	if (s->len + 1 >= SCAN_MAX) {
		scan_break(s);
		return SCAN_TYPED;
	}
	/* a card was swiped right behind something typed */
	if ((byte == '%' || byte == ';') && s->len > 0 && s->buf[0] != '%' &&
	    s->buf[0] != ';' && !s->in_frame)
		scan_wipe(s);
	if (s->len == 0)
		s->first_ms = at_ms;
	s->buf[s->len++] = (char)byte;
	s->buf[s->len] = '\0';
	return starts_known(s) ? SCAN_HOLD : SCAN_TYPED;
}

bool
scan_is_stripe(const struct scan *s)
{
	return s->len > 0 && is_stripe(s->buf);
}

bool
scan_is_frame(const struct scan *s)
{
	return s->in_frame;
}

enum scan_kind
scan_take(struct scan *s)
{
	enum scan_kind kind = kind_of(s);
	size_t from = 0, len = s->len;

	if (!s->in_frame)
		(void)classify(s, &from, &len);
	if (kind == SCAN_BANK) {
		scan_wipe(s);
		return kind;
	}
	memmove(s->buf, s->buf + from, len);
	s->buf[len] = '\0';
	s->len = 0;
	s->in_frame = false;
	s->is_broken = false;
	return kind;
}
