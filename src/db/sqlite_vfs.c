#include "config.h"

#include "db/sqlite_vfs.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/seal.h"
#include "base/secret.h"
#include "db/sqlite_crypt.h"
#include "db/sqlite_sums.h"
#include "db/sqlite_vfs_part.h"

#define NAME "quen"
#define WRITE_LOCK 0			/* among those of the wal-index */
#define SALTS_AT 8			/* in a frame's header */
#define SALTS 8
#define HEADER 100			/* of the database */
/* Page 1 is read without a lock when a file is opened, while another may write it. */
#define TRIES 50

static struct file *
of(sqlite3_file *f)
{
	return (struct file *)f;
}

static sqlite3_file *
real_of(sqlite3_file *f)
{
	return of(f)->real;
}

/* ---- sealed pages ---- */

static unsigned char *
room(struct file *s)
{
	if (s->page == NULL)
		s->page = xcalloc(1, WAL_FRAME);
	return s->page;
}

static int
bad(struct file *s, int64_t n, int64_t page)
{
	struct file *db = s->is_log ? s->other : s;

	if (db != NULL)
		db->bad = page;
	log_write(LOG_LEVEL_ERROR, "%s %lld of the encrypted store does not open: it was changed or damaged",
	    s->is_log ? "frame" : "page", (long long)n);
	return SQLITE_IOERR_DATA;
}

/* A file is opened by its header, before the log is looked at. A power cut may have torn the page it
 * stands on while it was copied from the log, where it is whole: every store's header says this
 * much, and the rest is read with the page. */
static int
header_alike(unsigned char *p, int n, sqlite3_int64 at)
{
	unsigned char head[HEADER] = { 0 };

	head[16] = CRYPT_PAGE >> 8;
	head[18] = head[19] = 2;	/* there is a log */
	head[20] = CRYPT_RESERVED;
	memcpy(p, head + at, (size_t)n);
	return SQLITE_OK;
}

/* One page, or a part of it. */
static int
read_page(struct file *s, unsigned char *p, int n, sqlite3_int64 at)
{
	const sqlite3_io_methods *m = s->real->pMethods;
	sqlite3_int64 start = at - at % CRYPT_PAGE;
	unsigned char *page = room(s);

	for (int i = 0; i < TRIES; i++) {
		int rc = m->xRead(s->real, page, CRYPT_PAGE, start);

		if (rc == SQLITE_IOERR_SHORT_READ)
			memset(p, 0, (size_t)n);
		if (rc != SQLITE_OK)
			return rc;
		if (crypt_open_page(s->crypt, (uint32_t)(start / CRYPT_PAGE + 1), page)) {
			memcpy(p, page + (at - start), (size_t)n);
			return SQLITE_OK;
		}
		if (start > 0)
			break;
		s->vfs->xSleep(s->vfs, 1000);
	}
	if (at + n <= HEADER)
		return header_alike(p, n, at);
	return bad(s, start / CRYPT_PAGE + 1, start / CRYPT_PAGE + 1);
}

static int
sealed_read(struct file *s, unsigned char *p, int n, sqlite3_int64 at)
{
	int rc = SQLITE_OK;

	while (n > 0 && rc == SQLITE_OK) {
		int part = CRYPT_PAGE - (int)(at % CRYPT_PAGE);

		part = part < n ? part : n;
		rc = read_page(s, p, part, at);
		p += part;
		at += part;
		n -= part;
	}
	return rc;
}

static int
sealed_write(struct file *s, const void *p, int n, sqlite3_int64 at)
{
	if (n != CRYPT_PAGE || at % CRYPT_PAGE != 0)
		return SQLITE_IOERR_WRITE;
	crypt_seal_page(s->crypt, (uint32_t)(at / CRYPT_PAGE + 1), p, room(s));
	return s->real->pMethods->xWrite(s->real, s->page, n, at);
}

static uint32_t
page_of(const unsigned char *frame)
{
	return (uint32_t)frame[0] << 24 | (uint32_t)frame[1] << 16 | (uint32_t)frame[2] << 8 | frame[3];
}

/* Where in its frame a place of the log is; below 0: in the log's own header. */
static int
place_in_frame(sqlite3_int64 at)
{
	return at < WAL_HEADER ? -1 : (int)((at - WAL_HEADER) % WAL_FRAME);
}

