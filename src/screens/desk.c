#include "config.h"

#include "screens/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/luhn.h"
#include "base/str.h"
#include "domain/card.h"
#include "report/printer.h"
#include "screens/background.h"
#include "screens/home.h"
#include "screens/jump.h"
#include "screens/keep_watch.h"
#include "screens/served.h"
#include "screens/reminders.h"
#include "screens/session.h"
#include "screens/site_keys.h"
#include "store/record_store.h"
#include "store/setting.h"
#include "ui/memterm.h"
#include "ui/term.h"

#define PLAIN_ROWS 24
#define PLAIN_COLS 80

/* Timing alone never makes a scan: is this text a card or an article? */
static bool
is_code(void *ctx, const char *text)
{
	struct session *s = ctx;
	char number[CARD_NUMBER_SIZE];
	const struct entity *e;
	struct card card;
	int64_t id;
	bool known;

	if (gtin_is_valid(text))
		return true;
	if (card_number_clean(text, number, sizeof number) && strlen(number) >= 12 &&
	    luhn_is_valid(number))
		return true;
	if (store_actor(s->st) || session_read(s, NULL) != ERR_OK)
		return false;		/* in the middle of work: not now */
	known = card_find(s->st, text, &card, NULL) == ERR_OK;
	e = model_entity(store_model(s->st), "product");
	if (!known && e && session_may(s, e->function, VERB_VIEW))
		known = record_id(s->st, e, text, &id, NULL) == ERR_OK;
	session_done(s);
	return known;
}

static void
status(void *ctx, struct strbuf *out)
{
	struct session *s = ctx;

	served_status(s, out);
	if (out->len > 0)
		strbuf_add(out, " | ");
	reminders_status(s, out);
	strbuf_add(out, store_is_readonly(s->st) ? _("db read-only") : _("db ok"));
}

static void
outside(void *ctx, struct app *app)
{
	(void)app;
	served_outside(ctx);
}

static void
beat(void *ctx, struct app *app, int64_t idle_ms)
{
	struct session *s = ctx;

	(void)app;
	background_beat(s);
	keep_watch(s);
	site_keys_watch(s);
	if (s->served != NULL)
		served_beat(s, idle_ms);
}

/* Only the home screen logs off: who opened a screen in its place (=CU) and leaves it comes home. */
static void
emptied(void *ctx, struct app *app, const struct screen_class *last)
{
	struct err_note note;

	(void)ctx;
	if (last != &home_class && app_push(app, &home_class, NULL, &note) != ERR_OK)
		app_error_note(app, &note);
}

static void
shown(void *ctx, struct app *app)
{
	struct session *s = ctx;

	(void)app;
	store_rest(s->st);
}

/* What leaves by the clipboard takes the right of what leaves as a file, and its line on the trail. */
static enum err
leaves(void *ctx, const char *function, const char *entity, size_t rows, struct err_note *note)
{
	struct session *s = ctx;
	struct print_note n = { .function = function, .entity = entity, .code = "", .what = "rows",
		.way = "clipboard", .target = "", .rows = (int64_t)rows, .filter = "", .verb = VERB_EXPORT };
	enum err e = session_write(s, note);

	return e == ERR_OK ? session_end(s, print_noted(s->st, &n, note), note) : e;
}

static void
speak(struct session *s)
{
	const char *lang = actor_lang(s->a);

	i18n_set(store_paths(s->st)->locale, str_empty(lang) ? NULL : lang);
	store_set_lang(s->st, i18n_lang());
	s->format = *store_format(s->st);
}

static struct app_config
config_of(struct session *s, const struct keymap *km, struct driver driver)
{
	return (struct app_config) {
		.driver = driver, .keymap = km, .format = s->format,
		.scan = { .prefix = "", .is_code = is_code, .ctx = s },
		.go = jump_text, .go_help = jump_help, .status = status, .ctx = s,
		.outside = outside, .emptied = emptied, .shown = shown, .beat = beat, .beat_ms = SERVED_BEAT_MS,
		.leaves = leaves, .clip_terminals = s->clip_terminals,
		.shop = s->shop, .who = actor_code(s->a),
	};
}

