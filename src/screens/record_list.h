/* record_list.h - what a list of any entity can do beside showing: print, export,
 * and give back what was deleted; and the print of one record. */
#ifndef QUEN_SCREENS_RECORD_LIST_H
#define QUEN_SCREENS_RECORD_LIST_H

#include "ui/browse.h"

/* browse_ops; ctx is the session. */
void record_list_export(void *ctx, struct app *app, const struct entity *e, const int64_t *ids,
    size_t n, const struct query_term *terms, size_t nterms, const char *by, int64_t parent,
    const struct browse_order *order, const char *find);
void record_print(void *ctx, struct app *app, const struct record *r);
void record_list_deleted(void *ctx, struct app *app, const struct entity *e);

#endif
