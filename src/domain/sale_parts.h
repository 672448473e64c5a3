/* sale_parts.h - what the files of a sale share. Not for others. */
#ifndef QUEN_DOMAIN_SALE_PARTS_H
#define QUEN_DOMAIN_SALE_PARTS_H

#include "base/str.h"
#include "domain/sale.h"

#define RECEIPT_SERIES "A"

/* "S1-A-000123": store, series, number (rule R5). */
char *receipt_code(const char *store, const char *series, int64_t number,
    char *buf, size_t size);
/* The parts of such a text; the store's code may hold dashes. */
struct receipt_parts { char store[32], series[8]; int64_t number; };
bool receipt_split(const char *text, struct receipt_parts *p);

/* Rounding, due, paid and change of the tenders as they stand (rules N1, N2). Open tenders
 * (amount -1) take what is left. ERR_INVALID when they do not fit and must_fit is true. */
enum err sale_tenders(struct store *st, struct sale *s, bool must_fit, struct err_note *note)
    MUST_CHECK;

/* Who it is, as of now: with_points also what may be shown of points. */
enum err sale_resolve(struct store *st, struct sale *s, bool with_points, struct err_note *note)
    MUST_CHECK;
/* The parts of sale_price() after that: prices and discounts of the lines up to total; then points. */
enum err sale_price_lines(struct store *st, struct sale *s, struct err_note *note) MUST_CHECK;
enum err sale_earn(struct store *st, struct sale *s, struct err_note *note) MUST_CHECK;
/* coupon.c: takes the coupon off lines whose net stands; nothing without one. */
enum err coupon_spread(struct store *st, struct sale *s, struct err_note *note) MUST_CHECK;
/* Adds a reason to a line, and its words to why. */
void sale_add_why(struct sale_line *l, const struct sale_why *w, const char *text);
/* The reasons as kept: JSON text, or NULL when there are none; the caller frees. And back. */
char *sale_whys_text(const struct sale_line *l);
void sale_whys_read(struct sale_line *l, const char *text);
/* Spreads an amount over lines by weight, to the unit (rules D2, N4); part[nlines]. */
enum err sale_spread(const struct sale *s, int64_t amount, const int64_t *weight, int64_t *part,
    struct err_note *note) MUST_CHECK;
/* Is it a way to pay that counts like bank: "bank" or one of tenders.more. */
bool tender_is_bank(struct store *st, const char *method);

/* Stored value and points of the tenders leave; parts and points_after are filled. id, at and
 * member stand. ERR_LIMIT what is left. */
enum err sale_take_payments(struct store *st, struct sale *s, int64_t store_id,
    struct err_note *note) MUST_CHECK;
/* sale_post() without the idempotency key: op_post keeps that one. */
enum err sale_apply(struct store *st, struct sale *s, struct err_note *note) MUST_CHECK;
/* All of a sale as bytes, and back: false when they do not read; s is for sale_fini() either way. */
void sale_pack(const struct sale *s, struct strbuf *b);
bool sale_unpack(struct sale *s, const char *p, size_t len) MUST_CHECK;
/* The answer of CLI.md for a posted sale; the caller owns it. */
json_t *sale_reply(const struct sale *s);

/* May the actor read receipts: who may view or make sales. */
enum err sale_may_read(struct store *st, struct err_note *note) MUST_CHECK;

#endif
