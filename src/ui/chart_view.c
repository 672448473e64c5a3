#include "ui/chart_view.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"

#define LABEL_MAX 24
#define FIGURE_MAX 48

/* Each series has a mark of its own: colour alone says nothing. */
static const struct { enum glyph glyph; const char *text; } marks[CHART_VIEW_SERIES] = {
	{ GLYPH_BLOCK, NULL }, { GLYPH_SHADE, NULL }, { GLYPH_NONE, "=" }, { GLYPH_NONE, "-" },
};

static void
draw_mark(struct canvas *c, int row, int col, size_t series)
{
	if (marks[series].glyph != GLYPH_NONE)
		canvas_glyph(c, row, col, ROLE_CHART, marks[series].glyph);
	else
		canvas_text(c, row, col, 1, ROLE_CHART, marks[series].text);
}

static int64_t
size_of(int64_t v)
{
	return v < 0 ? -v : v;
}

static int64_t
bar_sum(const struct chart_view *v, size_t i)
{
	int64_t sum = 0;

	for (size_t s = 0; s < v->nseries; s++)
		sum += size_of(v->series[s].v[i]);
	return sum;
}

static int64_t
largest(const struct chart_view *v)
{
	int64_t max = 0;
	size_t n = v->kind == CHART_KIND_HEAT ? v->n * v->across : v->n;

	for (size_t i = 0; i < n; i++) {
		int64_t x;

		if (v->kind == CHART_KIND_STACKED && (x = bar_sum(v, i)) > max)
			max = x;
		for (size_t s = 0; v->kind != CHART_KIND_STACKED && s < v->nseries; s++)
			if ((x = size_of(v->series[s].v[i])) > max)
				max = x;
	}
	return max;
}

static int
label_width(const struct chart_view *v, int cols)
{
	int width = 0, most = cols / 3 < LABEL_MAX ? cols / 3 : LABEL_MAX;

	for (size_t i = 0; i < v->n; i++) {
		int w = canvas_width(v->labels[i]);

		width = w > width ? w : width;
	}
	return width < most ? width : most;
}

static int
scale(int64_t v, int64_t max, int cols)
{
	int n;

	if (max <= 0 || cols <= 0)
		return 0;
	/* Figures of money are far below 2^63 / 500 columns (MONEY_MAX). */
	n = (int)((size_of(v) * cols + max / 2) / max);
	return n == 0 && v != 0 ? 1 : n;
}

/* What the marks mean; nothing with one series. */
static int
draw_legend(const struct chart_view *v, struct canvas *c, struct rect r)
{
	int col = r.col;

	if (v->nseries < 2 || r.rows < 3)
		return 0;
	for (size_t s = 0; s < v->nseries && col + 4 < r.col + r.cols; s++) {
		draw_mark(c, r.row, col, s);
		col += 2;
		col += canvas_text(c, r.row, col, -1, ROLE_LABEL, v->series[s].name) + 3;
	}
	return 1;
}

static size_t
rows_a_bar(const struct chart_view *v)
{
	return v->kind == CHART_KIND_BAR ? v->nseries : 1;
}

size_t
chart_view_fits(const struct chart_view *v, int rows)
{
	if (v->kind == CHART_KIND_LINE || v->kind == CHART_KIND_HEAT)
		return v->n;
	rows -= v->nseries > 1;
	return rows > 0 ? (size_t)rows / rows_a_bar(v) : 0;
}

static int
figure_width(const struct chart_view *v)
{
	char buf[FIGURE_MAX];
	int width = 0;

	for (size_t i = 0; i < v->n; i++)
		for (size_t s = 0; s < v->nseries; s++) {
			int w = canvas_width(v->show(v->ctx, s, v->series[s].v[i], buf, sizeof(buf)));

			width = w > width ? w : width;
		}
	return width;
}

/* share of a whole in percent, to one decimal, for the share chart. */
static void
add_share(char *buf, size_t size, int64_t v, int64_t whole)
{
	size_t len = strlen(buf);

	if (whole > 0 && len < size)
		snprintf(buf + len, size - len, " %3d%%", (int)((size_of(v) * 200 + whole) / (whole * 2)));
}

