/* test_demo.c - the demo shop: believable, the same every time, provable. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/luhn.h"
#include "base/secret.h"
#include "base/str.h"
#include "cli/demo_part.h"
#include "db/db.h"
#include "domain/hooks.h"
#include "domain/people_list.h"
#include "domain/today.h"
#include "domain/verify.h"
#include "report/report.h"
#include "store/actor.h"
#include "store/record_store.h"
#include "store/store_internal.h"

#define NOW "2026-11-21T14:30:00+07:00"

struct shop { char home[128]; struct store *st; struct actor *admin; };

static void
must(enum err e, const struct err_note *note)
{
	if (e != ERR_OK)
		fail_msg("%s: %s (%s)", err_name(e), note->text, note->field);
}

static void
shop_open(struct shop *s)
{
	struct store_init in = { "VND", "Asia/Ho_Chi_Minh", "vi", "Quen", false };
	struct err_note note = { 0 };
	struct store_paths p;
	const char *tmp = getenv("TMPDIR");

	setenv("QUEN_NOW", NOW, 1);
	must(clock_init(&note), &note);
	must(secret_init(), &note);
	snprintf(s->home, sizeof(s->home), "%s/quen-demo-XXXXXX", tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(s->home));
	must(store_find(s->home, &p, &note), &note);
	must(store_create(&p, &in, &note), &note);
	must(store_open(&p, &s->st, &note), &note);
	store_set_hooks(s->st, domain_hooks);
	must(actor_open(s->st, "admin", &s->admin, &note), &note);
}

static void
shop_close(struct shop *s)
{
	static const char *const file[] = { "", "-wal", "-shm", ".turn", ".sync", ".shm2" };
	char path[160];

	actor_close(s->admin);
	store_close(s->st);
	for (size_t i = 0; i < sizeof(file) / sizeof(file[0]); i++) {
		snprintf(path, sizeof(path), "%s/quen.db%s", s->home, file[i]);
		unlink(path);
	}
	rmdir(s->home);
}

static int64_t
number(struct shop *s, const char *sql)
{
	struct err_note note = { 0 };
	struct db_stmt *q = db_query_text(store_db(s->st), sql, DB_NO_ARGS, &note);
	int64_t v;

	if (q == NULL || db_step(q, &note) != DB_ROW)
		fail_msg("%s: %s", sql, note.text);
	v = db_int(q, 0);
	db_reset(q);
	return v;
}

static void
finding(void *arg, bool ok, const char *line)
{
	(void)arg;
	if (!ok)
		print_error("%s\n", line);
}

static void
verify(struct shop *s)
{
	struct err_note note = { 0 };
	int bad = -1;

	must(verify_run(s->st, s->admin, finding, NULL, &bad, &note), &note);
	assert_int_equal(bad, 0);
}

/* ---- people, without a store ---- */

static void
people_are_unique_and_valid(void **state)
{
	enum { N = 20000 };
	struct demo_person p;
	char *seen = calloc(1, 1 << 24), number[20];
	int zh = 0, org = 0, feb29 = 0, no_year = 0, hidden = 0;

	(void)state;
	for (int64_t i = 0; i < N; i++) {
		unsigned h = 2166136261u;

		demo_person_make(DEMO_SEED, i, N, 20261121, &p);
		demo_card_number(DEMO_SEED, i, number);
		assert_true(luhn_is_valid(number));
		assert_int_equal(strlen(number), 16);
		assert_true(p.birth == 0 || birth_is_valid(p.birth));
		assert_true(p.phone[0] == '+' && p.name[0] != '\0');
		assert_true(p.joined <= 20261121);
		for (const char *c = p.phone; *c != '\0'; c++)
			h = (h ^ (unsigned char)*c) * 16777619u;
		/* 20,000 in 16 million places: a twin phone would double the clashes */
		hidden += p.is_private;
		seen[h >> 8]++;
		zh += (unsigned char)p.name[0] >= 0xE4 && (unsigned char)p.name[0] <= 0xE9;
		org += p.is_organisation;
		feb29 += p.birth % 10000 == 229;
		no_year += p.birth > 0 && p.birth < 10000;
	}
	int clashes = 0;
	for (int i = 0; i < 1 << 24; i++)
		clashes += seen[i] > 1;
	free(seen);
	assert_in_range(clashes, 0, 40);
	assert_in_range(zh, N * 13 / 100, N * 19 / 100);
	assert_in_range(org, N * 4 / 100, N * 6 / 100);
	assert_in_range(hidden, N / 100, N * 3 / 100);
	assert_true(feb29 > 20 && no_year > 100);
}

