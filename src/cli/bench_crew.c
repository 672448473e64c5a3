/* bench_crew.c - processes that work side by side, and their figures. */
#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/bench_part.h"
#include "db/yardstick.h"
#include "domain/hooks.h"
#include "store/record_store.h"

#define START_US 5000
#define READY_LIMIT_US INT64_C(120000000)

static void
pause_us(int64_t us)
{
	struct timespec ts = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&ts, NULL);
}

void
bench_start(struct bench *b, int me)
{
	int64_t start;

	(void)me;
	atomic_fetch_add(&b->crew->ready, 1);
	while ((start = atomic_load(&b->crew->start_us)) == 0 || clock_mono_us() < start)
		pause_us(1000);
}

bool
bench_over(struct bench *b)
{
	return clock_mono_us() >= atomic_load(&b->crew->stop_us);
}

void
bench_sample(struct bench *b, int me, int64_t us)
{
	struct bench_worker *w = &b->crew->worker[me];

	w->done++;
	w->us += us;
	if (w->samples < BENCH_SAMPLES)
		w->sample_us[w->samples++] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

pid_t
bench_worker_fork(struct bench *b, const struct bench_job *j, int me)
{
	struct bench_worker *w = &b->crew->worker[me];
	struct err_note note = { 0 };
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid != 0)
		return pid;
	if (j->delay_us > 0)
		w->failed = slow_disk(j->delay_us, &note);
	if (w->failed == ERR_OK)
		w->failed = j->work(b, j, me, &note);
	str_copy(w->text, sizeof(w->text), note.text);
	/* the parent's stdio is not ours to flush */
	_exit(0);
}

/* Whoever died by a signal or said an error. */
static enum err
outcome(struct bench *b, const struct bench_job *j, struct err_note *note)
{
	for (int i = 0; i < j->workers; i++) {
		const struct bench_worker *w = &b->crew->worker[i];

		if (w->failed != ERR_OK)
			return err_set(note, w->failed, "", "%s", w->text[0] != '\0' ? w->text :
			    err_text(w->failed));
	}
	return ERR_OK;
}

static void
clear(struct bench *b, int workers)
{
	atomic_store(&b->crew->ready, 0);
	atomic_store(&b->crew->start_us, 0);
	for (int i = 0; i < workers; i++) {
		struct bench_worker *w = &b->crew->worker[i];

		w->done = w->refused = w->us = w->samples = 0;
		w->failed = ERR_OK;
		w->text[0] = '\0';
	}
}

enum err
bench_work(struct bench *b, const struct bench_job *j, struct err_note *note)
{
	pid_t pids[BENCH_WORKERS_MAX];
	int64_t now, limit = clock_mono_us() + READY_LIMIT_US;
	int status;

	clear(b, j->workers);
	atomic_store(&b->crew->stop_us, INT64_MAX);
	for (int i = 0; i < j->workers; i++)
		pids[i] = bench_worker_fork(b, j, i);
	/* A worker that fails at once is seen below; the others need not wait for it. */
	while (atomic_load(&b->crew->ready) < j->workers && clock_mono_us() < limit &&
	    outcome(b, j, NULL) == ERR_OK)
		pause_us(1000);
	now = clock_mono_us() + START_US;
	atomic_store(&b->crew->stop_us, now + (int64_t)b->duration_ms * 1000);
	atomic_store(&b->crew->start_us, now);
	if (j->watch != NULL)
		j->watch(b, j, pids, j->arg);
	for (int i = 0; i < j->workers; i++)
		while (pids[i] > 0 && waitpid(pids[i], &status, 0) < 0 && errno == EINTR)
			continue;
	return outcome(b, j, note);
}

static int
by_size(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

uint32_t *
bench_samples(struct bench *b, int workers, size_t *count)
{
	uint32_t *all;
	size_t n = 0;

	for (int i = 0; i < workers; i++)
		n += (size_t)b->crew->worker[i].samples;
	all = xcalloc(n + 1, sizeof(*all));
	*count = 0;
	for (int i = 0; i < workers; i++) {
		const struct bench_worker *w = &b->crew->worker[i];

		memcpy(all + *count, w->sample_us, (size_t)w->samples * sizeof(*all));
		*count += (size_t)w->samples;
	}
	qsort(all, *count, sizeof(*all), by_size);
	return all;
}

uint32_t
bench_percentile(const uint32_t *sorted, size_t n, int per_mille)
{
	return n == 0 ? 0 : sorted[(n - 1) * (size_t)per_mille / 1000];
}

static enum err
bare_work(struct bench *b, const struct bench_job *j, int me, struct err_note *note)
{
	struct bench_worker *w = &b->crew->worker[me];
	char path[600];

	snprintf(path, sizeof(path), "%s/bare.db", j->dir);
	bench_start(b, me);
	return yardstick_commits(path, b->duration_ms / 2, &w->done, &w->us, note);
}

enum err
bench_bare(struct bench *b, const char *dir, int delay_us, int64_t *per_second,
    struct err_note *note)
{
	struct bench_job j = { .workers = 1, .delay_us = delay_us, .dir = dir, .work = bare_work };
	enum err e = bench_work(b, &j, note);

	if (e == ERR_OK)
		*per_second = b->crew->worker[0].done * 1000000 / (b->crew->worker[0].us + 1);
	return e;
}

void
bench_paths(const struct bench *b, const char *dir, struct store_paths *p)
{
	*p = b->cli->paths;
	snprintf(p->db, sizeof(p->db), "%s/quen.db", dir);
	snprintf(p->site, sizeof(p->site), "%s/etc", dir);
}

enum err
bench_open(struct bench *b, const char *dir, const char *user, struct store **st,
    struct actor **a, struct err_note *note)
{
	struct store_paths p;
	enum err e;

	bench_paths(b, dir, &p);
	e = store_open(&p, st, note);
	if (e != ERR_OK)
		return e;
	store_set_hooks(*st, domain_hooks);
	return actor_open(*st, user, a, note);
}

struct making { int64_t customers; };

static enum err
make_work(struct bench *b, const struct bench_job *j, int me, struct err_note *note)
{
	const struct making *m = j->arg;
	struct store *st = NULL;
	struct store_paths p;
	enum err e;

	bench_paths(b, j->dir, &p);
	e = store_create(&p, &(struct store_init) { "VND", "Asia/Ho_Chi_Minh", "en", "Bench", b->encrypt }, note);
	if (e == ERR_OK)
		e = store_open(&p, &st, note);
	if (e == ERR_OK) {
		store_set_hooks(st, domain_hooks);
		e = demo_fill_shop(st, note);
	}
	if (e == ERR_OK)
		e = demo_fill_people(st, 0, m->customers, DEMO_SEED, NULL, note);
	if (e == ERR_OK)
		e = store_durable(st, note);
	store_close(st);
	bench_start(b, me);
	return e;
}

enum err
bench_make(struct bench *b, const char *dir, int64_t customers, struct err_note *note)
{
	struct making m = { customers };
	struct bench_job j = { .workers = 1, .dir = dir, .work = make_work, .arg = &m };

	return bench_work(b, &j, note);
}
