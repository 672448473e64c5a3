/* A report on its way to the screen. Quick ones run as they are asked; one that is not done in a
 * blink begins again in the background, and after two seconds the screen is free. */
#include "config.h"

#include "screens/report_view_int.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "report/report_write.h"
#include "ui/app.h"

#define BLINK_MS 300

static void
say_state(struct report_view *x)
{
	char summary[160] = "", *asked = report_asked(x->r, &x->values, &x->s->format);

	if (x->chart != NULL)
		report_chart_summary(x->chart, summary, sizeof(summary));
	screen_set_hint(x->sc, "%s", asked[0] != '\0' ? asked : tr(x->r->help));
	screen_set_status(x->sc, _("%zu rows%s  %lld ms  %s"), x->res.n, x->res.is_cut ? "+" : "",
	    (long long)(x->took_us / 1000), summary);
	free(asked);
}

void
report_view_take(struct report_view *x)
{
	struct err_note note;

	report_chart_free(x->chart);
	report_result_fini(&x->res);
	x->res = x->coming;
	x->coming = (struct report_result) { 0 };
	report_lines_make(x);
	x->chart = report_chart_make(x->r, &x->res, &x->s->format);
	say_state(x);
	if (x->list != NULL && list_reload(x->list, &note) != ERR_OK)
		app_error_note(x->s->app, &note);
}

static bool
is_late(void *arg)
{
	return clock_mono_us() > *(const int64_t *)arg;
}

static enum err
run_here(struct report_view *x, struct err_note *note)
{
	int64_t until = clock_mono_us() + BLINK_MS * 1000;
	enum err e = session_read(x->s, note);

	if (e != ERR_OK)
		return e;
	store_set_stop(x->s->st, is_late, &until);
	e = report_run(x->s->st, x->r, &x->values, REPORT_SCREEN_ROWS, &x->coming, note);
	store_set_stop(x->s->st, NULL, NULL);
	session_done(x->s);
	return e;
}

/* In the thread: the report and what it is asked belong to it until it is over. */
static enum err
run_there(struct background *b, struct store *st, struct actor *a, void *arg, struct err_note *note)
{
	struct report_view *x = arg;
	enum err e = store_begin(st, a, false, note);

	(void)b;
	if (e == ERR_OK)
		e = report_run(st, x->r, &x->values, REPORT_SCREEN_ROWS, &x->coming, note);
	store_rollback(st);
	return e;
}

static void
over(struct background *b, void *arg)
{
	struct report_view *x = arg;
	struct err_note note;
	bool waited = background_age_ms(b) > BACKGROUND_PATIENCE_MS;

	x->took_us = background_age_ms(b) * 1000;
	x->work = NULL;
	switch (background_result(b, &note)) {
	case ERR_OK:
		break;
	case ERR_CANCELLED:
		app_message(x->s->app, "%s", note.text);
		screen_set_status(x->sc, "%s", note.text);
		break;
	default:
		app_error_note(x->s->app, &note);
		screen_set_status(x->sc, "%s", note.text);
	}
	if (background_result(b, &note) == ERR_OK) {
		report_view_take(x);
		if (waited)
			app_message(x->s->app, _("%s: the report is there."), tr(x->r->title));
	}
	background_free(b);
}

enum err
report_view_run(struct report_view *x, struct err_note *note)
{
	int64_t began = clock_mono_us();
	enum err e;

	background_free(x->work);
	x->work = NULL;
	report_result_fini(&x->coming);
	e = run_here(x, note);
	x->took_us = clock_mono_us() - began;
	if (e == ERR_OK)
		report_view_take(x);
	if (e != ERR_CANCELLED)
		return e;
	screen_set_status(x->sc, "%s", "");
	x->work = background_start(x->s, &(struct background_work) { .title = tr(x->r->title),
	    .run = run_there, .over = over, .arg = x });
	(void)background_wait(x->work, BACKGROUND_PATIENCE_MS);
	return ERR_OK;
}
