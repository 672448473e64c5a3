#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "store/list_internal.h"

#define CUSTOMER(f) model_entity(store_model((f)->st), "customer")

static int
setup_people(void **state)
{
	struct fixture *f;

	fixture_setup(state);
	f = *state;
	FX_ADD(f, f->admin, "customer_category", "code", "VIP", "name", "Khách quan trọng");
	FX_ADD(f, f->admin, "customer_group", "code", "HH", "name", "Hội hè");
	FX_ADD(f, f->admin, "customer", "name", "Nguyễn Văn Ánh", "phone", "0901234567", "sex", "m",
	    "birth", "1990-02-14", "category", "VIP", "address", "12 Lê Lợi");
	FX_ADD(f, f->admin, "customer", "name", "Đặng Thị Đào", "phone", "0912000111", "sex", "f",
	    "birth", "--02-29", "groups", "HH");
	FX_ADD(f, f->admin, "customer", "name", "阮文安", "phone", "+8613800138000");
	FX_ADD(f, f->admin, "customer", "name", "John O'Neil 100%", "email", "john@example.com");
	return 0;
}

static void
test_search_by_any_scrap(void **state)
{
	struct fixture *f = *state;
	static const struct { const char *typed; size_t n; } cases[] = {
		{ "nguyen", 1 }, { "NGUYỄN", 1 }, { "guye", 1 }, { "anh van", 1 }, { "ng", 1 },
		{ "dang", 1 }, { "đào", 1 }, { "dao thi", 1 }, { "阮", 1 }, { "文安", 1 }, { "安文", 0 },
		{ "4567", 1 }, { "0901 234", 1 }, { "0901 235", 0 }, { "0901234", 1 }, { "+84901234567", 1 },
		{ "138001", 1 }, { "john", 1 }, { "o'neil", 1 }, { "100%", 1 }, { "_", 0 }, { "%", 0 },
		{ "\"", 0 }, { "kh000002", 1 }, { "example.com", 1 }, { "nobody", 0 }, { "' OR 1=1 --", 0 },
		{ "", 4 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		size_t n = fx_found(f, f->admin, "customer", cases[i].typed);

		if (n != cases[i].n)
			fail_msg("\"%s\": %zu, not %zu", cases[i].typed, n, cases[i].n);
	}
}

static void
test_query_by_example(void **state)
{
	struct fixture *f = *state;
	static const struct { const char *field, *text; size_t n; } cases[] = {
		{ "sex", "m", 1 }, { "sex", "!m", 3 }, { "sex", "m|f", 2 }, { "sex", "=", 2 },
		{ "sex", "<>", 2 }, { "name", "van", 1 }, { "name", "thi dao", 1 }, { "name", "nguyen*", 1 },
		{ "name", "*anh", 1 }, { "name", "anh*", 0 }, { "name", "!van", 3 }, { "name", "van|thi", 2 },
		{ "category", "VIP", 1 }, { "category", "quan trong", 1 }, { "category", "!vip", 3 },
		{ "groups", "HH", 1 }, { "groups", "=", 3 }, { "code", "KH000001..KH000003", 3 },
		{ "code", "KH*", 4 }, { "code", ">KH000002", 2 }, { "birth", "14/02/1990", 1 },
		{ "birth", "01/01/1980..31/12/1999", 1 }, { "address", "le loi", 1 },
		{ "phone", "0901234567", 1 }, { "phone", "*4567", 1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		size_t n = FX_EXAMPLE(f, f->admin, "customer", cases[i].field, cases[i].text);

		if (n != cases[i].n)
			fail_msg("%s %s: %zu, not %zu", cases[i].field, cases[i].text, n, cases[i].n);
	}
	assert_int_equal(FX_EXAMPLE(f, f->admin, "customer", "sex", "m", "name", "van"), 1);
	assert_int_equal(FX_EXAMPLE(f, f->admin, "customer", "sex", "f", "name", "van"), 0);
}

static void
test_wrong_examples_are_refused_by_field(void **state)
{
	struct fixture *f = *state;
	static const struct { const char *field, *text; } cases[] = {
		{ "birth", "31/02/1990" }, { "birth", "abc" }, { "sex", "purple" }, { "birth", ".." },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct list_query q = { .entity = CUSTOMER(f) };
		struct err_note note = { 0 };

		if (list_query_add(&q, store_format(f->st), clock_today(),
		    entity_field(q.entity, cases[i].field), cases[i].text, &note) != ERR_INVALID)
			fail_msg("%s %s was taken", cases[i].field, cases[i].text);
		assert_string_equal(note.field, cases[i].field);
		list_query_fini(&q);
	}
}

/* Pages both ways meet every row once, in one order. */
static void
walk(struct fixture *f, struct list_query *q, bool forward, size_t expected)
{
	struct list_anchor at = { 0 };
	struct err_note note = { 0 };
	size_t n = 0;
	bool more = true;

	while (more) {
		struct record_page page;

		assert_int_equal(store_begin(f->st, f->admin, false, &note), ERR_OK);
		if (list_page(f->st, q, at.id != 0 ? &at : NULL, forward, 7, &page, &note) != ERR_OK)
			fail_msg("%s", note.text);
		more = page.more;
		n += page.nrows;
		for (size_t i = 1; i < page.nrows; i++)
			assert_true(page.rows[i]->id != page.rows[i - 1]->id);
		if (page.nrows > 0)
			list_row_anchor(f->st, q, page.rows[forward ? page.nrows - 1 : 0], &at);
		record_page_fini(&page);
		store_rollback(f->st);
	}
	value_fini(&at.key);
	if (n != expected)
		fail_msg("%s by %s: %zu, not %zu", q->entity->name, q->sort != NULL ? q->sort->name : "-", n, expected);
}

static void
test_keyset_pages_both_ways(void **state)
{
	struct fixture *f = *state;
	struct list_query q = { .entity = CUSTOMER(f) };
	char name[32];

	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "Khách %d", i % 9);
		FX_ADD(f, f->admin, "customer", "name", name);
	}
	walk(f, &q, true, 64);
	walk(f, &q, false, 64);
	q.sort = entity_field(q.entity, "code");
	q.desc = true;
	walk(f, &q, true, 64);
	walk(f, &q, false, 64);
	q.search = strdup("khach");
	walk(f, &q, true, 60);
	list_query_fini(&q);
}

