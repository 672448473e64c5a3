#include "paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static const struct page_column columns[] = {
	{ "No.", PAGE_INT, 4, false }, { "Name", PAGE_TEXT, 30, true }, { "Qty", PAGE_QUANTITY, 8, false },
	{ "Day", PAGE_DAY, 10, false }, { "Off", PAGE_PERCENT, 6, false }, { "Amount", PAGE_MONEY, 14, false },
};
#define COLUMNS (sizeof columns / sizeof *columns)

static int rows_wanted = 3;

static void
fill(struct page *p)
{
	static const char *const names[] = { "Nguyễn Thị Ánh <&> \"x\"", "=1+1", "龙井茶\x01 & 1\xCC\x81" };
	struct value total[COLUMNS] = { 0 };
	static const char *const who[] = { "Người mua", "Người bán" };

	page_text(p, PAGE_TITLE, "Báo giá");
	page_pairs(p, (const struct page_pair[]){ { "Khách hàng", "An" }, { "Ngày", "21/11/2026" } }, 2);
	page_table(p, columns, COLUMNS);
	for (int i = 0; i < rows_wanted; i++)
		page_row(p, (const struct value[]){ { VALUE_INT, i + 1, NULL },
		    { VALUE_TEXT, 0, (char *)names[i % 3] }, { VALUE_INT, 1500, NULL },
		    { VALUE_INT, 20261121, NULL }, { VALUE_INT, 1250, NULL }, { VALUE_INT, 1234567 + i, NULL } });
	total[COLUMNS - 1] = (struct value){ VALUE_INT, 3703704, NULL };
	page_total(p, "Tổng cộng", total);
	page_table_end(p);
	page_sign(p, who, 2);
}

static void
has(const char *text, const char *words)
{
	if (text == NULL || strstr(text, words) == NULL)
		fail_msg("\"%s\" is missing in:\n%.2000s", words, text != NULL ? text : "(nothing)");
}

static void
word_is_xml_and_keeps_what_was_said(void **state)
{
	char *xml, *styles;

	(void)state;
	rows_wanted = 3;
	paper_write("a.docx", "vi", "VND", fill);
	xml = paper_part("a.docx", "word/document.xml");
	if (xml == NULL)
		skip();
	has(xml, "Nguyễn Thị Ánh &lt;&amp;&gt; &quot;x&quot;");
	has(xml, "龙井茶 &amp; 1\xCC\x81");		/* without the control character */
	has(xml, "1.234.567");
	has(xml, "3.703.704");
	has(xml, "21/11/2026");
	has(xml, "12,5");
	has(xml, "<w:tblHeader/>");
	assert_null(strchr(xml, '\x01'));
	styles = paper_part("a.docx", "word/styles.xml");
	has(styles, "w:eastAsia=\"WenQuanYi Zen Hei\"");
	has(styles, "vi-VN");
	free(styles);
	free(xml);
}

static void
excel_keeps_types_and_has_no_formulas(void **state)
{
	char *xml, *styles;

	(void)state;
	rows_wanted = 3;
	paper_write("a.xlsx", "vi", "CNY", fill);
	xml = paper_part("a.xlsx", "xl/worksheets/sheet1.xml");
	if (xml == NULL)
		skip();
	has(xml, "<v>12345.67</v>");			/* a number, not its text */
	has(xml, "<v>1.5</v>");
	has(xml, "=1+1");
	assert_null(strstr(xml, "<f>"));
	has(xml, "autoFilter");
	has(xml, "state=\"frozen\"");
	styles = paper_part("a.xlsx", "xl/styles.xml");
	has(styles, "yyyy-mm-dd");
	free(styles);
	free(xml);
}

static void
a_table_that_goes_on_repeats_its_head(void **state)
{
	const char *const argv[] = { "pdftotext", "-layout", "%", "-", NULL };
	char *text, *at;
	int pages = 0, heads = 0;
	char last[24];

	(void)state;
	rows_wanted = 120;
	paper_write("long.pdf", "vi", "VND", fill);
	text = paper_run("long.pdf", argv);
	if (text == NULL)
		skip();
	for (at = text; (at = strchr(at, '\f')) != NULL; at++)
		pages++;
	for (at = text; (at = strstr(at, "Amount")) != NULL; at++)
		heads++;
	assert_true(pages >= 3);
	assert_int_equal(heads, pages);
	snprintf(last, sizeof last, "%d/%d", pages, pages);
	has(text, last);
	has(text, "1.234.686");				/* the last row */
	has(text, "3.703.704");
	free(text);
}

static void
text_and_csv_say_the_same(void **state)
{
	const char *const argv[] = { "cat", "%", NULL };
	char *text;

	(void)state;
	rows_wanted = 2;
	paper_write("a.txt", "en", "USD", fill);
	text = paper_run("a.txt", argv);
	has(text, "12,345.67");
	has(text, "37,037.04");
	has(text, "Khách hàng: An");
	free(text);
	paper_write("a.csv", "vi", "VND", fill);
	text = paper_run("a.csv", argv);
	has(text, "1234567");
	has(text, "'=1+1");				/* guarded: a spreadsheet must not calculate it */
	has(text, "2026-11-21");
	free(text);
}

static void
many_rows_need_no_memory(void **state)
{
	char *part;

	(void)state;
	rows_wanted = 20000;
	paper_write("many.xlsx", "en", "VND", fill);
	part = paper_part("many.xlsx", "xl/worksheets/sheet1.xml");
	if (part != NULL)
		has(part, "<v>1254566</v>");
	free(part);
	rows_wanted = 3;
}

const struct CMUnitTest sheet_tests[] = {
	cmocka_unit_test(word_is_xml_and_keeps_what_was_said),
	cmocka_unit_test(excel_keeps_types_and_has_no_formulas),
	cmocka_unit_test(a_table_that_goes_on_repeats_its_head),
	cmocka_unit_test(text_and_csv_say_the_same),
	cmocka_unit_test(many_rows_need_no_memory),
};
const size_t n_sheet_tests = sizeof sheet_tests / sizeof *sheet_tests;
