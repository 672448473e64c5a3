/* Reports from the folders of an installation and of its site. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/i18n.h"
#include "base/str.h"
#include "base/utf8.h"
#include "report/report.h"
#include "store/site.h"

#define REPORT_BYTES_MAX (256 * 1024)

struct loading {
	struct reports *all;
	const struct store_paths *site;	/* while the site's own are read */
	void (*each_error)(void *arg, const struct err_note *note);
	void *arg;
	struct err_note *note;
};

static enum err
read_file(const char *path, const char *shown, char **text, struct err_note *note)
{
	FILE *f;
	char *buf;
	size_t n;
	enum err e;

	/* A report is as powerful as code: nobody else may have written it. */
	if ((e = conf_check_owner(path, note)) != ERR_OK)
		return e;
	if ((f = fopen(path, "re")) == NULL)
		return err_set(note, ERR_IO, "", _("%s cannot be read: %s"), shown, strerror(errno));
	buf = xmalloc(REPORT_BYTES_MAX + 1);
	n = fread(buf, 1, REPORT_BYTES_MAX + 1, f);
	fclose(f);
	if (n > REPORT_BYTES_MAX || !utf8_is_valid(buf, n) || memchr(buf, 0, n) != NULL) {
		free(buf);
		return err_set(note, ERR_SYNTAX, "", _("%s is too long or not UTF-8."), shown);
	}
	buf[n] = '\0';
	*text = buf;
	return ERR_OK;
}

/* A site's file takes the place of ours. */
static void
keep(struct reports *all, const struct report *r)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->r[i].name, r->name) == 0) {
			all->r[i] = *r;
			return;
		}
	all->r = xgrow(all->r, &all->cap, all->n + 1, sizeof(*all->r));
	all->r[all->n++] = *r;
}

/* text is the caller's to free, also when it is wrong. */
static enum err
read_report(struct loading *ld, const char *path, const char *name, struct report *r, char **text,
    struct err_note *note)
{
	char *shown = xasprintf("reports/%s", name), own[80];
	enum err e = read_file(path, shown, text, note);

	if (e == ERR_OK)
		e = report_read(&ld->all->arena, shown, *text, r, note);
	if (e == ERR_OK) {
		snprintf(own, sizeof(own), "%s.sql", r->name);
		if (strcmp(own, name) != 0)
			e = err_set(note, ERR_SYNTAX, "",
			    _("%s:1: the file is not named as the report: %s"), shown, r->name);
	}
	free(shown);
	return e;
}

/* A report of the site: the right one is kept, in the place of a wrong one the kept one is taken. */
static void
look_after(struct loading *ld, const char *name, const char *text, enum err e, const struct err_note *note)
{
	char *rel = xasprintf("sql/reports/%s", name), kept[1200], *old = NULL;
	struct report r;

	if (e == ERR_OK) {
		site_right(ld->site, rel, text);
	} else {
		site_wrong(ld->site, rel, note->text);
		if (site_kept(ld->site, rel, kept, sizeof(kept)) &&
		    read_report(ld, kept, name, &r, &old, NULL) == ERR_OK)
			keep(ld->all, &r);
		free(old);
	}
	free(rel);
}

static enum err
load_file(struct loading *ld, const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);
	struct err_note note = { 0 };
	struct report r;
	char *text = NULL;
	enum err e = read_report(ld, path, name, &r, &text, &note);

	if (e == ERR_OK)
		keep(ld->all, &r);
	else if (ld->each_error != NULL)
		ld->each_error(ld->arg, &note);
	else if (ld->note != NULL)
		*ld->note = note;
	if (ld->site != NULL)
		look_after(ld, name, text, e, &note);
	free(text);
	free(path);
	return ld->each_error != NULL ? ERR_OK : e;
}

static int
is_report(const struct dirent *d)
{
	return d->d_name[0] != '.' && str_ends(d->d_name, ".sql");
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static enum err
load_dir(struct loading *ld, const char *dir)
{
	struct dirent **names;
	int n = scandir(dir, &names, is_report, by_name);
	enum err e = ERR_OK;

	if (n < 0)
		return ERR_OK;			/* a site without reports of its own */
	for (int i = 0; i < n; i++) {
		if (e == ERR_OK)
			e = load_file(ld, dir, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return e;
}

/* The menus of reports in the order in which an owner asks. */
static int
menu_rank(const char *menu)
{
	static const char *const order[] = { "Sales", "Customers", "Cards and points", "Service",
		"Control" };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (strcmp(order[i], menu) == 0)
			return (int)i;
	return 99;
}

static int
by_menu(const void *a, const void *b)
{
	const struct report *x = a, *y = b;
	int d = menu_rank(x->menu) - menu_rank(y->menu);

	if (d == 0)
		d = strcmp(x->menu, y->menu);
	return d != 0 ? d : strcmp(x->name, y->name);
}

enum err
reports_load(const struct store_paths *paths, struct reports *all,
    void (*each_error)(void *arg, const struct err_note *note), void *arg, struct err_note *note)
{
	struct loading ld = { all, NULL, each_error, arg, note };
	char dir[600];
	enum err e;

	*all = (struct reports) { 0 };
	snprintf(dir, sizeof(dir), "%s/reports", paths->sql);
	e = load_dir(&ld, dir);
	if (e == ERR_OK && paths->site[0] != '\0') {
		snprintf(dir, sizeof(dir), "%s/sql/reports", paths->site);
		ld.site = paths;
		e = load_dir(&ld, dir);
	}
	if (e != ERR_OK)
		reports_fini(all);
	else if (all->n > 1)
		qsort(all->r, all->n, sizeof(*all->r), by_menu);
	return e;
}

void
reports_fini(struct reports *all)
{
	arena_fini(&all->arena);
	free(all->r);
	*all = (struct reports) { 0 };
}

const struct report *
reports_find(const struct reports *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->r[i].name, name) == 0)
			return &all->r[i];
	return NULL;
}
