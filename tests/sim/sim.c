/* sim.c - 32 processes do everything that tills and desks do on 50 cards while more than a year
 * passes, and are killed at random; the books are proved meanwhile and at the end (rules P1-P15,
 * V1-V3, V6, R1, R4, R5, L1; W6).
 *
 *   sim [--ops N] [--processes P] [--seed S] [--encrypt] [--keep]
 *
 * What a request is comes from the seed and its number alone. A process that
 * follows a killed one repeats what that one had begun, with the same key. */
#include "config.h"

#include "sim.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/secret.h"
#include "base/str.h"
#include "db/copy.h"
#include "domain/ops.h"

#define KILL_MS 20
#define SNAPSHOTS 4			/* proofs while they work */
#define START INT64_C(1795246200000)	/* 2026-11-21 14:30 in Ho Chi Minh City */

static bool
post(struct sim *s, struct store *st, struct actor *a, int64_t n)
{
	json_t *rq = sim_request(s, n), *reply = NULL, *again = NULL;
	bool good;

	sim_clock(s, n);
	atomic_store(&s->shared->result[n].state, SIM_STARTED);
	if (sim_is_till(s, n))
		reply = sim_till(st, a, rq);
	else
		op_post(st, a, rq, &reply);
	good = sim_keep(s, n, reply);
	/* now and then it arrives twice (double Enter, a retry) */
	if (good && n % 11 == 0 && json_is_true(json_object_get(reply, "ok"))) {
		op_post(st, a, rq, &again);
		good = json_is_true(json_object_get(again, "again")) &&
		    sim_hash(again) == sim_hash(reply);
	}
	if (!good) {
		char *text = json_dumps(again != NULL ? again : reply, JSON_COMPACT);

		snprintf(s->shared->text, sizeof(s->shared->text), "%lld %s: %s", (long long)n,
		    sim_kind_name(sim_kind_of(s, n)), text);
		free(text);
		atomic_store(&s->shared->failed, 1);
	}
	json_decref(again);
	json_decref(reply);
	json_decref(rq);
	return good;
}

/* first: what the killed one before us had begun, or -1. */
static void
work(struct sim *s, int64_t first, _Atomic int64_t *mine)
{
	struct err_note note = { 0 };
	struct store *st = NULL;
	struct actor *a = NULL;
	int64_t n = first;

	if (sim_open(s, "admin", &st, &a, &note) != ERR_OK) {
		str_copy(s->shared->text, sizeof(s->shared->text), note.text);
		atomic_store(&s->shared->failed, 1);
		_exit(1);
	}
	if (n < 0)
		n = atomic_fetch_add(&s->shared->next, 1);
	while (n < s->ops) {
		atomic_store(mine, n);
		if (!post(s, st, a, n))
			break;
		atomic_fetch_add(&s->shared->done, 1);
		n = atomic_fetch_add(&s->shared->next, 1);
	}
	/* between the counter and this mark a killed one may lose a number:
	 * the parent looks for those at the end */
	atomic_store(mine, -1);
	actor_close(a);
	store_close(st);
	_exit(0);
}

static pid_t
spawn(struct sim *s, int64_t first, _Atomic int64_t *mine)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		/* One whose parent was killed would go on alone. */
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		work(s, first, mine);
	}
	return pid;
}

/* Nothing is open in the parent: it forks (db.h). */
static int
in_child(int (*run)(struct sim *s), struct sim *s)
{
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		status = run(s);
		fflush(NULL);
		_exit(status);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 99;
}

