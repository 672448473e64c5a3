/* bench_read.c - S1 to S3 and L1: search, a new customer, pages of a list. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cli/bench_part.h"
#include "cli/demo_part.h"
#include "db/db.h"
#include "domain/card.h"
#include "store/record_store.h"

#define PAGE_ROWS 50

struct reader {
	struct bench *b;
	struct store *st;
	struct actor *a;
	const struct entity *customer;
	struct rng r;
	int me;
	int64_t people;
};

static enum err
need_people(struct bench *b, struct err_note *note)
{
	enum err e = ERR_OK;

	if (!b->has_people)
		e = bench_make(b, b->dir, (int64_t)b->scale * 1000, note);
	b->has_people = e == ERR_OK;
	return e;
}

static enum err
open_reader(struct reader *r, struct bench *b, const struct bench_job *j, int me,
    struct err_note *note)
{
	enum err e;

	*r = (struct reader) { .b = b, .r = { 42 }, .me = me, .people = (int64_t)b->scale * 1000 };
	e = bench_open(b, j->dir, "lan", &r->st, &r->a, note);
	if (e == ERR_OK)
		r->customer = model_entity(store_model(r->st), "customer");
	return e;
}

static void
close_reader(struct reader *r)
{
	actor_close(r->a);
	store_close(r->st);
}

static void
somebody(struct reader *r, struct demo_person *p, int64_t *i)
{
	*i = (int64_t)(rng_next(&r->r) % (uint64_t)r->people);
	demo_person_make(DEMO_SEED, *i, r->people, clock_today(), p);
}

/* A piece of at least three letters of a name, a phone or a card, as people type. */
static void
fragment(struct reader *r, char *out, size_t size)
{
	struct demo_person p;
	char card[20], *fold;
	int64_t i;
	size_t len, from, n;

	somebody(r, &p, &i);
	switch (rng_below(&r->r, 4)) {
	case 0:
		fold = xstrdup(p.phone[0] != '\0' ? p.phone + 3 : "0901");
		break;
	case 1:
		fold = xstrdup(demo_card_number(DEMO_SEED, i, card));
		break;
	default:
		fold = utf8_fold(p.name);
		break;
	}
	len = strlen(fold);
	n = 3 + rng_below(&r->r, 5);
	n = n < len ? n : len;
	from = rng_below(&r->r, (uint32_t)(len - n + 1));
	/* whole letters: Han ones are three bytes */
	while (from > 0 && ((unsigned char)fold[from] & 0xC0) == 0x80)
		from--;
	while (from + n < len && ((unsigned char)fold[from + n] & 0xC0) == 0x80)
		n++;
	snprintf(out, size, "%.*s", (int)n, fold + from);
	free(fold);
}

static enum err
find(struct reader *r, const char *text, int64_t *us, struct err_note *note)
{
	struct list_query q = { .entity = r->customer, .search = xstrdup(text) };
	struct record_page page = { 0 };
	int64_t start = clock_mono_us();
	enum err e = store_begin(r->st, r->a, false, note);

	if (e == ERR_OK)
		e = list_page(r->st, &q, NULL, true, PAGE_ROWS, &page, note);
	if (e == ERR_OK)
		e = store_commit(r->st, note);
	if (e != ERR_OK)
		store_rollback(r->st);
	*us = clock_mono_us() - start;
	record_page_fini(&page);
	list_query_fini(&q);
	return e;
}

/* One answer of the engine by statement text, for yardsticks. */
static enum err
ask(struct reader *r, const char *sql, const struct db_arg *args, int64_t *us,
    struct err_note *note)
{
	struct db *d = store_db(r->st);
	int64_t start = clock_mono_us();
	struct db_stmt *s = db_query_text(d, sql, args, note);
	enum db_step step = DB_DONE;

	while (s != NULL && (step = db_step(s, note)) == DB_ROW)
		continue;
	db_reset(s);
	*us = clock_mono_us() - start;
	return s == NULL || step == DB_FAILED ? ERR_DB : ERR_OK;
}

/* ---- S1, S2 ---- */

