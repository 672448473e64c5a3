#include "ui/edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "ui/scan.h"

void
edit_init(struct edit *e, int max_len)
{
	memset(e, 0, sizeof *e);
	e->max_len = max_len;
}

void
edit_fini(struct edit *e)
{
	if (e->is_secret && e->text.s != NULL)
		secret_wipe(e->text.s, e->text.cap);
	if (e->is_secret && e->before.s != NULL)
		secret_wipe(e->before.s, e->before.cap);
	strbuf_fini(&e->text);
	strbuf_fini(&e->before);
}

static void
remember(struct edit *e)
{
	strbuf_clear(&e->before);
	strbuf_add(&e->before, edit_text(e));
	e->before_at = e->at;
}

void
edit_set(struct edit *e, const char *text)
{
	char *copy = xstrdup(text);	/* text may be our own */

	strbuf_clear(&e->text);
	strbuf_add(&e->text, copy);
	free(copy);
	e->at = e->text.len;
	e->scroll = 0;
	e->run = 0;
}

const char *
edit_text(const struct edit *e)
{
	return strbuf_str(&e->text);
}

bool
edit_is_empty(const struct edit *e)
{
	return e->text.len == 0;
}

static size_t
code_points(const char *s, size_t len)
{
	size_t i, n = 0;

	for (i = 0; i < len; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			n++;
	return n;
}

size_t
edit_length(const struct edit *e)
{
	return code_points(edit_text(e), e->text.len);
}

/* Takes len bytes at offset from out. */
static void
cut(struct edit *e, size_t from, size_t len)
{
	if (len == 0)
		return;
	memmove(e->text.s + from, e->text.s + from + len, e->text.len - from - len + 1);
	e->text.len -= len;
	if (e->at > from)
		e->at = e->at >= from + len ? e->at - len : from;
}

static void
put(struct edit *e, const char *s, size_t len)
{
	size_t tail = e->text.len - e->at;

	strbuf_add_n(&e->text, s, len);		/* makes room */
	memmove(e->text.s + e->at + len, e->text.s + e->at, tail);
	memcpy(e->text.s + e->at, s, len);
	e->at += len;
}

/* A mark that was typed after its letter: both become one code point (rule
 * DESIGN 10: NFC) where there is one. */
static void
compose(struct edit *e)
{
	size_t from = utf8_prev(edit_text(e), e->at), len = e->at - from;
	char *one = utf8_clean(edit_text(e) + from, len, false);

	if (one != NULL && one[0] != '\0') {
		cut(e, from, len);
		put(e, one, strlen(one));
	}
	free(one);
}

static bool
is_allowed(const struct edit *e, const char *s, size_t len)
{
	size_t i;

	if (e->allowed == NULL)
		return true;
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		/* full-width digits and input methods pass: parsing decides */
		if (c < 0x80 && strchr(e->allowed, c) == NULL)
			return false;
	}
	return true;
}

enum edit_result
edit_insert(struct edit *e, const char *text, size_t len)
{
	size_t max = e->max_len > 0 ? (size_t)e->max_len : EDIT_MAX, room, n;
	char *up = NULL;
	uint32_t cp;
	size_t i;

	if (len == 0)
		return EDIT_USED;
	if (!is_allowed(e, text, len))
		return EDIT_REFUSED;
	if (e->clear_on_type) {
		e->clear_on_type = false;
		cut(e, 0, e->text.len);
	}
	n = edit_length(e);
	room = n < max ? max - n : 0;
	if (room == 0)
		return EDIT_REFUSED;
	if (code_points(text, len) > room)	/* a long paste: what fits */
		for (len = 0; room > 0; room--)
			do
				len++;
			while (((unsigned char)text[len] & 0xc0) == 0x80);
	if (e->text.len + len > 4 * EDIT_MAX)
		return EDIT_REFUSED;
	if (e->is_upper) {
		up = xstrndup(text, len);
		for (i = 0; i < len; i++)
			if (up[i] >= 'a' && up[i] <= 'z')
				up[i] = (char)(up[i] - 32);
		text = up;
	}
	put(e, text, len);
	if (e->at > len && utf8_decode(text, len, &cp) > 0 && cp >= 0x300 &&
	    utf8_cp_width(cp) == 0)
		compose(e);
	free(up);
	return EDIT_CHANGED;
}

static size_t
word_left(const struct edit *e)
{
	const char *s = edit_text(e);
	size_t at = e->at;

	while (at > 0 && s[at - 1] == ' ')
		at--;
	while (at > 0 && s[at - 1] != ' ')
		at--;
	return at;
}

static size_t
word_right(const struct edit *e)
{
	const char *s = edit_text(e);
	size_t at = e->at;

	while (s[at] != '\0' && s[at] != ' ')
		at++;
	while (s[at] == ' ')
		at++;
	return at;
}

static enum edit_result
move(struct edit *e, size_t to)
{
	e->at = to;
	e->clear_on_type = false;
	e->run = 0;
	return EDIT_USED;
}

