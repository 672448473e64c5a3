#include "config.h"

#include "db/yardstick.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

/* The system's own file methods with a sync that takes longer. Files point at
 * the first member, so that a sync finds its delay without a global. */
struct slow_methods {
	sqlite3_io_methods m;
	const sqlite3_io_methods *fast;
	int delay_us;
};

/* Databases lock, logs do not: the system has a table of methods for each. */
#define TABLES 4
struct slow_disk { struct slow_methods table[TABLES]; };

static int
slow_sync(sqlite3_file *f, int flags)
{
	const struct slow_methods *slow = (const struct slow_methods *)(const void *)f->pMethods;
	struct timespec ts = { slow->delay_us / 1000000, slow->delay_us % 1000000 * 1000L };
	int rc = slow->fast->xSync(f, flags);

	while (nanosleep(&ts, &ts) < 0 && errno == EINTR)
		;
	return rc;
}

static int
slow_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	struct slow_disk *disk = vfs->pAppData;
	sqlite3_vfs *fast = sqlite3_vfs_find("unix");
	int rc = fast->xOpen(fast, name, f, flags, out);

	if (rc != SQLITE_OK || f->pMethods == NULL)
		return rc;
	for (int i = 0; i < TABLES; i++) {
		struct slow_methods *slow = &disk->table[i];

		if (slow->fast == NULL) {
			slow->fast = f->pMethods;
			slow->m = *f->pMethods;
			slow->m.xSync = slow_sync;
		}
		if (slow->fast == f->pMethods) {
			f->pMethods = &slow->m;
			break;
		}
	}
	return rc;
}

enum err
slow_disk(int delay_us, struct err_note *note)
{
	struct slow_disk *disk = xcalloc(1, sizeof *disk);
	sqlite3_vfs *vfs = xcalloc(1, sizeof *vfs);
	sqlite3_vfs *fast;

	/* as sqlite_open() has it */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	fast = sqlite3_vfs_find("unix");
	for (int i = 0; i < TABLES; i++)
		disk->table[i].delay_us = delay_us;
	if (fast != NULL) {
		*vfs = *fast;
		vfs->pNext = NULL;
		vfs->zName = "slow";
		vfs->xOpen = slow_open;
		vfs->pAppData = disk;
		/* 50 us of slack would be half of a good SSD */
		prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
		/* both live as long as the process: SQLite keeps the pointers */
		if (sqlite3_vfs_register(vfs, 1) == SQLITE_OK)
			return ERR_OK;
	}
	free(disk);
	free(vfs);
	return err_set(note, ERR_DB, "", _("The slow disk could not be made."));
}

static void
remove_file(const char *path)
{
	static const char *const suffix[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < sizeof suffix / sizeof suffix[0]; i++) {
		char *name = xasprintf("%s%s", path, suffix[i]);

		unlink(name);
		free(name);
	}
}

static int
run(sqlite3 *db, int duration_ms, int64_t *commits, int64_t *us)
{
	sqlite3_stmt *st = NULL;
	int64_t start, now;
	int rc = sqlite3_exec(db, "PRAGMA page_size=4096; PRAGMA journal_mode=WAL;"
	    "PRAGMA synchronous=FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)",
	    NULL, NULL, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(db, "INSERT INTO t (v) VALUES (1)", -1, &st, NULL);
	*commits = 0;
	start = now = clock_mono_us();
	while (rc == SQLITE_OK && now - start < (int64_t)duration_ms * 1000) {
		rc = sqlite3_step(st) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
		sqlite3_reset(st);
		++*commits;
		now = clock_mono_us();
	}
	*us = now - start;
	sqlite3_finalize(st);
	return rc;
}

enum err
yardstick_commits(const char *path, int duration_ms, int64_t *commits, int64_t *us,
    struct err_note *note)
{
	sqlite3 *db = NULL;
	int rc;

	remove_file(path);
	rc = sqlite3_open(path, &db);
	if (rc == SQLITE_OK)
		rc = run(db, duration_ms, commits, us);
	sqlite3_close(db);
	remove_file(path);
	if (rc != SQLITE_OK)
		return err_set(note, ERR_DB, "", _("The measurement failed in %s."), path);
	return ERR_OK;
}
