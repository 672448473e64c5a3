/* quen backup, quen backups. MISSION G5; doc/BACKUP.md. */
#include "cli/keep_word.h"

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/locale.h"
#include "base/str.h"

const struct option_def backup_options[] = {
	{ "to", 0, "DIR", N_("A copy into this folder too") },
	{ 0 }
};
const struct option_def backups_options[] = {
	{ "from", 0, "DIR", N_("Those in this folder") },
	{ "recovery-key", 0, "FILE", N_("Open with the recovery key in FILE; - asks for it") },
	{ "passphrase", 0, NULL, N_("Open with the passphrase, which is asked for") },
	{ 0 }
};

static void
end_progress(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

static int
make(struct cli *c, const struct args *a)
{
	struct backup_order o = { .kind = "hand", .by = actor_code(c->actor), .to = args_get(a, "to"),
		.progress = keep_progress };
	struct err_note note = { 0 }, copy = { 0 };
	struct backup_info b = { 0 };
	enum err e;

	stop_watch();
	e = backup_make_as(c->store, c->actor, &o, &b, &copy, &note);
	end_progress();
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (c->json) {
		json_t *j = keep_json(&b);

		json_object_set_new(j, "ok", json_true());
		json_object_set_new(j, "copy", json_string(copy.text));
		tell_json(j);
	} else {
		tell(_("Backup %s made and verified."), b.id);
		keep_tell(&b);
		if (!b.for_recovery)
			say(_("There is no recovery key yet: when this server is lost, so are its backups. "
			    "Make one: quen backup key new"));
	}
	if (copy.text[0] == '\0')
		return EX_OK;
	say(_("The copy in the second folder failed: %s"), copy.text);
	return err_exit_status(copy.code);
}

/* ---- keys */

static enum err
put_recovery(struct cli *c, void *arg, struct err_note *note)
{
	return backup_recovery_put(c->store, arg, note);
}

static enum err
test_recovery(struct cli *c, void *arg, struct err_note *note)
{
	return backup_recovery_test(c->store, arg, note);
}

static enum err
put_passphrase(struct cli *c, void *arg, struct err_note *note)
{
	return backup_passphrase_put(c->store, arg, note);
}

static enum err
new_key(struct cli *c, struct err_note *note)
{
	char text[LOCKBOX_TEXT], typed[512];
	unsigned char one[LOCKBOX_KEY], two[LOCKBOX_KEY];
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e != ERR_OK)
		return e;
	e = access_need(c->store, "backup", VERB_EDIT, note);
	store_rollback(c->store);
	if (e != ERR_OK)
		return e;
	backup_recovery_make(text);
	say(_("Write this down twice and keep it away from this machine. It is shown this once. Whoever has it opens every backup; without it, and without this server, nobody does."));
	tell("%s", text);
	fflush(stdout);
	e = lockbox_read_text(text, one, note);
	if (e == ERR_OK)
		e = keep_read_secret(_("Type it from the paper"), typed, sizeof typed, note);
	if (e == ERR_OK)
		e = lockbox_read_text(typed, two, note);
	if (e == ERR_OK && !secret_equal(one, two, sizeof one))
		e = err_set(note, ERR_INVALID, "key", _("That was another key. Nothing was changed."));
	if (e == ERR_OK)
		e = cli_write(c, put_recovery, typed, note);
	secret_wipe(text, sizeof text);
	secret_wipe(typed, sizeof typed);
	secret_wipe(one, sizeof one);
	secret_wipe(two, sizeof two);
	if (e == ERR_OK)
		say(_("From the next backup on it opens them all."));
	return e;
}

static enum err
show_keys(struct cli *c, struct err_note *note)
{
	struct backup_lock l[BACKUP_LOCKS];
	size_t n = BACKUP_LOCKS;
	char made[48], tested[48] = "-";
	json_t *all = json_array();
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e == ERR_OK) {
		e = backup_locks(c->store, l, &n, note);
		store_rollback(c->store);
	}
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		instant_format(locale_find(i18n_lang()), l[i].made_at, made, sizeof made);
		if (l[i].tested_at > 0)
			instant_format(locale_find(i18n_lang()), l[i].tested_at, tested, sizeof tested);
		if (c->json)
			json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s}", "kind", l[i].kind,
			    "made_at", made, "made_by", l[i].made_by, "tested_at", tested));
		else
			tell(_("%s: made %s by %s, tested %s"), l[i].kind, made, l[i].made_by, tested);
	}
	if (e == ERR_OK && n == 0 && !c->json)
		say(_("No recovery key and no passphrase yet: quen backup key new"));
	if (e == ERR_OK && c->json)
		tell_json(json_incref(all));
	json_decref(all);
	return e;
}

