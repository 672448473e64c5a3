/* find_all.h - search everywhere (E4): one text over every entity that the actor may view, any
 * fragment, with or without accents; the best hits first. Inside store_begin(). */
#ifndef QUEN_DOMAIN_FIND_ALL_H
#define QUEN_DOMAIN_FIND_ALL_H

#include "store/record_store.h"

#define FIND_EACH_MAX 40		/* hits looked at for one entity */

struct find_hit {
	const struct entity *entity;	/* NULL: a receipt */
	int64_t id;
	char code[64];			/* key of the record, or number of the receipt */
	char text[192];			/* its name or title */
	char more[128];			/* where the words stand, when not in the name */
	int rank;			/* less is better */
};
/* At most cap hits, best first; *more: there were others. Text shorter than two letters finds
 * nothing (a Han character alone is enough). */
enum err find_everywhere(struct store *st, const char *text, struct find_hit *hits, size_t cap,
    size_t *n, bool *more, struct err_note *note) MUST_CHECK;

#endif
