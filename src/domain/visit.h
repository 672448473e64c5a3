/* visit.h - count cards. Rule V6. */
#ifndef QUEN_DOMAIN_VISIT_H
#define QUEN_DOMAIN_VISIT_H

#include "domain/card.h"

/* product: code, or NULL when the card is bound to one thing. *visit: id to undo. Needs sale.add. */
enum err visit_take(struct store *st, const char *card, const char *product, const char *key,
    int64_t *visit, int64_t *left, struct err_note *note) MUST_CHECK;
/* The same day; later needs sale.delete. Once. */
enum err visit_undo(struct store *st, int64_t visit, int64_t *left, struct err_note *note) MUST_CHECK;
enum err visit_left(struct store *st, int64_t card_id, int64_t *left, struct err_note *note) MUST_CHECK;
/* What giving a half-used card back pays: price minus used visits at the single price, never
 * below zero; setting visits.refund = proportion. */
enum err visit_refund_value(struct store *st, const char *card, int64_t *amount, struct err_note *note) MUST_CHECK;

#endif
