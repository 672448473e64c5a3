#include "config.h"

#include "screens/self.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "screens/sign_code.h"
#include "ui/dialog.h"
#include "ui/menu.h"

enum { SELF_PASSWORD, SELF_LANG, SELF_THEME, SELF_KEYMAP, SELF_CODES, SELF_LINES };

struct self { struct menu menu; struct menu_item items[SELF_LINES]; };

static const char *
or_default(const char *value)
{
	return str_empty(value) ? _("as installed") : value;
}

static void
fill(struct screen *sc)
{
	struct self *f = sc->data;
	const struct actor *a = session_of(sc->app)->a;

	f->items[SELF_PASSWORD] = (struct menu_item) { "", _("Password"), "", SELF_PASSWORD };
	f->items[SELF_CODES] = (struct menu_item) { "", _("One-time codes"), "", SELF_CODES };
	f->items[SELF_LANG] = (struct menu_item) { "", _("Language"),
		or_default(actor_lang(a)), SELF_LANG };
	f->items[SELF_THEME] = (struct menu_item) { "", _("Colours"),
		or_default(actor_theme(a)), SELF_THEME };
	f->items[SELF_KEYMAP] = (struct menu_item) { "", _("Keys"),
		or_default(actor_keymap(a)), SELF_KEYMAP };
}

static enum err
open_self(struct screen *sc, void *arg, struct err_note *note)
{
	struct self *f = xcalloc(1, sizeof *f);

	(void)arg;
	(void)note;
	sc->data = f;
	fill(sc);
	menu_init(&f->menu, f->items, SELF_LINES, true);
	screen_set_hint(sc, "%s", actor_name(session_of(sc->app)->a));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct self *f = sc->data;
	int cols = body.cols < 52 ? body.cols - 2 : 50;

	menu_draw(&f->menu, c, (struct rect) { body.row + 1, body.col + 1, body.rows - 1,
	    cols }, true);
}

void
self_password(struct session *s, const char *user)
{
	char once[256] = "", again[256] = "";
	struct err_note note;
	enum err err;

	if (dialog_prompt(s->app, user, _("New password"), true,
	    once, sizeof once) &&
	    dialog_prompt(s->app, user, _("Once more"), true, again,
	    sizeof again)) {
		if (!str_eq(once, again))
			app_error(s->app, "%s", _("The two passwords differ. Nothing was changed."));
		else {
			err = session_write(s, &note);
			if (err == ERR_OK)
				err = session_end(s, actor_set_password(s->st, user, once,
				    &note), &note);
			if (err != ERR_OK)
				app_error_note(s->app, &note);
			else
				app_message(s->app, _("The password of %s is changed."), user);
		}
	}
	secret_wipe(once, sizeof once);
	secret_wipe(again, sizeof again);
}

/* Screens that are open keep their language until they are opened again, so
 * everything starts anew; that must not cost unsaved work. */
static bool
may_restart(struct screen *sc)
{
	bool changed;

	for (size_t i = 0; app_task_title(sc->app, i, &changed); i++)
		if (changed)
			return false;
	return true;
}

static void
choose(struct screen *sc, int what)
{
	static const char *const langs[] = { "English", "Tiếng Việt", "简体中文" };
	static const char *const lang_codes[] = { "en", "vi", "zh_CN" };
	static const char *const themes[] = { "default", "mono", "contrast", "contrast-light",
	    "cvd" };
	static const char *const keymaps[] = { "default", "phone" };
	struct menu_item items[5];	/* more than fit beside each other on a phone */
	struct session *s = session_of(sc->app);
	char lang[16], theme[24], keymap[24];
	struct actor_prefs p = { lang, theme, keymap };
	struct err_note note;
	enum err err;
	int at;

	str_copy(lang, sizeof lang, actor_lang(s->a));
	str_copy(theme, sizeof theme, actor_theme(s->a));
	str_copy(keymap, sizeof keymap, actor_keymap(s->a));
	if (what == SELF_LANG)
		at = dialog_choose(sc->app, _("Language"), "", langs, 3, 0);
	else if (what == SELF_THEME) {
		for (size_t i = 0; i < 5; i++)
			items[i] = (struct menu_item){ "", tr_ctx("theme", themes[i]), "", (int)i };
		at = menu_run(sc->app, _("Colours"), items, 5);
	} else
		at = dialog_choose(sc->app, _("Keys"), "", keymaps, 2, 0);
	if (at < 0)
		return;
	if (what == SELF_LANG)
		str_copy(lang, sizeof lang, lang_codes[at]);
	else if (what == SELF_THEME)
		str_copy(theme, sizeof theme, themes[at]);
	else
		str_copy(keymap, sizeof keymap, keymaps[at]);
	err = session_write(s, &note);
	if (err == ERR_OK)
		err = session_end(s, actor_set_prefs(s->st, &p, &note), &note);
	if (err != ERR_OK) {
		app_error_note(sc->app, &note);
		return;
	}
	fill(sc);
	if (may_restart(sc)) {
		s->restart = true;
		app_quit(sc->app);
	} else
		app_message(sc->app, "%s",
		    _("Saved. It shows when you sign in again: unsaved work is open."));
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct self *f = sc->data;
	struct session *s = session_of(sc->app);

	switch (menu_event(&f->menu, ev)) {
	case MENU_PASS:
		return false;
	case MENU_USED:
		return true;
	case MENU_PICKED:
		break;
	}
	if (f->items[f->menu.at].value == SELF_PASSWORD)
		self_password(s, actor_code(s->a));
	else if (f->items[f->menu.at].value == SELF_CODES)
		sign_code_run(s, actor_code(s->a));
	else
		choose(sc, f->items[f->menu.at].value);
	return true;
}

static void
fini(struct screen *sc)
{
	free(sc->data);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_GO, ACT_MENU, ACT_TASKS, ACT_NONE };

static const struct screen_class self_class = {
	.name = "self", .code = "ME", .title = N_("My settings"), .context = CONTEXT_MENU,
	.bar = bar, .hold_ms = 80, .open = open_self, .draw = draw, .event = event,
	.fini = fini,
};

enum err
self_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &self_class, NULL, note);
}

enum err
self_log_off(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	bool changed, any = false;

	(void)mode;
	(void)args;
	(void)note;
	for (size_t i = 0; app_task_title(s->app, i, &changed); i++)
		any |= changed;
	if (dialog_confirm(s->app, _("Log off"), any
	    ? _("Unsaved work is kept as drafts. Log off?") : _("Log off?")))
		app_quit(s->app);
	return ERR_OK;
}