enum find_kind { FIND_FRAGMENT, FIND_PREFIX, FIND_PHONE_END, FIND_CARD };

static enum err
find_card(struct reader *r, int64_t *us, struct err_note *note)
{
	struct demo_person p;
	struct card c;
	char number[20];
	int64_t i, start;
	enum err e;

	do {
		somebody(r, &p, &i);
	} while (!p.has_card);
	start = clock_mono_us();
	e = store_begin(r->st, r->a, false, note);
	if (e == ERR_OK)
		e = card_find(r->st, demo_card_number(DEMO_SEED, i, number), &c, note);
	if (e == ERR_OK)
		e = store_commit(r->st, note);
	*us = clock_mono_us() - start;
	return e;
}

static enum err
find_one(struct reader *r, enum find_kind kind, int64_t *us, struct err_note *note)
{
	struct demo_person p;
	char text[64], *fold;
	int64_t i;

	somebody(r, &p, &i);
	switch (kind) {
	case FIND_FRAGMENT:
		fragment(r, text, sizeof(text));
		break;
	case FIND_PREFIX:
		fold = utf8_fold(p.name);
		snprintf(text, sizeof(text), "%.*s", (int)utf8_next(fold, utf8_next(fold, 0)), fold);
		free(fold);
		break;
	case FIND_PHONE_END:
		str_copy(text, sizeof(text), p.phone + strlen(p.phone) - 5);
		break;
	case FIND_CARD:
		return find_card(r, us, note);
	}
	return find(r, text, us, note);
}

static enum err
find_work(struct bench *b, const struct bench_job *j, int me, struct err_note *note)
{
	struct reader r;
	int64_t us;
	enum err e = open_reader(&r, b, j, me, note);

	for (int warm = 0; warm < 20 && e == ERR_OK; warm++)
		e = find_one(&r, *(const enum find_kind *)j->arg, &us, note);
	bench_start(b, me);
	while (e == ERR_OK && !bench_over(b)) {
		e = find_one(&r, *(const enum find_kind *)j->arg, &us, note);
		bench_sample(b, me, us);
	}
	close_reader(&r);
	return e;
}

/* The same fragments by scanning, a few of them. */
static enum err
scan_work(struct bench *b, const struct bench_job *j, int me, struct err_note *note)
{
	struct reader r;
	char text[64], pattern[80];
	int64_t us;
	enum err e = open_reader(&r, b, j, me, note);

	bench_start(b, me);
	for (int i = 0; i < 8 && e == ERR_OK; i++) {
		fragment(&r, text, sizeof(text));
		snprintf(pattern, sizeof(pattern), "%%%s%%", text);
		e = ask(&r, "SELECT id FROM customer WHERE fold LIKE $p ORDER BY sort_key LIMIT 50",
		    DB_ARGS(DB_TEXT("p", pattern)), &us, note);
		bench_sample(b, me, us);
	}
	close_reader(&r);
	return e;
}

static enum err
percentiles(struct bench *b, uint32_t *p50, uint32_t *p99, uint32_t *max)
{
	size_t n;
	uint32_t *all = bench_samples(b, 1, &n);

	*p50 = bench_percentile(all, n, 500);
	*p99 = bench_percentile(all, n, 990);
	*max = n > 0 ? all[n - 1] : 0;
	free(all);
	return ERR_OK;
}

static const char *
ms(struct bench *b, uint32_t us)
{
	return bench_text(b, "%u.%03u ms", us / 1000, us % 1000);
}

static void
goal_line(struct bench *b, const char *id, const char *name, uint32_t us,
    const char *what, uint32_t against, uint32_t goal_us)
{
	uint64_t ratio = against * UINT64_C(100) / (us + 1);

	bench_line(b, id, name, ms(b, us), bench_text(b, "%s %s", what, ms(b, against)),
	    bench_text(b, "%llu.%02llu x", (unsigned long long)ratio / 100,
	    (unsigned long long)ratio % 100),
	    bench_text(b, "<= %u.%u ms", goal_us / 1000, goal_us % 1000 / 100), us <= goal_us);
}

