#include "domain/recurrence.h"

#include <string.h>

#include "base/str.h"

/* The n-th step of a series that steps by days or months; 0 beyond the calendar. */
static day_t
step_day(const struct recurrence *r, int n)
{
	int every = r->every > 0 ? r->every : 1;

	if (r->repeat == REPEAT_MONTHLY)
		return day_add_months(r->first, n * every);
	return day_add(r->first, n * every);
}

enum repeat
repeat_find(const char *name)
{
	if (strcmp(name, "daily") == 0)
		return REPEAT_DAILY;
	if (strcmp(name, "weekly") == 0)
		return REPEAT_WEEKLY;
	return strcmp(name, "monthly") == 0 ? REPEAT_MONTHLY : REPEAT_NONE;
}

unsigned
weekdays_read(const char *list)
{
	unsigned bits = 0;
	char piece[4];

	while (str_next(&list, ',', piece, sizeof piece))
		if (piece[0] >= '1' && piece[0] <= '7' && piece[1] == '\0')
			bits |= 1u << (piece[0] - '0');
	return bits;
}

struct walk { const struct recurrence *r; day_t from, to; day_t *days; size_t n, cap; int seen; };

/* false: the series or the window is over. */
static bool
take(struct walk *w, day_t day)
{
	if (day == 0 || day > w->to || (w->r->until != 0 && day > w->r->until) ||
	    (w->r->count > 0 && w->seen >= w->r->count) || w->n >= w->cap)
		return false;
	w->seen++;
	if (day >= w->from)
		w->days[w->n++] = day;
	return true;
}

static void
walk_weeks(struct walk *w)
{
	const struct recurrence *r = w->r;
	int every = r->every > 0 ? r->every : 1;
	int first = day_weekday(r->first);
	unsigned bits = r->weekdays != 0 ? r->weekdays : 1u << first;
	day_t monday = day_add(r->first, 1 - first);

	for (int n = 0; ; n++) {
		for (int d = 1; d <= 7; d++) {
			day_t day = day_add(monday, n * every * 7 + d - 1);

			if ((bits & (1u << d)) != 0 && (day == 0 || day >= r->first) && !take(w, day))
				return;
		}
	}
}

size_t
recurrence_days(const struct recurrence *r, day_t from, day_t to, day_t *days, size_t cap)
{
	struct walk w = { r, from, to, days, 0, cap, 0 };

	if (r->repeat == REPEAT_NONE)
		take(&w, r->first);
	else if (r->repeat == REPEAT_WEEKLY)
		walk_weeks(&w);
	else
		for (int n = 0; take(&w, step_day(r, n)); n++)
			;
	return w.n;
}
