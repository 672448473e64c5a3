/* The SQLite engine: transactions and statements. */
#include "config.h"

#include "db/sqlite_conn.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define PROGRESS_OPS 20000	/* a few milliseconds of virtual machine */

static const struct db_macro sqlite_macros[] = {
	{ "int64", "INTEGER" },
	{ "text", "TEXT" },
	{ "blob", "BLOB" },
	{ "bool", "INTEGER" },
	{ "table", "STRICT" },
	{ "rowless", "WITHOUT ROWID, STRICT" },
	{ NULL, NULL }
};

static bool
sqlite_is_readonly(const struct db_conn *c)
{
	return c->readonly;
}

/* BEGIN and COMMIT, prepared once. */
static int
run_cached(struct db_conn *c, sqlite3_stmt **st, const char *sql)
{
	int rc = SQLITE_OK;

	c->trusted++;		/* SQLite may prepare again by itself */
	if (*st == NULL)
		rc = sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, st, NULL);
	if (rc == SQLITE_OK) {
		rc = sqlite3_step(*st);
		if (rc == SQLITE_DONE)
			rc = SQLITE_OK;
		sqlite3_reset(*st);
	}
	c->trusted--;
	return rc;
}

enum err
sqlite_begin_write(struct db_conn *c, struct err_note *note)
{
	int rc = run_cached(c, &c->begin_write, "BEGIN IMMEDIATE");

	if (rc != SQLITE_OK) {
		enum err e = sqlite_fail(c, rc, note);

		if (!c->keeps)
			turn_leave(c->turn);
		return e;
	}
	c->in_write = true;
	/* All that we read from here on, even when it ends in a rollback. */
	c->seen = turn_last(c->turn);
	return ERR_OK;
}

static enum err
sqlite_begin(struct db_conn *c, enum db_mode mode, struct err_note *note)
{
	enum err e;
	int rc;

	sqlite_put_off(c);
	if (mode == DB_READ) {
		rc = run_cached(c, &c->begin, "BEGIN");
		return sqlite_fail(c, rc, note);
	}
	if (c->readonly)
		return err_set(note, ERR_IO, "",
		    _("The store is open for reading only; nothing can be saved."));
	e = c->keeps ? ERR_OK : turn_take(c->turn, SQLITE_TURN_MS, note);
	return e == ERR_OK ? sqlite_begin_write(c, note) : e;
}

static enum err
sqlite_commit(struct db_conn *c, struct err_note *note)
{
	bool check = c->schema && c->in_write;

	if (check) {
		int64_t bad = 0;
		int rc = sqlite_get(c, "SELECT count(*) FROM pragma_foreign_key_check", &bad);
		if (rc != SQLITE_OK)
			return sqlite_fail(c, rc, note);
		if (bad != 0)
			return sqlite_fail(c, SQLITE_CONSTRAINT_FOREIGNKEY, note);
	}
	if (c->in_write) {
		c->wal_pages = 0;	/* stays 0 when nothing was written */
		turn_committing(c->turn);
	}
	int rc = run_cached(c, &c->commit, "COMMIT");
	if (rc != SQLITE_OK) {
		enum err e = sqlite_fail(c, rc, note);
		if (e == ERR_FULL || !c->in_write)
			return e;
		return err_set(note, e, "", _("The database failed while saving. It is not certain "
		    "whether this was saved: look before doing it again."));
	}
	if (c->in_write) {
		c->in_write = false;
		c->seen = turn_committed(c->turn);
		if (!c->keeps)
			sqlite_leave_turn(c);
	}
	return ERR_OK;
}

static uint32_t
sqlite_data_version(const struct db_conn *c)
{
	uint32_t v = 0;

	return sqlite3_file_control(c->db, "main", SQLITE_FCNTL_DATA_VERSION, &v) == SQLITE_OK ? v : 0;
}

static void
sqlite_rollback(struct db_conn *c)
{
	/* Some failures have rolled back by themselves. */
	if (!sqlite3_get_autocommit(c->db))
		run_cached(c, &c->rollback, "ROLLBACK");
	c->in_write = false;
	if (c->turn != NULL && !c->keeps)
		turn_leave(c->turn);
}

/* True when only blanks and comments are left. */
static bool
is_end(struct db_conn *c, const char *tail)
{
	sqlite3_stmt *st = NULL;

	if (tail[strspn(tail, " \t\r\n;")] == '\0')
		return true;
	int rc = sqlite3_prepare_v2(c->db, tail, -1, &st, NULL);
	bool end = rc == SQLITE_OK && st == NULL;
	sqlite3_finalize(st);
	return end;
}

static enum err
sqlite_prepare(struct db_conn *c, const char *sql, struct db_prep **out, int *at,
    struct err_note *note)
{
	sqlite3_stmt *st = NULL;
	const char *tail = "";

