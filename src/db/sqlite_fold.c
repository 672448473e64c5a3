/* quen_fold(text) in statements: the fold that search columns hold (base/utf8.h), for conditions and
 * orders on any text. On another engine it is a function of the same name. */
#include "config.h"

#include "db/sqlite_conn.h"

#include <stdlib.h>

#include "base/utf8.h"

static void
fold(sqlite3_context *ctx, int n, sqlite3_value **arg)
{
	const char *text = (const char *)sqlite3_value_text(arg[0]);
	char *folded;

	(void)n;
	if (text == NULL)
		return;			/* NULL stays NULL */
	folded = utf8_fold(text);
	sqlite3_result_text(ctx, folded, -1, SQLITE_TRANSIENT);
	free(folded);
}

void
sqlite_add_functions(sqlite3 *db)
{
	sqlite3_create_function_v2(db, "quen_fold", 1,
	    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, fold, NULL, NULL, NULL);
}
