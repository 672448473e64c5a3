/* bench_write.c - W1 to W6: sales as tills post them, alone and together. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/bench_part.h"
#include "cli/demo_part.h"
#include "db/turn.h"
#include "domain/sale.h"
#include "domain/verify.h"

#define GOOD_SSD 100		/* us a sync */
#define CLOUD_DISK 2000
#define KILL_EVERY_US 40000

/* ---- one sale ---- */

struct seller {
	struct store *st;
	struct actor *a;
	struct rng r;
	int me;
	int64_t n;
	char (*cards)[CARD_NUMBER_SIZE];	/* of whoever has one */
	size_t ncards;
};

static const char *const products[] = { "CF01", "CF02", "CF03", "CF08", "TR01", "TR05", "DX04",
	"BA01", "BA03", "BA06", "HA03", "LY01", "QU04", "TR07", "BA04", "CF09" };

/* Cards as customers hold them out: the numbers; posting looks the rest up (rule P7). */
static void
hand_out(struct seller *s)
{
	struct demo_person p;

	s->cards = xcalloc(BENCH_CARDS, sizeof *s->cards);
	for (int64_t i = 0; i < BENCH_CARDS; i++) {
		demo_person_make(DEMO_SEED, i, BENCH_CARDS, clock_today(), &p);
		if (p.has_card)
			demo_card_number(DEMO_SEED, i, s->cards[s->ncards++]);
	}
}

/* By this session itself, never by another: loads what posting needs. */
static enum err
post_alone(struct seller *s, struct sale *sale, struct err_note *note)
{
	enum err e = store_begin(s->st, s->a, true, note);

	if (e == ERR_OK)
		e = sale_post(s->st, sale, note);
	if (e == ERR_OK)
		e = store_commit(s->st, note);
	store_rollback(s->st);
	return e == ERR_OK ? store_durable(s->st, note) : e;
}

/* Three lines, cash, a member; durable on return, as before the drawer opens. */
static enum err
sell(struct seller *s, int64_t *us, struct err_note *note)
{
	struct sale sale;
	bool is_unknown;
	int64_t start;
	enum err e;

	sale_init(&sale);
	for (int i = 0; i < 3; i++)
		sale_add_line(&sale, products[rng_below(&s->r, 16)], 1000);
	sale.ntenders = 1;
	sale.tenders[0] = (struct sale_tender) { .method = "cash", .amount = 1000000 };
	str_copy(sale.member.card.number, sizeof sale.member.card.number,
	    s->cards[rng_below(&s->r, (uint32_t)s->ncards)]);
	start = clock_mono_us();
	e = s->n == 0 ? post_alone(s, &sale, note) :
	    sale_settle(s->st, s->a, &sale, &is_unknown, note);
	*us = clock_mono_us() - start;
	sale_fini(&sale);
	s->n++;
	/* as a till does once it has shown what was posted */
	store_rest(s->st);
	return e;
}

static void
wait_until(int64_t us)
{
	int64_t left = us - clock_mono_us();
	struct timespec ts = { left / 1000000, left % 1000000 * 1000 };

	if (left > 0)
		nanosleep(&ts, NULL);
}

/* A cashier of branch S1 each; with a rate, at their own paces. */
enum err
bench_sell(struct bench *b, const struct bench_job *j, int me, struct err_note *note)
{
	struct seller s = { .r = { 4711 + (uint64_t)me * 7919 + (uint64_t)getpid() }, .me = me };
	struct bench_worker *w = &b->crew->worker[me];
	int64_t us, next, every = j->rate > 0 ? INT64_C(1000000) * j->workers / j->rate : 0;
	enum err e = bench_open(b, j->dir, "mai", &s.st, &s.a, note);

	if (e != ERR_OK)
		return e;
	hand_out(&s);
	/* the first one loads statements: not measured */
	e = sell(&s, &us, note);
	bench_start(b, me);
	next = clock_mono_us() + (every > 0 ? (int64_t)rng_below(&s.r, (uint32_t)every) : 0);
	while (e == ERR_OK && !bench_over(b)) {
		if (every > 0) {
			wait_until(next);
			next += every / 2 + (int64_t)rng_below(&s.r, (uint32_t)every);
		}
		e = sell(&s, &us, note);
		if (e == ERR_BUSY) {
			w->refused++;
			e = ERR_OK;
		} else if (e == ERR_OK) {
			bench_sample(b, me, us);
		}
	}
	actor_close(s.a);
	store_close(s.st);
	free(s.cards);
	return e;
}