static int
key(struct cli *c, const struct args *a)
{
	const char *verb = a->nwords > 1 ? a->words[1] : "";
	struct err_note note = { 0 };
	char typed[512] = "";
	enum err e;

	if (str_eq(verb, "new")) {
		e = new_key(c, &note);
	} else if (str_eq(verb, "test")) {
		e = keep_read_secret(_("Recovery key"), typed, sizeof typed, &note);
		if (e == ERR_OK)
			e = cli_write(c, test_recovery, typed, &note);
		if (e == ERR_OK)
			say(_("This is the recovery key."));
	} else if (str_eq(verb, "passphrase")) {
		e = keep_read_secret(_("Passphrase (nothing: none any more)"), typed, sizeof typed, &note);
		if (e == ERR_OK || e == ERR_CANCELLED)
			e = cli_write(c, put_passphrase, typed, &note);
	} else if (verb[0] == '\0') {
		e = show_keys(c, &note);
	} else {
		return say_usage(c, "backup", _("Unknown word \"%s\"."), verb);
	}
	secret_wipe(typed, sizeof typed);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}

int
cmd_backup(struct cli *c, const struct args *a)
{
	if (a->nwords == 0)
		return make(c, a);
	if (str_eq(a->words[0], "key"))
		return key(c, a);
	return say_usage(c, "backup", _("Unknown word \"%s\"."), a->words[0]);
}

/* ---- quen backups */

static enum err
may_see(struct cli *c, struct err_note *note)
{
	enum err e = store_begin(c->store, c->actor, false, note);

	if (e != ERR_OK)
		return e;
	e = access_need(c->store, "backup", VERB_VIEW, note);
	store_rollback(c->store);
	return e;
}

static int
list(struct cli *c, const char *dir)
{
	struct err_note note = { 0 };
	struct backup_info *all = NULL;
	json_t *out = c->json ? json_array() : NULL;
	size_t n = 0;
	enum err e = backup_list(&c->paths, dir, &all, &n, &note);

	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		if (out != NULL)
			json_array_append_new(out, keep_json(&all[i]));
		else
			keep_tell(&all[i]);
	}
	if (e == ERR_OK && out != NULL)
		tell_json(json_incref(out));
	else if (e == ERR_OK && n == 0)
		say(_("There is no backup yet. Make one: quen backup"));
	json_decref(out);
	free(all);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}

static enum err
verify_one(struct cli *c, const struct backup_info *b, const struct backup_opener *o, json_t *out,
    struct err_note *note)
{
	enum err e = backup_fail(b, note);

	if (e == ERR_OK)
		e = backup_verify(&c->paths, b, o, note);
	if (out != NULL)
		json_array_append_new(out, json_pack("{s:s, s:b, s:s, s:s}", "version", b->id, "ok",
		    e == ERR_OK, "reason", e == ERR_OK ? "" : note->field, "message",
		    e == ERR_OK ? "" : note->text));
	else
		tell("%s  %s  %s", e == ERR_OK ? "ok " : "BAD", b->id[0] != '\0' ? b->id : b->path,
		    e == ERR_OK ? "" : note->text);
	return e;
}

static int
verify(struct cli *c, const struct args *a)
{
	struct keep_secret room = { 0 };
	struct backup_opener o;
	struct backup_info *all = NULL, one;
	struct err_note note = { 0 };
	json_t *out = c->json ? json_array() : NULL;
	size_t n = 0;
	enum err worst = ERR_OK, e = keep_opener(a, &room, &o, &note);

	if (e == ERR_OK && a->nwords > 1) {
		e = backup_find(&c->paths, a->words[1], &one, &note);
		if (e == ERR_OK)
			worst = verify_one(c, &one, &o, out, &note);
	} else if (e == ERR_OK) {
		e = backup_list(&c->paths, args_get(a, "from"), &all, &n, &note);
		for (size_t i = 0; e == ERR_OK && i < n; i++) {
			struct err_note why = { 0 };
			enum err r = verify_one(c, &all[i], &o, out, &why);

			worst = r != ERR_OK ? r : worst;
		}
	}
	secret_wipe(&room, sizeof room);
	free(all);
	if (e == ERR_OK && out != NULL)
		tell_json(json_incref(out));
	json_decref(out);
	return e != ERR_OK ? say_failed(c, e, &note) : err_exit_status(worst);
}

int
cmd_backups(struct cli *c, const struct args *a)
{
	struct err_note note = { 0 };
	enum err e = may_see(c, &note);

	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (a->nwords == 0 || str_eq(a->words[0], "list"))
		return list(c, args_get(a, "from"));
	if (str_eq(a->words[0], "verify"))
		return verify(c, a);
	return say_usage(c, "backups", _("Unknown word \"%s\"."), a->words[0]);
}