enum err
bench_s1(struct bench *b, struct err_note *note)
{
	static const enum find_kind kind = FIND_FRAGMENT;
	struct bench_job search = { .workers = 1, .dir = b->dir, .work = find_work,
	    .arg = (void *)&kind };
	struct bench_job scan = { .workers = 1, .dir = b->dir, .work = scan_work };
	uint32_t scan50 = 0, p50, p99, max;
	enum err e = need_people(b, note);

	if (e == ERR_OK)
		e = bench_work(b, &scan, note);
	if (e == ERR_OK)
		e = percentiles(b, &scan50, &p99, &max);
	if (e == ERR_OK)
		e = bench_work(b, &search, note);
	if (e == ERR_OK)
		e = percentiles(b, &p50, &p99, &max);
	if (e != ERR_OK)
		return e;
	goal_line(b, "S1", bench_text(b, "fragment of %d,000 customers, p50", b->scale), p50,
	    "scan", scan50, 8000);
	goal_line(b, "S1", bench_text(b, "fragment of %d,000 customers, p99", b->scale), p99,
	    "scan", scan50, 25000);
	return ERR_OK;
}

static enum err
key_work(struct bench *b, const struct bench_job *j, int me, struct err_note *note)
{
	struct reader r;
	int64_t us;
	enum err e = open_reader(&r, b, j, me, note);

	bench_start(b, me);
	while (e == ERR_OK && !bench_over(b)) {
		e = ask(&r, "SELECT name FROM customer WHERE id = $id",
		    DB_ARGS(DB_INT("id", (int64_t)rng_below(&r.r, (uint32_t)r.people) + 1000)),
		    &us, note);
		bench_sample(b, me, us);
	}
	close_reader(&r);
	return e;
}

enum err
bench_s2(struct bench *b, struct err_note *note)
{
	static const struct { enum find_kind kind; const char *name; uint32_t goal_us; } run[] = {
		{ FIND_PREFIX, "prefix of two letters, p99", 4000 },
		{ FIND_PHONE_END, "last five digits of a phone, p99", 4000 },
		{ FIND_CARD, "card by its number, p99", 500 },
	};
	struct bench_job key = { .workers = 1, .dir = b->dir, .work = key_work };
	uint32_t p50, p99, max, key99 = 0;
	enum err e = need_people(b, note);

	if (e == ERR_OK)
		e = bench_work(b, &key, note);
	if (e == ERR_OK)
		e = percentiles(b, &p50, &key99, &max);
	for (size_t i = 0; i < sizeof(run) / sizeof(run[0]) && e == ERR_OK; i++) {
		struct bench_job j = { .workers = 1, .dir = b->dir, .work = find_work,
		    .arg = (void *)&run[i].kind };

		e = bench_work(b, &j, note);
		if (e == ERR_OK)
			e = percentiles(b, &p50, &p99, &max);
		if (e == ERR_OK)
			goal_line(b, "S2", run[i].name, p99, "row by id", key99, run[i].goal_us);
	}
	return e;
}

/* ---- S3 ---- */

static enum err
add_work(struct bench *b, const struct bench_job *j, int me, struct err_note *note)
{
	struct reader r;
	struct record *rec;
	int64_t start;
	int n = 0;
	enum err e = open_reader(&r, b, j, me, note);

	bench_start(b, me);
	while (e == ERR_OK && !bench_over(b) && n < 5000) {
		rec = record_new(r.customer);
		record_set_text(rec, "kind", "person");
		record_set_text(rec, "name", bench_text(b, "Nguyễn Thị Khách Mới %d", n));
		record_set_text(rec, "phone", bench_text(b, "+8420%08d", n++));
		start = clock_mono_us();
		e = store_begin(r.st, r.a, true, note);
		if (e == ERR_OK)
			e = record_insert(r.st, rec, note);
		if (e == ERR_OK)
			e = store_commit(r.st, note);
		if (e == ERR_OK)
			e = store_durable(r.st, note);
		bench_sample(b, me, clock_mono_us() - start);
		if (e != ERR_OK)
			store_rollback(r.st);
		record_free(rec);
	}
	close_reader(&r);
	return e;
}

