/* sale_parts.h - what the files of a sale share. Not for others. */
#ifndef QUEN_DOMAIN_SALE_PARTS_H
#define QUEN_DOMAIN_SALE_PARTS_H

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

/* sale_post() without the idempotency key: op_post keeps that one. */
enum err sale_apply(struct store *st, struct sale *s, struct err_note *note) MUST_CHECK;
/* The answer of CLI.md for a posted sale; the caller owns it. */
json_t *sale_reply(const struct sale *s);

/* May the actor read receipts: who may view or make sales. */
enum err sale_may_read(struct store *st, struct err_note *note) MUST_CHECK;

#endif
