/* test_letters.c - every Vietnamese letter and a hundred Han letters of a PDF beside reference
 * pictures of the fonts themselves, as pixels: each is most like its own (E5). The PDF is drawn by
 * poppler, the reference by FreeType straight from the font's file. */
#include "paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ft2build.h>
#include FT_FREETYPE_H

#include "base/mem.h"
#include "base/utf8.h"
#include "report/font_set.h"
#include "report/page.h"

#define DPI 200
#define COLS 10
#define LETTERS_MAX 140
#define POINTS 8.5			/* of a table: src/report/write_pdf.c */
#define SIDE 64			/* of a picture */
#define INK 128			/* darker is ink */
#define LIKE_PERCENT 80		/* of the ink of both that falls together */

static const char vietnamese[] =
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ";
static const char han[] =
    "客户管理系统报价单编号商品名称数量金额优惠合计有效期至日联人电话地址中文票务会员积分储值卡消费"
    "生门店收银退货折扣等级升降发放兑换礼库存销售毛利订交付款现应找零余本赠送提醒预约合同维修投诉建议满意度流失新老";

struct shape { int w, h; unsigned char p[SIDE][SIDE]; };	/* 1: ink; its box alone */
static char text[LETTERS_MAX][8];
static size_t n;

static void
split(const char *all, size_t most)
{
	n = 0;
	for (size_t at = 0; all[at] != '\0' && n < most; at = utf8_next(all, at)) {
		memset(text[n], 0, sizeof(text[n]));
		memcpy(text[n], all + at, utf8_next(all, at) - at);
		for (size_t k = 0; k < n; k++)
			if (strcmp(text[k], text[n]) == 0)
				goto again;
		n++;
again:		continue;
	}
}

static void
fill(struct page *p)
{
	struct page_column cols[COLS];
	struct value cells[COLS];

	for (size_t i = 0; i < COLS; i++)
		cols[i] = (struct page_column){ .title = "x", .kind = PAGE_TEXT, .width = 5 };
	page_table(p, cols, COLS);
	for (size_t i = 0; i < n; i += COLS) {
		for (size_t k = 0; k < COLS; k++)
			cells[k] = (struct value){ .kind = i + k < n ? VALUE_TEXT : VALUE_NULL,
			    .s = i + k < n ? text[i + k] : NULL };
		page_row(p, cells);
	}
	page_table_end(p);
}

/* The box of the ink in a part of a picture. */
static void
crop(const unsigned char *p, int pitch, int x0, int y0, int x1, int y1, struct shape *s)
{
	int left = x1, right = x0 - 1, top = y1, bottom = y0 - 1;

	memset(s, 0, sizeof(*s));
	for (int y = y0; y < y1; y++)
		for (int x = x0; x < x1; x++)
			if (p[y * pitch + x] < INK) {
				left = x < left ? x : left;
				right = x > right ? x : right;
				top = y < top ? y : top;
				bottom = y;
			}
	s->w = right - left + 1 < SIDE ? right - left + 1 : SIDE;
	s->h = bottom - top + 1 < SIDE ? bottom - top + 1 : SIDE;
	for (int y = 0; y < s->h; y++)
		for (int x = 0; x < s->w; x++)
			s->p[y][x] = p[(top + y) * pitch + left + x] < INK;
}

/* Of the ink of both, how much falls together, in percent; a pixel to each side is tried. */
static int
alike(const struct shape *a, const struct shape *b)
{
	int best = 0;

	for (int dy = -1; dy <= 1; dy++)
		for (int dx = -1; dx <= 1; dx++) {
			int both = 0, any = 0;

			for (int y = 0; y < SIDE; y++)
				for (int x = 0; x < SIDE; x++) {
					int v = y + dy, u = x + dx;
					int o = v >= 0 && v < SIDE && u >= 0 && u < SIDE ? b->p[v][u] : 0;

					both += a->p[y][x] & o;
					any += a->p[y][x] | o;
				}
			if (any > 0 && 100 * both / any > best)
				best = 100 * both / any;
		}
	return best;
}

