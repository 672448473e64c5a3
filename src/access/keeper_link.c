#include "access/keeper_link.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/i18n.h"

char *
keep_factor_text(uint32_t factors, char *buf, size_t size)
{
	static const struct { uint32_t bit; const char *name; } names[] = {
		{ FACTOR_PASSWORD, N_("password") }, { FACTOR_KEY, N_("key") },
		{ FACTOR_CODE, N_("code") }, { FACTOR_PIN, N_("PIN") },
		{ FACTOR_LOCAL, N_("sign-in of this computer") },
	};
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && used < size; i++)
		if (factors & names[i].bit)
			used += (size_t)snprintf(buf + used, size - used, "%s%s",
			    used > 0 ? " + " : "", _(names[i].name));
	return buf;
}

size_t
keep_size(enum keep_type type)
{
	switch (type) {
	case KEEP_HELLO:
		return sizeof(struct keep_hello);
	case KEEP_ATTACH:
		return sizeof(struct keep_attach);
	case KEEP_DETACH:
	case KEEP_REDRAW:
	case KEEP_LIVE_END:
	case KEEP_LIST:
		return sizeof(struct keep_plain);
	case KEEP_LEAVE:
	case KEEP_STOP:
		return sizeof(struct keep_leave);
	case KEEP_LIVE:
		return sizeof(struct keep_live);
	case KEEP_SELF:
		return sizeof(struct keep_self);
	case KEEP_LOOK:
	case KEEP_LOOKED:
		return sizeof(struct keep_look);
	case KEEP_LINE:
		return sizeof(struct keep_line);
	}
	return 0;
}

enum err
keep_send(int link, enum keep_type type, void *message)
{
	struct door_head *head = message;
	ssize_t n;

	head->type = type;
	head->size = (uint32_t)keep_size(type);
	if (type == KEEP_LINE)		/* a screen of them fits into a link's buffer */
		head->size = (uint32_t)(offsetof(struct keep_line, data) +
		    ((struct keep_line *)message)->size);
	do
		n = send(link, message, head->size, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n == (ssize_t)head->size)
		return ERR_OK;
	return n < 0 && (errno == EAGAIN || errno == ENOBUFS) ? ERR_BUSY : ERR_NOTFOUND;
}

static bool
subject_ends(const struct door_subject *s)
{
	return memchr(s->name, 0, sizeof(s->name)) && memchr(s->peer, 0, sizeof(s->peer)) &&
	    memchr(s->key, 0, sizeof(s->key)) && memchr(s->till, 0, sizeof(s->till));
}

static bool
texts_end(const union keep_message *m)
{
	switch ((enum keep_type)m->head.type) {
	case KEEP_HELLO:
		return memchr(m->hello.home, 0, sizeof(m->hello.home)) &&
		    memchr(m->hello.command, 0, sizeof(m->hello.command)) &&
		    subject_ends(&m->hello.subject);
	case KEEP_ATTACH:
		return memchr(m->attach.term, 0, sizeof(m->attach.term)) &&
		    subject_ends(&m->attach.subject);
	case KEEP_LEAVE:
	case KEEP_STOP:
		return memchr(m->leave.by, 0, sizeof(m->leave.by)) &&
		    memchr(m->leave.reason, 0, sizeof(m->leave.reason));
	case KEEP_LIVE:
		return memchr(m->live.user, 0, sizeof(m->live.user)) &&
		    memchr(m->live.peer, 0, sizeof(m->live.peer));
	case KEEP_SELF:
		return memchr(m->self.user, 0, sizeof(m->self.user));
	case KEEP_LOOK:
	case KEEP_LOOKED:
		return memchr(m->look.by, 0, sizeof(m->look.by));
	case KEEP_LINE:
		return m->line.size <= KEEP_ROW;
	default:
		return true;
	}
}

enum err
keep_receive(int link, union keep_message *m)
{
	struct iovec part = { .iov_base = m, .iov_len = sizeof(*m) };
	struct msghdr h = { .msg_iov = &part, .msg_iovlen = 1 };
	size_t want;
	ssize_t n;

	do
		n = recvmsg(link, &h, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? ERR_BUSY : ERR_NOTFOUND;
	if (n == 0)
		return ERR_NOTFOUND;
	if ((h.msg_flags & MSG_TRUNC) != 0 || (size_t)n < sizeof(m->head))
		return ERR_INVALID;
	want = keep_size((enum keep_type)m->head.type);
	if (m->head.type == KEEP_LINE && (size_t)n >= offsetof(struct keep_line, data))
		want = offsetof(struct keep_line, data) + m->line.size;
	if (want == 0 || (size_t)n != want || m->head.size != want || !texts_end(m))
		return ERR_INVALID;
	return ERR_OK;
}
