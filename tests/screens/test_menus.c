/* Every line of every menu is walked by keys: as the administrator on a terminal and on a phone,
 * and as somebody with few rights. The lines come from the table that the menus are drawn from,
 * so that a line added there is walked without a change here. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/secret.h"
#include "base/str.h"
#include "base/utf8.h"
#include "screens/menus.h"
#include "scr.h"
#include "shop.h"

#define WAIT_MS 20000
/* Lines for one terminal; the terminals work at the same time, as Esc alone is waited for. */
#define PART 8

struct line {
	enum menu_id in, sub;
	char code[16], title[96], refusal[160];
	bool may;
};

struct plan { struct line lines[200]; size_t n; };

static const struct { int rows, cols; } sizes[] = { { 24, 80 }, { 20, 40 } };

/* What somebody who may see some customers and products must not find anywhere. */
static const char *const secrets[] = { "Hidden Person", "KH9999", "0909999999", SHOP_CARD };

/* ---- the plan ---- */

static void
plan_add(struct plan *p, const struct session *s, enum menu_id in, const struct menu_line *l)
{
	const struct entity *e = l->entity ? model_entity(store_model(s->st), l->entity) : NULL;
	struct line *x = &p->lines[p->n++];

	assert_true(p->n < sizeof p->lines / sizeof p->lines[0]);
	*x = (struct line) { .in = in, .sub = l->sub, .may = menus_may(s, l) };
	str_copy(x->code, sizeof x->code, menus_code(s, l));
	str_copy(x->title, sizeof x->title, menus_title(s, l));
	if (l->sub != MENU_MAIN)
		snprintf(x->refusal, sizeof x->refusal, "Nothing in this menu is allowed for %s",
		    actor_code(s->a));
	else
		snprintf(x->refusal, sizeof x->refusal, "not allowed for %s (needs %s.%s)",
		    actor_code(s->a), e ? e->function : l->function,
		    verb_name(e ? VERB_VIEW : l->verb));
}

/* The lines of the menus as this user sees them; or, all of them, whatever the rights. */
static void
plan_make(struct plan *p, const struct shop *shop, const char *user, bool all)
{
	struct menu_line lines[MENU_LINES_MAX];
	struct menu_item items[MENU_LINES_MAX];
	struct err_note note = { 0 };
	struct store_paths paths;
	struct session s = { 0 };

	p->n = 0;
	assert_int_equal(secret_init(), ERR_OK);
	assert_int_equal(store_find(shop->home, &paths, &note), ERR_OK);
	assert_int_equal(store_open(&paths, &s.st, &note), ERR_OK);
	assert_int_equal(actor_open(s.st, user, &s.a, &note), ERR_OK);
	for (enum menu_id id = MENU_MAIN; !all && id < MENU_HIDDEN; id++) {
		size_t n = menus_of(&s, id, lines, items);

		for (size_t i = 0; i < n; i++)
			plan_add(p, &s, id, &lines[i]);
	}
	for (const struct menu_line *l = menu_table; all && menus_is_line(l); l++)
		plan_add(p, &s, MENU_HIDDEN, l);
	for (size_t i = 0; all && i < model_count(store_model(s.st)); i++) {
		const struct entity *e = model_at(store_model(s.st), i);
		struct menu_line l = { .code = e->code, .entity = e->name };

		if (e->catalog)
			plan_add(p, &s, MENU_HIDDEN, &l);
	}
	actor_close(s.a);
	store_close(s.st);
}

/* ---- one terminal: a child of its own, which tells by its exit status ---- */

struct walk {
	const struct plan *plan;
	struct scr *s;
	int rows, cols;
	bool is_hurried;		/* leaves by F3 */
	const struct line *at;
};

static bool
wrong(struct walk *w, const char *what)
{
	fprintf(stderr, "%dx%d %s %s: %s\n", w->cols, w->rows, w->at->code, w->at->title, what);
	scr_dump(w->s);
	return false;
}

static const struct line *
opener(const struct plan *p, enum menu_id id)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->lines[i].sub == id)
			return &p->lines[i];
	return NULL;
}

/* What the title row begins with while a menu is on top. */
static void
menu_head(const struct walk *w, enum menu_id id, char *out, size_t size)
{
	const struct line *own = opener(w->plan, id), *up;

	if (id == MENU_MAIN)
		str_copy(out, size, " MM  Home  ");
	else if (w->cols < 60)
		snprintf(out, size, " %s  ", own->title);
	else if (own->in != MENU_MAIN && (up = opener(w->plan, own->in)) != NULL)
		snprintf(out, size, " Home > %s > %s  ", up->title, own->title);
	else
		snprintf(out, size, " Home > %s  ", own->title);
}

