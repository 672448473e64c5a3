#include "config.h"

#include "screens/home.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "domain/today.h"
#include "screens/backups.h"
#include "screens/drafts.h"
#include "screens/menus.h"
#include "screens/reminders.h"
#include "screens/self.h"
#include "screens/work_alarm.h"
#include "store/draft.h"
#include "ui/edit.h"

#define REMINDERS_SHOWN 8

struct home {
	struct menu menu;
	struct menu_line lines[MENU_LINES_MAX];
	struct menu_item items[MENU_LINES_MAX];
	struct today today;
	bool has_today;
	struct draft *drafts;
	size_t ndrafts;
	struct reminder_line due[REMINDERS_SHOWN];
	size_t ndue, all_due;
	char alarm[96], work[200];
	enum role alarm_role;
	struct edit go;
	struct menu_item extra;
};

static void
reload(struct screen *s)
{
	struct session *ses = session_of(s->app);
	struct home *h = s->data;
	size_t at = h->menu.at, n;

	h->has_today = false;
	if (session_read(ses, NULL) == ERR_OK) {
		h->has_today = today_load(ses->st, &h->today, NULL) == ERR_OK;
		session_done(ses);
	}
	draft_list_free(h->drafts, h->ndrafts);
	h->drafts = NULL;
	h->ndrafts = 0;
	if (draft_list(ses->st, ses->a, &h->drafts, &h->ndrafts, NULL) != ERR_OK)
		h->ndrafts = 0;
	backups_alarm(ses, h->alarm, sizeof h->alarm, &h->alarm_role);
	work_alarm(ses, h->work, sizeof h->work);
	h->ndue = REMINDERS_SHOWN;
	h->all_due = reminders_first(ses, h->due, &h->ndue);
	n = menus_of(ses, MENU_MAIN, h->lines, h->items);
	menu_init(&h->menu, h->items, n, true);
	if (at < n)
		h->menu.at = at;
}

static enum err
open_home(struct screen *s, void *arg, struct err_note *note)
{
	struct home *h = xcalloc(1, sizeof *h);

	(void)arg;
	(void)note;
	edit_init(&h->go, 120);
	s->data = h;
	reload(s);
	screen_set_mode(s, _("BROWSE"));
	screen_set_hint(s, "%s",
	    _("1-9, a code (CD, CU 0901234567), words, or scan a card."));
	return ERR_OK;
}

/* ---- drawing ---- */

static int
percent_of(int64_t now, int64_t before)
{
	return (int)((now - before) * 100 / before);
}

static void
figure(struct canvas *c, struct rect r, int row, const char *label, const char *text,
    int64_t now, int64_t before)
{
	int value = canvas_width(text);
	int w = canvas_width(label) + 1 + value + 6 <= r.cols ? 6 : 0;

	if (row >= r.row + r.rows)
		return;
	canvas_text(c, row, r.col, r.cols - w - value - 1, ROLE_TEXT, label);
	canvas_text_right(c, row, r.col + r.cols - w - value, value, ROLE_TEXT, text);
	if (before > 0 && w > 0) {
		int p = percent_of(now, before);
		char change[16];

		snprintf(change, sizeof change, "%+d%%", p);
		canvas_text_right(c, row, r.col + r.cols - w, w,
		    p < 0 ? ROLE_NEGATIVE : ROLE_GOOD, change);
	}
}

/* The hours that had customers, one bar each. */
static void
draw_hours(const struct today *t, struct canvas *c, struct rect r)
{
	int first = 24, last = -1, row = r.row;
	int64_t most = 1;

	for (int i = 0; i < 24; i++) {
		if (t->by_hour[i] == 0)
			continue;
		if (i < first)
			first = i;
		last = i;
		if (t->by_hour[i] > most)
			most = t->by_hour[i];
	}
	if (last < 0 || r.rows < 2)
		return;
	if (last - first + 1 > r.rows - 1)
		first = last - (r.rows - 1) + 1;
	for (int i = first; i <= last; i++, row++) {
		int room = r.cols - 8;
		int len = (int)(t->by_hour[i] * room / most);

		canvas_textf(c, row, r.col, 3, ROLE_DIM, "%02d ", i);
		for (int k = 0; k < len; k++)
			canvas_glyph(c, row, r.col + 3 + k, ROLE_CHART, GLYPH_BLOCK);
		if (t->by_hour[i] > 0)
			canvas_textf(c, row, r.col + 4 + len, 4, ROLE_DIM, "%lld",
			    (long long)t->by_hour[i]);
	}
	canvas_text(c, row, r.col, r.cols, ROLE_DIM, _("hour, receipts"));
}

