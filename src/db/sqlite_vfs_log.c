/* The log's frames: gathered until the one that commits is there, read from a map (sqlite_vfs.h). */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "db/sqlite_vfs_part.h"

#define FRAME_COMMIT 4			/* not 0 in the last frame of a transaction */
/* What stays in the processor's first cache until it is written. The system's files take less than
 * 128 KB at once. */
#define GATHER_MAX (32 * 1024)
/* What a log may grow to, far above its limit of 64 MB; the part mapped is what there
 * was when it was mapped last, so after so many reads beyond it once more. */
#define MAP_LIMIT (INT64_C(256) << 20)
#define MISSES_MAX 64

/* ---- gathering frames ---- */

void
wal_drop(struct file *s)
{
	s->len = 0;
	s->in_frame = s->commits = false;
}

int
wal_flush(struct file *s)
{
	size_t len = s->len;

	wal_drop(s);
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
int
wal_write(struct file *s, const void *p, int n, sqlite3_int64 at)
{
	static const unsigned char no[4];
	int rc;

	/* Without its database beside it nobody says when the lock is given back. */
	if (s->other == NULL)
		return s->real->pMethods->xWrite(s->real, p, n, at);
	if (s->in_frame && n > FRAME_HEADER && at == s->next) {
		append(s, p, n, at);
		s->in_frame = false;
		return s->commits || s->len >= GATHER_MAX ? wal_flush(s) : SQLITE_OK;
	}
	if (!s->in_frame && n == FRAME_HEADER && (at == s->next || (s->next < 0 && at > 0))) {
		append(s, p, n, at);
		s->in_frame = true;
		s->commits = memcmp((const char *)p + FRAME_COMMIT, no, sizeof no) != 0;
		return SQLITE_OK;
	}
	rc = wal_flush(s);
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

void
wal_map(struct file *s)
{
	if (s->real->pMethods->iVersion < 3)
		return;
	s->map_limit = MAP_LIMIT;
	map_again(s);
}

int
wal_read(struct file *s, void *p, int n, sqlite3_int64 at)
{
	const sqlite3_io_methods *m = s->real->pMethods;
	void *there = NULL;
	int rc = wal_flush(s);

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
