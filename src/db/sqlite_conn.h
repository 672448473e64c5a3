/* sqlite_conn.h - what the files of the SQLite engine share; nobody else
 * includes it. */
#ifndef QUEN_DB_SQLITE_CONN_H
#define QUEN_DB_SQLITE_CONN_H

#include <sqlite3.h>

#include "db/engine.h"
#include "db/turn.h"

#define SQLITE_APP_ID 0x5155454e	/* "QUEN", in the file's header */
#define SQLITE_TURN_MS 10000		/* longest wait for the turn */

struct db_conn {
	sqlite3 *db;
	sqlite3 *pin;		/* second connection, see sqlite_wal.h; lazily */
	struct turn *turn;	/* NULL when read-only */
	char *path;		/* real path */
	char *url;		/* as it was asked for: the keys are beside it */
	bool readonly;
	bool in_write;
	bool keeps;		/* between transactions the turn stays ours */
	bool schema;		/* the schema may be changed */
	int trusted;		/* > 0: the engine's own statements */
	int wal_pages;		/* after the last commit of ours */
	bool rests;		/* sqlite_rest() is called here */
	int bulk_within;	/* > 0: pin holds the WAL for a checkpoint, in so many transactions */
	uint64_t pinned;	/* the commit after which it does */
	uint64_t seen;		/* newest commit that we made or may have read */
	sqlite3_stmt *begin, *begin_write, *commit, *rollback;
	bool (*stop)(void *arg);
	void *stop_arg;
};

struct db_prep {
	struct db_conn *conn;
	sqlite3_stmt *st;
	bool running;
	bool write;
};

/* Turns an engine's code into ours, logs what the machine said. A failed fsync
 * stops posting. */
enum err sqlite_fail(struct db_conn *c, int rc, struct err_note *note);
/* Runs one of the engine's own statements. Returns SQLite's code. */
void sqlite_cache(struct db_conn *c, int megabytes);	/* 0: as many as a session */
int sqlite_exec(struct db_conn *c, const char *sql);
/* The first column of its first row, 0 without. */
int sqlite_get(struct db_conn *c, const char *sql, int64_t *v);

/* sqlite.c: the turn is ours. */
enum err sqlite_begin_write(struct db_conn *c, struct err_note *note);

/* sqlite_errand.c */
extern const struct db_errands sqlite_errands;

/* sqlite_open.c */
enum err sqlite_open(const char *url, const struct db_options *o,
    struct db_conn **out, struct err_note *note) MUST_CHECK;
void sqlite_close(struct db_conn *c);
/* For SQLITE_OPEN_URI; more: "&name=value" or "". The caller frees. */
char *sqlite_uri(const char *path, const char *keyring, const char *more);

/* sqlite_fold.c: quen_fold(text) for statements. */
void sqlite_add_functions(sqlite3 *db);

/* sqlite_wal.c: durability and checkpoints.
 *
 * SQLite before 3.51.3 loses committed rows when a WAL is restarted by a
 * writer while another process has just begun a checkpoint. So a checkpoint
 * runs either inside the turn, where nobody writes, or while a read of ours,
 * begun inside the turn right after a commit, pins the WAL. */
enum err sqlite_durable(struct db_conn *c, struct err_note *note);
/* Holding the turn, right after the own commit; leaves the turn. */
void sqlite_leave_turn(struct db_conn *c);
/* The bulk of a checkpoint that fell to us, if any: takes milliseconds, outside of the turn. */
void sqlite_rest(struct db_conn *c);
void sqlite_put_off(struct db_conn *c);	/* another transaction begins before that */
/* Before closing: what we left in the WAL, if the turn is free at once. */
void sqlite_final_checkpoint(struct db_conn *c);
/* What db_empty_log() says. */
enum err sqlite_empty_log(struct db_conn *c, struct err_note *note);
/* For turn_repair(): everything in the WAL to the file, and that to the disk. */
enum err sqlite_repair(void *conn);

#endif
