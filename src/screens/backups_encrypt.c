/* Encryption of the store, from the screen (doc/CRYPTO.md): what it is, and the four things that
 * can be done. The store is written anew while nobody has it open, so the session asks the worker
 * for it; on a terminal of its own it ends, and quen desk does it. */
#include "config.h"

#include "screens/backups.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/i18n.h"
#include "base/keyring.h"
#include "base/str.h"
#include "db/crypt.h"
#include "jobs/restore.h"
#include "store/sealed.h"
#include "ui/dialog.h"

#define CHOICES 3

struct choice { const char *word, *label; };

/* The keys themselves a session that is shut in may not read: numbers alone, from the store. */
static enum err
look(struct session *s, uint32_t *key, unsigned *fields, struct err_note *note)
{
	enum err e = session_read(s, note);

	if (e != ERR_OK)
		return e;
	e = access_need(s->st, "setting", VERB_EDIT, note);
	if (e == ERR_OK)
		e = access_need(s->st, "backup", VERB_EDIT, note);
	if (e == ERR_OK)
		e = sealed_master(s->st, fields, note);
	*key = db_crypt_key(store_db(s->st));
	session_done(s);
	return e;
}

static void
ask_for(struct session *s, const char *word)
{
	struct err_note note = { 0 };
	int64_t id = 0;
	enum err e;

	if (s->served == NULL && s->wish != NULL) {
		str_copy(s->wish->encrypt, sizeof s->wish->encrypt, word);
		app_quit(s->app);
		return;
	}
	e = session_write(s, &note);
	if (e == ERR_OK)
		e = access_need(s->st, "setting", VERB_EDIT, &note);
	if (e == ERR_OK)
		e = keep_order_put(s->st, "encrypt", word, &id, &note);
	e = session_end(s, e, &note);
	if (e != ERR_OK)
		app_error_note(s->app, &note);
	else
		app_message(s->app, "%s", _("The worker does it: all sessions end in a moment, this one too."));
}

void
backups_encrypt(struct session *s)
{
	static const struct choice clear[] = { { "on", N_("Encrypt") },
		{ "new-master", N_("New master key") } };
	static const struct choice sealed[] = { { "new-key", N_("New key") },
		{ "new-master", N_("New master key") }, { "off", N_("Off") } };
	const struct choice *c = clear;
	const char *answers[CHOICES];
	struct err_note note = { 0 };
	char text[200];
	unsigned fields = 1;
	uint32_t key = 0;
	size_t n = 2;
	int i;

	if (look(s, &key, &fields, &note) != ERR_OK) {
		app_error_note(s->app, &note);
		return;
	}
	snprintf(text, sizeof text, _("Not encrypted. Sealed fields: master key %u."), fields);
	if (key != 0) {
		snprintf(text, sizeof text, _("Encrypted: key %u of master key %u. Sealed fields: master key %u."),
		    key & 0xffffff, KEYRING_MASTER(key), fields);
		c = sealed;
		n = 3;
	}
	for (size_t k = 0; k < n; k++)
		answers[k] = _(c[k].label);
	i = dialog_choose(s->app, _("Encryption of the store"), text, answers, n, 0);
	if (i >= 0 && dialog_confirm_word(s->app, _(c[i].label),
	    _("All sessions are told and end; drafts are kept. Make a backup first."), c[i].word))
		ask_for(s, c[i].word);
}
