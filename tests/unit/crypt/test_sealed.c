/* Fields that are sealed in every store. */
#include "test_crypt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/audit.h"
#include "store/sealed.h"

#define NUMBER "079188012345"

static void
test_an_id_number_is_sealed(void **state)
{
	struct fixture *f = *state;
	struct record *r = NULL;

	FX_ADD(f, f->lan, "customer", "code", "KH9", "name", "Nguyen", "id_number", NUMBER);
	assert_int_equal(bytes_find(f, "", NUMBER), 0);
	assert_int_equal(bytes_find(f, "-wal", NUMBER), 0);
	assert_int_equal(fx_load(f, f->lan, "customer", "KH9", &r), ERR_OK);
	assert_string_equal(record_text(r, "id_number"), NUMBER);
	record_free(r);
	/* found as a whole, whatever the blanks, and by example */
	assert_int_equal(fx_found(f, f->lan, "customer", NUMBER), 1);
	assert_int_equal(fx_found(f, f->lan, "customer", "079 188 012 345"), 1);
	assert_int_equal(fx_found(f, f->lan, "customer", "079188012346"), 0);
	assert_int_equal(FX_EXAMPLE(f, f->lan, "customer", "id_number", NUMBER), 1);
	/* who may not see the row does not find it by the number either */
	assert_int_equal(fx_found(f, f->mai, "customer", NUMBER), 0);
}

static void
test_the_same_number_is_a_duplicate(void **state)
{
	struct fixture *f = *state;
	struct record_duplicate twins[5];
	struct err_note note = { 0 };
	struct record *r = record_new(model_entity(store_model(f->st), "customer"));
	bool hidden;
	int n = 0;

	FX_ADD(f, f->lan, "customer", "code", "KH9", "name", "Nguyen", "id_number", NUMBER);
	record_set_text(r, "name", "Tran");
	record_set_text(r, "id_number", "079 188 012345");
	assert_int_equal(store_begin(f->st, f->lan, false, &note), ERR_OK);
	assert_int_equal(record_duplicates(f->st, r, twins, &n, &hidden, &note), ERR_OK);
	store_rollback(f->st);
	assert_int_equal(n, 1);
	assert_string_equal(twins[0].code, "KH9");
	record_free(r);
}

/* K9. */
static void
test_the_trail_never_holds_it(void **state)
{
	struct fixture *f = *state;
	struct audit_filter filter = { .action = "add", .code = "KH9" };
	struct audit_item it;
	struct err_note note = { 0 };
	json_t *changes = NULL;
	char *text;
	int n = 0;

	FX_ADD(f, f->lan, "customer", "code", "KH9", "name", "Nguyen", "id_number", NUMBER);
	assert_int_equal(store_begin(f->st, f->admin, false, &note), ERR_OK);
	assert_int_equal(audit_page(f->st, &filter, 0, false, 1, &it, &n, &note), ERR_OK);
	assert_int_equal(n, 1);
	assert_int_equal(audit_changes(f->st, &it, &changes, &note), ERR_OK);
	store_rollback(f->st);
	text = json_text(changes);
	assert_non_null(strstr(text, "\"id_number\":[\"\",\"~"));
	assert_null(strstr(text, NUMBER));
	free(text);
	json_decref(changes);
}

static void
note_bad(void *arg, const char *line)
{
	snprintf(arg, 200, "%s", line);
}

static int64_t
sealed_rows(struct fixture *f, char bad[200])
{
	struct err_note note = { 0 };
	int64_t rows;

	bad[0] = '\0';
	assert_int_equal(store_begin(f->st, f->admin, false, &note), ERR_OK);
	assert_int_equal(sealed_verify(f->st, note_bad, bad, &rows, &note), ERR_OK);
	store_rollback(f->st);
	return rows;
}

/* What an older version kept in clear. */
static void
test_old_rows_are_sealed_by_the_upgrade(void **state)
{
	struct fixture *f = *state;
	struct actor *system = NULL;
	struct err_note note = { 0 };
	char bad[200];
	int64_t rows;

	FX_ADD(f, f->lan, "customer", "code", "KH9", "name", "Nguyen");
	fx_sql(f, "UPDATE customer SET id_number = '" NUMBER "' WHERE code = 'KH9'");
	assert_int_equal(actor_open(f->st, NULL, &system, &note), ERR_OK);
	assert_int_equal(sealed_settle(f->st, system, &rows, &note), ERR_OK);
	assert_int_equal(rows, 1);
	assert_int_equal(fx_found(f, f->lan, "customer", NUMBER), 1);
	assert_int_equal(sealed_settle(f->st, system, &rows, &note), ERR_OK);
	assert_int_equal(rows, 0);
	actor_close(system);
	assert_int_equal(sealed_rows(f, bad), 1);
	assert_string_equal(bad, "");
}

static void
test_a_moved_value_does_not_open(void **state)
{
	struct fixture *f = *state;
	char bad[200];

	FX_ADD(f, f->lan, "customer", "code", "KH8", "name", "Tran", "id_number", "1111122222");
	FX_ADD(f, f->lan, "customer", "code", "KH9", "name", "Nguyen", "id_number", NUMBER);
	fx_sql(f, "UPDATE customer SET id_number = (SELECT id_number FROM customer WHERE code = 'KH8')"
	    " WHERE code = 'KH9'");
	sealed_rows(f, bad);
	assert_string_equal(bad, "customer KH9: a sealed field does not open");
}

#define T(t) cmocka_unit_test_setup_teardown(t, fixture_setup, fixture_teardown)
const struct CMUnitTest sealed_tests[] = {
	T(test_an_id_number_is_sealed),
	T(test_the_same_number_is_a_duplicate),
	T(test_the_trail_never_holds_it),
	T(test_old_rows_are_sealed_by_the_upgrade),
	T(test_a_moved_value_does_not_open),
};
const size_t n_sealed_tests = sizeof(sealed_tests) / sizeof(*sealed_tests);
