/* listener_part.h - between listener.c and listener_guest.c: the connections that are up. */
#ifndef QUEN_ACCESS_LISTENER_PART_H
#define QUEN_ACCESS_LISTENER_PART_H

#include <sys/types.h>

#include "access/listener_limit.h"

#define GUESTS 1000		/* connections at once, signed in or not */

enum guest_stage { GUEST_NEW, GUEST_KEYED, GUEST_IN };
struct guest {
	pid_t pid;		/* of its net; 0: a free place */
	int control;		/* -1: closed */
	enum guest_stage stage;
	bool failed, punished;
	uint64_t id;
	int64_t since_us;
	struct source source;
	char peer[DOOR_PEER];
};

struct listener {
	struct door_config config;
	struct limits limits;
	int sockets[8];
	size_t nsockets;
	int control, broker, keeper, host_key, signals;	/* -1: not there */
	int program;		/* what a net executes; -1: this program */
	uint64_t next_id;
	bool stopping;
	int64_t stop_by_us;
	struct guest guest[GUESTS];
};

/* Takes every connection that waits on a listening socket. */
void guests_accept(struct listener *l, int socket);
/* Reads what a net says: DOOR_READY, or its end. */
void guest_hear(struct listener *l, struct guest *g);
void guest_verdict(struct listener *l, const struct door_verdict *v);
/* Kills who is late; gives the time of the next deadline, INT64_MAX none. */
int64_t guests_deadlines(struct listener *l, int64_t now_us);
/* Takes the nets that ended. */
void guests_reap(struct listener *l);
size_t guests_count(const struct listener *l);
void guests_kill(struct listener *l);

#endif
