/* Bytes between the client's channel and the keeper's link. libssh takes nothing while keys are
 * exchanged anew and keeps all that it took: so output waits in rings here and goes over only
 * when the socket is free, and input stays in the client until the keeper takes it. */
#include "access/net_part.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"

#define LEAVE_US INT64_C(10000000)	/* for the client to take what is left */
#define CLOSE_US INT64_C(2000000)	/* and then to close the channel on its side */
#define WRITE_MOST 16384	/* at once; others of this process are served between */

void
net_stream_init(struct net *n)
{
	n->out.bytes = xmalloc(NET_RING);
	n->errors.bytes = xmalloc(NET_RING);
}

static size_t
room(const struct ring *r)
{
	return NET_RING - r->len;
}

static void
put(struct ring *r, const char *bytes, size_t len)
{
	size_t end = (r->at + r->len) % NET_RING;
	size_t first = len < NET_RING - end ? len : NET_RING - end;

	memcpy(r->bytes + end, bytes, first);
	memcpy(r->bytes, bytes + first, len - first);
	r->len += len;
}

void
net_tell(struct net *n, const char *text)
{
	struct ring *r = n->has_pty ? &n->out : &n->errors;
	size_t len = strlen(text);

	if (text[0] == '\0' || room(r) < len + 4)
		return;
	if (n->has_pty)
		put(r, "\r\n", 2);
	put(r, text, len);
	put(r, "\r\n", 2);
}

void
net_leave(struct net *n, int32_t status)
{
	if (n->state == NET_LEAVING)
		return;
	n->state = NET_LEAVING;
	n->exit_status = status;
	n->leave_by_us = clock_mono_us() + LEAVE_US;
}

bool
net_has_room(const struct net *n)
{
	return room(&n->out) >= NET_ROOM && room(&n->errors) >= NET_ROOM;
}

static void
on_exit_message(struct net *n, const struct door_exit *e)
{
	net_tell(n, e->message);
	n->keeper_gone = true;
	net_leave(n, e->reason == EXIT_STATUS ? e->status : 255);
}

void
net_from_keeper(struct net *n)
{
	union door_message m;
	int fd;
	enum err e = door_receive(NET_KEEPER, &m, &fd);

	if (fd >= 0)
		close(fd);
	if (e == ERR_BUSY)
		return;
	if (e == ERR_OK && n->state == NET_OPENING && m.head.type == DOOR_OPENED) {
		n->state = NET_OPEN;
		if (m.opened.result == OPEN_REFUSED) {
			net_tell(n, m.opened.message);
			n->keeper_gone = true;
			net_leave(n, 77);	/* EX_NOPERM */
		}
	} else if (e == ERR_OK && m.head.type == DOOR_OUTPUT && n->state == NET_OPEN) {
		put(&n->out, m.data.data, m.data.size);
	} else if (e == ERR_OK && m.head.type == DOOR_ERRORS && n->state == NET_OPEN) {
		put(n->has_pty ? &n->out : &n->errors, m.data.data, m.data.size);
	} else if (e == ERR_OK && m.head.type == DOOR_EXIT) {
		on_exit_message(n, &m.exit);
	} else {
		n->keeper_gone = true;
		if (n->state == NET_CHANNEL) {
			n->broken = true;
			return;
		}
		net_tell(n, _("The server's side of this session has gone. Sign in again."));
		net_leave(n, 255);
	}
}

/* Bytes that libssh still holds for the socket. While there are any, it gets no more: a client
 * may have opened a window of gigabytes and stopped reading. */
static bool
socket_is_busy(const struct net *n)
{
	return (ssh_get_poll_flags(n->session) & SSH_WRITE_PENDING) != 0;
}

static void
drain(struct net *n, struct ring *r, bool errors)
{
	while (r->len > 0 && !socket_is_busy(n)) {
		size_t run = NET_RING - r->at < r->len ? NET_RING - r->at : r->len;
		uint32_t window = ssh_channel_window_size(n->channel);
		int w;

		if (run > WRITE_MOST)
			run = WRITE_MOST;
		if (run > window)
			run = window;
		if (run == 0)
			return;
		w = errors ? ssh_channel_write_stderr(n->channel, r->bytes + r->at, (uint32_t)run) :
		    ssh_channel_write(n->channel, r->bytes + r->at, (uint32_t)run);
		if (w < 0 && w != SSH_AGAIN)
			n->broken = true;
		if (w <= 0)
			return;
		r->at = (r->at + (size_t)w) % NET_RING;
		r->len -= (size_t)w;
	}
}

