/* A session of quen serve: told by its keeper who it works for, then the full screen or one
 * command. Nothing of that comes by argv or environment (TRUST.md T2, T6). */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "access/sandbox.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/module.h"
#include "base/str.h"
#include "cli/remote_command.h"
#include "cli/session_line.h"
#include "domain/hooks.h"
#include "screens/card_door.h"
#include "screens/desk.h"
#include "screens/served.h"
#include "store/setting.h"

/* The folder of the database holds the store and what sessions may write beside it. */
static enum err
shut_in(const struct cli *c, struct err_note *note)
{
	const struct store_paths *p = &c->paths;
	char home[sizeof(p->db)], tmp[sizeof(p->db) + 8], modules[512], *slash;
	const struct sandbox_path files[] = {
		{ home, SANDBOX_WRITE }, { p->forms, SANDBOX_READ }, { p->keymaps, SANDBOX_READ },
		{ p->sql, SANDBOX_READ }, { p->locale, SANDBOX_READ }, { p->site, SANDBOX_READ },
		{ p->themes, SANDBOX_READ },
		{ module_folder(modules, sizeof(modules)), SANDBOX_READ },
	};

	str_copy(home, sizeof(home), p->db);
	slash = strrchr(home, '/');
	if (slash != NULL)
		*slash = '\0';
	/* Nothing outside can be written, /tmp neither: what spreadsheets are made in. */
	if ((size_t)snprintf(tmp, sizeof(tmp), "%s/tmp", home) >= sizeof(tmp) ||
	    (mkdir(tmp, 0700) != 0 && errno != EEXIST) || setenv("TMPDIR", tmp, 1) != 0)
		return err_set(note, ERR_IO, "", _("The folder for temporary files cannot be made."));
	return sandbox_enter(SANDBOX_SESSION, files, sizeof(files) / sizeof(files[0]), note);
}

/* From its first moment on the terminal is silent and without keys that send signals: what is
 * typed before the first screen stands must not echo, nor ^C end anything. */
static void
quiet_terminal(void)
{
	struct termios t;

	if (tcgetattr(STDIN_FILENO, &t) != 0)
		return;
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	t.c_iflag &= ~(tcflag_t)(IXON | IXOFF | BRKINT);
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &t);
}

static int
serve_desk(struct cli *c, struct session_line *l)
{
	struct served *v = xcalloc(1, sizeof(*v));	/* large */
	int status;

	session_line_served(l, v);
	status = desk_served(c->store, c->actor, v);
	if (v->goodbye[0] != '\0') {
		printf("\r");
		say_text(stdout, v->goodbye);
		printf("\r\n");
		fflush(stdout);
	}
	free(v);
	return status;
}

/* A customer: the own card, and nothing else (G8). */
static int
serve_card(struct cli *c, const char *number, int link)
{
	struct err_note note = { 0 };
	enum err e = cli_need_owner(c, &note);

	if (e == ERR_OK)
		e = store_open(&c->paths, &c->store, &note);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	store_set_hooks(c->store, domain_hooks);
	if ((e = actor_open_holder(c->store, number, &c->actor, &note)) != ERR_OK)
		return say_failed(c, e, &note);
	cli_speak(c, setting_text(c->store, "shop.lang"));
	return card_door_main(c->store, c->actor, number, link);
}

int
cmd_session(struct cli *c, const struct args *a)
{
	struct session_line l = { 0 };
	struct err_note note = { 0 };
	const struct keep_hello *h;
	enum err e;

	(void)a;
	if (session_line_open(&l, &note) != ERR_OK)
		return say_usage(c, NULL, "%s", note.text);
	h = &l.hello;
	umask(077);
	quiet_terminal();
	c->home = h->home[0] != '\0' ? h->home : NULL;
	c->as = h->subject.name;
	e = store_find(c->home, &c->paths, &note);
	/* A card is nobody of the staff, whatever its number reads like. */
	if (h->subject.kind != SUBJECT_USER) {
		if (e != ERR_OK || h->subject.kind != SUBJECT_CARD || h->command[0] != '\0' ||
		    (e = shut_in(c, &note)) != ERR_OK)
			return say_failed(c, e != ERR_OK ? e : ERR_DENIED, &note);
		return serve_card(c, h->subject.name, l.fd);
	}
	if (e == ERR_OK)
		e = cli_open(c, &note);
	if (e == ERR_OK)
		e = shut_in(c, &note);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (h->command[0] != '\0')
		return remote_command_run(c, h);
	return serve_desk(c, &l);
}
