/* fail.c - a disk that fails (TRUST.md A4), to be preloaded before quen. Counts the calls that
 * change a file below QUEN_FAIL_DIR or make it safe; the one that QUEN_FAIL_AT names fails with
 * EIO, and with QUEN_FAIL_EVER all after it. With QUEN_FAIL_FULL it is a disk without room: writes
 * fail, with ENOSPC, nothing else. QUEN_FAIL_COUNT: a file that says at the end how many there were,
 * and which file the first failure hit. */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

/* The real one behind us, looked up once. */
#define REAL(type, name, ...) \
	static type (*real)(__VA_ARGS__); \
	if (real == NULL) \
		*(void **)&real = dlsym(RTLD_NEXT, name)

static long calls, fail_at;
static bool ever, full;
static const char *dir;
static size_t dir_len;
static char hit[PATH_MAX];

__attribute__((constructor)) static void
begin(void)
{
	const char *at = getenv("QUEN_FAIL_AT");

	fail_at = at != NULL ? strtol(at, NULL, 10) : 0;
	ever = getenv("QUEN_FAIL_EVER") != NULL;
	full = getenv("QUEN_FAIL_FULL") != NULL;
	dir = getenv("QUEN_FAIL_DIR");
	dir_len = dir != NULL ? strlen(dir) : 0;
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("QUEN_FAIL_COUNT");
	FILE *f = path != NULL ? fopen(path, "w") : NULL;

	if (f == NULL)
		return;
	fprintf(f, "%ld %s\n", calls, hit);
	fclose(f);
}

static bool
path_fails(const char *path)
{
	if (dir == NULL || strncmp(path, dir, dir_len) != 0)
		return false;
	calls++;
	if (fail_at == 0 || calls < fail_at || (calls > fail_at && !ever))
		return false;
	if (calls == fail_at)
		snprintf(hit, sizeof hit, "%s", path);
	errno = full ? ENOSPC : EIO;
	return true;
}

static bool
fd_fails(int fd)
{
	char link[32], path[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path - 1);
	if (n < 0)
		return false;
	path[n] = '\0';
	return path_fails(path);
}

EXPORT ssize_t
write(int fd, const void *p, size_t n)
{
	REAL(ssize_t, "write", int, const void *, size_t);
	return fd_fails(fd) ? -1 : real(fd, p, n);
}

EXPORT ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
	return fd_fails(fd) ? -1 : real(fd, p, n, at);
}

EXPORT ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
	return fd_fails(fd) ? -1 : real(fd, p, n, at);
}

EXPORT int
fsync(int fd)
{
	REAL(int, "fsync", int);
	return !full && fd_fails(fd) ? -1 : real(fd);
}

EXPORT int
fdatasync(int fd)
{
	REAL(int, "fdatasync", int);
	return !full && fd_fails(fd) ? -1 : real(fd);
}

EXPORT int
ftruncate(int fd, off_t size)
{
	REAL(int, "ftruncate", int, off_t);
	return !full && fd_fails(fd) ? -1 : real(fd, size);
}

EXPORT int
ftruncate64(int fd, off64_t size)
{
	REAL(int, "ftruncate64", int, off64_t);
	return !full && fd_fails(fd) ? -1 : real(fd, size);
}

EXPORT int
rename(const char *from, const char *to)
{
	REAL(int, "rename", const char *, const char *);
	return path_fails(to) ? -1 : real(from, to);
}

EXPORT int
link(const char *from, const char *to)
{
	REAL(int, "link", const char *, const char *);
	return path_fails(to) ? -1 : real(from, to);
}

EXPORT int
symlink(const char *from, const char *to)
{
	REAL(int, "symlink", const char *, const char *);
	return path_fails(to) ? -1 : real(from, to);
}
