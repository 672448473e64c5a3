#include "ui/app_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/popups.h"

void
go_free(struct app *app)
{
	int i;

	for (i = 0; i < GO_HISTORY; i++)
		free(app->go_history[i]);
	edit_fini(&app->go_edit);
}

void
go_open(struct app *app)
{
	edit_fini(&app->go_edit);
	edit_init(&app->go_edit, 200);
	app->go_active = true;
	app->go_at = -1;
}

void
go_draw(struct app *app, int row)
{
	const char *label = _("Go to:");
	int cols = canvas_cols(app->canvas), w;

	canvas_fill(app->canvas, (struct rect){ row, 0, 1, cols }, ROLE_TEXT);
	w = canvas_text(app->canvas, row, 1, -1, ROLE_LABEL, label) + 2;
	edit_draw(&app->go_edit, app->canvas, row, w, cols - w - 1, ROLE_FIELD, true);
}

static void
keep(struct app *app, const char *text)
{
	if (app->go_history[0] != NULL && str_eq(app->go_history[0], text))
		return;
	free(app->go_history[GO_HISTORY - 1]);
	memmove(app->go_history + 1, app->go_history,
	    (GO_HISTORY - 1) * sizeof app->go_history[0]);
	app->go_history[0] = xstrdup(text);
}

enum err
app_go(struct app *app, const char *text, struct err_note *note)
{
	enum go_mode mode = GO_PUSH;

	text += strspn(text, " ");
	if (*text == '\0')
		return err_set(note, ERR_INVALID, "",
		    _("Type a code such as CU, a menu number or words."));
	if (*text == '?') {
		struct strbuf help = { 0 };

		if (app->config.go_help != NULL)
			app->config.go_help(app->config.ctx, text + 1, &help);
		if (help.len > 0)
			(void)viewer_run(app, _("Help"), strbuf_str(&help), true, NULL);
		strbuf_fini(&help);
		return ERR_OK;
	}
	if (*text == '+')
		mode = GO_NEW_TASK;
	else if (*text == '=')
		mode = GO_REPLACE;
	if (mode != GO_PUSH)
		text++;
	if (app->config.go == NULL)
		return err_set(note, ERR_NOTFOUND, "", _("There is nowhere to go."));
	return app->config.go(app->config.ctx, app, text, mode, note);
}

static void
run(struct app *app)
{
	struct err_note note = { 0 };
	char *text = xstrdup(edit_text(&app->go_edit));

	app->go_active = false;
	if (text[strspn(text, " ")] != '\0') {
		keep(app, text);
		if (app_go(app, text, &note) != ERR_OK)
			app_error_note(app, &note);
	}
	free(text);
}

static void
recall(struct app *app, int by)
{
	int at = app->go_at + by;

	if (at < -1 || at >= GO_HISTORY || (at >= 0 && app->go_history[at] == NULL))
		return;
	app->go_at = at;
	edit_set(&app->go_edit, at >= 0 ? app->go_history[at] : "");
}

bool
go_event(struct app *app, const struct ui_event *ev)
{
	switch (ev->action) {
	case ACT_ENTER:
	case ACT_SAVE:
		if (ev->kind == EV_KEY) {
			run(app);
			return true;
		}
		break;
	case ACT_CANCEL:
	case ACT_STOP:
	case ACT_BACK:
	case ACT_GO:
		app->go_active = false;
		return true;
	case ACT_UP:
		recall(app, 1);
		return true;
	case ACT_DOWN:
		recall(app, -1);
		return true;
	case ACT_REPAINT:
		return false;
	default:
		break;
	}
	if (ev->kind == EV_SCAN) {	/* belongs to the screen, not to a prompt */
		app->go_active = false;
		return false;
	}
	(void)edit_event(&app->go_edit, ev);
	return ev->kind == EV_KEY || ev->kind == EV_TEXT || ev->kind == EV_PASTE;
}
