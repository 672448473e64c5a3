/* quen attach: a terminal that the system let in (its own sshd, login, a console) joined to the
 * session that quen serve keeps; without a server the owner of the store works directly. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "access/door.h"
#include "base/i18n.h"
#include "base/str.h"
#include "screens/desk.h"

const struct option_def attach_options[] = {
	{ "user", 0, "USER", N_("Whose session; only the owner of the store and root may say it") },
	{ "command", 0, NULL, N_("Run SSH_ORIGINAL_COMMAND, when there is one, instead of the screen") },
	{ 0 }
};

struct attach {
	int link, signals;
	struct door_data out;		/* not written to the terminal yet */
	size_t out_at;
	int out_fd;
	bool is_tty, input_over;
	struct termios before;
	int status;
};

static int
connect_keeper(const char *home)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd, n;

	n = str_empty(home) ? snprintf(at.sun_path, sizeof(at.sun_path), "/run/quen/keeper.sock") :
	    snprintf(at.sun_path, sizeof(at.sun_path), "%s/run/keeper.sock", home);
	if (n < 0 || (size_t)n >= sizeof(at.sun_path))
		return -1;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static void
window_of(uint16_t *cols, uint16_t *rows)
{
	struct winsize ws;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) != 0)
		return;
	*cols = ws.ws_col;
	*rows = ws.ws_row;
}

static enum err
open_session(struct attach *t, const char *user, const char *command, struct err_note *note)
{
	struct door_open o = { 0 };
	union door_message m;
	enum err e;
	int fd;

	str_copy(o.user, sizeof(o.user), user != NULL ? user : "");
	str_copy(o.term, sizeof(o.term), getenv("TERM") != NULL ? getenv("TERM") : "");
	str_copy(o.lang, sizeof(o.lang), getenv("LANG") != NULL ? getenv("LANG") : "");
	if (strlen(command) >= sizeof(o.command))
		return err_set(note, ERR_LIMIT, "", _("The command is too long."));
	str_copy(o.command, sizeof(o.command), command);
	window_of(&o.cols, &o.rows);
	e = door_send(t->link, DOOR_OPEN, &o, -1);
	if (e == ERR_OK)
		e = door_receive(t->link, &m, &fd);
	if (e != ERR_OK || m.head.type != DOOR_OPENED)
		return err_set(note, ERR_IO, "", _("The server does not answer."));
	if (m.opened.result == OPEN_REFUSED)
		return err_set(note, ERR_DENIED, "", "%s",
		    m.opened.message[0] ? m.opened.message : err_text(ERR_DENIED));
	return ERR_OK;
}

