#include "config.h"

#include "screens/card_door.h"
#include "screens/site_keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "domain/holder.h"
#include "store/setting.h"
#include "ui/app.h"
#include "ui/dialog.h"
#include "ui/menu.h"
#include "ui/popups.h"
#include "ui/term.h"

#define IDLE_END_MS (3 * 60 * 1000)
#define SUGGESTION_MAX 2000

enum choice { CHOICE_HISTORY, CHOICE_LOTS, CHOICE_GIFTS, CHOICE_SUGGEST, CHOICE_LANGUAGE, CHOICE_LEAVE,
	CHOICES };

struct door {
	struct store *st;
	struct actor *a;
	const char *number;
	struct app *app;
	struct format format;
	struct holder h;
	struct menu menu;
	struct menu_item items[CHOICES];
	bool restart;			/* another language */
};

static enum err
load(struct door *d, struct err_note *note)
{
	enum err e = store_begin(d->st, d->a, false, note);

	if (e != ERR_OK)
		return e;
	e = holder_load(d->st, d->number, &d->h, note);
	store_rollback(d->st);
	return e;
}

static const char *
money(const struct door *d, int64_t v, char *buf, size_t size)
{
	return money_format(d->format.locale, d->format.currency, v, buf, size);
}

static const char *
count(const struct door *d, int64_t v, char *buf, size_t size)
{
	return locale_format_int(d->format.locale, v, buf, size);
}

/* ---- the page ---- */

struct page_at { struct canvas *c; struct rect r; };

static void
line(struct page_at *p, enum role role, const char *left, const char *right)
{
	int width = canvas_width(right);

	if (p->r.rows <= 0)
		return;
	canvas_text(p->c, p->r.row, p->r.col, p->r.cols - (width > 0 ? width + 1 : 0), role, left);
	if (width > 0)
		canvas_text_right(p->c, p->r.row, p->r.col + p->r.cols - width, width, role, right);
	p->r.row++;
	p->r.rows--;
}

static void
draw_points(const struct door *d, struct page_at *p)
{
	const struct member *m = &d->h.member;
	char n[48], worth[64], text[128];

	if (!m->card.has_points && m->balance == 0)
		return;
	snprintf(text, sizeof(text), "%s", count(d, m->usable, n, sizeof(n)));
	line(p, ROLE_HEAD, _("Points"), text);
	snprintf(text, sizeof(text), "= %s", money(d, m->usable * setting_int(d->st, "points.value"),
	    worth, sizeof(worth)));
	line(p, ROLE_DIM, "", text);
	if (m->pending != 0)
		line(p, ROLE_TEXT, _("not usable yet"), count(d, m->pending, n, sizeof(n)));
	if (m->debt != 0)
		line(p, ROLE_NEGATIVE, _("owed"), count(d, m->debt, n, sizeof(n)));
	if (m->expiring > 0) {
		char day[32];

		snprintf(text, sizeof(text), _("! %s expire on %s"), count(d, m->expiring, n, sizeof(n)),
		    day_format(d->format.locale, m->expiring_day, day, sizeof(day)));
		line(p, ROLE_WARNING, text, "");
	}
}

static void
draw_level(const struct door *d, struct page_at *p)
{
	const struct level_outlook *o = &d->h.level;
	char text[192], amount[64], day[32];

	if (!d->h.has_level)
		return;
	if (o->name[0] != '\0') {
		text[0] = '\0';
		if (o->until != 0)
			snprintf(text, sizeof(text), _("until %s"),
			    day_format(d->format.locale, o->until, day, sizeof(day)));
		line(p, ROLE_HEAD, o->name, text);
	}
	if (o->next[0] != '\0') {
		snprintf(text, sizeof(text), _("%s more for %s"), money(d, o->missing, amount, sizeof(amount)),
		    o->next_name);
		line(p, ROLE_TEXT, text, "");
	}
	if (o->to_keep > 0) {
		snprintf(text, sizeof(text), _("%s more to keep it"), money(d, o->to_keep, amount, sizeof(amount)));
		line(p, ROLE_TEXT, text, "");
	}
}

static void
draw_value(const struct door *d, struct page_at *p)
{
	char text[96], amount[64];

	if (d->h.member.card.has_value) {
		line(p, ROLE_HEAD, _("Money on the card"), money(d, d->h.value.principal + d->h.value.bonus,
		    amount, sizeof(amount)));
		if (d->h.value.bonus != 0) {
			snprintf(text, sizeof(text), _("of it bonus %s"), money(d, d->h.value.bonus, amount, sizeof(amount)));
			line(p, ROLE_DIM, "", text);
		}
	}
	if (d->h.member.card.has_visits)
		line(p, ROLE_HEAD, _("Visits left"), count(d, d->h.visits, amount, sizeof(amount)));
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct door *d = app_ctx(sc->app);
	struct page_at p = { c, { body.row, body.col + 1, body.rows, body.cols - 2 } };
	char card[48];
	int menu_rows = CHOICES < body.rows / 2 ? CHOICES : body.rows / 2;

	if (p.r.cols > 46)
		p.r.cols = 46;
	p.r.rows = body.rows - menu_rows - 1;
	snprintf(card, sizeof(card), "...%s", d->h.member.card.number +
	    (strlen(d->h.member.card.number) > 4 ? strlen(d->h.member.card.number) - 4 : 0));
	line(&p, ROLE_LABEL, d->h.member.name[0] != '\0' ? d->h.member.name : _("Card"), card);
	draw_points(d, &p);
	draw_value(d, &p);
	draw_level(d, &p);
	canvas_hline(c, body.row + body.rows - menu_rows - 1, body.col, body.cols, ROLE_RULE);
	menu_draw(&d->menu, c, (struct rect) { body.row + body.rows - menu_rows, body.col, menu_rows,
	    body.cols > 48 ? 48 : body.cols }, true);
}

