/* db.h - the only speaker of SQL; an engine behind one small interface.
 *
 * Statements are named: sql/queries/<file>.sql holds them, each after a line
 * "-- name: x". Parameters are $name, bound by name. Everything a screen or a
 * rule wants to know of the data comes through store/, never from here.
 *
 * SQL: the subset of SCALE.md 2, the same text on every engine; macros @int64
 * @text @blob @bool in the schema. */
#ifndef QUEN_DB_DB_H
#define QUEN_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct db;
struct db_stmt;

enum db_mode { DB_READ, DB_WRITE };
enum db_step { DB_ROW, DB_DONE, DB_FAILED };

enum db_arg_kind { DB_ARG_END, DB_ARG_NULL, DB_ARG_INT, DB_ARG_TEXT, DB_ARG_BLOB };
struct db_arg {
	const char *name;		/* without the $ */
	enum db_arg_kind kind;
	int64_t i;			/* INT: the value; BLOB: its length */
	const void *p;			/* TEXT (NULL binds NULL), BLOB: borrowed for the call */
};
#define DB_INT(n, v) { (n), DB_ARG_INT, (v), NULL }
#define DB_TEXT(n, s) { (n), DB_ARG_TEXT, 0, (s) }
#define DB_NULL(n) { (n), DB_ARG_NULL, 0, NULL }
#define DB_BLOB(n, ptr, len) { (n), DB_ARG_BLOB, (int64_t)(len), (ptr) }
/* An id where 0 means none. */
#define DB_ID(n, v) { (n), (v) ? DB_ARG_INT : DB_ARG_NULL, (v), NULL }
#define DB_ARGS(...) ((const struct db_arg[]) { __VA_ARGS__, { 0 } })
#define DB_NO_ARGS ((const struct db_arg[]) { { 0 } })

struct db_options {
	const char *sql_dir;	/* folder with schema/ and queries/ */
	bool create;		/* make an empty database when there is none */
	bool sealed;		/* with create: encrypted, doc/CRYPTO.md */
	const char *keyring;	/* the store whose keys it has, when not url itself */
	bool readonly;
	int wal_pages;		/* for tests: checkpoint at so many; 0: the usual */
};

/* Files of an engine's own: sql/<engine>/queries/ replaces statements by name and
 * adds to them, sql/<engine>/schema/NNNN_x.sql runs right after the common one.
 * url: a path (SQLite). A handle is opened after fork and never shared.
 * ERR_NOTFOUND no such file; ERR_CONFIG wrong file, newer schema (the text
 * says which version is needed); ERR_IO; ERR_DB. */
enum err db_open(const char *url, const struct db_options *o, struct db **out,
    struct err_note *note) MUST_CHECK;
void db_close(struct db *d);			/* rolls back; NULL is fine */
bool db_is_readonly(const struct db *d);

/* Write transactions hold the turn (db/turn.h) from begin to commit or
 * rollback. After a failed commit the outcome is unknown: look the
 * idempotency key up (DESIGN 5). No nesting.
 * Begin and commit end all reads of this handle (rows are no longer valid). After
 * a failure inside, a constraint's too, a transaction can only be rolled back,
 * as on PostgreSQL. Changes outside of a write transaction are refused. */
enum err db_begin(struct db *d, enum db_mode mode, struct err_note *note) MUST_CHECK;
enum err db_commit(struct db *d, struct err_note *note) MUST_CHECK;
void db_rollback(struct db *d);			/* fine outside a transaction */
bool db_in_write(const struct db *d);
/* Moves with every commit to the store, whoever made it: the same in a write transaction as right after
 * the commit of another one says that nobody has written in between. 0: not known. */
uint32_t db_data_version(const struct db *d);
/* Returns when everything this handle has committed or read is on the disk:
 * call it before telling anybody that something is posted. */
enum err db_durable(struct db *d, struct err_note *note) MUST_CHECK;

/* Housekeeping that falls to this handle (a checkpoint: milliseconds) and can wait until the user has
 * been told what was posted. From the first call on it waits for the next one, some transactions at
 * most; with who never calls it is part of a commit. */
void db_rest(struct db *d);

/* Errands: a writer that waits for its turn leaves what it is about to do (text), and whoever has
 * the turn may do it first, in a transaction of its own. Only for what may be asked twice
 * (idempotency keys): who did it may die before saying so. free() what comes in db_bytes.
 * As db_begin(DB_WRITE); but with reply->p set another has done it and committed it: there is no
 * transaction, db_durable() covers it. ERR_BUSY with *is_unknown: perhaps it will still be done. */
struct db_bytes { void *p; size_t len; };
/* Others are writing or wait to, as far as can be told in passing: there is a point in leaving text. */
bool db_is_busy(const struct db *d);
enum err db_begin_or_leave(struct db *d, const struct db_bytes *text, struct db_bytes *reply,
    bool *is_unknown, struct err_note *note) MUST_CHECK;
