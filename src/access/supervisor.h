/* supervisor.h - starts the parts of `quen serve`, links them, starts again what died.
 *
 * The only part that may be root for good (the broker is the other one). It reads no network,
 * no database, no message longer than a head. */
#ifndef QUEN_ACCESS_SUPERVISOR_H
#define QUEN_ACCESS_SUPERVISOR_H

#include <stddef.h>

#include "access/door.h"

#define SUPERVISOR_SOCKETS 8

struct supervisor_start {
	const struct door_config *config;
	const int *sockets;		/* listening; borrowed */
	size_t nsockets;
	int host_key;			/* memory of host_key_open(); borrowed */
	/* Every part serves. Called once. */
	void (*ready)(void *arg);
	/* SIGHUP: reads the file anew into *fresh, which is what holds now. false: it does not
	 * hold (and was logged): nothing changes. May be NULL. */
	bool (*reload)(void *arg, struct door_config *fresh);
	void *arg;
};

/* Serves until SIGTERM or SIGINT; SIGHUP reads the configuration anew and tells the
 * parts (DOOR_CONFIG). Returns an exit status: 0 after an ordered stop, EX_OSERR when nothing could
 * be started, EX_CONFIG when a part said so before every part served (it wrote why to the log). */
int supervisor_run(const struct supervisor_start *s);

/* A socket that listens on address ("" all of IPv4 and IPv6; "192.0.2.7", "::1") and port
 * (0: any free one; *port says which). */
enum err supervisor_listen(const char *address, int *port, int *fd, struct err_note *note) MUST_CHECK;
/* Those that systemd opened (LISTEN_FDS of sd_listen_fds(3)); 0 none. */
size_t supervisor_inherited(int *fds, size_t most);
/* The port that a socket listens on. */
int supervisor_port(int fd);

#endif
