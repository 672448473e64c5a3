#include "config.h"

#include "report/report_period.h"

#include <assert.h>
#include <string.h>

#include "domain/sums.h"

static day_t
month_start(day_t day)
{
	return day - day % 100 + 1;
}

void
report_period_cut(day_t from, day_t to, day_t until, struct report_period *p)
{
	day_t kept = until > 0 ? day_add(until, -1) : 0, first, last;

	kept = kept < to ? kept : to;
	*p = (struct report_period) { .kept_to = kept, .rest_from = from > until ? from : until,
		/* Without a whole month everything is head. */
		.month_first = 1, .month_last = 0, .head_to = to, .tail_from = to + 1 };
	if (kept < from)
		return;
	first = month_start(from);
	if (first < from)
		first = day_add_months(first, 1);
	last = month_start(kept);
	if (day_add(day_add_months(last, 1), -1) > kept)
		last = day_add_months(last, -1);
	if (first > last)
		return;
	p->month_first = first / 100;
	p->month_last = last / 100;
	p->head_to = day_add(first, -1);
	p->tail_from = day_add_months(last, 1);
}

static const struct value *
day_named(const struct report *r, const struct report_values *v, const char *name)
{
	for (size_t i = 0; i < r->nparams; i++)
		if (r->param[i].field.type == FIELD_DAY && strcmp(r->param[i].field.name, name) == 0)
			return &v->v[i];
	return NULL;
}

enum err
report_period_args(struct store *st, const struct report *r, const struct report_values *v,
    struct db_arg *args, size_t size, struct err_note *note)
{
	const struct value *from = day_named(r, v, "from"), *to = day_named(r, v, "to");
	struct report_period p;
	day_t until = 0;
	size_t n = 0;
	bool given;
	enum err e;

	if (from == NULL || to == NULL)
		return ERR_OK;
	given = from->kind == VALUE_INT && to->kind == VALUE_INT;
	e = sums_until(st, &until, note);
	if (e != ERR_OK)
		return e;
	/* Left empty: nothing is between nothing. */
	report_period_cut(given ? (day_t)from->i : 0, given ? (day_t)to->i : 0, given ? until : 0, &p);
	while (args[n].name != NULL)
		n++;
	assert(n + REPORT_PERIOD_ARGS < size);
	args[n++] = (struct db_arg)DB_INT("kept_to", p.kept_to);
	args[n++] = (struct db_arg)DB_INT("rest_from", p.rest_from);
	args[n++] = (struct db_arg)DB_INT("month_first", p.month_first);
	args[n++] = (struct db_arg)DB_INT("month_last", p.month_last);
	args[n++] = (struct db_arg)DB_INT("head_to", p.head_to);
	args[n++] = (struct db_arg)DB_INT("tail_from", p.tail_from);
	args[n] = (struct db_arg) { 0 };
	return ERR_OK;
}
