#include "test_ui.h"

#include "base/i18n.h"
#include "ui/form.h"

static struct form *f;

static enum err
resolve(void *ctx, const struct field *field, const struct record *r, const char *text,
    char **code, char **label, struct err_note *note)
{
	(void)ctx;
	(void)r;
	if (strcasecmp(text, "hcm") == 0 || strncasecmp(text, "ho chi", 6) == 0) {
		*code = strdup("HCM");
		*label = strdup("Ho Chi Minh City");
		return ERR_OK;
	}
	return err_set(note, ERR_NOTFOUND, field->name, "There is no city \"%s\".", text);
}

static enum err
check(void *ctx, const struct field *field, const struct record *r, bool *is_warning,
    struct err_note *note)
{
	(void)ctx;
	if (strcmp(field->name, "phone") != 0 ||
	    strcmp(record_text(r, "phone"), "+84901234567") != 0)
		return ERR_OK;
	*is_warning = true;
	return err_set(note, ERR_INVALID, "phone", "KH000001 has this number too.");
}

static const struct form_ops ops = { .resolve = resolve, .check = check };

static void
key(int k)
{
	struct ui_event ev = test_key(form_mode(f) == FORM_QUERY ? CONTEXT_QUERY : CONTEXT_FORM, k);

	(void)form_event(f, &ev);
}

static void
type(const char *s)
{
	char one[8];
	size_t n;

	for (; *s != '\0'; s += n) {
		struct ui_event ev;

		for (n = 1; ((unsigned char)s[n] & 0xc0) == 0x80;)
			n++;
		memcpy(one, s, n);
		one[n] = '\0';
		ev = test_text(one);
		(void)form_event(f, &ev);
	}
}

static int
setup(void **state)
{
	(void)state;
	f = form_new(NULL, test_person(), test_format(), &ops, NULL);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	form_free(f);
	return 0;
}

static char *
row_at(int rows, int cols, int row)
{
	struct canvas *c = canvas_new(rows, cols);
	char *line;

	(void)form_draw(f, c, canvas_rect(c), true);
	line = canvas_row_text(c, row, GLYPHS_ASCII);
	canvas_free(c);
	return line;
}

static void
expect_row(int rows, int cols, int row, const char *want)
{
	char *line = row_at(rows, cols, row);

	assert_string_equal(line, want);
	free(line);
}

static void
lays_out_for_80_columns(void **state)
{
	(void)state;
	type("kh1");
	expect_row(24, 80, 0, " [1 Main] 2 More");
	expect_row(24, 80, 2, " Code*      [KH1_____]   Sex [______]");
	expect_row(24, 80, 3, " Full name* [______________________________]");
	expect_row(24, 80, 4, " Phone      [______________]   Born [__________]");
	expect_row(24, 80, 7, " Note       [________________________________________]");
}

/* One column, and the label above where both do not fit (UX 1). */
static void
lays_out_for_a_phone(void **state)
{
	(void)state;
	type("kh1");
	expect_row(20, 40, 2, " Code*      [KH1_____]   Sex [______]");
	expect_row(20, 40, 3, " Full name*");
	expect_row(20, 40, 4, " [______________________________]");
	expect_row(20, 40, 5, " Phone      [______________]");
	expect_row(20, 40, 6, " Born       [__________]");
}

static void
lays_out_in_two_columns(void **state)
{
	char *line;

	(void)state;
	type("kh1");
	line = row_at(40, 200, 2);
	assert_non_null(strstr(line, "Code*"));
	assert_non_null(strstr(line, "City"));
	assert_true(strstr(line, "City") - line > 90);
	free(line);
}

static void
never_draws_outside(void **state)
{
	struct canvas *c;
	int cols, rows;

	(void)state;
	for (rows = 1; rows < 12; rows += 3) {
		for (cols = 1; cols < 60; cols += 7) {
			c = canvas_new(rows, cols);
			(void)form_draw(f, c, canvas_rect(c), true);
			key(UKEY_TAB);
			(void)form_draw(f, c, canvas_rect(c), true);
			canvas_free(c);
		}
	}
}

