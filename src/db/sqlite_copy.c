#include "config.h"

#include "db/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/durable.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/handle.h"
#include "db/sqlite_conn.h"
#include "db/sqlite_crypt.h"
#include "db/sqlite_sums.h"
#include "db/sqlite_vfs.h"

#define BUSY_US 20000
#define BUSY_TRIES 250
#define LOOK_US 10000

static enum err
make_file(const char *to, struct err_note *note)
{
	int fd = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return errno == ENOSPC || errno == EDQUOT ?
		    err_set(note, ERR_FULL, "", _("There is no room left on the disk.")) :
		    err_set(note, ERR_IO, "", _("The copy of the store cannot be made: %s"),
		    strerror(errno));
	close(fd);
	return ERR_OK;
}

static enum err
sync_file(const char *path, struct err_note *note)
{
	return durable_path(path) ? ERR_OK : err_set(note, errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO, "",
	    _("The copy of the store cannot be made: %s"), strerror(errno));
}

bool
db_is_sealed(const char *path)
{
	unsigned char head[CRYPT_HEAD];
	uint32_t id;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool sealed = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
	    crypt_is_sealed(head, &id);

	if (fd >= 0)
		close(fd);
	return sealed;
}

/* No turn, no authorizer: of a file that nobody else knows of, or that we are alone with. */
static int
open_raw(const char *path, const char *keyring, const char *more, sqlite3 **out)
{
	char *uri = sqlite_uri(path, keyring, more);
	int rc = sqlite3_open_v2(uri, out, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI, sqlite_vfs());

	free(uri);
	if (rc == SQLITE_OK && more[0] != '\0')
		rc = sqlite3_file_control(*out, "main", SQLITE_FCNTL_RESERVE_BYTES,
		    &(int){ CRYPT_RESERVED });
	return rc;
}

/* Sealed, with sums, or neither. */
static const char *
more_like(const char *path)
{
	unsigned char head[SUMS_HEAD];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool summed = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
	    sums_have_room(head);

	if (fd >= 0)
		close(fd);
	return summed ? "&sums=1" : db_is_sealed(path) ? "&seal=1" : "";
}

/* All pages in one step: in steps with others between, every change of another process would begin
 * it anew (LIBRARIES 9). The log is pinned meanwhile, so nothing waits. */
static int
all_pages(struct db_conn *c, sqlite3 *to)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", c->db, "main");
	int rc, end;

	if (b == NULL)
		return sqlite3_extended_errcode(to);
	for (int i = 0; i < BUSY_TRIES; i++) {
		rc = sqlite3_backup_step(b, -1);
		if ((rc & 0xff) != SQLITE_BUSY && (rc & 0xff) != SQLITE_LOCKED)
			break;
		usleep(BUSY_US);
	}
	end = sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? end : rc;
}

