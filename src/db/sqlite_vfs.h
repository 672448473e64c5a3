/* sqlite_vfs.h - how SQLite of ours reads and writes its files: with fewer calls of
 * the system. Inside src/db/sqlite*.c.
 *
 * A sale writes some 24 frames to the write-ahead log. SQLite hands each over in two pieces;
 * here they are gathered, and go out in pieces of 32 KB, the last one when the frame that
 * commits is there. Nothing is held back longer than that: reads, syncs and every other call
 * on the log write first what was gathered, and what never committed is dropped with the write
 * lock. A failure is told by the write that makes the commit or by one before it, so a commit
 * that returned is in the file, as without this.
 *
 * Frames are read from a map of the log, for every session reads what the others have
 * just written there. The database itself is not mapped: a disk that fails to read
 * would kill the session instead of being told about. */
#ifndef QUEN_DB_SQLITE_VFS_H
#define QUEN_DB_SQLITE_VFS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct crypt;

/* The name to open databases with, on top of whatever is SQLite's default when a file
 * is opened; NULL when there is no memory for it: the default will do. */
const char *sqlite_vfs(void);

/* Of a connection whose store is encrypted (sqlite_crypt.h): the number of its key; else 0. */
uint32_t sqlite_vfs_seal(sqlite3 *db);
/* The page that did not open last, in whichever file; 0: none. */
int64_t sqlite_vfs_bad(sqlite3 *db);
/* What a checkpoint is about to copy out of the log is on the disk: it need not wait for that
 * again, so syncs of the log by this connection do nothing until this is taken back. */
void sqlite_vfs_log_is_synced(sqlite3 *db, bool yes);
/* From here on a log that is emptied through this connection stays as long as it is, without a
 * header: what comes next is written over what was, which a disk does in half the time. */
void sqlite_vfs_keep_log(sqlite3 *db);
/* A file of such a store as it lies on the disk. NULL: not one of ours. */
struct crypt *sqlite_vfs_crypt(sqlite3_file *f);
int sqlite_vfs_raw(sqlite3_file *f, void *p, int n, sqlite3_int64 at);

#endif