static void
draw_bars(const struct chart_view *v, struct canvas *c, struct rect r)
{
	int row = r.row + draw_legend(v, c, r), end = r.row + r.rows;
	int label = label_width(v, r.cols), figures = figure_width(v);
	int64_t max = largest(v), whole = 0;
	int extra = v->kind == CHART_KIND_SHARE ? 5 : 0;
	int cols = r.cols - label - figures - extra - 3;

	for (size_t i = 0; v->kind == CHART_KIND_SHARE && i < v->n; i++)
		whole += size_of(v->series[0].v[i]);
	if (cols < 4)
		cols = 0, figures = r.cols - label - extra - 2;
	for (size_t i = v->from; i < v->n && row < end; i++) {
		int col = r.col + label + 1;

		canvas_text(c, row, r.col, label, ROLE_LABEL, v->labels[i]);
		for (size_t s = 0; s < v->nseries && row < end; s++) {
			int64_t x = v->series[s].v[i];
			char buf[FIGURE_MAX + 8];
			int k;

			snprintf(buf, sizeof(buf), "%s", v->show(v->ctx, s, x, (char[FIGURE_MAX]) { 0 }, FIGURE_MAX));
			add_share(buf, sizeof(buf), x, whole);
			if (v->kind != CHART_KIND_STACKED)
				col = r.col + label + 1;
			for (k = scale(x, max, cols); k > 0 && col < r.col + label + 1 + cols; k--)
				draw_mark(c, row, col++, s);
			if (v->kind == CHART_KIND_STACKED)
				continue;
			canvas_text_right(c, row, r.col + r.cols - figures - extra, figures + extra,
			    x < 0 ? ROLE_NEGATIVE : ROLE_TEXT, buf);
			row++;
		}
		if (v->kind == CHART_KIND_STACKED) {
			char buf[FIGURE_MAX];

			canvas_text_right(c, row, r.col + r.cols - figures, figures, ROLE_TEXT,
			    v->show(v->ctx, 0, bar_sum(v, i), buf, sizeof(buf)));
			row++;
		}
	}
}

/* The highest and the lowest figure; a line starts at 0 unless it goes below. */
static void
bounds(const struct chart_view *v, int64_t *low, int64_t *high)
{
	*low = *high = 0;
	for (size_t s = 0; s < v->nseries; s++)
		for (size_t i = 0; i < v->n; i++) {
			int64_t x = v->series[s].v[i];

			*high = x > *high ? x : *high;
			*low = x < *low ? x : *low;
		}
	if (*high == *low)
		*high = *low + 1;
}

static void
draw_axis(const struct chart_view *v, struct canvas *c, struct rect plot, int figures, int64_t low, int64_t high)
{
	char buf[FIGURE_MAX];
	int last = plot.row + plot.rows - 1;

	canvas_text_right(c, plot.row, plot.col - figures - 1, figures, ROLE_LABEL,
	    v->show(v->ctx, 0, high, buf, sizeof(buf)));
	canvas_text_right(c, plot.row + plot.rows / 2, plot.col - figures - 1, figures, ROLE_LABEL,
	    v->show(v->ctx, 0, low + (high - low) / 2, buf, sizeof(buf)));
	canvas_text_right(c, last, plot.col - figures - 1, figures, ROLE_LABEL,
	    v->show(v->ctx, 0, low, buf, sizeof(buf)));
	for (int row = plot.row; row <= last; row++)
		canvas_glyph(c, row, plot.col - 1, ROLE_RULE, GLYPH_VLINE);
}

/* Points over the columns; several points a column: their largest. */
static int64_t
at_column(const struct chart_view *v, size_t s, int col, int cols)
{
	size_t from = (size_t)col * v->n / (size_t)cols, to = ((size_t)col + 1) * v->n / (size_t)cols;
	int64_t best = v->series[s].v[from];

	for (size_t i = from; i < to; i++)
		if (v->series[s].v[i] > best)
			best = v->series[s].v[i];
	return best;
}

