#include "test_base.h"

#include <stdio.h>
#include <string.h>

#include "base/money.h"
#include "base/rng.h"
#include "base/str.h"

#define REFUSED INT64_C(-1)
#define TOO_LARGE INT64_C(-2)

struct typed {
	const char *lang, *currency, *text;
	int64_t minor;
};

/* rule N5: in the user's format or refused; never guessed. */
static const struct typed typed[] = {
	{ "vi", "VND", "1.234.567", 1234567 },
	{ "vi", "VND", "1,234,567", 1234567 },
	{ "en", "VND", "1,234,567", 1234567 },
	{ "en", "VND", "1.234.567", 1234567 },
	{ "vi", "VND", "1234567", 1234567 },
	{ "vi", "VND", "  50.000 ", 50000 },
	{ "vi", "VND", "1234k", 1234000 },
	{ "en", "VND", "1234K", 1234000 },
	{ "vi", "VND", "48,5k", 48500 },
	{ "en", "VND", "48.5k", 48500 },
	{ "vi", "VND", "1.2tr", 1200000 },
	{ "vi", "VND", "1,2 tr", 1200000 },
	{ "vi", "VND", "2 triệu", 2000000 },
	{ "vi", "VND", "2m", 2000000 },
	{ "vi", "VND", "1.234,5k", 1234500 },
	{ "vi", "VND", "29000*2+5000", 63000 },
	{ "vi", "VND", "29k * 2 + 5k", 63000 },
	{ "zh_CN", "VND", "５００００", 50000 },
	{ "vi", "VND", "0", 0 },
	{ "vi", "VND", "007", 7 },
	{ "vi", "USD", "1.234,50", 123450 },
	{ "vi", "USD", "12.5", 1250 },		/* the point of the keypad */
	{ "vi", "USD", "1.234", 123400 },
	{ "en", "USD", "1,234.50", 123450 },
	{ "en", "USD", "12.50*3", 3750 },
	{ "en", "USD", "1.5k", 150000 },
	{ "vi", "VND", "1.000.000.000.000.000", 1000000000000000 },
	{ "vi", "VND", "1.000.000.000.000.001", TOO_LARGE },
	{ "vi", "VND", "999999999999999999999999", TOO_LARGE },
	{ "vi", "VND", "99999999999*99999999999", TOO_LARGE },
	{ "vi", "JPY", "1.234", 1234 },
	{ "en", "KRW", "50,000", 50000 },
	{ "en", "THB", "12.50", 1250 },
	{ "en", "KWD", "1.234", 1234 },
	{ "en", "KWD", "1,234", 1234000 },
	{ "en", "KWD", "1,234.567", 1234567 },
	{ "en", "KWD", "1.5", 1500 },
	{ "en", "KWD", "1.25k", 1250000 },
	{ "vi", "KWD", "1,234", 1234 },
	{ "vi", "KWD", "1.234,567", 1234567 },
	{ "vi", "KWD", "0.500", 500 },		/* the point of the keypad */
	{ "vi", "KWD", "1234.567", 1234567 },
	{ "vi", "KWD", "12.5", 12500 },
	{ "vi", "KWD", "1.234.567", 1234567000 },
	/* what could be read in two ways */
	{ "vi", "KWD", "1.234", REFUSED },
	{ "en", "KWD", "1.2345", REFUSED },
	{ "en", "JPY", "1.5", REFUSED },
	{ "vi", "VND", "1.234k", REFUSED },
	{ "vi", "VND", "1,234k", REFUSED },
	{ "en", "USD", "1.234", REFUSED },
	{ "en", "USD", "1,5", REFUSED },
	{ "en", "USD", "1.234.567", REFUSED },
	{ "vi", "USD", "1,234,567", REFUSED },
	{ "vi", "VND", "1.234,567", REFUSED },
	/* what is no amount */
	{ "vi", "VND", "1.2.3", REFUSED },
	{ "vi", "VND", "12.34.567", REFUSED },
	{ "vi", "VND", "1234.567", REFUSED },
	{ "vi", "VND", "0.500", REFUSED },
	{ "vi", "VND", "1,5", REFUSED },
	{ "vi", "VND", "1.2345k", REFUSED },
	{ "en", "USD", "1.005", REFUSED },
	{ "vi", "VND", ".5", REFUSED },
	{ "vi", "VND", "5.", REFUSED },
	{ "vi", "VND", "5+", REFUSED },
	{ "vi", "VND", "*2", REFUSED },
	{ "vi", "VND", "5 6", REFUSED },
	{ "vi", "VND", "5 kk", REFUSED },
	{ "vi", "VND", "0x10", REFUSED },
	{ "vi", "VND", "+5", REFUSED },
	{ "vi", "VND", "1'000", REFUSED },
	{ "vi", "VND", "\xff", REFUSED },
};

