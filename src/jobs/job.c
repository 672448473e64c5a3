#include "jobs/job.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/audit.h"
#include "store/query.h"

#define HOURLY 60
#define MINUTE_MS INT64_C(60000)

const struct job job_table[] = {
	{ "reminders", N_("Reminders that came up"), 5, 0, job_reminders, NULL },
	{ "levels", N_("Levels after their guarantee"), 0, 10, job_levels, NULL },
	{ "points", N_("Points that expire"), 0, 20, job_points, NULL },
	{ "idle", N_("Customers without a purchase for long"), 0, 40, job_idle, NULL },
	{ "sums", N_("Sums of months that are over"), 0, 15, job_sums, NULL },
	{ "tidy", N_("Old keys and drafts"), 0, 3 * 60, job_tidy, NULL },
	{ "search", N_("Search index"), HOURLY, 0, job_search, NULL },
	{ "reports", N_("Scheduled reports"), 1, 0, NULL, job_reports },
	{ "backup", N_("Backup"), 0, 3 * 60 + 15, NULL, job_backup },
	{ NULL, NULL, 0, 0, NULL, NULL }
};

const struct job *
job_find(const char *name)
{
	for (const struct job *j = job_table; j->name != NULL; j++)
		if (strcmp(j->name, name) == 0)
			return j;
	return NULL;
}

int64_t
job_next(const struct job *j, int64_t now)
{
	day_t today = instant_day(now);
	int64_t next;

	if (j->every_minutes > 0)
		return now + j->every_minutes * MINUTE_MS;
	next = instant_make(today, j->minute);
	return next > now ? next : instant_make(day_add(today, 1), j->minute);
}

static void
read_state(struct db_stmt *q, struct job_state *s)
{
	*s = (struct job_state){ .next_at = db_int(q, 1), .last_at = db_int(q, 4),
		.last_ms = db_int(q, 5), .last_count = db_int(q, 6), .runs = db_int(q, 7),
		.failed_at = db_int(q, 8), .fails = db_int(q, 10),
		.is_running = !db_is_null(q, 2) && db_int(q, 3) >= clock_now_ms() };
	str_copy(s->name, sizeof s->name, db_text(q, 0));
	str_copy(s->owner, sizeof s->owner, db_text(q, 2));
	str_copy(s->error, sizeof s->error, db_text(q, 9));
}

enum err
job_states(struct store *st, struct job_state *s, size_t *n, struct err_note *note)
{
	enum db_step step = DB_DONE;
	struct job_state one;
	size_t room = *n;
	struct db_stmt *q;
	enum err e = access_need(st, "setting", VERB_VIEW, note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	/* Also those that no worker has seen yet. */
	for (const struct job *j = job_table; j->name != NULL && *n < room; j++) {
		s[*n] = (struct job_state){ 0 };
		str_copy(s[(*n)++].name, sizeof s->name, j->name);
	}
	q = store_query(st, "job.states", DB_NO_ARGS, note);
	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		read_state(q, &one);
		for (size_t i = 0; i < *n; i++)
			if (strcmp(s[i].name, one.name) == 0)
				s[i] = one;
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
job_run_now(struct store *st, const char *name, struct err_note *note)
{
	enum err e = access_need(st, "setting", VERB_EDIT, note);

	if (e == ERR_OK && job_find(name) == NULL)
		e = err_set(note, ERR_NOTFOUND, "job", _("There is no job \"%s\"."), name);
	if (e == ERR_OK)
		e = store_run(st, "job.add", DB_ARGS(DB_TEXT("name", name)), NULL, note);
	if (e == ERR_OK)
		e = store_run(st, "job.now", DB_ARGS(DB_TEXT("name", name)), NULL, note);
	if (e != ERR_OK)
		return e;
	return audit_write(st, &(struct audit_entry){ .function = "setting", .action = "job.now",
	    .entity = "job", .row_code = name, .reason = "", .request = "" }, note);
}