/* ---- what there is to choose ---- */

/* Operations of the ledgers in words. */
static const char *
what(const char *op)
{
	static const struct { const char *op, *text; } words[] = {
		{ "sale", N_("Purchase") }, { "refund", N_("Return") }, { "return", N_("Points back") },
		{ "add", N_("Points added") }, { "deduct", N_("Points taken") }, { "pay", N_("Paid") },
		{ "expire", N_("Expired") }, { "gift", N_("Gift") }, { "topup", N_("Top-up") },
		{ "transfer_in", N_("From another card") }, { "transfer_out", N_("To another card") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].op, op) == 0)
			return tr(words[i].text);
	return _("Change");
}

static void
show_history(struct door *d)
{
	struct strbuf b = { 0 };

	for (size_t i = 0; i < d->h.nlines; i++) {
		const struct holder_line *l = &d->h.lines[i];
		char at[48], n[48], v[64];

		strbuf_addf(&b, "%s  %s", instant_format(d->format.locale, l->at, at, sizeof(at)), what(l->what));
		if (l->points != 0)
			strbuf_addf(&b, "  %s%s", l->points > 0 ? "+" : "", count(d, l->points, n, sizeof(n)));
		if (l->value != 0)
			strbuf_addf(&b, "  %s%s", l->value > 0 ? "+" : "", money(d, l->value, v, sizeof(v)));
		strbuf_addf(&b, "\n   %s\n", l->where);
	}
	if (d->h.nlines == 0)
		strbuf_add(&b, _("Nothing has happened yet."));
	viewer_run(d->app, _("History"), strbuf_str(&b), true, NULL);
	strbuf_fini(&b);
}

static void
show_lots(struct door *d)
{
	struct strbuf b = { 0 };

	for (size_t i = 0; i < d->h.nlots; i++) {
		const struct points_lot *l = &d->h.lots[i];
		char n[48], day[32];

		if (l->expires_day != 0)
			strbuf_addf(&b, _("%s until the end of %s\n"), count(d, l->left, n, sizeof(n)),
			    day_format(d->format.locale, l->expires_day, day, sizeof(day)));
		else
			strbuf_addf(&b, _("%s without end\n"), count(d, l->left, n, sizeof(n)));
	}
	if (d->h.nlots == 0)
		strbuf_add(&b, _("There are no points."));
	viewer_run(d->app, _("When points expire"), strbuf_str(&b), true, NULL);
	strbuf_fini(&b);
}

static void
show_gifts(struct door *d)
{
	struct strbuf b = { 0 };

	for (size_t i = 0; i < d->h.ngifts; i++) {
		const struct holder_gift *g = &d->h.gifts[i];
		char n[48], miss[48];

		strbuf_addf(&b, _("%s: %s points"), g->name, count(d, g->points, n, sizeof(n)));
		if (g->missing > 0)
			strbuf_addf(&b, _(", %s more needed"), count(d, g->missing, miss, sizeof(miss)));
		strbuf_add(&b, "\n");
	}
	strbuf_add(&b, d->h.ngifts == 0 ? _("There are no gifts now.") : _("\nAsk for yours in the shop."));
	viewer_run(d->app, _("Gifts"), strbuf_str(&b), true, NULL);
	strbuf_fini(&b);
}

static void
suggest(struct door *d)
{
	char *text = xstrdup(""), code[40] = "";
	struct err_note note = { 0 };
	enum err e;

	if (!textedit_run(d->app, _("Your suggestion"), SUGGESTION_MAX, NULL, &text)) {
		free(text);
		return;
	}
	e = store_begin(d->st, d->a, true, &note);
	if (e == ERR_OK) {
		e = holder_suggest(d->st, d->number, text, code, sizeof(code), &note);
		if (e == ERR_OK)
			e = store_commit(d->st, &note);
		else
			store_rollback(d->st);
	}
	if (e == ERR_OK)
		e = store_durable(d->st, &note);
	if (e == ERR_OK)
		app_message(d->app, _("Thank you. It has the number %s."), code);
	else
		app_error_note(d->app, &note);
	free(text);
}

/* English, Vietnamese, Chinese, and round again. */
static void
next_language(struct door *d)
{
	static const char *const langs[] = { "en", "vi", "zh_CN" };
	size_t i = 0;

	while (i < 3 && strcmp(langs[i], i18n_lang()) != 0)
		i++;
	i18n_set(store_paths(d->st)->locale, langs[(i + 1) % 3]);
	store_set_lang(d->st, i18n_lang());
	d->restart = true;
	app_quit(d->app);
}

