/* Workbooks: cells of every kind, days of both calendars, what a hostile file does (TRUST.md 3.C),
 * 100,000 rows in constant memory, and thousands of damaged ones. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "book.h"
#include "exchange/xlsx.h"
#include "exchange/xlsx_part.h"

static char path[] = "/tmp/quen-xlsx-XXXXXX";
#define INLINE(ref, t) "<c r=\"" ref "\" t=\"inlineStr\"><is><t>" t "</t></is></c>"

static int
begin(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	i18n_set(NULL, "en");
	close(fd);
	return fd < 0;
}

static int
finish(void **state)
{
	(void)state;
	return unlink(path);
}

static enum err
open_path(const char *sheet, struct xlsx **x, struct err_note *note)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err e;

	assert_true(fd >= 0);
	*note = (struct err_note) { 0 };
	e = xlsx_open(fd, sheet, x, note);
	close(fd);
	return e;
}

/* All rows as text: "1|a|b\n"; numbers with #, days with @, times with :. */
static enum err
read_all(const char *sheet, struct strbuf *out, struct err_note *note)
{
	static const char marks[] = { 0, '#', '@', ':' };
	struct xlsx *x;
	struct csv_row row;
	enum err e = open_path(sheet, &x, note);

	strbuf_clear(out);
	if (e != ERR_OK)
		return e;
	while (xlsx_next(x, &row, &e, note)) {
		strbuf_addf(out, "%d", (int)row.line);
		for (size_t i = 0; i < row.n; i++) {
			strbuf_add_char(out, '|');
			if (row.kinds[i] != CSV_KIND_TEXT)
				strbuf_add_char(out, marks[row.kinds[i]]);
			strbuf_add(out, row.cells[i]);
		}
		if (row.fault != CSV_FINE)
			strbuf_addf(out, " !%d:%zu", row.fault, row.fault_col);
		strbuf_add_char(out, '\n');
	}
	if (xlsx_merged(x) > 0)
		strbuf_addf(out, "merged %u\n", (unsigned)xlsx_merged(x));
	xlsx_close(x);
	return e;
}

static void
expect(const struct book *b, const char *want)
{
	struct strbuf out = { 0 };
	struct err_note note;

	book_write_sheet(path, b);
	if (read_all(NULL, &out, &note) != ERR_OK)
		fail_msg("%s", note.text);
	assert_string_equal(strbuf_str(&out), want);
	strbuf_fini(&out);
}

static void
refuse_path(enum err want, const char *says)
{
	struct strbuf out = { 0 };
	struct err_note note;
	enum err e = read_all(NULL, &out, &note);

	if (e != want || strstr(note.text, says) == NULL)
		fail_msg("%d %s", e, note.text);
	strbuf_fini(&out);
}

static void
refuse(const char *rows, enum err want, const char *says)
{
	book_write_sheet(path, &(struct book) { .rows = rows });
	refuse_path(want, says);
}

static void
test_cells(void **state)
{
	(void)state;
	expect(&(struct book) {
	    .strings = "<si><t>Họ tên</t></si><si><r><t>Nguyễn </t></r><r><rPr><b/></rPr><t>Văn An</t></r>"
	        "<rPh sb=\"0\" eb=\"1\"><t>no</t></rPh></si><si><t xml:space=\"preserve\"> a_x000D_b &lt;&amp; </t></si>",
	    .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>"
	        "<row r=\"2\"/>"
	        "<row r=\"3\">" INLINE("A3", "李四") "<c r=\"B3\" t=\"str\"><f>A1&amp;\"x\"</f><v>made</v></c>"
	        "<c r=\"C3\" t=\"b\"><v>1</v></c><c r=\"D3\"><v>12.50</v></c><c r=\"E3\" t=\"n\"><v>0.30000000000000004</v></c>"
	        "<c r=\"F3\"><v>9704366812345678</v></c><c r=\"G3\"><v>1.5E-3</v></c></row>"
	        "<row><c t=\"s\"><v>2</v></c><c t=\"s\"><v>9</v></c></row>"
	        "<row r=\"9\"><c r=\"A9\" t=\"e\"><v>#N/A</v></c></row>" },
	    "1|Họ tên||Nguyễn Văn An\n"
	    "3|李四|made|1|#12.5|#0.3|#9704366812345678|#0.0015\n"
	    "4| a\rb <& | !10:2\n"
	    "9|#N/A !9:1\n");
}

