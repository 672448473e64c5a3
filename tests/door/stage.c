/* stage - the network half of `quen serve` (supervisor, listener, net) with actors in place of
 * the other half, so that tests of the network need no store and no PAM.
 *   stage PORT DIR [NAME=VALUE ...]    serves on loopback; names as in door_config
 * The broker lets "lan" in by the password "secret" in either way, "code" by that and the code
 * "123456", "key" by any key. The keeper's session echoes; its commands are in act(). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "access/host_key.h"
#include "access/sandbox.h"
#include "access/supervisor.h"
#include "base/secret.h"
#include "base/str.h"

#define LINKS 256

struct link {
	int fd;
	uint64_t id;
	unsigned requests, asked;
	/* of the keeper's */
	bool open;
	uint64_t to_send, sent, got;
	uint32_t sum;
	char command[DOOR_COMMAND];
	bool ended;
};
struct actor {
	struct door_config config;
	int listener;
	struct link link[LINKS];
	size_t n;
};

static void
send_or_close(struct link *l, enum door_type type, void *m)
{
	if (door_send(l->fd, type, m, -1) == ERR_NOTFOUND) {
		close(l->fd);
		l->fd = -1;
	}
}

/* ---- broker */
static void
broker_hears(struct actor *a, struct link *l, const union door_message *m)
{
	const struct door_auth *q = &m->auth;
	struct door_answer r = { .kind = ANSWER_FAIL, .methods = METHOD_PASSWORD | METHOD_KEY | METHOD_TALK };
	bool code = strcmp(q->user, "code") == 0, lan = code || strcmp(q->user, "lan") == 0;
	bool right = q->kind == AUTH_REPLY && l->asked == 1 && lan && q->size == 1 &&
	    strcmp(q->u.answer[0], "secret") == 0;

	if (m->head.type != DOOR_AUTH)
		return;
	if (++l->requests > a->config.tries)
		r.kind = ANSWER_DISCONNECT;
	else if (q->kind == AUTH_PASSWORD && lan && strcmp(q->u.secret, "secret") == 0)
		r.kind = ANSWER_SUCCESS;
	else if (right && !code)
		r.kind = ANSWER_SUCCESS;
	else if (q->kind == AUTH_TALK || right) {
		l->asked = q->kind == AUTH_TALK ? 1 : 2;
		r.kind = ANSWER_PROMPT;
		r.prompts = 1;
		str_copy(r.prompt[0], DOOR_TEXT, l->asked == 1 ? "Password: " : "Code: ");
	} else if (q->kind == AUTH_REPLY && l->asked == 2 && code && q->size == 1 &&
	    strcmp(q->u.answer[0], "123456") == 0)
		r.kind = ANSWER_SUCCESS;
	else if (q->kind == AUTH_KEY_OFFER)
		r.kind = ANSWER_KEY_OK;
	else if (q->kind == AUTH_KEY && strcmp(q->user, "key") == 0)
		r.kind = ANSWER_SUCCESS;
	if (r.kind == ANSWER_SUCCESS) {
		struct door_verdict v = { .id = l->id, .fate = FATE_SIGNED_IN };

		memset(r.ticket, 7, sizeof(r.ticket));
		if (door_send(a->listener, DOOR_VERDICT, &v, -1) != ERR_OK)
			exit(1);
	}
	send_or_close(l, DOOR_ANSWER, &r);
}

static void
broker_loses(struct actor *a, struct link *l)
{
	struct door_verdict v = { .id = l->id, .fate = FATE_FAILED };

	if (l->requests > 1 && a->listener >= 0 && door_send(a->listener, DOOR_VERDICT, &v, -1) != ERR_OK)
		a->listener = -1;
}

/* ---- keeper */
static void
leave(struct link *l, int status)
{
	struct door_exit e = { .reason = EXIT_STATUS, .status = status };

	l->ended = true;
	send_or_close(l, DOOR_EXIT, &e);
}

static void
say_back(struct link *l, enum door_type type, const char *text)
{
	struct door_data d = { .size = (uint32_t)strlen(text) };

	memcpy(d.data, text, d.size);
	send_or_close(l, type, &d);
}

