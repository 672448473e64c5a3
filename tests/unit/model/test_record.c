#include "test_model.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "model/record.h"

static const char *const forms[] = {
	"tag", "entity tag { title = 'Tag' field code { type = 'code' unique = true } }",
	"thing",
	"entity thing { title = 'Thing'\n"
	" field code { label = 'Code' type = 'code' unique = true required = true default = 'next:thing' }\n"
	" field name { label = 'Name' type = 'text' required = true }\n"
	" field kind { type = 'choice' choices = 'person,firm' default = 'person' }\n"
	" field price { type = 'money' }\n"
	" field rate { type = 'percent' default = '10' }\n"
	" field times { type = 'factor' }\n"
	" field count { type = 'int' }\n"
	" field day { type = 'day' default = 'today' }\n"
	" field at { type = 'minute' }\n"
	" field ok { type = 'bool' }\n"
	" field tag { type = 'ref' entity = 'tag' }\n"
	" field tags { type = 'refs' entity = 'tag' }\n"
	" field may { type = 'verbs' }\n"
	" field sex { label = 'Sex' type = 'choice' choices = 'f,m' default = 'f' when = 'kind=person' }\n"
	" field reason { label = 'Reason' type = 'text' required = true when = 'ok=true' }\n"
	" field extra { type = 'bool' when = 'ok=true' }\n"
	" field secret { type = 'text' hidden = true }\n"
	"}\n", NULL };

struct fixture {
	struct model *model;
	const struct entity *e;
	struct format fm;
};

static int
set_up(void **state)
{
	static struct fixture f;
	struct err_note note;

	if (forms_load(forms, NULL, &f.model, &note) != ERR_OK) {
		print_error("%s\n", note.text);
		return -1;
	}
	f.e = model_entity(f.model, "thing");
	f.fm = (struct format) { locale_find("en"), currency_find("VND"), "84" };
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	model_free(f->model);
	return 0;
}

static enum err
set_json(const struct fixture *f, struct record *r, const char *text,
    struct err_note *note)
{
	json_t *j = NULL;
	enum err e = json_parse_object(text, strlen(text), &j, note);

	assert_int_equal(e, ERR_OK);
	e = record_from_json(r, &f->fm, j, note);
	json_decref(j);
	return e;
}

static void
expect_json(const struct record *r, bool with_empty, const char *wanted)
{
	json_t *j = record_to_json(r, with_empty);
	char *text = json_text(j);

	assert_string_equal(text, wanted);
	free(text);
	json_decref(j);
}

static void
presets(void **state)
{
	struct fixture *f = *state;
	struct record *r = record_new(f->e);

	record_set_text(r, "kind", "firm");
	record_preset(r, &f->fm, 20261121);
	expect_json(r, false, "{\"day\":\"2026-11-21\",\"kind\":\"firm\",\"rate\":10}");
	record_free(r);
	r = record_new(f->e);
	record_preset(r, &f->fm, 20261121);
	assert_string_equal(record_text(r, "sex"), "f");
	assert_string_equal(record_text(r, "code"), "");
	assert_int_equal(record_int(r, "rate"), 1000);
	assert_int_equal(record_int(r, "price"), 0);
	record_free(r);
	record_free(NULL);
}

static void
json_both_ways(void **state)
{
	static const char in[] = "{\"at\":\"17:30\",\"count\":-3,\"day\":\"2026-02-28\","
	    "\"kind\":\"firm\",\"may\":\"view,edit\",\"name\":\"Nguyễn\",\"ok\":false,"
	    "\"price\":48500,\"rate\":12.5,\"tag\":\"B\",\"tags\":[\"A\",\"B\"],\"times\":2}";
	struct fixture *f = *state;
	struct record *r = record_new(f->e), *copy;
	struct err_note note;

	assert_int_equal(set_json(f, r, in, &note), ERR_OK);
	expect_json(r, false, in);
	assert_int_equal(record_int(r, "rate"), 1250);
	assert_int_equal(record_int(r, "times"), 200);
	assert_int_equal(record_int(r, "may"), 5);
	assert_string_equal(record_text(r, "tags"), "A,B");
	copy = record_copy(r);
	assert_false(record_differs(r, copy, entity_field(f->e, "name")->index));
	record_set_text(copy, "name", "x");
	assert_true(record_differs(r, copy, entity_field(f->e, "name")->index));
	expect_json(r, false, in);
	record_free(copy);
	/* null empties; text forms of the same */
	assert_int_equal(set_json(f, r, "{\"name\":null,\"rate\":\"7.25\",\"times\":1.5,"
	    "\"tags\":\"B, A\",\"tag\":\"\",\"may\":[\"all\"]}", &note), ERR_OK);
	assert_string_equal(record_text(r, "name"), "");
	assert_int_equal(record_int(r, "rate"), 725);
	assert_int_equal(record_int(r, "times"), 150);
	assert_int_equal(record_int(r, "may"), 63);
	assert_string_equal(record_text(r, "tags"), "A,B");
	record_free(r);
	r = record_new(f->e);
	expect_json(r, true, "{\"at\":null,\"code\":null,\"count\":null,\"day\":null,"
	    "\"extra\":null,\"kind\":null,\"may\":null,\"name\":null,\"ok\":null,\"price\":null,"
	    "\"rate\":null,\"reason\":null,\"sex\":null,\"tag\":null,\"tags\":null,"
	    "\"times\":null}");
	record_free(r);
}