/* ---- what came of it ---- */

struct outcome {
	int64_t sales, refused, per_second, slowest, fastest;
	uint32_t p50, p99, max;
};

static void
sum_up(struct bench *b, int workers, struct outcome *o)
{
	uint32_t *all;
	size_t n;

	*o = (struct outcome) { .slowest = INT64_MAX };
	for (int i = 0; i < workers; i++) {
		const struct bench_worker *w = &b->crew->worker[i];

		o->sales += w->done;
		o->refused += w->refused;
		o->slowest = w->done < o->slowest ? w->done : o->slowest;
		o->fastest = w->done > o->fastest ? w->done : o->fastest;
	}
	o->per_second = o->sales * 1000 / b->duration_ms;
	all = bench_samples(b, workers, &n);
	o->p50 = bench_percentile(all, n, 500);
	o->p99 = bench_percentile(all, n, 990);
	o->max = n > 0 ? all[n - 1] : 0;
	free(all);
}

static enum err
need_shop(struct bench *b, struct err_note *note)
{
	enum err e = ERR_OK;

	if (!b->has_shop)
		e = bench_make(b, b->mem, BENCH_CARDS, note);
	b->has_shop = e == ERR_OK;
	return e;
}

/* The disks drift: the yardstick before and after. */
static enum err
measure(struct bench *b, struct bench_job *j, int64_t *bare, struct outcome *o,
    struct err_note *note)
{
	int64_t before = 0, after = 0;
	enum err e = need_shop(b, note);

	if (e == ERR_OK)
		e = bench_bare(b, j->dir, j->delay_us, &before, note);
	if (e == ERR_OK)
		e = bench_work(b, j, note);
	if (e == ERR_OK) {
		sum_up(b, j->workers, o);
		e = bench_bare(b, j->dir, j->delay_us, &after, note);
	}
	*bare = (before + after) / 2;
	return e;
}

static const char *
disk_name(struct bench *b, int delay_us)
{
	return delay_us >= 1000 ? bench_text(b, "%d ms sync", delay_us / 1000) :
	    bench_text(b, "%d us sync", delay_us);
}

static void
rate_line(struct bench *b, const char *id, const char *what, int delay_us,
    const struct outcome *o, int64_t bare, int goal_percent)
{
	int64_t percent = bare > 0 ? o->per_second * 100 / bare : 0;

	bench_line(b, id, bench_text(b, "%s, %s", what, disk_name(b, delay_us)),
	    bench_text(b, "%lld /s", (long long)o->per_second),
	    bench_text(b, "bare %lld /s", (long long)bare),
	    bench_text(b, "%lld.%02lld x", (long long)percent / 100, (long long)percent % 100),
	    bench_text(b, ">= %d.%02d", goal_percent / 100, goal_percent % 100),
	    percent >= goal_percent);
}

static void
ms_line(struct bench *b, const char *id, const char *what, int64_t us, const char *yardstick,
    const char *ratio, int64_t goal_us)
{
	bench_line(b, id, what, bench_text(b, "%lld.%02lld ms", (long long)us / 1000,
	    (long long)us % 1000 / 10), yardstick, ratio,
	    bench_text(b, "<= %lld ms", (long long)goal_us / 1000), us <= goal_us);
}

