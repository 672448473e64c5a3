/* statement.h - what a customer's points, stored value and visits were at the start of a period,
 * every line of it, and what they were at its end. It is the ledger, line by line: opening and
 * lines make the closing balance, else it is not printed (rule P1, V1, V6). */
#ifndef QUEN_REPORT_STATEMENT_H
#define QUEN_REPORT_STATEMENT_H

#include <stdio.h>

#include "domain/member.h"
#include "report/page.h"

struct statement_line {
	int64_t at, seq, delta, after;		/* of points, money (principal and bonus) or visits */
	int64_t bonus, bonus_after;		/* of the above, what is bonus */
	char op[24], doc[48], where[32], note[160];
};
enum statement_of { STATEMENT_POINTS, STATEMENT_VALUE, STATEMENT_VISITS };
struct statement_part {
	enum statement_of of;
	char card[CARD_NUMBER_SIZE];		/* of money and visits */
	int64_t opening, closing, opening_bonus, closing_bonus;
	struct statement_line *line; size_t n, cap;	/* the oldest first */
};
struct statement {
	struct member m;
	day_t from, to;
	struct statement_part *part; size_t n, cap;
};
/* Of a customer, by code or by any card; all of its cards. Needs customer.print and what shows the
 * ledgers (points.view; card.view); of a card that nobody has: card.print. Inside a transaction.
 * ERR_CONFLICT: the ledger does not add up. */
enum err statement_load(struct store *st, const char *who, day_t from, day_t to,
    struct statement *s, struct err_note *note) MUST_CHECK;
void statement_fini(struct statement *s);

/* In any format of page.h; inside the same transaction or a later one. */
enum err statement_write(struct store *st, const struct statement *s,
    const struct page_format *pf, FILE *f, struct err_note *note) MUST_CHECK;
const char *statement_op(const char *op);	/* translated: "sale" */

#endif