static int64_t
read_amount(const struct typed *t, struct err_note *note)
{
	int64_t v = REFUSED;
	enum err e = money_parse(locale_find(t->lang),
	    currency_find(t->currency), t->text, &v, note);

	if (e == ERR_LIMIT)
		return TOO_LARGE;
	return e == ERR_OK ? v : REFUSED;
}

static void
rule_N5_amounts_follow_the_locale_or_are_refused(void **state)
{
	struct err_note note;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof typed / sizeof *typed; i++) {
		int64_t got = read_amount(&typed[i], &note);

		if (got != typed[i].minor)
			fail_msg("%s %s “%s”: %lld, not %lld", typed[i].lang,
			    typed[i].currency, typed[i].text, (long long)got,
			    (long long)typed[i].minor);
	}
}

static void
rule_V8_only_a_plain_amount(void **state)
{
	static const char *const texts[] = { "1e9", "NaN", "nan", "inf", "-5",
		"", " ", "abc", "5-3", "1e", "--5", "５ー" };
	struct err_note note;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		int64_t v = 77;

		assert_int_equal(money_parse(locale_find("vi"),
		    currency_find("VND"), texts[i], &v, &note), ERR_INVALID);
		assert_int_equal(v, 77);
		assert_non_null(strstr(note.text, "1.234.500"));
	}
}

static void
amounts_are_shown_as_they_are_typed(void **state)
{
	const struct locale_rules *vi = locale_find("vi"), *en = locale_find("en");
	const struct currency *vnd = currency_find("VND");
	const struct currency *usd = currency_find("USD");
	char buf[40];

	(void)state;
	assert_string_equal(money_format(vi, vnd, 1234567, buf, sizeof buf), "1.234.567");
	assert_string_equal(money_format(vi, vnd, -500, buf, sizeof buf), "-500");
	assert_string_equal(money_format(en, usd, 1234560, buf, sizeof buf), "12,345.60");
	assert_string_equal(money_format(en, usd, -5, buf, sizeof buf), "-0.05");
	assert_string_equal(money_format(vi, usd, 123450, buf, sizeof buf), "1.234,50");
	assert_string_equal(percent_format(vi, 1250, buf, sizeof buf), "12,5");
	assert_string_equal(percent_format(en, 1000, buf, sizeof buf), "10");
	assert_string_equal(quantity_format(en, 2500, buf, sizeof buf), "2.5");
	assert_null(currency_find("XXX"));
}

static void
percentages_and_quantities(void **state)
{
	const struct locale_rules *vi = locale_find("vi"), *en = locale_find("en");
	int64_t v;

	(void)state;
	assert_int_equal(percent_parse(vi, "12,5", &v, NULL), ERR_OK);
	assert_int_equal(v, 1250);
	assert_int_equal(percent_parse(vi, "12.5 %", &v, NULL), ERR_OK);
	assert_int_equal(v, 1250);
	assert_int_equal(percent_parse(en, "100%", &v, NULL), ERR_OK);
	assert_int_equal(v, 10000);
	assert_int_equal(percent_parse(en, "100.01", &v, NULL), ERR_INVALID);
	assert_int_equal(percent_parse(en, "1.234", &v, NULL), ERR_INVALID);
	assert_int_equal(percent_parse(en, "-1", &v, NULL), ERR_INVALID);
	assert_int_equal(percent_parse(en, "", &v, NULL), ERR_INVALID);
	assert_int_equal(percent_parse(en, "%", &v, NULL), ERR_INVALID);
	assert_int_equal(quantity_parse(en, "2.5", &v, NULL), ERR_OK);
	assert_int_equal(v, 2500);
	assert_int_equal(quantity_parse(vi, "0,125", &v, NULL), ERR_OK);
	assert_int_equal(v, 125);
	assert_int_equal(quantity_parse(vi, "1.500", &v, NULL), ERR_INVALID);
	assert_int_equal(quantity_parse(en, "0", &v, NULL), ERR_INVALID);
	assert_int_equal(quantity_parse(en, "1e3", &v, NULL), ERR_INVALID);
	assert_int_equal(quantity_parse(en, "9999999999999999", &v, NULL), ERR_LIMIT);
}

