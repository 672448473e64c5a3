/* What a session need not read again while nobody else writes: of two sessions, each knows when the
 * other one has. */
#include "fixture.h"

#include <string.h>

#include "base/str.h"
#include "store/audit.h"
#include "store/number.h"
#include "store/setting.h"

/* A second session on the same store. */
static struct fixture
second(const struct fixture *f)
{
	struct fixture g = *f;
	struct err_note note = { 0 };

	assert_int_equal(store_open(&f->paths, &g.st, &note), ERR_OK);
	assert_int_equal(actor_open(g.st, "admin", &g.admin, &note), ERR_OK);
	assert_int_equal(actor_open(g.st, "lan", &g.lan, &note), ERR_OK);
	return g;
}

static void
leave(struct fixture *g)
{
	actor_close(g->admin);
	actor_close(g->lan);
	store_close(g->st);
}

static void
trail_holds(struct fixture *f)
{
	struct err_note note = { 0 };
	int64_t rows;

	assert_int_equal(store_begin(f->st, f->admin, false, &note), ERR_OK);
	if (audit_verify(f->st, &rows, &note) != ERR_OK)
		fail_msg("%s", note.text);
	store_rollback(f->st);
}

/* Rule R5: no gap and no number twice, and one chain, in whatever order they write. */
static void
test_rule_R5_two_sessions_take_turns(void **state)
{
	struct fixture *f = *state, g = second(f), *who[] = { f, &g };
	static const char order[] = "0010110100111000", *name = "customer";
	struct err_note note = { 0 };
	int64_t n;

	for (int64_t i = 0; order[i] != '\0'; i++) {
		struct fixture *w = who[order[i] - '0'];

		/* What was taken and never committed is taken again. */
		assert_int_equal(store_begin(w->st, w->admin, true, &note), ERR_OK);
		assert_int_equal(access_need(w->st, "customer", VERB_ADD, &note), ERR_OK);
		assert_int_equal(number_next(w->st, name, &n, &note), ERR_OK);
		assert_int_equal(n, i + 1);
		assert_int_equal(audit_write(w->st, &(struct audit_entry){ .function = "customer",
		    .action = "add" }, &note), ERR_OK);
		store_rollback(w->st);
		FX_ADD(w, w->lan, name, "name", "A");
		trail_holds(w);
	}
	leave(&g);
	trail_holds(f);
}

/* Rule S5: with the next action, whoever withdrew it. */
static void
test_rule_S5_another_session_withdraws_a_right(void **state)
{
	struct fixture *f = *state, g = second(f);
	struct err_note note = { 0 };

	FX_ADD(f, f->lan, "customer", "name", "A");
	FX_ADD(f, f->lan, "customer", "name", "B");
	fx_sql(&g, "UPDATE group_right SET verbs = 1 WHERE function = 'customer'");
	fx_sql(&g, "UPDATE epoch SET rights = rights + 1");
	assert_int_equal(FX_TRY(f, f->lan, "customer", &note, "name", "C"), ERR_DENIED);
	leave(&g);
}

static void
set_series(struct fixture *f, const char *prefix, int64_t next)
{
	struct number_series s = { .name = "customer", .digits = 3, .next = next };
	struct err_note note = { 0 };

	str_copy(s.prefix, sizeof s.prefix, prefix);
	assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
	assert_int_equal(number_set(f->st, &s, &note), ERR_OK);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
}

/* A series and a parameter that were changed, by this session and by the other. */
static void
test_series_and_parameters_changed(void **state)
{
	struct fixture *f = *state, g = second(f);
	struct err_note note = { 0 };
	struct record *r;

	FX_ADD(f, f->lan, "customer", "name", "A");
	set_series(f, "X", 7);
	FX_ADD(f, f->lan, "customer", "name", "B");
	assert_int_equal(fx_load(f, f->admin, "customer", "X007", &r), ERR_OK);
	record_free(r);
	set_series(&g, "Y", 9);
	FX_ADD(f, f->lan, "customer", "name", "C");
	assert_int_equal(fx_load(f, f->admin, "customer", "Y009", &r), ERR_OK);
	record_free(r);

	for (int i = 0; i < 2; i++) {
		struct fixture *w = i == 0 ? &g : f;
		const char *value = i == 0 ? "180" : "270";

		assert_int_equal(store_begin(w->st, w->admin, true, &note), ERR_OK);
		assert_int_equal(setting_set(w->st, "level.window_days", value, &note), ERR_OK);
		assert_int_equal(store_commit(w->st, &note), ERR_OK);
		assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
		assert_string_equal(setting_text(f->st, "level.window_days"), value);
		store_rollback(f->st);
	}
	leave(&g);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
const struct CMUnitTest known_tests[] = {
	TEST(test_rule_R5_two_sessions_take_turns),
	TEST(test_rule_S5_another_session_withdraws_a_right),
	TEST(test_series_and_parameters_changed),
};
const size_t n_known_tests = sizeof(known_tests) / sizeof(*known_tests);
