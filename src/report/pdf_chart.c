#include "config.h"

#include "report/pdf_chart.h"

#include <stdlib.h>
#include <string.h>

#define LABEL_PT 7.0f
#define LINE 9.5f			/* between lines of labels */
#define BAR 13.0f			/* of a bar that lies, with its gap */
#define BARS_MAX 30			/* that lie; more would be a table */

/* Apart in print without colours too: each is a step lighter. */
static const float colour[4][3] = {
	{ 0.16f, 0.38f, 0.62f }, { 0.92f, 0.60f, 0.22f }, { 0.55f, 0.72f, 0.46f }, { 0.75f, 0.75f, 0.75f },
};
static const struct pdf_style small = { LABEL_PT, false };

struct chart {
	struct pdf_fonts *pf;
	HPDF_Page page;
	struct pdf_area a;
	const struct format *fm;
	const struct page_chart *c;
};

static void
fill(struct chart *k, size_t series)
{
	const float *rgb = colour[series % 4];

	HPDF_Page_SetRGBFill(k->page, rgb[0], rgb[1], rgb[2]);
}

static void
black(struct chart *k)
{
	HPDF_Page_SetRGBFill(k->page, 0, 0, 0);
}

static void
box(struct chart *k, float x, float y, float w, float h)
{
	HPDF_Page_Rectangle(k->page, x, y, w, h);
	HPDF_Page_Fill(k->page);
}

/* side -1: from x, 0: around it, 1: up to it. Cut to most points. */
static void
label(struct chart *k, float x, float y, int side, float most, const char *text)
{
	size_t len = strlen(text);
	float w = pdf_width(k->pf, small, text, len);

	while (len > 0 && w > most) {
		do
			len--;
		while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80);
		w = pdf_width(k->pf, small, text, len);
	}
	pdf_draw(k->pf, k->page, small, side < 0 ? x : side == 0 ? x - w / 2 : x - w, y, text, len);
}

static void
figure(struct chart *k, float x, float y, int side, float most, int64_t v)
{
	struct value value = { .kind = VALUE_INT, .i = v };
	char *text = page_cell(k->fm, k->c->figures, &value);

	label(k, x, y, side, most, text);
	free(text);
}

static int64_t
at(const struct page_chart *c, size_t series, size_t i)
{
	return c->v[series][i];
}

static int64_t
stack(const struct page_chart *c, size_t i)
{
	int64_t sum = 0;

	for (size_t s = 0; s < c->nseries; s++)
		sum += llabs(at(c, s, i));
	return sum;
}

static int64_t
largest(const struct page_chart *c)
{
	size_t n = c->kind == PAGE_CHART_HEAT ? c->n * c->across : c->n;
	int64_t max = 1;

	for (size_t i = 0; i < n; i++) {
		if (c->kind == PAGE_CHART_STACKED) {
			max = stack(c, i) > max ? stack(c, i) : max;
			continue;
		}
		for (size_t s = 0; s < c->nseries; s++)
			max = llabs(at(c, s, i)) > max ? llabs(at(c, s, i)) : max;
	}
	return max;
}

/* What the colours mean; returns where the drawing begins below. */
static float
legend(struct chart *k)
{
	float x = k->a.x, y = k->a.y + k->a.h - LINE;

	if (k->c->nseries < 2)
		return k->a.y + k->a.h;
	for (size_t s = 0; s < k->c->nseries; s++) {
		fill(k, s);
		box(k, x, y, 7, 7);
		black(k);
		label(k, x + 11, y + 1, -1, 140, k->c->names[s]);
		x += 22 + pdf_width(k->pf, small, k->c->names[s], strlen(k->c->names[s]));
	}
	return y - 6;
}

static float
share_of(int64_t v, int64_t max)
{
	return (float)((double)llabs(v) / (double)max);
}

static void
lying_bars(struct chart *k)
{
	const struct page_chart *c = k->c;
	float top = legend(k), left = 110, right = 78, wide = k->a.w - left - right;
	int64_t max = largest(c), whole = 0;
	size_t n = c->n < BARS_MAX ? c->n : BARS_MAX;

	for (size_t i = 0; i < c->n; i++)
		whole += llabs(at(c, 0, i));
	for (size_t i = 0; i < n; i++) {
		float y = top - (float)(i + 1) * BAR, x = k->a.x + left;
		float high = c->kind == PAGE_CHART_BAR ? (BAR - 3) / (float)c->nseries : BAR - 3;

		black(k);
		label(k, k->a.x + left - 5, y + 3, 1, left - 5, c->labels[i]);
		for (size_t s = 0; s < c->nseries; s++) {
			float w = wide * share_of(at(c, s, i), max);

			fill(k, s);
			if (c->kind == PAGE_CHART_STACKED) {
				box(k, x, y, w, high);
				x += w;
			} else {
				box(k, x, y + (BAR - 3) - (float)(s + 1) * high, w, high);
			}
		}
		black(k);
		figure(k, k->a.x + k->a.w - (c->kind == PAGE_CHART_SHARE ? 26 : 0), y + 3, 1, right,
		    c->kind == PAGE_CHART_STACKED ? stack(c, i) : at(c, 0, i));
		if (c->kind == PAGE_CHART_SHARE && whole > 0) {
			char text[16];

			snprintf(text, sizeof(text), "%.0f %%", (double)llabs(at(c, 0, i)) * 100 / (double)whole);
			label(k, k->a.x + k->a.w, y + 3, 1, 26, text);
		}
	}
}

