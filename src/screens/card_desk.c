#include "config.h"

#include "screens/card_desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/card_desk_draw.h"
#include "screens/card_more.h"
#include "screens/card_work.h"
#include "screens/cashier.h"
#include "screens/records.h"
#include "screens/story.h"
#include "screens/why.h"
#include "store/setting.h"

static void
read_history(struct session *ses, struct card_desk *d)
{
	d->nhistory = HISTORY_MAX;
	d->nsales = SALES_MAX;
	if (points_history(ses->st, d->m.holder_id, 0, d->history, &d->nhistory, NULL)
	    != ERR_OK)
		d->nhistory = 0;
	if (d->m.customer_id == 0 || d->m.is_hidden ||
	    sale_recent(ses->st, d->m.customer_id, d->sales, &d->nsales, NULL) != ERR_OK)
		d->nsales = 0;
}

static void
read_holds(struct session *ses, struct card_desk *d)
{
	struct strbuf text = { 0 };

	card_more_text(ses, &d->m, &text);
	str_copy(d->holds, sizeof d->holds, strbuf_str(&text));
	strbuf_fini(&text);
}

static void
remember(struct session *ses, const struct member *m)
{
	struct recent *r = ses->recent;

	if (ses->nrecent > 0 && str_eq(r[0].name, m->name))
		return;
	memmove(r + 1, r, (RECENT_MAX - 1) * sizeof *r);
	r[0].at = clock_now_ms();
	r[0].points = m->balance;
	str_copy(r[0].name, sizeof r[0].name, m->name);
	if (ses->nrecent < RECENT_MAX)
		ses->nrecent++;
}

static void
show_member(struct screen *s, const struct member *m)
{
	struct session *ses = session_of(s->app);
	struct card_desk *d = s->data;

	d->m = *m;
	d->has_member = true;
	d->top = 0;
	read_history(ses, d);
	read_holds(ses, d);
	if (m->is_hidden || __builtin_mul_overflow(m->usable, setting_int(ses->st, "points.value"), &d->worth))
		d->worth = 0;
	due_load(ses->st, m->is_hidden ? 0 : m->customer_id, &d->due);
	edit_set(&d->input, "");
	screen_set_title(s, "%s", m->name);
	screen_set_mode(s, _("CARD"));
	screen_set_hint(s, "%s",
	    _("Scan another card to switch. Nothing is posted until you choose and accept."));
}

static void
clear_member(struct screen *s)
{
	struct card_desk *d = s->data;

	d->has_member = false;
	memset(&d->m, 0, sizeof d->m);
	edit_set(&d->input, "");
	screen_set_title(s, "%s", _("Card desk"));
	screen_set_mode(s, _("READY"));
	screen_set_hint(s, "%s", _("Scan a card, or type a card, phone, code or name."));
}

/* Exact first; then names, in a list. */
static void
find(struct screen *s, const char *text, bool scanned)
{
	struct session *ses = session_of(s->app);
	struct err_note note;
	struct member m;
	enum err err;
	int64_t id;

	err = session_read(ses, &note);
	if (err != ERR_OK) {
		app_error_note(s->app, &note);
		return;
	}
	err = member_find(ses->st, text, &m, &note);
	if (err == ERR_OK)
		show_member(s, &m);
	session_done(ses);
	if (err == ERR_OK) {
		remember(ses, &m);
		return;
	}
	if (err != ERR_NOTFOUND) {
		app_error_note(s->app, &note);
		return;
	}
	if (scanned) {
		app_error(s->app, _("Unknown card or code: %.40s"), text);
		app_bell(s->app);
		return;
	}
	id = records_pick(ses, "customer", _("Customers"), text);
	if (id == 0)
		return;
	err = session_read(ses, &note);
	if (err == ERR_OK) {
		err = member_load(ses->st, id, &m, &note);
		if (err == ERR_OK)
			show_member(s, &m);
		session_done(ses);
	}
	if (err != ERR_OK)
		app_error_note(s->app, &note);
	else
		remember(ses, &m);
}

static void
reload(struct screen *s)
{
	struct session *ses = session_of(s->app);
	struct card_desk *d = s->data;
	struct member m;
	enum err err;

	if (!d->has_member || session_read(ses, NULL) != ERR_OK)
		return;
	if (d->m.card.id != 0)
		err = member_find(ses->st, d->m.card.number, &m, NULL);
	else
		err = member_load(ses->st, d->m.customer_id, &m, NULL);
	if (err == ERR_OK)
		show_member(s, &m);
	session_done(ses);
	if (err == ERR_NOTFOUND)
		clear_member(s);
}

static enum err
open_desk(struct screen *s, void *arg, struct err_note *note)
{
	struct card_desk *d = xcalloc(1, sizeof *d);

	(void)note;
	edit_init(&d->input, 80);
	s->data = d;
	clear_member(s);
	if (!str_empty(arg))
		find(s, arg, true);
	return ERR_OK;
}

static void
open_customer(struct screen *s)
{
	struct card_desk *d = s->data;
	struct err_note note;

	if (d->m.customer_id == 0 || d->m.is_hidden)
		app_error(s->app, _("This card has no customer that you may see."));
	else if (records_open_form(session_of(s->app), "customer", d->m.customer_id,
	    &note) != ERR_OK)
		app_error_note(s->app, &note);
}

