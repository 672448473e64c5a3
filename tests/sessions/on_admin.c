#include "config.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "cases.h"
#include "keep.h"

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Rule S5: a locked user's open session ends by itself within five seconds, and says why. */
void
admin_locked_user(void **state)
{
	struct keep *k = *state;
	struct scr *s = keep_attach(k, 0, "lan");
	int64_t at;

	scr_expect(s, "Cashier");
	assert_int_equal(shop_run(&k->shop, "user", "lock", "lan", NULL), 0);
	at = now_ms();
	assert_int_equal(scr_wait_end(s, 15000), 0);
	assert_in_range(now_ms() - at, 0, 5000);
	assert_true(scr_raw_has(s, "was locked"));
	assert_true(keep_wait_sessions(k, 0, 5000));
	/* and a new one does not come up */
	s = keep_attach(k, 0, "lan");
	assert_int_not_equal(scr_wait_end(s, 15000), 0);
	assert_true(scr_raw_has(s, "no active user"));
}

static struct scr *
open_who(struct keep *k, int i, const char *user)
{
	struct scr *s = keep_attach(k, i, user);

	scr_expect(s, "Products");
	scr_keys(s, "F9");
	scr_type(s, "WO");
	scr_keys(s, "Wait Enter");
	return s;
}

/* The list; a look at a screen with a banner on both sides; an end with its reason. */
void
admin_who_is_on(void **state)
{
	struct keep *k = *state;
	struct scr *lan = keep_attach_as(k, 0, "lan", NULL, 30, 100), *s;

	scr_expect(lan, "Cashier");
	scr_keys(lan, "2");
	scr_expect(lan, "TOTAL");
	s = open_who(k, 1, "admin");
	scr_expect(s, "connected");
	scr_expect(s, "2 sessions");
	scr_keys(s, scr_row_of(s, "> admin") >= 0 ? "Down" : "Up Up");
	scr_expect(s, "> lan");
	scr_keys(s, "Enter");
	scr_expect(s, "Look at the screen");
	scr_keys(s, "Wait Wait Wait Wait Wait 1");
	scr_expect(s, "Watching lan on local - read-only");
	scr_expect(s, "Items 0");
	scr_expect(lan, "admin looks at your screen");
	scr_expect(lan, "watched by admin");
	scr_type(lan, "3*TR");
	scr_expect(s, "3*TR");			/* as it is typed */
	scr_type(s, "zzz");			/* read-only */
	scr_quiet(s);
	scr_refuse(lan, "zzz");
	scr_keys(s, "F3");
	scr_expect(s, "Who is on");
	assert_true(scr_wait_gone(lan, "watched by admin", 15000));
	scr_keys(s, "Enter");
	scr_expect(s, "End the session");
	scr_keys(s, "Wait Wait Wait Wait Wait 2");
	scr_expect(s, "Reason");
	scr_type_slowly(s, "stocktaking");
	scr_keys(s, "Wait Wait Enter");
	scr_expect(s, "drafts are kept");
	assert_int_equal(scr_wait_end(lan, 10000), 0);
	assert_true(scr_raw_has(lan, "admin ended this session: stocktaking."));
	assert_int_equal(shop_run(&k->shop, "verify", NULL), 0);
}

/* Rule S1: without the right there is no such screen. */
void
admin_who_needs_right(void **state)
{
	struct keep *k = *state;
	struct scr *s = open_who(k, 0, "kho");

	scr_expect(s, "not allowed for kho");
	scr_refuse(s, "Signed in by");
}

/* Says DOOR_OPEN as another uid; what the keeper answered. */
static int
open_as(const struct keep *k, uid_t uid, const char *user)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct door_open o = { .cols = 80, .rows = 24 };
	union door_message m;
	int fd, got = -1, passed;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0) {
		waitpid(pid, &got, 0);
		return WEXITSTATUS(got);
	}
	if ((size_t)snprintf(at.sun_path, sizeof at.sun_path, "%s/run/keeper.sock",
	    k->shop.home) >= sizeof at.sun_path)
		_exit(98);
	snprintf(o.user, sizeof o.user, "%s", user);
	fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	if (setgid(uid) != 0 || setuid(uid) != 0 ||
	    connect(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
	    door_send(fd, DOOR_OPEN, &o, -1) != ERR_OK ||
	    door_receive(fd, &m, &passed) != ERR_OK)
		_exit(99);
	_exit((int)m.opened.result);
}

/* TRUST E5: another user of the host may be nobody but itself. */
void
admin_other_uid(void **state)
{
	struct keep *k = *state;

	if (geteuid() != 0)
		skip();
	assert_int_equal(chmod(k->shop.home, 0711), 0);
	assert_int_equal(open_as(k, 65534, "admin"), OPEN_REFUSED);
	assert_int_equal(open_as(k, 65534, "lan"), OPEN_REFUSED);
	assert_int_equal(open_as(k, 0, "lan"), OPEN_NEW);
}

/* The lock hides everything, takes the password and nothing else, and gives the same screen. */
void
admin_idle_lock(void **state)
{
	struct keep *k = *state;
	struct scr *s;

	assert_int_equal(shop_input(&k->shop, "right-password\n", "user", "passwd", "lan", NULL), 0);
	s = keep_attach(k, 0, "lan");
	scr_expect(s, "Locked");
	scr_refuse(s, "Cashier");
	scr_refuse(s, "Home");
	scr_keys(s, "F9");
	scr_type(s, "CU");
	scr_keys(s, "Enter");
	scr_expect(s, "not the password");
	scr_refuse(s, "Ánh");
	scr_type(s, "right-password");
	scr_keys(s, "Enter");
	scr_expect(s, "Cashier");
	assert_true(scr_wait_gone(s, "Locked", 15000));
	scr_expect(s, "Locked");		/* a second later, again */
	for (int i = 0; i < 5; i++) {
		scr_type(s, "guess");
		scr_keys(s, "Enter");
		if (i < 4)
			scr_expect(s, "not the password");
		scr_quiet(s);
	}
	assert_int_equal(scr_wait_end(s, 15000), 0);
	assert_true(scr_raw_has(s, "Too many wrong passwords"));
}

/* A sign-in with the password takes the lock off; one with a key alone does not, but when Quen
 * keeps no password of this user. */
void
admin_lock_on_attach(void **state)
{
	struct guest_start start = { .user = "lan", .kind = SUBJECT_USER, .factors = FACTOR_KEY };
	struct keep *k = *state;
	struct guest *g;

	assert_int_equal(shop_input(&k->shop, "right-password\n", "user", "passwd", "lan", NULL), 0);
	g = keep_guest(k, 0, &start);
	assert_true(guest_wait(g, "Locked", 15000));
	g = keep_guest(k, 1, &start);
	assert_int_equal(g->result, OPEN_AGAIN);
	assert_true(guest_wait(g, "Locked", 15000));
	assert_null(strstr(g->out, "Cashier"));
	start.factors |= FACTOR_PASSWORD;
	g = keep_guest(k, 2, &start);
	assert_true(guest_wait(g, "Cashier", 15000));
	/* kho has none */
	start.user = "kho";
	start.factors = FACTOR_KEY;
	g = keep_guest(k, 3, &start);
	assert_true(guest_wait(g, "Sign in again", 15000));
	g = keep_guest(k, 4, &start);
	assert_true(guest_wait(g, "Customers", 15000));
}
