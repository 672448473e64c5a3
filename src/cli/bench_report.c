/* bench_report.c - R1: reports over sums beside the same figures from every receipt. The receipts
 * are generated; their sums are kept by plain additions here, so that the two can disagree. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/bench_part.h"
#include "db/db.h"
#include "domain/sums.h"
#include "report/report.h"

#define SALES_A_SCALE INT64_C(10000)	/* --scale 1000: ten million */
#define DAYS 730
#define STORES 20
#define TILLS 2			/* cashiers of a store at a time */
#define OPEN 8			/* hours, half-open */
#define CLOSE 20
#define CATEGORIES 12
#define METHODS 4
#define GOAL_TWO_YEARS_US 15000
#define GOAL_DAY_US 1000
#define GOAL_TIMES 100
#define RUNS 15

static const char *const method[METHODS] = { "cash", "card", "bank", "ewallet" };

struct sums { int64_t n, tickets, gross, total, members, member_total; };
struct made {
	struct db *d;
	struct rng r;
	int64_t store[STORES], user[STORES * TILLS], customers, sale, number;
	day_t day;
	/* of the day in hand */
	struct sums by[STORES][TILLS][CLOSE - OPEN];
	int64_t tender[STORES][METHODS], payments[STORES][METHODS];
	int64_t category[STORES][CATEGORIES], qty[STORES][CATEGORIES];
};

static enum err
put_sale(struct made *m, struct err_note *note)
{
	int s = (int)rng_below(&m->r, STORES), u = (int)rng_below(&m->r, TILLS);
	int h = (int)rng_below(&m->r, CLOSE - OPEN), c = (int)rng_below(&m->r, CATEGORIES);
	int how = (int)rng_below(&m->r, METHODS);
	bool back = rng_below(&m->r, 50) == 0;
	int64_t total = ((int64_t)rng_below(&m->r, 490) + 10) * 1000, off = 0, customer = 0;
	struct sums *sum = &m->by[s][u][h];
	enum err e;

	if (rng_below(&m->r, 10) == 0)
		off = total / 10;
	if (rng_below(&m->r, 2) == 0)
		customer = 1000 + rng_below(&m->r, (uint32_t)m->customers);
	total = back ? -total : total;
	off = back ? 0 : off;
	m->sale++;
	e = db_run_text(m->d, "INSERT INTO sale (id, store_id, series, number, kind, at, day, user_id,"
	    " customer_id, discount, gross, total, rounding, paid, change, earn_base, earned)"
	    " VALUES ($id, $store, 'R', $id, $kind, $at, $day, $user, $customer, 0, $gross, $total,"
	    " 0, $total, 0, 0, 0)", DB_ARGS(DB_INT("id", m->sale), DB_INT("store", m->store[s]),
	    DB_TEXT("kind", back ? "refund" : "sale"),
	    DB_INT("at", instant_make(m->day, (h + OPEN) * 60 + (int)rng_below(&m->r, 60))),
	    DB_INT("day", m->day), DB_INT("user", m->user[s * TILLS + u]), DB_ID("customer", customer),
	    DB_INT("gross", total + off), DB_INT("total", total)), NULL, note);
	if (e == ERR_OK)
		e = db_run_text(m->d, "INSERT INTO sale_line (sale_id, n, product_id, category_id, code, name,"
		    " qty, list_price, price, gross, off, receipt_off, net, no_points) VALUES ($id, 1, $category,"
		    " $category, 'P', 'P', $qty, 0, 0, $gross, $off, 0, $net, 0)", DB_ARGS(DB_INT("id", m->sale),
		    DB_INT("category", c + 1), DB_INT("qty", back ? -1000 : 1000), DB_INT("gross", total + off),
		    DB_INT("off", off), DB_INT("net", total)), NULL, note);
	if (e == ERR_OK)
		e = db_run_text(m->d, "INSERT INTO payment (sale_id, n, method, amount) VALUES ($id, 1, $how, $amount)",
		    DB_ARGS(DB_INT("id", m->sale), DB_TEXT("how", method[how]), DB_INT("amount", total)), NULL, note);
	sum->n++;
	sum->tickets += !back;
	sum->gross += total + off;
	sum->total += total;
	sum->members += customer != 0 && !back;
	sum->member_total += customer != 0 ? total : 0;
	m->tender[s][how] += total;
	m->payments[s][how]++;
	m->category[s][c] += total;
	m->qty[s][c] += back ? -1000 : 1000;
	return e;
}

