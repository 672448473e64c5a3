/* pam_quen.so - signs Quen's own users in, for any PAM program: passwords, one-time codes, whether
 * the account may be used, change of a password. It knows nothing itself: it asks the store side
 * over a socket. Options: socket=PATH, code=optional|yes|no|only. Manual: doc/SIGN-IN.md.
 *
 * Loaded into programs of others: no globals, no libraries but PAM's, secrets are wiped. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <security/pam_modules.h>
#include <security/pam_ext.h>

#include "access/identity_wire.h"

#define WAIT_SECONDS 8
#define PUBLIC __attribute__((visibility("default")))

struct options { const char *socket; enum id_codes codes; };

static bool
read_options(pam_handle_t *pam, struct options *o, int argc, const char **argv)
{
	static const struct { const char *word; enum id_codes codes; } words[] = {
		{ "code=optional", ID_CODE_IF_SET }, { "code=yes", ID_CODE_ALWAYS },
		{ "code=no", ID_CODE_NEVER }, { "code=only", ID_CODE_ONLY },
	};
	size_t n = sizeof(words) / sizeof(*words), k;

	*o = (struct options){ .socket = QUEN_RUNDIR "/identity.sock", .codes = ID_CODE_IF_SET };
	for (int i = 0; i < argc; i++) {
		if (strncmp(argv[i], "socket=/", 8) == 0) {
			o->socket = argv[i] + 7;
			continue;
		}
		for (k = 0; k < n && strcmp(argv[i], words[k].word) != 0; k++)
			;
		/* A misspelt option must not open the door further than was meant. */
		if (k == n) {
			pam_syslog(pam, LOG_ERR, "unknown option: %s", argv[i]);
			return false;
		}
		o->codes = words[k].codes;
	}
	return true;
}

static bool
copy(char *to, size_t size, const char *from)
{
	size_t n = from != NULL ? strnlen(from, size) : size;

	if (n >= size)
		return false;
	memcpy(to, from, n + 1);
	return true;
}

static int
dial(pam_handle_t *pam, const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct timeval wait = { .tv_sec = WAIT_SECONDS };
	int fd;

	if (!copy(to.sun_path, sizeof(to.sun_path), path))
		return -1;
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) == 0 &&
	    connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	pam_syslog(pam, LOG_ERR, "%s: %m", path);
	close(fd);
	return -1;
}

/* PAM_SUCCESS: an answer is there. */
static int
ask(pam_handle_t *pam, const struct options *o, struct id_request *rq, struct id_answer *a)
{
	int fd = dial(pam, o->socket);
	bool ok;

	if (fd < 0)
		return PAM_AUTHINFO_UNAVAIL;
	rq->version = ID_VERSION;
	ok = send(fd, rq, sizeof(*rq), MSG_NOSIGNAL) == (ssize_t)sizeof(*rq) &&
	    recv(fd, a, sizeof(*a), 0) == (ssize_t)sizeof(*a) &&
	    a->version == ID_VERSION && a->ask == rq->ask && a->result != ID_TROUBLE;
	close(fd);
	a->text[sizeof(a->text) - 1] = '\0';
	return ok ? PAM_SUCCESS : PAM_AUTHINFO_UNAVAIL;
}

static int
name_user(pam_handle_t *pam, struct id_request *rq)
{
	const char *user = NULL, *source = NULL;
	int rc = pam_get_user(pam, &user, NULL);

	if (rc != PAM_SUCCESS)
		return rc;
	if (user == NULL || !copy(rq->user, sizeof(rq->user), user))
		return PAM_USER_UNKNOWN;
	if (pam_get_item(pam, PAM_RHOST, (const void **)&source) == PAM_SUCCESS && source != NULL)
		(void)copy(rq->source, sizeof(rq->source), source);
	return PAM_SUCCESS;
}

/* Asks for the code of everybody as soon as anybody gives codes: who has one is nobody's business. */
static bool
wants_code(pam_handle_t *pam, const struct options *o)
{
	struct id_request rq = { .ask = ID_POLICY };
	struct id_answer a;

	if (o->codes != ID_CODE_IF_SET)
		return o->codes != ID_CODE_NEVER;
	return ask(pam, o, &rq, &a) != PAM_SUCCESS || (a.flags & ID_ASK_CODES) != 0;
}

static int
prompt(pam_handle_t *pam, const char *text, char *into, size_t size)
{
	char *typed = NULL;
	int rc = pam_prompt(pam, PAM_PROMPT_ECHO_OFF, &typed, "%s", text);

	if (rc == PAM_SUCCESS && !copy(into, size, typed != NULL ? typed : ""))
		rc = PAM_AUTH_ERR;
	if (typed != NULL) {
		explicit_bzero(typed, strlen(typed));
		free(typed);
	}
	return rc;
}

