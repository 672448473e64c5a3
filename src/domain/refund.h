/* refund.h - returns, exchanges, voids, late members. Rules R1-R6, P3, P13, V1. */
#ifndef QUEN_DOMAIN_REFUND_H
#define QUEN_DOMAIN_REFUND_H

#include "domain/sale.h"

struct refund_line { int n; int64_t qty_milli; };	/* line of the receipt, from 1 */
struct refund_back { char method[16]; int64_t amount, points; char card[CARD_NUMBER_SIZE]; };
struct refund {
	/* asked */
	char key[68], store[32], till[32], receipt[48], reason[160], approver[32];
	struct refund_line lines[SALE_LINES_MAX]; size_t nlines; bool all;
	bool cash_instead;		/* card money paid out as cash: needs sale.delete (R2) */
	struct sale out;		/* exchange: lines out and their tenders (R4); no lines: a plain return */
	/* found */
	char number[48]; int64_t id, at; bool again;
	struct refund_back back[SALE_TENDERS_MAX]; size_t nback;
	int64_t total;			/* what comes back, positive */
	int64_t rounding, difference;	/* exchange: due from the customer (+) or to it (-) */
	int64_t points_taken, points_back, points_after;
};
void refund_init(struct refund *r);
void refund_fini(struct refund *r);
/* What may still come back of each line. *n in: room, out: lines. */
struct refund_left { int n; char code[32], name[192], unit[24]; int64_t sold_milli, left_milli, net, left_net; };
enum err refund_left(struct store *st, const char *receipt, struct refund_left *l, size_t *n, struct err_note *note) MUST_CHECK;
/* Computes without posting: for who may make sales. Then with: needs sale.delete, or sale.add and
 * an approver with sale.edit, whom approval_check() has let in before (approval.h). */
enum err refund_price(struct store *st, struct refund *r, struct err_note *note) MUST_CHECK;
enum err refund_post(struct store *st, struct refund *r, struct err_note *note) MUST_CHECK;
/* Rule P13. */
enum err sale_attach(struct store *st, const char *receipt, const char *card, const char *customer,
    int64_t *earned, struct err_note *note) MUST_CHECK;

#endif
