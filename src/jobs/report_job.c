#include "config.h"

#include "jobs/report_job.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/report_plan.h"
#include "jobs/job.h"
#include "report/report_saved.h"
#include "report/report_write.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"
#include "store/setting.h"

#define LEASE_MS (60 * 60000)	/* a report that runs longer than that is run by another one too */
#define RETRY_MS (10 * 60000)
#define TRIES_MAX 5		/* then it waits for its next time */

struct schedule {
	int64_t id, fails;
	char code[40], name[128], report[64], params[1100], format[12], folder[256], file[160], every[12],
	    user[64];
	int weekday, mday, minute;
};

/* A transaction of the system. */
static enum err
begin(struct store *st, struct actor *a, bool write, struct err_note *note)
{
	enum err e = store_begin(st, a, write, note);

	if (e == ERR_OK && write)
		access_own(st);
	return e;
}

static enum err
end(struct store *st, enum err e, struct err_note *note)
{
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	return e;
}

void
schedule_folder(struct store *st, char *buf, size_t size)
{
	const char *chosen = setting_text(st, "report.folder"), *db = store_paths(st)->db;
	const char *slash = strrchr(db, '/');

	if (chosen[0] != '\0')
		str_copy(buf, size, chosen);
	else
		snprintf(buf, size, "%.*s/reports", slash != NULL ? (int)(slash - db) : 1, slash != NULL ? db : ".");
}

static enum err
load(struct store *st, struct schedule *s, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "schedule.load", DB_ARGS(DB_INT("id", s->id)), note);

	if (q == NULL)
		return db_why(note);
	if (db_step(q, note) != DB_ROW) {
		db_reset(q);
		return err_set(note, ERR_NOTFOUND, "", _("The scheduled report is gone."));
	}
	str_copy(s->code, sizeof s->code, db_text(q, 0));
	str_copy(s->report, sizeof s->report, db_text(q, 1));
	str_copy(s->params, sizeof s->params, db_text(q, 2));
	str_copy(s->format, sizeof s->format, db_text(q, 3));
	str_copy(s->folder, sizeof s->folder, db_text(q, 4));
	str_copy(s->file, sizeof s->file, db_text(q, 5));
	str_copy(s->every, sizeof s->every, db_text(q, 6));
	s->weekday = (int)db_int(q, 7);
	s->mday = (int)db_int(q, 8);
	s->minute = (int)db_int(q, 9);
	str_copy(s->user, sizeof s->user, db_text(q, 10));
	s->fails = db_int(q, 11);
	str_copy(s->name, sizeof s->name, db_text(q, 12));
	db_reset(q);
	return ERR_OK;
}

/* The next that is due becomes ours. ERR_NOTFOUND: none. */
static enum err
claim(struct store *st, struct actor *system, const char *owner, struct schedule *s, struct err_note *note)
{
	int64_t now = clock_now_ms();
	enum err e = begin(st, system, true, note);

	*s = (struct schedule){ 0 };
	if (e != ERR_OK)
		return e;
	e = store_get_int(st, "schedule.claim", DB_ARGS(DB_TEXT("owner", owner), DB_INT("now", now),
	    DB_INT("until", now + LEASE_MS)), &s->id, note);
	if (e == ERR_OK)
		e = load(st, s, note);
	return end(st, e, note);
}

/* mkdir -p below the folder for reports; names were checked when the row was saved, and are again:
 * rows come by import too. */
