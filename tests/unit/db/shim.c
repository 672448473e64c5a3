#include "config.h"

#include "shim.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CKPT_LOCK 1		/* index of the checkpointer's lock: wal.c */

struct file {
	sqlite3_file base;
	int kind;		/* SQLITE_OPEN_MAIN_DB, SQLITE_OPEN_WAL ... */
	bool in_ckpt;
	sqlite3_file *real;
};

static struct {
	sqlite3_vfs vfs, *real;
	sqlite3_io_methods methods;
	struct shim *shared;
	void (*before)(void *arg), (*window)(void *arg);
	void *arg;
	bool busy;		/* hooks do not nest */
} shim;

static sqlite3_file *
real_of(sqlite3_file *f)
{
	return ((struct file *)f)->real;
}

static int
shim_close(sqlite3_file *f)
{
	struct file *s = (struct file *)f;
	int rc = SQLITE_OK;

	if (s->real->pMethods != NULL)
		rc = s->real->pMethods->xClose(s->real);
	free(s->real);
	return rc;
}

static int
shim_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int
shim_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (shim.shared->full)
		return SQLITE_FULL;
	return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

static int
shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int
shim_sync(sqlite3_file *f, int flags)
{
	struct file *s = (struct file *)f;

	if (s->kind & SQLITE_OPEN_WAL) {
		shim.shared->wal_syncs++;
		if (shim.shared->fail_sync)
			return SQLITE_IOERR_FSYNC;
	}
	if (shim.shared->sync_delay_us > 0)
		usleep((useconds_t)shim.shared->sync_delay_us);
	return s->real->pMethods->xSync(s->real, flags);
}

static int
shim_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int
shim_lock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int
shim_unlock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int
shim_reserved(sqlite3_file *f, int *out)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int
shim_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int
shim_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int
shim_traits(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int
shim_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **p)
{
	return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, p);
}

static void
call(void (*hook)(void *arg))
{
	if (hook == NULL || shim.busy)
		return;
	shim.busy = true;
	hook(shim.arg);
	shim.busy = false;
}

static int
shim_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	struct file *s = (struct file *)f;
	int rc = s->real->pMethods->xShmLock(s->real, at, n, flags);

	if (at == CKPT_LOCK && n == 1 && rc == SQLITE_OK && (flags & SQLITE_SHM_EXCLUSIVE)) {
		s->in_ckpt = (flags & SQLITE_SHM_LOCK) != 0;
		if (s->in_ckpt)
			call(shim.before);
	}
	return rc;
}

static void
shim_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int
shim_shm_unmap(sqlite3_file *f, int del)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), del);
}

static int
shim_fetch(sqlite3_file *f, sqlite3_int64 at, int n, void **p)
{
	return real_of(f)->pMethods->xFetch(real_of(f), at, n, p);
}

/* sqlite3WalCheckpoint() calls this right after it has read a header that is
 * not the one it knew, and before it looks at what is copied already. */
static int
shim_unfetch(sqlite3_file *f, sqlite3_int64 at, void *p)
{
	struct file *s = (struct file *)f;

	if (s->in_ckpt && at == 0 && p == NULL)
		call(shim.window);
	return s->real->pMethods->xUnfetch(s->real, at, p);
}

static int
shim_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
	struct file *s = (struct file *)f;

	(void)vfs;
	memset(s, 0, sizeof *s);
	s->real = calloc(1, (size_t)shim.real->szOsFile);
	assert(s->real != NULL);
	s->kind = flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL);
	int rc = shim.real->xOpen(shim.real, name, s->real, flags, out);
	if (s->real->pMethods == NULL) {
		free(s->real);
		return rc;
	}
	s->base.pMethods = &shim.methods;
	return rc;
}

struct shim *
shim_install(void)
{
	static const sqlite3_io_methods methods = {
		3, shim_close, shim_read, shim_write, shim_truncate, shim_sync, shim_size,
		shim_lock, shim_unlock, shim_reserved, shim_control, shim_sector, shim_traits,
		shim_shm_map, shim_shm_lock, shim_shm_barrier, shim_shm_unmap, shim_fetch,
		shim_unfetch
	};

	shim.real = sqlite3_vfs_find(NULL);
	shim.vfs = *shim.real;
	shim.vfs.zName = "shim";
	shim.vfs.szOsFile = sizeof(struct file);
	shim.vfs.xOpen = shim_open;
	shim.methods = methods;
	shim.shared = mmap(NULL, sizeof *shim.shared, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert(shim.shared != MAP_FAILED);
	int rc = sqlite3_vfs_register(&shim.vfs, 1);
	assert(rc == SQLITE_OK);
	return shim.shared;
}

void
shim_on_checkpoint(void (*before)(void *arg), void (*window)(void *arg), void *arg)
{
	shim.before = before;
	shim.window = window;
	shim.arg = arg;
}