static void
crowd(struct sim *s, int *killed)
{
	_Atomic int64_t *mine = mmap(NULL, sizeof(*mine) * (size_t)s->processes,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	/* Each kill costs a start: long runs have enough of them at a fifth of the pace. */
	struct timespec ts = { 0, KILL_MS * 1000000L * (s->ops > 100000 ? 5 : 1) };
	struct rng r = { s->seed ^ 0x4B1D };
	pid_t pid[256];
	int status, victim, wrong = 0;
	int64_t looked = 0;

	for (int i = 0; i < s->processes; i++) {
		atomic_store(&mine[i], -1);
		pid[i] = spawn(s, -1, &mine[i]);
	}
	while (atomic_load(&s->shared->next) < s->ops && !atomic_load(&s->shared->failed)) {
		nanosleep(&ts, NULL);
		victim = (int)rng_below(&r, (uint32_t)s->processes);
		kill(pid[victim], SIGKILL);
		waitpid(pid[victim], &status, 0);
		*killed += WIFSIGNALED(status);
		pid[victim] = spawn(s, atomic_load(&mine[victim]), &mine[victim]);
		if (atomic_load(&s->shared->next) / (s->ops / SNAPSHOTS + 1) > looked) {
			looked = atomic_load(&s->shared->next) / (s->ops / SNAPSHOTS + 1);
			wrong += in_child(sim_snapshot, s);
		}
	}
	if (wrong != 0) {
		str_copy(s->shared->text, sizeof(s->shared->text), "a snapshot was wrong");
		atomic_store(&s->shared->failed, 1);
	}
	for (int i = 0; i < s->processes; i++)
		waitpid(pid[i], &status, 0);
	munmap(mine, sizeof(*mine) * (size_t)s->processes);
}

static int
make(struct sim *s)
{
	struct err_note note = { 0 };
	enum err e = sim_make_shop(s, &note);

	if (e != ERR_OK)
		printf("Bail out! %s: %s %s\n", err_name(e), note.field, note.text);
	return e != ERR_OK;
}

static void
clean(const struct sim *s)
{
	static const char *const file[] = { "quen.db", "quen.db-wal", "quen.db-shm",
		"quen.db.turn", "quen.db.sync", "quen.db.shm2", "quen.db.key" };
	char path[300];

	for (size_t i = 0; i < sizeof(file) / sizeof(file[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", s->home, file[i]);
		unlink(path);
	}
	rmdir(s->home);
}

static bool
read_options(struct sim *s, bool *keep, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *v = i + 1 < argc ? argv[i + 1] : "0";

		if (strcmp(argv[i], "--keep") == 0)
			*keep = true;
		else if (strcmp(argv[i], "--encrypt") == 0)
			s->encrypt = true;
		else if (strcmp(argv[i], "--ops") == 0)
			s->ops = strtoll(v, NULL, 10), i++;
		else if (strcmp(argv[i], "--processes") == 0)
			s->processes = (int)strtol(v, NULL, 10), i++;
		else if (strcmp(argv[i], "--seed") == 0)
			s->seed = strtoull(v, NULL, 10), i++;
		else
			return false;
	}
	return s->ops > 0 && s->ops <= SIM_OPS_MAX && s->processes > 0 && s->processes <= 256;
}

int
main(int argc, char **argv)
{
	struct sim s = { .seed = 20170314, .ops = 2000, .processes = 32 };
	struct err_note note = { 0 };
	const char *tmp = getenv("TMPDIR");
	bool keep = false;
	size_t size;
	int killed = 0, bad;

	/* quickstart check asks for more than plain "make check". */
	if (getenv("QUEN_SIM_OPS") != NULL)
		s.ops = strtoll(getenv("QUEN_SIM_OPS"), NULL, 10);
	if (!read_options(&s, &keep, argc, argv)) {
		fprintf(stderr, "usage: sim [--ops N] [--processes P] [--seed S] [--encrypt] [--keep]\n");
		return 64;
	}
	snprintf(s.home, sizeof(s.home), "%s/quen-sim-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(s.home) == NULL || secret_init() != ERR_OK ||
	    clock_init(&note) != ERR_OK || store_find(s.home, &s.paths, &note) != ERR_OK) {
		printf("Bail out! %s\n", note.text);
		return 1;
	}
	size = sizeof(*s.shared) + sizeof(s.shared->result[0]) * (size_t)s.ops;
	s.shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s.shared == MAP_FAILED)
		return 1;
	s.start = START;
	clock_fix(s.start);
	if (s.encrypt)
		setenv("QUEN_ENCRYPT", "1", 1);
	if (in_child(make, &s) != 0)
		return 1;
	if (s.encrypt && !db_is_sealed(s.paths.db)) {
		printf("Bail out! the store is not encrypted\n");
		return 1;
	}
	crowd(&s, &killed);
	printf("# %sseed %llu: %lld operations, %d processes, %d killed\n",
	    db_is_sealed(s.paths.db) ? "encrypted, " : "", (unsigned long long)s.seed, (long long)s.ops,
	    s.processes, killed);
	bad = in_child(sim_check, &s);
	if (!keep && bad == 0)
		clean(&s);
	else
		printf("# the store stays in %s\n", s.home);
	munmap(s.shared, size);
	return bad == 0 ? 0 : 1;
}
