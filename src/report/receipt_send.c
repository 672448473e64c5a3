/* The ways of a receipt to paper: raw TCP, or through the terminal. */
#include "report/receipt.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define TIMEOUT_MS 3000
#define RAW_PORT "9100"

/* Does p hold what ends the controller mode: CSI 4 i, in 7 or 8 bits (ECMA-48). */
static bool
holds_end(const unsigned char *p, size_t len)
{
	for (size_t i = 0; i + 2 < len; i++) {
		if (p[i] == 0x9b && p[i + 1] == '4' && p[i + 2] == 'i')
			return true;
		if (i + 3 < len && p[i] == 0x1b && p[i + 1] == '[' && p[i + 2] == '4' &&
		    p[i + 3] == 'i')
			return true;
	}
	return false;
}

enum err
receipt_pass_through(const unsigned char *p, size_t len,
    unsigned char **out, size_t *out_len, struct err_note *note)
{
	static const char begin[] = "\033[5i", end[] = "\033[4i";

	if (holds_end(p, len))
		return err_set(note, ERR_INVALID, "",
		    _("The receipt holds bytes that a terminal would take for its own."));
	*out_len = len + 8;
	*out = xmalloc(*out_len);
	memcpy(*out, begin, 4);
	memcpy(*out + 4, p, len);
	memcpy(*out + 4 + len, end, 4);
	return ERR_OK;
}

/* "host", "host:port", "[::1]:port". */
static bool
split_address(const char *address, char *host, size_t size, char *port, size_t port_size)
{
	const char *colon = strrchr(address, ':'), *end = address + strlen(address);
	const char *from = address;

	str_copy(port, port_size, RAW_PORT);
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

static enum err
write_all(int fd, const unsigned char *p, size_t len)
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
receipt_send_tcp(const char *address, const unsigned char *p, size_t len,
    struct err_note *note)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
	char host[256], port[8];
	int fd = -1;
	enum err e = ERR_IO;

	if (!split_address(address, host, sizeof host, port, sizeof port))
		return err_set(note, ERR_INVALID, "printer",
		    _("A printer is written host:port, for example 192.168.1.50:9100."));
	if (getaddrinfo(host, port, &hints, &found) != 0)
		return err_set(note, ERR_IO, "printer",
		    _("The printer %s was not found."), address);
	for (const struct addrinfo *ai = found; ai != NULL && e != ERR_OK; ai = ai->ai_next)
		e = connect_one(ai, &fd);
	freeaddrinfo(found);
	if (e == ERR_OK) {
		e = write_all(fd, p, len);
		if (shutdown(fd, SHUT_WR) != 0 && e == ERR_OK)
			e = ERR_IO;
		close(fd);
	}
	if (e == ERR_BUSY)
		return err_set(note, ERR_BUSY, "printer",
		    _("The printer %s does not answer."), address);
	if (e != ERR_OK)
		return err_set(note, e, "printer",
		    _("The printer %s cannot be reached."), address);
	return ERR_OK;
}
