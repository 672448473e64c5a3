/* A long text on the full screen: lines by LF, wrapped for showing, edited by
 * grapheme. */
#include "ui/popups.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "ui/dialog.h"

#define LINES_MAX 4000

struct textedit {
	const char *title;
	struct strbuf text, undo;
	size_t at, undo_at;
	int max_len, top, cols, goal;	/* goal: column that Up and Down keep to */
	size_t starts[LINES_MAX + 1];	/* of the shown lines */
	int nlines;
	bool is_done, is_changed;
	const struct textedit_keep *keep;
};

/* Cuts the text into lines as wide as the window. */
static void
lay_out(struct textedit *t)
{
	const char *s = strbuf_str(&t->text);
	size_t at = 0, len = t->text.len;

	t->nlines = 0;
	while (t->nlines < LINES_MAX) {
		size_t end = at + strcspn(s + at, "\n"), fit, cut;

		t->starts[t->nlines++] = at;
		fit = at + canvas_fit(s + at, t->cols > 1 ? t->cols - 1 : 1);
		if (fit < end) {
			for (cut = fit; cut > at && s[cut - 1] != ' '; cut--)
				;
			at = cut > at ? cut : fit > at ? fit : utf8_next(s, at);
			continue;
		}
		if (s[end] == '\0')
			break;
		at = end + 1;
	}
	t->starts[t->nlines] = len + 1;
}

static int
line_of(const struct textedit *t, size_t at)
{
	int i = 0;

	while (i + 1 < t->nlines && t->starts[i + 1] <= at)
		i++;
	return i;
}

static int
column_of(const struct textedit *t, int line, size_t at)
{
	char *left = xstrndup(strbuf_str(&t->text) + t->starts[line], at - t->starts[line]);
	int w = canvas_width(left);

	free(left);
	return w;
}

/* The end of a shown line, before its LF. */
static size_t
line_end(const struct textedit *t, int line)
{
	size_t end = t->starts[line + 1] - 1;

	if (line + 1 < t->nlines && strbuf_str(&t->text)[end] != '\n')
		end = utf8_prev(strbuf_str(&t->text), end + 1);	/* a wrapped line */
	return end;
}

static void
to_line(struct textedit *t, int line)
{
	char *part;

	if (line < 0)
		line = 0;
	if (line >= t->nlines)
		line = t->nlines - 1;
	part = xstrndup(strbuf_str(&t->text) + t->starts[line],
	    line_end(t, line) - t->starts[line]);
	t->at = t->starts[line] + canvas_fit(part, t->goal);
	free(part);
}

static void
remember(struct textedit *t)
{
	strbuf_clear(&t->undo);
	strbuf_add_n(&t->undo, strbuf_str(&t->text), t->text.len);
	t->undo_at = t->at;
	t->is_changed = true;
}

static void
erase(struct textedit *t, size_t from, size_t to)
{
	if (from >= to)
		return;
	memmove(t->text.s + from, t->text.s + to, t->text.len - to + 1);
	t->text.len -= to - from;
	t->at = from;
	t->is_changed = true;
}

static size_t
code_points(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		if (((unsigned char)*s & 0xc0) != 0x80)
			n++;
	return n;
}

static bool
insert(struct textedit *t, const char *s, size_t len)
{
	size_t tail = t->text.len - t->at;

	if (code_points(strbuf_str(&t->text)) + code_points(s) > (size_t)t->max_len)
		return false;
	strbuf_add_n(&t->text, s, len);
	memmove(t->text.s + t->at + len, t->text.s + t->at, tail);
	memcpy(t->text.s + t->at, s, len);
	t->at += len;
	t->is_changed = true;
	return true;
}

static enum err
textedit_open(struct screen *s, void *arg, struct err_note *note)
{
	(void)note;
	s->data = arg;
	screen_set_mode(s, _("TEXT"));
	screen_set_hint(s, "%s", _("F2 takes the text over, Esc drops the changes, ^Z undoes the last one."));
	return ERR_OK;
}

static void
textedit_draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct textedit *t = s->data;
	struct rect in = rect_inner(body);
	int i, line;

	canvas_box(c, body, ROLE_RULE, t->title);
	t->cols = in.cols;
	lay_out(t);
	line = line_of(t, t->at);
	if (line < t->top)
		t->top = line;
	if (in.rows > 0 && line >= t->top + in.rows)
		t->top = line - in.rows + 1;
	for (i = 0; i < in.rows && t->top + i < t->nlines; i++) {
		size_t from = t->starts[t->top + i], to = line_end(t, t->top + i);
		char *part = xstrndup(strbuf_str(&t->text) + from, to - from);

		canvas_text(c, in.row + i, in.col, in.cols, ROLE_FIELD, part);
		free(part);
	}
	canvas_cursor(c, in.row + line - t->top, in.col + column_of(t, line, t->at));
	screen_set_status(s, _("line %d of %d"), line + 1, t->nlines);
}

