/* Stacks of others and modules that misbehave: TRUST.md D7, D8. */
#include "rig.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <security/pam_appl.h>

#include "base/clock.h"

static void
stack(struct rig *r, const char *auth, const char *account)
{
	const char *build = getenv("QUEN_BUILD");

	rig_stack(r, "auth required %s/tests/unit/access/pam_bad.so auth=%s\n"
	    "account required %s/tests/unit/access/pam_bad.so account=%s\n", build, auth, build, account);
}

static void
others_let_in_whom_quen_knows(void **state)
{
	struct rig *r = *state;
	struct door_answer a;
	struct line l;

	stack(r, "yes", "yes");
	line_open(r, &l, "lan", "192.0.2.1");
	a = line_kind(&l, AUTH_TALK, NULL);	/* a stack without questions */
	assert_int_equal(a.kind, ANSWER_SUCCESS);
	line_close(&l);
	line_open(r, &l, "nobody", "192.0.2.1");
	assert_int_equal(line_kind(&l, AUTH_TALK, NULL).kind, ANSWER_FAIL);
	line_close(&l);
	/* D7: the account of another stack counts, by password and by key. */
	DO(r->shop, "{'op':'add','entity':'user_key','fields':{'user':'lan','public_key':'%s'}}", KEY_LINE);
	stack(r, "yes", "expired");
	line_open(r, &l, "lan", "192.0.2.1");
	assert_int_equal(line_kind(&l, AUTH_TALK, NULL).kind, ANSWER_FAIL);
	assert_int_equal(line_key(&l, AUTH_KEY, KEY_LINE).kind, ANSWER_FAIL);
	line_close(&l);
}

static void
D8_bad_modules_are_refusals(void **state)
{
	static const char *const bad[] = { "crash", "print", "fork", "stay", "user", "exit", "no" };
	struct rig *r = *state;
	char peer[DOOR_PEER];
	struct line l;
	int before, tries = 0;
	int64_t ms;

	stack(r, "yes", "yes");
	line_open(r, &l, "lan", "192.0.2.98");
	assert_int_equal(line_kind(&l, AUTH_TALK, NULL).kind, ANSWER_SUCCESS);
	line_close(&l);
	usleep(300000);
	before = rig_descriptors(r);

	for (size_t i = 0; i < 2 * sizeof bad / sizeof *bad; i++) {
		if (i % 2 == 0)
			stack(r, bad[i / 2], "yes");
		else
			stack(r, "yes", bad[i / 2]);
		if (i == 3)
			continue;	/* printing, it says no for auth only */
		snprintf(peer, sizeof peer, "192.0.2.%zu", i);
		line_open(r, &l, "lan", peer);
		if (line_kind(&l, AUTH_TALK, &ms).kind != ANSWER_FAIL)
			fail_msg("%s let somebody in", bad[i / 2]);
		assert_in_range(ms, 0, 10000);
		line_close(&l);
	}
	stack(r, "yes", "yes");
	line_open(r, &l, "lan", "192.0.2.99");
	assert_int_equal(line_kind(&l, AUTH_TALK, NULL).kind, ANSWER_SUCCESS);
	line_close(&l);
	while (rig_descriptors(r) > before && ++tries < 30)
		usleep(100000);		/* the trail is still being written */
	assert_in_range(rig_descriptors(r), 0, before);
}

/* Ten seconds, and meanwhile others come in; more questions than there is room for. */
static void
D8_a_module_that_hangs_is_stopped(void **state)
{
	struct rig *r = *state;
	struct door_auth q = { .kind = AUTH_TALK, .user = "lan" };
	struct line slow, l;
	struct door_answer a;
	int64_t start = clock_mono_us();
	union door_message m;
	int fd;

	stack(r, "hang", "yes");
	line_open(r, &slow, "lan", "192.0.2.1");
	assert_int_equal(door_send(slow.fd, DOOR_AUTH, &q, -1), ERR_OK);
	usleep(300000);
	stack(r, "yes", "yes");
	line_open(r, &l, "lan", "192.0.2.2");
	assert_int_equal(line_kind(&l, AUTH_TALK, NULL).kind, ANSWER_SUCCESS);
	line_close(&l);
	stack(r, "many", "yes");
	line_open(r, &l, "lan", "192.0.2.3");
	a = line_kind(&l, AUTH_TALK, NULL);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(a.kind, ANSWER_PROMPT);
		a = line_reply(&l, "x", NULL, NULL);
	}
	assert_int_equal(a.kind, ANSWER_PROMPT);
	assert_int_equal(line_reply(&l, "x", NULL, NULL).kind, ANSWER_DISCONNECT);	/* the seventh */
	line_close(&l);
	assert_int_equal(door_receive(slow.fd, &m, &fd), ERR_OK);
	assert_int_equal(m.answer.kind, ANSWER_FAIL);
	assert_in_range(clock_mono_us() - start, 9900000, 11500000);
	line_close(&slow);
}

/* Any PAM program, here this one: a conversation that answers everything with one text. */
static int
say_always(int n, const struct pam_message **m, struct pam_response **r, void *ctx)
{
	*r = calloc((size_t)n, sizeof **r);
	for (int i = 0; i < n; i++)
		if (m[i]->msg_style == PAM_PROMPT_ECHO_OFF)
			(*r)[i].resp = strdup(ctx);
	return PAM_SUCCESS;
}

