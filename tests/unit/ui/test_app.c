#include "test_ui.h"

#include <stdio.h>

#include "base/i18n.h"
#include "ui/browse.h"
#include "ui/dialog.h"
#include "ui/memterm.h"
#include "ui/popups.h"

static struct memterm *mem;
static struct app *app;
static char heard[400];		/* what the test screen was told */
static int drafts;

static void
hear(const char *what)
{
	strncat(heard, what, sizeof heard - strlen(heard) - 1);
	strncat(heard, ";", sizeof heard - strlen(heard) - 1);
}

/* A screen that writes down what happens to it. */

static void
draw(struct screen *s, struct canvas *c, struct rect body)
{
	(void)s;
	canvas_text(c, body.row, body.col, body.cols, ROLE_TEXT, "the body");
	canvas_cursor(c, body.row, 3);
}

static bool
event(struct screen *s, const struct ui_event *ev)
{
	char text[40];

	if (ev->kind == EV_TEXT)
		hear(ev->text);
	if (ev->kind == EV_SCAN) {
		snprintf(text, sizeof text, "scan %s", ev->text);
		hear(text);
		return true;
	}
	if (ev->action == ACT_NEW)
		hear(dialog_confirm(s->app, "Sure?", "Really?") ? "yes" : "no");
	else if (ev->action == ACT_DELETE)
		hear(dialog_confirm_word(s->app, "Delete", "All of it?", "DELETE 3") ?
		    "deleted" : "kept");
	else if (ev->action == ACT_QUERY) {
		char buf[40] = "";

		hear(dialog_prompt(s->app, "Name", "Name:", false, buf, sizeof buf) ? buf : "-");
	} else {
		return ev->kind == EV_TEXT;
	}
	return true;
}

static void
tick(struct screen *s)
{
	(void)s;
	drafts++;
}

static const enum act bar[] = { ACT_HELP, ACT_SAVE, ACT_BACK, ACT_GO, ACT_MENU, ACT_NONE };
static const struct screen_class probe = {
	.name = "probe", .code = "PB", .title = "Probe", .context = CONTEXT_FORM,
	.bar = bar, .draw = draw, .event = event, .tick = tick,
};

static enum err
go(void *ctx, struct app *a, const char *text, enum go_mode mode, struct err_note *note)
{
	(void)ctx;
	if (strcmp(text, "PB") != 0)
		return err_set(note, ERR_NOTFOUND, "", "There is no screen \"%s\".", text);
	return app_open(a, mode, &probe, NULL, note);
}

static struct app_config
config(struct memterm *m)
{
	return (struct app_config){
		.driver = memterm_driver(m), .keymap = test_keys(), .format = *test_format(),
		.go = go, .shop = "Q1 Store", .who = "lan@till-2",
	};
}

static void
run(int rows, int cols, const char *keys, const struct screen_class *class, void *arg)
{
	struct app_config c;
	struct err_note note = { 0 };

	mem = memterm_new(rows, cols);
	c = config(mem);
	app = app_new(&c);
	heard[0] = '\0';
	drafts = 0;
	assert_int_equal(app_push(app, class, arg, &note), ERR_OK);
	memterm_keys(mem, keys);
	app_run(app);
}

static void
done(void)
{
	app_free(app);
	memterm_free(mem);
}

static void
expect_line(int row, const char *want)
{
	char *line = canvas_row_text(memterm_canvas(mem), row, GLYPHS_ASCII);

	assert_string_equal(line, want);
	free(line);
}

static bool
shown(const char *text)
{
	int row;
	bool found = false;

	for (row = 0; row < canvas_rows(memterm_canvas(mem)) && !found; row++) {
		char *line = canvas_row_text(memterm_canvas(mem), row, GLYPHS_ASCII);

		found = strstr(line, text) != NULL;
		free(line);
	}
	return found;
}

static void
the_frame_at_80x24(void **state)
{
	int row, col;

	(void)state;
	run(24, 80, "", &probe, NULL);
	expect_line(0, " PB  Probe                                          Q1 Store  lan@till-2  14:32");
	expect_line(2, "the body");
	expect_line(23, " F1 Help F2 Save F3 Back F9 Go to F10 Menu");
	canvas_cursor_get(memterm_canvas(mem), &row, &col);
	assert_int_equal(row, 2);
	assert_int_equal(col, 3);
	done();
}

