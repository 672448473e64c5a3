#include "config.h"

#include "screens/watch.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/audit.h"

#define LINE_MAX_BYTES 4000
#define BANNER_MS 5000			/* after the last picture was asked for */

/* ---- our screen, for who looks: a cell is role, glyph, width, bytes, text */

static size_t
encode(const struct canvas *c, int row, char *buf, size_t size)
{
	size_t n = 0, len;

	for (int col = 0; col < canvas_cols(c); col++) {
		const struct cell *cell = canvas_cell(c, row, col);

		if (cell->width == 0)
			continue;
		len = strlen(cell->text);
		if (n + 4 + len > size)
			break;
		buf[n++] = (char)cell->role;
		buf[n++] = (char)cell->glyph;
		buf[n++] = (char)cell->width;
		buf[n++] = (char)len;
		memcpy(buf + n, cell->text, len);
		n += len;
	}
	return n;
}

void
served_look(struct session *s, uint64_t from, const char *by)
{
	struct served *v = s->served;
	const struct canvas *c = app_canvas(s->app);
	char bytes[LINE_MAX_BYTES];
	int row, y, x;

	v->watched_until_ms = app_now_ms(s->app) + BANNER_MS;
	if (!str_eq(v->watched_by, by)) {
		str_copy(v->watched_by, sizeof v->watched_by, by);
		app_message(s->app, _("%s looks at your screen."), by);
		app_refresh(s->app);
	}
	canvas_cursor_get(c, &y, &x);
	for (row = 0; row < canvas_rows(c); row++)
		v->keeper->line(v->ctx, from, row, bytes, encode(c, row, bytes, sizeof bytes));
	v->keeper->looked(v->ctx, from, canvas_rows(c), canvas_cols(c), y, x);
}

/* ---- the screen of the other one */

/* One line, from column left of it on, into the columns there are. */
static void
draw_line(struct canvas *c, int row, int left, int cols, const char *bytes, size_t size)
{
	size_t n = 0, len;
	int col = -left, width;
	char text[CELL_TEXT];
	enum role role;

	for (; n + 4 <= size && col < cols; n += 4 + len, col += width) {
		role = (unsigned char)bytes[n] < ROLE_COUNT ? (enum role)bytes[n] : ROLE_TEXT;
		width = bytes[n + 2] == 2 ? 2 : 1;
		len = (unsigned char)bytes[n + 3];
		if (len >= CELL_TEXT || n + 4 + len > size)
			return;
		if (col < 0)
			continue;
		memcpy(text, bytes + n + 4, len);
		text[len] = '\0';
		if (bytes[n + 1] > GLYPH_NONE && bytes[n + 1] < GLYPH_COUNT)
			canvas_glyph(c, row, col, role, (enum glyph)bytes[n + 1]);
		else
			canvas_text(c, row, col, width, role, text);
	}
}

static void
forget(struct picture_lines *l)
{
	for (int i = 0; i < PICTURE_ROWS; i++)
		free(l->bytes[i]);
	*l = (struct picture_lines) { 0 };
}

void
served_line(struct session *s, int row, const char *bytes, size_t size)
{
	struct picture *p = &s->served->picture;

	if (p->session == 0 || row < 0 || row >= PICTURE_ROWS)
		return;
	free(p->coming.bytes[row]);
	p->coming.bytes[row] = xmalloc(size + 1);
	memcpy(p->coming.bytes[row], bytes, size);
	p->coming.size[row] = (uint16_t)size;
}

void
served_looked(struct session *s, int rows, int cols, int cursor_row, int cursor_col)
{
	struct picture *p = &s->served->picture;

	if (p->session == 0)
		return;
	p->is_over = rows == 0;
	app_touch(s->app);
	if (p->is_over)
		return;
	forget(&p->shown);
	p->shown = p->coming;
	p->coming = (struct picture_lines) { 0 };
	p->rows = rows < PICTURE_ROWS ? rows : PICTURE_ROWS;
	p->cols = cols;
	p->cursor_row = cursor_row;
	p->cursor_col = cursor_col;
}

