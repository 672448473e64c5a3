/* sim.c - 32 processes sell on and change the points of 50 cards, and are
 * killed at random; then everything is proved (rules P1, P4, P6, R5; W6).
 *
 *   sim [--ops N] [--processes P] [--seed S] [--keep]
 *
 * Every request comes from the seed and its number alone. A process that
 * follows a killed one repeats what that one had begun, with the same key. */
#include "config.h"

#include "sim.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/secret.h"
#include "base/str.h"
#include "cli/demo_part.h"
#include "domain/hooks.h"
#include "domain/ops.h"

#define KILL_MS 25

static const char *const products[] = { "CF01", "CF02", "BA01", "TR01", "HA01", "LY03", "QU05" };

enum err
sim_open(struct sim *s, const char *user, struct store **st, struct actor **a,
    struct err_note *note)
{
	enum err e = store_open(&s->paths, st, note);

	if (e != ERR_OK)
		return e;
	store_set_hooks(*st, domain_hooks);
	return actor_open(*st, user, a, note);
}

json_t *
sim_request(const struct sim *s, int64_t n)
{
	struct rng r = { s->seed + (uint64_t)n * UINT64_C(0x9E3779B97F4A7C15) };
	const char *card = s->card[rng_below(&r, SIM_CARDS)];
	uint32_t what = rng_below(&r, 10);
	char key[32];
	json_t *lines;

	snprintf(key, sizeof(key), "sim-%lld", (long long)n);
	if (what < 6) {
		lines = json_array();
		for (uint32_t i = rng_below(&r, 3) + 1; i > 0; i--)
			json_array_append_new(lines, json_pack("{ss si}", "product",
			    products[rng_below(&r, 7)], "qty", 1 + (int)rng_below(&r, 3)));
		return json_pack("{ss ss ss so s[{ss si}]}", "op", "sale", "key", key,
		    "card", card, "lines", lines, "tenders", "method", "cash", "amount", 5000000);
	}
	return json_pack("{ss ss ss si ss}", "op", what < 8 ? "points.add" : "points.deduct",
	    "key", key, "card", card, "points", 1 + (int)rng_below(&r, what < 8 ? 40 : 90),
	    "note", "sim");
}

bool
sim_keep(struct sim *s, int64_t n, const json_t *reply)
{
	struct sim_result *res = &s->shared->result[n];
	const char *error = json_string_value(json_object_get(reply, "error"));
	json_t *rq;

	if (!json_is_true(json_object_get(reply, "ok"))) {
		/* not enough points is the only refusal here (rule P4) */
		atomic_store(&res->state, SIM_REFUSED);
		return str_eq(error, "LIMIT");
	}
	rq = sim_request(s, n);
	res->kind = json_object_get(rq, "lines") != NULL ? 's' :
	    str_eq(json_string_value(json_object_get(rq, "op")), "points.add") ? 'a' : 'd';
	json_decref(rq);
	if (res->kind == 's') {
		str_copy(res->receipt, sizeof(res->receipt),
		    json_string_value(json_object_get(reply, "receipt")));
		res->points = json_integer_value(json_object_get(reply, "earned"));
	} else {
		res->points = json_integer_value(json_object_get(reply, "after")) -
		    json_integer_value(json_object_get(reply, "before"));
	}
	atomic_store(&res->state, SIM_DONE);
	return true;
}

