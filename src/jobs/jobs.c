/* The work itself. Every step finds what is to be done from what is: done twice it does nothing
 * more, and days without a worker change nothing. */
#include "jobs/job.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "domain/level_move.h"
#include "domain/points.h"
#include "domain/reminder.h"
#include "domain/sums.h"
#include "store/query.h"
#include "store/setting.h"

#define DAY_MS INT64_C(86400000)
#define POINTS_AHEAD 60		/* days: reminders of points look at most so far */
#define IDLE_BACK 31		/* days after which nobody is reminded of an idle customer */
#define IDEM_DAYS 400
#define DRAFT_DAYS 90
#define TOLD_DAYS 800
#define TIDY_ROWS 2000
#define SEARCH_STEPS 8		/* small merges in a row, a transaction each */

enum err
job_reminders(struct job_step *s, struct err_note *note)
{
	s->is_over = true;
	return reminder_sweep(s->st, &s->done, note);
}

/* One batch, that can be undone as one (rules L3, L4). */
enum err
job_levels(struct job_step *s, struct err_note *note)
{
	struct level_change *rows = NULL;
	int64_t batch = 0;
	size_t n = 0, moved = 0;
	enum err e = level_preview(s->st, clock_today(), false, &rows, &n, note);

	free(rows);
	if (e == ERR_OK && n > 0)
		e = level_run(s->st, clock_today(), false, "worker", &batch, &moved, note);
	s->done = (int64_t)moved;
	s->is_over = true;
	return e;
}

/* The last of the next rows of a walk; *is_over when there are none. */
static enum err
next_place(struct job_step *s, const char *query, int64_t *to, struct err_note *note)
{
	enum err e = store_get_int(s->st, query, DB_ARGS(DB_INT("walk", s->walk),
	    DB_INT("rows", JOB_STEP_ROWS)), to, note);

	s->is_over = e == ERR_OK && *to == 0;
	return e;
}

static enum err
settle_expired(struct job_step *s, int64_t to, struct err_note *note)
{
	struct db_stmt *q = store_query(s->st, "job.expired", DB_ARGS(DB_INT("walk", s->walk),
	    DB_INT("to", to), DB_INT("today", clock_today())), note);
	int64_t *holders = NULL;
	size_t n = 0, cap = 0;
	enum db_step step;
	enum err e = ERR_OK;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW) {
		holders = xgrow(holders, &cap, n + 1, sizeof *holders);
		holders[n++] = db_int(q, 0);
	}
	db_reset(q);
	if (step == DB_FAILED)
		e = db_why(note);
	for (size_t i = 0; e == ERR_OK && i < n; i++)
		e = points_settle(s->st, holders[i], note);
	s->done += (int64_t)n;
	free(holders);
	return e;
}

/* Writes down what has expired (rule P5: gone already, now also in the ledger), and finds whose
 * points expire soon. */
enum err
job_points(struct job_step *s, struct err_note *note)
{
	day_t today = clock_today();
	int64_t to = 0;
	enum err e = ERR_OK;

	if (s->walk == 0)
		e = store_run(s->st, "job.forget_found", DB_ARGS(DB_TEXT("kind", "points"),
		    DB_INT("day", today)), NULL, note);
	if (e == ERR_OK)
		e = next_place(s, "job.accounts", &to, note);
	if (e != ERR_OK || s->is_over)
		return e;
	e = settle_expired(s, to, note);
	if (e == ERR_OK)
		e = store_run(s->st, "job.find_points", DB_ARGS(DB_INT("walk", s->walk),
		    DB_INT("to", to), DB_INT("today", today),
		    DB_INT("ahead", day_add(today, POINTS_AHEAD))), NULL, note);
	s->walk = to;
	return e;
}

enum err
job_idle(struct job_step *s, struct err_note *note)
{
	day_t today = clock_today();
	int64_t least = 0, most = 0, to = 0, found = 0, days = setting_int(s->st, "remind.idle_days");
	enum err e = store_get_int(s->st, "job.idle_least", DB_ARGS(DB_INT("days", days)), &least, note);

	if (e == ERR_OK)
		e = store_get_int(s->st, "job.idle_most", DB_ARGS(DB_INT("days", days)), &most, note);
	if (e != ERR_OK)
		return e;
	s->is_over = most == 0;		/* no rule asks for it */
	if (!s->is_over && s->walk == 0)
		e = store_run(s->st, "job.forget_found", DB_ARGS(DB_TEXT("kind", "idle"),
		    DB_INT("day", day_add(today, -(int)most - IDLE_BACK))), NULL, note);
	if (e == ERR_OK && !s->is_over)
		e = next_place(s, "job.buyers", &to, note);
	if (e != ERR_OK || s->is_over)
		return e;
	/* Tomorrow's too: the walk may be late. */
	e = store_run(s->st, "job.find_idle", DB_ARGS(DB_INT("walk", s->walk), DB_INT("to", to),
	    DB_INT("from", day_add(today, -(int)most - IDLE_BACK)),
	    DB_INT("until", day_add(today, 7 - (int)least))), &found, note);
	s->done = found;
	s->walk = to;
	return e;
}

/* A month a step: each is some thousand rows of sums. */
enum err
job_sums(struct job_step *s, struct err_note *note)
{
	enum err e = sums_roll(s->st, clock_today(), &s->walk, note);

	s->is_over = s->walk == 0;
	s->done = s->walk != 0;
	return e;
}

enum err
job_tidy(struct job_step *s, struct err_note *note)
{
	static const struct { const char *query; int days; } work[] = {
		{ "job.tidy_idem", IDEM_DAYS }, { "job.tidy_drafts", DRAFT_DAYS },
		{ "job.tidy_told", TOLD_DAYS }, { "job.tidy_marks", TOLD_DAYS },
	};
	int64_t now = clock_now_ms(), n = (int64_t)(sizeof work / sizeof *work);
	enum err e;

	s->is_over = s->walk >= n;
	if (s->is_over)
		return ERR_OK;
	e = store_run(s->st, work[s->walk].query, DB_ARGS(DB_INT("before",
	    now - work[s->walk].days * DAY_MS), DB_INT("rows", TIDY_ROWS)), &s->done, note);
	if (e == ERR_OK && s->done < TIDY_ROWS)
		s->walk++;
	s->is_over = s->walk >= n;
	return e;
}

/* New customers and products wait in small pieces of the index; merging them a little at a time
 * keeps the next one fast (PERFORMANCE.md, "Search"). */
enum err
job_search(struct job_step *s, struct err_note *note)
{
	enum err e = store_run(s->st, "job.merge_customers", DB_NO_ARGS, NULL, note);

	if (e == ERR_OK)
		e = store_run(s->st, "job.merge_products", DB_NO_ARGS, NULL, note);
	s->walk++;
	s->is_over = s->walk >= SEARCH_STEPS;
	return e;
}
