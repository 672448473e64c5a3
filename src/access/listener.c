/* The listener: accepts, starts a net for each connection, ends those that are late. It reads
 * not one byte of the network. */
#include "access/listener_part.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "access/sandbox.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"

#define STOP_US 8000000		/* for nets to tell their clients */
#define FIXED 12		/* places in poll() before those of the guests */

static void
set(int *link, int fd)
{
	if (*link >= 0)
		close(*link);
	*link = fd;
	if (fd >= 0)
		(void)fcntl(fd, F_SETFL, O_NONBLOCK);
}

static void
take_link(struct listener *l, uint32_t part, int fd)
{
	switch ((enum door_part)part) {
	case PART_LISTENER:
		if (l->nsockets < sizeof(l->sockets) / sizeof(l->sockets[0])) {
			(void)fcntl(fd, F_SETFL, O_NONBLOCK);
			l->sockets[l->nsockets++] = fd;
			return;
		}
		close(fd);
		return;
	case PART_NET:
		if (l->host_key >= 0)
			close(l->host_key);
		l->host_key = fd;
		return;
	case PART_BROKER:
		set(&l->broker, fd);
		return;
	case PART_KEEPER:
		set(&l->keeper, fd);
		return;
	default:
		close(fd);
	}
}

static void
begin_stop(struct listener *l)
{
	if (l->stopping)
		return;
	l->stopping = true;
	l->stop_by_us = clock_mono_us() + STOP_US;
	for (size_t i = 0; i < l->nsockets; i++)
		close(l->sockets[i]);
	l->nsockets = 0;
}

/* The supervisor's end, or nonsense of its: as if it had said to stop. */
static void
hear_supervisor(struct listener *l)
{
	union door_message m;
	int fd;
	enum err e;

	while ((e = door_receive(l->control, &m, &fd)) == ERR_OK) {
		if (m.head.type == DOOR_LINK && fd >= 0)
			take_link(l, m.link.part, fd);
		else if (fd >= 0)
			close(fd);
		if (m.head.type == DOOR_CONFIG) {
			l->config = m.config;
			limits_change(&l->limits, &l->config);
		}
		if (m.head.type == DOOR_STOP)
			begin_stop(l);
	}
	if (e == ERR_BUSY)
		return;
	l->control = -1;
	begin_stop(l);
}

static void
hear_broker(struct listener *l)
{
	union door_message m;
	int fd;
	enum err e;

	while ((e = door_receive(l->broker, &m, &fd)) == ERR_OK) {
		if (fd >= 0)
			close(fd);
		if (m.head.type == DOOR_VERDICT)
			guest_verdict(l, &m.verdict);
	}
	if (e != ERR_BUSY)
		set(&l->broker, -1);
}

static void
hear_keeper(struct listener *l)
{
	union door_message m;
	int fd;
	enum err e = door_receive(l->keeper, &m, &fd);

	if (fd >= 0)
		close(fd);
	if (e != ERR_BUSY && e != ERR_OK)
		set(&l->keeper, -1);
}

/* The fixed places, then a place a guest. Returns how many. */
static nfds_t
places(const struct listener *l, struct pollfd *p)
{
	nfds_t n = FIXED;

	for (size_t i = 0; i < FIXED; i++)
		p[i] = (struct pollfd) { .fd = -1, .events = POLLIN };
	p[0].fd = l->control;
	p[1].fd = l->signals;
	p[2].fd = l->broker;
	p[3].fd = l->keeper;
	/* Nobody comes in while a part that they need is away: they wait in the backlog. */
	for (size_t i = 0; i < l->nsockets && l->broker >= 0 && l->keeper >= 0; i++)
		p[4 + i].fd = l->sockets[i];
	for (size_t i = 0; i < GUESTS; i++, n++)
		p[n] = (struct pollfd) { .fd = l->guest[i].pid != 0 ? l->guest[i].control : -1,
			.events = POLLIN };
	return n;
}

