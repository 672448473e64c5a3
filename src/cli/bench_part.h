/* bench_part.h - what the parts of quen bench share. Inside src/cli/bench*.c. */
#ifndef QUEN_CLI_BENCH_PART_H
#define QUEN_CLI_BENCH_PART_H

#include <stdatomic.h>
#include <sys/types.h>

#include "base/rng.h"
#include "cli/cli.h"
#include "cli/demo.h"

#define BENCH_WORKERS_MAX 64
#define BENCH_SAMPLES 100000	/* times kept of each worker */
#define BENCH_CARDS 1000	/* customers of the store that sales run on */

/* One worker's figures, in memory shared with the parent. */
struct bench_worker {
	int64_t done, refused, us;	/* us: what it took in all */
	enum err failed;
	char text[256];
	int64_t samples;
	uint32_t sample_us[BENCH_SAMPLES];
};
struct bench_crew {
	_Atomic int ready;
	_Atomic int64_t start_us, stop_us;	/* on the monotonic clock; 0: not yet */
	struct bench_worker worker[BENCH_WORKERS_MAX];
};

struct bench {
	struct cli *cli;
	int scale, duration_ms;
	const char *dir;		/* on the real disk */
	char mem[64];			/* on tmpfs: with slow_disk() a disk of known speed */
	struct bench_crew *crew;
	bool has_shop, has_people;	/* mem has a store to sell in; dir one to search in */
	bool encrypt;			/* stores that are made */
	int lines, missed;
	char text[64][80];		/* bench_text() */
	int text_next;
};

/* What runs in a process of its own, everything opened after fork. */
struct bench_job {
	int workers;
	int delay_us;			/* of every sync; 0: the disk as it is */
	int rate;			/* sales a second of all together; 0: as fast as they go */
	const char *dir;
	/* Opens what it needs, calls bench_start(), works until bench_over(). */
	enum err (*work)(struct bench *b, const struct bench_job *j, int me, struct err_note *note);
	/* In the parent while they work; may be NULL. */
	void (*watch)(struct bench *b, const struct bench_job *j, pid_t *pids, void *arg);
	void *arg;
};
enum err bench_work(struct bench *b, const struct bench_job *j, struct err_note *note) MUST_CHECK;
pid_t bench_worker_fork(struct bench *b, const struct bench_job *j, int me);
void bench_start(struct bench *b, int me);
bool bench_over(struct bench *b);
void bench_sample(struct bench *b, int me, int64_t us);

/* All samples of n workers, sorted; *count of them. The caller frees. */
uint32_t *bench_samples(struct bench *b, int workers, size_t *count);
uint32_t bench_percentile(const uint32_t *sorted, size_t n, int per_mille);

/* The commit rate of the bare engine, a second; beside every write figure. */
enum err bench_bare(struct bench *b, const char *dir, int delay_us, int64_t *per_second,
    struct err_note *note) MUST_CHECK;

/* A store in dir with the demo shop and n customers, made in a child. */
enum err bench_make(struct bench *b, const char *dir, int64_t customers,
    struct err_note *note) MUST_CHECK;
void bench_paths(const struct bench *b, const char *dir, struct store_paths *p);
enum err bench_open(struct bench *b, const char *dir, const char *user, struct store **st,
    struct actor **a, struct err_note *note) MUST_CHECK;

/* Removes the store in dir, and the folder. */
void bench_remove(const char *dir);

/* Work of a job: sells as a cashier of branch S1. */
enum err bench_sell(struct bench *b, const struct bench_job *j, int me, struct err_note *note);

/* A line of the result. Texts are figures with units; NULL prints as "-". */
void bench_line(struct bench *b, const char *id, const char *name, const char *value,
    const char *yardstick, const char *ratio, const char *goal, bool ok);
/* A text that lives until the next 64 calls. */
const char *bench_text(struct bench *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

enum err bench_w1(struct bench *b, struct err_note *note);
enum err bench_w2(struct bench *b, struct err_note *note);	/* and W3, W5 */
enum err bench_w4(struct bench *b, struct err_note *note);
enum err bench_w6(struct bench *b, struct err_note *note);
enum err bench_s1(struct bench *b, struct err_note *note);
enum err bench_s2(struct bench *b, struct err_note *note);
enum err bench_s3(struct bench *b, struct err_note *note);
enum err bench_l1(struct bench *b, struct err_note *note);
enum err bench_r1(struct bench *b, struct err_note *note);
enum err bench_x1(struct bench *b, struct err_note *note);
enum err bench_e1(struct bench *b, struct err_note *note);
enum err bench_l2(struct bench *b, struct err_note *note);	/* and L3 */

#endif
