#include "test_model.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

static const struct field plain = {
	.name = "f", .label = "Field", .hint = "", .help = "", .width = 20,
	.max_len = 20, .entity = "", .filter = "", .choices = "",
	.preset = "", .valid = "", .when = "", .right = "",
};

static struct format
vietnamese(void)
{
	return (struct format) { locale_find("vi"), currency_find("VND"), "84" };
}

struct typed {
	enum field_type type;
	const char *text;
	const char *kept;	/* as field_to_text() gives it; NULL: refused */
	const char *shown;	/* in Vietnamese */
};

static const struct typed typed[] = {
	{ FIELD_CODE, " Kh-001 ", "Kh-001", "Kh-001" },
	{ FIELD_CODE, "a_b./9", "a_b./9", "a_b./9" },
	{ FIELD_CODE, "mã", NULL, NULL },
	{ FIELD_CODE, "a b", NULL, NULL },
	{ FIELD_TEXT, " Nguye\xcc\x82\xcc\x83n\tA ", "Nguyễn A", "Nguyễn A" },
	{ FIELD_TEXT, "12345678901234567890", "12345678901234567890", "12345678901234567890" },
	{ FIELD_TEXT, "123456789012345678901", NULL, NULL },
	{ FIELD_TEXT, "\xff", NULL, NULL },
	{ FIELD_NOTE, "a\r\nb", "a\nb", "a\nb" },
	{ FIELD_INT, "1.250", "1250", "1.250" },
	{ FIELD_INT, "-7", "-7", "-7" },
	{ FIELD_INT, "1,5", NULL, NULL },
	{ FIELD_POINTS, "10", "10", "10" },
	{ FIELD_MONEY, "48,5k", "48500", "48.500" },
	{ FIELD_MONEY, "0", "0", "0" },
	{ FIELD_MONEY, "-5", NULL, NULL },
	{ FIELD_PERCENT, "12,5", "12.5", "12,5" },
	{ FIELD_PERCENT, "101", NULL, NULL },
	{ FIELD_FACTOR, "1,5", "1.5", "1,5" },
	{ FIELD_FACTOR, "2", "2", "2" },
	{ FIELD_FACTOR, "-2", NULL, NULL },
	{ FIELD_BOOL, "y", "true", "yes" },
	{ FIELD_BOOL, "C", "true", "yes" },
	{ FIELD_BOOL, "1", "true", "yes" },
	{ FIELD_BOOL, "true", "true", "yes" },
	{ FIELD_BOOL, "no", "false", "no" },
	{ FIELD_BOOL, "0", "false", "no" },
	{ FIELD_BOOL, "maybe", NULL, NULL },
	{ FIELD_CHOICE, "cash", "cash", "cash" },
	{ FIELD_CHOICE, "BANK", "bank", "bank" },
	{ FIELD_CHOICE, "b", "bank", "bank" },
	{ FIELD_CHOICE, "car", "card", "card" },
	{ FIELD_CHOICE, "ca", NULL, NULL },	/* card or cash */
	{ FIELD_CHOICE, "x", NULL, NULL },
	{ FIELD_DAY, "4/5", "2026-05-04", "04/05/2026" },
	{ FIELD_DAY, "31/4", NULL, NULL },
	{ FIELD_BIRTH, "14/2", "--02-14", "14/02" },
	{ FIELD_BIRTH, "14.2.90", "1990-02-14", "14/02/1990" },
	{ FIELD_MINUTE, "17:30", "17:30", "17:30" },
	{ FIELD_MINUTE, "17h30", "17:30", "17:30" },
	{ FIELD_MINUTE, "9h", "09:00", "09:00" },
	{ FIELD_MINUTE, "1730", "17:30", "17:30" },
	{ FIELD_MINUTE, "8", "08:00", "08:00" },
	{ FIELD_MINUTE, "24:00", NULL, NULL },
	{ FIELD_MINUTE, "17:", NULL, NULL },
	{ FIELD_INSTANT, "22/11 9:05", "2026-11-22T09:05:00+07:00", "22/11/2026 09:05" },
	{ FIELD_INSTANT, "9:05", "2026-11-21T09:05:00+07:00", "21/11/2026 09:05" },
	{ FIELD_INSTANT, "22", NULL, NULL },
	{ FIELD_PHONE, "0901 234 567", "+84901234567", "0901 234 567" },
	{ FIELD_PHONE, "call me", NULL, NULL },
	{ FIELD_EMAIL, "Lan.Ng@Example.COM", "Lan.Ng@example.com", "Lan.Ng@example.com" },
	{ FIELD_EMAIL, "lan@x", NULL, NULL },
	{ FIELD_EMAIL, "a@b@c.de", NULL, NULL },
	{ FIELD_EMAIL, "a b@c.de", NULL, NULL },
	{ FIELD_CARD, "0012 3456-7890\r", "001234567890", "001234567890" },
	{ FIELD_CARD, "12x", NULL, NULL },
	{ FIELD_REF, "sg", "sg", "sg" },
	{ FIELD_REFS, "VIP, NEW ,VIP", "NEW,VIP", "NEW,VIP" },
	{ FIELD_REFS, "a b", NULL, NULL },
	{ FIELD_VERBS, "edit, view", "view,edit", "view, edit" },
	{ FIELD_VERBS, "all", "view,add,edit,delete,print,export", "view, add, edit, delete, print, export" },
	{ FIELD_VERBS, "see", NULL, NULL },
};

