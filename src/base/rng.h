/* rng.h - a seeded generator for the demo shop, simulators and benches:
 * the same seed gives the same numbers everywhere (SplitMix64). Not for
 * secrets. */
#ifndef QUEN_BASE_RNG_H
#define QUEN_BASE_RNG_H

#include <stdint.h>

struct rng { uint64_t s; };
uint64_t rng_next(struct rng *r);
/* 0 .. n-1; n > 0 */
uint32_t rng_below(struct rng *r, uint32_t n);

#endif
