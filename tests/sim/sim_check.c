/* sim_check.c - what must hold after the crowd, whoever was killed. */
#include "config.h"

#include "sim.h"

#include <stdio.h>
#include <stdlib.h>

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

	sim_clock(s, s->ops);
	for (int64_t n = 0; n < s->ops && good; n++) {
		int before = atomic_load(&s->shared->result[n].state);
		uint64_t hash = s->shared->result[n].hash;
		json_t *rq, *reply = NULL;

		if (before == SIM_REFUSED)
			continue;
		rq = sim_request(s, n);
		op_post(st, a, rq, &reply);
		if (before == SIM_DONE)
			good = json_is_true(json_object_get(reply, "again")) &&
			    sim_hash(reply) == hash;
		else
			good = sim_keep(s, n, reply);
		if (!good) {
			char *text = json_dumps(reply, JSON_COMPACT);

			printf("# request %lld (%s) was answered otherwise: %s\n", (long long)n,
			    sim_kind_name(sim_kind_of(s, n)), text);
			free(text);
		}
		json_decref(reply);
		json_decref(rq);
	}
	return good;
}

/* No figure below zero that must not be, and no more back than was sold (rules V1, V6, P14, R1). */
static const struct { const char *what, *sql; } none[] = {
	{ "stored value was never below zero (rule V1)",
	  "SELECT count(*) FROM value_entry WHERE principal_after < 0 OR bonus_after < 0" },
	{ "ledgers of stored value sum to their balances (rule V1)",
	  "SELECT count(*) FROM value_account a WHERE a.principal + a.bonus <>"
	  " (SELECT sum(e.principal + e.bonus) FROM value_entry e WHERE e.card_id = a.card_id)" },
	{ "visits were never below zero (rule V6)", "SELECT count(*) FROM visit_entry WHERE after < 0" },
	{ "ledgers of points sum to their balances (rule P1)",
	  "SELECT count(*) FROM point_account a WHERE a.balance <>"
	  " (SELECT sum(e.delta) FROM point_entry e WHERE e.holder_id = a.holder_id)" },
	{ "what is in the lots is the balance, or a debt (rule P4)",
	  "SELECT count(*) FROM point_account a WHERE a.balance <> coalesce((SELECT sum(l.remaining)"
	  " FROM point_lot l WHERE l.holder_id = a.holder_id), 0) AND a.balance >= 0" },
	{ "no line came back more than it was sold (rule R1)",
	  "SELECT count(*) FROM sale_line l WHERE l.of_line IS NULL AND l.qty < (SELECT"
	  " coalesce(-sum(b.qty), 0) FROM sale r JOIN sale_line b ON b.sale_id = r.id"
	  " WHERE r.reverses_id = l.sale_id AND b.of_line = l.n AND NOT EXISTS"
	  " (SELECT 1 FROM sale v WHERE v.reverses_id = r.id AND v.kind = 'void'))" },
	{ "no receipt was paid otherwise than it says (rule N3)",
	  "SELECT count(*) FROM sale WHERE total + topup + rounding <> paid - change" },
	{ "gifts and their stock agree (rule P14)",
	  "SELECT count(*) FROM gift g WHERE g.stock < 0 OR g.stock <>"
	  " (SELECT sum(m.qty) FROM gift_move m WHERE m.gift_id = g.id)" },
	{ "nobody is merged away and there, or holds points then (rule P15)",
	  "SELECT count(*) FROM customer_merge m JOIN customer c ON c.id = m.from_id"
	  " WHERE m.undone_at IS NULL AND (c.deleted = 0 OR EXISTS (SELECT 1 FROM point_account a"
	  " WHERE a.holder_id = c.id))" },
};
#define NONE (int)(sizeof(none) / sizeof(none[0]))

int
sim_snapshot(struct sim *s)
{
	struct err_note note = { 0 };
	struct actor *admin = NULL;
	struct store *st = NULL;
	int wrong = 0, found = 0;
	enum err e = sim_open(s, "admin", &st, &admin, &note);

	if (e == ERR_OK)
		e = store_begin(st, admin, false, &note);
	for (int i = 0; e == ERR_OK && i < NONE; i++) {
		if (number_of(st, none[i].sql) != 0) {
			printf("# in a snapshot not so: %s\n", none[i].what);
			found++;
		}
	}
	store_rollback(st);
	if (e == ERR_OK)
		e = verify_run(st, admin, finding, NULL, &wrong, &note);
	if (e != ERR_OK)
		printf("# snapshot: %s\n", note.text);
	actor_close(admin);
	store_close(st);
	return e != ERR_OK || wrong != 0 || found != 0;
}

/* Every kind of request was done and none only refused; how often, for the reader. */
static bool
count_kinds(const struct sim *s, int64_t *receipts)
{
	int64_t done[SIM_KINDS] = { 0 }, refused[SIM_KINDS] = { 0 };
	bool all = true;

	*receipts = 0;
	for (int64_t n = 0; n < s->ops; n++) {
		enum sim_kind k = sim_kind_of(s, n);
		bool is_done = atomic_load(&s->shared->result[n].state) == SIM_DONE;

		done[k] += is_done;
		refused[k] += !is_done;
		*receipts += is_done && sim_makes_receipt(k);
	}
	printf("#");
	for (int k = 0; k < SIM_KINDS; k++) {
		printf(" %s %lld/%lld", sim_kind_name(k), (long long)done[k],
		    (long long)(done[k] + refused[k]));
		all = all && (done[k] > 0 || done[k] + refused[k] < 10);
	}
	printf("\n");
	return all;
}

int
sim_check(struct sim *s)
{
	struct err_note note = { 0 };
	struct store *st = NULL;
	struct actor *admin = NULL;
	int64_t receipts;
	int n = 0, bad = 0, wrong = -1;
	enum err e = sim_open(s, "admin", &st, &admin, &note);

	printf("1..%d\n", NONE + 7);
	if (e != ERR_OK) {
		printf("Bail out! %s\n", note.text);
		return 99;
	}
	result(!atomic_load(&s->shared->failed), &n, &bad,
	    "nobody got an answer that no shop gives, and every snapshot was right");
	if (atomic_load(&s->shared->failed))
		printf("# %s\n", s->shared->text);
	result(repeat_all(s, st, admin), &n, &bad, "one result a key, also for those who were killed");
	result(count_kinds(s, &receipts), &n, &bad, "every kind of request was done");
	e = store_begin(st, admin, false, &note);
	result(e == ERR_OK && number_of(st, "SELECT count(*) FROM sale") == receipts, &n, &bad,
	    "as many receipts as answers");
	result(number_of(st, "SELECT max(number) FROM sale") == receipts &&
	    number_of(st, "SELECT count(DISTINCT number) FROM sale") == receipts, &n, &bad,
	    "receipt numbers without gaps (rule R5)");
	for (int i = 0; i < NONE; i++)
		result(number_of(st, none[i].sql) == 0, &n, &bad, none[i].what);
	store_rollback(st);
	e = verify_run(st, admin, finding, NULL, &wrong, &note);
	result(e == ERR_OK && wrong == 0, &n, &bad, "verify finds nothing");
	e = db_integrity(store_db(st), &note);
	result(e == ERR_OK, &n, &bad, "the file is sound");
	actor_close(admin);
	store_close(st);
	return bad;
}