static void
act(struct link *l, const struct door_open *o)
{
	struct door_opened r = { .result = OPEN_NEW };
	static const unsigned char ticket[DOOR_TICKET] = { [0 ... DOOR_TICKET - 1] = 7 };
	char line[400];

	if (memcmp(o->ticket, ticket, sizeof(ticket)) != 0) {
		r.result = OPEN_REFUSED;
		str_copy(r.message, sizeof(r.message), "no ticket");
	}
	/* Time for the client's input to wait in its net. */
	if (str_starts(o->command, "hasty "))
		usleep(300000);
	send_or_close(l, DOOR_OPENED, &r);
	l->open = r.result == OPEN_NEW;
	str_copy(l->command, sizeof(l->command), o->command);
	if (str_starts(o->command, "flood "))
		l->to_send = strtoull(o->command + 6, NULL, 10);
	else if (str_starts(o->command, "exit ")) {
		say_back(l, DOOR_ERRORS, "bye\n");
		leave(l, atoi(o->command + 5));
	} else if (str_starts(o->command, "hasty ")) {
		if (strcmp(o->command + 6, "unread") == 0)
			usleep(300000);
		say_back(l, DOOR_OUTPUT, "last words\n");
		leave(l, 6);
		close(l->fd);
		l->fd = -1;
	} else if (strcmp(o->command, "say") == 0 || o->command[0] == '\0') {
		snprintf(line, sizeof(line), "term=%s cols=%u rows=%u lang=%s till=%s\r\n", o->term, o->cols,
		    o->rows, o->lang, o->till);
		say_back(l, DOOR_OUTPUT, line);
		if (o->command[0] != '\0')
			leave(l, 0);
	}
}

static void
keeper_hears(struct link *l, union door_message *m)
{
	char line[100];

	if (m->head.type == DOOR_OPEN)
		act(l, &m->open);
	if (m->head.type == DOOR_WINDOW) {
		snprintf(line, sizeof(line), "window=%ux%u\r\n", m->window.cols, m->window.rows);
		say_back(l, DOOR_OUTPUT, line);
	}
	if (m->head.type != DOOR_INPUT || l->ended)
		return;
	for (uint32_t i = 0; i < m->data.size; i++)
		l->sum = l->sum * 31 + (unsigned char)m->data.data[i];
	l->got += m->data.size;
	/* A flood ends when all of it was sent, whatever the client's input does. */
	if (m->data.size == 0 && l->to_send > 0)
		return;
	if (m->data.size == 0) {
		snprintf(line, sizeof(line), "got %llu sum %u\n", (unsigned long long)l->got, l->sum);
		say_back(l, DOOR_OUTPUT, line);
		leave(l, 0);
	} else if (l->command[0] == '\0') {
		if (memchr(m->data.data, 'q', m->data.size) != NULL)
			leave(l, 5);
		else if (memchr(m->data.data, 'X', m->data.size) != NULL)
			_exit(3);
		else
			send_or_close(l, DOOR_OUTPUT, &m->data);
	}
}

/* Numbered lines of 16 bytes: a gap shows. */
static void
flood(struct link *l)
{
	struct door_data d;

	while (l->fd >= 0 && l->sent < l->to_send) {
		uint64_t at = l->sent;
		enum err e;

		for (d.size = 0; d.size < 8000 && at < l->to_send; d.size += 16, at += 16)
			snprintf(d.data + d.size, 17, "%015u\n", (unsigned)(at / 16));
		e = door_send(l->fd, DOOR_OUTPUT, &d, -1);
		if (e == ERR_BUSY)
			return;
		if (e != ERR_OK) {
			close(l->fd);
			l->fd = -1;
			return;
		}
		l->sent = at;
	}
	if (l->fd >= 0 && !l->ended)
		leave(l, 0);
}

/* ---- both */
static bool
control(struct actor *a)
{
	union door_message m;
	int fd;
	enum err e = door_receive(DOOR_CONTROL, &m, &fd);

	if (e != ERR_OK || m.head.type == DOOR_STOP)
		return false;
	if (m.head.type == DOOR_LINK && m.link.part == PART_LISTENER) {
		if (a->listener >= 0)
			close(a->listener);
		a->listener = fd;
	} else if (fd >= 0)
		close(fd);
	return true;
}

static void
connection(struct actor *a)
{
	union door_message m;
	int fd;

	if (door_receive(a->listener, &m, &fd) != ERR_OK) {
		close(a->listener);
		a->listener = -1;
		return;
	}
	for (size_t i = 0; i < LINKS; i++)
		if (i == a->n || a->link[i].fd < 0) {
			a->link[i] = (struct link) { .fd = fd, .id = m.connection.id };
			fcntl(fd, F_SETFL, O_NONBLOCK);
			if (i == a->n)
				a->n++;
			return;
		}
	close(fd);
}

