#include "config.h"

#include "db/sqlite_conn.h"

#include <errno.h>
#include <string.h>

#include "base/i18n.h"
#include "base/log.h"
#include "base/str.h"
#include "db/sqlite_crypt.h"

/* "UNIQUE constraint failed: customer.code, customer.deleted" names columns;
 * the first one goes to the note, where a form finds its field. */
static void
find_field(const char *message, char *field, size_t size)
{
	const char *s = strstr(message, "failed: ");

	field[0] = '\0';
	if (s == NULL)
		return;
	s += strlen("failed: ");
	const char *dot = s + strcspn(s, "., ");
	if (*dot == '.')
		s = dot + 1;
	size_t n = strcspn(s, ", ");
	str_copy(field, n + 1 < size ? n + 1 : size, s);
}

static enum err
fail_constraint(struct db_conn *c, int rc, struct err_note *note)
{
	char field[sizeof ((struct err_note *)0)->field];

	find_field(sqlite3_errmsg(c->db), field, sizeof field);
	switch (rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return err_set(note, ERR_CONFLICT, field, _("This exists already."));
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return err_set(note, ERR_CONFLICT, "",
		    _("Something it belongs to is missing, or something still belongs to it."));
	default:
		log_write(LOG_LEVEL_WARN, "database: %s", sqlite3_errmsg(c->db));
		return err_set(note, ERR_INVALID, field, _("A value is missing or not allowed here."));
	}
}

static enum err
fail_io(struct db_conn *c, int rc, struct err_note *note)
{
	int sys = c->db != NULL ? sqlite3_system_errno(c->db) : 0;

	if (rc == SQLITE_FULL || ((rc & 0xff) == SQLITE_IOERR &&
	    rc != SQLITE_IOERR_FSYNC && rc != SQLITE_IOERR_READ &&
	    (sys == ENOSPC || sys == EDQUOT || sys == EFBIG)))
		return err_set(note, ERR_FULL, "", _("The disk is full; nothing was saved. "
		    "Make room on it, then try again."));
	/* The kernel has forgotten the pages that it could not write. */
	if ((rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC) && c->turn != NULL)
		turn_fail(c->turn);
	return err_set(note, ERR_IO, "", _("The disk failed while reading or saving; "
	    "please tell whoever looks after this computer."));
}

enum err
sqlite_fail(struct db_conn *c, int rc, struct err_note *note)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_DONE:
	case SQLITE_ROW:
		return ERR_OK;
	case SQLITE_CONSTRAINT:
		return fail_constraint(c, rc, note);
	case SQLITE_INTERRUPT:
		return err_set(note, ERR_CANCELLED, "", _("Stopped."));
	default:
		break;
	}

	if (rc == CRYPT_NO_KEY)
		return err_set(note, ERR_CONFIG, "", _("The store is encrypted, and its key is missing: "
		    "put the key file back beside it (%s.key)."), c->url);
	if (rc == CRYPT_WRONG_KEY)
		return err_set(note, ERR_CONFIG, "", _("The store is encrypted with another key than "
		    "the one beside it (%s.key)."), c->url);
	log_write(LOG_LEVEL_ERROR, "database: %s (%d): %s", sqlite3_errstr(rc), rc,
	    c->db != NULL ? sqlite3_errmsg(c->db) : "");
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(note, ERR_BUSY, "",
		    _("Others are saving at this moment; please try again."));
	case SQLITE_FULL:
	case SQLITE_IOERR:
		if (rc == SQLITE_IOERR_DATA)
			return err_set(note, ERR_DB, "", _("A page of the encrypted store does not open: it "
			    "was changed or damaged. Stop working and restore a backup."));
		return fail_io(c, rc, note);
	case SQLITE_CANTOPEN:
		return fail_io(c, rc, note);
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return err_set(note, ERR_IO, "",
		    _("The store is open for reading only; nothing can be saved."));
	case SQLITE_CORRUPT:
		return err_set(note, ERR_DB, "",
		    _("The database is damaged. Stop working and restore a backup."));
	case SQLITE_NOTADB:
		return err_set(note, ERR_CONFIG, "", _("This file is not a store of Quen."));
	case SQLITE_TOOBIG:
		return err_set(note, ERR_LIMIT, "", _("The text is too long."));
	default:
		return err_set(note, ERR_DB, "", _("The database failed; nothing was saved."));
	}
}

int
sqlite_exec(struct db_conn *c, const char *sql)
{
	c->trusted++;
	int rc = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
	c->trusted--;
	return rc;
}

int
sqlite_get(struct db_conn *c, const char *sql, int64_t *v)
{
	sqlite3_stmt *st = NULL;

	*v = 0;
	c->trusted++;
	int rc = sqlite3_prepare_v2(c->db, sql, -1, &st, NULL);
	if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		*v = sqlite3_column_int64(st, 0);
		rc = SQLITE_OK;
	} else if (rc == SQLITE_DONE) {
		rc = SQLITE_OK;
	}
	int fin = sqlite3_finalize(st);
	c->trusted--;
	return rc == SQLITE_OK ? rc : fin;
}
