#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/idem.h"
#include "store/number.h"

#define CUSTOMER(f) model_entity(store_model((f)->st), "customer")

static void
test_add_gives_code_and_stamps(void **state)
{
	struct fixture *f = *state;
	struct record *r;

	FX_ADD(f, f->lan, "customer", "name", "Nguyễn Văn Ánh", "phone", "0901 234 567");
	assert_int_equal(fx_load(f, f->lan, "customer", "kh000001", &r), ERR_OK);
	assert_string_equal(record_text(r, "code"), "KH000001");
	assert_string_equal(record_text(r, "phone"), "+84901234567");
	assert_string_equal(record_text(r, "store"), "S1");
	assert_string_equal(r->created_by, "lan");
	assert_string_equal(r->owner, "lan");
	assert_int_equal(r->version, 1);
	assert_true(r->created_at == clock_now_ms());
	record_free(r);
}

static void
test_codes_have_no_gaps_after_a_refusal(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct record *r;

	FX_ADD(f, f->lan, "customer", "name", "A");
	assert_int_equal(FX_TRY(f, f->lan, "customer", &note, "name", "B", "category", "NONE"),
	    ERR_INVALID);
	assert_string_equal(note.field, "category");
	FX_ADD(f, f->lan, "customer", "name", "C");
	assert_int_equal(fx_load(f, f->lan, "customer", "KH000002", &r), ERR_OK);
	assert_string_equal(record_text(r, "name"), "C");
	record_free(r);
}

static void
test_required_and_unique(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };

	assert_int_equal(FX_TRY(f, f->lan, "customer", &note, "phone", "0901234567"), ERR_INVALID);
	assert_string_equal(note.field, "name");
	FX_ADD(f, f->lan, "customer", "code", "X1", "name", "A");
	assert_int_equal(FX_TRY(f, f->lan, "customer", &note, "code", "x1", "name", "B"), ERR_CONFLICT);
	assert_string_equal(note.field, "code");
}

static void
load2(struct fixture *f, struct record **base, struct record **edited)
{
	assert_int_equal(fx_load(f, f->admin, "customer", "X1", base), ERR_OK);
	*edited = record_copy(*base);
}

static enum err
save(struct fixture *f, const struct record *base, struct record *edited,
    struct record **theirs, struct err_note *note)
{
	enum err rc = store_begin(f->st, f->admin, true, note);

	assert_int_equal(rc, ERR_OK);
	rc = record_update(f->st, base, edited, theirs, note);
	if (rc == ERR_OK)
		return store_commit(f->st, note);
	store_rollback(f->st);
	return rc;
}

/* rule S6 */
static void
test_rule_S6_other_fields_merge_same_field_conflicts(void **state)
{
	struct fixture *f = *state;
	struct record *base1, *mine, *base2, *other, *theirs;
	struct err_note note = { 0 };

	FX_ADD(f, f->admin, "customer", "code", "X1", "name", "A", "address", "1 Lê Lợi");
	load2(f, &base1, &mine);
	load2(f, &base2, &other);
	record_set_text(other, "address", "2 Lê Lợi");
	assert_int_equal(save(f, base2, other, NULL, &note), ERR_OK);
	record_set_text(mine, "note", "called");
	assert_int_equal(save(f, base1, mine, &theirs, &note), ERR_OK);
	assert_null(theirs);
	assert_string_equal(record_text(mine, "address"), "2 Lê Lợi");
	assert_int_equal(mine->version, 3);
	record_set_text(base1, "address", "1 Lê Lợi");
	record_set_text(mine, "address", "3 Lê Lợi");
	assert_int_equal(save(f, base1, mine, &theirs, &note), ERR_CONFLICT);
	assert_string_equal(note.field, "address");
	assert_non_null(theirs);
	assert_string_equal(record_text(theirs, "address"), "2 Lê Lợi");
	record_free(theirs);
	record_free(base1);
	record_free(mine);
	record_free(base2);
	record_free(other);
}

static void
test_saving_nothing_writes_nothing(void **state)
{
	struct fixture *f = *state;
	struct record *base, *same;
	struct err_note note = { 0 };

	FX_ADD(f, f->admin, "customer", "code", "X1", "name", "A");
	load2(f, &base, &same);
	assert_int_equal(save(f, base, same, NULL, &note), ERR_OK);
	assert_int_equal(same->version, 1);
	record_free(base);
	record_free(same);
}

