/* points.h - points as lots and a ledger that only grows. Rules P1, P4, P5, P12.
 * Inside store_begin(write). */
#ifndef QUEN_DOMAIN_POINTS_H
#define QUEN_DOMAIN_POINTS_H

#include "base/json.h"
#include "domain/member.h"

struct points_entry {		/* a line of the ledger */
	int64_t seq, delta, after, at, doc_id;
	char op[24];		/* "sale" "add" "deduct" "expire" "refund" "return" */
	char doc[48];		/* receipt number or "" */
	char store[32], user[32], note[160];
};
struct points_lot { int64_t lot, amount, left; day_t expires_day, usable_day; };

/* By hand, by right and reason: points.add / points.deduct (rule P12). key: idempotency key or NULL.
 * before/after: balances. day 0: today. Deducting below zero is
 * asked for by below_zero and needs the right points_debt.edit. */
struct points_change {
	const char *key;
	int64_t points;
	day_t day;
	const char *reason;
	bool below_zero;	/* asked for in so many words: never by accident */
};
enum err points_add(struct store *st, struct member *m, const struct points_change *c,
    int64_t *before, int64_t *after, struct err_note *note) MUST_CHECK;
enum err points_deduct(struct store *st, struct member *m, const struct points_change *c,
    int64_t *before, int64_t *after, struct err_note *note) MUST_CHECK;
/* The same without looking the key up (ops.h keeps it); key only goes to the trail.
 * points_reply: the answer that is kept under the key; the caller owns it. */
enum err points_apply(struct store *st, struct member *m, const struct points_change *c,
    bool is_deduct, int64_t *before, int64_t *after, struct err_note *note) MUST_CHECK;
json_t *points_reply(int64_t points, int64_t before, int64_t after);

/* For the other rule books: credit makes a lot (pays a debt first, P4), debit draws on lots (P1).
 * op and doc explain the line. debit: ERR_LIMIT with what is left, unless may_debt. */
struct points_source {
	const char *op;
	int64_t doc_id;
	const char *note;	/* or NULL */
	day_t day;		/* 0: today */
	int64_t store_id;	/* 0: the actor's */
	bool is_pending;	/* waits for points.pending_days (P1); credits by hand do not */
	/* What comes back (rules P3, R3): the sums of the day count it against what was given
	 * or used; a debit draws on first_lot before the others; a credit lives as said. */
	bool is_reversal;
	int64_t first_lot;
	bool keeps_days;	/* a credit that is no reversal lives as said, too */
	day_t expires_day;	/* with either; 0: never */
};
enum err points_credit(struct store *st, int64_t holder, int64_t points,
    const struct points_source *src, int64_t *after, struct err_note *note) MUST_CHECK;
enum err points_debit(struct store *st, int64_t holder, int64_t points, bool may_debt,
    const struct points_source *src, int64_t *after, struct err_note *note) MUST_CHECK;
/* Gives points back that the document paid with: as lots that expire when those they came from
 * do; what has expired meanwhile lives points.return_days more (rule P3). Last drawn first.
 *   src    op "return", doc_id: the document that brings them back */
enum err points_return(struct store *st, int64_t holder, int64_t points, int64_t paid_doc,
    const struct points_source *src, int64_t *after, struct err_note *note) MUST_CHECK;
/* Gives back what the document, an exchange that is voided, had taken of the points that its
 * receipt had earned: with the days of the lots it took them from. A part that was a debt then
 * lives as the receipt's own lot. *points: how many. */
enum err points_untake(struct store *st, int64_t holder, int64_t taking_doc, int64_t earned_doc,
    const struct points_source *src, int64_t *points, int64_t *after, struct err_note *note)
    MUST_CHECK;
/* Ledger, lots and balance of one holder join those of another, line by line (a bare card gets a
 * customer or a new number). A debt of either is paid by the lots of the other (P4). */
enum err points_rehold(struct store *st, int64_t from, int64_t to, struct err_note *note) MUST_CHECK;
/* Who holds today what a document names as its holder: a bare card may have got a customer
 * or a new number since. */
enum err points_holder_now(struct store *st, int64_t holder, int64_t *now, struct err_note *note)
    MUST_CHECK;
/* Writes down what has expired (P5). */
enum err points_settle(struct store *st, int64_t holder, struct err_note *note) MUST_CHECK;
/* Today's truth from the lots, whether or not an expiry was written (P5). */
struct points_state { int64_t balance, usable, pending, debt; };
enum err points_state(struct store *st, int64_t holder, day_t today,
    struct points_state *ps, struct err_note *note) MUST_CHECK;
/* Newest first, before seq (0: from the newest). *n in: room, out: got. */
enum err points_history(struct store *st, int64_t holder, int64_t before_seq,
    struct points_entry *e, size_t *n, struct err_note *note) MUST_CHECK;
enum err points_lots(struct store *st, int64_t holder, struct points_lot *l, size_t *n,
    struct err_note *note) MUST_CHECK;

#endif
