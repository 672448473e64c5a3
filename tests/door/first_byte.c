/* first_byte - how long from connect(2) to the first byte of a session, signed in by key:
 *   first_byte USER KEYFILE ROUNDS PORT [PORT]...
 * The ports are asked in turns, so that a busy machine is busy for all; prints the median and
 * the least of each in milliseconds. ROUNDS 0: once and no warming up, for a session that is new.
 * The client is libssh: it costs the same for every server. */
#include <libssh/libssh.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PORTS 4
#define ROUNDS 200

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static bool
open_shell(ssh_session s, ssh_key key)
{
	ssh_channel c;
	char byte;
	bool ok;

	if (ssh_connect(s) != SSH_OK || ssh_userauth_publickey(s, NULL, key) != SSH_AUTH_SUCCESS ||
	    (c = ssh_channel_new(s)) == NULL)
		return false;
	ok = ssh_channel_open_session(c) == SSH_OK &&
	    ssh_channel_request_pty_size(c, "xterm", 80, 24) == SSH_OK &&
	    ssh_channel_request_shell(c) == SSH_OK && ssh_channel_read(c, &byte, 1, 0) == 1;
	ssh_channel_free(c);
	return ok;
}

static double
one(const char *user, ssh_key key, unsigned port)
{
	static const bool no = false;
	ssh_session s = ssh_new();
	int on = 1;
	double begin = now_ms(), took;

	ssh_options_set(s, SSH_OPTIONS_PROCESS_CONFIG, &no);
	ssh_options_set(s, SSH_OPTIONS_HOST, "127.0.0.1");
	ssh_options_set(s, SSH_OPTIONS_PORT, &port);
	ssh_options_set(s, SSH_OPTIONS_USER, user);
	ssh_options_set(s, SSH_OPTIONS_NODELAY, &on);
	took = open_shell(s, key) ? now_ms() - begin : -1;
	if (took < 0)
		fprintf(stderr, "port %u: %s\n", port, ssh_get_error(s));
	ssh_disconnect(s);
	ssh_free(s);
	return took;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	static double took[PORTS][ROUNDS];
	int rounds, nports = argc - 4;
	ssh_key key = NULL;

	if (nports < 1 || nports > PORTS || (rounds = atoi(argv[3])) < 0 || rounds > ROUNDS ||
	    ssh_pki_import_privkey_file(argv[2], NULL, NULL, NULL, &key) != SSH_OK)
		return 64;
	/* The first one warms up, when there are others. */
	for (int r = rounds > 0 ? -1 : 0; r < (rounds > 0 ? rounds : 1); r++)
		for (int p = 0; p < nports; p++) {
			double ms = one(argv[1], key, (unsigned)atoi(argv[4 + p]));

			if (ms < 0)
				return 1;
			if (r >= 0)
				took[p][r] = ms;
		}
	rounds = rounds > 0 ? rounds : 1;
	for (int p = 0; p < nports; p++) {
		qsort(took[p], (size_t)rounds, sizeof(double), by_size);
		printf("%s %.1f %.1f\n", argv[4 + p], took[p][rounds / 2], took[p][0]);
	}
	ssh_key_free(key);
	return 0;
}
