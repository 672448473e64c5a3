#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#include "db/db.h"
#include "store/query.h"
#include "store/share.h"

#define CUSTOMER(f) model_entity(store_model((f)->st), "customer")

static int64_t
secret(struct fixture *f)
{
	return FX_ADD(f, f->lan, "customer", "code", "X1", "name", "Bí Mật", "phone", "0901234567");
}

static bool
sees(struct fixture *f, struct actor *a)
{
	struct record *r;
	enum err rc = fx_load(f, a, "customer", "X1", &r);

	record_free(r);
	assert_true(rc == ERR_OK || rc == ERR_NOTFOUND);
	assert_int_equal(rc == ERR_OK, fx_found(f, a, "customer", "bi mat") == 1);
	return rc == ERR_OK;
}

static void
share(struct fixture *f, int64_t id, char kind, const char *code, bool add)
{
	struct err_note note = { 0 };

	assert_int_equal(store_begin(f->st, f->lan, true, &note), ERR_OK);
	assert_int_equal(add ? share_add(f->st, CUSTOMER(f), id, kind, code, &note)
			     : share_remove(f->st, CUSTOMER(f), id, kind, code, &note), ERR_OK);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
}

static void
scope(struct fixture *f, int64_t id, enum scope s)
{
	struct err_note note = { 0 };

	assert_int_equal(store_begin(f->st, f->lan, true, &note), ERR_OK);
	assert_int_equal(share_set_scope(f->st, CUSTOMER(f), id, s, &note), ERR_OK);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
}

/* rule S1 */
static void
test_rule_S1_private_rows_do_not_exist_for_others(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	const struct entity *contact = model_entity(store_model(f->st), "contact");
	struct lookup_hit hit, hits[5];
	struct db_stmt *q;
	char *sql;
	int64_t id = secret(f), n;
	size_t count;

	FX_ADD(f, f->lan, "contact", "customer", "X1", "name", "Người Quen");
	assert_true(sees(f, f->lan));
	assert_true(sees(f, f->admin));
	assert_false(sees(f, f->mai));
	assert_int_equal(fx_found(f, f->mai, "customer", ""), 0);
	assert_int_equal(fx_found(f, f->mai, "customer", "4567"), 0);
	assert_int_equal(fx_found(f, f->mai, "contact", "quen"), 0);
	assert_int_equal(fx_found(f, f->lan, "contact", "quen"), 1);
	assert_int_equal(FX_EXAMPLE(f, f->mai, "customer", "code", "X1"), 0);
	assert_int_equal(store_begin(f->st, f->mai, false, &note), ERR_OK);
	assert_int_equal(record_see(f->st, CUSTOMER(f), id, &note), ERR_NOTFOUND);
	assert_int_equal(lookup_resolve(f->st, entity_field(contact, "customer"), "X1", &hit, &note),
	    ERR_NOTFOUND);
	assert_int_equal(lookup_find(f->st, entity_field(contact, "customer"), "mat", hits, 5,
	    &count, &note), ERR_OK);
	assert_int_equal(count, 0);
	{
		struct list_query lq = { .entity = CUSTOMER(f) };

		assert_int_equal(list_count(f->st, &lq, 1000, &n, &note), ERR_OK);
		assert_int_equal(n, 0);
	}
	/* What reports and rule books write: @customer. */
	sql = store_expand(f->st, f->mai, "SELECT count(*) FROM @customer c", &note);
	q = db_query_text(store_db(f->st), sql, DB_ARGS(DB_INT("actor", actor_id(f->mai)),
	    DB_INT("actor_store", actor_store_id(f->mai))), &note);
	assert_int_equal(db_step(q, &note), DB_ROW);
	assert_int_equal(db_int(q, 0), 0);
	db_reset(q);
	free(sql);
	store_rollback(f->st);
}

