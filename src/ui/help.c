#include "ui/app_int.h"

#include "base/i18n.h"
#include "ui/popups.h"

/* Pressing F1 again in a help text closes it with this. */
static const enum act again[] = { ACT_HELP, ACT_NONE };

static void
add_general(struct strbuf *b)
{
	strbuf_add(b, _("Moving around\n"));
	strbuf_add(b, _("F9 goes to any screen by its code (CU), a menu number or words; +CU opens it in a new task, "
	    "=CU instead of this one, ?CU explains it.\n"));
	strbuf_add(b, _("Ctrl-T switches between up to nine tasks. F3 goes back, F10 lists everything a screen can do.\n"));
	strbuf_add(b, _("Without F-keys: Esc, then a digit. Esc 1 is F1, Esc 0 is F10, Esc = is F12.\n"));
	strbuf_add(b, _("In lists letters search; in lookups Enter takes what was typed when it is clear.\n"));
}

void
keys_run(struct app *app, struct screen *s)
{
	struct strbuf b = { 0 };

	keymap_sheet(app->config.keymap, screen_context(s), &b);
	if (viewer_run(app, _("Keys of this screen"), strbuf_str(&b), true, again) == ACT_HELP) {
		strbuf_clear(&b);
		add_general(&b);
		(void)viewer_run(app, _("Help"), strbuf_str(&b), true, NULL);
	}
	strbuf_fini(&b);
}

/* First the field or screen, then its keys, then how to move around. */
void
help_run(struct app *app, struct screen *s)
{
	struct strbuf b = { 0 };
	bool next = true;

	if (s->class->help != NULL)
		s->class->help(s, &b);
	if (b.len > 0) {
		strbuf_add(&b, _("\n\nPress F1 again for the keys of this screen."));
		next = viewer_run(app, _("Help"), strbuf_str(&b), true, again) == ACT_HELP;
	}
	strbuf_fini(&b);
	if (next)
		keys_run(app, s);
}
