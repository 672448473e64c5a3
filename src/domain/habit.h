/* habit.h - what a customer buys and how often (A6), from the sums that posting keeps: no receipt
 * is read. All inside store_begin(), of a customer that the actor sees; ERR_DENIED without the right
 * to receipts, for stored value to cards or points. */
#ifndef QUEN_DOMAIN_HABIT_H
#define QUEN_DOMAIN_HABIT_H

#include "domain/card.h"

/* What there is to show. */
bool habit_may_purchases(const struct actor *a);
bool habit_may_balances(const struct actor *a);

/* The twelve months up to and with today: money as rule L1 counts it, less what came back; a visit
 * is a day on which something was bought. */
struct habit {
	day_t from, first, last;	/* of the year; first and last visit in it, 0: none */
	int64_t spent, visits;
	int64_t gap_tenths;		/* average days between visits, in tenths; -1 below two visits */
};
enum err habit_load(struct store *st, int64_t customer_id, struct habit *h, struct err_note *note) MUST_CHECK;

/* The days behind it, newest first. *n in: room, out: got. */
struct habit_day { day_t day; int64_t spent; };
enum err habit_days(struct store *st, int64_t customer_id, struct habit_day *d, size_t *n,
    struct err_note *note) MUST_CHECK;

/* Stored value by card. *n in: room, out: got; *sum over all of them, *any: there is such a card. */
struct habit_card { char number[CARD_NUMBER_SIZE]; int64_t principal, bonus; };
enum err habit_cards(struct store *st, int64_t customer_id, struct habit_card *c, size_t *n,
    int64_t *sum, bool *any, struct err_note *note) MUST_CHECK;

#endif
