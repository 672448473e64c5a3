#include "config.h"

#include "db/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/copy.h"
#include "db/handle.h"
#include "db/sqlite_conn.h"
#include "db/sqlite_crypt.h"
#include "db/sqlite_vfs.h"

#define ALONE_MS 3000

uint32_t
db_crypt_key(struct db *d)
{
	return sqlite_vfs_seal(d->conn->db);
}

static enum err
failed(struct err_note *note)
{
	return errno == ENOSPC || errno == EDQUOT ?
	    err_set(note, ERR_FULL, "", _("There is no room left on the disk; the store is as it was.")) :
	    err_set(note, ERR_IO, "", _("The store cannot be written anew: %s. It is as it was."),
	    strerror(errno));
}

/* Empty, with the owner and the mode of the old one. */
static enum err
make_file(const char *path, const char *like, struct err_note *note)
{
	struct stat s;
	int fd;
	bool ok;

	if (unlink(path) != 0 && errno != ENOENT)
		return failed(note);
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return failed(note);
	ok = stat(like, &s) == 0 && (s.st_uid == geteuid() || fchown(fd, s.st_uid, s.st_gid) == 0) &&
	    fchmod(fd, s.st_mode & 0777) == 0;
	close(fd);
	return ok ? ERR_OK : failed(note);
}

static int
open_raw(struct db_conn *c, const char *path, const char *url, const char *more, bool write)
{
	char *uri = sqlite_uri(path, url, more);
	int rc = sqlite3_open_v2(uri, &c->db, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
	    SQLITE_OPEN_URI | (write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY), sqlite_vfs());

	free(uri);
	if (rc == SQLITE_OK)
		rc = sqlite_exec(c, "PRAGMA temp_store=MEMORY");
	return rc;
}

/* Row by row into the new file, whose pages keep room for nonce and tag, or a sum. */
static enum err
write_anew(const char *from, const char *to, const char *url, uint32_t key, struct err_note *note)
{
	struct db_conn c = { .url = (char *)url };
	char more[32] = "&sums=1", *uri, *sql;
	int64_t n;
	int rc = open_raw(&c, from, url, "&immutable=1", false);

	if (rc == SQLITE_OK)
		rc = sqlite_get(&c, "SELECT count(*) FROM sqlite_schema", &n);
	if (rc == SQLITE_OK)
		rc = sqlite3_file_control(c.db, "main", SQLITE_FCNTL_RESERVE_BYTES,
		    &(int){ CRYPT_RESERVED });
	if (key != 0)
		snprintf(more, sizeof(more), "&seal=%" PRIu32, key);
	uri = sqlite_uri(to, url, more);
	sql = sqlite3_mprintf("VACUUM INTO %Q", uri);
	if (rc == SQLITE_OK)
		rc = sql == NULL ? SQLITE_NOMEM : sqlite_exec(&c, sql);
	enum err e = sqlite_fail(&c, rc, note);
	sqlite3_free(sql);
	free(uri);
	sqlite3_close(c.db);
	return e;
}

/* Reads all of it again, and puts it into the mode that a store is in. */
static enum err
check_anew(const char *path, const char *url, uint32_t key, struct err_note *note)
{
	struct db_conn c = { .url = (char *)url };
	sqlite3_stmt *st = NULL;
	bool sound = false;
	int rc = open_raw(&c, path, url, "", true);

	if (rc == SQLITE_OK && sqlite_vfs_seal(c.db) != key)
		rc = SQLITE_CORRUPT;
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(c.db, "PRAGMA quick_check(1)", -1, &st, NULL);
	if (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		sound = str_eq((const char *)sqlite3_column_text(st, 0), "ok");
	sqlite3_finalize(st);
	if (rc == SQLITE_OK && !sound)
		rc = SQLITE_CORRUPT;
	if (rc == SQLITE_OK)
		rc = sqlite_exec(&c, "PRAGMA journal_mode=MEMORY; PRAGMA journal_mode=WAL;");
	enum err e = sqlite_fail(&c, rc, note);
	/* The last one to close takes its log away. */
	if (sqlite3_close(c.db) != SQLITE_OK && e == ERR_OK)
		e = sqlite_fail(&c, SQLITE_BUSY, note);
	return e;
}

static enum err
take_place(const char *fresh, const char *path, struct err_note *note)
{
	return durable_path(fresh) && rename(fresh, path) == 0 && durable_name(path) ? ERR_OK :
	    failed(note);
}

static void
remove_fresh(const char *fresh)
{
	static const char *const ends[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		char *path = xasprintf("%s%s", fresh, ends[i]);

		unlink(path);
		free(path);
	}
}

enum err
db_crypt_convert(const char *url, uint32_t key, struct err_note *note)
{
	struct db_alone *alone = NULL;
	const char *path;
	char *fresh;
	enum err e = db_alone_begin(url, ALONE_MS, &alone, note);

	if (e != ERR_OK)
		return e;
	path = db_alone_path(alone);
	fresh = xasprintf("%s.anew", path);
	e = db_alone_settle(alone, note);
	if (e == ERR_OK)
		e = make_file(fresh, path, note);
	if (e == ERR_OK)
		e = write_anew(path, fresh, url, key, note);
	if (e == ERR_OK)
		e = check_anew(fresh, url, key, note);
	if (e == ERR_OK)
		e = take_place(fresh, path, note);
	if (e != ERR_OK)
		remove_fresh(fresh);
	free(fresh);
	db_alone_end(alone);
	return e;
}
