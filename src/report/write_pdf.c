/* A4 pages by libharu: texts, tables whose head comes again, totals, signatures. */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "report/page_part.h"
#include "report/pdf_chart.h"
#include "report/pdf_text.h"

/* In points, from the lower left corner. */
#define SHORT 595.28f
#define LONG 841.89f
#define SIDE 42.0f
#define TOP 52.0f
#define BOTTOM 50.0f
#define PAD 3.0f			/* beside a cell's text */
#define LEADING 1.42f			/* capitals with two marks need it */
#define DESCENT 0.30f
#define CHAR 0.54f			/* mean width of a letter, of its size */
#define TABLE_PT 8.5f
#define BODY_PT 9.5f
#define SMALL_PT 7.5f
#define SIGN_HIGH 72.0f
#define PAGES_MAX 20000

struct pdf {
	HPDF_Doc doc;
	HPDF_STATUS failed;		/* the first one of libharu */
	struct pdf_fonts fonts;
	HPDF_Page page, *pages;
	size_t npages, cap;
	float w, h, y;			/* y: where the next line's top is */
	float col_x[PAGE_COLUMNS_MAX], col_w[PAGE_COLUMNS_MAX];
};

static void
on_error(HPDF_STATUS error, HPDF_STATUS detail, void *arg)
{
	struct pdf *d = arg;

	(void)detail;
	if (d->failed == HPDF_OK)
		d->failed = error;
}

/* Told by the page, unless it has failed before. */
static void
watch(struct page *p)
{
	struct pdf *d = p->data;

	if (d->fonts.err != ERR_OK)
		page_fail_note(p, d->fonts.err, &d->fonts.note);
	else if (d->failed != HPDF_OK)
		page_fail(p, ERR_IO, _("The PDF file could not be made (%lx)."),
		    (unsigned long)d->failed);
}

static void
new_page(struct page *p)
{
	struct pdf *d = p->data;

	if (d->npages == PAGES_MAX) {
		page_fail(p, ERR_LIMIT, _("That is too long for PDF; export it to Excel or CSV."));
		return;
	}
	d->page = HPDF_AddPage(d->doc);
	if (d->page == NULL) {
		watch(p);
		return;
	}
	HPDF_Page_SetWidth(d->page, d->w);
	HPDF_Page_SetHeight(d->page, d->h);
	HPDF_Page_SetLineWidth(d->page, 0.4f);
	d->pages = xgrow(d->pages, &d->cap, d->npages + 1, sizeof *d->pages);
	d->pages[d->npages++] = d->page;
	d->y = d->h - TOP;
}

static enum err
begin(struct page *p, struct err_note *note)
{
	struct pdf *d = xcalloc(1, sizeof *d);
	enum err e;

	p->data = d;
	d->doc = HPDF_New(on_error, d);
	if (d->doc == NULL)
		return err_set(note, ERR_LIMIT, "", _("Not enough memory."));
	HPDF_SetCompressionMode(d->doc, HPDF_COMP_ALL);
	HPDF_UseUTFEncodings(d->doc);
	e = pdf_fonts_open(&d->fonts, d->doc, note);
	if (e != ERR_OK)
		return e;
	d->w = p->head.is_wide ? LONG : SHORT;
	d->h = p->head.is_wide ? SHORT : LONG;
	new_page(p);
	if (p->err != ERR_OK && note != NULL)
		*note = p->note;
	return p->err;
}

static void
grey(struct pdf *d, float level)
{
	HPDF_Page_SetRGBFill(d->page, level, level, level);
}

static void
rule(struct pdf *d, float y, float x, float w, float level)
{
	HPDF_Page_SetRGBStroke(d->page, level, level, level);
	HPDF_Page_MoveTo(d->page, x, y);
	HPDF_Page_LineTo(d->page, x + w, y);
	HPDF_Page_Stroke(d->page);
}

static float
line_high(struct pdf_style st)
{
	return st.size * LEADING;
}

