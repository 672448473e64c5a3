#include "ui/app_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

/* Below this nothing can be worked with; the state stays, and a larger window
 * brings everything back. */
#define MIN_ROWS 6
#define MIN_COLS 20

static const enum act default_bar[] = {
	ACT_HELP, ACT_BACK, ACT_GO, ACT_MENU, ACT_TASKS, ACT_NONE
};

/* Bottom lines: XS has no ruler, and hint and message share a line. */
static int
bottom_lines(const struct canvas *c)
{
	return size_class_of(canvas_rows(c), canvas_cols(c)) == SIZE_XS ? 3 : 5;
}

static int
top_lines(const struct canvas *c)
{
	return size_class_of(canvas_rows(c), canvas_cols(c)) == SIZE_XS ? 1 : 2;
}

struct rect
frame_body(const struct canvas *c)
{
	int top = top_lines(c), rows = canvas_rows(c) - top - bottom_lines(c);

	return (struct rect){ top, 0, rows > 0 ? rows : 0, canvas_cols(c) };
}

static void
draw_title(struct app *app, const struct screen *top)
{
	const struct task *t = app->ntasks > 0 ? &app->tasks[app->current] : NULL;
	int cols = canvas_cols(app->canvas), minute = instant_minute(clock_now_ms());
	enum role role = app->config.is_training ? ROLE_TITLE_ALERT : ROLE_TITLE;
	struct strbuf left = { 0 }, right = { 0 };
	const char *code = top->code, *crumbs;
	size_t head;
	int i, wr, room;

	if (app->nmodals > 0 && t != NULL && t->depth > 0)
		code = t->stack[t->depth - 1]->code;
	if (!str_empty(code))
		strbuf_addf(&left, " %s  ", code);
	else
		strbuf_add(&left, " ");
	head = left.len;
	for (i = 0; t != NULL && i < t->depth; i++) {
		/* a phone has room for where we are only */
		if (cols < 60 && i < t->depth - 1)
			continue;
		if (i > 0 && cols >= 60)
			strbuf_add(&left, " > ");
		strbuf_add(&left, t->stack[i]->title);
	}
	if (app->config.is_training)
		strbuf_addf(&right, "%s  ", _("TRAINING"));
	if (cols >= 60 && app->shop[0] != '\0')
		strbuf_addf(&right, "%s  ", app->shop);
	strbuf_addf(&right, "%s  %02d:%02d ", app->who, minute / 60, minute % 60);
	wr = canvas_width(strbuf_str(&right));
	if (wr > cols / 2) {
		strbuf_clear(&right);
		strbuf_addf(&right, "%02d:%02d ", minute / 60, minute % 60);
		wr = canvas_width(strbuf_str(&right));
	}
	canvas_fill(app->canvas, (struct rect){ 0, 0, 1, cols }, role);
	crumbs = strbuf_str(&left);
	room = cols - wr - 1;
	if (canvas_width(crumbs) > room && strlen(crumbs) > head) {
		/* where we are matters more than how we came here */
		room -= canvas_text(app->canvas, 0, 0, (int)head, role, crumbs);
		room -= canvas_text(app->canvas, 0, (int)head, 4, role, "... ");
		crumbs += head;
		while (canvas_width(crumbs) > room && strstr(crumbs, " > ") != NULL)
			crumbs = strstr(crumbs, " > ") + 3;
		canvas_text(app->canvas, 0, (int)head + 4, room, role, crumbs);
	} else {
		canvas_text(app->canvas, 0, 0, room, role, crumbs);
	}
	canvas_text(app->canvas, 0, cols - wr, wr, role, strbuf_str(&right));
	strbuf_fini(&left);
	strbuf_fini(&right);
}

static void
draw_status(struct app *app, const struct screen *s, int row)
{
	int cols = canvas_cols(app->canvas), wl, wr;
	struct strbuf left = { 0 }, right = { 0 };
	char lang[3];

	strbuf_addf(&left, " %s%s", s->mode, s->has_changes ? _(" *changed") : "");
	if (s->status[0] != '\0')
		strbuf_add(&right, s->status);
	if (app->config.status != NULL) {
		struct strbuf more = { 0 };

		app->config.status(app->config.ctx, &more);
		if (more.len > 0)
			strbuf_addf(&right, "%s%s", right.len > 0 ? " | " : "",
			    strbuf_str(&more));
		strbuf_fini(&more);
	}
	str_copy(lang, sizeof lang, i18n_lang());
	if (lang[0] >= 'a')
		lang[0] = (char)(lang[0] - 32);
	if (lang[1] >= 'a')
		lang[1] = (char)(lang[1] - 32);
	strbuf_addf(&right, "%s%s ", right.len > 0 ? " | " : "", lang);
	wl = canvas_width(strbuf_str(&left));
	wr = canvas_width(strbuf_str(&right));
	if (wr > cols - wl - 1)
		wr = cols - wl - 1;
	canvas_text(app->canvas, row, 0, cols, ROLE_STATUS, strbuf_str(&left));
	if (wr > 0)
		canvas_text(app->canvas, row, cols - wr, wr, ROLE_STATUS, strbuf_str(&right));
	strbuf_fini(&left);
	strbuf_fini(&right);
}

