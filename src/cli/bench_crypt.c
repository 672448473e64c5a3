/* bench_crypt.c - E1: what encryption at rest costs a sale (doc/CRYPTO.md). In memory, so that
 * nothing but the work itself is measured: on a disk the share is smaller. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/bench_part.h"

/* Rounds of both, one after the other: machines drift. */
#define ROUNDS 2
#define GOAL_PERCENT 200

static enum err
half(struct bench *b, const char *dir, int64_t *us, struct err_note *note)
{
	struct bench_job j = { .workers = 1, .dir = dir, .work = bench_sell };
	enum err e = bench_work(b, &j, note);
	uint32_t *all;
	size_t n;

	if (e != ERR_OK)
		return e;
	all = bench_samples(b, 1, &n);
	*us += bench_percentile(all, n, 500);
	free(all);
	return ERR_OK;
}

static enum err
make(struct bench *b, const char *dir, bool encrypt, struct err_note *note)
{
	enum err e;

	if (mkdir(dir, 0700) != 0)
		return err_set(note, ERR_IO, "dir", "%s", dir);
	b->encrypt = encrypt;
	e = bench_make(b, dir, BENCH_CARDS, note);
	b->encrypt = false;
	return e;
}

enum err
bench_e1(struct bench *b, struct err_note *note)
{
	char dir[2][96];
	int64_t us[2] = { 0, 0 }, percent;
	enum err e = ERR_OK;

	for (int i = 0; i < 2 && e == ERR_OK; i++) {
		snprintf(dir[i], sizeof(dir[i]), "%s/%s", b->mem, i == 0 ? "clear" : "encrypted");
		e = make(b, dir[i], i == 1, note);
	}
	for (int i = 0; i < 2 * ROUNDS && e == ERR_OK; i++)
		e = half(b, dir[i % 2], &us[i % 2], note);
	for (int i = 0; i < 2; i++)
		bench_remove(dir[i]);
	if (e != ERR_OK)
		return e;
	percent = us[1] * 100 / (us[0] > 0 ? us[0] : 1);
	bench_line(b, "E1", "sale in an encrypted store, p50",
	    bench_text(b, "%lld us", (long long)us[1] / ROUNDS),
	    bench_text(b, "clear %lld us", (long long)us[0] / ROUNDS),
	    bench_text(b, "%lld.%02lld x", (long long)percent / 100, (long long)percent % 100),
	    bench_text(b, "<= %d.%02d x", GOAL_PERCENT / 100, GOAL_PERCENT % 100),
	    percent <= GOAL_PERCENT);
	return ERR_OK;
}
