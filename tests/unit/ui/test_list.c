#include "test_ui.h"

#include <stdio.h>

#include "ui/list.h"

#define ROWS 3000

static struct list *l;
static int fetches;
static bool turned;		/* the rows stand from the last to the first */

/* Rows 1..ROWS, "R0001" ..., of which find keeps those that hold the digits. */
static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	bool down = rq->backward != turned;
	int at = rq->anchor != NULL ? atoi(rq->anchor) : down ? ROWS + 1 : 0;
	int n = 0, step = down ? -1 : 1;
	char code[16], key[16];

	(void)ctx;
	if (strcmp(rq->find, "boom") == 0)
		return err_set(note, ERR_DB, "", "The store cannot be read.");
	fetches++;
	for (at += step; at >= 1 && at <= ROWS && n < rq->limit; at += step) {
		const char *cells[] = { code, "Nguyễn Văn Ánh", "0901 234 567", "120.000", "HCM" };

		snprintf(code, sizeof code, "R%04d", at);
		snprintf(key, sizeof key, "%d", at);
		if (strstr(code, rq->find) == NULL)
			continue;
		list_page_add(page, at, key, cells, 5, ROLE_ROW);
		n++;
	}
	return ERR_OK;
}

static enum err
count(void *ctx, const char *find, int64_t cap, int64_t *n, struct err_note *note)
{
	(void)ctx;
	(void)note;
	*n = find[0] == '\0' ? ROWS : 3;
	if (*n > cap)
		*n = cap;
	return ERR_OK;
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	(void)ctx;
	strbuf_addf(out, "seen %d", (int)id);
}

static char *
place(void *ctx, int64_t id)
{
	char key[16];

	(void)ctx;
	snprintf(key, sizeof key, "%d", (int)id);
	return strdup(key);
}

static const struct list_source source = {
	.fetch = fetch, .count = count, .preview = preview, .place = place,
};

static void
draw(int rows, int cols)
{
	struct canvas *c = canvas_new(rows, cols);

	list_draw(l, c, canvas_rect(c), true);
	canvas_free(c);
}

static void
expect_row(int rows, int cols, int row, const char *want)
{
	struct canvas *c = canvas_new(rows, cols);
	char *line;

	list_draw(l, c, canvas_rect(c), true);
	line = canvas_row_text(c, row, GLYPHS_ASCII);
	assert_string_equal(line, want);
	free(line);
	canvas_free(c);
}

static enum list_result
key(int k)
{
	struct ui_event ev = test_key(CONTEXT_LIST, k);

	return list_event(l, &ev);
}

static void
type(const char *s)
{
	for (; *s != '\0'; s++) {
		char one[2] = { *s, '\0' };
		struct ui_event ev = test_text(one);

		ev.action = keymap_action(test_keys(), CONTEXT_LIST, ev.key);
		(void)list_event(l, &ev);
	}
}

static int
setup(void **state)
{
	(void)state;
	l = list_new_entity(test_person(), &source, NULL);
	fetches = 0;
	turned = false;
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	list_free(l);
	return 0;
}

static void
pages_forward_and_back(void **state)
{
	int i;

	(void)state;
	draw(22, 80);
	assert_int_equal(list_selected(l), 1);
	assert_int_equal(fetches, 1);
	for (i = 0; i < 100; i++) {
		assert_int_equal(key(UKEY_PAGE_DOWN), LIST_USED);
		draw(22, 80);
	}
	assert_int_equal(list_selected(l), 1 + 100 * 19);
	for (i = 0; i < 200; i++)
		(void)key(UKEY_UP);
	draw(22, 80);
	assert_int_equal(list_selected(l), 1 + 100 * 19 - 200);
	for (i = 0; i < 100; i++)
		(void)key(UKEY_PAGE_UP);
	assert_int_equal(list_selected(l), 1);
	(void)key(UKEY_UP);
	assert_int_equal(list_selected(l), 1);
	(void)key(UKEY_END);
	assert_int_equal(list_selected(l), ROWS);
	(void)key(UKEY_UP);
	draw(22, 80);
	assert_int_equal(list_selected(l), ROWS - 1);
	(void)key(UKEY_HOME);
	assert_int_equal(list_selected(l), 1);
}

