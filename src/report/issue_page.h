/* issue_page.h - a quotation or an order on paper, from its frozen text alone: printed again it
 * is what went out, whatever became of template, customer and products. Rule C3. */
#ifndef QUEN_REPORT_ISSUE_PAGE_H
#define QUEN_REPORT_ISSUE_PAGE_H

#include "base/json.h"
#include "domain/offer.h"
#include "report/page.h"

/* body: of offer_fill() or offer_issued(). Numbers and days as the language of the text writes
 * them, whoever prints it. ERR_CONFLICT when it does not read. */
enum err issue_page_write(const json_t *body, const struct page_format *pf, FILE *f,
    struct err_note *note) MUST_CHECK;

/* The document as it went out. Opens a read transaction of its own; needs the right to print.
 * ERR_NOTFOUND while it is a draft. */
enum err issue_print(struct store *st, struct actor *a, enum offer_kind k, const char *number,
    const struct page_format *pf, FILE *f, struct err_note *note) MUST_CHECK;
/* As text for the screen, a draft too; needs the right to view. *out owned. */
enum err issue_preview(struct store *st, struct actor *a, enum offer_kind k, const char *number,
    char **out, struct err_note *note) MUST_CHECK;
/* What is in a template, with made-up figures, as text: to see it before it is used. */
enum err issue_try(struct store *st, struct actor *a, const char *template,
    char **out, struct err_note *note) MUST_CHECK;

#endif