static enum edit_result
erase(struct edit *e, size_t from, size_t to)
{
	e->clear_on_type = false;
	if (from == to)
		return EDIT_USED;
	cut(e, from, to - from);
	return EDIT_CHANGED;
}

static enum edit_result
edit_key(struct edit *e, enum act act)
{
	const char *s = edit_text(e);
	size_t len = e->text.len;

	switch (act) {
	case ACT_LEFT:
		return move(e, e->at > 0 ? utf8_prev(s, e->at) : 0);
	case ACT_RIGHT:
		return move(e, e->at < len ? utf8_next(s, e->at) : len);
	case ACT_WORD_LEFT:
		return move(e, word_left(e));
	case ACT_WORD_RIGHT:
		return move(e, word_right(e));
	case ACT_HOME:
		return move(e, 0);
	case ACT_END:
		return move(e, len);
	case ACT_BACKSPACE:
		return erase(e, e->at > 0 ? utf8_prev(s, e->at) : 0, e->at);
	case ACT_DELETE_CHAR:
		return erase(e, e->at, e->at < len ? utf8_next(s, e->at) : len);
	case ACT_CLEAR:
		return erase(e, 0, len);
	case ACT_DELETE_WORD:
		return erase(e, word_left(e), e->at);
	case ACT_DELETE_END:
		return erase(e, e->at, len);
	default:
		return EDIT_PASS;
	}
}

static enum edit_result
paste(struct edit *e, const struct ui_event *ev)
{
	char *one = xstrndup(ev->text, ev->len), *clean, *p;
	enum edit_result result;

	for (p = one; *p != '\0'; p++)
		if (*p == '\n' || *p == '\t' || *p == '\r')
			*p = ' ';
	clean = utf8_clean(one, strlen(one), false);
	result = clean == NULL ? EDIT_REFUSED : edit_insert(e, clean, strlen(clean));
	free(clean);
	free(one);
	return result;
}

/* The characters of a scan that came before it was known as one. */
static enum edit_result
take_back(struct edit *e, int echoed)
{
	if (echoed == 0)
		return EDIT_PASS;
	if (e->run == echoed) {
		edit_set(e, strbuf_str(&e->before));
		e->at = e->before_at;
	} else {
		while (echoed-- > 0 && e->at > 0)
			(void)erase(e, utf8_prev(edit_text(e), e->at), e->at);
	}
	if (e->before.s != NULL)
		secret_wipe(e->before.s, e->before.len);
	e->run = 0;
	return EDIT_PASS;
}

enum edit_result
edit_event(struct edit *e, const struct ui_event *ev)
{
	enum edit_result result;

	switch (ev->kind) {
	case EV_TEXT:
		/* a new run of fast typing starts: what was there before it */
		if (e->run == 0 || ev->at_ms - e->run_ms > 2 * SCAN_GAP_MS) {
			remember(e);
			e->run = 0;
		}
		e->run++;
		e->run_ms = ev->at_ms;
		result = edit_insert(e, ev->text, ev->len);
		return result == EDIT_PASS ? EDIT_USED : result;
	case EV_PASTE:
		e->run = 0;
		return paste(e, ev);
	case EV_SCAN:
		return take_back(e, ev->echoed);
	case EV_KEY:
		e->run = 0;
		return edit_key(e, ev->action);
	default:
		return EDIT_PASS;
	}
}

void
edit_draw(struct edit *e, struct canvas *c, int row, int col, int cols,
    enum role role, bool focus)
{
	const char *s = edit_text(e);
	struct strbuf stars = { 0 };
	size_t at = e->at, skip = 0, i, n;
	char *left;
	int cursor;

	if (cols < 1)
		return;
	if (e->is_secret) {
		n = code_points(s, at);
		for (i = edit_length(e); i > 0; i--)
			strbuf_add_char(&stars, '*');
		s = strbuf_str(&stars);
		at = n;
	}
	left = xstrndup(s, at);
	cursor = canvas_width(left);
	free(left);
	/* The cursor needs a column of its own behind the last character: the edge of the box when
	 * the text just fits, or a day would lose its first figure as soon as somebody comes to it. */
	if (cursor < e->scroll)
		e->scroll = cursor;
	if (canvas_width(s) <= cols && col + cols < canvas_cols(c))
		e->scroll = 0;
	else if (cursor - e->scroll >= cols)
		e->scroll = cursor - cols + 1;
	if (!focus)
		e->scroll = 0;
	if (e->scroll > 0) {
		skip = canvas_fit(s, e->scroll);
		left = xstrndup(s, skip);
		if (canvas_width(left) < e->scroll)	/* half of a wide one */
			skip = utf8_next(s, skip);
		free(left);
		left = xstrndup(s, skip);
		e->scroll = canvas_width(left);
		free(left);
	}
	canvas_text(c, row, col, cols, role, s + skip);
	if (focus)
		canvas_cursor(c, row, col + cursor - e->scroll);
	strbuf_fini(&stars);
}
