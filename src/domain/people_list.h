/* people_list.h - whom to work on: due to be contacted again (B3), never approached, prospects by
 * stage (A10), not buying any more and lost (A8), suggestions still open (A9). */
#ifndef QUEN_DOMAIN_PEOPLE_LIST_H
#define QUEN_DOMAIN_PEOPLE_LIST_H

#include "base/date.h"
#include "store/store.h"

enum people_kind {
	PEOPLE_AGAIN,		/* option 0: mine; 1: everybody's (needs team.view) */
	PEOPLE_UNTOUCHED,	/* the newest first */
	PEOPLE_PROSPECTS,	/* option 0: all stages; n: the n-th of people_stage() */
	PEOPLE_IDLE,		/* nothing bought for churn.idle_days; the longest first */
	PEOPLE_LOST,		/* on record as lost and not won back */
	PEOPLE_SUGGESTIONS,	/* not closed; the oldest first */
	PEOPLE_KINDS
};
/* Stages that prospects go through before they are won or lost; NULL beyond. */
const char *people_stage(size_t i);

struct people_row {
	int64_t key, id;		/* the place in the list; id: customer, loss or suggestion */
	int64_t customer_id;		/* 0: a suggestion without one */
	char code[64], name[192], phone[32];
	char who[128];			/* user, stage, kind of loss */
	char note[200];			/* one line */
	day_t day;			/* due, last bought, lost, came in */
	int64_t value;			/* score (-1 none), spent, day of the next purchase (0 none) */
	char state[16];			/* of suggestions, stage of prospects */
	char sort[192];			/* prospects */
};
/* Rows after from (NULL: the first), at most limit. In a transaction. */
enum err people_page(struct store *st, enum people_kind kind, int option,
    const struct people_row *from, size_t limit, struct people_row *out, size_t *n,
    struct err_note *note) MUST_CHECK;
/* The function whose view right a list needs. */
const char *people_function(enum people_kind kind);

#endif