static bool
post(struct sim *s, struct store *st, struct actor *a, int64_t n)
{
	json_t *rq = sim_request(s, n), *reply = NULL, *again = NULL;
	bool good;

	atomic_store(&s->shared->result[n].state, SIM_STARTED);
	op_post(st, a, rq, &reply);
	good = sim_keep(s, n, reply);
	/* now and then it arrives twice (double Enter, a retry) */
	if (good && n % 11 == 0 && json_is_true(json_object_get(reply, "ok"))) {
		op_post(st, a, rq, &again);
		good = json_is_true(json_object_get(again, "again")) &&
		    str_eq(json_string_value(json_object_get(again, "receipt")),
		    json_string_value(json_object_get(reply, "receipt")));
	}
	if (!good) {
		char *text = json_dumps(again != NULL ? again : reply, JSON_COMPACT);

		snprintf(s->shared->text, sizeof(s->shared->text), "%lld: %s", (long long)n, text);
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

	if (sim_open(s, SIM_USER, &st, &a, &note) != ERR_OK) {
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
	if (pid == 0)
		work(s, first, mine);
	return pid;
}

static void
crowd(struct sim *s, int *killed)
{
	_Atomic int64_t *mine = mmap(NULL, sizeof(*mine) * (size_t)s->processes,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct timespec ts = { 0, KILL_MS * 1000000L };
	struct rng r = { s->seed ^ 0x4B1D };
	pid_t pid[256];
	int status, victim;

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
	}
	for (int i = 0; i < s->processes; i++)
		waitpid(pid[i], &status, 0);
	munmap(mine, sizeof(*mine) * (size_t)s->processes);
}

/* ---- the shop ---- */

static enum err
make_user(struct store *st, struct err_note *note)
{
	static const char *const right[][2] = { { "sale", "view,add" }, { "customer", "view" },
		{ "card", "view" }, { "product", "view" }, { "points", "view,add,delete" } };
	struct actor *system = NULL;
	enum err e = actor_open(st, NULL, &system, note);

	if (e == ERR_OK)
		e = store_begin(st, system, true, note);
	if (e == ERR_OK)
		e = demo_put(st, "group", json_pack("{ss ss}", "code", "sim", "name", "Sim"), note);
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]) && e == ERR_OK; i++)
		e = demo_put(st, "right", json_pack("{ss ss ss}", "group", "sim", "function",
		    right[i][0], "verbs", right[i][1]), note);
	if (e == ERR_OK)
		e = demo_put(st, "user", json_pack("{ss ss ss ss sb}", "code", SIM_USER, "name",
		    "Sim", "groups", "sim", "store", "S1", "active", 1), note);
	if (e == ERR_OK)
		e = store_commit(st, note);
	if (e != ERR_OK)
		store_rollback(st);
	actor_close(system);
	return e;
}

static enum err
make_shop(struct sim *s, struct err_note *note)
{
	struct store_init in = { "VND", "Asia/Ho_Chi_Minh", "en", "Sim" };
	struct store *st = NULL;
	enum err e = store_create(&s->paths, &in, note);

	if (e == ERR_OK)
		e = store_open(&s->paths, &st, note);
	if (e == ERR_OK) {
		store_set_hooks(st, domain_hooks);
		e = demo_fill_shop(st, note);
	}
	if (e == ERR_OK)
		e = demo_fill_people(st, 0, SIM_PEOPLE, s->seed, NULL, note);
	if (e == ERR_OK)
		e = make_user(st, note);
	if (e == ERR_OK)
		e = store_durable(st, note);
	store_close(st);
	return e;
}

static void
pick_cards(struct sim *s)
{
	struct demo_person p;
	int n = 0;

	for (int64_t i = 0; i < SIM_PEOPLE && n < SIM_CARDS; i++) {
		demo_person_make(s->seed, i, SIM_PEOPLE, clock_today(), &p);
		if (p.has_card)
			demo_card_number(s->seed, i, s->card[n++]);
	}
	/* seeds that give too few cards use the last one more often */
	for (; n > 0 && n < SIM_CARDS; n++)
		str_copy(s->card[n], sizeof(s->card[n]), s->card[n - 1]);
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

static int
make(struct sim *s)
{
	struct err_note note = { 0 };
	enum err e = make_shop(s, &note);

	if (e != ERR_OK)
		printf("Bail out! %s: %s %s\n", err_name(e), note.field, note.text);
	return e != ERR_OK;
}

static void
clean(const struct sim *s)
{
	static const char *const file[] = { "quen.db", "quen.db-wal", "quen.db-shm",
		"quen.db.turn", "quen.db.sync", "quen.db.shm2" };
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

	if (!read_options(&s, &keep, argc, argv)) {
		fprintf(stderr, "usage: sim [--ops N] [--processes P] [--seed S] [--keep]\n");
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
	pick_cards(&s);
	if (in_child(make, &s) != 0)
		return 1;
	crowd(&s, &killed);
	printf("# seed %llu: %lld operations, %d processes, %d killed\n",
	    (unsigned long long)s.seed, (long long)s.ops, s.processes, killed);
	bad = in_child(sim_check, &s);
	if (!keep && bad == 0)
		clean(&s);
	else
		printf("# the store stays in %s\n", s.home);
	munmap(s.shared, size);
	return bad == 0 ? 0 : 1;
}