/* One line in a box from x, w wide; side -1 left, 0 middle, 1 right. top: its upper edge. */
static void
put(struct pdf *d, struct pdf_style st, float x, float w, float top, int side, const char *text,
    size_t len)
{
	float wide = side == -1 ? 0 : pdf_width(&d->fonts, st, text, len);

	if (side == 1)
		x += w - wide;
	else if (side == 0)
		x += (w - wide) / 2;
	pdf_draw(&d->fonts, d->page, st, x, top - line_high(st) + st.size * DESCENT, text, len);
}

static bool
has_room(const struct pdf *d, float high)
{
	return d->y - high >= BOTTOM;
}

/* ---- texts ---- */

static struct pdf_style
style_of(enum page_style style)
{
	switch (style) {
	case PAGE_TITLE:
		return (struct pdf_style){ 17, true };
	case PAGE_HEAD:
		return (struct pdf_style){ 11, true };
	case PAGE_STRONG:
		return (struct pdf_style){ BODY_PT, true };
	case PAGE_SMALL:
		return (struct pdf_style){ SMALL_PT, false };
	case PAGE_BODY:
		break;
	}
	return (struct pdf_style){ BODY_PT, false };
}

static void
text(struct page *p, enum page_style style, const char *line)
{
	struct pdf *d = p->data;
	struct pdf_style st = style_of(style);
	float w = d->w - 2 * SIDE;
	struct pdf_lines l;

	pdf_break(&d->fonts, st, line, w, &l);
	for (int i = 0; i < l.n && p->err == ERR_OK; i++) {
		if (!has_room(d, line_high(st)))
			new_page(p);
		if (p->err != ERR_OK)
			return;
		put(d, st, SIDE, w, d->y, -1, line + l.from[i], l.len[i]);
		d->y -= line_high(st);
	}
	if (style == PAGE_TITLE)
		d->y -= 4;
	watch(p);
}

static void
gap(struct page *p)
{
	struct pdf *d = p->data;

	d->y -= BODY_PT * 0.8f;
}

/* A label and its value, broken into the width; returns the height. */
static float
pair(struct pdf *d, const struct page_pair *pp, float x, float w, float label, bool draw)
{
	struct pdf_style dim = { BODY_PT, false }, st = { BODY_PT, false };
	struct pdf_lines l;

	pdf_break(&d->fonts, st, pp->value, w - label - 6, &l);
	if (draw) {
		grey(d, 0.35f);
		put(d, dim, x, label, d->y, -1, pp->label, strlen(pp->label));
		grey(d, 0);
		for (int i = 0; i < l.n; i++)
			put(d, st, x + label + 6, w, d->y - (float)i * line_high(st), -1,
			    pp->value + l.from[i], l.len[i]);
	}
	return (float)l.n * line_high(st);
}

static void
pairs(struct page *p, const struct page_pair *pp, size_t n)
{
	struct pdf *d = p->data;
	float w = (d->w - 2 * SIDE - 16) / 2, label = 40;

	for (size_t i = 0; i < n; i++) {
		float need = pdf_width(&d->fonts, (struct pdf_style){ BODY_PT, false }, pp[i].label,
		    strlen(pp[i].label));

		label = need > label ? need : label;
	}
	if (label > w / 2)
		label = w / 2;
	for (size_t i = 0; i < n && p->err == ERR_OK; i += 2) {
		float left = pair(d, &pp[i], SIDE, w, label, false);
		float right = i + 1 < n ? pair(d, &pp[i + 1], SIDE + w + 16, w, label, false) : 0;
		float high = left > right ? left : right;

		if (!has_room(d, high))
			new_page(p);
		if (p->err != ERR_OK)
			return;
		(void)pair(d, &pp[i], SIDE, w, label, true);
		if (i + 1 < n)
			(void)pair(d, &pp[i + 1], SIDE + w + 16, w, label, true);
		d->y -= high + 1;
	}
	d->y -= 4;
	watch(p);
}

/* ---- tables ---- */