static void
raw_terminal(struct attach *t)
{
	struct termios raw;

	t->is_tty = tcgetattr(STDIN_FILENO, &t->before) == 0;
	if (!t->is_tty)
		return;
	raw = t->before;
	cfmakeraw(&raw);
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

static void
send_keys(struct attach *t)
{
	struct door_data d = { 0 };
	ssize_t n = read(STDIN_FILENO, d.data, sizeof(d.data));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	d.size = n > 0 ? (uint32_t)n : 0;
	t->input_over = d.size == 0;
	/* The link is blocking: when the session takes nothing, neither do we. */
	if (door_send(t->link, DOOR_INPUT, &d, -1) != ERR_OK)
		t->input_over = true;
}

static void
put(struct attach *t)
{
	ssize_t n;

	while (t->out_at < t->out.size) {
		n = write(t->out_fd, t->out.data + t->out_at, t->out.size - t->out_at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		t->out_at += (size_t)n;
	}
	t->out.size = 0;
}

/* false: that was the last message. */
static bool
take_message(struct attach *t)
{
	union door_message m;
	int fd;
	enum err e = door_receive(t->link, &m, &fd);

	if (fd >= 0)
		close(fd);
	if (e != ERR_OK)
		return false;
	if (m.head.type == DOOR_OUTPUT || m.head.type == DOOR_ERRORS) {
		t->out = m.data;
		t->out_at = 0;
		t->out_fd = m.head.type == DOOR_OUTPUT ? STDOUT_FILENO : STDERR_FILENO;
		put(t);
		return true;
	}
	if (m.head.type == DOOR_EXIT) {
		t->status = m.exit.reason == EXIT_STATUS ? m.exit.status : EX_OK;
		return false;
	}
	return true;
}

/* SIGWINCH: the new size. The others: the terminal is gone or we shall go. */
static bool
take_signal(struct attach *t)
{
	struct signalfd_siginfo info;
	struct door_window w = { 0 };

	if (read(t->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return true;
	if (info.ssi_signo != SIGWINCH)
		return false;
	window_of(&w.cols, &w.rows);
	return door_send(t->link, DOOR_WINDOW, &w, -1) == ERR_OK;
}

static int
take_signals(void)
{
	static const int which[] = { SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGQUIT };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(which) / sizeof(which[0]); i++)
		sigaddset(&set, which[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void
relay(struct attach *t)
{
	struct pollfd p[3];
	bool on = true;

	while (on) {
		p[0] = (struct pollfd) { t->link, POLLIN, 0 };
		p[1] = (struct pollfd) { t->input_over ? -1 : STDIN_FILENO, POLLIN, 0 };
		p[2] = (struct pollfd) { t->signals, POLLIN, 0 };
		if (poll(p, 3, -1) < 0 && errno != EINTR)
			break;
		if (p[2].revents)
			on = take_signal(t);
		if (on && p[0].revents)
			on = take_message(t);
		if (on && p[1].revents)
			send_keys(t);
		/* The end of a terminal is the end; that of a command's input is not. */
		if (t->is_tty && t->input_over)
			on = false;
	}
}

/* No server: who owns the files may work on them at once, as always. */
static int
work_here(struct cli *c, const char *user, const char *command)
{
	const struct passwd *pw = getpwuid(getuid());
	struct err_note note = { 0 };
	struct stat st;
	enum err e;

	if (command[0] != '\0') {
		say(_("Commands need a running quen serve."));
		return EX_UNAVAILABLE;
	}
	if (stat(c->paths.db, &st) != 0 || st.st_uid != geteuid()) {
		say(_("Quen is not running here. Ask who looks after this computer."));
		return EX_UNAVAILABLE;
	}
	c->as = user != NULL ? user : c->as;
	e = cli_open(c, &note);
	/* The user of the same name, else as every command of the owner. */
	if (e == ERR_OK && c->as == NULL && pw != NULL) {
		struct actor *own = NULL;

		if (actor_open(c->store, pw->pw_name, &own, NULL) == ERR_OK) {
			actor_close(c->actor);
			c->actor = own;
			cli_speak(c, actor_lang(own));
		}
	}
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	return desk_main(c->store, c->actor, NULL);
}

int
cmd_attach(struct cli *c, const struct args *a)
{
	const char *user = args_get(a, "user") != NULL ? args_get(a, "user") : c->as;
	const char *command = args_has(a, "command") ? getenv("SSH_ORIGINAL_COMMAND") : NULL;
	const char *home = c->home != NULL ? c->home : getenv("QUEN_HOME");
	struct attach t = { .status = EX_UNAVAILABLE };
	struct err_note note = { 0 };
	enum err e;

	if (command == NULL)
		command = "";
	t.link = connect_keeper(home);
	if (t.link < 0)
		return work_here(c, user, command);
	if (command[0] == '\0' && !isatty(STDIN_FILENO)) {
		close(t.link);
		say("%s", _("This is no terminal."));
		return EX_USAGE;
	}
	t.signals = take_signals();
	e = open_session(&t, user, command, &note);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	if (command[0] == '\0')
		raw_terminal(&t);
	relay(&t);
	close(t.link);
	if (t.is_tty)
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &t.before);
	return t.status;
}
