#include "store/idem.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "store/query.h"
#include "store/store_internal.h"

enum err
idem_find(struct store *st, const char *key, const char *op, char **result,
    struct err_note *note)
{
	struct db_stmt *q;
	enum db_step step;
	enum err e = ERR_OK;

	*result = NULL;
	if (strlen(key) > IDEM_KEY_MAX)
		return err_set(note, ERR_LIMIT, "key",
		    _("A key has at most %d characters."), IDEM_KEY_MAX);
	q = store_query(st, "idem_find", DB_ARGS(DB_TEXT("key", key)), note);
	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		if (strcmp(db_text(q, 0), op) != 0 || db_int(q, 1) != st->actor->id)
			e = err_set(note, ERR_CONFLICT, "key",
			    _("This key was used for something else."));
		else
			*result = xstrdup(db_text(q, 2));
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : e;
}

enum err
idem_keep(struct store *st, const char *key, const char *op, const char *result,
    struct err_note *note)
{
	return store_run(st, "idem_put", DB_ARGS(DB_TEXT("key", key), DB_TEXT("op", op),
	    DB_ID("user", st->actor->id), DB_INT("at", clock_now_ms()),
	    DB_TEXT("result", result)), NULL, note);
}