static const char dates[] =
    "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45123</v></c><c r=\"B1\" s=\"2\"><v>45123.604166666664</v></c>"
    "<c r=\"C1\" s=\"3\"><v>0.5</v></c><c r=\"D1\" s=\"4\"><v>1</v></c><c r=\"E1\" s=\"4\"><v>60</v></c>"
    "<c r=\"F1\" s=\"4\"><v>61</v></c><c r=\"G1\" s=\"5\"><v>0.125</v></c><c r=\"H1\" s=\"6\"><v>7</v></c>"
    "<c r=\"I1\" s=\"7\"><v>1.25</v></c><c r=\"J1\" s=\"1\"><v>-3</v></c><c r=\"K1\" s=\"8\"><v>45123</v></c>"
    "<c r=\"L1\" s=\"1\"><v>45123.999999999</v></c></row>";
static const char formats[] =
    "<numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy hh:mm\"/>"
    "<numFmt numFmtId=\"165\" formatCode=\"[Red]#,##0&quot; day&quot;;-0\"/>"
    "<numFmt numFmtId=\"166\" formatCode=\"[h]:mm\"/>"
    "<numFmt numFmtId=\"167\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@\"/>";
static const char styles[] = "<xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"20\"/><xf numFmtId=\"14\"/>"
    "<xf numFmtId=\"10\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/>";

static void
test_days(void **state)
{
	(void)state;
	expect(&(struct book) { .rows = dates, .formats = formats, .styles = styles },
	    "1|@2023-07-16|@2023-07-16 14:30|:12:00|@1900-01-01|@1900-02-28|@1900-03-01|#12.5|#7|#1.25|#-3|"
	    "@2023-07-16|@2023-07-17\n");
	expect(&(struct book) { .rows = dates, .formats = formats, .styles = styles, .pr = "date1904=\"1\"" },
	    "1|@2027-07-17|@2027-07-17 14:30|:12:00|@1904-01-02|@1904-03-01|@1904-03-02|#12.5|#7|#1.25|#-3|"
	    "@2027-07-17|@2027-07-18\n");
	/* years that we do not know, as they are shown there; the end of both calendars */
	expect(&(struct book) { .formats = formats, .styles = styles,
	    .rows = "<row><c s=\"1\"><v>2958465</v></c><c s=\"2\"><v>401769.5</v></c><c s=\"1\"><v>2958466</v></c></row>" },
	    "1|@9999-12-31|@3000-01-01 12:00|#2958466\n");
	expect(&(struct book) { .formats = formats, .styles = styles, .pr = "date1904=\"1\"",
	    .rows = "<row><c s=\"1\"><v>2957003</v></c><c s=\"1\"><v>2957004</v></c></row>" },
	    "1|@9999-12-31|#2957004\n");
}

static void
test_nearly_nothing(void **state)
{
	(void)state;
	expect(&(struct book) { .rows = "<row><c><v>5.55111512312578E-17</v></c><c><v>-1E-20</v></c>"
	    "<c><v>-0.0</v></c><c><v>1E-05</v></c><c><v>-0</v></c></row>" }, "1|#0|#0|#0|#0.00001|#0\n");
}

static void
test_merged(void **state)
{
	(void)state;
	expect(&(struct book) { .rows = "<row r=\"1\">" INLINE("A1", "both") "</row><row r=\"2\">" INLINE("C2", "x") "</row>",
	    .after = "<mergeCells count=\"2\"><mergeCell ref=\"A1:B1\"/><mergeCell ref=\"C2:C4\"/></mergeCells>" },
	    "1|both\n2|||x\nmerged 2\n");
}

static void
test_sheets(void **state)
{
	static const char book[] = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Hidden\" r:id=\"a\" state=\"hidden\"/>"
	    "<sheet name=\"Khách\" r:id=\"b\"/><sheet name=\"Chart\" r:id=\"c\"/></sheets></workbook>";
	static const char rels[] = "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"a.xml\"/>"
	    "<Relationship Id=\"b\" Type=\"x/worksheet\" Target=\"/xl/b.xml\"/><Relationship Id=\"c\" Type=\"x/chartsheet\" Target=\"c.xml\"/></Relationships>";
	const struct book_part parts[] = {
		{ "_rels/.rels", book_rels, 0 }, { "xl/workbook.xml", book, 0 },
		{ "xl/_rels/workbook.xml.rels", rels, 0 },
		{ "xl/a.xml", "<worksheet><sheetData><row>" INLINE("A1", "a") "</row></sheetData></worksheet>", 0 },
		{ "xl/b.xml", "<worksheet><sheetData><row>" INLINE("A1", "b") "</row></sheetData></worksheet>", 0 },
	};
	struct strbuf out = { 0 };
	struct err_note note;
	struct xlsx *x;

	(void)state;
	book_write(path, parts, 5);
	assert_int_equal(open_path("", &x, &note), ERR_OK);
	assert_int_equal(xlsx_sheet_count(x), 3);
	assert_string_equal(xlsx_sheet_name(x, 1), "Khách");
	assert_true(xlsx_sheet_is_hidden(x, 0));
	xlsx_close(x);			/* before its rows were read */
	assert_int_equal(read_all("", &out, &note), ERR_OK);
	assert_string_equal(strbuf_str(&out), "1|b\n");
	assert_int_equal(read_all("Hidden", &out, &note), ERR_OK);
	assert_string_equal(strbuf_str(&out), "1|a\n");
	assert_int_equal(read_all("2", &out, &note), ERR_OK);
	assert_string_equal(strbuf_str(&out), "1|b\n");
	assert_int_equal(read_all("3", &out, &note), ERR_NOTFOUND);
	assert_int_equal(read_all("none", &out, &note), ERR_NOTFOUND);
	strbuf_fini(&out);
}