enum err
bench_w1(struct bench *b, struct err_note *note)
{
	static const struct { int delay_us, goal; } disk[] = { { GOOD_SSD, 55 }, { CLOUD_DISK, 93 } };
	struct outcome o;
	int64_t bare;
	enum err e = ERR_OK;

	for (size_t i = 0; i < 2 && e == ERR_OK; i++) {
		struct bench_job j = { .workers = 1, .delay_us = disk[i].delay_us, .dir = b->mem,
		    .work = bench_sell };

		e = measure(b, &j, &bare, &o, note);
		if (e == ERR_OK)
			rate_line(b, "W1", "sale, 1 session", j.delay_us, &o, bare, disk[i].goal);
	}
	return e;
}

/* Watches how far the log grows. */
static void
watch_wal(struct bench *b, const struct bench_job *j, pid_t *pids, void *arg)
{
	int64_t *max = arg;
	struct stat sb;
	char path[600];

	(void)pids;
	snprintf(path, sizeof(path), "%s/quen.db-wal", j->dir);
	while (!bench_over(b)) {
		if (stat(path, &sb) == 0 && sb.st_size > *max)
			*max = sb.st_size;
		wait_until(clock_mono_us() + 20000);
	}
}

enum err
bench_w2(struct bench *b, struct err_note *note)
{
	static const struct { int workers, delay_us, goal, fair, longest_us; } run[] = {
		{ 32, GOOD_SSD, 85, 70, 60000 },
		{ 32, CLOUD_DISK, 1000, 70, 60000 },
		{ 64, CLOUD_DISK, 0, 50, 160000 },
	};
	int64_t bare, wal = 0, limit = (int64_t)TURN_CKPT_PAGES * 4120, fair;
	struct outcome o;
	enum err e = ERR_OK;

	for (size_t i = 0; i < sizeof(run) / sizeof(run[0]) && e == ERR_OK; i++) {
		struct bench_job j = { .workers = run[i].workers, .delay_us = run[i].delay_us,
		    .dir = b->mem, .work = bench_sell, .watch = watch_wal, .arg = &wal };
		const char *what = bench_text(b, "%d sessions", j.workers);

		e = measure(b, &j, &bare, &o, note);
		if (e != ERR_OK)
			break;
		fair = o.fastest > 0 ? o.slowest * 100 / o.fastest : 0;
		if (run[i].goal > 0)
			rate_line(b, "W2", what, j.delay_us, &o, bare, run[i].goal);
		bench_line(b, "W3", bench_text(b, "%s, %s: slowest/fastest", what, disk_name(b, j.delay_us)),
		    bench_text(b, "%lld of %lld", (long long)o.slowest, (long long)o.fastest), NULL,
		    bench_text(b, "%lld.%02lld", (long long)fair / 100, (long long)fair % 100),
		    bench_text(b, ">= 0.%02d", run[i].fair), fair >= run[i].fair);
		ms_line(b, "W3", bench_text(b, "%s, %s: longest wait", what, disk_name(b, j.delay_us)),
		    o.max, bench_text(b, "p99 %u.%02u ms", o.p99 / 1000, o.p99 % 1000 / 10), NULL,
		    run[i].longest_us);
		bench_line(b, "W3", bench_text(b, "%s, %s: refused as busy", what, disk_name(b, j.delay_us)),
		    bench_text(b, "%lld", (long long)o.refused), NULL, NULL, "0", o.refused == 0);
	}
	if (e == ERR_OK)
		bench_line(b, "W5", "log at its largest, saturated", bench_text(b, "%lld MB",
		    (long long)wal / 1000000), bench_text(b, "limit %lld MB", (long long)limit / 1000000),
		    bench_text(b, "%lld.%02lld x", (long long)(wal / limit),
		    (long long)(wal * 100 / limit % 100)), "<= 1.60", wal * 10 <= limit * 16);
	return e;
}

