#include "config.h"

#include "db/sqlite_conn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/durable.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "db/sqlite_crypt.h"
#include "db/sqlite_vfs.h"

#define CACHE_KB 8000			/* figures: PERFORMANCE.md, "Many sessions" */
#define BUSY_MS 5000

/* SQL is ours alone; this is the second line. Nothing but migrations touches
 * the schema, and there are no triggers (SCALE.md 3): they are switched off,
 * so one that was made would silently do nothing. */
static int
authorize(void *conn, int action, const char *a, const char *b, const char *dbname,
    const char *trigger)
{
	const struct db_conn *c = conn;

	(void)dbname;
	(void)trigger;
	if (c->trusted > 0)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		/* A virtual table that is used for the first time is declared by an
		 * update of sqlite_master that never runs; DEFENSIVE refuses real ones. */
		if (!c->schema && a != NULL && str_starts(a, "sqlite_") &&
		    !(action == SQLITE_UPDATE && str_eq(a, "sqlite_master")))
			return SQLITE_DENY;
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return str_ieq_ascii(b, "load_extension") ||
		    str_ieq_ascii(b, "fts3_tokenizer") ? SQLITE_DENY : SQLITE_OK;
	case SQLITE_PRAGMA:
		/* FTS5 asks for it. */
		return str_ieq_ascii(a, "data_version") ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_CREATE_TABLE:
	case SQLITE_CREATE_INDEX:
	case SQLITE_CREATE_VIEW:
	case SQLITE_CREATE_VTABLE:
	case SQLITE_DROP_TABLE:
	case SQLITE_DROP_INDEX:
	case SQLITE_DROP_VIEW:
	case SQLITE_DROP_VTABLE:
	case SQLITE_ALTER_TABLE:
	case SQLITE_REINDEX:
	case SQLITE_ANALYZE:
		return c->schema ? SQLITE_OK : SQLITE_DENY;
	default:
		/* ATTACH, DETACH, temporary things, triggers, transactions. */
		return SQLITE_DENY;
	}
}

static int
note_wal(void *conn, sqlite3 *db, const char *name, int pages)
{
	struct db_conn *c = conn;

	(void)db;
	(void)name;
	c->wal_pages = pages;
	return SQLITE_OK;
}

/* Creates the file before SQLite does, so that only its owner can read it; the
 * other files of SQLite take their mode from it. */
static enum err
find_file(struct db_conn *c, const char *url, const struct db_options *o, bool *made,
    struct err_note *note)
{
	*made = false;
	if (o->create && !o->readonly) {
		int fd = open(url, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0) {
			close(fd);
			*made = true;
		} else if (errno == ENOSPC || errno == EDQUOT) {
			return err_set(note, ERR_FULL, "", _("The disk is full; the store cannot be made."));
		} else if (errno != EEXIST) {
			return err_set(note, ERR_IO, "", _("The store cannot be made here: %s."),
			    strerror(errno));
		}
	}
	c->path = realpath(url, NULL);
	if (c->path == NULL && errno == ENOENT)
		return err_set(note, ERR_NOTFOUND, "", _("There is no store here yet."));
	if (c->path == NULL || access(c->path, R_OK) < 0)
		return err_set(note, ERR_IO, "", _("The store cannot be opened: %s."),
		    strerror(errno));

	struct stat st;
	if (stat(c->path, &st) < 0 || !S_ISREG(st.st_mode))
		return err_set(note, ERR_CONFIG, "", _("This file is not a store of Quen."));
	return ERR_OK;
}

static char *
folder_of(const char *path)
{
	return xstrndup(path, (size_t)(strrchr(path, '/') + 1 - path));
}

/* SQLite needs to write beside the file even for reading, unless it is told
 * that nobody changes it: only where nobody can. */
static bool
is_frozen(const char *path)
{
	char *dir = folder_of(path), *wal = xasprintf("%s-wal", path);
	struct statvfs fs;
	struct stat d, f, w;
	bool frozen = false;

	if (statvfs(path, &fs) == 0 && stat(dir, &d) == 0 && stat(path, &f) == 0)
		frozen = (fs.f_flag & ST_RDONLY) != 0 ||
		    ((d.st_mode & 0222) == 0 && (f.st_mode & 0222) == 0);
	if (frozen && stat(wal, &w) == 0 && w.st_size > 0)
		frozen = false;
	free(wal);
	free(dir);
	return frozen;
}

