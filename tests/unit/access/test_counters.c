/* Counters of failed tries and tickets: TRUST.md T4, D2, D11, E5. */
#include "access.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "access/counters.h"
#include "access/ticket.h"
#include "base/secret.h"

static int64_t
wait_of(struct counters *c, const char *user, const char *source, int64_t now)
{
	struct counter_verdict v;

	counters_try(c, user, source, false, now, &v);
	return v.locked ? -1 : v.start_ms - now;
}

/* Two are free, then 1, 2, 4 ... seconds; who tries at once only queues. */
static void
pauses_double(void **state)
{
	static const int64_t want[] = { 0, 0, 0, 1000, 2000, 4000, 8000, 16000, 32000, 60000 };
	struct counters *c = counters_new();
	int64_t now = 1000000;

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		int64_t wait = wait_of(c, "lan", "192.0.2.1", now);

		assert_int_equal(wait, want[i]);
		now += wait;
	}
	assert_int_equal(wait_of(c, "LAN", "192.0.2.1", now), -1);	/* the same user */
	assert_int_equal(wait_of(c, "lan", "192.0.2.2", now), 0);	/* from elsewhere */
	assert_int_equal(wait_of(c, "mai", "192.0.2.1", now), 0);	/* another user */
	now += COUNTER_LOCK_MS + 1;
	assert_int_equal(wait_of(c, "lan", "192.0.2.1", now), 0);
	counters_free(c);
}

/* D2: eight connections that guess without a rest get few tries in ten minutes. */
static void
D2_sixty_tries_in_ten_minutes_at_most(void **state)
{
	struct counters *c = counters_new();
	int64_t now = 1000000, end = now + 600000;
	int looked = 0;

	(void)state;
	for (int i = 0; i < 5000; i++, now += 100) {
		struct counter_verdict v;

		counters_try(c, "lan", "192.0.2.1", false, now, &v);
		looked += !v.locked && v.start_ms < end;
	}
	assert_in_range(looked, 1, 60);
	/* The right user comes in from another address at once. */
	assert_in_range(wait_of(c, "lan", "192.0.2.9", now), 0, 1000);
	counters_free(c);
}

/* D11: ten thousand failures on the owner's name do not keep the owner's till out. */
static void
D11_nobody_is_locked_out_elsewhere(void **state)
{
	struct counters *c = counters_new();
	struct counter_verdict v;
	char source[32];

	(void)state;
	for (int i = 0; i < 10000; i++) {
		snprintf(source, sizeof source, "198.51.%d.%d", i / 250 % 250, i % 250);
		counters_try(c, "admin", source, false, 1000000 + i, &v);
	}
	counters_try(c, "admin", "192.168.1.5", true, 1010000, &v);
	assert_false(v.locked);
	assert_int_equal(v.start_ms, 1010000);
	counters_try(c, "admin", "203.0.113.5", false, 1010000, &v);
	assert_in_range(v.start_ms - 1010000, 0, 1000);
	counters_free(c);
}

static void
an_address_that_sprays_is_slowed_down(void **state)
{
	struct counters *c = counters_new();
	struct counter_verdict v;
	char user[32];

	(void)state;
	for (int i = 0; i < 200; i++) {
		snprintf(user, sizeof user, "user%d", i);
		counters_try(c, user, "192.0.2.1", false, 1000000, &v);
	}
	assert_true(v.locked);
	counters_try(c, "lan", "192.0.2.1", true, 1000000, &v);
	assert_false(v.locked);			/* as a till's network */
	counters_free(c);
}

static void
right_ones_and_abandoned_ones_do_not_count(void **state)
{
	struct counters *c = counters_new();

	(void)state;
	for (int i = 0; i < 20; i++) {
		assert_int_equal(wait_of(c, "lan", "192.0.2.1", 1000000), 0);
		counters_good(c, "lan", "192.0.2.1");
	}
	for (int i = 0; i < 20; i++) {
		assert_int_equal(wait_of(c, "lan", "192.0.2.1", 1000000), 0);
		counters_untry(c, "lan", "192.0.2.1");
	}
	counters_free(c);
}

static void
one_report_a_minute(void **state)
{
	struct counters *c = counters_new();
	struct counter_report r;

	(void)state;
	for (int i = 0; i < 50; i++)
		counters_failed(c, "lan", "192.0.2.1", 1000000 + i);
	assert_true(counters_report(c, 1000100, &r));
	assert_string_equal(r.user, "lan");
	assert_string_equal(r.source, "192.0.2.1");
	assert_int_equal(r.count, 50);
	counters_failed(c, "lan", "192.0.2.1", 1000200);
	assert_false(counters_report(c, 1000300, &r));
	assert_true(counters_report(c, 1000100 + 60000, &r));
	assert_int_equal(r.count, 1);
	assert_false(counters_report(c, 2000000, &r));
	counters_free(c);
}

