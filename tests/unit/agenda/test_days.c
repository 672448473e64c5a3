/* Days without a store: series, the lunar calendar, holidays, ends of contracts, alerts. */
#include "agenda.h"

#include "base/lunar.h"
#include "domain/contract.h"
#include "domain/holiday.h"
#include "domain/recurrence.h"

static void
expect(const struct recurrence *r, const day_t *want, size_t n)
{
	day_t days[32];

	assert_int_equal(recurrence_days(r, 20200101, 20400101, days, n), n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(days[i], want[i]);
}

static void
test_months_keep_the_anchor_day(void **state)
{
	(void)state;
	expect(&(struct recurrence){ .repeat = REPEAT_MONTHLY, .first = 20260131 },
	    (const day_t[]){ 20260131, 20260228, 20260331, 20260430, 20260531 }, 5);
	expect(&(struct recurrence){ .repeat = REPEAT_MONTHLY, .first = 20271231, .every = 2 },
	    (const day_t[]){ 20271231, 20280229, 20280430 }, 3);
	expect(&(struct recurrence){ .repeat = REPEAT_MONTHLY, .first = 20240229, .every = 12 },
	    (const day_t[]){ 20240229, 20250228, 20260228, 20270228, 20280229 }, 5);
	/* The end of a contract, renewed month by month from its own anchor. */
	assert_int_equal(contract_end_after(20260131, 1, 31), 20260228);
	assert_int_equal(contract_end_after(20260228, 1, 31), 20260331);
	assert_int_equal(contract_end_after(20280131, 1, 31), 20280229);
	assert_int_equal(contract_end_after(20240229, 12, 29), 20250228);
	assert_int_equal(contract_end_after(20250228, 36, 29), 20280229);
	assert_int_equal(contract_end_after(20261130, 3, 30), 20270228);
}

static void
test_weeks_and_days(void **state)
{
	day_t days[8];

	(void)state;
	expect(&(struct recurrence){ .repeat = REPEAT_WEEKLY, .first = 20261125, .weekdays = 1u << 1 | 1u << 3 },
	    (const day_t[]){ 20261125, 20261130, 20261202 }, 3);
	expect(&(struct recurrence){ .repeat = REPEAT_WEEKLY, .first = 20261121, .every = 2 },
	    (const day_t[]){ 20261121, 20261205, 20261219 }, 3);
	expect(&(struct recurrence){ .repeat = REPEAT_DAILY, .first = 20261230, .every = 3 },
	    (const day_t[]){ 20261230, 20270102 }, 2);
	assert_int_equal(recurrence_days(&(struct recurrence){ .repeat = REPEAT_DAILY, .first = 20261121,
	    .count = 3 }, 20261122, 20301231, days, 8), 2);
	assert_int_equal(recurrence_days(&(struct recurrence){ .repeat = REPEAT_DAILY, .first = 20261121,
	    .until = 20261124 }, 20261101, 20301231, days, 8), 4);
}

static void
test_lunar_new_years(void **state)
{
	/* Viet Nam, China. */
	static const day_t known[][2] = {
		{ 19680129, 19680130 }, { 19850121, 19850220 }, { 20000205, 20000205 },
		{ 20070217, 20070218 }, { 20100214, 20100214 }, { 20200125, 20200125 },
		{ 20210212, 20210212 }, { 20220201, 20220201 }, { 20230122, 20230122 },
		{ 20240210, 20240210 }, { 20250129, 20250129 }, { 20260217, 20260217 },
		{ 20270206, 20270206 }, { 20300202, 20300203 }, { 20530218, 20530219 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		struct lunar l = { .year = day_year(known[i][0]), .month = 1, .mday = 1 };

		assert_int_equal(lunar_to_day(&l, LUNAR_VIETNAM), known[i][0]);
		assert_int_equal(lunar_to_day(&l, LUNAR_CHINA), known[i][1]);
	}
	/* Leap months, and a last day that is the 29th. */
	assert_int_equal(lunar_to_day(&(struct lunar){ 2023, 2, 1, true }, LUNAR_CHINA), 20230322);
	assert_int_equal(lunar_to_day(&(struct lunar){ 2025, 6, 1, true }, LUNAR_CHINA), 20250725);
	assert_int_equal(lunar_to_day(&(struct lunar){ 2026, 6, 1, true }, LUNAR_CHINA), 0);
	assert_int_equal(lunar_to_day(&(struct lunar){ 2025, 12, 30, false }, LUNAR_VIETNAM), 20260216);
}

static void
test_lunar_there_and_back(void **state)
{
	(void)state;
	for (int zone = LUNAR_VIETNAM; zone <= LUNAR_CHINA; zone++) {
		for (day_t day = 19500101; day < 21010101; day = day_add(day, 17)) {
			struct lunar l = lunar_from_day(day, (enum lunar_zone)zone);

			assert_int_equal(lunar_to_day(&l, (enum lunar_zone)zone), day);
		}
	}
}

static void
test_holidays(void **state)
{
	(void)state;
	assert_int_equal(holiday_next("solar", 12, 25, 20261121), 20261225);
	assert_int_equal(holiday_next("solar", 12, 25, 20261226), 20271225);
	assert_int_equal(holiday_next("solar", 2, 29, 20270101), 20270228);
	assert_int_equal(holiday_next("vietnamese", 1, 1, 20261121), 20270206);
	assert_int_equal(holiday_next("vietnamese", 1, 1, 20300101), 20300202);
	assert_int_equal(holiday_next("chinese", 1, 1, 20300101), 20300203);
	assert_int_equal(holiday_next("vietnamese", 12, 30, 20260101), 20260216);
	assert_int_equal(holiday_next("vietnamese", 8, 15, 20261121), 20270915);
}

static void
test_alerts_once_and_the_nearest_after_an_outage(void **state)
{
	const char *days = "30,15,7,1";

	(void)state;
	assert_int_equal(contract_alert(days, 0, 20261121), 0);
	assert_int_equal(contract_alert(days, 20261222, 20261121), 0);	/* 31 days */
	assert_int_equal(contract_alert(days, 20261221, 20261121), 30);
	assert_int_equal(contract_alert(days, 20261207, 20261121), 30);	/* 16 days: still that one */
	assert_int_equal(contract_alert(days, 20261206, 20261121), 15);
	assert_int_equal(contract_alert(days, 20261128, 20261121), 7);
	assert_int_equal(contract_alert(days, 20261122, 20261121), 1);
	assert_int_equal(contract_alert(days, 20261121, 20261121), 1);	/* its last day */
	assert_int_equal(contract_alert(days, 20261118, 20261121), 1);	/* nobody was there */
	assert_true(contract_alert_days_ok("30, 15"));
	assert_false(contract_alert_days_ok(""));
	assert_false(contract_alert_days_ok("0"));
	assert_false(contract_alert_days_ok("30,x"));
	assert_false(contract_alert_days_ok("-3"));
}

TESTS_OF(days,
	{ "rule C2: months keep the anchor day, leap days too", test_months_keep_the_anchor_day, NULL, NULL, NULL },
	cmocka_unit_test(test_weeks_and_days),
	cmocka_unit_test(test_lunar_new_years),
	cmocka_unit_test(test_lunar_there_and_back),
	cmocka_unit_test(test_holidays),
	{ "rule C1: alerts, after an outage the nearest only", test_alerts_once_and_the_nearest_after_an_outage,
	    NULL, NULL, NULL });