/* PERFORMANCE "Lists": what is offered to sort by is read in that order, at any depth. */
static bool
is_indexed(struct fixture *f, const struct entity *e, const struct field *fd)
{
	struct list_query q = { .entity = e, .sort = fd };
	struct err_note note = { 0 };
	char *col = list_sort_column(&q), sql[512];
	struct db_stmt *stmt;
	bool indexed = true;

	snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN SELECT t.* FROM %s t WHERE t.deleted = 0"
	    " AND (%s, t.id) > ($k, 5) ORDER BY %s, t.id LIMIT 20", e->table, col, col);
	stmt = db_query_text(store_db(f->st), sql, DB_ARGS(DB_TEXT("k", "1")), &note);
	if (stmt == NULL)
		fail_msg("%s: %s", sql, note.text);
	while (db_step(stmt, &note) == DB_ROW)
		indexed = indexed && strstr(db_text(stmt, 3), "TEMP B-TREE") == NULL;
	db_reset(stmt);
	free(col);
	return indexed;
}

static void
test_an_index_serves_every_order(void **state)
{
	struct fixture *f = *state;
	const struct model *m = store_model(f->st);
	struct err_note note = { 0 };
	size_t n = 0, missing = 0;

	assert_int_equal(store_begin(f->st, f->admin, false, &note), ERR_OK);
	for (size_t i = 0; i < model_count(m); i++) {
		const struct entity *e = model_at(m, i);

		for (size_t k = 0; !e->catalog && k < e->nfields; k++) {
			if (!list_can_sort(e, &e->fields[k]))
				continue;
			n++;
			if (is_indexed(f, e, &e->fields[k]))
				continue;
			print_error("%s by %s: no index gives that order\n", e->name, e->fields[k].name);
			missing++;
		}
	}
	store_rollback(f->st);
	assert_int_equal(missing, 0);
	assert_true(n > 20);
	assert_true(list_can_sort(CUSTOMER(f), entity_field(CUSTOMER(f), "code")));
	assert_true(list_can_sort(model_entity(m, "contract"), entity_field(model_entity(m, "contract"), "end_day")));
	assert_false(list_can_sort(CUSTOMER(f), entity_field(CUSTOMER(f), "level")));
	for (size_t i = 0; i < model_count(m); i++)
		for (size_t k = 0; k < model_at(m, i)->nfields; k++)
			if (model_at(m, i)->fields[k].type == FIELD_REF)
				assert_false(list_can_sort(model_at(m, i), &model_at(m, i)->fields[k]));
}

/* Up and down, row by row: every order that is offered gives each row once. */
static void
test_every_order_pages_through(void **state)
{
	struct fixture *f = *state;
	const struct model *m = store_model(f->st);
	struct err_note note = { 0 };

	for (size_t i = 0; i < model_count(m); i++) {
		const struct entity *e = model_at(m, i);

		for (size_t k = 0; k < e->nfields; k++) {
			struct list_query q = { .entity = e, .sort = &e->fields[k] };
			int64_t n = 0;

			if (!list_can_sort(e, q.sort))
				continue;
			assert_int_equal(store_begin(f->st, f->admin, false, &note), ERR_OK);
			assert_int_equal(list_count(f->st, &q, 100000, &n, &note), ERR_OK);
			store_rollback(f->st);
			walk(f, &q, true, (size_t)n);
			q.desc = true;
			walk(f, &q, true, (size_t)n);
			walk(f, &q, false, (size_t)n);
		}
	}
}