static enum err
put_hours(struct made *m, int s, struct err_note *note)
{
	enum err e = ERR_OK;

	for (int u = 0; u < TILLS; u++)
		for (int h = 0; h < CLOSE - OPEN && e == ERR_OK; h++) {
			const struct sums *x = &m->by[s][u][h];

			if (x->n == 0)
				continue;
			e = db_run_text(m->d, "INSERT INTO day_sum (day, store_id, user_id, hour, tickets, gross,"
			    " total, rounding, member_tickets, member_total, earned) VALUES ($day, $store, $user,"
			    " $hour, $tickets, $gross, $total, 0, $members, $member_total, 0)",
			    DB_ARGS(DB_INT("day", m->day), DB_INT("store", m->store[s]),
			    DB_INT("user", m->user[s * TILLS + u]), DB_INT("hour", h + OPEN),
			    DB_INT("tickets", x->tickets), DB_INT("gross", x->gross), DB_INT("total", x->total),
			    DB_INT("members", x->members), DB_INT("member_total", x->member_total)), NULL, note);
		}
	return e;
}

static enum err
put_sums(struct made *m, struct err_note *note)
{
	enum err e = ERR_OK;

	for (int s = 0; s < STORES && e == ERR_OK; s++) {
		e = put_hours(m, s, note);
		for (int i = 0; i < METHODS && e == ERR_OK; i++)
			if (m->payments[s][i] > 0)
				e = db_run_text(m->d, "INSERT INTO day_tender (day, store_id, method, amount, count)"
				    " VALUES ($day, $store, $how, $amount, $count)", DB_ARGS(DB_INT("day", m->day),
				    DB_INT("store", m->store[s]), DB_TEXT("how", method[i]),
				    DB_INT("amount", m->tender[s][i]), DB_INT("count", m->payments[s][i])), NULL, note);
		for (int c = 0; c < CATEGORIES && e == ERR_OK; c++)
			if (m->qty[s][c] != 0 || m->category[s][c] != 0)
				e = db_run_text(m->d, "INSERT INTO day_category (day, store_id, category_id, qty, total)"
			    " VALUES ($day, $store, $category, $qty, $total)", DB_ARGS(DB_INT("day", m->day),
			    DB_INT("store", m->store[s]), DB_INT("category", c + 1),
			    DB_INT("qty", m->qty[s][c]), DB_INT("total", m->category[s][c])), NULL, note);
	}
	memset(m->by, 0, sizeof(m->by));
	memset(m->tender, 0, sizeof(m->tender));
	memset(m->payments, 0, sizeof(m->payments));
	memset(m->category, 0, sizeof(m->category));
	memset(m->qty, 0, sizeof(m->qty));
	return e;
}

/* What was sold before goes: every figure is of the generated receipts. */
static enum err
clear(struct made *m, struct err_note *note)
{
	static const char *const sql[] = { "DELETE FROM payment", "DELETE FROM sale_line",
		"DELETE FROM sale", "DELETE FROM day_sum", "DELETE FROM day_tender",
		"DELETE FROM day_category", "DELETE FROM store WHERE id >= 700000",
		"INSERT INTO product_category (id, code, name, fold, sort_key, version, created_at,"
		" changed_at, deleted) SELECT n, 'G' || n, 'Group ' || n, '', '', 1, 0, 0, 0 FROM"
		" (WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 12) SELECT n FROM k)"
		" WHERE n NOT IN (SELECT id FROM product_category)",
		"INSERT INTO store (id, code, name, kind, region_id, closed, fold, sort_key, version,"
		" created_at, changed_at, deleted) SELECT 700000 + n, 'R' || n, 'Store ' || n, 'shop', (SELECT"
		" MIN(id) + n % 3 FROM region), 0, '', '', 1, 0, 0, 0 FROM (WITH RECURSIVE k(n) AS (SELECT 1"
		" UNION ALL SELECT n + 1 FROM k WHERE n < 20) SELECT n FROM k)" };
	enum err e = db_begin(m->d, DB_WRITE, note);

	for (size_t i = 0; i < sizeof(sql) / sizeof(sql[0]) && e == ERR_OK; i++)
		e = db_run_text(m->d, sql[i], DB_NO_ARGS, NULL, note);
	return e == ERR_OK ? db_commit(m->d, note) : e;
}

