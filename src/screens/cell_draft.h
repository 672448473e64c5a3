/* cell_draft.h - the cell of a grid that is being typed into, in a draft (rule T1). */
#ifndef QUEN_SCREENS_CELL_DRAFT_H
#define QUEN_SCREENS_CELL_DRAFT_H

#include "base/json.h"
#include "ui/grid.h"

/* "cell": {"row", "col", "text"}, when one is open. */
void cell_draft_put(json_t *body, const struct grid *g);
/* Opens it again as it was left; false: there was none. */
bool cell_draft_take(struct grid *g, const json_t *body);

#endif
