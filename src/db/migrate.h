/* migrate.h - numbered schema files, forward only: sql/schema/NNNN_name.sql.
 * The version stands in table schema_version. */
#ifndef QUEN_DB_MIGRATE_H
#define QUEN_DB_MIGRATE_H

#include "db/db.h"

/* Newest number in sql/schema. */
int migrate_newest(struct db *d);
/* What the database has; 0 = empty. */
enum err migrate_version(struct db *d, int *version, struct err_note *note) MUST_CHECK;
/* Brings it up to newest, each file in its own transaction. */
enum err migrate_run(struct db *d, struct err_note *note) MUST_CHECK;

#endif
