/* query.h - named statements for the rule books in domain/ and for reports.
 * Runs them inside the transaction of store_begin(), with $actor, $actor_store
 * bound where the text names them, and @entity expanded to the rows that the
 * actor may see (DESIGN 2). Statements that write must belong to an operation
 * that asked for its right (access_need) in this transaction: asserted. */
#ifndef QUEN_STORE_QUERY_H
#define QUEN_STORE_QUERY_H

#include "db/db.h"
#include "store/store.h"

/* See db_query(); args as there, without actor and actor_store. */
struct db_stmt *store_query(struct store *st, const char *name,
    const struct db_arg *args, struct err_note *note);
enum err store_run(struct store *st, const char *name, const struct db_arg *args,
    int64_t *changed, struct err_note *note) MUST_CHECK;
/* ERR_NOTFOUND (without a note) when there is no row. */
enum err store_get_int(struct store *st, const char *name, const struct db_arg *args,
    int64_t *v, struct err_note *note) MUST_CHECK;

/* One statement that reads, given as text (a report's file): bound and expanded the same way.
 * args it does not name are left out. */
struct db_stmt *store_select(struct store *st, const char *sql, const struct db_arg *args,
    struct err_note *note);

/* @customer c -> the rows this actor may see, @visible_stores -> ids; NULL on an unknown name. The caller frees. */
char *store_expand(struct store *st, const struct actor *a, const char *sql,
    struct err_note *note);

#endif