enum err
bench_w4(struct bench *b, struct err_note *note)
{
	static const int delay[] = { GOOD_SSD, CLOUD_DISK };
	struct outcome one, o;
	int64_t bare;
	enum err e = ERR_OK;

	for (size_t i = 0; i < 2 && e == ERR_OK; i++) {
		struct bench_job alone = { .workers = 1, .delay_us = delay[i], .dir = b->mem,
		    .work = bench_sell, .rate = 5 };
		struct bench_job many = { .workers = 64, .delay_us = delay[i], .dir = b->mem,
		    .work = bench_sell, .rate = 300 };

		e = measure(b, &alone, &bare, &one, note);
		if (e == ERR_OK)
			e = measure(b, &many, &bare, &o, note);
		if (e != ERR_OK)
			break;
		for (int k = 0; k < 2; k++) {
			uint32_t v = k == 0 ? o.p99 : o.max, limit = k == 0 ? 35 : 120;

			bench_line(b, "W4", bench_text(b, "64 sessions, 300 sales/s, %s: %s",
			    disk_name(b, delay[i]), k == 0 ? "p99" : "max"),
			    bench_text(b, "%u.%02u ms", v / 1000, v % 1000 / 10),
			    bench_text(b, "p50 alone %u.%02u ms", one.p50 / 1000, one.p50 % 1000 / 10),
			    bench_text(b, "%u.%u x", v / (one.p50 + 1), v * 10 / (one.p50 + 1) % 10),
			    k == 0 ? "<= 3.5" : "<= 12.0", v * 10 <= one.p50 * limit);
		}
	}
	return e;
}

/* ---- W6: killed while others sell ---- */

static void
kill_some(struct bench *b, const struct bench_job *j, pid_t *pids, void *arg)
{
	int *killed = arg;
	struct rng r = { 99 };
	int status;

	/* the upper half is killed and replaced, the lower half is measured */
	while (!bench_over(b)) {
		int i = j->workers / 2 + (int)rng_below(&r, (uint32_t)j->workers / 2);

		wait_until(clock_mono_us() + KILL_EVERY_US / 2 +
		    (int64_t)rng_below(&r, KILL_EVERY_US));
		kill(pids[i], SIGKILL);
		while (waitpid(pids[i], &status, 0) < 0 && errno == EINTR)
			continue;
		pids[i] = bench_worker_fork(b, j, i);
		++*killed;
	}
}

static void
count_finding(void *arg, bool ok, const char *line)
{
	(void)arg;
	if (!ok)
		say("%s", line);
}

static enum err
verify_work(struct bench *b, const struct bench_job *j, int me, struct err_note *note)
{
	struct store *st = NULL;
	struct actor *a = NULL;
	int bad = 0;
	enum err e = bench_open(b, j->dir, "admin", &st, &a, note);

	bench_start(b, me);
	if (e == ERR_OK)
		e = verify_run(st, a, count_finding, NULL, &bad, note);
	b->crew->worker[me].done = bad;
	actor_close(a);
	store_close(st);
	return e;
}

enum err
bench_w6(struct bench *b, struct err_note *note)
{
	int killed = 0;
	struct bench_job j = { .workers = 16, .delay_us = GOOD_SSD, .dir = b->mem,
	    .work = bench_sell, .watch = kill_some, .arg = &killed };
	struct bench_job proof = { .workers = 1, .dir = b->mem, .work = verify_work };
	struct outcome o;
	enum err e = need_shop(b, note);

	if (e == ERR_OK)
		e = bench_work(b, &j, note);
	if (e != ERR_OK)
		return e;
	sum_up(b, j.workers / 2, &o);
	ms_line(b, "W6", bench_text(b, "kill -9 of %d sessions: longest wait of others", killed), o.max,
	    bench_text(b, "p99 %u.%02u ms", o.p99 / 1000, o.p99 % 1000 / 10), NULL, 100000);
	e = bench_work(b, &proof, note);
	if (e == ERR_OK)
		bench_line(b, "W6", "half sales, gaps, wrong sums afterwards",
		    bench_text(b, "%lld", (long long)b->crew->worker[0].done), NULL, NULL, "0",
		    b->crew->worker[0].done == 0);
	return e;
}