/* A day that is not given stands first; no row is left out or met twice around it. */
static void
test_pages_by_a_day_that_may_be_missing(void **state)
{
	struct fixture *f = *state;
	struct list_query q = { .entity = model_entity(store_model(f->st), "contract") };
	char end[16];

	for (int i = 0; i < 30; i++) {
		snprintf(end, sizeof(end), "2027-01-%02d", i % 4 + 1);
		FX_ADD(f, f->admin, "contract", "customer", "KH000001", "name", "Bảo trì", "start_day",
		    "2026-11-01", "anchor", "1", i % 3 != 0 ? "end_day" : "note", i % 3 != 0 ? end : "x");
	}
	q.sort = entity_field(q.entity, "end_day");
	walk(f, &q, true, 30);
	q.desc = true;
	walk(f, &q, true, 30);
	walk(f, &q, false, 30);
	list_query_fini(&q);
}

/* UX 5: how somebody has a list is that user's alone, and needs no right. */
static void
test_a_view_is_the_users_own(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	char *body = NULL, *much = calloc(1, VIEW_BODY_MAX + 2);

	assert_int_equal(store_begin(f->st, f->lan, true, &note), ERR_OK);
	assert_int_equal(actor_view_save(f->st, "list.customer", "{\"sort\":\"code\"}", &note), ERR_OK);
	assert_int_equal(actor_view_save(f->st, "list.customer", "{\"sort\":\"-code\"}", &note), ERR_OK);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
	assert_int_equal(store_begin(f->st, f->lan, false, &note), ERR_OK);
	assert_int_equal(actor_view_load(f->st, "list.customer", &body, &note), ERR_OK);
	assert_string_equal(body, "{\"sort\":\"-code\"}");
	free(body);
	store_rollback(f->st);
	assert_int_equal(store_begin(f->st, f->mai, false, &note), ERR_OK);
	assert_int_equal(actor_view_load(f->st, "list.customer", &body, &note), ERR_OK);
	assert_null(body);
	store_rollback(f->st);
	assert_int_equal(store_begin(f->st, f->lan, true, &note), ERR_OK);
	memset(much, 'x', VIEW_BODY_MAX + 1);
	assert_int_equal(actor_view_save(f->st, "list.customer", much, &note), ERR_LIMIT);
	assert_int_equal(actor_view_save(f->st, "list.customer", NULL, &note), ERR_OK);
	assert_int_equal(actor_view_load(f->st, "list.customer", &body, &note), ERR_OK);
	assert_null(body);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
	free(much);
}

static void
test_export_needs_its_right(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct list_query q = { .entity = model_entity(store_model(f->st), "product") };

	assert_int_equal(store_begin(f->st, f->lan, false, &note), ERR_OK);
	assert_int_equal(list_each(f->st, &q, VERB_EXPORT, NULL, NULL, &note), ERR_DENIED);
	store_rollback(f->st);
}

/* rule S4 */
static void
test_rule_S4_hidden_columns_cannot_be_asked_for(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct list_query q = { .entity = model_entity(store_model(f->st), "product") };
	struct record_page page;

	assert_int_equal(list_query_add(&q, store_format(f->st), clock_today(),
	    entity_field(q.entity, "cost"), ">5000", &note), ERR_OK);
	assert_int_equal(store_begin(f->st, f->lan, false, &note), ERR_OK);
	assert_int_equal(list_page(f->st, &q, NULL, true, 10, &page, &note), ERR_DENIED);
	store_rollback(f->st);
	list_query_fini(&q);
}

static void
test_lookup_resolves_what_was_typed(void **state)
{
	struct fixture *f = *state;
	const struct field *fd = entity_field(CUSTOMER(f), "category");
	struct err_note note = { 0 };
	struct lookup_hit h;

	FX_ADD(f, f->admin, "customer_category", "code", "VIP2", "name", "Khách quen");
	assert_int_equal(store_begin(f->st, f->admin, false, &note), ERR_OK);
	assert_int_equal(lookup_resolve(f->st, fd, "vip", &h, &note), ERR_OK);
	assert_string_equal(h.code, "VIP");
	assert_int_equal(lookup_resolve(f->st, fd, "khach quen", &h, &note), ERR_OK);
	assert_string_equal(h.code, "VIP2");
	assert_int_equal(lookup_resolve(f->st, fd, "khach", &h, &note), ERR_CONFLICT);
	assert_int_equal(lookup_resolve(f->st, fd, "zzz", &h, &note), ERR_NOTFOUND);
	store_rollback(f->st);
}

#define T(t) cmocka_unit_test_setup_teardown(t, setup_people, fixture_teardown)
const struct CMUnitTest list_tests[] = {
	T(test_search_by_any_scrap),
	T(test_query_by_example),
	T(test_wrong_examples_are_refused_by_field),
	T(test_keyset_pages_both_ways),
	T(test_an_index_serves_every_order),
	T(test_every_order_pages_through),
	T(test_pages_by_a_day_that_may_be_missing),
	T(test_a_view_is_the_users_own),
	T(test_export_needs_its_right),
	T(test_rule_S4_hidden_columns_cannot_be_asked_for),
	T(test_lookup_resolves_what_was_typed),
};
const size_t n_list_tests = sizeof(list_tests) / sizeof(*list_tests);
