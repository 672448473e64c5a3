#include "config.h"

#include "disk.h"

#include <assert.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#define SECTOR 512

/* One write since the last sync; data NULL: the file was cut to size at. */
struct op {
	sqlite3_int64 at;
	size_t len;
	unsigned char *data;
};

struct image {
	char *path;
	unsigned char *safe;		/* what a sync has covered */
	size_t len;
	struct op *op;
	size_t n, cap;
};

struct file {
	sqlite3_file base;
	struct image *image;		/* NULL: not watched */
	sqlite3_file *real;
};

static struct {
	sqlite3_vfs vfs, *real;
	struct image image[2];		/* the database, its WAL */
	bool watching, cut, failed, for_ever;
	long cut_after, fail_at;
	enum disk_failure how;
} disk;

static struct image *
image_of(const char *path)
{
	for (size_t i = 0; i < 2 && path != NULL && disk.watching; i++)
		if (str_eq(disk.image[i].path, path))
			return &disk.image[i];
	return NULL;
}

static void
forget_ops(struct image *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->op[i].data);
	m->n = 0;
}

static void
image_load(struct image *m, char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*m = (struct image){ .path = path };
	if (fd < 0)
		return;
	assert(fstat(fd, &st) == 0);
	m->len = (size_t)st.st_size;
	m->safe = xmalloc(m->len);
	assert(read(fd, m->safe, m->len) == (ssize_t)m->len);
	close(fd);
}

static void
image_free(struct image *m)
{
	forget_ops(m);
	free(m->op);
	free(m->safe);
	free(m->path);
	*m = (struct image){ 0 };
}

static void
resize(struct image *m, size_t len)
{
	m->safe = xrealloc(m->safe, len);
	if (len > m->len)
		memset(m->safe + m->len, 0, len - m->len);
	m->len = len;
}

static void
apply(struct image *m, const struct op *o, size_t from, size_t len)
{
	size_t end = (size_t)o->at + from + len;

	if (end > m->len)
		resize(m, end);
	memcpy(m->safe + o->at + from, o->data + from, len);
}

static void
apply_all(struct image *m, const struct op *o)
{
	if (o->data == NULL)
		resize(m, (size_t)o->at);
	else
		apply(m, o, 0, o->len);
}

/* Some sectors of it reached the disk. */
static void
apply_torn(struct image *m, const struct op *o, struct rng *rng)
{
	for (size_t from = 0; from < o->len;) {
		size_t len = SECTOR - ((size_t)o->at + from) % SECTOR;
		if (len > o->len - from)
			len = o->len - from;
		if (rng_below(rng, 2))
			apply(m, o, from, len);
		from += len;
	}
}