static enum err
generate(struct store *st, int64_t sales, struct err_note *note)
{
	struct made *m = xcalloc(1, sizeof(*m));
	day_t last = clock_today();
	enum err e;

	m->d = store_db(st);
	m->r = (struct rng) { 7 };
	m->customers = 1000;
	m->sale = 1000000;
	for (int s = 0; s < STORES; s++) {
		m->store[s] = 700001 + s;
		for (int u = 0; u < TILLS; u++)
			m->user[s * TILLS + u] = 1 + s * TILLS + u;
	}
	e = clear(m, note);
	for (int d = 0; d < DAYS && e == ERR_OK; d++) {
		int64_t n = sales * (d + 1) / DAYS - sales * d / DAYS;

		if (stop_asked(NULL))
			e = ERR_CANCELLED;
		m->day = day_add(last, d + 1 - DAYS);
		if (e == ERR_OK)
			e = db_begin(m->d, DB_WRITE, note);
		for (int64_t i = 0; i < n && e == ERR_OK; i++)
			e = put_sale(m, note);
		if (e == ERR_OK)
			e = put_sums(m, note);
		if (e == ERR_OK)
			e = db_commit(m->d, note);
	}
	if (e != ERR_OK)
		db_rollback(m->d);
	free(m);
	return e;
}

/* What the worker does at night. */
static enum err
roll(struct store *st, struct actor *a, struct err_note *note)
{
	int64_t month = 1;
	enum err e = ERR_OK;

	while (e == ERR_OK && month != 0) {
		e = store_begin(st, a, true, note);
		if (e != ERR_OK)
			return e;
		access_own(st);
		e = sums_roll(st, clock_today(), &month, note);
		if (e == ERR_OK)
			e = store_commit(st, note);
		store_rollback(st);
	}
	return e;
}

/* ---- each report, and the same from the receipts ---- */