static void
types_a_record(void **state)
{
	struct err_note note = { 0 };
	const struct record *r;

	(void)state;
	assert_false(form_is_dirty(f));
	type("kh1");
	key(UKEY_ENTER);
	key(' ');		/* not a key event of a terminal: nothing breaks */
	type(" ");		/* sex: first choice */
	key(UKEY_ENTER);
	type("Nguyễn Văn Ánh");
	key(UKEY_ENTER);
	type("0901 000.111");
	key(UKEY_TAB);
	assert_string_equal(form_text(f, "phone"), "0901 000 111");
	type("14/02/1990");
	expect_row(24, 80, 4, " Phone      [0901 000 111__]   Born [14/02/1990]");
	key(UKEY_ENTER);
	type("ho chi");
	key(UKEY_ENTER);
	assert_string_equal(form_text(f, "city"), "HCM");
	expect_row(24, 80, 5, " City       [HCM___]+ Ho Chi Minh City          Since [__________]");
	key(UKEY_ENTER);
	type("48,5k");
	key(UKEY_ENTER);
	assert_string_equal(form_text(f, "credit"), "48.500");
	key(UKEY_TAB);		/* over the note to the second page */
	type("x");
	key(UKEY_TAB);
	assert_true(form_is_dirty(f));
	assert_int_equal(form_validate(f, &note), ERR_OK);
	r = form_record(f);
	assert_string_equal(record_text(r, "code"), "KH1");
	assert_string_equal(record_text(r, "sex"), "male");
	assert_string_equal(record_text(r, "phone"), "+84901000111");
	assert_int_equal(record_int(r, "born"), 19900214);
	assert_int_equal(record_int(r, "credit"), 48500);
	assert_int_equal(record_int(r, "mails"), 1);
	assert_string_equal(record_text(r, "city"), "HCM");
}

static void
problems_are_marked_and_jumped_to(void **state)
{
	struct err_note note = { 0 };
	char *line;

	(void)state;
	key(UKEY_TAB);
	key(UKEY_TAB);
	key(UKEY_TAB);
	type("090");
	key(UKEY_TAB);
	assert_true(strstr(form_message(f), "Phone") != NULL);
	line = row_at(24, 80, 4);
	assert_non_null(strstr(line, "[090___________]!"));
	free(line);
	assert_int_equal(form_validate(f, &note), ERR_INVALID);
	assert_string_equal(note.field, "code");
	assert_string_equal(form_focus(f)->name, "code");
	assert_int_equal(form_problems(f), 3);
	assert_non_null(strstr(form_message(f), "2 more problems"));
	/* an unknown city stays in its field on Enter */
	form_focus_name(f, "city");
	type("Atlantis");
	key(UKEY_ENTER);
	assert_string_equal(form_focus(f)->name, "city");
	assert_non_null(strstr(form_message(f), "Atlantis"));
}

static void
a_warning_passes_the_second_time(void **state)
{
	struct err_note note = { 0 };

	(void)state;
	type("kh1");
	form_focus_name(f, "name");
	type("An");
	form_focus_name(f, "phone");
	type("0901234567");
	assert_int_equal(form_validate(f, &note), ERR_INVALID);
	assert_string_equal(note.text, "KH000001 has this number too.");
	assert_int_equal(form_validate(f, &note), ERR_OK);
}

static void
undo_redo_reset(void **state)
{
	struct record *r = record_new(test_person());

	(void)state;
	record_set_text(r, "code", "KH7");
	record_set_text(r, "name", "Mai");
	form_load(f, r);
	record_free(r);
	form_focus_name(f, "name");
	type(" Anh");
	assert_string_equal(form_text(f, "name"), "Mai Anh");
	key(UKEY_CTRL('Z'));
	assert_string_equal(form_text(f, "name"), "Mai");
	assert_false(form_is_dirty(f));
	key(UKEY_CTRL('Y'));
	assert_string_equal(form_text(f, "name"), "Mai Anh");
	key(UKEY_F(5));
	assert_string_equal(form_text(f, "name"), "Mai");
	form_set_text(f, "code", "KH8");
	form_focus_name(f, "name");
	type("x");
	key(UKEY_F(5));
	key(UKEY_F(5));
	assert_string_equal(form_text(f, "code"), "KH7");
	assert_false(form_is_dirty(f));
}

