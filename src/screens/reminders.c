#include "config.h"

#include "screens/reminders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "screens/op_form.h"
#include "screens/records.h"
#include "screens/renewals.h"
#include "ui/dialog.h"
#include "ui/list.h"

#define HOUR_MS INT64_C(3600000)
#define MORNING (8 * 60)
#define COUNT_MS 60000

enum { MORE_RENEW };

struct reminders {
	struct session *s;
	struct reminder *r;
	size_t n;
	struct list *list;
	struct menu_item more[1];
};

static enum err
load(struct session *s, struct reminder **r, size_t *n, struct err_note *note)
{
	enum err e = session_read(s, note);

	*n = 0;
	if (e != ERR_OK)
		return e;
	e = reminder_list(s->st, r, n, note);
	session_done(s);
	return e;
}

/* Today by its time, other days by their date. */
static char *
when(const struct session *s, const struct reminder *r, char *buf, size_t size)
{
	int minute = instant_minute(r->at);

	if (instant_day(r->at) == clock_today() && r->kind == REMIND_APPOINTMENT)
		snprintf(buf, size, "%02d:%02d", minute / 60, minute % 60);
	else if (r->kind == REMIND_GIFT)
		str_copy(buf, size, "--");
	else
		day_format_short(s->format.locale, r->day, buf, size);
	return buf;
}

static bool
fits(const struct reminder *r, const char *text, const char *find)
{
	char *want = utf8_fold(find), *who = utf8_fold(r->who), *what = utf8_fold(text);
	bool ok = strstr(who, want) != NULL || strstr(what, want) != NULL;

	free(want);
	free(who);
	free(what);
	return ok;
}

static enum err
fetch(void *ctx, const struct list_request *rq, struct list_page *page, struct err_note *note)
{
	struct reminders *x = ctx;
	char text[400], at[16], key[24], with[64];

	if (rq->anchor != NULL)
		return ERR_OK;
	free(x->r);
	x->r = NULL;
	if (load(x->s, &x->r, &x->n, note) != ERR_OK)
		return note != NULL && note->code != ERR_OK ? note->code : ERR_DB;
	for (size_t i = 0; i < x->n; i++) {
		const struct reminder *r = &x->r[i];
		const char *cells[4] = { at, text, r->who, with };

		when(x->s, r, at, sizeof at);
		reminder_text(x->s->format.locale, r, text, sizeof text);
		snprintf(with, sizeof with, "%s%s", r->with[0] != '\0' ? "> " : "",
		    r->with[0] != '\0' ? r->with : r->by);
		if (!str_empty(rq->find) && !fits(r, text, rq->find))
			continue;
		snprintf(key, sizeof key, "%zu", i);
		list_page_add(page, (int64_t)i + 1, key, cells, 4, r->with[0] != '\0' ? ROLE_DIM
		    : r->is_late ? ROLE_WARNING : ROLE_ROW);
	}
	return ERR_OK;
}

static const struct reminder *
selected(const struct reminders *x)
{
	int64_t id = list_selected(x->list);

	return id > 0 && (size_t)id <= x->n ? &x->r[id - 1] : NULL;
}

static void
preview(void *ctx, int64_t id, struct strbuf *out)
{
	struct reminders *x = ctx;
	const struct reminder *r = (size_t)id <= x->n ? &x->r[id - 1] : NULL;
	char text[400];

	if (r == NULL)
		return;
	strbuf_addf(out, "%s\n%s  %s\n", reminder_text(x->s->format.locale, r, text, sizeof text),
	    r->who, r->what);
	if (r->by[0] != '\0')
		strbuf_addf(out, _("Handed over by %s"), r->by);
	else if (r->with[0] != '\0')
		strbuf_addf(out, _("Handed over to %s"), r->with);
}