static void
go_opens_screens_and_tasks(void **state)
{
	(void)state;
	run(24, 80, "{F9}PB{Enter}{F9}+PB{Enter}{F9}nowhere{Enter}", &probe, NULL);
	assert_true(shown("There is no screen \"nowhere\"."));
	assert_true(shown(" PB  Probe      "));
	done();
	run(24, 80, "{F9}+PB{Enter}{Ctrl-T}1{F9}PB{Enter}", &probe, NULL);
	assert_true(shown("Probe > Probe"));
	done();
	/* back to the last screen, and out */
	run(24, 80, "{F9}PB{Enter}{F3}{F3}", &probe, NULL);
	assert_null(app_top(app));
	done();
}

static void
dialogs_are_not_answered_by_accident(void **state)
{
	(void)state;
	run(24, 80, "{F6}{Enter}", &probe, NULL);	/* No is the default */
	assert_string_equal(heard, "no;");
	done();
	run(24, 80, "{F6}2", &probe, NULL);
	assert_string_equal(heard, "yes;");
	done();
	run(24, 80, "{F6}{Right}{Enter}", &probe, NULL);
	assert_string_equal(heard, "yes;");
	done();
	run(24, 80, "{F6}{Esc}", &probe, NULL);
	assert_string_equal(heard, "no;");
	done();
	/* a hangup answers nothing, and writes drafts */
	run(24, 80, "{F6}", &probe, NULL);
	assert_string_equal(heard, "no;");
	assert_true(drafts > 0);
	assert_true(app_is_leaving(app));
	done();
}

static void
what_destroys_needs_its_word(void **state)
{
	(void)state;
	run(24, 80, "{Ctrl-D}{Enter}{Enter}{F2}{Esc}", &probe, NULL);
	assert_string_equal(heard, "kept;");
	done();
	/* the first letters come within 300 ms: dropped as typed ahead */
	run(24, 80, "{Ctrl-D}xxDELETE 3{Enter}{F2}", &probe, NULL);
	assert_string_equal(heard, "deleted;");
	done();
	run(24, 80, "{Ctrl-D}xxDELETE 2{F2}{Esc}", &probe, NULL);
	assert_string_equal(heard, "kept;");
	done();
}

/* Rule T3: a scan never answers a dialog, and lands where it belongs. */
static void
scans_do_not_answer(void **state)
{
	struct app_config c;
	struct err_note note = { 0 };
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		mem = memterm_new(24, 80);
		c = config(mem);
		app = app_new(&c);
		heard[0] = '\0';
		assert_int_equal(app_push(app, &probe, NULL, &note), ERR_OK);
		memterm_keys(mem, "{F6}");
		/* a known code, and one that is not: both over an open question */
		memterm_type(mem, 1000, i == 0 ? "4006381333931\r" : "2222222222\r", i == 0 ? 14 : 11);
		memterm_type(mem, 2000, "1", 1);
		memterm_type(mem, 3000, "4006381333931\r", 14);
		app_run(app);
		assert_string_equal(heard, "no;scan 4006381333931;");
		done();
	}
}

static void
a_prompt_takes_text(void **state)
{
	(void)state;
	run(24, 80, "{F7}Nguyễn{Backspace}n{Enter}", &probe, NULL);
	assert_string_equal(heard, "Nguyễn;");
	done();
	run(24, 80, "{F7}x{Esc}", &probe, NULL);
	assert_string_equal(heard, "-;");
	done();
}

static void
small_windows_recover(void **state)
{
	struct app_config c;
	struct err_note note = { 0 };
	static const int sizes[][2] = { { 3, 10 }, { 1, 1 }, { 60, 200 }, { 5, 20 }, { 20, 40 }, { 24, 80 } };
	size_t i;

	(void)state;
	mem = memterm_new(24, 80);
	c = config(mem);
	app = app_new(&c);
	heard[0] = '\0';
	assert_int_equal(app_push(app, &probe, NULL, &note), ERR_OK);
	memterm_keys(mem, "{F6}");
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		memterm_resize(mem, 1000 + (int64_t)i * 100, sizes[i][0], sizes[i][1]);
	memterm_keys(mem, "2");
	app_run(app);
	assert_string_equal(heard, "yes;");
	expect_line(2, "the body");
	done();
	run(3, 10, "", &probe, NULL);
	assert_true(shown("Window"));
	done();
}

