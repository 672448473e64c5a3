/* earn.h - what a purchase earns by the rules of the shop. Rules P2, P8, P9, P10. */
#ifndef QUEN_DOMAIN_EARN_H
#define QUEN_DOMAIN_EARN_H

#include "base/json.h"
#include "domain/member.h"

/* A line as the rules see it. net: paid for it, 0 when it collects nothing (D5). */
struct earn_line { int64_t product_id, category_id, net; };
struct earn_basket {
	int64_t base;			/* what is really paid for goods: at most the sum of net (P2) */
	int64_t at, store_id;
	const struct earn_line *lines; size_t n;	/* none: only rules for all products count */
};
/* Points for a basket.
 *   why   array, owned by the caller: one object a rule that gave something:
 *         {"rule","name","effect","points"} and "base","amount","per" (per_amount),
 *         "times" (multiplier, hundredths), "minimum", "lines" (those that the rule is for,
 *         from 1; absent: all), "birthday", or "level" instead of "rule".
 *         The points of all objects sum to *points. */
enum err earn_basket(struct store *st, const struct member *m, const struct earn_basket *b,
    int64_t *points, json_t **why, struct err_note *note) MUST_CHECK;
/* The same for an amount without lines. */
enum err earn_compute(struct store *st, const struct member *m, int64_t base, int64_t at,
    int64_t *points, json_t **why, struct err_note *note) MUST_CHECK;
/* The same for a priced sale: sets earned and earn_why from its lines, earn_base and store. */
struct sale;
enum err earn_sale(struct store *st, struct sale *s, int64_t at, struct err_note *note) MUST_CHECK;
/* Once it is posted: a birthday bonus is used up for 365 days (P10). */
enum err earn_posted(struct store *st, int64_t customer_id, int64_t at, int64_t doc_id,
    const json_t *why, struct err_note *note) MUST_CHECK;
/* Fixed points of the rules for the n-th top-up, credited to the card's holder; and taken back
 * when the whole top-up is. *points may be 0. Inside the posting. */
enum err earn_topup(struct store *st, const struct card *c, int64_t doc_id, int64_t money,
    int64_t store_id, int64_t *points, struct err_note *note) MUST_CHECK;
enum err earn_topup_back(struct store *st, const struct card *c, int64_t topup_id, int64_t doc_id,
    int64_t store_id, struct err_note *note) MUST_CHECK;
/* May this member collect points at all (kind of card). */
bool earn_applies(const struct member *m);

/* A made-up sale: what would it give, and why (the panel of the rules' form). Writes nothing.
 * Codes; "" or NULL: none. A customer brings its own level, groups and birthday, which those
 * given replace. Needs earn_rule.view. */
struct earn_trial_line { const char *product; int64_t qty_milli, amount; };	/* amount -1: list price */
struct earn_trial {
	const char *customer, *card_type, *level, *groups, *store;	/* groups: with commas */
	day_t birth;			/* 0: the customer's */
	int64_t at;			/* 0: now */
	int nth_topup;			/* > 0: a top-up of amount instead of a sale */
	int64_t amount;			/* without lines: so much for goods of no name */
	const struct earn_trial_line *lines; size_t nlines;
};
enum err earn_try(struct store *st, const struct earn_trial *t, int64_t *points, json_t **why,
    struct err_note *note) MUST_CHECK;

#endif