static void
choose(struct door *d, enum choice c)
{
	switch (c) {
	case CHOICE_HISTORY:
		show_history(d);
		break;
	case CHOICE_LOTS:
		show_lots(d);
		break;
	case CHOICE_GIFTS:
		show_gifts(d);
		break;
	case CHOICE_SUGGEST:
		suggest(d);
		break;
	case CHOICE_LANGUAGE:
		next_language(d);
		break;
	case CHOICE_LEAVE:
	case CHOICES:
		app_quit(d->app);
		break;
	}
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct door *d = app_ctx(sc->app);
	struct err_note note = { 0 };

	if (ev->action == ACT_REFRESH) {
		if (load(d, &note) != ERR_OK)
			app_error_note(sc->app, &note);
		return true;
	}
	if (ev->action == ACT_BACK || ev->action == ACT_CANCEL) {
		app_quit(d->app);
		return true;
	}
	switch (menu_event(&d->menu, ev)) {
	case MENU_PICKED:
		choose(d, (enum choice)d->items[d->menu.at].value);
		return true;
	case MENU_USED:
		return true;
	case MENU_PASS:
		break;
	}
	/* Nothing else is open to a customer: no Go, no tasks, no menus of the staff. */
	return ev->action == ACT_GO || ev->action == ACT_TASKS || ev->action == ACT_MENU;
}

static enum err
open_door(struct screen *sc, void *arg, struct err_note *note)
{
	struct door *d = app_ctx(sc->app);
	static const char *const labels[CHOICES] = { N_("History"), N_("When points expire"), N_("Gifts"),
		N_("Suggestion"), "English / Tiếng Việt / 中文", N_("Leave") };
	size_t n = 0;

	(void)arg;
	(void)note;
	for (int i = 0; i < CHOICES; i++) {
		if (i == CHOICE_GIFTS && d->h.ngifts == 0)
			continue;
		d->items[n++] = (struct menu_item) { .code = "", .label = tr(labels[i]), .note = "", .value = i };
	}
	menu_init(&d->menu, d->items, n, true);
	return ERR_OK;
}

static const enum act bar[] = { ACT_HELP, ACT_REFRESH, ACT_BACK, ACT_NONE };

static const struct screen_class door_class = {
	.name = "card-door", .code = "", .title = N_("My card"), .context = CONTEXT_MENU, .bar = bar,
	.hold_ms = 80, .open = open_door, .draw = draw, .event = event,
};

/* ---- running ---- */

static enum err
no_go(void *ctx, struct app *app, const char *text, enum go_mode mode, struct err_note *note)
{
	(void)ctx;
	(void)app;
	(void)text;
	(void)mode;
	return err_set(note, ERR_DENIED, "", _("Only your own card is open here."));
}

static bool
no_code(void *ctx, const char *text)
{
	(void)ctx;
	(void)text;
	return false;
}

static void
outside(void *ctx, struct app *app)
{
	(void)ctx;
	app_quit(app);
}

static void
beat(void *ctx, struct app *app, int64_t idle_ms)
{
	(void)ctx;
	if (idle_ms > IDLE_END_MS)
		app_quit(app);
}

static enum err
run_once(struct door *d, int link, struct err_note *note)
{
	struct term_config tc = { .theme = "default", .outside = link > 0 ? link : 0 };
	struct app_config config;
	struct keymap *km = NULL;
	struct term *term = NULL;
	enum err e;

	d->restart = false;
	d->format = *store_format(d->st);
	e = site_keys_load(store_paths(d->st), "phone", &km, note);
	if (e == ERR_OK)
		e = term_start(&tc, &term, note);
	if (e != ERR_OK) {
		keymap_free(km);
		return e;
	}
	config = (struct app_config) { .driver = term_driver(term), .keymap = km, .format = d->format,
		.scan = { .prefix = "", .is_code = no_code }, .go = no_go, .ctx = d, .outside = outside,
		.beat = beat, .beat_ms = 1000, .shop = setting_text(d->st, "shop.name"), .who = "" };
	d->app = app_new(&config);
	e = app_push(d->app, &door_class, NULL, note);
	if (e == ERR_OK)
		app_run(d->app);
	app_free(d->app);
	term_stop(term);
	keymap_free(km);
	return e;
}

int
card_door_main(struct store *st, struct actor *a, const char *number, int link)
{
	struct door *d = xcalloc(1, sizeof(*d));
	struct err_note note = { 0 };
	enum err e;

	*d = (struct door) { .st = st, .a = a, .number = number };
	e = load(d, &note);
	do {
		if (e == ERR_OK)
			e = run_once(d, link, &note);
	} while (e == ERR_OK && d->restart);
	if (e != ERR_OK)
		fprintf(stderr, "%s\n", note.text[0] != '\0' ? note.text : err_text(e));
	free(d);
	return e == ERR_OK ? 0 : err_exit_status(e);
}
