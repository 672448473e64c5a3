#include "test_base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/mem.h"
#include "base/rng.h"

static const struct conf_spec page[] = {
	{ .name = "title", .kind = CONF_STR },
	{ .name = "row", .kind = CONF_CALL },
	{ .kind = CONF_END },
};

static const struct conf_spec spec[] = {
	{ .name = "page", .kind = CONF_SECTION, .sub = page, .needs_title = true },
	{ .name = "map", .kind = CONF_SECTION, .sub = page },
	{ .name = "size", .kind = CONF_INT },
	{ .name = "wide", .kind = CONF_BOOL },
	{ .name = "names", .kind = CONF_LIST },
	{ .kind = CONF_END },
};

static enum err
read_text(const char *text, struct conf **c, struct err_note *note)
{
	return conf_read_text("forms/x.form", text, strlen(text), spec, c, note);
}

static void
same_nodes(const struct conf_node *a, const struct conf_node *b)
{
	assert_string_equal(a->name, b->name);
	assert_string_equal(a->title, b->title);
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->line, b->line);
	assert_int_equal(a->nvalues, b->nvalues);
	for (size_t i = 0; i < a->nvalues; i++)
		assert_string_equal(a->values[i], b->values[i]);
	assert_int_equal(a->nchildren, b->nchildren);
	for (size_t i = 0; i < a->nchildren; i++)
		same_nodes(&a->children[i], &b->children[i]);
}

/* What the scan understands alone and what libConfuse says of it are the same; the last
 * line is what makes a text one for libConfuse. */
static void
plain_texts_read_as_libconfuse_reads_them(void **state)
{
	static const char *const texts[] = {
		"size = 12\nwide = true\nnames = {'a', \"b c\", ''}\n",
		"wide = false size = -7 names = { 'ế' , 'x' }\n",
		"page main { title = 'Tên # không' row('code', 'name') row('x') }\n"
		"page two { title = \"it's\" }\nmap { row('a') }\nmap b { title = '' }\n",
		/* for libConfuse alone: the same either way */
		"size = 012\n", "size = 0x10\n", "size = +3\n", "wide = yes\n",
		"names = 'one'\n", "names = {}\n", "page p { row('a\\\\b') title = word }\n",
		"page p { title = 'a\\'b' }\n", "page p { title = \"a\\tb\" }\n",
	};
	struct conf *plain, *other;
	struct err_note note;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char *both = xasprintf("%smap last { title = 'a\\\\' }\n", texts[i]);
		char *one = xasprintf("%smap last { title = 'a' }\n", texts[i]);
		enum err e = read_text(one, &plain, &note);

		assert_int_equal(read_text(both, &other, &note), e);
		if (e == ERR_OK) {
			struct conf_node *last = (struct conf_node *)
			    conf_get(conf_root(other), "map");

			assert_string_equal(conf_str(last, "title", ""), "a\\");
			last->children[0].values[0] = "a";
			same_nodes(conf_root(plain), conf_root(other));
			conf_free(plain);
			conf_free(other);
		}
		free(both);
		free(one);
	}
}

static void
everything_with_its_line(void **state)
{
	static const char text[] =
	    "\xef\xbb\xbf# a comment with ' and { and ${HOME}\r\n"
	    "size = 12 // more '\n"
	    "/* two\n lines { */ wide = yes\n"
	    "page main { title = 'a # b // c /* d'\n"
	    "\trow('code', # inside of a call\n"
	    "\t    'name')\n"
	    "\trow(\"q\")\n"
	    "}\n"
	    "page main { title = 'it\\'s { } ( )' }\n"
	    "map { row('x') }\n"
	    "map global { }\n"
	    "names = {'a', /* not 'b' */\n'ế'}\n";
	const struct conf_node *root, *n;
	struct err_note note;
	struct conf *c;

	(void)state;
	assert_int_equal(read_text(text, &c, &note), ERR_OK);
	root = conf_root(c);
	assert_int_equal(root->nchildren, 7);
	assert_int_equal(conf_int(root, "size", 0), 12);
	assert_true(conf_bool(root, "wide", false));
	assert_int_equal(conf_get(root, "size")->line, 2);
	assert_int_equal(conf_get(root, "wide")->line, 4);
	n = &root->children[2];
	assert_string_equal(n->title, "main");
	assert_int_equal(n->line, 5);
	assert_string_equal(conf_str(n, "title", ""), "a # b // c /* d");
	assert_int_equal(n->children[1].line, 6);
	assert_int_equal(n->children[1].nvalues, 2);
	assert_string_equal(n->children[1].values[1], "name");
	assert_string_equal(n->children[2].values[0], "q");
	assert_int_equal(n->children[2].line, 8);
	n = &root->children[3];		/* an equal title is its own section */
	assert_int_equal(n->line, 10);
	assert_string_equal(conf_str(n, "title", ""), "it's { } ( )");
	assert_string_equal(root->children[4].title, "");
	assert_string_equal(root->children[5].title, "global");
	n = conf_get(root, "names");
	assert_int_equal(n->nvalues, 2);
	assert_string_equal(n->values[1], "ế");
	assert_null(conf_get(root, "nothing"));
	assert_string_equal(conf_str(root, "nothing", "else"), "else");
	assert_int_equal(conf_int(root, "nothing", 5), 5);
	conf_free(c);
	conf_free(NULL);
}

