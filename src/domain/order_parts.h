/* order_parts.h - what order.c and order_sale.c share. Not for others. */
#ifndef QUEN_DOMAIN_ORDER_PARTS_H
#define QUEN_DOMAIN_ORDER_PARTS_H

#include "domain/order.h"

/* Lines with something left to deliver or to sell, lines with something delivered. */
struct order_left { int64_t to_deliver, begun, to_sell; };
enum err order_left(struct store *st, const struct offer *o, struct order_left *left,
    struct err_note *note) MUST_CHECK;

struct order_move { const char *op; int line; int64_t qty_milli, sale_id, net; const char *note; };
enum err order_move_add(struct store *st, const struct offer *o, const struct order_move *m,
    struct err_note *note) MUST_CHECK;
/* The line exists and so much of it is left; done: what is gone of each line. */
enum err order_part_ok(const struct offer *o, const struct order_part *p, const int64_t *done,
    struct err_note *note) MUST_CHECK;
/* The state that follows from what is delivered and sold. */
enum err order_settle(struct store *st, struct offer *o, struct err_note *note) MUST_CHECK;

#endif