static void
draw_today(struct screen *s, struct canvas *c, struct rect r)
{
	struct session *ses = session_of(s->app);
	struct home *h = s->data;
	const struct today *t = &h->today;
	char buf[48], versus[64];
	int row = r.row;

	snprintf(versus, sizeof versus, _("vs last %s"),
	    day_weekday_name(day_weekday(t->compare_day ? t->compare_day
	    : clock_today()), true));
	canvas_text(c, row, r.col, r.cols, ROLE_HEAD, _("TODAY"));
	canvas_text_right(c, row, r.col + r.cols - canvas_width(versus),
	    canvas_width(versus), ROLE_HEAD, versus);
	row += r.rows > 8 ? 2 : 1;
	if (t->has_sales) {
		figure(c, r, row++, _("Sales"), session_money(ses, t->sales, buf, sizeof buf),
		    t->sales, t->cmp_sales);
		figure(c, r, row++, _("Receipts"), session_int(ses, t->tickets, buf, sizeof buf),
		    t->tickets, t->cmp_tickets);
	}
	if (t->has_people) {
		figure(c, r, row++, _("New customers"),
		    session_int(ses, t->members, buf, sizeof buf), t->members, t->cmp_members);
		figure(c, r, row++, _("Points given"),
		    session_int(ses, t->points_given, buf, sizeof buf), 0, 0);
		figure(c, r, row++, _("Points used"),
		    session_int(ses, t->points_used, buf, sizeof buf), 0, 0);
	}
	row++;
	draw_hours(t, c, (struct rect) { row, r.col, r.row + r.rows - row, r.cols });
}

static void
draw_needs(struct screen *s, struct canvas *c, struct rect r)
{
	struct home *h = s->data;
	int row = r.row, end = r.row + r.rows;
	size_t needs = h->ndrafts + h->all_due + (h->alarm[0] != '\0') + (h->work[0] != '\0');
	const char *task;
	bool changed;

	canvas_text(c, row, r.col, r.cols, ROLE_HEAD, _("NEEDS YOU"));
	if (needs > 0)
		canvas_textf(c, row, r.col + r.cols - 5, 5, ROLE_HEAD, "(%zu)", needs);
	row += r.rows > 8 ? 2 : 1;
	if (h->alarm[0] != '\0' && row < end)
		row += canvas_wrap(c, (struct rect) { row, r.col, 2, r.cols }, h->alarm_role, h->alarm, 0, true);
	if (h->work[0] != '\0' && row < end)
		row += canvas_wrap(c, (struct rect) { row, r.col, 3, r.cols }, ROLE_WARNING, h->work, 0, true);
	for (size_t i = 0; i < h->ndrafts && row < end - 4 && i < 6; i++)
		canvas_textf(c, row++, r.col, r.cols, ROLE_WARNING, "%s: %s",
		    _("Draft"), h->drafts[i].title);
	if (h->ndrafts > 0 && row < end)
		canvas_text(c, row++, r.col, r.cols, ROLE_DIM, _("DR opens the drafts"));
	for (size_t i = 0; i < h->ndue && row < end - 6; i++)
		canvas_textf(c, row++, r.col, r.cols, h->due[i].is_late ? ROLE_WARNING : ROLE_TEXT,
		    "%s%s%s", h->due[i].when, h->due[i].is_late ? "! " : " ", h->due[i].text);
	if (h->all_due > 0 && row < end)
		canvas_text(c, row++, r.col, r.cols, ROLE_DIM, _("IB opens the inbox"));
	if (needs == 0 && row < end)
		canvas_text(c, row++, r.col, r.cols, ROLE_DIM, _("nothing"));
	if (++row + 1 >= end)
		return;
	canvas_text(c, row++, r.col, r.cols, ROLE_HEAD, _("OPEN TASKS"));
	for (size_t i = 0; row < end && (task = app_task_title(s->app, i, &changed)); i++)
		canvas_textf(c, row++, r.col, r.cols, ROLE_TEXT, "%zu %s%s", i + 1,
		    task, changed ? " *" : "");
}

