#include "access/listener_limit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define SECOND_US INT64_C(1000000)

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

void
limits_init(struct limits *l, const struct door_config *c)
{
	memset(l, 0, sizeof(*l));
	limits_change(l, c);
}

void
limits_change(struct limits *l, const struct door_config *c)
{
	l->start = c->start;
	l->rate = c->rate;
	l->full = c->full;
	l->per_source = c->per_source;
	str_copy(l->exempt, sizeof(l->exempt), c->exempt);
}

void
source_of(const struct sockaddr_storage *a, struct source *s, char *peer, uint16_t *port)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)a;
	const struct sockaddr_in *four = (const struct sockaddr_in *)a;

	memset(s, 0, sizeof(*s));
	str_copy(peer, DOOR_PEER, "?");
	*port = 0;
	if (a->ss_family == AF_INET) {
		memcpy(s->bytes, mapped, sizeof(mapped));
		memcpy(s->bytes + sizeof(mapped), &four->sin_addr, 4);
		*port = ntohs(four->sin_port);
	} else if (a->ss_family == AF_INET6) {
		memcpy(s->bytes, &six->sin6_addr, sizeof(s->bytes));
		*port = ntohs(six->sin6_port);
	}
	if (memcmp(s->bytes, mapped, sizeof(mapped)) == 0) {
		inet_ntop(AF_INET, s->bytes + sizeof(mapped), peer, DOOR_PEER);
	} else {
		inet_ntop(AF_INET6, s->bytes, peer, DOOR_PEER);
		memset(s->bytes + 8, 0, 8);
	}
}

static bool
same_bits(const unsigned char *a, const unsigned char *b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	return memcmp(a, b, whole) == 0 &&
	    (rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0);
}

/* "192.0.2.0/24", "::1": is s in it? An IPv6 source is known by its /64. */
static bool
in_network(const struct source *s, const char *network)
{
	char address[DOOR_PEER];
	const char *slash = strchr(network, '/');
	unsigned char bytes[16];
	unsigned bits = 128;

	str_copy(address, sizeof(address), network);
	if (slash != NULL && (size_t)(slash - network) < sizeof(address))
		address[slash - network] = '\0';
	if (strchr(address, ':') == NULL) {
		memcpy(bytes, mapped, sizeof(mapped));
		if (inet_pton(AF_INET, address, bytes + sizeof(mapped)) != 1)
			return false;
		if (slash != NULL)
			bits = (unsigned)atoi(slash + 1) + 96;
	} else {
		/* The mapped form of IPv4 begins as ::1 does. */
		if (inet_pton(AF_INET6, address, bytes) != 1 ||
		    memcmp(s->bytes, mapped, sizeof(mapped)) == 0)
			return false;
		if (slash != NULL)
			bits = (unsigned)atoi(slash + 1);
		if (bits > 64)
			bits = 64;
	}
	return bits <= 128 && same_bits(s->bytes, bytes, bits);
}

static bool
is_exempt(const struct limits *l, const struct source *s)
{
	const char *rest = l->exempt;
	char network[DOOR_PEER];

	while (str_next(&rest, ' ', network, sizeof(network)))
		if (in_network(s, network))
			return true;
	return false;
}

/* The row of s; with make, in place of the row that matters least. */
static struct limit_source *
row(struct limits *l, const struct source *s, bool make)
{
	struct limit_source *least = NULL;

	for (size_t i = 0; i < LIMIT_SOURCES; i++) {
		struct limit_source *r = &l->of[i];

		if (memcmp(&r->source, s, sizeof(*s)) == 0)
			return r;
		if (r->waiting == 0 && (least == NULL || r->until_us < least->until_us))
			least = r;
	}
	if (!make || least == NULL)
		return NULL;
	*least = (struct limit_source) { .source = *s };
	return least;
}

static bool
is_shut(struct limit_source *r, int64_t now_us)
{
	if (r->until_us <= now_us)
		r->shut = false;
	else if (r->until_us - now_us > PENALTY_FREE_S * SECOND_US)
		r->shut = true;
	return r->shut;
}

bool
limits_admit(struct limits *l, const struct source *s, uint32_t random, int64_t now_us)
{
	struct limit_source *r = row(l, s, false);
	unsigned chance;

	/* A till is not to lose a draw against those who attack: it has places of its own. */
	if (is_exempt(l, s))
		return l->waiting < l->full + LIMIT_TILLS;
	if (r != NULL && (is_shut(r, now_us) || r->waiting >= l->per_source))
		return false;
	if (l->waiting >= l->full)
		return false;
	if (l->waiting < l->start)
		return true;
	/* From rate % at start straight up to all at full. */
	chance = l->rate + (100 - l->rate) * (l->waiting - l->start) / (l->full - l->start);
	return random % 100 >= chance;
}

void
limits_enter(struct limits *l, const struct source *s)
{
	struct limit_source *r = row(l, s, true);

	l->waiting++;
	if (r != NULL)
		r->waiting++;
}

void
limits_leave(struct limits *l, const struct source *s)
{
	struct limit_source *r = row(l, s, false);

	if (l->waiting > 0)
		l->waiting--;
	if (r != NULL && r->waiting > 0)
		r->waiting--;
}

void
limits_punish(struct limits *l, const struct source *s, unsigned seconds, int64_t now_us)
{
	struct limit_source *r = row(l, s, true);

	if (r == NULL)
		return;
	if (r->until_us < now_us)
		r->until_us = now_us;
	r->until_us += seconds * SECOND_US;
	if (r->until_us > now_us + PENALTY_MOST_S * SECOND_US)
		r->until_us = now_us + PENALTY_MOST_S * SECOND_US;
}