/* Tests C of TRUST.md: what is refused, and what it says. */
static void
test_hostile(void **state)
{
	static const char laughs[] = "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;\">]>"
	    "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&b;</t></is></c></row></sheetData></worksheet>";
	struct book_part parts[1100] = {
		{ "_rels/.rels", book_rels, 0 }, { "xl/workbook.xml", book_workbook, 0 },
		{ "xl/_rels/workbook.xml.rels", book_workbook_rels, 0 }, { "xl/worksheets/sheet1.xml", laughs, 0 },
	};
	struct strbuf b = { 0 };
	char *big = xcalloc(1, 60 * 1024 * 1024), names[1100][16];
	size_t n = 60 * 1024 * 1024 - 1;

	(void)state;
	book_write(path, parts, 4);
	refuse_path(ERR_SYNTAX, "DOCTYPE");
	memset(big, ' ', n);		/* 60 MB of blanks in 60 KB */
	parts[3].text = big;
	parts[3].len = n;
	book_write(path, parts, 4);
	refuse_path(ERR_LIMIT, "50 MB");
	parts[3].len = 5 * 1024 * 1024;
	book_write(path, parts, 4);
	refuse_path(ERR_LIMIT, "swells");
	free(big);
	for (size_t i = 4; i < 1100; i++) {
		snprintf(names[i], sizeof(names[i]), "p%zu", i);
		parts[i] = (struct book_part) { names[i], "x", 1 };
	}
	parts[3] = (struct book_part) { "xl/worksheets/sheet1.xml", laughs, 0 };
	book_write(path, parts, 1100);
	refuse_path(ERR_LIMIT, "1,000 parts");
	for (int i = 0; i < 40; i++)
		strbuf_add(&b, "<x>");
	parts[3].text = strbuf_str(&b);
	book_write(path, parts, 4);
	refuse_path(ERR_LIMIT, "nested");
	strbuf_fini(&b);
	parts[3].text = "<worksheet><sheetData><row>";
	book_write(path, parts, 4);
	refuse_path(ERR_SYNTAX, "well-formed");
	parts[1].text = NULL;
	book_write(path, parts, 4);
	refuse_path(ERR_SYNTAX, "no Excel workbook");
	refuse("<row r=\"3\">" INLINE("A3", "x") "</row><row r=\"2\">" INLINE("A2", "x") "</row>", ERR_SYNTAX, "order");
	refuse("<row r=\"1\">" INLINE("B1", "x") INLINE("A1", "x") "</row>", ERR_SYNTAX, "order");
	refuse("<row r=\"1\">" INLINE("0x", "x") "</row>", ERR_SYNTAX, "order");
	assert_int_equal(truncate(path, 300), 0);
	refuse_path(ERR_SYNTAX, "damaged");
}

/* A row beyond a limit is a refused row; the others are read. */
static void
test_wide(void **state)
{
	struct strbuf rows = { 0 };

	(void)state;
	strbuf_add(&rows, "<row r=\"1\">" INLINE("A1", "a") INLINE("ZZ1", "far") "</row><row r=\"2\"><c r=\"A2\" t=\"str\"><v>");
	for (int i = 0; i < 70000; i++)
		strbuf_add_char(&rows, 'a' + (char)(i % 26));
	strbuf_add(&rows, "</v></c></row><row r=\"3\">" INLINE("A3", "c") "</row>");
	expect(&(struct book) { .rows = strbuf_str(&rows) }, "1|a !8:200\n2 !6:1\n3|c\n");
	strbuf_fini(&rows);
}

