#include "access/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "access/supervisor_part.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"

#define CHILDREN 5
#define STOP_US 10000000	/* to save drafts; then they are killed */
#define NEVER INT64_MAX

struct supervisor {
	const struct supervisor_start *start;
	struct door_config config;	/* as it holds now */
	struct child child[CHILDREN];	/* in the order of starting */
	int signals;
	bool told, stopping;
	int status;			/* of the whole, when it has stopped */
	int64_t stop_by_us;
};

/* Which parts talk with each other. */
static const struct { enum door_part a, b; } links[] = {
	{ PART_LISTENER, PART_BROKER }, { PART_LISTENER, PART_KEEPER }, { PART_KEEPER, PART_BROKER },
};

static struct child *
child_of(struct supervisor *s, enum door_part part)
{
	for (size_t i = 0; i < CHILDREN; i++)
		if (s->child[i].part == part)
			return &s->child[i];
	return NULL;
}

/* A new pair for every link of part; the other side forgets its old end. */
static void
link_part(struct supervisor *s, enum door_part part)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		struct child *a = child_of(s, links[i].a), *b = child_of(s, links[i].b);
		int pair[2];

		if ((a->part != part && b->part != part) || a->pid == 0 || b->pid == 0)
			continue;
		if (door_pair(pair) != ERR_OK) {
			log_write(LOG_LEVEL_ERROR, "no more descriptors for a link");
			continue;
		}
		child_link(a, b->part, pair[0]);
		child_link(b, a->part, pair[1]);
		close(pair[0]);
		close(pair[1]);
	}
}

static void
start_part(struct supervisor *s, struct child *c)
{
	const struct supervisor_start *st = s->start;

	if (!child_start(c, &s->config)) {
		log_write(LOG_LEVEL_ERROR, "%s does not start: %s", door_part_name(c->part),
		    strerror(errno));
		if (c->pid == 0)
			c->again_us = clock_mono_us() + 1000000;
		return;
	}
	if (c->part == PART_LISTENER) {
		child_link(c, PART_NET, st->host_key);
		for (size_t i = 0; i < st->nsockets; i++)
			child_link(c, PART_LISTENER, st->sockets[i]);
	}
	link_part(s, c->part);
}

static void
all_ready(struct supervisor *s)
{
	for (size_t i = 0; i < CHILDREN; i++)
		if (s->child[i].wanted && !s->child[i].ready)
			return;
	if (s->told || s->stopping)
		return;
	s->told = true;
	supervisor_notify("READY=1\nSTATUS=Serving");
	s->start->ready(s->start->arg);
}

/* A part only ever says DOOR_READY. */
static void
hear(struct supervisor *s, struct child *c)
{
	union door_message m;
	int fd;
	enum err e = door_receive(c->control, &m, &fd);

	if (fd >= 0)
		close(fd);
	if (e == ERR_BUSY)
		return;
	if (e == ERR_OK && m.head.type == DOOR_READY) {
		c->ready = true;
		all_ready(s);
		return;
	}
	/* Its end, or nonsense: SIGCHLD follows, or is made to. */
	if (e != ERR_NOTFOUND)
		child_kill(c, &s->config);
	close(c->control);
	c->control = -1;
}

/* The listener lets nobody in any more, sessions save their drafts; broker and identity go
 * last: an idle lock may still ask for a password. */
static void
begin_stop(struct supervisor *s)
{
	if (s->stopping)
		return;
	s->stopping = true;
	s->stop_by_us = clock_mono_us() + STOP_US;
	supervisor_notify("STOPPING=1");
	for (size_t i = 0; i < CHILDREN; i++) {
		struct child *c = &s->child[i];

		c->wanted = false;
		c->again_us = 0;
		if (c->part != PART_BROKER && c->part != PART_IDENTITY)
			child_say(c, DOOR_STOP);
	}
}

/* What a part may not begin with does not change by trying again: a store that waits for `quen
 * upgrade`, say. Whoever started us is told at once, instead of waiting for a readiness that never
 * comes; what served once already is started again, it comes back when that is mended. */
static bool
hopeless(const struct supervisor *s, int status)
{
	return !s->told && !s->stopping && WIFEXITED(status) && WEXITSTATUS(status) == EX_CONFIG;
}

