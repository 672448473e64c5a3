#include "domain/people_list.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "store/actor.h"
#include "store/query.h"
#include "store/setting.h"

static const char *const stages[] = { "lead", "talking", "interested", "offer" };
#define STAGES (sizeof stages / sizeof *stages)

const char *
people_stage(size_t i)
{
	return i < STAGES ? stages[i] : NULL;
}

const char *
people_function(enum people_kind kind)
{
	static const char *const functions[PEOPLE_KINDS] = {
		[PEOPLE_AGAIN] = "interaction", [PEOPLE_UNTOUCHED] = "interaction",
		[PEOPLE_PROSPECTS] = "rating", [PEOPLE_IDLE] = "churn", [PEOPLE_LOST] = "churn",
		[PEOPLE_SUGGESTIONS] = "suggestion",
	};

	return functions[kind];
}

/* Columns: see sql/queries/domain_relation.sql. */
static void
read_row(struct db_stmt *q, enum people_kind kind, struct people_row *r)
{
	memset(r, 0, sizeof *r);
	r->key = db_int(q, 0);
	r->id = r->customer_id = db_int(q, 1);
	str_copy(r->code, sizeof r->code, db_text(q, 2));
	str_copy(r->name, sizeof r->name, db_text(q, 3));
	str_copy(r->phone, sizeof r->phone, db_text(q, 4));
	str_copy(r->who, sizeof r->who, db_text(q, 5));
	str_copy(r->note, sizeof r->note, db_text(q, 6));
	for (char *p = r->note; *p != '\0'; p++)
		if (*p == '\n')
			*p = ' ';
	r->day = kind == PEOPLE_SUGGESTIONS ? instant_day(db_int(q, 7)) : (day_t)db_int(q, 7);
	switch (kind) {
	case PEOPLE_PROSPECTS:
		r->value = db_int(q, 9);
		str_copy(r->state, sizeof r->state, db_text(q, 5));
		str_copy(r->sort, sizeof r->sort, db_text(q, 10));
		break;
	case PEOPLE_IDLE:
		r->value = db_int(q, 9);
		break;
	case PEOPLE_LOST:
		r->value = db_int(q, 9);
		r->customer_id = db_int(q, 10);
		break;
	case PEOPLE_SUGGESTIONS:
		str_copy(r->state, sizeof r->state, db_text(q, 9));
		r->customer_id = db_int(q, 10);
		break;
	default:
		break;
	}
}

static enum err
read_rows(struct store *st, enum people_kind kind, const char *query,
    const struct db_arg *args, struct people_row *out, size_t *n, struct err_note *note)
{
	struct db_stmt *q = store_query(st, query, args, note);
	enum db_step step;

	if (q == NULL)
		return db_why(note);
	while ((step = db_step(q, note)) == DB_ROW)
		read_row(q, kind, &out[(*n)++]);
	db_reset(q);
	return step == DB_FAILED ? db_why(note) : ERR_OK;
}

/* One stage after the other. */
static enum err
read_prospects(struct store *st, int option, const struct people_row *from, size_t limit,
    struct people_row *out, size_t *n, struct err_note *note)
{
	enum err e = ERR_OK;
	size_t i = option > 0 ? (size_t)option - 1 : 0;
	size_t end = option > 0 ? i + 1 : STAGES;

	while (from != NULL && i < end && !str_eq(stages[i], from->state))
		i++;
	for (; e == ERR_OK && i < end && *n < limit; i++) {
		bool here = from != NULL && str_eq(stages[i], from->state);

		e = read_rows(st, PEOPLE_PROSPECTS, "people.stage", DB_ARGS(
		    DB_TEXT("stage", stages[i]), DB_TEXT("sort", here ? from->sort : ""),
		    DB_INT("id", here ? from->id : 0), DB_INT("limit", (int64_t)(limit - *n))),
		    out, n, note);
	}
	return e;
}

enum err
people_page(struct store *st, enum people_kind kind, int option,
    const struct people_row *from, size_t limit, struct people_row *out, size_t *n,
    struct err_note *note)
{
	int64_t key = from != NULL ? from->key : INT64_MIN, id = from != NULL ? from->id : 0;
	day_t day = clock_today();
	enum err e = access_need(st, people_function(kind), VERB_VIEW, note);

	*n = 0;
	if (e == ERR_OK)
		e = access_need(st, "customer", VERB_VIEW, note);
	if (e == ERR_OK && kind == PEOPLE_AGAIN && option == 1)
		e = access_need(st, "team", VERB_VIEW, note);
	if (e != ERR_OK)
		return e;
	if (kind == PEOPLE_IDLE)
		day = day_add(day, -(int)setting_int(st, "churn.idle_days"));
	switch (kind) {
	case PEOPLE_AGAIN:
		return read_rows(st, kind, option == 1 ? "people.again_all" : "people.again_mine",
		    DB_ARGS(DB_INT("day", day), DB_INT("key", key), DB_INT("id", id),
		    DB_INT("limit", (int64_t)limit)), out, n, note);
	case PEOPLE_UNTOUCHED:
		return read_rows(st, kind, "people.untouched", DB_ARGS(
		    DB_INT("before", from != NULL ? from->id : INT64_MAX),
		    DB_INT("limit", (int64_t)limit)), out, n, note);
	case PEOPLE_PROSPECTS:
		return read_prospects(st, option, from, limit, out, n, note);
	case PEOPLE_IDLE:
		return read_rows(st, kind, "people.idle", DB_ARGS(DB_INT("day", day),
		    DB_INT("key", key), DB_INT("id", id), DB_INT("limit", (int64_t)limit)),
		    out, n, note);
	case PEOPLE_LOST:
	case PEOPLE_SUGGESTIONS:
	case PEOPLE_KINDS:
		break;
	}
	return read_rows(st, kind, kind == PEOPLE_LOST ? "people.lost" : "people.suggestions",
	    DB_ARGS(DB_INT("key", key), DB_INT("id", id), DB_INT("limit", (int64_t)limit)),
	    out, n, note);
}
