#include "ui/memterm.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ui/keys.h"
#include "ui/sequences.h"

/* A wait this long with nothing left to type is the end of the script. */
#define END_MS 10000

struct step {
	int64_t at_ms;
	char *bytes;		/* NULL: a resize */
	size_t len;
	int rows, cols;
};

struct memterm {
	int rows, cols, shows;
	int64_t now_ms, last_ms;
	struct step *steps;
	size_t nsteps, cap, next;
	struct canvas *canvas;
};

struct memterm *
memterm_new(int rows, int cols)
{
	struct memterm *m = xcalloc(1, sizeof *m);

	m->rows = rows;
	m->cols = cols;
	m->now_ms = m->last_ms = 1000;
	m->canvas = canvas_new(rows, cols);
	return m;
}

void
memterm_free(struct memterm *m)
{
	size_t i;

	if (m == NULL)
		return;
	for (i = 0; i < m->nsteps; i++)
		free(m->steps[i].bytes);
	free(m->steps);
	canvas_free(m->canvas);
	free(m);
}

static struct step *
add_step(struct memterm *m, int64_t at_ms)
{
	struct step *s;

	m->steps = xgrow(m->steps, &m->cap, m->nsteps + 1, sizeof *m->steps);
	s = &m->steps[m->nsteps++];
	memset(s, 0, sizeof *s);
	s->at_ms = 1000 + at_ms;
	m->last_ms = s->at_ms;
	return s;
}

void
memterm_type(struct memterm *m, int64_t at_ms, const char *bytes, size_t len)
{
	struct step *s = add_step(m, at_ms);

	s->bytes = xmalloc(len + 1);
	memcpy(s->bytes, bytes, len);
	s->bytes[len] = '\0';
	s->len = len;
}

void
memterm_resize(struct memterm *m, int64_t at_ms, int rows, int cols)
{
	struct step *s = add_step(m, at_ms);

	s->rows = rows;
	s->cols = cols;
}

/* What an xterm sends for a key; bytes in buf. */
static size_t
key_bytes(int key, char *buf, size_t size)
{
	const struct sequence *t;
	size_t n, i;

	switch (key) {
	case UKEY_ENTER:
		return strlen(str_copy(buf, size, "\r"));
	case UKEY_TAB:
		return strlen(str_copy(buf, size, "\t"));
	case UKEY_ESC:
		return strlen(str_copy(buf, size, "\033"));
	case UKEY_BACKSPACE:
		return strlen(str_copy(buf, size, "\177"));
	}
	if (key >= UKEY_CTRL_SPACE && key < UKEY_CTRL_SPACE + 32) {
		buf[0] = (char)(key - UKEY_CTRL_SPACE);
		return 1;
	}
	if (key > UKEY_ESC_CHAR) {
		buf[0] = '\033';
		buf[1] = (char)(key - UKEY_ESC_CHAR);
		return 2;
	}
	t = sequences(&n);
	for (i = 0; i < n; i++)
		if (t[i].key == key)
			return strlen(str_copy(buf, size, t[i].seq));
	buf[0] = (char)key;
	return 1;
}

void
memterm_keys(struct memterm *m, const char *script)
{
	char name[32], buf[32];
	size_t len;

	while (*script != '\0') {
		const char *end = *script == '{' ? strchr(script, '}') : NULL;
		int64_t at = m->last_ms - 1000 + 100;

		if (end != NULL && end - script - 1 < (int)sizeof name) {
			int key;

			memcpy(name, script + 1, (size_t)(end - script - 1));
			name[end - script - 1] = '\0';
			key = ukey_find(name);
			len = key_bytes(key, buf, sizeof buf);
			memterm_type(m, at, buf, len);
			if (key == UKEY_ESC)	/* a lone Esc needs its time */
				m->last_ms += 500;
			script = end + 1;
			continue;
		}
		for (len = 1; ((unsigned char)script[len] & 0xc0) == 0x80;)
			len++;
		memterm_type(m, at, script, len);
		script += len;
	}
}

static void
size_of(void *d, int *rows, int *cols)
{
	struct memterm *m = d;

	*rows = m->rows;
	*cols = m->cols;
}

static enum driver_wait
wait_input(void *d, int timeout_ms, char *buf, size_t size, size_t *got)
{
	struct memterm *m = d;
	struct step *s;

	*got = 0;
	if (m->next == m->nsteps) {
		if (timeout_ms < 0 || timeout_ms > END_MS)
			return WAIT_HANGUP;
		m->now_ms += timeout_ms;
		return WAIT_TIMEOUT;
	}
	s = &m->steps[m->next];
	if (s->at_ms > m->now_ms) {
		if (timeout_ms >= 0 && m->now_ms + timeout_ms < s->at_ms) {
			m->now_ms += timeout_ms;
			return WAIT_TIMEOUT;
		}
		m->now_ms = s->at_ms;
	}
	if (s->bytes == NULL) {
		m->rows = s->rows;
		m->cols = s->cols;
		m->next++;
		return WAIT_RESIZE;
	}
	*got = s->len < size ? s->len : size;
	memcpy(buf, s->bytes, *got);
	s->len -= *got;
	memmove(s->bytes, s->bytes + *got, s->len);
	if (s->len == 0)
		m->next++;
	return WAIT_BYTES;
}

static void
show(void *d, const struct canvas *c, bool repaint)
{
	struct memterm *m = d;
	int row, col;

	(void)repaint;
	m->shows++;
	if (canvas_rows(m->canvas) != canvas_rows(c) || canvas_cols(m->canvas) != canvas_cols(c))
		canvas_resize(m->canvas, canvas_rows(c), canvas_cols(c));
	canvas_copy(m->canvas, c);
	canvas_cursor_get(c, &row, &col);
	canvas_cursor(m->canvas, row, col);
}

static int64_t
now_ms(void *d)
{
	return ((struct memterm *)d)->now_ms;
}

static enum glyph_set
glyph_set(void *d)
{
	(void)d;
	return GLYPHS_UTF8;
}

static bool
is_utf8(void *d)
{
	(void)d;
	return true;
}

struct driver
memterm_driver(struct memterm *m)
{
	return (struct driver){
		.size = size_of, .wait = wait_input, .show = show, .now_ms = now_ms,
		.glyphs = glyph_set, .is_utf8 = is_utf8, .d = m,
	};
}

const struct canvas *
memterm_canvas(const struct memterm *m)
{
	return m->canvas;
}

int
memterm_shows(const struct memterm *m)
{
	return m->shows;
}
