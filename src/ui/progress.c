#include "ui/progress.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/app.h"

#define QUIET_MS 300		/* nothing is shown for short work */
#define BAR_MS 2000
#define REDRAW_MS 250
#define POLL_EVERY 64		/* steps between looks at the clock */

struct progress {
	struct app *app;
	char *what;
	int64_t total, start_ms, drawn_ms;
	unsigned steps;
	bool is_stopped;
};

struct progress *
progress_begin(struct app *app, const char *what, int64_t total)
{
	struct progress *p = xcalloc(1, sizeof *p);

	p->app = app;
	p->what = xstrdup(what);
	p->total = total;
	p->start_ms = app_now_ms(app);
	p->drawn_ms = p->start_ms;
	return p;
}

static void
draw(struct progress *p, int64_t done, int64_t now)
{
	char bar[21], a[32], b[32];
	const struct locale_rules *lr = app_format(p->app)->locale;
	int64_t gone = now - p->start_ms, left;
	int i, part;

	if (gone < BAR_MS || p->total <= 0 || done <= 0) {
		app_message(p->app, _("%s: working ...  %s  ^C stops"), p->what,
		    done > 0 ? locale_format_int(lr, done, a, sizeof a) : "");
		return;
	}
	part = (int)(done * 20 / p->total);
	for (i = 0; i < 20; i++)
		bar[i] = i < part ? '#' : '.';
	bar[20] = '\0';
	left = done > 0 ? gone * (p->total - done) / done / 1000 : 0;
	app_message(p->app, _("%s [%s] %d %%  %s/%s  %d:%02d left  ^C stops"), p->what, bar,
	    (int)(done * 100 / p->total), locale_format_int(lr, done, a, sizeof a),
	    locale_format_int(lr, p->total, b, sizeof b), (int)(left / 60), (int)(left % 60));
}

bool
progress_step(struct progress *p, int64_t done)
{
	int64_t now;

	if (p->is_stopped)
		return false;
	if (p->steps++ % POLL_EVERY != 0)
		return true;
	now = app_now_ms(p->app);
	if (app_poll_stop(p->app)) {
		p->is_stopped = true;
		return false;
	}
	if (now - p->start_ms >= QUIET_MS && now - p->drawn_ms >= REDRAW_MS) {
		p->drawn_ms = now;
		draw(p, done, now);
		app_refresh(p->app);
	}
	return true;
}

void
progress_end(struct progress *p)
{
	if (p == NULL)
		return;
	if (!p->is_stopped && p->drawn_ms > p->start_ms)
		app_message(p->app, _("%s: done."), p->what);
	free(p->what);
	free(p);
}
