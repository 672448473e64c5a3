#include "report/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/str.h"

/* One component, readable in every listing and on every file system. */
static bool
is_name(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == '/' || name[i] == 0x7f)
			return false;
	return len > 0 && len <= 120 && name[0] != '.' && name[0] != '-';
}

static enum err
folder(struct store *st, const struct actor *a, char *path, size_t size, struct err_note *note)
{
	const char *db = store_paths(st)->db, *slash = strrchr(db, '/');
	const char *code = actor_code(a);
	char who[64];
	static const char *const parts[] = { "/documents", "/outbox" };
	size_t i, used;

	/* A code that is no name of a folder: the number of the user is one. */
	if (is_name(code) && strlen(code) < sizeof(who))
		str_copy(who, sizeof(who), code);
	else
		snprintf(who, sizeof(who), "user-%lld", (long long)actor_id(a));
	used = (size_t)snprintf(path, size, "%.*s", slash != NULL ? (int)(slash - db) : 1,
	    slash != NULL ? db : ".");
	for (i = 0; i <= 2 && used < size; i++) {
		used += (size_t)snprintf(path + used, size - used, "%s%s", i < 2 ? parts[i] : "/",
		    i < 2 ? "" : who);
		if (used >= size || (mkdir(path, 0700) != 0 && errno != EEXIST))
			return err_set(note, ERR_IO, "", _("The folder for your files cannot be made: %s"),
			    strerror(errno));
	}
	return ERR_OK;
}

enum err
outbox_path(struct store *st, const struct actor *a, const char *name, char *path, size_t size,
    struct err_note *note)
{
	char dir[600];
	enum err e;

	if (!is_name(name))
		return err_set(note, ERR_INVALID, "",
		    _("Give a name without / and without a dot in front."));
	e = folder(st, a, dir, sizeof(dir), note);
	if (e == ERR_OK && (size_t)snprintf(path, size, "%s/%s", dir, name) >= size)
		e = err_set(note, ERR_LIMIT, "", _("The path is too long."));
	return e;
}

static int
is_shown(const struct dirent *d)
{
	return is_name(d->d_name);
}

enum err
outbox_list(struct store *st, const struct actor *a, FILE *out, struct err_note *note)
{
	struct dirent **names;
	char dir[600];
	int n, i;
	enum err e = folder(st, a, dir, sizeof(dir), note);

	if (e != ERR_OK)
		return e;
	n = scandir(dir, &names, is_shown, alphasort);
	if (n < 0)
		return err_set(note, ERR_IO, "", _("Your files cannot be listed: %s"),
		    strerror(errno));
	for (i = 0; i < n; i++) {
		fprintf(out, "%s\n", names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return ERR_OK;
}
