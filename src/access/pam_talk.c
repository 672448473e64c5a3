/* The conversation that PAM modules see, and the order in which they are run. Nothing of the
 * broker is open here but the link. */
#include "access/pam_talk.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <security/pam_appl.h>

#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"

#define LINK 3
#define CPU_SECONDS 8
#define CHANGES 3			/* tries at a new password */
#define GROUPS 128			/* beyond that only those of QUEN_GROUPS count */

struct talk {
	const struct pam_order *order;
	enum pam_phase phase;
	struct pam_words m;		/* what gathers until the next message */
	struct pam_reply reply;
};

static bool
say(struct talk *t, enum pam_say what)
{
	ssize_t n;

	t->m.say = what;
	t->m.phase = t->phase;
	do
		n = send(LINK, &t->m, sizeof(t->m), MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(t->m);
}

/* Texts of modules reach terminals: no controls, one line, cut. */
static void
take_text(char out[DOOR_TEXT], const char *text, bool append)
{
	size_t at = append ? strlen(out) : 0, n;
	char *clean;

	if (text == NULL || at + 2 >= DOOR_TEXT)
		return;
	n = strnlen(text, 4 * DOOR_TEXT);
	clean = utf8_clean(text, n, false);
	if (clean == NULL)
		return;
	if (at > 0)
		out[at++] = ' ';
	str_copy(out + at, DOOR_TEXT - at, clean);
	free(clean);
	/* A prompt keeps the blank before the cursor. */
	if (!append && n > 0 && text[n - 1] == ' ' && strlen(out) + 1 < DOOR_TEXT)
		memcpy(out + strlen(out), " ", 2);
}

static bool
exchange(struct talk *t)
{
	ssize_t n;

	if (!say(t, PAM_SAY_PROMPT))
		return false;
	memset(&t->m, 0, sizeof(t->m));
	do
		n = recv(LINK, &t->reply, sizeof(t->reply), 0);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(t->reply);
}

static void
free_answers(struct pam_response *r, int n)
{
	for (int i = 0; i < n; i++) {
		if (r[i].resp == NULL)
			continue;
		secret_wipe(r[i].resp, strlen(r[i].resp));
		free(r[i].resp);
	}
	free(r);
}

/* The prompts among the messages into t->m; what is only told gathers before them. False: more
 * than fits, or a kind that no terminal can show. */
static bool
gather(struct talk *t, int n, const struct pam_message **m)
{
	t->m.prompts = 0;
	for (int i = 0; i < n; i++) {
		switch (m[i]->msg_style) {
		case PAM_TEXT_INFO:
		case PAM_ERROR_MSG:
			take_text(t->m.info, m[i]->msg, true);
			break;
		case PAM_PROMPT_ECHO_ON:
		case PAM_PROMPT_ECHO_OFF:
			if (t->m.prompts == DOOR_PROMPTS)
				return false;
			t->m.echo[t->m.prompts] = m[i]->msg_style == PAM_PROMPT_ECHO_ON;
			take_text(t->m.prompt[t->m.prompts++], m[i]->msg, false);
			break;
		default:
			return false;
		}
	}
	return true;
}

static bool
take_answers(const struct talk *t, int n, const struct pam_message **m, struct pam_response *r)
{
	uint32_t at = 0;

	for (int i = 0; i < n; i++) {
		if (m[i]->msg_style != PAM_PROMPT_ECHO_ON && m[i]->msg_style != PAM_PROMPT_ECHO_OFF)
			continue;
		if (at >= t->reply.answers || (r[i].resp = strdup(t->reply.answer[at++])) == NULL)
			return false;
	}
	return at == t->reply.answers;
}

/* Modules may ask without taking answers (resp NULL) when they only tell something. */
static int
converse(int n, const struct pam_message **m, struct pam_response **resp, void *ctx)
{
	struct talk *t = ctx;
	struct pam_response *r;
	bool ok = true;

	if (n <= 0 || n > PAM_MAX_NUM_MSG || !gather(t, n, m))
		return PAM_CONV_ERR;
	if (t->m.prompts > 0 && resp == NULL)
		return PAM_CONV_ERR;
	r = calloc((size_t)n, sizeof(*r));
	if (r == NULL)
		return PAM_BUF_ERR;
	if (t->m.prompts > 0) {
		ok = exchange(t) && take_answers(t, n, m, r);
		secret_wipe(&t->reply, sizeof(t->reply));
	}
	if (!ok || resp == NULL) {
		free_answers(r, n);
		return ok ? PAM_SUCCESS : PAM_CONV_ERR;
	}
	*resp = r;
	return PAM_SUCCESS;
}

/* The broker has its own delays, the same for everybody. */
static void
no_delay(int rc, unsigned usec, void *ctx)
{
	(void)rc;
	(void)usec;
	(void)ctx;
}

static pam_handle_t *
start(struct talk *t, const char *service)
{
	const struct pam_conv conv = { converse, t };
	pam_handle_t *pam = NULL;

	if (pam_start_confdir(service, t->order->user, &conv, t->order->folder, &pam) != PAM_SUCCESS)
		return NULL;
	if (pam_set_item(pam, PAM_RHOST, t->order->peer) == PAM_SUCCESS &&
	    pam_set_item(pam, PAM_TTY, "ssh") == PAM_SUCCESS &&
	    pam_set_item(pam, PAM_FAIL_DELAY, (const void *)no_delay) == PAM_SUCCESS)
		return pam;
	return NULL;
}

/* A stack that makes somebody else of the user lets in whom nobody asked for. */
static bool
same_user(const struct talk *t, pam_handle_t *pam)
{
	const void *now = NULL;

	return pam_get_item(pam, PAM_USER, &now) == PAM_SUCCESS && str_eq(now, t->order->user);
}

static void
add_group(struct pam_words *m, const char *name)
{
	size_t at = strlen(m->groups), n = strlen(name);

	if (n == 0 || strchr(name, ',') != NULL || at + n + 2 > sizeof(m->groups))
		return;
	if (at > 0)
		m->groups[at++] = ',';
	memcpy(m->groups + at, name, n + 1);
}

static void
read_groups(struct talk *t, pam_handle_t *pam)
{
	const char *own = pam_getenv(pam, "QUEN_OWN"), *named = pam_getenv(pam, "QUEN_GROUPS");
	const struct passwd *pw;
	const struct group *gr;
	char piece[128];
	gid_t list[GROUPS];
	int n = GROUPS;

	t->m.own = str_eq(own, "1");
	t->m.code = str_eq(pam_getenv(pam, "QUEN_CODE"), "1");
	if (t->m.own)
		return;
	while (named != NULL && str_next(&named, ',', piece, sizeof(piece)))
		add_group(&t->m, piece);
	pw = getpwnam(t->order->user);
	if (pw == NULL || getgrouplist(pw->pw_name, pw->pw_gid, list, &n) < 0)
		return;
	for (int i = 0; i < n; i++)
		if ((gr = getgrgid(list[i])) != NULL)
			add_group(&t->m, gr->gr_name);
}

/* An expired password is changed now, or nobody comes in; then the account is looked at anew. */
static int
account(struct talk *t, pam_handle_t *pam)
{
	int rc = pam_acct_mgmt(pam, 0), i;

	if (rc != PAM_NEW_AUTHTOK_REQD)
		return rc;
	t->phase = PAM_PHASE_CHANGE;
	take_text(t->m.info, "Your password has expired: choose another one.", true);
	for (i = 0; i < CHANGES; i++) {
		rc = pam_chauthtok(pam, PAM_CHANGE_EXPIRED_AUTHTOK);
		if (rc == PAM_SUCCESS)
			return pam_acct_mgmt(pam, 0);
		if (rc != PAM_AUTHTOK_ERR && rc != PAM_TRY_AGAIN)
			break;
	}
	return rc == PAM_SUCCESS ? PAM_AUTHTOK_ERR : rc;
}

static void
run(struct talk *t)
{
	const struct pam_order *o = t->order;
	bool after_key = o->mode == PAM_MODE_AFTER_KEY;
	pam_handle_t *pam = start(t, PAM_STACK), *second = NULL;
	bool proved = o->mode == PAM_MODE_ACCOUNT, let_in;

	if (pam == NULL || (after_key && (second = start(t, PAM_STACK_KEY)) == NULL))
		return;
	if (!proved)
		proved = pam_authenticate(after_key ? second : pam, PAM_DISALLOW_NULL_AUTHTOK) ==
		    PAM_SUCCESS && same_user(t, after_key ? second : pam);
	if (!proved)
		return;
	let_in = account(t, pam) == PAM_SUCCESS && same_user(t, pam);
	/* Only now: a dialogue about a new password starts the message anew. */
	t->m.proved = 1;
	t->m.let_in = let_in;
	if (let_in)
		read_groups(t, after_key ? second : pam);
}

static void
shut_in(int link)
{
	const struct rlimit cpu = { CPU_SECONDS, CPU_SECONDS }, core = { 0, 0 };
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0 ||
	    (link != LINK && dup2(link, LINK) < 0) || fcntl(LINK, F_SETFD, FD_CLOEXEC) != 0 ||
	    close_range(LINK + 1, ~0U, 0) != 0 || setrlimit(RLIMIT_CPU, &cpu) != 0 ||
	    setrlimit(RLIMIT_CORE, &core) != 0)
		_exit(1);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void
pam_talk(int link, const struct pam_order *o)
{
	struct talk t = { .order = o };

	shut_in(link);
	run(&t);
	t.phase = PAM_PHASE_AUTH;
	t.m.prompts = 0;
	_exit(say(&t, PAM_SAY_RESULT) ? 0 : 1);
}
