/* listener_limit.h - whom the listener lets in: how many at once who have not signed in
 * (MaxStartups of OpenSSH), how many of one source, and sources that wait out a penalty. */
#ifndef QUEN_ACCESS_LISTENER_LIMIT_H
#define QUEN_ACCESS_LISTENER_LIMIT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "access/door.h"

#define LIMIT_SOURCES 1024
#define LIMIT_TILLS 20		/* places beyond MaxStartups for exempt networks */
#define PENALTY_FAILED_S 5	/* a connection that tried and failed */
#define PENALTY_IDLE_S 10	/* one that did not sign in in time */
#define PENALTY_ABUSE_S 90	/* one that broke rules, or its net */
#define PENALTY_FREE_S 15	/* so much costs nothing yet */
#define PENALTY_MOST_S 600

/* An IPv4 address, or the /64 of an IPv6 address: who has one has all of it. */
struct source { unsigned char bytes[16]; };

struct limit_source {
	struct source source;
	unsigned waiting;		/* connections not signed in */
	bool shut;			/* until the penalty is over */
	int64_t until_us;		/* end of the penalty; 0 none, ever */
};

struct limits {
	unsigned start, rate, full, per_source;
	char exempt[DOOR_TEXT];
	unsigned waiting;
	struct limit_source of[LIMIT_SOURCES];
};

void limits_init(struct limits *l, const struct door_config *c);
/* Other figures; who waits and who is shut out stays so. */
void limits_change(struct limits *l, const struct door_config *c);
/* The source of an address as accept(2) gives it; peer (DOOR_PEER) and port for people. */
void source_of(const struct sockaddr_storage *a, struct source *s, char *peer, uint16_t *port);
/* May one more of this source come in? random: any number; early refusals are drawn with it. */
bool limits_admit(struct limits *l, const struct source *s, uint32_t random, int64_t now_us);
/* One came in; one signed in or went. */
void limits_enter(struct limits *l, const struct source *s);
void limits_leave(struct limits *l, const struct source *s);
void limits_punish(struct limits *l, const struct source *s, unsigned seconds, int64_t now_us);

#endif
