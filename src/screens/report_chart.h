/* report_chart.h - the chart of a report's result, ready to be drawn. */
#ifndef QUEN_SCREENS_REPORT_CHART_H
#define QUEN_SCREENS_REPORT_CHART_H

#include "report/report_figures.h"
#include "ui/chart_view.h"

struct report_chart_data {
	const struct report *r;
	const struct format *fm;
	struct chart_view view;
	struct report_figures *figures;
};
/* NULL when the report has no chart, or there are no rows. */
struct report_chart_data *report_chart_make(const struct report *r, const struct report_result *res,
    const struct format *fm);
void report_chart_free(struct report_chart_data *d);
/* "Sales: best 11/11/2026, 60.110.000"; "" when there is nothing to say. */
void report_chart_summary(const struct report_chart_data *d, char *buf, size_t size);

#endif
