#include "test_model.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define REGION "region", "entity region { title = 'Region' code = 'RG'\n" \
	"field code { type = 'code' unique = true }\n" \
	"field name { type = 'text' }\n }\n"

static void
a_form_says_everything(void **state)
{
	static const char *const forms[] = { REGION, "person",
	    "entity person { title = 'Person' plural = 'People' code = 'PE'\n"
	    "  table = 'app_person' function = 'people' series = 'person'\n"
	    "  rules = 'person' privacy = 'owner' search = 'trigram'\n"
	    "  field code { label = 'Code' type = 'code' width = 9 unique = true default = 'next:person' }\n"
	    "  field name { label = 'Name' type = 'text' width = 30 max = 50 required = true search = true warn = 'duplicate' }\n"
	    "  field kind { type = 'choice' choices = {'m', 'f'} default = 'm' hidden = true }\n"
	    "  field region { type = 'ref' entity = 'region' when = 'kind=m|f' right = 'cost.view' }\n"
	    "}\n"
	    "list person { sort = '-name' column name { grow = true } column code { priority = 3 } }\n"
	    "form person {\n"
	    "  page main { title = 'Main' row('code', 'name') row('region') }\n"
	    "  related friends { title = 'Friends' entity = 'friend' by = 'of' lines = 3 }\n"
	    "  action sale { title = 'Sale' command = 'till.open' }\n"
	    "  scan card { command = 'desk.open' }\n"
	    "}\n",
	    "friend", "entity friend { title = 'Friend' privacy = 'parent' parent = 'of'\n"
	    "  field of { type = 'ref' entity = 'person' }\n"
	    "  field note { type = 'note' }\n }\n", NULL };
	const struct entity *e;
	const struct field *f;
	struct err_note note = { 0 };
	struct model *m = NULL;

	(void)state;
	if (forms_load(forms, NULL, &m, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_int_equal(model_count(m), 3);
	assert_string_equal(model_at(m, 0)->name, "friend");
	assert_null(model_at(m, 3));
	assert_null(model_entity(m, "nobody"));
	e = model_entity(m, "person");
	assert_ptr_equal(model_by_code(m, "pe"), e);
	assert_string_equal(e->table, "app_person");
	assert_string_equal(e->plural, "People");
	assert_string_equal(e->function, "people");
	assert_string_equal(e->series, "person");
	assert_int_equal(e->privacy, PRIVACY_OWNER);
	assert_true(e->trigram && !e->catalog && !e->readonly);
	assert_string_equal(e->key->name, "code");
	assert_string_equal(e->title_field->name, "name");
	assert_string_equal(e->sort->name, "name");
	assert_true(e->sort_desc);
	assert_int_equal(e->ncolumns, 2);
	assert_true(e->columns[0].grow);
	assert_int_equal(e->columns[1].priority, 3);
	assert_int_equal(e->npages, 1);
	assert_int_equal(e->pages[0].nrows, 2);
	assert_string_equal(e->pages[0].rows[0].fields[1]->name, "name");
	assert_string_equal(e->related[0].by, "of");
	assert_int_equal(e->related[0].lines, 3);
	assert_string_equal(e->actions[0].command, "till.open");
	assert_string_equal(e->scans[0].kind, "card");
	assert_true(entity_is_searchable(e));
	f = entity_field(e, "name");
	assert_int_equal(f->max_len, 50);
	assert_true(f->required && f->search && f->warn_duplicate);
	assert_int_equal(f->index, 1);
	assert_int_equal(f->line, 5);
	assert_string_equal(entity_field(e, "kind")->choices, "m,f");
	assert_null(entity_field(e, "age"));
	/* what is not written */
	e = model_entity(m, "friend");
	assert_int_equal(e->privacy, PRIVACY_PARENT);
	assert_string_equal(e->table, "friend");
	assert_string_equal(e->function, "friend");
	assert_string_equal(e->plural, "Friend");
	assert_null(e->key);
	assert_string_equal(e->title_field->name, "of");
	assert_int_equal(e->npages, 1);
	assert_int_equal(e->pages[0].nrows, 2);
	assert_int_equal(e->ncolumns, 1);	/* a note is no column */
	assert_false(entity_is_searchable(e));
	e = model_entity(m, "region");
	assert_int_equal(e->ncolumns, 2);
	assert_string_equal(e->columns[0].field->name, "code");
	model_free(m);
	model_free(NULL);
}

#define X(body) "entity x { title = 'X'\n" body "\n}\n"
#define NAME "field name { type = 'text' }\n"

static const struct { const char *text, *message; } broken[] = {
	{ "", "x.form:1: “entity x { ... }” is missing" },
	{ "entity y { }\n", "x.form:1: “y”: this file is for “x”" },
	{ "entity x { " NAME "}\n", "x.form:1: “x” needs title = '...'" },
	{ X(""), "x.form:1: “x” has no fields" },
	{ X("field name { type = 'txt' }"), "x.form:2: type of “name”: “txt” is not known" },
	{ X("field name { }"), "x.form:2: type of “name”: “” is not known" },
	{ X(NAME NAME), "x.form:3: there is a field “name” already" },
	{ X("field Name { type = 'text' }"), "x.form:2: “Name” cannot be the name of a field" },
	{ X("field id { type = 'int' }"), "x.form:2: “id” cannot be the name of a field" },
	{ X("field a { type = 'text' colour = 'red' }"), "x.form:2: “colour” is not known here" },
	{ X("field a { type = 'ref' }"), "x.form:2: “a” needs entity = 'name'" },
	{ X(NAME "field a { type = 'ref' entity = 'nobody' }"), "x.form:3: “a” refers to “nobody”: there is no such entity" },
	{ X("field a { type = 'ref' entity = 'x' }"), "x.form:2: “a” refers to “x”, which has no code" },
	{ X("field a { type = 'text' entity = 'region' }"), "x.form:2: “a” is no reference: entity and filter do not belong here" },
	{ X("field a { type = 'ref' entity = 'region' filter = 'kind=shop' }"), "x.form:2: filter of “a”: there is no such field" },
	{ X("field a { type = 'choice' }"), "x.form:2: “a” needs choices = {'a', 'b'}" },
	{ X("field a { type = 'text' choices = 'a,b' }"), "x.form:2: “a” is no choice: choices do not belong here" },
	{ X("field a { type = 'text' valid = '[' }"), "x.form:2: valid of “a” is not a regular expression" },
	{ X("field a { type = 'text' warn = 'always' }"), "x.form:2: warn of “a”: only 'duplicate' is known" },
	{ X("field a { type = 'text' width = 0 }"), "x.form:2: width or max of “a” is out of range" },
	{ X("field a { type = 'choice' choices = 'b,c' default = 'd' }"), "x.form:2: default of “a”: “d” is none of: b, c." },
	{ X("field a { type = 'day' default = '31/31' }"), "x.form:2: default of “a”: “31/31” is not a day." },
	{ X(NAME "field a { type = 'text' when = 'b=c' }"), "x.form:3: when of “a”: there is no such field" },
	{ X(NAME "field a { type = 'text' when = 'name' }"), "x.form:3: when of “a”: write: field=value" },
	{ X("field k { type = 'choice' choices = 'b,c' }\nfield a { type = 'text' when = 'k=d' }"), "x.form:3: when of “a”: the field has no such choice" },
	{ X("privacy = 'secret'\n" NAME), "x.form:1: privacy is 'none', 'owner' or 'parent', not “secret”" },
	{ X("privacy = 'parent'\n" NAME), "x.form:1: parent = '...' must name a field of type ref" },
	{ X("parent = 'name'\n" NAME), "x.form:1: parent belongs to privacy = 'parent' only" },
	{ X("search = 'fast'\n" NAME), "x.form:1: search is 'scan' or 'trigram', not “fast”" },
	{ X("code = 'x'\n" NAME), "x.form:1: code: capital letters and digits only" },
	{ X("code = 'RG'\n" NAME), "x.form:1: code “RG” belongs to “region” already" },
	{ X("table = 'a;b'\n" NAME), "x.form:1: “a;b” cannot be the name of a table" },
	{ X(NAME) "list x { column age { } }", "x.form:5: column “age”: there is no such field" },
	{ X(NAME) "list x { column name { }\n column name { } }", "x.form:6: column “name” is given twice" },
	{ X(NAME) "list x { column name { priority = 10 } }", "x.form:5: priority of “name” is 1 to 9" },
	{ X(NAME) "list x { sort = 'age' }", "x.form:5: sort: “age” is no field to sort by" },
	{ X(NAME) "form x { page main {\n row('age') } }", "x.form:6: row: there is no field “age”" },
	{ X(NAME) "form x { page main {\n row('name')\n row('name') } }", "x.form:7: field “name” is on the form twice" },
	{ X(NAME) "form x { page main {\n row() } }", "x.form:6: row() names no field" },
	{ X(NAME) "form x { page main { } }", "x.form:5: page “main” has no row()" },
	{ X(NAME "field a { type = 'text' required = true }") "form x { page main { row('name') } }", "x.form:3: “a” is required but on no page" },
	{ X(NAME) "form x { related r { entity = 'nobody' by = 'x' } }", "x.form:5: related “r”: there is no entity “nobody”" },
	{ X(NAME) "form x { related r { entity = 'region' by = 'name' } }", "x.form:5: related “r”: “name” of “region” does not refer to “x”" },
	{ X(NAME) "form x { related r { entity = 'region' } }", "x.form:5: related “r” needs by = '...'" },
	{ X(NAME) "form x { action a { title = 'A' } }", "x.form:5: action “a” needs command = '...'" },
	{ X(NAME) "form y { }", "x.form:5: “y”: this file is for “x”" },
	{ X(NAME) "list x { }\nlist x { }", "x.form:6: “list” is given twice" },
};

static void
broken_forms_are_refused_with_their_line(void **state)
{
	struct err_note note;
	struct model *m = NULL;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof broken / sizeof *broken; i++) {
		const char *const forms[] = { REGION, "x", broken[i].text, NULL };
		enum err e = forms_load(forms, NULL, &m, &note);

		assert_int_equal(e, ERR_SYNTAX);
		/* a default's message ends with an example of today */
		if (strncmp(note.text, broken[i].message,
		    strlen(broken[i].message)) != 0)
			fail_msg("“%s”, not “%s”", note.text, broken[i].message);
		assert_null(m);
	}
}

static const char base_form[] =
    "entity x { title = 'X' field code { type = 'code' unique = true } " NAME "}\n"
    "list x { column code { } }\n"
    "form x { page main { row('code') } page more { row('name') } }\n";

static void
a_site_adds_to_a_form(void **state)
{
	const char *const forms[] = { "x", base_form, NULL };
	const char *const site[] = { "x",
	    "entity x { field shoe_size { type = 'int' } field hat { type = 'text' } }\n"
	    "list x { column shoe_size { priority = 4 } }\n"
	    "form x { page more { title = 'Body' row('name', 'shoe_size') } }\n",
	    NULL };
	const struct entity *e;
	struct err_note note = { 0 };
	struct model *m;

	(void)state;
	if (forms_load(forms, site, &m, &note) != ERR_OK)
		fail_msg("%s", note.text);
	e = model_entity(m, "x");
	assert_int_equal(e->nfields, 4);
	assert_int_equal(entity_field(e, "shoe_size")->index, 2);
	assert_int_equal(e->ncolumns, 2);
	assert_int_equal(e->npages, 2);
	assert_string_equal(e->pages[1].title, "Body");
	assert_int_equal(e->pages[1].rows[0].nfields, 2);
	/* a field that no page names is not lost */
	assert_int_equal(e->pages[0].nrows, 2);
	assert_string_equal(e->pages[0].rows[1].fields[0]->name, "hat");
	model_free(m);
}

static void
a_site_changes_nothing_else(void **state)
{
	static const struct { const char *name, *text, *message; } wrong[] = {
		{ "x", "entity x { title = 'Y' }\n", "x.form:1: “title” is not known here" },
		{ "x", "entity x {\n field name { type = 'int' } }\n", "x.form:2: there is a field “name” already" },
		{ "x", "list x {\n column code { } }\n", "x.form:2: column “code” is given twice" },
		{ "y", "entity y { }\n", "y.form:1: there is no entity “y” to add to" },
	};
	const char *const forms[] = { "x", base_form, NULL };
	struct err_note note;
	struct model *m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		const char *const site[] = { wrong[i].name, wrong[i].text, NULL };

		assert_int_equal(forms_load(forms, site, &m, &note), ERR_SYNTAX);
		assert_string_equal(note.text, wrong[i].message);
	}
}