static void
rule_D2_half_up_in_size(void **state)
{
	int64_t r = 7;

	(void)state;
	assert_int_equal(money_mul_div(105, 1000, 10000, &r), ERR_OK);
	assert_int_equal(r, 11);		/* 10.5 */
	assert_int_equal(money_mul_div(-105, 1000, 10000, &r), ERR_OK);
	assert_int_equal(r, -11);
	assert_int_equal(money_mul_div(104, 1000, 10000, &r), ERR_OK);
	assert_int_equal(r, 10);
	assert_int_equal(money_mul_div(1, 1, 3, &r), ERR_OK);
	assert_int_equal(r, 0);
	assert_int_equal(money_mul_div(2, 1, 3, &r), ERR_OK);
	assert_int_equal(r, 1);
	assert_int_equal(money_mul_div_floor(199, 1, 100, &r), ERR_OK);
	assert_int_equal(r, 1);
	assert_int_equal(money_mul_div_floor(-1, 1, 100, &r), ERR_OK);
	assert_int_equal(r, -1);
}

static void
rule_N1_cash_rounding(void **state)
{
	(void)state;
	assert_int_equal(money_round_to(12250, 500), 12500);
	assert_int_equal(money_round_to(12249, 500), 12000);
	assert_int_equal(money_round_to(-12250, 500), -12500);
	assert_int_equal(money_round_to(7, 1), 7);
}

static void
beyond_the_limit_is_refused_never_wrapped(void **state)
{
	int64_t r = 7;

	(void)state;
	assert_int_equal(money_add(MONEY_MAX, 1, &r), ERR_LIMIT);
	assert_int_equal(money_add(-MONEY_MAX, -1, &r), ERR_LIMIT);
	assert_int_equal(money_mul(INT64_C(4000000000), INT64_C(4000000000), &r), ERR_LIMIT);
	assert_int_equal(money_mul(INT64_MAX, INT64_MAX, &r), ERR_LIMIT);
	assert_int_equal(money_mul_div(MONEY_MAX, 3, 2, &r), ERR_LIMIT);
	assert_int_equal(r, 7);
	assert_int_equal(money_add(MONEY_MAX, 0, &r), ERR_OK);
	assert_int_equal(r, MONEY_MAX);
	assert_int_equal(money_mul_div(MONEY_MAX, INT64_C(1000000), INT64_C(1000000), &r), ERR_OK);
	assert_int_equal(r, MONEY_MAX);
}

static void
rule_N4_a_split_sums_to_the_whole(void **state)
{
	const int64_t thirds[] = { 1, 1, 1 }, none[] = { 0, 0 };
	const int64_t uneven[] = { 5000, 0, 3000, 2000 };
	int64_t part[4];

	(void)state;
	assert_int_equal(money_split(100, thirds, 3, part), ERR_OK);
	assert_int_equal(part[0], 34);
	assert_int_equal(part[1], 33);
	assert_int_equal(part[2], 33);
	assert_int_equal(money_split(-100, thirds, 3, part), ERR_OK);
	assert_int_equal(part[0], -34);
	assert_int_equal(money_split(55, none, 2, part), ERR_OK);
	assert_int_equal(part[0], 55);
	assert_int_equal(part[1], 0);
	assert_int_equal(money_split(7, uneven, 4, part), ERR_OK);
	assert_int_equal(part[0], 4);		/* 3.5 and 2.1 and 1.4 */
	assert_int_equal(part[1], 0);
	assert_int_equal(part[2], 2);
	assert_int_equal(part[3], 1);
	assert_int_equal(money_split(MONEY_MAX + 1, thirds, 3, part), ERR_LIMIT);
}

