/* quen encrypt: how the store lies on the disk, and by which keys. */
#include "cli/cli.h"

#include <inttypes.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/keyring.h"
#include "base/str.h"
#include "jobs/rekey.h"

const struct option_def encrypt_options[] = {
	{ "warn", 0, "SECONDS", N_("Whoever is signed in is told, and ends then; else nobody may be there") },
	{ 0 }
};

static enum err
note_it(struct cli *c, void *arg, struct err_note *note)
{
	return rekey_trail(c->store, arg, note);
}

/* Who may not change settings may not do this either: asked before anything is done. */
static enum err
ask_right(struct cli *c, struct err_note *note)
{
	enum err e = cli_open(c, note);

	if (e == ERR_OK)
		e = store_begin(c->store, c->actor, false, note);
	if (e == ERR_OK) {
		e = access_need(c->store, "setting", VERB_EDIT, note);
		store_rollback(c->store);
	}
	return e;
}

static int
say_state(const struct cli *c, const struct rekey_state *s)
{
	if (c->json)
		tell_json(json_pack("{s:b, s:b, s:i, s:i, s:i}", "ok", 1, "encrypted", s->page_key != 0,
		    "key", (int)(s->page_key & 0xffffff), "master", (int)s->fields, "masters", (int)s->masters));
	else if (s->page_key == 0)
		tell(_("The store is not encrypted."));
	else
		tell(_("The store is encrypted, with key %" PRIu32 " of %s.key."),
		    s->page_key & 0xffffff, c->paths.db);
	if (!c->json && s->masters > 1)
		tell(_("Master key %u of %u; sealed fields are under number %u."), s->page_key != 0 ?
		    KEYRING_MASTER(s->page_key) : s->fields, s->masters, s->fields);
	return EX_OK;
}

static enum err
change(struct cli *c, enum rekey_what what, int warn_s, struct rekey_done *done,
    struct err_note *note)
{
	char who[64];
	struct rekey_order o = { .p = &c->paths, .what = what, .by = who, .warn_s = warn_s };
	enum err e = ask_right(c, note);

	if (e == ERR_OK)
		str_copy(who, sizeof(who), actor_code(c->actor));
	cli_close(c);
	if (e == ERR_OK)
		e = rekey_run(&o, done, note);
	if (e == ERR_OK)
		e = cli_open(c, note);
	if (e == ERR_OK)
		e = cli_write(c, note_it, done, note);
	cli_close(c);
	return e;
}

static bool
is_asked(enum rekey_what what, const struct rekey_state *s)
{
	return !(what == REKEY_ON && s->page_key != 0) && !(what == REKEY_OFF && s->page_key == 0);
}

int
cmd_encrypt(struct cli *c, const struct args *a)
{
	const char *word = a->nwords > 0 ? a->words[0] : "";
	enum rekey_what what = rekey_word(word);
	struct err_note note = { 0 };
	struct rekey_done done = { 0 };
	long warn = -1;
	enum err e;

	if (!str_empty(word) && what == REKEY_NONE)
		return say_usage(c, "encrypt", _("Write on, off, new-key or new-master, not \"%s\"."), word);
	e = args_int(a, "warn", 0, 3600, -1, &warn, &note);
	if (e == ERR_OK)
		e = cli_need_owner(c, &note);
	if (e == ERR_OK)
		e = rekey_look(&c->paths, &done.state, &note);
	if (e == ERR_OK && what != REKEY_NONE && is_asked(what, &done.state))
		e = change(c, what, (int)warn, &done, &note);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (!c->json && what == REKEY_MASTER)
		say(_("Sealed anew: %" PRId64 " fields, %" PRId64 " one-time codes. Make a backup, and keep a copy of %s.key."),
		    done.fields, done.codes, c->paths.db);
	return say_state(c, &done.state);
}
