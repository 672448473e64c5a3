#include "ui/popups.h"

#include <string.h>

#include "base/i18n.h"

struct viewer {
	const char *title, *text;
	bool wrap;
	const enum act *stop_at;
	int top, lines, rows, left;
	enum act end;
};

static enum err
viewer_open(struct screen *s, void *arg, struct err_note *note)
{
	struct viewer *v = arg;

	(void)note;
	s->data = v;
	str_copy(s->title, sizeof s->title, v->title);
	screen_set_mode(s, _("VIEW"));
	screen_set_hint(s, "%s", _("Arrows and PgUp/PgDn scroll. Esc closes."));
	return ERR_OK;
}

static void
draw_lines(struct viewer *v, struct canvas *c, struct rect r)
{
	const char *p = v->text;
	struct strbuf line = { 0 };
	int i;

	v->lines = 0;
	for (i = 0; *p != '\0'; i++) {
		size_t len = strcspn(p, "\n");

		if (i >= v->top && i - v->top < r.rows) {
			const char *s;

			strbuf_clear(&line);
			strbuf_add_n(&line, p, len);
			s = strbuf_str(&line);
			s += canvas_fit(s, v->left);
			canvas_text(c, r.row + i - v->top, r.col, r.cols, ROLE_POPUP, s);
		}
		v->lines++;
		p += len + (p[len] == '\n');
	}
	strbuf_fini(&line);
}

static void
viewer_draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct viewer *v = s->data;
	struct rect in = rect_inner(body);

	canvas_box(c, body, ROLE_RULE, v->title);
	v->rows = in.rows;
	if (v->wrap)
		v->lines = canvas_wrap(c, in, ROLE_POPUP, v->text, v->top, true);
	else
		draw_lines(v, c, in);
	screen_set_status(s, _("line %d of %d"), v->lines > 0 ? v->top + 1 : 0, v->lines);
	canvas_cursor(c, in.row, in.col);
}

static bool
viewer_event(struct screen *s, const struct ui_event *ev)
{
	struct viewer *v = s->data;
	const enum act *a;

	for (a = v->stop_at; a != NULL && *a != ACT_NONE; a++) {
		if (ev->action == *a) {
			v->end = *a;
			screen_close(s);
			return true;
		}
	}
	switch (ev->action) {
	case ACT_UP:
		v->top--;
		break;
	case ACT_DOWN:
	case ACT_NEXT:
		v->top++;
		break;
	case ACT_LEFT:
		v->left = v->left > 8 ? v->left - 8 : 0;
		break;
	case ACT_RIGHT:
		v->left += 8;
		break;
	case ACT_PAGE_UP:
		v->top -= v->rows;
		break;
	case ACT_PAGE_DOWN:
		v->top += v->rows;
		break;
	case ACT_HOME:
	case ACT_TOP:
		v->top = 0;
		break;
	case ACT_END:
	case ACT_BOTTOM:
		v->top = v->lines;
		break;
	case ACT_ENTER:
		screen_close(s);
		return true;
	default:
		/* help inside help, tasks and so on wait for the close */
		return ev->action != ACT_BACK && ev->action != ACT_CANCEL &&
		    ev->action != ACT_STOP && ev->action != ACT_REPAINT;
	}
	if (v->top > v->lines - v->rows)
		v->top = v->lines - v->rows;
	if (v->top < 0)
		v->top = 0;
	return true;
}

static const enum act viewer_bar[] = {
	ACT_BACK, ACT_CANCEL, ACT_NONE
};
static const struct screen_class viewer_class = {
	.name = "viewer", .code = "", .title = "", .context = CONTEXT_VIEW,
	.bar = viewer_bar, .open = viewer_open, .draw = viewer_draw,
	.event = viewer_event,
};

enum act
viewer_run(struct app *app, const char *title, const char *text, bool wrap,
    const enum act *stop_at)
{
	struct viewer v = {
		.title = title, .text = text, .wrap = wrap, .stop_at = stop_at,
		.end = ACT_BACK,
	};

	app_modal(app, &viewer_class, &v);
	return v.end;
}
