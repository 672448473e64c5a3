/* lookup.h - a pop-up list to pick one row from, pre-filtered by what was
 * typed. Enter picks, typing filters, F6 creates where that is offered. */
#ifndef QUEN_UI_LOOKUP_H
#define QUEN_UI_LOOKUP_H

#include "ui/app.h"
#include "ui/list.h"

enum lookup_end { LOOKUP_CANCELLED, LOOKUP_PICKED, LOOKUP_CREATE };
/* find: what was typed; may_create offers F6. On LOOKUP_PICKED *id and the
 * first two cells (code, name; both may be NULL pointers) are given; the caller
 * frees them. On LOOKUP_CREATE *code is what stood in Find. */
enum lookup_end lookup_run(struct app *app, const char *title,
    const struct list_col *cols, size_t ncols, const struct list_source *source,
    void *ctx, const char *find, bool may_create, int64_t *id, char **code, char **name);

#endif
