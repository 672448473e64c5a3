#include "test_base.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/rng.h"

#define TODAY 20261121		/* a Saturday */

static void
the_calendar(void **state)
{
	(void)state;
	assert_int_equal(day_make(2024, 2, 29), 20240229);
	assert_int_equal(day_make(2026, 2, 29), 0);
	assert_int_equal(day_make(1900, 2, 29), 0);
	assert_int_equal(day_make(2000, 2, 29), 20000229);
	assert_int_equal(day_make(2026, 4, 31), 0);
	assert_int_equal(day_make(1899, 12, 31), 0);
	assert_int_equal(day_make(2999, 12, 31), 29991231);
	assert_int_equal(day_make(3000, 1, 1), 0);
	assert_int_equal(day_number(19700101), 0);
	assert_int_equal(day_number(20261121), 20778);
	assert_int_equal(day_weekday(TODAY), 6);
	assert_int_equal(day_weekday(19000101), 1);
	assert_int_equal(day_add(20240228, 1), 20240229);
	assert_int_equal(day_add(20260228, 1), 20260301);
	assert_int_equal(day_add(20261231, 1), 20270101);
	assert_int_equal(day_add(29991231, 1), 0);
	assert_int_equal(day_add(19000101, -1), 0);
	assert_int_equal(day_diff(20270101, 20260101), 365);
}

static void
days_and_numbers_are_one_to_one(void **state)
{
	int32_t n, last = day_number(29991231);
	day_t day, before = 0;

	(void)state;
	for (n = day_number(19000101); n <= last; n++) {
		day = day_from_number(n);
		assert_true(day > before);
		assert_true(day_is_valid(day) && day_number(day) == n);
		before = day;
	}
}

static void
rule_C2_months_keep_the_anchor_day(void **state)
{
	(void)state;
	assert_int_equal(day_add_months(20260131, 1), 20260228);
	assert_int_equal(day_add_months(20260131, 2), 20260331);
	assert_int_equal(day_add_months(20240131, 1), 20240229);
	assert_int_equal(day_add_months(20261130, 3), 20270228);
	assert_int_equal(day_add_months(20260115, -1), 20251215);
	assert_int_equal(day_add_months(20240229, 12), 20250228);
	assert_int_equal(day_add_months(20261231, -13), 20251130);
	assert_int_equal(day_add_months(29991201, 1), 0);
}

static void
rule_P10_birthdays(void **state)
{
	const struct locale_rules *vi = locale_find("vi");
	char buf[16];
	day_t b;

	(void)state;
	assert_int_equal(day_age(19900214, 20260213), 35);
	assert_int_equal(day_age(19900214, 20260214), 36);
	/* 29 February counts on the 28th in other years */
	assert_int_equal(day_age(20000229, 20260227), 25);
	assert_int_equal(day_age(20000229, 20260228), 26);
	assert_int_equal(day_age(20000229, 20240228), 23);
	assert_int_equal(day_age(20000229, 20240229), 24);
	assert_int_equal(day_age(214, TODAY), -1);
	assert_int_equal(birth_parse(vi, "14/2", TODAY, &b, NULL), ERR_OK);
	assert_int_equal(b, 214);
	assert_int_equal(birth_parse(vi, "--02-14", TODAY, &b, NULL), ERR_OK);
	assert_int_equal(b, 214);
	assert_int_equal(birth_parse(vi, "29/2", TODAY, &b, NULL), ERR_OK);
	assert_int_equal(b, 229);
	assert_string_equal(day_iso(b, buf, sizeof buf), "--02-29");
	assert_string_equal(day_format(vi, b, buf, sizeof buf), "29/02");
	assert_string_equal(day_format_short(vi, 20261121, buf, sizeof buf), "21/11");
	assert_string_equal(day_format_short(locale_find("zh_CN"), 20261121, buf, sizeof buf), "11-21");
	assert_string_equal(day_format_short(vi, 0, buf, sizeof buf), "");
	assert_int_equal(birth_parse(vi, "14.2.90", TODAY, &b, NULL), ERR_OK);
	assert_int_equal(b, 19900214);
	assert_int_equal(birth_parse(vi, "14.2.20", TODAY, &b, NULL), ERR_OK);
	assert_int_equal(b, 20200214);
	assert_int_equal(birth_parse(vi, "30/2", TODAY, &b, NULL), ERR_INVALID);
	assert_int_equal(birth_parse(vi, "22/11/2026", TODAY, &b, NULL), ERR_INVALID);
	assert_int_equal(birth_parse(vi, "4", TODAY, &b, NULL), ERR_INVALID);
	assert_int_equal(birth_parse(vi, "+5", TODAY, &b, NULL), ERR_INVALID);
	assert_false(birth_is_valid(230));
	assert_false(birth_is_valid(0));
	assert_false(birth_is_valid(1301));
}

