#include "config.h"

#include "keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
nap(int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&ts, NULL);
}

static void
run_keeper(int control)
{
	const char *bin = getenv("QUEN_PROGRAM");

	if (control != DOOR_CONTROL)
		dup2(control, DOOR_CONTROL);
	else
		fcntl(control, F_SETFD, 0);
	setenv("QUEN_NOW", SCR_NOW, 1);
	setenv("QUEN_TEST", "1", 1);
	setsid();
	execl(bin ? bin : "./quen", "quen", "part", "keeper", (char *)NULL);
	_exit(127);
}

static int
link_to(int control, enum door_part part)
{
	struct door_link m = { .part = part };
	int pair[2];

	assert_int_equal(door_pair(pair), ERR_OK);
	assert_int_equal(door_send(control, DOOR_LINK, &m, pair[1]), ERR_OK);
	close(pair[1]);
	return pair[0];
}

static int
setup(void **state, uint32_t lock_seconds, uint32_t end_seconds)
{
	struct keep *k = calloc(1, sizeof *k);
	struct door_config c = { .idle_lock_seconds = lock_seconds,
		.idle_end_seconds = end_seconds, .commands = 1, .test = 1, .port = 2222 };
	union door_message m;
	int pair[2], fd;

	assert_non_null(k);
	shop_make(&k->shop);
	snprintf(c.home, sizeof c.home, "%s", k->shop.home);
	assert_in_range(snprintf(c.run_dir, sizeof c.run_dir, "%s/run", k->shop.home), 1,
	    sizeof c.run_dir - 1);
	assert_int_equal(mkdir(c.run_dir, 0755), 0);
	assert_int_equal(door_pair(pair), ERR_OK);
	k->pid = fork();
	assert_true(k->pid >= 0);
	if (k->pid == 0)
		run_keeper(pair[1]);
	close(pair[1]);
	k->control = pair[0];
	assert_int_equal(door_send(k->control, DOOR_CONFIG, &c, -1), ERR_OK);
	k->listener = link_to(k->control, PART_LISTENER);
	k->broker = link_to(k->control, PART_BROKER);
	assert_int_equal(door_receive(k->control, &m, &fd), ERR_OK);
	assert_int_equal(m.head.type, DOOR_READY);
	*state = k;
	return 0;
}

int
keep_setup(void **state)
{
	return setup(state, 0, 3600);
}

int
keep_setup_lock(void **state)
{
	return setup(state, 1, 3600);
}

int
keep_setup_end(void **state)
{
	return setup(state, 0, 1);
}

int
keep_stop(struct keep *k)
{
	struct door_head stop = { 0 };
	int status = -1;

	if (k->pid <= 0)
		return -1;
	if (door_send(k->control, DOOR_STOP, &stop, -1) != ERR_OK)
		kill(k->pid, SIGKILL);
	waitpid(k->pid, &status, 0);
	k->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
keep_teardown(void **state)
{
	struct keep *k = *state;
	size_t i;

	for (i = 0; i < sizeof k->scr / sizeof k->scr[0]; i++)
		scr_free(k->scr[i]);
	for (i = 0; i < sizeof k->guest / sizeof k->guest[0]; i++)
		guest_free(k->guest[i]);
	(void)keep_stop(k);
	close(k->control);
	close(k->listener);
	close(k->broker);
	shop_drop(&k->shop);
	free(k);
	return 0;
}

struct scr *
keep_attach_as(struct keep *k, int i, const char *user, const char *term, int rows, int cols)
{
	struct scr_start st = { .home = k->shop.home, .user = user, .attach = true, .term = term,
		.rows = rows, .cols = cols };

	scr_free(k->scr[i]);
	k->scr[i] = scr_new(&st);
	return k->scr[i];
}

struct scr *
keep_attach(struct keep *k, int i, const char *user)
{
	return keep_attach_as(k, i, user, NULL, 0, 0);
}

void
keep_drop(struct keep *k, int i)
{
	scr_free(k->scr[i]);
	k->scr[i] = NULL;
}

/* Is it a session, or the keeper's launcher (or not yet either)? */
static bool
is_session(const char *pid)
{
	char path[300], words[64] = "";
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%s/cmdline", pid);
	if ((f = fopen(path, "r")) != NULL) {
		n = fread(words, 1, sizeof words - 1, f);
		fclose(f);
	}
	return n >= sizeof "quen\0session" && memcmp(words, "quen\0session", sizeof "quen\0session") == 0;
}

/* Children of the keeper, by /proc/PID/stat: "pid (name) state ppid". */
size_t
keep_sessions(const struct keep *k, pid_t *pids, size_t most)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	size_t n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		char path[300], line[512], *end;
		int ppid = 0;
		char state = 'Z';
		FILE *f;

		if (atoi(e->d_name) <= 0)
			continue;
		snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
		if ((f = fopen(path, "r")) == NULL)
			continue;
		if (fgets(line, sizeof line, f) != NULL && (end = strrchr(line, ')')) != NULL)
			(void)sscanf(end + 1, " %c %d", &state, &ppid);
		fclose(f);
		if (ppid == k->pid && state != 'Z' && n < most && is_session(e->d_name))
			pids[n++] = atoi(e->d_name);
	}
	closedir(d);
	return n;
}