	*at = -1;
	int rc = sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, &tail);
	if ((rc & 0xff) == SQLITE_ERROR || (rc & 0xff) == SQLITE_AUTH) {
		*at = sqlite3_error_offset(c->db);
		if (*at < 0)
			*at = (int)strspn(sql, " \t\r\n");
		return err_set(note, ERR_DB, "", "%s", sqlite3_errmsg(c->db));
	}
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, note);
	if (st == NULL) {
		*at = 0;
		return err_set(note, ERR_DB, "", "no statement");
	}
	if (!is_end(c, tail)) {
		sqlite3_finalize(st);
		*at = (int)(tail - sql);
		return err_set(note, ERR_DB, "", "more than one statement");
	}

	struct db_prep *p = xcalloc(1, sizeof *p);
	p->conn = c;
	p->st = st;
	p->write = !sqlite3_stmt_readonly(st);
	*out = p;
	return ERR_OK;
}

static void
sqlite_prep_finalize(struct db_prep *p)
{
	sqlite3_finalize(p->st);
	free(p);
}

static bool
sqlite_is_write(const struct db_prep *p)
{
	return p->write;
}

static int
sqlite_params(const struct db_prep *p)
{
	return sqlite3_bind_parameter_count(p->st);
}

static const char *
sqlite_param_name(const struct db_prep *p, int i)
{
	const char *name = sqlite3_bind_parameter_name(p->st, i + 1);

	return name != NULL ? name + 1 : "";
}

static enum err
sqlite_bind(struct db_prep *p, int i, const struct db_arg *a, bool is_live,
    struct err_note *note)
{
	sqlite3_destructor_type life = is_live ? SQLITE_STATIC : SQLITE_TRANSIENT;
	int rc = SQLITE_MISUSE;

	switch (a->kind) {
	case DB_ARG_INT:
		rc = sqlite3_bind_int64(p->st, i + 1, a->i);
		break;
	case DB_ARG_TEXT:		/* NULL binds NULL */
		rc = sqlite3_bind_text(p->st, i + 1, a->p, -1, life);
		break;
	case DB_ARG_BLOB:
		rc = a->p == NULL && a->i == 0 ? sqlite3_bind_zeroblob(p->st, i + 1, 0) :
		    sqlite3_bind_blob64(p->st, i + 1, a->p, (sqlite3_uint64)a->i, life);
		break;
	case DB_ARG_NULL:		/* as the reset before left it */
		rc = SQLITE_OK;
		break;
	case DB_ARG_END:
		break;
	}
	return rc == SQLITE_OK ? ERR_OK : sqlite_fail(p->conn, rc, note);
}

static enum db_step
sqlite_step(struct db_prep *p, struct err_note *note)
{
	struct db_conn *c = p->conn;
	int rc = sqlite3_step(p->st);

	/* A read has begun: whatever it sees is covered by this number. */
	if (!p->running && c->turn != NULL) {
		uint64_t seen = turn_seen(c->turn);
		if (seen > c->seen && !c->in_write)
			c->seen = seen;
	}
	p->running = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW)
		return DB_ROW;
	if (rc == SQLITE_DONE)
		return DB_DONE;
	sqlite_fail(c, rc, note);
	sqlite3_reset(p->st);
	return DB_FAILED;
}

static void
sqlite_prep_reset(struct db_prep *p)
{
	sqlite3_reset(p->st);
	sqlite3_clear_bindings(p->st);
	p->running = false;
}

static int64_t
sqlite_prep_changes(const struct db_prep *p)
{
	return p->write ? sqlite3_changes64(p->conn->db) : 0;
}

static int
sqlite_cols(const struct db_prep *p)
{
	return sqlite3_column_count(p->st);
}

static const char *
sqlite_col_name(const struct db_prep *p, int col)
{
	return sqlite3_column_name(p->st, col);
}

static bool
sqlite_is_null(const struct db_prep *p, int col)
{
	return sqlite3_column_type(p->st, col) == SQLITE_NULL;
}

static int64_t
sqlite_get_int(const struct db_prep *p, int col)
{
	return sqlite3_column_int64(p->st, col);
}

static const char *
sqlite_get_text(const struct db_prep *p, int col)
{
	const char *s = (const char *)sqlite3_column_text(p->st, col);

	return s != NULL ? s : "";
}

static const void *
sqlite_get_blob(const struct db_prep *p, int col, size_t *len)
{
	const void *b = sqlite3_column_blob(p->st, col);

	*len = (size_t)sqlite3_column_bytes(p->st, col);
	return b != NULL ? b : "";
}

static enum err
sqlite_version(struct db_conn *c, int64_t *version, struct err_note *note)
{
	int64_t there = 0;
	int rc = sqlite_get(c, "SELECT count(*) FROM sqlite_schema"
	    " WHERE type = 'table' AND name = 'schema_version'", &there);

	*version = 0;
	if (rc == SQLITE_OK && there > 0)
		rc = sqlite_get(c, "SELECT max(version) FROM schema_version", version);
	return sqlite_fail(c, rc, note);
}

/* Tables are rebuilt by copying, which breaks references for a while. */
static void
sqlite_schema(struct db_conn *c, bool on)
{
	c->schema = on;
	sqlite_exec(c, on ? "PRAGMA foreign_keys=OFF" : "PRAGMA foreign_keys=ON");
}

