/* label.h - labels from the screen: which paper, the first free label, copies; a look at the first
 * sheet as text; then to the label printer or into a file. */
#ifndef QUEN_SCREENS_LABEL_H
#define QUEN_SCREENS_LABEL_H

#include "screens/session.h"
#include "ui/browse.h"

/* browse_ops.has_labels and .labels */
bool label_screen_has(void *ctx, const struct entity *e);
void label_screen_list(void *ctx, struct app *app, const struct entity *e, const int64_t *ids,
    size_t n, const struct query_term *terms, size_t nterms, const char *by, int64_t parent,
    const struct browse_order *order, const char *find);
/* Of one record. */
void label_screen_one(struct session *s, const struct entity *e, int64_t id);

#endif
