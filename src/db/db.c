#include "config.h"

#include "db/db.h"

#include <assert.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "db/handle.h"
#include "db/migrate.h"

/* An older program would not know what a newer one keeps where. */
static enum err
check_version(struct db *d, struct err_note *note)
{
	int have = 0, newest = migrate_newest(d);
	enum err e = migrate_version(d, &have, note);

	if (e != ERR_OK || have <= newest)
		return e;
	return err_set(note, ERR_CONFIG, "",
	    _("This store was made by a newer Quen: its version is %d, this program "
	    "knows %d. Install the newer program."), have, newest);
}

enum err
db_open(const char *url, const struct db_options *o, struct db **out, struct err_note *note)
{
	struct db *d = xcalloc(1, sizeof *d);

	d->engine = &sqlite_engine;
	d->sql_dir = xstrdup(o->sql_dir);
	enum err e = queries_load(&d->queries, o->sql_dir, d->engine, note);
	if (e == ERR_OK)
		e = d->engine->open(url, o, &d->conn, note);
	if (e == ERR_OK) {
		d->named = xcalloc(d->queries.n, sizeof(struct db_stmt *));
		if (d->sql_dir != NULL)
			e = check_version(d, note);
	}
	if (e != ERR_OK) {
		db_close(d);
		return e;
	}
	*out = d;
	return ERR_OK;
}

void
db_close(struct db *d)
{
	if (d == NULL)
		return;
	if (d->conn != NULL) {
		db_rollback(d);
		stmt_free_all(d);
		d->engine->close(d->conn);
	}
	free(d->named);
	queries_fini(&d->queries);
	free(d->sql_dir);
	free(d);
}

bool
db_is_readonly(const struct db *d)
{
	return d->engine->is_readonly(d->conn);
}

enum err
db_count(struct db *d, struct err_note *note)
{
	d->calls++;
	if (d->fail_at == 0 || --d->fail_at > 0)
		return ERR_OK;
	return err_set(note, ERR_DB, "", _("The database failed; nothing was saved."));
}

static void
begun(struct db *d, enum db_mode mode)
{
	d->in_tx = true;
	d->in_write = mode == DB_WRITE;
	d->broken = false;
}

enum err
db_begin(struct db *d, enum db_mode mode, struct err_note *note)
{
	assert(!d->in_tx);
	stmt_reset_all(d);
	enum err e = db_count(d, note);
	if (e == ERR_OK && !d->in_group)
		e = d->engine->begin(d->conn, mode, note);
	if (e == ERR_OK)
		begun(d, mode);
	else
		d->group_broken = d->in_group;
	return e;
}

uint32_t
db_data_version(const struct db *d)
{
	return d->engine->data_version(d->conn);
}

bool
db_is_busy(const struct db *d)
{
	return d->engine->errands != NULL && d->engine->errands->is_busy(d->conn);
}

enum err
db_begin_or_leave(struct db *d, const struct db_bytes *text, struct db_bytes *reply,
    bool *is_unknown, struct err_note *note)
{
	*reply = (struct db_bytes){ 0 };
	*is_unknown = false;
	if (d->engine->errands == NULL)
		return db_begin(d, DB_WRITE, note);
	assert(!d->in_tx);
	stmt_reset_all(d);
	enum err e = db_count(d, note);
	if (e == ERR_OK)
		e = d->engine->errands->begin(d->conn, text, reply, is_unknown, note);
	if (e == ERR_OK && reply->p == NULL)
		begun(d, DB_WRITE);
	return e;
}

void
db_keep(struct db *d)
{
	assert(d->in_write);
	if (d->engine->errands != NULL)
		d->engine->errands->keep(d->conn);
}

bool
db_next_errand(struct db *d, struct db_bytes *text)
{
	assert(!d->in_tx);
	return d->engine->errands != NULL && d->engine->errands->next(d->conn, text);
}

bool
db_begin_group(struct db *d)
{
	struct err_note note;

	assert(!d->in_tx && !d->in_group);
	d->group_broken = false;
	d->in_group = d->engine->begin(d->conn, DB_WRITE, &note) == ERR_OK;
	return d->in_group;
}

bool
db_end_group(struct db *d)
{
	struct err_note note;

	assert(!d->in_tx && d->in_group);
	stmt_reset_all(d);
	d->in_group = false;
	if (!d->group_broken && d->engine->commit(d->conn, &note) == ERR_OK)
		return true;
	d->engine->rollback(d->conn);
	return false;
}

bool
db_end_errand(struct db *d, const void *reply, size_t len)
{
	assert(!d->in_tx);
	return d->engine->errands->end(d->conn, reply, len);
}

void
db_release(struct db *d)
{
	if (d->engine->errands != NULL)
		d->engine->errands->release(d->conn);
}

enum err
db_commit(struct db *d, struct err_note *note)
{
	assert(d->in_tx);
	stmt_reset_all(d);
	enum err e = db_count(d, note);
	if (e == ERR_OK && d->broken)
		e = err_set(note, ERR_DB, "", _("The database failed; nothing was saved."));
	if (e == ERR_OK && !d->in_group)
		e = d->engine->commit(d->conn, note);
	if (e != ERR_OK) {
		d->broken = true;
		return e;
	}
	d->in_tx = d->in_write = false;
	return ERR_OK;
}

void
db_rollback(struct db *d)
{
	if (!d->in_tx)
		return;
	stmt_reset_all(d);
	if (d->in_group)
		d->group_broken = true;
	else
		d->engine->rollback(d->conn);
	d->in_tx = d->in_write = d->broken = false;
}

bool
db_in_write(const struct db *d)
{
	return d->in_write;
}

enum err
db_durable(struct db *d, struct err_note *note)
{
	assert(!d->in_write);
	return d->engine->durable(d->conn, note);
}

void
db_rest(struct db *d)
{
	if (!d->in_tx)
		d->engine->rest(d->conn);
}

enum err
db_empty_log(struct db *d, struct err_note *note)
{
	enum err e = db_count(d, note);

	assert(!d->in_tx);
	stmt_reset_all(d);
	return e == ERR_OK ? d->engine->empty_log(d->conn, note) : e;
}

void
db_interrupt(struct db *d)
{
	d->engine->interrupt(d->conn);
}

void
db_set_progress(struct db *d, bool (*stop)(void *arg), void *arg)
{
	d->engine->progress(d->conn, stop, arg);
}

const char *
db_query_header(struct db *d, const char *name, const char *key)
{
	const struct query *q = queries_find(&d->queries, name);

	return q != NULL ? query_header(q, key) : NULL;
}

const char *
db_query_sql(struct db *d, const char *name)
{
	const struct query *q = queries_find(&d->queries, name);

	return q != NULL ? q->sql : NULL;
}

void
db_fail_at(struct db *d, long n)
{
	d->fail_at = n;
}

long
db_calls(const struct db *d)
{
	return d->calls;
}

enum err
db_stats(struct db *d, struct db_stats *st, struct err_note *note)
{
	return d->engine->stats(d->conn, st, note);
}

void
db_cache(struct db *d, int megabytes)
{
	d->engine->cache(d->conn, megabytes);
}

enum err
db_integrity(struct db *d, struct err_note *note)
{
	return d->engine->integrity(d->conn, note);
}