static void
the_same_seed_gives_the_same_people(void **state)
{
	struct demo_person a, b;

	(void)state;
	demo_person_make(1, 77, 1000, 20261121, &a);
	demo_person_make(1, 78, 1000, 20261121, &b);
	assert_string_not_equal(a.phone, b.phone);
	demo_person_make(1, 77, 1000, 20261121, &b);
	assert_string_equal(a.name, b.name);
	assert_string_equal(a.phone, b.phone);
	assert_string_equal(a.address, b.address);
}

/* ---- the shop ---- */

/* The whole trail as one figure: it depends on everything that was done. Marks of sealed fields
 * ("~8c2c...") are made with the store's own key and differ from store to store. */
static void
trail(struct shop *s, char *hex, size_t size)
{
	struct err_note note = { 0 };
	struct db_stmt *q = db_query_text(store_db(s->st), "SELECT a.at, a.function, a.action, a.entity,"
	    " a.row_id, a.row_code, a.reason, b.body FROM audit a LEFT JOIN audit_body b ON b.seq = a.seq"
	    " ORDER BY a.seq", DB_NO_ARGS, &note);
	uint64_t sum = UINT64_C(14695981039346656037);

	if (q == NULL)
		fail_msg("%s", note.text);
	while (db_step(q, &note) == DB_ROW) {
		for (int c = 0; c < 8; c++) {
			const char *t = db_text(q, c);

			for (; *t != '\0'; t++) {
				sum = (sum ^ (unsigned char)*t) * UINT64_C(1099511628211);
				if (str_starts(t, "\"~"))
					t += 1 + strspn(t + 2, "0123456789abcdef");
			}
		}
	}
	db_reset(q);
	snprintf(hex, size, "%016llx", (unsigned long long)sum);
}

/* What a shop of one month, in good order, may have nothing for: what the administrator, who looks here,
 * has added by hand today. */
static const char *const may_be_empty[] = { "my-points", NULL };

static bool
is_excused(const char *name)
{
	for (size_t i = 0; may_be_empty[i] != NULL; i++) {
		if (strcmp(may_be_empty[i], name) == 0)
			return true;
	}
	return false;
}

/* As they open: with what is usually asked. */
static void
every_report_shows_something(struct shop *s)
{
	struct err_note note = { 0 };
	struct reports all;
	int empty = 0;

	must(reports_load(store_paths(s->st), &all, NULL, NULL, &note), &note);
	assert_true(all.n >= 38);
	must(store_begin(s->st, s->admin, false, &note), &note);
	for (size_t i = 0; i < all.n; i++) {
		struct report_values v;
		struct report_result res;

		must(report_presets(&all.r[i], &v, &note), &note);
		must(report_run(s->st, &all.r[i], &v, 0, &res, &note), &note);
		if (res.n == 0 && !is_excused(all.r[i].name)) {
			print_error("the report %s is empty\n", all.r[i].name);
			empty++;
		}
		report_result_fini(&res);
		report_values_fini(&v);
	}
	store_rollback(s->st);
	reports_fini(&all);
	assert_int_equal(empty, 0);
}

/* Whom to work on, of the manager; of everybody where there is a choice. */
static void
every_list_of_work_shows_somebody(struct shop *s)
{
	struct people_row *rows = calloc(5, sizeof(*rows));
	struct err_note note = { 0 };
	struct actor *lan;

	must(actor_open(s->st, "lan", &lan, &note), &note);
	must(store_begin(s->st, lan, false, &note), &note);
	for (int kind = 0; kind < PEOPLE_KINDS; kind++) {
		size_t n = 0;

		must(people_page(s->st, (enum people_kind)kind, kind == PEOPLE_AGAIN, NULL, 5, rows, &n,
		    &note), &note);
		if (n == 0)
			fail_msg("list of work %d is empty", kind);
	}
	store_rollback(s->st);
	actor_close(lan);
	free(rows);
	assert_true(number(s, "SELECT count(*) FROM sales_order WHERE state IN ('confirmed', 'delivering')"
	    " AND due_day < 20261121") > 0);
	assert_true(number(s, "SELECT count(*) FROM appointment WHERE deleted = 0") > 5);
}

/* What cashiers and managers do beside selling (D6, R1, V1, V6, P14). */
static void
days_have_more_than_sales(struct shop *s)
{
	static const char *const all[] = {
		"SELECT count(*) FROM till_session WHERE difference = 0",
		"SELECT count(*) FROM till_session WHERE difference <> 0",
		"SELECT count(*) FROM till_session WHERE closed_at IS NULL",
		"SELECT count(*) FROM till_move",
		"SELECT count(*) FROM sale WHERE kind = 'refund'",
		"SELECT count(*) FROM sale WHERE kind = 'void'",
		"SELECT count(*) FROM sale WHERE kind = 'topup'",
		"SELECT count(*) FROM payment WHERE method = 'value'",
		"SELECT count(*) FROM visit_entry WHERE op = 'take'",
		"SELECT count(*) FROM point_entry WHERE op = 'redeem' OR op = 'gift'",
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (number(s, all[i]) == 0)
			fail_msg("nothing: %s", all[i]);
	}
	/* The first drawer is left to whoever tries the shop out. */
	assert_int_equal(number(s, "SELECT count(*) FROM till_session x JOIN till t ON t.id = x.till_id"
	    " WHERE t.code = 'T1' AND x.closed_at IS NULL"), 0);
}

