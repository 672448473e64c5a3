#include "jobs/restore_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/keyring.h"
#include "base/log.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/setting.h"

#define LEAVE_MS 10000			/* to leave in, after the warning (TRUST.md H6) */

/* For tests: the process dies here, as if it had been killed. */
static void
die_at(const char *what)
{
	const char *test = getenv("QUEN_TEST"), *at = getenv("QUEN_RESTORE_DIES");

	if (str_eq(test, "1") && at != NULL && str_eq(at, what))
		_exit(137);
}

enum err
restore_step(struct restoring *x, int percent, const char *what, struct err_note *note)
{
	if (x->r->progress != NULL && x->r->progress(x->r->arg, percent, what))
		return err_set(note, ERR_CANCELLED, "", _("Stopped. Nothing was changed."));
	return ERR_OK;
}

static enum err
take_lock(struct restoring *x, struct err_note *note)
{
	char path[600];
	enum err e = make_dir(x->home, note);	/* a bare machine */

	if (e != ERR_OK)
		return e;
	snprintf(path, sizeof path, "%s/restore.lock", x->home);
	x->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (x->lock < 0)
		return io_failed(note);
	if (flock(x->lock, LOCK_EX | LOCK_NB) != 0)
		return err_set(note, ERR_BUSY, "", _("Another restore is at work."));
	return ERR_OK;
}

/* What is there now is a version too, before it is replaced. A store that is damaged is kept as a
 * generation all the same. */
static enum err
back_up_old(struct restoring *x, struct err_note *note)
{
	struct backup_order o = { .kind = "restore", .by = x->r->by };
	struct db_options open = { .sql_dir = x->r->p->sql };
	struct backup_info made = { 0 };
	struct db *d = NULL;
	enum err e;

	if (!x->has_old || x->r->without_backup)
		return ERR_OK;
	e = db_open(x->r->p->db, &open, &d, note);
	if (e == ERR_OK)
		e = backup_make(x->r->p, d, &o, &made, NULL, note);
	db_close(d);
	if (e == ERR_OK)
		str_copy(x->done->before, sizeof x->done->before, made.id);
	if (e == ERR_CONFLICT || e == ERR_DB) {
		log_write(LOG_LEVEL_WARN, "restore: no good backup of what is there now: %s",
		    note != NULL ? note->text : "");
		e = ERR_OK;
	}
	return e;
}

/* Tests do not wait as long. */
static int
leave_ms(void)
{
	const char *test = getenv("QUEN_TEST"), *ms = getenv("QUEN_RESTORE_LEAVE_MS");

	return str_eq(test, "1") && ms != NULL ? atoi(ms) : LEAVE_MS;
}

static enum err
clear_the_room(struct restoring *x, struct err_note *note)
{
	struct notice n = { .until_ms = clock_now_ms() + (int64_t)x->r->warn_s * 1000 };
	enum err e;

	if (!x->has_old)
		return ERR_OK;
	str_copy(n.by, sizeof n.by, x->r->by);
	str_copy(n.what, sizeof n.what, x->r->b->id);
	e = notice_give(x->r->p, &n, &x->notice, note);
	if (e == ERR_OK)
		e = db_alone_begin(x->r->p->db, x->r->warn_s * 1000 + leave_ms(), &x->alone, note);
	/* One that is damaged may not take its own log: it stays beside it, in its own folder. */
	if (e == ERR_OK && db_alone_settle(x->alone, note) != ERR_OK) {
		log_write(LOG_LEVEL_ERROR, "restore: the log of the replaced store stays unread");
		if (!x->r->without_backup)
			e = ERR_DB;
	}
	return e;
}

static enum err
run(struct restoring *x, struct err_note *note)
{
	enum err e = backup_fail(x->r->b, note);

	if (e == ERR_OK)
		e = take_lock(x, note);
	if (e == ERR_OK)
		e = generation_prepare(x, note);
	if (e == ERR_OK)
		e = restore_step(x, 5, _("Reading the backup"), note);
	die_at("prepared");
	if (e == ERR_OK)
		e = restore_fill(x, note);
	die_at("filled");
	if (e == ERR_OK)
		e = restore_step(x, 60, _("Backing up what is there now"), note);
	if (e == ERR_OK)
		e = back_up_old(x, note);
	if (e == ERR_OK)
		e = restore_step(x, 75, _("Waiting until everybody has left"), note);
	if (e == ERR_OK)
		e = clear_the_room(x, note);
	die_at("alone");
	if (e == ERR_OK)
		e = restore_step(x, 85, _("Taking along what is newer"), note);
	if (e == ERR_OK)
		e = restore_carry(x, note);
	die_at("carried");
	if (e == ERR_OK)
		e = generation_switch(x, note);
	die_at("switched");
	return e;
}

