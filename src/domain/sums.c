#include "domain/sums.h"

#include "base/clock.h"
#include "store/query.h"

static day_t
month_start(day_t day)
{
	return day - day % 100 + 1;
}

enum err
sums_until(struct store *st, day_t *day, struct err_note *note)
{
	int64_t v = 0;
	enum err e = store_get_int(st, "sums.until", DB_NO_ARGS, &v, note);

	*day = (day_t)v;
	return e;
}

enum err
sums_touch(struct store *st, day_t day, struct err_note *note)
{
	if (day >= month_start(clock_today()))
		return ERR_OK;
	return store_run(st, "sums.back", DB_ARGS(DB_INT("day", month_start(day))), NULL, note);
}

static enum err
sum_month(struct store *st, day_t first, struct err_note *note)
{
	static const char *const drop[] = { "sums.drop_user", "sums.drop_hour", "sums.drop_category",
		"sums.drop_tender" };
	static const char *const add[] = { "sums.add_day", "sums.add_user", "sums.add_hour",
		"sums.add_category", "sums.add_tender" };
	day_t last = day_add(day_add_months(first, 1), -1);
	enum err e = store_run(st, "sums.drop_day", DB_ARGS(DB_INT("from", first), DB_INT("to", last)),
	    NULL, note);

	for (size_t i = 0; i < sizeof drop / sizeof *drop && e == ERR_OK; i++)
		e = store_run(st, drop[i], DB_ARGS(DB_INT("month", first / 100)), NULL, note);
	for (size_t i = 0; i < sizeof add / sizeof *add && e == ERR_OK; i++)
		e = store_run(st, add[i], DB_ARGS(DB_INT("from", first), DB_INT("to", last)), NULL, note);
	return e;
}

enum err
sums_roll(struct store *st, day_t today, int64_t *month, struct err_note *note)
{
	day_t until = 0, first = month_start(today);
	enum err e = sums_until(st, &until, note);

	*month = 0;
	if (e == ERR_OK)
		e = store_get_int(st, "sums.next", DB_ARGS(DB_INT("from", until), DB_INT("before", first)),
		    month, note);
	if (e == ERR_OK && *month != 0) {
		first = (day_t)(*month * 100 + 1);
		e = sum_month(st, first, note);
		first = day_add_months(first, 1);
	}
	/* Months without a sale are summed too: there is nothing in them. */
	if (e == ERR_OK && first != until)
		e = store_run(st, "sums.set", DB_ARGS(DB_INT("day", first)), NULL, note);
	return e;
}