static void
test_delete_and_restore(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct record *r;
	int64_t id = FX_ADD(f, f->admin, "customer", "code", "X1", "name", "Trần Thị Mai");

	assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
	assert_int_equal(record_delete(f->st, CUSTOMER(f), id, 7, &note), ERR_CONFLICT);
	store_rollback(f->st);
	assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
	assert_int_equal(record_delete(f->st, CUSTOMER(f), id, 1, &note), ERR_OK);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
	assert_int_equal(fx_load(f, f->admin, "customer", "X1", &r), ERR_NOTFOUND);
	assert_int_equal(fx_found(f, f->admin, "customer", "mai"), 0);
	assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
	assert_int_equal(record_restore(f->st, CUSTOMER(f), id, &note), ERR_OK);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
	assert_int_equal(fx_found(f, f->admin, "customer", "mai"), 1);
}

static void
test_what_is_in_use_stays(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	int64_t id = FX_ADD(f, f->admin, "customer_group", "code", "VIP", "name", "Vip");

	FX_ADD(f, f->admin, "customer", "code", "X1", "name", "A", "groups", "VIP");
	assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
	assert_int_equal(record_delete(f->st, model_entity(store_model(f->st), "customer_group"),
	    id, 0, &note), ERR_CONFLICT);
	store_rollback(f->st);
}

/* Each database call of an insert fails once: the row is there whole or not at all. */
static void
test_every_failing_call_leaves_old_or_new(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	struct db *d = store_db(f->st);
	char code[32];
	long calls, n;

	FX_ADD(f, f->admin, "customer_group", "code", "VIP", "name", "Vip");
	calls = db_calls(d);
	FX_ADD(f, f->admin, "customer", "code", "F0", "name", "A", "phone", "0901000000",
	    "groups", "VIP");
	calls = db_calls(d) - calls;
	assert_true(calls > 5);
	for (n = 1; n <= calls; n++) {
		struct record *r;
		enum err rc;

		snprintf(code, sizeof(code), "F%ld", n);
		db_fail_at(d, n);
		rc = FX_TRY(f, f->admin, "customer", &note, "code", code, "name", "Full Failure",
		    "groups", "VIP");
		db_fail_at(d, 0);
		store_rollback(f->st);
		if (fx_load(f, f->admin, "customer", code, &r) == ERR_OK) {
			assert_string_equal(record_text(r, "groups"), "VIP");
			record_free(r);
		} else {
			assert_int_not_equal(rc, ERR_OK);
		}
	}
	assert_int_equal(db_integrity(d, &note), ERR_OK);
}

static void
test_idempotency_key(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	char *result;

	assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
	assert_int_equal(access_need(f->st, "sale", VERB_ADD, &note), ERR_OK);
	assert_int_equal(idem_find(f->st, "k1", "sale", &result, &note), ERR_OK);
	assert_null(result);
	assert_int_equal(idem_keep(f->st, "k1", "sale", "{}", &note), ERR_OK);
	assert_int_equal(store_commit(f->st, &note), ERR_OK);
	assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
	assert_int_equal(access_need(f->st, "sale", VERB_ADD, &note), ERR_OK);
	assert_int_equal(idem_find(f->st, "k1", "sale", &result, &note), ERR_OK);
	assert_string_equal(result, "{}");
	free(result);
	assert_int_equal(idem_find(f->st, "k1", "refund", &result, &note), ERR_CONFLICT);
	store_rollback(f->st);
}

/* rule R5 */
static void
test_rule_R5_numbers_come_back_with_a_rollback(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	int64_t n;

	for (int i = 0; i < 4; i++) {
		assert_int_equal(store_begin(f->st, f->admin, true, &note), ERR_OK);
		assert_int_equal(access_need(f->st, "sale", VERB_ADD, &note), ERR_OK);
		assert_int_equal(number_next(f->st, "receipt:S1:A", &n, &note), ERR_OK);
		assert_int_equal(n, 1 + i / 2);
		if (i % 2 == 0)
			store_rollback(f->st);
		else
			assert_int_equal(store_commit(f->st, &note), ERR_OK);
	}
}

#define T(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
const struct CMUnitTest record_tests[] = {
	T(test_add_gives_code_and_stamps),
	T(test_codes_have_no_gaps_after_a_refusal),
	T(test_required_and_unique),
	T(test_rule_S6_other_fields_merge_same_field_conflicts),
	T(test_saving_nothing_writes_nothing),
	T(test_delete_and_restore),
	T(test_what_is_in_use_stays),
	T(test_every_failing_call_leaves_old_or_new),
	T(test_idempotency_key),
	T(test_rule_R5_numbers_come_back_with_a_rollback),
};
const size_t n_record_tests = sizeof(record_tests) / sizeof(*record_tests);
