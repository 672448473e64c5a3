#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

#include "base/i18n.h"
#include "base/str.h"

/* One clock a process: 0 = the real one. */
static int64_t fixed_ms;

int64_t
clock_now_ms(void)
{
	struct timespec ts;

	if (fixed_ms != 0)
		return fixed_ms;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t
clock_mono_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

day_t
clock_today(void)
{
	return instant_day(clock_now_ms());
}

void
clock_fix(int64_t at_ms)
{
	fixed_ms = at_ms;
}

enum err
clock_init(struct err_note *note)
{
	const char *text = getenv("QUEN_NOW");
	int64_t at;

	if (str_empty(text))
		return ERR_OK;
	if (instant_parse_iso(text, &at) != ERR_OK)
		return err_set(note, ERR_INVALID, "QUEN_NOW",
		    _("QUEN_NOW is not an instant like 2026-11-21T14:30:00+07:00."));
	clock_fix(at);
	return ERR_OK;
}
