/* Orders: what a session may not do itself, because it is shut in, the worker does for it. */
#include "jobs/restore.h"

#include "base/clock.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"

#define FRESH_MS INT64_C(600000)	/* older ones were asked before a crash */

enum err
keep_order_put(struct store *st, const char *what, const char *version, int64_t *id,
    struct err_note *note)
{
	enum err e = access_need(st, "backup", VERB_EDIT, note);

	if (e == ERR_OK)
		e = store_new_id(st, id, note);
	if (e == ERR_OK)
		e = store_run(st, "keep.order_put", DB_ARGS(DB_INT("id", *id), DB_TEXT("what", what),
		    DB_TEXT("version", version), DB_TEXT("by", actor_code(store_actor(st))),
		    DB_INT("at", clock_now_ms())), NULL, note);
	return e != ERR_OK ? e : audit_write(st, &(struct audit_entry) { .function = "backup",
	    .action = str_eq(what, "restore") ? "restore.asked" : "encrypt.asked", .entity = "backup", .row_code = version, .reason = what,
	    .request = "" }, note);
}

enum err
keep_order_take(struct store *st, struct actor *a, struct keep_order *o, struct err_note *note)
{
	struct db_stmt *q;
	int64_t changed = 0;
	enum err e = store_begin(st, a, true, note);

	if (e != ERR_OK)
		return e;
	access_own(st);
	*o = (struct keep_order) { 0 };
	q = store_query(st, "keep.order_next", DB_ARGS(DB_INT("since", clock_now_ms() - FRESH_MS)), note);
	if (q == NULL) {
		e = db_why(note);
	} else if (db_step(q, note) == DB_ROW) {
		o->id = db_int(q, 0);
		str_copy(o->what, sizeof o->what, db_text(q, 1));
		str_copy(o->version, sizeof o->version, db_text(q, 2));
		str_copy(o->by, sizeof o->by, db_text(q, 3));
	}
	db_reset(q);
	if (e == ERR_OK && o->id != 0)
		e = store_run(st, "keep.order_begin", DB_ARGS(DB_INT("id", o->id)), &changed, note);
	if (e == ERR_OK && changed == 1)
		return store_commit(st, note);
	store_rollback(st);
	return e == ERR_OK ? ERR_NOTFOUND : e;
}

enum err
keep_order_end(struct store *st, struct actor *a, int64_t id, bool ok, const char *said,
    struct err_note *note)
{
	enum err e = store_begin(st, a, true, note);

	if (e != ERR_OK)
		return e;
	access_own(st);
	e = store_run(st, "keep.order_end", DB_ARGS(DB_INT("id", id), DB_TEXT("state", ok ? "done" : "failed"),
	    DB_TEXT("said", said), DB_INT("at", clock_now_ms())), NULL, note);
	if (e == ERR_OK)
		return store_commit(st, note);
	store_rollback(st);
	return e;
}

enum err
keep_order_state(struct store *st, int64_t id, char state[16], char said[256], struct err_note *note)
{
	struct db_stmt *q;
	enum db_step s;
	enum err e = access_need(st, "backup", VERB_VIEW, note);

	if (e != ERR_OK)
		return e;
	q = store_query(st, "keep.order_state", DB_ARGS(DB_INT("id", id)), note);
	if (q == NULL)
		return db_why(note);
	s = db_step(q, note);
	if (s == DB_ROW) {
		str_copy(state, 16, db_text(q, 0));
		str_copy(said, 256, db_text(q, 1));
	}
	db_reset(q);
	return s == DB_ROW ? ERR_OK : s == DB_DONE ? ERR_NOTFOUND : db_why(note);
}
