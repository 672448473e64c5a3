/* fixture.h - a fresh store in a folder of its own, with a few people. */
#ifndef QUEN_TEST_STORE_FIXTURE_H
#define QUEN_TEST_STORE_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "db/db.h"
#include "store/actor.h"
#include "store/record_store.h"
#include "store/store.h"

struct fixture {
	char home[128];
	struct store_paths paths;
	struct store *st;
	struct actor *admin, *lan, *mai;	/* lan: group sales at S1; mai: the same at S2 */
};
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* In a write transaction as a: adds a row from pairs, NULL-terminated; fails the test on error. */
int64_t fx_add(struct fixture *f, struct actor *a, const char *entity, const char *const *pairs);
#define FX_ADD(f, a, entity, ...) \
	fx_add((f), (a), (entity), (const char *const[]) { __VA_ARGS__, NULL })
/* The same, giving the error. */
enum err fx_try(struct fixture *f, struct actor *a, const char *entity, struct err_note *note,
    const char *const *pairs, int64_t *id);
#define FX_TRY(f, a, entity, note, ...) \
	fx_try((f), (a), (entity), (note), (const char *const[]) { __VA_ARGS__, NULL }, NULL)
/* Loads in a transaction of its own. */
enum err fx_load(struct fixture *f, struct actor *a, const char *entity, const char *code,
    struct record **r);
/* Rows that a sees for what is typed into the search ("" = all). */
size_t fx_found(struct fixture *f, struct actor *a, const char *entity, const char *search);
/* Rows of a query by example: "field", "text" pairs. */
size_t fx_example(struct fixture *f, struct actor *a, const char *entity, const char *const *pairs);
#define FX_EXAMPLE(f, a, entity, ...) \
	fx_example((f), (a), (entity), (const char *const[]) { __VA_ARGS__, NULL })
/* A statement on the bare database, past the gate: what a thief would do. */
void fx_sql(struct fixture *f, const char *sql);

extern const struct CMUnitTest audit_tests[], list_tests[], privacy_tests[], record_tests[], rights_tests[],
    known_tests[];
extern const size_t n_audit_tests, n_list_tests, n_privacy_tests, n_record_tests, n_rights_tests,
    n_known_tests;

#endif