static void
locks_survive_a_restart(void **state)
{
	char path[] = "/tmp/quen-counters-XXXXXX";
	struct counters *c = counters_new(), *d = counters_new();
	int64_t now = 1000000;
	FILE *f;

	(void)state;
	assert_true(mkstemp(path) >= 0);
	while (wait_of(c, "lan", "192.0.2.1", now) >= 0)
		now += 60000;
	assert_int_equal(counters_save(c, path, 5), ERR_OK);
	assert_int_equal(counters_load(d, path, -5), ERR_OK);
	assert_int_equal(wait_of(d, "lan", "192.0.2.1", now + 1), -1);
	assert_int_equal(wait_of(d, "mai", "192.0.2.1", now + 1), 0);
	f = fopen(path, "w");
	fputs("something else\n-lan -x 9999999999999999999 1\n", f);
	fclose(f);
	assert_int_equal(counters_load(d, path, 0), ERR_INVALID);
	unlink(path);
	assert_int_equal(counters_load(d, path, 0), ERR_NOTFOUND);
	counters_free(c);
	counters_free(d);
}

static void
networks(void **state)
{
	(void)state;
	assert_true(networks_hold("192.168.1.0/24", "192.168.1.77"));
	assert_false(networks_hold("192.168.1.0/24", "192.168.2.77"));
	assert_true(networks_hold("10.0.0.7, 192.168.0.0/16", "192.168.2.77"));
	assert_true(networks_hold("10.0.0.0/9", "10.127.0.1"));
	assert_false(networks_hold("10.0.0.0/9", "10.128.0.1"));
	assert_true(networks_hold("127.0.0.0/8 ::1", "::1"));
	assert_true(networks_hold("fd00::/8", "fd12::1"));
	assert_true(networks_hold("10.0.0.7", "::ffff:10.0.0.7"));
	assert_false(networks_hold("", "10.0.0.7"));
	assert_false(networks_hold("0.0.0.0/33,x,/8,10.0.0.7/", "10.0.0.7"));
	assert_false(networks_hold("0.0.0.0/0", "::1"));
	assert_false(networks_hold("0.0.0.0/0", "x"));
}

static void
E5_a_ticket_is_good_once_for_its_connection_for_thirty_seconds(void **state)
{
	static struct tickets t;
	struct door_subject in = { .kind = SUBJECT_USER, .factors = FACTOR_PASSWORD, .name = "lan" };
	struct door_subject out;
	unsigned char a[DOOR_TICKET], b[DOOR_TICKET];

	(void)state;
	ticket_issue(&t, &in, 7, 1000, a);
	assert_true(ticket_redeem(&t, a, 7, 2000, &out));
	assert_string_equal(out.name, "lan");
	assert_int_equal(out.kind, SUBJECT_USER);
	assert_false(ticket_redeem(&t, a, 7, 2000, &out));	/* again */
	assert_int_equal(out.kind, SUBJECT_NONE);
	ticket_issue(&t, &in, 7, 1000, a);
	assert_false(ticket_redeem(&t, a, 8, 2000, &out));	/* of another connection */
	assert_false(ticket_redeem(&t, a, 7, 2000, &out));	/* and burnt by that */
	ticket_issue(&t, &in, 7, 1000, a);
	assert_true(ticket_redeem(&t, a, 7, 1000 + 29999, &out));
	ticket_issue(&t, &in, 7, 1000, a);
	assert_false(ticket_redeem(&t, a, 7, 1000 + 31000, &out));
	ticket_issue(&t, &in, 7, 1000, a);
	for (int i = 0; i < 100000; i++) {
		secret_random(b, sizeof b);
		if (ticket_redeem(&t, b, 7, 2000, &out))
			fail_msg("a random ticket was taken");
	}
	memset(b, 0, sizeof b);
	assert_false(ticket_redeem(&t, b, 0, 0, &out));
	assert_true(ticket_redeem(&t, a, 7, 2000, &out));
}

TESTS_OF(counters,
	cmocka_unit_test(pauses_double),
	cmocka_unit_test(D2_sixty_tries_in_ten_minutes_at_most),
	cmocka_unit_test(D11_nobody_is_locked_out_elsewhere),
	cmocka_unit_test(an_address_that_sprays_is_slowed_down),
	cmocka_unit_test(right_ones_and_abandoned_ones_do_not_count),
	cmocka_unit_test(one_report_a_minute),
	cmocka_unit_test(locks_survive_a_restart),
	cmocka_unit_test(networks),
	cmocka_unit_test(E5_a_ticket_is_good_once_for_its_connection_for_thirty_seconds));