static void
json_of_the_wrong_type_is_refused_by_name(void **state)
{
	static const struct { const char *text, *field; } wrong[] = {
		{ "{\"nome\":\"x\"}", "nome" },
		{ "{\"price\":\"48500\"}", "price" },
		{ "{\"price\":5.0}", "price" },
		{ "{\"price\":1e3}", "price" },
		{ "{\"price\":9000000000000000}", "price" },
		{ "{\"count\":true}", "count" },
		{ "{\"rate\":12.345}", "rate" },
		{ "{\"rate\":101}", "rate" },
		{ "{\"rate\":-1}", "rate" },
		{ "{\"times\":-1.5}", "times" },
		{ "{\"ok\":\"yes\"}", "ok" },
		{ "{\"ok\":1}", "ok" },
		{ "{\"name\":5}", "name" },
		{ "{\"name\":[\"a\"]}", "name" },
		{ "{\"day\":20260228}", "day" },
		{ "{\"day\":\"2026-02-30\"}", "day" },
		{ "{\"kind\":\"dog\"}", "kind" },
		{ "{\"tags\":[\"A\",5]}", "tags" },
		{ "{\"tags\":[\"A,B\"]}", "tags" },
		{ "{\"code\":\"mã\"}", "code" },
	};
	struct fixture *f = *state;
	struct err_note note;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct record *r = record_new(f->e);

		if (set_json(f, r, wrong[i].text, &note) != ERR_INVALID)
			fail_msg("%s is taken", wrong[i].text);
		assert_string_equal(note.field, wrong[i].field);
		record_free(r);
	}
}

static void
required_and_conditions(void **state)
{
	struct fixture *f = *state;
	struct record *r = record_new(f->e);
	struct err_note note;

	/* the code comes from its series, the name from nobody */
	assert_int_equal(record_check(r, &note), ERR_INVALID);
	assert_string_equal(note.field, "name");
	assert_string_equal(note.text, "Name is missing.");
	record_set_text(r, "name", "x");
	assert_int_equal(record_check(r, &note), ERR_OK);
	record_set_int(r, "ok", 1);
	assert_int_equal(record_check(r, &note), ERR_INVALID);
	assert_string_equal(note.field, "reason");
	record_set_text(r, "reason", "y");
	assert_int_equal(record_check(r, &note), ERR_OK);
	record_set_int(r, "ok", 0);
	assert_int_equal(record_check(r, &note), ERR_INVALID);
	record_drop_inapplicable(r);
	assert_string_equal(record_text(r, "reason"), "");
	record_set_int(r, "extra", 0);
	assert_int_equal(record_check(r, &note), ERR_OK);
	record_set_int(r, "extra", 1);
	assert_int_equal(record_check(r, &note), ERR_INVALID);
	record_set_int(r, "extra", 0);
	assert_true(record_when(r, "ok=false"));
	assert_true(record_when(r, ""));
	record_set_text(r, "kind", "firm");
	assert_true(record_when(r, "kind=person|firm"));
	assert_false(record_when(r, "kind=person"));
	record_set_int(r, "day", 20260230);
	assert_int_equal(record_check(r, &note), ERR_INVALID);
	assert_string_equal(note.field, "day");
	record_free(r);
}

static void
a_new_code_forgets_the_old_label(void **state)
{
	struct fixture *f = *state;
	struct record *r = record_new(f->e);
	int i = entity_field(f->e, "tag")->index;

	record_set_text(r, "tag", "A");
	r->labels[i] = strdup("Apples");
	record_set_text(r, "tag", "A");
	assert_string_equal(r->labels[i], "Apples");
	record_set_text(r, "tag", "B");
	assert_null(r->labels[i]);
	record_free(r);
}

int
test_record(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(presets),
		cmocka_unit_test(json_both_ways),
		cmocka_unit_test(json_of_the_wrong_type_is_refused_by_name),
		cmocka_unit_test(required_and_conditions),
		cmocka_unit_test(a_new_code_forgets_the_old_label),
	};

	return cmocka_run_group_tests_name("record", tests, set_up, tear_down);
}
