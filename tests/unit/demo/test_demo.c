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
#include "domain/today.h"
#include "domain/verify.h"
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

/* The last link of the trail: it depends on everything that was done. */
static void
trail(struct shop *s, char *hex, size_t size)
{
	struct err_note note = { 0 };
	struct db_stmt *q = db_query_text(store_db(s->st),
	    "SELECT hex(hash) FROM audit ORDER BY seq DESC LIMIT 1", DB_NO_ARGS, &note);

	assert_int_equal(db_step(q, &note), DB_ROW);
	str_copy(hex, size, db_text(q, 0));
	db_reset(q);
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
