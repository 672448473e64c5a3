#include "access/keeper_part.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "access/keeper_env.h"
#include "access/launcher.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define COMMAND_LEFT_MS 10000		/* a command whose caller left may finish */

/* ---- starting */

static bool
greet(const struct keeper *k, const struct host *h, const struct guest *g)
{
	struct keep_hello m = { .subject = g->subject, .test = k->config.test,
		.lock_seconds = k->config.idle_lock_seconds, .port = k->config.port };

	str_copy(m.home, sizeof(m.home), k->config.home);
	str_copy(m.command, sizeof(m.command), g->open.command);
	return keep_send(h->link, KEEP_HELLO, &m) == ERR_OK;
}

static bool
spawn(struct keeper *k, struct host *h, const struct guest *g, int link)
{
	struct launch l = { .what = h->is_command ? LAUNCH_COMMAND : LAUNCH_SESSION,
		.cols = g->open.cols, .rows = g->open.rows };
	struct launched born;
	bool ok;

	str_copy(l.term, sizeof(l.term), g->open.term);
	str_copy(l.lang, sizeof(l.lang), g->open.lang);
	ok = launcher_ask(k->launcher, &l, link, &born);
	h->pid = born.pid;
	*(h->is_command ? &h->in : &h->pty) = born.fd[0];
	h->out = born.fd[1];
	h->err = born.fd[2];
	for (int i = 0; i < 3; i++)
		ok = ok && (born.fd[i] < 0 || fcntl(born.fd[i], F_SETFL, O_NONBLOCK) == 0);
	return ok;
}

static struct host *
host_new(struct keeper *k, const struct guest *g)
{
	struct host *h = xcalloc(1, sizeof(*h));

	h->id = k->next_id++;
	h->pty = h->in = h->out = h->err = h->link = -1;
	h->is_command = g->open.command[0] != '\0';
	h->subject = g->subject;
	h->started_ms = h->input_ms = keeper_now_ms();
	h->why = EXIT_STATUS;
	k->hosts[k->nhosts++] = h;
	return h;
}

static void
bind_guest(struct host *h, struct guest *g)
{
	h->guest = g;
	h->is_stale = false;
	g->host = h;
	g->state = GUEST_ON;
}

static void
start_new(struct keeper *k, struct guest *g)
{
	struct host *h;
	int pair[2];
	bool ok;

	if (k->nhosts == HOSTS_MAX) {
		guest_refuse(k, g, _("Too many sessions are open. Try again later."));
		return;
	}
	h = host_new(k, g);
	ok = door_pair(pair) == ERR_OK;
	if (ok) {
		h->link = pair[0];
		ok = fcntl(h->link, F_SETFL, O_NONBLOCK) == 0 && greet(k, h, g) &&
		    spawn(k, h, g, pair[1]);
		close(pair[1]);
	}
	if (!ok) {
		log_write(LOG_LEVEL_ERROR, "keeper: no session for %s: %s", g->subject.name,
		    strerror(errno));
		guest_refuse(k, g, _("A session cannot be started at the moment."));
		host_leave(k, h, LEAVE_STOPPED, "", "");
		return;
	}
	bind_guest(h, g);
	guest_opened(k, g, OPEN_NEW, "");
}

struct host *
host_of_user(struct keeper *k, const struct door_subject *s)
{
	for (size_t i = 0; i < k->nhosts; i++) {
		struct host *h = k->hosts[i];

		if (!h->is_command && h->pid > 0 && h->leave_ms == 0 &&
		    s->kind == SUBJECT_USER && h->subject.kind == SUBJECT_USER &&
		    strcasecmp(h->subject.name, s->name) == 0)
			return h;
	}
	return NULL;
}

