#include "fixture.h"

#include <stdio.h>
#include <string.h>

#include "store/audit.h"

static enum err
verify(struct fixture *f, int64_t *rows, struct err_note *note)
{
	enum err rc;

	assert_int_equal(store_begin(f->st, f->admin, false, note), ERR_OK);
	rc = audit_verify(f->st, rows, note);
	store_rollback(f->st);
	return rc;
}

/* Whatever is changed past the gate is found, with the right row (G3). */
static void
test_a_changed_row_is_named(void **state)
{
	struct fixture *f;
	struct err_note note = { 0 };
	int64_t rows;
	static const char *const harms[] = {
		"UPDATE audit SET user_name = 'mai' WHERE seq = 5",
		"UPDATE audit SET at = at + 1 WHERE seq = 5",
		"UPDATE audit SET row_id = 1 WHERE seq = 5",
		"UPDATE audit SET action = 'edit' WHERE seq = 5",
		"UPDATE audit SET hash = zeroblob(32) WHERE seq = 5",
		"UPDATE audit SET body_hash = zeroblob(3) WHERE seq = 5",
		"UPDATE audit_body SET body = body || ' ' WHERE seq = 5",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(harms) / sizeof(*harms); i++) {
		void *own;

		fixture_setup(&own);
		f = own;
		assert_int_equal(verify(f, &rows, &note), ERR_OK);
		assert_true(rows > 5);
		fx_sql(f, harms[i]);
		assert_int_equal(verify(f, &rows, &note), ERR_CONFLICT);
		if (strstr(note.text, "audit row 5:") == NULL)
			fail_msg("%s: %s", harms[i], note.text);
		fixture_teardown(&own);
	}
}

static void
test_a_removed_row_is_named(void **state)
{
	struct fixture *f = *state;
	struct err_note note = { 0 };
	int64_t rows;

	FX_ADD(f, f->lan, "customer", "name", "A");
	fx_sql(f, "DELETE FROM audit WHERE seq = 4");
	assert_int_equal(verify(f, &rows, &note), ERR_CONFLICT);
	assert_non_null(strstr(note.text, "audit row 5: 4 is missing"));
}

#define T(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
const struct CMUnitTest audit_tests[] = {
	cmocka_unit_test(test_a_changed_row_is_named),
	T(test_a_removed_row_is_named),
};
const size_t n_audit_tests = sizeof(audit_tests) / sizeof(*audit_tests);
