#include "domain/due.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "domain/appointment.h"
#include "store/actor.h"
#include "store/query.h"

/* The first row of a query; the statement has to be reset when it is not NULL. */
static struct db_stmt *
first(struct store *st, const char *function, const char *name, const struct db_arg *args)
{
	struct db_stmt *q = access_may(store_actor(st), function, VERB_VIEW)
	    ? store_query(st, name, args, NULL) : NULL;

	if (q != NULL && db_step(q, NULL) != DB_ROW) {
		db_reset(q);
		q = NULL;
	}
	return q;
}

/* A series may come before the single one, or alone. */
static void
due_series(struct store *st, int64_t customer_id, day_t today, struct due *d)
{
	int64_t at;

	if (access_may(store_actor(st), "appointment", VERB_VIEW) &&
	    appointment_of_series(st, customer_id, clock_now_ms(), instant_make(day_add(today, 1), 0),
	    &at, NULL) == ERR_OK && at != 0 && (d->appointment_at == 0 || at < d->appointment_at))
		d->appointment_at = at;
}

void
due_load(struct store *st, int64_t customer_id, struct due *d)
{
	day_t today = clock_today();
	struct db_stmt *q;

	memset(d, 0, sizeof *d);
	if (customer_id == 0)
		return;
	q = first(st, "interaction", "due.again",
	    DB_ARGS(DB_INT("customer", customer_id), DB_INT("today", today)));
	if (q != NULL) {
		d->again_day = (day_t)db_int(q, 0);
		db_reset(q);
	}
	q = first(st, "appointment", "due.appointment", DB_ARGS(DB_INT("customer", customer_id),
	    DB_INT("now", clock_now_ms()), DB_INT("end", instant_make(day_add(today, 1), 0))));
	if (q != NULL) {
		d->appointment_at = db_int(q, 0);
		db_reset(q);
	}
	due_series(st, customer_id, today, d);
	q = first(st, "contract", "due.contract", DB_ARGS(DB_INT("customer", customer_id),
	    DB_INT("today", today), DB_INT("until", day_add(today, DUE_CONTRACT_DAYS))));
	if (q != NULL) {
		d->contract_end = (day_t)db_int(q, 0);
		str_copy(d->contract, sizeof d->contract, db_text(q, 1));
		db_reset(q);
	}
}
