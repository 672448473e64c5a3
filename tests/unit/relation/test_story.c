/* The time line of a customer. */
#include "relation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/str.h"
#include "db/db.h"
#include "domain/timeline.h"
#include "store/query.h"

#define EVENTS 10000
#define PAGE 20

static int64_t
customer(struct shop *s)
{
	return shop_int(s, "SELECT id FROM customer WHERE code = 'KH000001'");
}

static size_t
page(struct shop *s, struct actor *a, unsigned kinds, const struct story_event *from, bool up,
    struct story_event out[PAGE])
{
	struct err_note note = { 0 };
	int64_t id = customer(s);
	size_t n = 0;
	enum err e;

	assert_int_equal(store_begin(s->st, a, false, NULL), ERR_OK);
	e = timeline_page(s->st, id, kinds, from, up, PAGE, out, &n, &note);
	store_rollback(s->st);
	if (e != ERR_OK)
		fail_msg("%s", note.text);
	return n;
}

static bool
has_word(const struct story_event *e, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(e[i].word, word))
			return true;
	return false;
}

/* One of each kind, told as one story. */
static void
B1_the_history_reads_as_one_story(void **state)
{
	static const char *const words[] = { "contact", "sale", "card.issue", "prospect", "new",
		"lost", "document", "add" };
	struct shop *s = *state;
	struct story_event e[PAGE];
	size_t n;

	json_decref(shop_ok(s, "{'op':'sale','key':'s','card':'" CARD "','lines':"
	    "[{'product':'B','qty':1}],'tenders':[{'method':'cash','amount':100000}]}"));
	json_decref(shop_ok(s, "{'op':'points.add','card':'" CARD "','points':5,'note':'Kindness'}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'interaction','fields':{'customer':'KH000001',"
	    "'channel':'CALL','result':'Two\\nlines'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'rating','fields':{'customer':'KH000001'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'suggestion','fields':{'customer':'KH000001',"
	    "'kind':'PRAISE','subject':'Good'}}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'churn','fields':{'customer':'KH000001','kind':'MOVED'}}"));
	attach(s, s->admin, "customer", "KH000001", "a.txt", "paper", ERR_OK, NULL);
	n = page(s, s->admin, STORY_ALL, NULL, false, e);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!has_word(e, n, words[i]))
			fail_msg("%s is missing", words[i]);
	for (size_t i = 0; i < n; i++)
		assert_null(strchr(e[i].title, '\n'));
	assert_int_equal(page(s, s->admin, 1u << STORY_CONTACT, NULL, false, e), 1);
	assert_string_equal(e[0].title, "Two lines");
	assert_int_equal(page(s, s->admin, 1u << STORY_PURCHASE, NULL, false, e), 1);
	assert_string_equal(e[0].code, "S1-A-000001");
	assert_int_equal(e[0].amount, 31500);
}

/* What the actor may not view is not told. */
static void
rule_S1_a_kind_without_its_right_is_not_there(void **state)
{
	struct shop *s = *state;
	struct story_event e[PAGE];
	size_t n;

	json_decref(shop_ok(s, "{'op':'add','entity':'rating','fields':{'customer':'KH000001'}}"));
	shop_sql(s, "UPDATE customer SET scope = 2");
	n = page(s, s->lan, STORY_ALL, NULL, false, e);
	assert_true(has_word(e, n, "prospect"));
	assert_false(has_word(e, n, "card.issue"));	/* Lan has no card.view */
	json_decref(shop_ok(s, "{'op':'delete','entity':'right','id':%lld}",
	    (long long)shop_int(s, "SELECT id FROM group_right WHERE function = 'rating'")));
	n = page(s, s->lan, STORY_ALL, NULL, false, e);
	assert_false(has_word(e, n, "prospect"));
}

/* 2,500 rows from a hundred days ago on. */
#define N "WITH RECURSIVE n (i, c, t) AS (SELECT 1, (SELECT id FROM customer WHERE code = 'KH000001')," \
	    " 1786606200000 UNION ALL SELECT i + 1, c, t FROM n WHERE i < 2500) "

