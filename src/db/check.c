/* Every named query against the real schema, for "quen check". */
#include "config.h"

#include "db/db.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "db/handle.h"
#include "db/sqltext.h"

static void
report(const struct db_check *check, const struct query *q, int line, const char *text)
{
	char *s = xasprintf("%s:%d: %s: %s", q->file, line, q->name, text);

	check->report(check->arg, s);
	free(s);
}

static bool
check_one(struct db *d, const struct query *q, const struct db_check *check)
{
	struct err_note why = { 0 };
	struct db_prep *p = NULL;
	int at = -1;
	char *sql = check->expand != NULL ? check->expand(check->arg, q->sql) : xstrdup(q->sql);

	if (sql == NULL) {
		at = sqltext_find_macro(q->sql);
		report(check, q, q->sql_line + sqltext_line(q->sql, at) - 1,
		    _("unknown word after @."));
		return false;
	}
	bool good = d->engine->prepare(d->conn, sql, &p, &at, &why) == ERR_OK;
	if (good && d->engine->params(p) > PARAMS_MAX) {
		good = false;
		report(check, q, q->line, _("too many parameters."));
	} else if (!good) {
		report(check, q, at < 0 ? q->line : q->sql_line + sqltext_line(sql, at) - 1,
		    why.text);
	}
	if (p != NULL)
		d->engine->finalize(p);
	free(sql);
	return good;
}

enum err
db_check_queries(struct db *d, const struct db_check *check, struct err_note *note)
{
	size_t bad = 0;

	for (size_t i = 0; i < d->queries.n; i++)
		bad += !check_one(d, &d->queries.q[i], check);
	if (bad == 0)
		return ERR_OK;
	return err_set(note, ERR_SYNTAX, "", ngettext("%zu query does not read.",
	    "%zu queries do not read.", bad), bad);
}