static const struct { const char *text, *message; } broken[] = {
	{ "\n\ncolour = 1\n", "forms/x.form:3: “colour” is not known here" },
	{ "# one\n/* two\n*/ page a {\n\ttitel = 'x' }\n", "forms/x.form:4: “titel” is not known here" },
	{ "\npage a {\n title = 'x'\n", "forms/x.form:2: “a” is not closed by }" },
	{ "\nmap {\n", "forms/x.form:2: “map” is not closed by }" },
	{ "page a { }\n}\n", "forms/x.form:2: “}” does not belong here" },
	{ "page {\n}\n", "forms/x.form:1: “page” needs a name before {" },
	{ "size = 1\n\nsize = 2\n", "forms/x.form:3: “size” is given twice" },
	{ "\nsize = big\n", "forms/x.form:2: invalid integer value for option 'size'" },
	{ "wide = 7\n", "forms/x.form:1: invalid boolean value for option 'wide'" },
	{ "page a {\n\n title = \"${HOME}\"\n}\n", "forms/x.form:3: “${” is not allowed here" },
	{ "size = 1\n# \xff\n", "forms/x.form:2: this line is not UTF-8" },
	{ "page a {\n title = 'open\n}\n", "forms/x.form:2: this quotation mark is not closed" },
	{ "\n/* open\n", "forms/x.form:2: this comment is not closed" },
	{ "page a {\n row('x'\n}\n", "forms/x.form:2: this call is not closed by )" },
	{ "names = {'a'\n", "forms/x.form:1: this list is not closed by }" },
	{ "size\n", "forms/x.form:1: “size” is not followed by = or ( or {" },
	{ "size =\n", "forms/x.form:1: there is no value for “size”" },
	{ "size { }\n", "forms/x.form:1: write: size = value" },
	{ "page a { row = 'x' }\n", "forms/x.form:1: write: row('value', 'value')" },
	{ "page = 'x'\n", "forms/x.form:1: write: page name { ... }" },
	{ "size = 1 2\n", "forms/x.form:1: “2” is not followed by = or ( or {" },
	{ "\nnames = {'a' 'b'}\n", "forms/x.form:2: unexpected token 'b'" },
};

static void
broken_files_are_refused_with_their_line(void **state)
{
	struct err_note note;
	struct conf *c = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof broken / sizeof *broken; i++) {
		assert_int_equal(read_text(broken[i].text, &c, &note), ERR_SYNTAX);
		assert_string_equal(note.text, broken[i].message);
		assert_null(c);
	}
	assert_int_equal(conf_read_text("x", "a\0b", 3, spec, &c, &note), ERR_SYNTAX);
	assert_string_equal(note.text, "x:1: this line is not UTF-8");
	assert_int_equal(conf_read("/nonexistent/x", spec, &c, &note), ERR_IO);
}

/* Pieces of the grammar in any order: refused or read, never a crash. */
static void
any_text(void **state)
{
	static const char *const pieces[] = { "page", "map", "size", "row",
		"title", "{", "}", "(", ")", "=", "+=", ",", "'a'", "\"b\"",
		"12", "yes", "#c\n", "/*", "*/", "//d\n", "\n", "'", "\\", "$",
		"{", "}", " ", "include", "ế" };
	struct rng r = { 3 };
	char text[400];
	int round;

	(void)state;
	for (round = 0; round < 5000; round++) {
		struct err_note note;
		struct conf *c = NULL;
		int n = (int)rng_below(&r, 30);

		text[0] = '\0';
		while (n-- > 0) {
			strcat(text, pieces[rng_below(&r,
			    sizeof pieces / sizeof *pieces)]);
			strcat(text, " ");
		}
		if (read_text(text, &c, &note) != ERR_OK)
			assert_true(strncmp(note.text, "forms/x.form:", 13) == 0);
		conf_free(c);
	}
}

static void
files_that_others_can_write_are_refused(void **state)
{
	char path[] = "conf-owner-XXXXXX";
	struct err_note note;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, 0644), 0);
	assert_int_equal(conf_check_owner(path, &note), ERR_OK);
	assert_int_equal(fchmod(fd, 0646), 0);
	assert_int_equal(conf_check_owner(path, &note), ERR_CONFIG);
	assert_non_null(strstr(note.text, "chmod go-w"));
	close(fd);
	unlink(path);
	assert_int_equal(conf_check_owner(path, &note), ERR_IO);
}

int
test_conf(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_with_its_line),
		cmocka_unit_test(plain_texts_read_as_libconfuse_reads_them),
		cmocka_unit_test(broken_files_are_refused_with_their_line),
		cmocka_unit_test(any_text),
		cmocka_unit_test(files_that_others_can_write_are_refused),
	};

	return cmocka_run_group_tests_name("conf", tests, NULL, NULL);
}