/* What a module before this one was told stays good, as PAM's use_first_pass has it. */
static int
get_password(pam_handle_t *pam, struct id_request *rq)
{
	const char *typed = NULL;
	int rc = pam_get_authtok(pam, PAM_AUTHTOK, &typed, "Password: ");

	if (rc != PAM_SUCCESS)
		return rc;
	return copy(rq->secret, sizeof(rq->secret), typed) ? PAM_SUCCESS : PAM_AUTH_ERR;
}

PUBLIC int
pam_sm_authenticate(pam_handle_t *pam, int flags, int argc, const char **argv)
{
	struct id_request rq = { .ask = ID_TRY };
	struct id_answer a = { 0 };
	struct options o;
	int rc;

	(void)flags;
	if (!read_options(pam, &o, argc, argv))
		return PAM_SERVICE_ERR;
	rq.codes = o.codes;
	rc = name_user(pam, &rq);
	if (rc == PAM_SUCCESS && o.codes != ID_CODE_ONLY)
		rc = get_password(pam, &rq);
	if (rc == PAM_SUCCESS && wants_code(pam, &o))
		rc = prompt(pam, o.codes == ID_CODE_IF_SET ?
		    "One-time code (Enter if you have none): " : "One-time code: ",
		    rq.code, sizeof(rq.code));
	if (rc == PAM_SUCCESS)
		rc = ask(pam, &o, &rq, &a);
	explicit_bzero(&rq, sizeof(rq));
	if (rc != PAM_SUCCESS)
		return rc;
	if (a.result != ID_YES)
		return PAM_AUTH_ERR;
	/* Says to the door that the user is Quen's own, so that no other system's groups count, and
	 * what was given. */
	rc = pam_putenv(pam, "QUEN_OWN=1");
	if (rc == PAM_SUCCESS && (a.flags & ID_HAS_CODE) != 0)
		rc = pam_putenv(pam, "QUEN_CODE=1");
	return rc;
}

PUBLIC int
pam_sm_setcred(pam_handle_t *pam, int flags, int argc, const char **argv)
{
	(void)pam;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}

PUBLIC int
pam_sm_acct_mgmt(pam_handle_t *pam, int flags, int argc, const char **argv)
{
	struct id_request rq = { .ask = ID_ACCOUNT };
	struct id_answer a = { 0 };
	struct options o;
	int rc;

	(void)flags;
	if (!read_options(pam, &o, argc, argv))
		return PAM_SERVICE_ERR;
	rc = name_user(pam, &rq);
	if (rc == PAM_SUCCESS)
		rc = ask(pam, &o, &rq, &a);
	if (rc != PAM_SUCCESS)
		return rc;
	switch (a.result) {
	case ID_YES:
		return PAM_SUCCESS;
	case ID_ACCOUNT_NEW_PASSWORD:
		return PAM_NEW_AUTHTOK_REQD;
	case ID_ACCOUNT_UNKNOWN:
		return PAM_USER_UNKNOWN;
	case ID_ACCOUNT_EXPIRED:
		pam_error(pam, "Your account has expired.");
		return PAM_ACCT_EXPIRED;
	case ID_ACCOUNT_HOURS:
		pam_error(pam, "Your account may not be used at this hour.");
		return PAM_PERM_DENIED;
	case ID_ACCOUNT_LOCKED:
		pam_error(pam, "Your account is locked.");
		return PAM_PERM_DENIED;
	default:
		return PAM_PERM_DENIED;
	}
}

/* PAM calls twice: first to see whether it can be done, then to do it. */
PUBLIC int
pam_sm_chauthtok(pam_handle_t *pam, int flags, int argc, const char **argv)
{
	struct id_request rq = { .ask = ID_CHANGE };
	struct id_answer a = { 0 };
	struct options o;
	char again[ID_SECRET];
	int rc;

	if (!read_options(pam, &o, argc, argv))
		return PAM_SERVICE_ERR;
	if ((flags & PAM_PRELIM_CHECK) != 0)
		return PAM_SUCCESS;
	rc = name_user(pam, &rq);
	if (rc == PAM_SUCCESS)
		rc = prompt(pam, "Password until now: ", rq.secret, sizeof(rq.secret));
	if (rc == PAM_SUCCESS)
		rc = prompt(pam, "New password: ", rq.code, sizeof(rq.code));
	if (rc == PAM_SUCCESS)
		rc = prompt(pam, "New password once more: ", again, sizeof(again));
	if (rc == PAM_SUCCESS && strcmp(rq.code, again) != 0) {
		pam_error(pam, "The two are not the same.");
		rc = PAM_AUTHTOK_ERR;
	}
	explicit_bzero(again, sizeof(again));
	if (rc == PAM_SUCCESS)
		rc = ask(pam, &o, &rq, &a);
	explicit_bzero(&rq, sizeof(rq));
	if (rc != PAM_SUCCESS)
		return rc;
	if (a.result == ID_BAD_PASSWORD)
		pam_error(pam, "%s", a.text);
	return a.result == ID_YES ? PAM_SUCCESS : PAM_AUTHTOK_ERR;
}
