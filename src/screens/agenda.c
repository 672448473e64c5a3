#include "config.h"

#include "screens/agenda.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "screens/agenda_file.h"
#include "screens/agenda_parts.h"
#include "screens/op_form.h"
#include "screens/records.h"
#include "ui/dialog.h"
#include "ui/popups.h"

enum { MORE_DAY, MORE_CANCEL, MORE_FILE, MORE_LIST, MORE_PLANNED };

static void
show_title(struct screen *sc)
{
	struct agenda *a = sc->data;
	char from[24], to[24];
	const struct locale_rules *lr = a->s->format.locale;

	day_format(lr, a->from, from, sizeof from);
	day_format(lr, a->to, to, sizeof to);
	if (a->is_week)
		screen_set_title(sc, "%s %s - %s", _("Agenda"), from, to);
	else
		screen_set_title(sc, "%s %s %s", _("Agenda"),
		    day_weekday_name(day_weekday(a->day), false), from);
	screen_set_mode(sc, a->is_team ? _("TEAM") : _("OWN"));
}

static void
reload(struct screen *sc)
{
	struct agenda *a = sc->data;
	struct err_note note = { 0 };

	if (agenda_load(a, &note) != ERR_OK)
		app_error_note(sc->app, &note);
	show_title(sc);
}

static enum err
open_agenda(struct screen *sc, void *arg, struct err_note *note)
{
	struct agenda *a = xcalloc(1, sizeof *a);
	enum err e;

	a->s = session_of(sc->app);
	a->day = *(const day_t *)arg;
	a->slot = a->day == clock_today() ? instant_minute(clock_now_ms()) / SLOT_MINUTES : DAY_SLOT + 2;
	a->top = DAY_SLOT;
	e = agenda_load(a, note);
	if (e != ERR_OK) {
		free(a->o);
		free(a);
		return e;
	}
	sc->data = a;
	show_title(sc);
	screen_set_hint(sc, "%s",
	    _("Enter opens or plans; Ctrl-Left, Ctrl-Right move it half an hour."));
	return ERR_OK;
}

static void
draw(struct screen *sc, struct canvas *c, struct rect body)
{
	agenda_draw(sc->data, c, body, app_size(sc->app) == SIZE_XS);
}

/* ---- moving about ---- */

static void
go_to(struct screen *sc, day_t day)
{
	struct agenda *a = sc->data;

	if (day == 0)
		return;
	a->day = day;
	if (day < a->from || day > a->to || (!a->is_week && a->from != a->to))
		reload(sc);
}

static void
sideways(struct screen *sc, int by)
{
	struct agenda *a = sc->data;

	if (!a->is_week && a->is_team && a->npeople > 0) {
		if (by < 0 ? a->person > 0 : a->person + 1 < a->npeople)
			a->person = by < 0 ? a->person - 1 : a->person + 1;
		return;
	}
	go_to(sc, day_add(a->day, by));
}

static void
up_down(struct screen *sc, int by)
{
	struct agenda *a = sc->data;
	int slot = a->slot + by;

	if (a->is_week && app_size(sc->app) == SIZE_XS)
		(void)agenda_step(a, by);
	else if (slot >= 0 && slot < SLOTS)
		a->slot = slot;
}

static bool
navigate(struct screen *sc, enum act act)
{
	struct agenda *a = sc->data;
	int page = a->is_week ? 7 : 1;

	switch (act) {
	case ACT_UP:
		up_down(sc, -1);
		return true;
	case ACT_DOWN:
		up_down(sc, 1);
		return true;
	case ACT_LEFT:
		sideways(sc, -1);
		return true;
	case ACT_RIGHT:
		sideways(sc, 1);
		return true;
	case ACT_PAGE_UP:
		go_to(sc, day_add(a->day, -page));
		return true;
	case ACT_PAGE_DOWN:
		go_to(sc, day_add(a->day, page));
		return true;
	case ACT_HOME:
		go_to(sc, clock_today());
		return true;
	case ACT_NEXT:
	case ACT_WEEK:
		a->is_week = !a->is_week;
		reload(sc);
		return true;
	case ACT_TEAM:
		a->is_team = !a->is_team;
		a->person = 0;
		reload(sc);
		return true;
	case ACT_REFRESH:
		reload(sc);
		return true;
	default:
		return false;
	}
}

