#include "access/listener_part.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "access/net_part.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"

#define SECOND_US INT64_C(1000000)
#define ABOVE 32	/* descriptors of a new net wait up here for their places */

extern char **environ;

/* Without TCP_NODELAY a key waits 40 ms for the answer to the one before (LIBRARIES.md 1);
 * the rest finds a dead peer that left without a word. */
static void
tune(int fd, unsigned keepalive_s)
{
	int on = 1, idle = (int)keepalive_s, probes = 3, ms = (int)keepalive_s * 3 * 1000;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof(idle));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &idle, sizeof(idle));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof(probes));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof(ms));
}

/* The descriptors of a net, in the order of NET_CONTROL and what follows it. */
static _Noreturn void
execute(int program, const int from[NET_FDS])
{
	char path[32];
	static const char *const argv[] = { "quen", "part", "net", NULL };
	int high[NET_FDS];
	sigset_t none;

	/* Up first: a place may be taken by one that has to move itself. */
	program = fcntl(program, F_DUPFD_CLOEXEC, ABOVE);
	for (int i = 0; i < NET_FDS; i++)
		high[i] = fcntl(from[i], F_DUPFD_CLOEXEC, ABOVE);
	for (int i = 0; i < NET_FDS; i++)
		if (high[i] < 0 || dup2(high[i], NET_CONTROL + i) < 0)
			_exit(71);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", program);
	execve(path, (char **)argv, environ);
	_exit(71);
}

/* A link whose one end goes to a part with the connection's name, the other to the net. */
static bool
announce(int part, struct door_connection *c, int *end)
{
	int pair[2];
	bool ok;

	*end = -1;
	if (part < 0 || door_pair(pair) != ERR_OK)
		return false;
	ok = door_send(part, DOOR_CONNECTION, c, pair[1]) == ERR_OK;
	close(pair[1]);
	if (!ok) {
		close(pair[0]);
		return false;
	}
	*end = pair[0];
	return true;
}

static bool
start_net(struct listener *l, struct guest *g, int socket, uint16_t port)
{
	struct door_connection c = { .id = g->id, .peer_port = port };
	struct door_config config = l->config;
	int control[2] = { -1, -1 }, broker = -1, keeper = -1;
	bool ok;

	snprintf(c.peer, sizeof(c.peer), "%s", g->peer);
	ok = announce(l->broker, &c, &broker) && announce(l->keeper, &c, &keeper) &&
	    door_pair(control) == ERR_OK &&
	    door_send(control[0], DOOR_CONFIG, &config, -1) == ERR_OK;
	g->pid = ok ? fork() : -1;
	if (g->pid == 0)
		execute(l->program, (const int[NET_FDS]) { control[1], socket, broker, keeper, l->host_key });
	if (control[1] >= 0)
		close(control[1]);
	if (broker >= 0)
		close(broker);
	if (keeper >= 0)
		close(keeper);
	if (g->pid > 0) {
		g->control = control[0];
		return true;
	}
	if (control[0] >= 0)
		close(control[0]);
	g->pid = 0;
	return false;
}

static struct guest *
free_place(struct listener *l)
{
	for (size_t i = 0; i < GUESTS; i++)
		if (l->guest[i].pid == 0)
			return &l->guest[i];
	return NULL;
}

static void
admit(struct listener *l, int socket, const struct sockaddr_storage *from, int64_t now_us)
{
	struct guest *g = free_place(l);
	struct guest in = { .control = -1, .since_us = now_us };
	uint16_t port;

	source_of(from, &in.source, in.peer, &port);
	if (g == NULL || !limits_admit(&l->limits, &in.source, secret_random_below(100), now_us)) {
		log_write(LOG_LEVEL_INFO, "%s is refused: too many, or it waits out a penalty", in.peer);
		return;
	}
	in.id = l->next_id++;
	*g = in;
	tune(socket, l->config.keepalive_seconds);
	if (!start_net(l, g, socket, port)) {
		log_write(LOG_LEVEL_WARN, "%s is refused: a part is starting again", in.peer);
		return;
	}
	limits_enter(&l->limits, &g->source);
}