/* Takes off what the session put onto the terminal, so that the shell behind it is usable. */
static void
let_go(struct keeper *k, struct guest *g, const char *message)
{
	static const char *const full[] = { "xterm", "screen", "tmux", "putty" };
	char text[DOOR_TEXT + 64];
	const char *off = "\030\033[m\r\n";

	for (size_t i = 0; i < sizeof(full) / sizeof(full[0]); i++)
		if (str_starts(g->open.term, full[i]))
			off = "\030\033[?2004l\033[m\033[?25h\033[?1049l\r\n";
	snprintf(text, sizeof(text), "%s%s\r\n", off, message);
	(void)guest_put(k, g, DOOR_OUTPUT, text, strlen(text));
}

static void
refuse_weaker(struct keeper *k, const struct host *h, struct guest *g)
{
	char text[DOOR_TEXT], how[96];

	snprintf(text, sizeof(text),
	    _("Your session is open and was signed in to with: %s. Sign in the same way to go on with it."),
	    keep_factor_text(h->subject.factors, how, sizeof(how)));
	log_write(LOG_LEVEL_WARN, "keeper: %s from %s: weaker sign-in than the session's",
	    g->subject.name, g->subject.peer);
	guest_refuse(k, g, text);
}

/* Rule T14 of the design: a whole new sign-in of the same user, with no less than what the
 * session was opened with; the newest sign-in has it. */
static void
attach(struct keeper *k, struct host *h, struct guest *g)
{
	struct keep_attach m = { .subject = g->subject };
	struct guest *old = h->guest;
	char text[DOOR_TEXT];

	if (old != NULL) {
		snprintf(text, sizeof(text), _("Your session goes on at %s, where you signed in just now."),
		    g->subject.peer[0] ? g->subject.peer : _("this computer"));
		let_go(k, old, text);
		guest_bye(k, old, EXIT_TAKEN_OVER, 0, text);
	}
	bind_guest(h, g);
	guest_opened(k, g, OPEN_AGAIN, "");
	session_term(g->open.term, m.term, sizeof(m.term));
	m.idle_seconds = (uint32_t)((keeper_now_ms() - h->input_ms) / 1000);
	host_window(h, g->open.cols ? g->open.cols : 80, g->open.rows ? g->open.rows : 24);
	h->input_ms = keeper_now_ms();
	if (keep_send(h->link, KEEP_ATTACH, &m) == ERR_BUSY)
		h->is_stale = true;	/* it does not even listen: repaint once it does */
}

void
host_start(struct keeper *k, struct guest *g)
{
	struct host *h = g->open.command[0] == '\0' ? host_of_user(k, &g->subject) : NULL;
	int n = 0;

	if (g->open.command[0] != '\0') {
		for (size_t i = 0; i < k->nhosts; i++)
			n += k->hosts[i]->is_command &&
			    strcasecmp(k->hosts[i]->subject.name, g->subject.name) == 0;
		if (!k->config.commands || g->subject.kind != SUBJECT_USER)
			guest_refuse(k, g, _("Commands are switched off here."));
		else if (n >= COMMANDS_PER_USER)
			guest_refuse(k, g, _("Too many of your commands are running."));
		else
			start_new(k, g);
		return;
	}
	if (h == NULL)
		start_new(k, g);
	else if ((g->subject.factors & h->subject.factors) != h->subject.factors)
		refuse_weaker(k, h, g);
	else
		attach(k, h, g);
}

/* ---- going on */

void
host_detach(struct keeper *k, struct host *h)
{
	struct keep_plain m = { 0 };

	if (h->guest == NULL)
		return;
	h->guest->host = NULL;
	h->guest = NULL;
	h->is_stale = false;
	h->detached_ms = keeper_now_ms();
	if (h->is_command) {
		h->is_input_over = true;
		host_flush_keys(h);
		return;
	}
	if (h->link >= 0 && keep_send(h->link, KEEP_DETACH, &m) != ERR_OK)
		log_write(LOG_LEVEL_INFO, "keeper: session of %s does not listen",
		    h->subject.name);
	/* A customer's own door has nothing to keep. */
	if (h->subject.kind != SUBJECT_USER)
		host_leave(k, h, LEAVE_IDLE, "", "");
}

