#include "jobs/worker.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/erase.h"
#include "jobs/job.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

#define LEASE_MS 60000		/* a worker that is silent for so long is dead */
#define HELD_MS 60000
#define RETRY_MIN_MS 60000
#define RETRY_MAX_MS (60 * 60000)

struct worker { struct store *st; struct actor *a; char name[64]; };

/* A transaction of the system: the jobs are nobody's. */
static enum err
begin(struct worker *w, bool write, struct err_note *note)
{
	enum err e = store_begin(w->st, w->a, write, note);

	if (e == ERR_OK && write)
		access_own(w->st);
	return e;
}

static enum err
end(struct worker *w, enum err e, struct err_note *note)
{
	if (e == ERR_OK)
		e = store_commit(w->st, note);
	if (e != ERR_OK)
		store_rollback(w->st);
	return e;
}

enum err
worker_new(struct store *st, const char *name, struct worker **out, struct err_note *note)
{
	struct worker *w = xcalloc(1, sizeof *w);
	enum err e;

	w->st = st;
	str_copy(w->name, sizeof w->name, name);
	e = actor_open(st, NULL, &w->a, note);
	if (e == ERR_OK)
		e = begin(w, true, note);
	if (e == ERR_OK) {
		for (const struct job *j = job_table; e == ERR_OK && j->name != NULL; j++)
			e = store_run(st, "job.add", DB_ARGS(DB_TEXT("name", j->name)), NULL, note);
		e = end(w, e, note);
	}
	if (e != ERR_OK) {
		worker_free(w);
		w = NULL;
	}
	*out = w;
	return e;
}

void
worker_free(struct worker *w)
{
	if (w == NULL)
		return;
	actor_close(w->a);
	free(w);
}

/* ERR_NOTFOUND: not due, or somebody else's. */
static enum err
claim(struct worker *w, const struct job *j, int64_t *walk, struct err_note *note)
{
	int64_t now = clock_now_ms();
	enum err e = begin(w, true, note);

	if (e != ERR_OK)
		return e;
	e = store_get_int(w->st, "job.claim", DB_ARGS(DB_TEXT("name", j->name),
	    DB_TEXT("owner", w->name), DB_INT("now", now), DB_INT("until", now + LEASE_MS)),
	    walk, note);
	return end(w, e, note);
}

/* The row of a job that is through. */
static enum err
finish(struct worker *w, const struct job *j, int64_t now, int64_t total, int64_t began_us,
    struct err_note *note)
{
	return store_run(w->st, "job.finish", DB_ARGS(DB_TEXT("name", j->name),
	    DB_INT("next", job_next(j, now)), DB_INT("now", now),
	    DB_INT("ms", (clock_mono_us() - began_us) / 1000), DB_INT("count", total)), NULL, note);
}

/* One step, the proof of the lease and the place reached, together. */
static enum err
step(struct worker *w, const struct job *j, struct job_step *s, int64_t *total, int64_t began_us,
    struct err_note *note)
{
	int64_t now = clock_now_ms(), held = 0;
	enum err e = begin(w, true, note);

	if (e != ERR_OK)
		return e;
	e = store_run(w->st, "job.hold", DB_ARGS(DB_TEXT("name", j->name), DB_TEXT("owner", w->name),
	    DB_INT("until", now + LEASE_MS)), &held, note);
	if (e == ERR_OK && held == 0)
		e = err_set(note, ERR_CONFLICT, "", _("Another worker has taken it over."));
	if (e == ERR_OK)
		e = j->step(s, note);
	if (e == ERR_OK)
		*total += s->done;
	if (e == ERR_OK && s->is_over)
		e = finish(w, j, now, *total, began_us, note);
	else if (e == ERR_OK)
		e = store_run(w->st, "job.walk", DB_ARGS(DB_TEXT("name", j->name),
		    DB_INT("walk", s->walk)), NULL, note);
	return end(w, e, note);
}

static enum err
note_failure(struct worker *w, const struct job *j, const struct err_note *why,
    struct err_note *note)
{
	int64_t now = clock_now_ms();
	enum err e = begin(w, true, note);

