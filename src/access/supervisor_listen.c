#include "access/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/str.h"

#define BACKLOG 128
#define FIRST_INHERITED 3	/* SD_LISTEN_FDS_START */

int
supervisor_port(int fd)
{
	struct sockaddr_storage a;
	socklen_t size = sizeof(a);

	if (getsockname(fd, (struct sockaddr *)&a, &size) != 0)
		return 0;
	return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port :
	    ((struct sockaddr_in *)&a)->sin_port);
}

static int
listen_on(const struct addrinfo *ai)
{
	int fd = socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1, off = 0;

	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* "::" answers IPv4 as well. */
	if (ai->ai_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	on = errno;
	close(fd);
	errno = on;
	return -1;
}

enum err
supervisor_listen(const char *address, int *port, int *fd, struct err_note *note)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICHOST };
	struct addrinfo *found = NULL;
	char service[8];
	const char *host = str_empty(address) ? "::" : address;
	int r;

	*fd = -1;
	snprintf(service, sizeof(service), "%d", *port);
	r = getaddrinfo(host, service, &hints, &found);
	if (r != 0)
		return err_set(note, ERR_INVALID, "listen", _("%s is not an address to listen on."),
		    address);
	*fd = listen_on(found);
	freeaddrinfo(found);
	/* A machine without IPv6. */
	if (*fd < 0 && str_empty(address) && getaddrinfo("0.0.0.0", service, &hints, &found) == 0) {
		*fd = listen_on(found);
		freeaddrinfo(found);
	}
	if (*fd < 0)
		return err_set(note, ERR_IO, "port", _("Cannot listen on port %d: %s"), *port,
		    strerror(errno));
	*port = supervisor_port(*fd);
	return ERR_OK;
}

size_t
supervisor_inherited(int *fds, size_t most)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
	long n;

	if (str_empty(pid) || str_empty(count) || strtol(pid, NULL, 10) != (long)getpid())
		return 0;
	n = strtol(count, NULL, 10);
	if (n < 0)
		n = 0;
	for (size_t i = 0; i < (size_t)n && i < most; i++) {
		fds[i] = FIRST_INHERITED + (int)i;
		(void)fcntl(fds[i], F_SETFD, FD_CLOEXEC);
	}
	return (size_t)n < most ? (size_t)n : most;
}