/* Four sources, many of the same moment. */
static void
fill(struct shop *s)
{
	static const char *const texts[] = {
		N "INSERT INTO interaction (id, customer_id, at, channel_id, result, fold, sort_key,"
		" version, created_at, changed_at, deleted) SELECT 1000000 + i, c, t + i / 3 * 1000,"
		" 940, 'x', '', '', 1, 0, 0, 0 FROM n",
		N "INSERT INTO rating (id, customer_id, day, prospect, worth, fold, sort_key, version,"
		" created_at, changed_at, deleted) SELECT 1100000 + i, c, 20260101, 1, 1, '', '',"
		" 1, t + i / 2 * 1000, 0, 0 FROM n",
		N "INSERT INTO level_move (id, customer_id, at, day, why, spent)"
		" SELECT 1200000 + i, c, t + i / 3 * 1000, 20260101, 'sale', 0 FROM n",
		N "INSERT INTO suggestion (id, number, customer_id, kind_id, at, subject, state, fold,"
		" sort_key, version, created_at, changed_at, deleted) SELECT 1300000 + i, 'X' || i,"
		" c, 950, t + i * 1000, 'y', 'closed', '', '', 1, 0, 0, 0 FROM n",
	};

	for (int k = 0; k < 4; k++)
		shop_sql(s, texts[k]);
}

/* Older than what stands above it: by moment, source, id. */
static bool
is_below(const struct story_event *b, const struct story_event *a)
{
	if (b->at != a->at)
		return b->at < a->at;
	if (b->source != a->source)
		return b->source > a->source;
	return b->id < a->id;
}

static void
L1_ten_thousand_events_page_by_page(void **state)
{
	struct shop *s = *state;
	struct story_event e[PAGE], last;
	size_t n, all = 0, back = 0;

	fill(s);
	while ((n = page(s, s->admin, STORY_ALL, all > 0 ? &last : NULL, false, e)) > 0) {
		for (size_t i = 0; i < n; i++) {
			assert_true(all == 0 || is_below(&e[i], &last));
			last = e[i];
			all++;
		}
	}
	assert_int_equal(all, EVENTS + 1);		/* and the card that was issued */
	while ((n = page(s, s->admin, STORY_ALL, &last, true, e)) > 0) {
		for (size_t i = 0; i < n; i++) {
			assert_true(is_below(&last, &e[i]));
			last = e[i];
			back++;
		}
	}
	assert_int_equal(back, EVENTS);
}

static int
by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Time of the processor, so that a busy machine fails nobody; the bound is generous. */
static void
L1_a_page_is_there_at_once(void **state)
{
	struct shop *s = *state;
	struct story_event e[PAGE];
	int64_t us[400], id = customer(s);

	fill(s);
	assert_int_equal(store_begin(s->st, s->admin, false, NULL), ERR_OK);
	for (int i = 0; i < 400; i++) {
		struct timespec a, b;
		size_t n = 0;

		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
		assert_int_equal(timeline_page(s->st, id, STORY_ALL, i > 0 ? &e[PAGE - 1] : NULL, false,
		    PAGE, e, &n, NULL), ERR_OK);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
		assert_int_equal(n, PAGE);
		us[i] = (b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000;
	}
	store_rollback(s->st);
	qsort(us, 400, sizeof *us, by_size);
	print_message("time line: a page in %lld us, p99 %lld us\n", (long long)us[200],
	    (long long)us[396]);
	assert_true(us[396] < 5000);
}

/* Every source finds its rows by an index on the customer, already in order. */
static void
L1_no_source_scans_or_sorts(void **state)
{
	struct shop *s = *state;

	fill(s);
	for (const struct story_source *src = timeline_sources; src->name != NULL; src++) {
		/* cards: the few of a customer, each with the few events of its life */
		bool few = str_eq(src->name, "card");

		for (int up = 0; up < 2; up++) {
			char name[48], *expanded, *sql, *plan;

			snprintf(name, sizeof name, "story.%s%s", src->name, up ? "_up" : "");
			expanded = store_expand(s->st, s->admin, db_query_sql(store_db(s->st), name), NULL);
			assert_non_null(expanded);
			for (char *p = expanded; (p = strchr(p, '$')) != NULL; p++)
				*p = '1', memset(p + 1, ' ', strspn(p + 1, "abcdefghijklmnopqrstuvwxyz"));
			if (asprintf(&sql, "EXPLAIN QUERY PLAN %s", expanded) < 0)
				abort();
			plan = shop_dump(s, sql);
			if (strstr(plan, "SCAN") != NULL || (!few && strstr(plan, "TEMP B-TREE") != NULL))
				fail_msg("%s:\n%s", name, plan);
			free(plan);
			free(sql);
			free(expanded);
		}
	}
}

TESTS_OF(story, RELATION_TEST(B1_the_history_reads_as_one_story),
    RELATION_TEST(rule_S1_a_kind_without_its_right_is_not_there),
    RELATION_TEST(L1_ten_thousand_events_page_by_page), RELATION_TEST(L1_a_page_is_there_at_once),
    RELATION_TEST(L1_no_source_scans_or_sorts));
