/* sim_check.c - what must hold after the crowd, whoever was killed. */
#include "config.h"

#include "sim.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "db/db.h"
#include "domain/ops.h"
#include "domain/verify.h"

static void
result(bool good, int *n, int *bad, const char *what)
{
	printf("%s %d - %s\n", good ? "ok" : "not ok", ++*n, what);
	*bad += !good;
}

static void
finding(void *arg, bool ok, const char *line)
{
	(void)arg;
	if (!ok)
		printf("# %s\n", line);
}

static int64_t
number_of(struct store *st, const char *sql)
{
	struct err_note note = { 0 };
	struct db_stmt *q = db_query_text(store_db(st), sql, DB_NO_ARGS, &note);
	int64_t v = -1;

	if (q == NULL || db_step(q, &note) != DB_ROW)
		printf("# %s: %s\n", sql, note.text);
	else
		v = db_int(q, 0);
	db_reset(q);
	return v;
}

/* Every request that was answered answers the same again; every one that
 * nobody heard of is done now, once (idempotency). */
static bool
repeat_all(struct sim *s, struct store *st, struct actor *a)
{
	bool good = true;

	for (int64_t n = 0; n < s->ops && good; n++) {
		struct sim_result before = s->shared->result[n];
		json_t *rq, *reply = NULL;

		if (before.state == SIM_REFUSED)
			continue;
		rq = sim_request(s, n);
		op_post(st, a, rq, &reply);
		good = sim_keep(s, n, reply);
		if (before.state == SIM_DONE)
			good = good && json_is_true(json_object_get(reply, "again")) &&
			    s->shared->result[n].points == before.points &&
			    str_eq(s->shared->result[n].receipt, before.receipt);
		if (!good)
			printf("# request %lld was answered otherwise\n", (long long)n);
		json_decref(reply);
		json_decref(rq);
	}
	return good;
}

int
sim_check(struct sim *s)
{
	struct err_note note = { 0 };
	struct store *st = NULL;
	struct actor *a = NULL, *admin = NULL;
	int64_t sales = 0, points = 0;
	int n = 0, bad = 0, wrong = -1;
	enum err e = sim_open(s, SIM_USER, &st, &a, &note);

	printf("1..8\n");
	if (e == ERR_OK)
		e = actor_open(st, "admin", &admin, &note);
	if (e != ERR_OK) {
		printf("Bail out! %s\n", note.text);
		return 99;
	}
	result(!atomic_load(&s->shared->failed), &n, &bad, "nobody got an answer that no shop gives");
	if (atomic_load(&s->shared->failed))
		printf("# %s\n", s->shared->text);
	result(repeat_all(s, st, a), &n, &bad, "one result a key, also for those who were killed");
	for (int64_t i = 0; i < s->ops; i++) {
		if (s->shared->result[i].state != SIM_DONE)
			continue;
		sales += s->shared->result[i].kind == 's';
		points += s->shared->result[i].points;
	}
	e = store_begin(st, admin, false, &note);
	result(e == ERR_OK && number_of(st, "SELECT count(*) FROM sale") == sales, &n, &bad,
	    "as many receipts as answers");
	result(number_of(st, "SELECT max(number) FROM sale") == sales &&
	    number_of(st, "SELECT count(DISTINCT number) FROM sale") == sales, &n, &bad,
	    "receipt numbers without gaps (rule R5)");
	result(number_of(st, "SELECT count(*) FROM point_entry WHERE balance_after < 0") == 0, &n,
	    &bad, "points were never below zero (rules P4, P12)");
	result(number_of(st, "SELECT sum(balance) FROM point_account") == points, &n, &bad,
	    "all points are those that the answers said");
	store_rollback(st);
	e = verify_run(st, admin, finding, NULL, &wrong, &note);
	result(e == ERR_OK && wrong == 0, &n, &bad, "verify finds nothing");
	e = db_integrity(store_db(st), &note);
	result(e == ERR_OK, &n, &bad, "the file is sound");
	actor_close(a);
	actor_close(admin);
	store_close(st);
	return bad;
}
