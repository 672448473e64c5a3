/* handle.h - what the files of db/ share of a handle; nobody else includes
 * it. */
#ifndef QUEN_DB_HANDLE_H
#define QUEN_DB_HANDLE_H

#include "db/engine.h"
#include "db/statements.h"

#define TEXT_CACHE 64		/* statements of db_query_text kept prepared */
#define PARAMS_MAX 64
#define RECENT 256		/* names looked up lately */

struct db_stmt {
	struct db *db;
	struct db_prep *prep;
	const struct query *query;	/* NULL: by text */
	char *text;
	uint64_t used;			/* when, for the cache of texts */
	bool open;			/* on a row */
	bool is_bound;			/* bound since its last reset */
	int nparams;
	char *names;			/* what param points to */
	const char *param[PARAMS_MAX];
	unsigned char hint[PARAMS_MAX];	/* which parameter argument i was */
};

struct db {
	const struct db_engine *engine;
	struct db_conn *conn;
	char *sql_dir;			/* NULL: none */
	struct queries queries;
	struct db_stmt **named;		/* parallel to queries.q; NULL: not yet */
	struct db_stmt *texts[TEXT_CACHE];
	size_t ntexts;
	size_t nopen;			/* statements on a row */
	struct query *recent[RECENT];	/* by where the name stands in memory; a guess */
	uint64_t clock;			/* ticks of the cache of texts */
	bool in_tx, in_write;
	bool broken;			/* only a rollback is possible */
	bool in_group, group_broken;	/* db_begin_group() */
	long calls, fail_at;
};

/* Counts a call of the engine; fails when it is the one to fail. */
enum err db_count(struct db *d, struct err_note *note);
void stmt_reset_all(struct db *d);
void stmt_free_all(struct db *d);

#endif
