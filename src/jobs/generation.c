/* Generations of the store. The name <store>/quen.db is what everybody opens: a file in a store
 * that was never restored, a link to generations/NNNNNN/quen.db afterwards. A database and its log
 * lie in one folder that no other generation ever uses, so never one's log beside another. */
#include "jobs/restore_part.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"

#define KEPT_MS (INT64_C(30 * 24) * 3600000)
#define KEPT 3			/* generations before the one in use */

static int
highest(const char *all)
{
	struct dirent *e;
	int most = 0;
	DIR *d = opendir(all);

	while (d != NULL && (e = readdir(d)) != NULL) {
		int n = atoi(e->d_name);

		most = n > most ? n : most;
	}
	if (d != NULL)
		closedir(d);
	return most;
}

enum err
generation_prepare(struct restoring *x, struct err_note *note)
{
	struct stat s;
	int n;
	enum err e;

	snprintf(x->all, sizeof x->all, "%s/generations", x->home);
	e = make_dir(x->all, note);
	if (e != ERR_OK)
		return e;
	n = highest(x->all);
	/* A store that was never restored is the first one. */
	if (n == 0 && lstat(x->r->p->db, &s) == 0 && S_ISREG(s.st_mode))
		n = 1;
	x->number = n + 1;
	snprintf(x->part, sizeof x->part, "%.540s/new", x->all);
	snprintf(x->final, sizeof x->final, "%.540s/%06d", x->all, x->number);
	snprintf(x->db, sizeof x->db, "%s/quen.db", x->part);
	remove_dir(x->part);
	return make_dir(x->part, note);
}

void
generation_drop(struct restoring *x)
{
	if (x->part[0] != '\0')
		remove_dir(x->part);
}

/* A file becomes the first generation under a second name; until the link is in place that name is
 * nobody's. */
static enum err
keep_file(struct restoring *x, bool *was_file, struct err_note *note)
{
	char dir[600], to[620];
	struct stat s;

	*was_file = false;
	if (lstat(x->r->p->db, &s) != 0)
		return errno == ENOENT ? ERR_OK : io_failed(note);
	if (!S_ISREG(s.st_mode))
		return ERR_OK;
	*was_file = true;
	snprintf(dir, sizeof dir, "%s/%06d", x->all, 1);
	snprintf(to, sizeof to, "%s/quen.db", dir);
	if (make_dir(dir, note) != ERR_OK)
		return ERR_IO;
	unlink(to);		/* of one that died here */
	if (link(x->r->p->db, to) != 0)
		return io_failed(note);
	return sync_dir_of(to, note);
}

/* What lay beside the file belongs to nobody now: its log was empty and is gone. */
static void
clean_beside(const char *db)
{
	static const char *const tails[] = { "-wal", "-shm", ".turn", ".sync", ".shm2" };
	char path[600];

	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		snprintf(path, sizeof path, "%s%s", db, tails[i]);
		unlink(path);
	}
}

static void
forget_oldest(const struct restoring *x)
{
	char path[600];

	for (int n = x->number - KEPT - 1; n > 0; n--) {
		snprintf(path, sizeof path, "%s/%06d", x->all, n);
		remove_dir(path);
	}
}

void
generations_tidy(const struct store_paths *p)
{
	char home[sizeof p->db], all[600], path[900], *now = realpath(p->db, NULL);
	struct dirent *e;
	struct stat s;
	DIR *d;

	home_of(p, home, sizeof home);
	snprintf(all, sizeof all, "%s/generations", home);
	d = opendir(all);
	while (d != NULL && (e = readdir(d)) != NULL) {
		snprintf(path, sizeof path, "%s/%s/quen.db", all, e->d_name);
		if (atoi(e->d_name) <= 0 || stat(path, &s) != 0 || now == NULL || str_ends(now, path))
			continue;
		if (strstr(now, e->d_name) == NULL &&
		    clock_now_ms() - (int64_t)s.st_mtim.tv_sec * 1000 > KEPT_MS) {
			snprintf(path, sizeof path, "%s/%s", all, e->d_name);
			remove_dir(path);
		}
	}
	if (d != NULL)
		closedir(d);
	free(now);
}

enum err
generation_switch(struct restoring *x, struct err_note *note)
{
	static const char *const tails[] = { "-wal", "-shm", ".turn", ".sync", ".shm2", ".key" };
	char to[64], next[600], path[700];
	bool was_file = false;
	enum err e = ERR_OK;

	for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
		snprintf(path, sizeof path, "%s%s", x->db, tails[i]);
		unlink(path);
	}
	e = sync_dir_of(x->db, note);
	if (e == ERR_OK && rename(x->part, x->final) != 0)
		e = io_failed(note);
	if (e != ERR_OK)
		return e;
	e = sync_dir_of(x->final, note);
	if (e == ERR_OK)
		e = keep_file(x, &was_file, note);
	snprintf(to, sizeof to, "generations/%06d/quen.db", x->number);
	snprintf(next, sizeof next, "%s.next", x->r->p->db);
	unlink(next);
	if (e == ERR_OK && (symlink(to, next) != 0 || rename(next, x->r->p->db) != 0))
		e = io_failed(note);
	if (e != ERR_OK) {
		remove_dir(x->final);
		return e;
	}
	/* Switched: there is no way back. When this fails a crash may still bring the old one. */
	if (sync_dir_of(x->r->p->db, NULL) != ERR_OK)
		log_write(LOG_LEVEL_ERROR, "restore: the folder of the store cannot be made safe");
	if (was_file)
		clean_beside(x->r->p->db);
	forget_oldest(x);
	x->part[0] = '\0';
	return ERR_OK;
}
