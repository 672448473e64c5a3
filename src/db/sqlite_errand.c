/* The SQLite engine: what other sessions wait for (db/turn_errand.c). */
#include "config.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "db/sqlite_conn.h"
#include "db/sqlite_vfs.h"

static bool
is_busy(const struct db_conn *c)
{
	return c->turn != NULL && turn_is_busy(c->turn);
}

static enum err
begin_or_leave(struct db_conn *c, const struct db_bytes *text, struct db_bytes *reply,
    bool *is_unknown, struct err_note *note)
{
	struct turn_reply r;
	enum err e;

	/* What is left lies in a file in clear. */
	if (c->readonly || c->keeps || sqlite_vfs_seal(c->db) != 0)
		return sqlite_engine.begin(c, DB_WRITE, note);
	sqlite_put_off(c);
	e = turn_take_or_leave(c->turn, SQLITE_TURN_MS, text->p, text->len, &r, note);
	*is_unknown = r.is_unknown;
	if (e == ERR_OK && r.text == NULL)
		return sqlite_begin_write(c, note);
	*reply = (struct db_bytes){ r.text, r.len };
	if (e == ERR_OK && c->seen < r.seq)
		c->seen = r.seq;
	return e;
}

static void
keep(struct db_conn *c)
{
	c->keeps = c->turn != NULL && turn_is_held(c->turn);
}

/* Not while a checkpoint is due. */
static bool
next(struct db_conn *c, struct db_bytes *text)
{
	if (!c->keeps || turn_checkpoint_waits(c->turn, c->wal_pages))
		return false;
	text->p = turn_next_errand(c->turn, &text->len);
	return text->p != NULL;
}

static bool
end(struct db_conn *c, const void *reply, size_t len)
{
	return turn_end_errand(c->turn, reply, len, c->seen);
}

static void
release(struct db_conn *c)
{
	if (!c->keeps)
		return;
	c->keeps = false;
	sqlite_leave_turn(c);
}

const struct db_errands sqlite_errands = {
	.is_busy = is_busy,
	.begin = begin_or_leave,
	.keep = keep,
	.next = next,
	.end = end,
	.release = release,
};