/* Type-ahead is shown by one refresh. */
static void
one_refresh_for_what_was_typed_ahead(void **state)
{
	struct app_config c;
	struct err_note note = { 0 };
	int before;

	(void)state;
	mem = memterm_new(24, 80);
	c = config(mem);
	app = app_new(&c);
	heard[0] = '\0';
	assert_int_equal(app_push(app, &probe, NULL, &note), ERR_OK);
	app_refresh(app);
	before = memterm_shows(mem);
	memterm_type(mem, 500, "a b c d e f g h i j", 19);
	app_run(app);
	assert_in_range(memterm_shows(mem), before + 1, before + 3);
	assert_string_equal(heard, "a; ;b; ;c; ;d; ;e; ;f; ;g; ;h; ;i; ;j;");
	done();
}

static void
leave_after_a_while(void *ctx, struct app *a, int64_t idle_ms)
{
	(void)ctx;
	if (idle_ms > 150 * 1000)
		app_quit(a);
}

/* The title's clock goes on while nobody types; a beat every second paints nothing more. */
static void
the_clock_goes_on(void **state)
{
	struct app_config c;
	struct err_note note = { 0 };
	int before;

	(void)state;
	mem = memterm_new(24, 80);
	c = config(mem);
	c.beat = leave_after_a_while;
	c.beat_ms = 1000;
	app = app_new(&c);
	assert_int_equal(app_push(app, &probe, NULL, &note), ERR_OK);
	app_refresh(app);
	before = memterm_shows(mem);
	app_run(app);
	/* one after the pause that keeps drafts, then one a minute */
	assert_in_range(memterm_shows(mem), before + 3, before + 4);
	done();
}

static bool has_hung_up;
static struct driver under;

static enum driver_wait
wait_or_hang_up(void *d, int timeout_ms, char *buf, size_t size, size_t *got)
{
	*got = 0;
	return has_hung_up ? WAIT_HANGUP : under.wait(d, timeout_ms, buf, size, got);
}

/* Long work, in a transaction of the store for all the app knows. */
static bool
work_event(struct screen *s, const struct ui_event *ev)
{
	if (ev->action != ACT_NEW)
		return false;
	has_hung_up = true;
	hear(app_poll_stop(s->app) ? "stopped" : "went on");
	hear(drafts == 0 ? "no draft yet" : "draft in the middle of work");
	return true;
}

/* Rule T1: the line drops during an export or import; drafts are kept when that has ended. */
static void
a_line_drops_in_the_middle_of_work(void **state)
{
	static const struct screen_class work = {
		.name = "work", .code = "WK", .title = "Work", .context = CONTEXT_FORM,
		.bar = bar, .draw = draw, .event = work_event, .tick = tick,
	};
	struct app_config c;
	struct err_note note = { 0 };

	(void)state;
	mem = memterm_new(24, 80);
	c = config(mem);
	under = c.driver;
	c.driver.wait = wait_or_hang_up;
	has_hung_up = false;
	app = app_new(&c);
	heard[0] = '\0';
	drafts = 0;
	assert_int_equal(app_push(app, &work, NULL, &note), ERR_OK);
	memterm_keys(mem, "{F6}");
	app_run(app);
	assert_string_equal(heard, "stopped;no draft yet;");
	assert_int_equal(drafts, 1);
	done();
}

static void
help_and_keys(void **state)
{
	(void)state;
	run(24, 80, "{F1}", &probe, NULL);
	assert_true(shown("F2, Esc-2, Ctrl-S"));
	done();
	run(24, 80, "{F1}{Esc}{F10}query", &probe, NULL);
	assert_true(shown("Actions"));
	done();
	/* Esc and digits are F-keys, and then the bar shows them */
	run(24, 80, "{Esc-9}PB", &probe, NULL);
	assert_true(shown("Go to: PB"));
	assert_true(shown("Esc-1 Help"));
	done();
}

/* Browsing: list and form of an entity, with nothing but callbacks. */

static struct record *rows[3];
static char said[200];

