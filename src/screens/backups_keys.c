/* The recovery key and the passphrase of backups, from the screen. */
#include "config.h"

#include "screens/backups.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/str.h"
#include "ui/dialog.h"
#include "ui/popups.h"

static enum err
write_it(struct session *s, enum err (*put)(struct store *st, const char *typed, struct err_note *note),
    const char *typed, struct err_note *note)
{
	enum err e = session_write(s, note);

	return e == ERR_OK ? session_end(s, put(s->st, typed, note), note) : e;
}

void
backups_new_key(struct session *s)
{
	char text[LOCKBOX_TEXT], typed[256] = "", shown[700];
	unsigned char one[LOCKBOX_KEY], two[LOCKBOX_KEY];
	struct err_note note = { 0 };
	enum err e;

	if (!session_may(s, "backup", VERB_EDIT)) {
		app_error(s->app, "%s", _("Not allowed: needs the right backup.edit."));
		return;
	}
	if (!dialog_confirm(s->app, _("New recovery key?"),
	    _("It is shown once, to be written down. The next backups are locked to the new one.")))
		return;
	backup_recovery_make(text);
	snprintf(shown, sizeof shown, "%s\n\n    %.35s\n    %.35s\n\n%s", _("Write this down twice, and keep it away from this machine:"),
	    text, text + 36, _("Whoever has it opens every backup. Without it, and without this server, nobody does. F3, then type it from the paper."));
	shown[sizeof shown - 1] = '\0';
	(void)viewer_run(s->app, _("Recovery key"), shown, true, NULL);
	e = lockbox_read_text(text, one, &note);
	if (e == ERR_OK && !dialog_prompt(s->app, _("Recovery key"), _("As it stands on the paper"), false,
	    typed, sizeof typed))
		e = err_set(&note, ERR_CANCELLED, "", _("Not typed back: nothing was changed."));
	if (e == ERR_OK)
		e = lockbox_read_text(typed, two, &note);
	if (e == ERR_OK && !secret_equal(one, two, sizeof one))
		e = err_set(&note, ERR_INVALID, "key", _("That was another key. Nothing was changed."));
	if (e == ERR_OK)
		e = write_it(s, backup_recovery_put, typed, &note);
	secret_wipe(text, sizeof text);
	secret_wipe(typed, sizeof typed);
	secret_wipe(shown, sizeof shown);
	secret_wipe(one, sizeof one);
	secret_wipe(two, sizeof two);
	if (e != ERR_OK)
		app_error_note(s->app, &note);
	else
		app_message(s->app, "%s", _("From the next backup on it opens them all."));
}

void
backups_test_key(struct session *s)
{
	char typed[256] = "";
	struct err_note note = { 0 };
	enum err e;

	if (!dialog_prompt(s->app, _("Test the recovery key"), _("As it stands on the paper"), false, typed,
	    sizeof typed))
		return;
	e = write_it(s, backup_recovery_test, typed, &note);
	secret_wipe(typed, sizeof typed);
	if (e != ERR_OK)
		app_error_note(s->app, &note);
	else
		app_message(s->app, "%s", _("This is the recovery key."));
}

void
backups_passphrase(struct session *s)
{
	char typed[256] = "";
	struct err_note note = { 0 };
	enum err e;

	if (!dialog_prompt(s->app, _("Passphrase of backups"), _("Nothing: none any more"), true, typed,
	    sizeof typed))
		return;
	e = write_it(s, backup_passphrase_put, typed, &note);
	if (e != ERR_OK)
		app_error_note(s->app, &note);
	else
		app_message(s->app, "%s", typed[0] != '\0' ? _("The next backups open with it too.") :
		    _("The next backups have no passphrase."));
	secret_wipe(typed, sizeof typed);
}