/* All that libssh holds of the client's bytes, in one read, and not before the last of it has
 * gone to the keeper: each read of libssh opens the client's window anew whatever is still
 * buffered, so small reads would let the buffer grow without end. */
static bool
fill(struct net *n)
{
	int there = ssh_channel_poll(n->channel, 0), got;

	if (there > NET_INPUT_MOST) {
		log_write(LOG_LEVEL_WARN, "a client sent beyond its window");
		n->broken = true;
		return false;
	}
	if (there <= 0)
		return false;
	n->input = xmalloc((size_t)there);
	got = ssh_channel_read_nonblocking(n->channel, n->input, (uint32_t)there, 0);
	n->input_at = 0;
	n->input_len = got > 0 ? (size_t)got : 0;
	return n->input_len > 0;
}

static void
forget_input(struct net *n)
{
	if (n->input != NULL)
		secret_wipe(n->input, n->input_len);
	free(n->input);
	n->input = NULL;
	n->input_at = n->input_len = 0;
}

/* The next piece of what the client sent; false: nothing now. */
static bool
next_input(struct net *n, struct door_data *d)
{
	size_t left;

	if (n->input_at == n->input_len) {
		forget_input(n);
		if (!fill(n)) {
			forget_input(n);
			/* A terminal has no end of input; a command's stdin has. */
			d->size = 0;
			return n->client_eof && !n->eof_told && !n->has_pty && !n->broken;
		}
	}
	left = n->input_len - n->input_at;
	d->size = (uint32_t)(left < sizeof(d->data) ? left : sizeof(d->data));
	memcpy(d->data, n->input + n->input_at, d->size);
	return true;
}

/* false: the link is full for now. A keeper that hears nothing more may still have said why:
 * what it sent, and the end after it, are read all the same. */
static bool
hand_over(struct net *n, enum door_type type, void *message)
{
	enum err e = door_send(NET_KEEPER, type, message, -1);

	if (e == ERR_BUSY)
		return false;
	if (e != ERR_OK)
		n->keeper_deaf = true;
	return true;
}

static void
to_keeper(struct net *n)
{
	struct door_data d;

	if (n->window_waits) {
		struct door_window w = { .cols = n->open.cols, .rows = n->open.rows };

		n->window_waits = !hand_over(n, DOOR_WINDOW, &w);
	}
	n->input_waits = false;
	while (!n->keeper_gone && !n->keeper_deaf && next_input(n, &d)) {
		n->input_waits = !hand_over(n, DOOR_INPUT, &d);
		if (n->input_waits)
			break;
		n->input_at += d.size;
		n->eof_told = n->eof_told || d.size == 0;
	}
	secret_wipe(&d, sizeof(d));
}

static void
finish(struct net *n)
{
	if (n->exit_sent || n->out.len > 0 || n->errors.len > 0)
		return;
	n->exit_sent = true;
	(void)ssh_channel_request_send_exit_status(n->channel, n->exit_status);
	(void)ssh_channel_send_eof(n->channel);
	(void)ssh_channel_close(n->channel);
	/* The client's own close ends it sooner. Closing the socket at once could cost the client
	 * the last bytes: TCP resets when something unread is on its way. */
	n->leave_by_us = clock_mono_us() + CLOSE_US;
}

void
net_pump(struct net *n)
{
	if (n->channel == NULL || n->broken)
		return;
	drain(n, &n->out, false);
	drain(n, &n->errors, true);
	if (n->state == NET_OPEN)
		to_keeper(n);
	if (n->state == NET_LEAVING)
		finish(n);
}

void
net_stream_fini(struct net *n)
{
	secret_wipe(n->out.bytes, NET_RING);
	forget_input(n);
	free(n->out.bytes);
	free(n->errors.bytes);
}