/* Headers are clear. One that reads header and page at once looks for the end of the log: what
 * does not open is where it ends. */
static int
sealed_log_read(struct file *s, unsigned char *p, int n, sqlite3_int64 at)
{
	int place = place_in_frame(at), rc;
	sqlite3_int64 start = at - place;

	if (place < 0 || place + n <= FRAME_HEADER)
		return wal_read(s, p, n, at);
	if (place + n > WAL_FRAME)
		return SQLITE_IOERR_READ;
	rc = wal_read(s, room(s), WAL_FRAME, start);
	if (rc == SQLITE_IOERR_SHORT_READ)
		memset(p, 0, (size_t)n);
	if (rc != SQLITE_OK)
		return rc;
	if (!crypt_open_frame(s->crypt, start, s->page, s->page + FRAME_HEADER)) {
		if (place >= FRAME_HEADER)
			return bad(s, (start - WAL_HEADER) / WAL_FRAME + 1, page_of(s->page));
		memset(s->page + FRAME_HEADER, 0, CRYPT_PAGE);
	}
	memcpy(p, s->page + place, (size_t)n);
	return SQLITE_OK;
}

/* A page is sealed together with its header's salts. Once SQLite has written a page over an older
 * one, it leaves them 0 in what follows, and writes those headers anew before it commits: then the
 * page is sealed anew too. */
static bool
has_salts(const unsigned char *header)
{
	return !seal_is_zero(header + SALTS_AT, SALTS);
}

static int
write_header(struct file *s, const void *p, sqlite3_int64 at)
{
	unsigned char plain[CRYPT_PAGE];
	int rc = SQLITE_OK;

	memcpy(s->header, p, FRAME_HEADER);
	s->header_at = at;
	if (!has_salts(p))
		s->salts_follow = true;
	if (!s->salts_follow || !has_salts(p))
		return wal_write(s, p, FRAME_HEADER, at);
	rc = wal_read(s, room(s), WAL_FRAME, at);
	if (rc == SQLITE_IOERR_SHORT_READ || (rc == SQLITE_OK && has_salts(s->page)))
		return wal_write(s, p, FRAME_HEADER, at);
	if (rc != SQLITE_OK)
		return rc;
	if (!crypt_open_frame(s->crypt, at, s->page, s->page + FRAME_HEADER))
		return bad(s, (at - WAL_HEADER) / WAL_FRAME + 1, page_of(s->page));
	memcpy(plain, s->page + FRAME_HEADER, sizeof plain);
	memcpy(s->page, p, FRAME_HEADER);
	crypt_seal_frame(s->crypt, at, p, plain, s->page + FRAME_HEADER);
	secret_wipe(plain, sizeof plain);
	return wal_write(s, s->page, WAL_FRAME, at);
}

static int
sealed_log_write(struct file *s, const void *p, int n, sqlite3_int64 at)
{
	int place = place_in_frame(at), rc = SQLITE_OK;

	if (place == 0 && n == FRAME_HEADER)
		return write_header(s, p, at);
	if (place < 0 || place + n <= FRAME_HEADER)
		return wal_write(s, p, n, at);
	if (place != FRAME_HEADER || n != CRYPT_PAGE)
		return SQLITE_IOERR_WRITE;
	/* a page over an older one */
	if (s->header_at != at - FRAME_HEADER)
		rc = wal_read(s, s->header, FRAME_HEADER, at - FRAME_HEADER);
	if (rc != SQLITE_OK)
		return rc;
	s->header_at = at - FRAME_HEADER;
	crypt_seal_frame(s->crypt, s->header_at, s->header, p, room(s));
	return wal_write(s, s->page, n, at);
}