static void
image_survive(struct image *m, struct rng *rng)
{
	uint32_t fate = rng_below(rng, 4);	/* 0 none, 1 all, else by chance */

	for (size_t i = 0; i < m->n && fate != 0; i++) {
		uint32_t chance = fate == 1 ? 0 : rng_below(rng, 3);
		if (chance == 0)
			apply_all(m, &m->op[i]);
		else if (chance == 1 && m->op[i].data != NULL)
			apply_torn(m, &m->op[i], rng);
	}
	int fd = open(m->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	assert(fd >= 0);
	assert(ftruncate(fd, 0) == 0);
	assert(m->len == 0 || pwrite(fd, m->safe, m->len, 0) == (ssize_t)m->len);
	close(fd);
}

/* Every write and sync passes here first. */
static int
begin_op(bool is_sync)
{
	if (disk.cut)
		return is_sync ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
	if (disk.watching && disk.cut_after > 0 && --disk.cut_after == 0)
		disk.cut = true;
	if (disk.fail_at > 0 && --disk.fail_at == 0) {
		disk.failed = true;
		if (disk.for_ever)
			disk.fail_at = 1;
		if (is_sync)
			return disk.how == DISK_SYNC_FAILS ? SQLITE_IOERR_FSYNC : SQLITE_OK;
		if (disk.how == DISK_FULL)
			return SQLITE_FULL;
		if (disk.how == DISK_WRITE_FAILS)
			return SQLITE_IOERR_WRITE;
	}
	return SQLITE_OK;
}

static void
add_op(struct image *m, const void *data, size_t len, sqlite3_int64 at)
{
	if (m == NULL)
		return;
	m->op = xgrow(m->op, &m->cap, m->n + 1, sizeof *m->op);
	struct op *o = &m->op[m->n++];
	*o = (struct op){ .at = at, .len = len };
	if (data != NULL) {
		o->data = xmalloc(len);
		memcpy(o->data, data, len);
	}
}

static sqlite3_file *
real_of(sqlite3_file *f)
{
	return ((struct file *)f)->real;
}

static int
disk_close(sqlite3_file *f)
{
	int rc = real_of(f)->pMethods->xClose(real_of(f));

	free(real_of(f));
	return rc;
}

static int
disk_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int
disk_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	int rc = begin_op(false);

	if (rc != SQLITE_OK)
		return rc;
	add_op(((struct file *)f)->image, p, (size_t)n, at);
	return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

static int
disk_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int rc = begin_op(false);

	if (rc != SQLITE_OK)
		return rc;
	add_op(((struct file *)f)->image, NULL, 0, size);
	return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int
disk_sync(sqlite3_file *f, int flags)
{
	struct image *m = ((struct file *)f)->image;
	int rc = begin_op(true);

	(void)flags;
	if (rc != SQLITE_OK || disk.cut)
		return rc != SQLITE_OK ? rc : SQLITE_IOERR_FSYNC;
	for (size_t i = 0; m != NULL && i < m->n; i++)
		apply_all(m, &m->op[i]);
	if (m != NULL)
		forget_ops(m);
	return SQLITE_OK;
}

static int
disk_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int
disk_lock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int
disk_unlock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int
disk_reserved(sqlite3_file *f, int *out)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int
disk_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int
disk_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int
disk_traits(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int
disk_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **p)
{
	return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, p);
}

static int
disk_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}

static void
disk_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int
disk_shm_unmap(sqlite3_file *f, int del)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), del);
}

static int
disk_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
	static const sqlite3_io_methods methods = {
		2, disk_close, disk_read, disk_write, disk_truncate, disk_sync, disk_size,
		disk_lock, disk_unlock, disk_reserved, disk_control, disk_sector, disk_traits,
		disk_shm_map, disk_shm_lock, disk_shm_barrier, disk_shm_unmap, NULL, NULL
	};
	struct file *s = (struct file *)f;

	(void)vfs;
	*s = (struct file){ .real = xcalloc(1, (size_t)disk.real->szOsFile) };
	int rc = disk.real->xOpen(disk.real, name, s->real, flags, out);
	if (s->real->pMethods == NULL) {
		free(s->real);
		return rc;
	}
	s->image = image_of(name);
	s->base.pMethods = &methods;
	return rc;
}

void
disk_install(void)
{
	disk.real = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.real;
	disk.vfs.zName = "disk";
	disk.vfs.szOsFile = sizeof(struct file);
	disk.vfs.xOpen = disk_open;
	int rc = sqlite3_vfs_register(&disk.vfs, 1);
	assert(rc == SQLITE_OK);
}

void
disk_start(const char *path)
{
	char *real = realpath(path, NULL);

	assert(real != NULL && !disk.watching);
	image_load(&disk.image[0], xstrdup(real));
	image_load(&disk.image[1], xasprintf("%s-wal", real));
	free(real);
	disk.watching = true;
	disk.cut = false;
	disk.cut_after = 0;
}

void
disk_cut_after(long n)
{
	disk.cut_after = n;
}

bool
disk_is_cut(void)
{
	return disk.cut;
}

void
disk_power_on(struct rng *rng)
{
	for (size_t i = 0; i < 2; i++)
		image_survive(&disk.image[i], rng);
	disk_stop();
}

void
disk_stop(void)
{
	image_free(&disk.image[0]);
	image_free(&disk.image[1]);
	disk.watching = disk.cut = false;
}

void
disk_fail_at(long n, enum disk_failure how, bool for_ever)
{
	disk.fail_at = n;
	disk.how = how;
	disk.for_ever = for_ever;
	disk.failed = false;
}

bool
disk_has_failed(void)
{
	return disk.failed;
}
