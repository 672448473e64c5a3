#include "store/site.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/site_part.h"

#define TOLD "told"

/* The folder of the database, also when a restore made a link of it. */
static void
beside(const struct store_paths *p, const char *rel, const char *suffix, char *buf, size_t size)
{
	const char *slash = strrchr(p->db, '/');
	int n = slash != NULL ? (int)(slash - p->db) : 1;

	snprintf(buf, size, "%.*s/site/%s%s", n, slash != NULL ? p->db : ".", rel, suffix);
}

/* Only the owner keeps: a file of root's among the owner's would be in the way for ever. */
static bool
may_keep(const struct store_paths *p)
{
	struct stat st;

	return lstat(p->db, &st) == 0 && st.st_uid == geteuid();
}

bool
site_live(const struct store_paths *p, const char *rel, char *path, size_t size)
{
	if (p->site[0] == '\0')
		return false;
	snprintf(path, size, "%s/%s", p->site, rel);
	return access(path, F_OK) == 0;
}

bool
site_kept(const struct store_paths *p, const char *rel, char *path, size_t size)
{
	beside(p, rel, "", path, size);
	return access(path, R_OK) == 0;
}

bool
site_same(const char *path, const char *text)
{
	char buf[4096];
	size_t n;
	bool same = true;
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return false;
	while (same && (n = fread(buf, 1, sizeof buf, f)) > 0) {
		same = strncmp(text, buf, n) == 0 && memchr(buf, 0, n) == NULL;
		text += same ? n : 0;
	}
	fclose(f);
	return same && *text == '\0';
}

static void
make_folders(char *path)
{
	char *from = strstr(path, "/site/"), *slash;

	while (from != NULL && (slash = strchr(from + 1, '/')) != NULL) {
		*slash = '\0';
		(void)mkdir(path, 0700);
		*slash = '/';
		from = slash;
	}
}

/* As a whole or not at all; that it cannot be kept stops nobody. */
void
site_put(const struct store_paths *p, const char *rel, const char *suffix, const char *text)
{
	char path[1200], fresh[1240];
	FILE *f;
	bool ok;

	beside(p, rel, suffix, path, sizeof path);
	if (!may_keep(p) || site_same(path, text))
		return;
	make_folders(path);
	snprintf(fresh, sizeof fresh, "%s.%ld", path, (long)getpid());
	if ((f = fopen(fresh, "we")) == NULL)
		return;
	ok = fputs(text, f) >= 0;
	ok = fclose(f) == 0 && ok;
	if (!ok || rename(fresh, path) != 0)
		(void)unlink(fresh);
}

void
site_drop(const struct store_paths *p, const char *rel, const char *suffix)
{
	char path[1200];

	beside(p, rel, suffix, path, sizeof path);
	if (access(path, F_OK) == 0 && may_keep(p))
		(void)unlink(path);
}

/* "sql/reports/sales.sql" as the name of one file. */
static void
flat(const char *rel, char *buf, size_t size)
{
	str_copy(buf, size, rel);
	for (char *c = buf; *c != '\0'; c++)
		if (*c == '/')
			*c = ':';
}

void
site_right(const struct store_paths *p, const char *rel, const char *text)
{
	char name[300];

	flat(rel, name, sizeof name);
	site_put(p, rel, "", text);
	site_drop(p, name, SITE_WRONG);
}

void
site_wrong(const struct store_paths *p, const char *rel, const char *why)
{
	char name[300];

	flat(rel, name, sizeof name);
	site_put(p, name, SITE_WRONG, why);
}

void
site_log(const struct store_paths *p, const char *rel, const char *why)
{
	log_write(LOG_LEVEL_ERROR, "%s/%s was not taken, what was right before still holds: %s", p->site,
	    rel, why);
}

static bool
read_short(const char *path, char *buf, size_t size)
{
	FILE *f = fopen(path, "re");
	size_t n;

	if (f == NULL)
		return false;
	n = fread(buf, 1, size - 1, f);
	buf[n] = '\0';
	fclose(f);
	return true;
}

bool
site_wrong_next(const struct store_paths *p, size_t *at, char *rel, size_t rel_size, char *why,
    size_t why_size)
{
	char folder[1200], path[1500];
	struct dirent *entry;
	size_t i = 0;
	bool found = false;
	DIR *d;

	beside(p, "", "", folder, sizeof folder);
	if ((d = opendir(folder)) == NULL)
		return false;
	while (!found && (entry = readdir(d)) != NULL) {
		if (!str_ends(entry->d_name, SITE_WRONG) || i++ < *at)
			continue;
		*at = i;
		str_copy(rel, rel_size, entry->d_name);
		rel[strlen(rel) > strlen(SITE_WRONG) ? strlen(rel) - strlen(SITE_WRONG) : 0] = '\0';
		for (char *c = rel; *c != '\0'; c++)
			if (*c == ':')
				*c = '/';
		snprintf(path, sizeof path, "%s%s", folder, entry->d_name);
		/* A file that was taken away is wrong no more. */
		found = read_short(path, why, why_size);
		snprintf(path, sizeof path, "%s/%s", p->site, rel);
		found = found && access(path, F_OK) == 0;
	}
	closedir(d);
	return found;
}

void
site_forget(const struct store_paths *p)
{
	char folder[1200], path[1500];
	struct dirent *entry;
	DIR *d;

	beside(p, "", "", folder, sizeof folder);
	if (!may_keep(p) || (d = opendir(folder)) == NULL)
		return;
	while ((entry = readdir(d)) != NULL) {
		snprintf(path, sizeof path, "%s%s", folder, entry->d_name);
		if (str_ends(entry->d_name, SITE_WRONG) || str_ends(entry->d_name, SITE_SEEN))
			(void)unlink(path);
	}
	closedir(d);
}

void
site_tell(const struct store_paths *p)
{
	char path[1200];
	FILE *f;

	beside(p, TOLD, "", path, sizeof path);
	if (!may_keep(p))
		return;
	make_folders(path);
	/* Another file each time: its number and times are the mark. */
	(void)unlink(path);
	if ((f = fopen(path, "we")) != NULL)
		fclose(f);
}

int64_t
site_mark(const struct store_paths *p)
{
	char path[1200];
	struct stat st;

	beside(p, TOLD, "", path, sizeof path);
	if (stat(path, &st) != 0)
		return 0;
	return (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
}
