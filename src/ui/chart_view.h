/* chart_view.h - figures as a picture of characters, with the figures beside it (UX 9): bars,
 * stacked bars, shares, lines, heat maps. Works with every glyph set. */
#ifndef QUEN_UI_CHART_VIEW_H
#define QUEN_UI_CHART_VIEW_H

#include <stdint.h>

#include "ui/canvas.h"

#define CHART_VIEW_SERIES 4

enum chart_kind { CHART_KIND_BAR, CHART_KIND_STACKED, CHART_KIND_LINE, CHART_KIND_HEAT, CHART_KIND_SHARE };

/* Borrowed for the call. Heat: figure of (row, column) is series[0].v[row * across + column];
 * labels are those of the rows. */
struct chart_view {
	enum chart_kind kind;
	size_t n;
	const char *const *labels;
	size_t nseries;
	struct { const char *name; const int64_t *v; } series[CHART_VIEW_SERIES];
	size_t across;
	const char *const *across_labels;
	/* A figure for people, into buf. */
	const char *(*show)(const void *ctx, size_t series, int64_t v, char *buf, size_t size);
	const void *ctx;
	size_t from;			/* bars: the first one shown */
};
void chart_view_draw(const struct chart_view *v, struct canvas *c, struct rect r);
/* How many bars fit into that many rows. */
size_t chart_view_fits(const struct chart_view *v, int rows);

#endif