static void
set_columns(struct page *p)
{
	struct pdf *d = p->data;
	float all = d->w - 2 * SIDE, sum = 0, x = SIDE;
	size_t growing = 0;

	for (size_t i = 0; i < p->ncols; i++) {
		float title = pdf_width(&d->fonts, (struct pdf_style){ TABLE_PT, true },
		    p->cols[i].title, strlen(p->cols[i].title));

		d->col_w[i] = (float)p->cols[i].width * TABLE_PT * CHAR;
		if (title > d->col_w[i] && title < 90)
			d->col_w[i] = title;
		d->col_w[i] += 2 * PAD;
		sum += d->col_w[i];
		growing += p->cols[i].grow;
	}
	for (size_t i = 0; i < p->ncols; i++) {
		if (sum > all)
			d->col_w[i] *= all / sum;
		else if (growing > 0 && p->cols[i].grow)
			d->col_w[i] += (all - sum) / (float)growing;
		else if (growing == 0)
			d->col_w[i] *= all / sum;
		d->col_x[i] = x;
		x += d->col_w[i];
	}
}

struct cell { const char *text; bool right; };

/* A row of cells, or of heads; returns its height, draws when asked. */
static float
cells(struct page *p, const struct cell *c, struct pdf_style st, bool draw)
{
	struct pdf *d = p->data;
	float high = 0;
	struct pdf_lines l;

	for (size_t i = 0; i < p->ncols; i++) {
		if (c[i].text == NULL)
			continue;
		pdf_break(&d->fonts, st, c[i].text, d->col_w[i] - 2 * PAD, &l);
		for (int k = 0; draw && k < l.n; k++)
			put(d, st, d->col_x[i] + PAD, d->col_w[i] - 2 * PAD,
			    d->y - 1.5f - (float)k * line_high(st), c[i].right ? 1 : -1,
			    c[i].text + l.from[k], l.len[k]);
		if ((float)l.n * line_high(st) > high)
			high = (float)l.n * line_high(st);
	}
	return high + 3;
}

static void
table_head(struct page *p)
{
	struct pdf *d = p->data;
	struct pdf_style st = { TABLE_PT, true };
	struct cell c[PAGE_COLUMNS_MAX];
	float high, all = d->w - 2 * SIDE;

	for (size_t i = 0; i < p->ncols; i++)
		c[i] = (struct cell){ p->cols[i].title, page_is_number(p->cols[i].kind) };
	high = cells(p, c, st, false);
	grey(d, 0.90f);
	HPDF_Page_Rectangle(d->page, SIDE, d->y - high, all, high);
	HPDF_Page_Fill(d->page);
	grey(d, 0);
	(void)cells(p, c, st, true);
	d->y -= high;
	rule(d, d->y, SIDE, all, 0.3f);
}

static void
table(struct page *p)
{
	struct pdf *d = p->data;

	set_columns(p);
	/* A head never stands alone at the foot of a page. */
	if (!has_room(d, 60))
		new_page(p);
	if (p->err == ERR_OK)
		table_head(p);
	watch(p);
}

static bool
room_in_table(struct page *p, float high)
{
	struct pdf *d = p->data;

	if (!has_room(d, high) && d->y < d->h - TOP - 60) {
		new_page(p);
		if (p->err == ERR_OK)
			table_head(p);
	}
	return p->err == ERR_OK;
}

static void
row_of(struct page *p, const struct value *v, struct pdf_style st, const char *label)
{
	struct pdf *d = p->data;
	struct cell c[PAGE_COLUMNS_MAX];
	char *made[PAGE_COLUMNS_MAX];
	size_t first = label != NULL ? page_first(p, v) : 0;
	float high, all = d->w - 2 * SIDE;

	for (size_t i = 0; i < p->ncols; i++) {
		made[i] = page_cell(p->head.fm, p->cols[i].kind, &v[i]);
		c[i] = (struct cell){ i < first ? NULL : made[i], page_is_number(p->cols[i].kind) };
	}
	high = cells(p, c, st, false);
	if (room_in_table(p, high)) {
		(void)cells(p, c, st, true);
		if (label != NULL && first > 0)
			put(d, st, SIDE + PAD, d->col_x[first - 1] + d->col_w[first - 1] - SIDE - 2 * PAD,
			    d->y - 1.5f, 1, label, strlen(label));
		d->y -= high;
		rule(d, d->y, SIDE, all, 0.8f);
	}
	for (size_t i = 0; i < p->ncols; i++)
		free(made[i]);
	watch(p);
}

static void
row(struct page *p, const struct value *v)
{
	row_of(p, v, (struct pdf_style){ TABLE_PT, false }, NULL);
}

