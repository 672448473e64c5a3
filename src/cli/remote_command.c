#include "cli/remote_command.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"
#include "cli/remote_split.h"
#include "report/out_file.h"
#include "report/outbox.h"

/* ---- fetch NAME: a file that one's own session wrote */

static int
fetch(struct cli *c, const char *name)
{
	struct err_note note = { 0 };
	char path[700], bytes[65536];
	ssize_t n = -1;
	struct stat st;
	int fd;
	enum err e = outbox_path(c->store, c->actor, name, path, sizeof(path), &note);

	if (e != ERR_OK)
		return say_failed(c, e, &note);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		if (fd >= 0)
			close(fd);
		e = err_set(&note, ERR_NOTFOUND, "", _("You have no file \"%s\" here."), name);
		return say_failed(c, e, &note);
	}
	while ((n = read(fd, bytes, sizeof(bytes))) > 0)
		if (fwrite(bytes, 1, (size_t)n, stdout) != (size_t)n)
			break;
	close(fd);
	if (n == 0)
		return EX_OK;
	e = err_set(&note, ERR_IO, "", _("The file could not be sent."));
	return say_failed(c, e, &note);
}

/* ---- send NAME: a file of one's own, for the import screen; beside those that fetch takes */

#define SEND_MAX (256LL * 1024 * 1024)

static int
send_file(struct cli *c, const char *name)
{
	struct err_note note = { 0 };
	char path[700], bytes[65536];
	struct out_file o = { 0 };
	long long all = 0;
	size_t n;
	enum err e = store_begin(c->store, c->actor, false, &note);

	if (e == ERR_OK)
		e = access_need(c->store, "import", VERB_ADD, &note);
	store_rollback(c->store);
	if (e == ERR_OK)
		e = outbox_path(c->store, c->actor, name, path, sizeof(path), &note);
	if (e == ERR_OK)
		e = out_open(&o, path, &note);
	while (e == ERR_OK && (n = fread(bytes, 1, sizeof(bytes), stdin)) > 0) {
		all += (long long)n;
		if (all > SEND_MAX)
			e = err_set(&note, ERR_LIMIT, "", _("The file is larger than 256 MB."));
		else if (fwrite(bytes, 1, n, o.f) != n)
			e = err_set(&note, ERR_IO, "", _("There is no room for the file: %s"), strerror(errno));
	}
	if (e == ERR_OK && ferror(stdin))
		e = err_set(&note, ERR_IO, "", _("The file could not be read."));
	if (e == ERR_OK)
		e = out_commit(&o, &note);
	else
		out_abort(&o);
	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}

static int
list_outbox(struct cli *c)
{
	struct err_note note = { 0 };
	enum err e = outbox_list(c->store, c->actor, stdout, &note);

	return e == ERR_OK ? EX_OK : say_failed(c, e, &note);
}

/* ---- what there is */

struct remote {
	const char *name;
	/* The right it takes to come in by it at all; NULL: whatever it does asks for rights
	 * of its own in the store. */
	const char *function;
	enum verb verb;
	const char *refused;		/* options that name files of this host, with commas */
	bool is_stdin;			/* its second word is "-": no file of this host */
};
static const struct remote table[] = {
	{ "export", NULL, 0, "output", false },
	{ "post", NULL, 0, "", false },
	{ "document", NULL, 0, "", false },
	{ "report", NULL, 0, "output", false },
	{ "query", NULL, 0, "output,file", false },
	{ "import", "import", VERB_ADD, "rejects", true },
	{ "imports", "import", VERB_ADD, "", false },
	{ "backups", NULL, 0, "from,recovery-key,passphrase", false },
	{ "backup", NULL, 0, "to", false },
};

static int
refuse(const char *what)
{
	say(_("%s: there is no such command here. There are: export, import, imports, report, query, post, document, attach, send, fetch."), what);
	return EX_NOPERM;
}