void
watch_end(struct session *s)
{
	forget(&s->served->picture.shown);
	forget(&s->served->picture.coming);
	s->served->picture = (struct picture) { 0 };
}

void
watch_beat(struct session *s)
{
	struct served *v = s->served;
	const struct screen *top = app_top(s->app);

	if (v->picture.session == 0 || v->picture.is_over || !top || !top->class->is_cover ||
	    v->lock)
		return;
	v->keeper->look(v->ctx, v->picture.session);
}

/* ---- the screen */

struct watch { char who[160]; int top, left; };

static enum err
open_watch(struct screen *sc, void *arg, struct err_note *note)
{
	struct session *s = session_of(sc->app);
	const struct live *l = arg;
	struct watch *w = xcalloc(1, sizeof *w);

	(void)note;
	snprintf(w->who, sizeof w->who, _("Watching %s on %s"), l->user, l->peer);
	s->served->picture = (struct picture) { .session = l->session };
	sc->data = w;
	s->served->keeper->look(s->served->ctx, l->session);
	return ERR_OK;
}

/* What the other one works at stays in sight: its cursor. */
static int
follow(int cursor, int there, int here)
{
	if (there <= here || cursor < here)
		return 0;
	return cursor - here + 1 < there - here ? cursor - here + 1 : there - here;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	const struct picture *p = &session_of(sc->app)->served->picture;
	const struct watch *w = sc->data;
	int rows = body.rows - 1, top, left, row;

	canvas_fill(c, (struct rect) { 0, 0, 1, body.cols }, ROLE_TITLE_ALERT);
	canvas_textf(c, 0, 0, body.cols, ROLE_TITLE_ALERT, " %s - %s", w->who,
	    p->is_over ? _("has ended. F3: back") : _("read-only. F3: back"));
	canvas_cursor(c, 0, 0);
	top = follow(p->cursor_row, p->rows, rows) + w->top;
	left = follow(p->cursor_col, p->cols, body.cols) + w->left;
	for (row = 0; row < rows && row + top < p->rows; row++)
		if (row + top >= 0 && p->shown.bytes[row + top])
			draw_line(c, row + 1, left, body.cols, p->shown.bytes[row + top],
			    p->shown.size[row + top]);
	if (p->cursor_row - top >= 0 && p->cursor_row - top < rows &&
	    p->cursor_col - left >= 0 && p->cursor_col - left < body.cols)
		canvas_cursor(c, p->cursor_row - top + 1, p->cursor_col - left);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct watch *w = sc->data;

	if (ev->action == ACT_BACK || ev->action == ACT_CANCEL)
		screen_close(sc);
	else if (ev->action == ACT_REPAINT)
		app_terminal_again(sc->app, "");
	else if (ev->key == UKEY_UP || ev->key == UKEY_DOWN)
		w->top += ev->key == UKEY_UP ? -1 : 1;
	else if (ev->key == UKEY_LEFT || ev->key == UKEY_RIGHT)
		w->left += ev->key == UKEY_LEFT ? -8 : 8;
	return true;
}

static void
fini(struct screen *sc)
{
	watch_end(session_of(sc->app));
	free(sc->data);
}

static const struct screen_class watch_class = {
	.name = "watch", .code = "WO", .title = N_("Watching"), .context = CONTEXT_DIALOG,
	.is_cover = true, .open = open_watch, .draw = draw, .event = event, .fini = fini,
};

enum err
watch_open(struct session *s, const struct live *l, struct err_note *note)
{
	enum err e = session_write(s, note);

	if (e != ERR_OK)
		return e;
	e = access_need(s->st, "session", VERB_EDIT, note);
	if (e == ERR_OK)
		e = audit_write(s->st, &(struct audit_entry) { .function = "session",
		    .action = "session.watch", .entity = "user", .row_code = l->user,
		    .reason = l->peer, .request = "" }, note);
	e = session_end(s, e, note);
	if (e == ERR_OK)
		e = app_push(s->app, &watch_class, (void *)l, note);
	return e;
}
