#include "test_base.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/str.h"
#include "base/utf8.h"

static void
expect(char *got, const char *wanted)
{
	assert_non_null(got);
	assert_string_equal(got, wanted);
	free(got);
}

static void
expect_clean(const char *text, bool multiline, const char *wanted)
{
	expect(utf8_clean(text, strlen(text), multiline), wanted);
}

static void
validity(void **state)
{
	static const char *const bad[] = { "\xc0\x80", "\xed\xa0\x80", "\xf5",
		"\xff", "\x80", "\xe4\xb8", "\xf4\x90\x80\x80", "\xe0\x80\xaf",
		"a\xc3" };
	size_t i;
	uint32_t cp;
	char out[4];

	(void)state;
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(utf8_is_valid(bad[i], strlen(bad[i])));
		assert_null(utf8_clean(bad[i], strlen(bad[i]), false));
	}
	assert_true(utf8_is_valid("Đặng 中 \xf0\x9f\x98\x80", 17));
	assert_int_equal(utf8_decode("中", 3, &cp), 3);
	assert_int_equal(cp, 0x4e2d);
	assert_int_equal(utf8_decode("中", 2, &cp), 0);
	assert_int_equal(utf8_decode("", 0, &cp), 0);
	assert_int_equal(utf8_encode(0x1f600, out), 4);
	assert_memory_equal(out, "\xf0\x9f\x98\x80", 4);
}

/* rule T2, TRUST T10: one neutraliser at the input. */
static void
rule_T2_controls_are_not_stored(void **state)
{
	char marks[300] = "a", nul[] = "a\0b";
	char *clean;
	int i;

	(void)state;
	expect_clean("\033]0;pwn\007x", false, "]0;pwnx");
	expect_clean("a\xc2\x9b" "31mb", false, "a31mb");
	expect_clean("txt\xe2\x80\xae" "exe", false, "txtexe");
	expect_clean("a\xe2\x81\xa6" "b\xe2\x81\xa9", false, "ab");
	expect_clean("\xef\xbb\xbf" "a\xe2\x80\x8b" "b", false, "ab");
	expect_clean("a\tb\r\nc", false, "a b c");
	expect_clean("a\tb\r\nc\rd\n", true, "a b\nc\nd");
	expect_clean("  a b\xc2\xa0\xe3\x80\x80", false, "a b");
	expect_clean(" \t ", false, "");
	/* ZWNJ stays between letters, and goes elsewhere */
	expect_clean("می\xe2\x80\x8cخواهم", false, "می\xe2\x80\x8cخواهم");
	expect_clean("a\xe2\x80\x8d" "1", false, "a1");
	expect(utf8_clean(nul, 3, false), "ab");
	/* any bytes: a name out of an old system, a text cut within a letter */
	expect(utf8_clean_any("gi\xe1 \xff\xfe" "b", 8, false), "gi_ __b");
	expect(utf8_clean_any("a\nph\xe1\xbb\x9f", 6, true), "a\nph__");
	expect(utf8_clean_any("ph\xe1\xbb\x9f", 5, false), "phở");
	for (i = 0; i < 64; i++)
		strncat(marks, "\xcc\x96", sizeof marks - strlen(marks) - 1);
	clean = utf8_clean(marks, strlen(marks), false);
	assert_int_equal(strlen(clean), 1 + 4 * 2);
	free(clean);
}

static void
text_is_kept_as_nfc(void **state)
{
	(void)state;
	expect_clean("Nguye\xcc\x82\xcc\x83n", false, "Nguyễn");
	expect_clean("Vie\xcc\xa3\xcc\x82t", false, "Việt");
	expect_clean("Nguyễn", false, "Nguyễn");
	expect_clean("中文", false, "中文");
	/* dropping a control does not leave a decomposed letter */
	expect_clean("e\xe2\x80\x8b\xcc\x81", false, "é");
}

static void
folding(void **state)
{
	(void)state;
	expect(utf8_fold("Nguyễn Văn Đức"), "nguyen van duc");
	expect(utf8_fold("NGUYE\xcc\x82\xcc\x83N"), "nguyen");
	expect(utf8_fold("  Ｖｉệｔ　Nam  "), "viet nam");
	expect(utf8_fold("中文客户"), "中文客户");
	expect(utf8_fold("ﬁnance"), "finance");
	expect(utf8_fold("Straße Łódź Øre"), "strasse lodz ore");
	expect(utf8_fold("０９０１"), "0901");
	expect(utf8_fold(""), "");
	expect(utf8_fold("a\xff" "b"), "a?b");
}

/* In the order of a Vietnamese dictionary. */
static void
sorting(void **state)
{
	static const char *const order[] = { "", " ", "0", "9", "a", "A", "à",
		"ả", "ã", "á", "Á", "ạ", "An Bình", "Anh", "az", "ă", "ằ", "ăn",
		"â", "ấ", "ân", "b", "d", "dz", "đ", "đa", "e", "ê", "f", "o",
		"ô", "ơ", "p", "u", "ư", "v", "z", "中", "客" };
	size_t i;

	(void)state;
	for (i = 1; i < sizeof order / sizeof *order; i++) {
		char *a = utf8_sort_key(order[i - 1]);
		char *b = utf8_sort_key(order[i]);

		if (strcmp(a, b) >= 0)
			fail_msg("“%s” does not sort before “%s”",
			    order[i - 1], order[i]);
		assert_true(utf8_is_valid(b, strlen(b)));
		free(a);
		free(b);
	}
	expect(utf8_sort_key("Nguye\xcc\x82\xcc\x83n"), "nguye{n\00100003\0011");
}