/* The place of a line in its menu. */
static int
place(const struct plan *p, const struct line *l)
{
	int n = 0;

	for (size_t i = 0; &p->lines[i] != l; i++)
		n += p->lines[i].in == l->in;
	return n;
}

/* No error, nothing that ran over the edge, the frame whole. */
static bool
looks_whole(struct walk *w)
{
	if (scr_past_edge(w->s) >= 0)
		return wrong(w, "a row runs over the edge");
	/* the row of messages; on a phone it is that of the hints */
	if (scr_is_red(w->s, w->rows - (w->cols < 60 ? 3 : 4)))
		return wrong(w, "an error is told");
	if (!strstr(scr_line(w->s, w->rows - 2), "db ok") ||
	    !strstr(scr_line(w->s, w->rows - 1), "F1 Help"))
		return wrong(w, "the rows of state and keys are not whole");
	return true;
}

static int
boxes(struct walk *w)
{
	int n = 0;

	for (int r = 0; r < w->rows; r++)
		n += strstr(scr_line(w->s, r), "┌ ") != NULL;
	return n;
}

/* Some lines ask before there is a screen: who, whether. The question begins as the line does. */
static bool
asks(struct walk *w)
{
	char box[128];

	snprintf(box, sizeof box, "┌ %.*s", (int)strcspn(w->at->title, " "), w->at->title);
	return scr_has(w->s, box);
}

/* The screen of the line is on top: its code and its title, and on a small one the first words. */
static bool
opened(struct walk *w)
{
	const struct line *l = w->at;
	char head[256], title[96];
	bool is_open = false;

	if (l->sub != MENU_MAIN)
		menu_head(w, l->sub, head, sizeof head);
	else
		snprintf(head, sizeof head, " %s  ", l->code);
	for (int ms = 0; ms < WAIT_MS && !is_open; ms += 20)
		is_open = scr_wait_row(w->s, 0, head, 20) || asks(w);
	if (!is_open)
		return wrong(w, "did not open");
	scr_quiet(w->s);
	str_copy(title, sizeof title, l->title);
	if (w->cols < 60 && strlen(title) > 14)
		title[14] = '\0';
	return asks(w) || strstr(scr_line(w->s, 0), title) ||
	    wrong(w, "has another title than its line");
}

static bool
back(struct walk *w, enum menu_id id)
{
	char head[256];

	menu_head(w, id, head, sizeof head);
	/* At the till Esc empties the ticket; F3 leaves. It is faster, too: after Esc a digit is
	 * waited for. */
	if (str_eq(w->at->code, "PS") || (w->is_hurried && boxes(w) == 0))
		scr_keys(w->s, "F3");
	else
		scr_burst(w->s, "\033", 1);
	return (scr_wait_row(w->s, 0, head, WAIT_MS) && scr_wait_gone(w->s, "┌ ", WAIT_MS)) ||
	    wrong(w, "Esc does not come back to the menu");
}

static bool
is_line(struct walk *w, int row)
{
	const char *text = scr_line(w->s, row);

	return strstr(text, w->at->title) && strstr(text, w->at->code);
}

static bool
is_under_cursor(struct walk *w)
{
	int row, col;

	scr_cursor(w->s, &row, &col);
	if (w->at->in != MENU_MAIN)
		return is_line(w, row);
	/* at home the cursor is where a code is typed */
	for (row = 0; row < w->rows; row++)
		if (is_line(w, row))
			return true;
	return false;
}

/* From one place of the menu down to the line, and Enter. */
static bool
pick(struct walk *w, const struct line *l, int from)
{
	w->at = l;
	for (int i = place(w->plan, l); i > from; i--)
		scr_keys(w->s, "Down");
	for (int ms = 0; ms < WAIT_MS && !is_under_cursor(w); ms += 60)
		scr_quiet(w->s);
	if (!is_under_cursor(w))
		return wrong(w, "is not the line under the cursor");
	scr_keys(w->s, "Enter");
	return opened(w);
}

/* The menu of the line, by the menus above it. */
static bool
enter_menu(struct walk *w, enum menu_id id)
{
	const struct line *own = opener(w->plan, id);
	char head[256];

	if (id != MENU_MAIN)
		return enter_menu(w, own->in) && pick(w, own, 0);
	menu_head(w, id, head, sizeof head);
	return scr_wait_row(w->s, 0, head, WAIT_MS);
}

static bool
walk_menu(struct walk *w, const struct line *from, size_t n)
{
	int at = 0;

	w->at = from;
	if (!enter_menu(w, from->in))
		return wrong(w, "its menu does not open");
	for (const struct line *l = from; l < from + n; l++) {
		if (!pick(w, l, at) || !looks_whole(w) || !back(w, l->in))
			return false;
		at = place(w->plan, l);
	}
	return true;
}

/* Every code there is, at Go: it opens, or the right that is missing is named; and nothing
 * shows what the user must not see. */