static enum err
b_fetch(void *ctx, const struct entity *e, const struct query_term *terms, size_t nterms,
    const char *by, int64_t parent, const struct browse_order *order, const struct list_request *rq,
    struct list_page *page, struct err_note *note)
{
	size_t i;

	(void)ctx; (void)by; (void)parent; (void)order; (void)note;
	for (i = 0; i < 3 && !rq->backward && rq->anchor == NULL; i++) {
		char *cells[8], key[8];
		size_t k;

		if (rows[i] == NULL || strstr(record_text(rows[i], "name"), rq->find) == NULL)
			continue;
		if (nterms > 0 && strstr(record_text(rows[i], "name"), terms[0].text) == NULL)
			continue;
		for (k = 0; k < e->ncolumns; k++)
			cells[k] = field_format(e->columns[k].field, test_format(),
			    &rows[i]->values[e->columns[k].field->index]);
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, (const char *const *)cells, e->ncolumns,
		    ROLE_ROW);
		for (k = 0; k < e->ncolumns; k++)
			free(cells[k]);
	}
	return ERR_OK;
}

static enum err
b_load(void *ctx, const struct entity *e, int64_t id, struct record **out, struct err_note *note)
{
	(void)ctx; (void)e;
	if (id < 1 || id > 3 || rows[id - 1] == NULL)
		return err_set(note, ERR_NOTFOUND, "", "It is gone.");
	*out = record_copy(rows[id - 1]);
	return ERR_OK;
}

static enum err
b_save(void *ctx, struct record *r, const struct record *base, struct record **theirs,
    struct err_note *note)
{
	(void)ctx; (void)base;
	if (r->id == 0)
		r->id = 3;
	if (rows[r->id - 1] != NULL && rows[r->id - 1]->version != r->version) {
		*theirs = record_copy(rows[r->id - 1]);
		return err_set(note, ERR_CONFLICT, "", "Somebody else saved it.");
	}
	r->version++;
	record_free(rows[r->id - 1]);
	rows[r->id - 1] = record_copy(r);
	return ERR_OK;
}

static enum err
b_remove(void *ctx, const struct entity *e, int64_t id, int64_t version, struct err_note *note)
{
	(void)ctx; (void)e; (void)version; (void)note;
	record_free(rows[id - 1]);
	rows[id - 1] = NULL;
	return ERR_OK;
}

static void
b_draft(void *ctx, const struct entity *e, int64_t id, struct form *f)
{
	(void)ctx; (void)e; (void)id;
	snprintf(said, sizeof said, "%s", f != NULL ? record_text(form_record(f), "name") : "dropped");
}

static const struct browse_ops ops = {
	.fetch = b_fetch, .load = b_load, .save = b_save, .remove = b_remove,
	.draft_save = b_draft,
};

static void
browse(const char *keys, int rows_n, int cols)
{
	struct browse_spec spec = { .entity = test_person(), .ops = &ops };

	said[0] = '\0';
	run(rows_n, cols, keys, &browse_list_class, &spec);
}

static int
fill(void **state)
{
	int i;
	static const char *const names[] = { "Ánh", "Bình" };

	(void)state;
	for (i = 0; i < 2; i++) {
		char code[8];

		snprintf(code, sizeof code, "KH%d", i + 1);
		rows[i] = record_new(test_person());
		rows[i]->id = i + 1;
		rows[i]->version = 1;
		record_set_text(rows[i], "code", code);
		record_set_text(rows[i], "name", names[i]);
	}
	return 0;
}

static int
empty(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		record_free(rows[i]);
		rows[i] = NULL;
	}
	return 0;
}

static void
browses_and_edits(void **state)
{
	(void)state;
	browse("Bình{Enter}{Tab}{Tab} Văn{F2}", 24, 80);
	assert_string_equal(record_text(rows[1], "name"), "Bình Văn");
	assert_true(shown("Saved"));
	assert_true(shown(" PE  People > KH2 Bình Văn"));
	done();
	/* the same at 40 columns */
	browse("{Enter}{Tab}{Tab}{Ctrl-U}Mai{F2}{F3}", 20, 40);
	assert_string_equal(record_text(rows[0], "name"), "Mai");
	assert_true(shown("> KH1"));
	done();
}

