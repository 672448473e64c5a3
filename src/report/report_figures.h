/* report_figures.h - what the chart of a report shows: labels and figures out of its rows. */
#ifndef QUEN_REPORT_REPORT_FIGURES_H
#define QUEN_REPORT_REPORT_FIGURES_H

#include "report/report.h"

struct report_figures {
	size_t n, nseries;
	char **labels;			/* n, for people */
	size_t nacross;			/* a heat map's columns, else 0 */
	char **across;
	int64_t *v[REPORT_SERIES_MAX];	/* n each; a heat map's: v[0][row * nacross + column] */
};
/* NULL when the report has no chart, or there are no rows. */
struct report_figures *report_figures_make(const struct report *r, const struct report_result *res,
    const struct format *fm);
void report_figures_free(struct report_figures *f);

#endif