static bool
walk_codes(struct walk *w, const struct line *from, size_t n)
{
	w->at = from;
	w->is_hurried = true;
	if (!enter_menu(w, MENU_MAIN))
		return wrong(w, "no home");
	for (const struct line *l = from; l < from + n; l++) {
		if (str_eq(l->code, "MM"))
			continue;		/* one is there */
		w->at = l;
		scr_keys(w->s, "F9");
		scr_type(w->s, l->code[0] ? l->code : l->title);
		scr_keys(w->s, "Enter");
		if (l->may && !(opened(w) && looks_whole(w)))
			return false;
		if (!l->may && !scr_wait(w->s, l->refusal, WAIT_MS))
			return wrong(w, l->refusal);
		for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
			if (scr_has(w->s, secrets[i]))
				return wrong(w, secrets[i]);
		if (l->may && !back(w, MENU_MAIN))
			return false;
	}
	return true;
}

/* Ctrl-P may refuse or do nothing; it must not ask what the file is to be. */
static bool
makes_no_file(struct walk *w)
{
	int before = boxes(w);

	scr_keys(w->s, "^P");
	scr_quiet(w->s);
	return (boxes(w) <= before && !scr_has(w->s, "As what?")) || wrong(w, "offers a file");
}

/* Rule S4, for who may see everything and take out nothing: on every screen of the menus, and in
 * the first row of those whose rows are papers. */
static bool
walk_print(struct walk *w, const struct line *from, size_t n)
{
	static const char papers[] = "CU PR RC RP QU OR CT IX DC UQ";

	w->at = from;
	w->is_hurried = true;
	if (!enter_menu(w, MENU_MAIN))
		return wrong(w, "no home");
	for (const struct line *l = from; l < from + n; l++) {
		w->at = l;
		if (l->sub != MENU_MAIN || str_eq(l->code, "LO") || str_eq(l->code, "PS"))
			continue;
		scr_keys(w->s, "F9");
		scr_type(w->s, l->code);
		scr_keys(w->s, "Enter");
		if (!opened(w))
			return false;
		if (!asks(w) && !makes_no_file(w))
			return false;
		if (strstr(papers, l->code)) {
			scr_keys(w->s, "Enter");
			scr_quiet(w->s);
			if (!makes_no_file(w))
				return false;
			scr_keys(w->s, "F3");
			scr_quiet(w->s);
		}
		/* F3 once too often would leave the program. */
		w->is_hurried = !strstr(papers, l->code);
		if (!back(w, MENU_MAIN))
			return false;
	}
	return true;
}

typedef bool walk_fn(struct walk *, const struct line *, size_t);

static pid_t
start(const struct shop *shop, const struct plan *p, const char *user, size_t size, size_t from,
    size_t n, walk_fn *fn)
{
	struct scr_start st = { .home = shop->home, .user = user, .lang = "en",
		.rows = sizes[size].rows, .cols = sizes[size].cols, .margin = 4 };
	struct walk w = { .plan = p, .rows = st.rows, .cols = st.cols };
	pid_t pid = fork();
	bool ok;

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	w.s = scr_new(&st);
	ok = fn(&w, &p->lines[from], n);
	scr_free(w.s);
	_exit(ok ? 0 : 1);
}

static void
walk_all(const struct shop *shop, const struct plan *p, const char *user, size_t nsizes, walk_fn *fn)
{
	pid_t pids[128];
	size_t n = 0, part, failed = 0;
	int status;

	for (size_t k = 0; k < nsizes; k++)
		for (size_t i = 0; i < p->n; i += part) {
			for (part = 1; part < PART && i + part < p->n &&
			    p->lines[i + part].in == p->lines[i].in; part++)
				;
			assert_true(n < sizeof pids / sizeof pids[0]);
			pids[n++] = start(shop, p, user, k, i, part, fn);
		}
	for (size_t i = 0; i < n; i++)
		failed += waitpid(pids[i], &status, 0) != pids[i] || status != 0;
	assert_int_equal(failed, 0);
}

/* ---- the cases ---- */

static int
setup(void **state)
{
	struct shop *shop = calloc(1, sizeof *shop);

	shop_make(shop);
	*state = shop;
	return 0;
}

static int
teardown(void **state)
{
	shop_drop(*state);
	free(*state);
	shop_fini();
	return 0;
}

static bool
has_code(const struct plan *p, const char *code)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->lines[i].code, code))
			return true;
	return false;
}

static void
every_line_of_every_menu_opens(void **state)
{
	static struct plan p;

	plan_make(&p, *state, "admin", false);
	assert_true(p.n > 70);
	assert_true(has_code(&p, "US") && has_code(&p, "BK") && has_code(&p, "CL"));
	walk_all(*state, &p, "admin", 2, walk_menu);
}