static void
a_year_of_sales_can_be_proved(void **state)
{
	struct shop s = { 0 }, twin = { 0 };
	struct err_note note = { 0 };
	struct today t = { 0 };
	char first[80], second[80];

	(void)state;
	shop_open(&s);
	must(demo_fill(s.st, 1, DEMO_SEED, NULL, &note), &note);
	verify(&s);
	assert_int_equal(number(&s, "SELECT count(*) FROM customer"), 1000);
	assert_in_range(number(&s, "SELECT count(*) FROM sale"), 7000, 9500);
	assert_int_equal(number(&s, "SELECT count(*) FROM sale WHERE at > 1795246200000"), 0);
	assert_true(number(&s, "SELECT count(*) FROM point_entry WHERE delta < 0") > 10);
	assert_in_range(number(&s, "SELECT count(*) FROM customer WHERE scope = 0"), 10, 30);
	assert_true(number(&s, "SELECT count(*) FROM contact") > 20);
	assert_int_equal(number(&s, "SELECT count(*) FROM product"), 60);
	must(store_begin(s.st, s.admin, false, &note), &note);
	must(today_load(s.st, &t, &note), &note);
	store_rollback(s.st);
	assert_true(t.sales > 0 && t.cmp_sales > 0 && t.birthdays > 0);
	days_have_more_than_sales(&s);
	every_report_shows_something(&s);
	every_list_of_work_shows_somebody(&s);
	trail(&s, first, sizeof(first));
	shop_close(&s);
	/* the same seed on the same day: the same shop (init itself has the same clock) */
	shop_open(&twin);
	must(demo_fill(twin.st, 1, DEMO_SEED, NULL, &note), &note);
	trail(&twin, second, sizeof(second));
	assert_string_equal(first, second);
	shop_close(&twin);
}

static void
barcodes_are_ean_13(void **state)
{
	struct shop s = { 0 };
	struct err_note note = { 0 };
	struct db_stmt *q;
	int n = 0;

	(void)state;
	shop_open(&s);
	must(demo_fill_shop(s.st, &note), &note);
	q = db_query_text(store_db(s.st), "SELECT barcode FROM product", DB_NO_ARGS, &note);
	while (db_step(q, &note) == DB_ROW) {
		assert_true(gtin_is_valid(db_text(q, 0)) && str_starts(db_text(q, 0), "893"));
		n++;
	}
	db_reset(q);
	assert_int_equal(n, 60);
	shop_close(&s);
}

/* The fast way writes what the slow one does: text for searching, sorting, phones. */
static void
bulk_rows_are_like_records(void **state)
{
	struct shop s = { 0 };
	struct err_note note = { 0 };
	const struct entity *customer;
	char code[16];

	(void)state;
	shop_open(&s);
	must(demo_fill_shop(s.st, &note), &note);
	must(demo_bulk_people(s.st, 0, 300, DEMO_SEED, NULL, &note), &note);
	verify(&s);
	customer = model_entity(store_model(s.st), "customer");
	for (int i = 1; i <= 300; i++) {
		struct record *r = NULL;
		struct db_stmt *q;
		char *fold, *sort;

		snprintf(code, sizeof(code), "KH%06d", i);
		must(store_begin(s.st, s.admin, false, &note), &note);
		must(record_load_code(s.st, customer, code, &r, &note), &note);
		must(record_check(r, &note), &note);
		fold = search_fold_of(s.st, r);
		sort = search_sort_of(r);
		q = db_query_text(store_db(s.st), "SELECT fold, sort_key FROM customer WHERE id = $id",
		    DB_ARGS(DB_INT("id", r->id)), &note);
		assert_int_equal(db_step(q, &note), DB_ROW);
		assert_string_equal(db_text(q, 0), fold);
		assert_string_equal(db_text(q, 1), sort);
		db_reset(q);
		store_rollback(s.st);
		free(fold);
		free(sort);
		record_free(r);
	}
	assert_int_equal(number(&s, "SELECT count(*) FROM customer_phone p"
	    " JOIN customer c ON c.id = p.id"),
	    number(&s, "SELECT count(phone) + count(phone2) FROM customer"));
	shop_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_are_unique_and_valid),
		cmocka_unit_test(the_same_seed_gives_the_same_people),
		cmocka_unit_test(barcodes_are_ean_13),
		cmocka_unit_test(a_year_of_sales_can_be_proved),
		cmocka_unit_test(bulk_rows_are_like_records),
	};

	return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