/* ---- what can be done with one ---- */

/* NULL, and said: nothing there, or nothing of ours. */
static const struct occurrence *
need_one(struct screen *sc)
{
	const struct occurrence *o = agenda_under(sc->data);

	if (o == NULL)
		app_error(sc->app, _("Nothing is planned there. F6 plans something."));
	else if (!o->is_visible)
		app_error(sc->app, _("%s is busy then; you may not see why."), o->user);
	return o != NULL && o->is_visible ? o : NULL;
}

static json_t *
request(const char *op, const struct occurrence *o)
{
	char key[48], iso[48];
	json_t *rq;

	op_form_key(key);
	rq = json_pack("{s:s,s:s,s:s}", "op", op, "key", key, "appointment", o->number);
	if (o->is_series)
		json_object_set_new(rq, "occurrence",
		    json_string(instant_iso(o->at, iso, sizeof iso)));
	return rq;
}

static bool
post(struct screen *sc, json_t *rq)
{
	struct agenda *a = sc->data;
	struct err_note note = { 0 };
	json_t *reply = NULL;

	if (op_form_post(a->s, rq, &reply, &note) != ERR_OK) {
		app_error_note(sc->app, &note);
		return false;
	}
	json_decref(reply);
	reload(sc);
	return true;
}

static void
mark(struct screen *sc, const char *state)
{
	const struct occurrence *o = need_one(sc);
	json_t *rq;

	if (o == NULL)
		return;
	rq = request("appointment.mark", o);
	json_object_set_new(rq, "state", json_string(state));
	if (post(sc, rq))
		app_message(sc->app, "%s", tr_ctx("state", state));
}

static void
cancel(struct screen *sc)
{
	const struct occurrence *o = need_one(sc);

	if (o != NULL && dialog_confirm(sc->app, _("Cancel the appointment?"), o->is_series
	    ? _("Only this one of the series is cancelled.") : o->name))
		mark(sc, "cancelled");
}

/* The cursor goes along, so that the key can be pressed again. */
static void
shift(struct screen *sc, int by)
{
	struct agenda *a = sc->data;
	const struct occurrence *o = need_one(sc);
	char iso[48];
	json_t *rq;
	int64_t to;

	if (o == NULL)
		return;
	to = o->at + by * SLOT_MINUTES * MINUTE_MS;
	rq = request("appointment.move", o);
	json_object_set_new(rq, "at", json_string(instant_iso(to, iso, sizeof iso)));
	if (!post(sc, rq))
		return;
	a->slot = instant_minute(to) / SLOT_MINUTES;
	go_to(sc, instant_day(to));
	app_message(sc->app, _("Moved to %02d:%02d; its reminder moves too."),
	    instant_minute(to) / 60, instant_minute(to) % 60);
}

