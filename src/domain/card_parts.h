/* card_parts.h - what the files of a card's life share. Not for others. */
#ifndef QUEN_DOMAIN_CARD_PARTS_H
#define QUEN_DOMAIN_CARD_PARTS_H

#include "base/json.h"
#include "base/secret.h"
#include "domain/card.h"

/* The number asked for, clean and free, or a new one (rule V7). */
enum err card_pick_number(struct store *st, const char *asked, char number[CARD_NUMBER_SIZE],
    struct err_note *note) MUST_CHECK;
/* The PIN's hash, or "" when none is asked for. */
enum err card_hash_pin(const char *pin, char hash[PASSWORD_HASH_SIZE], struct err_note *note)
    MUST_CHECK;
/* One line of the trail; takes changes, which may be NULL. */
enum err card_audit(struct store *st, const struct card *c, const char *action,
    const char *reason, json_t *changes, struct err_note *note) MUST_CHECK;
/* One line of the card's life, for the story of its customer. */
enum err card_event(struct store *st, int64_t card_id, const char *action, const char *reason,
    struct err_note *note) MUST_CHECK;
/* Finds it for a change of its life: unlike at the till a hidden customer's card does not
 * exist (rules S1, S2). */
enum err card_find_own(struct store *st, const char *number, struct card *c,
    struct err_note *note) MUST_CHECK;

/* card_give.c: a bare card gets its customer, the right was asked for; and what card_issue() does
 * with a number that lies printed in the drawer. */
enum err card_hand_out(struct store *st, const struct card *c, const char *customer,
    struct err_note *note) MUST_CHECK;
enum err card_issue_printed(struct store *st, const struct card_request *rq, struct card *c,
    struct err_note *note) MUST_CHECK;

/* A customer is found by the numbers of its cards: after one came. 0: nobody's. */
enum err card_index_owner(struct store *st, int64_t customer_id, struct err_note *note) MUST_CHECK;

/* visit.c: the visits that a new card starts with, none when its type counts none; and a
 * new number takes over what is left (rule V3). */
enum err visit_start(struct store *st, int64_t card_id, struct err_note *note) MUST_CHECK;
enum err visit_replace(struct store *st, int64_t from_card, int64_t to_card,
    struct err_note *note) MUST_CHECK;
/* All that is left goes, for good. */
enum err visit_end(struct store *st, int64_t card_id, struct err_note *note) MUST_CHECK;

#endif