static void
few_rights_see_few_lines(void **state)
{
	static struct plan p;

	plan_make(&p, *state, "kho", false);
	assert_true(has_code(&p, "CU") && has_code(&p, "PR"));
	assert_false(has_code(&p, "AU") || has_code(&p, "BK") || has_code(&p, "US"));
	walk_all(*state, &p, "kho", 2, walk_menu);
}

static void
every_code_says_the_right_that_is_missing(void **state)
{
	static struct plan p;

	plan_make(&p, *state, "kho", true);
	walk_all(*state, &p, "kho", 1, walk_codes);
}

static void
rule_S4_who_may_not_export_has_no_key_to_a_file(void **state)
{
	static struct plan p;
	struct shop *shop = *state;
	char dir[300], *setup = NULL;
	size_t len;
	FILE *f = open_memstream(&setup, &len);

	fputs("{\"op\":\"add\",\"entity\":\"group\",\"fields\":{\"code\":\"look\",\"name\":\"L\"}}\n", f);
	for (const struct function *x = function_table; x->name; x++)
		if (x->verbs & VERB_VIEW)
			fprintf(f, "{\"op\":\"add\",\"entity\":\"right\",\"fields\":{\"group\":\"look\","
			    "\"function\":\"%s\",\"verbs\":\"view\"}}\n", x->name);
	fputs("{\"op\":\"add\",\"entity\":\"user\",\"fields\":{\"code\":\"doc\",\"name\":\"Doc\","
	    "\"groups\":[\"look\"],\"store\":\"S1\",\"active\":true}}\n", f);
	fputs("{\"op\":\"sale\",\"key\":\"1\",\"lines\":[{\"product\":\"CF\",\"qty\":1}],"
	    "\"tenders\":[{\"method\":\"cash\",\"amount\":29000}]}\n", f);
	assert_int_equal(fclose(f), 0);
	assert_null(strstr(shop_post(shop, "admin", setup), "\"ok\":false"));
	free(setup);
	snprintf(dir, sizeof dir, "%s/mine", shop->home);
	assert_int_equal(mkdir(dir, 0700), 0);
	setenv("HOME", dir, 1);
	plan_make(&p, shop, "doc", false);
	assert_true(has_code(&p, "AU") && has_code(&p, "RC") && has_code(&p, "DY"));
	walk_all(shop, &p, "doc", 1, walk_print);
	assert_int_equal(rmdir(dir), 0);		/* nothing is in it */
}

/* ---- the guide ---- */

/* The part of the guide that says where each task is. */
static char *
tasks(void)
{
	const char *src = getenv("QUEN_SRC");
	static char text[65536];
	char path[600], *at;
	FILE *f;

	snprintf(path, sizeof path, "%s/doc/guide/ADMIN.en.md", src ? src : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	at = strstr(text, "\n## 9. Where each task is\n");
	assert_non_null(at);
	return at;
}

/* Every code that the guide names is a line of a menu, which the walk opened; every command of
 * the program stands there, with its menu or with why it has none. */
static void
every_task_of_an_administrator_has_its_line(void **state)
{
	static struct plan p;
	char *guide = tasks(), word[80], name[64];
	const char *help = shop_says(*state, "help", NULL), *at;
	size_t codes = 0, commands = 0;

	plan_make(&p, *state, "admin", false);
	for (at = guide; (at = strchr(at, '`')) != NULL; at++) {
		if (sscanf(at, "`%60[^`]`", word) != 1)
			continue;
		at += strlen(word) + 1;
		if (sscanf(word, "quen %63s", name) == 1) {
			snprintf(word, sizeof word, "\n  %s ", name);
			if (!strstr(help, word))
				fail_msg("the guide names a command that is not there: %s", name);
		} else if (codes++, !has_code(&p, word) && !str_eq(word, "WO"))
			fail_msg("the guide names a line that no menu has: %s", word);
	}
	assert_true(codes > 35);
	/* a command is a line of help with two blanks before it, up to its options */
	for (at = help; (at = strstr(at, "\n  ")) != NULL; at++)
		if (sscanf(at, "\n  %63[a-z] ", name) == 1) {
			snprintf(word, sizeof word, "`quen %s`", name);
			if (!strstr(guide, word))
				fail_msg("the guide does not say where this is: %s", name);
			commands++;
		}
	assert_true(commands > 25);
}

int
main(void)
{
	const struct CMUnitTest cases[] = {
		cmocka_unit_test(every_line_of_every_menu_opens),
		cmocka_unit_test(few_rights_see_few_lines),
		cmocka_unit_test(every_code_says_the_right_that_is_missing),
		cmocka_unit_test(rule_S4_who_may_not_export_has_no_key_to_a_file),
		cmocka_unit_test(every_task_of_an_administrator_has_its_line),
	};

	return cmocka_run_group_tests_name("menus", cases, setup, teardown);
}