static const struct { const char *report, *columns, *raw; } asked[] = {
	{ "sales-by-day", "day tickets sales members discount",
	  "SELECT s.day, SUM(s.kind = 'sale'), SUM(s.total), SUM(CASE WHEN s.customer_id IS NOT NULL THEN s.total"
	  " ELSE 0 END), SUM(s.gross - s.total) FROM sale s WHERE s.day BETWEEN $from AND $to GROUP BY 1 ORDER BY 1" },
	{ "sales-by-month", "month tickets sales members",
	  "SELECT s.day / 100, SUM(s.kind = 'sale'), SUM(s.total), SUM(CASE WHEN s.customer_id IS NOT NULL THEN"
	  " s.total ELSE 0 END) FROM sale s WHERE s.day BETWEEN $from AND $to GROUP BY 1 ORDER BY 1" },
	{ "sales-by-store", "store tickets sales",
	  "SELECT t.code, SUM(s.kind = 'sale'), SUM(s.total) FROM sale s JOIN store t ON t.id = s.store_id WHERE s.day"
	  " BETWEEN $from AND $to GROUP BY t.code ORDER BY SUM(s.total) DESC, t.code" },
	{ "sales-by-region", "region sales",
	  "SELECT r.name, SUM(s.total) FROM sale s JOIN store t ON t.id = s.store_id JOIN region r ON r.id ="
	  " t.region_id WHERE s.day BETWEEN $from AND $to GROUP BY r.name ORDER BY SUM(s.total) DESC, r.name" },
	{ "sales-by-hour", "weekday hour tickets sales",
	  "SELECT (CAST(strftime('%w', s.at / 1000 + 25200, 'unixepoch') AS INTEGER) + 6) % 7 + 1, CAST(strftime('%H',"
	  " s.at / 1000 + 25200, 'unixepoch') AS INTEGER), SUM(s.kind = 'sale'), SUM(s.total) FROM sale s"
	  " WHERE s.day BETWEEN $from AND $to GROUP BY 1, 2 ORDER BY 1, 2" },
	{ "sales-by-cashier", "tickets sales",
	  "SELECT SUM(s.kind = 'sale'), SUM(s.total) FROM sale s LEFT JOIN app_user u ON u.id = s.user_id WHERE s.day"
	  " BETWEEN $from AND $to GROUP BY coalesce(u.code, '-') ORDER BY SUM(s.total) DESC, coalesce(u.code, '-')" },
	{ "sales-by-tender", "method count amount",
	  "SELECT p.method, COUNT(*), SUM(p.amount) FROM sale s JOIN payment p ON p.sale_id = s.id WHERE s.day"
	  " BETWEEN $from AND $to GROUP BY p.method ORDER BY SUM(p.amount) DESC, p.method" },
	{ "product-category-ranking", "category quantity sales",
	  "SELECT c.name, SUM(l.qty), SUM(l.net) FROM sale s JOIN sale_line l ON l.sale_id = s.id JOIN product_category"
	  " c ON c.id = l.category_id WHERE s.day BETWEEN $from AND $to GROUP BY c.name ORDER BY SUM(l.net) DESC, c.name" },
};

static enum err
ask(struct store *st, const struct report *r, day_t from, day_t to, struct report_result *res,
    int64_t *us, struct err_note *note)
{
	struct report_values v;
	enum err e = report_presets(r, &v, note);
	int64_t began;

	value_set_int(&v.v[0], from);
	value_set_int(&v.v[1], to);
	began = clock_mono_us();
	if (e == ERR_OK)
		e = report_run(st, r, &v, 0, res, note);
	*us = clock_mono_us() - began;
	report_values_fini(&v);
	return e;
}

static int
by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static enum err
median(struct store *st, const struct report *r, day_t from, day_t to, int64_t *us, struct err_note *note)
{
	struct report_result res;
	int64_t all[RUNS];
	enum err e = ERR_OK;

	for (int i = 0; i < RUNS && e == ERR_OK; i++) {
		e = ask(st, r, from, to, &res, &all[i], note);
		if (e == ERR_OK)
			report_result_fini(&res);
	}
	if (e == ERR_OK)
		qsort(all, RUNS, sizeof(all[0]), by_size);
	*us = all[RUNS / 2];
	return e;
}

static bool
same_cell(const struct value *v, const struct db_stmt *q, int col)
{
	return v->kind == VALUE_TEXT ? strcmp(v->s, db_text(q, col)) == 0 :
	    v->kind == VALUE_INT ? v->i == db_int(q, col) : db_is_null(q, col);
}

static size_t
column_of(const struct report *r, const char *name)
{
	size_t c = 0;

	while (c < r->ncolumns && strcmp(r->column[c].name, name) != 0)
		c++;
	return c;
}