static void
han_is_indexed_by_letters_and_pairs(void **state)
{
	char *text = utf8_index_text("lan 客户 a");

	(void)state;
	assert_true(str_starts(text, "lan 客户 a "));
	assert_non_null(strstr(text, " \xee\x80\x80" "客\xee\x80\x80"));
	assert_non_null(strstr(text, " \xee\x80\x80" "户\xee\x80\x80"));
	assert_non_null(strstr(text, " \xee\x80\x80" "客户"));
	assert_null(strstr(text, "户客"));
	free(text);
	expect(utf8_index_text("nguyen"), "nguyen");
	assert_true(utf8_is_han(0x4e2d));
	assert_false(utf8_is_han('a'));
}

/* rule T4: by grapheme; accents and double width never break a column. */
static void
rule_T4_width(void **state)
{
	(void)state;
	assert_int_equal(utf8_width("Nguyễn"), 6);
	assert_int_equal(utf8_width("Nguye\xcc\x82\xcc\x83n"), 6);
	assert_int_equal(utf8_width("中文"), 4);
	assert_int_equal(utf8_width("a中"), 3);
	assert_int_equal(utf8_width("ＡＢ"), 4);
	assert_int_equal(utf8_width("\xf0\x9f\x98\x80"), 2);
	assert_int_equal(utf8_width("┌─┐│█①“→★×·"), 11);
	assert_int_equal(utf8_width("₫¥"), 2);
	assert_int_equal(utf8_pad("Lan", 8), 8);
	assert_int_equal(utf8_pad("中文", 8), 10);
	assert_int_equal(utf8_pad("Ngọc", 8), 10);	/* three letters of one byte, one of three */
	assert_int_equal(utf8_width("￥"), 2);
	assert_int_equal(utf8_width("⣿⠿"), 2);
	assert_int_equal(utf8_width("\033\001"), 2);
	assert_int_equal(utf8_width("\xe2\x80\x8d"), 0);
	assert_int_equal(utf8_width("\xff"), 1);
	assert_int_equal(utf8_width_n("中文", 3), 2);
	assert_int_equal(utf8_fit("中文字", 5), 6);
	assert_int_equal(utf8_fit("中文字", 1), 0);
	assert_int_equal(utf8_fit("e\xcc\x82\xcc\x83x", 1), 5);
	assert_int_equal(utf8_fit("abc", 10), 3);
}

static void
grapheme_steps(void **state)
{
	/* letter + 2 marks, Han, flag of two, family joined, end of line */
	static const char s[] = "e\xcc\x82\xcc\x83" "中"
	    "\xf0\x9f\x87\xbb\xf0\x9f\x87\xb3"
	    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9" "\r\n" "z";
	static const size_t at[] = { 0, 5, 8, 16, 27, 29, 30 };
	size_t i;

	(void)state;
	for (i = 0; i + 1 < sizeof at / sizeof *at; i++) {
		assert_int_equal(utf8_next(s, at[i]), at[i + 1]);
		assert_int_equal(utf8_prev(s, at[i + 1]), at[i]);
	}
	assert_int_equal(utf8_next(s, 30), 30);
	assert_int_equal(utf8_prev(s, 0), 0);
	assert_int_equal(utf8_next("\xff\xfe", 0), 1);
}

static void
ascii_keeps_the_columns(void **state)
{
	(void)state;
	expect(utf8_to_ascii("Đặng Ｖăn 中"), "Dang V an ??");
	expect(utf8_to_ascii("e\xcc\x82\xcc\x83 “x” … –"), "e \"x\" . -");
	expect(utf8_to_ascii(""), "");
}

/* Random bytes: nothing of it may read beyond the end or loop. */
static void
any_bytes(void **state)
{
	struct rng r = { 9 };
	char s[40];
	int round, i, n;

	(void)state;
	for (round = 0; round < 5000; round++) {
		char *out;
		size_t at = 0, next;

		n = (int)rng_below(&r, sizeof s - 1);
		for (i = 0; i < n; i++)
			s[i] = (char)(1 + rng_below(&r, 255));
		s[n] = '\0';
		while ((next = utf8_next(s, at)) > at)
			at = next;
		assert_int_equal(at, n);
		while (at > 0) {
			next = utf8_prev(s, at);
			assert_true(next < at);
			at = next;
		}
		free(utf8_fold(s));
		free(utf8_sort_key(s));
		free(utf8_index_text(s));
		free(utf8_to_ascii(s));
		assert_true(utf8_width(s) >= 0);
		out = utf8_clean(s, (size_t)n, true);
		if (out != NULL)
			assert_true(utf8_is_valid(out, strlen(out)));
		free(out);
	}
}

int
test_text(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(validity),
		cmocka_unit_test(rule_T2_controls_are_not_stored),
		cmocka_unit_test(text_is_kept_as_nfc),
		cmocka_unit_test(folding),
		cmocka_unit_test(sorting),
		cmocka_unit_test(han_is_indexed_by_letters_and_pairs),
		cmocka_unit_test(rule_T4_width),
		cmocka_unit_test(grapheme_steps),
		cmocka_unit_test(ascii_keeps_the_columns),
		cmocka_unit_test(any_bytes),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