static void
makes_and_deletes(void **state)
{
	(void)state;
	browse("{F6}{F2}kh9{Enter}{Enter}An{F2}{F3}", 24, 80);
	assert_non_null(rows[2]);
	assert_string_equal(record_text(rows[2], "code"), "KH9");
	done();
	browse("An{Ctrl-D}{Enter}", 24, 80);
	assert_non_null(rows[2]);
	done();
	browse("An{Ctrl-D}2", 24, 80);
	assert_null(rows[2]);
	done();
}

static void
asks_before_changes_are_lost(void **state)
{
	(void)state;
	browse("{Enter}{Tab}{Tab}x{F3}1", 24, 80);
	assert_true(shown("*changed"));
	done();
	browse("{Enter}{Tab}{Tab}x{F3}3", 24, 80);
	assert_string_equal(record_text(rows[0], "name"), "Ánh");
	assert_true(shown("Find:"));
	done();
	/* two seconds after the last key, and on hangup, a draft is written */
	browse("{Enter}{Tab}{Tab}xyz", 24, 80);
	assert_string_equal(said, "Ánhxyz");
	done();
	browse("{Enter}{Tab}{Tab}xyz{F2}", 24, 80);
	assert_string_equal(said, "");
	done();
}

/* Somebody else saves while the form is open: a choice a field (UX 7). */
static void
conflicts_are_chosen_by_field(void **state)
{
	struct browse_spec spec = { .entity = test_person(), .ops = &ops };
	struct app_config c;
	struct err_note note = { 0 };
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		mem = memterm_new(24, 80);
		c = config(mem);
		app = app_new(&c);
		spec.id = 1;
		assert_int_equal(app_push(app, &browse_form_class, &spec, &note), ERR_OK);
		rows[0]->version++;
		record_set_text(rows[0], "name", "Theirs");
		record_set_text(rows[0], "note", "their note");
		memterm_keys(mem, i == 0 ? "{Tab}{Tab}{Ctrl-U}Mine{F2} {F2}" :
		    "{Tab}{Tab}{Ctrl-U}Mine{F2}{F2}");
		app_run(app);
		assert_string_equal(record_text(rows[0], "name"), i == 0 ? "Theirs" : "Mine");
		assert_string_equal(record_text(rows[0], "note"), "their note");
		done();
	}
}

static void
queries_by_example(void **state)
{
	(void)state;
	browse("{F7}{Tab}{Tab}Bình{F8}", 24, 80);
	assert_true(shown("Filter: Full name: Bình"));
	assert_true(shown("> KH2"));
	assert_false(shown("KH1"));
	done();
	browse("{F7}{Tab}{Tab}Bình{F8}{F7}{Tab}{Tab}{Ctrl-U}{F8}", 24, 80);
	assert_true(shown("KH1"));
	done();
}

static void
long_texts(void **state)
{
	(void)state;
	browse("{Enter}{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}{Tab}{Ctrl-E}one{Enter}two{Up}{Home}>{F2}{F2}",
	    24, 80);
	assert_string_equal(record_text(rows[0], "note"), ">one\ntwo");
	done();
}

static void
calendar_by_f4(void **state)
{
	struct app_config c;
	day_t day = 0;

	(void)state;
	mem = memterm_new(24, 80);
	c = config(mem);
	app = app_new(&c);
	memterm_keys(mem, "{Right}{Down}{PgDn}{Enter}");
	assert_true(calendar_run(app, test_format(), 20261121, &day));
	assert_int_equal(day, 20261229);
	done();
}

/* The ground of the test below: every key opens the list again. */
static bool
again(struct screen *s, const struct ui_event *ev)
{
	struct browse_spec spec = { .entity = test_person(), .ops = &ops };
	struct err_note note = { 0 };

	if (ev->kind == EV_KEY || ev->kind == EV_TEXT)
		assert_int_equal(app_push(s->app, &browse_list_class, &spec, &note), ERR_OK);
	return true;
}

static const struct screen_class ground = {
	.name = "ground", .code = "", .title = "Ground", .context = CONTEXT_LIST,
	.draw = draw, .event = again,
};

/* Keys by chance on list, form and pop-ups, while the window changes: nothing
 * breaks, and what is shown is never wider than the window. */