static bool
can_write(const char *path)
{
	char *dir = folder_of(path);
	bool can = access(path, W_OK) == 0 && access(dir, W_OK) == 0;

	free(dir);
	return can;
}

static void
add_escaped(struct strbuf *b, const char *path)
{
	for (; *path != '\0'; path++)
		if (strchr("%?#&=", *path) != NULL)
			strbuf_addf(b, "%%%02x", (unsigned)(unsigned char)*path);
		else
			strbuf_add_char(b, *path);
}

char *
sqlite_uri(const char *path, const char *keyring, const char *more)
{
	struct strbuf b = { 0 };

	strbuf_add(&b, "file:");
	add_escaped(&b, path);
	strbuf_add(&b, "?keyring=");
	add_escaped(&b, keyring);
	strbuf_add(&b, more);
	return strbuf_take(&b);
}

/* What becomes a store leaves room in its pages from the first one on: for the seal, or a sum. */
static int
open_file(struct db_conn *c, bool create, bool seal)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
	const char *more = c->readonly && is_frozen(c->path) ? "&immutable=1" : seal ? "&seal=1" :
	    create ? "&sums=1" : "";
	char *uri = sqlite_uri(c->path, c->url, more);

	flags |= c->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	int rc = sqlite3_open_v2(uri, &c->db, flags, sqlite_vfs());
	free(uri);
	if (rc == SQLITE_OK && create)
		rc = sqlite3_file_control(c->db, "main", SQLITE_FCNTL_RESERVE_BYTES,
		    &(int){ CRYPT_RESERVED });
	return rc;
}

static void
harden(struct db_conn *c)
{
	static const struct { int op, on; } config[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 },
	};

	for (size_t i = 0; i < sizeof config / sizeof config[0]; i++)
		sqlite3_db_config(c->db, config[i].op, config[i].on, NULL);
	sqlite3_limit(c->db, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_busy_timeout(c->db, BUSY_MS);
	sqlite3_set_authorizer(c->db, authorize, c);
	sqlite_add_functions(c->db);
}

void
sqlite_cache(struct db_conn *c, int megabytes)
{
	char sql[48];

	snprintf(sql, sizeof sql, "PRAGMA cache_size=-%d;", megabytes > 0 ? megabytes * 1000 : CACHE_KB);
	(void)sqlite_exec(c, sql);
}

static int
set_pragmas(struct db_conn *c)
{
	int64_t fk;
	int rc = sqlite_exec(c, "PRAGMA synchronous=NORMAL;"
	    "PRAGMA wal_autocheckpoint=0;"
	    "PRAGMA journal_size_limit=67108864;"
	    "PRAGMA mmap_size=0;"
	    "PRAGMA temp_store=MEMORY;");

	sqlite3_wal_hook(c->db, note_wal, c);
	sqlite_cache(c, 0);
	if (rc == SQLITE_OK)
		rc = sqlite_get(c, "PRAGMA foreign_keys", &fk);
	return rc == SQLITE_OK && fk != 1 ? SQLITE_MISUSE : rc;
}

/* An empty file becomes a store; a store is in WAL mode. */
static enum err
shape_file(struct db_conn *c, struct err_note *note)
{
	int64_t app = 0, pages = 0;
	int rc = sqlite_get(c, "PRAGMA page_count", &pages);

	if (rc == SQLITE_OK)
		rc = sqlite_get(c, "PRAGMA application_id", &app);
	/* There is nothing to save from a crash yet, and no journal that would be clear. */
	if (rc == SQLITE_OK && pages == 0)
		rc = sqlite_exec(c, "PRAGMA journal_mode=MEMORY; PRAGMA page_size=4096;"
		    "PRAGMA application_id=0x5155454e;");
	else if (rc == SQLITE_OK && app != SQLITE_APP_ID)
		rc = SQLITE_NOTADB;
	if (rc == SQLITE_OK)
		rc = sqlite_exec(c, "PRAGMA journal_mode=WAL; PRAGMA user_version;");
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, note);
	return durable_name(c->path) ? ERR_OK :
	    err_set(note, ERR_IO, "", _("The disk failed while making the store."));
}

