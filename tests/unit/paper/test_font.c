/* libharu can print "Nguyễn" as "Nguyen" while the text of the file stays right: so letters are
 * compared as pixels. */
#include "paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "report/font_set.h"

#define DPI 200
#define PER_LINE 8			/* pairs; a letter with marks beside its base */

/* Every letter of Vietnamese that has a mark, and the letter without it: marks on an i take the
 * place of its dot. */
static const char *const families[][2] = {
	{ "a", "àáảãạăằắẳẵặâầấẩẫậ" }, { "e", "èéẻẽẹêềếểễệ" }, { "ı", "ìíỉĩị" },
	{ "o", "òóỏõọôồốổỗộơờớởỡợ" }, { "u", "ùúủũụưừứửữự" }, { "y", "ỳýỷỹỵ" }, { "d", "đ" },
	{ "A", "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ" }, { "E", "ÈÉẺẼẸÊỀẾỂỄỆ" }, { "I", "ÌÍỈĨỊ" },
	{ "O", "ÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ" }, { "U", "ÙÚỦŨỤƯỪỨỬỮỰ" }, { "Y", "ỲÝỶỸỴ" }, { "D", "Đ" },
};
#define LETTERS 134

/* A table with a letter a cell: its place on the page is known by its row and column. */
static const char *cell_text[400];
static size_t ncells, ncols;

static void
fill_letters(struct page *p)
{
	struct page_column cols[PAGE_COLUMNS_MAX];
	struct value cells[PAGE_COLUMNS_MAX];

	for (size_t i = 0; i < ncols; i++)
		cols[i] = (struct page_column){ .title = "x", .kind = PAGE_TEXT, .width = 5 };
	page_table(p, cols, ncols);
	for (size_t i = 0; i < ncells; i += ncols) {
		for (size_t k = 0; k < ncols; k++)
			cells[k] = (struct value){ .kind = i + k < ncells ? VALUE_TEXT : VALUE_NULL,
			    .s = (char *)cell_text[i + k] };
		page_row(p, cells);
	}
	page_table_end(p);
}

/* Rows of the table as bands between the rules below them: dark pixels over the whole width. */
static size_t
find_rules(const struct picture *pic, int *at, size_t max)
{
	size_t n = 0;

	for (int y = 0; y < pic->h && n < max; y++) {
		int dark = 0;

		for (int x = 0; x < pic->w; x++)
			dark += pic->p[y * pic->w + x] < 245;
		if (dark > pic->w * 8 / 10 && (n == 0 || y - at[n - 1] > 3))
			at[n++] = y;
	}
	return n;
}

/* How much ink is in a cell, in greys (wherever it falls between the pixels), and a sum that tells
 * pictures apart. */
static void
ink(const struct picture *pic, int row_from, int row_to, size_t col, int *dark, uint64_t *sum)
{
	int side = pic->w * 42 / 595, wide = (pic->w - 2 * side) / (int)ncols;
	int from = side + wide * (int)col, to = from + wide - 2;

	*dark = 0;
	*sum = 1469598103934665603u;
	for (int y = row_from; y < row_to; y++) {
		for (int x = from; x < to; x++) {
			bool is_dark = pic->p[y * pic->w + x] < 160;

			*dark += 255 - pic->p[y * pic->w + x];
			*sum = (*sum ^ (uint64_t)(is_dark + 1)) * 1099511628211u;
		}
	}
}

/* Base and marked letter stand side by side: the marked one has more ink, and no two of a
 * family look alike. */
static void
every_vietnamese_letter_shows_its_marks(void **state)
{
	static char text[LETTERS * 2][8];
	uint64_t seen[LETTERS];
	int rules[200];
	size_t n = 0, nseen = 0;
	struct picture pic;

	(void)state;
	ncells = 0;
	ncols = 2 * PER_LINE;
	for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
		const char *s = families[i][1];

		for (size_t at = 0; s[at] != '\0'; at = utf8_next(s, at)) {
			strcpy(text[n], families[i][0]);
			memcpy(text[n + 1], s + at, utf8_next(s, at) - at);
			cell_text[ncells++] = text[n++];
			cell_text[ncells++] = text[n++];
		}
	}
	assert_int_equal(ncells, 2 * LETTERS);
	paper_write("letters.pdf", "vi", "VND", fill_letters);
	pic = paper_picture("letters.pdf", DPI);
	if (pic.p == NULL)
		skip();
	/* The grey head of the table is several such lines: rows count from the end. */
	n = find_rules(&pic, rules, 200);
	assert_true(n > (ncells + ncols - 1) / ncols);
	for (size_t i = 0; i < ncells; i += 2) {
		size_t rows = (ncells + ncols - 1) / ncols, r = n - rows + i / ncols;
		int base, marked;
		uint64_t base_sum, sum;

		ink(&pic, rules[r - 1] + 1, rules[r], i % ncols, &base, &base_sum);
		ink(&pic, rules[r - 1] + 1, rules[r], i % ncols + 1, &marked, &sum);
		if (base < 255 || marked < base + 255)
			fail_msg("%s is printed as %s (%d and %d greys)", cell_text[i + 1], cell_text[i], marked, base);
		for (size_t k = 0; k < nseen; k++)
			if (seen[k] == sum)
				fail_msg("%s looks like another letter", cell_text[i + 1]);
		seen[nseen++] = sum;
	}
	free(pic.p);
}

