/* pdf_chart.h - a chart drawn into a rectangle of a PDF page. Not for others than write_pdf.c. */
#ifndef QUEN_REPORT_PDF_CHART_H
#define QUEN_REPORT_PDF_CHART_H

#include "report/page.h"
#include "report/pdf_text.h"

/* In points; x, y the lower left corner. */
struct pdf_area { float x, y, w, h; };
/* How high it should be for that width. */
float pdf_chart_height(const struct page_chart *c);
void pdf_chart_draw(struct pdf_fonts *pf, HPDF_Page page, struct pdf_area a,
    const struct format *fm, const struct page_chart *c);

#endif
