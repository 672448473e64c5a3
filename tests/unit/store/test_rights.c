#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "store/draft.h"
#include "store/setting.h"

/* Every function and verb: no right, and each single right, gives exactly itself. */
static void
test_rights_are_function_by_verb(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	static const enum verb verbs[] = { VERB_VIEW, VERB_ADD, VERB_EDIT, VERB_DELETE,
		VERB_PRINT, VERB_EXPORT };
	int granted = 0, denied = 0;

	assert_int_equal(store_begin(f->st, f->lan, false, &note), ERR_OK);
	for (const struct function *fn = function_table; fn->name != NULL; fn++) {
		for (size_t v = 0; v < 6; v++) {
			enum err rc = access_need(f->st, fn->name, verbs[v], &note);

			assert_int_equal(rc == ERR_OK, access_may(f->lan, fn->name, verbs[v]));
			if (rc == ERR_OK)
				granted++;
			else
				denied++;
		}
	}
	store_rollback(f->st);
	assert_int_equal(granted, 5 + 1 + 1 + 1 + 1);
	assert_true(denied > 80);
}

static void
test_several_groups_add_up(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct actor *a;

	FX_ADD(f, f->admin, "group", "code", "till", "name", "Till");
	FX_ADD(f, f->admin, "right", "group", "till", "function", "sale", "verbs", "add");
	FX_ADD(f, f->admin, "user", "code", "tuan", "name", "Tuấn", "groups", "sales,till",
	    "active", "true");
	assert_int_equal(actor_open(f->st, "tuan", &a, &note), ERR_OK);
	assert_true(access_may(a, "sale", VERB_ADD));
	assert_true(access_may(a, "customer", VERB_EDIT));
	assert_false(access_may(a, "sale", VERB_DELETE));
	actor_close(a);
}

static void
test_denied_changes_nothing_and_is_in_the_trail(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct record *r;
	int64_t n;

	assert_int_equal(FX_TRY(f, f->lan, "product", &note, "code", "P1", "name", "Tea",
	    "price", "1000"), ERR_DENIED);
	assert_non_null(strstr(note.text, "product.add"));
	assert_int_equal(fx_load(f, f->admin, "product", "P1", &r), ERR_NOTFOUND);
	assert_int_equal(db_begin(store_db(f->st), DB_READ, &note), ERR_OK);
	{
		struct db_stmt *q = db_query_text(store_db(f->st),
		    "SELECT count(*) FROM audit WHERE action = 'denied' AND user_name = 'lan'",
		    DB_NO_ARGS, &note);

		assert_int_equal(db_step(q, &note), DB_ROW);
		n = db_int(q, 0);
		db_reset(q);
	}
	db_rollback(store_db(f->st));
	assert_int_equal(n, 1);
}

/* rule S5 */
static void
test_rule_S5_a_right_withdrawn_works_with_the_next_action(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };

	FX_ADD(f, f->lan, "customer", "name", "A");
	fx_sql(f, "UPDATE group_right SET verbs = 0 WHERE function = 'customer'");
	fx_sql(f, "UPDATE epoch SET rights = rights + 1");
	assert_int_equal(FX_TRY(f, f->lan, "customer", &note, "name", "B"), ERR_DENIED);
}

/* rule S5 */
static void
test_rule_S5_a_locked_user_can_do_nothing_more(void **state)
{
	struct fixture *f = *state;
	struct record *base, *edited;
	struct err_note note = { 0 };

	assert_int_equal(fx_load(f, f->admin, "user", "lan", &base), ERR_OK);
	edited = record_copy(base);
	record_set_int(edited, "active", 0);
	assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
	assert_int_equal(record_update(f->st, base, edited, NULL, &note), ERR_OK);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
	record_free(base);
	record_free(edited);
	assert_int_equal(FX_TRY(f, f->lan, "customer", &note, "name", "B"), ERR_DENIED);
}