enum err
bench_s3(struct bench *b, struct err_note *note)
{
	struct bench_job j = { .workers = 1, .dir = b->dir, .work = add_work };
	uint32_t p50, p99, max;
	int64_t bare = 0;
	enum err e = need_people(b, note);

	if (e == ERR_OK)
		e = bench_bare(b, b->dir, 0, &bare, note);
	if (e == ERR_OK)
		e = bench_work(b, &j, note);
	if (e == ERR_OK)
		e = percentiles(b, &p50, &p99, &max);
	if (e != ERR_OK)
		return e;
	/* searches after this one find these customers too */
	b->has_people = true;
	goal_line(b, "S3", "new customer, p99", p99, "bare commit",
	    (uint32_t)(1000000 / (bare + 1)), 8000);
	goal_line(b, "S3", "new customer, max", max, "bare commit",
	    (uint32_t)(1000000 / (bare + 1)), 20000);
	return ERR_OK;
}

/* ---- L1 ---- */

static enum err
page_from(struct reader *r, const struct list_anchor *from, bool forward, int64_t *us,
    struct err_note *note)
{
	struct list_query q = { .entity = r->customer };
	struct record_page page = { 0 };
	int64_t start = clock_mono_us();
	enum err e = store_begin(r->st, r->a, false, note);

	if (e == ERR_OK)
		e = list_page(r->st, &q, from, forward, PAGE_ROWS, &page, note);
	if (e == ERR_OK)
		e = store_commit(r->st, note);
	if (e != ERR_OK)
		store_rollback(r->st);
	*us = clock_mono_us() - start;
	record_page_fini(&page);
	list_query_fini(&q);
	return e;
}

/* Anywhere in the list: the row after a random customer's name. */
static enum err
page_work(struct bench *b, const struct bench_job *j, int me, struct err_note *note)
{
	struct reader r;
	struct demo_person p;
	struct list_anchor from = { 0 };
	int64_t us, i;
	char *key;
	enum err e = open_reader(&r, b, j, me, note);

	bench_start(b, me);
	while (e == ERR_OK && !bench_over(b)) {
		somebody(&r, &p, &i);
		key = utf8_sort_key(p.name);
		value_set_text(&from.key, key);
		free(key);
		from.id = 1;
		e = page_from(&r, &from, rng_below(&r.r, 2) == 0, &us, note);
		bench_sample(b, me, us);
	}
	value_fini(&from.key);
	close_reader(&r);
	return e;
}

static enum err
offset_work(struct bench *b, const struct bench_job *j, int me, struct err_note *note)
{
	struct reader r;
	int64_t us;
	enum err e = open_reader(&r, b, j, me, note);

	bench_start(b, me);
	for (int i = 0; i < 20 && e == ERR_OK && !bench_over(b); i++) {
		e = ask(&r, "SELECT id, name FROM customer ORDER BY sort_key, id LIMIT 50 OFFSET $n",
		    DB_ARGS(DB_INT("n", r.people * 9 / 10)), &us, note);
		bench_sample(b, me, us);
	}
	close_reader(&r);
	return e;
}

enum err
bench_l1(struct bench *b, struct err_note *note)
{
	struct bench_job page = { .workers = 1, .dir = b->dir, .work = page_work };
	struct bench_job offset = { .workers = 1, .dir = b->dir, .work = offset_work };
	uint32_t p50, p99, max, off50 = 0;
	enum err e = need_people(b, note);

	if (e == ERR_OK)
		e = bench_work(b, &offset, note);
	if (e == ERR_OK)
		e = percentiles(b, &off50, &p99, &max);
	if (e == ERR_OK)
		e = bench_work(b, &page, note);
	if (e == ERR_OK)
		e = percentiles(b, &p50, &p99, &max);
	if (e == ERR_OK)
		goal_line(b, "L1", bench_text(b, "page at any depth of %d,000, p99", b->scale), p99,
		    "OFFSET", off50, 1000);
	return e;
}