static void
searches_while_typing(void **state)
{
	(void)state;
	draw(22, 80);
	type("299");
	draw(22, 80);
	assert_int_equal(fetches, 2);		/* one for all three letters */
	assert_int_equal(list_selected(l), 299);
	expect_row(22, 80, 0, " Find: 299                                                      rows 1-13 of 13");
	type("5");
	assert_int_equal(key(UKEY_ENTER), LIST_OPEN);
	assert_int_equal(list_selected(l), 2995);
	assert_int_equal(key(UKEY_ESC), LIST_USED);
	assert_string_equal(list_find(l), "");
	assert_int_equal(key(UKEY_ESC), LIST_PASS);
}

static void
says_when_nothing_is_found(void **state)
{
	(void)state;
	type("zzz");
	expect_row(22, 80, 2, "  Nothing found. Esc clears the search.");
	assert_int_equal(key(UKEY_ENTER), LIST_USED);
	(void)key(UKEY_ESC);
	type("boom");
	expect_row(22, 80, 2, "The store cannot be read.");
	assert_int_equal(key(UKEY_DOWN), LIST_FAILED);
}

static void
columns_go_by_priority(void **state)
{
	(void)state;
	expect_row(20, 80, 1, "  Code   Full name                                   Phone          Credit  City");
	expect_row(20, 80, 2, "> R0001  Nguyễn Văn Ánh                              0901 234 567  120.000  HCM");
	expect_row(20, 30, 2, "> R0001 Nguyễn Văn Ánh");
	expect_row(20, 46, 2, "> R0001 Nguyễn Văn Ánh    0901 234 567 120.000");
}

static void
marks(void **state)
{
	struct strbuf said = { 0 };
	const int64_t *ids;

	(void)state;
	draw(20, 80);
	type("  ");
	assert_int_equal(list_marked(l, &ids), 2);
	assert_int_equal(ids[1], 2);
	assert_int_equal(list_selected(l), 3);
	type("*");
	assert_true(list_mark_all(l));
	list_clear_marks(l);
	type("7 ");		/* in a search a blank is a blank */
	assert_string_equal(list_find(l), "7 ");
	assert_int_equal(list_marked(l, &ids), 0);
	(void)key(UKEY_BACKSPACE);
	(void)key(UKEY_DOWN);		/* until the cursor stands on a row */
	type(" ");
	assert_string_equal(list_find(l), "7");
	assert_int_equal(list_marked(l, &ids), 1);
	assert_int_equal(ids[0], 17);
	type("*");
	assert_string_equal(list_find(l), "7");
	list_status(l, &said);
	assert_non_null(strstr(strbuf_str(&said), "all marked"));
	strbuf_fini(&said);
	type("0");		/* the others were not meant */
	assert_false(list_mark_all(l));
}

static void
stays_on_the_row_when_read_again(void **state)
{
	int i;

	(void)state;
	draw(20, 80);
	for (i = 0; i < 50; i++)
		(void)key(UKEY_DOWN);
	assert_int_equal(list_reload(l, NULL), ERR_OK);
	assert_int_equal(list_selected(l), 51);
	assert_int_equal(list_step(l, 1), 52);
	assert_int_equal(list_step(l, -1), 51);
}

/* UX 5: another order, and the row under the cursor, the marks and the search are what they were. */
static void
stays_on_the_row_in_another_order(void **state)
{
	const int64_t *ids;
	int i;

	(void)state;
	draw(20, 80);
	type("  ");
	for (i = 0; i < 998; i++)
		(void)key(UKEY_DOWN);
	draw(20, 80);
	assert_int_equal(list_selected(l), 1001);
	turned = true;
	assert_int_equal(list_reorder(l, NULL), ERR_OK);
	assert_int_equal(list_selected(l), 1001);
	assert_int_equal(list_marked(l, &ids), 2);
	expect_row(20, 80, 19, "> R1001  Nguyễn Văn Ánh                              0901 234 567  120.000  HCM");
	expect_row(20, 80, 18, "  R1002  Nguyễn Văn Ánh                              0901 234 567  120.000  HCM");
	(void)key(UKEY_DOWN);
	assert_int_equal(list_selected(l), 1000);
	(void)key(UKEY_HOME);
	assert_int_equal(list_selected(l), ROWS);
	/* at the very start nothing stands above */
	turned = false;
	assert_int_equal(list_reorder(l, NULL), ERR_OK);
	assert_int_equal(list_selected(l), ROWS);
	turned = true;
	assert_int_equal(list_reorder(l, NULL), ERR_OK);
	assert_int_equal(list_selected(l), ROWS);
	(void)key(UKEY_UP);
	assert_int_equal(list_selected(l), ROWS);
	type("299");
	(void)key(UKEY_DOWN);
	assert_int_equal(list_selected(l), 2998);
	turned = false;
	assert_int_equal(list_reorder(l, NULL), ERR_OK);
	assert_string_equal(list_find(l), "299");
	assert_int_equal(list_selected(l), 2998);
	/* a source that fails leaves the rows */
	(void)key(UKEY_ESC);
	draw(20, 80);
	list_set_find(l, "boom");
	assert_int_equal(list_reorder(l, NULL), ERR_DB);
}

