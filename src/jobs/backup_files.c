/* Files and folders of ours: whole or not there. */
#include "jobs/backup_part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define CHUNK 262144

enum err
io_failed(struct err_note *note)
{
	if (errno == ENOSPC || errno == EDQUOT)
		return err_set(note, ERR_FULL, "", _("There is no room left on the disk."));
	return err_set(note, ERR_IO, "", _("The disk failed: %s"), strerror(errno));
}

enum err
sync_dir_of(const char *path, struct err_note *note)
{
	return durable_name(path) ? ERR_OK : io_failed(note);
}

enum err
name_file(const char *part, const char *path, struct err_note *note)
{
	enum err e = rename(part, path) == 0 ? ERR_OK : io_failed(note);

	if (e != ERR_OK)
		return e;
	e = sync_dir_of(path, note);
	if (e != ERR_OK)
		unlink(path);
	return e;
}

enum err
make_dir(const char *path, struct err_note *note)
{
	if (mkdir(path, 0700) == 0)
		return sync_dir_of(path, note);
	return errno == EEXIST ? ERR_OK : io_failed(note);
}

void
home_of(const struct store_paths *p, char *buf, size_t size)
{
	char *slash;

	str_copy(buf, size, p->db);
	slash = strrchr(buf, '/');
	if (slash == NULL)
		str_copy(buf, size, ".");
	else
		*slash = '\0';
}

void
backup_dir(const struct store_paths *p, char *buf, size_t size)
{
	char home[sizeof p->db];

	home_of(p, home, sizeof home);
	snprintf(buf, size, "%s/backups", home);
}

static enum err
pour(int from, int to, struct err_note *note)
{
	char *chunk = xmalloc(CHUNK);
	ssize_t n = 0;
	enum err e = ERR_OK;

	while (e == ERR_OK && (n = read(from, chunk, CHUNK)) > 0)
		for (ssize_t done = 0, w; e == ERR_OK && done < n; done += w)
			if ((w = write(to, chunk + done, (size_t)(n - done))) <= 0)
				e = io_failed(note);
	if (e == ERR_OK && (n < 0 || fsync(to) != 0))
		e = io_failed(note);
	free(chunk);
	return e;
}

enum err
copy_file(const char *from, const char *to, struct err_note *note)
{
	char part[BACKUP_PATH + 8];
	int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
	enum err e = in < 0 ? io_failed(note) : ERR_OK;

	snprintf(part, sizeof part, "%s.part", to);
	if (e == ERR_OK) {
		out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
		e = out < 0 ? io_failed(note) : pour(in, out, note);
	}
	if (out >= 0 && close(out) != 0 && e == ERR_OK)
		e = io_failed(note);
	if (in >= 0)
		close(in);
	if (e == ERR_OK)
		e = name_file(part, to, note);
	if (e != ERR_OK && out >= 0)
		unlink(part);
	return e;
}

void
remove_dir(const char *path)
{
	char one[BACKUP_PATH * 2];
	DIR *d = opendir(path);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		if (str_eq(e->d_name, ".") || str_eq(e->d_name, ".."))
			continue;
		snprintf(one, sizeof one, "%s/%s", path, e->d_name);
		unlink(one);
	}
	if (d != NULL)
		closedir(d);
	rmdir(path);
}

enum err
hash_rest(int fd, int64_t at, unsigned char hash[HASH_SIZE], int64_t *size, struct err_note *note)
{
	unsigned char *chunk = xmalloc(CHUNK);
	struct hash_state h;
	ssize_t n;

	*size = 0;
	hash_init(&h);
	while ((n = pread(fd, chunk, CHUNK, at + *size)) > 0) {
		hash_add_raw(&h, chunk, (size_t)n);
		*size += n;
	}
	hash_end(&h, hash);
	free(chunk);
	return n < 0 ? io_failed(note) : ERR_OK;
}