static void
total(struct page *p, const char *label, const struct value *v)
{
	row_of(p, v, (struct pdf_style){ TABLE_PT, true }, label);
}

static void
band(struct page *p, const char *line)
{
	struct pdf *d = p->data;
	struct pdf_style st = { TABLE_PT, true };
	float high = line_high(st) + 4;

	if (!room_in_table(p, high * 2))
		return;
	put(d, st, SIDE + PAD, d->w - 2 * SIDE, d->y - 2, -1, line, strlen(line));
	d->y -= high;
	rule(d, d->y, SIDE, d->w - 2 * SIDE, 0.6f);
	watch(p);
}

static void
table_end(struct page *p)
{
	((struct pdf *)p->data)->y -= 8;
}

static void
chart(struct page *p, enum page_place where, const struct page_chart *c)
{
	struct pdf *d = p->data;
	float high = pdf_chart_height(c);

	if (where != PAGE_BEFORE_TABLE)
		return;
	if (!has_room(d, high + 10))
		new_page(p);
	if (p->err != ERR_OK)
		return;
	pdf_chart_draw(&d->fonts, d->page,
	    (struct pdf_area){ SIDE, d->y - high, d->w - 2 * SIDE, high }, p->head.fm, c);
	d->y -= high + 12;
	watch(p);
}

static void
sign(struct page *p, const char *const *names, size_t n)
{
	struct pdf *d = p->data;
	struct pdf_style st = { BODY_PT, true };
	float w = (d->w - 2 * SIDE) / (float)n;

	if (!has_room(d, SIGN_HIGH))
		new_page(p);
	if (p->err != ERR_OK)
		return;
	d->y -= 10;
	for (size_t i = 0; i < n; i++)
		put(d, st, SIDE + (float)i * w, w, d->y, 0, names[i], strlen(names[i]));
	d->y -= SIGN_HIGH - 10;
	watch(p);
}

/* ---- the end ---- */

/* Heads and feet come last: only now is it known how many pages there are. */
static void
frame_pages(struct page *p)
{
	struct pdf *d = p->data;
	struct pdf_style st = { SMALL_PT, false };
	float w = d->w - 2 * SIDE;
	char num[96];

	for (size_t i = 0; i < d->npages; i++) {
		d->page = d->pages[i];
		grey(d, 0.35f);
		put(d, st, SIDE, w, d->h - 28, -1, p->head.header, strlen(p->head.header));
		put(d, st, SIDE, w, 36, -1, p->head.footer, strlen(p->head.footer));
		snprintf(num, sizeof num, "%zu / %zu", i + 1, d->npages);
		put(d, st, SIDE, w, 36, 1, num, strlen(num));
	}
}

static void
save(struct page *p)
{
	struct pdf *d = p->data;
	HPDF_BYTE buf[8192];

	if (HPDF_SaveToStream(d->doc) != HPDF_OK)
		return;
	HPDF_ResetStream(d->doc);
	for (;;) {
		HPDF_UINT32 size = sizeof buf;
		HPDF_STATUS s = HPDF_ReadFromStream(d->doc, buf, &size);

		if (size > 0 && fwrite(buf, 1, size, p->f) != size)
			break;			/* page_close() asks ferror() */
		if (s != HPDF_OK || size == 0)
			break;
	}
}

static void
finish(struct page *p)
{
	struct pdf *d = p->data;

	frame_pages(p);
	watch(p);
	if (p->err == ERR_OK) {
		save(p);
		/* Reading to the end of the stream is no failure. */
		if (d->failed == HPDF_STREAM_EOF)
			d->failed = HPDF_OK;
		watch(p);
	}
}

static void
fini(struct page *p)
{
	struct pdf *d = p->data;

	if (d == NULL)
		return;
	if (d->doc != NULL)
		HPDF_Free(d->doc);
	pdf_fonts_fini(&d->fonts);
	free(d->pages);
	free(d);
}

const struct page_writer page_pdf = {
	.begin = begin, .text = text, .gap = gap, .pairs = pairs, .table = table, .row = row,
	.band = band, .total = total, .table_end = table_end, .chart = chart, .sign = sign, .finish = finish,
	.fini = fini,
};