/* 20,000 splits from a fixed seed: the sum holds, nobody is more than one unit
 * off the exact share, and a weight of 0 gets nothing. */
static void
rule_N4_random_splits(void **state)
{
	struct rng r = { 4 };
	int64_t weight[12], part[12], whole, sum, total;
	size_t n, i;
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		n = 1 + rng_below(&r, 12);
		whole = (int64_t)(rng_next(&r) % (uint64_t)MONEY_MAX);
		if (rng_below(&r, 2) == 0)
			whole = rng_below(&r, 50);
		if (rng_below(&r, 3) == 0)
			whole = -whole;
		for (i = 0, total = 0; i < n; i++) {
			weight[i] = rng_below(&r, 4) == 0 ? 0 :
			    rng_below(&r, 1000000);
			total += weight[i];
		}
		assert_int_equal(money_split(whole, weight, n, part), ERR_OK);
		for (i = 0, sum = 0; i < n; i++) {
			sum += part[i];
			if (total == 0)
				continue;
			__int128 off = (__int128)part[i] * total -
			    (__int128)whole * weight[i];
			assert_true(off < total && off > -total);
			assert_true(weight[i] > 0 || part[i] == 0);
		}
		assert_true(sum == whole);
	}
}

static void
rule_D2_random_products(void **state)
{
	struct rng r = { 5 };
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		int64_t a = (int64_t)(rng_next(&r) % 2000000000000u) - 1000000000000;
		int64_t num = rng_below(&r, 10001), den = 1 + rng_below(&r, 10000);
		int64_t q, back, floor;
		__int128 off;

		if (money_mul_div(a, num, den, &q) != ERR_OK)
			continue;
		off = (__int128)q * den - (__int128)a * num;
		/* never further than half a unit; at the half away from 0 */
		assert_true(2 * off <= den && 2 * off >= -den);
		if (2 * off == den)
			assert_true(a > 0);
		if (2 * off == -den)
			assert_true(a < 0);
		assert_int_equal(money_mul_div(-a, num, den, &back), ERR_OK);
		assert_true(back == -q);
		assert_int_equal(money_mul_div_floor(a, num, den, &floor), ERR_OK);
		off = (__int128)a * num - (__int128)floor * den;
		assert_true(off >= 0 && off < den);
	}
}

/* Whatever is shown reads back as the same amount. */
static void
rule_N5_what_is_shown_can_be_typed(void **state)
{
	static const char *const langs[] = { "en", "vi", "zh_CN" };
	static const char *const codes[] = { "VND", "USD", "KWD", "JPY" };
	struct rng r = { 6 };
	char buf[40];
	int round;

	(void)state;
	for (round = 0; round < 5000; round++) {
		const struct locale_rules *lr = locale_find(langs[round % 3]);
		const struct currency *cur = currency_find(codes[round % 4]);
		int64_t v = (int64_t)(rng_next(&r) >> (rng_below(&r, 50) + 14));
		int64_t back = -1;

		v %= MONEY_MAX;
		money_format(lr, cur, v, buf, sizeof buf);
		assert_int_equal(money_parse(lr, cur, buf, &back, NULL), ERR_OK);
		assert_true(back == v);
	}
}

int
test_money(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rule_N5_amounts_follow_the_locale_or_are_refused),
		cmocka_unit_test(rule_V8_only_a_plain_amount),
		cmocka_unit_test(amounts_are_shown_as_they_are_typed),
		cmocka_unit_test(percentages_and_quantities),
		cmocka_unit_test(rule_D2_half_up_in_size),
		cmocka_unit_test(rule_N1_cash_rounding),
		cmocka_unit_test(beyond_the_limit_is_refused_never_wrapped),
		cmocka_unit_test(rule_N4_a_split_sums_to_the_whole),
		cmocka_unit_test(rule_N4_random_splits),
		cmocka_unit_test(rule_D2_random_products),
		cmocka_unit_test(rule_N5_what_is_shown_can_be_typed),
	};

	return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
