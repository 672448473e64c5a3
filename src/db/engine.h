/* engine.h - what a storage engine does for db/; one file implements it.
 *
 * An engine knows nothing of named queries, headers or caches. Its texts for
 * users follow base/err.h; what the machine said goes to the log. */
#ifndef QUEN_DB_ENGINE_H
#define QUEN_DB_ENGINE_H

#include "db/db.h"

struct db_conn;			/* one connection */
struct db_prep;			/* one prepared statement */

/* "@name" in SQL files becomes text. */
struct db_macro { const char *name, *text; };

/* Writers that do each other's work; see db.h. */
struct db_errands {
	bool (*is_busy)(const struct db_conn *c);
	enum err (*begin)(struct db_conn *c, const struct db_bytes *text, struct db_bytes *reply,
	    bool *is_unknown, struct err_note *note);
	/* From here to release() commit and rollback keep the turn, and begin finds it. */
	void (*keep)(struct db_conn *c);
	bool (*next)(struct db_conn *c, struct db_bytes *text);
	bool (*end)(struct db_conn *c, const void *reply, size_t len);
	void (*release)(struct db_conn *c);
};

struct db_engine {
	const char *name;	/* also the folder in sql/ with its own files */
	const struct db_macro *macros;

	enum err (*open)(const char *url, const struct db_options *o,
	    struct db_conn **out, struct err_note *note);
	void (*close)(struct db_conn *c);
	bool (*is_readonly)(const struct db_conn *c);

	enum err (*begin)(struct db_conn *c, enum db_mode mode, struct err_note *note);
	uint32_t (*data_version)(const struct db_conn *c);	/* 0: not known */
	/* After a failure the transaction is still there, to be rolled back. */
	enum err (*commit)(struct db_conn *c, struct err_note *note);
	void (*rollback)(struct db_conn *c);
	enum err (*durable)(struct db_conn *c, struct err_note *note);
	enum err (*empty_log)(struct db_conn *c, struct err_note *note);
	void (*rest)(struct db_conn *c);	/* what can wait until the user was told */
	const struct db_errands *errands;	/* NULL: everyone saves for itself */

	/* *at: offset in sql of what does not read, 0 when unknown; the note's text
	 * is then the engine's own, for whoever writes SQL. -1: sql is not to
	 * blame. */
	enum err (*prepare)(struct db_conn *c, const char *sql,
	    struct db_prep **out, int *at, struct err_note *note);
	void (*finalize)(struct db_prep *p);
	bool (*is_write)(const struct db_prep *p);
	int (*params)(const struct db_prep *p);
	const char *(*param_name)(const struct db_prep *p, int i);	/* from 0, no $ */
	/* is_live: texts and blobs stay where they are until reset(); else they are copied. */
	enum err (*bind)(struct db_prep *p, int i, const struct db_arg *a, bool is_live,
	    struct err_note *note);
	enum db_step (*step)(struct db_prep *p, struct err_note *note);
	void (*reset)(struct db_prep *p);	/* ends its read, unbinds */
	int64_t (*changes)(const struct db_prep *p);

	int (*cols)(const struct db_prep *p);
	const char *(*col_name)(const struct db_prep *p, int col);
	bool (*is_null)(const struct db_prep *p, int col);
	int64_t (*get_int)(const struct db_prep *p, int col);
	const char *(*get_text)(const struct db_prep *p, int col);
	const void *(*get_blob)(const struct db_prep *p, int col, size_t *len);

	/* Greatest number in table schema_version, 0 without the table. */
	enum err (*version)(struct db_conn *c, int64_t *version, struct err_note *note);
	/* Between schema(c, true) and schema(c, false), both outside of
	 * transactions, script() may change the schema; commit checks the
	 * foreign keys of everything. */
	void (*schema)(struct db_conn *c, bool on);
	enum err (*script)(struct db_conn *c, const char *sql, int *at,
	    struct err_note *note);

	void (*interrupt)(struct db_conn *c);
	void (*progress)(struct db_conn *c, bool (*stop)(void *arg), void *arg);
	enum err (*stats)(struct db_conn *c, struct db_stats *st, struct err_note *note);
	void (*cache)(struct db_conn *c, int megabytes);
	enum err (*integrity)(struct db_conn *c, struct err_note *note);
};

extern const struct db_engine sqlite_engine;

#endif
