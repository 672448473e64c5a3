/* bench_screen.c - L2, L3: the real program on a pty beside the smallest
 * program of ncurses (ui/tiny.c). */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "cli/bench_part.h"

#define QUIET_MS 80		/* a screen is drawn when nothing came for so long */
#define KEY_QUIET_MS 6
#define FIRST_MS 5000
#define STARTS 7
#define KEYS 60

struct screen { int fd; pid_t pid; };

/* What came and when: of the first and of the last byte. */
struct burst { int64_t bytes, first_us, last_us; };

static enum err
screen_start(struct screen *s, char *const *argv, const char *home, struct err_note *note)
{
	struct winsize ws = { .ws_row = 24, .ws_col = 80 };

	s->pid = forkpty(&s->fd, NULL, NULL, &ws);
	if (s->pid < 0)
		return err_set(note, ERR_IO, "", _("No terminal could be made for the measurement."));
	if (s->pid == 0) {
		setenv("TERM", "xterm-256color", 1);
		if (home != NULL)
			setenv("QUEN_HOME", home, 1);
		unsetenv("QUEN_NOW");
		execv(argv[0], argv);
		_exit(127);
	}
	return ERR_OK;
}

static void
read_burst(struct screen *s, int first_ms, int quiet_ms, struct burst *b)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	char buf[8192];
	ssize_t n;

	*b = (struct burst) { 0 };
	while (poll(&p, 1, b->bytes == 0 ? first_ms : quiet_ms) > 0) {
		n = read(s->fd, buf, sizeof(buf));
		if (n <= 0)
			break;
		b->last_us = clock_mono_us();
		if (b->bytes == 0)
			b->first_us = b->last_us;
		b->bytes += n;
	}
}

static void
screen_end(struct screen *s)
{
	int status;

	kill(s->pid, SIGHUP);
	close(s->fd);
	for (int i = 0; i < 50; i++) {
		if (waitpid(s->pid, &status, WNOHANG) != 0)
			return;
		usleep(10000);
	}
	kill(s->pid, SIGKILL);
	waitpid(s->pid, &status, 0);
}

static int
by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Median of a few starts, until the first screen stands. */
static enum err
start_time(char *const *argv, const char *home, int64_t *us, struct err_note *note)
{
	int64_t t[STARTS], begun;
	struct screen s;
	struct burst b;
	enum err e = ERR_OK;

	for (int i = 0; i < STARTS && e == ERR_OK; i++) {
		begun = clock_mono_us();
		e = screen_start(&s, argv, home, note);
		if (e != ERR_OK)
			break;
		read_burst(&s, FIRST_MS, QUIET_MS, &b);
		t[i] = b.bytes > 0 ? b.last_us - begun : FIRST_MS * 1000;
		screen_end(&s);
	}
	if (e == ERR_OK) {
		qsort(t, STARTS, sizeof(t[0]), by_time);
		*us = t[STARTS / 2];
	}
	return e;
}

/* kB of a process, from the kernel's own sums. */
static void
memory_of(pid_t pid, long *pss, long *rss)
{
	char path[64], line[128];
	FILE *f;

	*pss = *rss = 0;
	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, "Pss:", 4) == 0)
			*pss = strtol(line + 4, NULL, 10);
		if (strncmp(line, "Rss:", 4) == 0)
			*rss = strtol(line + 4, NULL, 10);
	}
	if (f != NULL)
		fclose(f);
}

/* Types text one key at a time; how long until the first byte came back. */
static void
type_keys(struct screen *s, const char *key, int times, int64_t *us99, int64_t *bytes)
{
	int64_t t[KEYS], all = 0, sent;
	struct burst b;

	for (int i = 0; i < times; i++) {
		sent = clock_mono_us();
		if (write(s->fd, key, strlen(key)) < 0)
			break;
		read_burst(s, 100, KEY_QUIET_MS, &b);
		t[i] = b.bytes > 0 ? b.first_us - sent : 100000;
		all += b.bytes;
	}
	qsort(t, (size_t)times, sizeof(t[0]), by_time);
	*us99 = t[(times - 1) * 99 / 100];
	*bytes = all / times;
}

static void
press(struct screen *s, const char *keys)
{
	struct burst b;

	if (write(s->fd, keys, strlen(keys)) > 0)
		read_burst(s, 500, QUIET_MS, &b);
}

static const char *
ms(struct bench *b, int64_t us)
{
	return bench_text(b, "%lld.%02lld ms", (long long)us / 1000, (long long)us % 1000 / 10);
}

