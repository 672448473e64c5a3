/* price_rule.h - the price a unit for this customer, at this store and moment. Rule D1. */
#ifndef QUEN_DOMAIN_PRICE_RULE_H
#define QUEN_DOMAIN_PRICE_RULE_H

#include "domain/sale.h"
#include "store/record_hook.h"

/* What prices and promotions depend on beside the product. */
struct price_at {
	int64_t store_id, level_id;	/* 0: not asked for, or none */
	int64_t *groups; size_t ngroups;	/* of the customer; owned */
	day_t day;
	int weekday, minute;
};
/* Looks up only what some rule asks for: without rules it costs nothing. */
enum err price_at_find(struct store *st, const struct sale *s, struct price_at *at,
    struct err_note *note) MUST_CHECK;
void price_at_fini(struct price_at *at);

/* The unit price of a line whose product is known. Rules for groups and levels only lower it,
 * the others replace the list price; of several the lowest, the lower id on a tie.
 * *w: which rule; *hit false: the list price. */
enum err price_rule_best(struct store *st, const struct price_at *at, const struct sale_line *l,
    int64_t *price, struct sale_why *w, bool *hit, struct err_note *note) MUST_CHECK;

/* record_hook */
enum err price_rule_before(struct store *st, const struct record *old, struct record *r,
    struct err_note *note) MUST_CHECK;

#endif