static int
play(bool broker)
{
	static struct actor a = { .listener = -1 };
	static struct pollfd p[LINKS + 2];
	struct err_note note;
	struct door_head ready;

	sandbox_start(DOOR_CONTROL);
	if (door_config_read(&a.config, &note) != ERR_OK ||
	    sandbox_enter(broker ? SANDBOX_BROKER : SANDBOX_KEEPER, NULL, 0, &note) != ERR_OK ||
	    door_send(DOOR_CONTROL, DOOR_READY, &ready, -1) != ERR_OK)
		return 1;
	for (;;) {
		p[0] = (struct pollfd) { DOOR_CONTROL, POLLIN, 0 };
		p[1] = (struct pollfd) { a.listener, POLLIN, 0 };
		for (size_t i = 0; i < a.n; i++)
			p[i + 2] = (struct pollfd) { a.link[i].fd,
			    (short)((strcmp(a.link[i].command, "stuck") != 0 ? POLLIN : 0) |
			    (a.link[i].open && a.link[i].sent < a.link[i].to_send ? POLLOUT : 0)), 0 };
		if (poll(p, a.n + 2, -1) < 0)
			return 1;
		for (size_t i = 0, n = a.n; i < n; i++) {
			struct link *l = &a.link[i];
			union door_message m;
			int fd;
			enum err e;

			if (p[i + 2].revents & POLLOUT)
				flood(l);
			if ((p[i + 2].revents & ~POLLOUT) == 0 || l->fd < 0)
				continue;
			e = door_receive(l->fd, &m, &fd);
			if (e == ERR_OK && broker)
				broker_hears(&a, l, &m);
			else if (e == ERR_OK)
				keeper_hears(l, &m);
			else if (e != ERR_BUSY) {
				if (broker)
					broker_loses(&a, l);
				close(l->fd);
				l->fd = -1;
			}
		}
		if (p[1].revents != 0)
			connection(&a);
		if (p[0].revents != 0 && !control(&a))
			return 0;
	}
}

static int
idle(void)
{
	struct door_config c;
	struct err_note note;
	struct door_head ready;
	char byte[DOOR_TEXT];

	sandbox_start(DOOR_CONTROL);
	if (door_config_read(&c, &note) != ERR_OK || door_send(DOOR_CONTROL, DOOR_READY, &ready, -1) != ERR_OK)
		return 1;
	return read(DOOR_CONTROL, byte, sizeof(byte)) < 0;
}

static void
on_ready(void *arg)
{
	const struct door_config *c = arg;

	printf("ready %d\n", (int)c->port);
	fflush(stdout);
}

static void
set(struct door_config *c, const char *text)
{
	const struct { const char *name; uint32_t *to; } numbers[] = {
		{ "kex=", &c->kex_seconds }, { "auth=", &c->auth_seconds }, { "start=", &c->start },
		{ "rate=", &c->rate }, { "full=", &c->full }, { "per_source=", &c->per_source },
		{ "keepalive=", &c->keepalive_seconds },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (str_starts(text, numbers[i].name))
			*numbers[i].to = (uint32_t)strtoul(strchr(text, '=') + 1, NULL, 10);
	if (str_starts(text, "exempt="))
		str_copy(c->exempt, sizeof(c->exempt), text + 7);
}

int
main(int argc, char **argv)
{
	struct door_config c = { .kex_seconds = 10, .auth_seconds = 60, .tries = 6, .start = 10,
		.rate = 30, .full = 60, .per_source = 8, .exempt = "127.0.0.0/8", .commands = 1,
		.keepalive_seconds = 15, .test = 1 };
	struct err_note note = { 0 };
	char fingerprint[DOOR_TEXT];
	int key, fd;

	if (secret_init() != ERR_OK || argc < 3)
		return 1;
	if (strcmp(argv[1], "part") == 0) {
		if (strcmp(argv[2], "listener") == 0)
			return listener_main();
		if (strcmp(argv[2], "identity") == 0)
			return idle();
		return play(strcmp(argv[2], "broker") == 0);
	}
	c.port = atoi(argv[1]);
	for (int i = 3; i < argc; i++)
		set(&c, argv[i]);
	if (geteuid() == 0)
		c.net_uid = c.net_gid = 65534;
	snprintf(c.host_key, sizeof(c.host_key), "%s/ssh/host_ed25519", argv[2]);
	if (host_key_open(c.host_key, &key, fingerprint, sizeof(fingerprint), &note) != ERR_OK ||
	    supervisor_listen("127.0.0.1", &c.port, &fd, &note) != ERR_OK) {
		fprintf(stderr, "stage: %s\n", note.text);
		return 1;
	}
	return supervisor_run(&(struct supervisor_start) { .config = &c, .sockets = &fd, .nsockets = 1,
	    .host_key = key, .ready = on_ready, .arg = &c });
}
