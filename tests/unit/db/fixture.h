/* fixture.h - a folder of its own for a test: sql files and a store. */
#ifndef QUEN_TESTS_DB_FIXTURE_H
#define QUEN_TESTS_DB_FIXTURE_H

#include "db/db.h"

struct fixture {
	char dir[64], sql[80], db[80];
};

/* cmocka setup and teardown; *state is a struct fixture. The common schema:
 * t (id, n), code (id, code UNIQUE, t REFERENCES t). */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Writes a file under the folder, making folders on the way. */
void fixture_write(const struct fixture *f, const char *path, const char *text);
void fixture_remove(const struct fixture *f, const char *path);

/* Opens the store; fails the test when that fails. create: and migrates it. */
struct db *fixture_open(const struct fixture *f, bool create);
/* Opens and gives the error. */
enum err fixture_try(const struct fixture *f, const struct db_options *o,
    struct db **d, struct err_note *note);
/* One transaction: n of row 1 grows by by. */
void fixture_add(struct db *d, int64_t by);
int64_t fixture_n(struct db *d);

#endif
