/* Whom the listener lets in (TRUST D3 and its limits), without a network. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access/listener_limit.h"
#include "base/mem.h"
#include "base/str.h"

#define S INT64_C(1000000)

static struct limits *
limits(const char *exempt)
{
	struct door_config c = { .start = 10, .rate = 30, .full = 60, .per_source = 8 };
	struct limits *l = xcalloc(1, sizeof(*l));

	str_copy(c.exempt, sizeof(c.exempt), exempt);
	limits_init(l, &c);
	return l;
}

static struct source
source(const char *address)
{
	struct sockaddr_storage a = { .ss_family = AF_INET6 };
	struct source s;
	char peer[DOOR_PEER];
	uint16_t port;

	if (strchr(address, ':') != NULL) {
		assert_int_equal(inet_pton(AF_INET6, address, &((struct sockaddr_in6 *)&a)->sin6_addr), 1);
	} else {
		a.ss_family = AF_INET;
		assert_int_equal(inet_pton(AF_INET, address, &((struct sockaddr_in *)&a)->sin_addr), 1);
	}
	source_of(&a, &s, peer, &port);
	return s;
}

static void
addresses_are_told_and_grouped(void **state)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(4711) };
	struct sockaddr_storage a = { 0 };
	struct source s, other = source("192.0.2.7");
	char peer[DOOR_PEER];
	uint16_t port;

	(void)state;
	assert_int_equal(inet_pton(AF_INET6, "::ffff:192.0.2.7", &six.sin6_addr), 1);
	memcpy(&a, &six, sizeof(six));
	source_of(&a, &s, peer, &port);
	assert_string_equal(peer, "192.0.2.7");
	assert_int_equal(port, 4711);
	assert_memory_equal(&s, &other, sizeof(s));	/* IPv4 by either socket is one source */
	s = source("2001:db8:1:2::1");
	other = source("2001:db8:1:2:ffff::9");
	assert_memory_equal(&s, &other, sizeof(s));	/* who has an address has its /64 */
	other = source("2001:db8:1:3::1");
	assert_memory_not_equal(&s, &other, sizeof(s));
}

static void
one_source_holds_few_D3(void **state)
{
	struct limits *l = limits("");
	struct source a = source("192.0.2.7"), b = source("192.0.2.8");

	(void)state;
	for (int i = 0; i < 8; i++) {
		assert_true(limits_admit(l, &a, 0, S));
		limits_enter(l, &a);
	}
	assert_false(limits_admit(l, &a, 99, S));
	assert_true(limits_admit(l, &b, 0, S));		/* a till elsewhere: as if nothing were */
	limits_leave(l, &a);
	assert_true(limits_admit(l, &a, 0, S));
	free(l);
}

static void
early_refusals_grow_from_start_to_full(void **state)
{
	struct limits *l = limits("");
	struct source a = source("192.0.2.7"), b = source("192.0.2.8");
	unsigned refused[3] = { 0 };

	(void)state;
	for (unsigned n = 0; n <= 60; n++) {
		for (uint32_t r = 0; r < 100; r++) {
			bool in = limits_admit(l, &a, r, S);

			if (n < 10)
				assert_true(in);
			if (n == 60)
				assert_false(in);
			refused[0] += n == 10 && !in;
			refused[1] += n == 35 && !in;
			refused[2] += n == 59 && !in;
		}
		limits_enter(l, &b);
	}
	assert_int_equal(refused[0], 30);
	assert_int_equal(refused[1], 65);
	assert_int_equal(refused[2], 98);
	free(l);
}

static void
penalties_add_up_and_end(void **state)
{
	struct limits *l = limits("");
	struct source a = source("192.0.2.7"), b = source("192.0.2.8");

	(void)state;
	for (int i = 0; i < 3; i++)
		limits_punish(l, &a, PENALTY_FAILED_S, S);
	assert_true(limits_admit(l, &a, 99, S));	/* 15 s cost nothing yet */
	limits_punish(l, &a, PENALTY_FAILED_S, S);
	assert_false(limits_admit(l, &a, 99, S));
	assert_true(limits_admit(l, &b, 99, S));
	assert_false(limits_admit(l, &a, 99, 20 * S));	/* to its end, not to the free part */
	assert_true(limits_admit(l, &a, 99, 22 * S));
	limits_punish(l, &a, PENALTY_ABUSE_S, 30 * S);
	assert_false(limits_admit(l, &a, 99, 30 * S));
	for (int i = 0; i < 100; i++)
		limits_punish(l, &a, PENALTY_ABUSE_S, 30 * S);
	assert_false(limits_admit(l, &a, 99, 629 * S));
	assert_true(limits_admit(l, &a, 99, 631 * S));	/* nobody is shut out for ever */
	free(l);
}

static void
exempt_networks_are_only_counted_with_all(void **state)
{
	struct limits *l = limits("127.0.0.0/8 10.1.2.0/23 ::1 2001:db8::/32");
	static const char *const exempt[] = { "127.0.0.1", "127.9.9.9", "10.1.3.255", "::1", "2001:db8:7::1" };
	static const char *const others[] = { "10.1.4.0", "128.0.0.1", "2001:db9::1" };

	(void)state;
	for (size_t i = 0; i < sizeof(exempt) / sizeof(exempt[0]); i++) {
		struct source s = source(exempt[i]);

		limits_punish(l, &s, PENALTY_ABUSE_S, S);
		assert_true(limits_admit(l, &s, 99, S));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct source s = source(others[i]);

		limits_punish(l, &s, PENALTY_ABUSE_S, S);
		assert_false(limits_admit(l, &s, 99, S));
	}
	free(l);
}

/* D2, D11: no draw, and a place when all the others are taken; but not without end. */
static void
a_till_comes_in_while_others_crowd_D11(void **state)
{
	struct limits *l = limits("10.1.2.0/24");
	struct source till = source("10.1.2.9"), other = source("192.0.2.1");
	unsigned n = l->full;

	(void)state;
	for (unsigned i = 0; i < n; i++) {
		assert_true(limits_admit(l, &till, 0, S));
		limits_enter(l, &other);
	}
	assert_false(limits_admit(l, &other, 99, S));
	for (unsigned i = 0; i < LIMIT_TILLS; i++) {
		assert_true(limits_admit(l, &till, 0, S));
		limits_enter(l, &till);
	}
	assert_false(limits_admit(l, &till, 99, S));
	free(l);
}

/* A flood of addresses costs only the memory of the table and forgets the smallest penalties. */
static void
many_sources_stay_bounded(void **state)
{
	struct limits *l = limits("");
	struct source bad = source("192.0.2.7"), held = source("192.0.2.8");
	char address[32];

	(void)state;
	limits_punish(l, &bad, PENALTY_MOST_S, S);
	limits_enter(l, &held);
	for (unsigned i = 0; i < 3 * LIMIT_SOURCES; i++) {
		struct source s;

		snprintf(address, sizeof(address), "10.%u.%u.1", i / 256, i % 256);
		s = source(address);
		limits_punish(l, &s, 1, S);
	}
	assert_false(limits_admit(l, &bad, 99, S));
	assert_int_equal(l->waiting, 1);
	limits_leave(l, &held);
	assert_int_equal(l->waiting, 0);
	free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_told_and_grouped),
		cmocka_unit_test(one_source_holds_few_D3),
		cmocka_unit_test(early_refusals_grow_from_start_to_full),
		cmocka_unit_test(penalties_add_up_and_end),
		cmocka_unit_test(exempt_networks_are_only_counted_with_all),
		cmocka_unit_test(a_till_comes_in_while_others_crowd_D11),
		cmocka_unit_test(many_sources_stay_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