static void
grid(struct chart *k, struct pdf_area p, int64_t low, int64_t high)
{
	for (int i = 0; i <= 4; i++) {
		float y = p.y + p.h * (float)i / 4;

		HPDF_Page_SetRGBStroke(k->page, 0.85f, 0.85f, 0.85f);
		HPDF_Page_MoveTo(k->page, p.x, y);
		HPDF_Page_LineTo(k->page, p.x + p.w, y);
		HPDF_Page_Stroke(k->page);
		figure(k, p.x - 4, y - 2, 1, 70, low + (high - low) * i / 4);
	}
}

static void
lines(struct chart *k)
{
	const struct page_chart *c = k->c;
	float top = legend(k);
	struct pdf_area p = { k->a.x + 74, k->a.y + LINE + 4, k->a.w - 78, top - k->a.y - LINE - 10 };
	int64_t low = 0, high = 1;
	size_t step = c->n / 8 + 1;

	for (size_t s = 0; s < c->nseries; s++)
		for (size_t i = 0; i < c->n; i++) {
			high = at(c, s, i) > high ? at(c, s, i) : high;
			low = at(c, s, i) < low ? at(c, s, i) : low;
		}
	black(k);
	grid(k, p, low, high);
	HPDF_Page_SetLineWidth(k->page, 1.2f);
	for (size_t s = 0; s < c->nseries; s++) {
		HPDF_Page_SetRGBStroke(k->page, colour[s % 4][0], colour[s % 4][1], colour[s % 4][2]);
		for (size_t i = 0; i < c->n; i++) {
			float x = p.x + (c->n > 1 ? p.w * (float)i / (float)(c->n - 1) : p.w / 2);
			float y = p.y + p.h * (float)((double)(at(c, s, i) - low) / (double)(high - low));

			if (i == 0)
				HPDF_Page_MoveTo(k->page, x, y);
			else
				HPDF_Page_LineTo(k->page, x, y);
		}
		HPDF_Page_Stroke(k->page);
	}
	HPDF_Page_SetLineWidth(k->page, 0.4f);
	for (size_t i = 0; i < c->n; i += step)
		label(k, p.x + (c->n > 1 ? p.w * (float)i / (float)(c->n - 1) : p.w / 2), k->a.y,
		    i == 0 ? -1 : 0, p.w / 8, c->labels[i]);
}

/* Darker: more. The figures stand in the table below. */
static void
heat(struct chart *k)
{
	const struct page_chart *c = k->c;
	float left = 74, cell = (k->a.w - left) / (float)c->across, top = k->a.y + k->a.h;
	int64_t max = largest(c);

	black(k);
	for (size_t x = 0; x < c->across; x++)
		label(k, k->a.x + left + ((float)x + 0.5f) * cell, top - LINE, 0, cell, c->across_labels[x]);
	for (size_t y = 0; y < c->n; y++) {
		float row = top - LINE - 4 - (float)(y + 1) * BAR;

		black(k);
		label(k, k->a.x + left - 5, row + 3, 1, left - 5, c->labels[y]);
		for (size_t x = 0; x < c->across; x++) {
			float part = share_of(at(c, 0, y * c->across + x), max);

			HPDF_Page_SetRGBFill(k->page, 0.97f - 0.80f * part, 0.97f - 0.58f * part,
			    0.97f - 0.34f * part);
			box(k, k->a.x + left + (float)x * cell, row, cell - 1, BAR - 1);
		}
	}
	black(k);
}

float
pdf_chart_height(const struct page_chart *c)
{
	size_t n = c->n < BARS_MAX ? c->n : BARS_MAX;

	switch (c->kind) {
	case PAGE_CHART_LINE:
		return 170;
	case PAGE_CHART_HEAT:
		return (float)c->n * BAR + LINE + 8;
	case PAGE_CHART_BAR:
	case PAGE_CHART_STACKED:
	case PAGE_CHART_SHARE:
		break;
	}
	return (float)n * BAR + (c->nseries > 1 ? LINE + 6 : 0) + 4;
}

void
pdf_chart_draw(struct pdf_fonts *pf, HPDF_Page page, struct pdf_area a, const struct format *fm,
    const struct page_chart *c)
{
	struct chart k = { pf, page, a, fm, c };

	if (c->kind == PAGE_CHART_LINE)
		lines(&k);
	else if (c->kind == PAGE_CHART_HEAT)
		heat(&k);
	else
		lying_bars(&k);
	HPDF_Page_SetRGBFill(page, 0, 0, 0);
}