static void
folders_without_forms(void **state)
{
	const char *const none[] = { NULL };
	struct err_note note;
	struct model *m;

	(void)state;
	assert_int_equal(forms_load(none, NULL, &m, &note), ERR_CONFIG);
	assert_int_equal(model_load("/nonexistent", NULL, &m, &note), ERR_IO);
}

/* The forms that are delivered. */
static void
the_forms_of_the_program_load(void **state)
{
	const char *top = getenv("QUEN_SRC");
	struct err_note note = { 0 };
	struct model *m;
	char dir[512];

	(void)state;
	if (top == NULL)
		skip();
	snprintf(dir, sizeof dir, "%s/forms", top);
	if (model_load(dir, NULL, &m, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_non_null(model_entity(m, "customer"));
	assert_non_null(model_entity(m, "customer")->key);
	assert_string_equal(model_by_code(m, "CU")->name, "customer");
	assert_string_equal(model_entity(m, "card")->key->name, "number");
	model_free(m);
}

int
test_entity(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_says_everything),
		cmocka_unit_test(broken_forms_are_refused_with_their_line),
		cmocka_unit_test(a_site_adds_to_a_form),
		cmocka_unit_test(a_site_changes_nothing_else),
		cmocka_unit_test(folders_without_forms),
		cmocka_unit_test(the_forms_of_the_program_load),
	};

	return cmocka_run_group_tests_name("entity", tests, NULL, NULL);
}
