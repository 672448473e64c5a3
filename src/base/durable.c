#include "base/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

bool
durable_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), why;
	bool ok = fd >= 0 && fsync(fd) == 0;

	why = errno;
	if (fd >= 0)
		close(fd);
	errno = why;
	return ok;
}

bool
durable_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == path ? 1 : slash != NULL ? (size_t)(slash - path) : 0;
	char dir[PATH_MAX];

	if (slash == NULL)
		return durable_path(".");
	if (len >= sizeof dir) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(dir, path, len);
	dir[len] = '\0';
	return durable_path(dir);
}
