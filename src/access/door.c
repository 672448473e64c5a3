#include "access/door.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/i18n.h"

size_t
door_size(enum door_type type)
{
	switch (type) {
	case DOOR_CONFIG:
		return sizeof(struct door_config);
	case DOOR_LINK:
		return sizeof(struct door_link);
	case DOOR_STOP:
	case DOOR_READY:
	case DOOR_GONE:
		return sizeof(struct door_head);
	case DOOR_CONNECTION:
		return sizeof(struct door_connection);
	case DOOR_VERDICT:
		return sizeof(struct door_verdict);
	case DOOR_AUTH:
		return sizeof(struct door_auth);
	case DOOR_ANSWER:
		return sizeof(struct door_answer);
	case DOOR_OPEN:
		return sizeof(struct door_open);
	case DOOR_WINDOW:
		return sizeof(struct door_window);
	case DOOR_INPUT:
	case DOOR_OUTPUT:
	case DOOR_ERRORS:
		return sizeof(struct door_data);
	case DOOR_OPENED:
		return sizeof(struct door_opened);
	case DOOR_EXIT:
		return sizeof(struct door_exit);
	case DOOR_REDEEM:
		return sizeof(struct door_redeem);
	case DOOR_SUBJECT:
		return sizeof(struct door_subject);
	}
	return 0;
}

static bool
is_stream(uint32_t type)
{
	return type == DOOR_INPUT || type == DOOR_OUTPUT || type == DOOR_ERRORS;
}

enum err
door_send(int link, enum door_type type, void *message, int fd)
{
	struct door_head *head = message;
	size_t size = door_size(type);
	union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control = { 0 };
	struct iovec part = { .iov_base = message };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t n;

	if (is_stream(type))
		size = offsetof(struct door_data, data) + ((struct door_data *)message)->size;
	head->type = type;
	head->size = (uint32_t)size;
	part.iov_len = size;
	if (fd >= 0) {
		m.msg_control = control.room;
		m.msg_controllen = sizeof(control.room);
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.head), &fd, sizeof(fd));
	}
	do
		n = sendmsg(link, &m, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n == (ssize_t)size)
		return ERR_OK;
	return n < 0 && (errno == EAGAIN || errno == ENOBUFS) ? ERR_BUSY : ERR_NOTFOUND;
}

static bool
ended(const char *text, size_t size)
{
	return memchr(text, 0, size) != NULL;
}

#define ENDED(field) ended(field, sizeof(field))

static bool
texts_end(const union door_message *m)
{
	const struct door_config *c = &m->config;
	const struct door_subject *s = &m->subject;

	switch ((enum door_type)m->head.type) {
	case DOOR_CONFIG:
		return ENDED(c->home) && ENDED(c->config_dir) && ENDED(c->run_dir) &&
		    ENDED(c->state_dir) && ENDED(c->host_key) && ENDED(c->exempt);
	case DOOR_CONNECTION:
		return ENDED(m->connection.peer);
	case DOOR_AUTH:
		if (!ENDED(m->auth.user))
			return false;
		if (m->auth.kind == AUTH_PASSWORD)
			return ENDED(m->auth.u.secret);
		if (m->auth.kind == AUTH_KEY || m->auth.kind == AUTH_KEY_OFFER)
			return m->auth.size <= DOOR_KEY;
		if (m->auth.kind != AUTH_REPLY)
			return true;
		if (m->auth.size > DOOR_PROMPTS)
			return false;
		for (uint32_t i = 0; i < m->auth.size; i++)
			if (!ENDED(m->auth.u.answer[i]))
				return false;
		return true;
	case DOOR_ANSWER:
		if (m->answer.prompts > DOOR_PROMPTS || !ENDED(m->answer.instruction))
			return false;
		for (uint32_t i = 0; i < m->answer.prompts; i++)
			if (!ENDED(m->answer.prompt[i]))
				return false;
		return true;
	case DOOR_OPEN:
		return ENDED(m->open.user) && ENDED(m->open.term) && ENDED(m->open.lang) &&
		    ENDED(m->open.till) && ENDED(m->open.command);
	case DOOR_OPENED:
		return ENDED(m->opened.message);
	case DOOR_EXIT:
		return ENDED(m->exit.message);
	case DOOR_SUBJECT:
		return ENDED(s->name) && ENDED(s->peer) && ENDED(s->key) && ENDED(s->till);
	default:
		return true;
	}
}

static bool
is_whole(const union door_message *m, size_t n)
{
	size_t want;

	if (n < sizeof(m->head) || m->head.size != n)
		return false;
	want = door_size((enum door_type)m->head.type);
	if (is_stream(m->head.type))
		return n >= offsetof(struct door_data, data) && m->data.size <= DOOR_DATA &&
		    n == offsetof(struct door_data, data) + m->data.size;
	return want != 0 && n == want && texts_end(m);
}

enum err
door_receive(int link, union door_message *m, int *fd)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control;
	struct iovec part = { .iov_base = m, .iov_len = sizeof(*m) };
	struct msghdr h = { .msg_iov = &part, .msg_iovlen = 1,
		.msg_control = control.room, .msg_controllen = sizeof(control.room) };
	ssize_t n;

	*fd = -1;
	/* ECONNRESET, once: the other side left with something of ours unread. What it said before
	 * comes after that. */
	do
		n = recvmsg(link, &h, MSG_CMSG_CLOEXEC);
	while (n < 0 && (errno == EINTR || errno == ECONNRESET));
	if (n < 0)
		return errno == EAGAIN ? ERR_BUSY : ERR_NOTFOUND;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&h); c != NULL; c = CMSG_NXTHDR(&h, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
			memcpy(fd, CMSG_DATA(c), sizeof(*fd));
	if (n == 0)
		return ERR_NOTFOUND;
	if ((h.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 && is_whole(m, (size_t)n))
		return ERR_OK;
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return ERR_INVALID;
}

enum err
door_pair(int link[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, link) == 0 ?
	    ERR_OK : ERR_IO;
}

const char *
door_part_name(enum door_part p)
{
	static const char *const name[] = { "supervisor", "listener", "net", "broker",
		"identity", "keeper", "worker", "launcher" };

	return (size_t)p < sizeof(name) / sizeof(name[0]) ? name[p] : "";
}

int
door_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

enum err
door_config_read(struct door_config *c, struct err_note *note)
{
	union door_message m;
	int fd;
	enum err e = door_receive(DOOR_CONTROL, &m, &fd);

	if (fd >= 0)
		close(fd);
	if (e != ERR_OK || m.head.type != DOOR_CONFIG)
		return err_set(note, ERR_INVALID, "",
		    _("This command is started by quen serve only."));
	*c = m.config;
	return ERR_OK;
}