void
guests_accept(struct listener *l, int socket)
{
	for (int i = 0; i < 64; i++) {
		struct sockaddr_storage from;
		socklen_t size = sizeof(from);
		/* Not non-blocking for ever: libssh sets that as it needs it. */
		int fd = accept4(socket, (struct sockaddr *)&from, &size, SOCK_CLOEXEC);

		if (fd < 0 && (errno == ECONNABORTED || errno == EINTR))
			continue;
		if (fd < 0)
			return;
		admit(l, fd, &from, clock_mono_us());
		close(fd);
	}
}

/* What this connection cost; once. */
static void
punish(struct listener *l, struct guest *g, unsigned seconds)
{
	if (!g->punished && g->stage != GUEST_IN)
		limits_punish(&l->limits, &g->source, seconds, clock_mono_us());
	g->punished = true;
}

void
guest_hear(struct listener *l, struct guest *g)
{
	union door_message m;
	int fd;
	enum err e = door_receive(g->control, &m, &fd);

	if (fd >= 0)
		close(fd);
	if (e == ERR_BUSY)
		return;
	if (e == ERR_OK && m.head.type == DOOR_READY) {
		if (g->stage == GUEST_NEW)
			g->stage = GUEST_KEYED;
		return;
	}
	if (e != ERR_NOTFOUND) {
		punish(l, g, PENALTY_ABUSE_S);
		(void)kill(g->pid, SIGKILL);
	}
	close(g->control);
	g->control = -1;
}

void
guest_verdict(struct listener *l, const struct door_verdict *v)
{
	for (size_t i = 0; i < GUESTS; i++) {
		struct guest *g = &l->guest[i];

		if (g->pid == 0 || g->id != v->id)
			continue;
		if (v->fate == FATE_FAILED)
			g->failed = true;
		if (v->fate == FATE_ABUSE) {
			punish(l, g, PENALTY_ABUSE_S);
			(void)kill(g->pid, SIGKILL);
		}
		if (v->fate == FATE_SIGNED_IN && g->stage != GUEST_IN) {
			g->stage = GUEST_IN;
			limits_leave(&l->limits, &g->source);
		}
	}
}

int64_t
guests_deadlines(struct listener *l, int64_t now_us)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < GUESTS; i++) {
		struct guest *g = &l->guest[i];
		int64_t by;

		if (g->pid == 0 || g->stage == GUEST_IN)
			continue;
		by = g->since_us + SECOND_US * (g->stage == GUEST_NEW ? l->config.kex_seconds :
		    l->config.auth_seconds);
		if (by <= now_us) {
			punish(l, g, PENALTY_IDLE_S);
			(void)kill(g->pid, SIGKILL);
			by = now_us + SECOND_US;	/* if it should still be there then */
		}
		if (by < next)
			next = by;
	}
	return next;
}

static void
ended(struct listener *l, struct guest *g, int status)
{
	/* SIGKILL was ours; anything else is a crash of what reads the network. */
	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL) {
		log_write(LOG_LEVEL_ERROR, "net for %s died of signal %d", g->peer, WTERMSIG(status));
		punish(l, g, PENALTY_ABUSE_S);
	}
	if (g->failed)
		punish(l, g, PENALTY_FAILED_S);
	if (g->stage != GUEST_IN)
		limits_leave(&l->limits, &g->source);
	if (g->control >= 0)
		close(g->control);
	*g = (struct guest) { .control = -1 };
}

void
guests_reap(struct listener *l)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < GUESTS; i++)
			if (l->guest[i].pid == pid)
				ended(l, &l->guest[i], status);
}

size_t
guests_count(const struct listener *l)
{
	size_t n = 0;

	for (size_t i = 0; i < GUESTS; i++)
		n += l->guest[i].pid != 0;
	return n;
}

void
guests_kill(struct listener *l)
{
	for (size_t i = 0; i < GUESTS; i++)
		if (l->guest[i].pid != 0)
			(void)kill(l->guest[i].pid, SIGKILL);
}