static const char *
forbidden(const struct args *a, const char *own)
{
	static const char *const global[] = { "home", "as", "help", "version" };

	for (size_t i = 0; i < a->noptions; i++) {
		const char *name = a->options[i].def->name;

		if (str_in_list(own, name))
			return name;
		for (size_t k = 0; k < sizeof(global) / sizeof(global[0]); k++)
			if (str_eq(name, global[k]))
				return name;
	}
	return NULL;
}

static enum err
may_run(struct cli *c, const struct remote *r, struct err_note *note)
{
	enum err e = ERR_OK;

	if (r->function == NULL)
		return ERR_OK;
	e = store_begin(c->store, c->actor, false, note);
	if (e == ERR_OK)
		e = access_need(c->store, r->function, r->verb, note);
	store_rollback(c->store);
	return e;
}

static int
run(struct cli *c, const struct remote *r, const struct command *cmd, int argc, char **argv)
{
	struct err_note note = { 0 };
	struct args a;
	const char *bad;
	int status;
	enum err e = args_read(&a, argc, argv, global_options, cmd->options, &note);

	if (e != ERR_OK) {
		status = say_usage(c, cmd->name, "%s", note.text);
	} else if ((bad = forbidden(&a, r->refused)) != NULL) {
		say(_("--%s is not for commands over SSH."), bad);
		status = EX_NOPERM;
	} else if ((int)a.nwords < cmd->min_words) {
		status = say_usage(c, cmd->name, _("Something is missing: quen %s %s"), cmd->name,
		    cmd->usage);
	} else if (cmd->max_words >= 0 && (int)a.nwords > cmd->max_words) {
		status = say_usage(c, cmd->name, _("One word too many: %s"), a.words[cmd->max_words]);
	} else if (r->is_stdin && !str_eq(a.words[1], "-")) {
		say(_("Over SSH the file comes by standard input: %s ENTITY - < FILE"), cmd->name);
		status = EX_NOPERM;
	} else if ((e = may_run(c, r, &note)) != ERR_OK) {
		status = say_failed(c, e, &note);
	} else {
		if (args_get(&a, "lang") != NULL) {
			c->lang = args_get(&a, "lang");
			cli_speak(c, NULL);
		}
		c->json = args_has(&a, "json");
		status = say_done(c, cmd->run(c, &a));
	}
	args_fini(&a);
	return status;
}

int
remote_command_run(struct cli *c, const struct keep_hello *hello)
{
	char line[DOOR_COMMAND], *words[REMOTE_WORDS + 1];
	struct err_note note = { 0 };
	const struct command *cmd;
	size_t n, i;

	str_copy(line, sizeof(line), hello->command);
	if (remote_split(line, words, &n, &note) != ERR_OK) {
		say("%s", note.text);
		return EX_USAGE;
	}
	/* "quen export …" is the same as "export …". */
	i = n > 1 && str_eq(words[0], "quen") ? 1 : 0;
	if (n == i)
		return refuse(hello->command);
	if (str_eq(words[i], "fetch") && n - i <= 2)
		return say_done(c, n - i == 2 ? fetch(c, words[i + 1]) : list_outbox(c));
	/* "send NAME < FILE" */
	if (str_eq(words[i], "send") && n - i == 2)
		return say_done(c, send_file(c, words[i + 1]));
	/* "attach customer KH000372 < FILE" */
	if (str_eq(words[i], "attach") && n < REMOTE_WORDS) {
		memmove(&words[i + 2], &words[i + 1], (n - i) * sizeof(*words));
		words[i] = "document";
		words[i + 1] = "add";
		n++;
	}
	cmd = command_find(words[i]);
	for (size_t k = 0; cmd != NULL && k < sizeof(table) / sizeof(table[0]); k++)
		if (str_eq(table[k].name, cmd->name))
			return run(c, &table[k], cmd, (int)(n - i), words + i);
	return refuse(words[i]);
}
