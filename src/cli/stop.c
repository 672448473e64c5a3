#include "cli/cli.h"

#include <signal.h>

/* A signal handler can reach nothing else: the one flag of the program. */
static volatile sig_atomic_t asked;

static void
on_signal(int sig)
{
	(void)sig;
	asked = 1;
}

void
stop_watch(void)
{
	/* The second time the default action ends the process. */
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
}

bool
stop_asked(void *unused)
{
	(void)unused;
	return asked != 0;
}
