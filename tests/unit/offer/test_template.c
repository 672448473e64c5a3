#include "test_offer.h"

#include <stdlib.h>
#include <string.h>

#include "domain/template.h"

static void
refused(const char *body, const char *words)
{
	struct template *t = calloc(1, sizeof *t);
	struct err_note note = { 0 };

	assert_int_equal(template_read(body, t, &note), ERR_INVALID);
	assert_string_equal(note.field, "body");
	if (strstr(note.text, words) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", note.text, words);
	free(t);
}

static void
wrong_templates_are_told_by_line(void **state)
{
	(void)state;
	refused("@title Offer {{number}}\n@column name = Name\nDear {{custmer.name}}", "line 3: there is no field {{custmer.name}}");
	refused("@titel x", "line 1: there is no command @titel");
	refused("@column colour = Colour", "line 1");
	refused("@column name = Name\n@total tax = Tax", "line 2");
	refused("Dear {{customer.name", "line 1: {{ without }}");
	refused("@title only", "@column");
}

static void
shipped_templates_read_in_every_language(void **state)
{
	struct shop *s = *state;
	static const char *const langs[] = { "en", "vi", "zh_CN" }, *const kinds[] = { "quotation", "order" };

	for (size_t k = 0; k < 2; k++) {
		for (size_t i = 0; i < 3; i++) {
			struct template *t = calloc(1, sizeof *t);
			struct err_note note;
			char *text;

			assert_int_equal(template_shipped(s->st, kinds[k], langs[i], &text, &note), ERR_OK);
			assert_int_equal(template_read(text, t, &note), ERR_OK);
			template_fini(t);
			free(text);
			free(t);
		}
	}
	json_decref(shop_ok(s, "{'op':'template.install'}"));
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM doc_template"), 6);
	json_decref(shop_ok(s, "{'op':'template.install'}"));
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM doc_template"), 6);
}

static void
rule_B4_only_administrators_change_templates(void **state)
{
	struct shop *s = *state;
	json_t *v;

	json_decref(shop_ok(s, "{'op':'template.install'}"));
	json_decref(shop_ok(s, "{'op':'add','entity':'group','fields':{'code':'sales','name':'Sales'}}"));
	done(s, "{'op':'add','entity':'right','fields':{'group':'sales','function':'template','verbs':'view,add,edit,delete'}}");
	done(s, "{'op':'edit','entity':'user','code':'lan','fields':{'groups':'sales'}}");
	v = shop_post(s, s->lan, "{'op':'edit','entity':'template','code':'QUOTE-EN','fields':{'name':'Mine'}}");
	assert_string_equal(text_at(v, "error"), "DENIED");
	json_decref(v);
	shop_refused(s, "INVALID", "body",
	    "{'op':'edit','entity':'template','code':'QUOTE-EN','fields':{'body':'Dear {{nobody}}'}}");
	/* A new one without a text starts as the shipped one. */
	done(s, "{'op':'add','entity':'template','fields':{'code':'N','name':'N','kind':'order','lang':'vi'}}");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM doc_template WHERE code = 'N' AND body LIKE '%hàng%'"), 1);
}

/* Never sent with an unfilled field (rule M4). */
static void
rule_M4_a_needed_field_that_is_empty_stops_it(void **state)
{
	struct shop *s = *state;

	done(s, "{'op':'add','entity':'template','fields':{'code':'T','name':'T','kind':'quotation','lang':'en',"
	    "'body':'@title Offer {{number}}\\n@field Address = {{customer.address}}\\n@column name = Name\\n@column net = Net'}}");
	draft_quotation(s);
	done(s, "{'op':'edit','entity':'quotation','code':'BG000001','fields':{'template':'T'}}");
	shop_refused(s, "INVALID", "template", "{'op':'quotation.issue','number':'BG000001'}");
	assert_int_equal(shop_int(s, "SELECT COUNT(*) FROM quotation WHERE state = 'draft'"), 1);
	done(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'address':'1 Hue'}}");
	done(s, "{'op':'quotation.issue','number':'BG000001'}");
}

const struct CMUnitTest template_tests[] = {
	cmocka_unit_test(wrong_templates_are_told_by_line),
	SHOP_TEST(shipped_templates_read_in_every_language),
	SHOP_TEST(rule_B4_only_administrators_change_templates),
	SHOP_TEST(rule_M4_a_needed_field_that_is_empty_stops_it),
};
const size_t n_template_tests = sizeof template_tests / sizeof *template_tests;
