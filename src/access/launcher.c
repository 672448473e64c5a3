#include "access/launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "access/keeper_env.h"
#include "access/sandbox.h"
#include "base/log.h"
#include "base/str.h"

#define FDS 3

extern char **environ;

/* ---- messages: one struct, one packet, descriptors beside it */

static bool
put(int link, void *message, size_t size, const int *fds, size_t n)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(FDS * sizeof(int))]; } control = { 0 };
	struct iovec part = { message, size };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t sent;

	if (n > 0) {
		m.msg_control = control.room;
		m.msg_controllen = CMSG_SPACE(n * sizeof(int));
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(n * sizeof(int));
		memcpy(CMSG_DATA(&control.head), fds, n * sizeof(int));
	}
	do
		sent = sendmsg(link, &m, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)size;
}

static bool
get(int link, void *message, size_t size, int fds[FDS])
{
	union { struct cmsghdr head; char room[CMSG_SPACE(FDS * sizeof(int))]; } control;
	struct iovec part = { message, size };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room,
		.msg_controllen = sizeof(control.room) };
	ssize_t got;

	fds[0] = fds[1] = fds[2] = -1;
	do
		got = recvmsg(link, &m, MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	for (struct cmsghdr *c = got > 0 ? CMSG_FIRSTHDR(&m) : NULL; c != NULL; c = CMSG_NXTHDR(&m, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS &&
		    c->cmsg_len <= CMSG_LEN(FDS * sizeof(int)))
			memcpy(fds, CMSG_DATA(c), c->cmsg_len - CMSG_LEN(0));
	return got == (ssize_t)size && (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0;
}

static void
close_all(int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
		fds[i] = -1;
	}
}

/* ---- in the keeper */

int
launcher_start(const struct door_config *config, pid_t *pid)
{
	static const char *const argv[] = { "quen", "part", "launcher", NULL };
	struct door_config c = *config;
	int link[2];

	if (door_pair(link) != ERR_OK)
		return -1;
	*pid = fork();
	if (*pid == 0) {
		if (link[1] == DOOR_CONTROL ? fcntl(link[1], F_SETFD, 0) != 0 :
		    dup2(link[1], DOOR_CONTROL) < 0)
			_exit(71);
		execve("/proc/self/exe", (char **)argv, environ);
		_exit(71);
	}
	close(link[1]);
	if (*pid > 0 && door_send(link[0], DOOR_CONFIG, &c, -1) == ERR_OK)
		return link[0];
	close(link[0]);
	return -1;
}

bool
launcher_ask(int launcher, const struct launch *ask, int link, struct launched *answer)
{
	struct launch copy = *ask;
	int fds[FDS];

	memset(answer, 0, sizeof(*answer));
	answer->fd[0] = answer->fd[1] = answer->fd[2] = -1;
	if (!put(launcher, &copy, sizeof(copy), &link, link >= 0 ? 1 : 0))
		return false;
	if (!get(launcher, answer, sizeof(*answer), fds)) {
		close_all(fds, FDS);
		answer->pid = 0;
		return false;
	}
	memcpy(answer->fd, fds, sizeof(fds));
	answer->name[sizeof(answer->name) - 1] = '\0';
	return ask->what == LAUNCH_NAME || answer->pid > 0;
}

/* ---- the launcher itself */

struct born { char term[DOOR_TERM]; char room[2048]; char *env[SESSION_ENV_MAX + 1]; };

/* The very program that runs now, also when a newer one lies in its place. */
static const char *
session_program(const struct door_config *c)
{
	const char *other = getenv("QUEN_PROGRAM");

	return c->test && !str_empty(other) ? other : "/proc/self/exe";
}

/* As fork(), but the child is the keeper's: a brother, not a child of this process. */
static pid_t
fork_brother(void)
{
#if defined(__s390x__) || defined(__CRIS__)
	return (pid_t)syscall(SYS_clone, NULL, CLONE_PARENT | SIGCHLD, NULL, NULL, 0);
#else
	return (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, 0);
#endif
}

/* Between clone and exec: nothing but system calls. */
static _Noreturn void
become(const char *program, int link, char **env)
{
	char *const argv[] = { "quen", "session", NULL };
	static const int reset[] = { SIGPIPE, SIGHUP, SIGINT, SIGTERM, SIGCHLD };
	sigset_t none;

	for (size_t i = 0; i < sizeof(reset) / sizeof(reset[0]); i++)
		signal(reset[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* dup2 onto itself would leave it close-on-exec. */
	if (link == DOOR_CONTROL ? fcntl(link, F_SETFD, 0) != 0 : dup2(link, DOOR_CONTROL) < 0)
		_exit(71);
	(void)close_range(DOOR_CONTROL + 1, ~0U, 0);
	execve(program, argv, env);
	_exit(71);
}

static size_t
start_session(const struct door_config *c, const struct launch *l, int link, const struct born *b,
    struct launched *out)
{
	struct winsize ws = { .ws_row = l->rows ? l->rows : 24, .ws_col = l->cols ? l->cols : 80 };
	int terminal;

	if (openpty(&out->fd[0], &terminal, NULL, NULL, &ws) != 0)
		return 0;
	out->pid = fork_brother();
	if (out->pid == 0) {
		if (setsid() < 0 || ioctl(terminal, TIOCSCTTY, 0) != 0)
			_exit(71);
		for (int fd = 0; fd < 3; fd++)
			if (dup2(terminal, fd) < 0)
				_exit(71);
		become(session_program(c), link, (char **)b->env);
	}
	close(terminal);
	return 1;
}

static size_t
start_command(const struct door_config *c, int link, const struct born *b, struct launched *out)
{
	int in[2] = { -1, -1 }, put_out[2] = { -1, -1 }, err[2] = { -1, -1 };

	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(put_out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0)
		out->pid = fork_brother();
	if (out->pid == 0 && err[0] >= 0) {
		setsid();
		if (dup2(in[0], 0) < 0 || dup2(put_out[1], 1) < 0 || dup2(err[1], 2) < 0)
			_exit(71);
		become(session_program(c), link, (char **)b->env);
	}
	close_all(&in[0], 1);
	close_all(&put_out[1], 1);
	close_all(&err[1], 1);
	out->fd[0] = in[1];
	out->fd[1] = put_out[0];
	out->fd[2] = err[0];
	return err[0] >= 0 ? FDS : 0;
}

static void
tell_name(unsigned uid, struct launched *out)
{
	const struct passwd *pw = getpwuid(uid);

	if (pw == NULL || strlen(pw->pw_name) >= sizeof(out->name))
		return;
	str_copy(out->name, sizeof(out->name), pw->pw_name);
}

/* false: the keeper is gone. */
static bool
answer(const struct door_config *c)
{
	struct launched out = { .fd = { -1, -1, -1 } };
	struct launch ask;
	struct born b;
	int fds[FDS];
	size_t n = 0;
	bool ok = get(DOOR_CONTROL, &ask, sizeof(ask), fds);

	if (ok && ask.what == LAUNCH_NAME)
		tell_name(ask.uid, &out);
	if (ok && fds[0] >= 0 && (ask.what == LAUNCH_SESSION || ask.what == LAUNCH_COMMAND)) {
		ask.term[sizeof(ask.term) - 1] = ask.lang[sizeof(ask.lang) - 1] = '\0';
		session_term(ask.term, b.term, sizeof(b.term));
		session_env(b.term, ask.lang, c->test != 0, b.room, sizeof(b.room), b.env);
		n = ask.what == LAUNCH_SESSION ? start_session(c, &ask, fds[0], &b, &out) :
		    start_command(c, fds[0], &b, &out);
	}
	if (out.pid < 0)
		out.pid = 0;
	ok = ok && put(DOOR_CONTROL, &out, sizeof(out), out.fd, n);
	close_all(fds, FDS);
	close_all(out.fd, FDS);
	return ok;
}

int
launcher_main(void)
{
	struct door_config c;
	struct err_note note = { 0 };

	sandbox_start(DOOR_CONTROL);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (door_config_read(&c, &note) != ERR_OK ||
	    sandbox_enter(SANDBOX_LAUNCHER, NULL, 0, &note) != ERR_OK) {
		log_write(LOG_LEVEL_ERROR, "launcher: %s", note.text);
		return 78;
	}
	while (answer(&c))
		;
	return 0;
}
