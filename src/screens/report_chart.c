#include "config.h"

#include "screens/report_chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static char *
label_of(const struct report_chart_data *d, const struct report_result *res, size_t row, int col)
{
	return report_cell(&d->r->column[col], d->fm, &res->row[row].cell[col]);
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

static size_t
find_label(char **labels, size_t *n, char *text)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp(labels[i], text) == 0) {
			free(text);
			return i;
		}
	labels[*n] = text;
	return (*n)++;
}

/* The first word or three letters: heads of narrow columns. */
static char *
short_label(char *text)
{
	char *colon = strchr(text, ':');

	if (colon != NULL)
		*colon = '\0';
	return text;
}

static int
by_number(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
make_heat(struct report_chart_data *d, const struct report_result *res)
{
	const struct report *r = d->r;
	size_t rows = 0, across = 0;

	d->labels = xcalloc(res->n, sizeof(*d->labels));
	d->across = xcalloc(res->n, sizeof(*d->across));
	for (size_t i = 0; i < res->n; i++) {
		find_label(d->labels, &rows, label_of(d, res, i, r->chart_label));
		find_label(d->across, &across, short_label(label_of(d, res, i, r->chart_across)));
	}
	qsort(d->across, across, sizeof(*d->across), by_number);
	d->v[0] = xcalloc(rows * across, sizeof(*d->v[0]));
	for (size_t i = 0; i < res->n; i++) {
		size_t y = find_label(d->labels, &rows, label_of(d, res, i, r->chart_label));
		size_t x = find_label(d->across, &across, short_label(label_of(d, res, i, r->chart_across)));

		d->v[0][y * across + x] += res->row[i].cell[r->chart_series[0]].i;
	}
	d->view.n = rows;
	d->view.across = across;
	d->view.across_labels = (const char *const *)d->across;
}

static void
make_rows(struct report_chart_data *d, const struct report_result *res)
{
	d->labels = xcalloc(res->n, sizeof(*d->labels));
	for (size_t s = 0; s < d->r->nseries; s++)
		d->v[s] = xcalloc(res->n, sizeof(*d->v[s]));
	for (size_t i = 0; i < res->n; i++) {
		d->labels[i] = label_of(d, res, i, d->r->chart_label);
		for (size_t s = 0; s < d->r->nseries; s++)
			d->v[s][i] = res->row[i].cell[d->r->chart_series[s]].i;
	}
	d->view.n = res->n;
}

struct report_chart_data *
report_chart_make(const struct report *r, const struct report_result *res, const struct format *fm)
{
	struct report_chart_data *d;

	if (r->chart == CHART_NONE || res->n == 0)
		return NULL;
	d = xcalloc(1, sizeof(*d));
	d->r = r;
	d->fm = fm;
	if (r->chart == CHART_HEAT)
		make_heat(d, res);
	else
		make_rows(d, res);
	d->view.kind = kind_of(r->chart);
	d->view.labels = (const char *const *)d->labels;
	d->view.nseries = r->chart == CHART_HEAT || r->chart == CHART_SHARE ? 1 : r->nseries;
	for (size_t s = 0; s < d->view.nseries; s++) {
		d->view.series[s].name = tr(r->column[r->chart_series[s]].label);
		d->view.series[s].v = d->v[s];
	}
	d->view.show = show;
	d->view.ctx = d;
	return d;
}

void
report_chart_free(struct report_chart_data *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->view.n; i++)
		free(d->labels[i]);
	for (size_t i = 0; d->across != NULL && i < d->view.across; i++)
		free(d->across[i]);
	for (size_t s = 0; s < CHART_VIEW_SERIES; s++)
		free(d->v[s]);
	free(d->labels);
	free(d->across);
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
		if (d->v[0][i] > d->v[0][best])
			best = i;
	snprintf(buf, size, _("%s: best %s, %s"), d->view.series[0].name, d->labels[best],
	    show(d, 0, d->v[0][best], figure, sizeof(figure)));
}
