/* list_paper.h - rows of a list as a table of page.h. Not for others than list_export.c. */
#ifndef QUEN_REPORT_LIST_PAPER_H
#define QUEN_REPORT_LIST_PAPER_H

#include "model/record.h"
#include "report/page.h"

/* Starts the document and its table. shop: in the head of every page. */
enum err list_paper_open(struct page **p, const struct page_format *pf, FILE *f,
    const struct entity *e, const struct field *const *fields, size_t n, const struct format *fm,
    const char *shop, struct err_note *note) MUST_CHECK;
void list_paper_row(struct page *p, const struct field *const *fields, size_t n,
    const struct record *r);

#endif