static void
draw_prompt(struct home *h, struct canvas *c, int row, int col, int cols)
{
	const char *label = _("Go to:");
	int w = canvas_width(label);

	canvas_text(c, row, col, w, ROLE_LABEL, label);
	edit_draw(&h->go, c, row, col + w + 1, cols - w - 1, ROLE_FIELD_FOCUS, true);
}

/* One column: the menu, then what fits of today. */
static void
draw_small(struct screen *s, struct canvas *c, struct rect body)
{
	struct session *ses = session_of(s->app);
	struct home *h = s->data;
	struct rect r = { body.row, body.col + 1, body.rows - 1, body.cols - 2 };
	int menu = (int)h->menu.nitems, left;
	char buf[48];

	if (menu > r.rows)
		menu = r.rows;
	menu_draw(&h->menu, c, (struct rect) { r.row, r.col, menu, r.cols },
	    edit_is_empty(&h->go));
	left = r.rows - menu;
	r.row += menu;
	r.rows = left;
	if (left >= 3)
		r.row++, left--;
	/* Where there is room for two lines, what failed comes before a figure. */
	if (h->work[0] == '\0' && h->has_today && h->today.has_sales && left-- > 0)
		figure(c, r, r.row++, _("Sales"),
		    session_money(ses, h->today.sales, buf, sizeof buf),
		    h->today.sales, h->today.cmp_sales);
	/* What waits for people today, then what waits for the administrator. */
	if (h->all_due > 0 && left-- > 0)
		canvas_textf(c, r.row++, r.col, r.cols, ROLE_TEXT, ngettext("IB: %zu reminder", "IB: %zu reminders",
		    (unsigned long)h->all_due), h->all_due);
	if (h->work[0] != '\0' && left-- > 0)
		canvas_text(c, r.row++, r.col, r.cols, ROLE_WARNING, h->work);
	if (h->alarm[0] != '\0' && left-- > 0)
		canvas_text(c, r.row++, r.col, r.cols, h->alarm_role, h->alarm);
	if (h->ndrafts > 0 && left-- > 0)
		canvas_textf(c, r.row++, r.col, r.cols, ROLE_WARNING, "%s: %s",
		    _("Draft"), h->drafts[0].title);
	else if (h->has_today && h->today.has_sales && left-- > 0)
		figure(c, r, r.row++, _("Receipts"),
		    session_int(ses, h->today.tickets, buf, sizeof buf),
		    h->today.tickets, h->today.cmp_tickets);
	draw_prompt(h, c, body.row + body.rows - 1, body.col + 1, body.cols - 2);
}

static void
draw(struct screen *s, struct canvas *c, struct rect body)
{
	struct home *h = s->data;
	int a, b, gap = 3, rows = body.rows - 2;

	if (app_size(s->app) == SIZE_XS || body.cols < 70) {
		draw_small(s, c, body);
		return;
	}
	a = body.cols < 100 ? 26 : 34;
	b = (body.cols - a - 2 * gap) * 9 / 16;
	if (b > 60)
		b = 60;
	menu_draw(&h->menu, c, (struct rect) { body.row, body.col + 1, rows, a - 2 },
	    edit_is_empty(&h->go));
	canvas_vline(c, body.row, body.col + a, rows, ROLE_RULE);
	if (h->has_today)
		draw_today(s, c, (struct rect) { body.row, body.col + a + 2, rows, b });
	canvas_vline(c, body.row, body.col + a + b + gap, rows, ROLE_RULE);
	draw_needs(s, c, (struct rect) { body.row, body.col + a + b + gap + 2, rows,
	    body.cols - a - b - gap - 3 });
	draw_prompt(h, c, body.row + body.rows - 1, body.col + 1, body.cols - 2);
}

/* ---- events ---- */

static void
go(struct screen *s, const char *text)
{
	struct err_note note;

	if (app_go(s->app, text, &note) != ERR_OK)
		app_error_note(s->app, &note);
}

