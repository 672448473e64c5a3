/* value_doc.h - documents that move money for stored value: no revenue, no lines, a receipt number of
 * the one series (rules V2, R5, N3). Not for others than the rule books of cards. */
#ifndef QUEN_DOMAIN_VALUE_DOC_H
#define QUEN_DOMAIN_VALUE_DOC_H

#include "domain/place.h"
#include "domain/value.h"

struct value_doc {
	const char *kind;		/* topup topup_void payout */
	const struct place *place;
	const struct card *card;
	int64_t money;			/* in (+) or out (-), before rounding */
	int64_t rounding, change;
	const struct sale_tender *tenders; size_t ntenders;	/* signed as money */
	int64_t reverses_id;		/* 0: none */
	const char *reason, *key;	/* or NULL */
	/* found */
	int64_t id, number; char receipt[48];
};
/* Takes id and number first, so that ledger lines can point at it. */
enum err value_doc_begin(struct store *st, struct value_doc *d, struct err_note *note) MUST_CHECK;
/* Row, payments, sums of tenders, trail. */
enum err value_doc_write(struct store *st, struct value_doc *d, struct err_note *note) MUST_CHECK;

/* topup_post() and topup_reverse() without the idempotency key: op_post keeps that one. */
enum err topup_apply(struct store *st, struct topup *t, struct err_note *note) MUST_CHECK;
struct topup_reversal {
	const char *receipt, *key;
	int64_t amount;			/* in: 0 all that is left; out: what went back */
	char number[48]; int64_t id;
	struct value_state after;
};
enum err topup_reverse_apply(struct store *st, struct topup_reversal *r, struct err_note *note)
    MUST_CHECK;

/* A new number takes over the account of the old one, its count of lines too (rule V3). */
enum err value_replace(struct store *st, int64_t from_card, int64_t to_card, struct err_note *note)
    MUST_CHECK;
/* An exact part, the only way to take one: closing and reversing. ERR_LIMIT when it is not there. */
enum err value_take(struct store *st, int64_t card_id, struct value_state parts,
    const struct value_source *src, struct value_state *after, struct err_note *note) MUST_CHECK;

#endif
