/* test_reports.c - every report against an independent computation over the raw rows (raw.sql),
 * their heads, their rights, and what a reader of reports may not see (rules S1, S4; E2, E6). */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "cli/demo.h"
#include "db/db.h"
#include "domain/hooks.h"
#include "domain/ops.h"
#include "domain/sums.h"
#include "report/report_period.h"
#include "store/actor.h"
#include "store/store_internal.h"

#define NOW "2026-11-21T23:30:00+07:00"
#define COLUMNS_MAX 8

static struct shop { char home[128]; struct store_paths p; struct store *st; struct actor *admin;
	struct reports all; } shop;

static void
must(enum err e, const struct err_note *note)
{
	if (e != ERR_OK)
		fail_msg("%s: %s (%s)", err_name(e), note->text, note->field);
}

static json_t *
post(struct actor *a, const char *fmt, ...)
{
	struct err_note note = { 0 };
	json_t *rq = NULL, *reply = NULL;
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	must(json_parse_object(text, strlen(text), &rq, &note), &note);
	op_post(shop.st, a, rq, &reply);
	json_decref(rq);
	if (!json_is_true(json_object_get(reply, "ok")))
		fail_msg("%s: %s", text, json_string_value(json_object_get(reply, "message")));
	return reply;
}

/* What a year of plain sales lacks: a till session, a return, a void, stored value, a twin. */
static void
live_a_day(void)
{
	json_t *r;
	char number[64];

	json_decref(post(shop.admin, "{\"op\":\"till.open\",\"key\":\"t1\",\"till\":\"T1\",\"float\":500000}"));
	r = post(shop.admin, "{\"op\":\"sale\",\"key\":\"s1\",\"store\":\"S1\",\"till\":\"T1\",\"customer\":\"KH000010\","
	    "\"lines\":[{\"product\":\"CF02\",\"qty\":3},{\"product\":\"BA08\",\"qty\":1}],"
	    "\"tenders\":[{\"method\":\"cash\",\"amount\":1000000}]}");
	str_copy(number, sizeof(number), json_string_value(json_object_get(r, "receipt")));
	json_decref(r);
	json_decref(post(shop.admin, "{\"op\":\"refund\",\"key\":\"r1\",\"receipt\":\"%s\",\"till\":\"T1\","
	    "\"lines\":[{\"line\":1,\"qty\":1}]}", number));
	r = post(shop.admin, "{\"op\":\"sale\",\"key\":\"s2\",\"store\":\"S1\",\"till\":\"T1\","
	    "\"lines\":[{\"product\":\"CF02\",\"qty\":1}],\"tenders\":[{\"method\":\"cash\",\"amount\":100000}]}");
	str_copy(number, sizeof(number), json_string_value(json_object_get(r, "receipt")));
	json_decref(r);
	json_decref(post(shop.admin, "{\"op\":\"void\",\"key\":\"v1\",\"receipt\":\"%s\",\"reason\":\"typed twice\"}", number));
	json_decref(post(shop.admin, "{\"op\":\"till.close\",\"key\":\"t2\",\"till\":\"T1\",\"counted\":777000}"));
	r = post(shop.admin, "{\"op\":\"card.issue\",\"key\":\"c1\",\"customer\":\"KH000010\",\"type\":\"VI\"}");
	str_copy(number, sizeof(number), json_string_value(json_object_get(r, "number")));
	json_decref(r);
	json_decref(post(shop.admin, "{\"op\":\"topup\",\"key\":\"c2\",\"card\":\"%s\",\"amount\":300000,\"bonus\":20000,"
	    "\"tenders\":[{\"method\":\"bank\"}]}", number));
	for (int i = 1; i <= 2; i++)
		json_decref(post(shop.admin, "{\"op\":\"add\",\"entity\":\"customer\",\"fields\":{\"code\":\"TWIN%d\","
		    "\"kind\":\"person\",\"name\":\"Twin\",\"birth\":\"1990-02-03\",\"phone\":\"0912999888\"}}", i));
}

