#include "store/number.h"

#include <inttypes.h>
#include <stdio.h>

#include "store/query.h"
#include "store/store_internal.h"

struct series { int64_t next; int digits; char prefix[16]; };

static enum err
read_series(struct store *st, const char *name, struct series *s, struct err_note *note)
{
	struct db_stmt *q = store_query(st, "number_read", DB_ARGS(DB_TEXT("name", name)), note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	step = db_step(q, note);
	if (step == DB_ROW) {
		s->next = db_int(q, 0);
		str_copy(s->prefix, sizeof(s->prefix), db_text(q, 1));
		s->digits = (int)db_int(q, 2);
	}
	db_reset(q);
	if (step == DB_FAILED)
		return db_why(note);
	return step == DB_ROW ? ERR_OK : ERR_NOTFOUND;
}

static enum err
take(struct store *st, const char *name, struct series *s, struct err_note *note)
{
	int64_t changed = 0;
	enum err e = read_series(st, name, s, note);

	if (e == ERR_NOTFOUND) {
		e = store_run(st, "number_series_add", DB_ARGS(DB_TEXT("name", name),
		    DB_TEXT("prefix", ""), DB_INT("digits", 6)), NULL, note);
		if (e == ERR_OK)
			e = read_series(st, name, s, note);
	}
	if (e == ERR_OK)
		e = store_run(st, "number_step", DB_ARGS(DB_TEXT("name", name),
		    DB_INT("next", s->next)), &changed, note);
	if (e == ERR_OK && changed != 1)
		return err_set(note, ERR_BUSY, "", "%s", err_text(ERR_BUSY));
	return e;
}

enum err
number_next(struct store *st, const char *series, int64_t *n, struct err_note *note)
{
	struct series s;
	enum err e = take(st, series, &s, note);

	if (e == ERR_OK)
		*n = s.next;
	return e;
}

enum err
number_next_code(struct store *st, const char *series, char *buf, size_t size,
    struct err_note *note)
{
	struct series s;
	enum err e = take(st, series, &s, note);

	if (e == ERR_OK)
		snprintf(buf, size, "%s%0*" PRId64, s.prefix, s.digits, s.next);
	return e;
}
