#include "access/supervisor_part.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#define FIRST_PAUSE_US 100000
#define LONGEST_PAUSE_US 10000000
#define LIVED_US 60000000	/* after that long a death is the first one again */

/* What passes into the environment of a part, beside what is fixed. QUEN_DATA and QUEN_LOCALE
 * are how a build tree finds its files; the rest is for tests and their clock. */
static const char *const passed[] = { "QUEN_DATA", "QUEN_LOCALE", "QUEN_LOG",
    "QUEN_SYSLOG" };
static const char *const passed_in_tests[] = { "QUEN_TEST", "QUEN_NOW", "ASAN_OPTIONS",
	"UBSAN_OPTIONS", "LD_PRELOAD" };

#define ENVIRONMENT_MAX 16

static size_t
pass(char **env, size_t n, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = getenv(names[i]);
		size_t size = strlen(names[i]) + 2;

		if (value == NULL || n + 1 >= ENVIRONMENT_MAX)
			continue;
		size += strlen(value);
		env[n] = malloc(size);
		if (env[n] == NULL)
			_exit(71);
		snprintf(env[n++], size, "%s=%s", names[i], value);
	}
	return n;
}

static _Noreturn void
execute(enum door_part part, int control)
{
	char *env[ENVIRONMENT_MAX + 1] = { "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/nonexistent" };
	char *argv[] = { "quen", "part", (char *)door_part_name(part), NULL };
	size_t n = 3;
	sigset_t none;

	n = pass(env, n, passed, sizeof(passed) / sizeof(passed[0]));
	if (str_eq(getenv("QUEN_TEST"), "1"))
		n = pass(env, n, passed_in_tests, sizeof(passed_in_tests) / sizeof(passed_in_tests[0]));
	env[n] = NULL;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (control == DOOR_CONTROL)
		fcntl(control, F_SETFD, 0);
	else
		dup2(control, DOOR_CONTROL);
	execve("/proc/self/exe", argv, env);
	_exit(71);
}

bool
child_start(struct child *c, const struct door_config *config)
{
	struct door_config copy = *config;
	int link[2];

	c->started_us = clock_mono_us();
	c->again_us = 0;
	c->ready = false;
	if (door_pair(link) != ERR_OK)
		return false;
	c->pid = fork();
	if (c->pid == 0)
		execute(c->part, link[1]);
	close(link[1]);
	c->control = link[0];
	if (c->pid < 0 || door_send(c->control, DOOR_CONFIG, &copy, -1) != ERR_OK ||
	    fcntl(c->control, F_SETFL, O_NONBLOCK) != 0) {
		close(c->control);
		c->control = -1;
		if (c->pid < 0)
			c->pid = 0;
		return false;
	}
	return true;
}

void
child_link(const struct child *c, enum door_part to, int fd)
{
	struct door_link m = { .part = to };

	if (c->control >= 0 && door_send(c->control, DOOR_LINK, &m, fd) != ERR_OK)
		log_write(LOG_LEVEL_WARN, "%s does not take its link to %s",
		    door_part_name(c->part), door_part_name(to));
}

void
child_configure(const struct child *c, const struct door_config *config)
{
	struct door_config copy = *config;

	if (c->control >= 0 && door_send(c->control, DOOR_CONFIG, &copy, -1) != ERR_OK)
		log_write(LOG_LEVEL_WARN, "%s does not listen", door_part_name(c->part));
}

void
child_say(const struct child *c, enum door_type type)
{
	struct door_head m;

	if (c->control >= 0 && door_send(c->control, type, &m, -1) != ERR_OK)
		log_write(LOG_LEVEL_WARN, "%s does not listen", door_part_name(c->part));
}

void
child_kill(const struct child *c, const struct door_config *config)
{
	const uid_t users[] = { config->data_uid, config->net_uid };
	uid_t own = geteuid();

	if (c->pid <= 0 || kill(c->pid, SIGKILL) == 0 || errno != EPERM)
		return;
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		if (users[i] == 0 || seteuid(users[i]) != 0)
			continue;
		(void)kill(c->pid, SIGKILL);
		if (seteuid(own) != 0)
			abort();
	}
}

void
child_died(struct child *c, int status, int64_t now_us)
{
	int64_t pause_us = FIRST_PAUSE_US;

	if (c->control >= 0)
		close(c->control);
	c->control = -1;
	c->pid = 0;
	c->ready = false;
	c->deaths = now_us - c->started_us > LIVED_US ? 0 : c->deaths + 1;
	for (unsigned i = 1; i < c->deaths && pause_us < LONGEST_PAUSE_US; i++)
		pause_us *= 2;
	c->again_us = c->wanted ? now_us + pause_us : 0;
	if (!c->wanted)
		return;
	if (WIFSIGNALED(status))
		log_write(LOG_LEVEL_ERROR, "%s died of signal %d; starting it again",
		    door_part_name(c->part), WTERMSIG(status));
	else
		log_write(LOG_LEVEL_ERROR, "%s ended with status %d; starting it again",
		    door_part_name(c->part), WEXITSTATUS(status));
}

void
supervisor_notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	size_t len;
	int fd;

	if (str_empty(path) || (len = strlen(path)) >= sizeof(a.sun_path) ||
	    (path[0] != '/' && path[0] != '@'))
		return;
	memcpy(a.sun_path, path, len);
	if (path[0] == '@')		/* the abstract name space */
		a.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&a,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) < 0)
		log_write(LOG_LEVEL_WARN, "systemd does not hear: %s", state);
	close(fd);
}