static int
open_shop(void **state)
{
	struct store_init in = { "VND", "Asia/Ho_Chi_Minh", "en", "Quen", false };
	struct err_note note = { 0 };
	const char *tmp = getenv("TMPDIR");

	(void)state;
	setenv("QUEN_NOW", NOW, 1);
	must(clock_init(&note), &note);
	must(secret_init(), &note);
	snprintf(shop.home, sizeof(shop.home), "%s/quen-report-XXXXXX", tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(shop.home));
	must(store_find(shop.home, &shop.p, &note), &note);
	must(store_create(&shop.p, &in, &note), &note);
	must(store_open(&shop.p, &shop.st, &note), &note);
	store_set_hooks(shop.st, domain_hooks);
	must(demo_fill(shop.st, 1, DEMO_SEED, NULL, &note), &note);
	must(actor_open(shop.st, "admin", &shop.admin, &note), &note);
	must(reports_load(&shop.p, &shop.all, NULL, NULL, &note), &note);
	live_a_day();
	return 0;
}

static int
close_shop(void **state)
{
	char *cmd[] = { "", "-wal", "-shm", ".turn", ".sync", ".shm2", NULL };
	char path[200];

	(void)state;
	reports_fini(&shop.all);
	actor_close(shop.admin);
	store_close(shop.st);
	for (char **c = cmd; *c != NULL; c++) {
		snprintf(path, sizeof(path), "%s/quen.db%s", shop.home, *c);
		unlink(path);
	}
	rmdir(shop.home);
	return 0;
}

/* ---- raw.sql ---- */

struct raw { char name[64], params[256], columns[128]; char *sql; };

