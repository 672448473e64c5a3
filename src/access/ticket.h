/* ticket.h - what somebody who signed in carries from the broker to the keeper: 32 random bytes,
 * good once, for 30 seconds, for one connection (TRUST.md T2, E5). Times: monotonic, ms. */
#ifndef QUEN_ACCESS_TICKET_H
#define QUEN_ACCESS_TICKET_H

#include "access/door.h"

#define TICKET_MS 30000
#define TICKETS 256			/* more than connections may be open; the oldest goes first */

struct ticket {
	unsigned char bytes[DOOR_TICKET];
	uint64_t connection;
	int64_t until_ms;		/* 0: the place is free */
	struct door_subject subject;
};
struct tickets { struct ticket list[TICKETS]; };

void ticket_issue(struct tickets *t, const struct door_subject *s, uint64_t connection,
    int64_t now_ms, unsigned char bytes[DOOR_TICKET]);
/* Fills *s and returns true once; a ticket shown by another connection is burnt. */
bool ticket_redeem(struct tickets *t, const unsigned char bytes[DOOR_TICKET], uint64_t connection,
    int64_t now_ms, struct door_subject *s);

#endif
