#include "jobs/notice.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

struct notice_given { int fd; char path[600]; };

static void
path_of(const struct store_paths *p, char *buf, size_t size)
{
	snprintf(buf, size, "%s.notice", p->db);
}

enum err
notice_give(const struct store_paths *p, const struct notice *n, struct notice_given **out,
    struct err_note *note)
{
	struct notice_given *g = xcalloc(1, sizeof *g);
	char text[300];
	int len;
	enum err e = ERR_OK;

	path_of(p, g->path, sizeof g->path);
	len = snprintf(text, sizeof text, "%" PRId64 "\n%s\n%s\n", n->until_ms, n->by, n->what);
	g->fd = open(g->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (g->fd < 0)
		e = err_set(note, ERR_IO, "", _("The disk failed: %s"), strerror(errno));
	else if (flock(g->fd, LOCK_EX | LOCK_NB) != 0)
		e = err_set(note, ERR_BUSY, "", _("Another restore is at work."));
	else if (ftruncate(g->fd, 0) != 0 || pwrite(g->fd, text, (size_t)len, 0) != len)
		e = err_set(note, ERR_IO, "", _("The disk failed: %s"), strerror(errno));
	if (e != ERR_OK) {
		if (g->fd >= 0)
			close(g->fd);
		free(g);
		g = NULL;
	}
	*out = g;
	return e;
}

void
notice_end(struct notice_given *g)
{
	if (g == NULL)
		return;
	unlink(g->path);
	close(g->fd);
	free(g);
}

bool
notice_read(const struct store_paths *p, struct notice *n)
{
	char path[600], text[300], *by, *what;
	int fd;
	ssize_t len;
	bool held;

	path_of(p, path, sizeof path);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return false;
	held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	len = held ? read(fd, text, sizeof text - 1) : 0;
	close(fd);
	if (len <= 0)
		return false;
	text[len] = '\0';
	*n = (struct notice) { .until_ms = strtoll(text, NULL, 10) };
	by = strchr(text, '\n');
	what = by != NULL ? strchr(by + 1, '\n') : NULL;
	if (what == NULL)
		return false;
	*what++ = '\0';
	str_copy(n->by, sizeof n->by, by + 1);
	what[strcspn(what, "\n")] = '\0';
	str_copy(n->what, sizeof n->what, what);
	return true;
}
