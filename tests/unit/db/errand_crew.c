#include "config.h"

#include "errand_crew.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

/* Who serves does so for 15 ms: on a busy machine it may get nowhere, once. */
#define TRIES 30

static const char schema[] =
"CREATE TABLE done (id @int64 NOT NULL PRIMARY KEY, key @int64 NOT NULL,\n"
"	owner @int64 NOT NULL, doer @int64 NOT NULL) @table;\n"
"CREATE INDEX done_key ON done (key);\n";

static const char queries[] =
"-- name: done.there\n"
"SELECT count(*) FROM done WHERE key = $key;\n"
"-- name: done.new\n"
"INSERT INTO done (id, key, owner, doer)\n"
"VALUES ((SELECT coalesce(max(id), 0) + 1 FROM done), $key, $owner, $doer);\n"
"-- name: done.rows\n"
"SELECT count(*) FROM done WHERE key >= $base;\n"
"-- name: done.keys\n"
"SELECT count(DISTINCT key) FROM done WHERE key >= $base;\n"
"-- name: done.by_others\n"
"SELECT count(*) FROM done WHERE key >= $base AND doer <> owner;\n"
"-- name: done.out_of_order\n"
"SELECT count(*) FROM done AS a JOIN done AS b ON b.id = a.id + 1\n"
"WHERE a.key >= $base AND b.key < a.key;\n"
"-- name: done.doer\n"
"SELECT doer FROM done WHERE key = $key;\n";

struct common *common;

void
crew_init(void)
{
	common = mmap(NULL, sizeof *common, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
	    -1, 0);
	if (common == MAP_FAILED)
		abort();
	alarm(120);
}

int
crew_setup(void **state)
{
	int r = fixture_setup(state);

	unsetenv("QUEN_ENCRYPT");
	fixture_write(*state, "sql/schema/0002_done.sql", schema);
	fixture_write(*state, "sql/queries/done.sql", queries);
	return r;
}

pid_t
start(struct fixture *f, void (*run)(struct fixture *f, int i), int i)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setenv("CMOCKA_TEST_ABORT", "1", 1);	/* a failure ends the child */
	run(f, i);
	_exit(0);
}

void
join(pid_t pid, bool well)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, well ? 0 : SIGKILL);
}

struct db_bytes
pack(int64_t key, int64_t who, size_t len)
{
	struct ask a = { key, who };
	struct db_bytes b = { NULL, len != 0 ? len : sizeof a + (size_t)(key * 2663 % 8000) };

	b.p = xmalloc(b.len);
	memset(b.p, 'A' + (int)(key % 26), b.len);
	memcpy(b.p, &a, sizeof a);
	return b;
}

struct ask
unpack(struct db_bytes b)
{
	struct ask a;
	struct db_bytes want;

	assert_true(b.len >= sizeof a);
	memcpy(&a, b.p, sizeof a);
	want = pack(a.key, a.who, common->text_len);
	assert_int_equal(b.len, want.len);
	assert_memory_equal(b.p, want.p, b.len);
	free(want.p);
	free(b.p);
	return a;
}

/* In the queue: after it has asked nothing else makes it sleep. */
static bool
is_asleep(const struct seat *s)
{
	char path[40], state = '?';
	FILE *in;

	if (!s->asks)
		return false;
	snprintf(path, sizeof path, "/proc/%d/stat", (int)s->pid);
	in = fopen(path, "r");
	if (in != NULL) {
		if (fscanf(in, "%*d (%*[^)]) %c", &state) != 1)
			state = '?';
		fclose(in);
	}
	return state == 'S' || state == 'T' || state == 'Z' || s->back;
}

void
wait_asleep(int i)
{
	while (!is_asleep(&common->seat[i]))
		usleep(200);
}

void
wait_back(int i)
{
	while (!common->seat[i].back)
		usleep(200);
}

void
sit(int i)
{
	struct seat *s = &common->seat[i];

	while (!common->held)
		usleep(200);
	if (i > 0)
		wait_asleep(i - 1);
	s->pid = getpid();
	s->began_us = clock_mono_us();
	s->asks = true;
}

void
stand(int i)
{
	common->seat[i].ended_us = clock_mono_us();
	common->seat[i].back = true;
}

int
texts_in_clear(const struct fixture *f)
{
	char *path = xasprintf("%s.shm2", f->db), *map = xmalloc(1 << 20);
	int fd = open(path, O_RDONLY | O_CLOEXEC), n = 0;
	ssize_t len = fd >= 0 ? pread(fd, map, 1 << 20, 0) : -1;

	assert_true(len > 0);
	for (int i = 1; i <= common->last; i++) {
		struct db_bytes b = pack(common->base + i, i, common->text_len);
		n += memmem(map, (size_t)len, b.p, b.len < 64 ? b.len : 64) != NULL;
		free(b.p);
	}
	close(fd);
	free(map);
	free(path);
	return n;
}

struct crew
crew_start(struct fixture *f, int last, void (*leader)(struct fixture *f, int i),
    void (*owner)(struct fixture *f, int i), void (*holder)(struct fixture *f, int i))
{
	struct crew c = { 0 };

	common->last = last;
	if (leader != NULL)
		c.pid[0] = start(f, leader, 0);
	for (int i = 1; i <= last; i++)
		c.pid[i] = start(f, owner, i);
	c.holder = start(f, holder, 0);
	return c;
}

void
crew_join(struct crew *c)
{
	join(c->holder, true);
	for (int i = 0; i <= common->last; i++)
		if (c->pid[i] > 0)
			join(c->pid[i], true);
}

void
until_lucky(void **state, bool (*try)(struct fixture *f, struct db *d), enum death death)
{
	struct db *d = fixture_open(*state, true);

	for (int i = 1; i <= TRIES; i++) {
		*common = (struct common){ .base = 1000 * i, .death = death };
		if (try(*state, d)) {
			db_close(d);
			return;
		}
	}
	fail_msg("nothing was left to who had the turn, %d times", TRIES);
}