bool
keep_wait_sessions(const struct keep *k, size_t n, int timeout_ms)
{
	int64_t until = now_ms() + timeout_ms;
	pid_t pids[64];

	while (keep_sessions(k, pids, 64) != n) {
		if (now_ms() > until)
			return false;
		nap(20);
	}
	return true;
}

/* ---- guests */

static void
redeem(struct keep *k, const struct guest_start *start)
{
	struct door_subject s = { .kind = start->kind, .factors = start->factors };
	union door_message m;
	int fd;

	assert_int_equal(door_receive(k->broker, &m, &fd), ERR_OK);
	assert_int_equal(m.head.type, DOOR_REDEEM);
	assert_memory_equal(m.redeem.ticket, "ticket-of-a-test", 16);
	snprintf(s.name, sizeof s.name, "%s", start->user);
	snprintf(s.peer, sizeof s.peer, "192.0.2.7");
	assert_int_equal(door_send(k->broker, DOOR_SUBJECT, &s, -1), ERR_OK);
}

struct guest *
keep_guest(struct keep *k, int i, const struct guest_start *start)
{
	struct door_connection c = { .id = (uint64_t)(i + 100), .peer = "192.0.2.7" };
	struct door_open o = { .cols = 80, .rows = 24 };
	struct guest *g = calloc(1, sizeof *g);
	union door_message m;
	int pair[2], fd;

	assert_non_null(g);
	guest_free(k->guest[i]);
	k->guest[i] = g;
	assert_int_equal(door_pair(pair), ERR_OK);
	assert_int_equal(door_send(k->listener, DOOR_CONNECTION, &c, pair[1]), ERR_OK);
	close(pair[1]);
	g->link = pair[0];
	g->is_deaf = start->is_deaf;
	memcpy(o.ticket, "ticket-of-a-test", 16);
	snprintf(o.term, sizeof o.term, "%s", start->term ? start->term : "xterm");
	snprintf(o.command, sizeof o.command, "%s", start->command ? start->command : "");
	assert_int_equal(door_send(g->link, DOOR_OPEN, &o, -1), ERR_OK);
	redeem(k, start);
	assert_int_equal(door_receive(g->link, &m, &fd), ERR_OK);
	assert_int_equal(m.head.type, DOOR_OPENED);
	assert_int_equal(fcntl(g->link, F_SETFL, O_NONBLOCK), 0);
	g->result = (enum door_open_result)m.opened.result;
	snprintf(g->message, sizeof g->message, "%s", m.opened.message);
	return g;
}

static void
keep_bytes(char **all, size_t *n, const struct door_data *d)
{
	*all = realloc(*all, *n + d->size + 1);
	assert_non_null(*all);
	memcpy(*all + *n, d->data, d->size);
	*n += d->size;
	(*all)[*n] = '\0';
}

/* One message; false when none came in time. */
static bool
take(struct guest *g, int timeout_ms)
{
	struct pollfd p = { .fd = g->link, .events = POLLIN };
	union door_message m;
	int fd;

	if (g->ended || poll(&p, 1, timeout_ms) <= 0)
		return false;
	if (door_receive(g->link, &m, &fd) != ERR_OK) {
		g->ended = true;
		return true;
	}
	if (m.head.type == DOOR_OUTPUT)
		keep_bytes(&g->out, &g->nout, &m.data);
	if (m.head.type == DOOR_ERRORS)
		keep_bytes(&g->err, &g->nerr, &m.data);
	if (m.head.type == DOOR_EXIT) {
		g->ended = true;
		g->why = (enum door_exit_reason)m.exit.reason;
		g->status = m.exit.status;
		snprintf(g->goodbye, sizeof g->goodbye, "%s", m.exit.message);
	}
	return true;
}

void
guest_send(struct guest *g, const char *bytes, size_t size)
{
	struct door_data d;
	enum err e;

	do {
		d.size = (uint32_t)(size < DOOR_DATA ? size : DOOR_DATA);
		memcpy(d.data, bytes, d.size);
		/* What comes meanwhile is read: else both sides would wait for each other. */
		while ((e = door_send(g->link, DOOR_INPUT, &d, -1)) == ERR_BUSY && !g->is_deaf)
			(void)take(g, 20);
		if (e != ERR_OK)
			return;
		bytes += d.size;
		size -= d.size;
	} while (size > 0);
}

bool
guest_wait(struct guest *g, const char *text, int timeout_ms)
{
	int64_t until = now_ms() + timeout_ms;

	while (g->out == NULL || strstr(g->out, text) == NULL) {
		if (g->ended || now_ms() > until)
			return false;
		(void)take(g, 50);
	}
	return true;
}

bool
guest_wait_end(struct guest *g, int timeout_ms)
{
	int64_t until = now_ms() + timeout_ms;

	while (!g->ended && now_ms() < until)
		(void)take(g, 50);
	return g->ended;
}

void
guest_free(struct guest *g)
{
	if (g == NULL)
		return;
	close(g->link);
	free(g->out);
	free(g->err);
	free(g);
}