enum err
restore_run(const struct restore_order *r, struct restore_done *out, struct err_note *note)
{
	struct restoring x = { .r = r, .done = out, .lock = -1 };
	char key[600];
	enum err e;

	*out = (struct restore_done) { 0 };
	home_of(r->p, x.home, sizeof x.home);
	x.has_old = access(r->p->db, F_OK) == 0;
	x.has_key = keyring_exists(r->p->db);
	e = run(&x, note);
	out->generation = x.number;
	if (e != ERR_OK && x.lock >= 0)
		generation_drop(&x);
	if (e != ERR_OK && !x.has_key) {
		snprintf(key, sizeof key, "%s.key", r->p->db);
		unlink(key);
	}
	db_alone_end(x.alone);
	notice_end(x.notice);
	if (x.lock >= 0)
		close(x.lock);
	secret_wipe(&x.ring, sizeof x.ring);
	return e;
}

/* ---- afterwards */

enum err
restore_checks(struct store *st, struct restore_check *c, size_t *n, struct err_note *note)
{
	size_t room = *n;
	struct db_stmt *q;
	enum db_step s;
	enum err e = access_need(st, "backup", VERB_VIEW, note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	q = store_query(st, "keep.checks", DB_ARGS(DB_INT("most", (int64_t)room)), note);
	if (q == NULL)
		return db_why(note);
	while ((s = db_step(q, note)) == DB_ROW && *n < room) {
		struct restore_check *k = &c[(*n)++];

		k->id = db_int(q, 0);
		k->at = db_int(q, 1);
		str_copy(k->kind, sizeof k->kind, db_text(q, 2));
		str_copy(k->who, sizeof k->who, db_text(q, 3));
		str_copy(k->before, sizeof k->before, db_text(q, 4));
		str_copy(k->now, sizeof k->now, db_text(q, 5));
	}
	db_reset(q);
	return s == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
restore_check_done(struct store *st, int64_t id, struct err_note *note)
{
	char code[24];
	int64_t changed = 0;
	enum err e = access_need(st, "backup", VERB_EDIT, note);

	if (e == ERR_OK)
		e = store_run(st, "keep.check_done", DB_ARGS(DB_INT("id", id), DB_INT("at", clock_now_ms()),
		    DB_TEXT("by", actor_code(store_actor(st)))), &changed, note);
	if (e == ERR_OK && changed == 0)
		e = err_set(note, ERR_NOTFOUND, "", _("Somebody has looked at this already."));
	snprintf(code, sizeof code, "%lld", (long long)id);
	return e != ERR_OK ? e : audit_write(st, &(struct audit_entry) { .function = "backup",
	    .action = "restore.checked", .entity = "restore_check", .row_id = id, .row_code = code,
	    .reason = "", .request = "" }, note);
}

enum err
restore_release(struct store *st, struct err_note *note)
{
	int64_t open = 0;
	enum err e = access_need(st, "backup", VERB_EDIT, note);

	if (e == ERR_OK)
		e = store_get_int(st, "keep.checks_open", DB_NO_ARGS, &open, note);
	if (e == ERR_OK && open > 0)
		e = err_set(note, ERR_CONFLICT, "", ngettext("%d line is still to be looked at.",
		    "%d lines are still to be looked at.", (unsigned long)open), (int)open);
	if (e == ERR_OK)
		e = setting_set(st, "hold.jobs", "no", note);
	if (e == ERR_OK)
		e = setting_set(st, "hold.gateways", "no", note);
	return e != ERR_OK ? e : audit_write(st, &(struct audit_entry) { .function = "backup",
	    .action = "restore.released", .entity = "backup", .row_code = "", .reason = "",
	    .request = "" }, note);
}
