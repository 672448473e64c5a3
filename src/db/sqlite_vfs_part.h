/* sqlite_vfs_part.h - what the files of sqlite_vfs share. Not for others. */
#ifndef QUEN_DB_SQLITE_VFS_PART_H
#define QUEN_DB_SQLITE_VFS_PART_H

#include <sqlite3.h>
#include <stdbool.h>

#include "db/sqlite_crypt.h"

#define FRAME_HEADER WAL_FRAME_HEADER

struct file {
	sqlite3_file base;
	sqlite3_file *real;
	sqlite3_vfs *vfs;
	struct file *other;		/* of a database its log, of a log its database */
	bool is_log, summed;		/* summed: its pages carry sums (sqlite_sums.h) */
	/* Of a store that is encrypted: */
	struct crypt *crypt;		/* of a log: its database's */
	bool undecided;			/* a database that is empty as yet */
	bool fresh;			/* it was empty: a journal of it holds no page */
	sqlite3_filename name;
	unsigned char *page;		/* one frame: a page on its way */
	unsigned char header[FRAME_HEADER];	/* the last that was written */
	sqlite3_int64 header_at;	/* 0: none */
	bool salts_follow;		/* the transaction has frames without */
	int64_t bad;			/* of a database: the page that did not open last */
	/* A log: */
	char *gathered;
	size_t len, size;
	sqlite3_int64 at;		/* where the first byte of it goes */
	sqlite3_int64 next;		/* where the next frame would follow; -1: anywhere */
	bool in_frame, commits;		/* its header is here; what it said */
	bool synced;			/* sqlite_vfs_log_is_synced() */
	bool kept;			/* sqlite_vfs_keep_log() */
	int misses;
	sqlite3_int64 map_limit;	/* 0: not mapped */
};

/* sqlite_vfs_log.c: SQLite's codes; what is written to the file is what s->real gets. */
void wal_map(struct file *s);		/* reads come from a map from here on, where files can be mapped */
int wal_read(struct file *s, void *p, int n, sqlite3_int64 at);
int wal_write(struct file *s, const void *p, int n, sqlite3_int64 at);
int wal_flush(struct file *s);		/* what is gathered goes out */
void wal_drop(struct file *s);		/* or never was */

#endif
