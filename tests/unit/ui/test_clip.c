#include "test_ui.h"

#include <stdio.h>

#include "ui/clip.h"
#include "ui/input.h"
#include "ui/list.h"

static int rows_there = 3;

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	static const char *const names[] = { "Lan\tAnh", "=HYPERLINK(1)", "-12.000" };
	int from = rq->anchor != NULL ? atoi(rq->anchor) + 1 : 0;

	(void)ctx;
	(void)note;
	for (int i = from; i < rows_there && i < from + rq->limit; i++) {
		char key[16], code[16];
		const char *cells[] = { code, names[i % 3] };

		snprintf(key, sizeof key, "%d", i);
		snprintf(code, sizeof code, "K%d", i);
		list_page_add(page, i + 1, key, cells, 2, ROLE_ROW);
	}
	return ERR_OK;
}

static const struct list_source source = { .fetch = fetch };

static struct list *
fresh(int rows)
{
	static const struct list_col cols[] = {
		{ .title = "Code", .width = 8, .priority = 1 },
		{ .title = "Name", .width = 20, .priority = 9 },
	};
	struct list *l = list_new(cols, 2, &source, NULL);
	struct err_note note;

	rows_there = rows;
	assert_int_equal(list_reload(l, &note), ERR_OK);
	return l;
}

static void
expect(struct list *l, enum clip_what what, const char *want, size_t rows)
{
	struct clip c = { .rows = 0 };
	struct err_note note = { 0 };

	if (list_copy(l, NULL, what, &c, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_string_equal(strbuf_str(&c.text), want);
	assert_int_equal(c.rows, rows);
	strbuf_fini(&c.text);
}

static void
lists_as_tsv(void **state)
{
	struct list *l = fresh(3);
	struct ui_event mark = test_text(" ");

	(void)state;
	expect(l, CLIP_ROW, "K0\tLan Anh", 1);
	expect(l, CLIP_TABLE, "Code\tName\nK0\tLan Anh\nK1\t'=HYPERLINK(1)\nK2\t-12.000\n", 3);
	list_column(l, 1)->is_hidden = true;
	expect(l, CLIP_TABLE, "Code\nK0\nK1\nK2\n", 3);
	mark.action = ACT_MARK;
	(void)list_event(l, &mark);		/* marked rows alone */
	expect(l, CLIP_TABLE, "Code\nK0\n", 1);
	list_free(l);
}

static void
what_is_too_much(void **state)
{
	struct list *l = fresh(1700);		/* several pages of the source */
	struct clip c = { .rows = 0 };
	struct err_note note = { 0 };

	(void)state;
	assert_int_equal(list_copy(l, NULL, CLIP_TABLE, &c, &note), ERR_OK);
	assert_int_equal(c.rows, 1700);
	strbuf_fini(&c.text);
	list_free(l);
	l = fresh(20000);
	c.rows = 0;
	assert_int_equal(list_copy(l, NULL, CLIP_TABLE, &c, &note), ERR_LIMIT);
	strbuf_fini(&c.text);
	list_free(l);
	l = fresh(0);
	assert_int_equal(list_copy(l, NULL, CLIP_ROW, &c, &note), ERR_NOTFOUND);
	strbuf_fini(&c.text);
	list_free(l);
}

static void
osc52(void **state)
{
	static const struct { const char *text, *want; } cases[] = {
		{ "abc", "\033]52;c;YWJj\a" }, { "a", "\033]52;c;YQ==\a" },
		{ "\x1b]0;x\a", "\033]52;c;G10wO3gH\a" },	/* what is in it stays in it */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *s = clip_osc52(cases[i].text, strlen(cases[i].text));

		assert_string_equal(s, cases[i].want);
		free(s);
	}
}

/* Windows Terminal's answer is longer than any key; nothing of it may become text. */
static void
answers_to_da1(void **state)
{
	static const char windows[] = "\033[?61;4;6;7;14;21;22;23;24;28;32;42;52c", putty[] = "\033[?6c";
	struct input *in = input_new(NULL);
	struct ui_event ev;

	(void)state;
	assert_false(input_has_da1(in));
	input_feed(in, windows, sizeof windows - 1, 1000);
	assert_false(input_next(in, 3000, &ev));
	assert_true(input_da1_has(in, 52));
	assert_false(input_da1_has(in, 5));
	input_forget_da1(in);
	assert_false(input_da1_has(in, 52));
	input_feed(in, putty, sizeof putty - 1, 4000);
	assert_false(input_next(in, 6000, &ev));
	assert_true(input_has_da1(in));
	assert_false(input_da1_has(in, 52));
	input_free(in);
}

int
test_clip(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_as_tsv), cmocka_unit_test(what_is_too_much),
		cmocka_unit_test(osc52), cmocka_unit_test(answers_to_da1),
	};

	return cmocka_run_group_tests_name("clip", tests, NULL, NULL);
}