static enum err
make_path(struct store *st, const struct schedule *s, char *path, size_t size, struct err_note *note)
{
	char dir[900], *file, *p;
	size_t base;

	schedule_folder(st, dir, sizeof dir);
	base = strlen(dir);
	if (!plan_folder_ok(s->folder))
		return err_set(note, ERR_INVALID, "folder",
		    _("A folder below the one for reports: sales, or sales/daily."));
	if (s->folder[0] != '\0')
		snprintf(dir + base, sizeof dir - base, "/%s", s->folder);
	for (p = dir + base; ; p++) {
		if (*p == '/' || *p == '\0') {
			char was = *p;

			*p = '\0';
			if (mkdir(dir, 0750) != 0 && errno != EEXIST)
				return err_set(note, ERR_IO, "folder", _("The folder %s cannot be made: %s"), dir,
				    strerror(errno));
			*p = was;
			if (was == '\0')
				break;
		}
	}
	file = plan_file(s->file, s->report, s->code, clock_now_ms(), s->format);
	snprintf(path, size, "%s/%s", dir, file);
	free(file);
	return ERR_OK;
}

static void
leave_out(void *arg, const struct err_note *note)
{
	(void)arg;
	(void)note;
}

/* As the user who saved it: what that one may not see is not in the file. */
static enum err
write_as(struct store *st, struct actor *user, const struct schedule *s, const struct report *r,
    char *path, size_t size, int64_t *rows, struct err_note *note)
{
	const struct report_format *f = report_format_find(s->format, NULL);
	struct report_values v;
	struct report_result res;
	enum err e = store_begin(st, user, false, note);

	if (e != ERR_OK)
		return e;
	if (f == NULL)
		e = err_set(note, ERR_INVALID, "format", _("There is no format \"%s\"."), s->format);
	if (e == ERR_OK)
		e = report_may_write(st, r, f, "file", note);
	if (e == ERR_OK)
		e = report_saved_values(st, r, s->params, &v, note);
	if (e == ERR_OK) {
		e = report_run(st, r, &v, 0, &res, note);
		if (e == ERR_OK) {
			e = make_path(st, s, path, size, note);
			if (e == ERR_OK)
				e = report_write(st, r, &v, &res, f, path, note);
			*rows = (int64_t)res.n;
			report_result_fini(&res);
		}
		report_values_fini(&v);
	}
	store_rollback(st);
	return e;
}

static enum err
make(struct store *st, const struct schedule *s, char *path, size_t size, int64_t *rows,
    struct err_note *note)
{
	char was[16];
	struct actor *user = NULL;
	struct reports all;
	const struct report *r;
	enum err e;

	if (s->user[0] == '\0')
		return err_set(note, ERR_DENIED, "user", _("It has no user to run with: save it again."));
	e = actor_open(st, s->user, &user, note);
	if (e != ERR_OK)
		return e;
	/* In the language of that user. */
	str_copy(was, sizeof was, i18n_lang());
	if (actor_lang(user)[0] != '\0')
		i18n_set(NULL, actor_lang(user));
	store_set_lang(st, i18n_lang());
	e = reports_load(store_paths(st), &all, leave_out, NULL, note);
	if (e == ERR_OK) {
		r = reports_find(&all, s->report);
		e = r != NULL ? write_as(st, user, s, r, path, size, rows, note) :
		    err_set(note, ERR_NOTFOUND, "report", _("There is no report \"%s\"."), s->report);
		reports_fini(&all);
	}
	actor_close(user);
	i18n_set(NULL, was);
	store_set_lang(st, was);
	return e;
}

static bool
is_passing(enum err e)
{
	return e == ERR_BUSY || e == ERR_IO || e == ERR_FULL || e == ERR_DB;
}

static enum err
note_end(struct store *st, struct actor *system, const char *owner, const struct schedule *s,
    enum err how, const struct err_note *why, const char *path, int64_t rows, int64_t ms,
    struct err_note *note)
{
	int64_t now = clock_now_ms(), next = plan_next(s->every, s->weekday, s->mday, s->minute, now);
	const char *text = why->text[0] != '\0' ? why->text : err_text(how);
	enum err e = begin(st, system, true, note);