static void
test_parameters_check_their_values(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };

	assert_int_equal(store_begin(f->st, f->lan, true, &note), ERR_OK);
	assert_int_equal(setting_set(f->st, "points.value", "500", &note), ERR_DENIED);
	store_rollback(f->st);
	assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
	assert_int_equal(setting_set(f->st, "points.value", "0", &note), ERR_INVALID);
	assert_int_equal(setting_set(f->st, "points.value", "1e3", &note), ERR_INVALID);
	assert_int_equal(setting_set(f->st, "no.such", "1", &note), ERR_NOTFOUND);
	assert_int_equal(setting_set(f->st, "shop.zone", "Mars/Base", &note), ERR_INVALID);
	assert_int_equal(setting_set(f->st, "shop.currency", "XXQ", &note), ERR_INVALID);
	assert_int_equal(setting_set(f->st, "points.value", "500", &note), ERR_OK);
	assert_int_equal(setting_int(f->st, "points.value"), 500);
	store_rollback(f->st);
	assert_int_equal(store_begin(f->st, f->admin, false, &note), ERR_OK);
	assert_int_equal(setting_int(f->st, "points.value"), 1000);
	store_rollback(f->st);
}

static void
test_cost_is_hidden_without_its_right(void **state)
{
	struct fixture *f = *state;
	struct record *r;

	FX_ADD(f, f->admin, "product", "code", "P1", "name", "Tea", "price", "20000", "cost", "9000");
	assert_int_equal(fx_load(f, f->lan, "product", "P1", &r), ERR_OK);
	assert_int_equal(record_int(r, "cost"), 0);
	record_free(r);
	assert_int_equal(fx_load(f, f->admin, "product", "P1", &r), ERR_OK);
	assert_int_equal(record_int(r, "cost"), 9000);
	record_free(r);
}

static void
test_passwords(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };

	assert_int_equal(store_begin(f->st, f->lan, true, &note), ERR_OK);
	assert_int_equal(actor_set_password(f->st, "mai", "long enough", &note), ERR_DENIED);
	store_rollback(f->st);
	assert_int_equal(store_begin(f->st, f->lan, true, &note), ERR_OK);
	assert_int_equal(actor_set_password(f->st, actor_code(f->lan), "short", &note), ERR_INVALID);
	assert_int_equal(actor_set_password(f->st, actor_code(f->lan), "mật khẩu dài", &note), ERR_OK);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
	assert_true(actor_check_password(f->st, actor_code(f->lan), "mật khẩu dài"));
	assert_false(actor_check_password(f->st, actor_code(f->lan), "mat khau dai"));
	assert_false(actor_check_password(f->st, "nobody", "mật khẩu dài"));
}

/* TRUST I6: a newer program changed the tables meanwhile. Nothing is read or written any more but
 * what is half typed. */
static void
test_another_schema_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	char *body = NULL;

	fx_sql(f, "INSERT INTO schema_version (version, name, app, at) VALUES (9999, 'n', 'n', 1)");
	for (int write = 0; write < 2; write++) {
		assert_int_equal(store_begin(f->st, f->lan, write == 1, &note), ERR_CONFIG);
		assert_string_equal(note.field, "schema");
		assert_non_null(strstr(note.text, "upgraded"));
	}
	assert_int_equal(draft_save(f->st, f->lan, "k", "t", "half a name", &note), ERR_OK);
	assert_int_equal(draft_load(f->st, f->lan, "k", &body, &note), ERR_CONFIG);
	fx_sql(f, "DELETE FROM schema_version WHERE version = 9999");
	assert_int_equal(draft_load(f->st, f->lan, "k", &body, &note), ERR_OK);
	assert_string_equal(body, "half a name");
	free(body);
}

#define T(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
const struct CMUnitTest rights_tests[] = {
	T(test_rights_are_function_by_verb),
	T(test_several_groups_add_up),
	T(test_denied_changes_nothing_and_is_in_the_trail),
	T(test_rule_S5_a_right_withdrawn_works_with_the_next_action),
	T(test_rule_S5_a_locked_user_can_do_nothing_more),
	T(test_parameters_check_their_values),
	T(test_cost_is_hidden_without_its_right),
	T(test_passwords),
	T(test_another_schema_meanwhile),
};
const size_t n_rights_tests = sizeof(rights_tests) / sizeof(*rights_tests);
