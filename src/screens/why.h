/* why.h - "Why?": the ledger lines and rules behind the figures of desk, cashier and customer (H7). */
#ifndef QUEN_SCREENS_WHY_H
#define QUEN_SCREENS_WHY_H

#include "base/json.h"
#include "base/str.h"
#include "domain/sale.h"
#include "screens/session.h"

/* A figure and what is behind it; both owned by the caller of why_run(). */
struct why_part { const char *name; char *text; };
/* Shows the one at first; Left and Right go on to the others, Why? again shows all of them. */
void why_run(struct session *s, const struct why_part *parts, size_t n, size_t at);

/* Points by lot and ledger line, stored value, level: of a card or customer. */
void why_member(struct session *s, const struct member *m);
/* Prices, discounts, rounding and points of a sale that is being rung up; first the line at. */
void why_sale(struct session *s, const struct sale *sale, size_t at);
/* "+9  GOLD level x 1.5": a line for each rule that gave points, and of what. */
void why_earned(const struct session *s, const json_t *why, struct strbuf *out);

#endif
