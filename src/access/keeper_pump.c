#include "access/keeper_part.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

/* Ends whatever sequence was cut in two; a full repaint follows. */
#define MEND "\030\033[m"

static bool
can_take(const struct host *h)
{
	return h->guest != NULL && h->guest->out_type == 0;
}

/* A session is always read, so that it never waits for a line that is dead: what nobody can
 * take is dropped, and everything is painted anew later. But a line that is only slow gets a
 * moment. A command loses nothing: it waits. */
static bool
may_read(const struct host *h)
{
	if (h->is_command)
		return h->guest == NULL || can_take(h);
	return h->guest == NULL || h->is_stale || can_take(h) ||
	    keeper_now_ms() - h->guest->stalled_ms > STALL_MS;
}

size_t
host_polls(const struct host *h, struct pollfd *p)
{
	short in = may_read(h) ? POLLIN : 0;

	p[0] = (struct pollfd) { h->link, POLLIN, 0 };
	if (h->is_command) {
		p[1] = (struct pollfd) { in ? h->out : -1, POLLIN, 0 };
		p[2] = (struct pollfd) { in ? h->err : -1, POLLIN, 0 };
		p[3] = (struct pollfd) { h->nkeys > 0 ? h->in : -1, POLLOUT, 0 };
		return 4;
	}
	/* Without events it would still say POLLHUP, over and over. */
	if (h->nkeys > 0)
		in |= POLLOUT;
	p[1] = (struct pollfd) { in ? h->pty : -1, in, 0 };
	return 2;
}

static void
shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void
host_flush_keys(struct host *h)
{
	int fd = h->is_command ? h->in : h->pty;
	ssize_t n;

	while (h->nkeys > 0 && fd >= 0) {
		n = write(fd, h->keys + h->keys_at, h->nkeys);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0)
			break;
		h->keys_at += (size_t)n;
		h->nkeys -= (size_t)n;
	}
	h->nkeys = h->keys_at = 0;
	if (h->is_command && h->is_input_over)
		shut(&h->in);
}

void
host_keys(struct keeper *k, struct host *h, const char *bytes, size_t size)
{
	(void)k;
	if (size > 0)
		h->input_ms = keeper_now_ms();
	/* The guest is not read while keys wait, so they fit. */
	if (h->nkeys == 0 && size <= sizeof(h->keys)) {
		memcpy(h->keys, bytes, size);
		h->nkeys = size;
		h->keys_at = 0;
	}
	host_flush_keys(h);
}

/* Returns false when there is nothing more to read for now. */
static bool
read_pty(struct keeper *k, struct host *h)
{
	char bytes[DOOR_DATA];
	ssize_t n = read(h->pty, bytes, sizeof(bytes));

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return false;
	if (n <= 0) {
		shut(&h->pty);		/* EIO: the session closed its side */
		return false;
	}
	if (h->guest == NULL)
		return true;
	if (h->is_stale || !guest_put(k, h->guest, DOOR_OUTPUT, bytes, (size_t)n))
		h->is_stale = true;
	return true;
}

/* The line takes again: what it missed comes as one repaint. */
static void
catch_up(struct keeper *k, struct host *h)
{
	struct keep_plain redraw = { 0 };

	if (!h->is_stale || !can_take(h))
		return;
	if (keep_send(h->link, KEEP_REDRAW, &redraw) == ERR_BUSY)
		return;
	h->is_stale = false;
	guest_put(k, h->guest, DOOR_OUTPUT, MEND, strlen(MEND));
}

static void
read_stream(struct keeper *k, struct host *h, int *fd, enum door_type type)
{
	char bytes[DOOR_DATA];
	ssize_t n;

	if (*fd < 0 || (h->guest != NULL && !can_take(h)))
		return;
	n = read(*fd, bytes, sizeof(bytes));
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n <= 0)
		shut(fd);
	else if (h->guest != NULL)
		guest_put(k, h->guest, type, bytes, (size_t)n);
}

void
host_ready(struct keeper *k, struct host *h, const struct pollfd *p, size_t n)
{
	const short in = POLLIN | POLLHUP | POLLERR;

	if (p[0].revents & in)
		host_talk(k, h);
	if (h->is_command && n == 4) {
		if (p[1].revents & in)
			read_stream(k, h, &h->out, DOOR_OUTPUT);
		if (p[2].revents & in)
			read_stream(k, h, &h->err, DOOR_ERRORS);
		if (p[3].revents)
			host_flush_keys(h);
		return;
	}
	if (p[1].revents & POLLOUT)
		host_flush_keys(h);
	if (p[1].revents & in)
		for (int i = 0; i < 4 && h->pty >= 0 && may_read(h); i++)
			if (!read_pty(k, h))
				break;
	catch_up(k, h);
}
