/* level_parts.h - what the files of levels share. Not for others. */
#ifndef QUEN_DOMAIN_LEVEL_PARTS_H
#define QUEN_DOMAIN_LEVEL_PARTS_H

#include "domain/level_move.h"

/* The ladder, lowest first. Rank -1 stands for no level. */
#define LEVELS_MAX 50
struct ladder {
	struct rung { int64_t id, threshold; char code[32], name[96]; } rungs[LEVELS_MAX];
	int n;
};
/* As of now: a copy. */
enum err ladder_load(struct store *st, struct ladder *l, struct err_note *note) MUST_CHECK;
int ladder_rank(const struct ladder *l, int64_t level_id);	/* -1: none, or retired */
int ladder_by_spending(const struct ladder *l, int64_t spent);	/* threshold included (L1) */
int64_t ladder_id(const struct ladder *l, int rank);		/* 0 for -1 */
const char *ladder_code(const struct ladder *l, int rank);	/* "" for -1 */

/* Where a customer stands, and where it would stand on a day. */
struct standing {
	int64_t customer_id, level_id;
	int rank;
	day_t until;
	bool is_locked;
	char code[32], name[128];
	day_t day;			/* it was looked at */
	int64_t spent;			/* in the window up to then (L1) */
};
enum err standing_load(struct store *st, const struct ladder *l, int64_t customer_id, day_t day,
    struct standing *s, struct err_note *note) MUST_CHECK;
/* Falls and renewals due before day, then (rise) the climb that spending gives. Pure but for reading
 * the spending: the same however often and late it is asked (L3). *spent: of the window at day. */
enum err standing_at(struct store *st, const struct ladder *l, const struct standing *now,
    day_t day, bool rise, struct standing *then, int64_t *spent, struct err_note *note) MUST_CHECK;
/* Writes the difference: the customer and one history row, or the new end of the guarantee alone. */
struct level_cause { const char *why; day_t day; int64_t spent, doc_id, batch_id; };
enum err standing_write(struct store *st, const struct ladder *l, const struct standing *now,
    const struct standing *then, const struct level_cause *c, bool *moved, struct err_note *note) MUST_CHECK;

#endif
