#include "access/broker_part.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "access/sandbox.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define SAVE_US INT64_C(1000000)
#define SWEEP_US INT64_C(1000000)
#define DRIFT_MS 30000			/* a clock that jumps further is told of */

int64_t
broker_now(void)
{
	return clock_mono_us();
}

/* One-time codes live by the clock of the wall, everything here by the other one. */
static int64_t
drift(void)
{
	return clock_now_ms() - broker_now() / 1000;
}

bool
broker_is_exempt(const struct broker *b, const char *peer)
{
	return networks_hold(b->config.exempt, peer) || networks_hold(b->networks, peer);
}

static void
replace(int *link, int fd)
{
	if (*link >= 0)
		close(*link);
	*link = fd;
}

static void
read_control(struct broker *b)
{
	union door_message m;
	int fd;
	enum err e = door_receive(DOOR_CONTROL, &m, &fd);

	if (e == ERR_BUSY)
		return;
	if (e != ERR_OK || m.head.type == DOOR_STOP)
		b->stopping = true;
	else if (m.head.type == DOOR_CONFIG)
		b->config = m.config;
	else if (m.head.type == DOOR_LINK && fd >= 0 && m.link.part == PART_LISTENER) {
		/* One that no longer reads does not stop us. */
		(void)fcntl(fd, F_SETFL, O_NONBLOCK);
		replace(&b->listener, fd);
		return;
	} else if (m.head.type == DOOR_LINK && fd >= 0 && m.link.part == PART_KEEPER) {
		replace(&b->keeper, fd);
		return;
	}
	if (fd >= 0)
		close(fd);
}

static void
read_listener(struct broker *b)
{
	union door_message m;
	int fd;
	enum err e = door_receive(b->listener, &m, &fd);

	if (e == ERR_OK && m.head.type == DOOR_CONNECTION && fd >= 0) {
		(void)caller_new(b, fd, &m.connection);
		return;
	}
	if (fd >= 0)
		close(fd);
	if (e != ERR_OK && e != ERR_BUSY)
		replace(&b->listener, -1);
}

static void
read_keeper(struct broker *b)
{
	union door_message m;
	struct door_subject s;
	int fd;
	enum err e = door_receive(b->keeper, &m, &fd);

	if (fd >= 0)
		close(fd);
	if (e == ERR_BUSY)
		return;
	if (e == ERR_OK && m.head.type == DOOR_REDEEM) {
		if (!ticket_redeem(b->tickets, m.redeem.ticket, m.redeem.connection,
		    broker_now() / 1000, &s))
			log_write(LOG_LEVEL_WARN, "broker: a ticket was refused");
		e = door_send(b->keeper, DOOR_SUBJECT, &s, -1);
	} else
		e = ERR_INVALID;
	if (e != ERR_OK)
		replace(&b->keeper, -1);
}

