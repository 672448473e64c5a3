#include "config.h"

#include "db/sqlite_vfs.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define NAME "quen"
/* The file format of SQLite, "The WAL File Format". */
#define FRAME_HEADER 24
#define FRAME_COMMIT 4			/* not 0 in the last frame of a transaction */
#define WRITE_LOCK 0			/* among those of the wal-index */
/* The system's files take less than 128 KB at once; a page of ours more fits below. */
#define GATHER_MAX (120 * 1024)
/* What a log may grow to, far above its limit of 64 MB; the part mapped is what there
 * was when it was mapped last, so after so many reads beyond it once more. */
#define MAP_LIMIT (INT64_C(256) << 20)
#define MISSES_MAX 64

struct file {
	sqlite3_file base;
	sqlite3_file *real;
	struct file *other;		/* of a database its log, of a log its database */
	bool is_log;
	/* A log: */
	char *gathered;
	size_t len, size;
	sqlite3_int64 at;		/* where the first byte of it goes */
	sqlite3_int64 next;		/* where the next frame would follow; -1: anywhere */
	bool in_frame, commits;		/* its header is here; what it said */
	int misses;
	sqlite3_int64 map_limit;	/* 0: not mapped */
};

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

/* ---- gathering frames ---- */

static void
drop(struct file *s)
{
	s->len = 0;
	s->in_frame = s->commits = false;
}

static int
flush(struct file *s)
{
	size_t len = s->len;

	drop(s);
	if (len == 0)
		return SQLITE_OK;
	return s->real->pMethods->xWrite(s->real, s->gathered, (int)len, s->at);
}

static void
append(struct file *s, const void *p, int n, sqlite3_int64 at)
{
	if (s->len == 0)
		s->at = at;
	s->gathered = xgrow(s->gathered, &s->size, s->len + (size_t)n, 1);
	memcpy(s->gathered + s->len, p, (size_t)n);
	s->len += (size_t)n;
	s->next = at + n;
}

/* A frame is a header and a page right behind it. Whatever else is written to a log -
 * its own header, a page over an older one, sums made anew - goes straight through. */
static int
log_write(struct file *s, const void *p, int n, sqlite3_int64 at)
{
	static const unsigned char no[4];
	int rc;

	/* Without its database beside it nobody says when the lock is given back. */
	if (s->other == NULL)
		return s->real->pMethods->xWrite(s->real, p, n, at);
	if (s->in_frame && n > FRAME_HEADER && at == s->next) {
		append(s, p, n, at);
		s->in_frame = false;
		return s->commits || s->len >= GATHER_MAX ? flush(s) : SQLITE_OK;
	}
	if (!s->in_frame && n == FRAME_HEADER && (at == s->next || (s->next < 0 && at > 0))) {
		append(s, p, n, at);
		s->in_frame = true;
		s->commits = memcmp((const char *)p + FRAME_COMMIT, no, sizeof no) != 0;
		return SQLITE_OK;
	}
	rc = flush(s);
	return rc != SQLITE_OK ? rc : s->real->pMethods->xWrite(s->real, p, n, at);
}

/* ---- reading ---- */

/* Maps what the file has become. */
static void
map_again(struct file *s)
{
	/* Another limit is what makes the system's file look again. */
	s->map_limit ^= 1;
	s->misses = 0;
	s->real->pMethods->xFileControl(s->real, SQLITE_FCNTL_MMAP_SIZE,
	    &(sqlite3_int64){ s->map_limit });
}

static int
log_read(struct file *s, void *p, int n, sqlite3_int64 at)
{
	const sqlite3_io_methods *m = s->real->pMethods;
	void *there = NULL;
	int rc = flush(s);

	if (rc != SQLITE_OK || s->map_limit == 0 || m->xFetch(s->real, at, n, &there) != SQLITE_OK)
		there = NULL;
	if (there != NULL) {
		memcpy(p, there, (size_t)n);
		return m->xUnfetch(s->real, at, there);
	}
	if (rc == SQLITE_OK)
		rc = m->xRead(s->real, p, n, at);
	if (rc == SQLITE_OK && s->map_limit != 0 && ++s->misses >= MISSES_MAX)
		map_again(s);
	return rc;
}

/* ---- methods ---- */

static int
file_close(sqlite3_file *f)
{
	struct file *s = of(f);
	int rc = s->real->pMethods->xClose(s->real);

	if (s->other != NULL)
		s->other->other = NULL;
	free(s->gathered);
	free(s->real);
	s->real = NULL;
	return rc;
}

static int
file_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	if (of(f)->is_log)
		return log_read(of(f), p, n, at);
	return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int
file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (of(f)->is_log)
		return log_write(of(f), p, n, at);
	return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

static int
file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int rc = flush(of(f));

	return rc != SQLITE_OK ? rc : real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int
file_sync(sqlite3_file *f, int flags)
{
	int rc = flush(of(f));

	return rc != SQLITE_OK ? rc : real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int
file_size(sqlite3_file *f, sqlite3_int64 *size)
{
	int rc = flush(of(f));

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
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
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
		drop(log);
		log->next = -1;
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
	if (real_of(f)->pMethods->iVersion < 3)
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
	if (db != NULL && of(db)->other == NULL) {
		s->other = of(db);
		of(db)->other = s;
	}
	if (s->real->pMethods->iVersion >= 3) {
		s->map_limit = MAP_LIMIT;
		map_again(s);
	}
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
	*s = (struct file){ .real = xcalloc(1, (size_t)real->szOsFile) };
	int rc = real->xOpen(real, name, s->real, flags, out);
	if (s->real->pMethods == NULL) {
		free(s->real);
		return rc;
	}
	if (rc == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0)
		start_log(s, name);
	s->base.pMethods = &methods;
	return rc;
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