static void
what_is_typed_is_kept_and_shown(void **state)
{
	struct format fm = vietnamese();
	struct value v = { 0 }, back = { 0 };
	struct err_note note;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof typed / sizeof *typed; i++) {
		const struct typed *t = &typed[i];
		struct field f = plain;
		char *text;
		enum err e;

		f.type = t->type;
		f.choices = t->type == FIELD_CHOICE ? "cash,card,bank" : "";
		f.max_len = t->type == FIELD_EMAIL ? 60 : 20;
		e = field_parse(&f, &fm, t->text, &v, &note);
		if (t->kept == NULL) {
			if (e == ERR_OK)
				fail_msg("“%s” is taken", t->text);
			assert_string_equal(note.field, "f");
			assert_true(note.text[0] != '\0');
			continue;
		}
		if (e != ERR_OK)
			fail_msg("“%s”: %s", t->text, note.text);
		text = field_to_text(&f, &v);
		assert_string_equal(text, t->kept);
		assert_int_equal(field_from_text(&f, &fm, text, &back, &note), ERR_OK);
		assert_true(value_eq(&v, &back));
		free(text);
		text = field_format(&f, &fm, &v);
		assert_string_equal(text, t->shown);
		assert_int_equal(field_parse(&f, &fm, text, &back, &note), ERR_OK);
		assert_true(value_eq(&v, &back));
		free(text);
		assert_int_equal(field_is_int(&f), v.kind == VALUE_INT);
	}
	value_fini(&v);
	value_fini(&back);
}

static void
nothing_typed_is_no_value(void **state)
{
	struct format fm = vietnamese();
	struct value v = { 0 };
	struct field f = plain;
	char *text;
	int type;

	(void)state;
	for (type = FIELD_CODE; type <= FIELD_VERBS; type++) {
		enum field_type found;

		f.type = (enum field_type)type;
		assert_true(field_type_find(field_kind(f.type)->name, &found));
		assert_int_equal(found, type);
		value_set_int(&v, 5);
		assert_int_equal(field_parse(&f, &fm, " \t", &v, NULL), ERR_OK);
		assert_int_equal(v.kind, VALUE_NULL);
		text = field_format(&f, &fm, &v);
		assert_string_equal(text, "");
		free(text);
		text = field_to_text(&f, &v);
		assert_string_equal(text, "");
		free(text);
	}
}

static void
a_refused_text_changes_nothing(void **state)
{
	struct format fm = vietnamese();
	struct value v = { 0 };
	struct field f = plain;

	(void)state;
	f.type = FIELD_MONEY;
	value_set_int(&v, 5);
	assert_int_equal(field_parse(&f, &fm, "1e9", &v, NULL), ERR_INVALID);
	assert_int_equal(v.i, 5);
	assert_int_equal(field_parse(&f, &fm, "99999999999999999999", &v, NULL), ERR_LIMIT);
	assert_int_equal(v.i, 5);
}

static void
patterns_and_values_are_checked(void **state)
{
	struct value v = { 0 };
	struct err_note note;
	struct field f = plain;

	(void)state;
	f.type = FIELD_TEXT;
	f.valid = "^[0-9]{6}$";
	f.hint = "Six digits";
	value_set_text(&v, "700000");
	assert_int_equal(field_check(&f, &v, &note), ERR_OK);
	value_set_text(&v, "7000");
	assert_int_equal(field_check(&f, &v, &note), ERR_INVALID);
	assert_non_null(strstr(note.text, "Six digits"));
	f = plain;
	f.type = FIELD_DAY;
	value_set_int(&v, 20260231);
	assert_int_equal(field_check(&f, &v, &note), ERR_INVALID);
	value_set_text(&v, "20260201");		/* the wrong kind */
	assert_int_equal(field_check(&f, &v, &note), ERR_INVALID);
	f.type = FIELD_PHONE;
	value_set_text(&v, "0901234567");	/* not E.164 */
	assert_int_equal(field_check(&f, &v, &note), ERR_INVALID);
	f.type = FIELD_REFS;
	value_set_text(&v, "B,A");
	assert_int_equal(field_check(&f, &v, &note), ERR_INVALID);
	f.type = FIELD_VERBS;
	value_set_int(&v, 64);
	assert_int_equal(field_check(&f, &v, &note), ERR_INVALID);
	value_fini(&v);
	assert_int_equal(field_check(&f, &v, &note), ERR_OK);
}

static void
values(void **state)
{
	struct value a = { 0 }, b = { 0 };

	(void)state;
	value_set_text(&a, "x");
	value_copy(&b, &a);
	assert_true(value_eq(&a, &b));
	value_set_text(&a, a.s);		/* its own text */
	assert_string_equal(a.s, "x");
	value_set_text(&a, "");
	assert_int_equal(a.kind, VALUE_NULL);
	assert_false(value_eq(&a, &b));
	value_set_int(&a, 0);
	assert_false(value_eq(&a, &b));
	value_fini(&a);
	value_fini(&b);
	value_fini(NULL);
}

static int
fix_clock(void **state)
{
	int64_t at;

	(void)state;
	if (instant_parse_iso("2026-11-21T14:30:00+07:00", &at) != ERR_OK)
		return -1;
	clock_fix(at);
	return 0;
}

int
test_field(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_typed_is_kept_and_shown),
		cmocka_unit_test(nothing_typed_is_no_value),
		cmocka_unit_test(a_refused_text_changes_nothing),
		cmocka_unit_test(patterns_and_values_are_checked),
		cmocka_unit_test(values),
	};

	return cmocka_run_group_tests_name("field", tests, fix_clock, NULL);
}
