/* demo.c - fills a new store; the parts stand in demo_*.c. */
#include "cli/demo.h"


#include "base/clock.h"
#include "base/i18n.h"
#include "cli/demo_part.h"

enum err
demo_fill(struct store *st, int scale, uint64_t seed,
    void (*progress)(const char *what, int64_t done, int64_t all), struct err_note *note)
{
	int64_t customers = (int64_t)scale * 1000;
	int sales_scale = scale < DEMO_SALES_SCALE_MAX ? scale : DEMO_SALES_SCALE_MAX;
	int64_t now = clock_now_ms();
	day_t today = clock_today();
	enum err e;

	if (scale < 1 || scale > DEMO_SCALE_MAX)
		return err_set(note, ERR_INVALID, "scale", _("The scale is a number from 1 to %d."),
		    DEMO_SCALE_MAX);
	/* the shop opened long before its first customer on file */
	clock_fix(instant_make(day_add(today, -1200), 8 * 60));
	e = demo_fill_shop(st, note);
	clock_fix(now);
	if (e == ERR_OK)
		e = demo_fill_people(st, 0, customers, seed, progress, note);
	clock_fix(now);
	if (e == ERR_OK)
		e = demo_sell_year(st, sales_scale, customers, seed, progress, note);
	clock_fix(now);
	if (e == ERR_OK)
		e = demo_fill_twins(st, customers, note);
	if (e == ERR_OK)
		e = demo_fill_relation(st, customers, seed, note);
	clock_fix(now);
	if (e == ERR_OK)
		e = demo_fill_agenda(st, customers, seed, note);
	clock_fix(now);
	if (e == ERR_OK)
		e = demo_fill_offers(st, customers, seed, note);
	/* QUEN_NOW, or the real time again */
	clock_fix(0);
	if (e == ERR_OK)
		e = clock_init(note);
	if (e == ERR_OK)
		e = store_durable(st, note);
	return e;
}