void
host_window(struct host *h, uint16_t cols, uint16_t rows)
{
	struct winsize ws = { .ws_row = rows, .ws_col = cols };

	/* 0x0 is what some clients say while they have no window. */
	if (h->pty >= 0 && cols > 0 && rows > 0)
		(void)ioctl(h->pty, TIOCSWINSZ, &ws);
}

void
host_leave(struct keeper *k, struct host *h, enum keep_why why, const char *by,
    const char *reason)
{
	struct keep_leave m = { .session = h->id, .why = why };

	(void)k;
	if (h->leave_ms != 0 || h->pid <= 0)
		return;
	h->leave_ms = keeper_now_ms();
	h->why = why == LEAVE_STOPPED ? EXIT_STOPPED :
	    why == LEAVE_BY_ADMIN ? EXIT_ENDED_BY_ADMIN : EXIT_STATUS;
	if (h->is_command) {
		kill(h->pid, SIGTERM);
		return;
	}
	str_copy(m.by, sizeof(m.by), by);
	str_copy(m.reason, sizeof(m.reason), reason);
	if (keep_send(h->link, KEEP_LEAVE, &m) != ERR_OK)
		kill(h->pid, SIGHUP);
}

void
host_tick(struct keeper *k, struct host *h, int64_t now)
{
	int64_t end_ms = (int64_t)(k->config.idle_end_seconds ? k->config.idle_end_seconds :
	    END_SECONDS) * 1000;

	if (h->pid <= 0)
		return;
	if (h->guest == NULL && h->leave_ms == 0 &&
	    now - h->detached_ms > (h->is_command ? COMMAND_LEFT_MS : end_ms))
		host_leave(k, h, LEAVE_IDLE, "", "");
	if (h->leave_ms == 0)
		return;
	if (h->signals == 0 && now - h->leave_ms > LEAVE_MS / 4) {
		h->signals = 1;
		kill(h->pid, SIGHUP);
	}
	if (h->signals == 1 && now - h->leave_ms > LEAVE_MS) {
		h->signals = 2;
		log_write(LOG_LEVEL_WARN, "keeper: session of %s had to be killed",
		    h->subject.name);
		kill(h->pid, SIGKILL);
	}
}

void
host_reaped(struct keeper *k, pid_t pid, int status)
{
	for (size_t i = 0; i < k->nhosts; i++) {
		struct host *h = k->hosts[i];

		if (h->pid != pid)
			continue;
		h->pid = 0;
		h->reaped_ms = keeper_now_ms();
		h->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		if (!WIFSIGNALED(status))
			return;
		log_write(LOG_LEVEL_WARN, "keeper: session of %s ended by signal %d",
		    h->subject.name, WTERMSIG(status));
		str_copy(h->message, sizeof(h->message),
		    _("The session ended unexpectedly. Sign in again: drafts are kept."));
		return;
	}
}

bool
host_settle(struct keeper *k, struct host *h)
{
	struct guest *g = h->guest;
	bool late = h->pid <= 0 && keeper_now_ms() - h->reaped_ms > BYE_MS;

	if (h->pid > 0)
		return false;
	if (!late && (h->pty >= 0 || h->out >= 0 || h->err >= 0))
		return false;
	if (g != NULL) {
		if (h->message[0] != '\0')
			let_go(k, g, h->message);
		guest_bye(k, g, h->why, h->status, h->message);
	}
	return true;
}

void
host_free(struct keeper *k, struct host *h)
{
	int *const fds[] = { &h->pty, &h->in, &h->out, &h->err, &h->link };
	size_t i;

	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (*fds[i] >= 0)
			close(*fds[i]);
	for (i = 0; i < k->nhosts && k->hosts[i] != h; i++)
		;
	if (i < k->nhosts)
		k->hosts[i] = k->hosts[--k->nhosts];
	free(h);
}