static void
repeats_the_previous_record(void **state)
{
	struct record *r = record_new(test_person());

	(void)state;
	record_set_text(r, "name", "Mai");
	form_set_previous(f, r);
	record_free(r);
	form_focus_name(f, "name");
	key(UKEY_CTRL('R'));
	assert_string_equal(form_text(f, "name"), "Mai");
	assert_true(form_is_dirty(f));
}

static void
drafts_count_as_changes(void **state)
{
	struct record *base = record_new(test_person()), *draft;

	(void)state;
	record_set_text(base, "code", "KH7");
	base->id = 5;
	base->version = 3;
	draft = record_copy(base);
	record_set_text(draft, "name", "typed before");
	form_load_draft(f, base, draft);
	assert_true(form_is_dirty(f));
	assert_int_equal(form_record(f)->version, 3);
	assert_string_equal(form_text(f, "name"), "typed before");
	record_free(base);
	record_free(draft);
}

static void
query_by_example(void **state)
{
	struct query_term terms[4];

	(void)state;
	form_set_mode(f, FORM_QUERY);
	key(UKEY_TAB);
	key(UKEY_TAB);
	type("ng*|tran");
	form_focus_name(f, "credit");
	type(">=1m");
	assert_int_equal(form_query(f, terms, 4), 2);
	assert_string_equal(terms[0].field->name, "name");
	assert_string_equal(terms[0].text, "ng*|tran");
	assert_string_equal(terms[1].text, ">=1m");
	assert_false(form_is_dirty(f));
	form_query_clear(f);
	assert_int_equal(form_query(f, terms, 4), 0);
}

static void
viewing_changes_nothing(void **state)
{
	(void)state;
	form_set_mode(f, FORM_VIEW);
	type("x");
	key(UKEY_TAB);
	type("y");
	assert_false(form_is_dirty(f));
	assert_non_null(strstr(form_message(f), "cannot be changed"));
}

static void
small_forms_without_an_entity(void **state)
{
	static const struct field fields[] = {
		{ .name = "amount", .label = N_("Amount"), .type = FIELD_MONEY, .width = 12,
		  .required = true },
		{ .name = "why", .label = N_("Why"), .type = FIELD_TEXT, .width = 20 },
	};
	struct form *saved = f;
	struct err_note note = { 0 };

	(void)state;
	f = form_new_fields(NULL, fields, 2, test_format(), NULL, NULL);
	type("29000*2+5000=");
	assert_string_equal(form_text(f, "amount"), "63.000");
	assert_int_equal(form_validate(f, &note), ERR_OK);
	assert_int_equal(record_int(form_record(f), "amount"), 63000);
	form_free(f);
	f = saved;
}

static void
escape_strings_stay_in_their_box(void **state)
{
	struct record *r = record_new(test_person());
	char *line;

	(void)state;
	record_set_text(r, "name", "\033[2J\033]0;pwn\007\342\200\256x");
	form_load(f, r);
	record_free(r);
	line = row_at(24, 80, 3);
	assert_null(strchr(line, '\033'));
	assert_null(strchr(line, '\007'));
	assert_int_equal(strchr(line, ']') != NULL, 1);
	assert_int_equal(canvas_width(line), 44);
	free(line);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
test_form(void)
{
	const struct CMUnitTest tests[] = {
		T(lays_out_for_80_columns), T(lays_out_for_a_phone), T(lays_out_in_two_columns),
		T(never_draws_outside), T(types_a_record), T(problems_are_marked_and_jumped_to),
		T(a_warning_passes_the_second_time), T(undo_redo_reset),
		T(repeats_the_previous_record), T(drafts_count_as_changes), T(query_by_example),
		T(viewing_changes_nothing), T(small_forms_without_an_entity),
		T(escape_strings_stay_in_their_box),
	};

	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