static int
wait_ms(struct listener *l)
{
	int64_t now = clock_mono_us(), next = guests_deadlines(l, now);

	if (l->stopping && l->stop_by_us < next)
		next = l->stop_by_us;
	if (next == INT64_MAX)
		return -1;
	return next <= now ? 0 : (int)((next - now) / 1000) + 1;
}

/* One turn; false: the end. */
static bool
turn(struct listener *l, struct pollfd *p)
{
	nfds_t n = places(l, p);
	struct signalfd_siginfo si;

	if (poll(p, n, wait_ms(l)) < 0)
		return errno == EINTR;
	for (nfds_t i = FIXED; i < n; i++)
		if (p[i].revents != 0 && l->guest[i - FIXED].control == p[i].fd)
			guest_hear(l, &l->guest[i - FIXED]);
	if (p[1].revents != 0)
		while (read(l->signals, &si, sizeof(si)) == sizeof(si))
			guests_reap(l);
	if (p[2].revents != 0)
		hear_broker(l);
	if (p[3].revents != 0)
		hear_keeper(l);
	for (size_t i = 0; i < l->nsockets; i++)
		if (p[4 + i].revents != 0)
			guests_accept(l, l->sockets[i]);
	if (p[0].revents != 0)
		hear_supervisor(l);
	return !l->stopping || (guests_count(l) > 0 && clock_mono_us() < l->stop_by_us);
}

/* quen-net lies beside this program in a build tree, else where it is installed. Opened once:
 * all nets of one listener are the same program, also while a newer one is installed. */
static void
find_program(struct listener *l, char *path, size_t size)
{
	static const char name[] = "/quen-net";
	ssize_t n = readlink("/proc/self/exe", path, size);
	char *slash;

	l->program = -1;
	if (n > 0 && (size_t)n + sizeof(name) < size) {
		path[n] = '\0';
		slash = strrchr(path, '/');
		memcpy(slash != NULL ? slash : path, name, sizeof(name));
		l->program = open(path, O_PATH | O_CLOEXEC);
	}
	if (l->program >= 0)
		return;
	snprintf(path, size, "%s%s", QUEN_LIBEXECDIR, name);
	l->program = open(path, O_PATH | O_CLOEXEC);
}

static enum err
begin(struct listener *l, struct err_note *note)
{
	sigset_t mask;
	char path[PATH_MAX];
	enum err e;

	find_program(l, path, sizeof(path));
	if (l->program < 0)
		return err_set(note, ERR_CONFIG, "", _("The program quen-net is missing: nobody could sign in. "
		    "Is the installation whole?"));
	if ((e = door_config_read(&l->config, note)) != ERR_OK ||
	    (e = sandbox_become(l->config.net_uid, l->config.net_gid, note)) != ERR_OK ||
	    (e = sandbox_enter(SANDBOX_LISTENER,
	    &(struct sandbox_path) { path, SANDBOX_RUN }, 1, note)) != ERR_OK)
		return e;
	(void)fcntl(DOOR_CONTROL, F_SETFL, O_NONBLOCK);
	l->control = DOOR_CONTROL;
	limits_init(&l->limits, &l->config);
	l->broker = l->keeper = l->host_key = -1;
	/* Never used again, not even by the next listener: it starts later. */
	l->next_id = (uint64_t)clock_mono_us() << 8;
	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	l->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	return l->signals >= 0 ? ERR_OK : ERR_IO;
}

int
listener_main(void)
{
	struct listener *l = xcalloc(1, sizeof(*l));
	struct pollfd *p = xcalloc(FIXED + GUESTS, sizeof(*p));
	struct err_note note = { 0 };
	struct door_head ready;
	int status = EX_OK;

	sandbox_start(DOOR_CONTROL);
	if (begin(l, &note) != ERR_OK) {
		log_write(LOG_LEVEL_ERROR, "listener: %s", note.text);
		status = EX_CONFIG;
	} else if (door_send(DOOR_CONTROL, DOOR_READY, &ready, -1) == ERR_OK) {
		while (turn(l, p))
			;
		guests_kill(l);
	}
	free(p);
	free(l);
	return status;
}
