/* order.h - orders: confirmed, delivered in parts, sold, closed or cancelled. MISSION D4; rules
 * C3, R5. Forward only. All inside a write transaction of store_begin(); o is loaded. */
#ifndef QUEN_DOMAIN_ORDER_H
#define QUEN_DOMAIN_ORDER_H

#include "domain/offer.h"

struct order_part { int line; int64_t qty_milli; };	/* line from 1 */

/* Freezes its text. A draft that was typed is priced as of now, one of a quotation as agreed. */
enum err order_confirm(struct store *st, struct offer *o, char hash[65], struct err_note *note) MUST_CHECK;
/* Some of the lines, or (n 0) all that is left. Never more than was ordered: ERR_LIMIT "lines". */
enum err order_deliver(struct store *st, struct offer *o, const struct order_part *parts, size_t n,
    const char *text, struct err_note *note) MUST_CHECK;
/* What was agreed is sold, at the prices of the order: parts, or (n 0) all that is not sold yet.
 * s: an empty sale with key, tenders, till and salesperson; it is filled and posted. A line is
 * never sold twice. Needs sale.add. */
enum err order_sell(struct store *st, struct offer *o, const struct order_part *parts, size_t n,
    struct sale *s, struct err_note *note) MUST_CHECK;
/* Delivered, whatever is sold: nothing more comes. */
enum err order_close(struct store *st, struct offer *o, struct err_note *note) MUST_CHECK;
/* Before it is delivered as a whole. What was delivered and sold stays so (rule C3). */
enum err order_cancel(struct store *st, struct offer *o, const char *reason,
    struct err_note *note) MUST_CHECK;

/* Deliveries and sales so far; the caller owns it. */
enum err order_moves(struct store *st, const struct offer *o, json_t **out, struct err_note *note) MUST_CHECK;

/* Confirmed, not delivered, past their day: longest first. */
struct order_late { int64_t id; char number[32], customer[128], state[16]; day_t due; int64_t total; };
/* after: the row before (zeroes: from the start); *n in: room, out: how many. Needs order.view. */
enum err order_overdue(struct store *st, const struct order_late *after, struct order_late *rows,
    size_t *n, struct err_note *note) MUST_CHECK;

#endif
