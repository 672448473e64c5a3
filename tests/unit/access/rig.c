#include "rig.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/str.h"

#define WAIT_MS 15000

static bool
readable(int fd, int ms)
{
	struct pollfd p = { fd, POLLIN, 0 };

	return poll(&p, 1, ms) > 0;
}

static struct part
start_part(struct rig *r, const char *name)
{
	struct door_config c = r->config;
	union door_message m;
	struct part p;
	int link[2], fd;

	assert_int_equal(door_pair(link), ERR_OK);
	p.pid = fork();
	if (p.pid == 0) {
		setenv("QUEN_TEST", "1", 1);
		if (link[1] == DOOR_CONTROL)
			fcntl(DOOR_CONTROL, F_SETFD, 0);
		else
			dup2(link[1], DOOR_CONTROL);
		execl(getenv("QUEN_PROGRAM"), "quen", "part", name, (char *)NULL);
		_exit(99);
	}
	close(link[1]);
	p.control = link[0];
	assert_int_equal(door_send(p.control, DOOR_CONFIG, &c, -1), ERR_OK);
	assert_true(readable(p.control, WAIT_MS));
	assert_int_equal(door_receive(p.control, &m, &fd), ERR_OK);
	assert_int_equal(m.head.type, DOOR_READY);
	return p;
}

static int
link_to(const struct part *p, enum door_part to)
{
	struct door_link m = { .part = to };
	int link[2];

	assert_int_equal(door_pair(link), ERR_OK);
	assert_int_equal(door_send(p->control, DOOR_LINK, &m, link[1]), ERR_OK);
	close(link[1]);
	return link[0];
}

void
rig_start_broker(struct rig *r)
{
	r->broker = start_part(r, "broker");
	r->listener = link_to(&r->broker, PART_LISTENER);
	r->keeper = link_to(&r->broker, PART_KEEPER);
}

static void
stop_part(struct part *p, int sig)
{
	int status;

	if (p->pid <= 0)
		return;
	kill(p->pid, sig);
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	if (sig == SIGTERM)
		assert_int_equal(status, 0);
	close(p->control);
	p->pid = 0;
}

void
rig_stop_broker(struct rig *r, int sig)
{
	stop_part(&r->broker, sig);
	close(r->listener);
	close(r->keeper);
}

int
rig_setup(void **state)
{
	struct rig *r = calloc(1, sizeof *r);
	struct err_note note = { 0 };
	char path[DOOR_TEXT + 16];

	if (cards_setup((void **)&r->shop) != 0)
		return -1;
	clock_fix(0);
	assert_int_equal(store_begin(r->shop->st, r->shop->admin, true, &note), ERR_OK);
	assert_int_equal(actor_set_password(r->shop->st, "lan", PASSWORD, &note), ERR_OK);
	assert_int_equal(store_commit(r->shop->st, &note), ERR_OK);
	r->config = (struct door_config){ .auth_seconds = 60, .tries = 6, .floor_ms = FLOOR_MS,
	    .card_door = 1 };
	str_copy(r->config.exempt, DOOR_TEXT, "198.18.0.0/15");
	str_copy(r->config.home, DOOR_TEXT, r->shop->home);
	snprintf(r->config.config_dir, DOOR_TEXT, "%s/etc", r->shop->home);
	snprintf(r->config.run_dir, DOOR_TEXT, "%s/run", r->shop->home);
	snprintf(r->config.state_dir, DOOR_TEXT, "%s/state", r->shop->home);
	snprintf(path, sizeof path, "%s", r->config.run_dir);
	mkdir(path, 0700);
	r->identity = start_part(r, "identity");
	rig_start_broker(r);
	*state = r;
	return 0;
}

int
rig_teardown(void **state)
{
	struct rig *r = *state;
	struct shop *s = r->shop;
	struct door_head stop;
	int status;

	rig_stop_broker(r, SIGTERM);
	assert_int_equal(door_send(r->identity.control, DOOR_STOP, &stop, -1), ERR_OK);
	assert_int_equal(waitpid(r->identity.pid, &status, 0), r->identity.pid);
	assert_int_equal(status, 0);
	close(r->identity.control);
	free(r);
	return shop_teardown((void **)&s);
}

void
rig_stack(struct rig *r, const char *fmt, ...)
{
	char path[DOOR_TEXT + 32];
	va_list ap;
	FILE *f;

	snprintf(path, sizeof path, "%s/pam.d/quen", r->config.config_dir);
	f = fopen(path, "w");
	assert_non_null(f);
	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
	fclose(f);
}