enum err
db_copy(struct db *d, const char *to, struct err_note *note)
{
	enum err e = db_count(d, note);
	sqlite3 *copy = NULL;
	int rc;

	if (e == ERR_OK)
		e = make_file(to, note);
	if (e != ERR_OK)
		return e;
	rc = open_raw(to, d->conn->url, more_like(d->conn->path), &copy);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(copy, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;", NULL, NULL, NULL);
	if (rc == SQLITE_OK)
		rc = all_pages(d->conn, copy);
	if (sqlite3_close(copy) != SQLITE_OK && rc == SQLITE_OK)
		rc = SQLITE_BUSY;
	e = rc == SQLITE_OK ? sync_file(to, note) : sqlite_fail(d->conn, rc, note);
	if (e != ERR_OK)
		unlink(to);
	return e;
}

/* ---- bytes */

static enum err
file_of(struct db *d, sqlite3_file **f, struct err_note *note)
{
	int rc = sqlite3_file_control(d->conn->db, "main", SQLITE_FCNTL_FILE_POINTER, f);

	if (rc == SQLITE_OK && (*f == NULL || (*f)->pMethods == NULL))
		rc = SQLITE_CANTOPEN;
	return rc == SQLITE_OK ? ERR_OK : sqlite_fail(d->conn, rc, note);
}

enum err
db_image_size(struct db *d, int64_t *bytes, struct err_note *note)
{
	sqlite3_file *f = NULL;
	sqlite3_int64 n = 0;
	enum err e = file_of(d, &f, note);

	if (e == ERR_OK && f->pMethods->xFileSize(f, &n) != SQLITE_OK)
		e = sqlite_fail(d->conn, SQLITE_IOERR_FSTAT, note);
	*bytes = n;
	return e;
}

enum err
db_image_read(struct db *d, int64_t at, void *p, size_t len, struct err_note *note)
{
	sqlite3_file *f = NULL;
	enum err e = file_of(d, &f, note);
	int rc;

	if (e != ERR_OK)
		return e;
	rc = f->pMethods->xRead(f, p, (int)len, at);
	return rc == SQLITE_OK ? ERR_OK : sqlite_fail(d->conn, rc, note);
}

#define PAGE 4096

struct db_image {
	char *path, *keyring;
	bool sealed, summed, begun;
	int fd;
	sqlite3 *db;
	sqlite3_file *file;
	int64_t at;
};

enum err
db_image_make(const char *path, const char *keyring, bool sealed, struct db_image **out,
    struct err_note *note)
{
	struct db_image *im;
	enum err e = make_file(path, note);

	if (e != ERR_OK)
		return e;
	im = xcalloc(1, sizeof *im);
	im->fd = -1;
	im->path = xstrdup(path);
	im->keyring = xstrdup(keyring);
	im->sealed = sealed;
	*out = im;
	return ERR_OK;
}

static enum err
image_failed(struct err_note *note)
{
	return errno == ENOSPC || errno == EDQUOT ?
	    err_set(note, ERR_FULL, "", _("There is no room left on the disk.")) :
	    err_set(note, ERR_IO, "", _("The copy of the store cannot be made: %s"), strerror(errno));
}

/* What has no room for the seal stays clear; whoever asked converts it. */
static enum err
begin_image(struct db_image *im, const unsigned char *page, struct err_note *note)
{
	int rc;

	im->begun = true;
	im->summed = sums_have_room(page);
	im->sealed = im->sealed && im->summed;
	if (!im->sealed) {
		im->fd = open(im->path, O_WRONLY | O_CLOEXEC);
		return im->fd >= 0 ? ERR_OK : image_failed(note);
	}
	rc = open_raw(im->path, im->keyring, "&seal=1", &im->db);
	if (rc == SQLITE_OK)
		rc = sqlite3_file_control(im->db, "main", SQLITE_FCNTL_FILE_POINTER, &im->file);
	if (rc == SQLITE_OK && (im->file == NULL || im->file->pMethods == NULL))
		rc = SQLITE_CANTOPEN;
	return rc == SQLITE_OK ? ERR_OK :
	    err_set(note, ERR_IO, "", _("The copy of the store cannot be made: %s"), sqlite3_errstr(rc));
}

enum err
db_image_write(struct db_image *im, const void *p, size_t len, struct err_note *note)
{
	const unsigned char *from = p;
	unsigned char page[PAGE];
	enum err e = im->begun ? ERR_OK : begin_image(im, from, note);

	for (; e == ERR_OK && len > 0; from += PAGE, len -= PAGE, im->at += PAGE) {
		if (len < PAGE)
			return err_set(note, ERR_INVALID, "", _("The copy is not made of whole pages."));
		if (im->sealed) {
			int rc = im->file->pMethods->xWrite(im->file, from, PAGE, im->at);

			errno = (rc & 0xff) == SQLITE_FULL ? ENOSPC : EIO;
			e = rc == SQLITE_OK ? ERR_OK : image_failed(note);
		} else if (pwrite(im->fd, im->summed ? sums_put((uint32_t)(im->at / PAGE + 1), from, page) :
		    from, PAGE, im->at) != PAGE) {
			e = image_failed(note);
		}
	}
	return e;
}

bool
db_image_is_sealed(const struct db_image *im)
{
	return im->sealed;
}

enum err
db_image_sync(struct db_image *im, struct err_note *note)
{
	return sync_file(im->path, note);
}

void
db_image_free(struct db_image *im)
{
	if (im == NULL)
		return;
	if (im->fd >= 0)
		close(im->fd);
	sqlite3_close(im->db);
	free(im->path);
	free(im->keyring);
	free(im);
}

/* ---- alone */

struct db_alone { char *url, *path; int fd; };

/* The log into the file. The last one to close takes it away. */
static enum err
settle(const char *path, const char *keyring, struct err_note *note)
{
	struct db_conn c = { .path = (char *)path, .url = (char *)keyring };
	int64_t busy = 1;
	int rc = open_raw(path, keyring, "", &c.db);
	enum err e;

	c.trusted++;
	if (rc == SQLITE_OK)
		rc = sqlite_get(&c, "PRAGMA wal_checkpoint(TRUNCATE)", &busy);
	if (rc == SQLITE_OK && busy != 0)
		rc = SQLITE_BUSY;
	e = rc == SQLITE_OK ? ERR_OK : sqlite_fail(&c, rc, note);
	sqlite3_close(c.db);
	return e;
}

/* Everybody who has the store open holds a shared lock on this file (turn.c). */
static enum err
lock_page(struct db_alone *a, int64_t until_us, struct err_note *note)
{
	char *page = xasprintf("%s.shm2", a->path);

	a->fd = open(page, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	free(page);
	if (a->fd < 0)
		return err_set(note, ERR_IO, "", _("The files beside the database cannot be opened or created."));
	while (flock(a->fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return err_set(note, ERR_IO, "", "%s", strerror(errno));
		if (clock_mono_us() >= until_us)
			return err_set(note, ERR_BUSY, "",
			    _("Somebody still has the store open. End all sessions and try again."));
		usleep(LOOK_US);
	}
	return ERR_OK;
}

enum err
db_alone_begin(const char *path, int timeout_ms, struct db_alone **out, struct err_note *note)
{
	struct db_alone *a = xcalloc(1, sizeof *a);
	int64_t until = clock_mono_us() + (int64_t)timeout_ms * 1000;
	enum err e = ERR_OK;

	a->fd = -1;
	a->path = realpath(path, NULL);
	a->url = xstrdup(path);
	if (a->path == NULL)
		e = err_set(note, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "",
		    _("There is no store here yet."));
	if (e == ERR_OK)
		e = lock_page(a, until, note);
	if (e != ERR_OK) {
		db_alone_end(a);
		a = NULL;
	}
	*out = a;
	return e;
}

const char *
db_alone_path(const struct db_alone *a)
{
	return a->path;
}

enum err
db_alone_settle(struct db_alone *a, struct err_note *note)
{
	char *wal = xasprintf("%s-wal", a->path), *shm = xasprintf("%s-shm", a->path);
	struct stat s;
	enum err e = settle(a->path, a->url, note);

	if (e == ERR_OK && stat(wal, &s) == 0 && s.st_size > 0)
		e = err_set(note, ERR_DB, "", _("The log of the store could not be written to it."));
	if (e == ERR_OK) {
		unlink(wal);
		unlink(shm);
		e = sync_file(a->path, note);
	}
	free(wal);
	free(shm);
	return e;
}

void
db_alone_end(struct db_alone *a)
{
	if (a == NULL)
		return;
	if (a->fd >= 0)
		close(a->fd);
	free(a->path);
	free(a->url);
	free(a);
}