static void
draw_line(const struct chart_view *v, struct canvas *c, struct rect r)
{
	static const char *const point[CHART_VIEW_SERIES] = { "*", "o", "+", "." };
	int figures = figure_width(v), wide;
	struct rect plot;
	int64_t low, high;
	char buf[FIGURE_MAX];

	bounds(v, &low, &high);
	plot = (struct rect) { r.row + (v->nseries > 1), r.col + figures + 2,
		r.rows - 1 - (v->nseries > 1), r.cols - figures - 2 };
	if (plot.rows < 3 || plot.cols < 8 || v->n == 0)
		return;
	for (size_t s = 0, col = (size_t)r.col; v->nseries > 1 && s < v->nseries; s++) {
		snprintf(buf, sizeof(buf), "%s %s", point[s], v->series[s].name);
		col += (size_t)canvas_text(c, r.row, (int)col, -1, ROLE_LABEL, buf) + 3;
	}
	draw_axis(v, c, plot, figures, low, high);
	wide = plot.cols;
	for (size_t s = v->nseries; s-- > 0;)
		for (int col = 0; col < wide; col++) {
			int64_t x = at_column(v, s, col, wide);
			int up = (int)(((x - low) * (plot.rows - 1) + (high - low) / 2) / (high - low));

			canvas_text(c, plot.row + plot.rows - 1 - up, plot.col + col, 1, ROLE_CHART, point[s]);
		}
	canvas_text(c, r.row + r.rows - 1, plot.col, plot.cols / 2, ROLE_LABEL, v->labels[0]);
	canvas_text_right(c, r.row + r.rows - 1, plot.col + plot.cols / 2, plot.cols - plot.cols / 2,
	    ROLE_LABEL, v->labels[v->n - 1]);
}

/* A digit from 0 to 9: how much of the largest; a dot where there is nothing. */
static void
draw_heat(const struct chart_view *v, struct canvas *c, struct rect r)
{
	int label = label_width(v, r.cols), wide;
	int64_t max = largest(v);
	char digit[2] = "";

	if (v->across == 0)
		return;
	wide = (r.cols - label - 1) / (int)v->across;
	if (wide < 1)
		wide = 1;
	if (wide > 4)
		wide = 4;
	for (size_t k = 0; k < v->across; k++)
		if (wide >= 3 || k % 3 == 0)
			canvas_text_right(c, r.row, r.col + label + 1 + (int)k * wide - (wide < 3),
			    wide < 3 ? 2 : wide - 1, ROLE_HEAD, v->across_labels[k]);
	for (size_t i = 0; i < v->n && (int)i + 1 < r.rows; i++) {
		int row = r.row + 1 + (int)i;

		canvas_text(c, row, r.col, label, ROLE_LABEL, v->labels[i]);
		for (size_t k = 0; k < v->across; k++) {
			int64_t x = size_of(v->series[0].v[i * v->across + k]);
			int of_nine = max > 0 ? (int)((x * 9 + max / 2) / max) : 0;
			enum role role = of_nine >= 7 ? ROLE_MARK : of_nine >= 3 ? ROLE_CHART : ROLE_DIM;

			digit[0] = x == 0 ? '.' : (char)('0' + of_nine);
			canvas_text_right(c, row, r.col + label + 1 + (int)k * wide, wide < 3 ? 1 : wide - 1,
			    role, digit);
		}
	}
	if ((int)v->n + 2 < r.rows)
		canvas_text(c, r.row + (int)v->n + 2, r.col, r.cols, ROLE_DIM,
		    _("9 is the most, 0 next to nothing, a dot is none."));
}

void
chart_view_draw(const struct chart_view *v, struct canvas *c, struct rect r)
{
	switch (v->kind) {
	case CHART_KIND_BAR:
	case CHART_KIND_STACKED:
	case CHART_KIND_SHARE:
		draw_bars(v, c, r);
		break;
	case CHART_KIND_LINE:
		draw_line(v, c, r);
		break;
	case CHART_KIND_HEAT:
		draw_heat(v, c, r);
		break;
	}
}
