#include "access/keeper_part.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "access/launcher.h"
#include "access/sandbox.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"

#define TICK_MS 1000

int64_t
keeper_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
replace(int *link, int fd)
{
	if (*link >= 0)
		close(*link);
	*link = fd;
}

static void
stop_all(struct keeper *k)
{
	size_t i;

	if (k->stopping)
		return;
	k->stopping = true;
	k->stop_ms = keeper_now_ms();
	replace(&k->local, -1);
	for (i = 0; i < k->nhosts; i++)
		host_leave(k, k->hosts[i], LEAVE_STOPPED, "", "");
	for (i = 0; i < k->nguests; i++)
		if (k->guests[i]->state != GUEST_ON)
			guest_refuse(k, k->guests[i], _("Quen is stopping. Try again in a minute."));
}

static void
read_control(struct keeper *k)
{
	union door_message m;
	int fd;
	enum err e = door_receive(DOOR_CONTROL, &m, &fd);

	if (e == ERR_BUSY)
		return;
	if (e != ERR_OK) {
		k->abandoned = true;	/* the supervisor died: so do we, in order */
		stop_all(k);
		return;
	}
	if (m.head.type == DOOR_LINK && fd >= 0 && m.link.part == PART_BROKER) {
		guests_unredeemed(k);
		replace(&k->broker, fd);
		return;
	}
	if (m.head.type == DOOR_LINK && fd >= 0 && m.link.part == PART_LISTENER) {
		replace(&k->listener, fd);
		return;
	}
	if (m.head.type == DOOR_CONFIG)
		k->config = m.config;
	if (m.head.type == DOOR_STOP)
		stop_all(k);
	if (fd >= 0)
		close(fd);
}

static void
read_listener(struct keeper *k)
{
	union door_message m;
	int fd;
	enum err e = door_receive(k->listener, &m, &fd);

	if (e == ERR_OK && m.head.type == DOOR_CONNECTION && fd >= 0 && !k->stopping) {
		guest_add(k, fd, &m.connection, false, 0);
		return;
	}
	if (fd >= 0)
		close(fd);
	if (e != ERR_OK && e != ERR_BUSY)
		replace(&k->listener, -1);
}

static void
read_broker(struct keeper *k)
{
	union door_message m;
	int fd;
	enum err e = door_receive(k->broker, &m, &fd);

	if (fd >= 0)
		close(fd);
	if (e == ERR_OK && m.head.type == DOOR_SUBJECT) {
		guest_redeemed(k, &m.subject);
		return;
	}
	if (e == ERR_BUSY)
		return;
	replace(&k->broker, -1);
	guests_unredeemed(k);
}

