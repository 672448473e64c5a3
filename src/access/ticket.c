#include "access/ticket.h"

#include <string.h>

#include "base/secret.h"

void
ticket_issue(struct tickets *t, const struct door_subject *s, uint64_t connection,
    int64_t now_ms, unsigned char bytes[DOOR_TICKET])
{
	struct ticket *place = &t->list[0];

	for (size_t i = 1; i < TICKETS && place->until_ms != 0; i++)
		if (t->list[i].until_ms < place->until_ms)
			place = &t->list[i];
	secret_random(place->bytes, DOOR_TICKET);
	place->connection = connection;
	place->until_ms = now_ms + TICKET_MS;
	place->subject = *s;
	memcpy(bytes, place->bytes, DOOR_TICKET);
}

bool
ticket_redeem(struct tickets *t, const unsigned char bytes[DOOR_TICKET], uint64_t connection,
    int64_t now_ms, struct door_subject *s)
{
	bool good = false;

	*s = (struct door_subject){ .kind = SUBJECT_NONE };
	for (size_t i = 0; i < TICKETS; i++) {
		struct ticket *k = &t->list[i];

		if (k->until_ms == 0 || !secret_equal(k->bytes, bytes, DOOR_TICKET))
			continue;
		good = k->connection == connection && now_ms < k->until_ms;
		if (good)
			*s = k->subject;
		secret_wipe(k, sizeof(*k));
	}
	return good;
}