static enum err
sqlite_script(struct db_conn *c, const char *sql, int *at, struct err_note *note)
{
	const char *s = sql;

	*at = -1;
	while (*s != '\0') {
		sqlite3_stmt *st = NULL;
		const char *tail = NULL;
		int rc = sqlite3_prepare_v2(c->db, s, -1, &st, &tail);
		if (rc != SQLITE_OK) {
			int off = sqlite3_error_offset(c->db);
			*at = (int)(s - sql) + (off > 0 ? off : (int)strspn(s, " \t\r\n"));
		} else if (st != NULL) {
			while ((rc = sqlite3_step(st)) == SQLITE_ROW)
				;
			if (rc != SQLITE_DONE)
				*at = (int)(s - sql) + (int)strspn(s, " \t\r\n");
		}
		int base = rc & 0xff;
		if (base == SQLITE_ERROR || base == SQLITE_AUTH || base == SQLITE_CONSTRAINT)
			err_set(note, ERR_DB, "", "%s", sqlite3_errmsg(c->db));
		else if (rc != SQLITE_OK && rc != SQLITE_DONE)
			sqlite_fail(c, rc, note);
		sqlite3_finalize(st);
		if (rc != SQLITE_OK && rc != SQLITE_DONE)
			return note->code;
		s = tail;
	}
	return ERR_OK;
}

static void
sqlite_stop(struct db_conn *c)
{
	sqlite3_interrupt(c->db);
}

static int
ask_stop(void *conn)
{
	struct db_conn *c = conn;

	return c->stop != NULL && c->stop(c->stop_arg);
}

static void
sqlite_progress(struct db_conn *c, bool (*stop)(void *arg), void *arg)
{
	c->stop = stop;
	c->stop_arg = arg;
	sqlite3_progress_handler(c->db, stop != NULL ? PROGRESS_OPS : 0,
	    stop != NULL ? ask_stop : NULL, c);
}

static enum err
sqlite_stats(struct db_conn *c, struct db_stats *st, struct err_note *note)
{
	*st = (struct db_stats){ 0 };
	int rc = sqlite_get(c, "PRAGMA page_count", &st->pages);
	if (rc == SQLITE_OK)
		rc = sqlite_get(c, "PRAGMA page_size", &st->page_size);
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, note);

	char *wal = xasprintf("%s-wal", c->path);
	struct stat fs;
	if (stat(wal, &fs) == 0)
		st->wal_bytes = fs.st_size;
	free(wal);
	if (c->turn != NULL)
		st->checkpoints = turn_checkpoints(c->turn);
	return ERR_OK;
}

static enum err
sqlite_integrity(struct db_conn *c, struct err_note *note)
{
	sqlite3_stmt *st = NULL;
	bool sound = false;
	int64_t bad = 0;

	c->trusted++;
	int rc = sqlite3_prepare_v2(c->db, "PRAGMA integrity_check(10)", -1, &st, NULL);
	while (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(st, 0);
		sound = str_eq(line, "ok");
		if (!sound)
			log_write(LOG_LEVEL_ERROR, "integrity: %s", line != NULL ? line : "");
	}
	c->trusted--;
	rc = sqlite3_finalize(st);
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, note);
	rc = sqlite_get(c, "SELECT count(*) FROM pragma_foreign_key_check", &bad);
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, note);
	if (!sound)
		return sqlite_fail(c, SQLITE_CORRUPT, note);
	if (bad > 0)
		return err_set(note, ERR_DB, "",
		    _("Rows of the database point to rows that are missing."));
	return ERR_OK;
}

const struct db_engine sqlite_engine = {
	.name = "sqlite",
	.macros = sqlite_macros,
	.open = sqlite_open,
	.close = sqlite_close,
	.is_readonly = sqlite_is_readonly,
	.begin = sqlite_begin,
	.data_version = sqlite_data_version,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.durable = sqlite_durable,
	.empty_log = sqlite_empty_log,
	.rest = sqlite_rest,
	.errands = &sqlite_errands,
	.prepare = sqlite_prepare,
	.finalize = sqlite_prep_finalize,
	.is_write = sqlite_is_write,
	.params = sqlite_params,
	.param_name = sqlite_param_name,
	.bind = sqlite_bind,
	.step = sqlite_step,
	.reset = sqlite_prep_reset,
	.changes = sqlite_prep_changes,
	.cols = sqlite_cols,
	.col_name = sqlite_col_name,
	.is_null = sqlite_is_null,
	.get_int = sqlite_get_int,
	.get_text = sqlite_get_text,
	.get_blob = sqlite_get_blob,
	.version = sqlite_version,
	.schema = sqlite_schema,
	.script = sqlite_script,
	.interrupt = sqlite_stop,
	.progress = sqlite_progress,
	.stats = sqlite_stats,
	.cache = sqlite_cache,
	.integrity = sqlite_integrity,
};
