#include "config.h"

#include "screens/report_chart.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"

static const char *
show(const void *ctx, size_t series, int64_t x, char *buf, size_t size)
{
	const struct report_chart_data *d = ctx;
	struct value v = { .kind = VALUE_INT, .i = x };
	char *text = report_cell(&d->r->column[d->r->chart_series[series]], d->fm, &v);

	str_copy(buf, size, text);
	free(text);
	return buf;
}

static enum chart_kind
kind_of(enum report_chart c)
{
	switch (c) {
	case CHART_STACKED:
		return CHART_KIND_STACKED;
	case CHART_LINE:
		return CHART_KIND_LINE;
	case CHART_HEAT:
		return CHART_KIND_HEAT;
	case CHART_SHARE:
		return CHART_KIND_SHARE;
	case CHART_NONE:
	case CHART_BAR:
		break;
	}
	return CHART_KIND_BAR;
}

struct report_chart_data *
report_chart_make(const struct report *r, const struct report_result *res, const struct format *fm)
{
	struct report_figures *f = report_figures_make(r, res, fm);
	struct report_chart_data *d;

	if (f == NULL)
		return NULL;
	d = xcalloc(1, sizeof(*d));
	*d = (struct report_chart_data) { .r = r, .fm = fm, .figures = f };
	d->view = (struct chart_view) { .kind = kind_of(r->chart), .n = f->n,
		.labels = (const char *const *)f->labels, .nseries = f->nseries, .across = f->nacross,
		.across_labels = (const char *const *)f->across, .show = show, .ctx = d };
	for (size_t s = 0; s < f->nseries; s++) {
		d->view.series[s].name = tr(r->column[r->chart_series[s]].label);
		d->view.series[s].v = f->v[s];
	}
	return d;
}

void
report_chart_free(struct report_chart_data *d)
{
	if (d == NULL)
		return;
	report_figures_free(d->figures);
	free(d);
}

void
report_chart_summary(const struct report_chart_data *d, char *buf, size_t size)
{
	size_t best = 0;
	char figure[64];

	buf[0] = '\0';
	if (d->view.kind == CHART_KIND_HEAT || d->view.n < 2)
		return;
	for (size_t i = 1; i < d->view.n; i++)
		if (d->figures->v[0][i] > d->figures->v[0][best])
			best = i;
	snprintf(buf, size, _("%s: best %s, %s"), d->view.series[0].name, d->figures->labels[best],
	    show(d, 0, d->figures->v[0][best], figure, sizeof(figure)));
}