static void
plan(struct screen *sc)
{
	struct agenda *a = sc->data;
	const struct entity *e = model_entity(store_model(a->s->st), "appointment");
	struct browse_spec spec = { .entity = e, .ops = &records_ops, .ctx = a->s };
	int64_t at = instant_make(a->day, a->slot * SLOT_MINUTES);
	struct err_note note = { 0 };
	const char *who = actor_code(a->s->a);

	if (!session_may(a->s, "appointment", VERB_ADD)) {
		app_error(sc->app, _("Not allowed: making a new entry here."));
		return;
	}
	if (a->is_team && !a->is_week && a->npeople > 0)
		who = a->people[a->person].code;
	spec.preset = record_new(e);
	record_preset(spec.preset, &a->s->format, clock_today());
	record_set_int(spec.preset, "at", at);
	record_set_int(spec.preset, "until", at + HOUR_MS);
	record_set_text(spec.preset, "users", who);
	if (browse_open_form(sc->app, GO_PUSH, &spec, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

static void
enter(struct screen *sc)
{
	struct agenda *a = sc->data;
	const struct occurrence *o = agenda_under(a);
	struct err_note note = { 0 };

	if (o == NULL)
		plan(sc);
	else if ((o = need_one(sc)) != NULL &&
	    records_open_form(a->s, "appointment", o->id, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

static bool
event(struct screen *sc, const struct ui_event *ev)
{
	if (ev->kind == EV_SCAN || ev->kind == EV_PASTE)
		return false;
	switch (ev->action) {
	case ACT_ENTER:
		enter(sc);
		return true;
	case ACT_NEW:
		plan(sc);
		return true;
	case ACT_KEPT:
		mark(sc, "kept");
		return true;
	case ACT_MISSED:
		mark(sc, "missed");
		return true;
	case ACT_DELETE:
		cancel(sc);
		return true;
	case ACT_EARLIER:
	case ACT_LATER:
		shift(sc, ev->action == ACT_LATER ? 1 : -1);
		return true;
	default:
		return navigate(sc, ev->action);
	}
}

static size_t
more(struct screen *sc, const struct menu_item **items)
{
	struct agenda *a = sc->data;

	a->more[0] = (struct menu_item){ "", _("Go to a day"), "", MORE_DAY };
	a->more[1] = (struct menu_item){ "", _("Cancel the appointment"), "", MORE_CANCEL };
	a->more[2] = (struct menu_item){ "", _("Planned again"), "", MORE_PLANNED };
	a->more[3] = (struct menu_item){ "", _("Save as calendar file"), "", MORE_FILE };
	a->more[4] = (struct menu_item){ "AP", _("List of appointments"), "", MORE_LIST };
	*items = a->more;
	return AGENDA_MORE;
}

static void
run_more(struct screen *sc, int value)
{
	struct agenda *a = sc->data;
	struct err_note note = { 0 };
	day_t day;

	if (value == MORE_DAY && calendar_run(sc->app, &a->s->format, a->day, &day))
		go_to(sc, day);
	if (value == MORE_CANCEL)
		cancel(sc);
	if (value == MORE_PLANNED)
		mark(sc, "planned");
	if (value == MORE_FILE)
		agenda_file_save(a->s, agenda_user(a));
	if (value == MORE_LIST && records_open_list(a->s, GO_PUSH, "appointment", NULL, &note) != ERR_OK)
		app_error_note(sc->app, &note);
}

static void
help(struct screen *sc, struct strbuf *out)
{
	(void)sc;
	strbuf_add(out, _("The agenda shows half hours down. Tab switches between the day and the week, "
	    "F7 between your own time and that of the team. Where you may not see an appointment it says "
	    "busy. Marks: + it took place, ! it did not, > is now.\n"));
}

static void
fini(struct screen *sc)
{
	struct agenda *a = sc->data;

	free(a->o);
	free(a);
}

static const enum act bar[] = { ACT_HELP, ACT_KEPT, ACT_BACK, ACT_NEW, ACT_TEAM, ACT_MISSED,
	ACT_WEEK, ACT_GO, ACT_MENU, ACT_NONE };

static const struct screen_class agenda_class = {
	.name = "agenda", .code = "DY", .title = N_("Agenda"), .context = CONTEXT_AGENDA,
	.bar = bar, .open = open_agenda, .draw = draw, .event = event, .resume = reload,
	.more = more, .run_more = run_more, .help = help, .fini = fini,
};

enum err
agenda_open(struct session *s, enum go_mode mode, const char *args, struct err_note *note)
{
	day_t day = clock_today();
	enum err e = str_empty(args) ? ERR_OK
	    : day_parse(s->format.locale, args, clock_today(), &day, note);

	return e == ERR_OK ? app_open(s->app, mode, &agenda_class, &day, note) : e;
}
