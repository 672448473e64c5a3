/* merge_parts.h - the parts of merging: points, level. Not for others. Rule P15. */
#ifndef QUEN_DOMAIN_MERGE_PARTS_H
#define QUEN_DOMAIN_MERGE_PARTS_H

#include "domain/level_parts.h"
#include "domain/merge.h"

struct merge { int64_t id, from, into; const char *from_code, *into_code; json_t *body, *moved; };

/* list: ids of $customer; move: row $id from $from to $to, 0 rows when it is not $from's; back:
 * the same for the way back; is_record: who and when stand in the row. Of groups and interests
 * only what the other had not yet goes, and only that is taken away again. */
#define MERGE_PARTS 15
struct merge_part { const char *name, *list, *move, *back; bool is_record; };
extern const struct merge_part merge_parts[MERGE_PARTS];
/* What is derived from moved rows: whom to contact again, the rating, of both. */
/* The day of the last purchase anew, from the receipts that stand: one that was voided, or went
 * to somebody else, is none of it. */
enum err merge_last_day(struct store *st, int64_t customer, struct err_note *note) MUST_CHECK;
enum err merge_settle(struct store *st, const struct merge *m, struct err_note *note) MUST_CHECK;
/* Moves rows by such a statement; done gets those that went. */
enum err merge_move_ids(struct store *st, const char *query, bool is_record, const json_t *ids,
    int64_t from, int64_t to, json_t *done, struct err_note *note) MUST_CHECK;

/* ---- merge_take.c: gone is as it is afterwards ---- */
enum err merge_take(struct store *st, struct merge *m, struct record *gone, const char *take,
    struct err_note *note) MUST_CHECK;
enum err merge_take_back(struct store *st, const struct merge *m, struct err_note *note) MUST_CHECK;

/* Every figure needed to go back is put into body under "points"; *points: what came along. */
enum err merge_points(struct store *st, int64_t from, int64_t into, json_t *body,
    int64_t *points, struct err_note *note) MUST_CHECK;
/* Gives back what is still there: all of it, line by line, when nothing happened since, else what
 * is left of the lots, with their days. */
enum err unmerge_points(struct store *st, int64_t from, int64_t into, const json_t *body,
    int64_t *points, struct err_note *note) MUST_CHECK;

/* Where a customer stands today, of both: asked before the spending of the one who goes moves. */
enum err merge_level_of(struct store *st, int64_t customer_id, struct standing *s,
    struct err_note *note) MUST_CHECK;
/* The better of both levels, or what the spending of both gives. */
enum err merge_level(struct store *st, const struct standing *theirs, struct standing *mine,
    int64_t into, json_t *body, struct err_note *note) MUST_CHECK;
/* Back to the level of before, unless it moved since. */
enum err unmerge_level(struct store *st, int64_t into, const json_t *body,
    struct err_note *note) MUST_CHECK;

int64_t body_int(const json_t *o, const char *name);	/* 0 when absent */

#endif
