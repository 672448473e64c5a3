/* Sockets to printers: connecting and writing take at most 3 seconds each. */
#include "report/printer_socket.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"

#define TIMEOUT_MS 3000

/* "host", "host:port", "[::1]:port". */
static bool
split_address(const char *address, const char *preset, char *host, size_t size, char *port,
    size_t port_size)
{
	const char *colon = strrchr(address, ':'), *end = address + strlen(address);
	const char *from = address;

	str_copy(port, port_size, preset);
	if (address[0] == '[') {
		end = strchr(address, ']');
		if (end == NULL || (end[1] != '\0' && end[1] != ':'))
			return false;
		from = address + 1;
		colon = end[1] == ':' ? end + 1 : NULL;
	} else if (colon != NULL) {
		if (strchr(address, ':') != colon)	/* a bare IPv6 address */
			colon = NULL;
		else
			end = colon;
	}
	if (colon != NULL) {
		if (strlen(colon + 1) == 0 || strlen(colon + 1) >= port_size ||
		    strspn(colon + 1, "0123456789") != strlen(colon + 1))
			return false;
		str_copy(port, port_size, colon + 1);
	}
	if (end == from || (size_t)(end - from) >= size)
		return false;
	memcpy(host, from, (size_t)(end - from));
	host[end - from] = '\0';
	return true;
}

/* Waits for what poll() is asked for; ERR_BUSY when the time is over. */
static enum err
wait_for(int fd, short events, int64_t until_us)
{
	for (;;) {
		struct pollfd pf = { .fd = fd, .events = events };
		int64_t left = (until_us - clock_mono_us()) / 1000;
		int n;

		if (left <= 0)
			return ERR_BUSY;
		n = poll(&pf, 1, (int)left);
		if (n > 0)
			return pf.revents & events ? ERR_OK : ERR_IO;
		if (n < 0 && errno != EINTR)
			return ERR_IO;
	}
}

static enum err
connect_one(const struct addrinfo *ai, int *out)
{
	int fd = socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    ai->ai_protocol);
	socklen_t size = sizeof(int);
	int why = 0;
	enum err e = ERR_IO;

	if (fd < 0)
		return ERR_IO;
	if (connect(fd, ai->ai_addr, ai->ai_addrlen) == 0) {
		e = ERR_OK;
	} else if (errno == EINPROGRESS) {
		e = wait_for(fd, POLLOUT, clock_mono_us() + TIMEOUT_MS * INT64_C(1000));
		if (e == ERR_OK && (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &size) != 0 ||
		    why != 0))
			e = ERR_IO;
	}
	if (e != ERR_OK) {
		close(fd);
		return e;
	}
	*out = fd;
	return ERR_OK;
}

enum err
printer_write(int fd, const unsigned char *p, size_t len)
{
	int64_t until = clock_mono_us() + TIMEOUT_MS * INT64_C(1000);
	enum err e = ERR_OK;

	while (e == ERR_OK && len > 0) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n > 0) {
			p += n;
			len -= (size_t)n;
		} else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			e = wait_for(fd, POLLOUT, until);
		} else if (n < 0 && errno != EINTR) {
			e = ERR_IO;
		}
	}
	return e;
}

enum err
printer_read(int fd, unsigned char *buf, size_t size, size_t *got, int timeout_ms)
{
	int64_t until = clock_mono_us() + timeout_ms * INT64_C(1000);
	enum err e;

	*got = 0;
	for (;;) {
		ssize_t n = recv(fd, buf, size, 0);

		if (n >= 0) {
			*got = (size_t)n;
			return ERR_OK;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return ERR_IO;
		e = wait_for(fd, POLLIN | POLLHUP, until);
		if (e != ERR_OK)
			return e;
	}
}

static enum err
connect_local(const char *path, int *fd)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof a.sun_path)
		return ERR_INVALID;
	str_copy(a.sun_path, sizeof a.sun_path, path);
	return connect_one(&(struct addrinfo){ .ai_family = AF_UNIX, .ai_socktype = SOCK_STREAM,
	    .ai_addr = (struct sockaddr *)&a, .ai_addrlen = sizeof a }, fd);
}

enum err
printer_connect(const char *address, const char *port, int *fd, struct err_note *note)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
	char host[256], number[8];
	enum err e = ERR_IO;

	if (address[0] == '/')
		e = connect_local(address, fd);
	else if (!split_address(address, port, host, sizeof host, number, sizeof number))
		return err_set(note, ERR_INVALID, "printer",
		    _("A printer is written host:port, for example 192.168.1.50:9100."));
	else if (getaddrinfo(host, number, &hints, &found) != 0)
		return err_set(note, ERR_IO, "printer", _("The printer %s was not found."), address);
	for (const struct addrinfo *ai = found; ai != NULL && e != ERR_OK; ai = ai->ai_next)
		e = connect_one(ai, fd);
	if (found != NULL)
		freeaddrinfo(found);
	return e == ERR_OK ? e : printer_failed(e, address, note);
}

enum err
printer_failed(enum err e, const char *address, struct err_note *note)
{
	if (e == ERR_BUSY)
		return err_set(note, ERR_BUSY, "printer",
		    _("The printer %s does not answer."), address);
	return err_set(note, e, "printer", _("The printer %s cannot be reached."), address);
}