	if (e != ERR_OK)
		return e;
	if (how == ERR_OK) {
		e = store_run(st, "schedule.done", DB_ARGS(DB_INT("id", s->id), DB_TEXT("owner", owner),
		    DB_INT("now", now), DB_TEXT("file", path), DB_INT("rows", rows), DB_INT("ms", ms),
		    DB_INT("next", next)), NULL, note);
	} else {
		/* What may pass is tried again soon; a right that is missing is not. */
		if (is_passing(how) && s->fails < TRIES_MAX && now + RETRY_MS < next)
			next = now + RETRY_MS;
		log_write(LOG_LEVEL_WARN, "scheduled report %s failed: %s", s->code, text);
		e = store_run(st, "schedule.failed", DB_ARGS(DB_INT("id", s->id), DB_TEXT("owner", owner),
		    DB_INT("now", now), DB_TEXT("why", text), DB_INT("next", next)), NULL, note);
	}
	if (e == ERR_OK)
		e = audit_write(st, &(struct audit_entry){ .function = "report_schedule",
		    .action = how == ERR_OK ? "export" : "export.failed", .entity = "report_schedule",
		    .row_id = s->id, .row_code = s->code, .reason = how == ERR_OK ? path : text,
		    .request = "" }, note);
	return end(st, e, note);
}

enum err
job_reports(struct store *st, struct actor *a, int64_t *done, struct err_note *note)
{
	char owner[64], path[1200];
	struct schedule s;
	enum err e;

	snprintf(owner, sizeof owner, "%ld:%" PRId64, (long)getpid(), clock_mono_us());
	while ((e = claim(st, a, owner, &s, note)) == ERR_OK) {
		struct err_note why = { 0 };
		int64_t rows = 0, began = clock_mono_us();
		enum err how;

		path[0] = '\0';
		how = make(st, &s, path, sizeof path, &rows, &why);
		e = note_end(st, a, owner, &s, how, &why, path, rows, (clock_mono_us() - began) / 1000, note);
		if (e != ERR_OK)
			return e;
		*done += how == ERR_OK;
	}
	return e == ERR_NOTFOUND ? ERR_OK : e;
}

/* ---- for people ---- */

static enum err
read_states(struct store *st, const char *query, struct schedule_state *s, size_t *n,
    struct err_note *note)
{
	enum db_step step = DB_DONE;
	size_t room = *n;
	struct db_stmt *q;
	enum err e = access_need(st, "report_schedule", VERB_VIEW, note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	q = store_query(st, query, DB_ARGS(DB_INT("rows", (int64_t)room)), note);
	if (q == NULL)
		return db_why(note);
	while (*n < room && (step = db_step(q, note)) == DB_ROW) {
		struct schedule_state *x = &s[(*n)++];

		*x = (struct schedule_state){ .id = db_int(q, 10), .next_at = db_int(q, 2), .last_at = db_int(q, 3),
			.last_ms = db_int(q, 4), .last_rows = db_int(q, 5), .fails = db_int(q, 6),
			.is_active = db_int(q, 9) != 0 };
		str_copy(x->code, sizeof x->code, db_text(q, 0));
		str_copy(x->name, sizeof x->name, db_text(q, 1));
		str_copy(x->failure, sizeof x->failure, db_text(q, 7));
		str_copy(x->file, sizeof x->file, db_text(q, 8));
		str_copy(x->report, sizeof x->report, db_text(q, 11));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
schedule_states(struct store *st, struct schedule_state *s, size_t *n, struct err_note *note)
{
	return read_states(st, "schedule.states", s, n, note);
}

enum err
schedule_failed(struct store *st, struct schedule_state *s, size_t *n, struct err_note *note)
{
	return read_states(st, "schedule.troubles", s, n, note);
}

enum err
schedule_run_now(struct store *st, int64_t id, struct err_note *note)
{
	int64_t changed = 0;
	enum err e = access_need(st, "report_schedule", VERB_EDIT, note);

	if (e == ERR_OK)
		e = store_run(st, "schedule.now", DB_ARGS(DB_INT("id", id), DB_INT("now", clock_now_ms())),
		    &changed, note);
	if (e == ERR_OK && changed == 0)
		e = err_set(note, ERR_NOTFOUND, "", _("There is no such scheduled report."));
	return e;
}