static void
sell(struct screen *s)
{
	struct card_desk *d = s->data;
	struct err_note note;
	enum err err = cashier_open(session_of(s->app), GO_PUSH,
	    d->m.card.id != 0 ? d->m.card.number : d->m.code, &note);

	if (err != ERR_OK && err != ERR_CANCELLED)
		app_error_note(s->app, &note);
}

static bool
choose(struct screen *s, enum act act)
{
	struct session *ses = session_of(s->app);
	struct card_desk *d = s->data;

	switch (act) {
	case ACT_EARN:
	case ACT_DEDUCT:
		if (card_work_points(ses, &d->m, act == ACT_DEDUCT))
			reload(s);
		return true;
	case ACT_SALE:
		sell(s);
		return true;
	case ACT_TOP_UP:
	case ACT_REPLACE_CARD:
		if (card_more_op(ses, &d->m, act == ACT_TOP_UP ? "topup" : "card.replace"))
			reload(s);
		return true;
	case ACT_PRINT:
		card_more_statement(ses, &d->m);
		return true;
	case ACT_WHY:
		why_member(ses, &d->m);
		return true;
	case ACT_CONTACT:
	case ACT_STORY:
		story_member(ses, &d->m, act == ACT_STORY);
		return true;
	case ACT_OPEN_CUSTOMER:
		open_customer(s);
		return true;
	default:
		return false;
	}
}

static void
scanned(struct screen *s, const struct ui_event *ev)
{
	struct card_desk *d = s->data;

	edit_event(&d->input, ev);
	edit_set(&d->input, "");
	if (ev->scan == SCAN_BANK)
		app_error(s->app, _("A bank card: nothing was kept."));
	else
		find(s, ev->text, true);
}

static void
new_here(struct screen *s)
{
	struct session *ses = session_of(s->app);
	struct card_desk *d = s->data;
	struct err_note note;

	if (d->has_member && d->m.customer_id != 0 && !d->m.is_hidden) {
		if (card_desk_issue(ses, d->m.code))
			reload(s);
	} else if (records_open_form(ses, "customer", 0, &note) != ERR_OK)
		app_error_note(s->app, &note);
}

static bool
event(struct screen *s, const struct ui_event *ev)
{
	struct card_desk *d = s->data;
	bool typing = !edit_is_empty(&d->input);

	if (ev->kind == EV_SCAN) {
		scanned(s, ev);
		return true;
	}
	if (ev->kind == EV_TICK || ev->kind == EV_RESIZE || ev->kind == EV_HANGUP)
		return false;
	if (d->has_member && !typing && !ev->burst && choose(s, ev->action))
		return true;
	switch (ev->action) {
	case ACT_ENTER:
		if (typing) {
			char *text = xstrdup(edit_text(&d->input));
			find(s, text, ev->burst);
			free(text);
		}
		return true;
	case ACT_CANCEL:
		if (typing)
			edit_set(&d->input, "");
		else if (d->has_member)
			clear_member(s);
		else
			return false;
		return true;
	case ACT_REFRESH:
		reload(s);
		return true;
	case ACT_NEW:
		new_here(s);
		return true;
	case ACT_PAGE_DOWN:
	case ACT_DOWN:
		if (d->top + 1 < d->nhistory)
			d->top += ev->action == ACT_DOWN || d->top + 5 >= d->nhistory ? 1 : 5;
		return true;
	case ACT_PAGE_UP:
	case ACT_UP:
		d->top -= ev->action == ACT_UP || d->top < 5 ? (d->top > 0) : 5;
		return true;
	default:
		return edit_event(&d->input, ev) != EDIT_PASS;
	}
}

/* Above everything that card_more.c offers. */
enum { MORE_TODAY = 990 };

static size_t
more(struct screen *s, const struct menu_item **items)
{
	struct card_desk *d = s->data;

	struct session *ses = session_of(s->app);
	size_t n = d->has_member ? card_more_items(ses, &d->m, d->more) : 0;

	*items = d->more;
	if (session_may(ses, "points", VERB_VIEW))
		d->more[n++] = (struct menu_item) { "", _("My points of today"), "", MORE_TODAY };
	return n;
}

static void
run_more(struct screen *s, int value)
{
	struct card_desk *d = s->data;

	struct err_note note;

	if (value == MORE_TODAY) {
		if (app_go(s->app, "RP my-points", &note) != ERR_OK)
			app_error_note(s->app, &note);
		return;
	}
	if (d->has_member && card_more_run(session_of(s->app), &d->m, value))
		reload(s);
}

static void
fini(struct screen *s)
{
	struct card_desk *d = s->data;

	edit_fini(&d->input);
	free(d);
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_NEW, ACT_WHY, ACT_GO,
	ACT_CANCEL, ACT_MENU, ACT_PRINT, ACT_CONTACT, ACT_STORY, ACT_NONE };

static const struct screen_class card_desk_class = {
	.name = "card_desk", .code = "CD", .title = N_("Card desk"),
	.context = CONTEXT_DESK, .bar = bar, .hold_ms = 80, .open = open_desk,
	.draw = card_desk_draw, .event = event, .resume = reload, .more = more,
	.run_more = run_more, .fini = fini,
};

enum err
card_desk_open(struct session *s, enum go_mode mode, const char *args,
    struct err_note *note)
{
	char text[96];

	if (!session_may(s, "card", VERB_VIEW))
		return err_set(note, ERR_DENIED, "",
		    _("%s: not allowed for %s (needs %s.%s)."), "CD", actor_code(s->a),
		    "card", "view");
	str_copy(text, sizeof text, args);
	return app_open(s->app, mode, &card_desk_class, text, note);
}
