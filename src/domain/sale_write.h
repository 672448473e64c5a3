/* sale_write.h - a document on its way into the books: head, lines, payments,
 * sums. Shared by sales, returns, voids. Not for others. Rules N3, R3, R5. */
#ifndef QUEN_DOMAIN_SALE_WRITE_H
#define QUEN_DOMAIN_SALE_WRITE_H

#include "domain/place.h"
#include "domain/sale.h"

/* What a document is beside the figures in struct sale. */
struct sale_doc {
	const char *kind;		/* "sale" "refund" "exchange" "void" ... */
	const char *reason;		/* or NULL */
	int64_t reverses_id, salesperson_id, coupon_id, approver_id;
	int64_t topup;			/* money for stored value: no revenue (rule V2) */
	int tickets;			/* counted in the sums: 1 a sale, -1 its void, else 0 */
	int64_t number;
	const struct place *place;
};
enum err sale_write_head(struct store *st, const struct sale *s, const struct sale_doc *d,
    struct err_note *note) MUST_CHECK;
/* Line i as number i + 1; of_line: which line of the reversed receipt came back, 0: none. */
enum err sale_write_line(struct store *st, const struct sale *s, size_t i, int64_t of_line,
    struct err_note *note) MUST_CHECK;

struct sale_payment { char method[16]; int64_t amount, points, card_id, principal, bonus; };
/* Rows, and the day's sums by method: what stays, change taken off the cash (rules N2, N3). */
enum err sale_write_payments(struct store *st, const struct sale *s, const struct place *p,
    const struct sale_payment *pay, size_t n, struct err_note *note) MUST_CHECK;
/* Sums of the day, by category, of the customer: they belong to s->at (rule R3). */
enum err sale_write_sums(struct store *st, const struct sale *s, const struct sale_doc *d,
    struct err_note *note) MUST_CHECK;

#endif