/* The same key in the smallest program: what terminal and kernel cost. */
static enum err
tiny_keys(char *const *tiny, int64_t *us, int64_t *bytes, struct err_note *note)
{
	struct screen s;
	struct burst b;
	enum err e = screen_start(&s, tiny, NULL, note);

	if (e != ERR_OK)
		return e;
	read_burst(&s, FIRST_MS, QUIET_MS, &b);
	type_keys(&s, "a", KEYS, us, bytes);
	screen_end(&s);
	return e;
}

/* F9 CU Enter: the list of customers; down beyond the page; F6: a new one,
 * its name is the third row. */
static enum err
keys_lines(struct bench *b, char *const *desk, char *const *tiny, struct err_note *note)
{
	struct screen s;
	struct burst first;
	int64_t us, bytes, tiny_us, tiny_bytes;
	long pss, rss;
	enum err e = tiny_keys(tiny, &tiny_us, &tiny_bytes, note);

	if (e == ERR_OK)
		e = screen_start(&s, desk, b->mem, note);
	if (e != ERR_OK)
		return e;
	read_burst(&s, FIRST_MS, QUIET_MS, &first);
	press(&s, "\033[20~");
	press(&s, "CU\r");
	for (int i = 0; i < 24; i++)
		press(&s, "\033[B");
	type_keys(&s, "\033[B", 40, &us, &bytes);
	bench_line(b, "L2", "a scrolled line, bytes", bench_text(b, "%lld", (long long)bytes), NULL,
	    NULL, "<= 120", bytes > 0 && bytes <= 120);
	memory_of(s.pid, &pss, &rss);
	press(&s, "\033[17~");
	press(&s, "\033[B");
	press(&s, "\033[B");
	type_keys(&s, "a", 30, &us, &bytes);
	bench_line(b, "L2", "a typed character, p99", ms(b, us),
	    bench_text(b, "smallest %s", ms(b, tiny_us)), NULL, "<= 1 ms", us <= 1000);
	bench_line(b, "L2", "a typed character, bytes", bench_text(b, "%lld", (long long)bytes),
	    bench_text(b, "smallest %lld", (long long)tiny_bytes), NULL, "<= 20",
	    bytes > 0 && bytes <= 20);
	screen_end(&s);
	bench_line(b, "L3", "memory of a session, PSS", bench_text(b, "%ld kB", pss), NULL, NULL,
	    "<= 5 MB", pss > 0 && pss <= 5 * 1024);
	bench_line(b, "L3", "memory of a session, RSS", bench_text(b, "%ld kB", rss), NULL, NULL,
	    "<= 12 MB", rss > 0 && rss <= 12 * 1024);
	return ERR_OK;
}

/* Beside us in the build tree, or in libexec. */
static enum err
find_tiny(const char *self, char *path, size_t size, struct err_note *note)
{
	char dir[400];
	char *slash;

	str_copy(dir, sizeof(dir), self);
	slash = strrchr(dir, '/');
	if (slash != NULL)
		*slash = '\0';
	snprintf(path, size, "%s/quen-tiny", dir);
	if (access(path, X_OK) == 0)
		return ERR_OK;
	snprintf(path, size, "%s/../libexec/quen/quen-tiny", dir);
	if (access(path, X_OK) == 0)
		return ERR_OK;
	return err_set(note, ERR_CONFIG, "", _("The program quen-tiny, the yardstick, is missing."));
}

enum err
bench_l2(struct bench *b, struct err_note *note)
{
	char self[400] = "", tiny_path[500];
	char *desk[] = { self, "desk", NULL }, *tiny[] = { tiny_path, NULL };
	int64_t us, tiny_us;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	enum err e;

	if (n < 0)
		return err_set(note, ERR_IO, "", "%s", strerror(errno));
	self[n] = '\0';
	e = find_tiny(self, tiny_path, sizeof(tiny_path), note);
	if (e == ERR_OK && !b->has_shop) {
		e = bench_make(b, b->mem, BENCH_CARDS, note);
		b->has_shop = e == ERR_OK;
	}
	if (e == ERR_OK)
		e = start_time(tiny, NULL, &tiny_us, note);
	if (e == ERR_OK)
		e = start_time(desk, b->mem, &us, note);
	if (e != ERR_OK)
		return e;
	bench_line(b, "L3", "start to the first full screen", ms(b, us),
	    bench_text(b, "smallest %s", ms(b, tiny_us)),
	    bench_text(b, "%lld.%02lld x", (long long)(us / (tiny_us + 1)),
	    (long long)(us * 100 / (tiny_us + 1) % 100)), "<= 2.00", us <= 2 * tiny_us);
	return keys_lines(b, desk, tiny, note);
}