static void
any_keys_in_any_window(void **state)
{
	static const char *const keys[] = {
		"{F1}", "{F2}", "{F3}", "{F4}", "{F5}", "{F6}", "{F7}", "{F8}", "{F9}", "{F10}",
		"{F12}", "{Enter}", "{Enter}", "{Tab}", "{Shift-Tab}", "{Up}", "{Down}", "{Left}",
		"{Right}", "{PgUp}", "{PgDn}", "{Home}", "{End}", "{Backspace}", "{Del}", "{Esc}",
		"{Ctrl-C}", "{Ctrl-D}", "{Ctrl-E}", "{Ctrl-K}", "{Ctrl-L}", "{Ctrl-R}", "{Ctrl-T}",
		"{Ctrl-U}", "{Ctrl-W}", "{Ctrl-Y}", "{Ctrl-Z}", "a", "B", "1", "2", "3", " ", "*",
		"ê", "中", "+", "=", "-", "/", "{Ctrl-Space}", "{Esc-1}", "{Esc-0}",
	};
	struct err_note note = { 0 };
	struct app_config c;
	uint32_t seed;
	int run_no, i;

	for (run_no = 0; run_no < 12; run_no++) {
		seed = 77u + (uint32_t)run_no;
		(void)empty(state);
		(void)fill(state);
		mem = memterm_new(24, 80);
		c = config(mem);
		app = app_new(&c);
		assert_int_equal(app_push(app, &ground, NULL, &note), ERR_OK);
		for (i = 0; i < 400; i++) {
			seed = seed * 1664525u + 1013904223u;
			memterm_keys(mem, keys[(seed >> 16) % (sizeof keys / sizeof keys[0])]);
			if (i % 40 == 39)
				memterm_resize(mem, (i + 1) * 150, (int)(seed >> 8) % 50 + 1,
				    (int)(seed >> 20) % 150 + 1);
		}
		app_run(app);
		done();
	}
}

static void
a_screen_as_text(void **state)
{
	struct browse_spec spec = { .entity = test_person(), .ops = &ops };
	struct app_config c = { .keymap = test_keys(), .format = *test_format(), .who = "lan" };
	struct err_note note = { 0 };
	FILE *f = tmpfile();
	char text[4000];
	size_t n;

	(void)state;
	assert_non_null(f);
	assert_int_equal(app_render_text(&c, 24, 80, &browse_list_class, &spec, f, &note), ERR_OK);
	rewind(f);
	n = fread(text, 1, sizeof text - 1, f);
	text[n] = '\0';
	fclose(f);
	assert_non_null(strstr(text, " PE  People"));
	assert_non_null(strstr(text, "Bình"));
	assert_null(strchr(text, '\033'));
}

int
test_app(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_frame_at_80x24),
		cmocka_unit_test(go_opens_screens_and_tasks),
		cmocka_unit_test(dialogs_are_not_answered_by_accident),
		cmocka_unit_test(what_destroys_needs_its_word),
		cmocka_unit_test(scans_do_not_answer),
		cmocka_unit_test(a_prompt_takes_text),
		cmocka_unit_test(small_windows_recover),
		cmocka_unit_test(one_refresh_for_what_was_typed_ahead),
		cmocka_unit_test(the_clock_goes_on),
		cmocka_unit_test(a_line_drops_in_the_middle_of_work),
		cmocka_unit_test(help_and_keys),
		cmocka_unit_test_setup_teardown(browses_and_edits, fill, empty),
		cmocka_unit_test_setup_teardown(makes_and_deletes, fill, empty),
		cmocka_unit_test_setup_teardown(asks_before_changes_are_lost, fill, empty),
		cmocka_unit_test_setup_teardown(conflicts_are_chosen_by_field, fill, empty),
		cmocka_unit_test_setup_teardown(queries_by_example, fill, empty),
		cmocka_unit_test_setup_teardown(long_texts, fill, empty),
		cmocka_unit_test(calendar_by_f4),
		cmocka_unit_test_setup_teardown(any_keys_in_any_window, fill, empty),
		cmocka_unit_test_setup_teardown(a_screen_as_text, fill, empty),
	};

	return cmocka_run_group_tests_name("app", tests, NULL, NULL);
}
