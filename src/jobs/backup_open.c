/* Opening a version: which key, and reading what is sealed. */
#include "jobs/backup_part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

#define SEALED_SIZE (SEAL_KEY + LOCKBOX_EXTRA)

/* ---- the server's own keys: one a day, each in a file, so that taking it away is final */

static void
key_path(const struct store_paths *p, int64_t day, char *buf, size_t size)
{
	char home[sizeof p->db];

	home_of(p, home, sizeof home);
	if (day == 0)
		snprintf(buf, size, "%s/backup-keys", home);
	else
		snprintf(buf, size, "%s/backup-keys/%" PRId64 ".key", home, day);
}

bool
server_key_is_here(const struct store_paths *p, int64_t day)
{
	char path[BACKUP_PATH];

	key_path(p, day, path, sizeof path);
	return day > 0 && access(path, R_OK) == 0;
}

static enum err
make_key(const char *path, struct err_note *note)
{
	unsigned char key[SEAL_KEY];
	char part[BACKUP_PATH + 24];
	enum err e = ERR_OK;
	bool ok;
	int fd;

	snprintf(part, sizeof part, "%s.%ld", path, (long)getpid());
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return io_failed(note);
	secret_random(key, sizeof key);
	ok = write(fd, key, sizeof key) == (ssize_t)sizeof key && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	secret_wipe(key, sizeof key);
	if (!ok || (link(part, path) != 0 && errno != EEXIST))
		e = io_failed(note);
	unlink(part);
	return e == ERR_OK ? sync_dir_of(path, note) : e;
}

enum err
server_key(const struct store_paths *p, int64_t day, bool make, unsigned char key[SEAL_KEY],
    struct err_note *note)
{
	char path[BACKUP_PATH];
	enum err e = ERR_OK;
	int fd;

	if (make) {
		key_path(p, 0, path, sizeof path);
		e = make_dir(path, note);
	}
	key_path(p, day, path, sizeof path);
	if (e == ERR_OK && make && access(path, F_OK) != 0)
		e = make_key(path, note);
	if (e != ERR_OK)
		return e;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || read(fd, key, SEAL_KEY) != SEAL_KEY)
		e = err_set(note, ERR_NOTFOUND, "nokey", _("The server does not have the key of this backup any more."));
	if (fd >= 0)
		close(fd);
	return e;
}

void
server_keys_drop(const struct store_paths *p, int64_t before_day)
{
	char dir[BACKUP_PATH], path[BACKUP_PATH * 2];
	DIR *d;
	struct dirent *e;
	long day;

	key_path(p, 0, dir, sizeof dir);
	d = opendir(dir);
	while (d != NULL && (e = readdir(d)) != NULL) {
		day = strtol(e->d_name, NULL, 10);
		if (day > 0 && day < before_day) {
			snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
			unlink(path);
		}
	}
	if (d != NULL)
		closedir(d);
}

/* ---- locks */

static const json_t *
lock_of(const json_t *head, const char *kind)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(head, "locks"), i, one)
		if (str_eq(head_text(one, "kind"), kind))
			return one;
	return NULL;
}

static enum err
wrong(const char *text, struct err_note *note)
{
	return err_set(note, ERR_DENIED, "key", "%s", text);
}

static enum err
none(const char *text, struct err_note *note)
{
	return err_set(note, ERR_NOTFOUND, "nokey", "%s", text);
}

static bool
open_box(const json_t *lock, const unsigned char secret[LOCKBOX_KEY], unsigned char key[SEAL_KEY])
{
	unsigned char sealed[SEALED_SIZE];

	return hex_read(head_text(lock, "sealed"), sealed, sizeof sealed) &&
	    lockbox_open(secret, sealed, sizeof sealed, key);
}

static enum err
by_passphrase(const json_t *lock, const char *words, unsigned char key[SEAL_KEY],
    struct err_note *note)
{
	unsigned char salt[LOCKBOX_SALT], secret[LOCKBOX_KEY];
	int64_t passes = head_int(lock, "passes"), memory = head_int(lock, "memory");
	enum err e;
	bool ok;

	if (lock == NULL)
		return none(_("This backup was not locked with a passphrase."), note);
	if (!hex_read(head_text(lock, "salt"), salt, sizeof salt))
		return none(_("This backup was not locked with a passphrase."), note);
	e = lockbox_stretch(words, salt, &passes, &memory, secret, note);
	if (e != ERR_OK)
		return e;
	ok = open_box(lock, secret, key);
	secret_wipe(secret, sizeof secret);
	return ok ? ERR_OK : wrong(_("This is not the passphrase of the backup."), note);
}

static enum err
by_server(const struct store_paths *p, const json_t *head, unsigned char key[SEAL_KEY],
    struct err_note *note)
{
	const json_t *lock = lock_of(head, "server");
	unsigned char own[SEAL_KEY], sealed[SEAL_KEY + SEAL_EXTRA];
	char about[BACKUP_ID + 16];
	enum err e;
	bool ok;

	if (lock == NULL || server_key(p, head_int(lock, "day"), false, own, NULL) != ERR_OK)
		return none(lock_of(head, "recovery") != NULL ?
		    _("The server has no key of this backup (it keeps them 30 days). Give the recovery key or the passphrase.") :
		    _("The server has no key of this backup, and it was made before there was a recovery key."), note);
	snprintf(about, sizeof about, "backup|%s", head_text(head, "id"));
	ok = hex_read(head_text(lock, "sealed"), sealed, sizeof sealed) &&
	    secret_open(own, about, sealed, sizeof sealed, key);
	secret_wipe(own, sizeof own);
	e = ok ? ERR_OK : wrong(_("The key that the server has is not the key of this backup."), note);
	return e;
}