/* The other side: db_keep() before db_commit(); then what db_next_errand() gives is done between
 * db_begin() and db_commit() and ended, the oldest first, by db_end_errand() (reply NULL: not done;
 * false: no more); then, whatever came of it all, db_release().
 * Several may be done as one: inside of a group db_begin() and db_commit() only mark where one ends, and
 * one db_rollback() undoes all of it. db_end_group() is false when nothing of it was kept for sure. */
void db_keep(struct db *d);
bool db_next_errand(struct db *d, struct db_bytes *text);
bool db_begin_group(struct db *d);
bool db_end_group(struct db *d);
bool db_end_errand(struct db *d, const void *reply, size_t len);
void db_release(struct db *d);

/* Everything is in the file itself and the log beside it is empty: what was overwritten or deleted
 * is nowhere any more. ERR_BUSY: somebody has been reading from it for seconds. Outside of a
 * transaction. */
enum err db_empty_log(struct db *d, struct err_note *note) MUST_CHECK;

/* A named statement, reset and bound; valid until the same one is asked for
 * again. All parameters must be given: a missing or unknown name is a broken
 * promise (assert). Never step it across a key stroke.
 * note may be NULL. NULL is returned on failure, note says why. */
struct db_stmt *db_query(struct db *d, const char *name,
    const struct db_arg *args, struct err_note *note);
/* The same for text made by store/ (lists, query by example); cached by text. */
struct db_stmt *db_query_text(struct db *d, const char *sql,
    const struct db_arg *args, struct err_note *note);
enum db_step db_step(struct db_stmt *s, struct err_note *note);
void db_reset(struct db_stmt *s);		/* ends its read; NULL is fine */
/* Steps to the end. *changed: rows changed or returned; may be NULL. */
enum err db_run(struct db *d, const char *name, const struct db_arg *args,
    int64_t *changed, struct err_note *note) MUST_CHECK;
enum err db_run_text(struct db *d, const char *sql, const struct db_arg *args,
    int64_t *changed, struct err_note *note) MUST_CHECK;
/* Steps a statement of db_query() to its end: what db_run() does after binding. */
enum err db_finish(struct db_stmt *s, int64_t *changed, struct err_note *note) MUST_CHECK;
/* The code behind a NULL statement or DB_FAILED: what the note says, ERR_DB without one. */
static inline enum err
db_why(const struct err_note *note)
{
	return note != NULL && note->code != ERR_OK ? note->code : ERR_DB;
}
/* First column of the first row. ERR_NOTFOUND (no note) without a row. */
enum err db_get_int(struct db *d, const char *name, const struct db_arg *args,
    int64_t *v, struct err_note *note) MUST_CHECK;

/* Columns of the row DB_ROW stands on, from 0. Borrowed until the next step. */
int db_cols(const struct db_stmt *s);
const char *db_col_name(const struct db_stmt *s, int col);
bool db_is_null(const struct db_stmt *s, int col);
int64_t db_int(const struct db_stmt *s, int col);	/* NULL gives 0 */
const char *db_text(const struct db_stmt *s, int col);	/* NULL gives "" */
const void *db_blob(const struct db_stmt *s, int col, size_t *len);

/* Stops a running statement of this handle from a signal or another thread. */
void db_interrupt(struct db *d);
/* Progress: called every few milliseconds of work inside a statement; true stops
 * it with ERR_CANCELLED. NULL takes it off. */
void db_set_progress(struct db *d, bool (*stop)(void *arg), void *arg);

/* Does the text of a named query exist; its header lines ("right", "private")
 * by key, "" when absent, NULL when there is no such query. Borrowed. */
const char *db_query_header(struct db *d, const char *name, const char *key);
/* The text of a named query, for store/ to expand; NULL when there is none. */
const char *db_query_sql(struct db *d, const char *name);

/* Prepares every named query, for "quen check". expand (may be NULL) gives the
 * text with "@customer" and the like replaced, on the heap, or NULL when it
 * names something unknown. report gets "queries/x.sql:12: name: what is wrong".
 * ERR_SYNTAX when there was any. */
struct db_check {
	char *(*expand)(void *arg, const char *sql);
	void (*report)(void *arg, const char *line);
	void *arg;
};
enum err db_check_queries(struct db *d, const struct db_check *check,
    struct err_note *note) MUST_CHECK;

/* For tests: the n-th call from now (1 = next) that reaches the engine fails
 * with ERR_DB; 0 switches it off. db_calls counts them. */
void db_fail_at(struct db *d, long n);
long db_calls(const struct db *d);

/* Pages, WAL bytes, checkpoints: for health screens and benches. */
struct db_stats { int64_t pages, page_size, wal_bytes, checkpoints; };
enum err db_stats(struct db *d, struct db_stats *st, struct err_note *note) MUST_CHECK;
/* For who reads a store from end to end, again and again: pages of so many megabytes are kept in
 * memory; 0: as many as a session keeps. */
void db_cache(struct db *d, int megabytes);
/* Asks the engine whether the file is sound. */
enum err db_integrity(struct db *d, struct err_note *note) MUST_CHECK;

#endif