static void
read_signals(struct keeper *k)
{
	struct signalfd_siginfo info;
	int status;
	pid_t pid;

	while (read(k->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			stop_all(k);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		host_reaped(k, pid, status);
		if (pid != k->launcher_pid)
			continue;
		/* Nobody can come in any more: out in order, the supervisor starts another keeper. */
		log_write(LOG_LEVEL_ERROR, "keeper: the launcher died");
		stop_all(k);
	}
}

/* The descriptors of a round: the fixed ones, then those of guests and hosts, which remember
 * where theirs are. */
enum look_at { AT_CONTROL, AT_LISTENER, AT_BROKER, AT_LOCAL, AT_SIGNALS, AT_FIXED };
#define POLLS_MAX (AT_FIXED + GUESTS_MAX + HOSTS_MAX * HOST_POLLS)

static size_t
fill_polls(struct keeper *k, struct pollfd *p)
{
	size_t n = AT_FIXED, i;

	p[AT_CONTROL] = (struct pollfd) { k->abandoned ? -1 : DOOR_CONTROL, POLLIN, 0 };
	p[AT_LISTENER] = (struct pollfd) { k->listener, POLLIN, 0 };
	p[AT_BROKER] = (struct pollfd) { k->broker, POLLIN, 0 };
	p[AT_LOCAL] = (struct pollfd) { k->local, POLLIN, 0 };
	p[AT_SIGNALS] = (struct pollfd) { k->signals, POLLIN, 0 };
	for (i = 0; i < k->nguests; i++) {
		k->guests[i]->poll_at = n;
		p[n++] = (struct pollfd) { k->guests[i]->link, guest_events(k->guests[i]), 0 };
	}
	for (i = 0; i < k->nhosts; i++) {
		k->hosts[i]->poll_at = n;
		k->hosts[i]->npolls = host_polls(k->hosts[i], p + n);
		n += k->hosts[i]->npolls;
	}
	return n;
}

/* Guests and hosts that come during the round stand behind the old ones; none goes. */
static void
serve_round(struct keeper *k, const struct pollfd *p)
{
	size_t nguests = k->nguests, nhosts = k->nhosts, i;
	short got;

	if (p[AT_SIGNALS].revents)
		read_signals(k);
	if (p[AT_CONTROL].revents)
		read_control(k);
	if (p[AT_BROKER].revents)
		read_broker(k);
	for (i = 0; i < nhosts; i++)
		host_ready(k, k->hosts[i], p + k->hosts[i]->poll_at, k->hosts[i]->npolls);
	for (i = 0; i < nguests; i++) {
		got = p[k->guests[i]->poll_at].revents;
		if (got & POLLOUT)
			guest_write(k, k->guests[i]);
		if (got & (POLLIN | POLLHUP | POLLERR))
			guest_read(k, k->guests[i]);
		if (got & (POLLHUP | POLLERR))
			guest_hung_up(k, k->guests[i]);
	}
	if (p[AT_LISTENER].revents)
		read_listener(k);
	if (p[AT_LOCAL].revents)
		local_accept(k);
}

static void
settle(struct keeper *k)
{
	int64_t now = keeper_now_ms();
	size_t i;

	for (i = k->nhosts; i-- > 0;) {
		host_tick(k, k->hosts[i], now);
		if (host_settle(k, k->hosts[i]))
			host_free(k, k->hosts[i]);
	}
	for (i = k->nguests; i-- > 0;) {
		struct guest *g = k->guests[i];

		if (g->state == GUEST_NEW && now - g->since_ms > OPEN_MS)
			guest_refuse(k, g, "");
		if (g->state == GUEST_BYE && (g->exit_sent || now - g->since_ms > BYE_MS))
			guest_free(k, g);
	}
}

static bool
is_done(const struct keeper *k)
{
	return k->stopping && k->nhosts == 0 &&
	    (k->nguests == 0 || keeper_now_ms() - k->stop_ms > BYE_MS);
}

static int
serve(struct keeper *k)
{
	struct pollfd *p = xcalloc(POLLS_MAX, sizeof(*p));
	int status = 0;
	size_t n;

	while (!is_done(k)) {
		n = fill_polls(k, p);
		if (poll(p, n, TICK_MS) < 0) {
			if (errno == EINTR)
				continue;
			log_write(LOG_LEVEL_ERROR, "keeper: poll: %s", strerror(errno));
			status = 71;
			break;
		}
		serve_round(k, p);
		settle(k);
	}
	free(p);
	return status;
}

/* What needs more than the keeper may have once it is shut in. */
static bool
begin(struct keeper *k, struct err_note *note)
{
	k->launcher = launcher_start(&k->config, &k->launcher_pid);
	k->signals = door_signals();
	if (k->launcher >= 0 && k->signals >= 0)
		return true;
	(void)err_set(note, ERR_IO, "", "%s", strerror(errno));
	return false;
}

int
keeper_main(void)
{
	struct keeper *k = xcalloc(1, sizeof(*k));
	struct door_head ready = { 0 };
	struct err_note note = { 0 };
	int status;

	sandbox_start(DOOR_CONTROL);
	k->listener = k->broker = k->local = k->signals = -1;
	k->next_id = 1;
	if (door_config_read(&k->config, &note) != ERR_OK) {
		log_write(LOG_LEVEL_ERROR, "keeper: %s", note.text);
		free(k);
		return 78;
	}
	/* Before the change of user: the folder is root's. */
	k->local = local_listen(k->config.run_dir);
	if (sandbox_become(k->config.data_uid, k->config.data_gid, &note) != ERR_OK ||
	    !begin(k, &note) || sandbox_enter(SANDBOX_KEEPER, NULL, 0, &note) != ERR_OK) {
		log_write(LOG_LEVEL_ERROR, "keeper: %s", note.text);
		free(k);
		return 78;
	}
	if (door_send(DOOR_CONTROL, DOOR_READY, &ready, -1) != ERR_OK)
		stop_all(k);
	status = serve(k);
	while (k->nguests > 0)
		guest_free(k, k->guests[k->nguests - 1]);
	replace(&k->listener, -1);
	replace(&k->broker, -1);
	replace(&k->local, -1);
	replace(&k->signals, -1);
	replace(&k->launcher, -1);
	free(k);
	return status;
}
