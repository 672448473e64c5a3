#include "test_ui.h"

#include "ui/menu.h"

static const struct menu_item items[] = {
	{ .code = "AA", .label = "one", .note = "F2" },
	{ .code = "BB", .label = "two", .note = "F3" },
	{ .code = "CC", .label = "three", .note = "F4" },
	{ .code = "DD", .label = "four", .note = "F5" },
};

static void
expect(struct menu *m, int rows, int row, const char *want)
{
	struct canvas *c = canvas_new(rows, 20);
	char *line;

	menu_draw(m, c, canvas_rect(c), true);
	line = canvas_row_text(c, row, GLYPHS_ASCII);
	assert_string_equal(line, want);
	free(line);
	canvas_free(c);
}

/* Who sees no mark takes what fits for the whole menu. */
static void
says_that_there_is_more(void **state)
{
	struct menu m;

	(void)state;
	menu_init(&m, items, 4, true);
	expect(&m, 4, 3, " 4  four      DD F5");
	expect(&m, 2, 0, " 1  one       AA F2");
	expect(&m, 2, 1, " 2  two       BB F3v");
	m.at = 2;
	expect(&m, 2, 0, " 2  two       BB F3^");
	expect(&m, 2, 1, " 3  three     CC F4v");
	m.at = 3;
	expect(&m, 2, 1, " 4  four      DD F5");
}

int
test_menu(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(says_that_there_is_more) };

	return cmocka_run_group_tests_name("menu", tests, NULL, NULL);
}
