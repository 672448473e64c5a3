#include "domain/holiday.h"

#include <string.h>

#include "base/i18n.h"
#include "base/lunar.h"

static day_t
in_year(const char *calendar, int year, int month, int mday)
{
	struct lunar l = { .year = year, .month = month, .mday = mday };
	day_t day;

	if (strcmp(calendar, "vietnamese") == 0)
		return lunar_to_day(&l, LUNAR_VIETNAM);
	if (strcmp(calendar, "chinese") == 0)
		return lunar_to_day(&l, LUNAR_CHINA);
	/* 29 February: the 28th in other years, as birthdays (rule P10). */
	day = day_make(year, month, mday);
	return day == 0 && month == 2 && mday == 29 ? day_make(year, 2, 28) : day;
}

day_t
holiday_next(const char *calendar, int month, int mday, day_t from)
{
	for (int year = day_year(from) - 1; year <= day_year(from) + 2; year++) {
		day_t day = in_year(calendar, year, month, mday);

		if (day >= from)
			return day;
	}
	return 0;
}

enum err
holiday_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t month, mday;
	bool is_solar;

	(void)st;
	(void)old;
	if (r == NULL)
		return ERR_OK;
	month = record_int(r, "month");
	mday = record_int(r, "mday");
	is_solar = strcmp(record_text(r, "calendar"), "solar") == 0;
	if (month < 1 || month > 12)
		return err_set(note, ERR_INVALID, "month", _("Months are 1 to 12."));
	if (mday < 1 || mday > (is_solar ? days[month - 1] : 30))
		return err_set(note, ERR_INVALID, "mday", _("That month has no such day."));
	return ERR_OK;
}