static void
paste(struct screen *s, const struct ui_event *ev)
{
	struct textedit *t = s->data;

	remember(t);
	if (!insert(t, ev->text, ev->len))
		app_error(s->app, _("The text is full: %d characters."), t->max_len);
}

static bool
text_key(struct screen *s, const struct ui_event *ev)
{
	struct textedit *t = s->data;
	const char *text = strbuf_str(&t->text);
	int line = line_of(t, t->at);
	bool keeps_goal = false;

	switch (ev->action) {
	case ACT_LEFT:
		t->at = t->at > 0 ? utf8_prev(text, t->at) : 0;
		break;
	case ACT_RIGHT:
		t->at = t->at < t->text.len ? utf8_next(text, t->at) : t->text.len;
		break;
	case ACT_UP:
	case ACT_DOWN:
	case ACT_PAGE_UP:
	case ACT_PAGE_DOWN:
		to_line(t, line + (ev->action == ACT_UP ? -1 : ev->action == ACT_DOWN ? 1 :
		    ev->action == ACT_PAGE_UP ? -10 : 10));
		keeps_goal = true;
		break;
	case ACT_HOME:
		t->at = t->starts[line];
		break;
	case ACT_END:
		t->at = line_end(t, line);
		break;
	case ACT_TOP:
		t->at = 0;
		break;
	case ACT_BOTTOM:
		t->at = t->text.len;
		break;
	case ACT_ENTER:
		remember(t);
		if (!insert(t, "\n", 1))
			app_error(s->app, _("The text is full: %d characters."), t->max_len);
		break;
	case ACT_BACKSPACE:
		erase(t, t->at > 0 ? utf8_prev(text, t->at) : 0, t->at);
		break;
	case ACT_DELETE_CHAR:
		erase(t, t->at, t->at < t->text.len ? utf8_next(text, t->at) : t->at);
		break;
	case ACT_CLEAR:
		remember(t);
		erase(t, t->starts[line], line_end(t, line));
		break;
	case ACT_DELETE_END:
		remember(t);
		erase(t, t->at, line_end(t, line));
		break;
	case ACT_UNDO: {
		struct strbuf swap = t->text;

		if (t->undo.s == NULL)
			break;
		t->text = t->undo;
		t->undo = swap;
		t->at = t->undo_at <= t->text.len ? t->undo_at : t->text.len;
		break;
	}
	case ACT_SAVE:
		t->is_done = true;
		screen_close(s);
		break;
	default:
		return false;
	}
	lay_out(t);
	if (!keeps_goal)
		t->goal = column_of(t, line_of(t, t->at), t->at);
	return true;
}

static bool
textedit_event(struct screen *s, const struct ui_event *ev)
{
	struct textedit *t = s->data;

	switch (ev->kind) {
	case EV_TEXT:
		if (ev->text[0] == ' ' || t->undo.s == NULL)
			remember(t);
		if (!insert(t, ev->text, ev->len))
			app_error(s->app, _("The text is full: %d characters."), t->max_len);
		lay_out(t);
		t->goal = column_of(t, line_of(t, t->at), t->at);
		return true;
	case EV_PASTE:
		paste(s, ev);
		return true;
	case EV_SCAN:
		return true;
	case EV_KEY:
		return text_key(s, ev);
	default:
		return false;
	}
}

static void
textedit_tick(struct screen *s)
{
	const struct textedit *t = s->data;
	char *clean;

	if (t->keep == NULL || !t->is_changed)
		return;
	clean = utf8_clean(strbuf_str(&t->text), t->text.len, true);
	if (clean != NULL)
		t->keep->text(t->keep->ctx, clean);
	free(clean);
}

static bool
textedit_may_close(struct screen *s)
{
	struct textedit *t = s->data;

	return !t->is_changed || app_is_leaving(s->app) ||
	    dialog_confirm(s->app, t->title, _("Drop the changes to this text?"));
}

static const enum act textedit_bar[] = {
	ACT_HELP, ACT_SAVE, ACT_UNDO, ACT_CANCEL, ACT_NONE
};
static const struct screen_class textedit_class = {
	.name = "textedit", .code = "", .title = "", .context = CONTEXT_TEXT,
	.bar = textedit_bar, .open = textedit_open, .draw = textedit_draw,
	.event = textedit_event, .tick = textedit_tick, .may_close = textedit_may_close,
};

bool
textedit_run(struct app *app, const char *title, int max_len, const struct textedit_keep *keep,
    char **text)
{
	struct textedit *t = xcalloc(1, sizeof *t);
	bool done;

	t->title = title;
	t->keep = keep;
	t->max_len = max_len > 0 ? max_len : 4000;
	t->cols = 80;
	strbuf_add(&t->text, *text != NULL ? *text : "");
	t->at = t->text.len;
	lay_out(t);
	app_modal(app, &textedit_class, t);
	done = t->is_done;
	if (done) {
		char *clean = utf8_clean(strbuf_str(&t->text), t->text.len, true);

		free(*text);
		*text = clean != NULL ? clean : xstrdup("");
	}
	strbuf_fini(&t->text);
	strbuf_fini(&t->undo);
	free(t);
	return done;
}
