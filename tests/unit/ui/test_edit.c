#include "test_ui.h"

#include "ui/edit.h"
#include "ui/input.h"

static struct edit e;

/* Types bytes as a terminal sends them; the last result. */
static enum edit_result
type(const char *bytes)
{
	struct input *in = input_new(NULL);
	struct ui_event ev;
	enum edit_result r = EDIT_PASS;

	input_feed(in, bytes, strlen(bytes), 1000);
	while (input_next(in, 2000, &ev)) {
		ev.action = keymap_action(test_keys(), CONTEXT_FORM, ev.key);
		r = edit_event(&e, &ev);
	}
	input_free(in);
	return r;
}

static void
types_and_moves(void **state)
{
	(void)state;
	edit_init(&e, 20);
	type("Nguyen");
	type("\033[D\033[D\177");
	assert_string_equal(edit_text(&e), "Nguen");
	type("y\033[H>\033[F<");
	assert_string_equal(edit_text(&e), ">Nguyen<");
	type("\025");
	assert_string_equal(edit_text(&e), "");
	type("one two\027");
	assert_string_equal(edit_text(&e), "one ");
	type("two\033[D\033[D\013");
	assert_string_equal(edit_text(&e), "one t");
	edit_fini(&e);
}

static void
vietnamese_by_unikey(void **state)
{
	(void)state;
	edit_init(&e, 0);
	type("vie\b\xc3\xaat\b\b\xe1\xbb\x87t");	/* viet with dots, letter by letter */
	assert_string_equal(edit_text(&e), "vi\xe1\xbb\x87t");
	/* decomposed input becomes one code point, and one BackSpace takes it */
	type("\025e\xcc\x82\xcc\xa3");
	assert_string_equal(edit_text(&e), "\xe1\xbb\x87");
	assert_int_equal(edit_length(&e), 1);
	type("\177");
	assert_string_equal(edit_text(&e), "");
	edit_fini(&e);
}

static void
han_by_grapheme(void **state)
{
	struct canvas *c = canvas_new(1, 20);
	int row, col;
	char *line;

	(void)state;
	edit_init(&e, 0);
	type("阮文安");
	type("\033[D\177");
	assert_string_equal(edit_text(&e), "阮安");
	edit_draw(&e, c, 0, 2, 3, ROLE_FIELD, true);
	canvas_cursor_get(c, &row, &col);
	assert_int_equal(col, 4);
	type("\033[F");
	edit_draw(&e, c, 0, 2, 4, ROLE_FIELD, true);	/* it just fits: the cursor takes the edge */
	canvas_cursor_get(c, &row, &col);
	assert_int_equal(col, 6);
	line = canvas_row_text(c, 0, GLYPHS_UTF8);
	assert_string_equal(line, "  阮安");
	free(line);
	canvas_text(c, 0, 0, -1, ROLE_TEXT, "                    ");
	edit_draw(&e, c, 0, 16, 4, ROLE_FIELD, true);	/* no room for both, and no edge */
	canvas_cursor_get(c, &row, &col);
	assert_in_range(col, 16, 19);
	line = canvas_row_text(c, 0, GLYPHS_UTF8);
	assert_string_equal(line, "                安");
	free(line);
	canvas_free(c);
	edit_fini(&e);
}

static void
masks_refuse_but_deletes_pass(void **state)
{
	(void)state;
	edit_init(&e, 4);
	e.allowed = "0123456789";
	assert_int_equal(type("12"), EDIT_CHANGED);
	assert_int_equal(type("x"), EDIT_REFUSED);
	assert_int_equal(type("34"), EDIT_CHANGED);
	assert_int_equal(type("5"), EDIT_REFUSED);
	assert_int_equal(type("\177\177\177\177\177"), EDIT_USED);
	assert_string_equal(edit_text(&e), "");
	edit_fini(&e);
	edit_init(&e, 10);
	e.is_upper = true;
	type("kh01");
	assert_string_equal(edit_text(&e), "KH01");
	edit_fini(&e);
}

static void
clear_on_type(void **state)
{
	(void)state;
	edit_init(&e, 20);
	edit_set(&e, "120.000");
	e.clear_on_type = true;
	type("5");
	assert_string_equal(edit_text(&e), "5");
	edit_set(&e, "120.000");
	e.clear_on_type = true;
	type("\033[D5");
	assert_string_equal(edit_text(&e), "120.0050");
	edit_fini(&e);
}

/* A scan of which some was echoed takes it back (UX 8). */
static void
a_scan_takes_its_echo_back(void **state)
{
	struct ui_event ev = { .kind = EV_TEXT, .at_ms = 5000 };
	const char *p;
	char one[2] = "";

	(void)state;
	edit_init(&e, 40);
	edit_set(&e, "typed before");
	ev.text = one;
	ev.len = 1;
	for (p = "400638"; *p != '\0'; p++) {
		one[0] = *p;
		ev.at_ms += 4;
		(void)edit_event(&e, &ev);
	}
	assert_string_equal(edit_text(&e), "typed before400638");
	ev = (struct ui_event){ .kind = EV_SCAN, .text = "4006381333931", .echoed = 6 };
	assert_int_equal(edit_event(&e, &ev), EDIT_PASS);
	assert_string_equal(edit_text(&e), "typed before");
	edit_fini(&e);
}

static void
pastes_become_one_line(void **state)
{
	struct ui_event ev = { .kind = EV_PASTE, .text = "12 Le Loi\nQ.1\t\033[2J", .len = 18 };
	char *big = malloc(60001);

	(void)state;
	edit_init(&e, 250);
	assert_int_equal(edit_event(&e, &ev), EDIT_CHANGED);
	assert_null(strchr(edit_text(&e), '\n'));
	assert_null(strchr(edit_text(&e), '\033'));
	memset(big, 'y', 60000);
	big[60000] = '\0';
	ev.text = big;
	ev.len = 60000;
	(void)edit_event(&e, &ev);
	assert_int_equal(edit_length(&e), 250);
	edit_fini(&e);
	free(big);
}

static void
secrets_show_stars(void **state)
{
	struct canvas *c = canvas_new(1, 20);
	char *line;

	(void)state;
	edit_init(&e, 20);
	e.is_secret = true;
	type("mật1");
	edit_draw(&e, c, 0, 0, 20, ROLE_FIELD, true);
	line = canvas_row_text(c, 0, GLYPHS_ASCII);
	assert_string_equal(line, "****");
	free(line);
	canvas_free(c);
	edit_fini(&e);
}

int
test_edit(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_and_moves),
		cmocka_unit_test(vietnamese_by_unikey),
		cmocka_unit_test(han_by_grapheme),
		cmocka_unit_test(masks_refuse_but_deletes_pass),
		cmocka_unit_test(clear_on_type),
		cmocka_unit_test(a_scan_takes_its_echo_back),
		cmocka_unit_test(pastes_become_one_line),
		cmocka_unit_test(secrets_show_stars),
	};

	return cmocka_run_group_tests_name("edit", tests, NULL, NULL);
}