static void
the_head_says_the_order(void **state)
{
	struct strbuf said = { 0 };

	(void)state;
	list_set_order(l, 0, "Code", false);
	expect_row(20, 80, 1, "  Code ^  Full name                                  Phone          Credit  City");
	list_set_order(l, 3, "Credit", true);
	expect_row(20, 80, 1, "  Code   Full name                                  Phone         v Credit  City");
	/* no room for the column: the line above says it */
	draw(20, 40);
	list_status(l, &said);
	assert_non_null(strstr(strbuf_str(&said), "Credit v"));
	assert_true(list_column(l, 3)->is_dropped);
	strbuf_clear(&said);
	draw(20, 80);
	list_status(l, &said);
	assert_null(strstr(strbuf_str(&said), "Credit v"));
	assert_false(list_column(l, 3)->is_dropped);
	list_column(l, 3)->is_hidden = true;
	draw(20, 80);
	strbuf_clear(&said);
	list_status(l, &said);
	assert_non_null(strstr(strbuf_str(&said), "Credit v"));
	strbuf_fini(&said);
}

static void
counts_late_and_capped(void **state)
{
	struct ui_event tick = { .kind = EV_TICK, .text = "" };
	struct strbuf b = { 0 };

	(void)state;
	draw(20, 80);
	list_status(l, &b);
	assert_string_equal(strbuf_str(&b), "more ...");
	strbuf_clear(&b);
	(void)list_event(l, &tick);
	list_status(l, &b);
	assert_string_equal(strbuf_str(&b), "rows 1-18 of 3000");
	strbuf_fini(&b);
}

static bool
shows(struct canvas *c, bool hurried, const char *what)
{
	bool found = false;

	canvas_set_hurried(c, hurried);
	list_draw(l, c, canvas_rect(c), true);
	for (int row = 0; row < canvas_rows(c) && !found; row++) {
		char *line = canvas_row_text(c, row, GLYPHS_ASCII);

		found = strstr(line, what) != NULL;
		free(line);
	}
	return found;
}

static void
previews_where_the_keys_pause(void **state)
{
	struct canvas *c = canvas_new(24, 80);

	(void)state;
	list_set_preview(l, true);
	assert_true(shows(c, false, "seen 1"));
	(void)key(UKEY_DOWN);
	assert_false(shows(c, true, "seen"));
	assert_true(canvas_is_owing(c));
	assert_true(shows(c, false, "seen 2"));
	assert_false(canvas_is_owing(c));
	/* what is known is shown at once */
	assert_true(shows(c, true, "seen 2"));
	canvas_free(c);
}

static void
fits_any_window(void **state)
{
	int rows, cols;

	(void)state;
	list_set_preview(l, true);
	list_set_filter(l, "City: HCM");
	for (rows = 1; rows < 30; rows += 4)
		for (cols = 1; cols < 120; cols += 9) {
			draw(rows, cols);
			(void)key(UKEY_PAGE_DOWN);
		}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
test_list(void)
{
	const struct CMUnitTest tests[] = {
		T(pages_forward_and_back), T(searches_while_typing),
		T(says_when_nothing_is_found), T(columns_go_by_priority), T(marks),
		T(stays_on_the_row_when_read_again), T(counts_late_and_capped),
		T(stays_on_the_row_in_another_order), T(counts_late_and_capped),
		T(the_head_says_the_order), T(counts_late_and_capped),
		T(previews_where_the_keys_pause), T(fits_any_window),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