static enum err
open_list(struct screen *sc, void *arg, struct err_note *note)
{
	static const struct list_source source = { .fetch = fetch, .preview = preview };
	struct list_col cols[4] = {
		{ .title = _("When"), .width = 5, .priority = 1 },
		{ .title = _("What"), .width = 34, .priority = 1, .grow = true },
		{ .title = _("Customer"), .width = 20, .priority = 2 },
		{ .title = _("With"), .width = 10, .priority = 4 },
	};
	struct reminders *x = xcalloc(1, sizeof *x);

	(void)arg;
	(void)note;
	x->s = session_of(sc->app);
	x->list = list_new(cols, 4, &source, x);
	list_set_marks(x->list, false);
	list_set_preview(x->list, true);
	sc->data = x;
	screen_set_hint(sc, "%s", _("Enter opens it; F2 done, F7 later, F8 to somebody else."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	struct reminders *x = sc->data;
	struct strbuf b = { 0 };

	list_draw(x->list, c, body, true);
	list_status(x->list, &b);
	screen_set_status(sc, "%s", strbuf_str(&b));
	strbuf_fini(&b);
	if (x->n == 0)
		canvas_wrap(c, (struct rect){ body.row + 3, body.col + 2, 3, body.cols - 4 }, ROLE_DIM,
		    _("Nothing to remind you of."), 0, true);
}

static void
reload(struct screen *sc)
{
	struct reminders *x = sc->data;
	struct err_note note = { 0 };

	if (list_reload(x->list, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

/* ---- what is done with one ---- */

static bool
post(struct screen *sc, const char *op, const char *member, const char *value)
{
	struct reminders *x = sc->data;
	const struct reminder *r = selected(x);
	char key[48], name[REMINDER_KEY];
	struct err_note note = { 0 };
	json_t *rq, *reply = NULL;

	if (r == NULL)
		return false;
	op_form_key(key);
	rq = json_pack("{s:s,s:s,s:s}", "op", op, "key", key, "reminder", reminder_key(r, name));
	if (member != NULL)
		json_object_set_new(rq, member, json_string(value));
	if (op_form_post(x->s, rq, &reply, &note) != ERR_OK) {
		app_error_note(sc->app, &note);
		return false;
	}
	json_decref(reply);
	x->s->due_ms = 0;
	reload(sc);
	return true;
}

static void
snooze(struct screen *sc)
{
	const char *const answers[] = { _("1 hour"), _("Tomorrow"), _("3 days"), _("A week") };
	static const int days[] = { 0, 1, 3, 7 };
	char iso[48];
	int64_t until;
	int i;

	if (selected(sc->data) == NULL)
		return;
	i = dialog_choose(sc->app, _("Remind me again"), "", answers, 4, 0);
	if (i < 0)
		return;
	until = i == 0 ? clock_now_ms() + HOUR_MS
	    : instant_make(day_add(clock_today(), days[i]), MORNING);
	if (post(sc, "reminder.snooze", "until", instant_iso(until, iso, sizeof iso)))
		app_message(sc->app, "%s: %s", _("Snoozed"), answers[i]);
}

static void
hand_over(struct screen *sc)
{
	struct reminders *x = sc->data;
	struct record *user = NULL;
	struct err_note note = { 0 };
	int64_t id;
	char code[64];

	if (selected(x) == NULL)
		return;
	id = records_pick(x->s, "user", _("Hand over to"), NULL);
	if (id == 0)
		return;
	if (records_load(x->s, "user", id, &user, &note) != ERR_OK) {
		app_error_note(sc->app, &note);
		return;
	}
	str_copy(code, sizeof code, record_text(user, "code"));
	record_free(user);
	if (post(sc, "reminder.hand", "user", code))
		app_message(sc->app, _("Handed over to %s"), code);
}

static void
open_subject(struct screen *sc)
{
	struct reminders *x = sc->data;
	const struct reminder *r = selected(x);
	struct err_note note = { 0 };

	if (r != NULL && records_open_form(x->s, r->entity, r->subject_id, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

static void
renew(struct screen *sc)
{
	struct reminders *x = sc->data;
	const struct reminder *r = selected(x);
	struct err_note note = { 0 };

	if (r == NULL || r->kind != REMIND_CONTRACT)
		app_error(sc->app, _("Only contracts are renewed."));
	else if (renewals_renew(x->s, r->subject_id, r->code, &note) != ERR_OK)
		app_error_note(sc->app, &note);
	reload(sc);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	struct reminders *x = sc->data;
	bool open, used;

	switch (ev->action) {
	case ACT_DONE:
		if (post(sc, "reminder.done", NULL, NULL))
			app_message(sc->app, "%s", _("Done"));
		return true;
	case ACT_SNOOZE:
		snooze(sc);
		return true;
	case ACT_HAND:
		hand_over(sc);
		return true;
	case ACT_REFRESH:
		reload(sc);
		return true;
	default:
		break;
	}
	used = list_take(x->list, sc->app, ev, &open);
	if (open)
		open_subject(sc);
	return used;
}

static size_t
more(struct screen *sc, const struct menu_item **items)
{
	struct reminders *x = sc->data;

	x->more[0] = (struct menu_item){ "", _("Renew the contract"), "", MORE_RENEW };
	*items = x->more;
	return 1;
}

static void
run_more(struct screen *sc, int value)
{
	if (value == MORE_RENEW)
		renew(sc);
}

static void
fini(struct screen *sc)
{
	struct reminders *x = sc->data;

	list_free(x->list);
	free(x->r);
	free(x);
}

static const enum act bar[] = { ACT_HELP, ACT_DONE, ACT_BACK, ACT_SNOOZE, ACT_HAND, ACT_REFRESH,
	ACT_GO, ACT_MENU, ACT_NONE };

static const struct screen_class reminders_class = {
	.name = "inbox", .code = "IB", .title = N_("Inbox"), .context = CONTEXT_INBOX,
	.bar = bar, .open = open_list, .draw = draw, .event = event, .resume = reload,
	.more = more, .run_more = run_more, .fini = fini,
};

enum err
reminders_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	(void)args;
	return app_open(s->app, mode, &reminders_class, NULL, note);
}

size_t
reminders_first(struct session *s, struct reminder_line *l, size_t *n)
{
	struct reminder *r = NULL;
	size_t all = 0, room = *n;
	char text[400];

	*n = 0;
	if (load(s, &r, &all, NULL) != ERR_OK)
		return 0;
	/* What is still to come before what was missed. */
	for (size_t k = 0; k < 2 * all && *n < room; k++) {
		struct reminder_line *one = &l[*n];
		size_t i = k % all;

		if (r[i].with[0] != '\0' || r[i].is_late != (k >= all))
			continue;
		when(s, &r[i], one->when, sizeof one->when);
		reminder_text(s->format.locale, &r[i], text, sizeof text);
		snprintf(one->text, sizeof one->text, "%.120s%s%.120s", r[i].who,
		    r[i].who[0] != '\0' ? ": " : "", text);
		one->is_late = r[i].is_late;
		(*n)++;
	}
	free(r);
	return all;
}

void
reminders_status(struct session *s, struct strbuf *out)
{
	/* Home as text has no app: it is drawn once. */
	int64_t now = s->app != NULL ? app_now_ms(s->app) : 0;
	struct reminder *r = NULL;
	size_t n = 0;

	if (store_actor(s->st) == NULL && (s->due_ms == 0 || now - s->due_ms > COUNT_MS)) {
		s->due_ms = now > 0 ? now : 1;
		s->due = 0;
		if (load(s, &r, &n, NULL) == ERR_OK)
			for (size_t i = 0; i < n; i++)
				s->due += r[i].with[0] == '\0';
		free(r);
	}
	if (s->due > 0)
		strbuf_addf(out, ngettext("%zu due | ", "%zu due | ", (unsigned long)s->due), s->due);
}
