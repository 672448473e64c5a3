/* clock.h - the only place that asks what time it is.
 * QUEN_NOW (ISO 8601 with zone) fixes the clock for a command and for tests. */
#ifndef QUEN_BASE_CLOCK_H
#define QUEN_BASE_CLOCK_H

#include <stdint.h>

#include "base/date.h"

int64_t clock_now_ms(void);		/* UTC, milliseconds since 1970 */
int64_t clock_mono_us(void);		/* for durations; never fixed */
day_t clock_today(void);		/* in the shop's zone */
/* For tests and the demo shop: fixes (at_ms) or frees (0) the clock. */
void clock_fix(int64_t at_ms);
/* Takes QUEN_NOW from the environment; ERR_INVALID when it does not read. */
enum err clock_init(struct err_note *note) MUST_CHECK;

#endif
