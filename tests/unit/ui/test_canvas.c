#include "test_ui.h"

#include "ui/canvas.h"
#include "ui/theme.h"

static void
expect_row(const struct canvas *c, int row, const char *want)
{
	char *line = canvas_row_text(c, row, GLYPHS_UTF8);

	assert_string_equal(line, want);
	free(line);
}

static void
clips_and_pads(void **state)
{
	struct canvas *c = canvas_new(3, 10);

	(void)state;
	canvas_text(c, 0, 0, 10, ROLE_TEXT, "0123456789abc");
	expect_row(c, 0, "0123456789");
	canvas_text(c, 0, 2, 4, ROLE_TEXT, "x");
	expect_row(c, 0, "01x   6789");
	canvas_text(c, 0, 8, -1, ROLE_TEXT, "long text");
	canvas_text(c, 0, -2, -1, ROLE_TEXT, "abcd");
	expect_row(c, 0, "cdx   67lo");
	canvas_text_right(c, 1, 0, 10, ROLE_TEXT, "12.450");
	expect_row(c, 1, "    12.450");
	canvas_text(c, 99, 0, 5, ROLE_TEXT, "far");
	canvas_text(c, -1, 99, 5, ROLE_TEXT, "far");
	canvas_free(c);
}

/* No half of a wide character is ever left (rule T4). */
static void
wide_characters_stay_whole(void **state)
{
	struct canvas *c = canvas_new(1, 8);

	(void)state;
	canvas_text(c, 0, 0, 8, ROLE_TEXT, "A中文B");
	expect_row(c, 0, "A中文B");
	canvas_text(c, 0, 1, 1, ROLE_TEXT, "x");	/* its left half */
	expect_row(c, 0, "Ax 文B");
	canvas_text(c, 0, 4, 1, ROLE_TEXT, "y");	/* the right half of the other */
	expect_row(c, 0, "Ax  yB");
	canvas_text(c, 0, 0, 8, ROLE_TEXT, "1234567中");	/* no room at the end */
	expect_row(c, 0, "1234567");
	canvas_text(c, 0, 0, 8, ROLE_TEXT, "中中中中");
	canvas_text(c, 0, 7, -1, ROLE_TEXT, "文");
	expect_row(c, 0, "中中中");
	assert_int_equal(canvas_text(c, 0, 0, 5, ROLE_TEXT, "中文字"), 4);
	expect_row(c, 0, "中文");
	canvas_free(c);
}

/* UX 11: in every theme the selection is reversed, and what is wrong does not hang on red. */
static void
themes_mark_by_more_than_colour(void **state)
{
	static const char *const names[] = { "default", "mono", "contrast", "contrast-light", "cvd" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct theme *t = theme_find(names[i]);

		assert_non_null(t);
		assert_string_equal(t->name, names[i]);
		assert_true(t->styles[ROLE_ROW_SEL].attr & STYLE_REVERSE);
		assert_true(t->styles[ROLE_FIELD_FOCUS].attr & STYLE_REVERSE);
		assert_true(t->styles[ROLE_ERROR].attr & (STYLE_BOLD | STYLE_REVERSE));
	}
	assert_null(theme_find("pink"));
}

static void
marks_and_widths(void **state)
{
	struct canvas *c = canvas_new(1, 10);

	(void)state;
	canvas_text(c, 0, 0, 10, ROLE_TEXT, "Nguye\xcc\x82\xcc\x83n|");
	expect_row(c, 0, "Nguye\xcc\x82\xcc\x83n|");
	assert_string_equal(canvas_cell(c, 0, 5)->text, "n");
	assert_int_equal(canvas_width("阮文安"), 6);
	assert_int_equal(canvas_width("Nguye\xcc\x82\xcc\x83n"), 6);
	assert_int_equal(canvas_fit("阮文安", 5), 6);
	canvas_free(c);
}