static int
by_pam(struct rig *r, const char *user, const char *password, int *account)
{
	const struct pam_conv conv = { say_always, (void *)password };
	char folder[DOOR_TEXT + 16];
	pam_handle_t *pam = NULL;
	int rc;

	snprintf(folder, sizeof folder, "%s/pam.d", r->config.config_dir);
	rc = pam_start_confdir("quen", user, &conv, folder, &pam);
	assert_int_equal(rc, PAM_SUCCESS);
	rc = pam_authenticate(pam, 0);
	*account = pam_acct_mgmt(pam, 0);
	pam_end(pam, rc);
	return rc;
}

static void
pam_quen_works_for_any_program(void **state)
{
	struct rig *r = *state;
	const char *build = getenv("QUEN_BUILD");
	int account;

	assert_int_equal(by_pam(r, "lan", PASSWORD, &account), PAM_SUCCESS);
	assert_int_equal(account, PAM_SUCCESS);
	assert_int_equal(by_pam(r, "lan", "wrong", &account), PAM_AUTH_ERR);
	assert_int_equal(by_pam(r, "nobody", PASSWORD, &account), PAM_AUTH_ERR);
	assert_int_equal(account, PAM_USER_UNKNOWN);
	/* A misspelt option opens nothing; nor does a store side that is not there. */
	rig_stack(r, "auth required %s/src/pam/pam_quen.so socket=%s/identity.sock kode=no\n"
	    "account required %s/src/pam/pam_quen.so socket=/nowhere\n", build, r->config.run_dir, build);
	assert_int_not_equal(by_pam(r, "lan", PASSWORD, &account), PAM_SUCCESS);
	assert_int_equal(account, PAM_AUTHINFO_UNAVAIL);
	rig_stack(r, "auth required %s/src/pam/pam_quen.so socket=%s/identity.sock code=yes\n"
	    "account required %s/src/pam/pam_quen.so socket=%s/identity.sock\n", build, r->config.run_dir,
	    build, r->config.run_dir);
	assert_int_equal(by_pam(r, "lan", PASSWORD, &account), PAM_AUTH_ERR);	/* has no codes */
}

static void
a_file_that_others_may_write_lets_nobody_in(void **state)
{
	struct rig *r = *state;
	char path[DOOR_TEXT + 32];
	struct line l;

	snprintf(path, sizeof path, "%s/pam.d/quen", r->config.config_dir);
	assert_int_equal(chmod(path, 0666), 0);
	line_open(r, &l, "lan", "192.0.2.1");
	assert_int_equal(line_password(&l, PASSWORD, NULL).kind, ANSWER_FAIL);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(line_password(&l, PASSWORD, NULL).kind, ANSWER_SUCCESS);
	line_close(&l);
}

static int64_t
middle_of_five(struct rig *r, const char *user, int net)
{
	int64_t ms[5];
	char peer[DOOR_PEER];
	struct line l;

	for (int i = 0; i < 5; i++) {
		int64_t one;
		int at = i;

		snprintf(peer, sizeof peer, "198.18.%d.%d", net, i);
		line_open(r, &l, user, peer);
		assert_int_equal(line_password(&l, "wrong", &one).kind, ANSWER_FAIL);
		line_close(&l);
		for (; at > 0 && ms[at - 1] > one; at--)
			ms[at] = ms[at - 1];
		ms[at] = one;
	}
	return ms[2];
}

/* D1, the control: a stack that sends strangers away at once tells who is known, unless answers
 * wait for the grid. */
static void
D1_a_short_cut_shows_without_the_grid(void **state)
{
	struct rig *r = *state;
	char list[DOOR_TEXT + 32];
	FILE *f;

	snprintf(list, sizeof list, "%s/known", r->config.config_dir);
	f = fopen(list, "w");
	assert_non_null(f);
	fputs("lan\n", f);
	fclose(f);
	rig_stack(r, "auth requisite pam_listfile.so item=user sense=allow onerr=fail file=%s\n"
	    "auth required %s/src/pam/pam_quen.so socket=%s/identity.sock\n"
	    "account required %s/src/pam/pam_quen.so socket=%s/identity.sock\n", list, getenv("QUEN_BUILD"),
	    r->config.run_dir, getenv("QUEN_BUILD"), r->config.run_dir);
	assert_in_range(middle_of_five(r, "lan", 0), FLOOR_MS, 20 * FLOOR_MS);
	assert_in_range(middle_of_five(r, "nobody", 1), FLOOR_MS, 20 * FLOOR_MS);
	rig_stop_broker(r, SIGTERM);
	r->config.floor_ms = 1;
	rig_start_broker(r);
	assert_in_range(middle_of_five(r, "lan", 2) - middle_of_five(r, "nobody", 3), 15, 20 * FLOOR_MS);
}

TESTS_OF(pam,
	RIG_TEST(D1_a_short_cut_shows_without_the_grid),
	RIG_TEST(others_let_in_whom_quen_knows),
	RIG_TEST(D8_bad_modules_are_refusals),
	RIG_TEST(D8_a_module_that_hangs_is_stopped),
	RIG_TEST(pam_quen_works_for_any_program),
	RIG_TEST(a_file_that_others_may_write_lets_nobody_in));
