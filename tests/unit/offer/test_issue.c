#include "test_offer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "report/issue_page.h"

/* The bytes of an issued document. */
static char *
print(struct shop *s, const char *format, size_t *len)
{
	struct err_note note = { 0 };
	char *out = NULL;
	FILE *f = open_memstream(&out, len);
	enum err e = issue_print(s->st, s->admin, OFFER_QUOTATION, "BG000001",
	    page_format_find(format), f, &note);

	fclose(f);
	if (e != ERR_OK)
		fail_msg("%s", note.text);
	return out;
}

static void
rule_C3_printed_again_it_is_what_went_out(void **state)
{
	struct shop *s = *state;
	static const char *const formats[] = { "pdf", "docx", "txt" };
	char *first[3], *again;
	size_t len[3], n;
	struct err_note note;

	json_decref(shop_ok(s, "{'op':'template.install'}"));
	draft_quotation(s);
	assert_int_equal(issue_print(s->st, s->admin, OFFER_QUOTATION, "BG000001",
	    page_format_find("txt"), stdout, &note), ERR_NOTFOUND);
	done(s, "{'op':'quotation.issue','number':'BG000001'}");
	for (size_t i = 0; i < 3; i++)
		first[i] = print(s, formats[i], &len[i]);
	done(s, "{'op':'edit','entity':'template','code':'QUOTE-EN','fields':{'body':'@column net = N\\n@title Other'}}");
	done(s, "{'op':'edit','entity':'customer','code':'KH000001','fields':{'name':'Somebody else'}}");
	done(s, "{'op':'edit','entity':'product','code':'A','fields':{'name':'Other','price':1}}");
	done(s, "{'op':'edit','entity':'product','code':'B','fields':{'price':2}}");
	clock_fix(SHOP_NOW + 5 * DAY_MS);
	for (size_t i = 0; i < 3; i++) {
		again = print(s, formats[i], &n);
		assert_int_equal(n, len[i]);
		assert_memory_equal(again, first[i], n);
		free(again);
		free(first[i]);
	}
	clock_fix(SHOP_NOW);
}

static void
rule_C3_a_text_changed_behind_the_back_is_told(void **state)
{
	struct shop *s = *state;
	struct err_note note = { 0 };

	draft_quotation(s);
	done(s, "{'op':'quotation.issue','number':'BG000001'}");
	assert_int_equal(shop_verify(s), 0);
	shop_sql(s, "UPDATE doc_issue SET body = replace(body, '83700', '73700')");
	assert_int_equal(issue_print(s->st, s->admin, OFFER_QUOTATION, "BG000001",
	    page_format_find("txt"), stdout, &note), ERR_CONFLICT);
	assert_int_equal(shop_verify(s), 1);
}

/* A figure of the answer stands in the text as the language writes it. */
static void
has_figure(const char *text, int64_t v)
{
	char buf[64];

	locale_format_int(locale_find("en"), v, buf, sizeof buf);
	if (strstr(text, buf) == NULL)
		fail_msg("%s is missing in:\n%s", buf, text);
}

static void
figures_on_paper_are_those_of_the_answer(void **state)
{
	struct shop *s = *state;
	size_t n;
	char *text;
	json_t *v;

	draft_quotation(s);
	done(s, "{'op':'quotation.issue','number':'BG000001'}");
	v = shop_ok(s, "{'op':'quotation.show','number':'BG000001'}");
	text = print(s, "txt", &n);
	for (size_t i = 0; i < json_array_size(json_object_get(v, "lines")); i++) {
		const json_t *l = json_array_get(json_object_get(v, "lines"), i);

		has_figure(text, json_integer_value(json_object_get(l, "net")));
		has_figure(text, json_integer_value(json_object_get(l, "price")));
	}
	has_figure(text, at(v, "total"));
	has_figure(text, at(v, "gross"));
	free(text);
	json_decref(v);
}

const struct CMUnitTest issue_tests[] = {
	SHOP_TEST(rule_C3_printed_again_it_is_what_went_out),
	SHOP_TEST(rule_C3_a_text_changed_behind_the_back_is_told),
	SHOP_TEST(figures_on_paper_are_those_of_the_answer),
};
const size_t n_issue_tests = sizeof issue_tests / sizeof *issue_tests;