static void
reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < CHILDREN; i++) {
			bool end = s->child[i].pid == pid && hopeless(s, status);

			if (s->child[i].pid != pid)
				continue;
			s->child[i].wanted = s->child[i].wanted && !end;
			child_died(&s->child[i], status, clock_mono_us());
			if (!end)
				continue;
			s->status = EX_CONFIG;
			begin_stop(s);
		}
}

/* true when everybody is gone. */
static bool
continue_stop(struct supervisor *s)
{
	bool any = false, first = false;
	bool late = clock_mono_us() > s->stop_by_us;

	for (size_t i = 0; i < CHILDREN; i++) {
		struct child *c = &s->child[i];

		if (c->pid == 0)
			continue;
		any = true;
		first = first || c->part == PART_KEEPER || c->part == PART_LISTENER ||
		    c->part == PART_WORKER;
		if (late) {
			log_write(LOG_LEVEL_WARN, "%s does not stop; killing it",
			    door_part_name(c->part));
			child_kill(c, &s->config);
		}
	}
	if (late)
		s->stop_by_us = NEVER;
	for (size_t i = 0; i < CHILDREN && !first; i++) {
		struct child *c = &s->child[i];

		/* Shut, not closed: what it has to read is the end. */
		if (c->pid != 0 && c->control >= 0)
			(void)shutdown(c->control, SHUT_WR);
	}
	return !any;
}

static void
reload(struct supervisor *s)
{
	struct door_config fresh = s->config;

	if (s->start->reload == NULL || s->stopping)
		return;
	/* Told all the same: there are other files than this one to be read anew. */
	if (s->start->reload(s->start->arg, &fresh))
		s->config = fresh;
	for (size_t i = 0; i < CHILDREN; i++)
		child_configure(&s->child[i], &s->config);
}

static void
on_signal(struct supervisor *s)
{
	struct signalfd_siginfo si;

	while (read(s->signals, &si, sizeof(si)) == sizeof(si)) {
		if (si.ssi_signo == SIGCHLD)
			reap(s);
		else if (si.ssi_signo != SIGHUP)
			begin_stop(s);
		else
			reload(s);
	}
}

/* Starts what is due; gives how long to wait for the next. */
static int
timers(struct supervisor *s)
{
	int64_t now = clock_mono_us(), next = s->stopping ? s->stop_by_us : NEVER;

	for (size_t i = 0; i < CHILDREN; i++) {
		struct child *c = &s->child[i];

		if (c->again_us != 0 && c->again_us <= now)
			start_part(s, c);
		if (c->again_us != 0 && c->again_us < next)
			next = c->again_us;
	}
	if (next == NEVER)
		return -1;
	return next <= now ? 0 : (int)((next - now) / 1000) + 1;
}

static void
loop(struct supervisor *s)
{
	while (!s->stopping || !continue_stop(s)) {
		struct pollfd p[CHILDREN + 1] = { { .fd = s->signals, .events = POLLIN } };

		for (size_t i = 0; i < CHILDREN; i++)
			p[i + 1] = (struct pollfd) { .fd = s->child[i].control, .events = POLLIN };
		if (poll(p, CHILDREN + 1, timers(s)) < 0 && errno != EINTR)
			return;
		for (size_t i = 0; i < CHILDREN; i++)
			if (p[i + 1].revents != 0 && s->child[i].control == p[i + 1].fd)
				hear(s, &s->child[i]);
		on_signal(s);
	}
}

int
supervisor_run(const struct supervisor_start *start)
{
	static const enum door_part order[CHILDREN] = { PART_IDENTITY, PART_BROKER, PART_KEEPER,
		PART_LISTENER, PART_WORKER };
	struct supervisor s = { .start = start, .config = *start->config, .status = EX_OK };
	sigset_t mask;

	/* Nets whose listener died are reaped here. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigaddset(&mask, SIGTERM);
	sigaddset(&mask, SIGINT);
	sigaddset(&mask, SIGHUP);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	s.signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s.signals < 0)
		return EX_OSERR;
	for (size_t i = 0; i < CHILDREN; i++)
		s.child[i] = (struct child) { .part = order[i], .control = -1,
			.wanted = order[i] != PART_WORKER || start->config->worker };
	for (size_t i = 0; i < CHILDREN; i++)
		if (s.child[i].wanted)
			start_part(&s, &s.child[i]);
	loop(&s);
	close(s.signals);
	return s.status;
}