enum err
backup_unlock(const struct store_paths *p, const json_t *head, const struct backup_opener *o,
    unsigned char key[SEAL_KEY], struct err_note *note)
{
	if (o != NULL && o->recovery != NULL) {
		const json_t *lock = lock_of(head, "recovery");

		if (lock == NULL)
			return none(_("This backup was made before there was a recovery key."), note);
		return open_box(lock, o->recovery, key) ? ERR_OK :
		    wrong(_("This is not the recovery key of the backup."), note);
	}
	if (o != NULL && o->passphrase != NULL)
		return by_passphrase(lock_of(head, "passphrase"), o->passphrase, key, note);
	return by_server(p, head, key, note);
}

/* ---- reading */

enum err
backup_fail(const struct backup_info *b, struct err_note *note)
{
	static const struct { enum err e; const char *field; } as[] = {
		[BACKUP_GOOD] = { ERR_OK, "" },
		[BACKUP_UNVERIFIED] = { ERR_CONFLICT, "unverified" },
		[BACKUP_DAMAGED] = { ERR_CONFLICT, "tampered" },
		[BACKUP_SHORT] = { ERR_SYNTAX, "truncated" },
		[BACKUP_FOREIGN] = { ERR_CONFIG, "shop" },
		[BACKUP_NEWER] = { ERR_CONFIG, "newer" },
		[BACKUP_RENAMED] = { ERR_CONFLICT, "renamed" },
		[BACKUP_UNREADABLE] = { ERR_SYNTAX, "unknown" },
	};

	if (b->state == BACKUP_GOOD)
		return ERR_OK;
	return err_set(note, as[b->state].e, as[b->state].field, "%s", b->why);
}

static enum err
check_whole(struct backup_reader *r, struct err_note *note)
{
	unsigned char hash[HASH_SIZE];
	char hex[HASH_HEX_SIZE];
	int64_t size;
	enum err e = hash_rest(r->fd, BACKUP_HEAD, hash, &size, note);

	if (e != ERR_OK)
		return e;
	if (size < head_int(r->head, "body_bytes"))
		return err_set(note, ERR_SYNTAX, "truncated", "%s",
		    _("The file ends before its end: a part is missing."));
	if (!str_eq(hash_hex(hash, hex), head_text(r->head, "body")))
		return err_set(note, ERR_CONFLICT, "tampered",
		    _("The backup was changed after it was made."));
	return ERR_OK;
}

enum err
reader_open(const struct store_paths *p, const struct backup_info *b, const struct backup_opener *o,
    bool whole, struct backup_reader *r, struct err_note *note)
{
	char about[BACKUP_ID + 16];
	enum err e = ERR_OK;

	*r = (struct backup_reader) { .fd = open(b->path, O_RDONLY | O_CLOEXEC) };
	if (r->fd < 0)
		return io_failed(note);
	str_copy(r->info.path, sizeof r->info.path, b->path);
	e = head_read(p, r->fd, &r->info, &r->head, note);
	if (e == ERR_OK && r->info.state != BACKUP_UNVERIFIED)
		e = backup_fail(&r->info, note);
	if (e == ERR_OK && whole)
		e = check_whole(r, note);
	if (e == ERR_OK)
		e = backup_unlock(p, r->head, o, r->key, note);
	snprintf(about, sizeof about, "backup|%s", r->info.id);
	if (e == ERR_OK && lseek(r->fd, BACKUP_HEAD, SEEK_SET) != BACKUP_HEAD)
		e = io_failed(note);
	if (e == ERR_OK)
		e = seal_in_new(r->fd, r->key, about, &r->in, note);
	if (e != ERR_OK)
		reader_close(r);
	return e;
}

enum err
reader_item(struct backup_reader *r, enum backup_item type, int64_t *len, struct err_note *note)
{
	unsigned char head[ITEM_HEAD];
	uint64_t n = 0;
	enum err e = seal_in_read(r->in, head, sizeof head, note);

	if (e != ERR_OK)
		return e;
	for (int i = 1; i < ITEM_HEAD; i++)
		n = n << 8 | head[i];
	if (head[0] != (unsigned char)type || n > INT64_MAX)
		return err_set(note, ERR_CONFLICT, "tampered",
		    _("The backup is not made of what it should be made of."));
	*len = (int64_t)n;
	return ERR_OK;
}

enum err
reader_take(struct backup_reader *r, enum backup_item type, size_t most, char **out, size_t *len,
    struct err_note *note)
{
	int64_t n = 0;
	enum err e = reader_item(r, type, &n, note);

	*out = NULL;
	if (e == ERR_OK && (uint64_t)n > most)
		e = err_set(note, ERR_LIMIT, "", _("A part of the backup is too long."));
	if (e != ERR_OK)
		return e;
	*out = xcalloc(1, (size_t)n + 1);
	*len = (size_t)n;
	e = seal_in_read(r->in, *out, (size_t)n, note);
	if (e != ERR_OK) {
		free(*out);
		*out = NULL;
	}
	return e;
}

void
reader_close(struct backup_reader *r)
{
	seal_in_free(r->in);
	json_decref(r->head);
	secret_wipe(r->key, sizeof r->key);
	if (r->fd >= 0)
		close(r->fd);
	r->in = NULL;
	r->head = NULL;
	r->fd = -1;
}
