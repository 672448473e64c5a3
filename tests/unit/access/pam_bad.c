/* A PAM module that does what its option says: for the tests of TRUST.md D7 and D8. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <security/pam_modules.h>
#include <security/pam_ext.h>

static int
tell_a_megabyte(pam_handle_t *pam)
{
	size_t n = 1 << 20;
	char *text = malloc(n);

	if (text == NULL)
		return PAM_BUF_ERR;
	memset(text, 'x', n);
	for (size_t at = 0; at < n; at += (size_t)write(STDOUT_FILENO, text + at, n - at))
		;
	text[n - 1] = '\0';
	pam_info(pam, "%s", text);
	free(text);
	return PAM_AUTH_ERR;
}

static int
act(pam_handle_t *pam, const char *what)
{
	if (strcmp(what, "crash") == 0)
		raise(SIGSEGV);
	if (strcmp(what, "hang") == 0)
		for (;;)
			pause();
	if (strcmp(what, "spin") == 0)
		for (volatile int i = 0;; i++)
			;
	if (strcmp(what, "print") == 0)
		return tell_a_megabyte(pam);
	if (strcmp(what, "fork") == 0)
		(void)!fork();			/* both go on and say yes */
	if (strcmp(what, "stay") == 0 && fork() == 0)
		for (;;)
			pause();		/* a copy that holds the link */
	if (strcmp(what, "user") == 0)
		return pam_set_item(pam, PAM_USER, "admin");
	if (strcmp(what, "exit") == 0)
		_exit(0);
	if (strcmp(what, "expired") == 0)
		return PAM_ACCT_EXPIRED;
	if (strcmp(what, "no") == 0)
		return PAM_AUTH_ERR;
	if (strcmp(what, "many") == 0) {
		char *typed[6] = { NULL };

		for (int i = 0; i < 6; i++)
			if (pam_prompt(pam, PAM_PROMPT_ECHO_ON, &typed[i], "Question %d: ", i) != PAM_SUCCESS)
				return PAM_AUTH_ERR;
	}
	return PAM_SUCCESS;
}

static int
option(pam_handle_t *pam, int argc, const char **argv, const char *name)
{
	for (int i = 0; i < argc; i++)
		if (strncmp(argv[i], name, strlen(name)) == 0)
			return act(pam, argv[i] + strlen(name));
	return PAM_SUCCESS;
}

__attribute__((visibility("default"))) int
pam_sm_authenticate(pam_handle_t *pam, int flags, int argc, const char **argv)
{
	(void)flags;
	return option(pam, argc, argv, "auth=");
}

__attribute__((visibility("default"))) int
pam_sm_setcred(pam_handle_t *pam, int flags, int argc, const char **argv)
{
	(void)pam;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}

__attribute__((visibility("default"))) int
pam_sm_acct_mgmt(pam_handle_t *pam, int flags, int argc, const char **argv)
{
	(void)flags;
	return option(pam, argc, argv, "account=");
}
