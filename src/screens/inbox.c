#include "config.h"

#include "screens/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "ui/lookup.h"

#define FILES_MAX 500

struct inbox { struct session *s; char dir[560]; struct inbox_file *files; size_t n, cap; };
struct inbox_file { char *name; int64_t size, at; };

static int
by_time(const void *a, const void *b)
{
	const struct inbox_file *x = a, *y = b;

	if (x->at != y->at)
		return x->at > y->at ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void
read_folder(struct inbox *b)
{
	const char *db = store_paths(b->s->st)->db, *slash = strrchr(db, '/');
	const struct dirent *entry;
	struct stat st;
	DIR *d;

	snprintf(b->dir, sizeof b->dir, "%.*s/inbox", slash ? (int)(slash - db) : 1, slash ? db : ".");
	d = opendir(b->dir);
	while (d != NULL && (entry = readdir(d)) != NULL && b->n < FILES_MAX) {
		if (entry->d_name[0] == '.' || !utf8_is_valid(entry->d_name, strlen(entry->d_name)) ||
		    fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		b->files = xgrow(b->files, &b->cap, b->n + 1, sizeof *b->files);
		b->files[b->n++] = (struct inbox_file){ xstrdup(entry->d_name), st.st_size,
			(int64_t)st.st_mtime * 1000 };
	}
	if (d != NULL)
		closedir(d);
	if (b->n > 0)
		qsort(b->files, b->n, sizeof *b->files, by_time);
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct inbox *b = ctx;
	char size[40], at[48], key[24];
	char *want;

	(void)note;
	if (rq->anchor)
		return ERR_OK;
	want = utf8_fold(rq->find ? rq->find : "");
	for (size_t i = 0; i < b->n; i++) {
		const struct inbox_file *f = &b->files[i];
		const char *cells[3] = { f->name, size, at };
		char *fold = utf8_fold(f->name);

		session_int(b->s, f->size, size, sizeof size);
		instant_format(b->s->format.locale, f->at, at, sizeof at);
		snprintf(key, sizeof key, "%zu", i);
		if (strstr(fold, want))
			list_page_add(page, (int64_t)i + 1, key, cells, 3, ROLE_ROW);
		free(fold);
	}
	free(want);
	return ERR_OK;
}

/* The very file that was picked, not what a link put in its place meanwhile. */
static enum err
open_file(const struct inbox *b, const struct inbox_file *f, FILE **out, struct err_note *note)
{
	struct stat st;
	char path[900];
	int fd;

	snprintf(path, sizeof path, "%s/%.255s", b->dir, f->name);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		*out = fdopen(fd, "r");
	if (*out != NULL)
		return ERR_OK;
	if (fd >= 0)
		close(fd);
	return err_set(note, ERR_IO, "", _("%s cannot be read: %s"), f->name, strerror(errno));
}

enum err
inbox_pick(struct session *s, char *name, size_t size, FILE **f, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch };
	struct list_col cols[3] = {
		{ .title = _("Name"), .width = 30, .priority = 1, .grow = true },
		{ .title = _("Size"), .width = 12, .priority = 2, .right = true },
		{ .title = _("Time"), .width = 16, .priority = 3 },
	};
	struct inbox b = { .s = s };
	char *code = NULL, *label = NULL;
	enum err err = ERR_OK;
	int64_t id = 0;

	*f = NULL;
	read_folder(&b);
	if (b.n == 0)
		err = err_set(note, ERR_NOTFOUND, "",
		    _("The folder inbox is empty. Put files into %s, or send one: ssh HOST attach customer CODE < FILE"),
		    b.dir);
	else if (lookup_run(s->app, _("Files in the folder inbox: Enter attaches"), cols, 3, &source, &b, "", false,
	    &id, &code, &label) == LOOKUP_PICKED && id > 0 && (size_t)id <= b.n) {
		err = open_file(&b, &b.files[id - 1], f, note);
		str_copy(name, size, b.files[id - 1].name);
	}
	free(code);
	free(label);
	for (size_t i = 0; i < b.n; i++)
		free(b.files[i].name);
	free(b.files);
	return err;
}
