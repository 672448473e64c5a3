#include "ui/app_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

static void hang_up(struct app *app);

#define DA1_WAIT_MS 1000	/* once; a far line takes its time */
#define CLOCK_MS 60000		/* the title's clock */

struct input *
app_input_like(const struct app *app)
{
	struct input *in = input_new(&app->config.scan);

	if (app->drv.define_keys != NULL)
		app->drv.define_keys(app->drv.d, in);
	return in;
}

const char *
app_scan_prefix(const struct app *app)
{
	return app->config.scan.prefix;
}

struct app *
app_new(const struct app_config *config)
{
	struct app *app = xcalloc(1, sizeof *app);
	int rows, cols;

	app->config = *config;
	app->drv = config->driver;
	app_set_who(app, config->shop, config->who);
	app->input = app_input_like(app);
	app->drv.size(app->drv.d, &rows, &cols);
	app->canvas = canvas_new(rows, cols);
	canvas_set_plain(app->canvas, !app->drv.is_utf8(app->drv.d));
	app->go_at = -1;
	app->is_dirty = true;
	app->last_input_ms = app->beat_ms = app_now_ms(app);
	return app;
}

void
app_free(struct app *app)
{
	size_t i;

	if (app == NULL)
		return;
	for (i = 0; i < app->ntasks; i++)
		while (app->tasks[i].depth > 0)
			screen_free(app->tasks[i].stack[--app->tasks[i].depth]);
	for (i = 0; i < app->nentities; i++)
		entity_free(app->entities[i]);
	free(app->entities);
	go_free(app);
	input_free(app->input);
	canvas_free(app->canvas);
	free(app);
}

void *
app_ctx(const struct app *app)
{
	return app->config.ctx;
}

const struct format *
app_format(const struct app *app)
{
	return &app->config.format;
}

const struct keymap *
app_keymap(const struct app *app)
{
	return app->config.keymap;
}

void
app_set_keymap(struct app *app, const struct keymap *km)
{
	app->config.keymap = km;
	app_touch(app);
}

void
app_set_who(struct app *app, const char *shop, const char *who)
{
	str_copy(app->shop, sizeof app->shop, shop != NULL ? shop : "");
	str_copy(app->who, sizeof app->who, who != NULL ? who : "");
}

enum size_class
app_size(const struct app *app)
{
	return size_class_of(canvas_rows(app->canvas), canvas_cols(app->canvas));
}

void
app_quit(struct app *app)
{
	hang_up(app);
}

bool
app_is_leaving(const struct app *app)
{
	return app->is_leaving;
}

int64_t
app_now_ms(const struct app *app)
{
	return app->drv.now_ms(app->drv.d);
}

int
app_last_key(const struct app *app)
{
	return app->last_key;
}

struct screen *
app_top(const struct app *app)
{
	const struct task *t;

	if (app->nmodals > 0)
		return app->modals[app->nmodals - 1];
	if (app->ntasks == 0)
		return NULL;
	t = &app->tasks[app->current];
	return t->depth > 0 ? t->stack[t->depth - 1] : NULL;
}

enum context
screen_context(struct screen *s)
{
	return s->class->context_now != NULL ? s->class->context_now(s) : s->class->context;
}

const enum act *
screen_bar(struct screen *s)
{
	return s->class->bar_now != NULL ? s->class->bar_now(s) : s->class->bar;
}

/* Events */

static void
close_top(struct screen *s)
{
	if (s->class->may_close == NULL || s->class->may_close(s))
		screen_close(s);
}

/* What every screen understands when it did not use the event itself. */
static void
global_event(struct app *app, struct screen *s, const struct ui_event *ev)
{
	bool is_modal = app->nmodals > 0;

	switch (ev->action) {
	case ACT_HELP:
		help_run(app, s);
		break;
	case ACT_KEYS:
		keys_run(app, s);
		break;
	case ACT_REPAINT:
		app->wants_repaint = true;
		break;
	case ACT_STOP:
		if (is_modal)
			close_top(s);
		break;
	case ACT_BACK:
	case ACT_CANCEL:
		close_top(s);
		break;
	case ACT_GO:
		if (!is_modal)
			go_open(app);
		break;
	case ACT_TASKS:
		if (!is_modal)
			tasks_run(app);
		break;
	case ACT_MENU:
		if (!is_modal)
			actions_run(app);
		break;
	default:
		break;
	}
}

static void
tick(struct screen *s)
{
	if (s->class->tick != NULL)
		s->class->tick(s);
	s->is_touched = false;
}

/* From the top: what is typed in a pop-up goes into the draft of the form below it. */
static void
tick_modals(struct app *app)
{
	int i;

	for (i = app->nmodals; i > 0; i--)
		tick(app->modals[i - 1]);
}

static void
hang_up(struct app *app)
{
	size_t i;
	int k;

	app->is_leaving = true;
	tick_modals(app);
	for (i = 0; i < app->ntasks; i++)
		for (k = 0; k < app->tasks[i].depth; k++)
			tick(app->tasks[i].stack[k]);
}