/* rule S1 */
static void
test_rule_S1_foreign_rows_cannot_be_changed_by_id(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct record *r, *edited;
	int64_t id = secret(f);

	assert_int_equal(fx_load(f, f->lan, "customer", "X1", &r), ERR_OK);
	edited = record_copy(r);
	record_set_text(edited, "name", "stolen");
	assert_int_equal(store_begin(f->st, f->mai, true, &note), ERR_OK);
	assert_int_equal(record_update(f->st, r, edited, NULL, &note), ERR_NOTFOUND);
	store_rollback(f->st);
	assert_int_equal(store_begin(f->st, f->mai, true, &note), ERR_OK);
	assert_int_equal(record_delete(f->st, CUSTOMER(f), id, 0, &note), ERR_NOTFOUND);
	store_rollback(f->st);
	assert_int_equal(store_begin(f->st, f->mai, true, &note), ERR_OK);
	assert_int_equal(share_add(f->st, CUSTOMER(f), id, 'u', "mai", &note), ERR_NOTFOUND);
	store_rollback(f->st);
	assert_int_equal(FX_TRY(f, f->mai, "contact", &note, "customer", "X1", "name", "x"), ERR_INVALID);
	record_free(r);
	record_free(edited);
}

/* A11: shared with a user, a group, a branch; withdrawn again (rule S5). */
static void
test_A11_shares(void **state)
{
	struct fixture *f = *state;
	static const struct { char kind; const char *code; } with[] = {
		{ 'u', "mai" }, { 'g', "sales" }, { 's', "S2" },
	};
	int64_t id = secret(f);

	for (size_t i = 0; i < 3; i++) {
		assert_false(sees(f, f->mai));
		share(f, id, with[i].kind, with[i].code, true);
		assert_true(sees(f, f->mai));
		share(f, id, with[i].kind, with[i].code, false);
		assert_false(sees(f, f->mai));
	}
}

/* A11: branch and everybody; closed branches. */
static void
test_A11_branches(void **state)
{
	struct fixture *f = *state;
	int64_t id = secret(f);

	scope(f, id, SCOPE_BRANCH);
	assert_false(sees(f, f->mai));
	scope(f, id, SCOPE_ALL);
	assert_true(sees(f, f->mai));
	fx_sql(f, "UPDATE store SET closed = 1 WHERE code = 'S1'");
	fx_sql(f, "UPDATE epoch SET rights = rights + 1");
	assert_false(sees(f, f->mai));
	assert_true(sees(f, f->lan));
	fx_sql(f, "UPDATE store SET closed = 1 - closed");
	fx_sql(f, "UPDATE epoch SET rights = rights + 1");
	assert_false(sees(f, f->mai));
	fx_sql(f, "UPDATE store SET closed = 0");
	fx_sql(f, "UPDATE epoch SET rights = rights + 1");
	assert_true(sees(f, f->mai));
}

/* rule S3 */
static void
test_rule_S3_a_hidden_phone_is_told_without_a_name(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };

	secret(f);
	assert_int_equal(FX_TRY(f, f->mai, "customer", &note, "name", "B", "phone", "+84 901 234 567"),
	    ERR_CONFLICT);
	assert_non_null(strstr(note.text, "administrator"));
	assert_null(strstr(note.text, "X1"));
	/* One's own second record with this phone is only warned of. */
	FX_ADD(f, f->lan, "customer", "name", "B", "phone", "0901234567");
}

/* rule S8 */
static void
test_rule_S8_an_administrators_look_is_logged(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct record *r;
	struct db_stmt *q;

	secret(f);
	assert_int_equal(fx_load(f, f->admin, "customer", "X1", &r), ERR_OK);
	record_free(r);
	q = db_query_text(store_db(f->st), "SELECT user_name FROM audit WHERE action = 'view-private'"
	    " AND row_code = 'X1'", DB_NO_ARGS, &note);
	assert_int_equal(db_step(q, &note), DB_ROW);
	db_reset(q);
}

#define T(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
const struct CMUnitTest privacy_tests[] = {
	T(test_rule_S1_private_rows_do_not_exist_for_others),
	T(test_rule_S1_foreign_rows_cannot_be_changed_by_id),
	T(test_A11_shares),
	T(test_A11_branches),
	T(test_rule_S3_a_hidden_phone_is_told_without_a_name),
	T(test_rule_S8_an_administrators_look_is_logged),
};
const size_t n_privacy_tests = sizeof(privacy_tests) / sizeof(*privacy_tests);
