/* erase_page.h - the record of an erasing on paper: what was taken where (rule S7). It names
 * nobody: only the code. */
#ifndef QUEN_REPORT_ERASE_PAGE_H
#define QUEN_REPORT_ERASE_PAGE_H

#include "domain/erase.h"
#include "report/page.h"

/* A preview as well. fm: how numbers and days are written. */
enum err erase_page_write(const struct erasure *x, const struct format *fm, const char *shop,
    const struct page_format *pf, FILE *f, struct err_note *note) MUST_CHECK;
/* As text for the screen. *out owned. */
enum err erase_page_text(const struct erasure *x, const struct format *fm, const char *shop,
    char **out, struct err_note *note) MUST_CHECK;

#endif
