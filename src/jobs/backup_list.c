/* The versions there are: found, proved, kept, dropped. */
#include "jobs/backup_part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/keyring.h"
#include "base/mem.h"
#include "base/str.h"

#define CHUNK 65536
#define LIST_MOST (INT64_C(64) << 20)

const char *
backup_state_name(enum backup_state s)
{
	switch (s) {
	case BACKUP_GOOD:
		return _("verified");
	case BACKUP_UNVERIFIED:
		return _("not verified");
	case BACKUP_DAMAGED:
		return _("changed");
	case BACKUP_SHORT:
		return _("cut short");
	case BACKUP_FOREIGN:
		return _("other shop");
	case BACKUP_NEWER:
		return _("newer program");
	case BACKUP_RENAMED:
		return _("renamed");
	case BACKUP_UNREADABLE:
		break;
	}
	return _("not readable");
}

const char *
backup_kind_name(const char *kind)
{
	static const struct { const char *kind, *name; } names[] = {
		{ "daily", N_("daily") }, { "weekly", N_("weekly") }, { "hand", N_("by hand") },
		{ "upgrade", N_("before upgrade") }, { "restore", N_("before restore") },
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(names[i].kind, kind))
			return _(names[i].name);
	return kind;
}

enum err
backup_look(const struct store_paths *p, const char *path, struct backup_info *out,
    struct err_note *note)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	json_t *head = NULL;
	enum err e;

	*out = (struct backup_info) { 0 };
	str_copy(out->path, sizeof out->path, path);
	if (fd < 0)
		return errno == ENOENT ? err_set(note, ERR_NOTFOUND, "", _("There is no such file: %s"), path) :
		    io_failed(note);
	e = head_read(p, fd, out, &head, note);
	json_decref(head);
	close(fd);
	return e;
}

static int
by_age(const void *a, const void *b)
{
	const struct backup_info *x = a, *y = b;

	if (x->made_at != y->made_at)
		return x->made_at < y->made_at ? 1 : -1;
	return strcmp(y->path, x->path);
}

enum err
backup_list(const struct store_paths *p, const char *dir, struct backup_info **out, size_t *n,
    struct err_note *note)
{
	char own[BACKUP_PATH], path[BACKUP_PATH * 2];
	struct dirent *e;
	size_t cap = 0;
	DIR *d;

	*out = NULL;
	*n = 0;
	if (dir == NULL) {
		backup_dir(p, own, sizeof own);
		dir = own;
	}
	d = opendir(dir);
	if (d == NULL)
		return errno == ENOENT ? ERR_OK : io_failed(note);
	while ((e = readdir(d)) != NULL) {
		if (!str_ends(e->d_name, BACKUP_SUFFIX) || e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		*out = xgrow(*out, &cap, *n + 1, sizeof **out);
		if (backup_look(p, path, &(*out)[*n], NULL) == ERR_OK)
			(*n)++;
	}
	closedir(d);
	if (*n > 1)
		qsort(*out, *n, sizeof **out, by_age);
	return ERR_OK;
}

static bool
names_it(const struct backup_info *b, const char *word)
{
	const char *slash = strrchr(b->path, '/');

	return str_eq(b->id, word) || (slash != NULL && str_eq(slash + 1, word)) ||
	    (b->id[0] != '\0' && word[0] != '\0' && str_starts(b->id, word));
}

enum err
backup_find(const struct store_paths *p, const char *word, struct backup_info *out,
    struct err_note *note)
{
	struct backup_info *all = NULL;
	size_t n = 0, found = 0, at = 0;
	enum err e;

	if (strchr(word, '/') != NULL)
		return backup_look(p, word, out, note);
	e = backup_list(p, NULL, &all, &n, note);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		bool hit = str_eq(word, "latest") ? all[i].state == BACKUP_GOOD && found == 0 :
		    names_it(&all[i], word);

		if (!hit)
			continue;
		at = i;
		found++;
		if (str_eq(all[i].id, word)) {
			found = 1;
			break;
		}
	}
	if (e == ERR_OK && found == 1)
		*out = all[at];
	free(all);
	if (e != ERR_OK || found == 1)
		return e;
	if (found == 0 && access(word, F_OK) == 0)
		return backup_look(p, word, out, note);
	return found == 0 ? err_set(note, ERR_NOTFOUND, "version",
	    _("There is no version \"%s\". quen backups lists them."), word) :
	    err_set(note, ERR_CONFLICT, "version", _("Several versions begin with \"%s\"."), word);
}

void
backup_newest_id(const struct store_paths *p, char id[BACKUP_ID], int64_t *at)
{
	struct backup_info *all = NULL;
	size_t n = 0;

	id[0] = '\0';
	*at = 0;
	if (backup_list(p, NULL, &all, &n, NULL) == ERR_OK && n > 0) {
		str_copy(id, BACKUP_ID, all[0].id);
		*at = all[0].made_at;
	}
	free(all);
}

void
backup_sweep(const char *dir)
{
	char path[BACKUP_PATH * 2];
	struct dirent *e;
	DIR *d = opendir(dir);

	while (d != NULL && (e = readdir(d)) != NULL) {
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		if (str_ends(e->d_name, BACKUP_SUFFIX ".part"))
			unlink(path);
		else if (str_eq(e->d_name, "work"))
			remove_dir(path);
	}
	if (d != NULL)
		closedir(d);
}

/* ---- proving one */