/* What an empty file becomes is said by who makes it. */
static int
find_crypt(struct file *s)
{
	unsigned char head[SUMS_HEAD];
	const char *keyring = sqlite3_uri_parameter(s->name, "keyring");
	bool seal = false;
	uint32_t id = 0;
	enum err e;
	int rc = s->real->pMethods->xRead(s->real, head, sizeof(head), 0);

	s->undecided = rc == SQLITE_IOERR_SHORT_READ;
	if (s->undecided)
		id = (uint32_t)sqlite3_uri_int64(s->name, "seal", 0);
	s->summed = s->undecided ? sqlite3_uri_boolean(s->name, "sums", 0) :
	    rc == SQLITE_OK && sums_have_room(head);
	seal = s->undecided && id != 0;
	if (!seal && (rc != SQLITE_OK || !crypt_is_sealed(head, &id)))
		return SQLITE_OK;
	s->undecided = false;
	s->fresh = seal;
	e = crypt_new(keyring != NULL ? keyring : s->name, id, seal, &s->crypt, NULL);
	if (e != ERR_OK)	/* no room to make one, or there is none */
		return e == ERR_FULL ? SQLITE_FULL : CRYPT_NO_KEY;
	if (!seal && !crypt_fits(s->crypt, head))
		return CRYPT_WRONG_KEY;
	return SQLITE_OK;
}

/* ---- methods ---- */

static int
file_close(sqlite3_file *f)
{
	struct file *s = of(f);
	int rc = s->real->pMethods->xClose(s->real);

	if (s->other != NULL)
		s->other->other = NULL;
	if (!s->is_log)
		crypt_free(s->crypt);
	if (s->page != NULL)
		secret_wipe(s->page, WAL_FRAME);
	free(s->page);
	free(s->gathered);
	free(s->real);
	s->real = NULL;
	return rc;
}

static int
file_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	struct file *s = of(f);
	int rc = SQLITE_OK;

	if (s->is_log)
		return s->crypt != NULL ? sealed_log_read(s, p, n, at) : wal_read(s, p, n, at);
	if (s->undecided)
		rc = find_crypt(s);
	if (rc != SQLITE_OK)
		return rc;
	if (s->crypt != NULL)
		return sealed_read(s, p, n, at);
	return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int
file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	struct file *s = of(f);

	if (s->is_log)
		return s->crypt != NULL ? sealed_log_write(s, p, n, at) : wal_write(s, p, n, at);
	s->undecided = false;
	if (s->crypt != NULL)
		return sealed_write(s, p, n, at);
	if (at == 0 && n == CRYPT_PAGE)
		s->summed = sums_have_room(p);
	if (s->summed && n == CRYPT_PAGE)
		p = sums_put((uint32_t)(at / CRYPT_PAGE + 1), p, room(s));
	return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

/* Of a log that is kept only the header goes: without it there are no frames. */
static int
file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	static const unsigned char no_header[WAL_HEADER];
	int rc = wal_flush(of(f));

	if (rc == SQLITE_OK && of(f)->kept && size == 0)
		return real_of(f)->pMethods->xWrite(real_of(f), no_header, sizeof no_header, 0);
	return rc != SQLITE_OK ? rc : real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int
file_sync(sqlite3_file *f, int flags)
{
	int rc = wal_flush(of(f));

	return rc != SQLITE_OK || of(f)->synced ? rc :
	    real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int
file_size(sqlite3_file *f, sqlite3_int64 *size)
{
	int rc = wal_flush(of(f));

	return rc != SQLITE_OK ? rc : real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int
file_lock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int
file_unlock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int
file_reserved(sqlite3_file *f, int *out)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int
file_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int
file_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int
file_traits(sqlite3_file *f)
{
	/* pages are read whole: the bit is SQLITE_IOCAP_SUBPAGE_READ of later versions */
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f)) & ~0x8000;
}

static int
file_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
	return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, out);
}

/* The writer's lock: frames may follow any place from here on, and those that did not
 * commit before it is given back never were. */
static int
file_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	struct file *log = of(f)->other;

	if (at == WRITE_LOCK && (flags & SQLITE_SHM_EXCLUSIVE) != 0 && log != NULL) {
		wal_drop(log);
		log->next = -1;
		log->salts_follow = false;
	}
	return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}

static void
file_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int
file_shm_unmap(sqlite3_file *f, int del)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), del);
}

static int
file_fetch(sqlite3_file *f, sqlite3_int64 at, int n, void **p)
{
	*p = NULL;
	if (real_of(f)->pMethods->iVersion < 3 || of(f)->crypt != NULL)
		return SQLITE_OK;
	return real_of(f)->pMethods->xFetch(real_of(f), at, n, p);
}

static int
file_unfetch(sqlite3_file *f, sqlite3_int64 at, void *p)
{
	if (real_of(f)->pMethods->iVersion < 3)
		return SQLITE_OK;
	return real_of(f)->pMethods->xUnfetch(real_of(f), at, p);
}

