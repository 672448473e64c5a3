/* record_page.h - one record as a paper: every field that is filled in, page by page as on the
 * form, and below them the rows of its related lists (A1, B1: the file of a customer). */
#ifndef QUEN_REPORT_RECORD_PAGE_H
#define QUEN_REPORT_RECORD_PAGE_H

#include <stdio.h>

#include "report/page.h"
#include "store/record_store.h"

#define RECORD_PAGE_ROWS 200		/* of each related list: the newest, or the first by name */

/* What the actor may see of it, in the actor's language; related lists of other functions only with
 * their right to view. Opens a read transaction of its own. ERR_NOTFOUND, ERR_DENIED. */
enum err record_page_write(struct store *st, struct actor *a, const struct entity *e, int64_t id,
    const struct page_format *pf, FILE *f, struct err_note *note) MUST_CHECK;

#endif