/* The escape set of TRUST F: nothing that steers reaches a cell (rule T2). */
static void
escape_strings_never_get_through(void **state)
{
	static const char *const evil[] = {
		"\033]0;pwn\007", "\033[2J", "\033[6n", "\033P$q q\033\\",
		"\033]52;c;cm0gLXJm\007", "\033]8;;http://x\033\\x", "\033]50;#2\007",
		"\033[21t", "\2331m", "\302\2331m", "\302\220\302\234", "\033c", "\033#8",
		"\033(0", "\016", "\r fake", "\b\b\b\b", "\342\200\256txt.exe",
		"\342\201\246\342\201\251", "\342\200\213", "\357\273\277", "\300\200",
		"\355\240\200", "\365", "%n%s", "\033p0\031\372", "\020\024\001", "\035V0",
		"\357\267\275", "\360\237\221\250\342\200\215\360\237\221\251\342\200\215\360\237\221\247",
	};
	struct canvas *c = canvas_new(1, 60);
	size_t i, k;
	int col;

	(void)state;
	for (i = 0; i < sizeof evil / sizeof evil[0]; i++) {
		canvas_fill(c, canvas_rect(c), ROLE_TEXT);
		canvas_text(c, 0, 0, 40, ROLE_TEXT, evil[i]);
		canvas_text(c, 0, 40, 1, ROLE_TEXT, "|");
		for (col = 0; col < 60; col++) {
			const char *t = canvas_cell(c, 0, col)->text;

			for (k = 0; t[k] != '\0'; k++) {
				assert_true((unsigned char)t[k] >= 0x20 && t[k] != 0x7f);
				assert_false((unsigned char)t[k] == 0xc2 &&
				    (unsigned char)t[k + 1] < 0xa0);
			}
			assert_null(strstr(t, "\342\200"));
			assert_null(strstr(t, "\342\201\246"));
			assert_null(strstr(t, "\357\273\277"));
		}
		assert_string_equal(canvas_cell(c, 0, 40)->text, "|");
	}
	canvas_free(c);
}

static void
stacked_marks_end(void **state)
{
	struct canvas *c = canvas_new(1, 20);
	char text[200] = "a";
	int i;

	(void)state;
	for (i = 0; i < 64; i++)
		strcat(text, "\xcc\x81");
	strcat(text, "b");
	canvas_text(c, 0, 0, 20, ROLE_TEXT, text);
	assert_string_equal(canvas_cell(c, 0, 1)->text, "b");
	assert_true(strlen(canvas_cell(c, 0, 0)->text) < CELL_TEXT);
	canvas_free(c);
}

static void
boxes_and_wrapping(void **state)
{
	struct canvas *c = canvas_new(4, 12);
	char *line;

	(void)state;
	canvas_box(c, canvas_rect(c), ROLE_RULE, "Hi");
	line = canvas_row_text(c, 0, GLYPHS_ASCII);
	assert_string_equal(line, "+ Hi ------+");
	free(line);
	assert_int_equal(canvas_wrap(c, (struct rect){ 1, 1, 2, 10 }, ROLE_TEXT,
	    "one two three four", 0, true), 2);
	line = canvas_row_text(c, 1, GLYPHS_ASCII);
	assert_string_equal(line, "|one two   |");
	free(line);
	assert_int_equal(canvas_wrap(c, (struct rect){ 0, 0, 0, 1 }, ROLE_TEXT, "中文", 0, false), 2);
	canvas_free(c);
}

static void
plain_terminals_get_letters(void **state)
{
	struct canvas *c = canvas_new(1, 12);

	(void)state;
	canvas_set_plain(c, true);
	canvas_text(c, 0, 0, 12, ROLE_TEXT, "Nguyễn 中|");
	expect_row(c, 0, "Nguyen ??|");
	canvas_free(c);
}

int
test_canvas(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clips_and_pads),
		cmocka_unit_test(wide_characters_stay_whole),
		cmocka_unit_test(themes_mark_by_more_than_colour),
		cmocka_unit_test(marks_and_widths),
		cmocka_unit_test(escape_strings_never_get_through),
		cmocka_unit_test(stacked_marks_end),
		cmocka_unit_test(boxes_and_wrapping),
		cmocka_unit_test(plain_terminals_get_letters),
	};

	return cmocka_run_group_tests_name("canvas", tests, NULL, NULL);
}
