/* query_edit_int.h - between query_edit.c and query_rows.c: a question while it is made. */
#ifndef QUEN_SCREENS_QUERY_EDIT_INT_H
#define QUEN_SCREENS_QUERY_EDIT_INT_H

#include "report/query_days.h"
#include "report/query_kept.h"
#include "report/query_path.h"
#include "screens/session.h"
#include "store/draft.h"
#include "ui/grid.h"
#include "ui/menu.h"

enum { COND_FIELD, COND_WHAT, COND_IS, COND_ASK, COND_OR };

struct query_edit {
	struct session *s;
	struct query_sources all;
	struct query_def d;
	char code[24];			/* "": not kept yet */
	struct grid *grid[2];		/* columns, conditions */
	int page;			/* the one that shows */
	bool is_dirty;
	char draft[96];			/* key of what was made and not kept */
	bool has_draft;
	struct query_result rows;	/* the first ones */
	bool has_rows;
	char why[256];			/* why there are none */
	int64_t took_ms;
	char *col_label[QUERY_COLUMNS_MAX], *cond_label[QUERY_CONDS_MAX], *cond_text[QUERY_CONDS_MAX];
	struct menu_item more[6];
};

void query_edit_grids(struct query_edit *x);
/* query_draft.c: what was made and not kept. name: which draft it is; take: goes on with that one;
 * offer: of a kept question, when there is one. read: false when it does not read, then d is ended. */
bool query_edit_has_changes(const struct query_edit *x);
void query_draft_name(struct query_edit *x);
void query_draft_keep(struct screen *sc);
void query_draft_drop(struct query_edit *x);
void query_draft_take(struct query_edit *x, const struct draft *draft);
void query_draft_offer(struct query_edit *x);
bool query_draft_read(const struct draft *draft, char *code, size_t size, struct query_def *d);
/* Looks at the question again after a change. */
void query_edit_look(struct query_edit *x);

#endif
