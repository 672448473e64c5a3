#include "test_offer.h"

#include "paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "domain/ops.h"
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

/* Thirty lines in two languages: every figure of the answer stands in the PDF's text and in
 * Word's XML as that language writes it, and the head of the table on every page. */
static void
paper_has_every_figure(struct shop *s, const char *template, const char *lang, const char *head)
{
	const char *const pdf[] = { "pdftotext", "-layout", "%", "-", NULL };
	char *text[2], buf[64], name[64];
	size_t n;
	json_t *v, *lines;

	v = shop_ok(s, "{'op':'add','entity':'quotation','fields':{'customer':'KH000001','template':'%s'}}", template);
	snprintf(name, sizeof name, "%s", text_at(v, "code"));
	json_decref(v);
	lines = json_array();
	for (int i = 0; i < 45; i++)
		json_array_append_new(lines, json_pack("{s:s, s:i, s:i}", "product", i % 2 ? "A" : "B",
		    "qty", i + 1, "price", 10007 + 13 * i));
	v = json_pack("{s:s, s:s, s:o}", "op", "quotation.lines", "number", name, "lines", lines);
	{
		json_t *reply;

		op_post(s->st, s->admin, v, &reply);
		assert_true(json_is_true(json_object_get(reply, "ok")));
		json_decref(reply);
		json_decref(v);
	}
	done(s, "{'op':'quotation.issue','number':'%s'}", name);
	v = shop_ok(s, "{'op':'quotation.show','number':'%s'}", name);
	for (int i = 0; i < 2; i++) {
		char path[300];
		struct err_note note;
		FILE *f;

		snprintf(path, sizeof path, "%s/%s", paper_dir(), i == 0 ? "q.pdf" : "q.docx");
		f = fopen(path, "w");
		assert_non_null(f);
		assert_int_equal(issue_print(s->st, s->admin, OFFER_QUOTATION, name,
		    page_format_find(i == 0 ? "pdf" : "docx"), f, &note), ERR_OK);
		fclose(f);
	}
	text[0] = paper_run("q.pdf", pdf);
	text[1] = paper_part("q.docx", "word/document.xml");
	for (int i = 0; i < 2; i++) {
		int heads = 0, pages = 0;

		if (text[i] == NULL)
			continue;		/* the program that reads it is not here */
		json_array_foreach(json_object_get(v, "lines"), n, lines) {
			locale_format_int(locale_find(lang), json_integer_value(json_object_get(lines, "net")),
			    buf, sizeof buf);
			if (strstr(text[i], buf) == NULL)
				fail_msg("line %zu: %s is missing", n + 1, buf);
		}
		locale_format_int(locale_find(lang), at(v, "total"), buf, sizeof buf);
		assert_non_null(strstr(text[i], buf));
		for (const char *p = text[i]; i == 0 && (p = strstr(p, head)) != NULL; p++)
			heads++;
		for (const char *p = text[i]; i == 0 && (p = strchr(p, '\f')) != NULL; p++)
			pages++;
		assert_true(i == 1 || (pages == 2 && heads == pages));
		free(text[i]);
	}
	json_decref(v);
	paper_end();
}

static void
pdf_and_word_have_the_figures_of_the_screen(void **state)
{
	struct shop *s = *state;

	json_decref(shop_ok(s, "{'op':'template.install'}"));
	paper_has_every_figure(s, "QUOTE-VI", "vi", "Thành tiền");
	paper_has_every_figure(s, "QUOTE-ZH", "zh_CN", "商品名称");
}

const struct CMUnitTest issue_tests[] = {
	SHOP_TEST(rule_C3_printed_again_it_is_what_went_out),
	SHOP_TEST(rule_C3_a_text_changed_behind_the_back_is_told),
	SHOP_TEST(figures_on_paper_are_those_of_the_answer),
	SHOP_TEST(pdf_and_word_have_the_figures_of_the_screen),
};
const size_t n_issue_tests = sizeof issue_tests / sizeof *issue_tests;
