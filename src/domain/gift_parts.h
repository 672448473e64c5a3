/* gift_parts.h - what the files of gifts share. Not for others. */
#ifndef QUEN_DOMAIN_GIFT_PARTS_H
#define QUEN_DOMAIN_GIFT_PARTS_H

#include "base/json.h"
#include "domain/gift.h"

struct gift_move {
	const char *op;			/* redeem return receive correct start count */
	int64_t id, gift_id, qty, stock;	/* qty signed; stock after it */
	int64_t holder_id, card_id, points, point_seq, reverses_id;
	const char *note;
	char number[32];		/* found */
};
/* The line of the ledger, with an id and a number of its own; the stock has moved. */
enum err gift_write(struct store *st, struct gift_move *m, struct err_note *note) MUST_CHECK;

/* gift_redeem() without the idempotency key: op_post keeps that one. gift_reply: the answer that
 * is kept under the key; the caller owns it. */
enum err gift_apply(struct store *st, struct member *m, const char *gift, int64_t qty,
    const char *key, struct gift_result *r, struct err_note *note) MUST_CHECK;
json_t *gift_reply(const struct gift_result *r);

#endif