/* Straight from the font, at the size of the page, a few hundredths smaller and larger. */
static void
draw(FT_Face face, uint32_t cp, double points, struct shape *s)
{
	unsigned char page[SIDE * SIDE];
	FT_Bitmap *b;

	assert_int_equal(FT_Set_Char_Size(face, 0, (FT_F26Dot6)(points * 64), DPI, DPI), 0);
	assert_int_equal(FT_Load_Char(face, cp, FT_LOAD_RENDER | FT_LOAD_NO_HINTING), 0);
	b = &face->glyph->bitmap;
	memset(page, 255, sizeof(page));
	for (unsigned y = 0; y < b->rows && y < SIDE; y++)
		for (unsigned x = 0; x < b->width && x < SIDE; x++)
			page[y * SIDE + x] = (unsigned char)(255 - b->buffer[y * (unsigned)b->pitch + x]);
	crop(page, SIDE, 0, 0, SIDE, SIDE, s);
}

/* Rules between the rows of the table: dark over the whole width. */
static size_t
find_rules(const struct picture *pic, int *at, size_t max)
{
	size_t found = 0;

	for (int y = 0; y < pic->h && found < max; y++) {
		int dark = 0;

		for (int x = 0; x < pic->w; x++)
			dark += pic->p[y * pic->w + x] < 245;
		if (dark > pic->w * 8 / 10 && (found == 0 || y - at[found - 1] > 3))
			at[found++] = y;
	}
	return found;
}

static void
compare(const char *file, const char *lang, enum font_face which, double points)
{
	static struct shape ref[LETTERS_MAX];
	struct err_note note = { 0 };
	struct font_set *fs = NULL;
	struct picture pic;
	FT_Library lib;
	FT_Face face;
	int rules[200], index = 0, side, wide, worst = 100;
	size_t nrules, rows = (n + COLS - 1) / COLS;
	const char *path;

	paper_write(file, lang, "VND", fill);
	pic = paper_picture(file, DPI);
	assert_int_equal(font_set_open(&fs, &note), ERR_OK);
	path = font_set_path(fs, which, &index);
	if (pic.p == NULL || path == NULL)
		skip();
	assert_int_equal(FT_Init_FreeType(&lib), 0);
	assert_int_equal(FT_New_Face(lib, path, index, &face), 0);
	for (size_t i = 0; i < n; i++) {
		uint32_t cp;

		utf8_decode(text[i], strlen(text[i]), &cp);
		draw(face, cp, points, &ref[i]);
	}
	nrules = find_rules(&pic, rules, 200);
	assert_true(nrules > rows);
	side = pic.w * 42 / 595;
	wide = (pic.w - 2 * side) / COLS;
	for (size_t i = 0; i < n; i++) {
		size_t r = nrules - rows + i / COLS, like = 0;
		int from = side + wide * (int)(i % COLS), best = -1, own;
		struct shape s;

		crop(pic.p, pic.w, from, rules[r - 1] + 4, from + wide - 2, rules[r] - 2, &s);
		own = alike(&s, &ref[i]);
		for (size_t k = 0; k < n; k++) {
			int a = alike(&s, &ref[k]);

			if (a > best) {
				best = a;
				like = k;
			}
		}
		if (like != i && best > own)
			fail_msg("%s is printed like %s (%d %%, itself %d %%)", text[i], text[like], best, own);
		if (own < LIKE_PERCENT)
			fail_msg("%s is not like its letter: %d %%", text[i], own);
		worst = own < worst ? own : worst;
	}
	printf("# %zu letters, the least alike %d %%\n", n, worst);
	FT_Done_Face(face);
	FT_Done_FreeType(lib);
	font_set_close(fs);
	free(pic.p);
}

static void
every_vietnamese_letter_is_that_of_its_font(void **state)
{
	(void)state;
	split(vietnamese, LETTERS_MAX);
	assert_int_equal(n, 134);
	compare("vietnamese.pdf", "vi", FONT_LATIN, POINTS);
}

static void
a_hundred_han_letters_are_those_of_their_font(void **state)
{
	(void)state;
	split(han, 100);
	assert_int_equal(n, 100);
	compare("hundred.pdf", "zh_CN", FONT_HAN, POINTS);
}

static int
end(void **state)
{
	(void)state;
	paper_end();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_vietnamese_letter_is_that_of_its_font),
		cmocka_unit_test(a_hundred_han_letters_are_those_of_their_font),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