static void
read_signals(struct broker *b)
{
	struct signalfd_siginfo info;

	while (read(b->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			b->stopping = true;
	for (size_t i = 0; i < b->ncallers; i++)
		if (pam_child_reap(&b->caller[i]->child))
			try_child_gone(b, b->caller[i]);
}

/* The descriptors of a round; callers have two, asks one. */
enum look_at { AT_CONTROL, AT_LISTENER, AT_KEEPER, AT_SIGNALS, AT_FIXED };
#define POLLS (AT_FIXED + 2 * CALLERS_MOST + ASKS_MOST)

static size_t
fill(const struct broker *b, struct pollfd *p, int64_t *next_us)
{
	size_t n = AT_FIXED;

	p[AT_CONTROL] = (struct pollfd) { DOOR_CONTROL, POLLIN, 0 };
	p[AT_LISTENER] = (struct pollfd) { b->listener, POLLIN, 0 };
	p[AT_KEEPER] = (struct pollfd) { b->keeper, POLLIN, 0 };
	p[AT_SIGNALS] = (struct pollfd) { b->signals, POLLIN, 0 };
	*next_us = broker_now() + SWEEP_US;
	for (size_t i = 0; i < b->ncallers; i++) {
		const struct caller *g = b->caller[i];
		int64_t due = caller_next(b, g);

		if (due < *next_us && (g->state != CALLER_QUEUE || due > broker_now()))
			*next_us = due;
		/* What may be asked depends on the shop: known in a moment. */
		p[n++] = (struct pollfd) { g->gone || (b->policy_us == 0 && b->policy_asked) ?
		    -1 : g->link, POLLIN, 0 };
		p[n++] = (struct pollfd) { g->child.eof ? -1 : g->child.link, POLLIN, 0 };
	}
	for (size_t i = 0; i < ASKS_MOST; i++)
		p[n++] = (struct pollfd) { b->ask[i].fd, POLLIN, 0 };
	return n;
}

static void
serve_callers(struct broker *b, const struct pollfd *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct caller *g = b->caller[i];

		if (p[2 * i + 1].revents != 0 && g->child.pid > 0)
			try_child_ready(b, g);
		if (p[2 * i].revents != 0 && !g->gone)
			caller_read(b, g);
	}
}

/* What became due; callers whose time is over go last, so that none is looked at after. */
static void
settle(struct broker *b)
{
	int64_t now = broker_now();

	for (size_t i = 0; i < b->ncallers; i++)
		caller_tick(b, b->caller[i], now);
	for (size_t i = b->ncallers; i-- > 0;)
		if (b->caller[i]->state == CALLER_OVER || (b->caller[i]->gone &&
		    b->caller[i]->state == CALLER_IDLE))
			caller_free(b, b->caller[i]);
}

static void
save(struct broker *b)
{
	b->saved_us = broker_now();
	b->changed = false;
	if (counters_save(b->counters, b->state, drift()) != ERR_OK)
		log_write(LOG_LEVEL_WARN, "broker: the counters could not be kept in %s", b->state);
}

static void
sweep(struct broker *b)
{
	struct counter_report r;
	int64_t now = broker_now(), jump = drift() - b->drift_ms;

	if (now - b->swept_us < SWEEP_US)
		return;
	b->swept_us = now;
	for (size_t i = 0; i < ASKS_MOST; i++)
		if (b->ask[i].fd >= 0 && now >= b->ask[i].until_us)
			ask_ready(b, &b->ask[i]);
	while (counters_report(b->counters, now / 1000, &r))
		ask_note(b, ID_FAILED, r.user, strncmp(r.user, "card:", 5) == 0, r.source, "", "", r.count);
	if (jump > DRIFT_MS || jump < -DRIFT_MS)
		log_write(LOG_LEVEL_WARN, "broker: the clock jumped by %ld seconds", (long)(jump / 1000));
	b->drift_ms += jump;
	if (b->changed && now - b->saved_us >= SAVE_US)
		save(b);
}

static void
serve(struct broker *b)
{
	struct pollfd *p = xcalloc(POLLS, sizeof(*p));
	struct timespec wait;
	int64_t next, left;
	size_t n, callers;

	while (!b->stopping) {
		n = fill(b, p, &next);
		callers = b->ncallers;
		left = next - broker_now();
		if (left < 0)
			left = 0;
		wait = (struct timespec) { left / 1000000, left % 1000000 * 1000 };
		if (ppoll(p, n, &wait, NULL) < 0) {
			if (errno == EINTR)
				continue;
			log_write(LOG_LEVEL_ERROR, "broker: poll: %s", strerror(errno));
			break;
		}
		serve_callers(b, p + AT_FIXED, callers);
		for (size_t i = 0; i < ASKS_MOST; i++)
			if (p[AT_FIXED + 2 * callers + i].revents != 0 &&
			    b->ask[i].fd == p[AT_FIXED + 2 * callers + i].fd)
				ask_ready(b, &b->ask[i]);
		if (p[AT_SIGNALS].revents)
			read_signals(b);
		if (p[AT_KEEPER].revents)
			read_keeper(b);
		if (p[AT_LISTENER].revents)
			read_listener(b);
		if (p[AT_CONTROL].revents)
			read_control(b);
		settle(b);
		sweep(b);
	}
	free(p);
}

static enum err
start(struct broker *b, struct err_note *note)
{
	enum err e = door_config_read(&b->config, note);

	if (e != ERR_OK)
		return e;
	sandbox_start(DOOR_CONTROL);
	for (size_t i = 0; i < ASKS_MOST; i++)
		b->ask[i].fd = -1;
	b->signals = door_signals();
	b->counters = counters_new();
	b->tickets = xcalloc(1, sizeof(*b->tickets));
	b->drift_ms = drift();
	snprintf(b->state, sizeof(b->state), "%s/broker.state", b->config.state_dir);
	if (mkdir(b->config.state_dir, 0700) != 0 && errno != EEXIST)
		return err_set(note, ERR_IO, "", "%s: %s", b->config.state_dir, strerror(errno));
	if (counters_load(b->counters, b->state, -b->drift_ms) == ERR_INVALID)
		log_write(LOG_LEVEL_WARN, "broker: %s does not read; counting starts anew", b->state);
	e = pam_files_ready(b->config.config_dir, b->config.run_dir, b->folder, sizeof(b->folder), note);
	if (e == ERR_OK)
		e = sandbox_enter(SANDBOX_BROKER, NULL, 0, note);
	return e;
}

int
broker_main(void)
{
	struct broker *b = xcalloc(1, sizeof(*b));
	struct door_head ready = { 0 };
	struct err_note note = { 0 };
	enum err e;

	b->listener = b->keeper = b->signals = -1;
	e = start(b, &note);
	if (e == ERR_OK)
		ask_policy(b);
	if (e == ERR_OK && door_send(DOOR_CONTROL, DOOR_READY, &ready, -1) == ERR_OK) {
		serve(b);
		save(b);
	} else if (e != ERR_OK)
		log_write(LOG_LEVEL_ERROR, "broker: %s", note.text);
	while (b->ncallers > 0)
		caller_free(b, b->caller[b->ncallers - 1]);
	replace(&b->listener, -1);
	replace(&b->keeper, -1);
	replace(&b->signals, -1);
	counters_free(b->counters);
	free(b->tickets);
	free(b);
	return e == ERR_OK ? 0 : err_exit_status(e);
}
