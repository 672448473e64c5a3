/* statements.h - named statements from the files of sql/queries.
 *
 *	-- name: customer.by_code
 *	-- right: customer
 *	SELECT ... WHERE code = $code;
 *
 * A file in sql/<engine>/queries/ replaces statements by name and adds its own. */
#ifndef QUEN_DB_STATEMENTS_H
#define QUEN_DB_STATEMENTS_H

#include "base/mem.h"
#include "db/engine.h"

#define QUERY_NAME_MAX 63

struct query_header { const char *key, *value; };
struct query {
	const char *name;
	const char *file;	/* as shown: "queries/customer.sql" */
	int line;		/* of "-- name:" */
	int sql_line;		/* where sql begins */
	const char *sql;	/* macros expanded; "@customer" and the like left */
	bool own;		/* from the engine's own folder */
	struct query_header *header;
	size_t nheaders;
};
struct queries {
	struct arena arena;
	struct query *q;	/* sorted by name */
	size_t n, cap;
};

/* ERR_SYNTAX "queries/x.sql:12: ...", ERR_IO. sql_dir NULL: none. */
enum err queries_load(struct queries *qs, const char *sql_dir,
    const struct db_engine *e, struct err_note *note) MUST_CHECK;
void queries_fini(struct queries *qs);
struct query *queries_find(const struct queries *qs, const char *name);
const char *query_header(const struct query *q, const char *key);	/* "" absent */

#endif
