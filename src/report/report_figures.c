#include "config.h"

#include "report/report_figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static char *
label_of(const struct report *r, const struct report_result *res, const struct format *fm, size_t row,
    int col)
{
	return report_cell(&r->column[col], fm, &res->row[row].cell[col]);
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

/* "06:00" as "06": heads of narrow columns. */
static char *
short_label(char *text)
{
	char *colon = strchr(text, ':');

	if (colon != NULL)
		*colon = '\0';
	return text;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void
make_heat(struct report_figures *d, const struct report *r, const struct report_result *res,
    const struct format *fm)
{
	d->labels = xcalloc(res->n, sizeof(*d->labels));
	d->across = xcalloc(res->n, sizeof(*d->across));
	for (size_t i = 0; i < res->n; i++) {
		find_label(d->labels, &d->n, label_of(r, res, fm, i, r->chart_label));
		find_label(d->across, &d->nacross, short_label(label_of(r, res, fm, i, r->chart_across)));
	}
	qsort(d->across, d->nacross, sizeof(*d->across), by_text);
	d->v[0] = xcalloc(d->n * d->nacross, sizeof(*d->v[0]));
	for (size_t i = 0; i < res->n; i++) {
		size_t y = find_label(d->labels, &d->n, label_of(r, res, fm, i, r->chart_label));
		size_t x = find_label(d->across, &d->nacross,
		    short_label(label_of(r, res, fm, i, r->chart_across)));

		d->v[0][y * d->nacross + x] += res->row[i].cell[r->chart_series[0]].i;
	}
}

/* Rows of a group stand together: one figure a group. */
static void
make_groups(struct report_figures *d, const struct report *r, const struct report_result *res,
    const struct format *fm)
{
	d->labels = xcalloc(res->n, sizeof(*d->labels));
	for (size_t s = 0; s < r->nseries; s++)
		d->v[s] = xcalloc(res->n, sizeof(*d->v[s]));
	for (size_t i = 0; i < res->n; i++) {
		if (i == 0 || !value_eq(&res->row[i].cell[r->group], &res->row[i - 1].cell[r->group]))
			d->labels[d->n++] = label_of(r, res, fm, i, r->group);
		for (size_t s = 0; s < r->nseries; s++)
			d->v[s][d->n - 1] += res->row[i].cell[r->chart_series[s]].i;
	}
}

static void
make_rows(struct report_figures *d, const struct report *r, const struct report_result *res,
    const struct format *fm)
{
	d->n = res->n;
	d->labels = xcalloc(res->n, sizeof(*d->labels));
	for (size_t s = 0; s < r->nseries; s++)
		d->v[s] = xcalloc(res->n, sizeof(*d->v[s]));
	for (size_t i = 0; i < res->n; i++) {
		d->labels[i] = label_of(r, res, fm, i, r->chart_label);
		for (size_t s = 0; s < r->nseries; s++)
			d->v[s][i] = res->row[i].cell[r->chart_series[s]].i;
	}
}

struct report_figures *
report_figures_make(const struct report *r, const struct report_result *res, const struct format *fm)
{
	struct report_figures *d;

	if (r->chart == CHART_NONE || res->n == 0)
		return NULL;
	d = xcalloc(1, sizeof(*d));
	if (r->chart == CHART_HEAT)
		make_heat(d, r, res, fm);
	else if (r->group >= 0 && r->group == r->chart_label)
		make_groups(d, r, res, fm);
	else
		make_rows(d, r, res, fm);
	d->nseries = r->chart == CHART_HEAT || r->chart == CHART_SHARE ? 1 : r->nseries;
	return d;
}

void
report_figures_free(struct report_figures *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->n; i++)
		free(d->labels[i]);
	for (size_t i = 0; i < d->nacross; i++)
		free(d->across[i]);
	for (size_t s = 0; s < REPORT_SERIES_MAX; s++)
		free(d->v[s]);
	free(d->labels);
	free(d->across);
	free(d);
}