static enum err
check_image(struct backup_reader *r, struct err_note *note)
{
	unsigned char *chunk, hash[HASH_SIZE];
	char hex[HASH_HEX_SIZE];
	struct hash_state h;
	int64_t left = 0;
	enum err e = reader_item(r, ITEM_PAGES, &left, note);

	if (e != ERR_OK)
		return e;
	chunk = xmalloc(CHUNK);
	hash_init(&h);
	while (e == ERR_OK && left > 0) {
		size_t n = left < CHUNK ? (size_t)left : CHUNK;

		e = seal_in_read(r->in, chunk, n, note);
		if (e == ERR_OK)
			hash_add_raw(&h, chunk, n);
		left -= (int64_t)n;
	}
	hash_end(&h, hash);
	if (e == ERR_OK)
		e = seal_in_end(r->in, note);
	if (e == ERR_OK && !str_eq(hash_hex(hash, hex), head_text(r->head, "image")))
		e = err_set(note, ERR_CONFLICT, "tampered", _("The backup does not hold the store that it says."));
	secret_wipe(chunk, CHUNK);
	free(chunk);
	return e;
}

static enum err
check_parts(const struct store_paths *p, struct backup_reader *r, struct err_note *note)
{
	struct document_list l = { 0 };
	char *master = NULL, *list = NULL, *facts = NULL, dir[BACKUP_PATH];
	unsigned char key[SEAL_KEY];
	size_t len = 0, master_len = 0;
	enum err e = reader_take(r, ITEM_FACTS, BACKUP_HEAD, &facts, &len, note);

	if (e == ERR_OK)
		e = reader_take(r, ITEM_MASTER, KEYRING_MOST * SEAL_KEY, &master, &master_len, note);
	if (e == ERR_OK)
		e = reader_take(r, ITEM_DOCUMENTS, LIST_MOST, &list, &len, note);
	if (e == ERR_OK && (!keyring_fits(master_len) || !document_list_read(&l, list)))
		e = err_set(note, ERR_CONFLICT, "tampered", _("The backup is not made of what it should be made of."));
	if (e == ERR_OK)
		e = check_image(r, note);
	str_copy(dir, sizeof dir, r->info.path);
	if (strrchr(dir, '/') != NULL)
		*strrchr(dir, '/') = '\0';
	if (e == ERR_OK) {
		keyring_derive((unsigned char *)master, KEYRING_BACKUP, BACKUP_DOCUMENTS, key);
		e = documents_open(p, dir, &l, key, false, note);
		secret_wipe(key, sizeof key);
	}
	if (master != NULL)
		secret_wipe(master, master_len);
	document_list_free(&l);
	free(master);
	free(list);
	free(facts);
	return e;
}

enum err
backup_verify(const struct store_paths *p, const struct backup_info *b, const struct backup_opener *o,
    struct err_note *note)
{
	struct backup_reader r;
	bool unverified;
	enum err e = reader_open(p, b, o, true, &r, note);

	if (e != ERR_OK)
		return e;
	e = check_parts(p, &r, note);
	unverified = r.info.state == BACKUP_UNVERIFIED;
	if (e == ERR_OK && unverified)
		e = backup_fail(&r.info, note);
	reader_close(&r);
	return e;
}

enum err
backup_facts(const struct store_paths *p, const struct backup_info *b, const struct backup_opener *o,
    struct backup_facts *f, struct err_note *note)
{
	struct backup_reader r;
	char *text = NULL;
	size_t len = 0;
	enum err e = reader_open(p, b, o, false, &r, note);

	if (e != ERR_OK)
		return e;
	e = reader_take(&r, ITEM_FACTS, BACKUP_HEAD, &text, &len, note);
	if (e == ERR_OK && !backup_facts_read(f, text, len))
		e = err_set(note, ERR_CONFLICT, "tampered", _("The backup is not made of what it should be made of."));
	free(text);
	reader_close(&r);
	return e;
}

/* ---- keeping */

static int64_t
room_of(const struct backup_keep *k, const char *kind)
{
	return str_eq(kind, "daily") ? k->daily : str_eq(kind, "weekly") ? k->weekly : k->other;
}

/* Of each kind as many as the parameters say, newest first. What is not ours or not good stays:
 * somebody has to look at it. The newest good one always stays. */
enum err
backup_rotate(const struct store_paths *p, const struct backup_keep *k, size_t *gone,
    struct err_note *note)
{
	static const char *const kinds[] = { "daily", "weekly", "other" };
	int64_t seen[3] = { 0 }, oldest = clock_now_ms();
	struct backup_info *all = NULL;
	size_t n = 0, good = 0;
	char dir[BACKUP_PATH];
	enum err e = backup_list(p, NULL, &all, &n, note);

	*gone = 0;
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		int kind = str_eq(all[i].kind, kinds[0]) ? 0 : str_eq(all[i].kind, kinds[1]) ? 1 : 2;
		bool drop = false;

		if (all[i].state == BACKUP_GOOD)
			drop = ++seen[kind] > room_of(k, kinds[kind]) && good++ > 0;
		if (drop && unlink(all[i].path) == 0)
			(*gone)++;
		else if (all[i].made_at > 0 && all[i].made_at < oldest)
			oldest = all[i].made_at;
		if (all[i].state == BACKUP_GOOD && !drop)
			good++;
	}
	free(all);
	backup_dir(p, dir, sizeof dir);
	if (e == ERR_OK)
		documents_rotate(dir, oldest - 60 * 1000);
	server_keys_drop(p, day_add(clock_today(), -BACKUP_KEY_DAYS));
	return e;
}