static void
submit(struct screen *s)
{
	struct home *h = s->data;
	char *text = xstrdup(edit_text(&h->go));

	edit_set(&h->go, "");
	go(s, text);
	free(text);
}

/* Once, and only when something is open: other tasks, or drafts that wait. */
static void
sign_out(struct screen *s)
{
	struct home *h = s->data;
	struct err_note note;
	bool changed;

	reload(s);
	if (h->ndrafts == 0 && app_task_title(s->app, 1, &changed) == NULL)
		app_quit(s->app);
	else if (self_log_off(session_of(s->app), GO_PUSH, "", &note) != ERR_OK)
		app_error_note(s->app, &note);
}

static bool
event(struct screen *s, const struct ui_event *ev)
{
	struct session *ses = session_of(s->app);
	struct home *h = s->data;
	struct err_note note;
	bool typing = !edit_is_empty(&h->go);

	if (ev->kind == EV_SCAN) {
		edit_event(&h->go, ev);
		edit_set(&h->go, "");
		if (ev->scan == SCAN_BANK)
			app_error(s->app, _("A bank card: nothing was kept."));
		else
			go(s, ev->text);
		return true;
	}
	if (ev->action == ACT_REFRESH) {
		reload(s);
		return true;
	}
	if (ev->action == ACT_BACK && app_is_base(s)) {
		sign_out(s);
		return true;
	}
	if (typing && ev->action == ACT_ENTER) {
		submit(s);
		return true;
	}
	if (ev->action == ACT_CANCEL) {
		/* Esc never logs off: F3 and 0 do. */
		edit_set(&h->go, "");
		return true;
	}
	/* Digits pick while nothing is typed; letters start a code, and so does
	 * what comes as fast as a machine types. */
	if (!typing && ev->kind != EV_PASTE && !(ev->kind == EV_TEXT &&
	    (ev->burst || ev->key < '0' || ev->key > '9'))) {
		switch (menu_event(&h->menu, ev)) {
		case MENU_PICKED:
			if (menus_open(ses, &h->lines[h->menu.at], GO_PUSH, "", &note) != ERR_OK)
				app_error_note(s->app, &note);
			return true;
		case MENU_USED:
			return true;
		case MENU_PASS:
			break;
		}
	}
	return edit_event(&h->go, ev) != EDIT_PASS;
}

static void
help(struct screen *s, struct strbuf *out)
{
	(void)s;
	strbuf_add(out, _("A digit opens a line of the menu. A code opens a screen from anywhere: "
	    "CU customers, PS cashier. Words after a code search there: CU nguyen. "
	    "+CU opens it in a new task, =CU instead of this one. "
	    "A scanned card opens the card desk.\n"));
}

static size_t
more(struct screen *s, const struct menu_item **items)
{
	struct home *h = s->data;

	h->extra = (struct menu_item) { .code = "DR", .label = _("Drafts"), .note = "" };
	*items = &h->extra;
	return 1;
}

static void
run_more(struct screen *s, int value)
{
	(void)value;
	go(s, "DR");
}

static void
fini(struct screen *s)
{
	struct home *h = s->data;

	draft_list_free(h->drafts, h->ndrafts);
	edit_fini(&h->go);
	free(h);
}

static const char *
back_label(struct screen *s)
{
	return app_is_base(s) ? N_("Sign out") : NULL;
}

static const enum act bar[] = { ACT_HELP, ACT_BACK, ACT_REFRESH, ACT_GO, ACT_MENU,
	ACT_TASKS, ACT_NONE };

const struct screen_class home_class = {
	.name = "home", .code = "MM", .title = N_("Home"), .context = CONTEXT_MENU,
	.bar = bar, .hold_ms = 80, .open = open_home, .draw = draw, .event = event,
	.resume = reload, .help = help, .more = more, .back_label = back_label,
	.run_more = run_more, .fini = fini,
};

enum err
home_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	const struct screen *top = app_top(s->app);

	(void)args;
	/* Go MM at home is there already: no second one for F3 to go through. */
	if (mode == GO_PUSH && top != NULL && top->class == &home_class)
		return ERR_OK;
	return app_open(s->app, mode, &home_class, NULL, note);
}