/* ---- opening ---- */

static void
start_log(struct file *s, sqlite3_filename name)
{
	sqlite3_file *db = sqlite3_database_file_object(name);

	s->is_log = true;
	s->next = -1;
	if (db != NULL)
		s->crypt = of(db)->crypt;
	if (db != NULL && of(db)->other == NULL) {
		s->other = of(db);
		of(db)->other = s;
	}
	wal_map(s);
}

static int
file_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
	static const sqlite3_io_methods methods = {
		3, file_close, file_read, file_write, file_truncate, file_sync, file_size,
		file_lock, file_unlock, file_reserved, file_control, file_sector, file_traits,
		file_shm_map, file_shm_lock, file_shm_barrier, file_shm_unmap, file_fetch,
		file_unfetch
	};
	sqlite3_vfs *real = sqlite3_vfs_find(NULL);
	struct file *s = of(f);

	(void)vfs;
	/* A rollback journal would be clear, and one laid beside the store would be believed. */
	if ((flags & SQLITE_OPEN_MAIN_JOURNAL) != 0 && sqlite3_database_file_object(name) != NULL &&
	    of(sqlite3_database_file_object(name))->crypt != NULL &&
	    !of(sqlite3_database_file_object(name))->fresh) {
		log_write(LOG_LEVEL_ERROR, "%s does not belong beside an encrypted store", name);
		f->pMethods = NULL;
		return SQLITE_CANTOPEN;
	}
	*s = (struct file){ .real = xcalloc(1, (size_t)real->szOsFile), .vfs = real, .name = name };
	int rc = real->xOpen(real, name, s->real, flags, out);
	if (s->real->pMethods == NULL) {
		free(s->real);
		return rc;
	}
	if (rc == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0)
		start_log(s, name);
	else if (rc == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0)
		rc = find_crypt(s);
	s->base.pMethods = &methods;
	return rc;
}

/* Another VFS may have opened it. */
static bool
is_ours(const sqlite3_file *f)
{
	return f != NULL && f->pMethods != NULL && f->pMethods->xClose == file_close;
}

struct crypt *
sqlite_vfs_crypt(sqlite3_file *f)
{
	return is_ours(f) ? of(f)->crypt : NULL;
}

uint32_t
sqlite_vfs_seal(sqlite3 *db)
{
	sqlite3_file *f = NULL;
	struct crypt *c = NULL;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &f) == SQLITE_OK)
		c = sqlite_vfs_crypt(f);
	return c != NULL ? crypt_id(c) : 0;
}

int64_t
sqlite_vfs_bad(sqlite3 *db)
{
	sqlite3_file *f = NULL;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &f) != SQLITE_OK ||
	    sqlite_vfs_crypt(f) == NULL)
		return 0;
	return of(f)->bad;
}

static struct file *
log_of(sqlite3 *db)
{
	sqlite3_file *f = NULL;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &f) == SQLITE_OK &&
	    is_ours(f) && of(f)->is_log)
		return of(f);
	return NULL;
}

void
sqlite_vfs_log_is_synced(sqlite3 *db, bool yes)
{
	struct file *log = log_of(db);

	if (log != NULL)
		log->synced = yes;
}

void
sqlite_vfs_keep_log(sqlite3 *db)
{
	struct file *log = log_of(db);

	if (log != NULL)
		log->kept = true;
}

int
sqlite_vfs_raw(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	int rc = wal_flush(of(f));

	return rc != SQLITE_OK ? rc : real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

const char *
sqlite_vfs(void)
{
	sqlite3_vfs *real = sqlite3_vfs_find(NULL), *vfs;

	if (real == NULL || sqlite3_vfs_find(NAME) != NULL)
		return real == NULL ? NULL : NAME;
	vfs = xcalloc(1, sizeof *vfs);
	*vfs = *real;
	vfs->pNext = NULL;
	vfs->zName = NAME;
	vfs->szOsFile = sizeof(struct file);
	vfs->xOpen = file_open;
	/* lives as long as the process: SQLite keeps the pointer */
	if (sqlite3_vfs_register(vfs, 0) == SQLITE_OK)
		return NAME;
	free(vfs);
	return NULL;
}
