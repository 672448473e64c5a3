#include "cli/cli.h"

#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "cli/keep_word.h"
#include "jobs/rekey.h"
#include "jobs/restore.h"
#include "screens/desk.h"
#include "screens/session.h"

const struct option_def desk_options[] = {
	{ "user", 0, "USER", N_("Work as this user; the same as --as") },
	{ 0 }
};

/* Wished for on the screen that has just ended: nobody of ours has the store open now. */
static int
restore_wished(struct cli *c, const struct keep_wish *wish)
{
	struct backup_opener o = { .recovery = wish->by_recovery ? wish->recovery : NULL,
		.passphrase = wish->passphrase[0] != '\0' ? wish->passphrase : NULL };
	struct backup_info b;
	char who[64];
	struct restore_order r = { .p = &c->paths, .b = &b, .o = &o, .by = who, .warn_s = RESTORE_WARN_S,
		.progress = keep_progress };
	struct restore_done done;
	struct err_note note = { 0 };
	enum err e;

	str_copy(who, sizeof who, actor_code(c->actor));
	cli_close(c);
	e = backup_find(&c->paths, wish->version, &b, &note);
	if (e == ERR_OK)
		e = restore_run(&r, &done, &note);
	fputs("\r\033[K", stderr);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	say(_("Version %s is in place. Start again: quen desk. Menu \"After a restore\" shows what to look at."), b.id);
	return EX_OK;
}

static enum err
write_trail(struct cli *c, void *arg, struct err_note *note)
{
	return rekey_trail(c->store, arg, note);
}

static int
encrypt_wished(struct cli *c, const struct keep_wish *wish)
{
	char who[64];
	struct rekey_order o = { .p = &c->paths, .what = rekey_word(wish->encrypt), .by = who,
		.warn_s = RESTORE_WARN_S };
	struct rekey_done done;
	struct err_note note = { 0 };
	enum err e;

	str_copy(who, sizeof who, actor_code(c->actor));
	cli_close(c);
	e = rekey_run(&o, &done, &note);
	if (e == ERR_OK)
		e = cli_open(c, &note);
	if (e == ERR_OK)
		e = cli_write(c, write_trail, &done, &note);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	say("%s", _("Done. Start again: quen desk."));
	return EX_OK;
}

int
cmd_desk(struct cli *c, const struct args *a)
{
	const char *user = args_get(a, "user");
	struct err_note note = { 0 };
	enum err e;

	if (user != NULL && c->as == NULL) {
		actor_close(c->actor);
		c->actor = NULL;
		if ((e = actor_open(c->store, user, &c->actor, &note)) != ERR_OK)
			return say_failed(c, e, &note);
		cli_speak(c, actor_lang(c->actor));
	}
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
		struct keep_wish wish = { .version = "" };
		int status = desk_main(c->store, c->actor, &wish);

		if (wish.version[0] != '\0')
			status = restore_wished(c, &wish);
		else if (wish.encrypt[0] != '\0')
			status = encrypt_wished(c, &wish);
		secret_wipe(&wish, sizeof wish);
		return status;
	}
	return desk_plain(c->store, c->actor, stdout);
}
