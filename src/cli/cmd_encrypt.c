/* quen encrypt: how the store lies on the disk. */
#include "cli/cli.h"

#include <inttypes.h>
#include <sysexits.h>

#include "base/i18n.h"
#include "base/str.h"
#include "db/crypt.h"
#include "store/audit.h"

static enum err
read_key(struct cli *c, uint32_t *key, struct err_note *note)
{
	enum err e = store_open(&c->paths, &c->store, note);

	if (e == ERR_OK)
		*key = db_crypt_key(store_db(c->store));
	cli_close(c);
	return e;
}

static enum err
note_it(struct cli *c, void *arg, struct err_note *note)
{
	enum err e = access_need(c->store, "setting", VERB_EDIT, note);

	return e == ERR_OK ? audit_write(c->store, &(struct audit_entry){ .function = "setting",
	    .action = "encrypt", .entity = "", .row_code = arg, .reason = "", .request = "" }, note) : e;
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
	cli_close(c);
	return e;
}

static enum err
convert(struct cli *c, uint32_t key, struct err_note *note)
{
	char what[32];
	enum err e = ask_right(c, note);

	if (e == ERR_OK)
		e = db_crypt_convert(c->paths.db, key, note);
	if (e != ERR_OK)
		return e;
	str_copy(what, sizeof(what), "off");
	if (key != 0)
		snprintf(what, sizeof(what), "key %" PRIu32, key);
	e = cli_open(c, note);
	if (e == ERR_OK)
		e = cli_write(c, note_it, what, note);
	cli_close(c);
	return e;
}

static int
say_state(const struct cli *c, uint32_t key)
{
	if (c->json)
		tell_json(json_pack("{s:b, s:b, s:i}", "ok", 1, "encrypted", key != 0, "key", (int)key));
	else if (key == 0)
		tell(_("The store is not encrypted."));
	else
		tell(_("The store is encrypted, with key %" PRIu32 " of %s.key."), key, c->paths.db);
	return EX_OK;
}

int
cmd_encrypt(struct cli *c, const struct args *a)
{
	const char *word = a->nwords > 0 ? a->words[0] : "";
	struct err_note note = { 0 };
	uint32_t have = 0, want;
	enum err e;

	if (!str_empty(word) && !str_eq(word, "on") && !str_eq(word, "off") && !str_eq(word, "new-key"))
		return say_usage(c, "encrypt", _("Write on, off or new-key, not \"%s\"."), word);
	e = cli_need_owner(c, &note);
	if (e == ERR_OK)
		e = read_key(c, &have, &note);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	want = have;
	if (str_eq(word, "off"))
		want = 0;
	else if (str_eq(word, "new-key") || (str_eq(word, "on") && have == 0))
		want = have + 1;
	if (want != have)
		e = convert(c, want, &note);
	return e == ERR_OK ? say_state(c, want) : say_failed(c, e, &note);
}