/* Han letters are there at all, and each has its own picture. */
static void
every_han_letter_has_its_picture(void **state)
{
	static const char han[] = "客户管理系统报价单编号商品名称数量金额优惠合计有效期至日联人电话地址中文票务会员积分储值卡消费";
	static char text[100][8];
	uint64_t seen[100];
	int rules[100];
	size_t n = 0, nseen = 0, nrules;
	struct picture pic;

	(void)state;
	ncells = 0;
	ncols = 10;
	for (size_t at = 0; han[at] != '\0' && n < 100; at = utf8_next(han, at)) {
		memset(text[n], 0, sizeof text[n]);
		memcpy(text[n], han + at, utf8_next(han, at) - at);
		cell_text[ncells++] = text[n++];
	}
	paper_write("han.pdf", "zh_CN", "CNY", fill_letters);
	pic = paper_picture("han.pdf", DPI);
	if (pic.p == NULL)
		skip();
	nrules = find_rules(&pic, rules, 100);
	for (size_t i = 0; i < ncells; i++) {
		size_t rows = (ncells + ncols - 1) / ncols, r = nrules - rows + i / ncols;
		int dark;
		uint64_t sum;

		ink(&pic, rules[r - 1] + 1, rules[r], i % ncols, &dark, &sum);
		if (dark < 15 * 255)
			fail_msg("%s is not printed (%d greys)", cell_text[i], dark);
		for (size_t k = 0; k < nseen; k++)
			if (seen[k] == sum && strcmp(cell_text[k], cell_text[i]) != 0)
				fail_msg("%s looks like %s", cell_text[i], cell_text[k]);
		seen[nseen++] = sum;
	}
	free(pic.p);
}

static void
letters_are_admitted_by_their_outlines(void **state)
{
	struct font_set *fs;
	struct err_note note;
	int bad = 0, index;

	(void)state;
	assert_int_equal(font_set_open(&fs, &note), ERR_OK);
	for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
		const char *s = families[i][1];

		for (size_t at = 0, to; s[at] != '\0'; at = to) {
			uint32_t cp;

			to = utf8_next(s, at);
			assert_true(utf8_decode(s + at, to - at, &cp) > 0);
			assert_int_equal(font_set_find(fs, cp, false), FONT_LATIN);
			assert_int_equal(font_set_find(fs, cp, true), FONT_LATIN_BOLD);
			bad += font_set_path(fs, FONT_MORE, &index) != NULL && !font_set_admits(fs, FONT_MORE, cp);
		}
	}
	/* DejaVu makes many of them of letters that are composites themselves: refused. */
	if (font_set_path(fs, FONT_MORE, &index) != NULL)
		assert_true(bad > 20);
	for (uint32_t cp = 0x4E00; cp <= 0x9FA5; cp++)
		assert_int_equal(font_set_find(fs, cp, false), FONT_HAN);
	assert_int_equal(font_set_find(fs, 0x1F642, false), FONT_FACES);
	font_set_close(fs);
}

static void
missing_fonts_are_said_clearly(void **state)
{
	struct format fm = paper_format("en", "VND");
	struct page_head h = { .title = "T", .header = "", .footer = "", .fm = &fm };
	struct err_note note = { 0 };
	struct page *p = NULL;

	(void)state;
	setenv("QUEN_FONTS", "/nowhere", 1);
	assert_int_equal(page_open(&p, page_format_find("pdf"), stdout, &h, &note), ERR_CONFIG);
	assert_non_null(strstr(note.text, "fonts-noto-core"));
	unsetenv("QUEN_FONTS");
	/* Without the Chinese font a Chinese name must not print as nothing. */
	setenv("QUEN_FONTS", "/usr/share/fonts/truetype/noto", 1);
	{
		FILE *null = fopen("/dev/null", "w");

		assert_int_equal(page_open(&p, page_format_find("pdf"), null, &h, &note), ERR_OK);
		page_text(p, PAGE_BODY, "中文");
		assert_int_equal(page_close(p, &note), ERR_CONFIG);
		fclose(null);
	}
	assert_non_null(strstr(note.text, "fonts-wqy-zenhei"));
	unsetenv("QUEN_FONTS");
}

const struct CMUnitTest font_tests[] = {
	cmocka_unit_test(letters_are_admitted_by_their_outlines),
	cmocka_unit_test(missing_fonts_are_said_clearly),
	cmocka_unit_test(every_vietnamese_letter_shows_its_marks),
	cmocka_unit_test(every_han_letter_has_its_picture),
};
const size_t n_font_tests = sizeof font_tests / sizeof *font_tests;