/* The terminal, and the colours it was started with. */
struct seat { struct term *term; char theme[24]; };

static enum err
take_terminal(const struct session *s, struct seat *seat, struct err_note *note)
{
	const char *theme = actor_theme(s->a);
	struct term_config tc = { .theme = str_empty(theme) ? NULL : theme,
		.outside = s->served ? s->served->fd : 0 };

	if (seat->term && str_eq(seat->theme, theme))
		return ERR_OK;
	term_stop(seat->term);
	seat->term = NULL;
	str_copy(seat->theme, sizeof seat->theme, theme);
	return term_start(&tc, &seat->term, note);
}

/* One life of the program in one language and one set of keys. */
static enum err
run_once(struct session *s, struct seat *seat, struct err_note *note)
{
	struct app_config config;
	enum err err;

	s->restart = false;
	s->carts = 0;
	speak(s);
	err = site_keys_start(s, note);
	if (err != ERR_OK)
		return err;
	err = take_terminal(s, seat, note);
	if (err != ERR_OK) {
		site_keys_end(s);
		return err;
	}
	str_copy(s->clip_terminals, sizeof s->clip_terminals, setting_text(s->st, "clipboard.terminals"));
	config = config_of(s, s->keymap, term_driver(seat->term));
	s->app = app_new(&config);
	session_show_place(s);
	err = app_push(s->app, &home_class, NULL, note);
	if (err == ERR_OK)
		app_run(s->app);
	app_free(s->app);
	background_end(s);
	s->app = NULL;
	site_keys_end(s);
	return err;
}

/* QUEN_NOW is for commands and tests; a session lives in real time. */
static enum err
set_clock(struct err_note *note)
{
	const char *test = getenv("QUEN_TEST");

	if (str_eq(test, "1"))
		return clock_init(note);
	clock_fix(0);
	return ERR_OK;
}

static int
fail(enum err err, const struct err_note *note)
{
	fprintf(stderr, "quen: %s\n", note->text[0] ? note->text : err_text(err));
	return err_exit_status(err);
}

static int
work(struct store *st, struct actor *a, struct served *v, struct keep_wish *wish)
{
	struct session s = { .st = st, .a = a, .served = v, .wish = wish };
	struct seat seat = { 0 };
	struct err_note note = { 0 };
	enum err err = set_clock(&note);

	served_start(&s);
	do {
		if (err == ERR_OK)
			err = run_once(&s, &seat, &note);
	} while (err == ERR_OK && s.restart);
	term_stop(seat.term);
	served_end(&s);
	if (v == NULL && s.goodbye[0] != '\0')
		fprintf(stderr, "%s\n", s.goodbye);
	return err == ERR_OK ? 0 : fail(err, &note);
}

int
desk_served(struct store *st, struct actor *a, struct served *v)
{
	return work(st, a, v, NULL);
}

int
desk_main(struct store *st, struct actor *a, struct keep_wish *wish)
{
	return work(st, a, NULL, wish);
}

int
desk_plain(struct store *st, struct actor *a, FILE *to)
{
	struct session s = { .st = st, .a = a };
	struct err_note note = { 0 };
	struct memterm *mt;
	struct app_config config;
	enum err err;

	speak(&s);
	err = site_keys_start(&s, &note);
	if (err != ERR_OK)
		return fail(err, &note);
	mt = memterm_new(PLAIN_ROWS, PLAIN_COLS);
	config = config_of(&s, s.keymap, memterm_driver(mt));
	session_show_place(&s);
	err = app_render_text(&config, PLAIN_ROWS, PLAIN_COLS, &home_class, NULL, to, &note);
	memterm_free(mt);
	site_keys_end(&s);
	return err == ERR_OK ? 0 : fail(err, &note);
}
