/* list_view.h - the order of a list and how a user has it: parts of browse_ops, ctx is the session. */
#ifndef QUEN_SCREENS_LIST_VIEW_H
#define QUEN_SCREENS_LIST_VIEW_H

#include "ui/browse.h"

bool list_view_can_sort(void *ctx, const struct entity *e, const struct field *f);
char *list_view_place(void *ctx, const struct entity *e, const struct browse_order *order,
    int64_t id);
/* Kept as {"sort": "-number", "hidden": ["kind"]} under "list.contract" (actor_view_save). Fields that
 * are gone are passed over. */
void list_view_load(void *ctx, const struct entity *e, struct browse_view *v);
enum err list_view_save(void *ctx, const struct entity *e, const struct browse_view *v,
    struct err_note *note);

#endif