	log_write(LOG_LEVEL_ERROR, "job %s failed: %s", j->name,
	    why->text[0] != '\0' ? why->text : err_name(why->code));
	if (e != ERR_OK)
		return e;
	e = store_run(w->st, "job.fail", DB_ARGS(DB_TEXT("name", j->name), DB_TEXT("owner", w->name),
	    DB_INT("now", now), DB_INT("min", RETRY_MIN_MS), DB_INT("max", RETRY_MAX_MS),
	    DB_TEXT("error", why->text[0] != '\0' ? why->text : err_text(why->code))), NULL, note);
	return end(w, e, note);
}

/* For whoever comes next, who goes on from the place in the row. */
static enum err
leave(struct worker *w, const struct job *j, struct err_note *note)
{
	enum err e = begin(w, true, note);

	if (e != ERR_OK)
		return e;
	e = store_run(w->st, "job.leave", DB_ARGS(DB_TEXT("name", j->name),
	    DB_TEXT("owner", w->name)), NULL, note);
	return end(w, e, note);
}

/* One that works outside of transactions. When the lease runs out over it another worker may do the
 * same once more: it is one for whom that is no harm. */
static enum err
run_work(struct worker *w, const struct job *j, struct err_note *note)
{
	struct err_note why = { 0 };
	int64_t total = 0, walk, began = clock_mono_us();
	enum err e = claim(w, j, &walk, note);

	if (e != ERR_OK)
		return e == ERR_NOTFOUND ? ERR_OK : e;
	e = j->work(w->st, w->a, &total, &why);
	if (e != ERR_OK) {
		why.code = e;
		return note_failure(w, j, &why, note);
	}
	e = begin(w, true, note);
	if (e != ERR_OK)
		return e;
	e = end(w, finish(w, j, clock_now_ms(), total, began, note), note);
	return e == ERR_OK ? store_durable(w->st, note) : e;
}

static enum err
run_job(struct worker *w, const struct job *j, bool (*stop)(void *), void *arg,
    struct err_note *note)
{
	struct job_step s = { .st = w->st };
	struct err_note why = { 0 };
	int64_t total = 0, began = clock_mono_us();
	enum err e;

	if (j->work != NULL)
		return run_work(w, j, note);
	e = claim(w, j, &s.walk, note);
	if (e == ERR_NOTFOUND)
		return ERR_OK;
	while (e == ERR_OK && !s.is_over) {
		if (stop != NULL && stop(arg))
			return leave(w, j, note);
		s.done = 0;
		e = step(w, j, &s, &total, began, &why);
	}
	if (e == ERR_OK) {
		log_write(LOG_LEVEL_INFO, "job %s: %" PRId64 " in %" PRId64 " ms", j->name, total,
		    (clock_mono_us() - began) / 1000);
		return store_durable(w->st, note);
	}
	if (e == ERR_BUSY || e == ERR_IO || e == ERR_FULL || e == ERR_CONFIG) {
		*note = why;
		return e;
	}
	why.code = e;
	return note_failure(w, j, &why, note);
}

enum err
worker_run(struct worker *w, bool (*stop)(void *), void *arg, int64_t *next, struct err_note *note)
{
	int64_t erased;
	bool held;
	enum err e = begin(w, false, note);

	if (e != ERR_OK)
		return e;
	/* After a restore everything but backups waits for a person (TRUST.md H7). */
	held = setting_bool(w->st, "hold.jobs");
	store_rollback(w->st);
	for (const struct job *j = job_table; e == ERR_OK && j->name != NULL; j++) {
		if (stop != NULL && stop(arg))
			break;
		if (!held || j->work != NULL)
			e = run_job(w, j, stop, arg, note);
	}
	/* In transactions of its own: nothing of an erased person waits for the next hour (S7). */
	if (e == ERR_OK)
		e = erase_finish(w->st, w->a, &erased, note);
	if (e == ERR_OK)
		e = begin(w, false, note);
	if (e != ERR_OK)
		return e;
	e = store_get_int(w->st, "job.next", DB_ARGS(DB_INT("now", clock_now_ms())), next, note);
	store_rollback(w->st);
	if (held)
		*next = clock_now_ms() + HELD_MS;
	return e;
}