static char *
read_raw(void)
{
	const char *src = getenv("QUEN_SRC");
	char path[600];
	FILE *f;
	char *text = xcalloc(1, 1 << 17);

	snprintf(path, sizeof(path), "%s/tests/unit/report/raw.sql", src != NULL ? src : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	assert_true(fread(text, 1, (1 << 17) - 1, f) > 0);
	fclose(f);
	return text;
}

static void
line_after(const char *s, const char *key, char *out, size_t size)
{
	const char *at = strstr(s, key);

	assert_non_null(at);
	at += strlen(key);
	snprintf(out, size, "%.*s", (int)strcspn(at, "\n"), at);
}

/* The next check at or after s; NULL when there is none. */
static const char *
next_raw(const char *s, struct raw *raw)
{
	const char *at = strstr(s, "-- check: "), *sql, *end;
	char line[320];

	if (at == NULL)
		return NULL;
	line_after(at, "-- check: ", line, sizeof(line));
	snprintf(raw->name, sizeof(raw->name), "%.*s", (int)strcspn(line, " "), line);
	str_copy(raw->params, sizeof(raw->params), line + strlen(raw->name));
	line_after(at, "-- columns: ", raw->columns, sizeof(raw->columns));
	sql = strstr(at, "-- columns: ");
	sql += strcspn(sql, "\n") + 1;
	end = strchr(sql, ';');
	assert_non_null(end);
	raw->sql = xstrndup(sql, (size_t)(end - sql));
	return end;
}

static void
run(struct actor *a, const struct report *r, const char *params, struct report_result *res)
{
	struct err_note note = { 0 };
	struct report_values v;
	char piece[128];

	must(store_begin(shop.st, a, false, &note), &note);
	must(report_presets(r, &v, &note), &note);
	while (str_next(&params, ' ', piece, sizeof(piece))) {
		char *eq = strchr(piece, '=');
		size_t i = 0;

		if (eq == NULL)
			continue;
		*eq = '\0';
		while (i < r->nparams && strcmp(r->param[i].field.name, piece) != 0)
			i++;
		if (i == r->nparams)
			fail_msg("%s has no parameter %s", r->name, piece);
		must(report_set(shop.st, r, i, eq + 1, &v, &note), &note);
	}
	must(report_run(shop.st, r, &v, 0, res, &note), &note);
	report_values_fini(&v);
	store_rollback(shop.st);
}

static size_t
column_of(const struct report *r, const char *name)
{
	for (size_t c = 0; c < r->ncolumns; c++)
		if (strcmp(r->column[c].name, name) == 0)
			return c;
	fail_msg("%s has no column %s", r->name, name);
	return 0;
}

static void
compare(const struct report *r, const char *column, const struct value *v, struct db_stmt *q, int col, size_t row)
{
	if (v->kind == VALUE_TEXT) {
		if (strcmp(v->s, db_text(q, col)) != 0)
			fail_msg("%s, row %zu, %s: %s, raw %s", r->name, row, column, v->s, db_text(q, col));
	} else if ((v->kind == VALUE_NULL) != db_is_null(q, col) || v->i != db_int(q, col)) {
		fail_msg("%s, row %zu, %s: %lld, raw %lld", r->name, row, column, (long long)v->i,
		    (long long)db_int(q, col));
	}
}

/* "all-x": the total of column x, once; "x": x of every row. */
static void
check_raw(const struct raw *raw)
{
	const struct report *r = reports_find(&shop.all, raw->name);
	struct report_result res;
	struct err_note note = { 0 };
	char column[COLUMNS_MAX][40];
	const char *rest = raw->columns;
	size_t n = 0, row = 0;
	bool is_total;
	struct db_stmt *q;

	if (r == NULL)
		fail_msg("there is no report %s", raw->name);
	while (n < COLUMNS_MAX && str_next(&rest, ' ', column[n], sizeof(column[n])))
		n++;
	run(shop.admin, r, raw->params, &res);
	must(store_begin(shop.st, shop.admin, false, &note), &note);
	q = db_query_text(store_db(shop.st), raw->sql, DB_NO_ARGS, &note);
	if (q == NULL)
		fail_msg("%s: %s", raw->name, note.text);
	is_total = str_starts(column[0], "all-");
	while (db_step(q, &note) == DB_ROW) {
		for (size_t i = 0; i < n; i++) {
			const char *name = column[i] + (is_total ? 4 : 0);
			size_t c = column_of(r, name);

			if (!is_total && row >= res.n)
				fail_msg("%s: only %zu rows", r->name, res.n);
			compare(r, name, is_total ? &res.total[c] : &res.row[row].cell[c], q, (int)i, row);
		}
		row++;
	}
	db_reset(q);
	store_rollback(shop.st);
	/* A check without rows would check nothing. */
	if (row == 0)
		fail_msg("%s%s: no rows", raw->name, raw->params);
	if (!is_total)
		assert_int_equal(res.n, row);
	report_result_fini(&res);
}

static void
each_report_equals_the_raw_rows(void **state)
{
	char *text = read_raw();
	const char *at = text;
	struct raw raw;
	bool *seen = xcalloc(shop.all.n, sizeof(*seen));

	(void)state;
	while ((at = next_raw(at, &raw)) != NULL) {
		check_raw(&raw);
		for (size_t i = 0; i < shop.all.n; i++)
			seen[i] = seen[i] || strcmp(shop.all.r[i].name, raw.name) == 0;
		free(raw.sql);
	}
	for (size_t i = 0; i < shop.all.n; i++)
		if (!seen[i])
			fail_msg("raw.sql has no check of the report %s", shop.all.r[i].name);
	free(seen);
	free(text);
}

/* Again out of the sums of months that are over, as the worker makes them; and after a receipt went
 * into one of those months. */
static void
sums_of_months_change_nothing_R1(void **state)
{
	struct err_note note = { 0 };
	int64_t month = 1, months = 0;
	day_t until = 0;

	while (month != 0) {
		must(store_begin(shop.st, shop.admin, true, &note), &note);
		access_own(shop.st);
		must(sums_roll(shop.st, clock_today(), &month, &note), &note);
		must(sums_until(shop.st, &until, &note), &note);
		must(store_commit(shop.st, &note), &note);
		months += month != 0;
	}
	assert_true(months >= 6);
	assert_int_equal(until, 20261101);
	each_report_equals_the_raw_rows(state);
	must(store_begin(shop.st, shop.admin, true, &note), &note);
	access_own(shop.st);
	must(sums_touch(shop.st, 20261115, &note), &note);
	must(sums_until(shop.st, &until, &note), &note);
	assert_int_equal(until, 20261101);
	must(sums_touch(shop.st, 20260817, &note), &note);
	must(sums_until(shop.st, &until, &note), &note);
	assert_int_equal(until, 20260801);
	must(store_commit(shop.st, &note), &note);
	each_report_equals_the_raw_rows(state);
}

/* Whole months inside, days before and after, whatever the period. */
static void
periods_are_cut_without_gap_or_overlap(void **state)
{
	static const day_t until[] = { 0, 20260301, 20261101 };
	struct report_period p;

	(void)state;
	for (size_t u = 0; u < sizeof(until) / sizeof(until[0]); u++)
		for (day_t from = 20260128; from < 20260305; from = day_add(from, 1))
			for (day_t to = from; to < 20260612; to = day_add(to, 7)) {
				report_period_cut(from, to, until[u], &p);
				assert_true(p.kept_to <= to && p.rest_from >= from);
				assert_true(until[u] == 0 || p.kept_to < until[u]);
				for (day_t d = from; d <= to; d = day_add(d, 1)) {
					int in = (d <= p.head_to) + (d >= p.tail_from) +
					    (d / 100 >= p.month_first && d / 100 <= p.month_last);

					assert_int_equal(in, 1);
					assert_int_equal((d <= p.kept_to) + (d >= p.rest_from), 1);
				}
			}
}

static void
each_report_fits_its_head(void **state)
{
	struct err_note note = { 0 };

	(void)state;
	assert_true(shop.all.n >= 25);
	must(store_begin(shop.st, shop.admin, false, &note), &note);
	for (size_t i = 0; i < shop.all.n; i++)
		must(report_check(shop.st, &shop.all, &shop.all.r[i], &note), &note);
	store_rollback(shop.st);
}

/* ---- heads that are wrong ---- */

static void
wrong_heads_are_named_by_line(void **state)
{
	static const struct { const char *text, *want; } bad[] = {
		{ "-- title: x\nSELECT 1;", "-- report" },
		{ "-- report: x\n-- title: X\n-- menu: M\n-- right: report\nSELECT 1;", "no columns" },
		{ "-- report: x\n-- column: a money 10 sum\nSELECT 1;", "x.sql:2" },
		{ "-- report: x\n-- column: a colour 10 A\nSELECT 1;", "colour" },
		{ "-- report: x\n-- title: X\n-- colour: red\nSELECT 1;", "x.sql:3" },
		{ "-- report: x\n-- column: a int 10 A\n-- chart: pie a a\nSELECT 1;", "pie" },
		{ "-- report: x\n-- column: a int 10 A\n-- chart: bar a b\nSELECT 1;", "no such column" },
		{ "-- report: x\n-- title: X\n-- menu: M\n-- right: report\n-- column: a int 9 A\nDELETE FROM sale;",
		  "SELECT" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct arena a = { 0 };
		struct report r;
		struct err_note note = { 0 };

		assert_int_equal(report_read(&a, "reports/x.sql", bad[i].text, &r, &note), ERR_SYNTAX);
		if (strstr(note.text, bad[i].want) == NULL)
			fail_msg("\"%s\" does not say %s", note.text, bad[i].want);
		arena_fini(&a);
	}
}

static void
check_of(const char *sql, const char *want)
{
	struct arena a = { 0 };
	struct reports all = { 0 };
	struct report r;
	struct err_note note = { 0 };
	char *text = xasprintf("-- report: x\n-- title: X\n-- menu: M\n-- right: report_sales\n"
	    "-- column: a int 10 A\n%s", sql);

	must(report_read(&a, "reports/x.sql", text, &r, &note), &note);
	must(store_begin(shop.st, shop.admin, false, &note), &note);
	assert_int_not_equal(report_check(shop.st, &all, &r, &note), ERR_OK);
	store_rollback(shop.st);
	if (strstr(note.text, want) == NULL)
		fail_msg("\"%s\" does not say %s", note.text, want);
	arena_fini(&a);
	free(text);
}

static void
check_refuses_bare_private_tables_rule_S1(void **state)
{
	(void)state;
	check_of("SELECT COUNT(*) FROM customer;", "@customer");
	check_of("SELECT COUNT(*) FROM sale s, card k;", "@card");
	check_of("SELECT COUNT(*) FROM sale s JOIN\n contact k ON 1 = 1;", "@contact");
	check_of("SELECT COUNT(*) from Customer;", "@customer");
	check_of("SELECT COUNT(*) FROM -- all\n/* of */ \"customer\" c;", "x.sql:6: \"customer\"");
	check_of("SELECT COUNT(*) FROM sale, main.[customer];", "@customer");
	check_of("SELECT 'FROM', COUNT(*) FROM main . customer;", "@customer");
	check_of("SELECT 'it', '' FROM sale WHERE 'never ends", "x.sql:6");
	check_of("SELECT 1, 2;", "x.sql:6: the head names 1 columns, the statement gives 2");
}

/* A slip of who writes a report is told with its line; it was an assertion, and ended the desk. */
static void
wrong_parameters_are_told(void **state)
{
	struct strbuf many = { 0 };

	(void)state;
	check_of("SELECT $nope;", "x.sql:6: there is no parameter $nope");
	check_of("SELECT $today(1);", "x.sql:6: there is no parameter $today(1)");
	check_of("-- param: from day today From\n-- param: from day today From\nSELECT $from;",
	    "x.sql:8: the parameter $from is there twice");
	check_of("-- param: a day today A\n-- param: a_at int 1 B\nSELECT $a_at;",
	    "x.sql:8: the parameter $a_at is there twice");
	check_of("SELECT 1 FROM @nothing;", "x.sql:6: @nothing");
	/* named where the engine does not look */
	check_of("-- param: from day today From\nSELECT '$from', 2 -- $today\n;", "gives 2");
	strbuf_add(&many, "SELECT $p0");
	for (int i = 1; i < 80; i++)
		strbuf_addf(&many, " + $p%d", i);
	check_of(strbuf_str(&many), "x.sql:6: too many parameters");
	strbuf_fini(&many);
}

static void
count_wrong(void *arg, const struct err_note *note)
{
	assert_true(note->text[0] != '\0');
	++*(int *)arg;
}

/* A site's half-written file is named; ours are all there beside it. */
static void
a_wrong_file_of_a_site_is_left_out(void **state)
{
	struct store_paths p = shop.p;
	struct reports all;
	struct err_note note = { 0 };
	char dir[600], file[700];
	FILE *f;
	int wrong = 0;

	(void)state;
	snprintf(p.site, sizeof(p.site), "%s/site", shop.home);
	mkdir(p.site, 0700);
	snprintf(dir, sizeof(dir), "%s/sql", p.site);
	mkdir(dir, 0700);
	snprintf(dir, sizeof(dir), "%s/sql/reports", p.site);
	mkdir(dir, 0700);
	snprintf(file, sizeof(file), "%s/half.sql", dir);
	f = fopen(file, "w");
	assert_non_null(f);
	fputs("-- report: half\n-- colu", f);
	fclose(f);
	assert_int_equal(reports_load(&p, &all, NULL, NULL, &note), ERR_SYNTAX);
	must(reports_load(&p, &all, count_wrong, &wrong, &note), &note);
	assert_int_equal(wrong, 1);
	assert_int_equal(all.n, shop.all.n);
	reports_fini(&all);
	unlink(file);
	rmdir(dir);
	dir[strlen(dir) - strlen("/reports")] = '\0';
	rmdir(dir);
	rmdir(p.site);
}

/* ---- who may see what ---- */

static void
private_customers_are_in_no_report_rule_S1(void **state)
{
	struct err_note note = { 0 };
	struct report_result mine, theirs;
	struct actor *lan;
	const struct report *r = reports_find(&shop.all, "customers-by");
	int64_t all, seen;

	(void)state;
	json_decref(post(shop.admin, "{\"op\":\"add\",\"entity\":\"right\",\"fields\":"
	    "{\"group\":\"cashier\",\"function\":\"report_customers\",\"verbs\":\"view\"}}"));
	must(actor_open(shop.st, "mai", &lan, &note), &note);
	run(shop.admin, r, " by=kind", &mine);
	run(lan, r, " by=kind", &theirs);
	all = mine.total[1].i;
	seen = theirs.total[1].i;
	/* The demo shop has customers of other branches' people that a cashier does not see. */
	assert_true(seen < all);
	report_result_fini(&mine);
	must(store_begin(shop.st, lan, false, &note), &note);
	assert_int_equal(report_run(shop.st, reports_find(&shop.all, "sales-by-day"),
	    &(struct report_values) { 0 }, 0, &mine, &note), ERR_DENIED);
	store_rollback(shop.st);
	report_result_fini(&theirs);
	actor_close(lan);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_report_fits_its_head),
		cmocka_unit_test(each_report_equals_the_raw_rows),
		cmocka_unit_test(sums_of_months_change_nothing_R1),
		cmocka_unit_test(periods_are_cut_without_gap_or_overlap),
		cmocka_unit_test(wrong_heads_are_named_by_line),
		cmocka_unit_test(check_refuses_bare_private_tables_rule_S1),
		cmocka_unit_test(wrong_parameters_are_told),
		cmocka_unit_test(a_wrong_file_of_a_site_is_left_out),
		cmocka_unit_test(private_customers_are_in_no_report_rule_S1),
	};

	return cmocka_run_group_tests(tests, open_shop, close_shop);
}