/* The same figures from every receipt: do they agree, and what it took. */
static enum err
from_raw(struct store *st, const struct report *r, size_t at, day_t from, day_t to, bool *equal,
    int64_t *us, struct err_note *note)
{
	struct report_result res;
	const char *columns;
	char name[32];
	size_t row = 0, c;
	int64_t began, ignored;
	struct db_stmt *q;
	enum db_step step = DB_DONE;
	enum err e = ask(st, r, from, to, &res, &ignored, note);

	if (e != ERR_OK)
		return e;
	*equal = true;
	began = clock_mono_us();
	q = db_query_text(store_db(st), asked[at].raw, DB_ARGS(DB_INT("from", from), DB_INT("to", to)), note);
	while (q != NULL && (step = db_step(q, note)) == DB_ROW) {
		int col = 0;

		columns = asked[at].columns;
		while (str_next(&columns, ' ', name, sizeof(name))) {
			c = column_of(r, name);
			*equal = *equal && row < res.n && c < r->ncolumns &&
			    same_cell(&res.row[row].cell[c], q, col);
			col++;
		}
		row++;
	}
	*us = clock_mono_us() - began;
	db_reset(q);
	*equal = *equal && row == res.n;
	report_result_fini(&res);
	return q == NULL || step == DB_FAILED ? db_why(note) : ERR_OK;
}

static void
line(struct bench *b, const char *report, const char *period, int64_t us, int64_t raw_us, bool equal,
    int64_t goal_us, bool need_times)
{
	int64_t times = raw_us / (us > 0 ? us : 1);

	bench_line(b, "R1", bench_text(b, "%s, %s", report, period),
	    bench_text(b, "%" PRId64 ".%03" PRId64 " ms", us / 1000, us % 1000),
	    bench_text(b, "raw %" PRId64 ".%01" PRId64 " ms%s", raw_us / 1000, raw_us % 1000 / 100,
	    equal ? ", equal" : ", DIFFERS"), bench_text(b, "%" PRId64 " x", times),
	    bench_text(b, "<= %" PRId64 " ms", goal_us / 1000),
	    us <= goal_us && equal && (!need_times || times >= GOAL_TIMES));
}

static enum err
measure(struct bench *b, struct store *st, struct actor *a, const struct reports *all,
    struct err_note *note)
{
	day_t to = clock_today(), from = day_add(to, 1 - DAYS);
	enum err e = ERR_OK;

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]) && e == ERR_OK; i++) {
		const struct report *r = reports_find(all, asked[i].report);
		int64_t us, raw_us, day_us, day_raw_us;
		bool equal, day_equal;

		if (stop_asked(NULL))
			return ERR_CANCELLED;
		e = store_begin(st, a, false, note);
		if (e == ERR_OK)
			e = median(st, r, from, to, &us, note);
		if (e == ERR_OK)
			e = from_raw(st, r, i, from, to, &equal, &raw_us, note);
		if (e == ERR_OK)
			e = median(st, r, to, to, &day_us, note);
		if (e == ERR_OK)
			e = from_raw(st, r, i, to, to, &day_equal, &day_raw_us, note);
		store_rollback(st);
		if (e != ERR_OK)
			break;
		line(b, r->name, "two years", us, raw_us, equal, GOAL_TWO_YEARS_US, b->scale >= 1000);
		line(b, r->name, "one day", day_us, day_raw_us, day_equal, GOAL_DAY_US, b->scale >= 1000);
	}
	return e;
}

enum err
bench_r1(struct bench *b, struct err_note *note)
{
	char *dir = xasprintf("%s/reports", b->dir);
	int64_t sales = (int64_t)b->scale * SALES_A_SCALE;
	struct reports all = { 0 };
	struct store *st = NULL;
	struct actor *a = NULL;
	enum err e = mkdir(dir, 0700) == 0 ? ERR_OK :
	    err_set(note, ERR_IO, "dir", _("A folder for the measurement cannot be made."));

	if (e == ERR_OK)
		e = bench_make(b, dir, 1000, note);
	if (e == ERR_OK)
		e = bench_open(b, dir, "lan", &st, &a, note);
	if (e == ERR_OK)
		e = generate(st, sales, note);
	if (e == ERR_OK)
		e = roll(st, a, note);
	if (e == ERR_OK)
		e = reports_load(store_paths(st), &all, NULL, NULL, note);
	if (e == ERR_OK) {
		e = measure(b, st, a, &all, note);
		reports_fini(&all);
	}
	actor_close(a);
	store_close(st);
	bench_remove(dir);
	free(dir);
	return e;
}
