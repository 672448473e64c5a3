#include "config.h"

#include "screens/idle.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/sign_in.h"
#include "screens/served.h"
#include "ui/edit.h"

#define LOCK_TRIES 5
#define BOX_COLS 46

struct idle {
	struct edit edit;
	char error[160];
	int wrong;
	bool has_password;		/* Quen keeps one for this user */
};

int64_t
idle_limit(const struct session *s)
{
	return s->served ? s->served->lock_seconds : 0;
}

static enum err
open_idle(struct screen *sc, void *arg, struct err_note *note)
{
	struct session *s = session_of(sc->app);
	struct idle *k = xcalloc(1, sizeof *k);

	(void)arg;
	(void)note;
	edit_init(&k->edit, 512);
	k->edit.is_secret = true;
	k->has_password = actor_has_password(s->st, actor_code(s->a));
	s->served->lock = sc;
	sc->data = k;
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct session *s = session_of(sc->app);
	struct idle *k = sc->data;
	struct rect box = rect_centre(body, 9, body.cols < BOX_COLS + 2 ? body.cols - 2 : BOX_COLS), in;
	int wide;

	canvas_box(c, box, ROLE_POPUP, _("Locked"));
	in = rect_inner(box);
	in.col++;
	in.cols -= 2;
	canvas_textf(c, in.row, in.col, in.cols, ROLE_TITLE, " %s  %s", actor_code(s->a), s->shop);
	if (k->has_password) {
		wide = canvas_width(_("Password")) + 1;
		canvas_text(c, in.row + 2, in.col, wide, ROLE_LABEL, _("Password"));
		edit_draw(&k->edit, c, in.row + 2, in.col + wide, in.cols - wide,
		    ROLE_FIELD_FOCUS, true);
	} else {
		canvas_wrap(c, (struct rect) { in.row + 2, in.col, 2, in.cols }, ROLE_POPUP,
		    _("Sign in again from your terminal to go on here."), 0, true);
		canvas_cursor(c, in.row + 2, in.col);
	}
	if (k->error[0])
		canvas_wrap(c, (struct rect) { in.row + 4, in.col, 2, in.cols }, ROLE_ERROR,
		    k->error, 0, true);
	canvas_text(c, in.row + in.rows - 1, in.col, in.cols, ROLE_HINT,
	    k->has_password ? _("Enter: go on   F3: sign out, work is kept")
	    : _("F3: sign out, work is kept"));
}

static void
try_password(struct screen *sc)
{
	struct session *s = session_of(sc->app);
	struct idle *k = sc->data;
	struct sign_note failed = { .event = SIGN_EVENT_FAILED, .user = actor_code(s->a),
		.source = s->served->peer, .how = "lock", .key = "", .count = 1 };
	struct err_note note = { 0 };

	if (edit_is_empty(&k->edit))
		return;
	if (actor_check_password(s->st, actor_code(s->a), edit_text(&k->edit))) {
		screen_close(sc);
		return;
	}
	edit_set(&k->edit, "");
	str_copy(k->error, sizeof k->error, _("That was not the password."));
	if (sign_in_note(s->st, &failed, &note) != ERR_OK)
		log_write(LOG_LEVEL_WARN, "lock: %s", note.text);
	if (++k->wrong < LOCK_TRIES)
		return;
	str_copy(s->served->goodbye, sizeof s->served->goodbye,
	    _("Too many wrong passwords. Your work is kept as drafts."));
	app_quit(sc->app);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct idle *k = sc->data;

	if (ev->action == ACT_BACK) {
		app_quit(sc->app);
		return true;
	}
	if (ev->action == ACT_REPAINT)
		app_terminal_again(sc->app, "");
	else if (!k->has_password || ev->kind == EV_SCAN)
		return true;
	else if (ev->key == UKEY_ENTER)
		try_password(sc);
	else if (edit_event(&k->edit, ev) == EDIT_CHANGED)
		k->error[0] = '\0';
	return true;
}

static void
fini(struct screen *sc)
{
	struct idle *k = sc->data;

	session_of(sc->app)->served->lock = NULL;
	edit_fini(&k->edit);
	free(k);
}

static const struct screen_class lock_class = {
	.name = "lock", .code = "", .title = N_("Locked"), .context = CONTEXT_DIALOG,
	.is_cover = true, .open = open_idle, .draw = draw, .event = event, .fini = fini,
};

void
idle_lock(struct session *s)
{
	if (!s->served || s->served->lock || app_is_leaving(s->app))
		return;
	app_modal(s->app, &lock_class, NULL);
}

void
idle_unlock(struct session *s)
{
	if (s->served && s->served->lock)
		screen_close(s->served->lock);
}
