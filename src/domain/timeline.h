/* timeline.h - the story of one customer, newest first: interactions, purchases, cards, levels,
 * appointments, contracts, offers, suggestions, ratings, documents... in one list.
 *
 * A source is one row of timeline_sources and two statements of sql/queries/domain_timeline.sql
 * (story.NAME and story.NAME_up), read by an index on (customer, moment). To add one: those two
 * statements, the row, and a line for each new word in timeline_words (both in timeline.c). */
#ifndef QUEN_DOMAIN_TIMELINE_H
#define QUEN_DOMAIN_TIMELINE_H

#include "store/store.h"

/* What the filter tells apart, in the order of its keys (1, 2, 3 ...). */
enum story_kind { STORY_CONTACT, STORY_PURCHASE, STORY_CARD, STORY_APPOINTMENT, STORY_CONTRACT,
	STORY_OFFER, STORY_SUGGESTION, STORY_RATING, STORY_DOCUMENT, STORY_KINDS };
#define STORY_ALL ((1u << STORY_KINDS) - 1)
const char *story_kind_name(enum story_kind k);		/* translated: "Purchases" */

struct story_source {
	const char *name;		/* of the statements */
	enum story_kind kind;
	const char *function;		/* whose view right it needs */
	const char *entity;		/* whose form opens; NULL: see opens */
	enum story_opens { OPENS_RECORD, OPENS_RECEIPT, OPENS_CARD, OPENS_NOTHING } opens;
};
extern const struct story_source timeline_sources[];	/* ends with a NULL name */

#define STORY_NO_AMOUNT INT64_MIN
struct story_event {
	int source;			/* index in timeline_sources */
	int64_t at, id;			/* id: its place among those of the same moment and source */
	char word[24];			/* "contact", "sale", "card.lost" ... */
	char code[80], title[240], more[80];	/* one line each */
	int64_t amount;			/* money of purchases and offers, points; or STORY_NO_AMOUNT */
	char user[32];
	int64_t open_id;
};
/* What happened, translated: "Sale", "Card lost". */
const char *story_word(const struct story_event *e);

/* Events of kinds (bits 1 << story_kind) before from (NULL: from the newest), at most limit; with
 * up those after it, nearest first. Kinds that the actor may not view are left out. *n: how many.
 * ERR_NOTFOUND when the actor may not see the customer (rule S1). In a transaction. */
enum err timeline_page(struct store *st, int64_t customer_id, unsigned kinds,
    const struct story_event *from, bool up, size_t limit, struct story_event *out, size_t *n,
    struct err_note *note) MUST_CHECK;

#endif
