/* why.h - "Why?": the ledger lines and rules behind the figures of desk, cashier and customer (H7). */
#ifndef QUEN_SCREENS_WHY_H
#define QUEN_SCREENS_WHY_H

#include "domain/sale.h"
#include "screens/session.h"

/* Points by lot and ledger line, stored value, level: of a card or customer. */
void why_member(struct session *s, const struct member *m);
/* Prices, discounts, rounding and points of a sale that is being rung up. */
void why_sale(struct session *s, const struct sale *sale);

#endif