static const char *
key_label(struct screen *s, enum act act)
{
	const char *own = act == ACT_BACK && s->class->back_label != NULL ? s->class->back_label(s) : NULL;

	return own != NULL ? own : action_at(act)->label;
}

static void
draw_keys(struct app *app, struct screen *s, int row)
{
	const enum act *bar = screen_bar(s) != NULL ? screen_bar(s) : default_bar;
	bool by_esc = input_saw_esc_digit(app->input) && !input_saw_fkey(app->input);
	int cols = canvas_cols(app->canvas), col = 1, need, key;
	char name[16];

	canvas_fill(app->canvas, (struct rect){ row, 0, 1, cols }, ROLE_KEY_LABEL);
	for (; *bar != ACT_NONE; bar++) {
		const char *label = tr(key_label(s, *bar));

		key = keymap_key(app->config.keymap, screen_context(s), *bar, by_esc);
		if (key == 0 || label[0] == '\0')
			continue;
		ukey_short_name(key, name, sizeof name);
		need = (int)strlen(name) + 1 + canvas_width(label);
		if (col + need > cols - (bar[1] != ACT_NONE ? 2 : 0)) {
			/* more than fits: F10 has them all */
			canvas_text(app->canvas, row, cols - 2, 1, ROLE_KEY, "+");
			break;
		}
		col += canvas_text(app->canvas, row, col, -1, ROLE_KEY, name) + 1;
		col += canvas_text(app->canvas, row, col, -1, ROLE_KEY_LABEL, label) + 1;
		if (cols >= 100)
			col++;
	}
}

static void
draw_bottom(struct app *app, struct screen *s)
{
	struct canvas *c = app->canvas;
	int rows = canvas_rows(c), cols = canvas_cols(c), row = rows - bottom_lines(c);

	if (bottom_lines(c) == 5)
		canvas_hline(c, row++, 0, cols, ROLE_RULE);
	canvas_fill(c, (struct rect){ row, 0, 1, cols }, ROLE_TEXT);
	if (app->message[0] != '\0')
		canvas_text(c, row, 1, cols - 1, app->message_role, app->message);
	else if (bottom_lines(c) == 3 && !app->go_active)
		canvas_text(c, row, 1, cols - 1, ROLE_HINT, s->hint);
	if (bottom_lines(c) == 5)
		row++;
	if (app->go_active)
		go_draw(app, row);
	else if (bottom_lines(c) == 5)
		canvas_textf(c, row, 0, cols, ROLE_HINT, " %s", s->hint);
	draw_status(app, s, row + 1);
	draw_keys(app, s, row + 2);
}

static void
draw_too_small(struct app *app)
{
	struct rect all = canvas_rect(app->canvas);
	char text[128];

	snprintf(text, sizeof text, _("Window too small: %d x %d. Please enlarge it."),
	    all.cols, all.rows);
	canvas_wrap(app->canvas, all, ROLE_TEXT, text, 0, true);
}

void
frame_draw(struct app *app)
{
	struct canvas *c = app->canvas;
	struct screen *top = app_top(app), *base = NULL;
	struct rect body = frame_body(c);
	int i;

	canvas_fill(c, canvas_rect(c), ROLE_TEXT);
	canvas_cursor(c, 0, 0);
	if (top == NULL)
		return;
	if (canvas_rows(c) < MIN_ROWS || canvas_cols(c) < MIN_COLS) {
		draw_too_small(app);
		return;
	}
	if (top->class->is_cover) {
		top->class->draw(top, c, canvas_rect(c));
		return;
	}
	if (app->ntasks > 0 && app->tasks[app->current].depth > 0) {
		struct task *t = &app->tasks[app->current];

		base = t->stack[t->depth - 1];
		base->class->draw(base, c, body);
	}
	for (i = 0; i < app->nmodals; i++)
		app->modals[i]->class->draw(app->modals[i], c, body);
	if (top_lines(c) == 2)
		canvas_hline(c, 1, 0, canvas_cols(c), ROLE_RULE);
	draw_title(app, top);
	draw_bottom(app, top);
}
