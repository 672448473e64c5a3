#include "cli/cli.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "domain/hooks.h"
#include "store/setting.h"

void
cli_speak(struct cli *c, const char *lang)
{
	const char *env = getenv("QUEN_LANG");

	if (!str_empty(c->lang))
		lang = c->lang;
	else if (!str_empty(env) || str_empty(lang))
		lang = NULL;
	i18n_set(c->paths.locale[0] != '\0' ? c->paths.locale : NULL, lang);
	if (c->store != NULL)
		store_set_lang(c->store, i18n_lang());
}

/* Only the owner of the files works from the command line: anybody else would
 * leave files behind that the owner cannot write, or read what is not theirs. */
enum err
cli_need_owner(const struct cli *c, struct err_note *note)
{
	const struct passwd *pw;
	struct stat st;

	if (stat(c->paths.db, &st) != 0) {
		if (errno == ENOENT)
			return ERR_OK;		/* store_open() says it better */
		return err_set(note, ERR_DENIED, "", _("You may not open this store: %s"),
		    strerror(errno));
	}
	if (st.st_uid == geteuid())
		return ERR_OK;
	pw = getpwuid(st.st_uid);
	if (pw != NULL)
		return err_set(note, ERR_DENIED, "",
		    _("This store belongs to %s. Run the command as that user, or sign in over SSH."),
		    pw->pw_name);
	return err_set(note, ERR_DENIED, "",
	    _("This store belongs to another user. Run the command as that user, or sign in over SSH."));
}

enum err
cli_open(struct cli *c, struct err_note *note)
{
	enum err e;

	if ((e = cli_need_owner(c, note)) != ERR_OK)
		return e;
	if ((e = store_open(&c->paths, &c->store, note)) != ERR_OK)
		return e;
	store_set_hooks(c->store, domain_hooks);
	if ((e = actor_open(c->store, c->as != NULL ? c->as : "admin", &c->actor, note)) != ERR_OK)
		return e;
	cli_speak(c, str_empty(actor_lang(c->actor)) ? setting_text(c->store, "shop.lang") :
	    actor_lang(c->actor));
	return ERR_OK;
}

void
cli_close(struct cli *c)
{
	actor_close(c->actor);
	store_close(c->store);
	c->actor = NULL;
	c->store = NULL;
}

enum err
cli_write(struct cli *c, enum err (*work)(struct cli *c, void *arg, struct err_note *note),
    void *arg, struct err_note *note)
{
	enum err e = store_begin(c->store, c->actor, true, note);

	if (e != ERR_OK)
		return e;
	e = work(c, arg, note);
	if (e != ERR_OK) {
		store_rollback(c->store);
		return e;
	}
	if ((e = store_commit(c->store, note)) != ERR_OK)
		return e;
	return store_durable(c->store, note);
}

void
cli_remove_store(const char *db)
{
	static const char *const tails[] = { "", "-wal", "-shm", "-journal", ".turn", ".sync", ".shm2" };
	char path[700];
	size_t i;

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", db, tails[i]);
		(void)unlink(path);
	}
}
