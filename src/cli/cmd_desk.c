#include "cli/cli.h"

#include <unistd.h>

#include "base/i18n.h"
#include "screens/desk.h"

const struct option_def desk_options[] = {
	{ "user", 0, "USER", N_("Work as this user; the same as --as") },
	{ 0 }
};

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
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return desk_main(c->store, c->actor);
	return desk_plain(c->store, c->actor, stdout);
}
