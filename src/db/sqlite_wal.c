#include "config.h"

#include "db/sqlite_conn.h"

#include <stdlib.h>

#include "base/log.h"
#include "db/sqlite_vfs.h"

/* What may stay in the WAL for whoever opens the store next: a part of its limit,
 * read in half a millisecond. */
#define FINAL_SHARE 32
/* A checkpoint waits for sqlite_rest(), but so many transactions at most. */
#define BULK_WITHIN 8

static enum err
sync_wal(void *conn)
{
	struct db_conn *c = conn;
	sqlite3_file *f = NULL;
	int rc = sqlite3_file_control(c->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &f);

	/* Without methods the WAL was never opened: nothing was read. */
	if (rc == SQLITE_OK && f != NULL && f->pMethods != NULL)
		rc = f->pMethods->xSync(f, SQLITE_SYNC_NORMAL);
	if (rc == SQLITE_OK)
		return ERR_OK;
	log_write(LOG_LEVEL_ERROR, "sync of the write-ahead log failed: %s",
	    sqlite3_errstr(rc));
	return ERR_IO;
}

enum err
sqlite_durable(struct db_conn *c, struct err_note *note)
{
	if (c->turn != NULL)
		return turn_durable(c->turn, c->seen, sync_wal, c, note);
	if (sync_wal(c) == ERR_OK)
		return ERR_OK;
	return sqlite_fail(c, SQLITE_IOERR_FSYNC, note);
}

static sqlite3 *
open_pin(struct db_conn *c)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
	char *uri = sqlite_uri(c->path, c->url, "");
	sqlite3 *db;
	int rc = sqlite3_open_v2(uri, &db, flags, sqlite_vfs());

	free(uri);
	if (rc != SQLITE_OK) {
		sqlite3_close(db);
		return NULL;
	}
	/* Never the last one to close who deletes the WAL. */
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_busy_timeout(db, 1000);
	return db;
}

/* Begins a read on the second connection. user_version is read without
 * loading the schema: we hold the turn. */
static bool
pin_wal(struct db_conn *c)
{
	if (c->pin == NULL)
		c->pin = open_pin(c);
	if (c->pin == NULL)
		return false;
	if (sqlite3_exec(c->pin, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
		return false;
	if (sqlite3_exec(c->pin, "PRAGMA user_version", NULL, NULL, NULL) == SQLITE_OK)
		return true;
	sqlite3_exec(c->pin, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

/* Copies what was committed up to a number, and nothing else: others cannot write, or the log is
 * pinned. Who waited for it to be durable has synced the log; SQLite would do so once more. A
 * checkpoint that fails costs nothing but space: the commit stands, and the next one to cross
 * the limit tries again. Failed fsyncs are another matter. */
static int
checkpoint(struct db_conn *c, uint64_t upto)
{
	int in_wal = 0, copied = 0, rc;

	sqlite_vfs_log_is_synced(c->db, turn_is_durable(c->turn, upto));
	rc = sqlite3_wal_checkpoint_v2(c->db, "main", SQLITE_CHECKPOINT_PASSIVE, &in_wal, &copied);
	sqlite_vfs_log_is_synced(c->db, false);
	if (rc == SQLITE_OK)
		return copied < in_wal ? SQLITE_BUSY : SQLITE_OK;
	if ((rc & 0xff) != SQLITE_BUSY && (rc & 0xff) != SQLITE_LOCKED)
		sqlite_fail(c, rc, NULL);
	return rc;
}

/* In the turn. */
static int
checkpoint_all(struct db_conn *c)
{
	return checkpoint(c, turn_committed(c->turn));
}

/* The bulk, while others write behind it; the log is pinned. When nobody did, that was all, and
 * the next writer starts the log over. */
static void
bulk(struct db_conn *c)
{
	bool all;

	c->bulk_within = 0;
	all = checkpoint(c, c->pinned) == SQLITE_OK;
	turn_checkpoint_done(c->turn);
	sqlite3_exec(c->pin, "COMMIT", NULL, NULL, NULL);
	if (!all || turn_last(c->turn) != c->pinned || turn_is_busy(c->turn))
		turn_checkpoint_owe(c->turn);
}

void
sqlite_rest(struct db_conn *c)
{
	c->rests = true;
	if (c->bulk_within > 0)
		bulk(c);
}

void
sqlite_put_off(struct db_conn *c)
{
	if (c->bulk_within > 1)
		c->bulk_within--;
	else if (c->bulk_within > 0 && !c->keeps)
		bulk(c);
}

void
sqlite_leave_turn(struct db_conn *c)
{
	bool rest = turn_checkpoint_owed(c->turn, c->wal_pages);

	if (!rest && (c->bulk_within > 0 || !turn_checkpoint_due(c->turn, c->wal_pages))) {
		turn_leave(c->turn);
		return;
	}
	/* The rest, so that the next writer starts the WAL over; without a pin all of it. */
	if (rest || !pin_wal(c)) {
		checkpoint_all(c);
		if (!rest)
			turn_checkpoint_done(c->turn);
		turn_leave(c->turn);
		return;
	}
	/* Pinned. Who rests has somebody waiting for what was committed; a worker would sleep on it,
	 * and the log could not start over. */
	c->pinned = turn_committed(c->turn);
	turn_leave(c->turn);
	if (c->rests)
		c->bulk_within = BULK_WITHIN;
	else
		bulk(c);
}

void
sqlite_final_checkpoint(struct db_conn *c)
{
	sqlite_rest(c);
	if (c->turn == NULL || c->wal_pages < turn_limit(c->turn) / FINAL_SHARE)
		return;
	/* Who stays would wait for it, and will see to it. */
	if (!turn_is_last(c->turn) || turn_take(c->turn, 0, NULL) != ERR_OK)
		return;
	/* Emptied where nobody reads: whoever opens the store alone would have to
	 * read through all of it first. Inside the turn, so no writer is near. */
	if (checkpoint_all(c) == SQLITE_OK) {
		sqlite3_busy_timeout(c->db, 0);
		sqlite_vfs_keep_log(c->db);
		sqlite3_wal_checkpoint_v2(c->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	}
	turn_checkpoint_done(c->turn);
	turn_leave(c->turn);
}

/* Inside the turn, so no writer is near; who reads is waited for. */
enum err
sqlite_empty_log(struct db_conn *c, struct err_note *note)
{
	enum err e;
	int rc;

	if (c->turn == NULL)
		return ERR_OK;
	sqlite_rest(c);
	e = turn_take(c->turn, SQLITE_TURN_MS, note);
	if (e != ERR_OK)
		return e;
	rc = sqlite3_wal_checkpoint_v2(c->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	turn_checkpoint_done(c->turn);
	turn_leave(c->turn);
	return rc == SQLITE_OK ? ERR_OK : sqlite_fail(c, rc, note);
}

enum err
sqlite_repair(void *conn)
{
	struct db_conn *c = conn;
	int rc = checkpoint_all(c);

	return rc == SQLITE_OK ? ERR_OK : ERR_IO;
}