/* A pause in typing: for what is shown, and for what was left in the middle of it. */
static void
pause_all(struct app *app)
{
	size_t i;
	int k;

	tick_modals(app);
	for (i = 0; i < app->ntasks; i++)
		for (k = 0; k < app->tasks[i].depth; k++) {
			struct screen *s = app->tasks[i].stack[k];

			if ((i == app->current && k == app->tasks[i].depth - 1) ||
			    (s->is_touched && !s->is_closing))
				tick(s);
		}
}

void
app_dispatch(struct app *app, struct ui_event *ev)
{
	struct screen *s = app_top(app);
	bool is_input = ev->kind == EV_KEY || ev->kind == EV_TEXT ||
	    ev->kind == EV_PASTE || ev->kind == EV_SCAN;

	app->is_dirty = true;
	if (ev->kind == EV_HANGUP) {
		hang_up(app);
		return;
	}
	if (s == NULL || ev->kind == EV_NONE)
		return;
	if (ev->kind == EV_TICK) {
		pause_all(app);
		return;
	}
	if (is_input && ev->at_ms < app->ignore_until_ms)
		return;
	if (is_input) {
		app->message[0] = '\0';
		if (ev->key != UKEY_NONE)
			app->last_key = ev->key;
		if (ev->action == ACT_NONE && ev->key != UKEY_NONE)
			ev->action = keymap_action(app->config.keymap,
			    app->go_active ? CONTEXT_DIALOG : screen_context(s), ev->key);
	}
	if (ev->kind == EV_SCAN && ev->scan == SCAN_BANK)
		app_error(app, _("Bank card: not stored"));
	if (ev->kind == EV_PASTE && ev->was_cut)
		app_error(app, _("The pasted text was longer than %d KB and was cut"),
		    PASTE_MAX / 1024);
	if (s->class->is_cover) {
		(void)s->class->event(s, ev);
		return;
	}
	if (app->go_active && go_event(app, ev))
		return;
	s->is_touched = s->is_touched || is_input;
	if (!s->class->event(s, ev))
		global_event(app, s, ev);
}

static void
handle_resize(struct app *app)
{
	int rows, cols;

	app->drv.size(app->drv.d, &rows, &cols);
	if (rows != canvas_rows(app->canvas) || cols != canvas_cols(app->canvas)) {
		canvas_resize(app->canvas, rows, cols);
		app->wants_repaint = true;
	}
	app->is_dirty = true;
}

static bool
has_paused(const struct app *app, int64_t now)
{
	return now - app->last_input_ms >= PAUSE_MS;
}

void
app_refresh(struct app *app)
{
	canvas_set_hurried(app->canvas, app->in_hurry && !has_paused(app, app_now_ms(app)));
	frame_draw(app);
	app->drv.show(app->drv.d, app->canvas, app->wants_repaint);
	app->wants_repaint = false;
	app->is_dirty = false;
	app->drawn_ms = app_now_ms(app);
	if (app->config.shown != NULL)
		app->config.shown(app->config.ctx, app);
}

void
app_terminal_again(struct app *app, const char *type)
{
	if (app->drv.again != NULL)
		app->drv.again(app->drv.d, type);
	input_forget_da1(app->input);
	app->asked_da1 = false;
	handle_resize(app);
	app->wants_repaint = true;
}

const struct canvas *
app_canvas(const struct app *app)
{
	return app->canvas;
}

void
app_touch(struct app *app)
{
	app->is_dirty = true;
}

static bool
has_beat(const struct app *app)
{
	return app->config.beat != NULL && app->config.beat_ms > 0;
}

static void
beat(struct app *app, int64_t now)
{
	if (!has_beat(app) || now - app->beat_ms < app->config.beat_ms)
		return;
	app->beat_ms = now;
	app->config.beat(app->config.ctx, app, now - app->last_input_ms);
}

/* How long to sleep: an input deadline, the idle tick, or the clock. */
static int
sleep_ms(const struct app *app)
{
	int64_t now = app_now_ms(app), at = input_deadline(app->input);
	int64_t until = app->drawn_ms + CLOCK_MS;

	if (!app->was_idle && app->last_input_ms + IDLE_MS < until)
		until = app->last_input_ms + IDLE_MS;
	if (canvas_is_owing(app->canvas) && app->last_input_ms + PAUSE_MS < until)
		until = app->last_input_ms + PAUSE_MS;
	if (has_beat(app) && app->beat_ms + app->config.beat_ms < until)
		until = app->beat_ms + app->config.beat_ms;
	if (at >= 0 && at < until)
		until = at;
	return until > now ? (int)(until - now) : 0;
}

/* The next event; draws before it sleeps, so that one write shows all that
 * was typed ahead. */
