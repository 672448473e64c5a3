#include "store/number.h"

#include <inttypes.h>
#include <stdio.h>

#include "store/query.h"
#include "store/store_internal.h"

static enum err
take(struct store *st, const char *series, int64_t *n, char *code, size_t size,
    struct err_note *note)
{
	struct db_stmt *q = store_query(st, "number_take", DB_ARGS(DB_TEXT("name", series)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		*n = db_int(q, 0);
		if (code != NULL)
			snprintf(code, size, "%s%0*" PRId64, db_text(q, 1), (int)db_int(q, 2), *n);
		step = db_step(q, note);
	}
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

enum err
number_next(struct store *st, const char *series, int64_t *n, struct err_note *note)
{
	return take(st, series, n, NULL, 0, note);
}

enum err
number_next_code(struct store *st, const char *series, char *buf, size_t size,
    struct err_note *note)
{
	int64_t n;

	return take(st, series, &n, buf, size, note);
}