void
line_open(struct rig *r, struct line *l, const char *user, const char *peer)
{
	struct door_connection c = { .id = ++r->next_id };
	int link[2];

	str_copy(c.peer, sizeof c.peer, peer);
	assert_int_equal(door_pair(link), ERR_OK);
	assert_int_equal(door_send(r->listener, DOOR_CONNECTION, &c, link[1]), ERR_OK);
	close(link[1]);
	*l = (struct line){ .fd = link[0], .id = c.id };
	str_copy(l->user, sizeof l->user, user);
}

void
line_close(struct line *l)
{
	close(l->fd);
	l->fd = -1;
}

struct door_answer
line_ask(struct line *l, struct door_auth *a, int64_t *ms)
{
	int64_t start = clock_mono_us();
	union door_message m;
	int fd;

	memset(&m, 0, sizeof m);
	str_copy(a->user, sizeof a->user, l->user);
	if (door_send(l->fd, DOOR_AUTH, a, -1) != ERR_OK)
		return m.answer;
	assert_true(readable(l->fd, WAIT_MS));
	if (ms != NULL)
		*ms = (clock_mono_us() - start) / 1000;
	if (door_receive(l->fd, &m, &fd) != ERR_OK) {
		m.answer.kind = 0;
		return m.answer;
	}
	assert_int_equal(m.head.type, DOOR_ANSWER);
	return m.answer;
}

struct door_answer
line_password(struct line *l, const char *password, int64_t *ms)
{
	struct door_auth a = { .kind = AUTH_PASSWORD };

	str_copy(a.u.secret, DOOR_SECRET, password);
	return line_ask(l, &a, ms);
}

struct door_answer
line_kind(struct line *l, enum door_auth_kind kind, int64_t *ms)
{
	struct door_auth a = { .kind = kind };

	return line_ask(l, &a, ms);
}

struct door_answer
line_reply(struct line *l, const char *one, const char *two, int64_t *ms)
{
	struct door_auth a = { .kind = AUTH_REPLY, .size = (one != NULL) + (two != NULL) };

	if (one != NULL)
		str_copy(a.u.answer[0], DOOR_SECRET, one);
	if (two != NULL)
		str_copy(a.u.answer[1], DOOR_SECRET, two);
	return line_ask(l, &a, ms);
}

struct door_answer
line_key(struct line *l, enum door_auth_kind kind, const char *key_line)
{
	struct door_auth a = { .kind = kind };
	size_t len = 0;

	assert_true(base64_read(key_line + 12, 68, a.u.key, DOOR_KEY, &len));
	a.size = (uint32_t)len;
	return line_ask(l, &a, NULL);
}

struct door_answer
line_talk(struct line *l, const char *one, const char *two)
{
	struct door_answer a = line_kind(l, AUTH_TALK, NULL);

	if (a.kind == ANSWER_PROMPT)
		a = line_reply(l, one, NULL, NULL);
	if (a.kind == ANSWER_PROMPT && two != NULL)
		a = line_reply(l, two, NULL, NULL);
	return a;
}

struct door_subject
rig_redeem(struct rig *r, const unsigned char *ticket, uint64_t id)
{
	struct door_redeem q = { .connection = id };
	union door_message m;
	int fd;

	memcpy(q.ticket, ticket, DOOR_TICKET);
	assert_int_equal(door_send(r->keeper, DOOR_REDEEM, &q, -1), ERR_OK);
	assert_true(readable(r->keeper, WAIT_MS));
	assert_int_equal(door_receive(r->keeper, &m, &fd), ERR_OK);
	assert_int_equal(m.head.type, DOOR_SUBJECT);
	return m.subject;
}

uint32_t
rig_fate(struct rig *r, uint64_t id)
{
	union door_message m;
	int fd;

	while (readable(r->listener, 1000) && door_receive(r->listener, &m, &fd) == ERR_OK)
		if (m.head.type == DOOR_VERDICT && m.verdict.id == id)
			return m.verdict.fate;
	return 0;
}

int
rig_descriptors(const struct rig *r)
{
	char path[64];
	DIR *d;
	int n = 0;

	snprintf(path, sizeof path, "/proc/%ld/fd", (long)r->broker.pid);
	d = opendir(path);
	if (d == NULL)
		return -1;
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}
