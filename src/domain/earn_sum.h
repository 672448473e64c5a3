/* earn_sum.h - the sum of several "points per amount", floored once (rule P2); and what a
 * receipt earns of which a part came back (rule P3). */
#ifndef QUEN_DOMAIN_EARN_SUM_H
#define QUEN_DOMAIN_EARN_SUM_H

#include "base/json.h"

struct earn_sum { int64_t whole; __int128 num, den; };	/* whole + num / den */
#define EARN_SUM_INIT { 0, 0, 1 }
/* Adds base * points / amount * factor (hundredths). ERR_LIMIT. */
enum err earn_sum_add(struct earn_sum *s, int64_t base, int64_t points, int64_t amount,
    int64_t factor) MUST_CHECK;

/* What is left of a receipt: net of its lines (0 where it collects nothing, D5) and of its base. */
struct earn_left { int64_t base; const int64_t *net; size_t n; };
/* The receipt's own rules, as kept in why (earn.h), on what is left: no rule of today.
 *   base          of the whole receipt: with it the points of why come out, to the unit
 *   level_factor  hundredths, for a multiplier whose minimum is not reached any more
 * Nothing left gives 0; less never gives more. */
enum err earn_again(const json_t *why, int64_t base, const struct earn_left *left,
    int64_t level_factor, int64_t *points) MUST_CHECK;

#endif