static const struct { const char *lang, *text; day_t day; } typed[] = {
	{ "vi", "4", 20261104 },
	{ "vi", "4/5", 20260504 },
	{ "vi", "4.5.26", 20260504 },
	{ "vi", "04-05-2026", 20260504 },
	{ "vi", "20260405", 20260405 },
	{ "vi", "2026-04-05", 20260405 },
	{ "vi", "+5", 20261126 },
	{ "vi", "-10", 20261111 },
	{ "vi", "+0", TODAY },
	{ "vi", "t", TODAY },
	{ "vi", " T ", TODAY },
	{ "vi", "29/2/2024", 20240229 },
	{ "vi", "４／５", 20260504 },
	{ "zh_CN", "4-5", 20260405 },
	{ "zh_CN", "26-4-5", 20260405 },
	{ "zh_CN", "2026年4月5日", 20260405 },
	{ "zh_CN", "4-5-2026", 0 },
	{ "vi", "29/2", 0 },
	{ "vi", "31/4", 0 },
	{ "vi", "32", 0 },
	{ "vi", "0", 0 },
	{ "vi", "4/13", 0 },
	{ "vi", "4/5-2026", 0 },
	{ "vi", "4/5/126", 0 },
	{ "vi", "20261301", 0 },
	{ "vi", "4/", 0 },
	{ "vi", "+", 0 },
	{ "vi", "+1x", 0 },
	{ "vi", "tomorrow", 0 },
	{ "vi", "1/1/1899", 0 },
	{ "vi", "", 0 },
	{ "vi", "99999999999999999999", 0 },
};

static void
days_as_they_are_typed(void **state)
{
	struct err_note note;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof typed / sizeof *typed; i++) {
		day_t day = 0;
		enum err e = day_parse(locale_find(typed[i].lang), typed[i].text,
		    TODAY, &day, &note);

		if (day != typed[i].day || (e == ERR_OK) != (day != 0))
			fail_msg("%s “%s”: %d, not %d", typed[i].lang,
			    typed[i].text, day, typed[i].day);
	}
	assert_non_null(strstr(note.text, "21/11/2026"));
}

static void
iso_days(void **state)
{
	static const char *const bad[] = { "2026-4-05", "2026-04-5", "20260405",
		"2026-02-29", "2026-04-05T", "--13-01", "--2-14", "", "-",
		"0000-02-14", " 2026-04-05" };
	day_t day = 7;
	size_t i;

	(void)state;
	assert_int_equal(day_parse_iso("2026-04-05", &day), ERR_OK);
	assert_int_equal(day, 20260405);
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(day_parse_iso(bad[i], &day), ERR_INVALID);
	assert_int_equal(day, 20260405);
}

static void
instants(void **state)
{
	static const char *const bad[] = { "2026-11-21T14:30:00",
		"2026-11-21", "2026-11-21T24:00:00Z", "2026-11-21T14:60:00Z",
		"2026-02-29T14:30:00Z", "2026-11-21T14:30:00+7",
		"2026-11-21T14:30:00Zx", "" };
	char buf[40];
	int64_t at = 0;
	size_t i;

	(void)state;
	assert_int_equal(zone_set("Asia/Ho_Chi_Minh"), ERR_OK);
	assert_int_equal(instant_parse_iso("2026-11-21T14:30:00+07:00", &at), ERR_OK);
	assert_true(at == INT64_C(1795246200000));
	assert_string_equal(instant_iso(at, buf, sizeof buf), "2026-11-21T14:30:00+07:00");
	assert_string_equal(instant_format(locale_find("vi"), at, buf, sizeof buf), "21/11/2026 14:30");
	assert_int_equal(instant_day(at), TODAY);
	assert_int_equal(instant_minute(at), 870);
	assert_true(instant_make(TODAY, 870) == at);
	/* 17:30 UTC is half past midnight of the next day in Vietnam */
	assert_int_equal(instant_parse_iso("2026-11-21T17:30Z", &at), ERR_OK);
	assert_int_equal(instant_day(at), 20261122);
	/* the same moment in another zone, asked right after */
	assert_int_equal(instant_minute(at), 30);
	assert_int_equal(zone_set("UTC"), ERR_OK);
	assert_int_equal(instant_day(at), 20261121);
	assert_int_equal(instant_minute(at), 1050);
	assert_int_equal(zone_set("Asia/Ho_Chi_Minh"), ERR_OK);
	assert_int_equal(instant_parse_iso("2026-11-21T14:30:00.250Z", &at), ERR_OK);
	assert_int_equal(at % 1000, 250);
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(instant_parse_iso(bad[i], &at), ERR_INVALID);
	assert_int_equal(zone_set("Mars/Olympus"), ERR_INVALID);
	assert_int_equal(zone_set("../../etc/passwd"), ERR_INVALID);
	assert_int_equal(zone_set(""), ERR_INVALID);
}

static void
the_clock_can_be_fixed(void **state)
{
	struct err_note note;

	(void)state;
	setenv("QUEN_NOW", "2026-11-21T23:59:59+07:00", 1);
	assert_int_equal(clock_init(&note), ERR_OK);
	assert_int_equal(clock_today(), TODAY);
	setenv("QUEN_NOW", "yesterday", 1);
	assert_int_equal(clock_init(&note), ERR_INVALID);
	unsetenv("QUEN_NOW");
	clock_fix(0);
	assert_true(clock_now_ms() > INT64_C(1600000000000));
	assert_true(clock_mono_us() > 0);
}

int
test_day(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_calendar),
		cmocka_unit_test(days_and_numbers_are_one_to_one),
		cmocka_unit_test(rule_C2_months_keep_the_anchor_day),
		cmocka_unit_test(rule_P10_birthdays),
		cmocka_unit_test(days_as_they_are_typed),
		cmocka_unit_test(iso_days),
		cmocka_unit_test(instants),
		cmocka_unit_test(the_clock_can_be_fixed),
	};

	return cmocka_run_group_tests_name("day", tests, NULL, NULL);
}