static void
next_event(struct app *app, struct ui_event *ev)
{
	struct screen *s;
	char buf[4096];
	size_t got;
	int64_t now;

	for (;;) {
		beat(app, app_now_ms(app));
		memset(ev, 0, sizeof *ev);
		ev->text = "";
		if (app->is_leaving)	/* the beat or the outside said so */
			return;
		s = app_top(app);
		input_set_hold(app->input, s != NULL && !app->go_active ? s->class->hold_ms : 0);
		if (input_next(app->input, app_now_ms(app), ev))
			return;
		ev->text = "";
		if (app->is_dirty)
			app_refresh(app);
		now = app_now_ms(app);
		if (!app->was_idle && now - app->last_input_ms >= IDLE_MS) {
			app->was_idle = true;
			ev->kind = EV_TICK;
			return;
		}
		switch (app->drv.wait(app->drv.d, sleep_ms(app), buf, sizeof buf, &got)) {
		case WAIT_BYTES:
			now = app_now_ms(app);
			app->in_hurry = !has_paused(app, now);
			app->last_input_ms = now;
			app->was_idle = false;
			if (s != NULL && s->class->bytes != NULL && !app->go_active)
				s->class->bytes(s, buf, got, now);
			input_feed(app->input, buf, got, app->last_input_ms);
			break;
		case WAIT_TIMEOUT:
			/* by what is shown: beats cut the wait short */
			if (app_now_ms(app) - app->drawn_ms >= CLOCK_MS ||
			    (canvas_is_owing(app->canvas) && has_paused(app, app_now_ms(app))))
				app->is_dirty = true;
			break;
		case WAIT_RESIZE:
			handle_resize(app);
			ev->kind = EV_RESIZE;
			return;
		case WAIT_HANGUP:
			ev->kind = EV_HANGUP;
			return;
		case WAIT_OUTSIDE:
			if (app->config.outside != NULL)
				app->config.outside(app->config.ctx, app);
			break;
		}
	}
}

void
app_run(struct app *app)
{
	struct ui_event ev;

	screens_reap(app);
	while (!app->is_leaving && app_top(app) != NULL) {
		next_event(app, &ev);
		app_dispatch(app, &ev);
		screens_reap(app);
		if (app_top(app) == NULL && !app->is_leaving && app->config.emptied != NULL)
			app->config.emptied(app->config.ctx, app, app->last_closed);
	}
	app->is_leaving = true;
	if (app->owes_drafts)
		hang_up(app);
}

void
app_modal(struct app *app, const struct screen_class *class, void *arg)
{
	struct err_note note = { 0 };
	struct ui_event ev;
	struct screen *s;

	if (app->is_leaving || app->nmodals == MODAL_MAX)
		return;
	if (screen_new(app, class, arg, &s, &note) != ERR_OK) {
		app_error_note(app, &note);
		return;
	}
	app->modals[app->nmodals++] = s;
	while (!app->is_leaving && !s->is_closing) {
		next_event(app, &ev);
		app_dispatch(app, &ev);
	}
	assert(app->modals[app->nmodals - 1] == s);
	app->nmodals--;
	screen_free(s);
	app->is_dirty = true;
}

void
app_act(struct app *app, enum act act)
{
	struct ui_event ev = { .kind = EV_KEY, .action = act, .text = "" };

	ev.at_ms = app_now_ms(app);
	app_dispatch(app, &ev);
}

void
app_bell(struct app *app)
{
	if (app->drv.bell != NULL)
		app->drv.bell(app->drv.d);
}

bool
app_print_through(struct app *app, const char *bytes, size_t len)
{
	return app->drv.print != NULL && app->drv.print(app->drv.d, bytes, len);
}

void
app_flush_input(struct app *app, int ignore_ms)
{
	input_flush(app->input);
	app->ignore_until_ms = app_now_ms(app) + ignore_ms;
}

/* Reads without dispatching; false when the terminal is gone. */
static bool
read_ahead(struct app *app, int wait_ms)
{
	char buf[4096];
	size_t got;

	if (app->is_leaving)
		return false;
	switch (app->drv.wait(app->drv.d, wait_ms, buf, sizeof buf, &got)) {
	case WAIT_BYTES:
		input_feed(app->input, buf, got, app_now_ms(app));
		break;
	case WAIT_RESIZE:
		handle_resize(app);
		break;
	case WAIT_HANGUP:
		/* drafts want a transaction, and whoever asks may be in one */
		app->is_leaving = app->owes_drafts = true;
		return false;
	case WAIT_TIMEOUT:
	case WAIT_OUTSIDE:		/* when the work is done */
		break;
	}
	return true;
}

bool
app_poll_stop(struct app *app)
{
	return !read_ahead(app, 0) || input_take_key(app->input, UKEY_CTRL('C'));
}

bool
app_terminal_has(struct app *app, int feature)
{
	int64_t until = app_now_ms(app) + DA1_WAIT_MS, now;

	if (!app->asked_da1 && app->drv.say != NULL) {
		app->asked_da1 = true;
		app->drv.say(app->drv.d, "\033[c", 3);
		while (!input_has_da1(app->input) && (now = app_now_ms(app)) < until &&
		    read_ahead(app, (int)(until - now)))
			;
	}
	return input_da1_has(app->input, feature);
}
