/* level_move.h - levels by spending: up at once, down after the guarantee, batches. Rules L1-L4. */
#ifndef QUEN_DOMAIN_LEVEL_MOVE_H
#define QUEN_DOMAIN_LEVEL_MOVE_H

#include "store/store.h"

/* Net money spent in the window up to and with day (L1). */
enum err level_spent(struct store *st, int64_t customer_id, day_t day, int64_t *spent, struct err_note *note) MUST_CHECK;
/* After a posting added delta to the day: keeps cust_day, lifts the level when reached (L2). */
enum err level_after_sale(struct store *st, int64_t customer_id, day_t day, int64_t delta, int64_t doc_id,
    struct err_note *note) MUST_CHECK;
/* Where a customer stands today, whether or not a job ran: what is missing for the next level, until
 * when the present one holds, and what is missing to keep it after that day (0: it will be kept). */
struct level_outlook { char code[32], name[96], next[32], next_name[96]; int64_t spent, missing, to_keep; day_t until; bool is_locked; };
enum err level_outlook(struct store *st, int64_t customer_id, struct level_outlook *o, struct err_note *note) MUST_CHECK;

struct level_change { int64_t customer_id; char customer[32], name[128], from[32], to[32]; int64_t spent; day_t until; };
/* Who would move on that day: downgrades whose guarantee ended, and, after thresholds changed, everybody (L4).
 * Rows owned by the caller (free). Needs level.view. */
enum err level_preview(struct store *st, day_t day, bool everybody, struct level_change **rows, size_t *n,
    struct err_note *note) MUST_CHECK;
/* Does it as one batch; running it twice changes nothing more (L3). Needs level.edit. */
enum err level_run(struct store *st, day_t day, bool everybody, const char *note_text, int64_t *batch, size_t *moved,
    struct err_note *note) MUST_CHECK;
enum err level_undo(struct store *st, int64_t batch, size_t *moved, struct err_note *note) MUST_CHECK;
enum err level_lock(struct store *st, const char *customer, bool lock, struct err_note *note) MUST_CHECK;
enum err level_set(struct store *st, const char *customer, const char *level, const char *reason, struct err_note *note) MUST_CHECK;
/* A level that is not given any more: its customers move to the successor, in one batch (L4). */
enum err level_retire(struct store *st, const char *level, const char *successor, int64_t *batch, size_t *moved,
    struct err_note *note) MUST_CHECK;
/* Falls that are due by day but were not done yet, for one customer: posting calls it first, so that a
 * job that did not run changes nothing (L3). *changed tells to load the member again. */
enum err level_settle(struct store *st, int64_t customer_id, day_t day, bool *changed, struct err_note *note) MUST_CHECK;
/* The level that level_settle() would leave there, nothing written: what a price is shown at. */
enum err level_on(struct store *st, int64_t customer_id, day_t day, int64_t *level_id, struct err_note *note) MUST_CHECK;
/* Whose guarantee ends within days and who has not been told: each comes once (L4). to: the level it
 * would fall to; spent: what is missing is threshold - spent. mark: they count as told now. */
enum err level_warnings(struct store *st, day_t day, int days, bool mark, struct level_change **rows, size_t *n,
    struct err_note *note) MUST_CHECK;
struct level_line { int64_t at; char from[32], to[32], why[64], user[32]; day_t until; int64_t spent; };
enum err level_history(struct store *st, int64_t customer_id, struct level_line *l, size_t *n, struct err_note *note) MUST_CHECK;

#endif