/* One shared text stands in every cell of many rows: nothing of it swells but what comes out. */
static void
test_shared_bomb(void **state)
{
	struct strbuf rows = { 0 }, strings = { 0 };
	struct rng r = { 7 };
	struct xlsx *x;
	struct csv_row row;
	struct err_note note;
	enum err e;

	(void)state;
	strbuf_add(&strings, "<si><t>");
	for (int i = 0; i < 65000; i++)
		strbuf_add_char(&strings, 'a' + (char)rng_below(&r, 26));
	strbuf_add(&strings, "</t></si>");
	for (int i = 0; i < 250; i++) {
		strbuf_add(&rows, "<row>");
		for (int k = 0; k < 15; k++)
			strbuf_add(&rows, "<c t=\"s\"><v>0</v></c>");
		strbuf_add(&rows, "</row>");
	}
	book_write_sheet(path, &(struct book) { .rows = strbuf_str(&rows), .strings = strbuf_str(&strings) });
	assert_int_equal(open_path("", &x, &note), ERR_OK);
	while (xlsx_next(x, &row, &e, &note))
		;
	xlsx_close(x);
	assert_int_equal(e, ERR_LIMIT);
	assert_non_null(strstr(note.text, "swells"));
	strbuf_fini(&rows);
	strbuf_fini(&strings);
}

static long
peak_kb(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return u.ru_maxrss;
}

static void
test_100k_rows(void **state)
{
	struct strbuf rows = { 0 };
	struct xlsx *x;
	struct csv_row row;
	struct err_note note;
	enum err e;
	long before, n = 0;

	(void)state;
	for (int i = 1; i <= 100001; i++)
		strbuf_addf(&rows, "<row r=\"%d\"><c r=\"A%d\" t=\"inlineStr\"><is><t>Khách %x</t></is></c><c r=\"B%d\"><v>%d</v></c>"
		    "<c r=\"C%d\" s=\"1\"><v>%d</v></c></row>", i, i, (unsigned)i * 2654435761u, i, i * 1000, i, 20000 + i % 25000);
	book_write_sheet(path, &(struct book) { .rows = strbuf_str(&rows), .styles = "<xf numFmtId=\"14\"/>" });
	strbuf_fini(&rows);
	before = peak_kb(RUSAGE_SELF);
	assert_int_equal(open_path("", &x, &note), ERR_OK);
	while (xlsx_next(x, &row, &e, &note))
		n++;
	xlsx_close(x);
	assert_int_equal(e, ERR_OK);
	assert_int_equal(n, 100001);
	if (peak_kb(RUSAGE_SELF) > before + 4096)
		fail_msg("%ld KB more", peak_kb(RUSAGE_SELF) - before);
	for (int i = 1; i <= 100100; i++)
		strbuf_addf(&rows, "<row><c><v>%d</v></c></row>", i);
	book_write_sheet(path, &(struct book) { .rows = strbuf_str(&rows) });
	strbuf_fini(&rows);
	refuse_path(ERR_LIMIT, "100,000 rows");
}

/* The parser itself, in this process, so that a sanitizer sees it: no crash, no hang. */
static void
test_damaged(void **state)
{
	struct rng r = { 61 };
	char *good, *bad;
	long size;
	FILE *f;
	int null = open("/dev/null", O_WRONLY), rounds = 1500;

	(void)state;
	book_write_sheet(path, &(struct book) { .rows = dates, .formats = formats, .styles = styles,
	    .strings = "<si><t>a</t></si><si><r><t>b</t></r></si>", .after = "<mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>" });
	f = fopen(path, "rb");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	rewind(f);
	good = xmalloc((size_t)size);
	bad = xmalloc((size_t)size);
	assert_int_equal(fread(good, 1, (size_t)size, f), size);
	fclose(f);
	for (int i = 0; i < rounds; i++) {
		size_t len = (size_t)size;

		memcpy(bad, good, len);
		for (int k = 1 + (int)rng_below(&r, 6); k > 0; k--)
			bad[rng_below(&r, (uint32_t)len)] = (char)rng_below(&r, 256);
		if (rng_below(&r, 8) == 0)
			len = 1 + rng_below(&r, (uint32_t)len);
		f = fmemopen(bad, len, "rb");
		xlsx_parse(f, null, "");
		(void)f;
	}
	close(null);
	free(good);
	free(bad);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells), cmocka_unit_test(test_days),
		cmocka_unit_test(test_nearly_nothing), cmocka_unit_test(test_merged),
		cmocka_unit_test(test_sheets), cmocka_unit_test(test_hostile), cmocka_unit_test(test_wide),
		cmocka_unit_test(test_shared_bomb),
		cmocka_unit_test(test_100k_rows), cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("xlsx", tests, begin, finish);
}