/* Whether it is ours and in WAL mode; opens the WAL by reading. */
static int
probe_file(struct db_conn *c, bool *shaped)
{
	int64_t app = 0;
	sqlite3_stmt *st = NULL;

	*shaped = false;
	c->trusted++;
	int rc = sqlite3_prepare_v2(c->db, "PRAGMA journal_mode", -1, &st, NULL);
	if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		*shaped = str_eq((const char *)sqlite3_column_text(st, 0), "wal");
		rc = SQLITE_OK;
	}
	sqlite3_finalize(st);
	c->trusted--;
	if (rc == SQLITE_OK)
		rc = sqlite_get(c, "PRAGMA application_id", &app);
	if (rc == SQLITE_OK && app != SQLITE_APP_ID) {
		if (*shaped || c->readonly)
			rc = SQLITE_NOTADB;
		*shaped = false;
	}
	return rc;
}

static enum err
set_up(struct db_conn *c, bool made, const struct db_options *o, struct err_note *note)
{
	bool shaped = false;
	enum err e = ERR_OK;

	int rc = open_file(c, o->create && !c->readonly, o->create && o->sealed);
	if (rc == SQLITE_OK) {
		harden(c);
		rc = set_pragmas(c);
	}
	if (rc == SQLITE_OK)
		rc = probe_file(c, &shaped);
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, note);
	if (c->readonly)
		return ERR_OK;
	if (turn_needs_repair(c->turn))
		e = turn_repair(c->turn, sqlite_repair, c, note);
	if (e == ERR_OK && (made || !shaped)) {
		e = turn_take(c->turn, SQLITE_TURN_MS, note);
		if (e == ERR_OK)
			e = shape_file(c, note);
		turn_leave(c->turn);
	}
	return e;
}

/* While we waited for our place another generation of the store may have been put in place
 * (copy.h): then this is no longer the one. */
static bool
is_elsewhere(const struct db_conn *c, const char *url)
{
	char *now = realpath(url, NULL);
	bool moved = now == NULL || !str_eq(now, c->path);

	free(now);
	return moved;
}

static enum err
take_place(struct db_conn *c, const char *url, const struct db_options *o, bool *made,
    struct err_note *note)
{
	enum err e;

	do {
		turn_close(c->turn);
		c->turn = NULL;
		free(c->path);
		c->path = NULL;
		e = find_file(c, url, o, made, note);
		if (e != ERR_OK)
			return e;
		c->readonly = o->readonly || !can_write(c->path);
		if (!c->readonly)
			e = turn_open(c->path, &c->turn, note);
	} while (e == ERR_OK && is_elsewhere(c, url));
	return e;
}

enum err
sqlite_open(const char *url, const struct db_options *o, struct db_conn **out,
    struct err_note *note)
{
	struct db_conn *c = xcalloc(1, sizeof *c);
	bool made = false;

	/* Nobody asks for the sums, and every allocation would lock to keep them.
	 * Refused, harmlessly, once SQLite is in use. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	c->url = xstrdup(o->keyring != NULL ? o->keyring : url);
	enum err e = take_place(c, url, o, &made, note);

	if (e == ERR_OK && c->turn != NULL && o->wal_pages > 0)
		turn_set_limit(c->turn, o->wal_pages);
	if (e == ERR_OK)
		e = set_up(c, made, o, note);
	if (e != ERR_OK) {
		sqlite_close(c);
		return e;
	}
	*out = c;
	return ERR_OK;
}

void
sqlite_close(struct db_conn *c)
{
	if (c == NULL)
		return;
	sqlite3_finalize(c->begin);
	sqlite3_finalize(c->begin_write);
	sqlite3_finalize(c->commit);
	sqlite3_finalize(c->rollback);
	if (c->db != NULL)
		sqlite_final_checkpoint(c);
	sqlite3_close(c->pin);
	sqlite3_close(c->db);
	turn_close(c->turn);
	free(c->path);
	free(c->url);
	free(c);
}
