/* bench.c - quen bench: the goals of doc/BENCH.md, each beside its yardstick
 * of the same run. */
#include "config.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/bench_part.h"

const struct option_def bench_options[] = {
	{ "scale", 0, "N", N_("Thousands of customers for search and lists (default 1)") },
	{ "seconds", 0, "S", N_("How long each figure is measured (default 3)") },
	{ "dir", 0, "DIR", N_("A folder on the disk to measure (default: a new one in TMPDIR)") },
	{ 0 }
};

static const struct {
	const char *name;
	enum err (*run)(struct bench *b, struct err_note *note);
} benches[] = {
	{ "W1", bench_w1 },
	{ "W2", bench_w2 },		/* sells once for all three */
	{ "W3", bench_w2 },
	{ "W4", bench_w4 },
	{ "W5", bench_w2 },
	{ "W6", bench_w6 },
	{ "S1", bench_s1 },
	{ "S2", bench_s2 },
	{ "S3", bench_s3 },
	{ "L1", bench_l1 },
	{ "L2", bench_l2 },
	{ "L3", bench_l2 },
	{ "R1", bench_r1 },
	{ "X1", bench_x1 },
	{ "E1", bench_e1 },
};
#define BENCHES (sizeof(benches) / sizeof(benches[0]))

void
bench_line(struct bench *b, const char *id, const char *name, const char *value,
    const char *yardstick, const char *ratio, const char *goal, bool ok)
{
	b->lines++;
	b->missed += !ok;
	if (b->cli->json) {
		tell_json(json_pack("{ss ss ss ss? ss? ss? sb}", "bench", id, "name", name,
		    "value", value, "yardstick", yardstick, "ratio", ratio, "goal", goal,
		    "ok", ok));
	} else {
		tell("%-2s  %-40s  %12s  %-24s  %8s  %-9s  %s", id, name, value,
		    yardstick != NULL ? yardstick : "-", ratio != NULL ? ratio : "-",
		    goal != NULL ? goal : "-", ok ? "ok" : "MISSED");
	}
	fflush(stdout);
}

const char *
bench_text(struct bench *b, const char *fmt, ...)
{
	char *text = b->text[b->text_next++ % 64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(b->text[0]), fmt, ap);
	va_end(ap);
	return text;
}

/* Folders are our own, flat, and hold nothing but a store. */
void
bench_remove(const char *dir)
{
	static const char *const file[] = { "quen.db", "quen.db-wal", "quen.db-shm",
		"quen.db.turn", "quen.db.sync", "quen.db.shm2", "quen.db.key" };

	for (size_t i = 0; i < sizeof(file) / sizeof(file[0]); i++) {
		char *path = xasprintf("%s/%s", dir, file[i]);

		unlink(path);
		free(path);
	}
	rmdir(dir);
}

/* all runs every function once, though three names may share one. */
static enum err
run(struct bench *b, const char *name, struct err_note *note)
{
	bool found = false, all = strcmp(name, "all") == 0;
	enum err e = ERR_OK;
	size_t i, k;

	for (i = 0; i < BENCHES && e == ERR_OK; i++) {
		if (stop_asked(NULL))
			return ERR_CANCELLED;
		if (!all && strcasecmp(name, benches[i].name) != 0)
			continue;
		found = true;
		for (k = 0; k < i && benches[k].run != benches[i].run; k++)
			continue;
		if (k == i || !all)
			e = benches[i].run(b, note);
	}
	if (!found)
		return err_set(note, ERR_INVALID, "", _("There is no measurement named %s: "
		    "W1 to W6, S1 to S3, L1 to L3, R1, X1, E1 or all."), name);
	return e;
}

static enum err
make_folders(struct bench *b, char **made, struct err_note *note)
{
	const char *tmp = getenv("TMPDIR");

	str_copy(b->mem, sizeof(b->mem), access("/dev/shm", W_OK) == 0 ?
	    "/dev/shm/quen-bench-XXXXXX" : "/tmp/quen-bench-XXXXXX");
	*made = b->dir != NULL ? xasprintf("%s/quen-bench-XXXXXX", b->dir) :
	    xasprintf("%s/quen-bench-XXXXXX", str_empty(tmp) ? "/var/tmp" : tmp);
	if (mkdtemp(b->mem) == NULL || mkdtemp(*made) == NULL)
		return err_set(note, ERR_IO, "dir", _("A folder for the measurement cannot be made."));
	b->dir = *made;
	return ERR_OK;
}

int
cmd_bench(struct cli *c, const struct args *a)
{
	struct bench b = { .cli = c, .dir = args_get(a, "dir") };
	struct err_note note = { 0 };
	char *made = NULL;
	long scale = 1, seconds = 3;
	enum err e = args_int(a, "scale", 1, DEMO_SCALE_MAX, 1, &scale, &note);

	if (e == ERR_OK)
		e = args_int(a, "seconds", 1, 600, 3, &seconds, &note);
	b.scale = (int)scale;
	b.duration_ms = (int)seconds * 1000;
	b.crew = mmap(NULL, sizeof(*b.crew), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (b.crew == MAP_FAILED)
		return say_failed(c, ERR_LIMIT, &note);
	/* so that ^C leaves no folders behind */
	stop_watch();
	if (e == ERR_OK)
		e = make_folders(&b, &made, &note);
	if (e == ERR_OK) {
		e = run(&b, a->nwords > 0 ? a->words[0] : "all", &note);
		bench_remove(b.mem);
		bench_remove(b.dir);
	}
	munmap(b.crew, sizeof(*b.crew));
	free(made);
	if (e != ERR_OK)
		return say_failed(c, e, &note);
	/* A missed goal is a finding, not a failure of the command. */
	if (b.missed > 0)
		say(_("%d of %d goals missed on this machine."), b.missed, b.lines);
	return EX_OK;
}
