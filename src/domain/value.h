/* value.h - stored value: principal and bonus apart, a ledger that only grows. Rules V1, V2.
 * Inside store_begin(write), after card_usable(). */
#ifndef QUEN_DOMAIN_VALUE_H
#define QUEN_DOMAIN_VALUE_H

#include "domain/sale.h"

struct value_state { int64_t principal, bonus; };
/* A card without an account has 0 and 0. */
enum err value_state(struct store *st, int64_t card_id, struct value_state *v, struct err_note *note) MUST_CHECK;

/* One line of a top-up: a document with its own receipt, tenders cash or bank, money that is no revenue (V2). bonus -1:
 * by the best topup_rule. Rights: sale.add. Same key again: the first result. */
struct topup {
	char key[68], store[32], till[32], card[CARD_NUMBER_SIZE];
	int64_t amount, bonus;
	struct sale_tender tenders[SALE_TENDERS_MAX]; size_t ntenders;
	/* found */
	char receipt[48]; int64_t id; struct value_state after; bool again;
	int64_t points;			/* by rules for the n-th top-up (P8) */
};
enum err topup_post(struct store *st, struct topup *t, struct err_note *note) MUST_CHECK;
/* As far as it is unspent; amount 0: all that is left of it (V2). Needs sale.delete. */
enum err topup_reverse(struct store *st, const char *receipt, int64_t amount, const char *key,
    char *reversal, size_t size, struct value_state *after, struct err_note *note) MUST_CHECK;
/* Between two cards, parts as they are by the spending order. Needs card.edit. */
enum err value_transfer(struct store *st, const char *card, const char *to, int64_t amount,
    struct value_state *after, struct err_note *note) MUST_CHECK;

/* For the other rule books. debit: by the card type's spending order; *taken: the parts.
 * ERR_LIMIT says what is left. credit: puts exact parts back or in. */
struct value_source { const char *op; int64_t doc_id, other_card_id; const char *note; };
enum err value_debit(struct store *st, const struct card *c, int64_t amount,
    const struct value_source *src, struct value_state *taken, struct value_state *after,
    struct err_note *note) MUST_CHECK;
enum err value_credit(struct store *st, int64_t card_id, struct value_state parts,
    const struct value_source *src, struct value_state *after, struct err_note *note) MUST_CHECK;

struct value_line { int64_t seq, at, principal, bonus, principal_after, bonus_after; char op[24], doc[48], user[32]; };
enum err value_history(struct store *st, int64_t card_id, int64_t before_seq, struct value_line *l,
    size_t *n, struct err_note *note) MUST_CHECK;

#endif
