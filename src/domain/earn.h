/* earn.h - what a purchase earns by the rules of the shop. Rules P2, P8, P9. */
#ifndef QUEN_DOMAIN_EARN_H
#define QUEN_DOMAIN_EARN_H

#include "base/json.h"
#include "domain/member.h"

/* Points for base, what is really paid for goods (minor units), at the instant at.
 *   why   array, owned by the caller: one object a rule that gave something:
 *         {"rule","name","effect","points"} and "base","amount","per" (per_amount),
 *         "times" (multiplier, hundredths), or "level" instead of "rule".
 *         The points of all objects sum to *points. */
enum err earn_compute(struct store *st, const struct member *m, int64_t base, int64_t at,
    int64_t *points, json_t **why, struct err_note *note) MUST_CHECK;
/* May this member collect points at all (kind of card). */
bool earn_applies(const struct member *m);

#endif
