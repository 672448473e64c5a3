/* refund_parts.h - a receipt of which something comes back. Not for others.
 * Rules R1, R2, P3, V1. */
#ifndef QUEN_DOMAIN_REFUND_PARTS_H
#define QUEN_DOMAIN_REFUND_PARTS_H

#include "domain/place.h"
#include "domain/refund.h"
#include "domain/sale_write.h"

#define BACK_TENDERS_MAX (2 * SALE_TENDERS_MAX)	/* an exchange has carried and new ones */

/* A line sold; back: what came back before, now: what comes back now. All positive. */
struct back_sum { int64_t milli, gross, receipt_off, net; };
struct back_line { int n; struct sale_line sold; struct back_sum back, now; };

/* A tender of the receipt, cash as one with its exact share (no rounding, no change). */
struct back_part { int64_t amount, points, principal, bonus; };
struct back_tender {
	char method[16], card[CARD_NUMBER_SIZE];
	int64_t card_id;
	struct back_part paid, back, now;
	struct back_part kept;		/* of now: pays for the lines out of an exchange */
	int64_t worth;			/* of the points that go back, whole ones */
};

struct refund_case {
	int64_t id, at, till_id; day_t day;
	char kind[16], receipt[48];
	int64_t customer_id, card_id, holder_id, level_id, coupon_id, salesperson_id;
	int64_t holder_now;		/* who has the points today (rules V3, P15) */
	int64_t total, rounding, change, gross, earn_base, earned, level_factor;
	json_t *why;
	int64_t approver_id;		/* who said yes; 0: nobody was asked */
	int64_t voided_by;		/* number of the void; 0: none */
	bool is_closed_branch; int64_t store_id;
	struct back_line *lines; size_t nlines;
	struct back_tender tenders[BACK_TENDERS_MAX]; size_t ntenders;
	int64_t cash_paid, cash_back;	/* as it went over the counter, rounded (rule N1) */
	int64_t paid_out;		/* in cash instead of a card tender, so far */
	/* found by refund_split() */
	int64_t amount;			/* exact, positive */
	int64_t cash_now;		/* over the counter */
	int64_t cash_kept;		/* pays for the lines out of an exchange, as it was counted */
	int64_t cash_instead;		/* exact share of tenders that is paid out in cash */
	int64_t base_taken, points_taken, points_back;
	bool is_last;			/* nothing is left afterwards */
};
void refund_case_fini(struct refund_case *c);
/* ERR_NOTFOUND; ERR_CONFLICT: voided, or no document that goods come back of. */
enum err refund_case_load(struct store *st, const char *receipt, struct refund_case *c,
    struct err_note *note) MUST_CHECK;
/* Sets now of the lines asked for (rule R1). */
enum err refund_choose(struct refund_case *c, const struct refund_line *l, size_t n, bool all,
    struct err_note *note) MUST_CHECK;
/* From the lines: money to the tenders, points taken and given back. keep: so much of it pays for
 * lines out (exchange). unit: of cash rounding. */
enum err refund_split(struct refund_case *c, int64_t keep, bool cash_instead, int64_t unit,
    struct err_note *note) MUST_CHECK;

bool refund_can_be_cash(const struct back_tender *t);

/* Points, stored value and coupon of a document that takes back. *after: balance. */
struct refund_moves { int64_t doc_id, store_id; const char *op; };
enum err refund_move(struct store *st, struct refund_case *c, const struct refund_moves *m,
    int64_t *after, struct err_note *note) MUST_CHECK;
/* The card that a card has become; number: for the message. ERR_CONFLICT when it was closed. */
enum err refund_card_now(struct store *st, int64_t card_id, const char *number, int64_t *now,
    struct err_note *note) MUST_CHECK;
/* Where the document stands: here and today (rule R3); by default where the receipt came from. */
enum err refund_place(struct store *st, const struct refund_case *c, const char *store,
    const char *till, struct place *p, struct err_note *note) MUST_CHECK;
/* The open session of the place's till, when it has one. */
enum err refund_session(struct store *st, struct place *p, struct err_note *note) MUST_CHECK;
/* The lines back as lines of a document, negative; its gross and total move along.
 * ERR_LIMIT when they do not fit beside those that are there. */
enum err refund_add_lines(const struct refund_case *c, struct sale *doc, struct err_note *note)
    MUST_CHECK;
/* What goes to which tender, as rows of the document: room for 2 * BACK_TENDERS_MAX + 1. */
#define BACK_ROWS_MAX (2 * BACK_TENDERS_MAX + 1)
size_t refund_rows(const struct refund_case *c, struct sale_payment *pay);
/* Writes head, lines, rows, sums, level counter. doc: figures but paid are set; its first
 * lines are those of refund_add_lines(). */
enum err refund_write(struct store *st, const struct refund_case *c, struct sale *doc,
    const struct sale_doc *d, const struct sale_payment *pay, size_t npay, struct err_note *note)
    MUST_CHECK;

/* The lines out of an exchange (refund_out.c): whose they are and what they cost; who pays the
 * difference, as a sale of that much is paid (P11, N2): what is carried over, which points paid
 * before, leaves no room for more of them; what they earn (P2); in the books: the payments leave,
 * then what was earned arrives. Then the rows of those payments. */
enum err refund_out_price(struct store *st, struct refund *r, const struct refund_case *c,
    struct err_note *note) MUST_CHECK;
enum err refund_out_pay(struct store *st, struct refund *r, const struct refund_case *c,
    int64_t difference, bool must_fit, struct err_note *note) MUST_CHECK;
enum err refund_out_earn(struct store *st, struct refund *r, const struct refund_case *c,
    struct err_note *note) MUST_CHECK;
enum err refund_out_move(struct store *st, struct refund *r, struct sale *doc, int64_t store_id,
    struct err_note *note) MUST_CHECK;
void refund_out_rows(const struct refund *r, struct sale_payment *pay, size_t *n);

/* refund_post() without the idempotency key: op_post keeps that one; and its answer. */
enum err refund_apply(struct store *st, struct refund *r, struct err_note *note) MUST_CHECK;
json_t *refund_reply(const struct refund *r);

/* Who may take goods back, or a second person's yes: approval_check() came before (H5).
 * approver "": nobody was asked; *approver_id 0 then. ERR_DENIED. */
enum err refund_may(struct store *st, const char *approver, int64_t *approver_id,
    struct err_note *note) MUST_CHECK;

/* The whole receipt of today, of which nothing came back: a document that undoes it; the number
 * stays (R5). Needs sale.delete or an approver; of another day sale.edit too. */
struct sale_void {
	const char *receipt, *reason, *key, *approver;	/* approver: "" or NULL */
	char number[48];				/* found */
};
enum err sale_void_apply(struct store *st, struct sale_void *v, struct err_note *note) MUST_CHECK;
/* The same of an exchange, whose receipt stands again as before; nothing came back later of either.
 * doc, d: as begun; lines, number, figures are filled. ERR_CONFLICT. */
enum err sale_void_exchange(struct store *st, struct refund_case *c, struct sale *doc,
    struct sale_doc *d, struct err_note *note) MUST_CHECK;

#endif
